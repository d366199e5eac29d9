"""An exception as plain data: what was raised, and where in the student's own code."""

from __future__ import annotations

import difflib
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
    text = (_message(error).strip() + _near_name(error)).splitlines()
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


def _near_name(error: BaseException) -> str:
    """What Python 3.12 adds to the message if a name is not defined, and one like it is."""
    if type(error) is not NameError or not isinstance(error.name, str):
        return ""
    *_, (frame, _) = traceback.walk_tb(error.__traceback__)
    if error.name in getattr(frame.f_locals.get("self"), "__dict__", {}):
        near = [f"self.{error.name}"]
    else:
        known = [name for name in {**frame.f_globals, **frame.f_locals} if name[0] != "_"]
        near = difflib.get_close_matches(error.name, known, 1, cutoff=0.8)
    return f". Did you mean: '{near[0]}'?" if near else ""


def is_cell(filename: str) -> bool:
    """Whether code of that file name was written in a notebook."""
    return filename in linecache.cache and "site-packages" not in filename and (
        "ipykernel" in filename or "ipython-input" in filename or filename.startswith("<")
    )
