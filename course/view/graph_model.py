"""A recorded graph as plain data, independent of any engine.

Everything after `read.py` works on these classes alone. Vertices stand in forward order: the
inputs of a vertex always come before it, and the root is the last one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Kind = Literal["op", "leaf", "constant", "folded"]


@dataclass(frozen=True)
class Saved:
    """A value that an op saved for its backward, until it was freed."""

    name: str
    freed: bool = False


@dataclass(frozen=True)
class Vertex:
    """One box of the picture.

    kind      "op": an operation that was recorded; "leaf": a tensor that collects a gradient;
              "constant": an input that is not tracked; "folded": many vertices in one box
    title     the op's name, such as MulBackward0; empty for tensors
    names     the names of the tensor that this vertex made or is
    shape     the shape of that tensor, None if nobody knows it
    value     its value, None if nothing holds it
    grad      its `.grad`, None if it has none
    has_grad  whether it is a tensor whose `.grad` gets written at all
    saved     what an op saved for its backward
    folded    for "folded": how many vertices of each title lie inside
    """

    kind: Kind
    title: str = ""
    names: tuple[str, ...] = ()
    shape: tuple[int, ...] | None = None
    value: Array | None = None
    grad: Array | None = None
    has_grad: bool = False
    saved: tuple[Saved, ...] = ()
    folded: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Edge:
    """The value of `source` goes into `target` as its input number `slot`.

    `output` says which result of the source it is, for ops with several. `times` is above 1 only
    if folding made one line of many.
    """

    source: int
    target: int
    slot: int = 0
    output: int = 0
    times: int = 1


@dataclass(frozen=True)
class Graph:
    """Vertices in forward order, the edges between them, and the index of the result."""

    vertices: tuple[Vertex, ...]
    edges: tuple[Edge, ...]
    root: int

    def uses(self) -> list[int]:
        """How often each vertex's value is used inside the graph."""
        counts = Counter[int]()
        for edge in self.edges:
            counts[edge.source] += edge.times
        return [counts[key] for key in range(len(self.vertices))]

    def inputs(self, key: int) -> list[Edge]:
        """The edges into a vertex, first input first."""
        return sorted((e for e in self.edges if e.target == key), key=lambda e: e.slot)

    def outputs(self, key: int) -> list[Edge]:
        """The edges out of a vertex, in the order of the vertices that use it."""
        return sorted((e for e in self.edges if e.source == key), key=lambda e: (e.target, e.slot))


def small(value: object) -> Array:
    """A copy as a NumPy array, so that a picture never changes with the tensor it was made of."""
    return np.array(value)
