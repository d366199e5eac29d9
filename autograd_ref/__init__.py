"""autograd_ref: PyTorch's autograd, rebuilt on NumPy to be read.

`import autograd_ref as torch` runs the programs of the lessons and prints what PyTorch 2.13
prints on the CPU. To read it, take the files in this order:

    tensor.py     the tensor, and what autograd knows about it
    node.py       the nodes of the graph
    record.py     how an operation is run and leaves a node
    ops/          the operations, a class each, the calculation and its rule side by side:
                  arithmetic, elementwise, reduction, shape, indexing, linalg, losses
    engine.py     the backward pass
    inplace.py    changing a tensor without forgetting its history

That is how automatic differentiation works. The rest is what makes it PyTorch's:

    functions/    what users call: arguments checked as PyTorch does, then an operation is run;
                  methods.py makes them methods and operators of the tensor
    autograd/     backward, grad, Function, gradcheck, functional
    nn/, optim    layers and optimizers
    arguments.py, dtypes.py, modes.py, hooks.py, creation.py, random.py, printing.py, cuda.py,
    absent.py
"""

from __future__ import annotations

from typing import Any

from .tensor import Size, Tensor  # isort: skip
from . import autograd, nn, optim
from .api import cuda as cuda
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
from .api.extremes import all, amax, amin, any_, argmax, argmin, max, min
from .api.indexing import chunk, gather, index_select, narrow, select, split, unbind
from .api.linalg import addmm, bmm, dot, matmul, mm, mv, outer
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
from .api.reduction import (
    cumsum,
    log_softmax,
    logsumexp,
    mean,
    prod,
    softmax,
    std,
    sum,
    var,
)
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
from .autograd import (
    enable_grad,
    inference_mode,
    is_grad_enabled,
    no_grad,
    set_grad_enabled,
)
from .autograd import (
    is_anomaly_enabled as is_anomaly_enabled,
)
from .dtypes import bool_, dtype, float32, float64, int32, int64
from .modes import is_inference_mode_enabled
from .tensor import Device as device

bool = bool_
any = any_
float = float32
double = float64
long = int64
int = int32


def is_tensor(value: Any) -> Any:
    """Whether `value` is a tensor."""
    return isinstance(value, Tensor)


def numel(input: Tensor) -> Any:
    """The number of elements of a tensor."""
    return input.numel()


def get_default_dtype() -> dtype:
    """float32."""
    return float32


def __getattr__(name: str) -> Any:
    from .api.absent import of_module

    raise AttributeError(of_module("torch", name))


__all__ = [
    "Generator", "Size", "Tensor", "abs", "add", "addmm", "all", "amax", "amin",
    "any", "arange", "argmax", "argmin", "as_tensor", "autograd", "bmm", "bool", "cat", "chunk",
    "clamp", "clone", "concat", "cos", "cumsum", "device", "div", "divide", "dot", "double",
    "dtype", "empty", "empty_like", "enable_grad", "eq", "equal", "exp", "eye", "flatten", "flip",
    "float", "float32", "float64", "from_numpy", "full", "full_like", "gather", "ge",
    "get_default_dtype", "gt", "index_select", "inference_mode", "initial_seed", "int", "int32",
    "int64", "is_grad_enabled", "is_inference_mode_enabled", "is_tensor", "isfinite", "isinf",
    "isnan", "le", "linspace",
    "log", "log_softmax", "logical_not", "logsumexp", "long", "lt", "manual_seed", "matmul",
    "max", "maximum", "mean", "min", "minimum", "mm", "mul", "multiply", "mv", "narrow", "ne",
    "neg", "nn", "no_grad", "numel", "ones", "ones_like", "optim", "outer", "permute", "pow",
    "prod", "rand", "rand_like", "randint", "randn", "randn_like", "randperm", "reciprocal",
    "relu", "reshape", "select", "set_grad_enabled", "set_printoptions", "sigmoid", "sign",
    "sin", "softmax", "split", "sqrt", "square", "squeeze", "stack", "std", "sub", "sum",
    "swapaxes", "t", "tanh", "tensor", "transpose", "true_divide", "unbind", "unsqueeze", "var",
    "where", "zeros", "zeros_like",
]
