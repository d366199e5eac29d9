"""What the last run published of each submission, in `.published`, and what this run changes in it.

One file per assignment. The records are written last: a run that was stopped published nothing.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from course.grading.gradebook.key import SUBMISSION, WORDS, reasons
from course.grading.gradebook.stored import Stored
from course.grading.intake.naming import printable
from course.grading.sanitising.spreadsheets import without_formula
from course.grading.scoring import GRADED_BY_HAND
from course.grading.submission import State, SubmissionId
from course.grading.whole_file import write_whole

FOLDER = ".published"
CHANGES = "changes.csv"
COLUMNS = ("time", "student", "assignment", "score_before", "score", "max_score_before",
           "max_score", "status_before", "status", "exercises", "because")
NOT_COUNTED, NOT_THERE = "not counted", "not there"  # of an exercise without points


@dataclass(frozen=True)
class PublishedGrade:
    """What one submission got. `page` is a digest of what its feedback page says.

    `graded_at` is that of the stored result. `penalty` is None if it was not recorded.
    """

    score: float
    max_score: float
    state: str
    exercises: dict[str, float]
    by_hand: list[str] = field(default_factory=list)
    key: dict[str, str] = field(default_factory=dict)
    page: str = ""
    graded_at: int = 0
    penalty: float | None = None

    @classmethod
    def of(cls, stored: Stored, page: str, penalty: float) -> PublishedGrade:
        result = stored.result
        return cls(result.score, result.max_score, result.state.value,
                   {e.name: e.score for e in result.exercises},
                   [e.name for e in result.exercises if e.reason == GRADED_BY_HAND],
                   dict(stored.key), page, stored.graded_at, penalty)

    def has_penalty_of(self, other: PublishedGrade) -> bool:
        """Whether the late penalty is that of the other, as far as both have recorded one."""
        return (self.penalty is None or other.penalty is None
                or round(self.penalty, 6) == round(other.penalty, 6))


@dataclass(frozen=True)
class Change:
    """One submission that got something else than before, and why."""

    student: str
    assignment: str
    before: PublishedGrade
    now: PublishedGrade
    because: str

    def __str__(self) -> str:
        states = (f", {self.before.state} -> {self.now.state}"
                  if self.before.state != self.now.state else "")
        parts = f" ({self.exercises})" if self.exercises else ""
        before = _points(self.before, self.now)
        return (f"{printable(self.student)}, {self.assignment}: {before} -> {self.now.score:g} "
                f"of {self.now.max_score:g}{states}{parts}: {self.because}")

    @property
    def moved(self) -> bool:
        """Whether more than the maximum changed."""
        return not self.now.has_penalty_of(self.before) or (
            (self.before.score, self.before.state) != (self.now.score, self.now.state))

    @property
    def exercises(self) -> str:
        """The exercises whose points changed, as `accumulate 1 -> 2`."""
        names = dict.fromkeys([*self.before.exercises, *self.now.exercises])
        points = {name: [r.exercises.get(name) for r in (self.before, self.now)] for name in names}
        absent = NOT_COUNTED if self.before.graded_at == self.now.graded_at else NOT_THERE
        return ", ".join(f"{name} {_number(old, absent)} -> {_number(new, absent)}"
                         for name, (old, new) in points.items() if old != new)


def read_published(out: Path) -> dict[SubmissionId, PublishedGrade]:
    """What the last run published of each submission; without what is damaged."""
    found = {}
    for path in sorted((out / FOLDER).glob("*.json")):
        try:
            for student, entry in json.loads(path.read_text(encoding="utf-8")).items():
                found[student, path.stem] = PublishedGrade(**entry)
        except (OSError, ValueError, TypeError, AttributeError):
            continue
    return found


def published_assignments(out: Path) -> list[str]:
    """The assignments that the last run published."""
    return sorted(path.stem for path in (out / FOLDER).glob("*.json"))


def write_published(out: Path, records: Mapping[SubmissionId, PublishedGrade]) -> None:
    """Store what this run published, for the next one and for `course export`."""
    for assignment in {assignment for _, assignment in records}:
        entries = {student: asdict(record) for (student, slug), record in sorted(records.items())
                   if slug == assignment}
        write_whole(out / FOLDER / f"{assignment}.json", json.dumps(entries))


def changes(
    before: Mapping[SubmissionId, PublishedGrade], now: Mapping[SubmissionId, PublishedGrade]
) -> list[Change]:
    """The submissions that had a grade before and have another one now."""
    return [Change(*submission, old, new, _because(old, new)) for submission, new in now.items()
            if (old := before.get(submission)) is not None
            and (_grade(old) != _grade(new) or not new.has_penalty_of(old))]


def append_changes(out: Path, found: Iterable[Change], when: datetime) -> None:
    """Add changes to changes.csv, which has those of all runs."""
    path, text = out / CHANGES, io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    old = _decoded(path.read_bytes()) if path.exists() else ",".join(COLUMNS) + "\n"
    for c in found:
        writer.writerow([f"{when:%Y-%m-%d %H:%M:%S}", without_formula(c.student), c.assignment,
                         f"{c.before.score:g}", f"{c.now.score:g}", f"{c.before.max_score:g}",
                         f"{c.now.max_score:g}", c.before.state, c.now.state, c.exercises,
                         c.because])
    if text.getvalue():
        write_whole(path, old + text.getvalue())


def _decoded(content: bytes) -> str:
    """The text of a file that somebody may have saved in Excel, in whatever encoding."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _because(old: PublishedGrade, new: PublishedGrade) -> str:
    why = reasons(old.key, new.key)
    if old.state == State.MISSING and new.state != State.MISSING:
        why = ["handed in", *(w for w in why if w != WORDS[SUBMISSION])]
    graded = [name for name in new.by_hand if name not in old.by_hand
              or new.exercises[name] != old.exercises.get(name)]
    same_result = old.graded_at == new.graded_at  # else the assignment's own exercises changed
    for names, what in (
        ([name for name in old.exercises if name not in new.exercises and same_result], "dropped"),
        ([name for name in new.exercises if name not in old.exercises and same_result],
         "counted again"),
        (graded, "graded by hand"),
        ([name for name in old.by_hand if name in new.exercises and name not in new.by_hand],
         "no longer graded by hand"),
    ):
        if names:
            why.append(f"{', '.join(names)} {what}")
    if not new.has_penalty_of(old):
        why.append(f"late penalty {old.penalty:g} -> {new.penalty:g}")
    return "; ".join(why) or "graded again"


def _grade(record: PublishedGrade) -> tuple[float, float, str]:
    return round(record.score, 6), record.max_score, record.state


def _points(before: PublishedGrade, now: PublishedGrade) -> str:
    if before.max_score == now.max_score:
        return f"{before.score:g}"
    return f"{before.score:g} of {before.max_score:g}"


def _number(score: float | None, absent: str) -> str:
    return absent if score is None else f"{score:g}"
