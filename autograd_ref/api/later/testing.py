"""PyTorch's package `testing`: `assert_close`."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...tensor import Tensor
from ..absent import of_module
from ..creation import as_tensor

# By dtype: how far numbers may be apart, relative to their size and absolutely.
TOLERANCES = {"float16": (1e-3, 1e-5), "float32": (1.3e-6, 1e-5), "float64": (1e-7, 1e-7)}


def assert_close(
    actual: Any, expected: Any, *, allow_subclasses: bool = True, rtol: float | None = None,
    atol: float | None = None, equal_nan: bool = False, check_device: bool = True,
    check_dtype: bool = True, check_layout: bool = True, check_stride: bool = False,
    msg: Any = None,
) -> None:
    """Raise AssertionError if tensors, numbers, or lists and dictionaries of them are not close."""
    text = difference(actual, expected, rtol, atol, equal_nan, check_dtype, check_stride,
                      allow_subclasses)
    if text is not None:
        raise AssertionError(msg(text) if callable(msg) else text if msg is None else msg)


def difference(
    actual: Any, expected: Any, rtol: float | None, atol: float | None, equal_nan: bool,
    check_dtype: bool, check_stride: bool, allow_subclasses: bool,
) -> str | None:
    """How two values differ; None if they are close."""
    options = rtol, atol, equal_nan, check_dtype, check_stride
    pairs: Any = None
    if isinstance(actual, dict) and isinstance(expected, dict):
        if actual.keys() != expected.keys():
            return "The keys of the mappings do not match:"
        pairs = [(key, actual[key], expected[key]) for key in actual]
    elif isinstance(actual, (list, tuple)) and isinstance(expected, (list, tuple)):
        if len(actual) != len(expected):
            return (f"The length of the sequences mismatch: {len(actual)} !="
                    f" {len(expected)}")
        pairs = [(i, a, b) for i, (a, b) in enumerate(zip(actual, expected, strict=True))]
    if pairs is not None:
        for place, one, two in pairs:
            text = difference(one, two, *options, allow_subclasses)
            if text is not None:
                return f"{text}\n\nThe failure occurred for item [{place!r}]"
        return None
    numbers = int, float, bool, np.generic
    if isinstance(actual, numbers) and isinstance(expected, numbers):
        return of_numbers(float(actual), float(expected), rtol, atol)
    kinds = Tensor, np.ndarray
    alike = isinstance(actual, kinds) and isinstance(expected, kinds)
    if not alike or not (allow_subclasses or type(actual) is type(expected)):
        raise TypeError(
            f"No comparison pair was able to handle inputs of type {type(actual)} and"
            f" {type(expected)}.")
    return of_tensors(actual, expected, *options)


def of_numbers(one: float, two: float, rtol: float | None, atol: float | None) -> str | None:
    relative, absolute = TOLERANCES["float64"] if rtol is None else (rtol, atol or 0.0)
    gap = abs(one - two)
    if gap <= absolute + relative * abs(two):
        return None
    ratio = gap / abs(two) if two else np.inf
    return (f"Scalars are not close!\n\nExpected {two} but got {one}.\n"
            f"Absolute difference: {gap} (up to {absolute} allowed)\n"
            f"Relative difference: {ratio} (up to {relative} allowed)")


def of_tensors(
    actual: Any, expected: Any, rtol: float | None, atol: float | None, equal_nan: bool,
    check_dtype: bool, check_stride: bool,
) -> str | None:
    one, two = (getattr(value, "_array", value) for value in (actual, expected))
    if one.shape != two.shape:
        return (f"The values for attribute 'shape' do not match: {actual.shape} !="
                f" {expected.shape}.")
    if check_dtype and one.dtype != two.dtype:
        return (f"The values for attribute 'dtype' do not match: {actual.dtype} !="
                f" {expected.dtype}.")
    if check_stride and as_tensor(actual).stride() != as_tensor(expected).stride():
        return (f"The values for attribute 'stride()' do not match: {as_tensor(actual).stride()} !="
                f" {as_tensor(expected).stride()}.")
    relative, absolute = (0.0, 0.0) if rtol is None else (rtol, atol or 0.0)
    if rtol is None:
        relative, absolute = max(TOLERANCES.get(x.dtype.name, (0.0, 0.0)) for x in (one, two))
    with np.errstate(all="ignore"):
        kind = np.result_type(one, two)
        kind = kind if kind.kind == "f" else np.dtype(np.float64)
        gap = np.abs(one.astype(kind) - two.astype(kind))
        near = (gap <= absolute + relative * np.abs(two)) | (one == two)
        ratio = gap / np.abs(two)
    if equal_nan:
        near = near | (np.isnan(one) & np.isnan(two))
    if near.all():
        return None
    wrong, total = int((~near).sum()), near.size
    close = bool(relative or absolute)
    text = f"Tensor-likes are not {'close' if close else 'equal'}!\n\n"
    if not near.ndim:
        return (f"Scalars are not {'close' if close else 'equal'}!\n\nExpected {two} but got"
                f" {one}.")
    text += f"Mismatched elements: {wrong} / {total} ({wrong / total:.1%})"
    for word, values, limit in (("absolute", gap, absolute), ("relative", ratio, relative)):
        held = np.where(near, 0, values)
        place = tuple(int(i) for i in np.unravel_index(int(np.nanargmax(held)), held.shape))
        allowed = f" (up to {limit} allowed)" if close else ""
        text += f"\nGreatest {word} difference: {held[place].item()} at index {place}{allowed}"
    return text


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.testing", name))
