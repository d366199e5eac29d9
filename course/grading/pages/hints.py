"""What a student whose answers match a misconception's is told."""

from __future__ import annotations

from functools import cache

from course.checks.fingerprints import known_misconceptions
from course.checks.unit import unit_slugs


@cache
def hints(assignment: str) -> dict[tuple[str, str], str]:
    """The hint of each misconception, by exercise and name; none for an instructor's own."""
    if assignment not in unit_slugs():
        return {}
    return {(exercise, m.name): m.hint
            for exercise, known in known_misconceptions(assignment).items() for m in known}
