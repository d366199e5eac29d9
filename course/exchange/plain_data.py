"""Plain data: the only form in which answers leave an implementation.

Plain data are numbers, strings, lists, dicts and arrays of exactly these types. Anything else
becomes an `Odd`, which only knows its type's name: so does a subclass with its own `__eq__`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_ITEMS = 10_000  # numbers, items and pieces of text in the answers to one probe
MAX_DEPTH = 8
MAX_DIMENSIONS = 8
MAX_TEXT, TEXT_IN_AN_ITEM, MAX_NAME = 10_000, 8, 100  # characters
MAX_BITS = 4_096


@dataclass(frozen=True)
class Odd:
    """Stands in for something that is not plain data; `kind` is the name of its type."""

    kind: str


@dataclass(frozen=True)
class Raised:
    """Stands in for the answers of a probe whose implementation raised an exception."""

    kind: str


class TooLarge(Exception):
    """More data than an answer may hold."""


SMALL = frozenset({type(None), bool, float})
AS_THEY_ARE = SMALL | {Odd, Raised}
LISTS = frozenset({list, tuple})


@dataclass
class Room:
    """How many numbers, items and pieces of text the answers that share it may still hold."""

    left: int = MAX_ITEMS

    def take(self, count: int) -> None:
        """Raises TooLarge if there is not enough."""
        self.left -= count
        if self.left < 0:
            raise TooLarge


def plain(value: Any, room: Room | None = None) -> Any:
    """A copy of `value` as plain data: NumPy scalars become 0-d arrays, tuples become lists.

    It is small whatever `value` is: what does not fit into `room` becomes an `Odd` that says so.
    """
    if room is None:
        if type(value) in SMALL:
            return value
        room = Room()
    before = room.left
    try:
        return _plain(value, room, 0)
    except TooLarge:
        room.left = before
        return Odd(f"{type(value).__name__} of more than {MAX_ITEMS:,} items")


def _plain(value: Any, room: Room, depth: int) -> Any:
    kind = type(value)
    room.left -= 1
    if room.left < 0:
        raise TooLarge
    if kind in AS_THEY_ARE:
        return value
    if kind is int:
        return value if value.bit_length() <= MAX_BITS else Odd("int of too many digits")
    if kind is np.ndarray:
        return _plain_array(value, room)
    if kind is str:
        return _plain_text(value, room)
    if kind in LISTS and depth < MAX_DEPTH:
        return [_plain(item, room, depth + 1) for item in value]
    if kind is dict and depth < MAX_DEPTH:
        return {_plain_text(str(key), room): _plain(item, room, depth + 1)
                for key, item in value.items()}
    if issubclass(kind, np.generic):
        return _plain_array(np.asarray(value), room)
    return Odd("ellipsis" if value is ... else _plain_text(kind.__name__[:MAX_NAME], room))


def _plain_text(text: str, room: Room) -> str:
    if len(text) >= TEXT_IN_AN_ITEM:
        room.take(min(len(text), MAX_TEXT) // TEXT_IN_AN_ITEM)
    return text[:MAX_TEXT]


def _plain_array(array: np.ndarray[Any, Any], room: Room) -> Any:
    if array.dtype.kind not in "biuf":
        return Odd(f"array of {array.dtype}"[:MAX_NAME])
    if array.ndim > MAX_DIMENSIONS:
        return Odd(f"array of {array.ndim} dimensions")
    if array.size > MAX_ITEMS:
        return Odd(f"array of {array.size} numbers")
    room.take(array.size)
    return array.copy()


def to_json(value: Any) -> Any:
    """Plain data as JSON types; arrays keep dtype and shape, floats six significant digits."""
    if isinstance(value, np.ndarray):
        numbers = [_rounded(number) for number in value.ravel().tolist()]
        return {"array": numbers, "shape": list(value.shape), "dtype": str(value.dtype)}
    if isinstance(value, float):
        rounded = _rounded(value)
        return {"number": rounded} if isinstance(rounded, str) else rounded
    if isinstance(value, Odd):
        return {"odd": value.kind}
    if isinstance(value, Raised):
        return {"raised": value.kind}
    if isinstance(value, list):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {"dict": {key: to_json(item) for key, item in value.items()}}
    return value


def from_json(value: Any) -> Any:
    """The plain data that `to_json` wrote."""
    if isinstance(value, list):
        return [from_json(item) for item in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        numbers = [float(n) if isinstance(n, str) else n for n in value["array"]]
        return np.array(numbers, dtype=value["dtype"]).reshape(value["shape"])
    if "number" in value:
        return float(value["number"])
    if "odd" in value:
        return Odd(value["odd"])
    if "raised" in value:
        return Raised(value["raised"])
    return {key: from_json(item) for key, item in value["dict"].items()}


def _rounded(number: float) -> float | int | str:
    if isinstance(number, int):
        return number
    if number != number or number in (float("inf"), float("-inf")):
        return str(number)
    return float(f"{number:.6g}")
