"""How an operation is run and recorded: arrays in, a tensor out, and a node if one is wanted."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from .dtypes import NUMPY_FLOAT32, NUMPY_FLOAT64, converted, promote
from .modes import anomaly, thread
from .node import Node, count, node_of
from .tensor import Tensor, wrap

new = object.__new__
ndarray = np.ndarray
asarray = np.asarray
Operator = Callable[[Tensor, Any], Any]
# The commonest numbers as arrays: NumPy would make one of the number at every call.
COMMON: dict[float, Any] = {
    number: np.array(number, NUMPY_FLOAT32) for number in (*range(-10, 0), *range(1, 11), 0.1, 0.5)
}


def record(op: type[Node], result: Tensor, nodes: tuple[Node | None, ...], args: Any) -> None:
    """Make the node of an operation that was run on `args`, and hang `result` on it."""
    node = op()
    node.next_nodes = nodes
    node.sequence = next(count)
    array = result._array
    node.result_shape, node.result_dtype = array.shape, array.dtype
    if op.save is None:
        node.saved = ()
    else:
        # A node that kept its own result would keep itself alive: it keeps a twin.
        node.saved = node.save(result._twin() if op.result_saved else result, *args)
    result._node = node
    result._requires_grad = True
    if anomaly.detected:
        node.metadata["traceback_"] = traceback.format_stack()[:-2]


def unary(op: type[Node], x: Tensor, *params: Any) -> Tensor:
    """Run an operation of one tensor; `params` are what it takes besides."""
    modes = thread.modes
    if params:
        out = modes.quietly(op.forward, x._array, *params)
    else:
        out = modes.quietly(op.forward, x._array)
    if type(out) is not ndarray:
        out = asarray(out)
    result = new(Tensor)  # `wrap` and `record` written out: they run for most of all tensors
    result._array = out
    result._requires_grad = False
    result._node = result._view = None
    result._counter = [0]
    if modes.grad_enabled:
        if (x._requires_grad or x._view is not None) and out.dtype.kind == "f":
            parent = node_of(x)  # of a view that did not require one, its base may by now
            if parent is not None:
                node = op()
                node.next_nodes = (parent,)
                node.sequence = next(count)
                node.result_shape, node.result_dtype = out.shape, out.dtype
                node.saved = () if op.save is None else op.save(
                    node, result._twin() if op.result_saved else result, x, *params)
                result._node = node
                result._requires_grad = True
                if anomaly.detected:
                    node.metadata["traceback_"] = traceback.format_stack()[:-2]
    elif modes.inference:
        result._inference = True
    return result


def operator(op: type[Node]) -> Operator:
    """The function that runs an operation of a tensor and an operand that broadcasts: a tensor or
    a number. It returns NotImplemented for anything else.
    """
    forward, save, result_saved = op.forward, op.save, op.result_saved

    def operate(a: Tensor, b: Any) -> Any:
        x = a._array
        kind = type(b)
        other: Tensor | None = None
        if kind is float or kind is int:
            y = b
            if x.dtype is NUMPY_FLOAT32:
                y = COMMON.get(b, b)
            elif x.dtype is not NUMPY_FLOAT64:
                x, y = same_type(op, x, y)
        elif isinstance(b, Tensor):
            y, other = b._array, b
            if x.dtype is not y.dtype or (x.dtype is not NUMPY_FLOAT32 and op.float_result):
                x, y = same_type(op, x, y)
        elif isinstance(b, (bool, np.generic)):
            b = b.item() if isinstance(b, np.generic) else b
            x, y = same_type(op, x, b)
        else:
            return NotImplemented
        modes = thread.modes
        try:
            out = modes.quietly(forward, x, y)
        except ValueError:
            check_broadcast(x, y)
            raise
        if type(out) is not ndarray:
            out = asarray(out)
        result = new(Tensor)
        result._array = out
        result._requires_grad = False
        result._node = result._view = None
        result._counter = [0]
        if modes.grad_enabled:
            right = None if other is None else node_of(other)
            left = node_of(a)
            if left is not None or right is not None:
                # `wrap` above and `record` here are written out: they run for most of all tensors.
                node = op()
                node.next_nodes = left, right
                node.sequence = next(count)
                node.result_shape, node.result_dtype = out.shape, out.dtype
                node.saved = () if save is None else save(
                    node, result._twin() if result_saved else result, a, b)
                result._node = node
                result._requires_grad = True
                if anomaly.detected:
                    node.metadata["traceback_"] = traceback.format_stack()[:-2]
        elif modes.inference:
            result._inference = True
        return result

    return operate


def compute(op: type[Node], x: Any, y: Any) -> Any:
    """The array of a binary operation on arrays and numbers."""
    try:
        out = thread.modes.quietly(op.forward, x, y)
    except ValueError:
        check_broadcast(x, y)
        raise
    return out if type(out) is ndarray else asarray(out)


def same_type(op: type[Node], x: Any, y: Any) -> tuple[Any, Any]:
    """Both operands in the dtype of the result; Python numbers stay Python numbers."""
    kind = promote(x, y)
    if op.float_result and not kind.is_floating_point:
        kind = promote(x, y, 1.0)
    target = kind.numpy
    return tuple(  # type: ignore[return-value]
        converted(value, target) if isinstance(value, (ndarray, np.generic))
        else float(value) if kind.is_floating_point else value
        for value in (x, y)
    )


def apply(op: type[Node], inputs: tuple[Any, ...], *params: Any) -> Tensor:
    """Run an operation of any number of inputs: tensors, numbers or None."""
    modes = thread.modes
    arrays = [x._array if isinstance(x, Tensor) else x for x in inputs]
    out = modes.quietly(op.forward, *arrays, *params)
    if type(out) is not ndarray:
        out = asarray(out)
    result = wrap(out)
    if modes.grad_enabled:
        # From the right: the leaf that gets its number last is the first to get its gradient.
        nodes = [
            node_of(x) if isinstance(x, Tensor) else None for x in inputs[op.differentiable][::-1]
        ]
        if any(nodes):
            record(op, result, tuple(nodes[::-1]), (*inputs, *params))
    elif modes.inference:
        result._inference = True
    return result


def pair(op: type[Node], a: Tensor, b: Tensor, *params: Any) -> Tensor:
    """Run an operation of two tensors of one dtype."""
    modes = thread.modes
    out = modes.quietly(op.forward, a._array, b._array, *params)
    if type(out) is not ndarray:
        out = asarray(out)
    result = wrap(out)
    if modes.grad_enabled:
        right, left = node_of(b), node_of(a)
        if left is not None or right is not None:
            record(op, result, (left, right), (a, b, *params))
    elif modes.inference:
        result._inference = True
    return result


def cast(x: Tensor, kind: np.dtype[Any]) -> Tensor:
    """`x` in another dtype without a node of its own: the engine casts the gradient back."""
    if x._array.dtype is kind:
        return x
    result = wrap(converted(x._array, kind))
    result._node, result._requires_grad = node_of(x), x._requires_grad
    result._counter = x._counter
    return result


def on(op: type[Node], *args: Any) -> Any:
    """Use an operation inside a rule: arrays are computed with, tensors are recorded as well."""
    for value in args[: op.arity]:
        if isinstance(value, Tensor):
            return apply(op, args[: op.arity], *args[op.arity :])
    return op.forward(*args)


def nothing(g: Any) -> Any:
    """Zeros in the shape of a gradient, whatever it holds."""
    if isinstance(g, Tensor):
        return wrap(np.zeros_like(g._array))
    return np.zeros_like(g)


def check_broadcast(x: Any, y: Any) -> None:
    """Raise PyTorch's error if two shapes cannot be broadcast together."""
    a, b = np.shape(x), np.shape(y)
    for back in range(1, min(len(a), len(b)) + 1):
        if a[-back] != b[-back] and 1 not in (a[-back], b[-back]):
            raise RuntimeError(
                f"The size of tensor a ({a[-back]}) must match the size of tensor b ({b[-back]})"
                f" at non-singleton dimension {max(len(a), len(b)) - back}"
            )
