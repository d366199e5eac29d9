"""autograd_ref: PyTorch's autograd, rebuilt on NumPy to be read.

`import autograd_ref as torch` runs the programs of the lessons and prints what PyTorch 2.13
prints on the CPU. To read it, take the files in this order:

    dtypes.py     the number types
    messages.py, watchers.py    the texts of PyTorch's errors, and who sees new nodes; skip them
    modes.py      whether operations are recorded: no_grad and its relatives
    rounding/, refusals.py    PyTorch's last bits, and what it refuses; skip them
    tensor.py     the tensor, and what autograd knows about it
    node.py       the nodes of the graph
    record.py     how an operation is run and leaves a node
    several.py, gradient_names.py, anomaly.py, traversal.py    special cases; skip them
    engine.py     the backward pass
    hooks.py      functions of the user that see gradients during backward
    retaining.py  a tensor gets another node; skip it
    ops/          the operations, one class each, with the calculation and its rule side by side:
                  arithmetic, elementwise, reduction, shape, indexing, linalg, losses, inplace.
                  What few programs need is in ops/later/
    views.py      tensors that share memory, and what a change in place does to their history
    node_hooks.py    functions of the user around a node's rule, and around what nodes save

That is how automatic differentiation works. No file imports one that comes after it. The rest
makes it PyTorch's:

    api/          what users call, in files of the same names as in ops/: they check arguments as
                  PyTorch does, then run an operation. methods.py lists what becomes a method.
                  api/later/ calls ops/later/; both are loaded when they are first used
    autograd/, func/, distributions/, nn/, compiler.py, optim/, utils/    the packages that PyTorch
                  has under these names
"""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

from .api import absent, later, methods
from .api import random as random
from .api.arithmetic import (
    add,
    div,
    divide,
    eq,
    equal,
    ge,
    gt,
    le,
    lt,
    mul,
    multiply,
    ne,
    neg,
    pow,
    reciprocal,
    sub,
    true_divide,
)
from .api.creation import (
    arange,
    as_tensor,
    empty,
    empty_like,
    eye,
    from_numpy,
    full,
    full_like,
    get_default_dtype,
    linspace,
    ones,
    ones_like,
    tensor,
    zeros,
    zeros_like,
)
from .api.elementwise import (
    abs,
    clamp,
    cos,
    exp,
    isfinite,
    isinf,
    isnan,
    log,
    logical_not,
    maximum,
    minimum,
    relu,
    sigmoid,
    sign,
    sin,
    sqrt,
    square,
    tanh,
    where,
)
from .api.indexing import chunk, gather, index_select, narrow, select, unbind
from .api.indexing import split_sections as split
from .api.linalg import addmm, bmm, dot, matmul, mm, mv, outer
from .api.metadata import Device as device
from .api.metadata import Size, numel
from .api.printing import set_printoptions
from .api.random import (
    Generator,
    initial_seed,
    manual_seed,
    rand,
    rand_like,
    randint,
    randn,
    randn_like,
    randperm,
)
from .api.reduction import mean, sum
from .api.shape import (
    cat,
    clone,
    concat,
    flatten,
    flip,
    permute,
    reshape,
    squeeze,
    stack,
    swapaxes,
    t,
    transpose,
    unsqueeze,
)
from .dtypes import bool_ as bool
from .dtypes import dtype, float16, float32, float64, int8, int16, int32, int64, uint8
from .modes import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    is_inference_mode_enabled,
    no_grad,
    set_grad_enabled,
)
from .modes import is_anomaly_enabled as is_anomaly_enabled
from .tensor import Tensor

if TYPE_CHECKING:
    from . import autograd, func, nn, optim
    from .api.later.extremes import all, amax, amin, any, argmax, argmin, max, min
    from .api.later.reduction import cumsum, log_softmax, logsumexp, prod, softmax, std, var

methods.attach(sys.modules[__name__])
for _mode in (enable_grad, inference_mode, no_grad, set_grad_enabled):
    _mode.__module__ = "torch.autograd.grad_mode"

PACKAGES = "autograd", "compiler", "distributions", "func", "nn", "optim", "utils"
half = float16
float = float32
double = float64
short = int16
long = int64
int = int32


def is_tensor(value: Any) -> Any:
    """Whether `value` is a tensor."""
    return isinstance(value, Tensor)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *PACKAGES, *later.names()})


def __getattr__(name: str) -> Any:
    """Load a package or a function when it is first used; else raise AttributeError."""
    if name in PACKAGES:
        return importlib.import_module(f"{__name__}.{name}")
    if name in later.names():
        found = globals()[name] = later.find(name, sys.modules[__name__])
        return found
    raise AttributeError(absent.of_module("torch", name))


__all__ = [
    "Generator", "Size", "Tensor", "abs", "add", "addmm", "all", "amax", "amin", "any", "arange",
    "argmax", "argmin", "as_tensor", "autograd", "bmm", "bool", "cat", "chunk", "clamp", "clone",
    "concat", "cos", "cumsum", "device", "div", "divide", "dot", "double", "dtype", "empty",
    "empty_like", "enable_grad", "eq", "equal", "exp", "eye", "flatten", "flip", "float", "float16",
    "float32", "float64", "from_numpy", "full", "full_like", "func", "gather", "ge",
    "get_default_dtype", "gt", "half", "index_select", "inference_mode", "initial_seed", "int",
    "int8", "int16", "int32", "int64", "is_grad_enabled", "is_inference_mode_enabled", "is_tensor",
    "isfinite", "isinf", "isnan", "le", "linspace", "log", "log_softmax", "logical_not",
    "logsumexp", "long", "lt", "manual_seed", "matmul", "max", "maximum", "mean", "min", "minimum",
    "mm", "mul", "multiply", "mv", "narrow", "ne", "neg", "nn", "no_grad", "numel", "ones",
    "ones_like", "optim", "outer", "permute", "pow", "prod", "rand", "rand_like", "randint",
    "randn", "randn_like", "randperm", "reciprocal", "relu", "reshape", "select",
    "set_grad_enabled", "set_printoptions", "short", "sigmoid", "sign", "sin", "softmax", "split",
    "sqrt", "square", "squeeze", "stack", "std", "sub", "sum", "swapaxes", "t", "tanh", "tensor",
    "transpose", "true_divide", "uint8", "unbind", "unsqueeze", "var", "where", "zeros",
    "zeros_like",
]
