"""The operations of the random programs on two tensors of given shapes, see fuzz_steps.py."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np

from .fuzz_steps import COMPARISONS, OPERATORS, Named, Shape, Step, dim_of, some_key, with_tensors

BINARY = ["add", "sub", "mul", "div", "maximum", "minimum"]
BITS: dict[str, Step] = {
    "&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
}


class Operands:
    """The two tensors that a step is for: their shapes, and arguments that may suit them."""

    def __init__(self, rng: random.Random, a: Shape, b: Shape) -> None:
        self.rng, self.a, self.b = rng, a, b
        self.d, self.reduction = dim_of(rng, a), rng.choice(["mean", "sum", "none"])


def grow_binary(rng: random.Random, a: Shape, b: Shape) -> Named:
    """An operation of two tensors of these shapes; it may not fit them."""
    kind = rng.choice(KINDS)
    return kind(Operands(rng, a, b))


def always(name: str, step: Step) -> Callable[[Operands], Named]:
    """The kind of one step, whatever its operands are."""
    return lambda operands: (name, step)


def elementwise(operands: Operands) -> Named:
    name = operands.rng.choice(BINARY)
    return name, lambda t, x, y: getattr(t, name)(x, y)


def by_operator(operands: Operands) -> Named:
    sign = operands.rng.choice(list(OPERATORS))
    return sign, lambda t, x, y: OPERATORS[sign](x, y)


def changed_copy(operands: Operands) -> Named:
    name = operands.rng.choice(["add_", "sub_", "mul_", "div_"])
    return name, lambda t, x, y: getattr(x * 1, name)(y)


def compared(operands: Operands) -> Named:
    sign = operands.rng.choice(list(COMPARISONS))
    return sign, lambda t, x, y: COMPARISONS[sign](x, y)


def by_bits(operands: Operands) -> Named:
    sign = operands.rng.choice(list(BITS))
    return sign, lambda t, x, y: BITS[sign](x, y)


def scaled(operands: Operands) -> Named:
    rng = operands.rng
    name, alpha = rng.choice(["add", "sub", "add_", "sub_"]), rng.choice([2, -1, 0.5, 0])
    return f"{name}(alpha={alpha})", lambda t, x, y: getattr(x * 1.0, name)(y, alpha=alpha)


def multiplied(operands: Operands) -> Named:
    name = operands.rng.choice(["dot", "mm", "mv", "bmm", "matmul"])
    return name, lambda t, x, y: getattr(t, name)(x, y)


def joined(operands: Operands) -> Named:
    d = operands.d
    return f"cat({d})", lambda t, x, y: t.cat([x, y, x], d)


def assigned(operands: Operands) -> Named:
    key = some_key(operands.rng, operands.a)

    def assign(t: Any, x: Any, y: Any) -> Any:
        z = x * 1
        z[with_tensors(t, key)] = y if x.is_floating_point() else y.detach()
        return z

    return f"[{key}]=y", assign


def clamped_by_both(operands: Operands) -> Named:
    if operands.a != operands.b:  # PyTorch's gradient fails where the limits are broadcast
        return changed_by_operators(operands)
    return "clamp(y,x)", lambda t, x, y: (x * 2).clamp(y, max=x)


def grown(x: Any, y: Any) -> Any:
    x += y
    x *= y
    x -= 1
    x /= 2
    return x


changed_by_operators = always("+= *=", lambda t, x, y: grown(x * 1, y))


def loss(operands: Operands) -> Named:
    if 0 in operands.a:
        return by_operator(operands)
    name, reduction = operands.rng.choice(LOSSES), operands.reduction

    def of(t: Any, x: Any, y: Any) -> Any:
        f = getattr(t.nn.functional, name)
        if name.startswith("binary"):
            y = y.sigmoid()
        if name == "binary_cross_entropy":
            x = x.tanh().sigmoid()
        if name == "cross_entropy":
            y = (y.double() * 0.7).softmax(-1)  # not x's: all rounding
        return f(x, y, reduction=reduction)

    return f"{name}({reduction})", of


LOSSES = ["mse_loss", "l1_loss", "binary_cross_entropy_with_logits", "binary_cross_entropy",
          "cross_entropy"]


def loss_of_classes(operands: Operands) -> Named:
    """A loss with class numbers as targets."""
    rng, shape = operands.rng, operands.a
    if 0 in shape:
        return by_operator(operands)
    name = rng.choice(["cross_entropy", "nll_loss"])
    classes = shape[0] if len(shape) == 1 else shape[1] if shape else 1
    size = (*shape[:1], *shape[2:]) if len(shape) > 1 else ()
    places = np.array([rng.randrange(max(classes, 1)) for _ in range(int(np.prod(size)))])
    targets = places.astype(np.int64).reshape(size)
    more: dict[str, Any] = {"reduction": operands.reduction}
    if rng.random() < 0.3:
        more["ignore_index"] = 0
    if name == "cross_entropy" and rng.random() < 0.3:
        more["label_smoothing"] = 0.2
    weighted = rng.random() < 0.3

    def of(t: Any, x: Any, y: Any) -> Any:
        if weighted:
            more["weight"] = t.arange(1.0, classes + 1).to(x.dtype)
        return getattr(t.nn.functional, name)(x, t.tensor(targets), **more)

    return f"{name}({more},{weighted})", of


def weighted_loss(operands: Operands) -> Named:
    """A loss with a weight for each number."""
    if 0 in operands.a:
        return by_operator(operands)
    reduction = operands.reduction
    name = operands.rng.choice(["binary_cross_entropy", "binary_cross_entropy_with_logits",
                                "mse_loss", "l1_loss"])

    def of(t: Any, x: Any, y: Any) -> Any:
        f, weight = getattr(t.nn.functional, name), (x.detach() * 0.5).cos().abs() + 0.1
        if name == "binary_cross_entropy":
            return f(x.sigmoid(), y.sigmoid(), weight, reduction=reduction)
        if name == "binary_cross_entropy_with_logits":
            return f(x, y.sigmoid(), weight, reduction=reduction, pos_weight=weight * 2)
        return f(x, y, weight=weight, reduction=reduction)

    return f"{name}(weight,{reduction})", of


KINDS: list[Callable[[Operands], Named]] = [
    elementwise, elementwise, by_operator, by_operator,
    always("matmul", lambda t, x, y: x @ y),
    always("cat", lambda t, x, y: t.cat([x, y])),
    always("stack", lambda t, x, y: t.stack([x, y], -1)),
    loss,
    always("pow", lambda t, x, y: (x.abs() + 0.1) ** y.tanh()),
    always("where", lambda t, x, y: t.where(x > y, x, y)),
    always("clamp(y)", lambda t, x, y: x.clamp(y, None)),
    always("linear", lambda t, x, y: t.nn.functional.linear(x, y)),
    always("outer", lambda t, x, y: t.outer(x, y)),
    changed_copy,
    always("copy_", lambda t, x, y: (x * 1).copy_(y)),
    compared, by_bits, scaled, multiplied, loss_of_classes, weighted_loss, joined, assigned,
    always("x**y", lambda t, x, y: x ** (y.long() if y.dtype == t.bool else y)),
    clamped_by_both,
    changed_by_operators,
    always("where(x>0,x,y)", lambda t, x, y: t.where(x > 0, x, y)),
]


def without_recording(t: Any, x: Any, y: Any, key: Any, number: Any) -> None:
    with t.no_grad():
        x.sub_(number)


def set_part(t: Any, x: Any, y: Any, key: Any, number: Any) -> None:
    x[with_tensors(t, key)] = number


def add_to(t: Any, x: Any, y: Any, key: Any, number: Any) -> None:
    x += y


def call_with_other(name: str) -> Step:
    return lambda t, x, y, key, number: getattr(x, name)(y)


def call_alone(name: str) -> Step:
    return lambda t, x, y, key, number: getattr(x, name)()


CHANGES: dict[str, Step] = {
    **{name: call_with_other(name) for name in ("add_", "mul_", "sub_", "div_", "copy_")},
    "zero_": call_alone("zero_"), "exp_": call_alone("exp_"), "sigmoid_": call_alone("sigmoid_"),
    "fill_": lambda t, x, y, key, number: x.fill_(number),
    "relu_": call_alone("relu_"), "tanh_": call_alone("tanh_"), "neg_": call_alone("neg_"),
    "number": lambda t, x, y, key, number: x.mul_(number),
    "key": set_part,
    "part": lambda t, x, y, key, number: x[with_tensors(t, key)].mul_(number),
    "operator": add_to,
    "detach": lambda t, x, y, key, number: x.detach().mul_(number),
    "no_grad": without_recording,
    "data": lambda t, x, y, key, number: x.data.add_(number),
    "clamp_": lambda t, x, y, key, number: x.clamp_(-1, 1),
    "pow_": lambda t, x, y, key, number: x.pow_(2),
    "sqrt_": call_alone("sqrt_"),
}


def grow_change(rng: random.Random, shape: Shape) -> Named:
    """A change of x in place, where it is, with the help of y."""
    key, number = some_key(rng, shape), rng.choice([2, 0.5, -1])
    kind = rng.choice(list(CHANGES))

    def change(t: Any, x: Any, y: Any) -> None:
        CHANGES[kind](t, x, y, key, number)

    return f"{kind} {key} {number}", change
