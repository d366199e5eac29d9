"""The rules of changes in place."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..node import FREED, Node, rename
from ..record import nothing, on
from ..tensor import Tensor, wrap
from .elementwise import WhereBackward0
from .indexing import PlaceBackward0, TakeBackward0


class CopySlices(Node):
    """The change of a part of a tensor, made by changing a view of it.

    Gradient of the tensor as it was: g, with what the change's own rule gives in that part.
    """

    change: Node
    gradient_names = "CopySlices", *("",) * 8
    places: Any
    freed = False

    def name(self) -> str:
        return "torch::autograd::CopySlices"

    def run(self, g: Any, create_graph: bool) -> Any:
        if self.freed:
            raise RuntimeError(FREED)
        change, flat = self.change, g.reshape(-1)
        taken = on(TakeBackward0, flat, (self.places,)).reshape(change.result_shape)
        if create_graph and taken._node is not None:
            rename(taken._node, "CloneBackward0")
        results = change.run(taken, create_graph)
        results = results if type(results) is tuple else (results,)
        kept = np.ones(flat.shape, bool)
        kept[self.places] = False
        rest = on(WhereBackward0, wrap(kept) if create_graph else kept, flat, 0.0)
        if results[0] is not None:
            inner = results[0].reshape(-1)
            rest = rest + on(PlaceBackward0, inner, tuple(flat.shape), (self.places,))
        gradients = rest.reshape(tuple(g.shape)), *results[1:]
        return self.name_gradients(gradients, g) if create_graph else gradients

    @property
    def saved(self) -> tuple[Any, ...] | None:
        return None if self.freed else (self.change,)

    @saved.setter
    def saved(self, value: tuple[Any, ...] | None) -> None:
        self.change.saved, self.freed = None, True


class AsStridedBackward0(Node):
    """A part of a tensor that was changed after the part was taken. Gradient: g there."""

    gradient_names = "AsStridedBackward0"
    places: Any

    def backward(ctx, g: Any) -> Any:
        shape = ctx.input_shape()
        size = (math.prod(shape),)
        return on(PlaceBackward0, g.reshape(-1), size, (ctx.places,)).reshape(shape)


class CopyBackwards(Node):
    """b written over a. Gradients: 0 for a, g for b."""

    def name(self) -> str:
        return "torch::autograd::" * (type(self) is CopyBackwards) + type(self).__name__

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.broadcast_to(b, a.shape).astype(a.dtype)

    arity = 2

    def backward(ctx, g: Any) -> Any:
        return nothing(g), g


class FillBackward2(Node):
    """A number written over a. Gradient: 0."""

    @staticmethod
    def forward(a: Any, number: Any) -> Any:
        return np.full_like(a, number)

    def backward(ctx, g: Any) -> Any:
        return nothing(g)


class ZeroBackward0(FillBackward2):
    """0 written over a. Gradient: 0."""


class FillBackward3(CopyBackwards):
    """A 0-d tensor b written over a. Gradients: 0 for a, the sum of g for b."""


class IndexPutBackward0(Node):
    """a with b at an index. Gradients: g with 0 there for a, g there for b."""

    arity = 2
    gradient_names = "IndexPutBackward0", "IndexBackward0"

    @staticmethod
    def forward(a: Any, b: Any, key: Any) -> Any:
        out = a.copy()
        out[key] = b
        return out

    def save(ctx, result: Any, a: Any, b: Any, key: Any) -> Any:
        return (key,)

    def backward(ctx, g: Any, key: Any) -> Any:
        kept = np.ones(tuple(g.shape), bool)
        kept[key] = False
        mask = wrap(kept) if isinstance(g, Tensor) else kept
        return (
            on(WhereBackward0, mask, g, 0.0),
            on(TakeBackward0, g, key) if ctx.needs(1) else None,
        )
