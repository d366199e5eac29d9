"""The options of windows, which convolution and pooling share."""

from __future__ import annotations

from typing import Any

from ...ops.later.windows import Pair, Sizes


def two_of(value: Any) -> Pair:
    """One number for both dimensions, or two numbers."""
    if isinstance(value, int):
        return value, value
    first, second = value
    return int(first), int(second)


def each_of(value: Any, rank: int) -> Sizes:
    """One number for every dimension, or a number for each."""
    return (value,) * rank if isinstance(value, int) else tuple(map(int, value))


def single(value: Any) -> int:
    """One number, or a tuple of one."""
    return value if isinstance(value, int) else int(value[0])


def flat(value: Any, along: int) -> Any:
    """A number for the width of an image of height 1."""
    return value if isinstance(value, str) else (along, single(value))
