"""The requests that a probe can make of an object, by name."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any


def call(target: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    return target(*arguments, **named)


def raised(target: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
    """Call the target; returns `Type: first line` of what it raised, None if it raised nothing.

    The `...` of a stub is returned as it is.
    """
    try:
        result = target(*arguments, **named)
    except Exception as error:
        return f"{type(error).__name__}: {str(error).partition(chr(10))[0]}"
    return result if result is ... else None


OPERATORS = ("getitem", "setitem", "neg", "add", "sub", "mul", "truediv", "pow", "matmul")
REQUESTS: dict[str, Callable[..., Any]] = {
    "call": call,
    "raised": raised,
    "get": getattr,
    "set": setattr,
    "enter": lambda target: target.__enter__(),
    "exit": lambda target: target.__exit__(None, None, None),
    **{name: getattr(operator, name) for name in OPERATORS},
}
