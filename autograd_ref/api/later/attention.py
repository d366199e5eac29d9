"""Attention, bags of rows, more kinds of dropout and normalisation."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...gradient_names import named
from ...ops.later.normalisation import NativeGroupNormBackward0
from ...ops.later.products import TrilinearBackward0
from ...ops.later.resizing import EmbeddingBagBackward0
from ...ops.later.sorting import Ordered
from ...ops.reduction import SoftmaxBackward0
from ...record import apply, unary
from ...tensor import Tensor, wrap
from ..absent import refuse, sentence
from ..arguments import tensor_argument
from ..creation import empty_like, zeros_like
from ..linalg import bmm, linear, matmul
from ..reduction import mean, softmax
from ..shape import cat, permute, reshape, transpose, unsqueeze
from .distributions import bernoulli_
from .elementwise import rsqrt
from .images import avg_pool2d, batch_norm
from .networks import dropout, pad, shorten
from .shape import repeat_interleave

# Products.


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


def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """x1 @ weight[k] @ x2 for each k, plus a bias."""
    for place, x in enumerate((input1, input2), 1):
        if x.shape[-1] != weight.shape[place]:
            raise RuntimeError(
                f"bilinear(): input{place} size does not match weight size: got"
                f" {x.shape[-1]} but expected {weight.shape[place]}")
    one, two = (reshape(x, (-1, x.shape[-1])) for x in (input1, input2))
    found = apply(TrilinearBackward0, (one, weight, two))
    found = reshape(found, (*input1.shape[:-1], weight.shape[0]))
    return found if bias is None else found + bias


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
    q, k, v = split
    if not need_weights:
        q, k, v = (reshape(x, (batch, heads, x.shape[1], width)) for x in split)
        if mask is not None and mask.ndim == 3 and mask.shape[0] != 1:
            mask = reshape(mask, (batch, heads, -1, mask.shape[-1]))
        found = scaled_dot_product_attention(q, k, v, mask, rate, is_causal)
        rows = reshape(permute(found, (2, 0, 1, 3)).contiguous(), (batch * length, size))
        out = linear(rows, out_weight, out_bias)
        return reshape(out, (length, batch, size)), None
    scaled = q * math.sqrt(1.0 / width)
    scores = bmm(scaled, transpose(k, -2, -1))
    scores = scores if mask is None else mask + scores
    weights = softmax(scores, -1)
    weights = dropout(weights, rate) if rate else weights
    rows = reshape(transpose(bmm(weights, v), 0, 1).contiguous(), (length * batch, size))
    out = reshape(linear(rows, out_weight, out_bias), (length, batch, size))
    weights = reshape(weights, (batch, heads, length, -1))
    return out, mean(weights, 1) if average else weights


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


# Rows of a weight.


class EmbeddingBagMax(Ordered):
    """The largest of the rows of each bag."""


EmbeddingBagMax.__name__ = "EmbeddingBagBackward0"


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
    if input.ndim == 2:
        if offsets is not None:
            raise ValueError(
                "if input is 2D, then offsets has to be None, as input is treated is a mini-batch"
                f" of fixed length sequences. However, found offsets of type {type(offsets)}")
        bags = np.repeat(np.arange(len(numbers)), numbers.shape[1])
        count = len(numbers)
    elif input.ndim == 1:
        if offsets is None:
            raise ValueError("offsets has to be a 1D Tensor but got None")
        count = len(offsets._array) - include_last_offset
        bags = np.searchsorted(offsets._array[:count], np.arange(len(numbers)), "right") - 1
    else:
        raise ValueError(
            f"input has to be 1D or 2D Tensor, but got Tensor of dimension {input.ndim}")
    rows = numbers.reshape(-1)
    if rows.size and (rows.min() < 0 or rows.max() >= weight.shape[0]):
        raise RuntimeError("Index is out of bounds")
    if max_norm is not None:
        shorten(weight, rows, float(max_norm), float(norm_type))
    if mode == "max":
        return largest(weight, rows, bags, count)
    shares = np.ones(len(rows), weight._array.dtype)
    if per_sample_weights is not None:
        if per_sample_weights.requires_grad:
            raise NotImplementedError(sentence("embedding_bag with weights that require grad"))
        shares = per_sample_weights._array.reshape(-1)
    if padding_idx is not None:
        shares = np.where(rows == padding_idx, 0, shares)
    mix = np.zeros((count, weight.shape[0]), weight._array.dtype)
    np.add.at(mix, (bags, rows), shares)
    if mode == "mean":
        mix /= np.maximum(mix.sum(1, keepdims=True), 1)
    return unary(EmbeddingBagBackward0, weight, mix)


def largest(weight: Tensor, rows: Any, bags: Any, count: int) -> Tensor:
    places = np.zeros((count, weight.shape[1]), np.int64)
    for bag in range(count):
        own = rows[bags == bag]
        if len(own):
            places[bag] = own[weight._array[own].argmax(0)]
    return unary(EmbeddingBagMax, weight, (places, np.arange(weight.shape[1])[None]))


# Random choices.


def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1
) -> Tensor:
    """softmax((logits + Gumbel's noise) / tau); `hard` rounds it and keeps its gradient."""
    noise = -empty_like(logits).exponential_().log()
    soft = softmax((logits + noise) / tau, dim)
    if not hard:
        return soft
    index = soft.max(dim, keepdim=True)[1]
    chosen = zeros_like(logits).scatter_(dim, index, 1.0)
    result: Tensor = chosen - soft.detach() + soft
    return result


def of_channels(name: str, ranks: tuple[int, ...]) -> Any:
    """`dropout` of whole channels."""

    def function(
        input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False
    ) -> Tensor:
        if p < 0 or p > 1:
            raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
        if input.ndim not in ranks:
            low, high = ranks
            warnings.warn(
                f"{name}: Received a {input.ndim}-D input to {name}, which is deprecated and will"
                " result in an error in a future release. To retain the behavior and silence this"
                " warning, please use dropout instead. Note that"
                f" {name} exists to provide channel-wise dropout on inputs with {low - 1} spatial"
                f" dimension{'s' * (low > 2)}, a channel dimension, and an optional batch dimension"
                f" (i.e. {low}D or {high}D inputs).", UserWarning, stacklevel=3)
        if not training or p == 0:
            return input
        batched = input.ndim == max(ranks)
        kept = (input.shape[:2] if batched else input.shape[:1])
        shape = (*kept, *(1,) * (input.ndim - len(kept)))
        noise = wrap(np.empty(shape, input._array.dtype))
        noise = bernoulli_(noise, 1 - p).div_(1 - p) if p < 1 else noise.fill_(0)
        return input.mul_(noise) if inplace else input * noise

    function.__name__ = name
    function.__doc__ = "In training, whole channels are 0 with probability p."
    return function


dropout1d, dropout2d = of_channels("dropout1d", (2, 3)), of_channels("dropout2d", (3, 4))
dropout3d = of_channels("dropout3d", (4, 5))


def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """The first channel of each group, then the second of each, and so on.

    Raises RuntimeError if the groups do not divide the channels, or there are too few dimensions.
    """
    shape = input.shape
    if len(shape) < 3:
        raise RuntimeError("channel_shuffle expects input with > 2 dims, but got input with sizes"
                           f" {list(shape)}")
    if groups <= 0:
        raise RuntimeError("Number of groups to divide channels in must be positive. Value of"
                           f" groups:{groups}")
    if shape[1] % groups:
        raise RuntimeError("Number of channels must be divisible by groups. Got"
                           f" {shape[1]} channels and {groups} groups.")
    split = input.view(shape[0], groups, shape[1] // groups, -1)
    return named(split.transpose(1, 2).contiguous().view(shape), "ChannelShuffleBackward0")


def alpha_dropout(input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
                  ) -> Tensor:
    """`dropout` that keeps mean 0 and variance 1 after `selu`.

    Raises ValueError if p is not within 0 and 1.
    """
    return alpha_dropped(input, input.shape, p, training, inplace)


def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False
) -> Tensor:
    """`alpha_dropout` of whole channels."""
    if training and p and input.ndim < 2:
        raise RuntimeError("Feature dropout requires at least 2 dimensions in the input")
    shape = (*input.shape[:2], *(1,) * (input.ndim - 2))
    return alpha_dropped(input, shape, p, training, inplace)


def alpha_dropped(input: Tensor, shape: Any, p: float, training: bool, inplace: bool) -> Tensor:
    """The input with noise of a shape."""
    if p < 0 or p > 1:
        raise ValueError(f"dropout probability has to be between 0 and 1, but got {p}")
    if not training or p == 0:
        return input
    if p == 1:
        return input.mul_(0) if inplace else input * 0
    alpha = 1.7580993408473766
    a = 1.0 / math.sqrt((alpha * alpha * p + 1) * (1 - p))
    noise = bernoulli_(wrap(np.empty(shape, input._array.dtype)), 1 - p)
    shift = (noise - 1).mul_(alpha * a).add_(alpha * a * p)
    if inplace:
        return input.mul_(noise.mul_(a)).add_(shift)
    result: Tensor = input * noise.mul_(a) + shift
    return result


# Normalisation.


def group_norm(input: Tensor, num_groups: int, weight: Tensor | None = None,
               bias: Tensor | None = None, eps: float = 1e-5) -> Tensor:
    """Groups of channels with mean 0 and variance 1, in each of a batch.

    Raises RuntimeError if the groups do not divide the channels.
    """
    x = tensor_argument(input, "group_norm")
    channels = x.shape[1]
    if channels % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of"
            f" shape {list(x._array.shape)} and num_groups={num_groups}")
    return apply(NativeGroupNormBackward0, (x, weight, bias), num_groups, eps)


def instance_norm(
    input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
    weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
    momentum: float = 0.1, eps: float = 1e-5,
) -> Tensor:
    """Each channel with mean 0 and variance 1, in each of a batch; without use_input_stats, with
    the running mean and variance, which it else moves towards those found.
    """
    n, channels, *rest = input.shape
    if use_input_stats and math.prod(rest) == 1:
        raise ValueError(
            "Expected more than 1 spatial element when training, got input size"
            f" {input.shape}")
    running = running_mean, running_var
    if not use_input_stats and any(x is None for x in running):
        raise RuntimeError(
            "Expected running_mean and running_var to be defined when use_input_stats is false")
    moved_mean, moved_var, scale, shift = (
        x if x is None else x.repeat(n) for x in (*running, weight, bias))
    found = batch_norm(reshape(input, (1, n * channels, *rest)), moved_mean, moved_var, scale,
                       shift, use_input_stats, momentum, eps)
    for own, moved in zip(running, (moved_mean, moved_var), strict=True):
        if own is not None and moved is not None:
            own.copy_(moved.view(n, channels).mean(0))
    return reshape(found, (n, channels, *rest))


def rms_norm(input: Tensor, normalized_shape: Any, weight: Tensor | None = None,
             eps: float | None = None) -> Tensor:
    """x / sqrt(mean(x**2) + eps) over the last dimensions."""
    dims = tuple(range(input.ndim - len(tuple(normalized_shape)), input.ndim))
    least = float(np.finfo(input._array.dtype).eps) if eps is None else eps
    squares = mean(input**2, dims, keepdim=True) + least
    result: Tensor = input * rsqrt(squares)
    return result if weight is None else result * weight


def local_response_norm(input: Tensor, size: int, alpha: float = 1e-4, beta: float = 0.75,
                        k: float = 1.0) -> Tensor:
    """x divided by a power of the mean square of `size` neighbouring channels."""
    squares = unsqueeze(input * input, 1)
    flat = reshape(squares, (input.shape[0], 1, input.shape[1], -1))
    wide = pad(flat, (0, 0, size // 2, (size - 1) // 2))
    means = reshape(avg_pool2d(wide, (size, 1), 1), tuple(input.shape))
    result: Tensor = input / (means * alpha + k) ** beta
    return result
