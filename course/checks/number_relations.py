"""How wrong numbers relate to the right ones: the opposite, a multiple, summed over too much."""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from course.checks.compare import same
from course.checks.place import Place, Predicates, equal, numeric, telling, the_same_numbers

NEAR = 1e-3  # of the right number: what lies no further away is nearly right
FAR = 1e4  # times the right number: what lies further away has no relation to it


def of_number_types(place: Place) -> Predicates:
    """The right numbers, or nearly, as another kind of number."""
    e, g = np.asarray(place.expected), np.asarray(place.got)
    if e.shape != g.shape or not e.size:
        return
    if e.dtype.kind == "i" and g.dtype.kind == "f" and equal(e, g):
        yield "holds the right numbers as floats: they should be whole numbers, such as 2, not 2.0"
    elif e.dtype.kind == "f" and g.dtype.kind == "i":
        if equal(e, g):
            yield "holds the right numbers as whole numbers: they should be floats"
        elif equal(g, np.trunc(e)) or equal(g, np.floor(e)):
            yield "holds whole numbers: the fractions were cut off"
    elif e.dtype != g.dtype and _same_to_the_digits_of_both(e, g):
        yield f"holds the right numbers, as {g.dtype} and not as {e.dtype}"
    if telling(e) and e.dtype.kind == "f" and e.size > 1:  # a single number is near many others
        for word, function in (("rounded", np.round), ("rounded down", np.floor)):
            if np.any(function(e)) and equal(g, function(e)):
                yield f"is the right one, {word}"
        for decimals in range(1, 7):
            if equal(g, np.round(e, decimals)) and not equal(np.round(e, decimals), e):
                yield f"is the right one, rounded to {decimals} decimal{'s' * (decimals > 1)}"
                break


def _same_to_the_digits_of_both(e: Any, g: Any) -> bool:
    fewest = max(np.finfo(values.dtype).eps if values.dtype.kind == "f" else 0 for values in (e, g))
    return np.allclose(e, g, rtol=max(1e-5, 4 * fewest), atol=1e-6, equal_nan=True)


def of_sign(place: Place) -> Predicates:
    """The opposite sign, or none."""
    e, g = _floats(place)
    if not np.any(e):
        return
    if equal(g, -e):
        yield "has the opposite sign"
    elif equal(g, np.abs(e)):
        yield "is the right one without its signs"


def of_neighbours(place: Place) -> Predicates:
    """Another piece of the right answer, or an input, in its place."""
    before = place.inputs.get(place.where.removesuffix(" afterwards"), place.got)
    if same(before, place.expected):
        yield "should stay as it was before, and it was changed"
    first = re.sub(r"\[\d+\]$", "[0]", place.where)
    if first != place.where and the_same_numbers(place.pieces.get(first), place.got):
        yield "is the first item of its list once more"
    for step, word in ((-1, "behind"), (1, "ahead")):
        near = _next_item(place.where, step)
        value = place.pieces.get(near)
        if near != place.where and value is not None and the_same_numbers(value, place.got):
            yield f"is one step {word}"
    for name, value in place.pieces.items():
        if _base(name) != _base(place.where) and the_same_numbers(value, place.got):
            yield f'is what belongs to "{name}"'
    for name, value in place.inputs.items():
        if the_same_numbers(value, place.got):
            yield f"is `{name}` itself, unchanged"
        elif numeric(value) and np.ndim(value):
            yield from _reduced(np.asarray(value, dtype=float), place, name)
            yield from _slices(np.asarray(value, dtype=float), place, f" of `{name}`")
    if np.ndim(place.expected) > np.ndim(place.got):
        yield from _slices(np.asarray(place.expected, dtype=float), place, " of the right one")


def _reduced(value: Any, place: Place, name: str) -> Predicates:
    """The answer as the sum, the mean or the largest number of an input, along some axes."""
    if not value.size or np.size(place.got) >= value.size or not telling(place.got):
        return
    for axes in _axes(value.ndim):
        over = "all entries" if len(axes) == value.ndim else f"axis {axes[0]}"
        for word, function in (("sum", np.sum), ("mean", np.mean), ("largest number", np.max)):
            if any(equal(function(value, axis=axes, keepdims=keep), place.got)
                   for keep in (False, True)):
                yield f"is the {word} of `{name}` over {over}"


def of_inputs(place: Place) -> Predicates:
    """The answer as a sum, a difference, a product or a quotient of two inputs, or of a list."""
    g = np.asarray(place.got, dtype=float)
    if not telling(g):
        return
    named = [(name, np.asarray(value, dtype=float)) for name, value in place.inputs.items()
             if numeric(value) and _broadcasts(np.shape(value), g.shape)]
    for (one, a), (other, b) in itertools.combinations(named, 2):
        for word, value in (("times", a * b), ("plus", a + b), ("divided by", a / b)):
            if equal(value, g):
                yield f"is `{one}` {word} `{other}`, no more"
        if equal(np.abs(a - b), np.abs(g)):
            yield f"is the difference of `{one}` and `{other}`, no more"
    for name, items in place.inputs.items():
        if isinstance(items, list) and len(items) > 1 and all(
                numeric(item) and np.shape(item) == g.shape for item in items):
            for word, function in (("product", np.prod), ("mean", np.mean), ("sum", np.sum)):
                if equal(function(np.array(items, dtype=float), axis=0), g):
                    yield f"is the {word} of the items of `{name}`"


def _slices(value: Any, place: Place, of: str) -> Predicates:
    """The answer as the first or the last entry or row of another array."""
    if len(value) > 1 and telling(place.got) and not equal(value[0], value[-1]):
        entry = "entry" if value.ndim == 1 else "row"
        for index, word in ((0, "first"), (-1, "last")):
            if equal(value[index], place.got):
                yield f"is the {word} {entry}{of}, alone"


def of_order(place: Place) -> Predicates:
    """The right numbers in other places."""
    e, g = _floats(place)
    if e.ndim >= 2 and equal(g, np.swapaxes(e, -1, -2)):
        yield "is transposed"
    if not e.ndim or e.shape != g.shape:
        return
    for axis in range(e.ndim):
        if equal(g, np.flip(e, axis)):
            yield "is in reverse order" if e.ndim == 1 else f"is reversed along axis {axis}"
    if len(e) > 2:
        for shift, word in ((1, "back"), (-1, "ahead")):
            if equal(np.roll(e, shift, 0), g):
                yield f"has each entry one place too far {word}"
    if e.size > 2 and equal(np.sort(g, None), np.sort(e, None)):
        yield "holds the right numbers in another order"


def of_missing_factors(place: Place) -> Predicates:
    """An input as a factor that is missing, or there once too often."""
    e, g = _floats(place)
    for name, value in _fitting(place.inputs, e, g):
        for sign, word in ((1, ""), (-1, ", and it has the opposite sign")):
            if equal(sign * g * value, e) and not equal(e, g):
                yield f"lacks the factor `{name}`{word}"
            if np.any(value) and equal(g, sign * e * value):
                yield f"is multiplied by `{name}` once too often{word}"
            if equal(g, sign * e * value**2) and np.any(np.abs(value) != 1):
                yield f"is the right one times the square of `{name}`{word}"


def of_sums(place: Place) -> Predicates:
    """Summed or averaged over too much or too little, or in another shape."""
    e, g = _floats(place)
    for large, small, much in ((e, g, True), (g, e, False)):
        for axes in _axes(large.ndim):
            over = "all entries" if len(axes) == large.ndim else f"axis {axes[0]}"
            for word, function in (("summed", np.sum), ("averaged", np.mean)):
                for keep in (False, True):
                    if not np.any(large) or (function is np.mean and np.ptp(large) == 0):
                        continue  # one entry says as much
                    reduced = function(large, axis=axes, keepdims=keep)
                    if reduced.shape != large.shape and reduced.size < large.size and equal(
                            reduced, small):
                        yield f"is {word} over {over}, which is too much" if much else \
                            f"still has to be {word} over {over}"
    if e.shape != g.shape and e.size == g.size and equal(e.ravel(), g.ravel()):
        yield "holds the right numbers in another shape"
    if not g.ndim and e.ndim and e.size and equal(np.broadcast_to(g, e.shape), e):
        yield "is one number, which should stand in each entry of an array"
    if e.shape == g.shape and telling(e):
        for axis in range(e.ndim):
            for word, function in (("sum", np.sum), ("mean", np.mean)):
                if e.shape[axis] > 1 and np.any(np.ptp(e, axis=axis)) and equal(
                        g, np.broadcast_to(function(e, axis=axis, keepdims=True), e.shape)):
                    yield f"holds everywhere the {word} over axis {axis} of the right one"
    if g.ndim == e.ndim == 2 and len(g) == len(e) and 0 < g.shape[1] < e.shape[1]:
        if equal(e[:, :g.shape[1]], g):
            yield "lacks its last columns"
        elif equal(e[:, -g.shape[1]:], g):
            yield "lacks its first columns"
    if 0 < g.ndim == e.ndim and 0 < len(g) < len(e):
        entries = "entries" if e.ndim == 1 else "rows"
        if equal(e[:len(g)], g):
            yield f"lacks its last {entries}"
        elif equal(e[-len(g):], g):
            yield f"lacks its first {entries}"
    if e.ndim and len(e) > 1 and e.shape == g.shape and np.any(e):
        if equal(g, np.cumsum(e, 0)):
            yield "holds running sums of the right numbers"
        elif equal(np.cumsum(g, 0), e):
            yield "is not added up: the right numbers are its running sums"
    if e.size and e.shape != g.shape and _broadcasts(e.shape, g.shape) and equal(
            np.broadcast_to(e, g.shape), g):
        yield "holds the right numbers, repeated to a larger shape"


def of_steps(place: Place) -> Predicates:
    """A tensor's data that should have moved from where it was: too far, backwards, as another."""
    name, _, attribute = place.where.partition(".")
    start: Any = place.inputs.get(name)
    e, g = _floats(place)
    if not attribute.startswith("data") or not numeric(start) or (
            not np.shape(start) == e.shape == g.shape):
        return
    right, step = e - start, g - start
    if not np.any(right) and np.any(step):
        yield f"should stay at `{name}`, and it was moved"
    if not np.any(right) or not np.any(step) or not np.all(np.isfinite(step)):
        return
    if equal(step, -right):
        yield f"moves away from `{name}` in the opposite direction"
    for other, value in _fitting(place.inputs, e, g):
        for word, factor in (("", value), (" the square of", value * value)):
            if equal(step, right * factor) and not equal(step, right):
                yield f"moves from `{name}` by the right step times{word} `{other}`"
            elif equal(step * factor, right) and not equal(step, right):
                yield f"moves from `{name}` by the right step divided by{word} `{other}`"
    ratio = float(np.sum(step * right) / np.sum(right * right))
    if equal(step, ratio * right) and not np.isclose(abs(ratio), 1):
        yield f"moves {_fraction(ratio)} times as far from `{name}` as it should"
    for other, moved in place.pieces.items():
        origin: Any = place.inputs.get(other.partition(".")[0])
        if other != place.where and "." in other and numeric(origin) and numeric(moved) and (
                np.shape(origin) == np.shape(moved) == e.shape and np.any(moved - origin)
                and equal(step, moved - origin)):
            yield f'moves as far as "{other}" should'


def of_constant_factors(place: Place) -> Predicates:
    """A multiple of the right answer, by a size, an input that is one number, or another number."""
    e, g = _floats(place)
    if e.shape != g.shape or not np.any(e) or not np.any(g) or (
            e.size > np.count_nonzero(e) == 1):  # everything is a multiple of one number
        return
    ratio = float(np.sum(g * e) / np.sum(e * e))
    if not 1 / FAR < abs(ratio) < FAR or not equal(g, e * ratio) or (
            np.isclose(abs(ratio), 1, rtol=NEAR)):
        return
    if np.isclose(abs(ratio), [2, 0.5]).any():  # more often two times than the length of something
        yield f"is {_fraction(ratio)} times the right one"
    for sign, minus in ((1, ""), (-1, "minus ")):
        for name, factor in _factors(e, place):
            if np.isclose(ratio, sign * factor, rtol=1e-6):
                yield f"is {minus}the right one times {name}"
            elif factor and np.isclose(ratio, sign / factor, rtol=1e-6):
                yield f"is {minus}the right one divided by {name}"
    yield f"is {_fraction(ratio)} times the right one"


def of_functions(place: Place) -> Predicates:
    """A function of the right answer, or something added to it."""
    e, g = _floats(place)
    if e.shape != g.shape or not telling(e):
        return
    for word, function in (("the square of", np.square), ("the square root of", np.sqrt),
                           ("one divided by", np.reciprocal), ("the exponential of", np.exp),
                           ("the logarithm of", np.log)):
        value = function(e)
        if np.all(np.isfinite(value)) and equal(g, value):
            yield f"is {word} the right one"
    powers = np.log(g) / np.log(e) if np.all((e > 0) & (g > 0)) else np.ones(1)
    power = float(powers.flat[0])
    if math.isfinite(power) and abs(power - 1) > 1e-3 and equal(powers, 0 * powers + power):
        yield f"is the right one to the power of {power:.4g}"
    for name, value in _fitting(place.inputs, e, g):
        for sign, word in ((1, "plus"), (-1, "minus")):
            if np.any(value) and equal(g, e + sign * value):
                yield f"is the right one {word} `{name}`"
    difference = float((g - e).flat[0])
    if e.size > 1 and 0 < abs(difference) < FAR * np.abs(e).max() and equal(g, e + difference):
        yield f"is the right one {'plus' if difference > 0 else 'minus'} {abs(difference):.4g}"


def of_masks(place: Place) -> Predicates:
    """Wrong only at some entries, such as those where an input is negative."""
    e, g = _floats(place)
    if e.shape != g.shape:
        return
    if np.isnan(g).any() and not np.isnan(e).any():
        yield "holds a nan, as 0 / 0 gives, or infinity minus infinity"
    if np.isinf(g).any() and not np.isinf(e).any():
        yield "holds an infinity, as a division by 0 gives, or a number that grew too large"
    wrong = ~np.isclose(g, e, rtol=1e-6, atol=1e-9, equal_nan=True)
    if np.any(wrong) and not np.any(wrong & np.isfinite(e)):
        yield "is wrong just where the right one is nan or infinite: neither may be hidden"
    if 0 < wrong.sum() < wrong.size:
        for name, value in place.inputs.items():
            if numeric(value) and np.shape(value) == e.shape:
                for word, mask in (("negative", value < 0), ("positive", value > 0),
                                   ("0", value == 0)):
                    if np.array_equal(wrong, mask) and not np.array_equal(wrong, e != 0):
                        yield f"is wrong just where `{name}` is {word}"
        rows = wrong.reshape(len(e), -1).any(axis=1)
        entry = "entry" if e.ndim == 1 else "row"
        zeros = any(numeric(value) and not np.all(value) for value in place.inputs.values())
        several = len(rows) > 2 and not zeros
        if several and not rows[0] and rows[1:].all():
            yield f"is right in its first {entry} alone"
        if several and not rows[-1] and rows[:-1].all():
            yield f"is right in its last {entry} alone"
    if np.any(e) and not np.any(g):
        yield "is 0 everywhere"
    elif e.size > 1 and np.ptp(g) == 0 and np.ptp(e) > 0:
        yield "holds one and the same number everywhere"


def of_small_errors(place: Place) -> Predicates:
    """Nearly the right numbers."""
    e, g = _floats(place)
    of_one_dtype = np.asarray(place.expected).dtype == np.asarray(place.got).dtype
    if e.shape == g.shape and of_one_dtype and np.any(e) and np.all(
            np.abs(g - e) <= NEAR * np.abs(e)):
        yield ("is off by less than a thousandth: is something rounded, or computed only "
               "approximately?")


def of_counts(place: Place) -> Predicates:
    """Whole numbers that are off by one."""
    if type(place.expected) is int and type(place.got) is int:
        difference = place.got - place.expected
        if abs(difference) == 1:
            yield f"is one too {'many' if difference > 0 else 'few'}"


def _floats(place: Place) -> tuple[Any, Any]:
    return np.asarray(place.expected, dtype=float), np.asarray(place.got, dtype=float)


def _base(where: str) -> str:
    return re.sub(r"(\[\d+\])+$", "", where)


def _next_item(where: str, step: int) -> str:
    """The label of the item before or after this one of a list."""
    return re.sub(r"\[(\d+)\]$", lambda index: f"[{int(index[1]) + step}]", where)


def _broadcasts(shape: tuple[int, ...], result: tuple[int, ...]) -> bool:
    try:
        return np.broadcast_shapes(shape, result) == result
    except ValueError:
        return False


def _fitting(inputs: Mapping[str, Any], e: Any, g: Any) -> Iterator[tuple[str, Any]]:
    """The inputs that can be multiplied with the answer entry by entry."""
    if e.shape == g.shape and np.any(e):
        for name, value in inputs.items():
            if numeric(value) and _broadcasts(np.shape(value), e.shape):
                yield name, np.asarray(value, dtype=float)


def _axes(ndim: int) -> list[tuple[int, ...]]:
    one = [(axis,) for axis in range(ndim)]
    return one + ([tuple(range(ndim))] if ndim > 1 else [])


def _factors(e: Any, place: Place) -> Iterator[tuple[str, float]]:
    inputs = place.inputs
    for name, value in inputs.items():
        if isinstance(value, list):
            yield f"the number of items of `{name}`", float(len(value))
        elif numeric(value) and np.ndim(value) == 0:
            yield f"`{name}`", float(value)
        elif numeric(value) and np.ndim(value) == 1:
            yield f"the number of entries of `{name}`", float(np.size(value))
    for name, value in inputs.items():
        if numeric(value) and np.ndim(value) > 1:
            yield f"the number of entries of `{name}`", float(np.size(value))
            for axis, size in enumerate(np.shape(value)):
                yield f"the length of axis {axis} of `{name}`", float(size)
    if e.ndim:
        yield "its number of entries", float(e.size)
    for name, value in place.pieces.items():
        if e.ndim and name != place.where and numeric(value) and np.ndim(value) == 0 and (
                telling(value)) and (
                not same(value, place.expected)):
            yield f'"{name}"', float(value)


def _fraction(ratio: float) -> str:
    inverse = 1 / ratio
    return f"1/{inverse:.0f}" if inverse > 1.5 and abs(inverse - round(inverse)) < 1e-6 else \
        f"{ratio:.4g}"
