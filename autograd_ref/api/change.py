"""Running an operation in place: check that it is allowed, write the result, record it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from ..modes import thread
from ..node import Node, count, count_change, node_of
from ..ops.inplace import Overwriting
from ..record import record, same_type
from ..refusals import check_broadcast
from ..retaining import keep_retaining
from ..tensor import Tensor, wrap
from ..views import forbidden_change

OVERLAP = (
    "unsupported operation: more than one element of the written-to tensor refers to a single"
    " memory location. Please clone() the tensor before performing the operation."
)
OF_INFERENCE = (  # PyTorch raises this after it has made the change, when it counts it
    "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone"
    " to get a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17"
    " for more details."
)


def compute(op: type[Node], x: Any, y: Any, *params: Any) -> Any:
    """The array of a binary operation on arrays and numbers."""
    try:
        out = thread.modes.without_warnings(op.forward, x, y, *params)
    except ValueError:
        check_broadcast(x, y)
        raise
    return np.asarray(out)


def check_allowed(x: Tensor, *others: Any) -> None:
    """Raise PyTorch's error if `x` must not be changed in place by an operation with `others`."""
    if not thread.modes.grad_enabled:
        return
    view, base = x._view, x if x._view is None else x._view.base
    if not (x._requires_grad or base._requires_grad or any(
        isinstance(other, Tensor) and other._requires_grad for other in others
    )):
        return
    if view is not None:
        if view.creation:
            raise forbidden_change(x, "is being")
        if base._node is None and x.requires_grad:
            raise RuntimeError(
                "a view of a leaf Variable that requires grad is being used in an in-place"
                " operation."
            )
    if x._requires_grad and x._node is None:
        raise RuntimeError(
            "a leaf Variable that requires grad is being used in an in-place operation."
        )


def check_memory(x: Tensor, *others: Any) -> None:
    """Raise PyTorch's error if elements of `x` share memory with each other or with an operand."""
    array = x._array
    if 0 in array.strides and array.size and any(
        size > 1 and not step for size, step in zip(array.shape, array.strides, strict=True)
    ):
        raise RuntimeError(OVERLAP)
    for other in others:
        if isinstance(other, Tensor) and other is not x and other._counter is x._own_counter():
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


def check_castable(x: Tensor, got: dtypes.dtype, name: str) -> None:
    """Raise PyTorch's error if `x` cannot hold a result of the type `got`."""
    if dtypes.CATEGORY[got.rank] > dtypes.CATEGORY[x.dtype.rank]:
        raise RuntimeError(
            f"result type {got.type_name} can't be cast to the desired output type {name}"
        )


def overwrite(array: Any, new: Any) -> None:
    """Write over an array, also over one that NumPy protects: an expanded one, or the user's own.
    """
    protected = not array.flags.writeable
    if protected:
        array.flags.writeable = True
    np.copyto(array, new, casting="unsafe")
    if protected:
        array.flags.writeable = False


def check_fits(x: Tensor, shape: tuple[int, ...]) -> None:
    """Raise PyTorch's error if a result of this shape cannot be written over `x`."""
    if shape != x._array.shape:
        raise RuntimeError(
            f"output with shape {list(x._array.shape)} doesn't match the broadcast shape"
            f" {list(shape)}"
        )


def check_not_inference(x: Tensor) -> None:
    """Raise PyTorch's error for a tensor of inference mode that is changed outside of it."""
    if x._inference and not thread.modes.inference:
        raise RuntimeError(OF_INFERENCE)


def in_place(op: type[Node], x: Tensor, *args: Any) -> Tensor:
    """Run an operation on `x` and write the result over `x`."""
    check_allowed(x, *args)
    if not (issubclass(op, Overwriting) and op.over_shared_memory):
        check_memory(x, *args)
    array = x._array
    out = computed(op, x, args)
    check_fits(x, out.shape)
    if out.dtype is not array.dtype:
        check_castable(x, dtypes.of(out), x.dtype.type_name)
    nodes: list[Node | None] = []
    if thread.modes.grad_enabled and array.dtype.kind == "f":
        nodes = [node_of(v) if isinstance(v, Tensor) else None for v in (x, *args[: op.arity - 1])]
    recorded = any(nodes)
    before = wrap(array.copy()) if recorded and op.saved_names else x._alias()
    before._node, before._requires_grad = x._node, x._requires_grad
    overwrite(array, out)
    check_not_inference(x)
    if recorded:
        record_change(op, x, before, tuple(nodes), args)
    else:
        count_change(x)
    return x


def computed(op: type[Node], x: Tensor, args: tuple[Any, ...]) -> Any:
    """The array that an operation in place will write over `x`."""
    array = x._array
    values = [value._array if isinstance(value, Tensor) else value for value in args]
    if not issubclass(op, Overwriting):
        if op.arity == 2:
            return compute(op, *same_type(op, array, values[0]), *values[1:])
        if op.arity == 1 and array.dtype.kind != "f":
            kind = type_with_numbers(array, 1.0 if op.float_result else False, *values)
            check_castable(x, kind, x.dtype.type_name)
    return thread.modes.without_warnings(op.forward, array, *values)


def type_with_numbers(array: Any, *values: Any) -> dtypes.dtype:
    """The type of a result of an array and those of the values that are Python's numbers."""
    return dtypes.promote(array, *(v for v in values if isinstance(v, (bool, int, float))))


def record_change(
    op: type[Node], x: Tensor, before: Tensor, nodes: tuple[Node | None, ...],
    args: tuple[Any, ...],
) -> None:
    """Count and record the change of `x`, which was `before`."""
    view = x._view
    if op.result_saved:
        count_change(x)
    record(op, x, nodes, (before, *args))
    if not op.result_saved:
        count_change(x)  # after record: a rule that needs the old value must find it changed
    if view is not None:
        view.change_base(x)
    keep_retaining(x, before._node)


def written_over(x: Tensor, function: Callable[..., Tensor], *args: Any, **kwargs: Any) -> Tensor:
    """Write `function(x, ...)` over `x`. Its node becomes that of `x`, if it makes just one."""
    check_allowed(x, *args)
    check_memory(x, *args)
    array, node = x._array, node_of(x)
    before = wrap(array.copy())
    before._node, before._requires_grad = x._node, x._requires_grad
    result = function(before, *args, **kwargs)
    check_fits(x, result._array.shape)
    check_castable(x, result.dtype, x.dtype.type_name)
    made = result._node
    if made is not None and (made.index or made.next_nodes[0] is not node):
        return x.copy_(result)  # after several nodes
    overwrite(array, result._array)
    check_not_inference(x)
    count_change(x)
    if made is None:
        return x
    made.sequence = next(count)  # after the change, which it need not notice
    shared = result._own_counter()
    for value in made.saved or ():
        if isinstance(value, Tensor) and value._counter is shared:
            value._array, value._counter = array, x._counter
    old, x._node, x._requires_grad = x._node, made, True
    if x._view is not None:
        x._view.change_base(x)
    keep_retaining(x, old)
    return x
