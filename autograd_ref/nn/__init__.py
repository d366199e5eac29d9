"""Networks: modules that hold parameters."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ..api.later.modules import part_of
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
from .module import Module, Parameter, file_under

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
file_under(FILES)
Parameter.__module__ = "torch.nn.parameter"
# By file: the modules whose file is loaded when one of them is first used.
LATER = {
    "attention": "MultiheadAttention",
    "bases": "RNNBase RNNCellBase",
    "convolution": "Conv1d Conv2d ConvTranspose1d ConvTranspose2d Fold Unfold",
    "distance": "CosineSimilarity PairwiseDistance",
    "dropout": "AlphaDropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout",
    "fractional_pooling": "FractionalMaxPool2d FractionalMaxPool3d",
    "lazy": """LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d LazyConv1d LazyConv2d
        LazyConvTranspose1d LazyConvTranspose2d LazyInstanceNorm1d LazyInstanceNorm2d LazyLinear
        UninitializedParameter""",
    "margins": """CTCLoss CosineEmbeddingLoss GaussianNLLLoss HingeEmbeddingLoss MarginRankingLoss
        MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss PoissonNLLLoss
        SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss""",
    "more_activations": """CELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh Mish PReLU RReLU ReLU6
        SELU Softmax2d Softmin Softshrink Softsign Tanhshrink Threshold""",
    "more_layers": "Bilinear DataParallel EmbeddingBag",
    "normalisation": """BatchNorm1d BatchNorm2d BatchNorm3d GroupNorm InstanceNorm1d InstanceNorm2d
        LayerNorm LocalResponseNorm RMSNorm""",
    "padding": """CircularPad1d CircularPad2d ConstantPad1d ConstantPad2d ReflectionPad1d
        ReflectionPad2d ReplicationPad1d ReplicationPad2d ZeroPad1d ZeroPad2d""",
    "pooling": """AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveMaxPool1d AdaptiveMaxPool2d AvgPool1d
        AvgPool2d LPPool1d LPPool2d MaxPool1d MaxPool2d MaxUnpool1d MaxUnpool2d""",
    "recurrent": "GRU GRUCell LSTM LSTMCell RNN RNNCell",
    "state": "Buffer",
    "transformer": """Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder
        TransformerEncoderLayer""",
    "upsampling": """ChannelShuffle PixelShuffle PixelUnshuffle Upsample UpsamplingBilinear2d
        UpsamplingNearest2d""",
    "volumes": """AdaptiveAvgPool3d AdaptiveMaxPool3d AvgPool3d CircularPad3d ConstantPad3d Conv3d
        ConvTranspose3d InstanceNorm3d MaxPool3d ReflectionPad3d ReplicationPad3d ZeroPad3d""",
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
