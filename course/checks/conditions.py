"""Conditions: what every answer must keep to, without the exercise's author writing it.

A probe looks at results. Around them, an answer must not do what the reference does not do:

- **change arguments**: arrays, lists and dicts that the probe passes keep their contents
- **share memory**: a result shares no memory with an argument or with another result
- **leave gradients**: tensors that the probe sees have the `.grad` that the reference leaves
- **change data**: and the same `.data` and `.requires_grad`
- **raise the recursion limit**

`Exercise.may` names those conditions that do not apply to an exercise. `Observed` passes a probe's
requests on, so that the implementation holds all that the probe passes; at the end it asks for the
surroundings of the answers: see `surroundings` in requests.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course.checks.compare import Difference, Kind, differences
from course.checks.draw import Draw
from course.checks.implementation import Impl, Implementation, Ref
from course.checks.unit import Probe
from course.exchange.plain_data import Odd
from course.exchange.requests import RECURSION_LIMIT

CONDITIONS: dict[str, Kind] = {
    "change arguments": "changed", "share memory": "memory", "leave gradients": "gradient",
    "change data": "data",
}
KINDS: dict[str, Kind] = {"contents": "changed", "length": "changed", "grad": "gradient"}
OPERATORS = {"neg": "-{}", "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}",
             "truediv": "{} / {}", "pow": "{} ** {}", "matmul": "{} @ {}"}


@dataclass(frozen=True)
class Seen:
    """An object that went through a probe's hands: what to call it, and where it came from."""

    name: str
    passed: bool


class Observed:
    """An implementation whose objects are noted down while a probe asks."""

    def __init__(self, implementation: Implementation) -> None:
        self._implementation = implementation
        self.draw: Draw | None = None  # under whose names arguments are noted
        self._names: dict[int, tuple[Ref, str]] = {}  # by the id of a Ref, which lives on in it
        self._refs: list[Ref] = []
        self.seen: list[Seen] = []

    def name(self, name: str) -> Ref:
        return self._noted(self._implementation.name(name), name)

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        if kind in ("call", "raised"):
            called = self._name_of(target)
            arguments = tuple(self._held(value, f"argument {place} of `{called}`")
                              for place, value in enumerate(arguments, start=1))
            named = {key: self._held(value, f"`{key}`") for key, value in named.items()}
        inner = self._implementation.request(
            kind, self._inner(target), *map(self._inner, arguments),
            **{key: self._inner(value) for key, value in named.items()})
        name = self._name_for(kind, target, arguments)
        ref = self._noted(inner, name)
        if kind == "array":
            self._see(ref, self._drawn_name(arguments[0]) or name, passed=True)
        elif kind == "call" or kind in OPERATORS:
            self._see(ref, f"the result `{name}`", passed=False)
        return ref

    def plain(self, ref: Ref) -> Any:
        return self._implementation.plain(self._inner(ref))

    def surroundings(self) -> Ref:
        """A reference to the surroundings of what was asked so far."""
        nothing = Ref(self._implementation, None)
        inner = self._implementation.request(
            "surroundings", nothing, *[self._inner(ref) for ref in self._refs])
        return Ref(self, inner)

    def _held(self, value: Any, name: str) -> Any:
        """An argument that the implementation holds, so that changes to it can be seen."""
        if type(value) is tuple:
            return tuple(self._held(item, f"item {place} of {name}")
                         for place, item in enumerate(value))
        if type(value) is list:
            value = [self._held(item, f"item {place} of {name}")
                     for place, item in enumerate(value)]
        elif not isinstance(value, np.ndarray | dict):
            return value
        inner = self._implementation.request(
            "hold", Ref(self._implementation, None), self._inner(value))
        ref = Ref(self, inner)
        self._see(ref, self._drawn_name(value) or name, passed=True)
        return ref

    def _see(self, ref: Ref, name: str, passed: bool) -> None:
        self._refs.append(ref)
        self.seen.append(Seen(name, passed))

    def _drawn_name(self, value: Any) -> str | None:
        """The name under which a value was drawn."""
        for name, drawn in (self.draw.drawn if self.draw else {}).items():
            items = {f"{name}[{i}]": item for i, item in enumerate(drawn)} if isinstance(
                drawn, list) else {name: drawn}
            for label, item in items.items():
                if isinstance(item, np.ndarray) and isinstance(value, np.ndarray) and (
                        np.array_equal(item, value)):
                    return f"`{label}`"
        return None

    def _name_for(self, kind: str, target: Ref, arguments: tuple[Any, ...]) -> str:
        if kind in OPERATORS:
            return OPERATORS[kind].format(self._name_of(target), *map(self._name_of, arguments))
        if kind == "get":
            return f"{self._name_of(target)}.{arguments[0]}"
        return f"{self._name_of(target)}(...)" if kind == "call" else "an array"

    def _name_of(self, value: Any) -> str:
        if isinstance(value, Ref):
            return self._names.get(id(object.__getattribute__(value, "_token")), (value, "..."))[1]
        return f"{value}" if isinstance(value, int | float) else "..."

    def _noted(self, inner: Ref, name: str) -> Ref:
        self._names[id(inner)] = inner, name if len(name) < 40 else "..."
        return Ref(self, inner)

    def _inner(self, value: Any) -> Any:
        if isinstance(value, Ref):
            inner = object.__getattribute__(value, "_token")
            return inner if isinstance(inner, Ref) else Ref(self._implementation, inner)
        if isinstance(value, list | tuple):
            return type(value)(self._inner(item) for item in value)
        if isinstance(value, dict):
            return {key: self._inner(item) for key, item in value.items()}
        return value


def ask_observed(
    probe: Probe, implementation: Implementation, draws: Sequence[Draw]
) -> dict[str, Any]:
    """What a probe returns, the surroundings of it, and what was seen on the way.

    The probe is asked once with each of `draws`. The last answers count; what was seen is that of
    all, so that a result which is still in the hands of an earlier caller shows.
    """
    value: Any = None
    observed = Observed(implementation)
    for draw in draws:
        observed.draw = draw
        value = probe.ask(Impl(observed), draw)
    return {"answers": value, "surroundings": observed.surroundings(),
            "seen": [[seen.name, seen.passed] for seen in observed.seen]}


def violations(
    expected: Mapping[str, Any], got: Mapping[str, Any], may: frozenset[str]
) -> list[Difference]:
    """The conditions that an answer does not keep to. Both sides are what `ask_observed` gave."""
    if not isinstance(got["surroundings"], dict):
        return []
    found = list(_violations(expected, got))
    allowed = {CONDITIONS[name] for name in may}
    return [difference for difference in found if difference.kind not in allowed]


def _violations(expected: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[Difference]:
    right, around = expected["surroundings"], got["surroundings"]
    if around["depth"] != RECURSION_LIMIT:
        yield Difference("Python's recursion limit", "depth", RECURSION_LIMIT, around["depth"])
    for (name, passed), before, after in zip(
            got["seen"], right["states"], around["states"], strict=False):
        for attribute in [name for name in before if name in after]:
            if KINDS.get(attribute) == "changed" and not passed:
                continue
            kind = KINDS.get(attribute, "data")
            where = name if KINDS.get(attribute) == "changed" else f".{attribute} of {name}"
            for difference in differences(before[attribute], after[attribute]):
                if not isinstance(difference.got, Odd) and not isinstance(difference.expected, Odd):
                    yield Difference(where, kind, difference.expected, difference.got)
    shared = {tuple(pair) for pair in right["sharing"]}
    for pair in around["sharing"]:
        if tuple(pair) not in shared:
            one, other = (got["seen"][number][0] for number in pair)
            yield Difference(other, "memory", None, one)
