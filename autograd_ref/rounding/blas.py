"""y += a * x with one rounding for each number, by the BLAS that NumPy carries.

NumPy has no operation that multiplies and adds at once. OpenBLAS, which most builds of NumPy carry,
has one, with the instruction of processors that PyTorch's kernels use too: for full vectors on all
processors that have it, for the rest on some. Where there is none, or where it rounds twice,
`add_scaled` says so.

Source: cblas_saxpy of the BLAS standard.
"""

from __future__ import annotations

import importlib
import sys
from functools import cache
from typing import Any

import numpy as np

BLOCK = 64  # numbers that fill vectors, whatever their width
NAMES = "scipy_cblas_saxpy64_", "cblas_saxpy64_", "scipy_cblas_saxpy", "cblas_saxpy"


def add_scaled(y: Any, a: float, x: Any) -> bool:
    """y += a * x for float32 arrays of one shape that lie row by row, if NumPy's BLAS rounds once.
    Returns whether it did; else y is as it was. BLAS passes over a = 0, whatever x holds.
    """
    fits = (y.dtype.char == "f" == x.dtype.char and y.shape == x.shape
            and y.flags.c_contiguous and x.flags.c_contiguous)
    saxpy = of_numpy() if fits and a else None
    if saxpy is None:
        return False
    source, target = x.__array_interface__["data"][0], y.__array_interface__["data"][0]
    whole = y.size - y.size % BLOCK
    saxpy(whole, float(a), source, 1, target, 1)
    if whole < y.size:
        rest = y.reshape(-1)[whole:]
        rest[...] = x.reshape(-1)[whole:] * np.float64(np.float32(a)) + rest
    return True


@cache
def of_numpy() -> Any:
    """The function of NumPy's BLAS, called like `cblas_saxpy`; None unless it rounds once."""
    if sys.platform == "emscripten":  # in a browser a call of a wrong signature ends the program
        return None
    try:
        import ctypes  # seldom needed

        library = ctypes.CDLL(importlib.import_module("numpy._core._multiarray_umath").__file__)
    except (ImportError, OSError):
        return None
    for name in NAMES:
        saxpy = getattr(library, name, None)
        if saxpy is not None:
            size = ctypes.c_int64 if "64" in name else ctypes.c_int
            saxpy.restype, saxpy.argtypes = None, (
                size, ctypes.c_float, ctypes.c_void_p, size, ctypes.c_void_p, size)
            return saxpy if rounds_once(saxpy) else None
    return None


def rounds_once(saxpy: Any) -> bool:
    """Whether the sums of full vectors are rounded once."""
    x = np.arange(1, 2 * BLOCK + 1, dtype=np.float32) / np.float32(3)
    y = -x / np.float32(7)
    a = np.float32(1) / np.float32(7)
    exact = (x.astype(np.float64) * a + y).astype(np.float32)
    saxpy(y.size, a, x.ctypes.data, 1, y.ctypes.data, 1)
    return bool((y == exact).all())
