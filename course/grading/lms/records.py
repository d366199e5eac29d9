"""What is known from the LMS about an assignment's submissions, kept beside the grades."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from course.grading.submission import GradingError

FOLDER = ".lms"


@dataclass
class Origin:
    """Where one student's submission came from. `notes` are for the detail of its grade."""

    lms: str = ""
    lms_id: str = ""
    name: str = ""
    email: str = ""
    late: bool = False
    notes: list[str] = field(default_factory=list)


@dataclass
class Records:
    """All that is known about one assignment. `due` is to be put into the gradebook."""

    assignment: str
    origins: dict[str, Origin] = field(default_factory=dict)
    due: datetime | None = None

    def keep(self, out: Path) -> None:
        """Write it below `out`, all at once or not at all."""
        path = _path(out, self.assignment)
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".half")
        text = json.dumps(asdict(self), default=_plain, ensure_ascii=False, indent=1)
        half.write_text(text, encoding="utf-8")
        os.replace(half, path)


def recall(out: Path, assignment: str) -> Records:
    """What was kept about an assignment; empty where nothing was.

    Raises GradingError where it was damaged.
    """
    path = _path(out, assignment)
    if not path.exists():
        return Records(assignment)
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        due = datetime.fromisoformat(kept["due"]) if kept["due"] else None
        origins = {student: Origin(**origin) for student, origin in kept["origins"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise GradingError(f"{path} is damaged; delete it and give the command with --zip "
                           "again") from None
    return Records(assignment, origins, due)


def roster_copy(out: Path, assignment: str) -> Path:
    """Where the roster that an assignment was graded with is kept, for the export."""
    return out / FOLDER / f"{assignment}.csv"


def _path(out: Path, assignment: str) -> Path:
    return out / FOLDER / f"{assignment}.json"


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be kept")
