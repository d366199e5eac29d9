"""Running the rules of an unknown engine and restoring what they changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import numpy as np

from course.view.graph_model import Array

WATCHED = ("grad", "data", "value", "requires_grad")


@contextmanager
def restoring(things: Iterable[object]) -> Iterator[None]:
    """Restore what the block changes in the `.grad`, `.data` and `.value` of these objects.

    Attributes are read and set without asking the class (through the instance's own dictionary),
    so that no warning and no property of an engine gets in the way.
    """
    before = [(thing, _attributes(thing)) for thing in things]
    try:
        yield
    finally:
        for thing, attributes in before:
            for name, (held, numbers) in attributes.items():
                _restore(thing, name, held, numbers)


def _attributes(thing: object) -> dict[str, tuple[object, Array | None]]:
    own = getattr(thing, "__dict__", {})
    return {name: (own[name], own[name].copy() if isinstance(own[name], np.ndarray) else None)
            for name in WATCHED if name in own}


def _restore(thing: object, name: str, held: object, numbers: Array | None) -> None:
    if thing.__dict__.get(name) is not held:
        thing.__dict__[name] = held
    if isinstance(held, np.ndarray) and numbers is not None and held.flags.writeable:
        np.copyto(held, numbers)
