"""Comparing the rules with finite differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..api.backward import grad
from ..modes import no_grad
from ..tensor import Tensor, wrap


class GradcheckError(RuntimeError):
    """A gradient that differs from the finite differences."""


def tensors_of(values: Any) -> list[Tensor]:
    values = values if isinstance(values, (tuple, list)) else (values,)
    return [value for value in values if isinstance(value, Tensor)]


def differentiable(values: Any) -> list[Tensor]:
    return [value for value in tensors_of(values) if value._array.dtype.kind == "f"]


def numerical_jacobian(
    function: Callable[..., Any], inputs: tuple[Any, ...], x: Tensor, output: int, eps: float
) -> np.ndarray[Any, Any]:
    """d(output)/d(x), (elements of x, elements of the output), by central differences."""
    array, rows = x._array, []
    with no_grad():
        for place in np.ndindex(array.shape):
            middle = array[place]
            sides = []
            for step in (eps, -eps):
                array[place] = middle + step
                sides.append(differentiable(function(*inputs))[output]._array.reshape(-1).copy())
            array[place] = middle
            rows.append((sides[0] - sides[1]) / (2 * eps))
    columns = rows[0].size if rows else 0
    return np.array(rows).reshape(array.size, columns)


def analytical_jacobian(output: Tensor, x: Tensor) -> np.ndarray[Any, Any]:
    """The same by the rules: a vector-Jacobian product for each element of the output."""
    columns = []
    for place in np.ndindex(output._array.shape):
        unit = np.zeros_like(output._array)
        unit[place] = 1
        found = grad(output, x, wrap(unit), retain_graph=True, allow_unused=True)[0]
        columns.append(np.zeros(x._array.size) if found is None else found._array.reshape(-1))
    return np.array(columns).reshape(-1, x._array.size).T


def gradcheck(
    func: Callable[..., Any], inputs: Any, *, eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, raise_exception: bool = True, **ignored: Any,
) -> bool:
    """Whether the gradients of `func` agree with central finite differences at `inputs`.

    Every input that requires a gradient is checked; it should be float64. Raises GradcheckError
    at the first difference, or returns False if not raise_exception.
    """
    inputs = inputs if isinstance(inputs, (tuple, list)) else (inputs,)
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
    outputs = differentiable(func(*inputs))
    for number, output in enumerate(outputs):
        for place, x in enumerate(checked):
            expected = numerical_jacobian(func, tuple(inputs), x, number, eps)
            if output._requires_grad:
                found = analytical_jacobian(output, x)
            else:
                found = np.zeros_like(expected)
            if not np.allclose(found, expected, rtol, atol):
                if not raise_exception:
                    return False
                if not output._requires_grad:
                    raise GradcheckError("Numerical gradient for function expected to be zero")
                raise GradcheckError(
                    f"Jacobian mismatch for output {number} with respect to input {place},\n"
                    f"numerical:{wrap(expected)}\nanalytical:{wrap(found)}\n"
                )
    return True


def gradgradcheck(
    func: Callable[..., Any], inputs: Any, grad_outputs: Any = None, *, eps: float = 1e-6,
    atol: float = 1e-5, rtol: float = 1e-3, raise_exception: bool = True, **ignored: Any,
) -> bool:
    """Whether the gradients of the gradients of `func` agree with finite differences.

    Without `grad_outputs` the upstream gradients are random.
    """
    inputs = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
    outputs = differentiable(func(*inputs))
    if grad_outputs is None:
        random = np.random.default_rng(0)
        grad_outputs = [
            wrap(np.asarray(random.standard_normal(output._array.shape).astype(output._array.dtype)))
            .requires_grad_() for output in outputs
        ]
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
                     raise_exception=raise_exception)
