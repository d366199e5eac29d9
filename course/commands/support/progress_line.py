"""One line on the terminal that shows how far a run is."""

from __future__ import annotations

import shutil
import sys
import time
from collections import Counter, deque
from collections.abc import Callable
from typing import TextIO

from course.grading.submission import Result

REDRAW = 0.1
WINDOW = 50


class ProgressLine:
    """Counts results and redraws a line on `stream`, by default stderr, if that is a terminal."""

    def __init__(
        self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._states: Counter[str] = Counter()
        self._moments = deque([clock()], maxlen=WINDOW + 1)
        self._drawn = float("-inf")
        self._length = 0
        self._draw("Starting")

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Clear the line of a run that did not end, for whatever is printed next."""
        if self._length:
            self._draw("")
            self._draw("")

    def __call__(self, done: int, total: int, result: Result) -> None:
        """Count a result of this run; `done` also counts the results of earlier runs."""
        now = self._clock()
        self._states[result.state] += 1
        self._moments.append(now)
        if done == total or now - self._drawn >= REDRAW:
            self._drawn = now
            self._draw(self.line(done, total), "\n" if done == total else "")

    def line(self, done: int, total: int) -> str:
        """The text of the line: count, rate, time left, and the states so far."""
        states = ", ".join(f"{count} {state}" for state, count in self._states.most_common())
        if before := done - self._states.total():
            states += f", {before} from before"
        seconds = self._moments[-1] - self._moments[0]
        if not seconds:
            return f"{done} of {total}: {states}"
        rate = (len(self._moments) - 1) / seconds
        pace = f"{rate:.1f} a second" if rate >= 0.95 else f"{60 * rate:.0f} a minute"
        left = rounded_duration((total - done) / rate)
        return f"{done} of {total}, {pace}, {left} left: {states}"

    def _draw(self, line: str, end: str = "") -> None:
        if self._stream.isatty():
            line = line[:shutil.get_terminal_size().columns - 1]
            print(f"\r{line:<{self._length}}", end=end, file=self._stream, flush=True)
            self._length = 0 if end else len(line)


def rounded_duration(seconds: float) -> str:
    """A duration, rounded: `40 s`, `5 min`, `2 h 5 min`."""
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
