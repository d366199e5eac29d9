"""Objects that are used again, for other contents.

A caller may change an array or a list between two calls. And when an object is gone, another one
can get its id. So code that keeps something under an object, or under its id, is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def refilled(old: Any, value: Any) -> Any:
    """The array, list or dict `old` with the contents of `value`; `value` where it cannot have
    them.
    """
    if type(old) is not type(value):
        return value
    if type(old) is np.ndarray and old.flags.writeable and old.flags.owndata and (
            (old.shape, old.dtype) == (value.shape, value.dtype)):
        old[...] = value
        return old
    if type(old) is list:
        old[:] = value
        return old
    if type(old) is dict:
        old.clear()
        old.update(value)
        return old
    return value


def called_again(target: Callable[..., Any], old: Any, *arguments: Any, **named: Any) -> Any:
    """What the call gives; if the target is the class of `old`, that object, made anew."""
    if type(target) is not type or type(old) is not target or (
            _makes_its_own_objects(target) or not hasattr(old, "__dict__")):
        return target(*arguments, **named)
    old.__dict__.clear()
    target.__init__(old, *arguments, **named)
    return old


def _makes_its_own_objects(kind: type) -> bool:
    """Whether a class has a `__new__` of its own, or inherits one."""
    return any("__new__" in vars(base) for base in kind.__mro__[:-1])
