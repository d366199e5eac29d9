"""What grading one notebook gives, as a JSON document: `course grade-one --json` prints it.

The adapters turn it into what a platform takes. It holds nothing of the fresh inputs that decided
about the points, and nothing that code returned, printed or raised on them.
"""

from __future__ import annotations

import json
from typing import TypedDict

VERSION = 1


class ProbeEntry(TypedDict):
    """One probe. `output` says what went wrong on the inputs that students see, or ""."""

    label: str
    points: float
    max_points: float
    passed: bool
    output: str


class ExerciseEntry(TypedDict):
    """One exercise, or another cell with points.

    score:  None until a person gives it, or the grader has one
    needs_review:  whether a person must give the points, or look at them
    advice:  what the student should look at, or why points are missing; "" if there is nothing
    misconception:  the name of the recognised one, or None; for instructors
    """

    name: str
    score: float | None
    max_score: float
    needs_review: bool
    advice: str
    misconception: str | None
    probes: list[ProbeEntry]


class Protection(TypedDict):
    """How the student's code was kept from the host: the layers that held, and those it lacks."""

    sandboxed: bool
    held: list[str]
    missing: list[str]


class Document(TypedDict):
    """One graded notebook.

    state:  as in grades.csv: graded, timed-out, crashed, malformed, missing, needs-review or
            not-graded
    score:  of what is decided; None if the state is not-graded
    pending:  how many of `max_score` wait for a person
    inputs:  "secret" if a secret of the instructor's seeded the fresh inputs, "throw-away" if one
             did that nobody knows
    protection:  None if nothing could run
    note:  what the student should know of the run, or ""
    detail:  the same for the instructor, as in grades.csv
    """

    version: int
    assignment: str
    state: str
    score: float | None
    max_score: float
    pending: float
    inputs: str
    protection: Protection | None
    note: str
    detail: str
    seconds: float
    exercises: list[ExerciseEntry]


def read_document(text: str) -> Document:
    """The document in a text. Raises ValueError if it is none of this version."""
    found = json.loads(text)
    version = found.get("version") if isinstance(found, dict) else None
    if version != VERSION:
        raise ValueError(f"this is no document of version {VERSION} of course grade-one --json")
    document: Document = found
    return document


def decided(document: Document) -> float:
    """The most points that the grader itself could give: all but those that wait for a person."""
    return document["max_score"] - document["pending"]


def titled(exercise: ExerciseEntry) -> str:
    """The name of an exercise with its points."""
    score = "waits for a person" if exercise["score"] is None else f"{exercise['score']:g}"
    return f"{exercise['name']}: {score} of {exercise['max_score']:g}"
