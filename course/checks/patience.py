"""Probes put to a notebook's own code, with an end: a loop that never ends is stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from types import FrameType

from course.checks.run import Run, Seed, ask
from course.checks.subject import Subject
from course.checks.unit import Probe
from course.exchange.failure import Failure
from course.exchange.plain_data import Raised

SECONDS = 5.0


class TooSlow(Exception):
    """Raised inside code that runs too long."""


class Patience:
    """Asks as `ask_all` does; code that runs for five seconds is stopped, and not asked again."""

    def __init__(self) -> None:
        self._lost: Failure | None = None

    def __call__(self, probes: Sequence[Probe], subject: Subject, seed: Seed) -> list[Run]:
        return [self._ask(probe, subject, seed(probe)) for probe in probes]

    def _ask(self, probe: Probe, subject: Subject, seed: int | list[int]) -> Run:
        if self._lost is not None:
            return Run(Raised(self._lost.kind), error=self._lost)
        run = _ask_with_alarm(probe, subject, seed)
        if run.error is not None and run.error.kind == TooSlow.__name__:
            self._lost = run.error
        return run


def _ask_with_alarm(probe: Probe, subject: Subject, seed: int | list[int]) -> Run:
    """Only the main thread has alarms, and not every system."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        return ask(probe, subject, seed)
    before = signal.signal(signal.SIGALRM, _stop)
    # Again every half second: the code's own `except` may swallow the first.
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.5)
    try:
        return ask(probe, subject, seed)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow(f"it did not end in {SECONDS:g} seconds")
