"""What a `Function` returns: changed inputs, inputs as they are, views, and results of its own."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any

from ..api.change import check_allowed
from ..modes import no_grad, thread
from ..node import count_change
from ..ops.shape import AliasBackward0
from ..retaining import keep_retaining
from ..several import Several
from ..tensor import Tensor
from ..views import view
from .function_ctx import FunctionCtx


def is_among(value: Any, others: Iterable[Any]) -> bool:
    return any(value is other for other in others)


def returned_input(x: Tensor, recording: bool) -> Tensor:
    """The result of a `forward` that returns an input as it is: another tensor of its memory."""
    lost = not recording and x.requires_grad
    return x._alias() if lost else unrecorded_view(x)


def check_dirty(dirty: tuple[Any, ...], inputs: tuple[Any, ...], results: list[Any]) -> None:
    """Count the changes of the inputs that a Function marked as changed in place.

    Raises RuntimeError for a leaf that requires a gradient, and for one that is no result.
    """
    for x in dirty:
        if not isinstance(x, Tensor):
            raise RuntimeError("mark_dirty can only accept variables, but argument ")
        if not any(x is value for value in inputs):
            warnings.warn(
                "ctx.mark_dirty() received a tensor that was not an input. Only input Tensors that"
                " have been mutated should be passed to ctx.mark_dirty().", UserWarning,
                stacklevel=3,
            )
            continue
        if not any(x is value for value in results):
            raise RuntimeError(
                "Some elements marked as dirty during the forward method were not returned as"
                " output. The inputs that are modified inplace must all be outputs of the Function."
            )
        count_change(x)
        if thread.modes.grad_enabled and x._requires_grad and x._node is None:
            raise RuntimeError(
                "a leaf Variable that requires grad has been used in an in-place operation."
            )
        if x._view is not None:
            check_allowed(x, *inputs)


def check_not_differentiable(marked: tuple[Any, ...]) -> None:
    """Raise RuntimeError if something else than tensors was marked as without gradient."""
    if not all(isinstance(x, Tensor) for x in marked):
        raise RuntimeError("mark_non_differentiable only accepts variable arguments, but got ")


def unrecorded_view(x: Tensor) -> Tensor:
    """Another tensor of the same memory, without history."""
    with no_grad():
        return view(AliasBackward0, x)


def attach(result: Tensor, node: FunctionCtx, index: int, several: bool, changed: bool) -> None:
    """Make a result that of an operation. A change of a view becomes one of its base, too."""
    old, held = result._node, result._view
    result._node, result._requires_grad = Several.output(node, index), True
    if held is None:
        if changed:
            keep_retaining(result, old)
    elif changed:
        if not several:  # the base's node runs this one: no `Output` stands between them
            result._node = node
            node.result_shape, node.result_dtype = node.results[index]  # type: ignore[assignment]
        held.change_base(result)
    else:
        held.creation = "several" if several else "function"
