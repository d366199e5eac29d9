"""Plain data on a socket: exact, capped, and never anything but plain data.

A message is four bytes of length and that many bytes of JSON. Arrays travel as dtype, shape and
bytes, so that every number arrives as it was.
"""

from __future__ import annotations

import base64
import json
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.exchange.plain_data import Odd

MAX_MESSAGE = 8 * 2**20
MAX_NESTING = 32
KINDS = frozenset("biuf")
LENGTH = struct.Struct("!I")
READY = "ready"  # in the first message of a sandbox whose walls stand, with what is lacking
OVER_MEMORY = b"memory"  # on the leash of a sandbox that was ended because it took too much


class WireError(Exception):
    """The other side sent something that is no message, or closed the connection."""


@dataclass(frozen=True)
class Token:
    """What the other side knows an object by: the number it keeps it under, or a name."""

    key: int | str


def encode(value: Any) -> Any:
    """Plain data, and Tokens among it, as JSON types."""
    if isinstance(value, np.ndarray):
        content = base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()
        return {"array": content, "dtype": value.dtype.str, "shape": list(value.shape)}
    if isinstance(value, Token):
        return {"token": value.key}
    if isinstance(value, Odd):
        return {"odd": value.kind}
    if isinstance(value, tuple):
        return {"tuple": [encode(item) for item in value]}
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, dict):
        return {"dict": [[str(key), encode(item)] for key, item in value.items()]}
    if isinstance(value, slice):
        return {"slice": [encode(part) for part in (value.start, value.stop, value.step)]}
    if value is Ellipsis:
        return {"odd": "ellipsis"}
    return value


def sound(text: str) -> str:
    """Text that every file can hold: half of a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode()


def decode(value: Any, depth: int = 0) -> Any:
    """The plain data behind JSON types. Raises WireError for anything else."""
    if type(value) is str:
        return sound(value)
    if value is None or type(value) in (bool, int, float):
        return value
    if depth > MAX_NESTING:
        raise WireError("nested too deeply")
    if type(value) is list:
        return [decode(item, depth + 1) for item in value]
    if type(value) is not dict:
        raise WireError("not plain data")
    match value:
        case {"array": str(content), "dtype": str(dtype), "shape": list(shape)}:
            return _array(content, dtype, shape)
        case {"token": int() | str() as key}:
            return Token(key)
        case {"odd": str(kind)}:
            return Odd(sound(kind[:100]))
        case {"tuple": list(items)}:
            return tuple(decode(item, depth + 1) for item in items)
        case {"slice": [start, stop, step]}:
            return slice(*(decode(part, depth + 1) for part in (start, stop, step)))
        case {"dict": list(pairs)}:
            return _dict(pairs, depth)
    raise WireError("not plain data")


def _array(content: str, dtype: str, shape: list[Any]) -> np.ndarray[Any, Any]:
    try:
        kind = np.dtype(dtype)
        if kind.kind not in KINDS or not all(type(size) is int and size >= 0 for size in shape):
            raise WireError("an array of another kind")
        return np.frombuffer(base64.b64decode(content), kind).reshape(shape).copy()
    except (TypeError, ValueError, OverflowError, MemoryError, SyntaxError) as error:
        raise WireError("a damaged array") from error


def _dict(pairs: list[Any], depth: int) -> dict[str, Any]:
    if not all(type(pair) is list and len(pair) == 2 and type(pair[0]) is str for pair in pairs):
        raise WireError("a damaged dict")
    return {sound(key): decode(item, depth + 1) for key, item in pairs}


def send(connection: socket.socket, message: Any) -> None:
    """Send one message of JSON types."""
    content = json.dumps(message).encode()
    connection.sendall(LENGTH.pack(len(content)) + content)


def receive(connection: socket.socket, deadline: float | None = None) -> Any:
    """One message. Raises WireError for what is none, TimeoutError after the deadline."""
    size = LENGTH.unpack(_exactly(connection, LENGTH.size, deadline))[0]
    if size > MAX_MESSAGE:
        raise WireError(f"a message of {size} bytes")
    try:
        return json.loads(_exactly(connection, size, deadline))
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error


def _exactly(connection: socket.socket, size: int, deadline: float | None) -> bytes:
    parts: list[bytes] = []
    while size:
        if deadline is not None:
            connection.settimeout(max(deadline - time.monotonic(), 1e-3))
        part = connection.recv(min(size, 2**16))
        if not part:
            raise WireError("the connection was closed")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
