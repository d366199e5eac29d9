"""Running the probes of an exercise on an implementation and on the reference."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.answers.failure import Failure
from course.answers.plain import Odd, Raised
from course.checks.compare import Difference, differences, same
from course.checks.draw import Draw, visible_seed
from course.checks.subject import (
    Impl,
    MissingName,
    StudentError,
    Subject,
    Unwritten,
    answers,
)
from course.checks.unit import Exercise, Probe, Unit

Seed = Callable[[Probe], int | list[int]]
KEPT: dict[tuple[Probe, int], Any] = {}
MAX_PRINTED = 2_000


@dataclass(frozen=True)
class Misconception:
    """A wrong implementation with a name and a hint.

    `fingerprint` holds for each probe that it fails, by label, its wrong answers by place.
    """

    name: str
    hint: str
    fingerprint: dict[str, dict[str, Any]]


@dataclass
class Run:
    """What an implementation answered to one probe."""

    answers: Any
    error: Failure | None = None
    missing: str | None = None
    printed: str = ""
    changed_argument: bool = False
    inputs: dict[str, object] = field(default_factory=dict)


@dataclass
class Outcome:
    """One probe, compared: passed, or how the answers differ."""

    probe: Probe
    run: Run
    differences: list[Difference]

    @property
    def passed(self) -> bool:
        return not self.differences

    @property
    def points(self) -> float:
        return self.probe.points if self.passed else 0


@dataclass
class Verdict:
    """An exercise, judged: outcomes by probe, and the misconception if one is recognised."""

    exercise: Exercise
    outcomes: list[Outcome]
    misconception: Misconception | None = None

    @property
    def fingerprint(self) -> dict[str, dict[str, Any]]:
        """The wrong answers, by the label of their probe and by place."""
        return {outcome.probe.label: {d.where: d.got for d in outcome.differences}
                for outcome in self.outcomes if not outcome.passed}

    @property
    def points(self) -> float:
        return sum(outcome.points for outcome in self.outcomes)

    @property
    def passed(self) -> bool:
        return all(outcome.passed for outcome in self.outcomes)

    @property
    def unwritten(self) -> bool:
        """Whether the exercise's stub stands as it was handed out."""
        return any(d.kind == "unwritten" for o in self.outcomes for d in o.differences)


Put = Callable[[Sequence[Probe], Any, Seed], list[Run]]


def visible(exercise: Exercise) -> Seed:
    """Seeds of the cases that students see."""
    return lambda probe: visible_seed(exercise.unit, exercise.name, probe.label)


def fresh(exercise: Exercise, seed: int) -> Seed:
    """Seeds of cases that nobody saw before: derived from `seed`, another for each probe."""
    return lambda probe: [seed, visible_seed(exercise.unit, exercise.name, probe.label)]


def run_of(act: Callable[[], Any]) -> Run:
    """What came of getting the answers to a probe; a mishap on the way becomes part of the run."""
    try:
        return Run(act())
    except MissingName as missing:
        return Run(Raised("MissingName"), missing=str(missing))
    except Unwritten:
        return Run(Odd("ellipsis"))
    except StudentError as error:
        return Run(Raised(error.failure.kind), error=error.failure)


def ask(probe: Probe, subject: Subject, seed: int | list[int]) -> Run:
    """Put one probe to a subject. What it raises or prints becomes part of the run."""
    draw = Draw(seed)
    printed = io.StringIO()
    with _quietly(printed):
        run = run_of(lambda: answers(probe.ask(Impl(subject), draw)))
    run.printed = printed.getvalue()[:MAX_PRINTED]
    run.changed_argument = getattr(subject, "changed_argument", False)
    run.inputs = draw.drawn
    return run


def ask_all(probes: Sequence[Probe], subject: Subject, seed: Seed) -> list[Run]:
    """Put the probes of an exercise to a subject, one after the other."""
    return [ask(probe, subject, seed(probe)) for probe in probes]


def judge(
    exercise: Exercise, unit: Unit, subject: Any, seed: Seed, put: Put = ask_all
) -> Verdict:
    """Put every probe of an exercise to a subject and compare with the reference.

    `put` asks the subject; a grader whose subject may die on the way gives its own.
    """
    outcomes = []
    for probe, got in zip(exercise.probes, put(exercise.probes, subject, seed), strict=True):
        expected = _expected(exercise, unit, probe, seed(probe))
        outcomes.append(Outcome(probe, got, differences(expected, got.answers)))
    return Verdict(exercise, outcomes)


def _expected(exercise: Exercise, unit: Unit, probe: Probe, seed: int | list[int]) -> Any:
    """The reference's answers. Those to the visible cases are always the same, and are kept."""
    if isinstance(seed, int) and (probe, seed) in KEPT:
        return KEPT[probe, seed]
    run = ask(probe, unit.reference(), seed)
    if run.error is not None:
        raise RuntimeError(f"the reference for {exercise.name!r} raised {run.error}")
    if isinstance(seed, int):
        KEPT[probe, seed] = run.answers
    return run.answers


def recognise(verdict: Verdict, known: list[Misconception]) -> Misconception | None:
    """The misconception whose answers are wrong in the same places and in the same way."""
    if verdict.passed:
        return None
    return next((m for m in known if all(
        _fits(outcome, m.fingerprint.get(outcome.probe.label, {}))
        for outcome in verdict.outcomes)), None)


def _fits(outcome: Outcome, wrong_answers: dict[str, Any]) -> bool:
    """Whether an outcome has these wrong answers and no others. Recorded ones have six digits."""
    if wrong_answers.keys() - {d.where for d in outcome.differences}:
        return False
    return all(same(wrong_answers.get(d.where, d.expected), d.got, 1e-4, 1e-6)
               for d in outcome.differences)


@contextlib.contextmanager
def _quietly(printed: io.StringIO) -> Iterator[None]:
    """Catch what is printed, and keep warnings to ourselves."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(printed))
        stack.enter_context(contextlib.redirect_stderr(printed))
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(np.errstate(all="ignore"))
        warnings.simplefilter("ignore")
        yield
