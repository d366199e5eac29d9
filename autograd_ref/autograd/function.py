"""`Function`: an operation of one's own, with its own rule."""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import numpy as np

from ..api.change import check_allowed
from ..messages import type_name
from ..modes import as_user, no_grad, thread
from ..node import Node, count_change, node_of
from ..node_hooks import SavedTensor
from ..ops.shape import AliasBackward0
from ..retaining import keep_retaining, renew_node
from ..several import Several, enter_graph
from ..tensor import Tensor, wrap
from ..views import view

# Names that the engine has for a node, and users may want for something of their own.
SLOTS = "next_nodes", "result_dtype", "result_shape", "saved", "sequence"
OWN = "arity", "frees", "hooks", "index", "output", "pick", "results", "run", "save", "unpack"


class FunctionCtx(Several):
    """The node of a `Function`, handed to its `forward` and `backward` as `ctx`."""

    to_save: tuple[Any, ...] | None = None  # what was given to `save_for_backward`
    dirty_tensors: tuple[Any, ...] | None = None
    non_differentiable: tuple[Any, ...] | None = None
    saved_for_forward: tuple[Any, ...] | None = None
    _materialize = True
    _function: type[Function]
    needs_input_grad: tuple[bool, ...] = ()
    _are_tensors: tuple[bool, ...] = ()
    _own_results: dict[int, int]  # by the place of a saved value, which result it is

    def save_for_backward(self, *tensors: Any) -> None:
        """Keep tensors for backward; they come back as `ctx.saved_tensors`.

        If the operation is recorded, TypeError is raised for anything else.
        """
        self.to_save = tensors

    def save_for_forward(self, *tensors: Any) -> None:
        """Keep tensors for the rule of forward mode."""
        self.saved_for_forward = tensors

    @property
    def saved_tensors(self) -> tuple[Any, ...]:
        """The tensors given to `save_for_backward`. Raises RuntimeError once they are freed."""
        if "_kept" not in vars(self):
            return tuple(self.unpack()) if hasattr(self, "saved") else ()
        self.saved, users = self._kept, self.saved
        found = tuple(self.unpack())
        self.saved = users
        return found

    @property
    def saved_variables(self) -> tuple[Any, ...]:
        """The old name of `saved_tensors`; it warns."""
        warnings.warn("'saved_variables' is deprecated; use 'saved_tensors'", DeprecationWarning,
                      stacklevel=2)
        return self.saved_tensors

    def mark_non_differentiable(self, *tensors: Any) -> None:
        """Name results that have no gradient."""
        self.non_differentiable = tensors

    def mark_dirty(self, *tensors: Any) -> None:
        """Name inputs that `forward` changes in place and returns."""
        self.dirty_tensors = tensors

    @property
    def materialize_grads(self) -> bool:
        """Can only be set."""
        raise AttributeError("attribute 'materialize_grads' of 'torch._C._FunctionBase' objects is"
                             " not readable")

    @materialize_grads.setter
    def materialize_grads(self, value: bool) -> None:
        self._materialize = value

    def set_materialize_grads(self, value: bool) -> None:
        """Whether `backward` gets zeros for a result without gradient; else it gets None."""
        self._materialize = value

    def is_own_result(self, value: Tensor) -> bool:
        return any(value is (self.saved or ())[place] for place in self._own_results)

    def _reattach(self, result: Tensor) -> Tensor:
        saved = self.saved or ()
        place = next(place for place in self._own_results if saved[place] is result)
        tensor = result._alias()
        tensor._node, tensor._requires_grad = Several.output(self, self._own_results[place]), True
        return tensor

    @property
    def _raw_saved_tensors(self) -> tuple[Any, ...]:
        """The saved tensors, not unpacked."""
        if self.saved is None:
            self.unpack()  # which raises
        return tuple(SavedTensor(self, place) for place in range(len(self.saved or ())))

    def __repr__(self) -> str:
        return f"<torch.autograd.function.{type(self).__name__} object at {id(self):#x}>"

    def take_users_names(self) -> None:
        """Put aside what `forward` set under names that the engine has for nodes, such as
        `ctx.saved`; `backward` finds it there again.
        """
        held = {name: vars(self).pop(name) for name in OWN if name in vars(self)}
        held.update({name: getattr(self, name) for name in SLOTS if hasattr(self, name)})
        if held:
            self._users_names = held

    def with_users_names(self, rule: Any, arguments: list[Any]) -> Any:
        """Call the user's rule, which sees the names that `forward` set."""
        names = vars(self).get("_users_names")
        if not names:
            return as_user(rule, self, *arguments)
        own = {name: getattr(self, name) for name in SLOTS}
        own.update({name: vars(self)[name] for name in OWN if name in vars(self)})
        self._kept = own["saved"]
        try:
            for name, value in names.items():
                setattr(self, name, value)
            return as_user(rule, self, *arguments)
        finally:
            for name in names:
                vars(self).pop(name, None)
            for name, value in own.items():
                setattr(self, name, value)
            del self._kept

    def finish(self, results: tuple[Any, ...]) -> None:
        """Turn what was saved into what a node keeps."""
        saved: list[Any] = []
        self._own_results = {}
        for place, value in enumerate(self.to_save or ()):
            if value is not None and not isinstance(value, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument {place} is of type"
                    f" {type(value).__name__}"
                )
            for index, result in enumerate(results):
                if value is not None and value is result:
                    self._own_results[place] = index
                    value = value._alias()
            saved.append(value)
        self.saved = tuple(saved)
        self.frees = bool(saved)
        self.results = tuple(
            (result._array.shape, result._array.dtype) if isinstance(result, Tensor)
            else ((), None) for result in results  # type: ignore[misc]
        )

    def run(self, gradient: Any, create_graph: bool) -> Any:
        arguments: list[Any] = []
        by_result = gradient if isinstance(gradient, dict) else {0: gradient}
        for place, (shape, kind) in enumerate(self.results):
            gradient = by_result.get(place)
            if gradient is None and self._materialize and kind is not None:
                gradient = np.zeros(shape, kind)
            if gradient is not None and not isinstance(gradient, Tensor):
                gradient = wrap(np.asarray(gradient))
            arguments.append(gradient)
        results = self.with_users_names(self._function._rule(), arguments)
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
            if value is not None and not self._are_tensors[place]:
                raise RuntimeError(
                    f"function {name} returned a gradient different than None at position"
                    f" {place + 1}, but the corresponding forward input was not a Variable"
                )
            if not self._are_tensors[place]:
                continue
            if value is None:
                arrays.append(None)
            elif not isinstance(value, Tensor):
                raise RuntimeError(f"expected Variable or None (got {type_name(value)})")
            else:
                arrays.append(value if create_graph else value._array)
        return tuple(arrays)


BackwardCFunction: Any = type("BackwardCFunction", (FunctionCtx,), {})


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
        """Forward mode's rule: a subclass without one leaves it to `backward`."""
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
        forward_ad = sys.modules.get(f"{__package__}.forward_ad")
        return forward_ad.by_rule(cls, inputs) if forward_ad and forward_ad.levels else None

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
        if cls.jvp is not Function.jvp:
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
        check_dirty(dirty, inputs, results)
        check_not_differentiable(without_gradient)
        recorded = recording and any(node.needs_input_grad)
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


class InplaceFunction(Function):
    """An operation that may work in place. PyTorch keeps it for old programs."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace


class NestedIOFunction(Function):
    """An operation of nested inputs. PyTorch keeps it for old programs."""


for _class in (FunctionCtx, BackwardCFunction, Function, FunctionMeta, InplaceFunction,
               NestedIOFunction):
    _class.__module__ = "torch.autograd.function"


class Error(Node):
    """The node of a gradient that cannot be differentiated again."""

    frees = False

    def run(self, gradient: Any, create_graph: bool) -> Any:
        raise RuntimeError(
            "trying to differentiate twice a function that was marked with @once_differentiable"
        )


def once_differentiable(rule: Callable[..., Any]) -> Callable[..., Any]:
    """For a `backward` that computes without history. Its gradients raise RuntimeError if they are
    differentiated.
    """

    @wraps(rule)
    def backward(ctx: Any, *gradients: Any) -> Any:
        with no_grad():
            found = rule(ctx, *gradients)
        needed = any(isinstance(g, Tensor) and g._requires_grad for g in gradients)
        if not thread.modes.grad_enabled or not needed:
            return found
        results = found if isinstance(found, tuple) else (found,)
        sources = [x if x is None else x.detach().requires_grad_() for x in results]
        results = tuple(x if x is None else failing(x, sources) for x in results)
        return results if isinstance(found, tuple) else results[0]

    return backward


def failing(x: Tensor, sources: list[Tensor | None]) -> Tensor:
    """A tensor of the same numbers whose history cannot be run backward."""
    tensor, node = x._alias(), Error()
    node.next_nodes = tuple(
        None if source is None else node_of(source) for source in sources)
    node.saved = ()
    renew_node(tensor, node)
    return tensor
