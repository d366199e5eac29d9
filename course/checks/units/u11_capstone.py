"""Unit 11: the pieces joined into an engine that records, runs backward and trains."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

functional = torch.nn.functional
DEEP = 1500
DOUBLINGS = 40


def _repeated_gradient(gradient: torch.Tensor, shape: tuple[int, ...]) -> torch.Tensor | None:
    small = torch.zeros(shape, dtype=torch.float64, requires_grad=True)
    small.expand(gradient.shape).backward(gradient)
    return small.grad


def _maker(tensor: torch.Tensor) -> str | None:
    return None if tensor.grad_fn is None else str(tensor.grad_fn.name())


def _names_behind(tensor: torch.Tensor) -> list[str]:
    names: list[str] = []
    waiting: list[Any] = [tensor.grad_fn]
    while waiting:
        node = waiting.pop()
        if node is not None and not hasattr(node, "variable"):
            names.append(str(node.name()))
            waiting += [following for following, _ in reversed(node.next_functions)]
    return names


def _after_an_error(x: Any) -> Any:
    try:
        with torch.no_grad():
            raise ValueError("stop")
    except ValueError:
        return x + x


def _let_through(kind: str = "ValueError") -> None:
    errors = ValueError, KeyError, EOFError, AssertionError, StopIteration
    with torch.no_grad():
        raise {error.__name__: error for error in errors}[kind]("stop")


def _chain(x: Any, length: int) -> Any:
    for _ in range(length):
        x = x + 1.0
    return x


def _doublings(x: Any, length: int) -> Any:
    for _ in range(length):
        x = x + x
    return x


def _fit(
    params: list[torch.Tensor], inputs: torch.Tensor, targets: torch.Tensor, steps: int, lr: float
) -> list[float]:
    first, first_bias, second, second_bias = params
    optimizer = torch.optim.SGD(params, lr=lr)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        hidden = functional.linear(inputs, first.T, first_bias).relu()
        logits = functional.linear(hidden, second.T, second_bias)
        loss = functional.binary_cross_entropy_with_logits(logits, targets)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


UNIT = Unit("11-capstone", given={
    "Tensor": leaf,
    "set_recording": torch.set_grad_enabled,
    "maker": _maker,
    "names_behind": _names_behind,
    "sent": lambda result, inputs, upstream: list(
            torch.autograd.grad(result, inputs, upstream, retain_graph=True)
        ),
    "sent_in_all": lambda result, tensor, upstream: torch.autograd.grad(
        result, tensor, upstream)[0],
    "chain": _chain,
    "doublings": _doublings,
    "three": lambda a, b, c: a * b * c,
    "saves": lambda result: True,
    "saves_tensors": lambda result: False,
    "number_of_parents": lambda result: len(result.grad_fn.next_functions),
    "same_node": lambda first, second: first.grad_fn is second.grad_fn,
    "after_an_error": _after_an_error,
    "let_through": _let_through,
    "strict": lambda function, *arguments: function(*arguments),
    "are_floats": lambda losses: True,
})


unbroadcast = UNIT.exercise(
    "unbroadcast", reference=_repeated_gradient, may=("share memory",)
)


def _unbroadcast(
    impl: Any, draw: Draw, large: tuple[int, ...], small: tuple[int, ...]
) -> dict[str, Any]:
    """From the shape `large` to `small`, or with the sizes of axes that were drawn for these."""
    gradient = draw.array("gradient", *large)
    sizes = gradient.shape[gradient.ndim - len(small):]
    shape = tuple(1 if n == 1 else size for n, size in zip(small, sizes, strict=True))
    return {f"from {gradient.shape} to {shape}": impl.unbroadcast(gradient, shape)}


@unbroadcast.probe("nothing was repeated: the gradient stays as it is", points=0.5)
def same_shape(impl: Any, draw: Draw) -> Any:
    return _unbroadcast(impl, draw, (2, 3), (2, 3))


@unbroadcast.probe("a missing axis in front: (3,) was used as (2, 3)")
def missing_axis(impl: Any, draw: Draw) -> Any:
    row = impl.unbroadcast(np.array([[1.0, -2.0, 5.0]]), (3,))
    square = draw.array("square", 3, 3)
    return _unbroadcast(impl, draw, (2, 3), (3,)) | {
        "from (1, 3) to (3,), a row": row,
        "from a square to one of its rows": impl.unbroadcast(square, square.shape[1:])}


@unbroadcast.probe("an axis of length 1 was stretched: (2, 1) was used as (2, 3)", points=0.5)
def stretched_axis(impl: Any, draw: Draw) -> Any:
    return _unbroadcast(impl, draw, (2, 3), (2, 1))


@unbroadcast.probe("several axes were stretched: (1, 3, 1) was used as (2, 3, 4)", points=0.5)
def stretched_axes(impl: Any, draw: Draw) -> Any:
    table = draw.array("block", 2, 3, 4)
    shape = (table.shape[0], 1, table.shape[2])
    return _unbroadcast(impl, draw, (2, 3, 4), (1, 3, 1)) | {
        f"from a block to {shape}": impl.unbroadcast(table, shape)}


@unbroadcast.probe("a single number was used everywhere: () was used as (2, 3, 4)", points=0.5)
def single_number(impl: Any, draw: Draw) -> Any:
    return _unbroadcast(impl, draw, (2, 3, 4), ()) | {
        "from three numbers to (1,)": impl.unbroadcast(np.array([1.0, -2.0, 5.0]), (1,))}


@unbroadcast.probe("two missing axes in front: (4,) was used as (2, 3, 4)", points=0.5)
def missing_axes(impl: Any, draw: Draw) -> Any:
    return _unbroadcast(impl, draw, (2, 3, 4), (4,))


@unbroadcast.probe("both at once: (3, 1) was used as (2, 3, 4)", points=0.5)
def missing_and_stretched(impl: Any, draw: Draw) -> Any:
    return _unbroadcast(impl, draw, (2, 3, 4), (3, 1))


record = UNIT.exercise("record")


@record.probe("both inputs require a gradient: so does the result, and it has a node")
def both_tracked(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    y = draw.weight(impl, "a", 3) + draw.weight(impl, "b", 3)
    return {"y.data": y.data, "y.requires_grad": y.requires_grad, "node": impl.maker(y),
            "number of parents of y - y": impl.number_of_parents(y - y)}


@record.probe("only one of the two inputs requires a gradient")
def one_tracked(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    constant, w = draw.constant(impl, "constant", 3), draw.weight(impl, "w", 3)
    last, first = constant + w, w + constant
    return {
        "(constant + w).requires_grad": last.requires_grad, "its node": impl.maker(last),
        "(w + constant).requires_grad": first.requires_grad, "the node of that": impl.maker(first),
        "with three inputs, w in the middle": impl.three(constant, w, constant).requires_grad,
        "with three inputs, w at the end": impl.three(constant, constant, w).requires_grad,
        "with three inputs, w in front": impl.three(w, constant, constant).requires_grad,
    }


@record.probe("no input requires a gradient: nothing is recorded")
def none_tracked(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    y = draw.constant(impl, "a", 3) + draw.constant(impl, "b", 3)
    return {"y.data": y.data, "y.requires_grad": y.requires_grad, "node": impl.maker(y)}


@record.probe("recording is switched off: nothing is recorded")
def switched_off(impl: Any, draw: Draw) -> dict[str, Any]:
    a = draw.weight(impl, "a", 3)
    impl.set_recording(False)
    y = a + a + a
    impl.set_recording(True)
    return {"y.data": y.data, "y.requires_grad": y.requires_grad, "node": impl.maker(y)}


@record.probe("three operations in a row: the names behind the result", points=0.5)
def three_names(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 3), draw.weight(impl, "b", 3)
    return {"names": impl.names_behind((a - b).exp().sum()),
            "a - b and another a - b have one node": impl.same_node(a - b, a - b)}


@record.probe("the node's rule finds what was saved", points=0.5)
def saved_is_found(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, w = draw.weight(impl, "a", 3), draw.weight(impl, "w", 3)
    b, c = draw.constant(impl, "b", 3), draw.constant(impl, "c", 3)
    upstream = draw.array("upstream", 3)
    return {"sent to a by exp": impl.sent(a.exp(), [a], upstream),
            "sent to a and w by a - w": impl.sent(a - w, [a, w], upstream),
            "sent to w by b * w * c in one node": impl.sent(impl.three(b, w, c), [w], upstream)}


no_grad = UNIT.exercise("no_grad", reference=torch.no_grad, needs=("record",))


@no_grad.probe("inside the block nothing is recorded")
def inside(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    with impl.no_grad():
        y = a + a
    return {"y.data": y.data, "y.requires_grad": y.requires_grad}


@no_grad.probe("after the block recording is on again")
def afterwards(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    with impl.no_grad():
        inner = a + a
    y = a + a
    return {"inner.requires_grad": inner.requires_grad, "y.requires_grad": y.requires_grad}


@no_grad.probe("a block in a block: the outer one still holds when the inner one ends")
def nested(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    with impl.no_grad():
        with impl.no_grad():
            inner = a + a
        outer = a + a
    y = a + a
    impl.set_recording(False)
    with impl.no_grad():
        pass
    still_off = a + a
    impl.set_recording(True)
    made_before = impl.no_grad()
    impl.set_recording(False)
    with made_before:
        impl.set_recording(True)
    off_as_before = a + a
    impl.set_recording(True)
    return {"inner.requires_grad": inner.requires_grad,
            "outer.requires_grad": outer.requires_grad, "y.requires_grad": y.requires_grad,
            "requires_grad after a block where recording was off": still_off.requires_grad,
            "requires_grad after one that was off, with a no_grad() made before":
            off_as_before.requires_grad}


@no_grad.probe("a block that ends in an error: recording is on again, the error comes out",
               points=1)
def error_in_the_block(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    with impl.no_grad():
        inner = a + a
    impl.set_recording(True)
    y = impl.after_an_error(a)
    impl.set_recording(True)
    with impl.no_grad():
        outer = impl.after_an_error(a)
    impl.set_recording(True)
    return {"inner.requires_grad": inner.requires_grad,
            "requires_grad after the error, in an outer block": outer.requires_grad,
            "y.requires_grad after the error": y.requires_grad,
            "error that came out": impl.raised(impl.let_through),
            "other errors that came out": [
                impl.raised(impl.let_through, kind)
                for kind in ("KeyError", "EOFError", "AssertionError", "StopIteration")]}


mul = UNIT.exercise("mul", reference=lambda a, b: a.clone() * b.clone(), needs=("record",))


@mul.probe("the product and its node", points=0.5)
def product(impl: Any, draw: Draw) -> dict[str, Any]:
    return _product_and_node(
        impl, impl.mul, draw.weight(impl, "a", 2, 3), draw.weight(impl, "b", 3))


def _product_and_node(impl: Any, operation: Any, *inputs: Any) -> dict[str, Any]:
    """The result of an operation, and its node, before anything is sent."""
    impl.set_recording(True)
    y = operation(*inputs)
    impl.set_recording(False)
    unrecorded = operation(*inputs)
    impl.set_recording(True)
    return {"y.data": y.data, "node": impl.maker(y), "something is saved": impl.saves(y),
            "a Tensor is saved, not its array": impl.saves_tensors(y),
            "number of parents": impl.number_of_parents(y),
            "node if recording is off": impl.maker(unrecorded)}


def _sent_later(impl: Any, draw: Draw, operation: Any, *shapes: tuple[int, ...]) -> list[Any]:
    """What a node sends to its inputs if they get other numbers meanwhile."""
    inputs = [draw.weight(impl, f"input {number}", *shape) + draw.constant(
        impl, f"what is added to input {number}", *shape) for number, shape in enumerate(shapes, 1)]
    y = operation(*inputs)
    for number, (tensor, shape) in enumerate(zip(inputs, shapes, strict=True), 1):
        tensor.data = tensor.data + impl.array(draw.array(f"added to input {number} later", *shape))
    return [impl.sent(y, [tensor], draw.array("its upstream", *shapes[0][:1], *shapes[-1][1:]))[0]
            for tensor in inputs]


@mul.probe("what the node sends to both factors")
def product_sends(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 2, 3), draw.weight(impl, "b", 2, 3)
    upstream = draw.array("upstream", 2, 3)
    product, square = impl.mul(a, b), impl.mul(a, a)
    sent = impl.sent(product, [a, b], upstream)
    return {"sent to a": sent[0], "sent to b": sent[1],
            "sent to a by a * a, in all": impl.sent_in_all(square, a, upstream),
            "the node of a * a": impl.maker(square),
            "its number of parents": impl.number_of_parents(square),
            "sent by a product whose factors get other numbers afterwards":
            _sent_later(impl, draw, impl.mul, (3,), (3,))}


@mul.probe("the second factor is a constant", points=0.5)
def product_with_constant(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 3), draw.constant(impl, "b", 3)
    sent = impl.sent(impl.mul(a, b), [a], draw.array("upstream", 3))
    return {"sent to a": sent[0],
            "the node of a * 1": impl.maker(impl.mul(a, impl.Tensor(np.ones(3)))),
            "the node of a * 0": impl.maker(impl.mul(a, impl.Tensor(np.zeros(3))))}


power = UNIT.exercise("power", reference=lambda a, exponent: a.clone() ** exponent,
                      needs=("record",))


@power.probe("the power and its node", points=0.5)
def power_value(impl: Any, draw: Draw) -> dict[str, Any]:
    return _product_and_node(
        impl, impl.power, draw.weight(impl, "a", 2, 3), draw.integer("exponent", 2, 4))


@power.probe("what the node of a square sends", points=0.5)
def square_sends(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    return {"sent to a": impl.sent(impl.power(a, 2), [a], draw.array("upstream", 3))[0]}


@power.probe("what the node of another power sends: of 3 and more, and of 1", points=0.5)
def power_sends(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, upstream = draw.weight(impl, "a", 3), draw.array("upstream", 3)
    y = impl.power(a, draw.integer("exponent", 3, 5))
    return {"sent to a": impl.sent(y, [a], upstream)[0],
            "sent to a once more": impl.sent(y, [a], upstream)[0],
            "sent to a for the exponent 1": impl.sent(impl.power(a, 1), [a], upstream)[0],
            "sent by a cube whose base gets other numbers afterwards":
            _sent_later(impl, draw, lambda base: impl.power(base, 3), (3,))}


@power.probe("a negative exponent, 1 / a, and a fraction, the square root of a", points=0.5)
def reciprocal_and_root(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, upstream = draw.weight(impl, "a", 3), draw.array("upstream", 3)
    b = impl.Tensor(np.array(draw.number("b", 0.5, 2.5)), requires_grad=True)
    y, root = impl.power(a, -1), impl.power(b, 0.5)
    return {"y.data": y.data, "sent to a": impl.sent(y, [a], upstream)[0], "root": root.data,
            "sent to b": impl.sent(root, [b], np.array(2.0))[0],
            "sent to b by b ** 1.5": impl.sent(impl.power(b, 1.5), [b], np.array(2.0))[0],
            "sent to b by b ** -3": impl.sent(impl.power(b, -3), [b], np.array(2.0))[0]}


matmul = UNIT.exercise("matmul", reference=lambda a, b: a.clone() @ b.clone(), needs=("record",))


@matmul.probe("the product of (2, 3) and (3, 4), and its node", points=0.5)
def matrix_product(impl: Any, draw: Draw) -> dict[str, Any]:
    return _product_and_node(
        impl, impl.matmul, draw.weight(impl, "a", 2, 3), draw.weight(impl, "b", 3, 4))


@matmul.probe("what the node sends to the left factor")
def sends_left(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 2, 3), draw.weight(impl, "b", 3, 4)
    return {"sent": impl.sent(impl.matmul(a, b), [a], draw.array("upstream", 2, 4))[0],
            "sent to the left one of two squares": _of_squares(impl, draw)[0],
            "sent to a square by its product with itself, in all": _of_itself(impl, draw),
            "the node of a product with one column": impl.maker(
                impl.matmul(a, draw.constant(impl, "column", 3, 1)))}


def _of_squares(impl: Any, draw: Draw) -> Any:
    """What the product of two square matrices sends to them."""
    a, b = draw.weight(impl, "left square", 3, 3), draw.weight(impl, "right square", 3, 3)
    return impl.sent(impl.matmul(a, b), [a, b], draw.array("upstream of the squares", 3, 3))


def _of_itself(impl: Any, draw: Draw) -> Any:
    square = draw.weight(impl, "square", 3, 3)
    return impl.sent_in_all(
        impl.matmul(square, square), square, draw.array("upstream of square @ square", 3, 3))


@matmul.probe("what the node sends to the right factor")
def sends_right(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 2, 3), draw.weight(impl, "b", 3, 4)
    return {"sent": impl.sent(impl.matmul(a, b), [b], draw.array("upstream", 2, 4))[0],
            "sent to the right one of two squares": _of_squares(impl, draw)[1],
            "sent by a product whose factors get other numbers afterwards":
            _sent_later(impl, draw, impl.matmul, (2, 3), (3, 4))}


run_backward = UNIT.exercise(
    "run_backward",
    reference=lambda root, gradient=None, retain_graph=False: root.backward(
            gradient, retain_graph=retain_graph
        ),
    needs=("unbroadcast", "record"), may=("know calls",),
)


@run_backward.probe("a row of operations, with a gradient handed in")
def with_gradient(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 3), draw.weight(impl, "b", 3)
    alone = draw.weight(impl, "leaf", 3)
    impl.run_backward((a - b).exp(), draw.array("gradient", 3))
    impl.run_backward(alone, draw.array("gradient of the leaf", 3))
    p, q = draw.weight(impl, "p", 3), draw.weight(impl, "q", 3)
    impl.run_backward(p + q, draw.array("gradient of p + q", 3))
    u, v, w = (draw.weight(impl, name, 5) for name in "uvw")
    impl.run_backward(impl.three(u, v, w), draw.array("gradient of u * v * w", 5))
    zero, lost = draw.weight(impl, "zero"), draw.weight(impl, "lost")
    impl.run_backward(zero.exp(), np.zeros(()))
    impl.run_backward(lost.exp(), np.array(np.nan))
    return {"a.grad": a.grad, "b.grad": b.grad, "leaf.grad": alone.grad,
            "p.grad, of p + q": p.grad, "q.grad": q.grad,
            "u.grad, of u * v * w in one node": u.grad, "v.grad": v.grad, "w.grad": w.grad,
            "zero.grad, with a gradient of 0 handed in": zero.grad,
            "lost.grad, with a gradient of nan handed in": lost.grad}


@run_backward.probe("a result of one number starts from 1 by itself", points=0.5)
def starts_from_one(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b, alone = (draw.weight(impl, n, *shape)
                  for n, shape in (("a", (2, 3)), ("b", (1, 1)), ("leaf", (1,))))
    impl.run_backward(a.exp().sum())
    impl.run_backward(b.exp())
    impl.run_backward(alone)
    return {"a.grad": a.grad, "b.grad": b.grad, "leaf.grad": alone.grad}


@run_backward.probe("a + a: both inputs are the same tensor", points=0.5)
def same_input_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    impl.run_backward(a + a, draw.array("gradient", 3))
    return {"a.grad": a.grad}


@run_backward.probe("h = exp(a) is used by h + exp(h): h waits for both gradients")
def waits_for_both(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b, c, d = (draw.weight(impl, name, 3) for name in "abcd")
    h, k, m, n = a.exp(), b.exp(), c.exp(), d.exp()
    gradient = draw.array("gradient", 3)
    impl.run_backward(h + h.exp(), gradient)
    impl.run_backward(k.exp() + k, gradient)
    impl.run_backward((m + m) - m.exp(), gradient)
    impl.run_backward(n.exp() - (n + n), gradient)
    return {"a.grad": a.grad, "b.grad": b.grad, "c.grad, of (m + m) - exp(m)": c.grad,
            "d.grad, of exp(n) - (n + n)": d.grad}


@run_backward.probe("broadcasting: the bias gets a gradient of its own shape, a column too")
def bias_shape(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 2, 3), draw.weight(impl, "b", 3)
    column = draw.weight(impl, "column", 2, 1)
    impl.run_backward((a + b) - column, draw.array("gradient", 2, 3))
    c, d, single = (draw.weight(impl, name, *shape) for name, shape in (
        ("c", (4,)), ("row", (1, 4)), ("single", (1,))))
    impl.run_backward(c + single + d, draw.array("gradient of c + single + row", 1, 4))
    table, v = draw.weight(impl, "table", 2, 3), draw.weight(impl, "v", 3)
    impl.run_backward((table + v).exp().sum() + v.exp().sum())
    return {"a.grad": a.grad, "b.grad": b.grad, "column.grad": column.grad,
            "c.grad, beside a row": c.grad, "single.grad, of shape (1,)": single.grad,
            "v.grad, used once in each row of a table and once alone": v.grad}


@run_backward.probe("a second graph adds to the gradients of the first, of its own leaves alone")
def adds_over_calls(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    b = impl.Tensor(np.array(draw.drawn["a"]), requires_grad=True)
    impl.run_backward(a + b, draw.array("gradient", 3))
    impl.run_backward(a.exp(), draw.array("second gradient", 3))
    single = draw.weight(impl, "single", 1)
    impl.run_backward(single + single)
    impl.run_backward(single.exp())
    alone = draw.weight(impl, "alone", 3)
    for order in ("first", "second"):
        impl.run_backward(alone, draw.array(f"{order} gradient of the leaf", 3))
    return {"a.grad": a.grad, "b.grad, b holds the numbers of a": b.grad,
            "single.grad, of shape (1,)": single.grad,
            "alone.grad, after two passes from the leaf": alone.grad}


@run_backward.probe("only leaves that require a gradient get one", points=0.5)
def only_leaves(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 3), draw.constant(impl, "b", 3)
    middle = a + b
    impl.run_backward(middle.exp(), draw.array("gradient", 3))
    c = draw.constant(impl, "c", 3)
    c.grad = impl.array(draw.array("c.grad", 3))  # from a time when it required one
    impl.run_backward(a + c, draw.array("gradient of a + c", 3))
    return {"a.grad": a.grad, "b.grad": b.grad, "middle.grad": middle.grad,
            "c.grad, of a constant that has one": c.grad}


@run_backward.probe(
    f"a chain of {DEEP} operations, and x + x {DOUBLINGS} times over", points=0.5, once=True
)
def deep_chain(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, x = draw.weight(impl, "a", 2), draw.weight(impl, "x")
    impl.run_backward(impl.doublings(x, DOUBLINGS), draw.array("gradient"))
    impl.run_backward(impl.chain(a, DEEP), draw.array("gradient of the chain", 2))
    return {"x.grad": x.grad, "a.grad": a.grad}


@run_backward.probe("error: nothing behind the result requires a gradient", points=0.5)
def error_not_tracked(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.constant(impl, "a", 3)
    return {"error": impl.raised(impl.run_backward, (a + a).sum()),
            "error for three numbers": impl.raised(impl.run_backward, a + a),
            "error with a gradient": impl.raised(
                impl.run_backward, a + a, draw.array("gradient", 3)),
            "a.grad": a.grad}


@run_backward.probe("error: several numbers, or none at all, and no gradient handed in",
                    points=0.5)
def error_not_scalar(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, empty = draw.weight(impl, "a", 3), draw.weight(impl, "empty", 0)
    return {"error for three": impl.raised(impl.run_backward, a.exp()), "a.grad": a.grad,
            "error for none": impl.raised(impl.run_backward, empty.exp())}


@run_backward.probe("a second pass through a node that saved something is an error")
def error_second_time(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a = draw.weight(impl, "a", 3)
    y = (a.exp() + a).sum()
    impl.run_backward(y)
    b = draw.weight(impl, "b", 2)
    alone, gradient = b.exp(), draw.array("gradient of exp(b)", 2)
    impl.run_backward(alone, gradient)
    return {"error": impl.raised(impl.run_backward, y), "a.grad": a.grad * 1.0,
            "error if the result's own node is the only one":
            impl.raised(impl.run_backward, alone, gradient), "b.grad": b.grad,
            "a.grad, after a pass that follows the error": _after_another_pass(impl, a)}


def _after_another_pass(impl: Any, leaf_: Any) -> Any:
    impl.run_backward((leaf_ + leaf_).sum())
    return leaf_.grad


@run_backward.probe("a second pass works with retain_graph, or where nothing was saved")
def second_pass(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    a, b = draw.weight(impl, "a", 3), draw.weight(impl, "b", 3)
    kept, sums = impl.three(a, a.exp(), a).sum(), (b + b).sum()
    impl.run_backward(kept, retain_graph=True)
    impl.run_backward(sums)
    return {"error after retain_graph=True": impl.raised(impl.run_backward, kept),
            "error of one more pass, which nothing was retained for":
                impl.raised(impl.run_backward, kept),
            "error of the sum": impl.raised(impl.run_backward, sums),
            "a.grad": a.grad, "b.grad": b.grad}


bce_with_logits = UNIT.exercise(
    "bce_with_logits",
    reference=lambda logits, targets: functional.binary_cross_entropy_with_logits(
            logits, targets.detach()
        ),
    needs=("record",)
)


def _logits(impl: Any, draw: Draw) -> tuple[Any, Any]:
    targets = (draw.array("targets (1 where positive)", 2, 3) > 0).astype(np.float64)
    return draw.weight(impl, "logits", 2, 3), impl.Tensor(targets)


@bce_with_logits.probe("the loss of six logits, and its node")
def bce_value(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    logits, targets = _logits(impl, draw)
    loss = impl.bce_with_logits(logits, targets)
    constants = impl.bce_with_logits(
        draw.constant(impl, "constant logits", 2, 3), draw.weight(impl, "soft targets", 2, 3))
    return {"loss.data": loss.data, "node": impl.maker(loss), "something is saved":
            impl.saves(loss), "a Tensor is saved, not its array": impl.saves_tensors(loss),
            "requires_grad if only the targets require a gradient": constants.requires_grad}


@bce_with_logits.probe("logits of 800 and -800, right and wrong")
def bce_extreme(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    logits = impl.Tensor(np.array([800.0, -800.0, 800.0, -800.0]), requires_grad=True)
    targets = impl.Tensor(np.array([1.0, 0.0, 0.0, 1.0]))
    loss = impl.strict(impl.bce_with_logits, logits, targets)
    return {"loss.data": loss.data, "sent": impl.sent(loss, [logits], np.array(3.0))[0]}


@bce_with_logits.probe("what the node sends to the logits")
def bce_sends(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    logits, targets = _logits(impl, draw)
    loss, upstream = impl.bce_with_logits(logits, targets), draw.array("upstream")
    others = impl.Tensor(np.array([0.5, -1.5, 2.0]), requires_grad=True)
    soft = impl.bce_with_logits(others, impl.Tensor(np.array([0.3, 0.6, 0.9])))
    return {"sent": impl.sent(loss, [logits], upstream)[0],
            "sent once more": impl.sent(loss, [logits], upstream)[0],
            "sent for targets of 0.3, 0.6 and 0.9": impl.sent(soft, [others], upstream)[0],
            "sent after the targets got other numbers": _sent_by_loss_of_old_targets(impl, draw)}


def _sent_by_loss_of_old_targets(impl: Any, draw: Draw) -> Any:
    logits = draw.weight(impl, "logits of old targets", 3)
    targets = impl.Tensor(np.ones(3)) + impl.Tensor(np.zeros(3))
    loss = impl.bce_with_logits(logits, targets)
    targets.data = targets.data + impl.array(np.full(3, -0.5))
    return impl.sent(loss, [logits], np.array(2.0))[0]


sgd = UNIT.exercise("SGD", reference=torch.optim.SGD)


@sgd.probe("a step moves every parameter against its gradient")
def optimizer_step(impl: Any, draw: Draw) -> dict[str, Any]:
    w, b = draw.with_gradient(impl, "w", 2, 3), draw.with_gradient(impl, "b", 3)
    impl.SGD([w, b], lr=draw.number("lr", 0.05, 0.5)).step()
    far = draw.weight(impl, "far", 2)
    far.grad = impl.array(np.array([1000.0, -2000.0]))
    v = draw.with_gradient(impl, "v", 3)
    first, second = impl.SGD([v], lr=draw.number("lr of v", 0.05, 0.5)), impl.SGD([far], lr=0.5)
    first.step()
    v.data = v.data * 2.0
    first.step()
    second.step()
    still = draw.with_gradient(impl, "still", 2)
    impl.SGD([still], lr=0.0).step()
    lost = draw.weight(impl, "lost", 2)
    lost.grad = impl.array(np.array([np.nan, 1.0]))
    impl.SGD([lost], lr=0.5).step()
    return {"w.data": w.data, "b.data": b.data, "w.grad": w.grad,
            "far.data, with a gradient of [1000, -2000] and lr 0.5": far.data,
            "v.data, which was replaced between two steps": v.data,
            "still.data, with lr 0": still.data,
            "lost.data, with a gradient of [nan, 1]": lost.data}


@sgd.probe("a parameter whose .grad is None is left alone", points=0.5)
def optimizer_skips(impl: Any, draw: Draw) -> dict[str, Any]:
    frozen, w = draw.weight(impl, "frozen", 2), draw.with_gradient(impl, "w", 3)
    held = draw.constant(impl, "held", 2)
    held.grad = impl.array(draw.array("held.grad", 2))
    late = draw.weight(impl, "late", 2)
    optimizer = impl.SGD([frozen, late, w, held], lr=draw.number("lr", 0, 0.5))
    optimizer.step()
    late.grad = impl.array(draw.array("late.grad, after the first step", 2))
    optimizer.step()
    return {"frozen.data": frozen.data, "w.data, after two steps": w.data,
            "late.data, after the second step": late.data,
            "data of one that has a gradient and requires none": held.data}


@sgd.probe("zero_grad() sets every .grad to None, and no number of .data changes", points=0.5)
def optimizer_clears(impl: Any, draw: Draw) -> dict[str, Any]:
    w, b = draw.with_gradient(impl, "w", 3), draw.constant(impl, "b", 2)
    b.grad = impl.array(np.zeros(2))
    before, without = w.grad, draw.weight(impl, "without", 2)
    optimizer = impl.SGD([w, without, b], lr=0.1)
    optimizer.zero_grad()
    cleared = {"w.grad": w.grad, "b.grad, of zeros that b does not require": b.grad,
               "w.data": w.data * 1.0, "the array that was w.grad": before,
               "one that was None": without.grad}
    w.grad = impl.array(draw.array("the next w.grad", 3))
    optimizer.step()
    return cleared | {"w.data after the next step": w.data}


fit = UNIT.exercise(
    "fit",
    reference=_fit,
    needs=("unbroadcast", "record", "matmul", "run_backward", "bce_with_logits", "SGD"),
    may=("leave gradients",)
)


def _network(impl: Any, draw: Draw) -> tuple[list[Any], Any, Any]:
    params = [
        draw.weight(impl, "W1", 3, 4), draw.weight(impl, "b1", 4),
        draw.weight(impl, "W2", 4, 1), draw.weight(impl, "b2", 1),
    ]
    inputs = draw.constant(impl, "inputs", 5, 3)
    targets = (draw.array("targets (1 where positive)", 5, 1) > 0).astype(np.float64)
    return params, inputs, impl.Tensor(targets)


@fit.probe("the loss before the first step")
def first_loss(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    params, inputs, targets = _network(impl, draw)
    losses = impl.fit(params, inputs, targets, 1, draw.number("lr", 0.05, 0.2))
    return {"losses": losses, "they are Python floats": impl.are_floats(losses)}


@fit.probe("the losses of several steps")
def all_losses(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    params, inputs, targets = _network(impl, draw)
    steps = draw.integer("steps", 3, 4)
    return {"losses of no steps": impl.fit(params, inputs, targets, 0, 0.1),
            "losses": impl.fit(params, inputs, targets, steps, draw.number("lr", 0.05, 0.2)),
            "losses where it is at rest": _of_one_bias(impl, 0.0, 0.1),
            "losses where it is sure and right": _of_one_bias(impl, 30.0, 0.1),
            "losses with a learning rate that is too large": _of_one_bias(impl, 1.0, 20.0)}


def _of_one_bias(impl: Any, bias: float, lr: float) -> Any:
    """The losses of a network in which the last bias alone learns, for targets 1 and 0."""
    params = [impl.Tensor(np.zeros(shape)) for shape in ((1, 1), (1,), (1, 1))]
    last = impl.Tensor(np.array([bias]), requires_grad=True)
    inputs, targets = np.zeros((2, 1)), np.array([[1.0], [1.0 if bias > 9 else 0.0]])
    return impl.fit([*params, last], impl.Tensor(inputs), impl.Tensor(targets), 3, lr)


@fit.probe("the four parameters at the end", points=2)
def fitted(impl: Any, draw: Draw) -> dict[str, Any]:
    impl.set_recording(True)
    params, inputs, targets = _network(impl, draw)
    steps, lr = draw.integer("steps", 3, 4), draw.number("lr", 0.05, 0.2)
    impl.fit(params, inputs, targets, steps, lr)
    names = ("W1", "b1", "W2", "b2")
    learned = {f"{n}.data": p.data * 1.0 for n, p in zip(names, params, strict=True)}
    constant, bias = draw.constant(impl, "constant W1", 3, 4), params[3]
    constant.grad = impl.array(draw.array("gradient left in constant W1", 3, 4))
    bias.exp().sum().backward()  # a gradient from before the call
    params[1].grad = impl.array(np.zeros(4))
    impl.fit([constant, *params[1:]], inputs, targets, 2, lr)
    return learned | _of_a_unit_that_dies(impl) | {
        "constant W1.data": constant.data, "b2.data after a second call": bias.data}


def _of_a_unit_that_dies(impl: Any) -> dict[str, Any]:
    """What a network learns whose one hidden unit gets negative in the first step."""
    params = [impl.Tensor(np.array(value), requires_grad=True)
              for value in ([[0.1]], [0.0], [[3.0]], [0.0])]
    losses = impl.fit(
        params, impl.Tensor(np.ones((1, 1))), impl.Tensor(np.zeros((1, 1))), 3, 0.5)
    return {"losses while the hidden unit dies": losses, "W1.data of it": params[0].data}
