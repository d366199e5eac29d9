"""New tensors of the dtype of another one: `new_zeros` and its kin."""

from __future__ import annotations

from typing import Any

from ...messages import tensor_type
from ...tensor import Tensor
from ..creation import full, ones, tensor, zeros
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
