"""The proof of the checks, with figures: `make proof`."""
