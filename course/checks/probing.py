"""Asking an implementation the probes of an exercise."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from course.checks.draw import Draw, visible_seed
from course.checks.implementation import (
    Impl,
    Implementation,
    MissingName,
    StudentError,
    Unwritten,
    answers,
)
from course.checks.unit import Exercise, Probe
from course.exchange.failure import Failure
from course.exchange.plain_data import Odd, Raised

MAX_PRINTED = 2_000


@dataclass
class Run:
    """What an implementation answered to one probe."""

    answers: Any
    error: Failure | None = None
    missing: str | None = None
    printed: str = ""
    changed_argument: bool = False
    inputs: dict[str, object] = field(default_factory=dict)


Seed = Callable[[Probe], int | list[int]]
Ask = Callable[[Sequence[Probe], Any, Seed], list[Run]]


def visible(exercise: Exercise) -> Seed:
    """Seeds of the cases that students see."""
    return lambda probe: visible_seed(exercise.unit, exercise.name, probe.label)


def fresh(exercise: Exercise, seed: int) -> Seed:
    """Seeds of new cases: derived from `seed`, a different one for each probe."""
    return lambda probe: [seed, visible_seed(exercise.unit, exercise.name, probe.label)]


def ask_all(probes: Sequence[Probe], implementation: Implementation, seed: Seed) -> list[Run]:
    """Ask the probes of an exercise, one after the other."""
    return [ask(probe, implementation, seed(probe)) for probe in probes]


def ask(probe: Probe, implementation: Implementation, seed: int | list[int]) -> Run:
    """Ask one probe. What the implementation raises or prints becomes part of the run."""
    draw = Draw(seed)
    printed = io.StringIO()
    with _output_caught(printed):
        run = run_of(lambda: answers(probe.ask(Impl(implementation), draw)))
    run.printed = printed.getvalue()[:MAX_PRINTED]
    run.changed_argument = getattr(implementation, "changed_argument", False)
    run.inputs = draw.drawn
    return run


def run_of(get_answers: Callable[[], Any]) -> Run:
    """The run that `get_answers` leads to, whether it returns answers or raises."""
    try:
        return Run(get_answers())
    except MissingName as missing:
        return Run(Raised("MissingName"), missing=str(missing))
    except Unwritten:
        return Run(Odd("ellipsis"))
    except StudentError as error:
        return Run(Raised(error.failure.kind), error=error.failure)


@contextlib.contextmanager
def _output_caught(printed: io.StringIO) -> Iterator[None]:
    """Write into `printed` what the block prints, and show no warnings."""
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stdout(printed))
        stack.enter_context(contextlib.redirect_stderr(printed))
        stack.enter_context(warnings.catch_warnings())
        stack.enter_context(np.errstate(all="ignore"))
        warnings.simplefilter("ignore")
        yield
