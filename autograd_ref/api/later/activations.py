"""The activations that networks use most."""

from __future__ import annotations

from typing import Any

from ...node import Node
from ...ops.later.activations import (
    EluBackward0,
    EluBackward1,
    LeakyReluBackward0,
    LeakyReluBackward1,
    SiluBackward0,
    SoftplusBackward0,
)
from ...ops.later.gelu import GeluBackward0
from ...ops.losses import LogSigmoidBackward0
from ...record import unary
from ...tensor import Tensor
from ..arguments import check_number, tensor_argument
from ..change import in_place


def floating(input: Any, function: str, kernel: str) -> Tensor:
    """The input, a tensor of floating-point numbers."""
    x = tensor_argument(input, function)
    if x._array.dtype.kind != "f":
        raise NotImplementedError(f"\"{kernel}\" not implemented for '{x.dtype.type_name}'")
    return x


def activated(
    op: type[Node], x: Tensor, inplace: bool, *params: Any, over: type[Node] | None = None
) -> Tensor:
    """The result of an operation; with `inplace` written over x, by the operation `over` if PyTorch
    has one of its own for that.
    """
    return in_place(over or op, x, *params) if inplace else unary(op, x, *params)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x if x > 0, else negative_slope * x."""
    x = floating(input, "leaky_relu", "leaky_relu_cpu")
    check_number(negative_slope, "leaky_relu", "negative_slope")
    return activated(
        LeakyReluBackward0, x, inplace, negative_slope, over=LeakyReluBackward1)


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x if x > 0, else alpha * (exp(x) - 1)."""
    x = floating(input, "elu", "elu_cpu")
    check_number(alpha, "elu", "alpha")
    return activated(EluBackward0, x, inplace, alpha, 1.0, over=EluBackward1)


def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """scale * elu(x), with constants that keep mean 0 and variance 1."""
    x = floating(input, "selu", "elu_cpu")
    alpha, scale = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946
    return activated(EluBackward0, x, inplace, alpha, scale, over=EluBackward1)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x * sigmoid(x)."""
    x = floating(input, "silu", "silu_cpu")
    return activated(SiluBackward0, x, inplace)


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """x times the share of a normal distribution below x.

    Raises RuntimeError if `approximate` is neither "none" nor "tanh".
    """
    x = floating(input, "gelu", "GeluKernelImpl")
    if approximate not in ("none", "tanh"):
        raise RuntimeError("approximate argument must be either none or tanh.")
    return unary(GeluBackward0, x, approximate)


def softplus(input: Tensor, beta: float = 1, threshold: float = 20) -> Tensor:
    """log(1 + exp(beta * x)) / beta, or x if beta * x exceeds the threshold."""
    x = floating(input, "softplus", "softplus_cpu")
    check_number(beta, "softplus", "beta")
    check_number(threshold, "softplus", "threshold", 3)
    return unary(SoftplusBackward0, x, beta, threshold)


def log_sigmoid(input: Tensor) -> Tensor:
    """log(sigmoid(x)), without overflow."""
    return unary(LogSigmoidBackward0, floating(input, "log_sigmoid", "log_sigmoid_cpu"))


logsigmoid = log_sigmoid
