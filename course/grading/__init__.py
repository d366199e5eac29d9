"""Grading a class: intake, running, recording, feedback and the report."""
