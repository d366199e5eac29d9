"""The time that a submission may take: by the clock, and of processors in all its sandboxes."""

from __future__ import annotations

import time

from course.checks.stopwatch import processor_wait
from course.grading.sandbox.client import Usage
from course.grading.submission import Limits

# After the notebook's time each cell gets QUICK_SECONDS, and all of them together OVERTIME.
QUICK_SECONDS, OVERTIME = 0.1, 5.0
STARVED = 0.5  # of a cell's time without a free processor: a timeout may be the machine's fault


class Budget:
    """What is left of a notebook's time, which starts to run when the budget is made.

    waited:  the most that a sandbox, or the judge for it, had waited for a processor at a timeout
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.notebook
        self._used = 0.0  # processor time of the sandboxes that have ended, see `Usage.wanted`
        self._judge_waited = 0.0  # how long the judge had waited when the last cell began
        self.waited = 0.0

    def begin(self) -> float:
        """How long the cell that begins now may take."""
        seconds = self.seconds()
        self._judge_waited = processor_wait()
        return seconds

    def seconds(self) -> float:
        """How long the next cell may take; not above 0 once the overtime is up too."""
        left = self._end - time.monotonic()
        quick = min(QUICK_SECONDS, left + OVERTIME)
        return min(self._limits.cell, max(left, quick), self.cpu_seconds())

    def cpu_seconds(self) -> float:
        """The processor time that is left: code that never runs on two processors has enough."""
        return self._limits.notebook + OVERTIME - self._used

    def count(self, usage: Usage, timed_out: bool) -> None:
        """Count what a sandbox used that has ended, perhaps because of a timeout."""
        self._used += usage.wanted
        if timed_out:
            self.waited = max(self.waited, usage.waited, processor_wait() - self._judge_waited)

    @property
    def starved(self) -> bool:
        """Whether a timeout may be the fault of a machine that had no processor free."""
        return self.waited > STARVED * self._limits.cell
