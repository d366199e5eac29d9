"""Dropout of whole channels, and dropout after `SELU`, as modules. Loaded when first used."""

from __future__ import annotations

from ..api.later.dropout import (
    alpha_dropout,
    dropout1d,
    dropout2d,
    dropout3d,
    feature_alpha_dropout,
)
from ..tensor import Tensor
from .layers import DropoutBase
from .module import file_under


class Dropout1d(DropoutBase):
    """`dropout1d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = dropout1d(input, self.p, self.training, self.inplace)
        return result


class Dropout2d(DropoutBase):
    """`dropout2d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = dropout2d(input, self.p, self.training, self.inplace)
        return result


class Dropout3d(DropoutBase):
    """`dropout3d` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        result: Tensor = dropout3d(input, self.p, self.training, self.inplace)
        return result


class AlphaDropout(DropoutBase):
    """`alpha_dropout` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return alpha_dropout(input, self.p, self.training)


class FeatureAlphaDropout(DropoutBase):
    """`feature_alpha_dropout` as a module."""

    def forward(self, input: Tensor) -> Tensor:
        return feature_alpha_dropout(input, self.p, self.training)


file_under({"dropout": (Dropout1d, Dropout2d, Dropout3d, AlphaDropout, FeatureAlphaDropout)})
