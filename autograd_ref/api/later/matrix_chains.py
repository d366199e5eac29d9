"""Products of several matrices, in the cheapest order."""

from __future__ import annotations

import itertools
from typing import Any

from ...tensor import Tensor
from ..arguments import check_dtypes
from ..linalg import mm
from ..once import warn_once
from ..shape import unsqueeze


def check_chain(parts: list[Tensor]) -> None:
    """Raise PyTorch's error for tensors that `multi_dot` cannot multiply."""
    for word, each in (("first", parts[0]), ("last", parts[-1])):
        if each.ndim not in (1, 2):
            raise RuntimeError(
                f"multi_dot(): the {word} tensor must be 1D or 2D but got {each.ndim}D")
    for place, (one, two) in enumerate(itertools.pairwise(parts)):
        if one.shape[-1] != two.shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {place} and {place + 1} with shapes {list(one.shape)} and"
                f" {list(two.shape)} cannot be multiplied")


def multi_dot(tensors: Any) -> Tensor:
    """The product of matrices in the cheapest order; the first and last may be vectors.

    Raises RuntimeError for fewer than two tensors.
    """
    parts = list(tensors)
    if len(parts) < 2:
        raise RuntimeError(
            f"multi_dot(): expected at least 2 tensors but got {len(parts)}")
    check_chain(parts)
    for place, each in enumerate(parts):
        check_dtypes("multi_dot(): all tensors must have be the same dtype but tensor 0 is"
                     f" {{0.c_name}} and tensor {place} {{1.c_name}}", parts[0], each)
    shape = (*parts[0].shape[:-1], *parts[-1].shape[1:])
    parts[0] = parts[0] if parts[0].ndim == 2 else unsqueeze(parts[0], 0)
    parts[-1] = parts[-1] if parts[-1].ndim == 2 else unsqueeze(parts[-1], 1)
    sizes = [one.shape[0] for one in parts] + [parts[-1].shape[1]]
    best: dict[tuple[int, int], tuple[int, Any]] = {
        (i, i + 1): (0, i) for i in range(len(parts))}
    for length in range(2, len(parts) + 1):
        for i in range(len(parts) - length + 1):
            j = i + length
            best[i, j] = min((best[i, k][0] + best[k, j][0] + sizes[i] * sizes[k] * sizes[j], k)
                             for k in range(i + 1, j))

    def joined(i: int, j: int) -> Tensor:
        if j == i + 1:
            return parts[i]
        k = best[i, j][1]
        return mm(joined(i, k), joined(k, j))

    return joined(0, len(parts)).view(shape)


def chain_matmul(*matrices: Tensor) -> Tensor:
    """`multi_dot`; PyTorch means to drop it."""
    warn_once(
        "torch.chain_matmul is deprecated and will be removed in a future PyTorch release. Use"
        " torch.linalg.multi_dot instead, which accepts a list of two or more tensors rather than"
        " multiple parameters.", stacklevel=3)
    if len(matrices) == 1:
        if matrices[0].ndim != 2:
            raise RuntimeError(
                f"Tensor dimension is {matrices[0].ndim}, expected 2 instead.")
        return matrices[0]
    return multi_dot(matrices)
