"""The saved values of a node as its attributes `_saved_self`, `_saved_dim` and so on."""

from __future__ import annotations

import ast
import functools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ...node import RESULT, parameters
from ...node_hooks import SavedTensor
from ...tensor import Tensor, wrap

# What PyTorch's nodes of these names save: each word, after = what the rule here calls it if that
# is another name, after : a value that is always the same. A word in COMPUTED is calculated.
WORDS = """
AddBackward0 alpha
AddcmulBackward0 tensor1=a tensor2=b value
AddmmBackward0 alpha beta mat1=a mat1_sym_sizes mat2=b mat2_sym_sizes
AmaxBackward0 dim=dims keepdim result self
AminBackward0 dim=dims keepdim result self
AvgPool2DBackward0 kernel_size=kernel stride padding self
BinaryCrossEntropyBackward0 reduction self target=t weight
BinaryCrossEntropyWithLogitsBackward0 pos_weight=positive reduction self target=t weight
BmmBackward0 self mat2=b
CatBackward0 dim
ClampBackward1 max=high min=low self
ConstantPadNdBackward0 pad=widths
ConvolutionBackward0 bias_sym_sizes_opt dilation groups input=x output_padding:(0,0) padding \
stride transposed:False weight
CumsumBackward0 dim
DiagonalBackward0 dim1 dim2 offset self_sym_sizes
DotBackward0 self tensor=b
EluBackward0 alpha input_scale:1 scale self
EmbeddingBackward0 indices=rows padding_idx=padding scale_grad_by_freq=mean sparse:False \
weight_sym_argsize_0
ExpandBackward0 self_sym_sizes
FlipBackward0 dims
GatherBackward0 dim index self sparse_grad:False
GeluBackward0 approximate self
HardtanhBackward0 max_val=high min_val=low self
HuberLossBackward0 delta reduction self target
IndexBackward0 indices=key self_sym_sizes
IndexSelectBackward0 dim index self_sym_sizes
LeakyReluBackward0 negative_slope=slope self
LerpBackward0 weight
LinalgInvExBackward0 inverse=y
LinalgVectorNormBackward0 dim=dims keepdim ord=p result self
LogSoftmaxBackward0 dim result
LogsumexpBackward0 dim=dims keepdim result self
MaskedFillBackward0 mask
MaxBackward0 dim indices=places self_sym_sizes
MaxPool2DWithIndicesBackward0 ceil_mode dilation kernel_size padding result1 stride
MeanBackward0 self_sym_numel self_sym_sizes
MeanBackward1 dim=dims keepdim self_sym_numel self_sym_sizes
MinBackward0 dim indices=places self_sym_sizes
MmBackward0 mat2=b mat2_sym_sizes self self_sym_sizes
MseLossBackward0 reduction self target
MvBackward0 self vec=b
NativeBatchNormBackward0 eps input=x training weight
NativeLayerNormBackward0 input=x normalized_shape weight
NllLossBackward0 ignore_index reduction self target=key total_weight=divisor weight
PermuteBackward0 dims
PowBackward0 exponent=n self
PowBackward1 exponent=b result self
PowBackward2 exponent=x result self=base
ProdBackward1 dim keepdim result self
RepeatBackward0 repeats=times self_sym_sizes
RollBackward0 dims shifts
RsubBackward1 alpha
SelectBackward0 dim index self_sym_sizes
SliceBackward0 dim end self_sym_sizes start step
SmoothL1LossBackward0 beta reduction self target
SoftmaxBackward0 dim result
SoftplusBackward0 beta self threshold
SortBackward0 indices=places self_sym_sizes
SplitBackward0 dim self_sym_sizes
SqueezeBackward0 self_sym_sizes
SqueezeBackward1 self_sym_sizes
StackBackward0 dim
StdBackward0 correction dim=dims keepdim result self
SubBackward0 alpha
SumBackward0 self_sym_sizes
SumBackward1 dim=dims keepdim self_sym_sizes
TopkBackward0 indices=places self_sym_sizes
TraceBackward0 self_sym_sizes
TransposeBackward0 dim0 dim1
TrilBackward0 diagonal
TriuBackward0 diagonal
UnbindBackward0 dim
UnsafeViewBackward0 self_sym_sizes
VarBackward0 correction dim=dims keepdim self
ViewBackward0 self_sym_sizes
WhereBackward0 condition
"""
# What they show as their dimensions if they reduce all of them.
OF_ALL = {"AmaxBackward0": (), "AminBackward0": (), "LinalgVectorNormBackward0": None,
          "StdBackward0": None, "VarBackward0": None}
SIZES = 2**64  # PyTorch shows whole numbers below 0 as the unsigned ones of 64 bits


def saved(node: Any, name: str) -> Any:
    """What a node saved under this name of its rule. Raises RuntimeError if it was freed."""
    held = node.unpack() if node.saved is None else node.saved
    return held[node.saved_names.index(name)]


def end_of(node: Any, field: str, default: int) -> int:
    """A number of the slice that a node took."""
    value = getattr(saved(node, "key"), field)
    return default if value is None else int(value)


def reduction_of(node: Any) -> int:
    return ("none", "mean", "sum").index(saved(node, "reduction"))


def dim_of(node: Any) -> int:
    if "dims" in node.saved_names:
        return int(saved(node, "dims")[0])
    found: int = saved(node, "dim") if "dim" in node.saved_names else node.dim
    return found


def alpha_of(node: Any) -> Any:
    if "alpha" in node.saved_names:
        return saved(node, "alpha")
    return node.saved[-1] if node.saved and type(node).__name__ == "AddBackward0" else 1


def factor_sizes(node: Any) -> tuple[tuple[int, ...], ...]:
    """The sizes of the factors of a matrix product, of which a rule saves what it needs."""
    a, b = node.unpack()[:2]
    if a is None and b is None:
        return (), ()
    (rows, columns), inner = node.result_shape, b.shape[0] if a is None else a.shape[1]
    return (rows, inner), (inner, columns)


def weight_of(node: Any) -> Any:
    """The weight of an operation; that of a loss by classes is not saved as a whole."""
    if "weight" in node.saved_names:
        return shown(node.unpack()[node.saved_names.index("weight")], "weight", node)
    if "factors" in node.saved_names and saved(node, "factors") is not None:
        raise KeyError("weight")
    return None


COMPUTED: dict[str, Callable[[Any], Any]] = {
    "alpha": alpha_of,
    "bias_sym_sizes_opt": lambda node: (saved(node, "weight").shape[0]
                                        if node.next_nodes[2] is not None else 0,),
    "dim": dim_of,
    "end": lambda node: end_of(node, "stop", 2**63 - 1),
    "ignore_index": lambda node: SIZES - 100,
    "mat1_sym_sizes": lambda node: factor_sizes(node)[0],
    "mat2_sym_sizes": lambda node: factor_sizes(node)[1],
    "normalized_shape": lambda node: node.input_shape()[-len(saved(node, "dims")):],
    "reduction": reduction_of,
    "self_sym_numel": lambda node: math.prod(node.input_shape()),
    "self_sym_sizes": lambda node: (factor_sizes(node)[0] if type(node).__name__ == "MmBackward0"
                                    else tuple(node.input_shape())),
    "start": lambda node: end_of(node, "start", 0),
    "step": lambda node: end_of(node, "step", 1),
    "training": lambda node: saved(node, "statistics") is None,
    "weight": weight_of,
    "weight_sym_argsize_0": lambda node: node.input_shape()[0],
}


@functools.cache
def table() -> dict[str, dict[str, str]]:
    """By node, then by word: what the rule calls it, or the word with its value."""
    found = {}
    for line in WORDS.strip().split("\n"):
        name, *words = line.split()
        pairs = (word.partition("=") for word in words)
        found[name] = {word.partition(":")[0]: source or word for word, _, source in pairs}
    return found


def words_of(node: Any) -> dict[str, str]:
    """The words of a node; if WORDS lacks it, for its operands and its result."""
    kind = type(node)
    if kind.__name__ in table() or not hasattr(kind, "forward"):
        return table().get(kind.__name__, {})
    operands = [name for name in parameters(kind.forward) if name in kind.saved_names]
    found = dict(zip(("self", "other"), operands, strict=False))
    return {**found, "result": RESULT} if RESULT in kind.saved_names else found


def find(node: Any, word: str) -> Any:
    """The saved value of this name as PyTorch shows it. Raises KeyError if there is none."""
    source = words_of(node)[word]
    if source.startswith(f"{word}:"):
        return ast.literal_eval(source.partition(":")[2])
    if word in vars(node):
        return vars(node)[word]
    if source == word and word in COMPUTED:
        return COMPUTED[word](node)
    source = {"self": parameters(node.forward)[0], "result": RESULT}.get(source, source)
    if source in node.saved_names:
        return shown(node.unpack()[node.saved_names.index(source)], word, node)
    if source not in parameters(node.forward):
        raise KeyError(word)
    return None  # an operand that the gradients asked for do not need


def shown(value: Any, word: str, node: Any) -> Any:
    """A saved value as PyTorch shows it."""
    if isinstance(value, np.ndarray):
        return wrap(value)
    if word == "indices" and type(node).__name__ == "IndexBackward0":
        return tuple(wrap(v) if isinstance(v, np.ndarray) else v for v in value)
    if isinstance(value, tuple) and word in ("indices", "target"):
        chosen = value[:2][-1] if word == "target" else max(value, key=np.size)
        return wrap(np.asarray(chosen))
    if word in ("other", "total_weight") and isinstance(value, (int, float)):
        return wrap(np.asarray(value, np.float32 if word == "total_weight" else None))
    if word == "padding_idx" and value < 0:
        return SIZES + value
    if word == "correction" and value == 1:
        return None
    if word == "dim" and len(value) == len(node.input_shape()):
        return OF_ALL.get(type(node).__name__, value)
    return value


def raw(node: Any, word: str) -> SavedTensor:
    source = words_of(node)[word]
    name = {"self": parameters(node.forward)[0], "result": RESULT}.get(source, source)
    if name in node.saved_names:
        place = node.saved_names.index(name)
        if node.saved is None or isinstance(node.saved[place], Tensor):
            return SavedTensor(node, place)
    raise KeyError(word)


# What a user can do with any node, and with that of a Function.
OF_NODES = """__call__ _sequence_nr _set_sequence_nr metadata name next_functions register_hook
    register_prehook requires_grad"""
OF_FUNCTIONS = """_raw_saved_tensors dirty_tensors mark_dirty mark_non_differentiable
    materialize_grads needs_input_grad non_differentiable save_for_backward save_for_forward
    saved_for_forward saved_tensors saved_variables set_materialize_grads to_save"""


def names(node: Any) -> list[str]:
    """What `dir` tells of a node: what users can do with it, and what it saved."""
    known = [*dir(object), *OF_NODES.split(), *(f"_saved_{word}" for word in words_of(node))]
    if hasattr(type(node), "save_for_backward"):
        own = ("frees", "results")  # the other names are what `forward` put there
        known += [*OF_FUNCTIONS.split(),
                  *(name for name in vars(node) if not name.startswith("_") and name not in own)]
    return sorted(set(known))


class Saved:
    """A saved value as an attribute of its node; with `raw`, as a `SavedTensor`.

    Raises AttributeError if the node has none of this name, RuntimeError if it was freed.
    """

    __slots__ = ("raw", "word")

    def __init__(self, word: str, raw: bool = False) -> None:
        self.word, self.raw = word, raw

    def __get__(self, node: Any, owner: Any) -> Any:
        if node is None:
            return self
        try:
            return raw(node, self.word) if self.raw else find(node, self.word)
        except KeyError:
            name = f"_raw_saved_{self.word}" if self.raw else f"_saved_{self.word}"
            raise AttributeError(
                f"'{node.name()}' object has no attribute '{name}'") from None
