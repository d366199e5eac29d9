"""Unit 05: gradients add up, within one backward and over several, until they are cleared."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_ref as torch
from autograd_ref import Tensor
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit


def _sum_through_a_leaf(contributions: list[Tensor]) -> Tensor | None:
    total = leaf(contributions[0], requires_grad=True)
    for contribution in contributions:
        total.backward(contribution)
    return total.grad


def _clear(leaves: list[Tensor], set_to_none: bool = False) -> None:
    for tensor in leaves:
        if set_to_none:
            tensor.grad = None
        elif tensor.grad is not None:
            tensor.grad.zero_()


def _gradient_history(w: Tensor, factor: float, steps: int, clear: bool) -> list[Tensor]:
    history = []
    for _ in range(steps):
        (w * factor).sum().backward()
        assert w.grad is not None
        history.append(w.grad.clone())
        if clear:
            w.grad = None
    return history


def _descend(w: Tensor, lr: float) -> None:
    assert w.grad is not None
    w.data = w.data - lr * w.grad


def _loss(w: Tensor, inputs: Tensor, targets: Tensor) -> Tensor:
    return ((w * inputs - targets) ** 2).sum()


def _train(w: Tensor, inputs: Tensor, targets: Tensor, steps: int, lr: float) -> list[float]:
    losses = []
    for _ in range(steps):
        loss = _loss(w, inputs, targets)
        w.grad = None
        loss.backward()
        _descend(w, lr)
        losses.append(loss.item())
    return losses


def _one_step(w: Tensor, batches: list[tuple[Tensor, Tensor]], lr: float) -> None:
    total = torch.zeros((), dtype=torch.float64)
    for inputs, targets in batches:
        total = total + _loss(w, inputs, targets)
    w.grad = None
    (total / len(batches)).backward()
    _descend(w, lr)


UNIT = Unit("05-accumulation", given={
    "Tensor": leaf,
    "are_floats": lambda values: True,
    "three": lambda a, b, c: a * b * c,
    "has_grown": lambda w, history: False,
})

add_contributions = UNIT.exercise("add_contributions", reference=_sum_through_a_leaf)


@add_contributions.probe("three contributions are added entry by entry", points=0.5)
def three_contributions(impl: Any, draw: Draw) -> dict[str, Any]:
    contributions = draw.arrays("contributions", 3, 2, 3)
    return {"the sum": impl.add_contributions(contributions)}


@add_contributions.probe("a single contribution is the whole sum", points=0.5)
def single_contribution(impl: Any, draw: Draw) -> dict[str, Any]:
    contributions = draw.arrays("contributions", 1, 4)
    numbers = draw.arrays("numbers", 2)
    return {"the sum": impl.add_contributions(contributions),
            "the sum of two arrays of shape ()": impl.add_contributions(numbers)}


@add_contributions.probe("the arrays handed in keep their numbers", points=0.5)
def contributions_unchanged(impl: Any, draw: Draw) -> dict[str, Any]:
    contributions = [impl.array(array) for array in draw.arrays("contributions", 2, 3)]
    total = impl.add_contributions(contributions)
    return {"the sum": total, "contributions[0] afterwards": contributions[0],
            "contributions[1] afterwards": contributions[1]}


@add_contributions.probe("five contributions, one array among them twice", points=0.5)
def one_array_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    a, b, c, d = draw.arrays("different contributions", 4, 2)
    again = impl.array(b)
    edges = [np.array([np.nan, 1.0, 16777217.0]), np.array([1.0, np.inf, -16777216.0])]
    return {"the sum of [a, b, c, b, d]": impl.add_contributions([a, again, c, again, d]),
            "the sum of [nan, 1, 16777217] and [1, inf, -16777216]":
                impl.add_contributions(edges)}


accumulate = UNIT.exercise(
    "accumulate", reference=lambda leaf, gradient: leaf.backward(gradient)
)


@accumulate.probe("the first gradient is stored", points=0.5)
def first_gradient(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 2, 3)
    nothing = impl.accumulate(w, draw.array("gradient", 2, 3))
    b = draw.weight(impl, "b")
    impl.accumulate(b, draw.array("gradient of b"))
    lost = impl.Tensor(np.ones(2), requires_grad=True)
    impl.accumulate(lost, np.array([np.nan, np.inf]))
    v = draw.array("v", 3)
    still = impl.Tensor(v, requires_grad=True)
    impl.accumulate(still, np.zeros_like(v))
    return {"w.grad": w.grad, "w.data": w.data, "what comes back": nothing, "b.grad": b.grad,
            "a gradient of [nan, inf]": lost.grad, "v.grad after a gradient of zeros": still.grad}


@accumulate.probe("the second and the third are added to it")
def later_gradients(impl: Any, draw: Draw) -> dict[str, Any]:
    w, first, second = (draw.array(name, 3) for name in ("w", "first", "second"))
    w = impl.Tensor(w, requires_grad=True)
    impl.accumulate(w, first)
    impl.accumulate(w, second)
    after_two = w.grad + impl.array([0.0, 0.0, 0.0])
    impl.accumulate(w, draw.array("third", 3))
    b = draw.weight(impl, "b", 1)
    gradient = draw.array("gradient of b", 1)
    impl.accumulate(b, np.zeros_like(gradient))
    impl.accumulate(b, gradient)
    c = draw.weight(impl, "c", 3)
    for sent in (first, -first):
        impl.accumulate(c, sent)
    again = draw.weight(impl, "d")
    held = impl.array(draw.array("gradient of d"))
    impl.accumulate(again, held)
    impl.accumulate(again, held)
    cancelled = c.grad + impl.array([0.0, 0.0, 0.0])
    c.grad = None
    impl.accumulate(c, second)
    double = draw.weight(impl, "g", 3)
    impl.accumulate(double, first)
    impl.accumulate(double, double.grad)
    f = draw.weight(impl, "f", 3)
    impl.accumulate(f, first)
    f.grad = None
    impl.accumulate(f, second)
    e = impl.Tensor(np.ones(2), requires_grad=True)
    for _ in range(2):
        impl.accumulate(e, np.array([0.0, 3.0]))
    return {"w.grad after two calls": after_two, "w.grad after three calls": w.grad,
            "w.data": w.data, "b.grad, the first gradient was 0": b.grad,
            "c.grad after first and -first": cancelled,
            "c.grad, set to None and then given second": c.grad,
            "f.grad after first, None and second": f.grad,
            "g.grad after first and g.grad": double.grad,
            "d.grad, of shape (), after the same array twice": again.grad,
            "a gradient of [0, 3], twice": e.grad}


@accumulate.probe("the array handed in first keeps its numbers", points=0.5)
def gradient_unchanged(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    first = impl.array(draw.array("two rows, of which first is one", 2, 3))[0]
    impl.accumulate(w, first)
    impl.accumulate(w, draw.array("second", 3))
    return {"w.grad": w.grad, "first afterwards": first}


backward = UNIT.exercise(
    "backward",
    reference=lambda root, gradient: root.backward(gradient),
    needs=("add_contributions", "accumulate"),
)


@backward.probe("each value used once: x * a, then * b", points=0.5)
def a_chain(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 2, 3)
    y = x * draw.constant(impl, "a", 2, 3) * draw.constant(impl, "b", 2, 3)
    impl.backward(y, draw.array("gradient", 2, 3))
    v = draw.weight(impl, "v", 3)
    impl.backward((v * draw.constant(impl, "c", 3)).sum(), draw.array("gradient of the sum"))
    return {"x.grad": x.grad, "v.grad, of (v * c).sum()": v.grad}


@backward.probe("one operation uses x twice: x * x", points=0.5)
def twice_in_one_operation(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    impl.backward(x * x, draw.array("gradient", 3))
    return {"x.grad": x.grad}


@backward.probe("two operations use x: x * a + x", points=0.5)
def two_operations(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    impl.backward(x * draw.constant(impl, "a", 3) + x, draw.array("gradient", 3))
    return {"x.grad": x.grad}


@backward.probe("a value in the middle is used three times: h = x * a, then h * h + h")
def fan_out_in_the_middle(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 2, 3)
    h = x * draw.constant(impl, "a", 2, 3)
    impl.backward(h * h + h, draw.array("gradient", 2, 3))
    return {"x.grad": x.grad}


@backward.probe("only leaves that require a gradient get one", points=0.5)
def only_leaves(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    a = draw.constant(impl, "a", 3)
    h = x * a
    b = draw.constant(impl, "b", 3)
    b.grad = impl.array(draw.array("b.grad", 3))  # from a time when it required one
    impl.backward(h, draw.array("gradient", 3))
    impl.backward(b * x, draw.array("gradient of b * x", 3))
    return {"x.grad": x.grad, "a.grad": a.grad, "(x * a).grad": h.grad,
            "b.grad, of a constant that has one": b.grad}


@backward.probe("several leaves: x * a + b, where b gets what x * a gets", points=0.5)
def several_leaves(impl: Any, draw: Draw) -> dict[str, Any]:
    x, a, b = (draw.weight(impl, name, 3) for name in "xab")
    impl.backward(x * a + b, draw.array("gradient", 3))
    numbers = draw.array("v and u", 2)
    v, u = (impl.Tensor(numbers, requires_grad=True) for _ in range(2))
    impl.backward(v * draw.constant(impl, "c", 2) + u, draw.array("gradient of v * c + u", 2))
    r, s, t = (draw.weight(impl, name, 5) for name in "rst")
    impl.backward(impl.three(r, s, t), draw.array("gradient of r * s * t", 5))
    return {"x.grad": x.grad, "a.grad": a.grad, "b.grad": b.grad,
            "v.grad, v and u hold the same numbers": v.grad, "u.grad": u.grad,
            "r.grad, of r * s * t in one operation": r.grad, "s.grad": s.grad, "t.grad": t.grad}


@backward.probe("the root is a leaf itself", points=0.5)
def root_is_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 2, 3)
    impl.backward(x, draw.array("gradient", 2, 3))
    v = draw.weight(impl, "v", 3)
    for order in ("first", "second"):
        impl.backward(v, draw.array(f"{order} gradient of v", 3))
    return {"x.grad": x.grad, "v.grad after two passes": v.grad}


@backward.probe("a second pass adds to what the first one left")
def two_passes(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    a = draw.constant(impl, "a", 3)
    impl.backward(x * a, draw.array("gradient", 3))
    impl.backward(x * x, draw.array("gradient of the second pass", 3))
    v = draw.weight(impl, "v")
    impl.backward(v * v, np.zeros(()))
    return {"x.grad": x.grad, "v.grad from v * v with a gradient of 0": v.grad}


zero_grads = UNIT.exercise("zero_grads", reference=_clear, may=("know calls",))


@zero_grads.probe("zeroing in place: the very array that was .grad holds zeros", points=0.5)
def in_place(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 2, 3)
    before = w.grad
    v = draw.weight(impl, "v", 2, 3)
    v.grad = impl.array(draw.array("v.grad, transposed", 3, 2)).T
    impl.zero_grads([w, v])
    return {"w.grad": w.grad, "the array that was w.grad": before, "w.data": w.data,
            "v.grad": v.grad}


@zero_grads.probe("set_to_none=True: .grad is None, the old array is left alone")
def to_none(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    before = w.grad
    impl.zero_grads([w], set_to_none=True)
    return {"w.grad": w.grad, "the array that was w.grad": before, "w.data": w.data}


@zero_grads.probe("every leaf of the list is cleared", points=0.5)
def every_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    b = draw.with_gradient(impl, "b", 2)
    c = draw.constant(impl, "c", 2)
    columns = impl.array(draw.array("two columns, of which c.grad is one", 2, 2))
    c.grad = columns[:, 0]
    impl.zero_grads([w, c, b])
    return {"w.grad": w.grad, "b.grad": b.grad, "c.grad, which c no longer requires": c.grad,
            "the column beside c.grad": columns[:, 1]}


@zero_grads.probe("a leaf that has no gradient yet keeps None", points=0.5)
def no_gradient_yet(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    b = draw.with_gradient(impl, "b", 2)
    impl.zero_grads([w, b])
    after = {"w.grad": w.grad, "b.grad": b.grad}
    impl.zero_grads([w, b], set_to_none=True)
    return {**after, "b.grad after set_to_none": b.grad}


@zero_grads.probe("numbers that are inf or nan become 0 too, and so does a 0-d array", points=0.5)
def not_finite(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.with_gradient(impl, "w", 3)
    w.grad = impl.array([np.inf, np.nan, -1.0])
    b = draw.with_gradient(impl, "b")
    impl.zero_grads([w, b])
    return {"w.grad, which was [inf, nan, -1]": w.grad, "b.grad": b.grad}


gradient_history = UNIT.exercise(
    "gradient_history", reference=_gradient_history, needs=("backward", "zero_grads"),
    may=("leave gradients",)
)


def _history(impl: Any, draw: Draw, clear: bool) -> dict[str, Any]:
    w = draw.weight(impl, "w", 2, 3)
    factor = draw.number("factor", -5, -2) if clear else draw.number("factor", 2, 5)
    steps = draw.integer("steps", 3, 5)
    history = impl.gradient_history(w, factor, steps, clear)
    return {"history": history} | (
        {"w.grad has grown beyond the last entry": impl.has_grown(w, history)} if clear else
        {"w.grad": w.grad})


@gradient_history.probe("clear=False: the entries grow by the same amount")
def growing(impl: Any, draw: Draw) -> dict[str, Any]:
    return _history(impl, draw, clear=False)


@gradient_history.probe("clear=True: the entries are all the same")
def constant(impl: Any, draw: Draw) -> dict[str, Any]:
    v = draw.weight(impl, "v", 2)
    return {**_history(impl, draw, clear=True),
            "history of no steps": impl.gradient_history(v, 2.5, 0, True)}


train = UNIT.exercise(
    "train", reference=_train, needs=("backward", "zero_grads"), may=("leave gradients",)
)


@train.probe("the loss of every step")
def losses(impl: Any, draw: Draw) -> dict[str, Any]:
    w, inputs, targets, lr = _regression(impl, draw)
    found = impl.train(w, inputs, targets, draw.integer("steps", 3, 4), lr)
    solution, nearly, far = np.array([1.0, 2.0]), np.array([1.001, 2.0]), np.array([1001.0, 2.0])
    fits, ones = impl.Tensor(solution, requires_grad=True), impl.Tensor(np.ones(2))
    return {"losses": found, "they are Python floats": impl.are_floats(found),
            "losses of no steps": impl.train(w, inputs, targets, 0, lr),
            "losses where w fits from the start":
                impl.train(fits, ones, impl.Tensor(solution), 2, lr),
            "losses where w nearly fits":
                impl.train(impl.Tensor(nearly, requires_grad=True), ones, impl.Tensor(solution),
                           2, lr),
            "losses with a learning rate of 0":
                impl.train(impl.Tensor(nearly, requires_grad=True), ones, impl.Tensor(solution),
                           2, 0.0),
            "losses where w is far off, with a learning rate that is too large":
                impl.train(impl.Tensor(far, requires_grad=True), ones, impl.Tensor(solution),
                           3, 1.5)}


@train.probe("the weights at the end")
def trained_weights(impl: Any, draw: Draw) -> dict[str, Any]:
    w, inputs, targets, lr = _regression(impl, draw, low=0)
    impl.train(w, inputs, targets, draw.integer("steps", 3, 4), lr)
    return {"w.data": w.data}


@train.probe("a gradient left over from before does not count")
def left_over(impl: Any, draw: Draw) -> dict[str, Any]:
    w, inputs, targets, lr = _regression(impl, draw)
    impl.backward(w * targets, draw.array("gradient of w * targets, left over", 5))
    impl.train(w, inputs, targets, 3, lr)
    return {"w.data": w.data, "inputs.grad": inputs.grad}


def _regression(impl: Any, draw: Draw, low: float = 0.02) -> tuple[Any, Any, Any, float]:
    w = draw.weight(impl, "w", 5)
    inputs = draw.constant(impl, "inputs", 5)
    targets = draw.constant(impl, "targets", 5)
    return w, inputs, targets, draw.number("lr", low, 0.06)


one_step = UNIT.exercise(
    "one_step", reference=_one_step, needs=("backward", "zero_grads"), may=("leave gradients",)
)


def _batches(impl: Any, draw: Draw, count: int) -> list[tuple[Any, Any]]:
    inputs = draw.arrays("inputs", count, 4)
    targets = draw.arrays("targets", count, 4)
    return [(impl.Tensor(x), impl.Tensor(t)) for x, t in zip(inputs, targets, strict=True)]


@one_step.probe("one step along the mean gradient of three batches", points=1.5)
def three_batches(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 4)
    nothing = impl.one_step(w, _batches(impl, draw, 3), draw.number("lr", 0.02, 0.1))
    return {"w.data": w.data, "what comes back": nothing}


@one_step.probe("a gradient left over from before does not count")
def nothing_left_over(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 4)
    batches = _batches(impl, draw, 1)
    impl.backward(w * batches[0][0], draw.array("gradient of w * inputs[0], left over", 4))
    impl.one_step(w, batches, draw.number("lr", 0.02, 0.1))
    return {"w.data": w.data, "inputs[0].grad": batches[0][0].grad}


@one_step.probe("a batch that occurs twice counts twice, and the last one too", points=0.5)
def one_batch_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 4)
    first, second = _batches(impl, draw, 2)
    impl.one_step(w, [first, first, second], draw.number("lr", 0.02, 0.1))
    return {"w.data": w.data}
