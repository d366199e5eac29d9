"""The saved values of a node as its attributes `_saved_self`, `_saved_other` and so on."""

from __future__ import annotations

from typing import Any

from .absent import sentence

SAVED = {"self": 0, "other": 1, "exponent": 1, "result": -1}  # name -> place among the values


class Saved:
    """A saved value as an attribute of its node."""

    __slots__ = ("place", "word")

    def __init__(self, word: str, place: int) -> None:
        self.word, self.place = word, place

    def __get__(self, node: Any, owner: Any) -> Any:
        if node is None:
            return self
        here = node.save is not None and (self.word == "result") is node.result_saved
        values = node.unpack() if here else []
        if self.place < len(values):
            return values[self.place]
        raise AttributeError(sentence(f"{node.name()}._saved_{self.word}"))
