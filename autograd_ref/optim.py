"""Optimizers: what to do with `.grad`."""

from __future__ import annotations

import math
import warnings
from collections import defaultdict
from typing import Any

import numpy as np

from .api.absent import Absent, of_module, sentence
from .modes import thread
from .nn.modules import clear
from .node import changed
from .tensor import Tensor

BLOCK = 32_768  # elements


class Optimizer:
    """Base of the optimizers. It holds the parameters, in groups with options of their own.

    Raises TypeError for what are no tensors, ValueError for none at all and for a non-leaf.
    """

    state_dict = Absent("Optimizer.state_dict")
    load_state_dict = Absent("Optimizer.load_state_dict")

    def __init__(self, params: Any, defaults: dict[str, Any]) -> None:
        if isinstance(params, Tensor):
            raise TypeError(
                "params argument given to the optimizer should be an iterable of Tensors or dicts,"
                f" but got {params.type()}"
            )
        groups = list(params)
        if not groups:
            raise ValueError("optimizer got an empty parameter list")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        self.defaults = defaults
        self.param_groups: list[dict[str, Any]] = []
        self.state: defaultdict[Tensor, dict[str, Any]] = defaultdict(dict)
        for group in groups:
            self.add_param_group(group)

    def add_param_group(self, group: dict[str, Any]) -> None:
        """Take more parameters on, with options of their own."""
        held = group["params"]
        params = [held] if isinstance(held, Tensor) else list(held)
        for param in params:
            if not isinstance(param, Tensor):
                raise TypeError(
                    "optimizer can only optimize Tensors, but one of the params is"
                    f" {type(param).__name__}"
                )
            if not param.is_leaf:
                raise ValueError("can't optimize a non-leaf Tensor")
        held_already = {id(param) for other in self.param_groups for param in other["params"]}
        if not held_already.isdisjoint(map(id, params)):
            raise ValueError("some parameters appear in more than one parameter group")
        if len({id(param) for param in params}) != len(params):
            warnings.warn(
                "optimizer contains a parameter group with duplicate parameters; in future, this"
                " will cause an error; see github.com/pytorch/pytorch/issues/40967 for more"
                " information", UserWarning, stacklevel=4,
            )
        self.param_groups.append({**group, "params": params, **{
            name: value for name, value in self.defaults.items() if name not in group
        }})

    def __repr__(self) -> str:
        groups = [
            f"\nParameter Group {place}\n" + "".join(
                f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params")
            for place, group in enumerate(self.param_groups)
        ]
        return f"{type(self).__name__} ({''.join(groups)})"

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients: to None, or to zeros in place."""
        for group in self.param_groups:
            for param in group["params"]:
                clear(param, set_to_none)

    def step(self, closure: Any = None) -> Any:
        """Change every parameter that has a gradient. A closure computes the loss first."""
        loss = None if closure is None else closure()
        for group in self.param_groups:
            for param in group["params"]:
                if param._grad is not None:
                    gradient = param._grad._array
                    if group["maximize"]:
                        gradient = -gradient
                    thread.modes.quietly(self.update, param, param._array, gradient, group)
                    changed(param)
        return loss

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        """Change the array `w` of `param` in place, given its gradient g."""
        raise NotImplementedError


def options(maximize: bool, foreach: Any, differentiable: bool, **others: Any) -> dict[str, Any]:
    """The options of all optimizers. Those of how the work is done change no number here."""
    if differentiable:
        raise NotImplementedError(sentence("optim with differentiable=True"))
    names = ("maximize", "foreach", "capturable", "differentiable", "fused",
             "decoupled_weight_decay")
    held = {"maximize": maximize, "foreach": foreach, "differentiable": differentiable, **others}
    return {name: held[name] for name in names if name in held}


def check(name: str, value: float) -> None:
    if value < 0:
        raise ValueError(f"Invalid {name}: {value}")


class SGD(Optimizer):
    """w -= lr * g, with g += weight_decay * w, and momentum: v = momentum * v + g instead of g.

    The first v is g itself; later g counts 1 - dampening. nesterov takes g + momentum * v.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, momentum: float = 0, dampening: float = 0,
        weight_decay: float = 0, nesterov: bool = False, *, maximize: bool = False,
        foreach: bool | None = None, differentiable: bool = False, fused: bool | None = None,
    ) -> None:
        check("learning rate", lr)
        check("momentum value", momentum)
        check("weight_decay value", weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(params, {
            "lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay,
            "nesterov": nesterov, **options(maximize, foreach, differentiable, fused=fused),
        })

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        momentum = group["momentum"]
        if group["weight_decay"]:
            g = g + group["weight_decay"] * w
        if momentum:
            state = self.state[param]
            v = state.get("momentum_buffer")
            if v is None:
                v = state["momentum_buffer"] = g.copy()
            else:
                v *= momentum
                v += (1 - group["dampening"]) * g
            g = g + momentum * v if group["nesterov"] else v
        descend(w, group["lr"], g)


def descend(w: Any, rate: Any, g: Any) -> None:
    """w -= rate * g; of large arrays some rows at a time, so that the product stays in the cache,
    and from the end, so that what a forward pass reads first was touched last.
    """
    rate = np.asarray(rate, w.dtype)  # NumPy works faster with an array than with a Python number
    if w.size <= BLOCK:
        w -= rate * g
        return
    rows = max(1, BLOCK * len(w) // w.size)
    for start in reversed(range(0, len(w), rows)):
        part = w[start : start + rows]
        part -= rate * g[start : start + rows]


class Adam(Optimizer):
    """w -= lr * m / (sqrt(v) + eps): running means m of g and v of g**2, each divided by
    1 - beta**step; amsgrad takes the largest v so far. Source: Kingma and Ba, Adam, ICLR 2015,
    algorithm 1.
    """

    def __init__(
        self, params: Any, lr: float = 1e-3, betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8, weight_decay: float = 0, amsgrad: bool = False, *,
        foreach: bool | None = None, maximize: bool = False, capturable: bool = False,
        differentiable: bool = False, fused: bool | None = None,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check("learning rate", lr)
        check("epsilon value", eps)
        for place, beta in enumerate(betas):
            if not 0 <= beta < 1:
                raise ValueError(f"Invalid beta parameter at index {place}: {beta}")
        check("weight_decay value", weight_decay)
        super().__init__(params, {
            "lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad,
            **options(maximize, foreach, differentiable, fused=fused, capturable=capturable,
                      decoupled_weight_decay=decoupled_weight_decay),
        })

    def update(self, param: Tensor, w: Any, g: Any, group: dict[str, Any]) -> None:
        state = self.state[param]
        if not state:
            state.update(step=0, exp_avg=np.zeros_like(w), exp_avg_sq=np.zeros_like(w))
        state["step"] += 1
        (one, two), m, v = group["betas"], state["exp_avg"], state["exp_avg_sq"]
        if group["decoupled_weight_decay"]:
            w *= 1 - group["lr"] * group["weight_decay"]
        elif group["weight_decay"]:
            g = g + group["weight_decay"] * w
        m += (1 - one) * (g - m)
        v *= two
        v += (1 - two) * (g * g)
        size = group["lr"] / (1 - one ** state["step"])
        if group["amsgrad"]:
            v = state["max_exp_avg_sq"] = np.maximum(state.get("max_exp_avg_sq", v), v)
        root = np.sqrt(v) / math.sqrt(1 - two ** state["step"]) + group["eps"]
        w -= size * (m / root)


def __getattr__(name: str) -> Any:
    raise AttributeError(of_module("torch.optim", name))
