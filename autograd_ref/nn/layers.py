"""Layers: modules with parameters, and those that change shapes or drop elements."""

from __future__ import annotations

import math
from typing import Any

from ..api.creation import size_of, zeros
from ..tensor import Tensor
from . import functional as F
from . import init
from .module import Module, Parameter


def empty_parameter(shape: Any, device: Any, dtype: Any) -> Parameter:
    """A parameter that still has to be filled."""
    return Parameter(zeros(size_of((shape,), "empty"), device=device, dtype=dtype))


def filled_parameter(shape: Any, number: float, device: Any, dtype: Any) -> Parameter:
    """A parameter whose elements are one number."""
    parameter = empty_parameter(shape, device, dtype)
    parameter._array.fill(number)
    return parameter


def fill(weight: Parameter, bias: Parameter | None) -> None:
    """Uniform random numbers within 1 / sqrt(n) for a weight by which n inputs make an output."""
    init.kaiming_uniform_(weight, a=math.sqrt(5))
    if bias is not None:
        inputs, _ = init.fans(weight)
        bound = 1 / math.sqrt(inputs) if inputs > 0 else 0
        init.uniform_(bias, -bound, bound)


class Linear(Module):
    """x @ weight.T + bias, with weight (out_features, in_features) and bias (out_features,).

    Both start uniform within 1 / sqrt(in_features).
    """

    bias: Parameter | None

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None,
        dtype: Any = None,
    ) -> None:
        super().__init__()
        self.in_features, self.out_features = in_features, out_features
        self.weight = empty_parameter((out_features, in_features), device, dtype)
        if bias:
            self.bias = empty_parameter((out_features,), device, dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Fill the weight and the bias with new random numbers."""
        fill(self.weight, self.bias)

    def forward(self, input: Tensor) -> Tensor:
        return F.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (
            f"in_features={self.in_features}, out_features={self.out_features},"
            f" bias={self.bias is not None}"
        )


class Embedding(Module):
    """Rows of a weight (num_embeddings, embedding_dim), looked up by number; normal at the start.

    The row `padding_idx` is 0 and gets no gradient. Rows that are looked up are first scaled to a
    norm of at most `max_norm`, if it is given.
    """

    def __init__(
        self, num_embeddings: int, embedding_dim: int, padding_idx: int | None = None,
        max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
        sparse: bool = False, _weight: Tensor | None = None, _freeze: bool = False,
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        if padding_idx is not None:
            assert -num_embeddings <= padding_idx < num_embeddings, (
                "Padding_idx must be within num_embeddings")
            padding_idx %= num_embeddings
        self.num_embeddings, self.embedding_dim = num_embeddings, embedding_dim
        self.padding_idx = padding_idx
        self.max_norm, self.norm_type = max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        if _weight is not None:
            self.weight = Parameter(_weight, not _freeze)
            return
        self.weight = empty_parameter((num_embeddings, embedding_dim), device, dtype)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Fill the weight with new random numbers."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0

    @classmethod
    def from_pretrained(
        cls, embeddings: Tensor, freeze: bool = True, padding_idx: int | None = None,
        max_norm: float | None = None, norm_type: float = 2.0, scale_grad_by_freq: bool = False,
        sparse: bool = False,
    ) -> Embedding:
        """An embedding with this weight; it learns only if it is not frozen."""
        rows, columns = embeddings.shape
        return cls(rows, columns, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse,
                   embeddings, freeze)

    def forward(self, input: Tensor) -> Tensor:
        return F.embedding(input, self.weight, self.padding_idx, self.max_norm, self.norm_type,
                           self.scale_grad_by_freq, self.sparse)

    def extra_repr(self) -> str:
        usual = {"padding_idx": None, "max_norm": None, "norm_type": 2, "scale_grad_by_freq": False,
                 "sparse": False}
        said = [f", {name}={getattr(self, name)}" for name, value in usual.items()
                if getattr(self, name) != value]
        return f"{self.num_embeddings}, {self.embedding_dim}{''.join(said)}"


class Flatten(Module):
    """Dimensions `start_dim` to `end_dim` as one."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, input: Tensor) -> Tensor:
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """One dimension as several."""

    def __init__(self, dim: int, unflattened_size: Any) -> None:
        super().__init__()
        self.dim, self.unflattened_size = dim, unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class DropoutBase(Module):
    """Base of dropouts, with a probability p of zeros.

    Raises ValueError if p is not within 0 and 1.
    """

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        if p < 0 or p > 1:
            raise ValueError(
                f"dropout probability has to be between 0 and 1, but got {p}"
            )
        self.p, self.inplace = p, inplace

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


DropoutBase.__init__.__qualname__ = "_DropoutNd.__init__"


class Dropout(DropoutBase):
    """In training, each element is 0 with probability p, the others are divided by 1 - p."""

    def forward(self, input: Tensor) -> Tensor:
        return F.dropout(input, self.p, self.training, self.inplace)


def repeated(value: Any, number: int) -> Any:
    """A number for each of so many dimensions; words stay."""
    if isinstance(value, int):
        return (value,) * number
    return value if isinstance(value, str) else tuple(value)
