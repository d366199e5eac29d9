"""Products too large to be added in Python: BLAS computes them in MKL's order."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd_ref as torch
from autograd_ref.rounding.convolved import summed
from autograd_ref.rounding.product_order import chained

PART = 192


def matrices(rows: int, terms: int, columns: int) -> tuple[Any, Any]:
    draw = np.random.default_rng(rows)
    return (draw.standard_normal((rows, terms)).astype(np.float32),
            draw.standard_normal((terms, columns)).astype(np.float32))


def blas_adds_term_by_term() -> bool:
    a, b = matrices(64, 100, 64)
    return bool((np.asfortranarray(a) @ b == chained(a, b)).all())


pytestmark = pytest.mark.skipif(
    not blas_adds_term_by_term(), reason="this BLAS adds in another order")


@pytest.mark.parametrize("layout", ["ab", "aB", "Ab", "AB"], ids="{} by columns".format)
@pytest.mark.parametrize(
    "sizes", [(40, 60, 50), (20, 150, 40), (32, 784, 24), (64, 617, 100)], ids=str)
def test_large_products_are_added_part_after_part(sizes: Any, layout: str) -> None:
    a, b = matrices(*sizes)
    part = PART if sizes[1] > PART else sizes[1]
    bias = np.linspace(-9, 9, sizes[2], dtype=np.float32)
    plain = chained(a[:, :part], b[:part])
    onto = plain + bias
    for start in range(part, sizes[1], part):
        found = chained(a[:, start : start + part], b[start : start + part])
        plain, onto = plain + found, onto + found
    x = torch.from_numpy(np.asfortranarray(a) if "A" in layout else a)
    y = torch.from_numpy(np.asfortranarray(b) if "B" in layout else b)
    assert ((x @ y).numpy() == plain).all()
    assert (torch.addmm(torch.from_numpy(bias), x, y).numpy() == onto).all()


@pytest.mark.parametrize("sizes", [(1, 600, 9), (6, 2000, 25), (40, 700, 12)], ids=str)
def test_long_sums_of_convolutions_are_added_term_by_term(sizes: Any) -> None:
    a, b = matrices(*sizes)
    assert (summed(a, b) == chained(a, b)).all()
    a[0, 0] = np.inf
    with np.errstate(invalid="ignore"):
        found = summed(a, b)
    assert np.isinf(found[0]).all()
    assert np.isfinite(found[1:]).all()
