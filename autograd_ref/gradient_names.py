"""What PyTorch calls the nodes of gradients that were themselves recorded.

With create_graph=True the operations of a rule are recorded. For some gradients that a rule here
computes in several steps, PyTorch has one operation of its own. The last step gets its name.
"""

from __future__ import annotations

import functools
from typing import Any

from .node import Node
from .tensor import Tensor

# By operation: one name for all its gradients, or a name for each.
GRADIENT_NAMES: dict[str, str | tuple[str, ...]] = {
    "MaximumBackward0": "MaskedFillBackward0",
    "MinimumBackward0": "MaskedFillBackward0",
    # sums, extremes, softmax
    "MeanBackward0": "DivBackward1",
    "MeanBackward1": "DivBackward1",
    "MaxBackward0": "ScatterBackward0",
    "MinBackward0": "ScatterBackward0",
    "MaxBackward1": "MaskedFillBackward1",
    "MinBackward1": "MaskedFillBackward1",
    "SoftmaxBackward0": "SoftmaxBackwardDataBackward0",
    # shapes and parts
    "SqueezeBackward0": "UnsqueezeBackward0",
    "SqueezeBackward1": "UnsqueezeBackward0",
    "SqueezeBackward2": "UnsqueezeBackward0",
    "SqueezeBackward4": "UnsqueezeBackward0",
    "UnsqueezeBackward0": "SqueezeBackward1",
    "TBackward0": "TBackward0",
    "CatBackward0": "SliceBackward0",
    "SelectBackward0": "SelectBackwardBackward0",
    "SliceBackward0": "SliceBackwardBackward0",
    "IndexBackward0": "IndexPutImplBackward0",
    "IndexSelectBackward0": "IndexAddBackward0",
    "GatherBackward0": "ScatterAddBackward0",
    "UnbindBackward0": "StackBackward0",
    # changes in place
    "CopySlices": ("CopySlices",),
    "AsStridedBackward0": "AsStridedBackward0",
    "IndexPutBackward0": ("IndexPutBackward0", "IndexBackward0"),
    # losses
    "BinaryCrossEntropyBackward0": ("BinaryCrossEntropyBackwardBackward0",),
    "NllLoss2DBackward0": "NllLoss2DBackwardBackward0",
    "ConvolutionBackward0": "ConvolutionBackwardBackward0",
    "AvgPool2DBackward0": "AvgPool2DBackwardBackward0",
    "AvgPool3DBackward0": "AvgPool3DBackwardBackward0",
    "MaxPool2DWithIndicesBackward0": "MaxPool2DWithIndicesBackwardBackward0",
    "MaxPool3DWithIndicesBackward0": "MaxPool3DWithIndicesBackwardBackward0",
    "FractionalMaxPool2DBackward0": "FractionalMaxPool2DBackwardBackward0",
    "FractionalMaxPool3DBackward0": "FractionalMaxPool3DBackwardBackward0",
    "MaxUnpool2DBackward0": "ViewBackward0",
    "NativeBatchNormBackward0": "NativeBatchNormBackwardBackward0",
    "NativeLayerNormBackward0": "NativeLayerNormBackwardBackward0",
    "LinalgDetBackward0": "LinalgSolveExBackward0",
    "SmoothL1LossBackward0": "SmoothL1LossBackwardBackward0",
    "HuberLossBackward0": "HuberLossBackwardBackward0",
    # activations
    "SoftplusBackwardBackward0": ("SoftplusBackwardBackward0", "MulBackward1"),
    "EluBackward1": "EluBackwardBackward0",
    "CeluBackward1": "EluBackwardBackward0",
    "ThresholdBackward1": "ThresholdBackwardBackward0",
    "EluBackward0": "EluBackwardBackward0",
    "CeluBackward0": "EluBackwardBackward0",
    "ThresholdBackward0": "ThresholdBackwardBackward0",
    "HardshrinkBackward0": "HardshrinkBackwardBackward0",
    "SoftshrinkBackward0": "SoftshrinkBackwardBackward0",
    "HardsigmoidBackward0": "NotImplemented",
    "HardswishBackward0": "HardswishBackwardBackward0",
    "LogSigmoidBackward0": "LogSigmoidBackwardBackward0",
    "Exp2Backward0": "MulBackward1",
    "LerpBackward0": "MulBackward1",
    # arranged and picked elements
    "RepeatBackward0": "SumBackward1",
    "TraceBackward0": "ViewBackward0",
    "MaskedFillBackward0": "MaskedFillBackward0",
    "MaskedFillBackward1": ("MaskedFillBackward0",),
    "MaskedSelectBackward0": "MaskedScatterBackward0",
    "SortBackward0": "ScatterBackward0",
    "TopkBackward0": "ScatterBackward0",
    "MedianBackward0": "MaskedFillBackward1",
    "MedianBackward1": "ScatterBackward0",
    "ScatterBackward0": ("ScatterBackward1", "GatherBackward0"),
    "ScatterBackward1": "ScatterBackward1",
    "ScatterAddBackward0": "GatherBackward0",
    "IndexAddBackward0": "ExpandBackward0",
    "TakeBackward0": "PutBackward0",
    "KthvalueBackward0": "ScatterBackward0",
    "ModeBackward0": "ScatterBackward0",
    "CummaxBackward0": "ScatterAddBackward0",
    "CumminBackward0": "ScatterAddBackward0",
    "NansumBackward0": "MulBackward0",
    "NanmedianBackward0": "MaskedFillBackward1",
    "NanmedianBackward1": "ScatterBackward0",
    "UnfoldBackward0": "UnfoldBackwardBackward0",
    "DiagEmbedBackward0": "DiagonalBackward0",
    "IndexFillBackward0": "IndexFillBackward0",
    "IndexCopyBackward0": ("IndexFillBackward0", "ExpandBackward0"),
    "SliceScatterBackward0": ("SliceScatterBackward0", "SliceBackward0"),
    "SelectScatterBackward0": ("SelectScatterBackward0", "SelectBackward0"),
    "DiagonalScatterBackward0": ("DiagonalScatterBackward0", "DiagonalBackward0"),
    "ScatterReduceBackward0": "GatherBackward0",
    "MaskedScatterBackward0": ("MaskedFillBackward0", "MaskedScatterBackwardBackward0"),
    # special functions and products
    "AtanhBackward0": "DivBackward0",
    "Deg2RadBackward0": "MulBackward1",
    "Rad2DegBackward0": "MulBackward1",
    "HypotBackward0": "DivBackward0",
    "MulBackward1": "MulBackward1",
    "XlogyBackward0": ("MaskedFillBackward0",),
    "SpecialXlog1PyBackward0": ("MaskedFillBackward0",),
    "FmaxBackward0": "MaskedFillBackward0",
    "FminBackward0": "MaskedFillBackward0",
    "LogcumsumexpBackward0": "SubBackward0",
    "CdistBackward0": "CdistBackwardBackward0",
    "BaddbmmBackward0": "MulBackward1",
    "AddbmmBackward0": "BmmBackward0",
    "LinalgSlogdetBackward0": "LinalgSolveExBackward0",
    "LinalgSvdBackward0": "MmBackward0",
    "LinalgQrBackward0": "LinalgSolveTriangularBackward0",
    "LinalgPinvBackward0": "SubBackward0",
    "LinalgLstsqBackward0": ("SubBackward0",),
    "LdexpBackward0": ("MulBackward0", "MulBackward1"),
    "TrilinearBackward0": "TrilinearBackward0",
    "AdaptiveAvgPool2DBackward0": "AdaptiveAvgPool2DBackwardBackward0",
    "AdaptiveMaxPool2DBackward0": "AdaptiveMaxPool2DBackwardBackward0",
    "AdaptiveMaxPool3DBackward0": "AdaptiveMaxPool3DBackwardBackward0",
    "UpsampleNearest1DBackward0": "UpsampleNearest1DBackwardBackward0",
    "UpsampleNearest2DBackward0": "UpsampleNearest2DBackwardBackward0",
    "UpsampleNearest3DBackward0": "UpsampleNearest3DBackwardBackward0",
    "UpsampleNearestExact1DBackward0": "UpsampleNearestExact1DBackwardBackward0",
    "UpsampleNearestExact2DBackward0": "UpsampleNearestExact2DBackwardBackward0",
    "UpsampleNearestExact3DBackward0": "UpsampleNearestExact3DBackwardBackward0",
    "UpsampleLinear1DBackward0": "UpsampleLinear1DBackwardBackward0",
    "UpsampleBilinear2DBackward0": "UpsampleBilinear2DBackwardBackward0",
    "UpsampleTrilinear3DBackward0": "UpsampleTrilinear3DBackwardBackward0",
    "UpsampleBicubic2DBackward0": "UpsampleBicubic2DBackwardBackward0",
    "Im2ColBackward0": "Col2ImBackward0",
    "Col2ImBackward0": "Im2ColBackward0",
    "ReflectionPad1DBackward0": "ReflectionPad1DBackwardBackward0",
    "ReflectionPad2DBackward0": "ReflectionPad2DBackwardBackward0",
    "ReflectionPad3DBackward0": "ReflectionPad3DBackwardBackward0",
    "ReplicationPad1DBackward0": "ReplicationPad1DBackwardBackward0",
    "ReplicationPad2DBackward0": "ReplicationPad2DBackwardBackward0",
    "ReplicationPad3DBackward0": "ReplicationPad3DBackwardBackward0",
    "EmbeddingBagBackward0": "EmbeddingBagBackwardBackward0",
    "NativeGroupNormBackward0": "ViewBackward0",
    "SoftMarginLossBackward0": "SoftMarginLossBackwardBackward0",
}


def name_gradients(node: Node, gradients: Any, upstream: Any) -> None:
    """Give the operations that computed the gradients of a node PyTorch's names."""
    names = GRADIENT_NAMES.get(type(node).__name__)
    if names is None:
        return
    found = gradients if type(gradients) is tuple else (gradients,)
    each = (names,) * len(found) if type(names) is str else names
    for name, gradient in zip(each, found, strict=False):
        if gradient is not None and gradient is not upstream:
            named(gradient, name)


def named(result: Tensor, name: str) -> Tensor:
    """The result of an operation; its node, if it has one, gets another name and nothing else."""
    if result._node is not None:
        op: Any = type(result._node)
        result._node.__class__ = renamed(op, name)
    return result


@functools.cache
def renamed(op: Any, name: str) -> Any:
    """An operation under another name."""
    return type(name, (op,), {"__slots__": (), "__doc__": op.__doc__})
