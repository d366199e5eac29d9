"""From what a student handed in to a notebook that is ready to run."""
