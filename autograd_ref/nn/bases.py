"""The bases of modules under the names that they have in PyTorch's `torch.nn.modules`."""

from __future__ import annotations

from typing import Any

from .attention import NonDynamicallyQuantizableLinear
from .convolution import Convolution as _ConvNd
from .convolution import ConvTranspose as _ConvTransposeNd
from .layers import DropoutBase as _DropoutNd
from .layers import repeated
from .losses import Loss as _Loss
from .losses import WeightedLoss as _WeightedLoss
from .normalisation import BatchNorm as _BatchNorm
from .normalisation import InstanceNorm as _InstanceNorm
from .normalisation import Norm as _NormBase
from .pooling import AvgPool as _AvgPoolNd
from .pooling import MaxPool as _MaxPoolNd
from .recurrent import Cell as RNNCellBase
from .recurrent import Recurrent as RNNBase


def _ntuple(number: int) -> Any:
    """A function that gives one number for each of so many dimensions; several stay."""
    return lambda value: repeated(value, number)


_single, _pair, _triple, _quadruple = map(_ntuple, (1, 2, 3, 4))
__all__ = [
    "NonDynamicallyQuantizableLinear", "RNNBase", "RNNCellBase", "_AvgPoolNd", "_BatchNorm",
    "_ConvNd", "_ConvTransposeNd", "_DropoutNd", "_InstanceNorm", "_Loss", "_MaxPoolNd",
    "_NormBase", "_WeightedLoss", "_ntuple", "_pair", "_quadruple", "_single", "_triple",
]
