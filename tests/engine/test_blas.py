"""Numbers that NumPy's own BLAS multiplies and adds with one rounding."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_ref as torch
from autograd_ref.rounding import blas, fused
from autograd_ref.rounding.summation import LARGE

SIZES = 1, 7, 64, 67, 1_000, LARGE, LARGE + 3


def arrays(size: int) -> tuple[Any, Any]:
    draw = np.random.default_rng(size)
    return (draw.standard_normal(size).astype(np.float32),
            draw.standard_normal(size).astype(np.float32))


def rounded_once(y: Any, a: float, x: Any) -> Any:
    return (np.float64(np.float32(a)) * x + y).astype(np.float32)


needs_blas = pytest.mark.skipif(
    blas.of_numpy() is None, reason="this NumPy carries no BLAS that rounds a sum once")


@needs_blas
@pytest.mark.parametrize("size", SIZES)
def test_each_number_is_rounded_once(size: int) -> None:
    y, x = arrays(size)
    expected = rounded_once(y, -0.1, x)
    assert blas.add_scaled(y, -0.1, x)
    assert (y == expected).all()


@needs_blas
def test_large_steps_of_sgd_are_rounded_once() -> None:
    start, gradient = arrays(2 * LARGE)
    for options in ({}, {"momentum": 0.9}, {"weight_decay": 0.01}):
        w = torch.nn.Parameter(torch.tensor(start))
        optimizer = torch.optim.SGD([w], lr=0.1, **options)
        w.grad = torch.tensor(gradient)
        optimizer.step()
        decayed = rounded_once(gradient, 0.01, start) if "weight_decay" in options else gradient
        assert (w.detach().numpy() == rounded_once(start, -0.1, decayed)).all()


@pytest.mark.parametrize("x", [
    np.ones((4, 3), np.float64), np.ones((3, 4), np.float32), np.ones((3, 4), np.float32).T],
    ids=["dtype", "shape", "order"])
def test_other_arrays_are_left_as_they_were(x: Any) -> None:
    y = np.zeros((4, 3), np.float32)
    assert not blas.add_scaled(y, 2.0, x)
    assert not y.any()


def test_a_rate_of_zero_leaves_no_nan_out() -> None:
    w = torch.nn.Parameter(torch.ones(LARGE))
    w.grad = torch.full((LARGE,), float("inf"))
    torch.optim.SGD([w], lr=0.0).step()
    assert w.isnan().all()


def test_without_such_a_blas_large_numbers_are_rounded_twice(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    y, x = arrays(LARGE)
    monkeypatch.setattr(blas, "of_numpy", lambda: None)
    assert (fused.fused(x, 0.1, y) == x * np.float32(0.1) + y).all()
    assert not blas.rounds_once(lambda *arguments: None)
