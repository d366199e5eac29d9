"""Which mutants of the solutions no probe catches, and which of those are argued to be equal."""

from __future__ import annotations

import contextlib
import signal
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from course.checks.cases import fresh_cases, visible_cases
from course.checks.implementation import LocalImplementation
from course.checks.unit import Exercise, load_unit
from course.checks.verdict import judge
from course.publish.solution_code import without_markers
from course.publish.source import Assignment
from course.publish.variants import namespace
from tests.proof.meaning import meanings
from tests.proof.memory import HELPERS
from tests.proof.mutate import Mutant, mutants

SECONDS = 4.0  # of the processor: a machine with other work does not catch a mutant
FRESH_RUNS = 3
EQUIVALENT = Path(__file__).with_name("equivalent.toml")


@dataclass(frozen=True)
class Survivor:
    """A mutant that earned everything."""

    unit: str
    exercise: str
    mutant: Mutant


class TooSlow(Exception):
    """A mutant ran longer than it may; that counts as caught."""


def exercise_mutants(assignment: Assignment, name: str) -> tuple[list[Mutant], list[Mutant]]:
    """The mutants of one exercise's solution: by token and by meaning."""
    solution = without_markers(assignment.exercises[name].solution.text)
    return list(mutants(solution)), list(meanings(solution))


def survives(assignment: Assignment, exercise: Exercise, mutant: Mutant) -> bool:
    """Whether a mutant earns all points, on the visible cases and on fresh ones.

    One that never made a difference is none, and does not.
    """
    unit = load_unit(assignment.slug)
    try:
        with time_limit(SECONDS):
            names = namespace(assignment, {exercise.name: mutant.code})
            code = LocalImplementation(names)
            fresh = [fresh_cases(exercise, run) for run in range(FRESH_RUNS)]
            passed = all(judge(exercise, unit, code, cases).passed
                         for cases in [visible_cases(exercise), *fresh])
            helpers = [names[helper] for helper in HELPERS if helper in names]
            return passed and all(helper.fired for helper in helpers)
    except Exception:
        return False


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise TooSlow in this thread when the time is over."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    def unheard(lost: Any) -> None:
        if lost.exc_type is not TooSlow:
            report(lost)

    # A callback of the garbage collector or a destructor swallows it too, and reports that.
    report, sys.unraisablehook = sys.unraisablehook, unheard
    before = signal.signal(signal.SIGPROF, stop)
    # Again and again: a mutant's own `except` may swallow the first.
    signal.setitimer(signal.ITIMER_PROF, seconds, 0.1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
        sys.unraisablehook = report


def argued() -> dict[tuple[str, str, str], str]:
    """The mutants that are argued to behave as the solution, each with the argument."""
    entries = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8")).get("mutant", [])
    return {(e["unit"], e["exercise"], e["change"]): e["why"] for e in entries}
