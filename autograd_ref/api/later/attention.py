"""Attention."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...dtypes import bool_, float32
from ...gradient_names import named
from ...ops.later.reduction import SoftmaxBackward0
from ...record import unary
from ...tensor import Tensor, wrap
from ..arguments import check_dtypes
from ..creation import zeros_like
from ..linalg import bmm, linear, matmul
from ..reduction import mean
from ..shape import cat, permute, reshape, transpose, unsqueeze
from .dropout import dropout
from .padding import pad
from .reduction import softmax
from .shape import repeat_interleave


class SafeSoftmaxBackward0(SoftmaxBackward0):
    """Softmax, 0 for a row of -inf. Gradient: that of softmax."""

    @staticmethod
    def forward(x: Any, dim: int) -> Any:
        out = SoftmaxBackward0.forward(x, dim)
        return np.where(np.isneginf(x).all(dim, keepdims=True), x.dtype.type(0), out)


def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor, attn_mask: Tensor | None = None,
    dropout_p: float = 0.0, is_causal: bool = False, scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """softmax(query @ key.T / sqrt(size) + mask) @ value, for (..., length, size)."""
    check_dtypes("Expected query, key, and value to have the same dtype, but got query.dtype:"
                 " {0.c_name} key.dtype: {1.c_name} and value.dtype: {2.c_name} instead.",
                 query, key, value)
    if attn_mask is not None and attn_mask.dtype not in (query.dtype, bool_, float32):
        raise RuntimeError(
            "Expected attn_mask dtype to be bool or float or to match query dtype, but got"
            f" attn_mask.dtype: {attn_mask.dtype.c_name} and  query.dtype: {query.dtype.c_name}"
            " instead.")
    if enable_gqa:  # several heads of the query share one of the key and of the value
        key, value = (shared(x, query.shape[-3]) for x in (key, value))
    size = query.shape[-1]
    factor = math.sqrt(1 / math.sqrt(size) if scale is None else scale)
    if is_causal:
        if attn_mask is not None:
            raise RuntimeError(
                "_scaled_dot_product_attention: Explicit attn_mask should not be set when"
                " is_causal=True")
        attn_mask = wrap(np.tri(query.shape[-2], key.shape[-2], dtype=bool))
    scores = matmul(query * factor, transpose(key, -2, -1) * factor)
    if attn_mask is not None:
        if attn_mask._array.dtype.kind == "b":
            low = np.where(attn_mask._array, 0, -np.inf).astype(scores._array.dtype)
            attn_mask = wrap(low)
        scores = scores + attn_mask
    weights = unary(SafeSoftmaxBackward0, scores, scores.ndim - 1)
    if dropout_p > 0:
        weights = dropout(weights, dropout_p)
    result = matmul(weights, value)
    if query.ndim == 4 and attn_mask is None and dropout_p == 0:
        return named(result, "ScaledDotProductFlashAttentionForCpuBackward0")
    return result


def shared(x: Tensor, heads: int) -> Tensor:
    """Each head (..., heads, length, size) as often in a row as gives so many heads."""
    own = x.shape[-3]
    if heads % own:
        raise RuntimeError(
            "Number of heads in key and value must divide the number of heads in ")
    return repeat_interleave(x, heads // own, -3)


def multi_head_attention_forward(
    query: Tensor, key: Tensor, value: Tensor, heads: int,
    in_weight: Tensor | Sequence[Tensor], in_bias: Tensor | None, bias_kv: Sequence[Any] | None,
    add_zero_attn: bool, out_weight: Tensor, out_bias: Tensor | None, dropout_p: float,
    training: bool, key_padding_mask: Tensor | None, need_weights: bool, attn_mask: Tensor | None,
    average: bool, is_causal: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Attention of (length, batch, size) by several heads, and its weights.

    in_weight: those of query, key and value, joined or one by one
    bias_kv: one more key and value, with parameters; add_zero_attn adds a key and a value of zeros

    Raises RuntimeError for is_causal without a mask, and for masks of other sizes.
    """
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module"
            " method `generate_square_subsequent_mask` to create this mask.")
    if is_causal and key_padding_mask is None and not need_weights:
        attn_mask = None  # `scaled_dot_product_attention` makes it
    else:
        is_causal = False
    length, batch, size = query.shape
    check_masks(attn_mask, key_padding_mask, (batch * heads, length, len(key)), batch)
    width = size // heads
    q, *kv = projected(query, key, value, in_weight, in_bias)
    if bias_kv is not None:
        kv = [cat([x, bias.repeat(1, batch, 1)]) for x, bias in zip(kv, bias_kv, strict=True)]
    split = [transpose(reshape(x, (x.shape[0], batch * heads, width)), 0, 1) for x in (q, *kv)]
    if add_zero_attn:
        zero = zeros_like(split[0][:, :1])
        split[1:] = [cat([x, zero], 1) for x in split[1:]]
    more = (bias_kv is not None) + add_zero_attn  # keys that no mask is about
    mask = joined_mask(attn_mask, key_padding_mask, batch, heads, query._array.dtype, more)
    rate = dropout_p if training else 0.0
    weights = None
    if need_weights:
        weights = attention_weights(split[0], split[1], mask, rate)
        found = transpose(bmm(weights, split[2]), 0, 1)
    else:
        q, k, v = (reshape(x, (batch, heads, x.shape[1], width)) for x in split)
        if mask is not None and mask.ndim == 3 and mask.shape[0] != 1:
            mask = reshape(mask, (batch, heads, -1, mask.shape[-1]))
        found = permute(scaled_dot_product_attention(q, k, v, mask, rate, is_causal), (2, 0, 1, 3))
    rows = reshape(found.contiguous(), (length * batch, size))
    out = reshape(linear(rows, out_weight, out_bias), (length, batch, size))
    if weights is None:
        return out, None
    weights = reshape(weights, (batch, heads, length, -1))
    return out, mean(weights, 1) if average else weights


def attention_weights(query: Tensor, key: Tensor, mask: Tensor | None, rate: float) -> Tensor:
    """softmax(query @ key.T / sqrt(size) + mask), with dropout."""
    scores = bmm(query * math.sqrt(1.0 / query.shape[-1]), transpose(key, -2, -1))
    weights = softmax(scores if mask is None else mask + scores, -1)
    return dropout(weights, rate) if rate else weights


def check_masks(attn_mask: Tensor | None, padding: Any, sizes: tuple[int, ...],
                batch: int) -> None:
    """Raise PyTorch's error for masks that do not fit scores (batch * heads, length, keys)."""
    if attn_mask is not None:
        rank = attn_mask.ndim
        if rank not in (2, 3):
            raise AssertionError(
                "For batched (3-D) `query`, expected `attn_mask` to be `None`, 2-D or 3-D but found"
                f" {rank}-D tensor instead")
        if attn_mask.shape != sizes[-rank:]:
            raise RuntimeError(f"The shape of the {rank}D attn_mask is {attn_mask.shape}, but"
                               f" should be {sizes[-rank:]}.")
    for place, wanted in enumerate((batch, sizes[-1]) if padding is not None else ()):
        if padding.shape[place] != wanted:
            raise AssertionError(f"Expected key_padded_mask.shape[{place}] to be {wanted}, but got"
                                 f" {padding.shape[place]}")


def projected(
    query: Tensor, key: Tensor, value: Tensor, weight: Tensor | Sequence[Tensor],
    bias: Tensor | None,
) -> list[Tensor]:
    """Query, key and value after their linear layers."""
    size = query.shape[-1]
    if query is key is value and isinstance(weight, Tensor):
        joined = linear(query, weight, bias)
        joined = joined.unflatten(-1, (3, size)).unsqueeze(0).transpose(0, -2).squeeze(-2)
        return list(joined.contiguous())
    if isinstance(weight, Tensor) and key.shape != value.shape:
        raise AssertionError(
            f"key shape {key.shape} does not match value shape {value.shape}")
    weights = weight.chunk(3) if isinstance(weight, Tensor) else weight
    biases = (None,) * 3 if bias is None else bias.chunk(3)
    return [linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases, strict=True)]


def joined_mask(
    attn_mask: Tensor | None, padding: Tensor | None, batch: int, heads: int, kind: Any, more: int
) -> Tensor | None:
    """Both masks as one to add to the scores; bool masks leave out where they hold. They leave out
    none of `more` keys at the end.
    """
    found = None if attn_mask is None else added(attn_mask, kind, more)
    if found is not None and found.ndim == 2:
        found = unsqueeze(found, 0)
    if padding is None:
        return found
    wide = reshape(added(padding, kind, more), (batch, 1, 1, -1)).expand(-1, heads, -1, -1)
    wide = reshape(wide, (batch * heads, 1, -1))
    return wide if found is None else found + wide


def added(mask: Tensor, kind: Any, more: int) -> Tensor:
    if mask._array.dtype.kind == "b":
        mask = wrap(np.where(mask._array, -np.inf, 0).astype(kind))
    return pad(mask, (0, more)) if more else mask
