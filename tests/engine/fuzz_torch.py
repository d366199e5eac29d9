"""Random programs, run by the engine and by PyTorch, which must agree.

    python -m tests.engine.fuzz_torch --graphs 20000 --seed 0

Each program makes leaves and applies operations with random shapes and arguments. Compared are
the values, the names of the graph, the gradients for random upstream gradients, the gradients of
those, the errors, and after `backward` the `.grad` of every leaf. Needs PyTorch.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import warnings
from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

Step = Callable[..., Any]
Shape = tuple[int, ...]


def dim_of(rng: random.Random, shape: Shape) -> int:
    return rng.randrange(-len(shape), len(shape)) if shape else 0


def some_dims(rng: random.Random, shape: Shape) -> Any:
    if not shape:
        return None
    dims = rng.sample(range(len(shape)), rng.randint(1, len(shape)))
    return rng.choice([None, dims[0], tuple(dims), dims[0] - len(shape)])


UNARY = ["exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "neg", "square",
         "reciprocal", "clone", "sum", "mean", "prod", "var", "std", "max", "min", "flatten",
         "squeeze", "sign"]
BINARY = ["add", "sub", "mul", "div", "maximum", "minimum"]
OPERATORS: dict[str, Step] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


def grow_unary(rng: random.Random, shape: Shape) -> tuple[str, Step]:
    """An operation of one tensor of this shape: its name and `step(module, x)`."""
    d, dims, keep = dim_of(rng, shape), some_dims(rng, shape), rng.random() < 0.4
    number = rng.choice([2, 3, -1, 0.5, 1.5, -0.7, 0, 1, 2.0])
    kind = rng.choice(["plain", "plain", "along", "along1", "number", "shape", "index", "softmax",
                       "inplace", "clamp", "pow", "where", "multi"])
    if kind == "plain":
        name = rng.choice(UNARY)
        return name, lambda t, x: getattr(x, name)()
    if kind == "along":
        name = rng.choice(["sum", "mean", "var", "std", "logsumexp", "amax", "amin"])
        if name == "logsumexp" and dims is None:
            dims = 0
        if name in ("amax", "amin") and dims is None:
            return name, lambda t, x: getattr(x, name)()
        return f"{name}({dims},{keep})", lambda t, x: getattr(x, name)(dims, keepdim=keep)
    if kind == "along1":
        name = rng.choice(["prod", "max", "min", "cumsum"])
        if name == "cumsum":
            return f"cumsum({d})", lambda t, x: x.cumsum(d)
        if name == "prod":
            return f"prod({d},{keep})", lambda t, x: x.prod(d, keep)
        return f"{name}({d},{keep})", lambda t, x: getattr(x, name)(d, keepdim=keep)[0]
    if kind == "number":
        sign = rng.choice(list(OPERATORS))
        if rng.random() < 0.5:
            return f"x{sign}{number}", lambda t, x: OPERATORS[sign](x, number)
        return f"{number}{sign}x", lambda t, x: OPERATORS[sign](number, x)
    if kind == "pow":
        if rng.random() < 0.3:
            base = abs(number) + 0.5
            return f"{base}**x", lambda t, x: base**x
        return f"x**{number}", lambda t, x: x**number
    if kind == "clamp":
        low = rng.choice([None, -0.5, 0])
        high = rng.choice([0.8, 1, None]) if low is not None else 1.0
        return f"clamp({low},{high})", lambda t, x: x.clamp(low, high)
    if kind == "softmax":
        name = rng.choice(["softmax", "log_softmax"])
        return f"{name}({d})", lambda t, x: getattr(x, name)(d)
    if kind == "where":
        if rng.random() < 0.5:
            return "where(x>0,x,2.)", lambda t, x: t.where(x > 0, x, 2.0)
        return "where(x>0,sin,x)", lambda t, x: t.where(x > 0, x.sin(), x)
    if kind == "multi" and shape:
        name = rng.choice(["unbind", "split", "chunk"])
        pick = rng.choice([0, -1])
        if name == "unbind":
            return f"unbind({d})[{pick}]", lambda t, x: x.unbind(d)[pick]
        return f"{name}(2,{d})[{pick}]", lambda t, x: getattr(x, name)(2, d)[pick]
    if kind == "inplace":
        name = rng.choice(["mul_", "add_", "exp_", "zero_", "setitem", "view", "sigmoid_"])

        def change(t: Any, x: Any) -> Any:
            y = x * 1
            if name == "setitem" and shape:
                y[0] = x[-1] * 2
            elif name == "view" and shape:
                part = y[0]
                part.mul_(3)
                return y * part.sum()
            elif name in ("mul_", "add_"):
                getattr(y, name)(1.5)
            elif name in ("exp_", "sigmoid_", "zero_"):
                getattr(y, name)()
            return y

        return f"inplace {name}", change
    if kind == "index" and shape:
        return grow_index(rng, shape)
    return grow_shape(rng, shape)


def grow_index(rng: random.Random, shape: Shape) -> tuple[str, Step]:
    n, d = shape[0], dim_of(rng, shape)
    if 0 in shape:
        return "[None]", lambda t, x: x[None]
    kind = rng.choice(["int", "slice", "list", "mask", "tuple", "select", "gather", "none"])
    if kind == "int":
        i = rng.randrange(-n, n)
        return f"[{i}]", lambda t, x: x[i]
    if kind == "slice":
        a, b, s = rng.randrange(n), rng.randrange(n + 1), rng.choice([1, 2])
        return f"[{a}:{b}:{s}]", lambda t, x: x[a:b:s]
    if kind == "list":
        indices = [rng.randrange(-n, n) for _ in range(rng.randint(1, 4))]
        return f"[{indices}]", lambda t, x: x[indices]
    if kind == "mask":
        return "[x>0]", lambda t, x: x[x > 0]
    if kind == "tuple" and len(shape) > 1:
        i = rng.randrange(shape[1])
        indices = [rng.randrange(n) for _ in range(2)]
        return f"[{indices},{i}]", lambda t, x: x[indices, i] if i % 2 else x[..., -1]
    if kind == "select":
        indices = [rng.randrange(shape[d]) for _ in range(rng.randint(1, 3))]
        return (f"index_select({d},{indices})",
                lambda t, x: x.index_select(d, t.tensor(indices)))
    if kind == "gather":
        places = np.array([rng.randrange(shape[d]) for _ in range(int(np.prod(shape)))])
        places = places.reshape(shape).tolist()
        return f"gather({d})", lambda t, x: x.gather(d, t.tensor(places))
    return "[None]", lambda t, x: x[None]


def grow_shape(rng: random.Random, shape: Shape) -> tuple[str, Step]:
    order = tuple(rng.sample(range(len(shape)), len(shape)))
    d, e = dim_of(rng, shape), dim_of(rng, shape)
    kind = rng.choice(["permute", "transpose", "reshape", "unsqueeze", "squeeze", "expand", "flip",
                       "view", "T", "flatten"])
    if kind == "permute" and shape:
        return f"permute{order}", lambda t, x: x.permute(order)
    if kind == "transpose" and shape:
        return f"transpose({d},{e})", lambda t, x: x.transpose(d, e)
    if kind == "reshape":
        return "reshape(-1)", lambda t, x: x.reshape(-1)
    if kind == "view" and shape:
        return "view(1,-1)", lambda t, x: x.view(1, -1)
    if kind == "squeeze" and shape:
        return f"squeeze({d})", lambda t, x: x.squeeze(d)
    if kind == "expand":
        return "expand(2,...)", lambda t, x: x.expand(2, *[-1] * len(shape))
    if kind == "flip" and shape:
        return f"flip({d})", lambda t, x: x.flip(d)
    if kind == "T" and len(shape) == 2:
        return "T", lambda t, x: x.T
    if kind == "flatten":
        return "flatten", lambda t, x: x.flatten()
    return "unsqueeze(0)", lambda t, x: x.unsqueeze(0)


def grow_binary(rng: random.Random, a: Shape, b: Shape) -> tuple[str, Step]:
    """An operation of two tensors of these shapes; it may not fit them."""
    kind = rng.choice(["elementwise", "elementwise", "operator", "operator", "matmul", "cat",
                       "stack",
                       "loss", "pow", "where", "clamp", "linear", "outer", "inplace", "copy"])
    reduction = rng.choice(["mean", "sum", "none"])
    if kind == "elementwise":
        name = rng.choice(BINARY)
        return name, lambda t, x, y: getattr(t, name)(x, y)
    if kind == "matmul":
        return "matmul", lambda t, x, y: x @ y
    if kind == "cat":
        return "cat", lambda t, x, y: t.cat([x, y])
    if kind == "stack":
        return "stack", lambda t, x, y: t.stack([x, y], -1)
    if kind == "pow":
        return "pow", lambda t, x, y: (x.abs() + 0.1) ** y.tanh()
    if kind == "where":
        return "where", lambda t, x, y: t.where(x > y, x, y)
    if kind == "clamp":
        return "clamp(y)", lambda t, x, y: x.clamp(y, None)
    if kind == "outer":
        return "outer", lambda t, x, y: t.outer(x, y)
    if kind == "linear":
        return "linear", lambda t, x, y: t.nn.functional.linear(x, y)
    if kind == "inplace":
        name = rng.choice(["add_", "sub_", "mul_", "div_"])
        return name, lambda t, x, y: getattr(x * 1, name)(y)
    if kind == "copy":
        return "copy_", lambda t, x, y: (x * 1).copy_(y)
    if kind == "loss":
        name = rng.choice(["mse_loss", "l1_loss", "binary_cross_entropy_with_logits",
                           "binary_cross_entropy", "cross_entropy"])

        def loss(t: Any, x: Any, y: Any) -> Any:
            f = getattr(t.nn.functional, name)
            if name.startswith("binary"):
                y = y.sigmoid()
            if name == "binary_cross_entropy":
                x = x.tanh().sigmoid()
            if name == "cross_entropy":
                y = (y * 0.7).softmax(-1)  # not that of x, where the gradient is all rounding
            return f(x, y, reduction=reduction)

        return f"{name}({reduction})", loss
    sign = rng.choice(list(OPERATORS))
    return sign, lambda t, x, y: OPERATORS[sign](x, y)


def names(node: Any, depth: int = 3) -> Any:
    """The names of a graph down to a depth."""
    if node is None:
        return None
    below = [names(parent, depth - 1) if depth else type(parent).__name__
             for parent, _ in node.next_functions]
    return type(node).__name__, below


def attempt(function: Step, *args: Any) -> Any:
    """The result, or what the error says."""
    try:
        return function(*args)
    except (RuntimeError, ValueError, IndexError, TypeError, NotImplementedError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"


def numbers(tensor: Any) -> np.ndarray[Any, Any]:
    if getattr(tensor, "_is_zerotensor", bool)():  # PyTorch's zeros without memory
        return np.zeros(tuple(tensor.shape))
    return np.asarray(tensor.detach().numpy(force=True))


def close(a: Any, b: Any) -> bool:
    """Whether two tensors, or two errors, are the same up to rounding."""
    if a is None or b is None or isinstance(a, str) or isinstance(b, str):
        return a == b if isinstance(a, str) or isinstance(b, str) else (a is None) == (b is None)
    x, y = numbers(a), numbers(b)
    return x.shape == y.shape and x.dtype == y.dtype and np.allclose(
        x, y, rtol=1e-7, atol=1e-9, equal_nan=True
    )


def level(a: Any, b: Any) -> None:
    """Give the engine's tensor the last bits of PyTorch's, in its memory, unnoticed by autograd.

    So rounding never adds up, and numbers that tie on one side tie on the other.
    """
    array = b.detach().numpy()
    if array.flags.writeable and array.dtype.kind == "f":
        array[...] = numbers(a)


class Program:
    """A random program as it grows on both sides."""

    def __init__(self, seed: int, torch: Any, engine: Any) -> None:
        self.rng = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.modules = torch, engine
        self.text: list[str] = []
        self.leaves: list[tuple[Any, Any]] = []
        self.values: list[tuple[Any, Any]] = []

    def leaf(self) -> None:
        ndim = self.rng.choice([0, 1, 1, 2, 2, 3])
        shape = tuple(self.rng.choice([1, 2, 3]) for _ in range(ndim))
        array = self.numbers.standard_normal(shape)
        if self.rng.random() < 0.25:
            array = np.round(array) + 0.0  # no -0.0, at which PyTorch's pow is of two minds
        if self.rng.random() < 0.4 and self.leaves:
            array = self.numbers.standard_normal(tuple(self.rng.choice(self.leaves)[0].shape))
        data, grad = np.asarray(array).tolist(), self.rng.random() < 0.8
        pair = tuple(
            t.tensor(data, dtype=t.float64, requires_grad=grad) for t in self.modules
        )
        self.text.append(f"leaf {len(self.values)} {tuple(pair[0].shape)} grad={grad}")
        self.leaves.append(pair)  # type: ignore[arg-type]
        self.values.append(pair)  # type: ignore[arg-type]

    def step(self) -> str | None:
        """Apply one operation. Returns what differs, None if nothing does."""
        rng = self.rng
        if rng.random() < 0.55:
            operands = [rng.randrange(len(self.values))]
            name, function = grow_unary(rng, tuple(self.values[operands[0]][0].shape))
        else:
            operands = [rng.randrange(len(self.values)) for _ in range(2)]
            name, function = grow_binary(
                rng, *(tuple(self.values[place][0].shape) for place in operands)
            )
        self.text.append(f"{len(self.values)} = {name} of {operands}")
        results = [
            attempt(function, module, *(self.values[place][side] for place in operands))
            for side, module in enumerate(self.modules)
        ]
        a, b = results
        if isinstance(a, str) or isinstance(b, str):
            same = isinstance(a, str) and isinstance(b, str) and a == b
            return None if same else f"error: torch {a!r}, engine {b!r}"
        if not close(a, b):
            return f"value: torch {a!r}, engine {b!r}"
        if names(a.grad_fn) != names(b.grad_fn):
            return f"names: torch {names(a.grad_fn)}, engine {names(b.grad_fn)}"
        level(a, b)
        if "std" in name and 0 < np.abs(numbers(a)).min(initial=1) < 1e-10:
            return None  # the root of what should be 0: its slope is all rounding
        if a.numel() < 200 and np.abs(numbers(a)).max(initial=0) < 1e6:
            self.values.append((a, b))
        return None

    def gradients(self) -> str | None:
        """Compare gradients, second gradients and `.grad`."""
        wanted = [pair for pair in self.leaves if pair[0].requires_grad]
        roots = [pair for pair in self.values[-3:] if pair[0].grad_fn is not None]
        if not wanted or not roots:
            return None
        upstream = [np.asarray(self.numbers.standard_normal(tuple(a.shape))) for a, _ in roots]
        again = [np.asarray(self.numbers.standard_normal(tuple(a.shape))) for a, _ in wanted]
        found: list[Any] = []
        for side, t in enumerate(self.modules):
            xs, ys = [p[side] for p in wanted], [p[side] for p in roots]
            vs = [t.tensor(v, dtype=t.float64) for v in upstream]

            def first(t: Any = t, xs: Any = xs, ys: Any = ys, vs: Any = vs) -> Any:
                return t.autograd.grad(ys, xs, vs, create_graph=True, allow_unused=True)

            grads = attempt(first)
            if isinstance(grads, str):
                found.append([grads])
                continue
            pairs = [(g, t.tensor(v, dtype=t.float64)) for g, v in zip(grads, again, strict=True)
                     if g is not None and g.requires_grad]

            def second(t: Any = t, xs: Any = xs, pairs: Any = pairs) -> Any:
                return t.autograd.grad([g for g, _ in pairs], xs, [v for _, v in pairs],
                                       retain_graph=True, allow_unused=True)

            seconds = attempt(second) if pairs else [None] * len(xs)

            def accumulate(t: Any = t, xs: Any = xs, ys: Any = ys, vs: Any = vs) -> Any:
                t.autograd.backward(ys, vs)
                return [x.grad for x in xs]

            seconds = [seconds] if isinstance(seconds, str) else list(seconds)
            sums = attempt(accumulate)
            sums = [sums] if isinstance(sums, str) else list(sums)
            found.append([list(grads), [zero_for_none(s, x)
                                        for s, x in zip(seconds, xs, strict=False)]
                          if len(seconds) == len(xs) else seconds, sums])
        for stage, a, b in zip(("gradient", "second gradient", ".grad"), *found, strict=False):
            for x, y in zip(a if isinstance(a, list) else [a], b if isinstance(b, list) else [b],
                            strict=False):
                if not close(x, y):
                    return f"{stage}: torch {x!r}, engine {y!r}"
        return None


def zero_for_none(gradient: Any, x: Any) -> Any:
    """A missing second gradient counts as zeros: whether it is missing is a matter of form."""
    return x.detach() * 0 if gradient is None else gradient


def run(seed: int, torch: Any, engine: Any) -> tuple[str | None, Program]:
    """Grow and compare the program of a seed: (what differs, the program)."""
    program = Program(seed, torch, engine)
    for _ in range(program.rng.randint(2, 4)):
        program.leaf()
    for _ in range(program.rng.randint(2, 9)):
        difference = program.step()
        if difference:
            return difference, program
    return program.gradients(), program


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare the engine with PyTorch.")
    parser.add_argument("--graphs", type=int, default=20_000, help="how many programs")
    parser.add_argument("--seed", type=int, default=0, help="the first program's seed")
    parser.add_argument("--show", type=int, default=5, help="how many differences to print")
    options = parser.parse_args(arguments)
    try:
        import torch
    except ImportError:
        print("The fuzzer compares with PyTorch, which is not installed here.")
        return 2
    import autograd_ref as engine

    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    started, different, kinds = time.time(), 0, Counter[str]()
    for number in range(options.graphs):
        difference, program = run(options.seed + number, torch, engine)
        if difference:
            different += 1
            kinds[difference.split(":")[0] + " " + program.text[-1].split("= ")[-1]] += 1
            if different <= options.show:
                print(f"seed {options.seed + number}: {difference}")
                print("    " + "\n    ".join(program.text))
        if (number + 1) % 1000 == 0 or number + 1 == options.graphs:
            print(f"{number + 1} graphs, {different} with a difference,"
                  f" {time.time() - started:.0f} s", flush=True)
    for kind, times in kinds.most_common(30):
        print(f"  {times} x {kind}")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
