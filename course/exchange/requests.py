"""The requests that a probe can make of an object, by name."""

from __future__ import annotations

import contextlib
import dis
import inspect
import itertools
import operator
import reprlib
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import CodeType
from typing import Any

import numpy as np

from course.exchange.memory import remembers
from course.exchange.used_again import called_again, refilled

try:
    from resource import RLIM_INFINITY, RLIMIT_STACK, getrlimit, setrlimit
except ImportError:  # Windows and browsers have no such limits
    RLIMIT_STACK = -1  # type: ignore[misc]


def call(target: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    if not callable(target):
        kind = type(target).__name__
        raise TypeError(f"{kind!r} object is not callable: {reprlib.repr(target)}")
    return target(*arguments, **named)


def raised(target: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call the target; returns `Type: first line` of what it raised, None if it raised nothing.

    The `...` of a stub is returned as it is, an error that the target returns as its type.
    """
    try:
        result = call(target, *arguments, **named)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    if isinstance(result, BaseException):
        return f"{RETURNED}{type(result).__name__}"
    return result if result is ... else None


def is_stub(target: Any) -> bool:
    """Whether a `return ...` is left in a function, or in a method of a class."""
    if isinstance(target, type):
        return any(is_stub(member) for member in vars(target).values())
    code = getattr(inspect.unwrap(target) if callable(target) else target, "__code__", None)
    if not isinstance(code, CodeType):
        return False
    before = None
    for step in dis.get_instructions(code):
        loaded = step if step.opname == "RETURN_CONST" else before
        if step.opname.startswith("RETURN_") and loaded is not None and loaded.argval is ...:
            return True
        before = step
    return False


RETURNED = "returned, not raised: "
RECURSION_LIMIT = 1_000  # Python's own; a kernel may have another
STACK = 64 * 2**20  # bytes; so many calls through NumPy 2.0 need more than the 8 MB of most systems
MAX_OBJECTS = 200  # of one probe, whose surroundings are looked at
AS_SENT = True  # stands for the state of an array whose contents are those that were sent
MAX_PARTS, MAX_PART_DEPTH, MAX_ARRAYS = 1_000, 4, 500  # of one object; of all of them
STATE = ("data", "grad", "requires_grad")
NO_TENSORS = (np.ndarray, list, tuple, dict)


class UsualRecursionLimit:
    """Python's own limit of recursion for a block, whatever the code has set before.

    The stack has room for it: an endless recursion ends in its error, and the process goes on.
    `deepest` is the highest limit that the block has set, also if it put the old one back.
    """

    deepest = RECURSION_LIMIT

    def __enter__(self) -> None:
        self.before, self.set_limit = sys.getrecursionlimit(), sys.setrecursionlimit
        self.set_limit(RECURSION_LIMIT)
        UsualRecursionLimit.deepest = RECURSION_LIMIT
        sys.setrecursionlimit = self._noting
        self.stack = _limit_stack(STACK)

    def __exit__(self, *error: object) -> None:
        _limit_stack(self.stack)
        sys.setrecursionlimit = self.set_limit
        self.set_limit(self.before)

    def _noting(self, limit: int, /) -> None:
        self.set_limit(limit)
        UsualRecursionLimit.deepest = max(UsualRecursionLimit.deepest, limit)


def _limit_stack(size: int) -> int:
    """Let this process's stack grow to a size; returns the limit before, -1 for none."""
    if RLIMIT_STACK < 0:
        return size
    before, most = getrlimit(RLIMIT_STACK)
    if before not in (size, RLIM_INFINITY):
        with contextlib.suppress(OSError, ValueError):  # a sandbox may not change its limits
            setrlimit(RLIMIT_STACK, (size, most))
    return before


@dataclass(frozen=True)
class TensorState:
    """A tensor of the reference as its surroundings show it; it may stand for a plain array."""

    data: np.ndarray[Any, Any]
    grad: np.ndarray[Any, Any] | None
    requires_grad: bool


def surroundings(objects: Sequence[Any], described: Iterable[int]) -> dict[str, Any]:
    """What lies around a probe's answers once it has asked everything.

    states:   for each object that is a tensor those of its attributes that STATE names; for another
              object its contents if its number is in `described`, and of a list also its items,
              by number, those of a tuple among them as a list; None for nothing
    firsts:   for each object the first number that it has, if a list is among them
    sharing:  pairs of objects, by number, that share memory; twice one number for its own parts
    depth:    Python's limit of recursion
    """
    first, described = objects[:MAX_OBJECTS], frozenset(described)
    firsts: dict[int, int] = {}
    if any(type(thing) is list for thing in first):
        firsts = {id(thing): number for number, thing in reversed(list(enumerate(first)))}
    return {"states": [
                _described(thing, firsts) if number in described else _attributes(thing) or None
                for number, thing in enumerate(first)],
            "firsts": [firsts[id(thing)] for thing in first] if firsts else [],
            "sharing": _sharing(first),
            "depth": max(sys.getrecursionlimit(), UsualRecursionLimit.deepest)}


def are_surroundings(value: Any, objects: int) -> bool:
    """Whether plain data have the form of the surroundings of so many objects.

    What a sandbox sends may have any form. Contents may be any plain data, for they are compared.
    """
    if not isinstance(value, dict) or value.keys() != {"states", "firsts", "sharing", "depth"}:
        return False
    states, firsts, sharing = value["states"], value["firsts"], value["sharing"]
    looked_at = min(objects, MAX_OBJECTS)
    return (
        all(isinstance(part, list) for part in (states, firsts, sharing))
        and len(states) == looked_at and len(firsts) in (0, looked_at)
        and all(_is_state(state) for state in states)
        and all(type(number) is int for number in (*firsts, value["depth"]))
        and all(type(pair) is list and len(pair) == 2
                and all(type(number) is int and 0 <= number < looked_at for number in pair)
                for pair in sharing))


def _is_state(state: Any) -> bool:
    if not isinstance(state, dict):
        return state is None or state is AS_SENT
    items = state.get("items", [])
    return isinstance(items, list) and all(
        number is None or type(number) is int
        or (type(number) is list and all(part is None or type(part) is int for part in number))
        for number in items)


def _described(thing: Any, firsts: Mapping[int, int]) -> dict[str, Any]:
    """An object's state; of a list also which of the objects it holds, by number."""
    if type(thing) is list:
        return {"items": [_number(item, firsts) for item in thing], **_state(thing)}
    return _state(thing)


def _number(item: Any, firsts: Mapping[int, int]) -> int | list[int | None] | None:
    if type(item) is tuple:
        return [firsts.get(id(part)) for part in item]
    return firsts.get(id(item))


def _state(thing: Any) -> dict[str, Any]:
    if isinstance(thing, np.ndarray):
        return {"contents": thing}
    if isinstance(thing, list | tuple | dict):
        items = list(thing.values()) if isinstance(thing, dict) else thing
        plain = not any(hasattr(item, "__dict__") for item in items)
        return {"contents": thing, "length": len(thing)} if plain else {"length": len(thing)}
    if isinstance(thing, TensorState):
        return {"contents": thing.data, **_attributes(thing)}
    return _attributes(thing)


def _attributes(thing: Any) -> dict[str, Any]:
    """The attributes of a tensor that STATE names; none of anything else."""
    if isinstance(thing, NO_TENSORS):
        return {}
    attributes = getattr(thing, "__dict__", None)
    if not isinstance(attributes, dict):
        return {}
    return {name: attributes[name] for name in STATE if name in attributes}


def _memory(thing: Any) -> Iterator[np.ndarray[Any, Any]]:
    """The arrays that an object holds: itself, its items, or a tensor's data and gradient."""
    if not _has_items(thing):
        yield from _own_memory(thing)
        return
    waiting = deque([(thing, 0)])
    for _ in range(MAX_PARTS):
        if not waiting:
            return
        part, depth = waiting.popleft()
        if _has_items(part):
            items = part.values() if isinstance(part, dict) else part
            room = MAX_PARTS - len(waiting) if depth < MAX_PART_DEPTH else 0
            waiting.extend((item, depth + 1) for item in itertools.islice(items, room))
        else:
            yield from _own_memory(part)


def _has_items(part: Any) -> bool:
    return type(part) in (list, tuple) or isinstance(part, dict)


def _own_memory(part: Any) -> list[np.ndarray[Any, Any]]:
    if isinstance(part, np.ndarray):
        return [part]
    attributes = _attributes(part)
    return [array for name in STATE[:2] if isinstance(array := attributes.get(name), np.ndarray)]


def _sharing(objects: Sequence[Any]) -> list[list[int]]:
    owners: dict[int, list[tuple[int, np.ndarray[Any, Any]]]] = {}
    arrays = ((number, array) for number, thing in enumerate(objects)
              for array in ([thing] if type(thing) is np.ndarray else _memory(thing)))
    for number, array in itertools.islice(arrays, MAX_ARRAYS):
        owner = array
        while isinstance(owner.base, np.ndarray):
            owner = owner.base
        if array.size:
            owners.setdefault(id(owner), []).append((number, array))
    pairs = {(a, b) for group in owners.values()
             for (a, one), (b, other) in itertools.combinations(group, 2)
             if np.may_share_memory(one, other)}
    return [list(pair) for pair in sorted(pairs)]


OPERATORS = ("getitem", "setitem", "neg", "add", "sub", "mul", "truediv", "pow", "matmul")
REQUESTS: dict[str, Callable[..., Any]] = {
    "call": call,
    "raised": raised,
    "is_stub": is_stub,
    "remembers": remembers,
    "refill": refilled,
    "call_again": called_again,
    "get": getattr,
    "set": setattr,
    "enter": lambda target: target.__enter__(),
    "exit": lambda target: target.__exit__(None, None, None),
    **{name: getattr(operator, name) for name in OPERATORS},
}
