"""Reading files of answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.checks.unit import unit_slugs

FOLDER = Path(__file__).parent
Verdict = Literal["right", "wrong", "open"]


@dataclass(frozen=True)
class Answer:
    """An answer to an exercise.

    why:     what is wrong with it; empty for a right one
    verdict: what the checks must find; "open" if it is disputable and nobody has decided
    reason:  why a disputable one was decided as it was
    """

    unit: str
    exercise: str
    source: str
    why: str
    verdict: Verdict
    reason: str = ""


def answer_files() -> list[Path]:
    """The files of this folder, a unit each."""
    return sorted(FOLDER.glob("[0-9][0-9].json"))


def read_answers(path: Path) -> Iterator[Answer]:
    """The answers of one file, whose name begins with the unit's number."""
    unit = next(slug for slug in unit_slugs() if slug.startswith(path.name[:2]))
    for exercise, answers in json.loads(path.read_text(encoding="utf-8")).items():
        for source in answers["right"]:
            yield Answer(unit, exercise, source, "", "right")
        for entry in answers["wrong"]:
            verdict, reason = _decided(entry)
            yield Answer(unit, exercise, entry["source"], entry["why"], verdict, reason)


def _decided(entry: dict[str, str]) -> tuple[Verdict, str]:
    """What must be found of a wrong answer: `decided` is "caught: reason" or "allowed: reason"."""
    decision, _, reason = entry.get("decided", "").partition(": ")
    decisions: dict[str, Verdict] = {"caught": "wrong", "allowed": "right"}
    if decision in decisions:
        return decisions[decision], reason
    return ("open" if entry.get("disputable") else "wrong"), ""
