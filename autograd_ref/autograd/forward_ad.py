"""Forward mode: tensors that carry a tangent through a computation. Loaded when first used.

A dual tensor is an ordinary one here, and its operations are recorded. The tangent of a result is
the Jacobian times the tangents of the dual tensors, found by two backward passes when it is asked
for: the product u J is linear in u, so its own gradient for u is J times the upstream vector.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ..api.backward import grad
from ..api.creation import zeros_like
from ..api.printing import unpackers
from ..messages import type_name
from ..modes import enable_grad, no_grad
from ..tensor import Tensor


class UnpackedDualTensor(NamedTuple):
    """A tensor without its tangent, and the tangent; None if it has none."""

    primal: Tensor
    tangent: Tensor | None


class Level:
    """The dual tensors made since a level was entered."""

    def __init__(self) -> None:
        self.duals: list[Tensor] = []
        self.tangents: list[Tensor] = []
        self.recorded = False  # whether a gradient of the tangents may be asked for later

    def add(self, tensor: Tensor, tangent: Tensor) -> Tensor:
        self.recorded |= tensor.requires_grad or tangent.requires_grad
        with enable_grad():
            dual: Tensor = tensor.view_as(tensor) if tensor.requires_grad \
                else tensor.detach().requires_grad_()
        self.duals.append(dual)
        self.tangents.append(tangent)
        return dual

    def tangent_of(self, y: Tensor) -> Tensor | None:
        for dual, tangent in zip(self.duals, self.tangents, strict=True):
            if dual is y:
                return tangent
        if not y.requires_grad or not self.duals:
            return None
        with enable_grad():
            u = zeros_like(y).requires_grad_()
            products = grad(y, self.duals, u, retain_graph=True, create_graph=True,
                            allow_unused=True)
            used = [(g, v) for g, v in zip(products, self.tangents, strict=True)
                    if g is not None and g.requires_grad]
            if not used:
                return None
            found: Tensor = grad([g for g, _ in used], u, [v for _, v in used],
                                 create_graph=True)[0]
        return found if self.recorded else found.detach()

    def apply(self, function: Any, inputs: tuple[Any, ...], tangents: list[Any]) -> Any:
        """The result of a Function by its rule for tangents, as a dual tensor of its own.

        Raises RuntimeError if the rule does not return one tangent for each result.
        """
        context = function._node_type()
        context.needs_input_grad = tuple(
            self.recorded and isinstance(x, Tensor) and x.requires_grad for x in inputs)
        with no_grad():
            if function.setup_context is None:
                result = function.forward(context, *inputs)
            else:
                result = function.forward(*inputs)
                function.setup_context(context, inputs, result)
        context.saved_for_forward = tuple(
            self.primal_of(x) for x in context.saved_for_forward or ())
        if context._materialize:
            tangents = [zeros_like(x) if tangent is None and is_differentiable(x) else tangent
                        for x, tangent in zip(inputs, tangents, strict=True)]
        found = function.jvp(context, *tangents)
        results = result if isinstance(result, tuple) else (result,)
        found = found if isinstance(found, tuple) else (found,)
        if len(found) != len(results):
            raise RuntimeError(
                "Function's jvp returned an invalid number of forward gradients (expected"
                f" {len(results)} but got {len(found)})")
        marked = context.non_differentiable or ()
        duals = [self.result(place, y, tangent, any(y is other for other in marked))
                 for place, (y, tangent) in enumerate(zip(results, found, strict=True))]
        return tuple(duals) if isinstance(result, tuple) else duals[0]

    def result(self, place: int, y: Any, tangent: Any, marked: bool) -> Any:
        """A result of a Function with the tangent that its rule returned at this place."""
        if tangent is not None and not isinstance(tangent, Tensor):
            raise RuntimeError(
                f"expected Variable or None (got {type_name(tangent)}) for grad output {place}.")
        if tangent is None or not isinstance(y, Tensor):
            return y
        if marked or not is_differentiable(y):
            raise RuntimeError(
                f"Function's jvp returned a gradient at position {place}, but  the corresponding"
                " forward output is not a differentiable Tensor.You should return None at that"
                " position instead.")
        check_size(y, tangent)
        return self.add(y, tangent)

    def primal_of(self, y: Tensor) -> Tensor:
        return y if self.recorded else y.detach()

    def as_shown(self, y: Tensor) -> tuple[Tensor, Tensor | None]:
        """A tensor and its tangent as they are printed; without one if its primal is recorded."""
        tangent = None if self.recorded else self.tangent_of(y)
        return (y, None) if tangent is None else (self.primal_of(y), tangent)


def is_differentiable(value: Any) -> bool:
    return isinstance(value, Tensor) and value.is_floating_point()


def check_size(tensor: Tensor, tangent: Tensor) -> None:
    """Raise RuntimeError if a tangent has another size than its tensor."""
    if tensor.shape != tangent.shape:
        raise RuntimeError(
            "Trying to set a forward gradient that has a different size than that of the original"
            f" Tensor, this is not supported. Tensor is of size {list(tensor.shape)} while the"
            f" given forward gradient is of size {list(tangent.shape)}.")


levels: list[Level] = []


def by_rule(function: Any, inputs: tuple[Any, ...]) -> Any:
    """What `Level.apply` gives, or None if no input has a tangent."""
    tangents = [levels[-1].tangent_of(x) if isinstance(x, Tensor) else None for x in inputs]
    if all(tangent is None for tangent in tangents):
        return None
    return levels[-1].apply(function, inputs, tangents)


def enter_dual_level() -> int:
    """Begin a level; dual tensors can be made until it ends. Returns its number.

    Raises RuntimeError within another one.
    """
    if levels:
        raise RuntimeError("Nested forward mode AD is not supported at the moment")
    levels.append(Level())
    unpackers.append(levels[-1].as_shown)
    return 0


def exit_dual_level(*, level: int | None = None) -> None:
    """End the level: its dual tensors lose their tangents. Raises RuntimeError outside of one."""
    if not levels and level is None:
        raise RuntimeError("Dual level must be a positive number.")
    if not levels or level not in (None, 0):
        raise RuntimeError(
            "Trying to exit a forward AD level that was not the last one that was created. This is"
            " not supported.")
    levels.pop()
    unpackers.pop()


class dual_level:
    """`with dual_level():` enters a level and ends it."""

    def __enter__(self) -> int:
        return enter_dual_level()

    def __exit__(self, *error: object) -> None:
        exit_dual_level()


def check_level(level: int | None, name: str) -> None:
    if level not in (None, 0):
        raise RuntimeError(f"Invalid level given to {name}")


def make_dual(tensor: Tensor, tangent: Tensor, *, level: int | None = None) -> Tensor:
    """A view of a tensor that carries a tangent, a tensor of the same size.

    Raises RuntimeError outside of a level or if sizes differ, ValueError for whole numbers.
    """
    if not levels:
        raise RuntimeError(
            "Trying to create a dual Tensor for forward AD but no level exists, make sure to"
            " enter_dual_level() first.")
    check_level(level, "_make_dual")
    for name, value in (("primal", tensor), ("tangent", tangent)):
        if not value.is_floating_point():
            raise ValueError(
                f"Expected {name} to be floating point or complex, but got: {value.dtype}")
    check_size(tensor, tangent)
    return levels[-1].add(tensor, tangent)


def unpack_dual(tensor: Tensor, *, level: int | None = None) -> UnpackedDualTensor:
    """A tensor and its tangent, which is None outside of a level and if it depends on no dual one.
    """
    if not levels:
        return UnpackedDualTensor(tensor, None)
    check_level(level, "_fw_primal")
    return UnpackedDualTensor(levels[-1].primal_of(tensor), levels[-1].tangent_of(tensor))
