"""Commands of `course` that are too long for cli.py."""
