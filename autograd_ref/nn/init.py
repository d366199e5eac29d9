"""Filling parameters at the start: each function changes its tensor in place and returns it."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ..api.absent import of_module, sentence
from ..api.random import Generator, default_generator, randperm
from ..modes import no_grad
from ..tensor import Tensor, wrap

Source = Generator | None


def written(tensor: Tensor, numbers: Any) -> Tensor:
    """The tensor with these numbers."""
    with no_grad():
        tensor.copy_(wrap(numbers.astype(tensor._array.dtype)))
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Source = None) -> Tensor:
    """Uniform numbers from a to b."""
    with no_grad():
        return tensor.uniform_(a, b, generator=generator)


def normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Source = None
) -> Tensor:
    """Normal numbers."""
    with no_grad():
        return tensor.normal_(mean, std, generator=generator)


def trunc_normal_(
    tensor: Tensor, mean: float = 0.0, std: float = 1.0, a: float = -2.0, b: float = 2.0,
    generator: Source = None,
) -> Tensor:
    """Normal numbers within a and b."""

    def below(x: float) -> float:
        return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0

    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of"
            " values may be incorrect.", stacklevel=3,
        )
    if below((b - mean) / std) - below((a - mean) / std) <= 0.3:
        raise NotImplementedError(sentence("nn.init.trunc_normal_ of a narrow part"))
    numbers = normal_(tensor, mean, std, generator)._array.copy()
    while (outside := (numbers < a) | (numbers > b)).any():
        again = normal_(wrap(np.empty_like(numbers)), mean, std, generator)
        numbers = np.where(outside, again._array, numbers)
    return written(tensor, numbers)


def constant_(tensor: Tensor, val: float) -> Tensor:
    """The number everywhere."""
    with no_grad():
        tensor.fill_(val)
    return tensor


def ones_(tensor: Tensor) -> Tensor:
    """1 everywhere."""
    return constant_(tensor, 1.0)


def zeros_(tensor: Tensor) -> Tensor:
    """0 everywhere."""
    with no_grad():
        return tensor.zero_()


def eye_(tensor: Tensor) -> Tensor:
    """1 on the diagonal of a matrix, 0 elsewhere.

    Raises ValueError for other than two dimensions.
    """
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    return written(tensor, np.eye(*tensor.shape))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """The weight of a convolution that hands each channel on, as far as there are outputs.

    Raises ValueError for other than 3 to 5 dimensions, or outputs that the groups do not divide.
    """
    if tensor.ndimension() not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported")
    shape = tensor.shape
    if shape[0] % groups:
        raise ValueError("dim 0 must be divisible by groups")
    numbers = np.zeros(shape)
    outputs, centre = shape[0] // groups, tuple(size // 2 for size in shape[2:])
    for group in range(groups):
        for channel in range(min(outputs, shape[1])):
            numbers[(group * outputs + channel, channel, *centre)] = 1
    return written(tensor, numbers)


def fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs an output has, and how many outputs an input has.

    Raises ValueError for fewer than two dimensions.
    """
    if tensor.dim() < 2:
        raise ValueError(
            "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def fan(tensor: Tensor, mode: str) -> int:
    """The fan of mode "fan_in" or "fan_out". Raises ValueError for another mode."""
    modes = ["fan_in", "fan_out"]
    if mode.lower() not in modes:
        raise ValueError(f"Mode {mode.lower()} not supported, please use one of {modes}")
    return fans(tensor)[modes.index(mode.lower())]


def calculate_gain(nonlinearity: str, param: Any = None) -> float:
    """By how much the weights before this function have to be larger.

    Raises ValueError for an unknown function and for a slope that is no number.
    """
    if not isinstance(nonlinearity, str):
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    if nonlinearity in ("linear", "sigmoid") or nonlinearity.removeprefix("conv") in (
        "1d", "2d", "3d", "_transpose1d", "_transpose2d", "_transpose3d",
    ):
        return 1
    if nonlinearity in ("tanh", "relu", "selu"):
        return {"tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    slope = 0.01 if param is None else param
    if isinstance(slope, bool) or not isinstance(slope, (int, float)):
        raise ValueError(f"negative_slope {slope} not a valid number")
    return math.sqrt(2.0 / (1 + slope**2))


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Source = None) -> Tensor:
    """Uniform numbers within gain * sqrt(6 / (fan_in + fan_out))."""
    std = gain * math.sqrt(2.0 / float(sum(fans(tensor))))
    bound = math.sqrt(3.0) * std
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Source = None) -> Tensor:
    """Normal numbers of std gain * sqrt(2 / (fan_in + fan_out))."""
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(sum(fans(tensor)))), generator)


def is_empty(tensor: Tensor) -> bool:
    """Whether there is nothing to fill; warns."""
    if tensor._array.size:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return True


def kaiming_uniform_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Source = None,
) -> Tensor:
    """Uniform numbers within gain * sqrt(3 / fan)."""
    if is_empty(tensor):
        return tensor
    number, gain = fan(tensor, mode), calculate_gain(nonlinearity, a)
    bound = math.sqrt(3.0) * (gain / math.sqrt(number))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor, a: float = 0, mode: str = "fan_in", nonlinearity: str = "leaky_relu",
    generator: Source = None,
) -> Tensor:
    """Normal numbers of std gain / sqrt(fan)."""
    if is_empty(tensor):
        return tensor
    number, gain = fan(tensor, mode), calculate_gain(nonlinearity, a)
    return normal_(tensor, 0.0, gain / math.sqrt(number), generator)


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Source = None) -> Tensor:
    """A matrix whose rows, or columns if they are fewer, are orthogonal and of length gain.

    Raises ValueError for fewer than two dimensions.
    """
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported")
    if tensor._array.size == 0:
        return tensor
    rows = tensor.shape[0]
    flat = (generator or default_generator()).normal(
        tensor._array.size, tensor._array.dtype).reshape(rows, -1)
    turned = flat.T if rows < flat.shape[1] else flat
    q, r = np.linalg.qr(turned)
    q = q * np.sign(np.diag(r))
    q = q.T if rows < flat.shape[1] else q
    return written(tensor, q.reshape(tensor.shape) * tensor._array.dtype.type(gain))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Source = None
            ) -> Tensor:
    """Normal numbers of this std; in each column a share of `sparsity` is 0, chosen at random.

    Raises ValueError for other than two dimensions.
    """
    if tensor.ndimension() != 2:
        raise ValueError("Only tensors with 2 dimensions are supported")
    rows, columns = tensor.shape
    normal_(tensor, 0.0, std, generator)
    with no_grad():
        for column in range(columns):
            tensor[randperm(rows)[: math.ceil(sparsity * rows)], column] = 0
    return tensor


_calculate_fan_in_and_fan_out = fans  # under the name by which programs import it
_calculate_correct_fan = fan
OLDER = """constant eye kaiming_normal kaiming_uniform normal orthogonal uniform xavier_normal
    xavier_uniform"""


def older(name: str) -> Any:
    """A function under its older name; it warns."""
    function = globals()[f"{name}_"]

    def called(*args: Any, **kwargs: Any) -> Tensor:
        warnings.warn(
            f"`nn.init.{name}` is now deprecated in favor of `nn.init.{name}_`.", FutureWarning,
            stacklevel=2)
        result: Tensor = function(*args, **kwargs)
        return result

    called.__name__ = name
    return called


def __getattr__(name: str) -> Any:
    if name in OLDER.split():
        return older(name)
    raise AttributeError(of_module("torch.nn.init", name))
