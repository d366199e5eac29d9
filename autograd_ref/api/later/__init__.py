"""The functions and methods whose files, in this folder, are loaded when they are first used.

Most programs need few of them, and importing the package stays quick.
"""

from __future__ import annotations

import importlib
import math
import sys
from collections.abc import Callable
from functools import cache
from operator import attrgetter
from types import FunctionType
from typing import Any

from ...node import Node
from ...tensor import Tensor
from ..absent import pytorchs_names
from ..arguments import with_pytorchs_errors
from .modules import MODULES

# The names in each file of this folder. A name is a function if PyTorch's `torch` has it, and a
# method if its `Tensor` has it: `pytorchs_names.txt` says so.
FILES = {
    "activations": "selu",
    "amp": "autocast",
    "bitwise": """bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift
        bitwise_xor gcd lcm""",
    "convolution": "conv1d conv2d conv_transpose2d",
    "creation": "asarray new new_empty new_full new_ones new_tensor new_zeros range scalar_tensor",
    "decompositions": "cholesky eig lu lu_solve qr slogdet solve svd symeig",
    "diagonals": """block_diag diag diag_embed diagflat diagonal trace tril tril_indices triu
        triu_indices""",
    "discrete": "binomial poisson",
    "distributions": """bernoulli bernoulli_ cauchy_ exponential_ geometric_ log_normal_ multinomial
        normal normal_ randint_like random_ uniform_""",
    "elementwise": """abs_ acos addcdiv addcdiv_ addcmul addcmul_ allclose arccos arcsin arctan
        arctan2 asin atan atan2 ceil ceil_ clamp_max clamp_max_ clamp_min clamp_min_ cos_ cosh erf
        exp2 expm1 expm1_ fix floor floor_ floor_divide fmod frac isclose lerp lerp_ log10 log1p
        log1p_ log2 log_ logical_and logical_or logical_xor nan_to_num reciprocal_ remainder round
        round_ rsqrt rsqrt_ sin_ sinh square_ tan tan_ trunc trunc_""",
    "embedding": "embedding",
    "extremes": "all amax amin any argmax argmin max min",
    "interpolation": "pixel_shuffle",
    "legacy": """BoolTensor ByteTensor CharTensor DoubleTensor FloatTensor HalfTensor IntTensor
        LongTensor ShortTensor typename""",
    "limits": "finfo iinfo is_floating_point promote_types result_type",
    "linear_algebra": "cholesky_solve det inverse logdet matrix_exp matrix_power pinverse",
    "low_rank": "pca_lowrank svd_lowrank",
    "lu": "lu_unpack",
    "matrix_chains": "chain_matmul",
    "memory_formats": """channels_last channels_last_3d contiguous_format layout memory_format
        preserve_format strided""",
    "more_activations": "celu hardshrink prelu rrelu threshold",
    "more_special": "i0 i0_ mvlgamma",
    "normalisation": "batch_norm layer_norm",
    "norms": "cdist cosine_similarity dist norm pairwise_distance pdist",
    "overwriting": """apply_ arctan2_ atan2_ bitwise_and_ bitwise_not_ bitwise_or_ bitwise_xor_
        copysign_ cumprod_ cumsum_ deg2rad_ eq_ fix_ floor_divide_ fmod_ ge_ gt_ hypot_ le_
        logical_and_ logical_not_ logical_or_ logical_xor_ lt_ map_ nan_to_num_ ne_ pin_memory
        rad2deg_ remainder_ renorm_ scatter_reduce_ sgn_ share_memory_ sign_ tril_ triu_ xlogy_""",
    "pooling": "max_pool1d max_pool2d",
    "products": """addbmm addbmm_ addmm_ addmv addmv_ addr addr_ baddbmm baddbmm_ cross einsum inner
        kron tensordot vdot""",
    "reduction": "cumprod cumsum log_softmax logsumexp prod softmax std var",
    ".random": "get_rng_state set_rng_state",  # of the folder above
    "..node_hooks": "register_post_accumulate_grad_hook",  # of the engine
    "scattering": """argwhere count_nonzero diagonal_scatter fill_diagonal_ index_add index_add_
        index_copy index_copy_ index_fill index_fill_ index_put index_put_ is_nonzero masked_fill
        masked_fill_ masked_scatter masked_scatter_ masked_select nonzero put_ scatter scatter_
        scatter_add scatter_add_ scatter_reduce select_scatter slice_scatter take take_along_dim
        unravel_index""",
    "searching": "bucketize can_cast logspace nanquantile quantile rot90 searchsorted",
    "serialization": "load save",
    "settings": """are_deterministic_algorithms_enabled conj default_generator detach
        get_default_device get_float32_matmul_precision get_num_threads
        is_anomaly_check_nan_enabled is_complex is_deterministic_algorithms_warn_only_enabled
        is_inference is_neg is_signed is_warn_always_enabled real resolve_conj resolve_neg seed
        set_default_device set_default_dtype set_default_tensor_type set_float32_matmul_precision
        set_flush_denormal set_num_threads set_warn_always use_deterministic_algorithms""",
    "shape": """as_strided as_strided_ broadcast_shapes broadcast_tensors broadcast_to
        cartesian_prod combinations fliplr flipud is_same_size meshgrid movedim ravel repeat
        repeat_interleave reshape_as resize_ resize_as_ roll squeeze_ sum_to_size swapaxes_ t_ tile
        transpose_ unflatten unfold unsqueeze_""",
    "signal_windows": """bartlett_window blackman_window hamming_window hann_window
        kaiser_window""",
    "sorting": "argsort bincount isin median sort topk unique",
    "special": """acos_ acosh acosh_ arccos_ arccosh arcsin_ arcsinh arctan_ arctanh asin_ asinh
        asinh_ atan_ atanh atanh_ copysign cosh_ deg2rad digamma digamma_ erf_ erfc erfc_ erfinv
        erfinv_ exp2_ float_power fmax fmin frac_ heaviside hypot isneginf isposinf isreal ldexp
        lgamma lgamma_ log10_ log2_ logaddexp logaddexp2 logit polygamma positive rad2deg rsub sgn
        signbit sinc sinc_ sinh_ xlogy""",
    "splitting": """dsplit hsplit split_with_sizes tensor_split unsafe_chunk unsafe_split
        unsafe_split_with_sizes vsplit""",
    "stacking": "atleast_1d atleast_2d atleast_3d column_stack dstack hstack row_stack vstack",
    "statistics": """aminmax corrcoef cov cummax cummin cumulative_trapezoid diff gradient histc
        histogram kthvalue logcumsumexp mode msort nanmean nanmedian nansum renorm std_mean
        trapezoid trapz unique_consecutive vander var_mean""",
    "storage": "is_storage storage untyped_storage",
    "volumes": "conv3d conv_transpose3d max_pool3d",
}
# Functions of `torch.nn.functional` that `torch` has too.
FUNCTIONAL = """adaptive_avg_pool1d alpha_dropout avg_pool1d bilinear channel_shuffle dropout
    feature_alpha_dropout group_norm rms_norm"""
SAME = {  # a second name of a function and method -> its first
    "absolute": "abs", "absolute_": "abs_", "clip": "clamp", "clip_": "clamp_",
    "divide_": "div_", "multiply_": "mul_", "negative_": "neg_", "subtract_": "sub_",
    "true_divide_": "div_", "concatenate": "cat", "greater": "gt",
    "greater_": "gt_", "greater_equal": "ge", "greater_equal_": "ge_", "less": "lt",
    "less_": "lt_", "less_equal": "le", "less_equal_": "le_", "moveaxis": "movedim",
    "ger": "outer", "negative": "neg", "not_equal": "ne", "not_equal_": "ne_",
    "subtract": "sub", "swapdims": "transpose", "swapdims_": "transpose_",
}
# Methods of api/inplace.py that are functions too.
IN_PLACE = "clamp_ detach_ exp_ fill_ neg_ relu_ sigmoid_ sqrt_ tanh_ zero_"
# Functions of the package that say in PyTorch's words what is wrong with a call, as all methods do,
# and take `out=` if PyTorch's do.
CHECKED = """abs add addmm bmm cat chunk clamp clone concat cos div divide dot eq equal exp flatten
    flip full_like gather ge gt index_select is_anomaly_enabled is_grad_enabled
    is_inference_mode_enabled isfinite isinf isnan le log logical_not lt manual_seed
    matmul maximum mean minimum mm mul multiply mv narrow ne neg numel ones_like outer permute pow
    reciprocal relu reshape select sigmoid sign sin split sqrt square squeeze stack sub sum swapaxes
    t tanh transpose true_divide unbind unsqueeze where zeros_like"""
CONSTANTS = {"e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None, "pi": math.pi}
# Names of other modules that `torch` has too.
ELSEWHERE = {
    "__version__": "version.__version__", "compile": "compiler.compile",
    "profiler": "autograd.profiler", "vmap": "func.vmap",
    **{name: f"nn.functional.{name}" for name in FUNCTIONAL.split()},
}
# Of nodes: the file of a method and its name there, and what nodes save. `saved.py` makes of each
# word two attributes, as `_saved_self` and `_raw_saved_self`.
METHODS_OF_NODES = {
    "__call__": ("..node_hooks", "run_alone"), "__dir__": ("saved", "names"),
    "register_hook": ("..node_hooks", "register_hook"),
    "register_prehook": ("..node_hooks", "register_prehook"),
}
SAVED = """alpha approximate beta bias_sym_sizes_opt ceil_mode condition correction delta
    diagonal dilation dim dim0 dim1 dim2 dims end eps exponent groups ignore_index index indices
    input input_scale inverse keepdim kernel_size mask mat1 mat1_sym_sizes mat2 mat2_sym_sizes
    max max_val min min_val negative_slope normalized_shape offset ord other output_padding pad
    padding padding_idx pos_weight reduction repeats result result1 scale scale_grad_by_freq
    self self_sym_numel self_sym_sizes shifts sparse sparse_grad start step stride target tensor
    tensor1 tensor2 threshold total_weight training transposed value vec weight
    weight_sym_argsize_0"""
FILE_OF = {name: file for file, names in FILES.items() for name in names.split()}
METHODS = pytorchs_names("torch.Tensor").intersection(FILE_OF)


@cache
def functions() -> frozenset[str]:
    """The names in FILES that are functions."""
    return pytorchs_names("torch").intersection(FILE_OF) - {"storage"}  # a module there


@cache
def names() -> frozenset[str]:
    """All names that the package finds here."""
    return functions().union(SAME, IN_PLACE.split(), CONSTANTS, MODULES, ELSEWHERE)


def find(name: str, package: Any) -> Any:
    """What one of the names stands for in the package."""
    if name in CONSTANTS:
        return CONSTANTS[name]
    if name in MODULES:
        return sys.modules[f"{package.__name__}.{name}"]
    if name in ELSEWHERE:
        found = attrgetter(ELSEWHERE[name])(package)
        if name not in FUNCTIONAL.split():
            return found
        found = in_training(found) if name.endswith("dropout") else found
    elif name in SAME:
        found = getattr(package, SAME[name])
    elif name.endswith("_"):
        found = with_input(getattr(package.Tensor, name), name)
    else:
        found = load(FILE_OF[name], name)
    return with_pytorchs_errors(found, name=name) if isinstance(found, FunctionType) else found


def in_training(dropout: Callable[..., Any]) -> Callable[..., Any]:
    """A function of `torch.nn.functional` as `torch` has it: whether in training must be said."""

    def function(input: Any, p: float, train: bool) -> Any:
        return dropout(input, p, train)

    return function


def with_input(method: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A method as a function: its tensor may be given as `input`."""

    def function(input: Any, *args: Any, **kwargs: Any) -> Any:
        return method(input, *args, **kwargs)

    function.__name__ = name
    return function


def load(file: str, name: str) -> Any:
    """A name of a file of this folder."""
    return getattr(importlib.import_module(f".{file}", __package__), name)


def method(name: str) -> Callable[..., Any]:
    """A method of tensors."""
    first = SAME.get(name)
    function = getattr(Tensor, first) if first else load(FILE_OF[name], name)
    found: Callable[..., Any] = with_pytorchs_errors(function, True, name)
    found.__name__, found.__qualname__ = name, f"Tensor.{name}"
    return found


def method_of_nodes(name: str) -> Any:
    """A method of nodes."""
    return load(*METHODS_OF_NODES[name])


def saved_value(name: str) -> Any:
    """An attribute of nodes that shows what they saved."""
    kind, _, word = name.rpartition("saved_")
    return load("saved", "Saved")(word, kind == "_raw_")


class Later:
    """Stands for an attribute of a class until somebody asks for it: then its file is loaded."""

    __slots__ = ("find", "holder", "name")

    def __init__(self, holder: type, name: str, find: Callable[[str], Any]) -> None:
        self.holder, self.name, self.find = holder, name, find

    def __get__(self, instance: Any, owner: type) -> Any:
        setattr(self.holder, self.name, self.find(self.name))
        return getattr(owner if instance is None else instance, self.name)


def attach() -> None:
    """Give tensors and nodes what is loaded later, and tensors second names for what they have."""
    have = vars(Tensor)
    for name in METHODS - have.keys():
        setattr(Tensor, name, Later(Tensor, name, method))
    for name, first in SAME.items():
        if first in have:
            setattr(Tensor, name, Later(Tensor, name, method))
    for name in METHODS_OF_NODES:
        setattr(Node, name, Later(Node, name, method_of_nodes))
    for word in SAVED.split():
        for name in (f"_saved_{word}", f"_raw_saved_{word}"):
            setattr(Node, name, Later(Node, name, saved_value))
