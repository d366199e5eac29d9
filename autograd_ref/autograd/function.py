"""`Function`: an operation of one's own, with its own rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..dtypes import NUMPY_FLOAT32
from ..modes import loudly, thread
from ..node import count, node_of
from ..several import Several
from ..tensor import Tensor, wrap


class FunctionCtx(Several):
    """The node of a `Function`, handed to its `forward` and `backward` as `ctx`."""

    to_save: tuple[Any, ...] = ()
    materialize = True
    function: type[Function]
    not_differentiable: tuple[Any, ...] = ()
    dirty: tuple[Any, ...] = ()
    needs_input_grad: tuple[bool, ...] = ()
    own_results: tuple[Any, ...] = ()

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors for backward; they come back as `ctx.saved_tensors`."""
        for place, tensor in enumerate(tensors):
            if tensor is not None and not isinstance(tensor, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {place} is of type"
                    f" {type(tensor).__name__}"
                )
        self.to_save = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """The tensors given to `save_for_backward`. Raises RuntimeError once they are freed."""
        return self.to_save if "to_save" in self.__dict__ else tuple(self.unpack())

    def mark_non_differentiable(self, *tensors: Any) -> None:
        """Name results that have no gradient."""
        self.not_differentiable = tensors

    def mark_dirty(self, *tensors: Any) -> None:
        """Name inputs that `forward` changes in place and returns."""
        self.dirty = tensors

    def set_materialize_grads(self, value: bool) -> None:
        """Whether `backward` gets zeros for a result without gradient; else it gets None."""
        self.materialize = value

    def is_own_result(self, value: Tensor) -> bool:
        return any(value is (self.saved or ())[place] for place in self.own_results)

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{type(self).__name__} object at {id(self):#x}>"

    def finish(self, results: tuple[Any, ...]) -> None:
        """Turn what was saved into what a node keeps."""
        saved, own = [], []
        for place, value in enumerate(self.__dict__.pop("to_save", ())):
            if any(value is result for result in results):
                own.append(place)
                value = value._twin()
            saved.append(value)
        self.saved, self.own_results = tuple(saved), tuple(own)
        self.frees = bool(saved)

    def run(self, gradient: Any, create_graph: bool) -> Any:
        arguments: list[Any] = []
        given = gradient or {}
        for place, (shape, kind) in enumerate(self.results):
            gradient = given.get(place)
            if gradient is None and self.materialize:
                gradient = np.zeros(shape, kind)
            if gradient is not None and not isinstance(gradient, Tensor):
                gradient = wrap(np.asarray(gradient))
            arguments.append(gradient)
        results = loudly(self.function.backward, self, *arguments)
        results = results if isinstance(results, tuple) else (results,)
        name, wanted = type(self).__name__, len(self.needs_input_grad)
        extra = results[wanted:]
        if len(results) < wanted or any(value is not None for value in extra):
            raise RuntimeError(
                f"function {name} returned an incorrect number of gradients (expected {wanted},"
                f" got {len(results)})"
            )
        arrays: list[Any] = []
        for place, value in enumerate(results[:wanted]):
            if value is None or not self.needs_input_grad[place]:
                arrays.append(None)
            elif not isinstance(value, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type(value).__name__})")
            else:
                arrays.append(value if create_graph else value._array)
        return tuple(arrays)


class Function:
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

    setup_context: Any = None

    def __init_subclass__(cls) -> None:
        cls._node_type = type(cls.__name__ + "Backward", (FunctionCtx,), {"function": cls})

    _node_type: type[FunctionCtx] = FunctionCtx

    def __call__(self, *args: Any) -> Any:
        raise RuntimeError(
            "Legacy autograd function with non-static forward method is deprecated. Please use"
            " new-style autograd function with static forward method. (Example:"
            " https://pytorch.org/docs/stable/autograd.html#torch.autograd.Function)"
        )

    @classmethod
    def apply(cls, *inputs: Any) -> Any:
        """Run `forward` and record the operation. Returns what `forward` returns."""
        node = cls._node_type()
        node.needs_input_grad = tuple(
            isinstance(x, Tensor) and x._requires_grad for x in inputs
        )
        recording = thread.modes.grad_enabled
        thread.modes.grad_enabled = False
        try:
            if cls.setup_context is not None:
                output = cls.forward(*inputs)
                cls.setup_context(node, inputs, output)
            else:
                output = cls.forward(node, *inputs)
        finally:
            thread.modes.grad_enabled = recording
        several = isinstance(output, tuple)
        results = [
            result._twin() if any(result is x for x in inputs)
            and not any(result is x for x in node.dirty) else result
            for result in (output if several else (output,))
        ]
        if recording and any(node.needs_input_grad):
            node.next_nodes = tuple(node_of(x) if isinstance(x, Tensor) else None for x in inputs)
            node.sequence = next(count)
            node.finish(tuple(results))
            node.results = tuple(
                (result._array.shape, result._array.dtype) if isinstance(result, Tensor)
                else ((), NUMPY_FLOAT32) for result in results
            )
            for index, result in enumerate(results):
                if isinstance(result, Tensor) and result._array.dtype.kind == "f" and not any(
                    result is other for other in node.not_differentiable
                ):
                    result._node, result._requires_grad = node.output(index), True
        return tuple(results) if several else results[0]
