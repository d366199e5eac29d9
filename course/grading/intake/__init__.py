"""From what a student handed in to a notebook that can run."""
