"""The course's assignments, read once for all tests."""

from __future__ import annotations

from course.publish.source import assignment_paths, read_assignment

ASSIGNMENTS = {a.slug: a for a in map(read_assignment, assignment_paths())}
