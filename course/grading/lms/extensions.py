"""Due dates of single students."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from course.grading.gradebook.tables import open_gradebook
from course.grading.lms.records import load_records
from course.grading.submission import GradingError


def extend(out: Path, student: str, assignment: str, until: datetime) -> None:
    """Give a student another due date; the next `course grade` counts by it.

    Raises GradingError if nothing was graded there, if nobody has that name, or if the assignment
    has no due date.
    """
    if not (out / "gradebook.db").is_file():
        raise GradingError(f"no gradebook.db in {out}; name the folder that course grade wrote")
    records = load_records(out, assignment)
    with open_gradebook(out) as book:
        known = {s.id for s in book.students} | records.origins.keys()
        due = next((a.duedate for a in book.assignments if a.name == assignment), None)
    if student not in known:
        raise GradingError(f"no student {student!r}; {_some(student, known)}")
    if due is None and records.due is None:
        raise GradingError(f"{assignment} has no due date to extend; set one with "
                           "course grade --due")
    records.extensions[student] = until
    records.save(out)


def _some(student: str, known: Iterable[str]) -> str:
    names = sorted(known)
    alike = get_close_matches(student, names, 3, 0.5) or names[:5]
    return f"there are {', '.join(alike)}{', …' if len(names) > len(alike) else ''}"
