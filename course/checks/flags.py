"""Flags: the parameters of an exercise that are True or False, and calls with the other value."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Flag:
    """A parameter of a function, or of a method: `method` says so.

    place: that of the argument, counted from 0, without `self`
    """

    function: str
    method: bool
    name: str
    place: int
    default: bool | None

    def is_called(self, called: str) -> bool:
        """Whether something with this name is the function."""
        *before, last = called.split(".")
        return last == self.function and bool(before) == self.method

    def other(
        self, arguments: Sequence[Any], named: Mapping[str, Any]
    ) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
        """The arguments with the other value of the flag; None if it has none in this call."""
        if self.place < len(arguments):
            value = arguments[self.place]
            changed = (*arguments[:self.place], not value, *arguments[self.place + 1:])
            return (changed, dict(named)) if isinstance(value, bool) else None
        value = named.get(self.name, self.default)
        return (tuple(arguments), {**named, self.name: not value}) if isinstance(
            value, bool) else None


def flags_of(name: str, reference: Any) -> tuple[Flag, ...]:
    """The flags of an exercise's function, or of its class's methods."""
    if isinstance(reference, type):
        methods = [(member, value) for member, value in vars(reference).items()
                   if inspect.isfunction(value) and not member.startswith("_")]
        return tuple(flag for member, value in methods for flag in _flags(member, value, True))
    return tuple(_flags(name, reference, False)) if callable(reference) else ()


def _flags(name: str, function: Callable[..., Any], method: bool) -> Iterator[Flag]:
    try:
        parameters = list(inspect.signature(function).parameters.values())[method:]
    except (TypeError, ValueError):
        return
    for place, parameter in enumerate(parameters):
        default = parameter.default if isinstance(parameter.default, bool) else None
        if default is not None or parameter.annotation in (bool, "bool"):
            yield Flag(name, method, parameter.name, place, default)
