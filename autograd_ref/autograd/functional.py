"""Jacobians, Hessians and their products with vectors, of functions of tensors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..api.absent import of_module
from ..api.backward import grad
from ..api.shape import stack
from ..modes import enable_grad
from ..tensor import Tensor, wrap

Function = Callable[..., Any]

# What strict mode says of an output, or of an input, by its place.
UNRECORDED = (
    "Output {} of the user-provided function does not require gradients. The outputs must be"
    " computed in a differentiable manner from the input when running in strict mode."
)
OF_NO_INPUT = (
    "The output of the user-provided function is independent of input {}. This is not allowed in"
    " strict mode."
)
LINEAR = (
    "While computing the hessian, found that the jacobian of the user-provided function with"
    " respect to input {} is independent of the input. This is not allowed in strict mode. You"
    " should ensure that your function is twice differentiable and that the jacobian depends on the"
    " inputs (this would be violated by a linear function for example)."
)
CONSTANT = (
    "The {} of the user-provided function is independent of input {{}}. This is not allowed in"
    " strict mode when create_graph=True."
)
CONSTANT_GRADIENT = (
    "The gradient with respect to input {} is independent of the inputs of the user-provided"
    " function. This is not allowed in strict mode."
)
OF_NO_UPSTREAM = (
    "The gradient with respect to the input is independent of entry {} in the grad_outputs when"
    " using the double backward trick to compute forward mode gradients. This is not allowed in"
    " strict mode."
)
CONSTANT_JACOBIAN = (
    "The jacobian of the user-provided function is independent of input {}. This is not allowed in"
    " strict mode."
)
OF_NO_JACOBIAN = (
    "The hessian of the user-provided function is independent of entry {} in the grad_jacobian."
    " This is not allowed in strict mode as it prevents from using the double backward trick to"
    " replace forward mode AD."
)


def tuple_of(values: Any, what: str = "", name: str = "") -> tuple[Any, ...]:
    """Tensors as a tuple. Raises TypeError for anything else."""
    found = values if isinstance(values, tuple) else (values,)
    for place, value in enumerate(found):
        if not isinstance(value, Tensor):
            which = f"value at index {place}" if found is values else f"given {what}"
            raise TypeError(
                f"The {what} given to {name} must be either a Tensor or a tuple of Tensors but the"
                f" {which} has type {type(value)}."
            )
    return found


def outputs_of(output: Any, name: str) -> tuple[Any, ...]:
    return tuple_of(output, "outputs of the user-provided function", name)


def check_recorded(outputs: tuple[Any, ...], strict: bool) -> None:
    """In strict mode, raise RuntimeError if one of the outputs hangs on no input."""
    for place, output in enumerate(outputs):
        if strict and not output._requires_grad:
            raise RuntimeError(UNRECORDED.format(place))


def vectors_of(v: Any, like: tuple[Tensor, ...], name: str, several: bool) -> tuple[Any, ...]:
    """The vectors v, checked against the tensors whose sizes they should have."""
    found = tuple_of(v, "v", name)
    if len(found) != len(like) and not several:
        raise RuntimeError("The given v should contain a single Tensor.")
    if len(found) != len(like):
        raise RuntimeError(f"v is a tuple of invalid length: should be {len(like)} but got"
                           f" {len(found)}.")
    for place, (vector, tensor) in enumerate(zip(found, like, strict=True)):
        if vector._array.shape != tensor._array.shape:
            raise RuntimeError(
                f"{f'Entry {place} in ' * several}v has invalid size: should be {tensor.shape} but"
                f" got {vector.shape}."
            )
    return found


def like(values: list[Any], given: Any) -> Any:
    """A tuple of values if the inputs were a tuple, else the one value."""
    return tuple(values) if isinstance(given, (tuple, list)) else values[0]


def fresh(inputs: Any, create_graph: bool, name: str) -> tuple[Tensor, ...]:
    """Inputs of which gradients can be taken, connected to the given ones for create_graph."""
    return tuple(
        x.view_as(x) if create_graph and x._requires_grad else x.detach().requires_grad_()
        for x in tuple_of(inputs, "inputs", name)
    )


def gradients(outputs: Sequence[Tensor], inputs: Sequence[Tensor], upstream: Sequence[Any],
              create_graph: bool, strict: tuple[str, str] | None = None) -> list[Tensor]:
    """The gradients of all outputs together, zeros for inputs that they do not depend on.

    In strict mode RuntimeError for these, and under create_graph for a gradient that is constant:
    `strict` holds what to say of them by the place of the input.
    """
    recorded = [(one, g) for one, g in zip(outputs, upstream, strict=True) if one._requires_grad]
    found: Any = (None,) * len(inputs)
    if recorded:
        found = grad([one for one, _ in recorded], inputs, [g for _, g in recorded],
                     retain_graph=True, create_graph=create_graph, allow_unused=True)
    for place, g in enumerate(found):
        if strict and g is None:
            raise RuntimeError(strict[0].format(place))
        if strict and create_graph and not g._requires_grad:
            raise RuntimeError(strict[1].format(place))
    return [wrap(np.zeros_like(x._array)) if g is None else g
            for g, x in zip(found, inputs, strict=True)]


def forward_product(
    outputs: Sequence[Tensor], inputs: Sequence[Tensor], vectors: Sequence[Tensor],
    create_graph: bool, first: tuple[str, str] | None, second: tuple[str, str] | None,
) -> list[Tensor]:
    """The Jacobian of the outputs times vectors, one for each input.

    By two backward passes: the first gives u J for any u, the second differentiates it for u. For
    strict mode, `first` and `second` hold what `gradients` then says.
    """
    us = [wrap(np.zeros_like(one._array)).requires_grad_() for one in outputs]
    products = gradients(outputs, inputs, us, True, first)
    return gradients(products, us, vectors, create_graph, second)


def vjp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """(func(inputs), v times the Jacobian of func): one gradient for each input.

    Raises RuntimeError if v is missing and the output is not one number.
    """
    with enable_grad():
        xs = fresh(inputs, create_graph, "vjp")
        output = func(*xs)
        outputs = outputs_of(output, "vjp")
        check_recorded(outputs, strict)
        if v is None and (len(outputs) != 1 or outputs[0]._array.size != 1):
            raise RuntimeError(
                "The vector v can only be None if the user-provided function returns a single"
                " Tensor with a single element."
            )
        several = isinstance(output, tuple)
        vectors = (None,) if v is None else vectors_of(v, outputs, "vjp", several)
        words = (OF_NO_INPUT, CONSTANT.format("jacobian")) if strict else None
        found = gradients(outputs, xs, vectors, create_graph, words)
    return detached(output, create_graph), like(found, inputs)


def detached(output: Any, create_graph: bool) -> Any:
    if create_graph:
        return output
    return tuple(one.detach() for one in output) if isinstance(output, tuple) else output.detach()


def jvp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """(func(inputs), the Jacobian of func times v): one product for each output.

    Raises RuntimeError if v is missing and the input is not one number.
    """
    with enable_grad():
        xs = fresh(inputs, create_graph, "jvp")
        if v is None and (len(xs) != 1 or xs[0]._array.size != 1):
            raise RuntimeError(
                "The vector v can only be None if the input to the user-provided function is a"
                " single Tensor with a single element."
            )
        vectors = [wrap(np.ones_like(xs[0]._array))] if v is None else vectors_of(
            v, xs, "jvp", isinstance(inputs, tuple))
        output = func(*xs)
        outputs = outputs_of(output, "jvp")
        check_recorded(outputs, strict)
        first = (OF_NO_INPUT, CONSTANT_GRADIENT) if strict else None
        second = (OF_NO_UPSTREAM, CONSTANT.format("jacobian")) if strict else None
        products = forward_product(outputs, xs, vectors, create_graph, first, second)
    return detached(output, create_graph), like(products, output)


def jacobian(func: Function, inputs: Any, create_graph: bool = False, strict: bool = False,
             vectorize: bool = False, strategy: str = "reverse-mode") -> Any:
    """d(output)/d(input), in the shape of the output followed by that of the input.

    One for each input if a tuple of inputs is given, a tuple of those if func returns a tuple.

    Raises AssertionError for an unknown strategy, NotImplementedError for "forward-mode" without
    `vectorize`, RuntimeError for `vectorize` with `strict`.
    """
    if strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode". Hint: If your'
            ' function has more outputs than inputs, "forward-mode" tends to be more performant.'
            ' Otherwise, prefer to use "reverse-mode".')
    if strategy == "forward-mode" and not vectorize:
        raise NotImplementedError(
            "Computing Jacobian using forward-AD or forward-over-reverse Hessian isonly implemented"
            " for `vectorize=True`.")
    if strict and vectorize:
        raise RuntimeError(
            "torch.autograd.functional.jacobian: `strict=True` and `vectorized=True` are not"
            " supported together. Please either set `strict=False` or `vectorize=False`.")
    with enable_grad():
        xs = fresh(inputs, create_graph, "jacobian")
        output = func(*xs)
        rows_of = []
        check_recorded(outputs_of(output, "jacobian"), strict)
        for number, one in enumerate(outputs_of(output, "jacobian")):
            unused = f"Output {number} of {OF_NO_INPUT[14:]}"
            words = (unused, CONSTANT.format("jacobian")) if strict else None
            rows: list[list[Tensor]] = [[] for _ in xs]
            for place in np.ndindex(one._array.shape):
                unit = np.zeros_like(one._array)
                unit[place] = 1
                found = gradients([one], xs, [wrap(unit)], create_graph, words)
                for row, g in zip(rows, found, strict=False):
                    row.append(g)
            rows_of.append(like([
                stack(row).reshape((*one._array.shape, *x._array.shape)) if row
                else wrap(np.zeros((*one._array.shape, *x._array.shape), x._array.dtype))
                for row, x in zip(rows, xs, strict=False)
            ], inputs))
    return like(rows_of, output)


def hessian(func: Function, inputs: Any, create_graph: bool = False, strict: bool = False,
            vectorize: bool = False, outer_jacobian_strategy: str = "reverse-mode") -> Any:
    """The second derivatives of a function that returns one number: the Jacobian of its gradient.

    Raises RuntimeError if it returns more, and what `jacobian` raises for a strategy.
    """

    tuple_of(inputs, "inputs", "hessian")
    if outer_jacobian_strategy not in ("forward-mode", "reverse-mode"):
        raise AssertionError(
            'Expected strategy to be either "forward-mode" or "reverse-mode".')

    def gradient(*xs: Any) -> Any:
        output = single(func(*xs), "hessian", strict)
        result = gradients([output], xs, [None], True, (LINEAR, LINEAR) if strict else None)
        return tuple(result) if isinstance(inputs, (tuple, list)) else result[0]

    return jacobian(gradient, inputs, create_graph, strict, vectorize, outer_jacobian_strategy)


def single(output: Any, name: str, strict: bool) -> Tensor:
    """The output of a function. Raises RuntimeError if it is not one number."""
    check_recorded(outputs_of(output, name), strict)
    if not isinstance(output, Tensor):
        raise RuntimeError(f"The function given to {name} should return a single Tensor")
    if output._array.size != 1:
        raise RuntimeError(
            f"The Tensor returned by the function given to {name} should contain a single element"
        )
    return output


def vhp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """(func(inputs), v times the Hessian of func), for a func that returns one number.

    Raises RuntimeError if it returns more, or if v is missing and the input is not one number.
    """
    with enable_grad():
        xs, vectors, output, gradient = twice_differentiable("vhp", func, inputs, v, create_graph,
                                                             strict)
        words = (CONSTANT_JACOBIAN, CONSTANT.format("hessian")) if strict else None
        found = gradients(gradient, xs, vectors, create_graph, words)
    return detached(output, create_graph), like(found, inputs)


def hvp(func: Function, inputs: Any, v: Any = None, create_graph: bool = False,
        strict: bool = False) -> tuple[Any, Any]:
    """(func(inputs), the Hessian of func times v): the numbers of `vhp`, by one pass more.

    Raises what `vhp` raises.
    """
    with enable_grad():
        xs, vectors, output, gradient = twice_differentiable("hvp", func, inputs, v, create_graph,
                                                             strict)
        words = (OF_NO_JACOBIAN, CONSTANT.format("hessian")) if strict else None
        found = forward_product(gradient, xs, vectors, create_graph, None, words)
    return detached(output, create_graph), like(found, inputs)


def twice_differentiable(
    name: str, func: Function, inputs: Any, v: Any, create_graph: bool, strict: bool
) -> tuple[tuple[Tensor, ...], Sequence[Tensor], Tensor, list[Tensor]]:
    """Fresh inputs, the vectors, the output of a function, and its recorded gradient."""
    xs = fresh(inputs, create_graph, name)
    if v is None and (len(xs) != 1 or xs[0]._array.size != 1):
        raise RuntimeError(
            "The vector v can only be None if the input to the user-provided function is a single"
            " Tensor with a single element."
        )
    vectors = [wrap(np.ones_like(xs[0]._array))] if v is None else vectors_of(
        v, xs, name, isinstance(inputs, tuple))
    output = single(func(*xs), name, strict)
    gradient = gradients([output], xs, [None], True, (OF_NO_INPUT, LINEAR) if strict else None)
    return xs, vectors, output, gradient


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.autograd.functional", name))
