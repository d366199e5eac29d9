"""More ways to make a tensor: of the dtype of another one, of data, of a range."""

from __future__ import annotations

import warnings
from typing import Any

from ... import dtypes
from ...messages import tensor_type
from ...tensor import Tensor
from ..creation import arange, as_tensor, full, ones, tensor, zeros
from ..metadata import use
from . import legacy

# New tensors like another one.


def new(input: Tensor, *data: Any, device: Any = None) -> Tensor:
    """A tensor of the same dtype: of these sizes, or with these numbers."""
    if device is not None:
        use(device)
    result: Tensor = getattr(legacy, tensor_type(input.dtype))(*data)
    return result


def new_zeros(input: Tensor, *size: Any, dtype: Any = None, **options: Any) -> Tensor:
    """Zeros in the dtype of the tensor."""
    return zeros(*size, dtype=dtype or input.dtype, **options)


new_empty = new_zeros


def new_ones(input: Tensor, *size: Any, dtype: Any = None, **options: Any) -> Tensor:
    """Ones in the dtype of the tensor."""
    return ones(*size, dtype=dtype or input.dtype, **options)


def new_full(input: Tensor, size: Any, fill_value: Any, *, dtype: Any = None, **options: Any
             ) -> Tensor:
    """A number in the given size, in the dtype of the tensor."""
    return full(size, fill_value, dtype=dtype or input.dtype, **options)


def new_tensor(input: Tensor, data: Any, *, dtype: Any = None, **options: Any) -> Tensor:
    """A copy of the data in the dtype of the tensor."""
    return tensor(data, dtype=dtype or input.dtype, **options)


def asarray(obj: Any, *, dtype: Any = None, device: Any = None, copy: bool | None = None,
            requires_grad: bool = False) -> Tensor:
    """A tensor of the data, which shares memory with an array or a tensor."""
    result = as_tensor(obj, dtype=dtype, device=device)
    result = result.clone() if copy and isinstance(obj, Tensor) else result
    return result.requires_grad_() if requires_grad else result


def scalar_tensor(s: Any, *, dtype: Any = None, **options: Any) -> Tensor:
    """A 0-d tensor of a number, of the default dtype."""
    result = full((), float(s), dtype=dtype, **options)
    return result


def range(start: float = 0, end: float = 0, step: float = 1, **options: Any) -> Tensor:
    """The numbers from start to end, both included. PyTorch means to drop it."""
    warnings.warn(
        "torch.range is deprecated and will be removed in a future release because its behavior is"
        " inconsistent with Python's range builtin. Instead, use torch.arange, which produces"
        " values in [start, end).", UserWarning, stacklevel=3)
    return arange(start, end + step / 2, step, **{"dtype": dtypes.float32, **options})
