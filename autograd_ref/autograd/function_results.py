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

VIEW_CHANGED = (
    "If your Function modifies inplace an input that is a view of another Tensor, your Function"
    " cannot return more than one Tensor. This is not supported by the current autograd engine. You"
    " should either make sure the input is not a view (using .clone() for example) or make your"
    " Function only return one Tensor (potentially splitting it into two Functions: one doing the"
    " inplace that returns a single Tensor and a second one that does the other operations). You"
    " can ask on the forum https://discuss.pytorch.org/ if you need help to do this change."
)


def is_among(value: Any, others: Iterable[Any]) -> bool:
    return any(value is other for other in others)


def returned_input(x: Tensor, recording: bool) -> Tensor:
    """The result of a `forward` that returns an input as it is: another tensor of its memory."""
    lost = not recording and x.requires_grad
    return x._alias() if lost else unrecorded_view(x)


def check_dirty(
    dirty: tuple[Any, ...], inputs: tuple[Any, ...], results: list[Any], recorded: bool
) -> None:
    """Count the changes of the inputs that a Function marked as changed in place.

    Raises RuntimeError for a leaf that requires a gradient, for an input that is no result, and for
    a view if there are other results.
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
            if recorded and len(results) > 1:
                raise RuntimeError(VIEW_CHANGED)
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
        result._node = node  # the base's node runs this one: no `Output` stands between them
        node.result_shape, node.result_dtype = node.results[index]  # type: ignore[assignment]
        held.change_base(result)
    else:
        held.version = held.base._counter[0]  # `forward` may have changed it
        held.creation = "several" if several else "function"
