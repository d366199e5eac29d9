"""Running a stranger's rules and leaving everything as it was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from .model import Array

WATCHED = ("grad", "data", "value", "requires_grad")


@contextmanager
def untouched(things: Iterable[object]) -> Iterator[None]:
    """Put back what the block changed in the `.grad`, `.data` and `.value` of these objects.

    Attributes are read and set without asking the class (through the instance's own dictionary),
    so that no warning and no property of an engine gets in the way.
    """
    before = [(thing, _attributes(thing)) for thing in things]
    try:
        yield
    finally:
        for thing, attributes in before:
            for name, (held, numbers) in attributes.items():
                _put_back(thing, name, held, numbers)


def _attributes(thing: object) -> dict[str, tuple[object, Array | None]]:
    own = getattr(thing, "__dict__", {})
    return {
        name: (own[name], own[name].copy() if isinstance(own[name], np.ndarray) else None)
        for name in WATCHED
        if name in own
    }


def _put_back(thing: object, name: str, held: object, numbers: Array | None) -> None:
    if thing.__dict__.get(name) is not held:
        thing.__dict__[name] = held
    if isinstance(held, np.ndarray) and numbers is not None and held.flags.writeable:
        np.copyto(held, numbers)
