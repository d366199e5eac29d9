"""Networks: modules that hold parameters."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ..api.later import part_of
from . import functional
from .activations import (
    ELU,
    GELU,
    Identity,
    LeakyReLU,
    LogSigmoid,
    LogSoftmax,
    ReLU,
    Sigmoid,
    SiLU,
    Softmax,
    Softplus,
    Tanh,
)
from .containers import ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential
from .layers import Dropout, Embedding, Flatten, Linear, Unflatten
from .losses import (
    BCELoss,
    BCEWithLogitsLoss,
    CrossEntropyLoss,
    HuberLoss,
    KLDivLoss,
    L1Loss,
    MSELoss,
    NLLLoss,
    SmoothL1Loss,
)
from .module import Module, Parameter, place

if TYPE_CHECKING:
    from . import init, utils

__all__ = [
    "ELU",
    "GELU",
    "BCELoss",
    "BCEWithLogitsLoss",
    "CrossEntropyLoss",
    "Dropout",
    "Embedding",
    "Flatten",
    "HuberLoss",
    "Identity",
    "KLDivLoss",
    "L1Loss",
    "LeakyReLU",
    "Linear",
    "LogSigmoid",
    "LogSoftmax",
    "MSELoss",
    "Module",
    "ModuleDict",
    "ModuleList",
    "NLLLoss",
    "Parameter",
    "ParameterDict",
    "ParameterList",
    "ReLU",
    "Sequential",
    "SiLU",
    "Sigmoid",
    "SmoothL1Loss",
    "Softmax",
    "Softplus",
    "Tanh",
    "Unflatten",
    "functional",
    "init",
    "utils",
]


# The files of PyTorch's that `print(type(layer))` shows.
FILES: dict[str, tuple[type, ...]] = {
    "activation": (ELU, GELU, LeakyReLU, LogSigmoid, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax,
                   Softplus, Tanh),
    "container": (ModuleDict, ModuleList, ParameterDict, ParameterList, Sequential),
    "dropout": (Dropout,),
    "flatten": (Flatten, Unflatten),
    "linear": (Identity, Linear),
    "loss": (BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, KLDivLoss, L1Loss, MSELoss,
             NLLLoss, SmoothL1Loss),
    "module": (Module,),
    "sparse": (Embedding,),
}
place(FILES)
Parameter.__module__ = "torch.nn.parameter"
# By file: the modules whose file is loaded when one of them is first used.
LATER = {
    "attention": """AlphaDropout Bilinear ChannelShuffle DataParallel Dropout1d Dropout2d Dropout3d
        EmbeddingBag FeatureAlphaDropout MultiheadAttention Softmax2d Transformer TransformerDecoder
        TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer""",
    "piecewise": """SELU CELU RReLU Hardtanh ReLU6 Threshold PReLU Mish Hardsigmoid Hardswish
        Softsign Tanhshrink Hardshrink Softshrink GLU Softmin CosineSimilarity""",
    "images": "AvgPool2d BatchNorm1d BatchNorm2d Conv2d LayerNorm MaxPool2d",
    "lazy": """LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d
        LazyConvTranspose1d LazyConvTranspose2d LazyInstanceNorm1d LazyInstanceNorm2d LazyLinear
        UninitializedParameter""",
    "margins": """CTCLoss CosineEmbeddingLoss GaussianNLLLoss HingeEmbeddingLoss MarginRankingLoss
        MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss PairwiseDistance
        PoissonNLLLoss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss""",
    "more_images": """AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveMaxPool1d AdaptiveMaxPool2d
        AvgPool1d BatchNorm3d CircularPad1d CircularPad2d ConstantPad1d ConstantPad2d Conv1d
        ConvTranspose1d ConvTranspose2d Fold GroupNorm InstanceNorm1d InstanceNorm2d LPPool1d
        LPPool2d LocalResponseNorm MaxPool1d MaxUnpool1d MaxUnpool2d PixelShuffle PixelUnshuffle
        RMSNorm ReflectionPad1d ReflectionPad2d ReplicationPad1d ReplicationPad2d Unfold Upsample
        UpsamplingBilinear2d UpsamplingNearest2d ZeroPad1d ZeroPad2d""",
    "volumes": """AdaptiveAvgPool3d AdaptiveMaxPool3d AvgPool3d CircularPad3d ConstantPad3d Conv3d
        ConvTranspose3d InstanceNorm3d MaxPool3d ReflectionPad3d ReplicationPad3d ZeroPad3d""",
    "recurrent": "GRU LSTM RNN GRUCell LSTMCell RNNCell",
    "bases": "RNNBase RNNCellBase",
}


def __getattr__(name: str) -> Any:
    """Load a file of modules when it is first used."""
    if name in ("grad", "init", "utils"):
        return importlib.import_module(f"{__name__}.{name}")
    for file, names in LATER.items():
        if name in names.split():
            return getattr(importlib.import_module(f"{__name__}.{file}"), name)
    return part_of(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *(n for names in LATER.values() for n in names.split())})
