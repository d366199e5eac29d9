"""What the larger commands of `course` do; only cli.py imports it."""
