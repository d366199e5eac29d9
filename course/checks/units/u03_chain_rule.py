"""Unit 03: local rules, a chain of them, and how to find out whether a rule is right."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf, to_tensor
from course.checks.unit import Unit

Tensor = torch.Tensor
Function = Callable[..., Tensor]
Rule = Callable[[Tensor, Tensor], Tensor]


def _gradients(function: Function, upstream: Tensor, *inputs: Tensor) -> list[Tensor]:
    leaves = [leaf(tensor, requires_grad=True) for tensor in inputs]
    return list(torch.autograd.grad(function(*leaves), leaves, upstream))


def _rule_of(function: Function) -> Rule:
    return lambda upstream, x: _gradients(function, upstream, x)[0]


def _perceptron(w: float, x: float, target: float) -> list[Tensor]:
    weight = torch.tensor(w, dtype=torch.float64, requires_grad=True)
    prediction = weight * x
    error = prediction - target
    return list(torch.autograd.grad(error**2, [error, prediction, weight]))


def _sigmoid_vjp(upstream: Tensor, output: Tensor) -> Tensor:
    return _gradients(torch.sigmoid, upstream, torch.log(output / (1 - output)))[0]


def _numeric(f: Function, x: Tensor, upstream: Tensor, h: float = 1e-5) -> Tensor:
    if f(x).shape != upstream.shape:
        raise ValueError("upstream has another shape than the output")
    steps = h * np.eye(math.prod(x.shape)).reshape(-1, *x.shape)
    moved = [((f(x + step) - f(x - step)) * upstream).sum().item() / (2 * h)
             for step in map(to_tensor, steps)]
    return to_tensor(np.array(moved)).reshape(x.shape)


def _agree(f: Function, rule: Rule, x: Tensor, seed: int = 0) -> bool:
    torch.manual_seed(seed)
    upstream = torch.randn(f(x).shape, dtype=torch.float64)
    claimed, right = rule(upstream, x), _rule_of(f)(upstream, x)
    return bool(claimed.shape == right.shape and (claimed - right).abs().max().item() < 1e-6)


def _differences(x: Tensor) -> Tensor:
    return x[1:] - x[:-1]


def _total(x: Tensor) -> Tensor:
    return x.sum()


def _off_at(place: int, by: float) -> Rule:
    def rule(upstream: Tensor, x: Tensor) -> Tensor:
        gradient = upstream * x.cos()
        gradient[place] += by
        return gradient

    return rule


UNIT = Unit("03-chain-rule", given={
    "sigmoid": torch.sigmoid,
    "square": lambda x: x * x,
    "sine": torch.sin,
    "differences": _differences,
    "energy": lambda x: (x * x).sum(),
    "times_sum": lambda x: x * x.sum(),
    "total": _total,
    "sine_rule": _rule_of(torch.sin),
    "differences_rule": _rule_of(_differences),
    "total_rule": _rule_of(_total),
    "sine_without_upstream": lambda g, x: x.cos(),
    "sine_with_averaged_upstream": lambda g, x: g.mean() * x.cos(),
    "sine_with_squared_upstream": lambda g, x: g * g * x.cos(),
    "sine_in_reverse": lambda g, x: (g * x.cos())[list(range(len(x) - 1, -1, -1))],
    "sine_a_little_off": lambda g, x: 1.01 * g * x.cos(),
    "sine_with_sign_turned": lambda g, x: -g * x.cos(),
    "sine_one_too_large": _off_at(1, 0.001),
    "sine_one_too_small": _off_at(-1, -0.001),
    "sine_with_a_nan": _off_at(0, np.nan),
    "sine_as_a_table": lambda g, x: (g * x.cos()).reshape(1, -1),
    "total_as_one_number": lambda g, x: g,
})

perceptron_gradient = UNIT.exercise("perceptron_gradient", reference=_perceptron)


@perceptron_gradient.probe("the prediction is too small")
def too_small(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x = draw.number("w", 0.3, 0.9), draw.number("x", 1.5, 3)
    gradients = impl.perceptron_gradient(w, x, draw.number("target", 15, 29))
    return {"gradients for error, prediction, w": gradients}


@perceptron_gradient.probe("a negative weight, and the prediction is too large")
def too_large(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x = draw.number("w", -0.9, -0.3), draw.number("x", 1.5, 3)
    gradients = impl.perceptron_gradient(w, x, draw.number("target", -9, -5))
    return {"gradients for error, prediction, w": gradients,
            "where w and target are 0": impl.perceptron_gradient(0.0, 3.0, 0.0),
            "where w is 2 and x is -0.25": impl.perceptron_gradient(2.0, -0.25, 1.5)}


mul_vjp = UNIT.exercise(
    "mul_vjp", reference=lambda upstream, a, b: _gradients(lambda a, b: a * b, upstream, a, b)
)


@mul_vjp.probe("two tables of 2 by 3")
def mul_tables(impl: Any, draw: Draw) -> dict[str, Any]:
    row = impl.array(draw.array("row", 4))
    square = impl.mul_vjp(draw.array("upstream of row * row", 4), row, row)
    return _pair(impl.mul_vjp, draw, 2, 3) | _squares(impl.mul_vjp, draw) | {
        "gradient for the first factor of row * row": square[0], "for the second": square[1]}


@mul_vjp.probe("two single numbers, of shape ()", points=0.5)
def mul_numbers(impl: Any, draw: Draw) -> dict[str, Any]:
    not_finite = impl.mul_vjp(
        np.array([1.0, np.inf]), np.array([2.0, 3.0]), np.array([5.0, -1.0]))
    small = impl.mul_vjp(np.array(2.0), np.array(0.0004), np.array(-0.0005))
    return _pair(impl.mul_vjp, draw) | {
        "gradient for 0.0004, times -0.0005, upstream 2": small[0],
        "gradient for -0.0005": small[1],
        "gradient for [2, 3], times [5, -1], upstream [1, inf]": not_finite[0],
        "gradient for the other factor": not_finite[1]}


@mul_vjp.probe("the arrays handed in keep their numbers", points=0.5)
def mul_unchanged(impl: Any, draw: Draw) -> dict[str, Any]:
    return _pair_unchanged(impl, impl.mul_vjp, draw)


def _pair(rule: Any, draw: Draw, *shape: int) -> dict[str, Any]:
    upstream = draw.array("upstream", *shape)
    gradients = rule(upstream, draw.array("a", *shape), draw.array("b", *shape))
    return {"gradient for a": gradients[0], "gradient for b": gradients[1]}


def _squares(rule: Any, draw: Draw) -> dict[str, Any]:
    upstream, a, b = (draw.array(name, 2, 2) for name in ("upstream of c, d", "c", "d"))
    gradients = rule(upstream, a, b)
    return {"gradient for c, a square": gradients[0], "gradient for d, a square": gradients[1]}


def _pair_unchanged(impl: Any, rule: Any, draw: Draw) -> dict[str, Any]:
    upstream, a, b = (impl.array(draw.array(name, 4)) for name in ("upstream", "a", "b"))
    gradients = rule(upstream, a, b)
    return {"gradient for a": gradients[0], "gradient for b": gradients[1],
            "upstream afterwards": upstream, "a afterwards": a, "b afterwards": b}


div_vjp = UNIT.exercise(
    "div_vjp", reference=lambda upstream, a, b: _gradients(lambda a, b: a / b, upstream, a, b)
)


@div_vjp.probe("two tables of 3 by 2")
def div_tables(impl: Any, draw: Draw) -> dict[str, Any]:
    row = impl.array(np.ones(2))
    by_itself = impl.div_vjp(draw.array("upstream of ones / ones", 2), row, row)
    return _pair(impl.div_vjp, draw, 3, 2) | _squares(impl.div_vjp, draw) | {
        "gradient for the dividend of ones / ones": by_itself[0]}


@div_vjp.probe("two single numbers, of shape ()", points=0.5)
def div_numbers(impl: Any, draw: Draw) -> dict[str, Any]:
    for_zero = impl.div_vjp(np.array([1.0, -2.0]), np.array([0.0, 3.0]), np.array([0.5, 4.0]))
    return _pair(impl.div_vjp, draw) | {
        "gradient for [0, 3] / [0.5, 4]": for_zero[0], "gradient for its divisor": for_zero[1]}


@div_vjp.probe("the arrays handed in keep their numbers", points=0.5)
def div_unchanged(impl: Any, draw: Draw) -> dict[str, Any]:
    return _pair_unchanged(impl, impl.div_vjp, draw)


pow_vjp = UNIT.exercise(
    "pow_vjp", reference=lambda upstream, base, exponent:
    _gradients(lambda x: x**exponent, upstream, base)[0])


@pow_vjp.probe("exponents of 3 and more")
def high_powers(impl: Any, draw: Draw) -> dict[str, Any]:
    upstream, base = draw.array("upstream", 2, 3), draw.array("base", 2, 3)
    return {"gradient for base": impl.pow_vjp(upstream, base, draw.integer("exponent", 3, 5))}


@pow_vjp.probe("exponents of 1, of 0.5 and below 0", points=0.5)
def low_powers(impl: Any, draw: Draw) -> dict[str, Any]:
    upstream, base = draw.array("upstream", 4), draw.array("base", 4)
    return {"exponent of 1": impl.pow_vjp(upstream, base, 1),
            "exponent of 0.5": impl.pow_vjp(upstream, base, 0.5),
            "exponent of 0.001": impl.pow_vjp(upstream, base**2, 0.001),
            "exponent below 0": impl.pow_vjp(upstream, base, draw.integer("exponent", -3, -1)),
            "exponent of 1, base 0, upstream 2": impl.pow_vjp(np.array(2.0), np.array(0.0), 1),
            "exponent of -1, base 1e-5": impl.pow_vjp(np.array(2.0), np.array(1e-5), -1)}


@pow_vjp.probe("an exponent of 0, and a base with a 0 in it", points=0.5)
def power_of_zero(impl: Any, draw: Draw) -> dict[str, Any]:
    upstream, base = draw.array("upstream", 3), draw.array("base", 3)
    base[draw.integer("place of the 0", 0, 2)] = 0.0
    draw.drawn["base"] = base.copy()
    return {"gradient for base": impl.pow_vjp(upstream, base, 0),
            "gradient for a table of 0 and inf and the exponent 0.0": impl.pow_vjp(
                np.array([[2.0, -1.0]]), np.array([[0.0, np.inf]]), 0.0)}


sigmoid_vjp = UNIT.exercise("sigmoid_vjp", reference=_sigmoid_vjp)


@sigmoid_vjp.probe("a table of 2 by 3: output = sigmoid(x)")
def sigmoid_table(impl: Any, draw: Draw) -> dict[str, Any]:
    upstream, output = draw.array("upstream", 2, 3), impl.sigmoid(draw.array("x", 2, 3))
    single = impl.sigmoid(draw.array("single number"))
    square, of_square = impl.sigmoid(draw.array("square", 3, 3)), draw.array("its upstream", 3, 3)
    return {"for a square table": impl.sigmoid_vjp(of_square, square),
            "gradient for x": impl.sigmoid_vjp(upstream, output),
            "for a single number": impl.sigmoid_vjp(draw.array("upstream for it"), single),
            "for x = [-18, -15] and an upstream gradient of 1e12": impl.sigmoid_vjp(
                np.array([1e12, 1e12]), impl.sigmoid(np.array([-18.0, -15.0])))}


@sigmoid_vjp.probe("the arrays handed in keep their numbers")
def sigmoid_unchanged(impl: Any, draw: Draw) -> dict[str, Any]:
    upstream = impl.array(draw.array("upstream", 4))
    output = impl.sigmoid(draw.array("x", 4))
    return {"gradient for x": impl.sigmoid_vjp(upstream, output),
            "upstream afterwards": upstream, "output afterwards": output}


mean_vjp = UNIT.exercise("mean_vjp", reference=_rule_of(lambda x: x.mean()))


@mean_vjp.probe("the mean of a row of numbers", points=0.5)
def mean_of_a_row(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"gradient for x": impl.mean_vjp(draw.array("upstream"), draw.array("x", 4))}


@mean_vjp.probe("the mean of a table")
def mean_of_a_table(impl: Any, draw: Draw) -> dict[str, Any]:
    block = np.array([[[np.inf, 2.0], [2.0, 2.0]], [[2.0, 2.0], [2.0, 0.0]]])
    return {"gradient for x": impl.mean_vjp(draw.array("upstream"), draw.array("x", 2, 3)),
            "gradient for a block of inf, 2 and 0": impl.mean_vjp(np.array(4.0), block)}


@mean_vjp.probe("the mean of a single number, of shape ()", points=0.5)
def mean_of_a_number(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"gradient for x": impl.mean_vjp(draw.array("upstream"), draw.array("x"))}


chain_vjp = UNIT.exercise(
    "chain_vjp",
    reference=lambda upstream, x, factor, power:
    _gradients(lambda x: ((x * factor) ** power).mean(), upstream, x)[0],
    needs=("mul_vjp", "pow_vjp", "mean_vjp"),
)


@chain_vjp.probe("a row of numbers and the power 2")
def chain_of_squares(impl: Any, draw: Draw) -> dict[str, Any]:
    upstream, x, factor = draw.array("upstream"), draw.array("x", 4), draw.array("factor", 4)
    return {"gradient for x": impl.chain_vjp(upstream, x, factor, 2),
            "gradient for [2, 3], with the factor [0, 2] and the power 1": impl.chain_vjp(
                np.array(1.5), np.array([2.0, 3.0]), np.array([0.0, 2.0]), 1),
            "gradient for [2, 3], with the factor [1, 4] and the power 0.5": impl.chain_vjp(
                np.array(1.5), np.array([2.0, 3.0]), np.array([1.0, 4.0]), 0.5)}


@chain_vjp.probe("a table and a higher power")
def chain_of_powers(impl: Any, draw: Draw) -> dict[str, Any]:
    upstream, x, factor = draw.array("upstream"), draw.array("x", 2, 3), draw.array("factor", 2, 3)
    return {"gradient for x": impl.chain_vjp(upstream, x, factor, draw.integer("power", 3, 4))}


numeric_vjp = UNIT.exercise("numeric_vjp", reference=_numeric)


@numeric_vjp.probe("square, with a step so large that only a central difference is exact")
def numeric_square(impl: Any, draw: Draw) -> dict[str, Any]:
    x, upstream, h = draw.array("x", 3), draw.array("upstream", 3), draw.number("h", 0.1, 0.3)
    table, weights = draw.array("table", 2, 3), draw.array("upstream for the table", 2, 3)
    turned = impl.array(draw.array("table that is transposed", 2, 3)).T
    return {"gradient for x": impl.numeric_vjp(impl.square, x, upstream, h),
            "gradient for a transposed table":
                impl.numeric_vjp(impl.square, turned, np.full((3, 2), 1.5), h),
            "gradient for a table": impl.numeric_vjp(impl.square, table, weights, h=h)}


@numeric_vjp.probe("differences: the output has another shape than x")
def numeric_differences(impl: Any, draw: Draw) -> dict[str, Any]:
    x, upstream = draw.array("x", 4), draw.array("upstream", 3)
    return {"gradient for x": impl.numeric_vjp(impl.differences, x, upstream)}


@numeric_vjp.probe("energy of a table: the output is one number")
def numeric_energy(impl: Any, draw: Draw) -> dict[str, Any]:
    x, upstream, h = draw.array("x", 2, 3), draw.array("upstream"), draw.number("h", 0.1, 0.3)
    row, weights = draw.array("row", 3), draw.array("upstream for the row", 3)
    return {"gradient for x": impl.numeric_vjp(impl.energy, x, upstream, h),
            "gradient for a row, of times_sum": impl.numeric_vjp(impl.times_sum, row, weights, h)}


@numeric_vjp.probe("sine of a single number, of shape ()", points=0.5)
def numeric_sine(impl: Any, draw: Draw) -> dict[str, Any]:
    x, upstream, h = draw.array("x"), draw.array("upstream"), draw.number("h", 0.1, 0.3)
    return {"gradient for x": impl.numeric_vjp(impl.sine, x, upstream),
            "gradient for x, with a large h": impl.numeric_vjp(impl.sine, x, upstream, h),
            "at 0 and 1": impl.numeric_vjp(
                impl.sine, np.array([0.0, 1.0]), np.array([2.0, -3.0])),
            "at 4, with a large h": impl.numeric_vjp(impl.sine, np.array(4.0), upstream, h)}


@numeric_vjp.probe("x keeps its numbers", points=0.5)
def numeric_unchanged(impl: Any, draw: Draw) -> dict[str, Any]:
    x = impl.array(draw.array("x", 3))
    gradient = impl.numeric_vjp(impl.square, x, draw.array("upstream", 3), 0.25)
    return {"gradient for x": gradient, "x afterwards": x}


rule_is_right = UNIT.exercise("rule_is_right", reference=_agree, needs=("numeric_vjp",))


@rule_is_right.probe("rules that are right are accepted, for their own function alone")
def right_rules(impl: Any, draw: Draw) -> dict[str, Any]:
    x, seed = draw.array("x", 4), draw.integer("seed", 1, 999)
    return {"sine_rule": impl.rule_is_right(impl.sine, impl.sine_rule, x, seed),
            "differences_rule":
                impl.rule_is_right(impl.differences, impl.differences_rule, x, seed),
            "total_rule": impl.rule_is_right(impl.total, impl.total_rule, x, seed),
            "sine_rule, for a table": impl.rule_is_right(
                impl.sine, impl.sine_rule, draw.array("table", 2, 3), seed),
            "sine_rule, for a single number": impl.rule_is_right(
                impl.sine, impl.sine_rule, draw.array("number"), seed),
            "sine_rule at pi / 2, where the gradient is 0": impl.rule_is_right(
                impl.sine, impl.sine_rule, np.array([np.pi / 2]), seed),
            "sine_rule, for square": impl.rule_is_right(impl.square, impl.sine_rule, x, seed)}


def _rejected(impl: Any, draw: Draw, function: Any, **rules: Any) -> dict[str, Any]:
    """What is said of wrong rules of a function, and of one that is right: to reject everything is
    no test. At 0 measuring a sum is exact, whatever the tolerance.
    """
    # Distinct entries far from one another, so that no exchange of two of them goes unseen.
    x = np.array([0.4, -1.1, 2.2, -2.6]) + draw.array("shift") * 0.05
    zeros = np.zeros(3)
    draw.drawn = {"x": x.copy(), "zeros": zeros}
    seed = draw.integer("seed", 1, 999)
    return {name: impl.rule_is_right(function, rule, x, seed) for name, rule in rules.items()} | {
        "total_rule at zeros": impl.rule_is_right(
            impl.total, impl.total_rule, zeros.copy(), seed)}


@rule_is_right.probe("sine_without_upstream is rejected")
def rejects_without_upstream(impl: Any, draw: Draw) -> dict[str, Any]:
    return _rejected(impl, draw, impl.sine, sine_without_upstream=impl.sine_without_upstream)


@rule_is_right.probe("sine_with_averaged_upstream and sine_with_squared_upstream are rejected",
                     points=0.5)
def rejects_averaged_upstream(impl: Any, draw: Draw) -> dict[str, Any]:
    return _rejected(impl, draw, impl.sine,
                     sine_with_averaged_upstream=impl.sine_with_averaged_upstream,
                     sine_with_squared_upstream=impl.sine_with_squared_upstream)


@rule_is_right.probe("sine_in_reverse is rejected", points=0.5)
def rejects_reverse(impl: Any, draw: Draw) -> dict[str, Any]:
    return _rejected(impl, draw, impl.sine, sine_in_reverse=impl.sine_in_reverse)


@rule_is_right.probe("sine_a_little_off and sine_with_sign_turned are rejected", points=0.5)
def rejects_a_little_off(impl: Any, draw: Draw) -> dict[str, Any]:
    return _rejected(impl, draw, impl.sine, sine_a_little_off=impl.sine_a_little_off,
                     sine_with_sign_turned=impl.sine_with_sign_turned)


@rule_is_right.probe("rules that are off at one place alone are rejected", points=0.5)
def rejects_one_place(impl: Any, draw: Draw) -> dict[str, Any]:
    return _rejected(impl, draw, impl.sine, sine_one_too_large=impl.sine_one_too_large,
                     sine_one_too_small=impl.sine_one_too_small,
                     sine_with_a_nan=impl.sine_with_a_nan)


@rule_is_right.probe("total_as_one_number and sine_as_a_table are rejected", points=0.5)
def rejects_shapes(impl: Any, draw: Draw) -> dict[str, Any]:
    return _rejected(impl, draw, impl.total, total_as_one_number=impl.total_as_one_number) | (
        {"sine_as_a_table": impl.rule_is_right(
            impl.sine, impl.sine_as_a_table, draw.drawn["x"], draw.drawn["seed"])})
