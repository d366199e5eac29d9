"""How an operation is run and recorded.

`unary`, `operator` and `apply` compute the result, wrap it in a tensor, and `record` how it was
made if an input requires a gradient. They differ in the inputs that they take.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from typing import Any

import numpy as np

from .dtypes import NUMPY_FLOAT32, NUMPY_FLOAT64, converted, promote
from .modes import anomaly, thread
from .node import Node, count, node_of
from .tensor import Tensor, wrap

ndarray = np.ndarray
asarray = np.asarray
Operator = Callable[[Tensor, Any], Any]
# The commonest numbers as arrays. Of any other, NumPy makes an array at every call.
COMMON: dict[float, Any] = {
    number: np.array(number, NUMPY_FLOAT32) for number in (*range(-10, 0), *range(1, 11), 0.1, 0.5)
}


def record(
    op: type[Node], result: Tensor, nodes: tuple[Node | None, ...], inputs: tuple[Any, ...],
    params: tuple[Any, ...],
) -> None:
    """Make the node of an operation that gave `result`; it becomes the `grad_fn` of `result`.

    nodes:          for each input the node that its gradient goes to, None for one without
    inputs, params: what `forward` computed with; the inputs as tensors, not as arrays
    """
    node = op()
    node.next_nodes = nodes
    node.sequence = next(count)
    array = result._array
    node.result_shape, node.result_dtype = array.shape, array.dtype
    if op.pick is None:
        node.saved = ()
    else:
        arguments = inputs + params
        if op.result_saved:  # without its history: a node must not keep itself alive
            arguments = (*arguments, result._twin())
        node.saved = op.pick(node, arguments)
    result._node = node
    result._requires_grad = True
    if anomaly.detected:
        node.metadata["traceback_"] = traceback.format_stack()[:-2]


def unary(op: type[Node], x: Tensor, *params: Any) -> Tensor:
    """Run an operation of one input; `params` are the other arguments of its `forward`."""
    modes = thread.modes
    out = modes.quietly(op.forward, x._array, *params)
    if type(out) is not ndarray:
        out = asarray(out)
    result = wrap(out)
    if modes.grad_enabled:
        node = node_of(x)
        if node is not None and out.dtype.kind == "f":
            record(op, result, (node,), (x,), params)
    elif modes.inference:
        result._inference = True
    return result


def operator(op: type[Node]) -> Operator:
    """The function that runs an operation of a tensor and an operand that broadcasts: a tensor or
    a number. It returns NotImplemented for anything else.
    """

    def operate(a: Tensor, b: Any) -> Any:
        x, y = a._array, b
        kind = type(b)
        number = True
        if kind is float or kind is int:
            if x.dtype is NUMPY_FLOAT32:
                y = COMMON.get(b, b)
            elif x.dtype is not NUMPY_FLOAT64:
                x, y = same_type(op, x, b)
        elif isinstance(b, Tensor):
            y = b._array
            number = False
            if x.dtype is not y.dtype or (x.dtype is not NUMPY_FLOAT32 and op.float_result):
                x, y = same_type(op, x, y)
        elif isinstance(b, (bool, np.generic)):
            b = b.item() if isinstance(b, np.generic) else b
            x, y = same_type(op, x, b)
        else:
            return NotImplemented
        modes = thread.modes
        try:
            out = modes.quietly(op.forward, x, y)
        except ValueError:
            check_broadcast(x, y)
            raise
        if type(out) is not ndarray:
            out = asarray(out)
        result = wrap(out)
        if modes.grad_enabled:
            right = None if number else node_of(b)
            left = node_of(a)
            if left is not None or right is not None:
                record(op, result, (left, right), (a, b), ())
        elif modes.inference:
            result._inference = True
        return result

    return operate


def apply(op: type[Node], inputs: tuple[Any, ...], *params: Any) -> Tensor:
    """Run an operation of any number of inputs: tensors, numbers or None."""
    modes = thread.modes
    args = []
    for x in inputs:
        args.append(x._array if isinstance(x, Tensor) else x)
    out = modes.quietly(op.forward, *args, *params)
    if type(out) is not ndarray:
        out = asarray(out)
    result = wrap(out)
    if modes.grad_enabled:
        nodes: list[Node | None] = []
        # From the right: the leaf that gets its number last is the first to get its gradient.
        for x in reversed(inputs[op.differentiable]):
            nodes.append(node_of(x) if isinstance(x, Tensor) else None)
        if any(nodes):
            record(op, result, tuple(reversed(nodes)), inputs, params)
    elif modes.inference:
        result._inference = True
    return result


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


def cast(x: Tensor, kind: np.dtype[Any]) -> Tensor:
    """`x` in another dtype without a node of its own: the engine casts the gradient back."""
    if x._array.dtype is kind:
        return x
    result = wrap(converted(x._array, kind))
    result._node, result._requires_grad = node_of(x), x._requires_grad
    result._counter = x._counter
    return result


def on(op: type[Node], *args: Any) -> Any:
    """Use an operation inside a rule. On arrays it only computes; on tensors it records as well."""
    for value in args[: op.arity]:
        if isinstance(value, Tensor):
            return apply(op, args[: op.arity], *args[op.arity :])
    return op.forward(*args)


def nothing(g: Any) -> Any:
    """Zeros in the shape of a gradient, also if that holds inf or nan."""
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
