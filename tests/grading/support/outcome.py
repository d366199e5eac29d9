"""What a run left behind, in a form in which two runs can be compared byte for byte."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

# The only figures in a report that may differ: how long things took.
SECONDS = re.compile(rb'<td class="n">\d+\.\d</td></tr>|The longest:.*|\d+\.\d s\b')


def outcome(out: Path) -> dict[str, Any]:
    """Every file that a person reads, and what the gradebook holds; times are left out."""
    files = [path for name in ("autograded", "feedback") for path in (out / name).rglob("*.*")]
    found: dict[str, Any] = {str(p.relative_to(out)): p.read_bytes() for p in sorted(files)}
    found["grades.csv"] = (out / "grades.csv").read_bytes()
    found["report.html"] = SECONDS.sub(b"", (out / "report.html").read_bytes())
    found["gradebook.db"] = gradebook(out)
    return found


def gradebook(out: Path) -> list[tuple[Any, ...]]:
    """Every grade, by whom it belongs to."""
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        return sorted(
            (submission.student.id, assignment.name, grade.name, grade.auto_score,
             grade.manual_score, grade.needs_manual_grade)
            for assignment in book.assignments for submission in assignment.submissions
            for notebook in submission.notebooks for grade in notebook.grades)


def with_secret(out: Path, like: Path) -> Path:
    """A new folder for a run that is to draw the same inputs as the run in `like`."""
    out.mkdir(parents=True)
    shutil.copyfile(like / ".secret", out / ".secret")
    return out


def differing(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """The names of what differs."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
