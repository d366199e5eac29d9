"""Attention as a module. Loaded when first used."""

from __future__ import annotations

from typing import Any

from ..api.later.attention import multi_head_attention_forward
from ..tensor import Tensor
from . import init
from .layers import Linear, empty_parameter
from .module import Module, Parameter, file_under


class NonDynamicallyQuantizableLinear(Linear):
    """The last layer of attention."""


def check_dimensions(query: Tensor, key: Tensor, value: Tensor, padding: Tensor | None,
                     mask: Tensor | None) -> None:
    """Raise AssertionError if numbers of dimensions do not fit one another."""
    rank = query.ndim
    if rank not in (2, 3):
        raise AssertionError("query should be unbatched 2D or batched 3D tensor but received"
                             f" {rank}-D query tensor")
    kind = f"For {'batched (3-D)' if rank == 3 else 'unbatched (2-D)'} `query`, expected"
    if {key.ndim, value.ndim} != {rank}:
        raise AssertionError(
            f"{kind} `key` and `value` to be {rank}-D but found {key.ndim}-D and {value.ndim}-D"
            " tensors respectively")
    if padding is not None and padding.ndim != rank - 1:
        raise AssertionError(f"{kind} `key_padding_mask` to be `None` or {rank - 1}-D but found"
                             f" {padding.ndim}-D tensor instead")
    if mask is not None and mask.ndim not in (2, 3):
        raise AssertionError(f"{kind} `attn_mask` to be `None`, 2-D or 3-D but found"
                             f" {mask.ndim}-D tensor instead")


class MultiheadAttention(Module):
    """Attention by several heads: (length, batch, embed_dim), or with batch_first
    (batch, length, embed_dim).
    """

    in_proj_bias: Parameter | None

    def __init__(
        self, embed_dim: int, num_heads: int, dropout: float = 0.0, bias: bool = True,
        add_bias_kv: bool = False, add_zero_attn: bool = False, kdim: int | None = None,
        vdim: int | None = None, batch_first: bool = False, device: Any = None, dtype: Any = None,
    ) -> None:
        if embed_dim <= 0 or num_heads <= 0:
            raise ValueError(
                "embed_dim and num_heads must be greater than 0, got"
                f" embed_dim={embed_dim} and num_heads={num_heads} instead")
        super().__init__()
        self.embed_dim, self.num_heads, self.dropout = embed_dim, num_heads, dropout
        self.batch_first, self.head_dim = batch_first, embed_dim // num_heads
        self.kdim, self.vdim = (embed_dim if x is None else x for x in (kdim, vdim))
        self.add_zero_attn = add_zero_attn
        assert self.head_dim * num_heads == embed_dim, "embed_dim must be divisible by num_heads"
        sizes = embed_dim, self.kdim, self.vdim
        self._qkv_same_embed_dim = sizes == (embed_dim,) * 3
        if self._qkv_same_embed_dim:
            self.in_proj_weight = empty_parameter((3 * embed_dim, embed_dim), device, dtype)
        for letter, size in zip("qkv", sizes, strict=True):
            self.register_parameter(
                f"{letter}_proj_weight", None if self._qkv_same_embed_dim
                else empty_parameter((embed_dim, size), device, dtype))
        if not self._qkv_same_embed_dim:
            self.register_parameter("in_proj_weight", None)
        if bias:
            self.in_proj_bias = empty_parameter((3 * embed_dim,), device, dtype)
        else:
            self.register_parameter("in_proj_bias", None)
        self.out_proj = NonDynamicallyQuantizableLinear(embed_dim, embed_dim, bias, device, dtype)
        self.bias_k, self.bias_v = (
            empty_parameter((1, 1, embed_dim), device, dtype) if add_bias_kv else None
            for _ in range(2))
        for weight in self._in_weights():
            init.xavier_uniform_(weight)
        if self.out_proj.bias is not None:
            init.constant_(self.out_proj.bias, 0.0)
        for extra in (self.bias_k, self.bias_v):
            if extra is not None:
                init.xavier_normal_(extra)

    def _in_weights(self) -> list[Parameter]:
        """The weights of query, key and value: one that joins them, or three."""
        if self._qkv_same_embed_dim:
            return [self.in_proj_weight]
        return [self.q_proj_weight, self.k_proj_weight, self.v_proj_weight]

    def forward(
        self, query: Tensor, key: Tensor, value: Tensor, key_padding_mask: Tensor | None = None,
        need_weights: bool = True, attn_mask: Tensor | None = None,
        average_attn_weights: bool = True, is_causal: bool = False,
    ) -> tuple[Tensor, Tensor | None]:
        batched = query.ndim == 3
        check_dimensions(query, key, value, key_padding_mask, attn_mask)
        size = query.shape[-1]
        assert size == self.embed_dim, (
            f"was expecting embedding dimension of {self.embed_dim}, but got {size}")
        same = query is key is value
        if self.batch_first and batched:
            query, key, value = (query.transpose(0, 1),) * 3 if same else (
                x.transpose(0, 1) for x in (query, key, value))
        elif not batched:
            query, key, value = (query.unsqueeze(1),) * 3 if same else (
                x.unsqueeze(1) for x in (query, key, value))
            if key_padding_mask is not None:
                key_padding_mask = key_padding_mask.unsqueeze(0)
        own = self._in_weights()
        bias_kv = None if self.bias_k is None else (self.bias_k, self.bias_v)
        out, weights = multi_head_attention_forward(
            query, key, value, self.num_heads, own[0] if len(own) == 1 else own, self.in_proj_bias,
            bias_kv, self.add_zero_attn, self.out_proj.weight, self.out_proj.bias, self.dropout,
            self.training, key_padding_mask, need_weights, attn_mask, average_attn_weights,
            is_causal)
        if self.batch_first and batched:
            return out.transpose(1, 0), weights
        if not batched:
            return out.squeeze(1), weights if weights is None else weights.squeeze(0)
        return out, weights


file_under({
    "activation": (MultiheadAttention,),
    "linear": (NonDynamicallyQuantizableLinear,),
})
