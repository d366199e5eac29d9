"""Unit 04: the order of the backward pass, from following every path to visiting each once."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

NUMBERS = itertools.count()
LONG = 1_500
MANY = 40


class Traced:
    """A tensor of the reference engine that knows its parents and when it was made.

    `visits` adds up while the graph is built; `calls` is counted by a hook of the engine. `data`,
    `grad` and `requires_grad` are what the conditions look at.
    """

    def __init__(
        self,
        data: torch.Tensor,
        requires_grad: bool = False,
        parents: tuple[Traced, ...] = (),
        hooked: bool = True,
    ) -> None:
        self.value = data if parents else leaf(data, requires_grad)
        self.parents = parents
        self.data = self.value.detach()
        self.requires_grad = self.value.requires_grad
        self.grad: torch.Tensor | None = None
        self.label = ""
        self.calls = 0
        self.number = next(NUMBERS)
        self.visits: int = 1 + sum(parent.visits for parent in parents)
        if parents and hooked and self.value.requires_grad:
            self.value.register_hook(self._called)

    def _called(self, gradient: torch.Tensor) -> None:
        self.calls += 1

    def __add__(self, other: Traced) -> Traced:
        return Traced(self.value + other.value, parents=(self, other))

    def __mul__(self, other: Traced) -> Traced:
        return Traced(self.value * other.value, parents=(self, other))

    def mean(self) -> Traced:
        return Traced(self.value.mean(), parents=(self,))


def _first_gradient(root: Traced) -> torch.Tensor | None:
    if root.value.requires_grad:
        root.value.retain_grad()
    root.value.backward()
    return root.value.grad


def _backward(root: Traced, upstream: torch.Tensor | None = None) -> None:
    root.value.backward(upstream, retain_graph=True)
    for tensor in _newest_first(root):
        if not tensor.parents and tensor.value.grad is not None:
            tensor.grad = tensor.value.grad.clone()


def _newest_first(root: Traced) -> list[Traced]:
    found = {root: None}
    new = [root]
    while new:
        parents = dict.fromkeys(parent for tensor in new for parent in tensor.parents)
        new = [parent for parent in parents if parent not in found]
        found |= dict.fromkeys(new)
    return sorted(found, key=lambda tensor: -tensor.number)


def _doublings(x: Traced, count: int) -> Traced:
    for number in range(1, count + 1):
        x = x + x
        x.label = f"y{number}"
    return x


def _three(a: Traced, b: Traced, c: Traced) -> Traced:
    return Traced(a.value * b.value * c.value, parents=(a, b, c))


def _long_chain(x: Traced, count: int) -> Traced:
    # All values in the middle share one tensor, which saves time: probes never read them.
    value = x.value * (count + 1)
    y = x
    for number in range(1, count + 1):
        y = Traced(value, parents=(y, x), hooked=False)
        y.label = f"y{number}"
    return y


UNIT = Unit("04-backward", given={
    "Tensor": Traced,
    "doublings": _doublings,
    "many_ways": _doublings,
    "three": _three,
    "long_chain": _long_chain,
    "labels": lambda order: " ".join(tensor.label for tensor in order),
    "sorted_labels": lambda order: " ".join(sorted(tensor.label for tensor in order)),
    "ends": lambda order: [len(order), order[0].label, order[-1].label],
    "too_late": lambda order: "",
})


def _labelled_weight(impl: Any, draw: Draw, name: str) -> Any:
    return _labelled(draw.weight(impl, name), name)


def _labelled(tensor: Any, label: str) -> Any:
    tensor.label = label
    return tensor


first_gradient = UNIT.exercise("first_gradient", reference=_first_gradient)


@first_gradient.probe("a result that was computed", points=0.5)
def computed_root(impl: Any, draw: Draw) -> dict[str, Any]:
    x, c = draw.weight(impl, "x", 3), draw.constant(impl, "c", 3)
    return {"first gradient": impl.first_gradient((x * x).mean()),
            "first gradient, a constant first": impl.first_gradient((c * x).mean())}


@first_gradient.probe("a result of shape (1, 1)", points=0.5)
def root_with_axes(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 1, 1)
    return {"first gradient": impl.first_gradient(x * x)}


@first_gradient.probe("a leaf that requires a gradient can be the root", points=0.5)
def leaf_root(impl: Any, draw: Draw) -> dict[str, Any]:
    negative = impl.Tensor(np.array(-2.0), requires_grad=True)
    reached = draw.weight(impl, "x")
    reached.grad = impl.array(draw.array("x.grad, from a pass before"))
    return {"first gradient of a leaf of -2": impl.first_gradient(negative),
            "first gradient of x": impl.first_gradient(reached)}


@first_gradient.probe("nothing requires a gradient: the error")
def no_gradient_required(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.constant(impl, "x")
    return {"raised for x * x": impl.raised(impl.first_gradient, x * x),
            "raised for x": impl.raised(impl.first_gradient, x)}


naive_backward = UNIT.exercise(
    "naive_backward", reference=lambda tensor, upstream: _backward(tensor, upstream))


@naive_backward.probe("y = x + a, then the mean of y * y * b")
def naive_mean(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    y = x + draw.constant(impl, "a", 3)
    z = (y * y * draw.constant(impl, "b", 3)).mean()
    impl.naive_backward(z, draw.array("upstream"))
    v = draw.weight(impl, "v")
    impl.naive_backward(v * v, np.zeros(()))
    return {"x.grad": x.grad, "v.grad from v * v with an upstream of 0": v.grad}


@naive_backward.probe("paths of different length: h = x * a, y = h * h + x", points=0.5)
def naive_two_paths(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 2, 3)
    h = x * draw.weight(impl, "a", 2, 3)
    impl.naive_backward(h * h + x, draw.array("upstream", 2, 3))
    return {"x.grad": x.grad} | _three_parents(impl.naive_backward, impl, draw)


def _three_parents(backward: Any, impl: Any, draw: Draw) -> dict[str, Any]:
    """The gradients of a product of three that is one operation."""
    u, v, w = (draw.weight(impl, name, 5) for name in "uvw")
    backward(impl.three(u, v, w), draw.array("upstream of u * v * w", 5))
    return {f"{name}.grad, of u * v * w in one operation": leaf.grad
            for name, leaf in zip("uvw", (u, v, w), strict=True)}


@naive_backward.probe("only leaves that require a gradient get one", points=0.5)
def naive_only_leaves(impl: Any, draw: Draw) -> dict[str, Any]:
    x, a = draw.weight(impl, "x", 3), draw.constant(impl, "a", 3)
    h = x * a
    y = h * x
    impl.naive_backward(y, draw.array("upstream", 3))
    b = draw.constant(impl, "b", 3)
    b.grad = impl.array(draw.array("b.grad", 3))  # from a time when it required one
    impl.naive_backward(x * b, draw.array("upstream of x * b", 3))
    return {"x.grad": x.grad, "a.grad": a.grad, "h.grad": h.grad, "calls of y.share": y.calls,
            "calls of h.share": h.calls, "b.grad, of a constant that has one": b.grad}


@naive_backward.probe("a second pass adds to what the first one left", points=0.5)
def naive_second_pass(impl: Any, draw: Draw) -> dict[str, Any]:
    return _two_passes(impl.naive_backward, impl, draw)


def _two_passes(backward: Any, impl: Any, draw: Draw) -> dict[str, Any]:
    """The gradients of two passes over x + a, and of two over v * b * v."""
    x, a, v, b = (draw.weight(impl, name, 3) for name in ("x", "a", "v", "b"))
    first, second = draw.array("upstream", 3), draw.array("upstream of the second pass", 3)
    for root in (x + a, v * b * v):
        backward(root, first)
        backward(root, second)
    leaf = draw.weight(impl, "leaf", 3)
    backward(leaf, first)
    backward(leaf, second)
    return {"x.grad after two passes from x + a": x.grad, "a.grad": a.grad,
            "v.grad after two passes from v * b * v": v.grad, "b.grad": b.grad,
            "leaf.grad after two passes from the leaf itself": leaf.grad}


count_visits = UNIT.exercise("count_visits", reference=lambda root: root.visits)


@count_visits.probe("a leaf takes one visit, a product of two leaves three", points=0.5)
def few_visits(impl: Any, draw: Draw) -> dict[str, Any]:
    x, a = draw.weight(impl, "x"), draw.constant(impl, "a")
    product = x * a
    return {"visits of x": impl.count_visits(x), "visits of x * a": impl.count_visits(product),
            "calls of share meanwhile": product.calls}


@count_visits.probe("y = y + y, several times")
def visits_of_doublings(impl: Any, draw: Draw) -> dict[str, Any]:
    x, times = draw.weight(impl, "x"), draw.integer("times", 9, 10)
    return {"visits": impl.count_visits(impl.doublings(x, times)),
            "visits of a chain with the same labels":
                impl.count_visits(impl.long_chain(x, times))}


@count_visits.probe("h1 = x * a, h2 = h1 * x, y = h2 + h1", points=0.5)
def visits_of_skips(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x")
    h1 = x * impl.Tensor(np.array(1.0))  # which holds the number of x
    return {"visits": impl.count_visits(h1 * x + h1),
            "visits of h1.mean(), which has one parent": impl.count_visits(h1.mean()),
            "visits of three(h1, x, h1)": impl.count_visits(impl.three(h1, x, h1)),
            "visits of x * (a + b), where a and b are constants":
                impl.count_visits(x * _constant_sum(impl)),
            "visits of h + c, where h = a + b and c have one label":
                impl.count_visits(_namesakes(impl))}


def _constant_sum(impl: Any) -> Any:
    return impl.Tensor(np.array(1.0)) + impl.Tensor(np.array(2.0))


def _namesakes(impl: Any) -> Any:
    """A sum and a leaf of one label, added up."""
    a, b, c = (impl.Tensor(np.array(number), requires_grad=True) for number in (1.0, 2.0, 3.0))
    return _labelled(a + b, "h") + _labelled(c, "h")


def _skipping(impl: Any, draw: Draw, older_first: bool) -> Any:
    """A graph with one right order: each value uses the one before it, and an older one."""
    values = [_labelled_weight(impl, draw, "x")]
    labels, program = ["x"], []
    for number in range(1, 6):
        older = draw.integer("older", 0, min(2, max(0, number - 2)))
        left, right = (older, number - 1) if older_first else (number - 1, older)
        values.append(_labelled(values[left] * values[right], f"h{number}"))
        program.append(f"h{number} = {labels[left]} * {labels[right]}")
        labels.append(f"h{number}")
    draw.drawn.clear()
    draw.drawn["the program"] = "; ".join(program)
    return values[-1]


def _two_branches(impl: Any, draw: Draw) -> Any:
    x, a = _labelled_weight(impl, draw, "x"), _labelled(draw.constant(impl, "a"), "a")
    left, right = _labelled(x * a, "left"), _labelled(x + a, "right")
    both = _labelled(left * right, "both")
    return _labelled(both + left, "y")


def _unlabelled(impl: Any, draw: Draw) -> Any:
    """x, h = x * x, k = h * h and k + x: four tensors of one label, the empty one."""
    x = draw.weight(impl, "x without label")
    h = x * x
    return h * h + x


def _twins(impl: Any, draw: Draw) -> Any:
    """The product of two leaves of the same number, neither with a label."""
    number = draw.array("two leaves of this number")
    return impl.Tensor(number, requires_grad=True) * impl.Tensor(number, requires_grad=True)


def _square_and_chain(impl: Any, draw: Draw, square_first: bool) -> Any:
    """One operation uses x twice, and the last of its users comes late."""
    x, a = _labelled_weight(impl, draw, "x"), _labelled(draw.constant(impl, "a"), "x")
    square, chain = _labelled(x * x, "square"), x
    for number in range(1, 3):
        chain = _labelled(chain + a, f"c{number}")
    return _labelled(square + chain if square_first else chain + square, "y")


def _branches(users_first: Any, impl: Any, draw: Draw) -> dict[str, Any]:
    root = _two_branches(impl, draw)
    root.calls = 3
    order = users_first(root)
    unlabelled = users_first(_unlabelled(impl, draw))
    twins = users_first(_twins(impl, draw))
    squares = [users_first(_square_and_chain(impl, draw, first)) for first in (True, False)]
    x, a = draw.weight(impl, "x of h"), draw.constant(impl, "a of h")
    h = x * a
    of_three = users_first(impl.three(*(draw.weight(impl, name) for name in "uvw")))
    return {"all tensors, sorted by label": impl.sorted_labels(order),
            "come after a parent": impl.too_late(order), "calls of y.share, 3 before": root.calls,
            "all tensors, asked again": impl.sorted_labels(users_first(root)),
            "come after a parent in x * x + (x + a + a)": impl.too_late(squares[0]),
            "number of these tensors, x and a have one label": impl.ends(squares[0])[0],
            "the same, the square last": impl.too_late(squares[1]),
            "come after a parent in h * h, where h = x * a": impl.too_late(users_first(h * h)),
            "number of tensors without labels": impl.ends(unlabelled)[0],
            "number of tensors behind a product of twins": impl.ends(twins)[0],
            "number of tensors of u * v * w in one operation": impl.ends(of_three)[0]}


MANY_WAYS = "forty times y = y + y: many more ways than tensors"

users_first = UNIT.exercise("users_first", reference=_newest_first, may=("share memory",))


@users_first.probe("each value uses an older one and the newest, in this order")
def older_first(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"order": impl.labels(impl.users_first(_skipping(impl, draw, older_first=True)))}


@users_first.probe("each value uses the newest and an older one, in this order")
def newest_first(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"order": impl.labels(impl.users_first(_skipping(impl, draw, older_first=False)))}


@users_first.probe("y = y + y, several times", points=0.5)
def order_of_doublings(impl: Any, draw: Draw) -> dict[str, Any]:
    y = impl.doublings(_labelled_weight(impl, draw, "x"), draw.integer("times", 4, 7))
    behind = impl.users_first(draw.weight(impl, "w") * _constant_sum(impl))
    return {"order": impl.labels(impl.users_first(y)),
            "order, asked again": impl.labels(impl.users_first(y)),
            "number of tensors behind w * (a + b), where a and b are constants":
                impl.ends(behind)[0]}


@users_first.probe("left = x * a, right = x + a, both = left * right, y = both + left", points=0.5)
def order_of_branches(impl: Any, draw: Draw) -> dict[str, Any]:
    return _branches(impl.users_first, impl, draw)


@users_first.probe(MANY_WAYS, points=0.5)
def users_first_of_many_ways(impl: Any, draw: Draw) -> dict[str, Any]:
    y = impl.many_ways(_labelled_weight(impl, draw, "x"), MANY)
    return {"number of tensors, first label, last label": impl.ends(impl.users_first(y))}


iterative = UNIT.exercise("users_first_iterative", reference=_newest_first, may=("share memory",))


@iterative.probe("each value uses an older one and the newest, in this order")
def iterative_older_first(impl: Any, draw: Draw) -> dict[str, Any]:
    root = _skipping(impl, draw, older_first=True)
    return {"order": impl.labels(impl.users_first_iterative(root))}


@iterative.probe("each value uses the newest and an older one, in this order")
def iterative_newest_first(impl: Any, draw: Draw) -> dict[str, Any]:
    root = _skipping(impl, draw, older_first=False)
    return {"order": impl.labels(impl.users_first_iterative(root))}


@iterative.probe("left = x * a, right = x + a, both = left * right, y = both + left", points=0.5)
def iterative_branches(impl: Any, draw: Draw) -> dict[str, Any]:
    return _branches(impl.users_first_iterative, impl, draw)


@iterative.probe(MANY_WAYS, points=0.5)
def iterative_of_many_ways(impl: Any, draw: Draw) -> dict[str, Any]:
    y = impl.many_ways(_labelled_weight(impl, draw, "x"), MANY)
    behind = impl.users_first_iterative(draw.weight(impl, "w") * _constant_sum(impl))
    return {"number of tensors, first label, last label": impl.ends(impl.users_first_iterative(y)),
            "number of tensors behind w * (a + b), where a and b are constants":
                impl.ends(behind)[0]}


@iterative.probe(f"b + y, where y is made by {LONG:,} additions in a row", once=True)
def iterative_long(impl: Any, draw: Draw) -> dict[str, Any]:
    x, b = (_labelled_weight(impl, draw, name) for name in "xb")
    y = impl.long_chain(x, LONG)
    order = impl.users_first_iterative(_labelled(b + y, "b + y"))
    return {"number of tensors": impl.ends(order)[0], "first label": impl.ends(order)[1],
            "come after a parent": impl.too_late(order)}


backward = UNIT.exercise(
    "backward", reference=_backward, needs=("first_gradient", "users_first_iterative")
)


@backward.probe("y = x + a, then backward from the mean of y * y * b")
def mean_of_squares(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    y = x + draw.constant(impl, "a", 3)
    impl.backward((y * y * draw.constant(impl, "b", 3)).mean())
    v, u = draw.weight(impl, "v"), draw.weight(impl, "u")
    impl.backward(v)
    square = u * u
    impl.backward(square + square)
    return {"x.grad": x.grad, "v.grad after backward(v), a leaf": v.grad,
            "calls of (u * u).share, which is added to itself": square.calls}


@backward.probe("a gradient is handed in, and x is used at two depths")
def two_depths(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 2, 3)
    h = x * draw.weight(impl, "a", 2, 3)
    impl.backward(h * x + h, draw.array("upstream", 2, 3))
    v, lost = draw.weight(impl, "v"), draw.weight(impl, "lost")
    impl.backward(v * v, np.zeros(()))
    impl.backward(lost * lost, np.array(np.nan))
    u, b, s = (_labelled(draw.weight(impl, name, 3), "t") for name in "ubs")
    d = _labelled(impl.Tensor(np.array(draw.drawn["s"]), requires_grad=True), "t")
    impl.backward((u + b) + u * b, draw.array("upstream of (u + b) + u * b", 3))
    impl.backward(s * d + (s + d), draw.array("upstream of s * d + (s + d)", 3))
    return {"x.grad": x.grad, "v.grad after backward(v * v, 0)": v.grad,
            "lost.grad after backward(lost * lost, nan)": lost.grad,
            "u.grad, of (u + b) + u * b, where u and b have one label": u.grad, "b.grad": b.grad,
            "s.grad, of s * d + (s + d), where d holds the numbers of s": s.grad,
            "d.grad": d.grad} | _three_parents(impl.backward, impl, draw)


@backward.probe("h1 = x * a, h2 = h1 * x, y = h1 + h2: share is called once each")
def once_each(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    h1 = x * draw.weight(impl, "a", 3)
    h2 = h1 * x
    y = h1 + h2
    impl.backward(y, draw.array("upstream", 3))
    return {"x.grad": x.grad, "calls of y.share": y.calls, "calls of h2.share": h2.calls,
            "calls of h1.share": h1.calls}


@backward.probe("y = y + y, ten times: the first one's share is called once")
def doubled(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x")
    first = x + x
    impl.backward(impl.doublings(first, 9), draw.array("upstream"))
    return {"x.grad": x.grad, "calls of the first share": first.calls}


@backward.probe("what needs no gradient gets none and is not asked", points=0.5)
def constants(impl: Any, draw: Draw) -> dict[str, Any]:
    x, a = draw.weight(impl, "x", 3), draw.constant(impl, "a", 3)
    b = draw.constant(impl, "b", 3)
    c = a * b
    h = c * x
    impl.backward(h + a, draw.array("upstream", 3))
    return {"x.grad": x.grad, "a.grad": a.grad, "b.grad": b.grad, "h.grad": h.grad,
            "calls of (a * b).share": c.calls}


@backward.probe("a second pass adds to what the first one left", points=0.5)
def second_pass(impl: Any, draw: Draw) -> dict[str, Any]:
    return _two_passes(impl.backward, impl, draw)


@backward.probe("nothing requires a gradient: the error", points=0.5)
def error(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.constant(impl, "x", 3)
    return {"raised": impl.raised(impl.backward, (x * x).mean()), "x.grad afterwards": x.grad}


@backward.probe(f"{LONG:,} additions in a row", points=0.5, once=True)
def long_chain(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x")
    impl.backward(impl.long_chain(x, LONG), draw.array("upstream"))
    return {"x.grad": x.grad}
