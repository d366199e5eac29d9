"""How tensors look when they are printed: PyTorch's layout.

The numbers of a tensor share a format: whole numbers with a point, four decimals, or, if the range
is too wide for those, scientific notation. Of more than 1000 numbers only the edges are shown.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .. import dtypes
from ..tensor import Tensor

Array = np.ndarray[Any, Any]


class Options:
    """What `set_printoptions` sets."""

    precision = 4
    threshold: float = 1000
    edgeitems = 3
    linewidth = 80
    sci_mode: bool | None = None


options = Options()


def set_printoptions(
    precision: int | None = None, threshold: float | None = None, edgeitems: int | None = None,
    linewidth: int | None = None, profile: str | None = None, sci_mode: bool | None = None,
) -> None:
    """Set digits, the size from which tensors are summarised, their edges and the line length.

    A profile is "default", "short" (2 digits, edges of 2) or "full" (never summarised).
    """
    if profile is not None:
        options.precision, options.threshold, options.edgeitems, options.linewidth = {
            "default": (4, 1000, 3, 80), "short": (2, 1000, 2, 80), "full": (4, math.inf, 3, 80),
        }[profile]
    for name, value in (("precision", precision), ("threshold", threshold),
                        ("edgeitems", edgeitems), ("linewidth", linewidth)):
        if value is not None:
            setattr(options, name, value)
    options.sci_mode = sci_mode


def chooser(array: Array) -> tuple[Callable[[Any], str], int]:
    """The function that formats the numbers of `array`, and the width that it gives them.

    Zeros, nan and inf do not count for the width, and can exceed it.
    """
    if array.dtype.kind != "f":
        width = max((len(str(value)) for value in array.reshape(-1).tolist()), default=1)
        return lambda value: str(value).rjust(width), width
    usual = array[np.isfinite(array) & (array != 0)].astype(np.float64)
    if usual.size == 0:
        plain, width, wide = whole, 1, False
    else:
        sizes = np.abs(usual)
        largest, smallest = float(sizes.max()), float(sizes.min())
        all_whole = bool((usual == np.ceil(usual)).all())
        wide = largest / smallest > 1000 or largest > 1e8 or (not all_whole and smallest < 1e-4)
        plain = whole if all_whole else decimals
        if options.sci_mode is not None:
            wide = options.sci_mode
        chosen = scientific if wide else plain
        width = max(len(chosen(value)) for value in usual.tolist())
    return lambda value: (scientific if wide else plain)(value).rjust(width), width


def whole(value: float) -> str:
    return f"{value:.0f}." if math.isfinite(value) else f"{value:.0f}"


def decimals(value: float) -> str:
    return f"{value:.{options.precision}f}"


def scientific(value: float) -> str:
    return f"{value:.{options.precision}e}"


def edges(array: Array) -> Array:
    """The numbers of a summarised array that are printed."""
    keep = options.edgeitems
    for axis, size in enumerate(array.shape):
        if size > 2 * keep:
            places = [*range(keep), *range(size - keep, size)]
            array = array.take(places, axis)
    return array


def numbers(
    array: Array, indent: int, summarise: bool, form: Callable[[Any], str], width: int
) -> str:
    """The brackets of an array, lines after the first indented."""
    keep = options.edgeitems
    cut = summarise and array.ndim > 0 and array.shape[0] > 2 * keep
    if array.ndim == 0:
        return form(array.item())
    if array.ndim == 1:
        values = array.tolist()
        texts = [form(value) for value in (values[:keep] + values[-keep:] if cut else values)]
        if cut:
            texts.insert(keep, " ...")
        per_line = max(1, (options.linewidth - indent) // (width + 2))
        lines = [", ".join(texts[i : i + per_line]) for i in range(0, len(texts), per_line)]
        return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"
    rows = list(array[:keep]) + list(array[-keep:]) if cut else list(array)
    texts = [numbers(np.asarray(row), indent + 1, summarise, form, width) for row in rows]
    if cut:
        texts.insert(keep, "...")
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(texts) + "]"


# What takes a dual tensor apart; forward mode puts it here while a level of it is open.
unpackers: list[Callable[[Tensor], tuple[Tensor, Tensor | None]]] = []


def representation(tensor: Tensor) -> str:
    """`tensor(...)`, with the dtype if it is not the usual one, the grad_fn, and a tangent."""
    if not unpackers:
        return with_suffixes(tensor, [])
    primal, tangent = unpackers[-1](tensor)
    if tangent is None:
        return with_suffixes(primal, [])
    shown = with_suffixes(tangent, []) if tangent._array.ndim else repr(tangent.item())
    return with_suffixes(primal, [f"tangent={shown}"])


def with_suffixes(tensor: Tensor, last: list[str]) -> str:
    array: Any = tensor._array
    suffixes: list[str] = []
    if array.size == 0:
        text = "tensor([]"
        if array.ndim != 1:
            suffixes.append(f"size={array.shape}")
        if tensor.dtype is not dtypes.BY_PYTHON[float]:
            suffixes.append(f"dtype={tensor.dtype}")
    else:
        summarise = array.size > options.threshold
        form, width = chooser(edges(array) if summarise else array)
        text = "tensor(" + numbers(array, len("tensor("), summarise, form, width)
        if tensor.dtype not in dtypes.BY_PYTHON.values():
            suffixes.append(f"dtype={tensor.dtype}")
    maker = name_of_maker(tensor)
    if maker:
        suffixes.append(f"grad_fn=<{maker}>")
    elif tensor.requires_grad:
        suffixes.append("requires_grad=True")
    line = len(text) - text.rfind("\n") + 1
    for suffix in suffixes + last:
        if line + len(suffix) + 2 > options.linewidth:
            text += ",\n" + " " * len("tensor(") + suffix
            line = len("tensor(") + len(suffix)
        else:
            text += ", " + suffix
            line += len(suffix) + 2
    return text + ")"


def name_of_maker(tensor: Tensor) -> str:
    """The name of the grad_fn; "Invalid" for a view whose base was changed outside of no_grad."""
    try:
        node = tensor.grad_fn
    except RuntimeError:
        return "Invalid"
    return "" if node is None else type(node).__name__
