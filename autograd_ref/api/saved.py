"""The saved values of a node as its attributes `_saved_self`, `_saved_other` and so on."""

from __future__ import annotations

from typing import Any

from ..node import RESULT, parameters
from .absent import sentence

# Which argument of `forward` a name stands for; None for the result.
SAVED = {"self": 0, "other": 1, "exponent": 1, "result": None}


class Saved:
    """A saved value as an attribute of its node."""

    __slots__ = ("place", "word")

    def __init__(self, word: str, place: int | None) -> None:
        self.word, self.place = word, place

    def __get__(self, node: Any, owner: Any) -> Any:
        if node is None:
            return self
        arguments = parameters(node.forward) if hasattr(node, "forward") else []
        name: str | None = RESULT
        if self.place is not None:
            name = arguments[self.place] if self.place < len(arguments) else None
        if name in node.saved_names:
            return node.unpack()[node.saved_names.index(name)]
        raise AttributeError(sentence(f"{node.name()}._saved_{self.word}"))
