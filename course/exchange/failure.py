"""An exception as plain data: what was raised, and where in the student's own code."""

from __future__ import annotations

import linecache
import traceback
from dataclasses import dataclass

MAX_MESSAGE = 300
MAX_FRAMES = 3


@dataclass(frozen=True)
class Frame:
    """A line of the student's code that an exception passed through."""

    line: int
    function: str
    text: str


@dataclass(frozen=True)
class Failure:
    """An exception: the name of its type, the first line of its message, the innermost frames."""

    kind: str
    message: str
    frames: tuple[Frame, ...] = ()


def failure_of(error: BaseException) -> Failure:
    """The exception as plain data, with only the frames that lie in cells, innermost last."""
    text = _message(error).strip().splitlines()
    frames = [
        Frame(frame.lineno or 0, frame.name, (frame.line or "")[:MAX_MESSAGE])
        for frame in traceback.extract_tb(error.__traceback__) if is_cell(frame.filename)
    ]
    message = text[0][:MAX_MESSAGE] if text else "(no message)"
    return Failure(type(error).__name__, message, tuple(frames[-MAX_FRAMES:]))


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:
        return "(the message cannot be shown)"


def is_cell(filename: str) -> bool:
    """Whether code of that file name was written in a notebook."""
    return filename in linecache.cache and "site-packages" not in filename and (
        "ipykernel" in filename or "ipython-input" in filename or filename.startswith("<")
    )
