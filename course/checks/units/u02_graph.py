"""Unit 02: nodes and their names, what they refer to, and walking from a root to the leaves."""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

Tensor = torch.Tensor
Named = list[tuple[str, torch.Tensor]]

ROW = np.array([1.0, 2.0, 3.0])
BIAS = np.array([0.5, -1.0, 4.0])
SQUARE = np.array([[1.0, -2.0], [0.5, 3.0]])
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}
RECORDED = {
    "AddBackward0": operator.add,
    "SubBackward0": operator.sub,
    "MulBackward0": operator.mul,
    "MeanBackward0": torch.mean,
    "StackBackward0": lambda *items: torch.stack(items),
}
MANY = 60


def _tensor(data: Tensor, requires_grad: bool = False, grad_fn: Any = None) -> Tensor:
    tensor = leaf(data, requires_grad)
    return tensor if grad_fn is None else grad_fn(tensor, 0.0)


def _edge(item: Any) -> Any:
    marker = torch.ones((), dtype=torch.float64, requires_grad=True)
    return (marker * item).grad_fn.next_functions[1]


def _kind(node: Any) -> str | None:
    return None if node is None else type(node).__name__


def _names_before(node: Any) -> list[str | None] | None:
    return None if node is None else [_kind(before) for before, _ in node.next_functions]


def _many_ways(count: int) -> tuple[Tensor, Named]:
    y = torch.ones(1, dtype=torch.float64, requires_grad=True)
    named = [("w", y)]
    for number in range(1, count + 1):
        y = y + y
        named.append((f"y{number}", y))
    return y, named


def _behind(root: Tensor, named: Named) -> Named:
    """The tensors on which the root depends, so that they get a gradient."""
    tracked = [(name, tensor) for name, tensor in named if tensor.requires_grad]
    if not root.requires_grad or not tracked:
        return []
    gradients = torch.autograd.grad(
        root.sum(), [tensor for _, tensor in tracked], allow_unused=True, retain_graph=True
    )
    pairs = zip(tracked, gradients, strict=True)
    return [entry for entry, gradient in pairs if gradient is not None]


def _nodes_behind(root: Tensor, named: Named) -> list[str]:
    return sorted(name for name, _ in _behind(root, named))


def _leaves_behind(root: Tensor, named: Named) -> list[str]:
    return sorted(name for name, tensor in _behind(root, named) if tensor.is_leaf)


def _arrows_behind(root: Tensor, named: Named) -> list[str]:
    ends = [(name, _edge(tensor)[0]) for name, tensor in _behind(root, named)]
    return sorted(
        f"{name} to {other}"
        for name, node in ends
        for before, _ in node.next_functions
        for other, end in ends
        if end is before
    )


UNIT = Unit("02-graph", given={
    "Tensor": _tensor,
    "Node": RECORDED.__getitem__,
    "kind": _kind,
    "kinds": lambda tensor: _names_before(tensor.grad_fn),
    "names_before": _names_before,
    "has_variable": lambda node: _kind(node) == "AccumulateGrad",
    "end_node": lambda tensor: _edge(tensor)[0],
    "kept": lambda tensor: _kind(_edge(tensor)[0]) if tensor.is_leaf else None,
    "many_ways": _many_ways,
    "same": operator.is_,
    "name_in": lambda table, item: next(name for name, known in table if known is item),
    "is_list": lambda value: True,
    "names_of_nodes": _nodes_behind,
    "names_of_leaves": _leaves_behind,
    "names_of_arrows": _arrows_behind,
})


def _positive(draw: Draw, name: str, count: int) -> Any:
    return np.array([draw.number(f"{name}[{place}]", 0.5, 2.5) for place in range(count)])


def _notes(impl: Any, tensor: Any) -> dict[str, Any]:
    return {
        "data": tensor.data,
        "requires_grad": tensor.requires_grad,
        "name of grad_fn": impl.kind(tensor.grad_fn),
        "names in next_functions": impl.kinds(tensor),
    }


edge = UNIT.exercise("edge", reference=_edge, may=("know objects",))


@edge.probe("a leaf that requires a gradient")
def edge_of_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    pair, numbers = impl.edge(w), [impl.edge(v)[1] for v in [draw.weight(impl, "v", 2)] * 3]
    return {"the node": impl.kind(pair[0]), "the number": pair[1],
            "the numbers of a leaf that is asked three times": numbers,
            "the node's variable": impl.name_in([("w", w)], pair[0].variable),
            "the node is kept in w.accumulator": impl.same(pair[0], impl.end_node(w)),
            "the node's own next_functions": impl.names_before(pair[0]),
            "w.grad_fn afterwards": impl.kind(w.grad_fn),
            "the node of a leaf of zeros": impl.kind(
                impl.edge(impl.Tensor(np.zeros(2), requires_grad=True))[0])}


@edge.probe("a leaf that is asked twice has one node, two leaves have two", points=0.5)
def one_node_for_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    data = draw.array("w and v", 3)
    w, v = impl.Tensor(data, requires_grad=True), impl.Tensor(data, requires_grad=True)
    first, second, other = impl.edge(w), impl.edge(w), impl.edge(v)
    w.requires_grad = False
    impl.edge(w)
    w.requires_grad = True
    return {"asked twice, the same node": impl.same(first[0], second[0]),
            "switched off, on again and asked, the same node": impl.same(
                first[0], impl.edge(w)[0]),
            "another leaf, the same node": impl.same(first[0], other[0])}


@edge.probe("a recorded tensor")
def edge_of_a_result(impl: Any, draw: Draw) -> dict[str, Any]:
    data, maker = draw.array("y", 3), impl.Node("SubBackward0")
    y = impl.Tensor(data, requires_grad=True, grad_fn=maker)
    pair = impl.edge(y)
    return {"the node": impl.kind(pair[0]), "the number": pair[1],
            "the node is y.grad_fn": impl.same(pair[0], y.grad_fn)}


@edge.probe("constants: a tensor without the flag, and a plain number", points=0.5)
def edge_of_constants(impl: Any, draw: Draw) -> dict[str, Any]:
    switched_off = draw.weight(impl, "w", 3)
    impl.edge(switched_off)
    switched_off.requires_grad = False
    constant = draw.constant(impl, "x", 3)
    return {"a tensor without the flag": impl.edge(constant),
            "its accumulator afterwards": impl.kind(impl.end_node(constant)),
            "a plain number": impl.edge(draw.number("number", 1, 5)),
            "a whole number": impl.edge(2),
            "a leaf that was used, then switched off": impl.edge(switched_off)}


record = UNIT.exercise(
    "record", reference=lambda data, name, inputs: RECORDED[name](*inputs), needs=("edge",)
)


@record.probe("a constant and a weight, in either order")
def weight_and_constant(impl: Any, draw: Draw) -> dict[str, Any]:
    x_data, w_data = draw.array("x", 3), draw.array("w", 3)
    x, w = impl.Tensor(x_data), impl.Tensor(w_data, requires_grad=True)
    first = impl.record(x_data - w_data, "SubBackward0", [x, w])
    return {
        "x - w": _notes(impl, first),
        "w - x": _notes(impl, impl.record(w_data - x_data, "SubBackward0", [w, x])),
        "the number in the second pair": first.grad_fn.next_functions[1][1],
        "the node in the second pair is w's": impl.same(
            first.grad_fn.next_functions[1][0], impl.end_node(w)),
        "the node of x - w has a variable": impl.has_variable(first.grad_fn),
        "what x - w keeps as its own accumulator": impl.kept(first),
    }


@record.probe("three inputs, the weight in the middle, and last", points=0.5)
def three_inputs(impl: Any, draw: Draw) -> dict[str, Any]:
    data = draw.arrays("data", 3, 3)
    a, b, w = impl.Tensor(data[0]), impl.Tensor(data[1]), impl.Tensor(data[2], requires_grad=True)
    middle = impl.record(np.stack([data[0], data[2], data[1]]), "StackBackward0", [a, w, b])
    last = impl.record(np.stack(data), "StackBackward0", [a, b, w])
    return _notes(impl, middle) | {"with the weight last": _notes(impl, last)}


@record.probe("constants only", points=0.5)
def recorded_constants(impl: Any, draw: Draw) -> dict[str, Any]:
    data, number = draw.array("x", 3), draw.number("number", 2, 5)
    return _notes(impl, impl.record(data * number, "MulBackward0", [impl.Tensor(data), number]))


@record.probe("a weight and a plain number", points=0.5)
def weight_and_number(impl: Any, draw: Draw) -> dict[str, Any]:
    data, number = draw.array("w", 3), draw.number("number", 2, 5)
    w = impl.Tensor(data, requires_grad=True)
    return _notes(impl, impl.record(data * number, "MulBackward0", [w, number]))


@record.probe("one tensor twice: w * w", points=0.5)
def one_tensor_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    data = draw.array("w", 3)
    w = impl.Tensor(data, requires_grad=True)
    square = impl.record(data * data, "MulBackward0", [w, w])
    again = impl.record(data * data, "MulBackward0", [w, w])
    zero = impl.Tensor(np.zeros(3), requires_grad=True)
    return _notes(impl, square) | {
        "the number in the second pair": square.grad_fn.next_functions[1][1],
        "requires_grad, where the data are zeros":
        impl.record(np.zeros(3), "MulBackward0", [zero, zero]).requires_grad,
        "computed twice, the same node": impl.same(square.grad_fn, again.grad_fn)}


@record.probe("one operation after the other: the mean of w + v", points=0.5)
def two_in_a_row(impl: Any, draw: Draw) -> dict[str, Any]:
    w_data, v_data = draw.array("w", 2, 3), draw.array("v", 2, 3)
    w, v = impl.Tensor(w_data, requires_grad=True), impl.Tensor(v_data, requires_grad=True)
    total = impl.record(w_data + v_data, "AddBackward0", [w, v])
    average = impl.record(np.asarray((w_data + v_data).mean()), "MeanBackward0", [total])
    halved = impl.record(average.data * 0.5, "MulBackward0", [average, 0.5])
    return {"w + v": _notes(impl, total), "the mean": _notes(impl, average),
            "half of the mean": _notes(impl, halved)}


arithmetic = UNIT.exercise(
    "arithmetic",
    reference=lambda sign, left, right: SIGNS[sign](left, right),
    needs=("edge", "record"),
)


def _arithmetic(impl: Any, draw: Draw, sign: str) -> dict[str, Any]:
    x, w = draw.constant(impl, "x", 2, 3), draw.weight(impl, "w", 3)
    number = draw.number("number", 2, 5)
    square = impl.Tensor(SQUARE, requires_grad=True)
    digits = impl.Tensor(np.array([16_777_217.0]))
    single = impl.Tensor(np.array([2.0]), requires_grad=True)
    result = impl.arithmetic(sign, x, w)
    return {
        f"the second node behind x {sign} w is w's own": impl.same(
            result.grad_fn.next_functions[1][0], impl.end_node(w)),
        f"x {sign} w": _notes(impl, result),
        f"w {sign} number": _notes(impl, impl.arithmetic(sign, w, number)),
        f"w {sign} 3": _notes(impl, impl.arithmetic(sign, w, 3)),
        f"the node of w {sign} 0": impl.kind(impl.arithmetic(sign, w, 0).grad_fn),
        f"the node of w {sign} 1": impl.kind(impl.arithmetic(sign, w, 1).grad_fn),
        f"x {sign} x": _notes(impl, impl.arithmetic(sign, x, x)),
        f"w {sign} x, w is stretched": _notes(impl, impl.arithmetic(sign, w, x)),
        f"w {sign} single, of shape (1,)": impl.arithmetic(sign, w, single).data,
        f"w {sign} v, a tensor of shape ()":
            _notes(impl, impl.arithmetic(sign, w, draw.weight(impl, "v"))),
        f"square {sign} square, of two axes": _notes(impl, impl.arithmetic(sign, square, square)),
        f"16777217 {sign} 16777216": impl.arithmetic(sign, digits, 16_777_216.0).data,
    }


@arithmetic.probe("a sum", points=0.5)
def a_sum(impl: Any, draw: Draw) -> dict[str, Any]:
    return _arithmetic(impl, draw, "+")


@arithmetic.probe("a difference", points=0.5)
def a_difference(impl: Any, draw: Draw) -> dict[str, Any]:
    return _arithmetic(impl, draw, "-")


@arithmetic.probe("a product", points=0.5)
def a_product(impl: Any, draw: Draw) -> dict[str, Any]:
    return _arithmetic(impl, draw, "*")


@arithmetic.probe("a quotient", points=0.5)
def a_quotient(impl: Any, draw: Draw) -> dict[str, Any]:
    return _arithmetic(impl, draw, "/")


number_first = UNIT.exercise(
    "number_first",
    reference=lambda sign, number, tensor: SIGNS[sign](number, tensor),
    needs=("edge", "record"),
)


def _number_first(impl: Any, draw: Draw, sign: str) -> dict[str, Any]:
    w, x = draw.weight(impl, "w", 3), draw.constant(impl, "x", 3)
    number = draw.number("number", 2, 5)
    return {
        f"number {sign} w": _notes(impl, impl.number_first(sign, number, w)),
        f"number {sign} x": _notes(impl, impl.number_first(sign, number, x)),
        f"3 {sign} w": _notes(impl, impl.number_first(sign, 3, w)),
        f"the node of 1 {sign} w": impl.kind(impl.number_first(sign, 1, w).grad_fn),
        f"the node of 0 {sign} w": impl.kind(impl.number_first(sign, 0, w).grad_fn),
        f"number {sign} single, of shape ()": _notes(impl, impl.number_first(
            sign, number, draw.weight(impl, "single"))),
        f"-2 {sign} w": _notes(impl, impl.number_first(sign, -2, w)),
    }


@number_first.probe("number + tensor", points=0.5)
def number_plus(impl: Any, draw: Draw) -> dict[str, Any]:
    return _number_first(impl, draw, "+")


@number_first.probe("number * tensor", points=0.5)
def number_times(impl: Any, draw: Draw) -> dict[str, Any]:
    return _number_first(impl, draw, "*")


@number_first.probe("number - tensor", points=0.5)
def number_minus(impl: Any, draw: Draw) -> dict[str, Any]:
    return _number_first(impl, draw, "-")


@number_first.probe("number / tensor leaves two nodes")
def number_divided_by(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "v", 3)
    reciprocal = impl.number_first("/", 1.5, w).grad_fn.next_functions[0][0]
    return _number_first(impl, draw, "/") | {
        "names in the reciprocal's next_functions": impl.names_before(reciprocal)}


power = UNIT.exercise(
    "power", reference=lambda base, exponent: base**exponent, needs=("edge", "record"))


@power.probe("a number as exponent", points=0.5)
def number_as_exponent(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    v = impl.Tensor(_positive(draw, "v", 3), requires_grad=True)
    return {"w ** number": _notes(impl, impl.power(w, draw.integer("number", 3, 4))),
            "w ** 2": _notes(impl, impl.power(w, 2)),
            **{f"the node of w ** {n}": impl.kind(impl.power(w, n).grad_fn) for n in (0, 1, -1)},
            "the node of v ** 0.5": impl.kind(impl.power(v, 0.5).grad_fn),
            "single ** 2, of shape ()": _notes(
                impl, impl.power(draw.weight(impl, "single"), 2)),
            "the node behind w ** 3 is w's own": impl.same(
                impl.power(w, 3).grad_fn.next_functions[0][0], impl.end_node(w)),
            "v ** -0.5": _notes(impl, impl.power(v, -0.5)),
            "[-1.5, 3, -0.5] ** 3": impl.power(impl.Tensor(np.array([-1.5, 3.0, -0.5])), 3).data}


@power.probe("a number as base", points=0.5)
def number_as_base(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    return {"number ** w": _notes(impl, impl.power(draw.number("number", 1.5, 3), w)),
            "2 ** w": _notes(impl, impl.power(2, w)),
            "the node of 2 ** square": impl.kind(
                impl.power(2, impl.Tensor(SQUARE, requires_grad=True)).grad_fn),
            "the node of 1 ** w": impl.kind(impl.power(1, w).grad_fn)}


@power.probe("two tensors, one of them a constant or none")
def tensor_as_exponent(impl: Any, draw: Draw) -> dict[str, Any]:
    base, exponent = _positive(draw, "base", 3), draw.array("exponent", 3)
    w, v = impl.Tensor(base, requires_grad=True), impl.Tensor(exponent, requires_grad=True)
    x, c = impl.Tensor(base), impl.Tensor(exponent)
    return {
        "both with the flag": _notes(impl, impl.power(w, v)),
        "one tensor twice": _notes(impl, impl.power(w, w)),
        "only the exponent": _notes(impl, impl.power(x, v)),
        "only the base": _notes(impl, impl.power(w, c)),
        "none": _notes(impl, impl.power(x, c)),
        "w to a constant of shape ()": _notes(
            impl, impl.power(w, draw.constant(impl, "single"))),
        "[-1.5, 3, -0.5] to [3, 2, 1]": impl.power(
            impl.Tensor(np.array([-1.5, 3.0, -0.5])), impl.Tensor(np.array([3.0, 2.0, 1.0]))).data,
    }


mean = UNIT.exercise(
    "mean", reference=lambda tensor: tensor.mean(), needs=("edge", "record"))


@mean.probe("the mean of a matrix", points=0.5)
def mean_of_a_matrix(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 2, 3)
    average = impl.mean(w)
    return _notes(impl, average) | {"the node behind it is w's own": impl.same(
        average.grad_fn.next_functions[0][0], impl.end_node(w))}


@mean.probe("the mean of a constant, and of a single number", points=0.5)
def mean_edges(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"a constant": _notes(impl, impl.mean(draw.constant(impl, "x", 2, 4))),
            "a single number": _notes(impl, impl.mean(draw.weight(impl, "number"))),
            "three axes": _notes(impl, impl.mean(draw.weight(impl, "w", 2, 3, 2))),
            "a nan and a 1": _notes(impl, impl.mean(impl.Tensor(np.array([np.nan, 1.0]))))}


def _layer(impl: Any) -> tuple[Any, list[tuple[str, Any]]]:
    """The mean of (x * w + b) * 2, a leaf that is not used, and all tensors with their names."""
    x, w, unused = (impl.Tensor(ROW, requires_grad=flag) for flag in (False, True, True))
    b = impl.Tensor(BIAS, requires_grad=True)
    product = impl.record(ROW * ROW, "MulBackward0", [x, w])
    total = impl.record(ROW * ROW + BIAS, "AddBackward0", [product, b])
    twice = impl.record((ROW * ROW + BIAS) * 2.0, "MulBackward0", [total, 2.0])
    loss = impl.record(
        np.asarray(np.mean((ROW * ROW + BIAS) * 2.0)), "MeanBackward0", [twice])
    return loss, [("x", x), ("w", w), ("b", b), ("unused", unused), ("x * w", product),
                  ("x * w + b", total), ("(x * w + b) * 2", twice), ("the mean", loss)]


def _diamond(impl: Any) -> tuple[Any, list[tuple[str, Any]]]:
    """h = w * v, used twice by one operation and once by another, and all tensors with names.

    The last operation has three inputs, and w is as near to it as it is far away.
    """
    w, v, u = (impl.Tensor(ROW, requires_grad=True) for _ in range(3))
    h = impl.record(ROW**2, "MulBackward0", [w, v])
    square = impl.record(ROW**4, "MulBackward0", [h, h])
    difference = impl.record(ROW**2 - ROW, "SubBackward0", [h, w])
    total = impl.record(ROW**4 + ROW**2 - ROW, "AddBackward0", [square, difference])
    stack = impl.record(np.stack([ROW**4 + ROW**2 - ROW, ROW, ROW]), "StackBackward0",
                        [total, w, u])
    return stack, [("w", w), ("v", v), ("u", u), ("h", h), ("h * h", square),
                   ("h - w", difference), ("the sum", total), ("the stack", stack)]


def _single(impl: Any) -> tuple[Any, Any, list[tuple[str, Any]]]:
    w, x = impl.Tensor(ROW, requires_grad=True), impl.Tensor(ROW)
    return w, x, [("w", w), ("x", x)]


LAYER = "((x * w + b) * 2).mean(), where w and b require a gradient"
DIAMOND = "h = w * v, then (h * h) + (h - w), stacked with w and u: several ways to some nodes"
SINGLE = "a root that is itself a leaf, w, or a constant, x"
MANY_WAYS = "sixty times y = y + y: many more ways than nodes"


nodes = UNIT.exercise("nodes", reference=lambda root: root, needs=("edge", "record"))


@nodes.probe(LAYER)
def nodes_of_a_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    root, named = _layer(impl)
    found = impl.nodes(root)
    return {"tensors whose nodes are in the list": impl.names_of_nodes(found, named),
            "it is a list": impl.is_list(found),
            "what the node of x * w refers to afterwards": impl.kinds(dict(named)["x * w"])}


@nodes.probe(DIAMOND)
def nodes_of_a_diamond(impl: Any, draw: Draw) -> dict[str, Any]:
    root, named = _diamond(impl)
    return {"tensors whose nodes are in the list": impl.names_of_nodes(impl.nodes(root), named),
            "the list, asked again": impl.names_of_nodes(impl.nodes(root), named),
            "tensors whose nodes are in the list for h": impl.names_of_nodes(
                impl.nodes(dict(named)["h"]), named)}


@nodes.probe(SINGLE, points=0.5)
def nodes_of_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x, named = _single(impl)
    return {"for w": impl.names_of_nodes(impl.nodes(w), named),
            "for x": impl.names_of_nodes(impl.nodes(x), named)}


@nodes.probe(MANY_WAYS, points=0.5)
def nodes_of_many_ways(impl: Any, draw: Draw) -> dict[str, Any]:
    graph = impl.many_ways(MANY)
    found = impl.nodes(graph[0])
    return {"tensors whose nodes are in the list": impl.names_of_nodes(found, graph[1])}


leaves = UNIT.exercise(
    "leaves", reference=lambda root: root, needs=("edge", "record", "nodes"),
    may=("share memory",)
)


@leaves.probe(LAYER)
def leaves_of_a_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    root, named = _layer(impl)
    found = impl.leaves(root)
    return {"tensors in the list": impl.names_of_leaves(found, named),
            "it is a list": impl.is_list(found)}


@leaves.probe(DIAMOND, points=0.5)
def leaves_of_a_diamond(impl: Any, draw: Draw) -> dict[str, Any]:
    root, named = _diamond(impl)
    return {"tensors in the list": impl.names_of_leaves(impl.leaves(root), named),
            "tensors in the list, asked again": impl.names_of_leaves(impl.leaves(root), named),
            "tensors in the list for h": impl.names_of_leaves(
                impl.leaves(dict(named)["h"]), named)}


@leaves.probe(SINGLE, points=0.5)
def leaves_of_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x, named = _single(impl)
    zeros = impl.Tensor(np.zeros(3), requires_grad=True)
    return {"for w": impl.names_of_leaves(impl.leaves(w), named),
            "for x": impl.names_of_leaves(impl.leaves(x), named),
            "for a leaf of zeros": impl.names_of_leaves(
                impl.leaves(zeros), [("zeros", zeros)])}


@leaves.probe(MANY_WAYS, points=0.5)
def leaves_of_many_ways(impl: Any, draw: Draw) -> dict[str, Any]:
    graph = impl.many_ways(MANY)
    found = impl.leaves(graph[0])
    return {"tensors in the list": impl.names_of_leaves(found, graph[1])}


arrows = UNIT.exercise("arrows", reference=lambda root: root, needs=("edge", "record", "nodes"))


@arrows.probe(LAYER)
def arrows_of_a_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    root, named = _layer(impl)
    found = impl.arrows(root)
    return {"arrows in the list": impl.names_of_arrows(found, named),
            "it is a list": impl.is_list(found)}


@arrows.probe(DIAMOND)
def arrows_of_a_diamond(impl: Any, draw: Draw) -> dict[str, Any]:
    root, named = _diamond(impl)
    return {"arrows in the list": impl.names_of_arrows(impl.arrows(root), named),
            "arrows in the list, asked again": impl.names_of_arrows(impl.arrows(root), named)}


@arrows.probe(SINGLE, points=0.5)
def arrows_of_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    w, x, named = _single(impl)
    return {"for w": impl.names_of_arrows(impl.arrows(w), named),
            "for x": impl.names_of_arrows(impl.arrows(x), named)}


@arrows.probe(MANY_WAYS, points=0.5)
def arrows_of_many_ways(impl: Any, draw: Draw) -> dict[str, Any]:
    graph = impl.many_ways(MANY)
    found = impl.arrows(graph[0])
    return {"arrows in the list": impl.names_of_arrows(found, graph[1])}
