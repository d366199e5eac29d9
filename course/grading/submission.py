"""What grading says of a submission."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nbformat


class State(StrEnum):
    """How grading a submission ended. Every submission gets one of these."""

    GRADED = "graded"
    TIMED_OUT = "timed-out"
    CRASHED = "crashed"
    MALFORMED = "malformed"
    MISSING = "missing"
    NEEDS_REVIEW = "needs-review"


@dataclass(frozen=True)
class HandedIn:
    """What lies in one student's folder for one assignment: a file's bytes, not looked into.

    `content` is None where there is no file to read; then `state` says why. `notes` say what else
    there is to tell, a sentence each.
    """

    student: str
    assignment: str
    content: bytes | None = None
    state: State = State.GRADED
    notes: tuple[str, ...] = ()


@dataclass
class Submission:
    """One student's notebook for one assignment, ready to run.

    `notebook` is None where there is nothing to run; then `state` says why. `notes` are the
    repairs that were made, a sentence each.
    """

    student: str
    assignment: str
    notebook: nbformat.NotebookNode | None = None
    state: State = State.GRADED
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ExerciseResult:
    """What one cell with points earned. `reason` says why not everything, where it did not.

    `needs_review`: a person has yet to give its points, or to look at what a check gave.
    """

    name: str
    score: float
    max_score: float
    misconception: str | None = None
    reason: str = ""
    probes: tuple[tuple[str, bool], ...] = ()
    needs_review: bool = False


@dataclass
class Result:
    """A submission, graded.

    `answers` is the code that the student wrote, `comments` what a person wrote to it, by cell.
    """

    student: str
    assignment: str
    score: float
    max_score: float
    state: State
    detail: str
    exercises: list[ExerciseResult] = field(default_factory=list)
    seconds: float = 0.0
    feedback: Path | None = None
    answers: dict[str, str] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)

    @property
    def misconceptions(self) -> list[tuple[str, str]]:
        """Exercise and misconception, for each one that was recognised."""
        return [(e.name, e.misconception) for e in self.exercises if e.misconception]


class GradingError(Exception):
    """The run cannot start or go on; the message is for the person who called it."""
