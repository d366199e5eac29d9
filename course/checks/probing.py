"""Asking an implementation the probes of an exercise."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.checks.cases import Case
from course.checks.draw import Draw
from course.checks.implementation import (
    Impl,
    Implementation,
    MissingName,
    Request,
    StudentError,
    Unwritten,
    answers,
)
from course.checks.observed import ask_observed
from course.checks.script import Script, record_script, write_script
from course.checks.unit import Probe
from course.exchange.failure import Failure
from course.exchange.plain_data import Odd, Raised
from course.exchange.requests import UsualRecursionLimit

MAX_PRINTED = 2_000


@dataclass
class Run:
    """What an implementation answered to one probe."""

    answers: Any
    error: Failure | None = None
    missing: str | None = None
    printed: str = ""
    observed: Any = None  # with the surroundings of the answers, see observed.py
    request: Request | None = None  # that raised the error
    drawn: Sequence[dict[str, object]] = ()  # the inputs of each time that it was asked
    inputs: dict[str, object] = field(default_factory=dict)
    used: dict[str, object] = field(default_factory=dict)  # the inputs in used objects
    passed: frozenset[str] = frozenset()  # of the inputs, those that the function received itself


@dataclass(frozen=True)
class Question:
    """A probe in a case, as a script too."""

    probe: Probe
    case: Case
    script: Script

    @classmethod
    def of(cls, probe: Probe, case: Case) -> Question:
        """The question, asked of nobody yet."""
        return cls(probe, case, write_script(probe, case))


Ask = Callable[[Sequence[Question], Any], list[Run]]


def ask_all(questions: Sequence[Question], implementation: Implementation) -> list[Run]:
    """Ask questions, one after the other."""
    return [ask(question.probe, implementation, question.case) for question in questions]


def ask(probe: Probe, implementation: Implementation, case: Case) -> Run:
    """Ask one probe. What the implementation raises or prints becomes part of the run."""
    draws, other = case.draws(), case.draw_in_used_objects()
    printed = io.StringIO()
    with _output_caught(printed), UsualRecursionLimit():
        run = run_of(lambda: _observed(*ask_observed(probe, implementation, draws, other)))
    run.drawn, run.inputs = [draw.drawn for draw in draws], draws[-1].drawn
    run.used = {} if other is None else other.drawn
    run.printed = printed.getvalue()[:MAX_PRINTED]
    return run


def ask_reference(probe: Probe, reference: Implementation, case: Case) -> tuple[Question, Any]:
    """The question, written down while the reference is asked, and what it answered.

    Raises what the reference raises.
    """
    with _output_caught(io.StringIO()), UsualRecursionLimit():
        script, observed = record_script(probe, case, reference)
    return Question(probe, case, script), observed


def _observed(asked: Any, seen: dict[str, Any]) -> dict[str, Any]:
    return {**answers(asked), **seen}


def run_of(get_answers: Callable[[], Any]) -> Run:
    """The run of what `ask_observed` returned as plain data, or of what was raised instead."""
    try:
        observed = get_answers()
        return Run(observed["answers"], observed=observed)
    except (MissingName, Unwritten, StudentError) as error:
        error.__traceback__ = None  # whose frames hold the error itself
        return _run_without_answers(error)


def _run_without_answers(error: MissingName | Unwritten | StudentError) -> Run:
    match error:
        case MissingName():
            return Run(Raised("MissingName"), missing=str(error))
        case Unwritten():
            return Run(Odd("ellipsis"))
    return Run(Raised(error.failure.kind), error=error.failure, request=error.request)


def answers_to(probe: Probe, implementation: Implementation, draw: Draw) -> Any:
    """The answers alone to a probe, as plain data. Raises what the probe raises."""
    with _output_caught(io.StringIO()), UsualRecursionLimit():
        return answers(probe.ask(Impl(implementation), draw))


@contextlib.contextmanager
def _output_caught(printed: io.StringIO) -> Iterator[None]:
    """Write into `printed` what the block prints, and show no warnings."""
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), \
            warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
        yield
