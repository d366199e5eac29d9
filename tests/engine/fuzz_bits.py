"""How often results equal PyTorch's to the last bit, kind by kind.

    python -m tests.engine.fuzz_bits --draws 10000

Each draw computes one result of each kind from the same random numbers on both sides, and counts
it if no number differs. The kinds in EXACT must reach 95 %; for the others, which hang on
PyTorch's vector libraries too, the share is only printed. Needs PyTorch.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from .fuzz_torch import both_engines, first_seed

Array = np.ndarray[Any, Any]
BAR = 0.95
DTYPES = "float32", "float64"


def numbers_of(rng: random.Random, draw: np.random.Generator, dtype: str) -> Array:
    """Normal numbers in one to four dimensions, sometimes transposed or with gaps."""
    rank = rng.choice([1, 1, 2, 2, 2, 3, 3, 4])
    most = {1: 3000, 2: 100, 3: 25, 4: 10}[rank]
    shape = tuple(rng.choice([rng.randint(1, 12), rng.randint(1, most)]) for _ in range(rank))
    x = draw.standard_normal(shape).astype(dtype)
    layout = rng.choice(["as it is", "as it is", "transposed", "gaps"])
    if layout == "transposed":
        return x.transpose(rng.sample(range(rank), rank))
    return x[..., ::2] if layout == "gaps" else x


def dims_of(rng: random.Random, x: Array) -> tuple[int, ...]:
    return tuple(rng.sample(range(x.ndim), rng.randint(1, x.ndim)))


def tensor(t: Any, x: Array, grad: bool = False) -> Any:
    held = x.copy("K") if grad or min(x.strides) < 0 else x  # gaps stay
    return t.from_numpy(held).requires_grad_(grad)


def unbroadcast(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
    """The gradient of a bias whose sizes are 1 in some dimensions."""
    shape = [1 if d in dims else n for d, n in enumerate(x.shape)]
    bias = t.ones(shape, dtype=getattr(t, str(x.dtype)), requires_grad=True)
    other = tensor(t, x)
    (other + bias).backward(other)
    return bias.grad


def gradient_of_gelu(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
    leaf = tensor(t, np.ascontiguousarray(x), True)
    t.nn.functional.gelu(leaf).backward(leaf.detach())
    return leaf.grad


def loss(name: str) -> Callable[..., Any]:
    def of(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
        return getattr(t.nn.functional, name)(tensor(t, x), tensor(t, x[::-1]))

    return of


def of_classes(name: str) -> Callable[..., Any]:
    def of(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
        rows = x.reshape(-1, x.shape[-1])
        targets = t.from_numpy(np.arange(len(rows)) % rows.shape[1])
        return getattr(t.nn.functional, name)(tensor(t, rows), targets)

    return of


def of_zeros_and_ones(name: str) -> Callable[..., Any]:
    """The loss of probabilities, or of logits, and of targets that are 0 or 1."""

    def of(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
        values = x if name.endswith("logits") else 1 / (1 + np.exp(-x))
        targets = (x[::-1] > 0).astype(x.dtype)
        return getattr(t.nn.functional, name)(tensor(t, values), tensor(t, targets))

    return of


def soft_margin(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
    return t.nn.functional.soft_margin_loss(tensor(t, x), tensor(t, np.sign(x[::-1])))


def divergence(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
    return t.nn.functional.kl_div(tensor(t, -abs(x)), tensor(t, abs(x[::-1])), reduction="sum")


def norm(order: float) -> Callable[..., Any]:
    return lambda t, x, dims: t.linalg.vector_norm(tensor(t, x), order, dims)


def steps(name: str, number: int, **options: Any) -> Callable[..., Any]:
    """A parameter after steps of an optimizer, with gradients that do not hang on it."""

    def of(t: Any, x: Array, dims: tuple[int, ...]) -> Any:
        flat = np.ascontiguousarray(x).reshape(-1)[:1000]
        p = tensor(t, flat, True)
        optimizer = getattr(t.optim, name)([p], lr=0.1, **options)
        for step in range(number):
            p.grad = tensor(t, np.roll(flat, step + 1) * 0.7)
            optimizer.step()
        return p.detach()

    return of


EXACT: dict[str, Callable[..., Any]] = {
    "sum": lambda t, x, dims: tensor(t, x).sum(),
    "sum along dimensions": lambda t, x, dims: tensor(t, x).sum(dims),
    "mean": lambda t, x, dims: tensor(t, x).mean(),
    "mean along dimensions": lambda t, x, dims: tensor(t, x).mean(dims, keepdim=True),
    "un-broadcast gradient": unbroadcast,
    "mse_loss": loss("mse_loss"),
    "l1_loss": loss("l1_loss"),
    "smooth_l1_loss": loss("smooth_l1_loss"),
    "huber_loss": loss("huber_loss"),
    "soft_margin_loss": soft_margin,
    "nll_loss": of_classes("nll_loss"),
    "cross_entropy": of_classes("cross_entropy"),
    "binary_cross_entropy": of_zeros_and_ones("binary_cross_entropy"),
    "binary_cross_entropy_with_logits": of_zeros_and_ones("binary_cross_entropy_with_logits"),
    "kl_div": divergence,
    "norm": lambda t, x, dims: tensor(t, x).norm(),
    **{f"norm of order {order} along dimensions": norm(order) for order in (1, 2, 3, math.inf)},
    "cumsum": lambda t, x, dims: tensor(t, x).cumsum(dims[0]),
    "var along dimensions, float32": lambda t, x, dims: tensor(t, x.astype("float32")).var(
        dims, correction=0),
    "add with alpha": lambda t, x, dims: tensor(t, x).add(tensor(t, x * 0.7), alpha=-0.1),
    "SGD, one step": steps("SGD", 1),
    "SGD, ten steps": steps("SGD", 10),
    "SGD with momentum, ten steps": steps("SGD", 10, momentum=0.9),
    "SGD with weight decay, ten steps": steps("SGD", 10, weight_decay=0.01),
}
MEASURED: dict[str, Callable[..., Any]] = {
    "Adam, one step": steps("Adam", 1),
    "Adam, ten steps": steps("Adam", 10),
    "softmax": lambda t, x, dims: t.softmax(tensor(t, x), dims[0]),
    "log_softmax": lambda t, x, dims: t.log_softmax(tensor(t, x), dims[0]),
    "exp": lambda t, x, dims: t.exp(tensor(t, x)),
    "log": lambda t, x, dims: t.log(tensor(t, abs(x))),
    "sin": lambda t, x, dims: t.sin(tensor(t, x)),
    "tan": lambda t, x, dims: t.tan(tensor(t, x)),
    "tanh": lambda t, x, dims: t.tanh(tensor(t, x)),
    "erf": lambda t, x, dims: t.erf(tensor(t, x)),
    "erfc": lambda t, x, dims: t.erfc(tensor(t, x)),
    "gelu": lambda t, x, dims: t.nn.functional.gelu(tensor(t, np.ascontiguousarray(x))),
    "gelu by tanh": lambda t, x, dims: t.nn.functional.gelu(tensor(t, x), approximate="tanh"),
    "gradient of gelu": gradient_of_gelu,
    "sigmoid": lambda t, x, dims: t.sigmoid(tensor(t, x)),
    "x ** 1.7": lambda t, x, dims: tensor(t, abs(x)) ** 1.7,
    "1.7 ** x": lambda t, x, dims: 1.7 ** tensor(t, x),
    "x ** y": lambda t, x, dims: tensor(t, abs(x)) ** tensor(t, x),
    "x ** -2": lambda t, x, dims: tensor(t, x) ** -2,
    "x ** 4": lambda t, x, dims: tensor(t, x) ** 4,
    "sqrt": lambda t, x, dims: t.sqrt(tensor(t, abs(x))),
    "matmul": lambda t, x, dims: tensor(t, x.reshape(len(x), -1)).T @ tensor(
        t, x.reshape(len(x), -1)),
}


KINDS = EXACT | MEASURED


def same(a: Any, b: Any) -> tuple[bool, float]:
    """Whether all numbers of two tensors are equal, and which share of them."""
    equal = np.asarray(a.numpy() == b.numpy())
    return bool(equal.all()), float(equal.mean()) if equal.size else 1.0


class Count:
    """How many results of a kind and dtype are equal, and how many of their numbers."""

    def __init__(self) -> None:
        self.draws, self.whole, self.numbers = 0, 0, 0.0

    def add(self, equal: bool, share: float) -> None:
        self.draws += 1
        self.whole += equal
        self.numbers += share

    @property
    def share(self) -> float:
        return self.whole / self.draws

    def __str__(self) -> str:
        return f"{self.share:9.1%}{self.numbers / self.draws:7.1%}"


Counts = dict[str, dict[str, Count]]  # by kind and dtype


def counts_of(kinds: list[str], first: int, draws: int, torch: Any, engine: Any) -> Counts:
    """Draw and compare. Kinds that are only measured get a tenth of the draws."""
    counts = {name: {dtype: Count() for dtype in DTYPES} for name in kinds}
    for dtype, seed in itertools.product(DTYPES, range(first, first + draws)):
        rng = random.Random(seed)
        x = numbers_of(rng, np.random.default_rng(seed), dtype)
        dims = dims_of(rng, x)
        for name in kinds:
            if name in EXACT or (seed - first) % 10 == 0:
                kind = KINDS[name]
                counts[name][dtype].add(*same(kind(torch, x, dims), kind(engine, x, dims)))
    return counts


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare last bits with PyTorch's.")
    parser.add_argument("--draws", type=int, default=2_000, help="how many, for each dtype")
    parser.add_argument("--seed", type=int, help="the first draw's seed; a new one if left out")
    parser.add_argument("--only", default="", help="part of the kinds' names")
    options = parser.parse_args(arguments)
    engines = both_engines()
    if engines is None:
        return 2
    kinds = [name for name in KINDS if options.only in name]
    counts = counts_of(kinds, first_seed(options.seed), options.draws, *engines)
    print(f"{'results equal to the last bit, and numbers':40}{'float32':>16}{'float64':>16}")
    for name, found in counts.items():
        print(f"{name:40}{found['float32']}{found['float64']}")
    low = [name for name, found in counts.items()
           if name in EXACT and min(count.share for count in found.values()) < BAR]
    if low:
        print(f"below {BAR:.0%}: {', '.join(low)}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())
