"""What Ctrl-C does to a long run."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPED = 130


@contextmanager
def ending_at_once(sentence: str) -> Iterator[None]:
    """While it lasts, Ctrl-C prints `sentence` on stderr and ends this process with code 130.

    For work that may be ended at any moment: nothing is cleaned up, and no exception travels
    through libraries that would print or swallow it. Workers see that their parent is gone.
    """
    me = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() == me:
            os.write(2, ("\n" * os.isatty(2) + sentence + "\n").encode())
            os._exit(STOPPED)

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
