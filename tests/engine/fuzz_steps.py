"""The operations of the random programs: what to do with tensors of given shapes.

A step is a name and a function of the module (PyTorch or the engine) and of tensors. It need not
fit its tensors: then both sides have to say the same. Those of two tensors are in fuzz_pairs.py.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np

Step = Callable[..., Any]
Named = tuple[str, Step]
Shape = tuple[int, ...]
UNARY = ["exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "neg", "square",
         "reciprocal", "clone", "sum", "mean", "prod", "var", "std", "max", "min", "flatten",
         "squeeze", "sign"]
OPERATORS: dict[str, Step] = {
    "+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}
COMPARISONS: dict[str, Step] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}


def dim_of(rng: random.Random, shape: Shape) -> int:
    return rng.randrange(-len(shape), len(shape)) if shape else 0


def some_dims(rng: random.Random, shape: Shape) -> Any:
    if not shape:
        return None
    dims = rng.sample(range(len(shape)), rng.randint(1, len(shape)))
    return rng.choice([None, dims[0], tuple(dims), dims[0] - len(shape)])


class Operand:
    """A tensor that a step is for: its shape, and arguments that may suit it."""

    def __init__(self, rng: random.Random, shape: Shape) -> None:
        self.rng, self.shape = rng, shape
        self.d, self.dims, self.keep = dim_of(rng, shape), some_dims(rng, shape), rng.random() < 0.4
        self.number = rng.choice([2, 3, -1, 0.5, 1.5, -0.7, 0, 1, 2.0])


def grow_unary(rng: random.Random, shape: Shape) -> Named:
    """An operation of one tensor of this shape: its name and `step(module, x)`."""
    operand = Operand(rng, shape)
    return rng.choice(KINDS)(operand)


def plain(operand: Operand) -> Named:
    name = operand.rng.choice(UNARY)
    return name, lambda t, x: getattr(x, name)()


def along_dims(operand: Operand) -> Named:
    dims, keep = operand.dims, operand.keep
    name = operand.rng.choice(["sum", "mean", "var", "std", "logsumexp", "amax", "amin"])
    if name == "logsumexp" and dims is None:
        dims = 0
    if name in ("amax", "amin") and dims is None:
        return name, lambda t, x: getattr(x, name)()
    return f"{name}({dims},{keep})", lambda t, x: getattr(x, name)(dims, keepdim=keep)


def along_one(operand: Operand) -> Named:
    d, keep = operand.d, operand.keep
    name = operand.rng.choice(["prod", "max", "min", "cumsum"])
    if name == "cumsum":
        return f"cumsum({d})", lambda t, x: x.cumsum(d)
    if name == "prod":
        return f"prod({d},{keep})", lambda t, x: x.prod(d, keep)
    return f"{name}({d},{keep})", lambda t, x: getattr(x, name)(d, keepdim=keep)[0]


def with_number(operand: Operand) -> Named:
    number, sign = operand.number, operand.rng.choice(list(OPERATORS))
    if operand.rng.random() < 0.5:
        return f"x{sign}{number}", lambda t, x: OPERATORS[sign](x, number)
    return f"{number}{sign}x", lambda t, x: OPERATORS[sign](number, x)


def softmax(operand: Operand) -> Named:
    d, name = operand.d, operand.rng.choice(["softmax", "log_softmax"])
    return f"{name}({d})", lambda t, x: getattr(x, name)(d)


def changed_copy(operand: Operand) -> Named:
    shape = operand.shape
    name = operand.rng.choice(["mul_", "add_", "exp_", "zero_", "setitem", "view", "sigmoid_"])

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


def clamped(operand: Operand) -> Named:
    low = operand.rng.choice([None, -0.5, 0])
    high = operand.rng.choice([0.8, 1, None]) if low is not None else 1.0
    return f"clamp({low},{high})", lambda t, x: x.clamp(low, high)


def power(operand: Operand) -> Named:
    number = operand.number
    if operand.rng.random() < 0.3:
        base = abs(number) + 0.5
        return f"{base}**x", lambda t, x: base**x
    return f"x**{number}", lambda t, x: x**number


def chosen(operand: Operand) -> Named:
    if operand.rng.random() < 0.5:
        return "where(x>0,x,2.)", lambda t, x: t.where(x > 0, x, 2.0)
    return "where(x>0,sin,x)", lambda t, x: t.where(x > 0, x.sin(), x)


def one_of_several(operand: Operand) -> Named:
    if not operand.shape:
        return reshaped(operand)
    d, name = operand.d, operand.rng.choice(["unbind", "split", "chunk"])
    pick = operand.rng.choice([0, -1])
    if name == "unbind":
        return f"unbind({d})[{pick}]", lambda t, x: x.unbind(d)[pick]
    return f"{name}(2,{d})[{pick}]", lambda t, x: getattr(x, name)(2, d)[pick]


def spread(operand: Operand) -> Named:
    rng, dims, keep = operand.rng, operand.dims, operand.keep
    unbiased, correction = rng.choice([True, False]), rng.choice([0, 1, 2, 0.5])
    name = rng.choice(["var", "std"])
    if rng.random() < 0.3:
        return f"{name}({unbiased})", lambda t, x: getattr(x, name)(unbiased)
    return (f"{name}({dims},{correction},{keep})", lambda t, x: getattr(t, name)(
        x, dim=dims, correction=correction, keepdim=keep))


def taken(operand: Operand) -> Named:
    key = some_key(operand.rng, operand.shape)
    return f"[{key}]", lambda t, x: x[with_tensors(t, key)]


def assigned(operand: Operand) -> Named:
    key = some_key(operand.rng, operand.shape)
    value = operand.rng.choice([0, 1.5, "last", "all"])

    def assign(t: Any, x: Any) -> Any:
        y = x * 1
        held: Any = value
        if value == "last":
            held = x.reshape(-1)[-1] * 2
        elif value == "all":
            held = x[with_tensors(t, key)] * 2
        y[with_tensors(t, key)] = held
        return y

    return f"[{key}]={value}", assign


def queried(operand: Operand) -> Named:
    d, keep = operand.d, operand.keep
    name = operand.rng.choice(["argmax", "argmin", "all", "any", "isnan", "isfinite", "logical_not",
                               "bool", "long", "int", "float", "double"])
    if name in ("argmax", "argmin", "all", "any") and operand.rng.random() < 0.6:
        return f"{name}({d},{keep})", lambda t, x: getattr(x, name)(d, keepdim=keep)
    return name, lambda t, x: getattr(t.Tensor, name)(x)


def compared(operand: Operand) -> Named:
    number, sign = operand.number, operand.rng.choice(list(COMPARISONS))
    return f"x{sign}{number}", lambda t, x: COMPARISONS[sign](x, number)


def typed(operand: Operand) -> Named:
    """A reduction or a conversion that is told its dtype."""
    rng = operand.rng
    kind = rng.choice(["float32", "float64", "int64", "int32", "bool"])
    name = rng.choice(["sum", "mean", "prod", "cumsum", "softmax", "log_softmax", "to"])
    d = dim_of(rng, operand.shape)

    def step(t: Any, x: Any) -> Any:
        dtype = getattr(t, kind)
        if name == "to":
            return x.to(dtype)
        if name in ("cumsum", "softmax", "log_softmax"):
            return getattr(x, name)(d, dtype=dtype)
        return getattr(x, name)(dtype=dtype) if d % 2 else getattr(t, name)(x, d, dtype=dtype)

    return f"{name}({d},dtype={kind})", step



def of_module(operand: Operand) -> Named:
    """A module or a function of nn."""
    rng, shape = operand.rng, operand.shape
    kind = rng.choice(["ReLU", "Sigmoid", "Tanh", "softmax", "log_softmax", "Linear", "mlp"])
    size, d = shape[-1] if shape else 1, dim_of(rng, shape)
    bias = rng.random() < 0.7

    def layer(t: Any, x: Any, outputs: int) -> Any:
        made = t.nn.Linear(size, outputs, bias=bias)
        values = t.arange(float(size * outputs)).to(x.dtype).reshape(outputs, size)
        made.weight.data = (values * 0.37).sin()
        if bias:
            made.bias.data = values[:, :1].reshape(-1).cos() if size else values.sum(1)
        return made

    def module(t: Any, x: Any) -> Any:
        if kind == "Linear":
            return layer(t, x, 2)(x)
        if kind == "mlp":
            return t.nn.Sequential(layer(t, x, size), t.nn.Tanh())(x)
        if kind in ("softmax", "log_softmax"):
            return getattr(t.nn.functional, kind)(x, dim=d)
        return getattr(t.nn, kind)()(x)

    return f"nn {kind}({d})", module


def stopped(t: Any, x: Any, mode: str) -> Any:
    with getattr(t, mode)():
        y = x[None].detach() * 2
    return y * 1.5 + x


def not_set(t: Any, x: Any) -> Any:
    with t.set_grad_enabled(False):
        y = x * 2
    return y + x


def of_shared_memory(t: Any, x: Any) -> Any:
    y = x * 1
    y.detach().mul_(2)
    return y * y


def of_inference(t: Any, x: Any) -> Any:
    with t.inference_mode():
        y = x * 2
    return y * 1


def nested(t: Any, x: Any) -> Any:
    with t.no_grad():
        y = x * 2
        with t.enable_grad():
            return x * y


APART: dict[str, Step] = {
    "detach": lambda t, x: x.detach() * 2,
    "no_grad": lambda t, x: stopped(t, x, "no_grad"),
    "enable_grad": lambda t, x: stopped(t, x, "enable_grad"),
    "set_grad_enabled": not_set,
    "data": lambda t, x: x.data + 1,
    "inference": of_inference,
    "requires": lambda t, x: x.detach().requires_grad_() * 3,
    "nested": nested,
    "shared": of_shared_memory,
    "function": lambda t, x: Doubled(t).apply(x),
}


def apart(operand: Operand) -> Named:
    """A step that leaves the graph, or part of it."""
    kind = operand.rng.choice(list(APART))
    return f"apart {kind}", APART[kind]


def Doubled(t: Any) -> Any:
    """A Function of the user's: twice the square, by its own rule."""

    class Doubled(t.autograd.Function):  # type: ignore[misc]
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:
            ctx.save_for_backward(x)
            return 2 * x * x

        @staticmethod
        def backward(ctx: Any, g: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 4 * g * x

    return Doubled


def some_key(rng: random.Random, shape: Shape) -> Any:
    """A key for `x[key]`: numbers, slices, None, Ellipsis, lists and masks, also too many."""
    parts: list[Any] = []
    ellipsis = rng.random() < 0.25
    for size in shape[: rng.randint(0, len(shape))] if rng.random() < 0.95 else (*shape, 2):
        kind = rng.choice(["int", "slice", "slice", "list", "tensor", "mask", "none", "step"])
        if kind == "none":
            parts.append(None)
        if kind in ("int", "none"):
            parts.append(rng.randint(-size, max(size - 1, 0)))
        elif kind in ("slice", "step"):
            ends = [rng.choice([None, rng.randint(-size - 1, size + 1)]) for _ in range(2)]
            parts.append(slice(*ends, rng.choice([None, 1, 2, 3]) if kind == "step" else None))
        elif kind == "list":
            parts.append([rng.randint(-size, max(size - 1, 0)) for _ in range(2)])
        elif kind == "tensor":
            many = rng.choice([(), (1,), (2,), (2, 2)])
            places = [rng.randint(-size, max(size - 1, 0)) for _ in range(int(np.prod(many)))]
            parts.append(np.array(places, np.int64).reshape(many))
        else:
            parts.append(np.array([rng.random() < 0.5 for _ in range(size)], bool))
    if ellipsis:
        parts.insert(rng.randint(0, len(parts)), Ellipsis)
    return parts[0] if len(parts) == 1 and rng.random() < 0.7 else tuple(parts)


def with_tensors(t: Any, key: Any) -> Any:
    """The key with tensors for its arrays."""
    if isinstance(key, tuple):
        return tuple(with_tensors(t, part) for part in key)
    return t.tensor(key) if isinstance(key, np.ndarray) else key


def indexed(operand: Operand) -> Named:
    rng, shape = operand.rng, operand.shape
    if not shape:
        return reshaped(operand)
    d = dim_of(rng, shape)
    if 0 in shape:
        return as_row(rng, shape, d)
    return rng.choice(INDICES)(rng, shape, d)


def as_row(rng: random.Random, shape: Shape, d: int) -> Named:
    return "[None]", lambda t, x: x[None]


def item(rng: random.Random, shape: Shape, d: int) -> Named:
    i = rng.randrange(-shape[0], shape[0])
    return f"[{i}]", lambda t, x: x[i]


def sliced(rng: random.Random, shape: Shape, d: int) -> Named:
    a, b, s = rng.randrange(shape[0]), rng.randrange(shape[0] + 1), rng.choice([1, 2])
    return f"[{a}:{b}:{s}]", lambda t, x: x[a:b:s]


def listed(rng: random.Random, shape: Shape, d: int) -> Named:
    indices = [rng.randrange(-shape[0], shape[0]) for _ in range(rng.randint(1, 4))]
    return f"[{indices}]", lambda t, x: x[indices]


def masked(rng: random.Random, shape: Shape, d: int) -> Named:
    return "[x>0]", lambda t, x: x[x > 0]


def mixed(rng: random.Random, shape: Shape, d: int) -> Named:
    if len(shape) == 1:
        return as_row(rng, shape, d)
    i = rng.randrange(shape[1])
    indices = [rng.randrange(shape[0]) for _ in range(2)]
    return f"[{indices},{i}]", lambda t, x: x[indices, i] if i % 2 else x[..., -1]


def index_selected(rng: random.Random, shape: Shape, d: int) -> Named:
    indices = [rng.randrange(shape[d]) for _ in range(rng.randint(1, 3))]
    return f"index_select({d},{indices})", lambda t, x: x.index_select(d, t.tensor(indices))


def gathered(rng: random.Random, shape: Shape, d: int) -> Named:
    places = np.array([rng.randrange(shape[d]) for _ in range(int(np.prod(shape)))])
    places = places.reshape(shape).tolist()
    return f"gather({d})", lambda t, x: x.gather(d, t.tensor(places))


INDICES = [item, sliced, listed, masked, mixed, index_selected, gathered, as_row]


class Arrangement:
    """Arguments for another shape: two dimensions, an order, some dimensions, other sizes."""

    def __init__(self, rng: random.Random, shape: Shape) -> None:
        self.shape = shape
        self.order = tuple(rng.sample(range(len(shape)), len(shape)))
        self.d, self.e = dim_of(rng, shape), dim_of(rng, shape)
        self.kind = rng.choice(list(SHAPES))
        self.some = tuple(rng.sample(range(len(shape)), rng.randint(0, len(shape))))
        self.other = list(shape) or [1]
        rng.shuffle(self.other)
        if rng.random() < 0.3:
            self.other[0] = -1
        if self.kind == "expand2":
            wide = [2, *[rng.choice([-1, n, 3 if n == 1 else n]) for n in shape]]
            self.wide = wide[rng.randint(0, 1) :]


def any_rank(rank: int) -> bool:
    return True


# By kind: the ranks that it is for, then the name and the step from an arrangement.
SHAPES: dict[str, tuple[Callable[[int], bool], Callable[[Arrangement], Named]]] = {
    "permute": (bool, lambda a: (f"permute{a.order}", lambda t, x: x.permute(a.order))),
    "transpose": (bool, lambda a: (f"transpose({a.d},{a.e})", lambda t, x: x.transpose(a.d, a.e))),
    "reshape": (any_rank, lambda a: ("reshape(-1)", lambda t, x: x.reshape(-1))),
    "unsqueeze": (any_rank, lambda a: ("unsqueeze(0)", lambda t, x: x.unsqueeze(0))),
    "squeeze": (bool, lambda a: (f"squeeze({a.d})", lambda t, x: x.squeeze(a.d))),
    "expand": (any_rank, lambda a: (
        "expand(2,...)", lambda t, x: x.expand(2, *[-1] * len(a.shape)))),
    "flip": (bool, lambda a: (f"flip({a.d})", lambda t, x: x.flip(a.d))),
    "view": (bool, lambda a: ("view(1,-1)", lambda t, x: x.view(1, -1))),
    "T": ((2).__eq__, lambda a: ("T", lambda t, x: x.T)),
    "flatten": (any_rank, lambda a: ("flatten", lambda t, x: x.flatten())),
    "flatten2": (any_rank, lambda a: (
        f"flatten({a.d},{a.e})", lambda t, x: t.flatten(x, a.d, a.e))),
    "squeeze2": (any_rank, lambda a: (f"squeeze({a.some})", lambda t, x: x.squeeze(a.some))),
    "narrow": (any_rank, lambda a: (f"narrow({a.d},{a.e},1)", lambda t, x: x.narrow(a.d, a.e, 1))),
    "mT": (any_rank, lambda a: ("mT", lambda t, x: x.mT)),
    "t": (any_rank, lambda a: ("t", lambda t, x: x.t())),
    "contiguous": (any_rank, lambda a: ("contiguous", lambda t, x: x.contiguous())),
    "reshape2": (any_rank, lambda a: (f"reshape({a.other})", lambda t, x: x.reshape(a.other))),
    "view2": (any_rank, lambda a: (f"view({a.other})", lambda t, x: x.view(a.other))),
    "unsqueeze2": (any_rank, lambda a: (
        f"unsqueeze({a.e - 1})", lambda t, x: x.unsqueeze(a.e - 1))),
    "expand2": (any_rank, lambda a: (f"expand({a.wide})", lambda t, x: x.expand(a.wide))),
}


def reshaped(operand: Operand) -> Named:
    arrangement = Arrangement(operand.rng, operand.shape)
    fits, step = SHAPES[arrangement.kind]
    return (step if fits(len(operand.shape)) else SHAPES["unsqueeze"][1])(arrangement)


KINDS: list[Callable[[Operand], Named]] = [
    plain, plain, along_dims, along_one, with_number, reshaped, indexed, softmax, changed_copy,
    clamped, power, chosen, one_of_several, typed, spread, taken, assigned, queried, of_module,
    compared, apart,
]
