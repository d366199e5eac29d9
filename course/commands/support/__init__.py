"""What commands share: their parsers, what surrounds a run, and what several of them read."""
