"""`ctx`: the node of a `Function`, which its `forward` and `backward` share."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..messages import type_name
from ..modes import as_user
from ..node_hooks import SavedTensor
from ..several import Several
from ..tensor import Tensor, wrap

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
    _function: Any  # the class of the operation
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
            return tuple(self.unpack()) if hasattr(self, "saved") else self.saved_for_forward or ()
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

    def __call__(self, *args: Any, **named: Any) -> Any:
        raise TypeError(f"'{type(self).__name__}' object is not callable")

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
        arguments = list(self._gradients(gradient))
        results = self.with_users_names(self._function._rule(), arguments)
        return self._checked(results if isinstance(results, tuple) else (results,), create_graph)

    def _gradients(self, gradient: Any) -> Iterator[Any]:
        """What `backward` gets for each result: a tensor, or None."""
        by_result = gradient if isinstance(gradient, dict) else {0: gradient}
        for place, (shape, kind) in enumerate(self.results):
            gradient = by_result.get(place)
            if gradient is None and self._materialize and kind is not None:
                gradient = np.zeros(shape, kind)
            if gradient is not None and not isinstance(gradient, Tensor):
                gradient = wrap(np.asarray(gradient))
            yield gradient

    def _checked(self, results: tuple[Any, ...], create_graph: bool) -> tuple[Any, ...]:
        """The gradients of the inputs that are tensors, of those that `backward` returned.

        Raises RuntimeError if it returned too few, or something else than tensors and None.
        """
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

for _class in (FunctionCtx, BackwardCFunction):
    _class.__module__ = "torch.autograd.function"
