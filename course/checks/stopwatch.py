"""Stopping code that runs too long, on every system and in every thread.

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


class TooSlow(BaseException):
    """Raised inside code that runs too long. `except Exception` does not catch it."""


@contextlib.contextmanager
def stopping_after(seconds: float) -> Iterator[None]:
    """Raise TooSlow in the code of the block once it has run for that long."""
    end = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        lines = Lines(lambda: time.monotonic() >= end)
        stack.callback(lines.unwatch)
        if _has_alarm():
            _set_alarm(seconds, lines.watch, stack)
        else:
            lines.watch()
        yield


def _has_alarm() -> bool:
    return hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread())


def _set_alarm(
    seconds: float, watch_lines: Callable[[], None], stack: contextlib.ExitStack
) -> None:
    def ring(number: int, frame: FrameType | None) -> None:
        watch_lines()
        raise TooSlow

    before = signal.signal(signal.SIGALRM, ring)
    stack.callback(signal.signal, signal.SIGALRM, before)
    # Again every half second: the first one may come while a library's code catches it.
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    stack.callback(signal.setitimer, signal.ITIMER_REAL, 0)


def _is_watched(code: CodeType) -> bool:
    name = code.co_filename
    return is_cell(name) or (name.startswith("<") and not name.startswith("<frozen"))


if sys.version_info >= (3, 12):
    EVENTS = sys.monitoring
    WATCHED = (EVENTS.events.LINE, EVENTS.events.JUMP)  # a loop may have one line

    class Lines:
        """Raises TooSlow at each line of a cell that this thread runs while `due()`."""

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
            if self._due() and threading.get_ident() == self._thread:
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
        """Raises TooSlow at each line of a cell that this thread runs while `due()`."""

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
