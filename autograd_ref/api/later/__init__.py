"""The functions and methods whose files, in this folder, are loaded when they are first used.

Most programs need few of them, and importing the package stays quick.
"""

from __future__ import annotations

import functools
import importlib
import math
import sys
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from ..absent import of_module
from ..arguments import WRONG, in_its_words, into, takes_out, wrong_call

# By file of this folder: the names of functions, of functions that are methods too, and of methods.
FUNCTIONS = {
    "amp": "autocast",
    "shape": "broadcast_shapes broadcast_tensors cartesian_prod combinations meshgrid",
    "diagonals": "block_diag tril_indices triu_indices",
    "discrete": "binomial poisson",
    "distributions": "normal randint_like",
    "piecewise": "celu hardshrink prelu rrelu threshold",
    "legacy": """BoolTensor ByteTensor CharTensor DoubleTensor FloatTensor HalfTensor IntTensor
        LongTensor ShortTensor typename""",
    "limits": "finfo iinfo is_floating_point promote_types result_type",
    "images": "batch_norm conv2d layer_norm max_pool2d",
    "decompositions": "eig solve symeig",
    "linear_algebra": "chain_matmul",
    "margins": "pairwise_distance",
    "networks": "cosine_similarity embedding selu",
    "creation": "asarray range scalar_tensor",
    "norms": "cdist pdist",
    "storage": "is_storage",
    "scattering": "unravel_index",
    "products": "einsum tensordot",
    "resizing": "conv1d conv_transpose2d max_pool1d pixel_shuffle",
    "searching": "bucketize can_cast logspace searchsorted",
    "serialization": "load save",
    ".random": "get_rng_state set_rng_state",  # of the folder above
    "settings": """are_deterministic_algorithms_enabled conj detach get_default_device
        get_float32_matmul_precision get_num_threads is_anomaly_check_nan_enabled is_complex
        is_deterministic_algorithms_warn_only_enabled seed set_default_device set_default_dtype
        set_float32_matmul_precision set_flush_denormal set_num_threads set_warn_always
        use_deterministic_algorithms""",
    "special": "rsub",
    "statistics": "cumulative_trapezoid gradient std_mean trapezoid trapz vander var_mean",
    "memory_formats": "channels_last channels_last_3d contiguous_format preserve_format",
    "low_rank": "pca_lowrank svd_lowrank",
    "version": "__version__",
    "volumes": "conv3d conv_transpose3d max_pool3d",
    "sorting": "isin",
    "stacking": "atleast_1d atleast_2d atleast_3d column_stack dstack hstack row_stack vstack",
}
BOTH = {
    "shape": """as_strided broadcast_to fliplr flipud is_same_size movedim ravel repeat_interleave
        roll tile unflatten""",
    "diagonals": "diag diag_embed diagflat diagonal trace tril triu",
    "decompositions": "cholesky qr slogdet svd",
    "distributions": "bernoulli multinomial",
    "elementwise": """acos addcdiv addcmul allclose arccos arcsin arctan arctan2 asin atan atan2
        ceil clamp_max clamp_min cosh erf exp2 expm1 fix floor floor_divide fmod frac isclose lerp
        log10 log1p log2 logical_and logical_or logical_xor nan_to_num remainder round rsqrt sinh
        tan trunc""",
    "linear_algebra": "cholesky_solve det inverse logdet matrix_exp matrix_power pinverse",
    "norms": "dist norm",
    "scattering": """argwhere count_nonzero diagonal_scatter index_add index_copy index_fill
        index_put is_nonzero masked_fill masked_scatter masked_select nonzero scatter scatter_add
        scatter_reduce select_scatter slice_scatter take take_along_dim""",
    "products": "addbmm addmv addr baddbmm cross inner kron vdot",
    "searching": "nanquantile quantile rot90",
    "special": """acosh arccosh arcsinh arctanh asinh atanh copysign deg2rad digamma erfc erfinv
        float_power fmax fmin heaviside hypot isneginf isposinf isreal ldexp lgamma logaddexp
        logaddexp2 logit polygamma positive rad2deg sgn signbit sinc xlogy""",
    "statistics": """aminmax corrcoef cov cummax cummin diff histc histogram kthvalue logcumsumexp
        mode msort nanmean nanmedian nansum renorm unique_consecutive""",
    "sorting": "argsort bincount cumprod median sort topk unique",
    "bitwise": """bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift
        bitwise_xor gcd lcm""",
    "splitting": "dsplit hsplit split_with_sizes tensor_split vsplit",
}
METHODS = {
    "shape": """repeat reshape_as resize_ resize_as_ squeeze_ swapaxes_ t_ transpose_ unfold
        unsqueeze_""",
    "distributions": """bernoulli_ cauchy_ exponential_ geometric_ log_normal_ normal_ random_
        uniform_""",
    "scattering": """fill_diagonal_ index_add_ index_copy_ index_fill_ index_put_ masked_fill_
        masked_scatter_ put_ scatter_ scatter_add_""",
    "products": "addbmm_ addmm_ addmv_ addr_ baddbmm_",
    "storage": "storage untyped_storage",
    "overwriting": """apply_ arctan2_ atan2_ bitwise_and_ bitwise_not_ bitwise_or_ bitwise_xor_
        copysign_ cumprod_ cumsum_ deg2rad_ eq_ fix_ floor_divide_ fmod_ ge_ gt_ hypot_ le_
        logical_and_ logical_not_ logical_or_ logical_xor_ lt_ map_ nan_to_num_ ne_ pin_memory
        rad2deg_ remainder_ renorm_ scatter_reduce_ sgn_ share_memory_ sign_ tril_ triu_ xlogy_""",
    "special": """acos_ acosh_ arccos_ arcsin_ arctan_ asin_ asinh_ atan_ atanh_ cosh_ digamma_
        erf_ erfc_ erfinv_ exp2_ frac_ lgamma_ log10_ log2_ sinc_ sinh_""",
    "elementwise": """abs_ addcdiv_ addcmul_ ceil_ clamp_max_ clamp_min_ cos_ expm1_ floor_ lerp_
        log1p_ log_ reciprocal_ round_ rsqrt_ sin_ square_ tan_ trunc_""",
    "creation": "new new_empty new_full new_ones new_tensor new_zeros",
}
# Functions of `torch.nn.functional` that `torch` has too.
FUNCTIONAL = """adaptive_avg_pool1d alpha_dropout avg_pool1d bilinear channel_shuffle dropout
    feature_alpha_dropout group_norm rms_norm"""
SAME = {  # a second name of a function and method -> its first
    "absolute": "abs", "absolute_": "abs_", "clip": "clamp", "clip_": "clamp_",
    "divide_": "div_", "multiply_": "mul_", "negative_": "neg_", "subtract_": "sub_",
    "true_divide_": "div_", "concatenate": "cat", "greater": "gt",
    "greater_equal": "ge", "less": "lt", "less_equal": "le", "moveaxis": "movedim",
    "ger": "outer", "negative": "neg", "not_equal": "ne", "subtract": "sub",
    "swapdims": "transpose", "unsafe_chunk": "chunk", "unsafe_split": "split",
}
# Methods that change a tensor in place and are functions too.
IN_PLACE = """abs_ ceil_ clamp_ clamp_max_ clamp_min_ cos_ detach_ exp_ expm1_ fill_ floor_ log1p_
    log_ neg_ reciprocal_ relu_ round_ rsqrt_ sigmoid_ sin_ sqrt_ square_ tan_ tanh_ trunc_ zero_"""
# Functions of the package, and methods, that say in PyTorch's words what is wrong with a call, and
# take `out=` if PyTorch's do. The others are called so often that Python's own words have to do.
CHECKED = """all amax amin any argmax argmin cat chunk concat cumsum divide equal flatten flip
    full_like gather index_select isfinite isinf isnan log_softmax logsumexp manual_seed max min
    multiply narrow ones_like permute prod select softmax split squeeze stack std swapaxes transpose
    true_divide unbind unsqueeze var zeros_like"""
CHECKED_AS_METHODS = """bool byte char conj cpu data_ptr detach_ double element_size expand_as fill_
    half int logical_not ndimension nelement numpy reciprocal retain_grad short sign storage_offset
    tolist type view_as"""
CHECKED_AS_FUNCTIONS = """addmm bmm clamp dot eq ge gt le logical_not lt maximum minimum mv ne neg
    outer pow reciprocal sign square where"""
CONSTANTS = {"e": math.e, "inf": math.inf, "nan": math.nan, "newaxis": None, "pi": math.pi}
MODULES = {  # -> a file
    "accelerator": "accelerator", "amp": "amp", "backends": "backends", "functional": "functional",
    "linalg": "linear_algebra", "mps": "mps",
    "special": "special", "testing": "testing", "version": "version",
}


class LaterModule(ModuleType):
    """A module of PyTorch's whose file is loaded when one of its names is first used."""

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name)
        self._file = file

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name != "__version__":  # asked of every module by tools
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        return load(self._file, name)


class Alias(ModuleType):
    """A module of PyTorch's whose names are those of others here."""

    def __init__(self, name: str, *targets: str) -> None:
        super().__init__(name)
        self._targets = targets

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"module '{self.__name__}' has no attribute '{name}'")
        if (within := f"{self.__name__}.{name}") in sys.modules:
            return sys.modules[within]
        *others, last = map(importlib.import_module, self._targets)
        for target in others:
            if name in vars(target):
                return vars(target)[name]
        return getattr(last, name)


# Modules that PyTorch divides more finely -> those that have their names.
PARTS = {
    "nn.modules": """activation adaptive batchnorm channelshuffle container conv distance dropout
        flatten fold instancenorm linear loss module normalization padding pixelshuffle pooling rnn
        sparse transformer upsampling utils""",
    "nn.utils": "clip_grad convert_parameters",
    "utils.data": "dataloader dataset sampler",
    "distributions": """bernoulli beta binomial categorical cauchy chi2 dirichlet exponential
        geometric gumbel half_cauchy half_normal independent inverse_gamma laplace log_normal
        mixture_same_family multinomial multivariate_normal negative_binomial normal
        one_hot_categorical pareto poisson relaxed_bernoulli relaxed_categorical studentT
        transformed_distribution uniform utils von_mises weibull""",
}
ALIASES = {
    "autograd.anomaly_mode": ("autograd",), "nn.modules": ("nn",), "nn.parameter": ("nn",),
    "profiler": ("autograd.profiler",),
    **{f"{whole}.{part}": (whole,) for whole, parts in PARTS.items() for part in parts.split()},
    **{f"nn.modules.{part}": ("nn.bases", "nn") for part in PARTS["nn.modules"].split()},
    "nn.modules.module": ("nn.module",),
}


def modules(package: str) -> dict[str, ModuleType]:
    """What `import torch.linalg` and `import torch.backends.cudnn` find, by their names."""
    found = {name: LaterModule(f"{package}.{name}", file) for name, file in MODULES.items()}
    parts = {f"backends.{part}": found["backends"] for part in ("cuda", "cudnn", "mps")}
    parts["cuda.amp"] = LaterModule(f"{package}.cuda.amp", "cuda_amp")
    aliases = {
        name: Alias(f"{package}.{name}", *(f"{package}.{target}" for target in targets))
        for name, targets in ALIASES.items()}
    return {f"{package}.{name}": module
            for name, module in {**found, **parts, **aliases}.items()}


def part_of(package: str, name: str) -> ModuleType:
    """A module that PyTorch has within a package. Raises AttributeError if it has none of this
    name, nor anything else.
    """
    if found := sys.modules.get(f"{package}.{name}"):
        return found
    raise AttributeError(of_module(f"torch.{package.partition('.')[2]}", name))


def by_name(*tables: dict[str, str]) -> dict[str, str]:
    """The file of each name."""
    return {name: file for table in tables for file, names in table.items()
            for name in names.split()}


FUNCTION_FILES = by_name(FUNCTIONS, BOTH)
METHOD_FILES = by_name(BOTH, METHODS)
NAMES = {*FUNCTION_FILES, *SAME, *CONSTANTS, *MODULES, *IN_PLACE.split(), *FUNCTIONAL.split(),
         "profiler", "strided", "vmap"}


def find(name: str, package: Any) -> Any:
    """What one of NAMES stands for in the package."""
    if name in CONSTANTS:
        return CONSTANTS[name]
    if name in SAME:
        return with_pytorchs_errors(getattr(package, SAME[name]), name=name)
    if name in FUNCTIONAL.split():
        return getattr(package.nn.functional, name)
    if name == "profiler":
        return package.autograd.profiler
    if name == "vmap":
        return package.func.vmap
    if name == "strided":
        return package.ones(()).layout
    if name in MODULES:
        return sys.modules[f"{package.__name__}.{name}"]
    if name in IN_PLACE.split():
        return with_pytorchs_errors(getattr(package.Tensor, name), name=name)
    function = load(FUNCTION_FILES[name], name)
    if isinstance(function, FunctionType):
        return with_pytorchs_errors(function, name=name)
    return function


def with_pytorchs_errors(function: Any, method: bool = False, name: str | None = None) -> Any:
    """A function, or method, that says in PyTorch's words what is wrong with a call, and writes its
    result into `out=` if PyTorch's does.
    """
    name = name or function.__name__

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            if len(args) == 1 and not kwargs:  # a call without * is quicker
                return function(args[0])
            return function(*args, **kwargs)
        except WRONG as error:
            if "out" in kwargs and takes_out(name, method):
                out = kwargs.pop("out")
                result = called(*args, **kwargs)
                return result if out is None else into(out, result, name)
            return tried_again(called, error, function, args, kwargs, method, name)

    return called


def tried_again(
    called: Any, error: Exception, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any],
    method: bool, name: str,
) -> Any:
    """What a call that failed gives in the function's own words; if it has no others, raises what
    PyTorch says of it.
    """
    if type(error) is TypeError and (again := in_its_words(args, kwargs, method, name)):
        return called(*again[0], **again[1])
    raise wrong_call(error, function, args, kwargs, method, name) from None


def load(file: str, name: str) -> Any:
    """A name of a file of this folder."""
    return getattr(importlib.import_module(f".{file}", __package__), name)


def method(name: str) -> Callable[..., Any]:
    """A method that loads its function when it is first called."""

    def called(self: Any, *args: Any, **kwargs: Any) -> Any:
        function = load(METHOD_FILES[name], name)
        try:
            return function(self, *args, **kwargs)
        except WRONG as error:
            return tried_again(called, error, function, (self, *args), kwargs, True, name)

    called.__name__, called.__qualname__ = name, f"Tensor.{name}"
    return called


def attach(cls: Any) -> None:
    """Give the tensor class these methods, and second names for those that it has."""
    for name in METHOD_FILES:
        setattr(cls, name, method(name))
    for name, first in SAME.items():
        if hasattr(cls, first):
            setattr(cls, name, with_pytorchs_errors(getattr(cls, first), True, name))
