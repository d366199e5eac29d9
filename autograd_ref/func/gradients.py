"""Gradients, and products of vectors with Jacobians, of a function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import autograd
from ..api.creation import zeros_like
from ..modes import enable_grad
from ..tensor import Tensor
from .trees import filled, fresh, leaves, mapped, outline, spec, without_own

Function = Callable[..., Any]
Places = int | tuple[int, ...]


def check_places(argnums: Any, count: int) -> tuple[int, ...]:
    """The arguments of these numbers as places from 0; RuntimeError for others."""
    if not isinstance(argnums, (int, tuple)):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    places = argnums if isinstance(argnums, tuple) else (argnums,)
    if not places:
        raise RuntimeError("argnums must be non-empty")
    for place in places:
        if not isinstance(place, int):
            raise RuntimeError(f"argnums elements must be int, got {type(place)}")
        if not -count <= place < count:
            raise RuntimeError(f"Got argnum={place}, but only {count} positional inputs")
    found = tuple(place % count for place in places)
    if len(set(found)) != len(found):
        raise RuntimeError(f"argnums elements must be unique, got {argnums}")
    return found


def with_fresh(args: tuple[Any, ...], places: tuple[int, ...]) -> list[Any]:
    """The arguments; fresh tensors for those at `places`."""
    return [fresh(x) if place in places else x for place, x in enumerate(args)]


def grad_and_value(func: Function, argnums: Places = 0, has_aux: bool = False) -> Function:
    """The function that returns the gradient of `func`, which gives one number, and that number."""

    def gradient(*args: Any, **kwargs: Any) -> Any:
        with enable_grad():
            places = check_places(argnums, len(args))
            inputs = with_fresh(args, places)
            output, aux = func(*inputs, **kwargs), ()
            if has_aux:
                output, aux = parted(output, "grad_and_value(f)(*args)")
            check_single(output)
            wanted = [inputs[place] for place in places]
            found = products(output, wanted, None)
        result = found[0] if isinstance(argnums, int) else tuple(found)
        value = (output, aux) if has_aux else output
        return without_own((result, value), wanted)

    return gradient


def parted(output: Any, where: str) -> tuple[Any, Any]:
    """(output, aux) of a function that has both."""
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(
            f"{where}: output of function f should be a tuple: (output, aux) if has_aux is True")
    return output


def products(output: Any, inputs: Any, vectors: Any) -> Any:
    """The vectors times the Jacobian, in the form of the inputs."""
    roots, targets = list(leaves(output)), list(leaves(inputs))
    upstream = [None] * len(roots) if vectors is None else list(leaves(vectors))
    pairs = [(y, v) for y, v in zip(roots, upstream, strict=True) if y._requires_grad]
    found: Any = [None] * len(targets)
    if pairs:
        found = autograd.grad([y for y, _ in pairs], targets, [v for _, v in pairs],
                              retain_graph=True, create_graph=True, allow_unused=True)
    return filled(inputs, iter([zeros_like(x) if g is None else g
                                for x, g in zip(targets, found, strict=True)]))


def check_single(output: Any) -> None:
    """Raise RuntimeError if the output of a function is not one number."""
    where = "grad_and_value(f)(*args): Expected f(*args) to return a"
    if not isinstance(output, Tensor):
        raise RuntimeError(f"{where} Tensor, got {type(output)}")
    if output.dim() != 0:
        raise RuntimeError(
            f"{where} scalar Tensor, got tensor with {output.dim()} dims. Maybe you wanted to use"
            " the vjp or jacrev APIs instead?"
        )


def grad(func: Function, argnums: Places = 0, has_aux: bool = False) -> Function:
    """The function that returns the gradient of `func`, which gives one number."""
    both = grad_and_value(func, argnums, has_aux)

    def gradient(*args: Any, **kwargs: Any) -> Any:
        result, value = both(*args, **kwargs)
        return (result, value[1]) if has_aux else result

    return gradient


def check_tensors(output: Any, where: str) -> None:
    for one in leaves(output):
        if not isinstance(one, Tensor):
            raise RuntimeError(
                f"{where} to return only tensors, got unsupported type {type(one)}")


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """(func(*primals), the function that multiplies a vector by the Jacobian).

    Raises RuntimeError if the output is no tensors.
    """
    with enable_grad():
        inputs = fresh(primals)
        output, aux = func(*inputs), ()
        if has_aux:
            output, aux = parted(output, "vjp(f, *primals)")
        check_tensors(output, "vjp(f, *primals): expected f(*primals)")
    result, form = without_own((output, aux), inputs), outline(output)

    def product(vectors: Any, *more: Any) -> Any:
        vectors = (vectors, *more) if more else vectors
        if outline(vectors) != form:
            raise RuntimeError(
                "Expected pytree structure of cotangents to be the same as pytree structure of"
                f" outputs to the function. cotangents: {outline(vectors)}, primal output: {form}")
        with enable_grad():
            found = products(output, inputs, vectors)
        return without_own(found, inputs)

    return (result[0], product, result[1]) if has_aux else (result[0], product)


class Forward:
    """A function at a point, ready to multiply its Jacobian by vectors.

    The product u J of a vector of zeros u, differentiated for u, is linear in J's inputs: its own
    product with v is J v.
    """

    def __init__(self, func: Function, primals: Any, has_aux: bool, where: str) -> None:
        with enable_grad():
            self.inputs = fresh(primals)
            output, self.aux = func(*self.inputs), ()
            if has_aux:
                output, self.aux = parted(output, where)
            check_tensors(output, f"{where}: expected f(*primals)")
            self.output = output
            self.zeros = mapped(lambda y: zeros_like(y).requires_grad_(), output)
            self.back = products(output, self.inputs, self.zeros)

    def times(self, vectors: Any) -> Any:
        """The Jacobian times the vectors, in the form of the output."""
        with enable_grad():
            return without_own(products(self.back, self.zeros, vectors), self.own())

    def own(self) -> Any:
        return self.inputs, self.zeros

    def value(self) -> Any:
        return without_own((self.output, self.aux), self.own())


def jvp(func: Function, primals: Any, tangents: Any, *, strict: bool = False,
        has_aux: bool = False) -> tuple[Any, ...]:
    """(func(*primals), the Jacobian times the tangents).

    Raises RuntimeError if primals and tangents do not have one structure and one size, and with
    strict if an output does not depend on the primals.
    """
    where = "jvp(f, primals, tangents)"
    if not isinstance(primals, tuple):
        raise RuntimeError(f"{where}: Expected primals to be a tuple. E.g. it should be valid to"
                           " call f(*primals).")
    if spec(primals) != spec(tangents):
        raise RuntimeError(
            f"{where}: Expected primals and tangents to have the same python structure. For"
            " example, if primals is a tuple of 3 tensors, tangents also must be. Got primals with"
            f" structure {spec(primals)} and tangents with structure {spec(tangents)}")
    for x, v in zip(leaves(primals), leaves(tangents), strict=True):
        if isinstance(x, Tensor) and isinstance(v, Tensor) and x.shape != v.shape:
            raise RuntimeError(
                "Trying to set a forward gradient that has a different size than that of the"
                " original Tensor, this is not supported. Tensor is of size"
                f" {list(x.shape)} while the given forward gradient is of size {list(v.shape)}.")
    forward = Forward(func, primals, has_aux, where)
    if strict and not all(y.requires_grad for y in leaves(forward.output)):
        raise RuntimeError(
            "jvp(f, primals, tangents, strict=True): The output of f is independent of the inputs."
            " This is not allowed with strict=True.")
    (output, aux), product = forward.value(), forward.times(tangents)
    return (output, product, aux) if has_aux else (output, product)


def linearize(func: Function, *primals: Any) -> tuple[Any, Function]:
    """(func(*primals), the function that multiplies its Jacobian there by tangents)."""
    forward = Forward(func, primals, False, "linearize(f, *primals)")
    return forward.value()[0], lambda *tangents: forward.times(tangents)
