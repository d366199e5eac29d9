"""Attention, transformers, products of two inputs, bags of rows, more kinds of dropout, and layers
that learn their sizes. Loaded when first used.
"""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Callable
from typing import Any

from ..api.creation import full
from ..api.later import attention
from ..api.later.diagonals import triu
from ..tensor import Tensor
from . import functional as F
from . import init
from .containers import ModuleList
from .images import LayerNorm
from .layers import Dropout, DropoutBase, Linear, empty_parameter
from .module import Module, Parameter, place


class NonDynamicallyQuantizableLinear(Linear):
    """The last layer of attention."""


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
        size = query.shape[-1]
        assert size == self.embed_dim, (
            f"was expecting embedding dimension of {self.embed_dim}, but got {size}")
        batched = query.ndim == 3
        if {key.ndim, value.ndim} != {query.ndim}:
            kind = "batched (3-D)" if batched else "unbatched (2-D)"
            raise AssertionError(
                f"For {kind} `query`, expected `key` and `value` to be {query.ndim}-D but found"
                f" {key.ndim}-D and {value.ndim}-D tensors respectively")
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
        out, weights = attention.multi_head_attention_forward(
            query, key, value, self.num_heads, own[0] if len(own) == 1 else own, self.in_proj_bias,
            bias_kv, self.add_zero_attn, self.out_proj.weight, self.out_proj.bias, self.dropout,
            self.training, key_padding_mask, need_weights, attn_mask, average_attn_weights,
            is_causal)
        if self.batch_first and batched:
            return out.transpose(1, 0), weights
        if not batched:
            return out.squeeze(1), weights if weights is None else weights.squeeze(0)
        return out, weights


def activation_of(name: Any) -> Callable[[Tensor], Tensor]:
    if not isinstance(name, str):
        found: Callable[[Tensor], Tensor] = name
        return found
    if name not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {name}")
    return F.relu if name == "relu" else F.gelu


class TransformerLayer(Module):
    """Base of the transformer's layers: two linear layers, norms and dropout."""

    def _feed(
        self, d_model: int, width: int, dropout: float, activation: Any, eps: float, number: int,
        norm_first: bool, bias: bool, **made: Any,
    ) -> None:
        self.linear1 = Linear(d_model, width, bias, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(width, d_model, bias, **made)
        self.norm_first = norm_first
        for i in range(1, number + 1):
            setattr(self, f"norm{i}", LayerNorm(d_model, eps, bias=bias, **made))
        for i in range(1, number + 1):
            setattr(self, f"dropout{i}", Dropout(dropout))
        self.activation = activation_of(activation)

    def _fed(self, x: Tensor, last: Any) -> Tensor:
        inner = self.dropout(self.activation(self.linear1(x)))
        result: Tensor = last(self.linear2(inner))
        return result

    def _attended(self, attend: Any, dropout: Any, x: Tensor, memory: Tensor, mask: Any,
                  padding: Any, causal: bool = False) -> Tensor:
        found, _ = attend(x, memory, memory, attn_mask=mask, key_padding_mask=padding,
                          need_weights=False, is_causal=causal)
        result: Tensor = dropout(found)
        return result


class TransformerEncoderLayer(TransformerLayer):
    """Self attention and two linear layers, each added to its input and normalised."""

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Any = F.relu, layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, bias,
                                            batch_first=batch_first, **made)
        self._feed(d_model, dim_feedforward, dropout, activation, layer_norm_eps, 2, norm_first,
                   bias, **made)

    def forward(self, src: Tensor, src_mask: Any = None, src_key_padding_mask: Any = None,
                is_causal: bool = False) -> Tensor:
        def attended(x: Tensor) -> Tensor:
            return self._attended(self.self_attn, self.dropout1, x, x, src_mask,
                                  src_key_padding_mask, is_causal)

        if self.norm_first:
            x = src + attended(self.norm1(src))
            return x + self._fed(self.norm2(x), self.dropout2)
        x = self.norm1(src + attended(src))
        result: Tensor = self.norm2(x + self._fed(x, self.dropout2))
        return result


class TransformerDecoderLayer(TransformerLayer):
    """Self attention, attention to a memory and two linear layers, each added and normalised."""

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Any = F.relu, layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        for name in ("self_attn", "multihead_attn"):
            setattr(self, name, MultiheadAttention(d_model, nhead, dropout, bias,
                                                   batch_first=batch_first, **made))
        self._feed(d_model, dim_feedforward, dropout, activation, layer_norm_eps, 3, norm_first,
                   bias, **made)

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Any = None, memory_mask: Any = None,
        tgt_key_padding_mask: Any = None, memory_key_padding_mask: Any = None,
        tgt_is_causal: bool = False, memory_is_causal: bool = False,
    ) -> Tensor:
        def own(x: Tensor) -> Tensor:
            return self._attended(self.self_attn, self.dropout1, x, x, tgt_mask,
                                  tgt_key_padding_mask, tgt_is_causal)

        def other(x: Tensor) -> Tensor:
            return self._attended(self.multihead_attn, self.dropout2, x, memory, memory_mask,
                                  memory_key_padding_mask, memory_is_causal)

        x = tgt
        if self.norm_first:
            x = x + own(self.norm1(x))
            x = x + other(self.norm2(x))
            return x + self._fed(self.norm3(x), self.dropout3)
        x = self.norm1(x + own(x))
        x = self.norm2(x + other(x))
        result: Tensor = self.norm3(x + self._fed(x, self.dropout3))
        return result


def is_causal_mask(mask: Tensor | None, said: bool | None) -> bool:
    """Whether a mask hides what comes later and nothing else, as the caller says or as it is."""
    if mask is None or said is not None:
        return said is True
    if mask.shape != (mask.shape[-2],) * 2:
        return False
    later = Transformer.generate_square_subsequent_mask(len(mask), dtype=mask.dtype)
    return bool(mask.eq(later).all())


class TransformerEncoder(Module):
    """Copies of an encoder layer, one after the other."""

    def __init__(self, encoder_layer: Module, num_layers: int, norm: Any = None,
                 enable_nested_tensor: bool = True, mask_check: bool = True) -> None:
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(encoder_layer) for _ in range(num_layers)])
        self.num_layers, self.norm = num_layers, norm
        attend: Any = getattr(encoder_layer, "self_attn", None)
        if enable_nested_tensor and attend is not None and not attend.batch_first:
            warnings.warn(
                "enable_nested_tensor is True, but self.use_nested_tensor is False because"
                " encoder_layer.self_attn.batch_first was not True(use batch_first for better"
                " inference performance)", UserWarning, stacklevel=2)

    def forward(self, src: Tensor, mask: Any = None, src_key_padding_mask: Any = None,
                is_causal: Any = None) -> Tensor:
        causal = is_causal_mask(mask, is_causal)
        for layer in self.layers:
            src = layer(src, src_mask=mask, src_key_padding_mask=src_key_padding_mask,
                        is_causal=causal)
        return src if self.norm is None else self.norm(src)


class TransformerDecoder(Module):
    """Copies of a decoder layer, one after the other."""

    def __init__(self, decoder_layer: Module, num_layers: int, norm: Any = None) -> None:
        super().__init__()
        self.layers = ModuleList([copy.deepcopy(decoder_layer) for _ in range(num_layers)])
        self.num_layers, self.norm = num_layers, norm

    def forward(
        self, tgt: Tensor, memory: Tensor, tgt_mask: Any = None, memory_mask: Any = None,
        tgt_key_padding_mask: Any = None, memory_key_padding_mask: Any = None,
        tgt_is_causal: Any = None, memory_is_causal: bool = False,
    ) -> Tensor:
        causal = is_causal_mask(tgt_mask, tgt_is_causal)
        for layer in self.layers:
            tgt = layer(tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask,
                        tgt_key_padding_mask=tgt_key_padding_mask,
                        memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=causal,
                        memory_is_causal=memory_is_causal)
        return tgt if self.norm is None else self.norm(tgt)


class Transformer(Module):
    """An encoder and a decoder, all weights drawn anew by `xavier_uniform_`."""

    def __init__(
        self, d_model: int = 512, nhead: int = 8, num_encoder_layers: int = 6,
        num_decoder_layers: int = 6, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Any = F.relu, custom_encoder: Any = None, custom_decoder: Any = None,
        layer_norm_eps: float = 1e-5, batch_first: bool = False, norm_first: bool = False,
        bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made = {"device": device, "dtype": dtype}
        layer = (d_model, nhead, dim_feedforward, dropout, activation, layer_norm_eps, batch_first,
                 norm_first, bias)
        self.encoder = custom_encoder or TransformerEncoder(
            TransformerEncoderLayer(*layer, **made), num_encoder_layers,
            LayerNorm(d_model, layer_norm_eps, bias=bias, **made))
        self.decoder = custom_decoder or TransformerDecoder(
            TransformerDecoderLayer(*layer, **made), num_decoder_layers,
            LayerNorm(d_model, layer_norm_eps, bias=bias, **made))
        for parameter in self.parameters():
            if parameter.ndim > 1:
                init.xavier_uniform_(parameter)
        self.d_model, self.nhead, self.batch_first = d_model, nhead, batch_first

    def forward(
        self, src: Tensor, tgt: Tensor, src_mask: Any = None, tgt_mask: Any = None,
        memory_mask: Any = None, src_key_padding_mask: Any = None,
        tgt_key_padding_mask: Any = None, memory_key_padding_mask: Any = None,
        src_is_causal: Any = None, tgt_is_causal: Any = None, memory_is_causal: bool = False,
    ) -> Tensor:
        batch = 0 if self.batch_first else 1
        if src.ndim == 3 and src.shape[batch] != tgt.shape[batch]:
            raise RuntimeError("the batch number of src and tgt must be equal")
        if {src.shape[-1], tgt.shape[-1]} != {self.d_model}:
            raise RuntimeError("the feature number of src and tgt must be equal to d_model")
        memory = self.encoder(src, mask=src_mask, src_key_padding_mask=src_key_padding_mask,
                              is_causal=src_is_causal)
        result: Tensor = self.decoder(
            tgt, memory, tgt_mask=tgt_mask, memory_mask=memory_mask,
            tgt_key_padding_mask=tgt_key_padding_mask,
            memory_key_padding_mask=memory_key_padding_mask, tgt_is_causal=tgt_is_causal,
            memory_is_causal=memory_is_causal)
        return result

    @staticmethod
    def generate_square_subsequent_mask(sz: int, device: Any = None, dtype: Any = None) -> Tensor:
        """-inf above the diagonal, 0 elsewhere: nobody sees what comes later."""
        return triu(full((sz, sz), -math.inf, device=device, dtype=dtype), 1)


class Bilinear(Module):
    """`bilinear` as a module; all parameters start uniform within 1 / sqrt(in1_features)."""

    bias: Parameter | None

    def __init__(
        self, in1_features: int, in2_features: int, out_features: int, bias: bool = True,
        device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        self.in1_features, self.in2_features = in1_features, in2_features
        self.out_features = out_features
        shape = (out_features, in1_features, in2_features)
        self.weight = empty_parameter(shape, device, dtype)
        if bias:
            self.bias = empty_parameter((out_features,), device, dtype)
        else:
            self.register_parameter("bias", None)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Fill the weight and the bias with new random numbers."""
        bound = 1 / math.sqrt(self.weight.shape[1])
        init.uniform_(self.weight, -bound, bound)
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input1: Tensor, input2: Tensor) -> Tensor:
        return attention.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        return (f"in1_features={self.in1_features}, in2_features={self.in2_features},"
                f" out_features={self.out_features}, bias={self.bias is not None}")


class EmbeddingBag(Module):
    """`embedding_bag` as a module; the weight starts normal."""

    def __init__(
        self, num_embeddings: int, embedding_dim: int, max_norm: Any = None,
        norm_type: float = 2.0, scale_grad_by_freq: bool = False, mode: str = "mean",
        sparse: bool = False, _weight: Tensor | None = None, include_last_offset: bool = False,
        padding_idx: int | None = None, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        self.num_embeddings, self.embedding_dim, self.mode = num_embeddings, embedding_dim, mode
        self.include_last_offset, self.padding_idx = include_last_offset, padding_idx
        self.max_norm, self.norm_type = max_norm, norm_type
        self.scale_grad_by_freq, self.sparse = scale_grad_by_freq, sparse
        if _weight is None:
            self.weight = empty_parameter((num_embeddings, embedding_dim), device, dtype)
            self.reset_parameters()
        else:
            self.weight = Parameter(_weight)

    def reset_parameters(self) -> None:
        """Fill the weight with new random numbers."""
        init.normal_(self.weight)
        if self.padding_idx is not None:
            self.weight.data[self.padding_idx] = 0

    @classmethod
    def from_pretrained(cls, embeddings: Tensor, freeze: bool = True, max_norm: Any = None,
                        norm_type: float = 2.0, scale_grad_by_freq: bool = False,
                        mode: str = "mean", sparse: bool = False, **options: Any) -> EmbeddingBag:
        """A bag with this weight; it learns only if it is not frozen."""
        rows, columns = embeddings.shape
        bag = cls(rows, columns, max_norm, norm_type, scale_grad_by_freq, mode, sparse, embeddings,
                  **options)
        bag.weight.requires_grad_(not freeze)
        return bag

    def forward(self, input: Tensor, offsets: Tensor | None = None,
                per_sample_weights: Tensor | None = None) -> Tensor:
        return attention.embedding_bag(
            input, self.weight, offsets, self.max_norm, self.norm_type, self.scale_grad_by_freq,
            self.mode, self.sparse, per_sample_weights, self.include_last_offset, self.padding_idx)

    def extra_repr(self) -> str:
        text = f"{self.num_embeddings}, {self.embedding_dim}"
        text += "" if self.max_norm is None else f", max_norm={self.max_norm}"
        text += "" if self.norm_type == 2 else f", norm_type={self.norm_type}"
        text += f", scale_grad_by_freq={self.scale_grad_by_freq}" if self.scale_grad_by_freq else ""
        text += f", mode={self.mode!r}"
        return text + ("" if self.padding_idx is None else f", padding_idx={self.padding_idx}")


class Dropout1d(DropoutBase):
    """`dropout1d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = attention.dropout1d(input, self.p, self.training, self.inplace)
        return result


class Dropout2d(DropoutBase):
    """`dropout2d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = attention.dropout2d(input, self.p, self.training, self.inplace)
        return result


class Dropout3d(DropoutBase):
    """`dropout3d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = attention.dropout3d(input, self.p, self.training, self.inplace)
        return result


class AlphaDropout(DropoutBase):
    """`alpha_dropout` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return attention.alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(DropoutBase):
    """`feature_alpha_dropout` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return attention.feature_alpha_dropout(input, self.p, self.training)


class ChannelShuffle(Module):
    """`channel_shuffle` as a module."""

    def __init__(self, groups: int) -> None:
        super().__init__()
        self.groups = groups

    def forward(self, input: Tensor) -> Tensor:
        return attention.channel_shuffle(input, self.groups)

    def extra_repr(self) -> str:
        return f"groups={self.groups}"


class Softmax2d(Module):
    """Softmax over the channels of images."""

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim not in (3, 4):
            raise ValueError(f"Softmax2d: expected input to be 3D or 4D, got {input.ndim}D instead")
        return F.softmax(input, -3)


class DataParallel(Module):
    """A module over several graphics cards; without any, the module itself."""

    def __init__(self, module: Module, device_ids: Any = None, output_device: Any = None,
                 dim: int = 0) -> None:
        super().__init__()
        self.module, self.device_ids = module, device_ids or []

    def forward(self, *inputs: Any, **kwargs: Any) -> Any:
        return self.module(*inputs, **kwargs)


DataParallel.__module__ = "torch.nn.parallel.data_parallel"


FILES: dict[str, tuple[type, ...]] = {
    "activation": (MultiheadAttention, Softmax2d),
    "channelshuffle": (ChannelShuffle,),
    "dropout": (Dropout1d, Dropout2d, Dropout3d, AlphaDropout, FeatureAlphaDropout),
    "linear": (Bilinear, NonDynamicallyQuantizableLinear),
    "sparse": (EmbeddingBag,),
    "transformer": (Transformer, TransformerEncoder, TransformerDecoder, TransformerEncoderLayer,
                    TransformerDecoderLayer),
}
place(FILES)
