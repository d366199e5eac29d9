"""How an operation is run and recorded.

`apply` computes the result, wraps it in a tensor, and records how it was made if an input requires
a gradient. `unary` and `binary` do the same for the commonest operations and are quicker.

The arguments of `forward` are the inputs, which may be tensors, and then the params, such as a
dimension, which never are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .dtypes import NUMPY_FLOAT32, NUMPY_FLOAT64, converted, promote, wrapped
from .modes import thread
from .node import Node, count, node_of
from .refusals import check_broadcast
from .rounding.layout import laid_out
from .tensor import Tensor, wrap
from .watchers import watchers

ndarray = np.ndarray
asarray = np.asarray
BinaryFunction = Callable[[Tensor, Any], Any]
MAX_SCALARS = 10_000


class ScalarCache(dict[float, Any]):
    """Python numbers as 0-d float32 arrays, made once: NumPy would convert them at each call."""

    def __missing__(self, number: float) -> Any:
        if not number or len(self) >= MAX_SCALARS:  # 0 and -0.0 would be one key
            return number
        with np.errstate(all="ignore"):
            return self.setdefault(number, np.array(number, NUMPY_FLOAT32))


SCALARS = ScalarCache()


def record(
    op: type[Node], result: Tensor, nodes: tuple[Node | None, ...], arguments: tuple[Any, ...]
) -> None:
    """Make the node of an operation that gave `result`; it becomes the `grad_fn` of `result`.

    nodes:     for each differentiable input the node that its gradient goes to, None if the input
               needs no gradient
    arguments: those of `forward`, but the inputs as tensors, not as arrays
    """
    node = op()
    node.next_nodes = nodes
    node.sequence = next(count)
    array = result._array
    node.result_shape, node.result_dtype = array.shape, array.dtype
    if (save := op.save) is not None:
        node.saved = save(node, arguments)
    elif (pick := op.pick) is None:
        node.saved = ()
    elif op.result_saved:  # without its history: a node must not hold itself
        node.saved = pick((*arguments, result._alias()))
    else:
        node.saved = pick(arguments)
    result._node = node
    result._requires_grad = True
    if watchers:
        for watch in watchers:
            watch(node)


def apply(op: type[Node], inputs: tuple[Any, ...], *params: Any) -> Tensor:
    """Run an operation of any number of inputs: tensors, numbers or None."""
    modes = thread.modes
    arrays = [x._array if isinstance(x, Tensor) else x for x in inputs]
    out = modes.without_warnings(op.forward, *arrays, *params)  # without NumPy's warnings
    result = wrap(asarray(out))
    if modes.grad_enabled:
        nodes: list[Node | None] = []
        # From the right: a leaf gets its node, and so its number, when an operation first uses it.
        # So the left leaf has the higher number, and its hooks run first, as in PyTorch.
        for x in reversed(inputs[op.differentiable]):
            nodes.append(node_of(x) if isinstance(x, Tensor) else None)
        if any(nodes):
            record(op, result, tuple(reversed(nodes)), inputs + params)
    elif modes.inference:
        result._inference = True
    return result


def pair(op: type[Node], a: Tensor, b: Tensor, param: Any) -> Tensor:
    """Run an operation of two tensors whose shapes and dtypes fit, and of one param."""
    modes = thread.modes
    result = wrap(asarray(modes.without_warnings(op.forward, a._array, b._array, param)))
    if modes.grad_enabled:
        right_node, left_node = node_of(b), node_of(a)  # the right one first, as in `apply`
        if left_node is not None or right_node is not None:
            record(op, result, (left_node, right_node), (a, b, param))
    elif modes.inference:
        result._inference = True
    return result


def unary(op: type[Node], x: Tensor, *params: Any) -> Tensor:
    """Run an operation of one input, a tensor."""
    modes = thread.modes
    compute = modes.without_warnings
    # A call without * is quicker.
    out = compute(op.forward, x._array, *params) if params else compute(op.forward, x._array)
    if type(out) is not ndarray:
        out = asarray(out)
    result = wrap(out)
    if modes.grad_enabled:
        node = node_of(x)
        if node is not None:
            record(op, result, (node,), (x, *params))
    elif modes.inference:
        result._inference = True
    return result


def binary(op: type[Node], elementwise: bool = True) -> BinaryFunction:
    """The function that runs an operation of a tensor and an operand: a tensor, which broadcasts if
    the operation is `elementwise`, or a number. It returns NotImplemented for anything else.
    """
    forward = op.forward

    def operate(a: Tensor, b: Any) -> Any:
        x, y = a._array, b
        dtype = x.dtype
        python_type = type(b)
        right = None
        if python_type is float or python_type is int:
            if dtype is NUMPY_FLOAT32:
                y = SCALARS[b]
            elif dtype is not NUMPY_FLOAT64:
                x, y = same_type(op, x, b)
        elif isinstance(b, Tensor):
            y = b._array
            right = b
            if dtype is not y.dtype or (dtype is not NUMPY_FLOAT32 and op.float_result):
                x, y = same_type(op, x, y)
        elif isinstance(b, (bool, np.generic)):
            b = b.item() if isinstance(b, np.generic) else b
            x, y = same_type(op, x, b)
        else:
            return NotImplemented
        modes = thread.modes
        compute = modes.without_warnings
        try:
            out = compute(forward, x, y)
        except ValueError:
            check_broadcast(x, y)
            raise
        if type(out) is not ndarray:
            out = asarray(out)
        elif elementwise and right is not None and x.ndim > 1 < y.ndim and x.strides != y.strides:
            out = laid_out(out, x, y)
        result = wrap(out)
        if modes.grad_enabled:
            right_node = None if right is None else node_of(right)  # before the left, as in `apply`
            left_node = node_of(a)
            if left_node is not None or right_node is not None:
                record(op, result, (left_node, right_node), (a, b))
        elif modes.inference:
            result._inference = True
        return result

    return operate


def same_type(op: type[Node], x: Any, y: Any) -> tuple[Any, Any]:
    """Both operands in the dtype of the result; Python's floats stay such."""
    dtype = promote(x, y)
    if op.float_result and not dtype.is_floating_point:
        dtype = promote(x, y, 1.0)
    return tuple(  # type: ignore[return-value]
        converted(value, dtype.numpy) if isinstance(value, (ndarray, np.generic))
        else float(value) if dtype.is_floating_point else wrapped(value, dtype.numpy)
        for value in (x, y)
    )


def cast(x: Tensor, dtype: np.dtype[Any]) -> Tensor:
    """`x` in another dtype without a node of its own: the engine casts the gradient back."""
    if x._array.dtype is dtype:
        return x
    result = wrap(converted(x._array, dtype))
    result._node, result._requires_grad = node_of(x), x._requires_grad
    result._counter = x._own_counter()
    return result


# For rules. A rule computes on arrays in an ordinary backward pass, on tensors under
# create_graph=True.


def call(op: type[Node], x: Any, *others: Any) -> Any:
    """Use an operation inside a rule. On arrays it only computes; on tensors it records as well."""
    if not others:
        return apply(op, (x,)) if isinstance(x, Tensor) else op.forward(x)
    for value in (args := (x, *others))[: op.arity]:
        if isinstance(value, Tensor):
            return apply(op, args[: op.arity], *args[op.arity :])
    return op.forward(*args)


def zeros_like(g: Any) -> Any:
    """Zeros in the shape of a gradient, which `g * 0` does not give if g holds inf or nan."""
    return wrap(np.zeros_like(g._array)) if isinstance(g, Tensor) else np.zeros_like(g)
