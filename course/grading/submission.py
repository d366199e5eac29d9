"""The data that the steps of grading exchange: Submission, Executed, Result, Graded.

Also the states, the time limits, and the error of every part of grading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from course.errors import CourseError

if TYPE_CHECKING:
    import nbformat

    from course.checks.check_report import CheckReport


class GradingError(CourseError):
    """The run cannot start or go on; the message is for the person who started it."""


class GraderFailed(Exception):
    """A submission could not be graded, not because of what is in it; the next run tries again."""


class State(StrEnum):
    """How grading a submission ended. Every submission gets one; grades.csv calls it `status`."""

    GRADED = "graded"
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"
    MALFORMED = "malformed"
    MISSING = "missing"
    NEEDS_REVIEW = "needs-review"
    NOT_GRADED = "not-graded"


SubmissionId = tuple[str, str]  # student and assignment


@dataclass(frozen=True)
class Submission:
    """One student's work for one assignment.

    `content` is the file as it was read, `notebook` what `restore` made of it, ready to run. If
    there is none, `state` says why. `notes` are sentences for the detail of the grade. `to_choose`
    says of an exercise why a person has to look at it. `files` are what the notebook may read.
    """

    student: str
    assignment: str
    notebook: nbformat.NotebookNode | None = None
    state: State = State.GRADED
    notes: tuple[str, ...] = ()
    content: bytes | None = None
    to_choose: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def id(self) -> SubmissionId:
        return self.student, self.assignment


@dataclass(frozen=True)
class Limits:
    """Seconds for one cell, and for the whole notebook."""

    cell: float = 10
    notebook: float = 60


@dataclass(frozen=True)
class ProbeResult:
    """The points of one probe."""

    label: str
    points: float
    max_points: float

    @property
    def passed(self) -> bool:
        return self.points >= self.max_points


@dataclass(frozen=True)
class VerdictSummary:
    """What the judge decided about one exercise, without the answers.

    points, probes:  the points in total, and those of each probe
    misconception:  the name of the recognised one, or None
    unwritten:  whether the stub is unchanged
    advice:  what the student should look at, or ""
    refused:  why no probe was asked, as a sentence, or ""
    """

    points: float
    probes: tuple[ProbeResult, ...]
    misconception: str | None
    unwritten: bool
    advice: str
    refused: str = ""


class Reports(NamedTuple):
    """What a check says of an exercise on the inputs that students see, and on the judge's own."""

    visible: CheckReport
    fresh: CheckReport


@dataclass
class Executed:
    """A notebook after its run, with the judge's verdicts by exercise.

    A check without probes has no verdict: its points are in its outputs in the notebook.
    `disturbed`: it timed out while no processor was free for it, or ended by a signal that may be
    another submission's. `caveats`: see `Result`. `reports`: by exercise, if the job keeps them.
    """

    notebook: nbformat.NotebookNode
    state: State
    detail: str
    seconds: float
    verdicts: dict[str, VerdictSummary]
    disturbed: bool = False
    caveats: list[str] = field(default_factory=list)
    reports: dict[str, Reports] = field(default_factory=dict)


@dataclass(frozen=True)
class ExerciseResult:
    """The points of one graded cell. `reason` says why some are missing, if they are.

    `verdict` is the judge's, None if a person or a check without probes gives the points.
    `needs_review`: a person must give the points, or look at what the check gave.
    """

    name: str
    score: float
    max_score: float
    reason: str = ""
    verdict: VerdictSummary | None = None
    needs_review: bool = False

    @property
    def misconception(self) -> str | None:
        return self.verdict.misconception if self.verdict else None

    @property
    def probes(self) -> tuple[ProbeResult, ...]:
        return self.verdict.probes if self.verdict else ()


@dataclass
class Result:
    """A graded submission. `score` is before any late penalty.

    detail:  sentences for the student and the instructor
    caveats:  sentences for the instructor alone: how far to trust the grade
    answers:  the code that the student wrote, by cell
    comments:  what a person wrote about it, by cell
    written:  a digest of what the student wrote for each graded cell, by grade_id
    time:  when it was handed in, as its timestamp file says; None if there is none
    """

    student: str
    assignment: str
    score: float
    max_score: float
    state: State
    detail: str
    exercises: list[ExerciseResult] = field(default_factory=list)
    seconds: float = 0.0
    answers: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    time: str | None = None
    caveats: list[str] = field(default_factory=list)

    @property
    def id(self) -> SubmissionId:
        return self.student, self.assignment

    def add(self, *sentences: str) -> None:
        """Put sentences, those that are not "", at the end of the detail."""
        self.detail = " ".join(filter(None, [self.detail, *sentences]))

    @property
    def detail_with_caveats(self) -> str:
        """All sentences, for the instructor."""
        return " ".join(filter(None, [self.detail, *self.caveats]))

    @property
    def misconceptions(self) -> list[tuple[str, str]]:
        """Exercise and misconception, for each one that was recognised."""
        return [(e.name, e.misconception) for e in self.exercises if e.misconception]


@dataclass(frozen=True)
class CellGrade:
    """One graded cell in nbgrader's gradebook; without a score until a person gives it."""

    grade_id: str
    score: float | None
    needs_manual_grade: bool


@dataclass(frozen=True)
class Graded:
    """All that a run writes about a submission; `notebook` and `page` are the files' texts.

    `grader_failed`: the grader itself failed, so the next run grades the submission again.
    `disturbed`: others may have cost it points, so the run tries it again alone. For this and
    `reports` see `Executed`.
    """

    result: Result
    grades: Sequence[CellGrade]
    notebook: str
    page: str
    grader_failed: bool = False
    disturbed: bool = False
    reports: Mapping[str, Reports] = field(default_factory=dict)
