"""End a long run by Ctrl-C."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPED = 130


@contextmanager
def ending_at_once(sentence: str) -> Iterator[None]:
    """Inside, Ctrl-C prints `sentence` on stderr and ends this process with code 130.

    For work that may end at any moment: it cleans nothing up and raises no exception, which
    libraries would print or swallow. Workers end by themselves when their parent is gone.
    """
    pid = os.getpid()

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() == pid:
            os.write(2, ("\n" * os.isatty(2) + sentence + "\n").encode())
            os._exit(STOPPED)

    before = signal.signal(signal.SIGINT, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
