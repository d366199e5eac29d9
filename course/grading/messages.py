"""What a run says about grades that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from course.checks.causes import count as counted
from course.grading.gradebook.published import CHANGES, Change

MAX_LISTED = 30  # changes that a run prints; changes.csv has all


def say_regraded(regraded: Counter[tuple[str, str]], say: Callable[[str], None]) -> None:
    """Say how many results held no more, by assignment and reason."""
    for (slug, why), count in sorted(regraded.items()):
        if why:
            say(f"Graded again: {count} of {slug}, because {why}.")


def say_put_back(grades: int, out: Path, say: Callable[[str], None]) -> None:
    """Say that the gradebook was an older one, or a new one."""
    if grades:
        say(f"{out / 'gradebook.db'} lacked {counted(grades, 'grade')} of earlier runs, or had "
            "others: they are put right. It does not have what people gave by hand since it was "
            "made: points, comments and extra credit.")


def say_changes(changes: Sequence[Change], say: Callable[[str], None]) -> None:
    """Say who has another grade than before, losses first; the rest is in changes.csv."""
    if not changes:
        return
    say(f"{counted(len(changes), 'grade')} changed, see {CHANGES}:")
    moved = sorted((c for c in changes if c.moved), key=lambda c: c.now.score - c.before.score)
    for change in moved[:MAX_LISTED]:
        say(f"  {change}")
    if len(moved) > MAX_LISTED:
        say(f"  and {len(moved) - MAX_LISTED} more")
    if len(moved) < len(changes):
        say(f"  {len(changes) - len(moved)} with the same points of another maximum")
