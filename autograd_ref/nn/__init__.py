"""Networks: modules that hold parameters."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ..api.absent import of_module
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
from .containers import ModuleDict, ModuleList, ParameterList, Sequential
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
from .module import Module, Parameter

if TYPE_CHECKING:
    from . import init, utils
    from .hinges import (
        CELU,
        GLU,
        SELU,
        CosineSimilarity,
        Hardshrink,
        Hardsigmoid,
        Hardswish,
        Hardtanh,
        Mish,
        PReLU,
        ReLU6,
        Softmin,
        Softshrink,
        Softsign,
        Tanhshrink,
        Threshold,
    )
    from .images import AvgPool2d, BatchNorm1d, BatchNorm2d, Conv2d, LayerNorm, MaxPool2d
    from .recurrent import GRU, LSTM, RNN, GRUCell, LSTMCell, RNNCell

__all__ = [
    "CELU", "ELU", "GELU", "GLU", "GRU", "LSTM", "RNN", "SELU", "AvgPool2d", "BCELoss",
    "BCEWithLogitsLoss", "BatchNorm1d", "BatchNorm2d", "Conv2d", "CosineSimilarity",
    "CrossEntropyLoss", "Dropout",
    "Embedding", "Flatten", "GRUCell", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh",
    "HuberLoss", "Identity", "KLDivLoss", "L1Loss", "LSTMCell", "LayerNorm", "LeakyReLU", "Linear",
    "LogSigmoid", "LogSoftmax", "MSELoss", "MaxPool2d", "Mish", "Module", "ModuleDict",
    "ModuleList", "NLLLoss", "PReLU", "Parameter", "ParameterList", "RNNCell", "ReLU", "ReLU6",
    "Sequential", "SiLU", "Sigmoid", "SmoothL1Loss", "Softmax", "Softmin", "Softplus", "Softshrink",
    "Softsign", "Tanh", "Tanhshrink", "Threshold", "Unflatten", "functional", "init", "utils",
]


# The files of PyTorch's that `print(type(layer))` shows.
FILES: dict[str, tuple[type, ...]] = {
    "activation": (ELU, GELU, LeakyReLU, LogSigmoid, LogSoftmax, ReLU, Sigmoid, SiLU, Softmax,
                   Softplus, Tanh),
    "container": (ModuleDict, ModuleList, ParameterList, Sequential),
    "dropout": (Dropout,),
    "flatten": (Flatten, Unflatten),
    "linear": (Identity, Linear),
    "loss": (BCELoss, BCEWithLogitsLoss, CrossEntropyLoss, HuberLoss, KLDivLoss, L1Loss, MSELoss,
             NLLLoss, SmoothL1Loss),
    "module": (Module,),
    "sparse": (Embedding,),
}
for _file, _classes in FILES.items():
    for _class in _classes:
        _class.__module__ = f"torch.nn.modules.{_file}"
Parameter.__module__ = "torch.nn.parameter"
LATER = {  # by file: the modules whose file is loaded when one of them is first used
    "hinges": (
        "SELU", "CELU", "Hardtanh", "ReLU6", "Threshold", "PReLU", "Mish", "Hardsigmoid",
        "Hardswish", "Softsign", "Tanhshrink", "Hardshrink", "Softshrink", "GLU", "Softmin",
        "CosineSimilarity",
    ),
    "images": ("AvgPool2d", "BatchNorm1d", "BatchNorm2d", "Conv2d", "LayerNorm", "MaxPool2d"),
    "recurrent": ("GRU", "LSTM", "RNN", "GRUCell", "LSTMCell", "RNNCell"),
}


def __getattr__(name: str) -> Any:
    """Load a file of modules when it is first used."""
    if name in ("init", "utils"):
        return importlib.import_module(f"{__name__}.{name}")
    for file, names in LATER.items():
        if name in names:
            return getattr(importlib.import_module(f"{__name__}.{file}"), name)
    raise AttributeError(of_module("torch.nn", name))
