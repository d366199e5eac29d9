"""What we know from the LMS about an assignment's submissions, stored in `.lms` in OUT."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from course.grading.lms.names import moodle_spelling
from course.grading.submission import GradingError
from course.grading.whole_file import write_whole

FOLDER = ".lms"


@dataclass
class Origin:
    """Where a student's submission came from. `notes` go into the detail of its grade.

    `file_id` is Canvas's number of the file that was graded, `packed` the newest time that the
    download has for the student's files. `time` is when the LMS got the work, if no timestamp file
    says it.
    """

    lms: str = ""
    lms_id: str = ""
    name: str = ""
    email: str = ""
    late: bool = False
    file_id: int = 0
    notes: list[str] = field(default_factory=list)
    time: str = ""
    packed: str = ""
    section: str = ""

    def is_older(self, other: Origin) -> bool:
        """Whether the LMS got this before the other, as far as the two tell."""
        if self.lms != other.lms or not self.lms:
            return False
        if self.file_id and other.file_id:
            return self.file_id < other.file_id
        return bool(self.packed) and self.packed < other.packed


@dataclass
class Records:
    """The origins of an assignment's submissions, and due dates of single students.

    `due` is not yet in the gradebook, `last_due` is what it had last.
    """

    assignment: str
    origins: dict[str, Origin] = field(default_factory=dict)
    due: datetime | None = None
    extensions: dict[str, datetime] = field(default_factory=dict)
    last_due: datetime | None = None

    def save(self, out: Path) -> None:
        """Write it into `out`."""
        text = json.dumps(asdict(self), default=_as_json, ensure_ascii=False, indent=1)
        write_whole(_path(out, self.assignment), text)


def load_records(out: Path, assignment: str) -> Records:
    """The records of an assignment, empty if none were saved.

    Raises GradingError if the file is damaged or cannot be read.
    """
    path = _path(out, assignment)
    if not path.exists():
        return Records(assignment)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise GradingError(f"cannot read {path}: {error.strerror}") from None
    try:
        saved = json.loads(text)
        due, last_due = (datetime.fromisoformat(saved[name]) if saved.get(name) else None
                         for name in ("due", "last_due"))
        origins = {student: Origin(**origin) for student, origin in saved["origins"].items()}
        extensions = {student: datetime.fromisoformat(until)
                      for student, until in saved.get("extensions", {}).items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise GradingError(
            f"{path} is damaged. It holds names, extensions and which work was late. Put it back "
            "from a backup. If there is none, delete it, which loses them; give them again with "
            "course grade (--zip, --roster, --due) and course extend") from None
    return Records(assignment, origins, due, extensions, last_due)


@dataclass(frozen=True)
class KnownNames:
    """The names of students in earlier downloads. A student keeps the first one.

    by_id:  by LMS and number: Canvas's in all assignments, Moodle's in this one
    by_name:  by full name, of Moodle's students whose name only one of them has
    """

    by_id: Mapping[tuple[str, str], str]
    by_name: Mapping[str, str]

    @property
    def students(self) -> set[str]:
        return {*self.by_id.values(), *self.by_name.values()}

    def find(self, lms: str, lms_id: str, full_name: str = "") -> str | None:
        """The name of a student; None if it is new. A full name is that of one person alone."""
        return self.by_id.get((lms, lms_id)) or (
            self.by_name.get(moodle_spelling(full_name)) if lms == "Moodle" else None)


def known_names(out: Path, assignment: str) -> KnownNames:
    """The names in all records; if a student has several, that of this assignment counts."""
    by_id: dict[tuple[str, str], str] = {}
    by_name: dict[str, set[str]] = defaultdict(set)
    slugs = sorted((path.stem for path in (out / FOLDER).glob("*.json")),
                   key=lambda slug: slug == assignment)
    for slug in slugs:
        for student, origin in load_records(out, slug).origins.items():
            if origin.lms_id and (origin.lms == "Canvas" or slug == assignment):
                by_id[origin.lms, origin.lms_id] = student
            if origin.lms == "Moodle" and origin.name:
                by_name[moodle_spelling(origin.name)].add(student)
    return KnownNames(by_id, {name: next(iter(students)) for name, students in by_name.items()
                              if len(students) == 1})


def put_back_due_dates(out: Path, assignments: Iterable[str]) -> None:
    """Let the next gradebook have the due dates of one that is lost."""
    for assignment in assignments:
        records = load_records(out, assignment)
        if records.due is None and records.last_due is not None:
            records.due = records.last_due
            records.save(out)


def roster_copy(out: Path, assignment: str) -> Path:
    """Where `course grade` leaves a copy of the roster for `course export`."""
    return out / FOLDER / f"{assignment}.csv"


def roster_copies(out: Path) -> list[Path]:
    """The copies of the rosters of all assignments, the newest first."""
    return sorted((out / FOLDER).glob("*.csv"), key=lambda path: path.stat().st_mtime, reverse=True)


def _path(out: Path, assignment: str) -> Path:
    return out / FOLDER / f"{assignment}.json"


def _as_json(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be saved")
