"""Plain data on a socket: exact, limited in size, and never anything but plain data.

A message is four bytes of length and that many bytes of JSON. An array is sent as dtype, shape and
bytes, so that every number arrives unchanged. Nobody unpickles anything.
"""

from __future__ import annotations

import binascii
import json
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from course.exchange.plain_data import Odd

MAX_MESSAGE, MAX_REPLY = 8 * 2**20, 2**20  # bytes: of anything, and of the answers to a probe
MAX_NESTING = 32
MAX_PRINTED = 2_000  # characters that a probe may print
DTYPE_KINDS = frozenset("biuf")
DTYPES = {kind.str: kind for kind in map(np.dtype, ("?", "i4", "i8", "f4", "f8"))}
DTYPE_NAMES = {kind: name for name, kind in DTYPES.items()}
NUMBERS = frozenset({type(None), bool, int, float})
AS_THEY_ARE = NUMBERS | {str}
TOKENS = frozenset({int, str})
LENGTH = struct.Struct("!I")
TO_JSON = json.JSONEncoder(check_circular=False, separators=(",", ":")).encode
READY = "ready"  # key of the first message of a sandbox: the layers of isolation it lacks


class WireError(Exception):
    """The other side closed the connection, or sent something that is no message."""


def token(key: int | str) -> dict[str, int | str]:
    """Stands for an object of the other side: the number of the request that made it, or a name."""
    return {"token": key}


def encode(value: Any) -> Any:
    """Plain data as JSON types."""
    if type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, np.ndarray):
        content = binascii.b2a_base64(value.tobytes(), newline=False).decode()
        kind = value.dtype
        encoded = {"array": content, "dtype": DTYPE_NAMES.get(kind) or kind.str,
                   "shape": list(value.shape)}
        if value.flags.fnc:
            encoded["columns"] = True  # lie one behind the other in memory
        return encoded
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


def without_surrogates(text: str) -> str:
    """The text with `?` for each half of a surrogate pair, which no file could hold."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def no_object(key: int | str) -> Any:
    """What a token stands for among plain data: nothing."""
    raise WireError("not plain data")


def decode(value: Any, held: Callable[[int | str], Any] = no_object, depth: int = 0) -> Any:
    """The plain data behind JSON types, with the objects that `held` has for tokens.

    Raises WireError for anything else.
    """
    kind = type(value)
    if kind in NUMBERS:
        return value
    if kind is str:
        return without_surrogates(value)
    if depth > MAX_NESTING:
        raise WireError("nested too deeply")
    if kind is list:
        return [item if type(item) in NUMBERS else decode(item, held, depth + 1)
                for item in value]
    if kind is not dict or not value:
        raise WireError("not plain data")
    name, content = next(iter(value.items()))
    kind = type(content)
    if name == "token" and kind in TOKENS:  # the most frequent ones first
        return held(content)
    if name == "array" and kind is str:
        array = _array(content, value.get("dtype"), value.get("shape"))
        return np.array(array, order="F") if value.get("columns") is True else array
    if name == "dict" and kind is list:
        return _dict(content, held, depth)
    if name == "odd" and kind is str:
        return Odd(without_surrogates(content[:100]))
    if name == "tuple" and kind is list:
        return tuple([decode(item, held, depth + 1) for item in content])
    if name == "slice" and kind is list and len(content) == 3:
        return slice(*[decode(part, held, depth + 1) for part in content])
    raise WireError("not plain data")


def _array(content: str, dtype: Any, shape: Any) -> np.ndarray[Any, Any]:
    if type(dtype) is not str or type(shape) is not list:
        raise WireError("not plain data")
    try:
        kind = DTYPES.get(dtype) or np.dtype(dtype)
        if kind.kind not in DTYPE_KINDS or any(type(n) is not int or n < 0 for n in shape):
            raise WireError("an array of another kind")
        return np.frombuffer(binascii.a2b_base64(content), kind).reshape(shape).copy()
    except (TypeError, ValueError, OverflowError, MemoryError, SyntaxError) as error:
        raise WireError("a damaged array") from error


def _dict(
    pairs: list[Any], held: Callable[[int | str], Any], depth: int
) -> dict[str, Any]:
    if not all(type(pair) is list and len(pair) == 2 and type(pair[0]) is str for pair in pairs):
        raise WireError("a damaged dict")
    return {without_surrogates(key): item if type(item) in NUMBERS
            else decode(item, held, depth + 1) for key, item in pairs}


def send(connection: socket.socket, message: Any) -> None:
    """Send one message of JSON types."""
    content = TO_JSON(message).encode()
    connection.sendall(LENGTH.pack(len(content)) + content)


def receive(
    connection: socket.socket, deadline: float | None = None, most: int = MAX_MESSAGE
) -> Any:
    """Read one message of at most so many bytes.

    Raises WireError if it is none, TimeoutError after the deadline.
    """
    size = LENGTH.unpack(_read_exactly(connection, LENGTH.size, deadline))[0]
    if size > most:
        raise WireError(f"a message of {size} bytes")
    try:
        return json.loads(_read_exactly(connection, size, deadline))
    except (ValueError, RecursionError) as error:
        raise WireError("not JSON") from error


def _read_exactly(connection: socket.socket, size: int, deadline: float | None) -> bytes:
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
