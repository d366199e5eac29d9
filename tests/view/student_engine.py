"""A small engine as a student would write one, for the pictures to read."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


class Node:
    """What made a tensor: a name, the inputs, what is kept, and the rule."""

    def __init__(self, name: str, parents: list[Tensor], rule: Callable, **saved: object) -> None:
        self.name = name
        self.parents = parents
        self.rule = rule
        self.saved: dict | None = saved


class Tensor:
    def __init__(self, data: object, requires_grad: bool = False, node: Node | None = None) -> None:
        self.data = np.asarray(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.grad: np.ndarray | None = None
        self.node = node

    def __add__(self, other: Tensor) -> Tensor:
        return made("Add", self.data + other.data, [self, other], lambda g: (g, g))

    def __sub__(self, other: Tensor) -> Tensor:
        return made("Sub", self.data - other.data, [self, other], lambda g: (g, -g))

    def __mul__(self, other: Tensor) -> Tensor:
        def rule(g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            return g * other.data, g * self.data

        saved = {"left": self.data, "right": other.data}
        return made("Mul", self.data * other.data, [self, other], rule, **saved)

    def __matmul__(self, other: Tensor) -> Tensor:
        def rule(g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            return g @ other.data.T, self.data.T @ g

        saved = {"left": self.data, "right": other.data}
        return made("MatMul", self.data @ other.data, [self, other], rule, **saved)

    def relu(self) -> Tensor:
        data = np.maximum(self.data, 0.0)
        return made("Relu", data, [self], lambda g: g * (data > 0), result=data)

    def sum(self) -> Tensor:
        return made("Sum", self.data.sum(), [self], lambda g: np.broadcast_to(g, self.data.shape))


def made(name: str, data: object, parents: list[Tensor], rule: Callable, **saved: object) -> Tensor:
    if not any(parent.requires_grad for parent in parents):
        return Tensor(data)
    return Tensor(data, True, Node(name, parents, rule, **saved))


def leaf(*numbers: float) -> Tensor:
    """A leaf: a scalar of one number, else a vector."""
    return Tensor(numbers[0] if len(numbers) == 1 else list(numbers), requires_grad=True)


def network(layers: int) -> tuple[Tensor, dict[str, Tensor]]:
    """A multilayer perceptron with residual sums: its loss, and its parameters by name."""
    rng = np.random.default_rng(0)
    named = {"X": Tensor(rng.normal(size=(5, 4)))}
    hidden = named["X"]
    for number in range(layers):
        named[f"w{number}"] = weight = Tensor(rng.normal(size=(4, 4)) / 2, True)
        named[f"b{number}"] = bias = Tensor(rng.normal(size=(5, 4)), True)
        before = hidden
        hidden = (hidden @ weight + bias).relu()
        if number:
            hidden = hidden + before
    return (hidden * hidden).sum(), named


def chain(length: int) -> tuple[Tensor, Tensor]:
    """y = x * c + x + ..., `length` operations in a row; returns y and x."""
    x = y = leaf(1.5)
    factor = Tensor(0.9)
    for number in range(length):
        y = y + x if number % 3 else y * factor
    return y, x
