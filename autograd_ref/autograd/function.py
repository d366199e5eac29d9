"""`Function`: an operation of one's own, with its own rule."""

from __future__ import annotations

import inspect
import warnings
from typing import Any

from ..api.printing import unpackers as in_forward_mode
from ..modes import thread
from ..node import node_of
from ..several import enter_graph
from ..tensor import Tensor
from .function_ctx import BackwardCFunction, FunctionCtx
from .function_results import (
    attach,
    check_dirty,
    check_not_differentiable,
    is_among,
    returned_input,
)
from .once_differentiable import once_differentiable

__all__ = [
    "BackwardCFunction",
    "Function",
    "FunctionCtx",
    "FunctionMeta",
    "InplaceFunction",
    "NestedIOFunction",
    "once_differentiable",
]


class FunctionMeta(type):
    """The type of one's own operations."""


class Function(metaclass=FunctionMeta):
    """Base of one's own operations: a subclass has static methods `forward` and `backward`.

    `forward(ctx, *inputs)` computes on tensors, nothing recorded; `backward(ctx, *gradients)`
    gets the gradient of every result and returns one for every input, None where there is none.
    With a `setup_context(ctx, inputs, output)`, `forward` gets no ctx. Use it by `apply`.
    """

    @staticmethod
    def forward(*args: Any) -> Any:
        raise NotImplementedError(
            "You must implement the forward function for custom autograd.Function."
        )

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        raise NotImplementedError(
            "You must implement either the backward or vjp method for your custom"
            " autograd.Function to use it with backward mode AD."
        )

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        """Forward mode's rule."""
        raise NotImplementedError(
            "You must implement the jvp function for custom autograd.Function to use it with"
            " forward mode AD."
        )

    @staticmethod
    def vmap(info: Any, in_dims: Any, *args: Any) -> Any:
        """The rule for a batch, which the engine does not use."""
        raise NotImplementedError(
            "To use autograd.Function with vmap, you must either override the vmap staticmethod or"
            " set generate_vmap_rule=True."
        )

    vjp = backward  # another name for it
    setup_context: Any = None
    generate_vmap_rule = False

    def __init_subclass__(cls) -> None:
        node = type(cls.__name__ + "Backward", (BackwardCFunction,), {"_function": cls})
        cls._node_type = cls._backward_cls = node
        cls._node_type.__module__ = "torch.autograd.function"

    _node_type: type[FunctionCtx] = FunctionCtx
    _backward_cls: type[FunctionCtx]  # PyTorch's name for it

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        warnings.warn(
            f"{type(self)} should not be instantiated. Methods on autograd functions are all"
            " static, so you should invoke them on the class itself. Instantiating an autograd"
            " function will raise an error in a future version of PyTorch.", DeprecationWarning,
            stacklevel=2,
        )

    def __call__(self, *args: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use"
            " new-style autograd function with static forward method. (Example:"
            " https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @classmethod
    def _rule(cls) -> Any:
        if cls.backward is Function.backward:
            return cls.vjp
        if cls.vjp is not Function.vjp:
            raise RuntimeError(
                "Implementing both 'backward' and 'vjp' for a custom Function is not allowed. You"
                " should only implement one of them."
            )
        return cls.backward

    @classmethod
    def _with_tangents(cls, inputs: tuple[Any, ...]) -> Any:
        """The result by `jvp`, if a dual tensor is among the inputs; else None."""
        from . import forward_ad  # seldom needed

        return forward_ad.by_rule(cls, inputs)

    @classmethod
    def _in_order(cls, inputs: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
        """The arguments of `forward` in their order; with `setup_context` defaults too."""
        with_context = cls.setup_context is None
        signature = inspect.signature(cls.forward)
        try:
            bound = signature.bind(*(None,) * with_context, *inputs, **named)
        except TypeError as error:
            text = str(error)
            if with_context and text.startswith("missing a required argument"):
                place = list(signature.parameters).index(text.split("'")[1]) - 1
                text = f"missing required{text.removeprefix('missing a required')}"
                text += f" (position {place})"
            if with_context and text.startswith("multiple"):
                text = f"got {text}"
            raise TypeError(f"forward() {text}" if with_context else text) from None
        if not with_context:
            bound.apply_defaults()
        for word in bound.kwargs:
            raise TypeError(f"forward() got an unexpected keyword argument '{word}'")
        return bound.args[with_context:]

    @classmethod
    def apply(cls, *inputs: Any, **named: Any) -> Any:
        """Run `forward` and record the operation. Returns what `forward` returns."""
        if cls.setup_context is not None or named:
            inputs = cls._in_order(inputs, named)
        if in_forward_mode:
            dual = cls._with_tangents(inputs)
            if dual is not None:
                return dual
        node = cls._node_type()
        node._are_tensors = tuple(isinstance(x, Tensor) for x in inputs)
        node.needs_input_grad = tuple(isinstance(x, Tensor) and x.requires_grad for x in inputs)
        recording = thread.modes.grad_enabled
        output = cls._run_forward(node, inputs)
        node.take_users_names()
        results = list(output) if isinstance(output, tuple) else [output]
        dirty, without_gradient = node.dirty_tensors or (), node.non_differentiable or ()
        recorded = recording and any(node.needs_input_grad)
        check_dirty(dirty, inputs, results, recorded)
        check_not_differentiable(without_gradient)
        if recorded:
            node.next_nodes = tuple(node_of(x) for x in inputs if isinstance(x, Tensor))
            node.finish(tuple(results))
            enter_graph(node)
        for index, result in enumerate(results):
            if isinstance(result, Tensor):
                changed = is_among(result, dirty)
                if not changed and is_among(result, inputs):
                    results[index] = result = returned_input(result, recording)
                if recorded and result._array.dtype.kind == "f" and not (
                    is_among(result, without_gradient) or is_among(output, without_gradient)
                ):
                    attach(result, node, index, len(results) > 1, changed)
                elif recording and result._view is not None and not changed:
                    result._view.creation = "several" if len(results) > 1 else "function"
        return tuple(results) if isinstance(output, tuple) else results[0]

    @classmethod
    def _run_forward(cls, node: FunctionCtx, inputs: tuple[Any, ...]) -> Any:
        """What `forward` returns; it runs without recording."""
        recording = thread.modes.grad_enabled
        thread.modes.grad_enabled = False
        try:
            if cls.setup_context is None:
                return cls.forward(node, *inputs)
            output = cls.forward(*inputs)
            cls.setup_context(node, inputs, output)
            return output
        finally:
            thread.modes.grad_enabled = recording


class InplaceFunction(Function):
    """An operation that may work in place. PyTorch keeps it for old programs."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class NestedIOFunction(Function):
    """An operation of nested inputs. PyTorch keeps it for old programs."""


for _class in (Function, FunctionMeta, InplaceFunction, NestedIOFunction):
    _class.__module__ = "torch.autograd.function"
