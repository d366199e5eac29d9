"""The orders of elements in memory. They are names here: all tensors lie by rows."""

from __future__ import annotations

from ..absent import sentence
from ..metadata import STRIDED, Layout


class MemoryFormat:
    """An order of elements in memory."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def by_rows(self) -> bool:
        """Whether it asks for rows that follow one another; else for the order that there is.

        Raises NotImplementedError for another order.
        """
        if self.name.startswith("channels"):
            raise NotImplementedError(sentence(f"{self} as the order of a tensor"))
        return self.name == "contiguous_format"


MemoryFormat.__name__ = MemoryFormat.__qualname__ = "memory_format"
MemoryFormat.__module__ = "torch"
channels_last, channels_last_3d, contiguous_format, preserve_format = map(
    MemoryFormat, ("channels_last", "channels_last_3d", "contiguous_format", "preserve_format"))
strided = STRIDED
layout, memory_format = Layout, MemoryFormat
