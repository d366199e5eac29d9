"""Comparing the rules with finite differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..api.backward import grad
from ..api.metadata import Size
from ..dtypes import BY_NUMPY
from ..tensor import Tensor, wrap
from .function import Function

# What PyTorch's two functions take, and these two ignore.
IGNORED = {
    "gradcheck": "check_grad_dtypes check_batched_grad check_batched_forward_grad fast_mode masked",
    "gradgradcheck": """gen_non_contig_grad_outputs check_undefined_grad
        check_grad_dtypes check_batched_grad check_fwd_over_rev check_rev_over_rev fast_mode
        masked""",
}


def check_directions(forward: bool, backward: bool, named: dict[str, Any]) -> None:
    """Raise AssertionError if nothing is checked, or batches in a direction that is not."""
    assert forward or backward, (
        "Expected at least one of check_forward_ad or check_backward_ad to be True")
    for batch, mode, checked in (("check_batched_grad", "check_backward_ad", backward),
                                 ("check_batched_forward_grad", "check_forward_ad", forward)):
        assert checked or not named.get(batch), f"Setting {batch}=True requires {mode} to be True"


def check_words(function: str, named: dict[str, Any]) -> None:
    """Raise TypeError for a keyword that PyTorch's function does not take."""
    for word in named:
        if word not in IGNORED[function].split():
            raise TypeError(f"{function}() got an unexpected keyword argument '{word}'")


class GradcheckError(RuntimeError):
    """A gradient that differs from the finite differences."""


def tensors_of(values: Any) -> list[Tensor]:
    values = values if isinstance(values, (tuple, list)) else (values,)
    return [value for value in values if isinstance(value, Tensor)]


def differentiable(values: Any) -> list[Tensor]:
    return [value for value in tensors_of(values) if value._array.dtype.kind == "f"]


def outputs_of(function: Callable[..., Any], inputs: tuple[Any, ...]) -> tuple[Any, ...]:
    found = function(*inputs)
    return found if isinstance(found, tuple) else (found,)


def numerical_jacobians(
    function: Callable[..., Any], inputs: tuple[Any, ...], x: Tensor, eps: float
) -> list[np.ndarray[Any, Any]]:
    """For each output d(output)/d(x), (elements of x, its elements), by central differences."""
    array, rows = x._array, []
    for place in np.ndindex(array.shape):
        middle = array[place]
        sides = []
        for step in (-eps, eps):
            array[place] = middle + step
            found = outputs_of(function, inputs)
            sides.append([y._array.copy() for y in found if y.is_floating_point()])
        array[place] = middle
        for low, high in zip(*sides, strict=True):
            for what, one, two in (("shape", low.shape, high.shape),
                                   ("dtype", low.dtype, high.dtype)):
                if one != two:
                    raise AssertionError(
                        f"Expected `func` to return outputs with the same {what} when inputs are"
                        f" perturbed on index {place} by {eps}, but got: {what}s"
                        f" {named(one)} and {named(two)}."
                    )
        pairs = zip(*sides, strict=True)
        rows.append([((high - low) / (2 * eps)).reshape(-1) for low, high in pairs])
    return [np.array(output).reshape(array.size, -1) for output in zip(*rows, strict=True)]


def named(value: Any) -> Any:
    return Size(value) if isinstance(value, tuple) else BY_NUMPY[value]


def analytical_jacobians(output: Tensor, inputs: list[Tensor]) -> list[np.ndarray[Any, Any]]:
    """The Jacobians of one output, one for each input, by the rules: a vector-Jacobian product for
    each element of the output.
    """
    rows: list[list[np.ndarray[Any, Any]]] = [[] for _ in inputs]
    for place in np.ndindex(output._array.shape):
        unit = np.zeros_like(output._array)
        unit[place] = 1
        found = grad(output, inputs, wrap(unit), retain_graph=True, allow_unused=True)
        for row, x, g in zip(rows, inputs, found, strict=True):
            row.append(np.zeros(x._array.size) if g is None else g._array.reshape(-1))
    return [np.array(row).reshape(-1, x._array.size).T
            for row, x in zip(rows, inputs, strict=True)]


def gradcheck(
    func: Callable[..., Any], inputs: Any, *, eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, raise_exception: bool = True, nondet_tol: float = 0.0,
    check_undefined_grad: bool = True, check_forward_ad: bool = False,
    check_backward_ad: bool = True, **ignored: Any,
) -> bool:
    """Whether the gradients of `func` agree with central finite differences at `inputs`, and its
    tangents in forward mode if check_forward_ad.

    Every input that requires a gradient is checked; it should be float64. Raises GradcheckError
    at the first difference, or returns False if not raise_exception.
    """
    check_words("gradcheck", ignored)
    check_directions(check_forward_ad, check_backward_ad, ignored)
    inputs = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    checked = [x for x in tensors_of(inputs) if x._requires_grad]
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them"
            " have requires_grad=True."
        )
    for place, x in enumerate(tensors_of(inputs)):
        if x._requires_grad and x._array.dtype != np.float64:
            warnings.warn(
                f"Input #{place} requires gradient and is not a double precision floating point or"
                " complex. This check will likely fail if all the inputs are not of double"
                " precision floating point or complex. ", UserWarning, stacklevel=2,
            )
        if x._requires_grad and 0 in x._array.strides and x._array.size > 1:
            raise RuntimeError(
                f"The {place}th input has a dimension with stride 0. gradcheck only supports inputs"
                " that are non-overlapping to be able to compute the numerical gradients"
                " correctly. You should call .contiguous on the input before passing it to"
                " gradcheck.")
    try:
        compare(func, inputs, checked, eps, atol, rtol, nondet_tol, check_forward_ad,
                check_backward_ad)
        if check_undefined_grad and check_backward_ad:
            check_zeros(func, inputs, checked)
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def compare(func: Callable[..., Any], inputs: tuple[Any, ...], checked: list[Tensor], eps: float,
            atol: float, rtol: float, nondet_tol: float, forward: bool, backward: bool) -> None:
    """Raise GradcheckError if a Jacobian is not that of the finite differences."""
    outputs = outputs_of(func, inputs)
    recorded = [y.requires_grad for y in outputs if y.requires_grad or y.is_floating_point()]
    numerical = [numerical_jacobians(func, inputs, x, eps) for x in checked]
    if not any(recorded):
        if any(jacobian.any() for of_input in numerical for jacobian in of_input):
            raise GradcheckError("Numerical gradient for function expected to be zero")
        return
    expected = [[j for j, needed in zip(of_input, recorded, strict=True) if needed]
                for of_input in numerical]
    differentiable = [y for y in outputs if y.requires_grad]
    if backward:
        compare_rules(differentiable, checked, expected, atol, rtol, nondet_tol)
    if forward:
        for place, (x, of_input) in enumerate(zip(checked, numerical, strict=True)):
            found = tangent_jacobians(func, inputs, x)
            for number, jacobian in enumerate(of_input):
                check_close(found[number], jacobian, atol, rtol, number, place,
                            "computed with forward mode ")
    if not backward:
        return
    zeros = [wrap(np.zeros_like(y._array)) for y in differentiable]
    for g in grad(differentiable, checked, zeros, allow_unused=True):
        if g is not None and g._array.any():
            raise GradcheckError("backward not multiplied by grad_output")


def compare_rules(
    outputs: list[Tensor], checked: list[Tensor], expected: list[list[np.ndarray[Any, Any]]],
    atol: float, rtol: float, nondet_tol: float,
) -> None:
    """Raise GradcheckError if a Jacobian by the rules, of each output, is not the expected one, or
    differs from call to call.
    """
    for number, output in enumerate(outputs):
        found, again = (analytical_jacobians(output, checked) for _ in range(2))
        pairs = zip(found, again, strict=True)
        if any(np.abs(a - b).max(initial=0) > nondet_tol for a, b in pairs):
            raise GradcheckError(
                "Backward is not reentrant, i.e., running backward with same input and grad_output"
                " multiple times gives different values, although analytical gradient matches"
                f" numerical gradient.The tolerance for nondeterminism was {nondet_tol}."
            )
        for place, (analytical, of_input) in enumerate(zip(found, expected, strict=True)):
            check_close(analytical, of_input[number], atol, rtol, number, place)


def tangent_jacobians(
    func: Callable[..., Any], inputs: tuple[Any, ...], x: Tensor
) -> list[np.ndarray[Any, Any]]:
    """For each output d(output)/d(x), (elements of x, its elements), by forward mode: a tangent for
    each element of x.
    """
    from . import forward_ad  # seldom needed

    rows = []
    for place in np.ndindex(x._array.shape):
        unit = np.zeros_like(x._array)
        unit[place] = 1
        with forward_ad.dual_level():
            duals = [forward_ad.make_dual(x, wrap(unit)) if one is x else one for one in inputs]
            outputs = differentiable(outputs_of(func, tuple(duals)))
            tangents = [forward_ad.unpack_dual(y).tangent for y in outputs]
        rows.append([np.zeros(y._array.size) if t is None else t._array.reshape(-1)
                     for y, t in zip(outputs, tangents, strict=True)])
    return [np.array(output) for output in zip(*rows, strict=True)]


def check_close(
    found: np.ndarray[Any, Any], expected: np.ndarray[Any, Any], atol: float, rtol: float,
    number: int, place: int, mode: str = "",
) -> None:
    """Raise GradcheckError if the Jacobian of an output for an input is not the expected one."""
    if not np.allclose(found, expected, rtol, atol):
        raise GradcheckError(
            f"Jacobian {mode}mismatch for output {number} with respect to input {place},\n"
            f"numerical:{wrap(expected)}\nanalytical:{wrap(found)}\n"
        )


class Undefined(Function):
    """The inputs, unchanged. Gradients: none."""

    @staticmethod
    def forward(ctx: Any, *tensors: Tensor) -> Any:
        return tuple(tensor.view_as(tensor) for tensor in tensors)

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return (None,) * len(gradients)


def check_zeros(func: Callable[..., Any], inputs: tuple[Any, ...], checked: list[Tensor]) -> None:
    """Raise GradcheckError if gradients of zero do not give gradients of zero: of all outputs, and
    if there are several, of all and once more for each, as PyTorch does.
    """
    rounds = done = 0
    while done <= rounds:
        outputs = [y for y in outputs_of(func, inputs) if y.requires_grad]
        if not outputs:
            return
        undefined = Undefined.apply(*outputs)
        zeros = [wrap(np.zeros_like(y._array)) for y in outputs]
        try:
            found = grad(undefined, checked, zeros, allow_unused=True)
        except RuntimeError as error:
            raise undefined_refused(
                "Expected backward function to handle undefined output grads.") from error
        if any(g is not None and g._array.any() for g in found):
            raise undefined_refused(
                "Expected all input grads to be undefined or zero when all output grads are"
                " undefined or zero.")
        rounds = len(outputs) if len(outputs) > 1 else 0
        done += 1


def undefined_refused(what: str) -> GradcheckError:
    """The error for a backward that does not take a gradient of None, with PyTorch's warning."""
    warnings.warn(
        "Backwards compatibility: New undefined gradient support checking feature is enabled by"
        " default, but it may break existing callers of this function. If this is true for you, you"
        ' can call this function with "check_undefined_grad=False" to disable the feature',
        UserWarning, stacklevel=4)
    return GradcheckError(f'{what} Please look at "Notes about undefined output gradients" in'
                          ' "tools/autograd/derivatives.yaml"')


def gradgradcheck(
    func: Callable[..., Any], inputs: Any, grad_outputs: Any = None, *, eps: float = 1e-6,
    atol: float = 1e-5, rtol: float = 1e-3, raise_exception: bool = True, nondet_tol: float = 0.0,
    **ignored: Any,
) -> bool:
    """Whether the gradients of the gradients of `func` agree with finite differences.

    Without `grad_outputs` the upstream gradients are random.
    """
    check_words("gradgradcheck", ignored)
    inputs = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    outputs = differentiable(func(*inputs))
    if grad_outputs is None:
        grad_outputs = [wrap(np.empty_like(output._array)).uniform_(-1, 1).requires_grad_()
                        for output in outputs]
    grad_outputs = tuple(tensors_of(grad_outputs))

    def gradients(*values: Any) -> Any:
        from ..modes import enable_grad

        with enable_grad():
            xs = [x for x in values[: len(inputs)] if isinstance(x, Tensor)]
            results = [r for r in differentiable(func(*values[: len(inputs)])) if r._requires_grad]
            wanted = [x for x in xs if x._requires_grad]
            return tuple(
                g for g in grad(results, wanted, values[len(inputs) :], create_graph=True,
                                allow_unused=True) if g is not None
            )

    return gradcheck(gradients, (*inputs, *grad_outputs), eps=eps, atol=atol, rtol=rtol,
                     raise_exception=raise_exception, nondet_tol=nondet_tol)
