"""The saved values of a node as its attributes `_saved_self`, `_saved_dim` and so on."""

from __future__ import annotations

import math
from typing import Any

from ..node import RESULT, Node, parameters
from ..node_hooks import SavedTensor
from ..tensor import Tensor

# Which argument of `forward` a name stands for; None for the result.
PLACES = {"self": 0, "other": 1, "exponent": 1, "target": 1, "mat2": 1, "vec": 1, "result": None}
# For which operations a name stands for something else: another name in the rule, or a function.
SHAPED = """SumBackward0 SumBackward1 MeanBackward0 MeanBackward1 SelectBackward0 SliceBackward0
    ViewBackward0 ExpandBackward0 IndexBackward0 MaxBackward0 MinBackward0 SqueezeBackward0
    SqueezeBackward1 SplitBackward0"""
ALONG = """SoftmaxBackward0 LogSoftmaxBackward0 CumsumBackward0 SelectBackward0 SliceBackward0
    GatherBackward0 IndexSelectBackward0"""
JOINED = "CatBackward0 StackBackward0 UnbindBackward0 SplitBackward0"
REDUCED = "SumBackward1 MeanBackward1 VarBackward0 StdBackward0"
REDUCTIONS = {"none": 0, "mean": 1, "sum": 2}
LOSSES = "MseLossBackward0 BinaryCrossEntropyBackward0 SmoothL1LossBackward0 HuberLossBackward0"


def shape_of(node: Any) -> tuple[int, ...]:
    shape: tuple[int, ...] = node.input_shape()
    return shape


def size_of(node: Any) -> int:
    return math.prod(node.input_shape())


def end_of(node: Any, field: str, default: int) -> int:
    """A number of the slice that a node took."""
    value = getattr(node.saved[node.saved_names.index("key")], field)
    return default if value is None else int(value)


WORDS: dict[str, dict[str, Any]] = {
    "self_sym_sizes": dict.fromkeys(SHAPED.split(), shape_of),
    "self_sym_numel": {"MeanBackward0": size_of, "MeanBackward1": size_of},
    "dim": {**dict.fromkeys(REDUCED.split(), "dims"), **dict.fromkeys(ALONG.split(), "dim"),
            **dict.fromkeys(JOINED.split(), lambda node: node.dim)},
    "keepdim": dict.fromkeys(REDUCED.split(), "keepdim"),
    "index": {"SelectBackward0": "index", "GatherBackward0": "index"},
    "start": {"SliceBackward0": lambda node: end_of(node, "start", 0)},
    "end": {"SliceBackward0": lambda node: end_of(node, "stop", 2**63 - 1)},
    "step": {"SliceBackward0": lambda node: end_of(node, "step", 1)},
    "dim0": {"TransposeBackward0": lambda node: node.saved[0]},
    "dim1": {"TransposeBackward0": lambda node: node.saved[1]},
    "dims": {"PermuteBackward0": lambda node: node.saved[0]},
    "min": {"ClampBackward1": "low"}, "max": {"ClampBackward1": "high"},
    "alpha": {"AddBackward0": lambda node: node.saved[-1] if node.saved else 1,
              "SubBackward0": lambda node: 1},
    "mat1": {"AddmmBackward0": "a"}, "mat2": {"AddmmBackward0": "b", "MmBackward0": "b"},
    "vec": {"MvBackward0": "b"}, "tensor": {"DotBackward0": "b"},
    "condition": {"WhereBackward0": "condition"},
    "negative_slope": {"LeakyReluBackward0": "slope"},
    "indices": {"EmbeddingBackward0": "rows"},
    "reduction": dict.fromkeys(LOSSES.split(), lambda node: REDUCTIONS[
        node.saved[node.saved_names.index("reduction")]]),
}
ONLY = {"exponent": ("PowBackward",), "other": (), "target": tuple(LOSSES.split()),
        "mat2": ("MmBackward", "AddmmBackward"), "vec": ("MvBackward",)}


def name_of(node: Node, word: str) -> Any:
    """What a rule calls the saved value of this name, or a function of the node; None if nothing.
    """
    kind = type(node).__name__
    found = WORDS.get(word, {}).get(kind)
    if found is not None or word not in PLACES or not hasattr(node, "forward"):
        return found
    if word in ONLY and ONLY[word] and not kind.startswith(ONLY[word]):
        return None
    place = PLACES[word]
    if place is None:
        return RESULT
    arguments = parameters(node.forward)
    return arguments[place] if place < len(arguments) else None


class Saved:
    """A saved value as an attribute of its node; with `raw`, as a `SavedTensor`."""

    __slots__ = ("raw", "word")

    def __init__(self, word: str, raw: bool = False) -> None:
        self.word, self.raw = word, raw

    def __get__(self, node: Any, owner: Any) -> Any:
        if node is None:
            return self
        name = name_of(node, self.word)
        if callable(name) and not self.raw:
            return name(node)
        if name in node.saved_names:
            place = node.saved_names.index(name)
            if not self.raw:
                return node.unpack()[place]
            if node.saved is None or isinstance(node.saved[place], Tensor):
                return SavedTensor(node, place)
        raw = "_raw" if self.raw else ""
        raise AttributeError(
            f"'{node.name()}' object has no attribute '{raw}_saved_{self.word}'")


SAVED = {f"_saved_{word}": Saved(word) for word in {**PLACES, **WORDS}}
SAVED.update({f"_raw_saved_{word}": Saved(word, True) for word in PLACES})
