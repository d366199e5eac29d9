"""What a run says about grades that changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from course.grading.gradebook.published import CHANGES, Change
from course.grading.intake.naming import printable
from course.words import counted, first_few

FEW = 4  # changes that are alike: so many share a line
MAX_LISTED = 30  # lines about changes that a run prints; changes.csv has all


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
    """Say who has another grade than before, losses first; the rest is in changes.csv.

    Those who got the same change for the same reason share a line.
    """
    if not changes:
        return
    say(f"{counted(len(changes), 'grade')} changed, see {CHANGES}:")
    moved = sorted((c for c in changes if c.moved), key=lambda c: c.now.score - c.before.score)
    alike: dict[object, list[Change]] = {}
    for change in moved:
        same = (change.assignment, change.exercises, change.because, change.before.state,
                change.now.state) if change.exercises else change.student
        alike.setdefault(same, []).append(change)
    lines = [line for group in alike.values() for line in _lines(group)]
    for line in lines[:MAX_LISTED]:
        say(f"  {line}")
    if len(lines) > MAX_LISTED:
        say(f"  and {len(lines) - MAX_LISTED} more lines")
    if len(moved) < len(changes):
        say(f"  {len(changes) - len(moved)} with the same points of another maximum")


def _lines(changes: Sequence[Change]) -> list[str]:
    """A line for each change, or one for many that are alike."""
    if len(changes) < FEW:
        return [str(change) for change in changes]
    first = changes[0]
    states = f", {first.before.state} -> {first.now.state}" * (
        first.before.state != first.now.state)
    who = first_few([printable(change.student) for change in changes])
    return [f"{counted(len(changes), 'student')}, {first.assignment}: {first.exercises}{states}: "
            f"{first.because} ({who})"]
