"""Unit 01: the flag requires_grad, how it spreads, who may have it, and what a leaf is."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

Tensor = torch.Tensor
RECORDED: dict[str, Callable[[Any], Any]] = {
    "AddBackward0": lambda tensor: tensor + 0.0,
    "MulBackward0": lambda tensor: tensor * 1.0,
    "PowBackward1": lambda tensor: tensor ** torch.ones((), dtype=torch.float64),
    "CloneBackward0": torch.clone,
    "LeakyReluBackward0": partial(torch.nn.functional.leaky_relu, negative_slope=1.0),
    "CopySlices": lambda tensor: _with_a_part_written(tensor.clone()),
}
KINDS = ("int32", "uint8")  # of whole numbers; NumPy's own are another one


def _tensor(data: Any, requires_grad: bool = False, made_by: str | None = None) -> Tensor:
    tensor = leaf(torch.as_tensor(data), requires_grad)
    result: Tensor = tensor if made_by is None else RECORDED[made_by](tensor)
    return result


def _with_a_part_written(tensor: Tensor) -> Tensor:
    tensor[:1] += 0.0
    return tensor


def _new_tensor(data: Any, requires_grad: bool = False) -> Tensor:
    array = data.numpy() if isinstance(data, torch.Tensor) else np.array(data)
    return torch.tensor(array, requires_grad=requires_grad)


def _maker(tensor: Tensor) -> str | None:
    return None if tensor.grad_fn is None else str(tensor.grad_fn.name())


def _ending(tensor: Tensor) -> str:
    found = re.search(r"(requires_grad=True|grad_fn=<\w+>)\)$", repr(tensor))
    return found[1] if found else ""


def _filled_by_backward(named: list[tuple[str, Tensor]]) -> list[str]:
    loss = torch.zeros((), dtype=torch.float64, requires_grad=True)
    for _, tensor in named:
        loss = loss + tensor.sum()
    loss.backward(retain_graph=True)
    return [name for name, tensor in named if tensor.grad is not None]


UNIT = Unit("01-tensors", given={
    "Tensor": _tensor,
    "maker": _maker,
    "plus": torch.add,
    "times": torch.mul,
    "exceeds": lambda a, b: torch.as_tensor(a, dtype=torch.float64) > b,
    "place_of_largest": torch.argmax,
    "choose": torch.where,
    "single": lambda array: array.float(),
    "half": lambda array: array.half(),
})


def _between(impl: Any, draw: Draw, name: str, made_by: str = "MulBackward0") -> Any:
    return impl.Tensor(draw.array(name, 3), requires_grad=True, made_by=made_by)


must_record = UNIT.exercise(
    "must_record", reference=lambda inputs: getattr(math.prod(inputs), "requires_grad", False)
)


@must_record.probe("one tensor with the flag, at any place, is enough")
def one_is_enough(impl: Any, draw: Draw) -> dict[str, Any]:
    x, c, w = draw.constant(impl, "x", 3), draw.constant(impl, "c", 3), draw.weight(impl, "w", 3)
    return {
        "w first": impl.must_record([w, x, c]),
        "w in the middle": impl.must_record([x, w, c]),
        "w last of five": impl.must_record([x, c, x, c, w]),
        "a weight in float32 alone": impl.must_record(
            [impl.Tensor(impl.single(draw.array("s", 2)), requires_grad=True)]),
        "a weight of zeros": impl.must_record([impl.Tensor(np.zeros(2), requires_grad=True)]),
        "an empty weight": impl.must_record([impl.Tensor(np.zeros(0), requires_grad=True)]),
        "two with the flag": impl.must_record([w, x, w]),
        "an intermediate result": impl.must_record([x, _between(impl, draw, "product")]),
        "a sum": impl.must_record([_between(impl, draw, "sum", "AddBackward0"), x]),
        "none": impl.must_record([x, c]),
    }


@must_record.probe("no tensor has the flag", points=0.5)
def none_has_it(impl: Any, draw: Draw) -> dict[str, Any]:
    x, c = draw.constant(impl, "x", 3), draw.constant(impl, "c", 3)
    without = {"x and c": impl.must_record([x, c]), "x alone": impl.must_record([x])}
    x.requires_grad = True
    return without | {"x and c, once x has the flag": impl.must_record([x, c])}


@must_record.probe("plain numbers among the inputs", points=0.5)
def plain_numbers(impl: Any, draw: Draw) -> dict[str, Any]:
    x, w = draw.constant(impl, "x", 3), draw.weight(impl, "w", 3)
    number = draw.number("number", 1, 5)
    return {
        "x and 1.0": impl.must_record([x, 1.0]),
        "a number and w": impl.must_record([number, w]),
        "two numbers": impl.must_record([number, 2]),
    }


new_tensor = UNIT.exercise("new_tensor", reference=_new_tensor)


@new_tensor.probe("floating-point numbers, with the flag and without", points=0.5)
def floats(impl: Any, draw: Draw) -> dict[str, Any]:
    data = draw.array("data", 2, 3)
    without, with_flag = impl.new_tensor(data), impl.new_tensor(data, requires_grad=True)
    return {
        "data": with_flag.data,
        "requires_grad, when asked for": with_flag.requires_grad,
        "requires_grad, when not asked for": without.requires_grad,
        "requires_grad of [[2.0, 3.0]]":
            impl.new_tensor([[2.0, 3.0]], requires_grad=True).requires_grad,
        "made_by, when asked for": impl.maker(with_flag),
        "requires_grad of [2, 0.5]": impl.new_tensor([2, 0.5], requires_grad=True).requires_grad,
    }


@new_tensor.probe("whole numbers without the flag keep their dtype", points=0.5)
def whole_numbers(impl: Any, draw: Draw) -> dict[str, Any]:
    data = [draw.integer("first", 1, 9), draw.integer("second", 1, 9), 0]
    tensor = impl.new_tensor(data)
    return {"data": tensor.data, "requires_grad": tensor.requires_grad} | {
        f"data of an array in {kind}": impl.new_tensor(np.array(data, kind)).data for kind in KINDS
    } | {"data without entries": impl.new_tensor(np.array([], np.int64)).data}


@new_tensor.probe("whole numbers with the flag are refused", points=0.5)
def whole_numbers_refused(impl: Any, draw: Draw) -> dict[str, Any]:
    data = [draw.integer("first", 1, 9), draw.integer("second", 1, 9)]
    return {
        "error for a list": impl.raised(impl.new_tensor, data, requires_grad=True),
        "error for a single number": impl.raised(impl.new_tensor, data[0], requires_grad=True),
        "error for a table": impl.raised(impl.new_tensor, [data, data], requires_grad=True),
        "error without entries":
            impl.raised(impl.new_tensor, np.array([], np.int64), requires_grad=True),
    } | {f"error for an array in {kind}":
         impl.raised(impl.new_tensor, np.array(data, kind), requires_grad=True) for kind in KINDS}


@new_tensor.probe("booleans with the flag are refused", points=0.5)
def booleans_refused(impl: Any, draw: Draw) -> dict[str, Any]:
    data = [True, draw.integer("second", 0, 1) > 0, False]
    return {
        "data": impl.new_tensor(np.array(data)).data,
        "error with the flag": impl.raised(impl.new_tensor, data, requires_grad=True),
        "error without it": impl.raised(impl.new_tensor, data),
    }


@new_tensor.probe("float32 and float16 may have the flag", points=0.5)
def other_precisions(impl: Any, draw: Draw) -> dict[str, Any]:
    data = draw.array("data", 3)
    single, half = (impl.new_tensor(kind(data), requires_grad=True)
                    for kind in (impl.single, impl.half))
    return {"data": single.data, "requires_grad": single.requires_grad,
            "data in float16": half.data, "requires_grad in float16": half.requires_grad}


@new_tensor.probe("a single number and an empty list", points=0.5)
def edges(impl: Any, draw: Draw) -> dict[str, Any]:
    single = impl.new_tensor(draw.array("number"), requires_grad=True)
    empty = impl.new_tensor([], requires_grad=True)
    return {
        "a single number: data": single.data,
        "a single number: requires_grad": single.requires_grad,
        "an empty list: requires_grad": empty.requires_grad,
    }


apply = UNIT.exercise("apply", reference=lambda function, inputs, name: function(*inputs))


def _notes(impl: Any, tensor: Any) -> dict[str, Any]:
    return {"data": tensor.data, "requires_grad": tensor.requires_grad,
            "made_by": impl.maker(tensor)}


@apply.probe("two tensors with the flag: w * v", points=0.5)
def both_flagged(impl: Any, draw: Draw) -> dict[str, Any]:
    w, v = draw.weight(impl, "w", 3), draw.weight(impl, "v", 3)
    s = impl.Tensor(impl.half(draw.array("s", 3)), requires_grad=True)
    return {"w * v": _notes(impl, impl.apply(impl.times, [w, v], "MulBackward0")),
            "s * s, in float16": _notes(impl, impl.apply(impl.times, [s, s], "MulBackward0"))}


@apply.probe("one with the flag, at any place: w + x, x + w, choose(mask, w, x)")
def at_any_place(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x = draw.weight(impl, "w", 3), draw.constant(impl, "x", 3)
    mask = impl.Tensor([[True], [False]])
    return {
        "w + x": _notes(impl, impl.apply(impl.plus, [w, x], "AddBackward0")),
        "x + w": _notes(impl, impl.apply(impl.plus, [x, w], "AddBackward0")),
        "choose(mask, w, x)": _notes(impl, impl.apply(impl.choose, [mask, w, x], "WhereBackward0")),
        "choose(mask, x, w)": _notes(impl, impl.apply(impl.choose, [mask, x, w], "WhereBackward0")),
        "choose(mask, w, 2.0)": _notes(
            impl, impl.apply(impl.choose, [mask, w, 2.0], "WhereBackward0")),
        "w * zeros": _notes(
            impl, impl.apply(impl.times, [w, impl.Tensor(np.zeros(3))], "MulBackward0")),
        "single(w)": _notes(impl, impl.apply(impl.single, [w], "ToCopyBackward0")),
        "w afterwards": _notes(impl, w),
    }


@apply.probe("constants leave no trace: x * c", points=0.5)
def constants_only(impl: Any, draw: Draw) -> dict[str, Any]:
    x, c = draw.constant(impl, "x", 3), draw.constant(impl, "c", 3)
    return _notes(impl, impl.apply(impl.times, [x, c], "MulBackward0")) | {
        "single(x)": _notes(impl, impl.apply(impl.single, [x], "ToCopyBackward0"))}


@apply.probe("a plain number as input: w * number, number * w, w * 3, x * number", points=0.5)
def number_as_input(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x = draw.weight(impl, "w", 3), draw.constant(impl, "x", 3)
    number = draw.number("number", 2, 5)
    return {
        "w * number": _notes(impl, impl.apply(impl.times, [w, number], "MulBackward0")),
        "number * w": _notes(impl, impl.apply(impl.times, [number, w], "MulBackward0")),
        "w * 3": _notes(impl, impl.apply(impl.times, [w, 3], "MulBackward0")),
        "x * number": _notes(impl, impl.apply(impl.times, [x, number], "MulBackward0")),
        "single * number, of shape ()": _notes(impl, impl.apply(
            impl.times, [draw.weight(impl, "single"), number],
            "MulBackward0")),
        "w * number, in float32": _notes(impl, impl.apply(
            impl.times,
            [impl.Tensor(impl.single(draw.array("s", 3)), requires_grad=True), number],
            "MulBackward0")),
        "whole numbers * 3": _notes(
            impl, impl.apply(impl.times, [impl.Tensor([2, 5]), 3], "MulBackward0")),
    }


@apply.probe("results that cannot have a gradient: w > number, number > w, place of the largest")
def no_floats(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    number = draw.number("number", -1, 1)
    larger = impl.apply(impl.exceeds, [w, number], "GtBackward0")
    smaller = impl.apply(impl.exceeds, [number, w], "ExceedsBackward0")
    place = impl.apply(impl.place_of_largest, [w], "ArgmaxBackward0")
    return {"w > number": _notes(impl, larger), "number > w": _notes(impl, smaller),
            "place of the largest": _notes(impl, place)}


@apply.probe("the operators, one after the other: w * x * c", points=0.5)
def operators(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x, c = draw.weight(impl, "w", 3), draw.constant(impl, "x", 3), draw.constant(impl, "c", 3)
    once = impl.apply(impl.times, [w, x], "MulBackward0")
    return {"w * x": _notes(impl, w * x), "w * x * c": _notes(impl, once * c),
            "w * x + c": _notes(impl, once + c),
            "x * c": _notes(impl, x * c)}


is_leaf = UNIT.exercise("is_leaf", reference=lambda tensor: tensor.is_leaf)


@is_leaf.probe("data and weights", points=0.5)
def data_and_weights(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"a weight": impl.is_leaf(draw.weight(impl, "w", 3)),
            "a weight of shape ()": impl.is_leaf(draw.weight(impl, "single")),
            "a constant": impl.is_leaf(draw.constant(impl, "x", 3)),
            "labels, whole numbers": impl.is_leaf(impl.Tensor([draw.integer("label", 1, 9), 2]))}


@is_leaf.probe("intermediate results", points=0.5)
def intermediate(impl: Any, draw: Draw) -> dict[str, Any]:
    product = _between(impl, draw, "product")
    kinds = draw.integer("products among eight, as bits", 0, 255)
    eight = [impl.Tensor(np.ones(2), requires_grad=True,
                         made_by="MulBackward0" if kinds >> place & 1 else None)
             for place in range(8)]
    return {"a product": impl.is_leaf(product),
            "eight tensors, some of them products": [impl.is_leaf(tensor) for tensor in eight],
            "a sum": impl.is_leaf(_between(impl, draw, "sum", "AddBackward0")),
            "a power, of one entry": impl.is_leaf(impl.Tensor(
                draw.array("power", 1), requires_grad=True, made_by="PowBackward1")),
            "one whose maker has a long name": impl.is_leaf(
                _between(impl, draw, "long", "LeakyReluBackward0")),
            "one whose maker is CopySlices": impl.is_leaf(
                _between(impl, draw, "written", "CopySlices")),
            "the product's maker afterwards": impl.maker(product)}


requires_grad_ = UNIT.exercise(
    "requires_grad_", reference=lambda tensor, value=True: tensor.requires_grad_(value)
)


@requires_grad_.probe("switching on, and off again, changes this very tensor")
def in_place(impl: Any, draw: Draw) -> dict[str, Any]:
    v, s = draw.constant(impl, "v", 3), impl.Tensor(impl.half(draw.array("s", 2)))
    returned = impl.requires_grad_(v)
    on = {"v.requires_grad after switching on": v.requires_grad,
          "requires_grad of what was returned": returned.requires_grad,
          "requires_grad of a float16 tensor": impl.requires_grad_(s).requires_grad}
    impl.requires_grad_(returned, False)
    return on | {"v.requires_grad after switching off": v.requires_grad, "v.data": v.data}


@requires_grad_.probe("tensors of whole numbers and of booleans", points=0.5)
def later_not_float(impl: Any, draw: Draw) -> dict[str, Any]:
    labels = impl.Tensor([draw.integer("first", 1, 9), draw.integer("second", 1, 9)])
    return {
        "error when switched on": impl.raised(impl.requires_grad_, labels),
        "labels.requires_grad after the error": labels.requires_grad,
        "error when switched off": impl.raised(impl.requires_grad_, labels, False),
        "labels.requires_grad afterwards": labels.requires_grad,
        "error for booleans": impl.raised(impl.requires_grad_, impl.Tensor([True, False])),
        "error for a single whole number": impl.raised(impl.requires_grad_, impl.Tensor(3)),
        "error for no whole numbers":
        impl.raised(impl.requires_grad_, impl.Tensor(np.zeros(0, int))),
    } | {f"error for an array in {kind}":
         impl.raised(impl.requires_grad_, impl.Tensor(np.array([1, 2], kind))) for kind in KINDS}


@requires_grad_.probe("an intermediate result")
def not_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    y = _between(impl, draw, "y")
    return {
        "error when switched off": impl.raised(impl.requires_grad_, y, False),
        "y.requires_grad after the error": y.requires_grad,
        "y.made_by after the error": impl.maker(y),
        "error when switched on": impl.raised(impl.requires_grad_, y, True),
        "y.requires_grad afterwards": y.requires_grad,
        "y.made_by afterwards": impl.maker(y),
        "requires_grad of what was returned": impl.requires_grad_(y, True).requires_grad,
    }


@requires_grad_.probe("a weight: off, and once more off", points=0.5)
def a_weight(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    impl.requires_grad_(w, False)
    once = w.requires_grad
    returned = impl.requires_grad_(w, False)
    return {"w.requires_grad after the first call": once,
            "w.requires_grad after the second call": w.requires_grad,
            "requires_grad of what was returned": returned.requires_grad}


ending = UNIT.exercise("ending", reference=_ending)


@ending.probe("a constant and a weight", points=0.5)
def leaves(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"a constant": impl.ending(draw.constant(impl, "x", 3)),
            "a constant of shape ()": impl.ending(draw.constant(impl, "number")),
            "a constant of whole numbers": impl.ending(impl.Tensor([1, 2])),
            "a weight": impl.ending(draw.weight(impl, "w", 3)),
            "a weight of shape ()": impl.ending(draw.weight(impl, "single"))}


@ending.probe("intermediate results, each with its maker")
def makers(impl: Any, draw: Draw) -> dict[str, Any]:
    names = ("AddBackward0", "MulBackward0", "PowBackward1", "CloneBackward0",
             "LeakyReluBackward0")
    y = _between(impl, draw, "y")
    impl.ending(y)
    return {f"made by {name}": impl.ending(_between(impl, draw, "y", name)) for name in names} | {
        "the maker of y afterwards": impl.maker(y)}


will_get_grad = UNIT.exercise("will_get_grad", reference=_filled_by_backward)


@will_get_grad.probe("data, weights and intermediate results of a small layer")
def small_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    named = [
        ("x", draw.constant(impl, "x", 3)),
        ("weight", draw.weight(impl, "weight", 3)),
        ("product", _between(impl, draw, "product")),
        ("bias", draw.weight(impl, "bias", 3)),
        ("output", _between(impl, draw, "output", "PowBackward1")),
    ]
    return {"the names": impl.will_get_grad(named),
            "the names of the first three": impl.will_get_grad(named[:3])}


@will_get_grad.probe("nothing to fill: data alone", points=0.5)
def data_alone(impl: Any, draw: Draw) -> dict[str, Any]:
    named = [("x", draw.constant(impl, "x", 3)), ("target", draw.constant(impl, "target", 3))]
    return {"the names": impl.will_get_grad(named)}


@will_get_grad.probe("a frozen weight among others, two of which hold the same numbers", points=0.5)
def frozen(impl: Any, draw: Draw) -> dict[str, Any]:
    numbers = draw.array("trained and trained_too", 3)
    named = [
        ("trained_too", impl.Tensor(numbers, requires_grad=True)),
        ("frozen", draw.constant(impl, "frozen", 3)),
        ("also_trained", impl.Tensor(impl.single(draw.array("single", 2)), requires_grad=True)),
        ("trained", impl.Tensor(numbers, requires_grad=True)),
        ("zeros", impl.Tensor(np.zeros(2), requires_grad=True)),
        ("empty", impl.Tensor(np.zeros(0), requires_grad=True)),
    ]
    named.append(("tied_to_trained", named[3][1]))
    return {"the names": impl.will_get_grad(named)}
