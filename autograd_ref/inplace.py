"""Changing a tensor in place: the memory, the version counter and the history."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from . import dtypes
from .creation import to_array
from .hooks import retain_grad
from .modes import thread
from .node import FREED, Node, changed, count, node_of, rename
from .ops import arithmetic, elementwise
from .ops.indexing import PlaceBackward0, TakeBackward0, sliced
from .ops.shape import expand, view
from .record import (
    check_broadcast,
    combination,
    compute,
    full_name,
    nothing,
    on,
    record,
    same_type,
)
from .tensor import Tensor, View, wrap

OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single"
    " memory location. Please clone() the tensor before performing the operation."
)
NO_GRAD_VIEW = (
    "A view was created in no_grad mode and is being modified inplace with grad mode enabled."
    " Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your"
    " code by moving both the view and the inplace either both inside the no_grad block (if you"
    " don't want the inplace to be tracked) or both outside (if you want the inplace to be"
    " tracked)."
)
OF_INFERENCE = (  # PyTorch notices when it counts the change, which by then is made
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone"
    " to get a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17"
    " for more details."
)
SEVERAL_VIEWS = (
    "{whose} and {what}. This view is the output of"
    " a function that returns multiple views. Such functions do not allow the output views to be"
    " modified inplace. You should replace the inplace operation by an out-of-place one."
)


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
        rest = on(elementwise.WhereBackward0, wrap(kept) if create_graph else kept, flat, 0.0)
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
            on(elementwise.WhereBackward0, mask, g, 0.0),
            on(TakeBackward0, g, key) if ctx.needs(1) else None,
        )


def places_of(view: View) -> Any:
    """Where in its base's memory, counted flat, the elements of a view are."""
    base = view.base._array
    places = np.arange(base.size).reshape(base.shape)
    for op, params in view.steps:
        places = op.forward(places, *params)
    return places.reshape(-1)


def refresh(view: View, tensor: Tensor) -> None:
    """Give a view a new grad_fn if its base was changed since it was taken."""
    base = view.base
    if tensor._node is None and not base._requires_grad:
        return
    if view.kind == "several":
        raise several_views(tensor, "its base or another view of its base has been")
    view.version = base._counter[0]
    old, node = tensor._node, AsStridedBackward0()
    node.next_nodes, node.sequence = (node_of(base),), next(count)
    node.saved = ()
    node.result_shape, node.result_dtype = tensor._array.shape, tensor._array.dtype
    node.places = places_of(view)
    tensor._node, tensor._requires_grad = node, True
    keep_retaining(tensor, old)


def several_views(x: Tensor, what: str) -> RuntimeError:
    """The error for one of several views that a function returned."""
    if x._node is None:
        whose = "A view was created in no_grad mode"
        what += " modified inplace with grad mode enabled"
    else:
        whose = f"Output {x._node.index} of {x._node.operation.short_name()} is a view"
        what += " modified inplace"
    return RuntimeError(SEVERAL_VIEWS.format(whose=whose, what=what))


def check_memory(x: Tensor, *others: Any) -> None:
    """Raise PyTorch's error if elements of `x` share memory, or are part of another operand."""
    array = x._array
    if 0 in array.strides and array.size and any(
        size > 1 and not step for size, step in zip(array.shape, array.strides, strict=True)
    ):
        raise RuntimeError(OVERLAP)
    for other in others:
        if isinstance(other, Tensor) and other._counter is x._counter and other is not x:
            held = other._array
            same = held.shape == array.shape and all(
                one == two for size, one, two in zip(
                    array.shape, array.strides, held.strides, strict=True) if size > 1)
            if array.flags.forc and held.flags.forc and np.may_share_memory(array, held) and not (
                same and other.data_ptr() == x.data_ptr()
            ):
                raise RuntimeError(OVERLAP.replace(
                    "more than one element of the written-to tensor refers",
                    "some elements of the input tensor and the written-to tensor refer",
                ))


def check_allowed(x: Tensor, *others: Any) -> None:
    """Raise PyTorch's error if `x` must not be changed in place here, with the help of others."""
    if not thread.modes.grad_enabled:
        return
    view, base = x._view, x if x._view is None else x._view.base
    if not (x._requires_grad or base._requires_grad or any(
        isinstance(other, Tensor) and other._requires_grad for other in others
    )):
        return
    if view is not None:
        if view.kind == "several":
            raise several_views(x, "is being")
        if view.kind == "no_grad":
            raise RuntimeError(NO_GRAD_VIEW)
        if base._node is None and (base._requires_grad or (x._requires_grad and not x._node)):
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place"
                " operation."
            )
    if x._requires_grad and x._node is None:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )


def numbers_of(values: list[Any]) -> list[Any]:
    return [value for value in values if isinstance(value, (bool, int, float))]


def fits(x: Tensor, got: dtypes.dtype, name: str) -> None:
    """Raise PyTorch's error if a result of the type `got` has no place in `x`."""
    if dtypes.CATEGORY[got.rank] > dtypes.CATEGORY[x.dtype.rank]:
        raise RuntimeError(
            f"result type {got.type_name} can't be cast to the desired output type {name}"
        )


def in_place(op: type[Node], x: Tensor, *args: Any) -> Tensor:
    """Run an operation on `x` and put the result where `x` is."""
    check_allowed(x, *args)
    if not issubclass(op, FillBackward2):
        check_memory(x, *args)
    array = x._array
    if not array.flags.writeable:  # an expanded one
        array.flags.writeable = True
    values = [value._array if isinstance(value, Tensor) else value for value in args]
    if op.arity == 1 and array.dtype.kind != "f" and not issubclass(op, FillBackward2):
        clamped = op is elementwise.ClampBackward1
        fits(x, dtypes.promote(array, 1.0 if op.float_result else False, *numbers_of(values)),
             x.dtype.c_name if clamped else x.dtype.type_name)
    if op.arity == 2 and not issubclass(op, (CopyBackwards, IndexPutBackward0)):
        out = compute(op, *same_type(op, array, values[0]))
    else:
        out = thread.modes.quietly(op.forward, array, *values)
    if out.shape != array.shape:
        raise RuntimeError(
            f"output with shape {list(array.shape)} doesn't match the broadcast shape"
            f" {list(out.shape)}"
        )
    if out.dtype is not array.dtype:
        fits(x, dtypes.of(out), x.dtype.type_name)
    nodes: list[Node | None] = []
    if thread.modes.grad_enabled and array.dtype.kind == "f":
        nodes = [node_of(v) if isinstance(v, Tensor) else None for v in (x, *args[: op.arity - 1])]
    recorded = any(nodes)
    before = x._twin()
    if recorded and op.save is not None:
        before = wrap(array.copy())
    before._node, before._requires_grad = x._node, x._requires_grad
    np.copyto(array, out, casting="unsafe")
    if x._inference and not thread.modes.inference:
        raise RuntimeError(OF_INFERENCE)
    if op.result_saved or not recorded:
        changed(x)
    if recorded:
        view = x._view
        record(op, x, tuple(nodes), (before, *args))
        if not op.result_saved:
            changed(x)  # only now, so that a rule that needs the value from before finds out
        if view is not None:
            change_base(view, x)
        keep_retaining(x, before._node)
    return x


def keep_retaining(x: Tensor, node: Node | None) -> None:
    """Let a tensor that retains its gradient do so at its new node, no longer at its old one."""
    if x._retains_grad and node is not None:
        node.hooked.retained = None
        x._retains_grad = False
        retain_grad(x)


def change_base(view: View, x: Tensor) -> None:
    """Hand a recorded change of the view `x` on to the history of its base."""
    assert x._node is not None
    base, change = view.base, x._node
    node = CopySlices()
    node.change, node.places = change, places_of(view)
    node.next_nodes = (node_of(base), *change.next_nodes[1:])
    node.sequence = next(count)
    node.result_shape, node.result_dtype = base._array.shape, base._array.dtype
    old, base._node, base._requires_grad = base._node, node, True
    keep_retaining(base, old)
    refresh(view, x)


def checked_other(other: Any, name: str) -> Any:
    if isinstance(other, np.generic):
        return other.item()
    if not isinstance(other, (Tensor, bool, int, float)):
        raise TypeError(
            f"{name}(): argument 'other' (position 1) must be Tensor, not {full_name(type(other))}"
        )
    return other


def add_(x: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """x += alpha * other."""
    other = arithmetic.scaled(x, checked_other(other, "add_"), alpha)
    return in_place(arithmetic.AddBackward0, x, other)


def sub_(x: Tensor, other: Any, *, alpha: float = 1) -> Tensor:
    """x -= alpha * other."""
    check_allowed(x)
    if arithmetic.is_bool(x) or arithmetic.is_bool(other):
        arithmetic.subtract(x, other)
    other = arithmetic.scaled(x, checked_other(other, "sub_"), alpha)
    return in_place(arithmetic.SubBackward0, x, other)


def mul_(x: Tensor, other: Any) -> Tensor:
    """x *= other."""
    return in_place(arithmetic.MulBackward0, x, checked_other(other, "mul_"))


def div_(x: Tensor, other: Any) -> Tensor:
    """x /= other."""
    return in_place(arithmetic.DivBackward0, x, checked_other(other, "div_"))


def pow_(x: Tensor, exponent: Any) -> Tensor:
    """x **= exponent."""
    if isinstance(exponent, Tensor):
        return in_place(arithmetic.PowBackward1, x, exponent)
    return in_place(arithmetic.PowBackward0, x, exponent)


def neg_(x: Tensor) -> Tensor:
    """x = -x."""
    if arithmetic.is_bool(x):
        arithmetic.neg(x)
    return in_place(arithmetic.NegBackward0, x)


def exp_(x: Tensor) -> Tensor:
    """x = exp(x)."""
    return in_place(elementwise.ExpBackward0, x)


def sqrt_(x: Tensor) -> Tensor:
    """x = sqrt(x)."""
    return in_place(elementwise.SqrtBackward0, x)


def relu_(x: Tensor) -> Tensor:
    """x = relu(x)."""
    if arithmetic.is_bool(x):
        elementwise.relu(x)
    return in_place(elementwise.ReluBackward0, x)


def sigmoid_(x: Tensor) -> Tensor:
    """x = sigmoid(x)."""
    return in_place(elementwise.SigmoidBackward0, x)


def tanh_(x: Tensor) -> Tensor:
    """x = tanh(x)."""
    return in_place(elementwise.TanhBackward0, x)


def clamp_(x: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """x = clamp(x, min, max)."""
    return in_place(elementwise.ClampBackward1, x, min, max)


def zero_(x: Tensor) -> Tensor:
    """x = 0."""
    return in_place(ZeroBackward0, x, 0)


def fill_(x: Tensor, value: Any) -> Tensor:
    """x = value, a number or a 0-d tensor."""
    if isinstance(value, Tensor):
        if value._array.ndim:
            raise RuntimeError(
                "fill_ only supports 0-dimension value tensor but got tensor with"
                f" {value._array.ndim} dimensions."
            )
        return in_place(FillBackward3, x, value)
    if not isinstance(value, (bool, int, float, np.generic)):
        raise combination("fill_", value)
    return in_place(FillBackward2, x, value)


def copy_(x: Tensor, src: Tensor) -> Tensor:
    """x = src, broadcast, in the dtype of x."""
    if isinstance(src, (bool, int, float)):
        src = wrap(np.asarray(src, x._array.dtype))
    if not isinstance(src, Tensor):
        raise TypeError(
            f"copy_(): argument 'other' (position 1) must be Tensor, not {full_name(type(src))}"
        )
    src = src if x._array.dtype.kind == "f" else src.detach()  # integers have no history
    check_allowed(x, src)
    check_memory(x, src)
    check_broadcast(x._array, src._array)
    shape = np.broadcast_shapes(x._array.shape, src._array.shape)
    if shape != x._array.shape:
        raise RuntimeError(
            f"output with shape {list(x._array.shape)} doesn't match the broadcast shape"
            f" {list(shape)}"
        )
    return in_place(CopyBackwards, x, src)


def setitem(x: Tensor, key: Any, value: Any) -> None:
    """x[key] = value."""
    if not isinstance(value, Tensor):
        if not isinstance(value, (bool, int, float)):
            raise TypeError(f"can't assign a {full_name(type(value))} to a torch.{x.type_name}")
        if x._array.dtype.kind == "i" and not math.isfinite(value):
            raise RuntimeError("value cannot be converted to type int64_t without overflow")
        value = wrap(to_array(value, x.dtype, True))
    if type(key) is slice and x._array.ndim:
        key = (key,)
    part, index = sliced(x, key)
    shape = part._array.shape
    if index is not None:
        check_allowed(part)
        value = without_leading(value, False)
        fit_value(value, part._array[index].shape)
        masks = [array.dtype.kind for array in index if isinstance(array, np.ndarray)]
        one_number = masks == ["b"] and value._array.size == 1
        if value._array.dtype is not x._array.dtype and not one_number:
            raise RuntimeError(
                "Index put requires the source and destination dtypes match, got"
                f" {x.dtype.type_name} for the destination and {value.dtype.type_name} for the"
                " source."
            )
        in_place(IndexPutBackward0, part, value, index)
    elif value._array.ndim == 0 and shape:
        in_place(FillBackward3, part, value)
    else:
        if value._array.shape != shape:
            value = without_leading(value, True)
            value = value if value._array.shape == shape else expand(value, shape)
        in_place(CopyBackwards, part, value if x._array.dtype.kind == "f" else value.detach())


def fit_value(value: Tensor, shape: tuple[int, ...]) -> None:
    sizes = value._array.shape
    try:
        np.broadcast_to(np.empty(sizes), shape)
    except ValueError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(sizes)} cannot be broadcast"
            f" to indexing result of shape {list(shape)}"
        ) from None


def without_leading(value: Tensor, always: bool) -> Tensor:
    """`value` seen without its leading dimensions of size 1."""
    sizes = value._array.shape
    while sizes[:1] == (1,):
        sizes = sizes[1:]
    return view(value, sizes) if always or sizes != value._array.shape else value


__all__ = [
    "add_", "clamp_", "copy_", "div_", "exp_", "fill_", "mul_", "neg_", "pow_", "relu_",
    "sigmoid_", "sqrt_", "sub_", "tanh_", "zero_",
]
