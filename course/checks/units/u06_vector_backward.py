"""Unit 06: the vector-Jacobian product, node by node, and what backward() may start from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

Tensor = torch.Tensor
Function = Callable[[Tensor], Tensor]

ELEMENTWISE: dict[str, Function] = {
    "square": lambda x: x * x,
    "exp": lambda x: x.exp(),
    "tanh": lambda x: x.tanh(),
    "relu": lambda x: x.relu(),
}


def _mix(x: Tensor) -> Tensor:
    return torch.stack([x[0] * x[1], x[1] + x[2] * x[2]])


def _spread(x: Tensor) -> Tensor:
    return torch.stack([x[0] * x[0], x[0] * x[1], x[1] * x[1], 3 * x[1]])


def _turn(x: Tensor) -> Tensor:
    return torch.stack([x[1] * x[1], x[2], x[0] * x[1]])


def _times_sum(x: Tensor) -> Tensor:
    total: Tensor = x.sum()
    product: Tensor = x * total
    return product


def _elementwise_vjp(name: str, x: Tensor, v: Tensor) -> Tensor:
    return _vjp(ELEMENTWISE[name], [x], v)[0]


def _jacobian(f: Function, x: Tensor) -> Any:
    return torch.autograd.functional.jacobian(f, x)


def _chain_vjp(functions: list[Function], x: Tensor, v: Tensor) -> Tensor:
    def chain(y: Tensor) -> Tensor:
        for function in functions:
            y = function(y)
        output: Tensor = y * 1
        return output

    return _vjp(chain, [x], v)[0]


def _unbroadcast(gradient: Tensor, shape: tuple[int, ...]) -> Tensor:
    small = torch.zeros(shape, dtype=torch.float64)
    return _vjp(lambda x: x + torch.zeros_like(gradient), [small], gradient)[0]


def _vjp(function: Callable[..., Tensor], inputs: list[Tensor], v: Tensor) -> tuple[Tensor, ...]:
    leaves = [leaf(tensor, requires_grad=True) for tensor in inputs]
    return tuple(torch.autograd.grad(function(*leaves), leaves, v))


def _initial_gradient(output: Tensor, gradient: Tensor | None = None) -> Tensor | None:
    start = leaf(output, requires_grad=True)
    (start * 1).backward(gradient)
    return start.grad


UNIT = Unit("06-vector-backward", given={
    "mix": _mix,
    "spread": _spread,
    "turn": _turn,
    "times_sum": _times_sum,
    "impatient": lambda f: f,
})

elementwise_vjp = UNIT.exercise("elementwise_vjp", reference=_elementwise_vjp)


def _elementwise(impl: Any, draw: Draw, name: str, *shape: int) -> dict[str, Any]:
    x, v = draw.array("x", *shape), draw.array("v", *shape)
    other = draw.array("another x", *shape)
    return {"the gradient of x": impl.elementwise_vjp(name, x, v),
            "the gradient of another x": impl.elementwise_vjp(name, other, v)}


@elementwise_vjp.probe('"square" of a vector', points=0.5)
def square_of_a_vector(impl: Any, draw: Draw) -> dict[str, Any]:
    x, v = draw.array("x", 3), draw.array("v", 3)
    return {"the gradient of x": impl.elementwise_vjp("square", x, v)}


@elementwise_vjp.probe('"exp" of a matrix', points=0.5)
def exp_of_a_matrix(impl: Any, draw: Draw) -> dict[str, Any]:
    far = impl.elementwise_vjp("exp", np.array([[12.0], [-12.0]]), np.array([[1.5], [2.5]]))
    return _elementwise(impl, draw, "exp", 2, 3) | {"the gradient of x = [[12], [-12]]": far}


@elementwise_vjp.probe('"tanh" of a vector', points=0.5)
def tanh_of_a_vector(impl: Any, draw: Draw) -> dict[str, Any]:
    far = impl.elementwise_vjp("tanh", np.array([800.0, -800.0]), np.array([1.5, 2.5]))
    near = impl.elementwise_vjp("tanh", np.array([0.2, -0.3, 0.45]), np.array([1.5, 2.5, -2.0]))
    return _elementwise(impl, draw, "tanh", 4) | {
        "the gradient of x = [800, -800]": far, "the gradient of x = [0.2, -0.3, 0.45]": near}


@elementwise_vjp.probe('"relu", with entries of either sign and a 0', points=0.5)
def relu_of_a_vector(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.array("x", 5)
    x[:3] = 0.0, abs(x[1]) / 5, -abs(x[2])
    draw.drawn["x"] = x.copy()
    v = draw.array("v", 5)
    v[1:3] = -abs(v[1]), abs(v[2])
    draw.drawn["v"] = v.copy()
    return {"the gradient of x": impl.elementwise_vjp("relu", x, v)}


@elementwise_vjp.probe("a 0-d x, and an x without entries", points=0.5)
def elementwise_edges(impl: Any, draw: Draw) -> dict[str, Any]:
    x, v = draw.array("x"), draw.array("v")
    small, upstream = np.array([0.001, -0.002]), draw.array("v of two small numbers", 2)
    return {"0-d, square": impl.elementwise_vjp("square", x, v),
            "square of 0.001 and -0.002": impl.elementwise_vjp("square", small, upstream),
            "relu of 1e-10 and -2e-10": impl.elementwise_vjp("relu", small * 1e-7, upstream),
            "no entries, exp": impl.elementwise_vjp("exp", np.zeros(0), np.zeros(0))}


jacobian = UNIT.exercise("jacobian", reference=_jacobian, fixed_sizes=True)


@jacobian.probe("mix, from 3 inputs to 2 outputs")
def jacobian_of_mix(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the Jacobian": impl.jacobian(impl.mix, draw.array("x", 3))}


@jacobian.probe("spread, from 2 inputs to 4 outputs")
def jacobian_of_spread(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the Jacobian": impl.jacobian(impl.spread, draw.array("x", 2)),
            "the Jacobian at (2e-7, 0)": impl.jacobian(impl.spread, np.array([2e-7, 0.0]))}


@jacobian.probe("times_sum, from 3 inputs to 3 outputs, and from 1 to 1")
def jacobian_of_times_sum(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the Jacobian": impl.jacobian(impl.times_sum, draw.array("x", 3)),
            "the Jacobian for 1 input": impl.jacobian(impl.times_sum, draw.array("one x", 1))}


chain_vjp = UNIT.exercise(
    "chain_vjp", reference=_chain_vjp,
    may=("share memory",), fixed_sizes=True
)


def _chain(impl: Any, draw: Draw, names: list[str], inputs: int, outputs: int) -> dict[str, Any]:
    functions = [getattr(impl, name) for name in names]
    x, v = draw.array("x", inputs), draw.array("v", outputs)
    return {"the gradient of x": impl.chain_vjp(functions, x, v)}


@chain_vjp.probe("one function: spread", points=0.5)
def chain_of_one(impl: Any, draw: Draw) -> dict[str, Any]:
    large = impl.chain_vjp(
        [impl.spread], draw.array("another x", 2), draw.array("another v", 4) * 1000.0)
    return _chain(impl, draw, ["spread"], 2, 4) | {
        "the gradient of another x, with another v times 1000": large}


@chain_vjp.probe("two functions, 3 to 3 to 3 numbers: times_sum, then turn")
def chain_of_two(impl: Any, draw: Draw) -> dict[str, Any]:
    fixed = impl.chain_vjp([impl.times_sum, impl.turn], np.array([0.5, -0.25, 0.75]),
                           draw.array("another v", 3))
    return _chain(impl, draw, ["times_sum", "turn"], 3, 3) | {
        "the gradient of [0.5, -0.25, 0.75], which times_sum hands on": fixed}


@chain_vjp.probe("three functions, 3 to 3 to 2 to 4 numbers: turn, mix, spread")
def chain_of_three(impl: Any, draw: Draw) -> dict[str, Any]:
    functions = [impl.turn, impl.mix, impl.spread]
    zeros = impl.chain_vjp(functions, draw.array("another x", 3), np.zeros(4))
    return _chain(impl, draw, ["turn", "mix", "spread"], 3, 4) | {
        "the gradient of another x, with a v of zeros": zeros}


@chain_vjp.probe("a function that occurs twice: turn, times_sum, turn", points=0.5)
def chain_with_one_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    in_a_row = impl.chain_vjp([impl.times_sum, impl.times_sum], draw.array("another x", 3),
                              draw.array("another v", 3))
    of_five = impl.chain_vjp([impl.impatient(impl.turn), *[impl.turn] * 4],
                             np.array([1.0, -1.5, 0.5]), np.array([2.0, 1.0, -3.0]))
    return _chain(impl, draw, ["turn", "times_sum", "turn"], 3, 3) | {
        "the gradient of another x, through times_sum twice in a row": in_a_row,
        "the gradient of [1, -1.5, 0.5], through turn five times": of_five}


@chain_vjp.probe("no function at all: the output is x itself", points=0.5)
def empty_chain(impl: Any, draw: Draw) -> dict[str, Any]:
    return _chain(impl, draw, [], 3, 3)


unbroadcast = UNIT.exercise("unbroadcast", reference=_unbroadcast)


def _shrink(
    impl: Any, draw: Draw, large: tuple[int, ...], small: tuple[int, ...], name: str = "gradient"
) -> Any:
    gradient = draw.array(name, *large)
    drawn = dict(zip(large, gradient.shape, strict=True))  # other sizes in a wider case
    return impl.unbroadcast(gradient, tuple(drawn.get(length, length) for length in small))


@unbroadcast.probe("(2, 3) stays (2, 3)", points=0.5)
def nothing_to_do(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the gradient": _shrink(impl, draw, (2, 3), (2, 3))}


@unbroadcast.probe("(2, 3) to (3,): an axis was added in front", points=0.5)
def axis_in_front(impl: Any, draw: Draw) -> dict[str, Any]:
    row = np.array([[np.nan, 1.0, -2.0]])
    return {"the gradient": _shrink(impl, draw, (2, 3), (3,)),
            "of [[nan, 1, -2]], one row": impl.unbroadcast(row, (3,))}


@unbroadcast.probe("(2, 3) to (2, 1): an axis of length 1 was stretched", points=0.5)
def stretched_axis(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the gradient": _shrink(impl, draw, (2, 3), (2, 1))}


@unbroadcast.probe("(4, 2, 3) to (2, 1): both at once")
def front_and_stretched(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the gradient": _shrink(impl, draw, (4, 2, 3), (2, 1))}


@unbroadcast.probe("several axes of length 1, and lengths that coincide")
def several_stretched(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"a matrix to (1, 1)": _shrink(impl, draw, (2, 3), (1, 1), "matrix"),
            "a square to a vector": _shrink(impl, draw, (3, 3), (3,), "square"),
            "another square to a column": _shrink(impl, draw, (3, 3), (3, 1), "another square"),
            "three axes, the first and the last to 1":
            _shrink(impl, draw, (4, 2, 3), (1, 2, 1), "three axes"),
            "four axes to a row": _shrink(impl, draw, (5, 4, 2, 3), (1, 3), "four axes"),
            "four axes to a vector": _shrink(impl, draw, (5, 2, 4, 3), (3,), "others")}


@unbroadcast.probe("(2, 3) to (): a 0-d tensor was spread over a matrix", points=0.5)
def down_to_a_number(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the gradient": _shrink(impl, draw, (2, 3), ()),
            "of a 0-d gradient": _shrink(impl, draw, (), (), "0-d gradient")}


@unbroadcast.probe("(0, 3) to (3,) and to (0, 3): a batch without rows", points=0.5)
def an_empty_batch(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the gradient of shape (3,)": _shrink(impl, draw, (0, 3), (3,)),
            "the gradient of shape (0, 3)": _shrink(impl, draw, (0, 3), (0, 3)),
            "the gradient of shape (1, 3)": _shrink(impl, draw, (0, 3), (1, 3))}


multiply_vjp = UNIT.exercise(
    "multiply_vjp",
    reference=lambda a, b, v: _vjp(lambda x, y: x * y, [a, b], v),
    needs=("unbroadcast",),
)


def _product(
    impl: Any, draw: Draw, a: tuple[int, ...], b: tuple[int, ...], v: tuple[int, ...]
) -> dict[str, Any]:
    both = impl.multiply_vjp(draw.array("a", *a), draw.array("b", *b), draw.array("v", *v))
    return {"the gradient of a": both[0], "the gradient of b": both[1]}


@multiply_vjp.probe("two matrices of one shape", points=0.5)
def product_of_one_shape(impl: Any, draw: Draw) -> dict[str, Any]:
    row = impl.array(draw.array("row", 3))
    twice = impl.multiply_vjp(row, row, draw.array("v of row * row", 3))
    return _product(impl, draw, (2, 3), (2, 3), (2, 3)) | {
        "row * row: the gradient of the left": twice[0],
        "row * row: the gradient of the right": twice[1]}


@multiply_vjp.probe("(2, 3) times (3,): a vector for every row", points=0.5)
def product_with_a_vector(impl: Any, draw: Draw) -> dict[str, Any]:
    return _product(impl, draw, (2, 3), (3,), (2, 3))


@multiply_vjp.probe("(4, 1) times (3,): both are stretched")
def product_of_stretched(impl: Any, draw: Draw) -> dict[str, Any]:
    of_two_axes = impl.multiply_vjp(draw.array("column", 4, 1), draw.array("row", 1, 3),
                                    draw.array("v of column * row", 4, 3))
    return _product(impl, draw, (4, 1), (3,), (4, 3)) | {
        "column * row: the gradient of the column": of_two_axes[0],
        "column * row, of shape (1, 3): the gradient of the row": of_two_axes[1]}


@multiply_vjp.probe("(4, 1) times (4,), and (4,) times (4, 1): the lengths coincide", points=0.5)
def product_of_one_length(impl: Any, draw: Draw) -> dict[str, Any]:
    vector, column, v = draw.array("vector", 4), draw.array("column", 4, 1), draw.array("v", 4, 4)
    first, second = impl.multiply_vjp(column, vector, v), impl.multiply_vjp(vector, column, v)
    return {"column * vector: the gradient of the column": first[0],
            "column * vector: the gradient of the vector": first[1],
            "vector * column: the gradient of the vector": second[0],
            "vector * column: the gradient of the column": second[1]}


@multiply_vjp.probe("() times (5,): a number times a vector, and the other way round", points=0.5)
def product_with_a_number(impl: Any, draw: Draw) -> dict[str, Any]:
    vector, number = draw.array("vector", 5), draw.array("number")
    turned = impl.multiply_vjp(vector, number, draw.array("v of vector * number", 5))
    return _product(impl, draw, (), (5,), (5,)) | {
        "the gradient of the vector": turned[0], "the gradient of the number": turned[1]}


matmul_vjp = UNIT.exercise(
    "matmul_vjp", reference=lambda a, b, v: _vjp(lambda x, y: x @ y, [a, b], v)
)


def _matrices(impl: Any, draw: Draw, rows: int, inner: int, columns: int) -> dict[str, Any]:
    a, b = draw.array("a", rows, inner), draw.array("b", inner, columns)
    both = impl.matmul_vjp(a, b, draw.array("v", rows, columns))
    return {"the gradient of a": both[0], "the gradient of b": both[1]}


@matmul_vjp.probe("(2, 3) @ (3, 4)", points=1.5)
def distinct_dimensions(impl: Any, draw: Draw) -> dict[str, Any]:
    return _matrices(impl, draw, 2, 3, 4)


@matmul_vjp.probe("(3, 3) @ (3, 3), where a wrong order raises no error", points=0.5)
def square_matrices(impl: Any, draw: Draw) -> dict[str, Any]:
    square = impl.array(draw.array("square", 3, 3))
    both = impl.matmul_vjp(square, square, draw.array("v of square @ square", 3, 3))
    return _matrices(impl, draw, 3, 3, 3) | {
        "square @ square: the gradient of the left": both[0],
        "square @ square: the gradient of the right": both[1]}


@matmul_vjp.probe("(1, 4) @ (4, 2): a batch of one row", points=0.5)
def one_row(impl: Any, draw: Draw) -> dict[str, Any]:
    lost = impl.matmul_vjp(
        np.ones((2, 1)), np.array([[1e-7, 2e-7]]), np.array([[np.nan, 1.0], [2.0, -2.0]]))
    zeros = impl.matmul_vjp(
        np.zeros((2, 3)), draw.array("b of zeros", 3, 2), 1e-7 * draw.array("v of zeros", 2, 2))
    return _matrices(impl, draw, 1, 4, 2) | {
        "the gradient of a matrix of zeros": zeros[0],
        "the gradient of a column, with a nan in v": lost[0], "the gradient of its row": lost[1]}


matvec_vjp = UNIT.exercise(
    "matvec_vjp", reference=lambda a, x, v: _vjp(lambda m, y: m @ y, [a, x], v)
)


def _matrix_and_vector(impl: Any, draw: Draw, rows: int, columns: int) -> dict[str, Any]:
    a, x = draw.array("a", rows, columns), draw.array("x", columns)
    both = impl.matvec_vjp(a, x, draw.array("v", rows))
    return {"the gradient of a": both[0], "the gradient of x": both[1]}


@matvec_vjp.probe("(2, 3) @ (3,)")
def wide_matrix(impl: Any, draw: Draw) -> dict[str, Any]:
    return _matrix_and_vector(impl, draw, 2, 3)


@matvec_vjp.probe("(5, 2) @ (2,)", points=0.5)
def tall_matrix(impl: Any, draw: Draw) -> dict[str, Any]:
    row = impl.matvec_vjp(np.ones((1, 4)), np.zeros(4), np.array([2.0]))
    zeros = impl.matvec_vjp(np.zeros((2, 3)), draw.array("x of zeros", 3), np.array([1.0, -2.0]))
    passed = impl.matvec_vjp(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]),
                             np.array([0.0, 2.0]), np.array([0.0, 1.0, 2.0]))
    return _matrix_and_vector(impl, draw, 5, 2) | {
        "the gradient of a, where x is [0, 2] and v is [0, 1, 2]": passed[0],
        "the gradient of x, [0, 2]": passed[1],
        "the gradient of one row, for zeros": row[0], "the gradient of a matrix of zeros": zeros[0]}


@matvec_vjp.probe("(3, 3) @ (3,), where a missing transpose raises no error", points=0.5)
def square_matrix(impl: Any, draw: Draw) -> dict[str, Any]:
    return _matrix_and_vector(impl, draw, 3, 3)


initial_gradient = UNIT.exercise(
    "initial_gradient", reference=_initial_gradient,
    may=("share memory",)
)


@initial_gradient.probe("an output of one entry needs no gradient, whatever its shape")
def implicit_one(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"for shape ()": impl.initial_gradient(draw.array("output of shape ()")),
            "for shape (1,)": impl.initial_gradient(draw.array("output of shape (1,)", 1)),
            "for shape (1, 1), and None handed in":
            impl.initial_gradient(draw.array("output of shape (1, 1)", 1, 1), None)}


@initial_gradient.probe("without a gradient an output of several entries is an error", points=0.5)
def several_entries(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"raised for shape (3,)":
            impl.raised(impl.initial_gradient, draw.array("output", 3)),
            "raised for shape (1, 3)":
            impl.raised(impl.initial_gradient, np.array([[1.0, 2.0, 3.0]]))}


@initial_gradient.probe("without a gradient an output of no entries is an error too", points=0.5)
def no_entries(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"raised for shape (0,)": impl.raised(impl.initial_gradient, np.zeros(0))}


@initial_gradient.probe("a gradient of the output's shape is what backward starts from")
def given_gradient(impl: Any, draw: Draw) -> dict[str, Any]:
    output, scalar = draw.array("output", 3), draw.array("scalar output")
    return {"a vector": impl.initial_gradient(output, draw.array("gradient", 3)),
            "a number": impl.initial_gradient(scalar, draw.array("factor")),
            "zeros": impl.initial_gradient(np.array([np.inf, np.nan]), np.zeros(2)),
            "the number 0": impl.initial_gradient(scalar, np.zeros(())),
            "no entries": impl.initial_gradient(np.zeros((0, 3)), np.zeros((0, 3)))}


@initial_gradient.probe("a gradient of another shape is an error")
def mismatched_gradient(impl: Any, draw: Draw) -> dict[str, Any]:
    output, matrix = draw.array("output", 3), draw.array("matrix output", 2, 3)
    return {"raised for a gradient of 2 entries":
            impl.raised(impl.initial_gradient, output, draw.array("gradient", 2)),
            "raised for a 0-d gradient":
            impl.raised(impl.initial_gradient, output, draw.array("number")),
            "raised for a matrix and a gradient for its rows":
            impl.raised(impl.initial_gradient, matrix, draw.array("row", 3)),
            "raised for a matrix and its transpose":
            impl.raised(impl.initial_gradient, matrix, draw.array("transpose", 3, 2)),
            "raised for one entry and a 0-d gradient":
            impl.raised(impl.initial_gradient, draw.array("one entry", 1), draw.array("0-d"))}
