"""Probes put to a notebook's own code, with an end: a loop that never ends is stopped."""

from __future__ import annotations

import signal
import threading
from types import FrameType

from course.checks.run import Run, ask
from course.checks.subject import Subject
from course.checks.unit import Probe

SECONDS = 5.0


class TooSlow(Exception):
    """Raised inside code that runs too long."""


def ask_with_patience(probe: Probe, subject: Subject, seed: int | list[int]) -> Run:
    """As `ask`; after five seconds the code is interrupted, where the system has alarms."""
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
