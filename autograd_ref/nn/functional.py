"""Functions of networks: losses, activations, the linear layer, dropout."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

from ..api import elementwise
from ..api.absent import of_module
from ..api.arguments import with_pytorchs_errors
from ..api.elementwise import sigmoid, tanh
from ..api.later import reduction
from ..api.later.activations import elu, gelu, leaky_relu, logsigmoid, selu, silu, softplus
from ..api.linalg import linear
from ..api.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    l1_loss,
    mse_loss,
    nll_loss,
)
from ..tensor import Tensor

__all__ = [
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "elu", "gelu",
    "l1_loss", "leaky_relu", "linear", "log_softmax", "logsigmoid", "mse_loss", "nll_loss", "relu",
    "selu", "sigmoid", "silu", "softmax", "softmin", "softplus", "tanh",
]


def implicit(input: Tensor, dim: int | None, name: str, level: int) -> int:
    """`dim`, or if it is None the dimension that PyTorch chooses, with its warning."""
    if dim is not None:
        return dim
    warnings.warn(
        f"Implicit dimension choice for {name} has been deprecated. Change the call to include"
        " dim=X as an argument.", UserWarning, stacklevel=level,
    )
    return 0 if input.ndim in (0, 1, 3) else 1


def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """exp(x) / sum(exp(x)) along `dim`."""
    return reduction.softmax(input, implicit(input, dim, "softmax", _stacklevel), dtype=dtype)


def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """log(softmax(x)) along `dim`, without overflow."""
    dim = implicit(input, dim, "log_softmax", _stacklevel)
    return reduction.log_softmax(input, dim, dtype=dtype)


def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: Any = None
) -> Tensor:
    """softmax(-x) along `dim`."""
    dim = implicit(input, dim, "softmin", _stacklevel)
    return reduction.softmax(-input, dim, dtype=dtype)


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Each element, or 0 if it is negative."""
    return input.relu_() if inplace else elementwise.relu(input)


LATER = {  # by file of api/later/: functions whose file is loaded when one of them is first used
    "attention": "scaled_dot_product_attention",
    "convolution": "conv1d conv2d conv_transpose1d conv_transpose2d fold unfold",
    "dropout": """alpha_dropout dropout dropout1d dropout2d dropout3d feature_alpha_dropout""",
    "embedding": "embedding embedding_bag one_hot",
    "fractional_pooling": "fractional_max_pool2d fractional_max_pool3d",
    "interpolation": "channel_shuffle interpolate pixel_shuffle pixel_unshuffle upsample",
    "losses": "huber_loss kl_div smooth_l1_loss",
    "margins": """cosine_embedding_loss gaussian_nll_loss hinge_embedding_loss margin_ranking_loss
        multi_margin_loss multilabel_margin_loss multilabel_soft_margin_loss poisson_nll_loss
        soft_margin_loss triplet_margin_loss triplet_margin_with_distance_loss""",
    "more_activations": """celu glu gumbel_softmax hardshrink hardsigmoid hardswish hardtanh mish
        prelu relu6 rrelu softshrink softsign tanhshrink threshold""",
    "normalisation": """batch_norm group_norm instance_norm layer_norm local_response_norm
        rms_norm""",
    "norms": "cosine_similarity normalize pairwise_distance pdist",
    "padding": "pad",
    "pooling": """adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d adaptive_max_pool2d
        avg_pool1d avg_pool2d lp_pool1d lp_pool2d max_pool1d max_pool2d max_unpool1d
        max_unpool2d""",
    "products": "bilinear",
    "sampling": "affine_grid grid_sample",
    "sequences": "ctc_loss",
    "volumes": """adaptive_avg_pool3d adaptive_max_pool3d avg_pool3d conv3d conv_transpose3d
        max_pool3d""",
}
__all__ += [name for names in LATER.values() for name in names.split()]
# Functions that say in PyTorch's words what is wrong with a call: those that it has not written in
# Python.
CHECKED = frozenset("""
adaptive_avg_pool1d avg_pool1d avg_pool2d avg_pool3d bilinear channel_shuffle conv1d conv2d conv3d
conv_transpose1d conv_transpose2d conv_transpose3d cosine_similarity hardshrink one_hot
pairwise_distance pdist pixel_shuffle pixel_unshuffle prelu scaled_dot_product_attention softshrink
""".split())  # noqa: SIM905
gelu, linear, softplus = (with_pytorchs_errors(one) for one in (gelu, linear, softplus))
logsigmoid = with_pytorchs_errors(logsigmoid, name="log_sigmoid")
IN_PLACE = "celu_ elu_ hardtanh_ leaky_relu_ relu_ rrelu_ selu_ threshold_"


def over_input(name: str) -> Any:
    """The form of an activation that writes over its input."""
    function = globals().get(name) or __getattr__(name)

    def called(input: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        result: Tensor = function(input, *args, **kwargs, inplace=True)
        return result

    called.__name__ = f"{name}_"
    return with_pytorchs_errors(called)


def __getattr__(name: str) -> Any:
    for file, names in LATER.items():
        if name in names.split():
            found = getattr(importlib.import_module(f"...api.later.{file}", __name__), name)
            if name in CHECKED:
                found = with_pytorchs_errors(found)
            elif "max_pool" in name or name == "threshold":  # PyTorch calls another function
                found.__qualname__ = f"_{name}"
            globals()[name] = found
            return found
    if name in IN_PLACE.split():
        return over_input(name.removesuffix("_"))
    raise AttributeError(of_module("torch.nn.functional", name))
