"""Transformers: layers of attention, their stacks, and both stacks together. Loaded when first
used.
"""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Callable
from typing import Any

from ..api.creation import full
from ..api.later.diagonals import triu
from ..tensor import Tensor
from . import functional as F
from . import init
from .attention import MultiheadAttention
from .containers import ModuleList
from .layers import Dropout, Linear
from .module import Module, file_under
from .normalisation import LayerNorm


def activation_of(name: Any) -> Callable[[Tensor], Tensor]:
    if not isinstance(name, str):
        found: Callable[[Tensor], Tensor] = name
        return found
    if name not in ("relu", "gelu"):
        raise RuntimeError(f"activation should be relu/gelu, not {name}")
    return F.relu if name == "relu" else F.gelu


class TransformerLayer(Module):
    """Base of the transformer's layers: attentions and two linear layers, norms and dropout."""

    attentions: tuple[str, ...]  # their names

    def __init__(
        self, d_model: int, nhead: int, dim_feedforward: int = 2048, dropout: float = 0.1,
        activation: Any = F.relu, layer_norm_eps: float = 1e-5, batch_first: bool = False,
        norm_first: bool = False, bias: bool = True, device: Any = None, dtype: Any = None,
    ) -> None:
        super().__init__()
        made: dict[str, Any] = {"device": device, "dtype": dtype}
        for name in self.attentions:
            setattr(self, name, MultiheadAttention(d_model, nhead, dropout, bias,
                                                   batch_first=batch_first, **made))
        self.linear1 = Linear(d_model, dim_feedforward, bias, **made)
        self.dropout = Dropout(dropout)
        self.linear2 = Linear(dim_feedforward, d_model, bias, **made)
        self.norm_first = norm_first
        parts = range(1, len(self.attentions) + 2)
        for i in parts:
            setattr(self, f"norm{i}", LayerNorm(d_model, layer_norm_eps, bias=bias, **made))
        for i in parts:
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

    attentions = ("self_attn",)

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

    attentions = "self_attn", "multihead_attn"

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


file_under({
        "transformer": (Transformer, TransformerEncoder, TransformerDecoder,
                    TransformerEncoderLayer, TransformerDecoderLayer),
})
