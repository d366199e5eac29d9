"""Stopping code that runs too long, on every system and in every thread.

What counts is the processor time of the code, so that a busy machine stops nobody. Code that sleeps
uses none; it ends after a much longer time.

The main thread of most systems has an alarm, which costs nothing while it waits. Elsewhere
(Windows, the browser, other threads) Python reports each line of a cell before it runs it, and the
first line after the time raises. The code's own `except` may swallow one exception. Then the next
line raises again, that of the `except` itself, until the code is left.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import CodeType, FrameType
from typing import Any

from course.exchange.failure import is_cell

ASLEEP = 4  # code that uses no processor gets so many times its seconds
LOOK_SECONDS = 1.0  # between two looks at the clocks, at most
STARVED = 0.5  # of the time that went by without a processor: the machine may be at fault


class TooSlow(BaseException):
    """Raised inside code that runs too long. `except Exception` does not catch it."""


@contextlib.contextmanager
def stopping_after(seconds: float) -> Iterator[Allowance]:
    """Raise TooSlow in the code of the block once it has used so many seconds of a processor."""
    allowance = Allowance(seconds)
    with contextlib.ExitStack() as stack:
        lines = Lines(allowance.is_over)
        stack.callback(lines.unwatch)
        if _has_alarm():
            _set_alarm(allowance, lines.watch, stack)
        else:
            lines.watch()
        yield allowance


class Allowance:
    """The processor time that code in this thread may use, and the longer time that it may sleep.

    Time in which the thread had no processor or the machine stood still does not count.
    """

    def __init__(self, seconds: float) -> None:
        self._processor = processor_time() + seconds
        self._asleep = ASLEEP * seconds
        self._begin = self._looked = time.monotonic()
        self._waited = processor_wait()
        self._lost = 0.0
        self._over = False
        self._next = self._begin + self.pause()

    @property
    def starved(self) -> bool:
        """Whether the machine had no processor for the code for most of the time."""
        return self._lost > STARVED * (self._looked - self._begin)

    def pause(self) -> float:
        """Seconds until the code may have used up what it is allowed; 0 if it has."""
        return max(0.0, min(self._processor - processor_time(), self._asleep, LOOK_SECONDS))

    def is_over(self) -> bool:
        """Whether the code has used up what it is allowed."""
        now = time.monotonic()
        if self._over or now < self._next:
            return self._over
        waited, gone = processor_wait(), now - self._looked
        lost = min(gone, max(waited - self._waited, gone - 2 * LOOK_SECONDS, 0.0))
        self._lost, self._asleep = self._lost + lost, self._asleep - gone + lost
        self._looked, self._waited = now, waited
        self._over = self.pause() == 0
        self._next = now + self.pause()
        return self._over


def processor_time() -> float:
    """Seconds that this thread used a processor; the time of day if the system does not say."""
    try:
        return time.thread_time()
    except (AttributeError, OSError):  # the browser
        return time.monotonic()


def processor_wait() -> float:
    """Seconds that this thread could have run and had no processor; 0 if the host does not say."""
    try:
        with open("/proc/thread-self/schedstat", "rb", buffering=0) as stats:
            fields = stats.read().split()
    except OSError:
        return 0.0
    return int(fields[1]) / 1e9 if len(fields) > 1 else 0.0


def _has_alarm() -> bool:
    return hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread())


def _set_alarm(
    allowance: Allowance, watch_lines: Callable[[], None], stack: contextlib.ExitStack
) -> None:
    def ring(number: int, frame: FrameType | None) -> None:
        if not allowance.is_over():
            set_timer()
            return
        watch_lines()
        raise TooSlow

    def set_timer() -> None:
        # Again every half second: the first one may come while a library's code catches it.
        signal.setitimer(signal.ITIMER_REAL, max(allowance.pause(), 0.01), 0.5)

    before = signal.signal(signal.SIGALRM, ring)
    stack.callback(signal.signal, signal.SIGALRM, before)
    set_timer()
    stack.callback(signal.setitimer, signal.ITIMER_REAL, 0)


def _is_watched(code: CodeType) -> bool:
    name = code.co_filename
    return is_cell(name) or (name.startswith("<") and not name.startswith("<frozen"))


if sys.version_info >= (3, 12):
    EVENTS = sys.monitoring
    WATCHED = (EVENTS.events.LINE, EVENTS.events.JUMP)  # a loop may have one line

    class Lines:
        """Raise TooSlow at each line of a cell that this thread runs while `due()`."""

        def __init__(self, due: Callable[[], bool]) -> None:
            self._due = due
            self._thread = threading.get_ident()
            self._tool: int | None = None

        def watch(self) -> None:
            """Begin to watch, also code that is running already."""
            if self._tool is None:
                self._tool = next(n for n in (4, 3, 5, 2, 1) if EVENTS.get_tool(n) is None)
                EVENTS.use_tool_id(self._tool, __name__)
                for event in WATCHED:
                    EVENTS.register_callback(self._tool, event, self._on_line)
                EVENTS.set_events(self._tool, sum(WATCHED))
                EVENTS.restart_events()

        def unwatch(self) -> None:
            if self._tool is not None:
                EVENTS.set_events(self._tool, 0)
                for event in WATCHED:
                    EVENTS.register_callback(self._tool, event, None)
                EVENTS.free_tool_id(self._tool)
                self._tool = None

        def _on_line(self, code: CodeType, *place: int) -> Any:
            if not _is_watched(code):
                return EVENTS.DISABLE
            if threading.get_ident() == self._thread and self._due():
                raise TooSlow
            return None

else:

    class Swallowed(TooSlow):
        """A TooSlow that watches on when the code's own `except` has dropped it.

        Python ends tracing when a trace function raises.
        """

        def __init__(self, watch_on: Callable[[], None]) -> None:
            self._watch_on = watch_on

        def __del__(self) -> None:
            self._watch_on()

    class Lines:
        """Raise TooSlow at each line of a cell that this thread runs while `due()`."""

        def __init__(self, due: Callable[[], bool]) -> None:
            self._due = due
            self._before: Any = None
            self._ended = self._watching = False

        def watch(self) -> None:
            """Begin to watch, also code that is running already."""
            if self._ended:
                return
            if not self._watching:
                self._watching, self._before = True, sys.gettrace()
            sys.settrace(self._trace)
            frame: FrameType | None = sys._getframe()
            while frame is not None:
                if _is_watched(frame.f_code):
                    frame.f_trace, frame.f_trace_opcodes = self._trace, True
                frame = frame.f_back

        def unwatch(self) -> None:
            self._ended = True
            if self._watching:
                sys.settrace(self._before)

        def _trace(self, frame: FrameType, event: str, argument: Any) -> Any:
            if self._ended or not _is_watched(frame.f_code):
                return None
            frame.f_trace_opcodes = True  # a loop may have one line
            if event in ("line", "opcode") and self._due():
                raise Swallowed(self.watch)
            return self._trace
