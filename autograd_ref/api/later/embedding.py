"""Rows of a weight, alone and in bags; one-hot vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import dtypes
from ...gradient_names import named
from ...messages import type_name
from ...node import count_change
from ...ops.later.embedding import EmbeddingBackward0, EmbeddingBagBackward0, EmbeddingBagMax
from ...record import unary
from ...tensor import Tensor, wrap
from ..absent import refuse
from ..arguments import tensor_argument
from ..creation import zeros
from ..shape import reshape
from .scattering import index_add


def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: Any = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:
    """The rows of `weight` with these numbers: (*, columns) for numbers (*).

    With max_norm, the rows used are first scaled, in place, to a norm of at most that. With
    scale_grad_by_freq, the gradient of a row is the mean over its uses.

    Raises IndexError for a number outside, RuntimeError for what are no whole numbers.
    """
    rows = tensor_argument(input, "embedding", 2, "indices")._array
    tensor_argument(weight, "embedding", 1, "weight")
    refuse("nn.functional.embedding", False, sparse=sparse)
    if weight.ndim != 2:
        raise RuntimeError("'weight' must be 2-D")
    if rows.dtype.kind not in "iu":
        raise RuntimeError(
            "Expected tensor for argument #1 'indices' to have one of the following scalar types:"
            f" Long, Int; but got torch.{input.dtype.type_name}Tensor instead (while checking"
            " arguments for embedding)"
        )
    if rows.size and (rows.min() < 0 or rows.max() >= weight.shape[0]):
        if max_norm is not None:  # scaling selects the rows
            first = rows[(rows < 0) | (rows >= weight.shape[0])].min()
            raise IndexError(f"select(): index {first} out of range for tensor of size"
                             f" {list(weight.shape)} at dimension 0")
        raise IndexError("index out of range in self")
    padding = -1 if padding_idx is None else padding_idx % weight.shape[0]
    if max_norm is not None:
        shorten(weight, rows, float(max_norm), float(norm_type))
    return unary(EmbeddingBackward0, weight, rows, padding, scale_grad_by_freq, input)


def shorten(weight: Tensor, rows: Any, most: float, p: float) -> None:
    """Scale these rows, in place, to a norm of at most `most`."""
    array = weight._array
    for row in np.unique(rows):
        norm = (np.abs(array[row]) ** p).sum() ** (1 / p)
        if norm > most:
            array[row] *= array.dtype.type(most / (norm + 1e-7))
    count_change(weight)


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """1 at the class of each number, 0 elsewhere: (*, classes) for numbers (*); int64.

    Raises RuntimeError for numbers that are negative or not below num_classes.
    """
    x = tensor_argument(tensor, "one_hot")._array
    if not isinstance(num_classes, int):
        raise TypeError("one_hot(): argument 'num_classes' (position 2) must be int, not"
                        f" {type_name(num_classes)}")
    if x.dtype is not dtypes.int64.numpy:
        raise RuntimeError(
            "one_hot is only applicable to index tensor of type LongTensor."
        )
    if x.size == 0 and num_classes <= 0:
        raise RuntimeError("Can not infer total number of classes from empty tensor.")
    if x.size and x.min() < 0:
        raise RuntimeError("Class values must be non-negative.")
    if num_classes == -1:
        num_classes = int(x.max()) + 1
    elif num_classes < 1:
        raise RuntimeError("num_classes should be positive")
    elif x.size and x.max() >= num_classes:
        raise RuntimeError("Class values must be smaller than num_classes.")
    return wrap((x[..., None] == np.arange(num_classes)).astype(np.int64))


def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: Any = None,
    norm_type: float = 2, scale_grad_by_freq: bool = False, mode: str = "mean",
    sparse: bool = False, per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False, padding_idx: int | None = None,
) -> Tensor:
    """The sums, means or maxima of rows of `weight`, a bag each.

    input: a matrix of numbers, a bag each row; or a vector, with the `offsets` where bags begin
    """
    refuse("nn.functional.embedding_bag", False, scale_grad_by_freq=scale_grad_by_freq,
           sparse=sparse)
    numbers = tensor_argument(input, "embedding_bag")._array
    bags, count = bag_of_each(numbers, offsets, include_last_offset)
    rows = numbers.reshape(-1)
    if rows.size and (rows.min() < 0 or rows.max() >= weight.shape[0]):
        raise RuntimeError("Index is out of bounds")
    if max_norm is not None:
        shorten(weight, rows, float(max_norm), float(norm_type))
    if mode == "max":
        return largest(weight, rows, bags, count)
    shares = np.ones(len(rows), weight._array.dtype)
    if per_sample_weights is not None:
        if per_sample_weights.requires_grad and padding_idx is None:
            return weighted(weight, rows, bags, count, per_sample_weights)
        shares = per_sample_weights._array.reshape(-1)
    if padding_idx is not None:
        size = weight.shape[0]
        if not -size <= padding_idx < size:
            raise RuntimeError("padding_idx must be within the number of embeddings,"
                               f" -{size} through {size - 1}, but got {padding_idx}")
        shares = np.where(rows == padding_idx % size, 0, shares)
    mix = np.zeros((count, weight.shape[0]), weight._array.dtype)
    np.add.at(mix, (bags, rows), shares)
    if mode == "mean":
        mix /= np.maximum(mix.sum(1, keepdims=True), 1)
    return unary(EmbeddingBagBackward0, weight, mix)


def weighted(weight: Tensor, rows: Any, bags: Any, count: int, shares: Tensor) -> Tensor:
    """The sums of rows times shares that get a gradient too."""
    parts = weight[wrap(rows)] * reshape(shares, (-1, 1))
    sums = zeros(count, weight.shape[1], dtype=weight.dtype)
    return named(index_add(sums, 0, wrap(bags), parts), "EmbeddingBagBackward0")


def bag_of_each(numbers: Any, offsets: Tensor | None, include_last_offset: bool
                ) -> tuple[Any, int]:
    """The bag of each number, and how many bags there are."""
    if numbers.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch"
                f" of fixed length sequences. However, found offsets of type {type(offsets)}")
        return np.repeat(np.arange(len(numbers)), numbers.shape[1]), len(numbers)
    if numbers.ndim != 1:
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension {numbers.ndim}")
    if offsets is None:
        raise ValueError("offsets has to be a 1D Tensor but got None")
    count = len(offsets._array) - include_last_offset
    return np.searchsorted(offsets._array[:count], np.arange(len(numbers)), "right") - 1, count


def largest(weight: Tensor, rows: Any, bags: Any, count: int) -> Tensor:
    places = np.zeros((count, weight.shape[1]), np.int64)
    for bag in range(count):
        own = rows[bags == bag]
        if len(own):
            places[bag] = own[weight._array[own].argmax(0)]
    return unary(EmbeddingBagMax, weight, (places, np.arange(weight.shape[1])[None]))
