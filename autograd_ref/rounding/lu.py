"""Triangles of matrices; inverses, solutions and determinants of small ones to PyTorch's last bit.

PyTorch's library factors a matrix into a lower and an upper triangle, in the matrix's own type, and
rounds each product and each sum. NumPy's library does this in another order. From 8 rows on, and
for many matrices at a time, NumPy's numbers are used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .summation import total

LARGEST, MOST = 7, 64  # rows of a matrix, matrices at a time
ADD = np.add.reduce


class Factors(NamedTuple):
    """The triangles in one array, the rows of the matrix in their order, the sign of that order,
    the row with which each was exchanged, and the first step that met only zeros, from 1, or 0.
    """

    both: Any
    rows: list[int]
    sign: int
    pivots: list[int]
    zero: int


def factors(matrix: Any) -> Factors:
    """The triangles of a matrix. Raises LinAlgError for a singular one."""
    found = triangles(matrix)
    if found.zero:
        raise np.linalg.LinAlgError("Singular matrix")
    return found


def triangles(matrix: Any) -> Factors:
    """The triangles of a matrix, which may be singular or have more rows than columns."""
    a, size = matrix.copy(), len(matrix)
    rows, pivots, sign, zero = list(range(size)), [], 1, 0
    for k in range(min(a.shape)):
        pivot = k + int(np.abs(a[k:, k]).argmax())
        pivots.append(pivot)
        if a[pivot, k] == 0:
            zero = zero or k + 1
            continue
        if pivot != k:
            a[[k, pivot]] = a[[pivot, k]]
            rows[k], rows[pivot], sign = rows[pivot], rows[k], -sign
        below = a[k + 1 :, k]
        if size <= 4 and k == size - 2:
            below /= a[k, k]
        else:
            below *= 1 / a[k, k]
        a[k + 1 :, k + 1 :] -= below[:, None] * a[k, k + 1 :]
    return Factors(a, rows, sign, pivots, zero)


def solve(found: Factors, b: Any) -> Any:
    """The solution for the columns of b."""
    a, x = found.both, b[found.rows]
    last = len(a) - 1
    for i in range(1, last + 1):
        x[i] -= ADD(a[i, :i, None] * x[:i], 0)
    for i in range(last, -1, -1):
        if i < last:
            x[i] -= ADD(a[i, :i:-1, None] * x[:i:-1], 0)
        x[i] *= 1 / a[i, i]
    return x


def small(x: Any) -> bool:
    """Whether these matrices are small and few enough."""
    return bool(0 < x.shape[-1] <= LARGEST and x.size <= MOST * x.shape[-1] ** 2
                and x.dtype.char in "fd")


def each(function: Callable[..., Any], *arrays: Any) -> Any:
    """The results of a function for all matrices of stacks of one shape."""
    lead = arrays[0].shape[:-2]
    if not lead:
        return function(*arrays)
    found = [function(*(one[place] for one in arrays)) for place in np.ndindex(lead)]
    return np.array(found).reshape(*lead, *np.shape(found[0])) if found else None


def inverse(x: Any) -> Any:
    """The inverse of a matrix, or of each."""
    if not small(x):
        return np.linalg.inv(x)
    eye = np.eye(x.shape[-1], dtype=x.dtype)
    return each(lambda one: solve(factors(one), eye), x)


def solution(a: Any, b: Any) -> Any:
    """The y of a @ y = b, for matrices b."""
    if not small(a) or a.shape[:-2] != b.shape[:-2] or a.dtype is not b.dtype:
        return np.linalg.solve(a, b)
    return each(lambda one, two: solve(factors(one), two), a, b)


def diagonal_of(x: Any) -> tuple[Any, int]:
    """The diagonal of the upper triangle, of the transposed matrix as in PyTorch, and the sign."""
    found = factors(x.T)
    return found.both.diagonal(), found.sign


def determinant(x: Any) -> Any:
    """The determinant of a matrix, or of each."""
    def of_one(one: Any) -> Any:
        try:
            values, sign = diagonal_of(one)
        except np.linalg.LinAlgError:
            return np.linalg.det(one)
        return np.multiply.reduce(values) * one.dtype.type(sign)

    return np.asarray(each(of_one, x) if small(x) else np.linalg.det(x), x.dtype)


def log_determinant(x: Any) -> tuple[Any, Any]:
    """The sign of the determinant and the logarithm of its size."""
    def of_one(one: Any) -> Any:
        try:
            values, sign = diagonal_of(one)
        except np.linalg.LinAlgError:
            return np.linalg.slogdet(one)
        logs = np.log(np.abs(values).astype(np.float64)).astype(x.dtype)
        return np.sign(values).prod() * sign, total(logs, (0,))

    found = np.asarray(each(of_one, x), x.dtype) if small(x) else None
    sign, logs = np.linalg.slogdet(x) if found is None else (found[..., 0], found[..., 1])
    return np.asarray(sign, x.dtype), np.asarray(logs, x.dtype)
