"""The operations of the random programs: what to do with tensors of given shapes.

A step is a name and a function of the module (PyTorch or the engine) and of tensors. It need not
fit its tensors: then both sides have to say the same.
"""

from __future__ import annotations

import random
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
                       "inplace", "clamp", "pow", "where", "multi", "typed", "spread", "key",
                       "assign", "query", "module", "whole", "apart"])
    if kind == "typed":
        return grow_typed(rng, shape)
    if kind == "spread":
        unbiased, correction = rng.choice([True, False]), rng.choice([0, 1, 2, 0.5])
        name = rng.choice(["var", "std"])
        if rng.random() < 0.3:
            return f"{name}({unbiased})", lambda t, x: getattr(x, name)(unbiased)
        return (f"{name}({dims},{correction},{keep})", lambda t, x: getattr(t, name)(
            x, dim=dims, correction=correction, keepdim=keep))
    if kind == "key":
        key = some_key(rng, shape)
        return f"[{key}]", lambda t, x: x[with_tensors(t, key)]
    if kind == "assign":
        key, value = some_key(rng, shape), rng.choice([0, 1.5, "last", "all"])

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
    if kind == "query":
        name = rng.choice(["argmax", "argmin", "all", "any", "isnan", "isfinite", "logical_not",
                           "bool", "long", "int", "float", "double"])
        if name in ("argmax", "argmin", "all", "any") and rng.random() < 0.6:
            return f"{name}({d},{keep})", lambda t, x: getattr(x, name)(d, keepdim=keep)
        return name, lambda t, x: getattr(t.Tensor, name)(x)
    if kind == "module":
        return grow_module(rng, shape)
    if kind == "whole":
        sign = rng.choice(list(COMPARISONS))
        return f"x{sign}{number}", lambda t, x: COMPARISONS[sign](x, number)
    if kind == "apart":
        return grow_apart(rng)
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


COMPARISONS: dict[str, Step] = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}
BITS: dict[str, Step] = {
    "&": lambda a, b: a & b, "|": lambda a, b: a | b, "^": lambda a, b: a ^ b,
}


def grow_typed(rng: random.Random, shape: Shape) -> tuple[str, Step]:
    """A reduction or a conversion that is told its dtype."""
    kind = rng.choice(["float32", "float64", "int64", "int32", "bool"])
    name = rng.choice(["sum", "mean", "prod", "cumsum", "softmax", "log_softmax", "to"])
    d = dim_of(rng, shape)

    def typed(t: Any, x: Any) -> Any:
        dtype = getattr(t, kind)
        if name == "to":
            return x.to(dtype)
        if name in ("cumsum", "softmax", "log_softmax"):
            return getattr(x, name)(d, dtype=dtype)
        return getattr(x, name)(dtype=dtype) if d % 2 else getattr(t, name)(x, d, dtype=dtype)

    return f"{name}({d},dtype={kind})", typed


def grow_module(rng: random.Random, shape: Shape) -> tuple[str, Step]:
    """A module or a function of nn."""
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


def grow_apart(rng: random.Random) -> tuple[str, Step]:
    """A step that leaves the graph, or part of it."""
    kind = rng.choice(["detach", "no_grad", "enable_grad", "set_grad_enabled", "data", "inference",
                       "requires", "nested", "shared", "function"])

    def apart(t: Any, x: Any) -> Any:
        if kind == "detach":
            return x.detach() * 2
        if kind == "data":
            return x.data + 1
        if kind == "requires":
            return x.detach().requires_grad_() * 3
        if kind == "shared":
            y = x * 1
            y.detach().mul_(2)
            return y * y
        if kind == "inference":
            with t.inference_mode():
                y = x * 2
            return y * 1
        if kind == "nested":
            with t.no_grad():
                y = x * 2
                with t.enable_grad():
                    return x * y
        if kind == "function":
            return Doubled(t).apply(x)
        if kind == "set_grad_enabled":
            with t.set_grad_enabled(False):
                y = x * 2
            return y + x
        with getattr(t, kind)():
            y = x[None].detach() * 2
        return y * 1.5 + x

    return f"apart {kind}", apart


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
                       "view", "T", "flatten", "flatten2", "squeeze2", "narrow", "mT", "t",
                       "contiguous", "reshape2", "view2", "unsqueeze2", "expand2"])
    some = tuple(rng.sample(range(len(shape)), rng.randint(0, len(shape))))
    other = list(shape) or [1]
    rng.shuffle(other)
    if rng.random() < 0.3:
        other[0] = -1
    if kind == "flatten2":
        return f"flatten({d},{e})", lambda t, x: t.flatten(x, d, e)
    if kind == "squeeze2":
        return f"squeeze({some})", lambda t, x: x.squeeze(some)
    if kind == "narrow":
        return f"narrow({d},{e},1)", lambda t, x: x.narrow(d, e, 1)
    if kind in ("mT", "t", "contiguous"):
        return kind, lambda t, x: x.mT if kind == "mT" else getattr(x, kind)()
    if kind in ("reshape2", "view2"):
        return f"{kind[:-1]}({other})", lambda t, x: getattr(x, kind[:-1])(other)
    if kind == "unsqueeze2":
        return f"unsqueeze({e - 1})", lambda t, x: x.unsqueeze(e - 1)
    if kind == "expand2":
        wide = [2, *[rng.choice([-1, n, 3 if n == 1 else n]) for n in shape]]
        wide = wide[rng.randint(0, 1) :]
        return f"expand({wide})", lambda t, x: x.expand(wide)
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


def grown(x: Any, y: Any) -> Any:
    x += y
    x *= y
    x -= 1
    x /= 2
    return x


def grow_loss(rng: random.Random, shape: Shape, kind: str) -> tuple[str, Step]:
    """A loss with class numbers as targets, or with weights."""
    reduction, classes = rng.choice(["mean", "sum", "none"]), shape[1] if len(shape) > 1 else 1
    if kind == "classes":
        name = rng.choice(["cross_entropy", "nll_loss"])
        classes = shape[0] if len(shape) == 1 else classes
        size = (*shape[:1], *shape[2:]) if len(shape) > 1 else ()
        places = np.array([rng.randrange(max(classes, 1)) for _ in range(int(np.prod(size)))])
        targets = places.astype(np.int64).reshape(size)
        more: dict[str, Any] = {"reduction": reduction}
        if rng.random() < 0.3:
            more["ignore_index"] = 0
        if name == "cross_entropy" and rng.random() < 0.3:
            more["label_smoothing"] = 0.2
        weighted = rng.random() < 0.3

        def loss(t: Any, x: Any, y: Any) -> Any:
            if weighted:
                more["weight"] = t.arange(1.0, classes + 1).to(x.dtype)
            return getattr(t.nn.functional, name)(x, t.tensor(targets), **more)

        return f"{name}({more},{weighted})", loss
    name = rng.choice(["binary_cross_entropy", "binary_cross_entropy_with_logits", "mse_loss",
                       "l1_loss"])

    def weights(t: Any, x: Any, y: Any) -> Any:
        f, weight = getattr(t.nn.functional, name), (x.detach() * 0.5).cos().abs() + 0.1
        if name == "binary_cross_entropy":
            return f(x.sigmoid(), y.sigmoid(), weight, reduction=reduction)
        if name == "binary_cross_entropy_with_logits":
            return f(x, y.sigmoid(), weight, reduction=reduction, pos_weight=weight * 2)
        return f(x, y, weight=weight, reduction=reduction)

    return f"{name}(weight,{reduction})", weights


def grow_binary(rng: random.Random, a: Shape, b: Shape) -> tuple[str, Step]:
    """An operation of two tensors of these shapes; it may not fit them."""
    kind = rng.choice(["elementwise", "elementwise", "operator", "operator", "matmul", "cat",
                       "stack",
                       "loss", "pow", "where", "clamp", "linear", "outer", "inplace", "copy",
                       "compare", "bits", "alpha", "product", "classes", "weights", "joined", "put",
                       "power", "clamp2", "reflected", "choose"])
    d = dim_of(rng, a)
    if kind == "compare":
        sign = rng.choice(list(COMPARISONS))
        return sign, lambda t, x, y: COMPARISONS[sign](x, y)
    if kind == "bits":
        sign = rng.choice(list(BITS))
        return sign, lambda t, x, y: BITS[sign](x, y)
    if kind == "alpha":
        name, alpha = rng.choice(["add", "sub", "add_", "sub_"]), rng.choice([2, -1, 0.5, 0])
        return f"{name}(alpha={alpha})", lambda t, x, y: getattr(x * 1.0, name)(y, alpha=alpha)
    if kind == "product":
        name = rng.choice(["dot", "mm", "mv", "bmm", "matmul"])
        return name, lambda t, x, y: getattr(t, name)(x, y)
    if kind in ("classes", "weights") and 0 not in a:
        return grow_loss(rng, a, kind)
    if kind == "joined":
        return f"cat({d})", lambda t, x, y: t.cat([x, y, x], d)
    if kind == "put":
        key = some_key(rng, a)

        def put(t: Any, x: Any, y: Any) -> Any:
            z = x * 1
            z[with_tensors(t, key)] = y if x.is_floating_point() else y.detach()
            return z

        return f"[{key}]=y", put
    if kind == "power":
        return "x**y", lambda t, x, y: x ** (y.long() if y.dtype == t.bool else y)
    if kind == "clamp2" and a == b:  # PyTorch's gradient fails where the limits are broadcast
        return "clamp(y,x)", lambda t, x, y: (x * 2).clamp(y, max=x)
    if kind in ("reflected", "clamp2"):
        return "+= *=", lambda t, x, y: grown(x * 1, y)
    if kind == "choose":
        return "where(x>0,x,y)", lambda t, x, y: t.where(x > 0, x, y)
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
    if kind == "loss" and 0 not in a:
        name = rng.choice(["mse_loss", "l1_loss", "binary_cross_entropy_with_logits",
                           "binary_cross_entropy", "cross_entropy"])

        def loss(t: Any, x: Any, y: Any) -> Any:
            f = getattr(t.nn.functional, name)
            if name.startswith("binary"):
                y = y.sigmoid()
            if name == "binary_cross_entropy":
                x = x.tanh().sigmoid()
            if name == "cross_entropy":
                y = (y.double() * 0.7).softmax(-1)  # not x's: all rounding
            return f(x, y, reduction=reduction)

        return f"{name}({reduction})", loss
    sign = rng.choice(list(OPERATORS))
    return sign, lambda t, x, y: OPERATORS[sign](x, y)


def grow_change(rng: random.Random, shape: Shape) -> tuple[str, Step]:
    """A change of x in place, where it is, with the help of y."""
    key, number = some_key(rng, shape), rng.choice([2, 0.5, -1])
    kind = rng.choice(["add_", "mul_", "sub_", "div_", "copy_", "zero_", "exp_", "sigmoid_",
                       "fill_", "relu_", "tanh_", "neg_", "number", "key", "part", "operator",
                       "detach", "no_grad", "data", "clamp_", "pow_", "sqrt_"])

    def change(t: Any, x: Any, y: Any) -> Any:
        if kind in ("add_", "mul_", "sub_", "div_", "copy_"):
            getattr(x, kind)(y)
        elif kind == "fill_":
            x.fill_(number)
        elif kind == "number":
            x.mul_(number)
        elif kind == "key":
            x[with_tensors(t, key)] = number
        elif kind == "part":
            x[with_tensors(t, key)].mul_(number)
        elif kind == "operator":
            x += y
        elif kind == "detach":
            x.detach().mul_(number)
        elif kind == "data":
            x.data.add_(number)
        elif kind == "no_grad":
            with t.no_grad():
                x.sub_(number)
        elif kind == "clamp_":
            x.clamp_(-1, 1)
        elif kind == "pow_":
            x.pow_(2)
        else:
            getattr(x, kind)()

    return f"{kind} {key} {number}", change
