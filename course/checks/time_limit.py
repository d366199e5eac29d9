"""Asking a notebook's own code with a time limit: a loop that never ends is stopped."""

from __future__ import annotations

import signal
import threading
from collections.abc import Sequence
from types import FrameType

from course.checks.cases import Case, ProbeCase
from course.checks.implementation import Implementation
from course.checks.probing import Run, ask
from course.checks.unit import Probe
from course.exchange.failure import Failure
from course.exchange.plain_data import Raised

SECONDS = 5.0


class TooSlow(Exception):
    """Raised inside code that runs too long."""


class AskWithTimeLimit:
    """Asks as `ask_all` does, and stops code after five seconds; it then asks nothing more."""

    def __init__(self) -> None:
        self._too_slow: Failure | None = None

    def __call__(
        self, probes: Sequence[Probe], implementation: Implementation, case: ProbeCase
    ) -> list[Run]:
        return [self._ask(probe, implementation, case(probe)) for probe in probes]

    def _ask(self, probe: Probe, implementation: Implementation, case: Case) -> Run:
        if self._too_slow is not None:
            return Run(Raised(self._too_slow.kind), error=self._too_slow)
        run = _ask_with_alarm(probe, implementation, case)
        if run.error is not None and run.error.kind == TooSlow.__name__:
            self._too_slow = run.error
        return run


def _ask_with_alarm(
    probe: Probe, implementation: Implementation, case: Case
) -> Run:
    """Only the main thread has alarms, and not every system."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        return ask(probe, implementation, case)
    before = signal.signal(signal.SIGALRM, _stop)
    # Again every half second: the code's own `except` may swallow the first.
    signal.setitimer(signal.ITIMER_REAL, SECONDS, 0.5)
    try:
        return ask(probe, implementation, case)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlow(f"it did not end in {SECONDS:g} seconds")
