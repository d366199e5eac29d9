"""The rules of changes in place."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..gradient_names import name_gradients, named
from ..messages import FREED
from ..node import Node
from ..record import call, zeros_like
from ..tensor import Tensor, wrap
from .elementwise import WhereBackward0
from .indexing import PlaceBackward0, TakeBackward0


class CopySlices(Node):
    """The change of a part of a tensor, made by changing a view of it.

    Gradient of the tensor as it was: g, with what the change's own rule gives in that part.
    """

    change: Any  # the node of the change, None once it is freed
    places: Any
    frees = True

    def name(self) -> str:
        return "torch::autograd::CopySlices"

    def run(self, g: Any, create_graph: bool) -> Any:
        if self.change is None:
            raise RuntimeError(FREED)
        if g is None:
            return (None,) * len(self.next_nodes)
        change, flat = self.change, g.reshape(-1)
        taken = call(TakeBackward0, flat, (self.places,)).reshape(change.result_shape)
        if create_graph:
            named(taken, "CloneBackward0")
        results = change.run(taken, create_graph)
        results = results if type(results) is tuple else (results,)
        if create_graph:
            name_gradients(change, results, taken)
        unchanged = np.ones(flat.shape, bool)
        unchanged[self.places] = False
        rest = call(WhereBackward0, wrap(unchanged) if create_graph else unchanged, flat, 0.0)
        if results[0] is not None:
            inner = results[0].reshape(-1)
            rest = rest + call(PlaceBackward0, inner, tuple(flat.shape), (self.places,))
        return rest.reshape(tuple(g.shape)), *results[1:]

    @property
    def saved(self) -> Sequence[Any] | None:
        return self.change and (self.change,)

    @saved.setter
    def saved(self, value: Sequence[Any] | None) -> None:
        self.change = None


class AsStridedBackward0(Node):
    """Elements of x at steps through its memory; of a tensor that was changed, a part that had been
    taken before. Gradient: the sum of g for each of their places.
    """

    @staticmethod
    def forward(x: Any, size: Any, stride: Any, offset: int) -> Any:
        steps = tuple(step * x.itemsize for step in stride)
        flat = x.reshape(-1)[offset:] if x.ndim else x.reshape(1)
        return np.lib.stride_tricks.as_strided(flat, size, steps)

    def save(ctx, arguments: Any) -> Any:
        _, *params = arguments
        return (AsStridedBackward0.forward(numbered(ctx.input_shape()), *params),)

    def backward(ctx, g: Any, places: Any) -> Any:
        if ctx.next_nodes[0] is None:  # the base requires no gradient any more
            return None
        return strewn(g, ctx.input_shape(), places)


def numbered(shape: tuple[int, ...]) -> Any:
    """The number of each element."""
    return np.arange(math.prod(shape)).reshape(shape)


def strewn(g: Any, shape: tuple[int, ...], places: Any) -> Any:
    """Zeros in a shape with g added at these flat places."""
    size = math.prod(shape)
    return call(PlaceBackward0, g.reshape(-1), (size,), (places.reshape(-1),)).reshape(shape)


class Overwriting(Node):
    """Base of the operations that write values over a, in the dtype that a has."""

    over_shared_memory = False  # also if elements of a share memory


class CopyBackwards(Overwriting):
    """b written over a. Gradients: 0 for a, g for b."""

    def name(self) -> str:
        name = super().name()
        return f"torch::autograd::{name}" if type(self) is CopyBackwards else name

    @staticmethod
    def forward(a: Any, b: Any) -> Any:
        return np.broadcast_to(b, a.shape).astype(a.dtype)

    arity = 2

    def backward(ctx, g: Any) -> Any:
        return zeros_like(g), g


class FillBackward2(Overwriting):
    """A number written over a. Gradient: 0."""

    over_shared_memory = True

    @staticmethod
    def forward(a: Any, number: Any) -> Any:
        return np.full_like(a, number)

    def backward(ctx, g: Any) -> Any:
        return zeros_like(g)


class ZeroBackward0(FillBackward2):
    """0 written over a. Gradient: 0."""


class FillBackward3(CopyBackwards):
    """A 0-d tensor b written over a. Gradients: 0 for a, the sum of g for b."""


def zero_at(g: Any, key: Any) -> Any:
    """g, 0 at a NumPy index."""
    unchanged = np.ones(tuple(g.shape), bool)
    unchanged[key] = False
    mask = wrap(unchanged) if isinstance(g, Tensor) else unchanged
    return call(WhereBackward0, mask, g, 0.0)


class IndexPutBackward0(Overwriting):
    """a with b at an index. Gradients: g with 0 there for a, g there for b."""

    arity = 2
    frees = True  # the indices in the key are tensors in PyTorch

    @staticmethod
    def forward(a: Any, b: Any, key: Any) -> Any:
        out = a.copy()
        out[key] = b
        return out

    def backward(ctx, g: Any, key: Any) -> Any:
        _, need_b = ctx.next_nodes
        return zero_at(g, key), call(TakeBackward0, g, key) if need_b else None
