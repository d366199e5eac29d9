"""The memory of tensors as PyTorch shows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...dtypes import as_dtype
from ...tensor import Tensor, wrap
from ..once import Once, warn_once

REMOVAL = (
    "TypedStorage is deprecated. It will be removed in the future and UntypedStorage will be the"
    " only storage class. This should only matter to you if you are using storages directly.  To"
    " access UntypedStorage directly, use tensor.untyped_storage() instead of tensor.storage()"
)


def memory(tensor: Tensor) -> Any:
    """The whole memory of which a tensor shows a part, as one row of elements."""
    array: Any = tensor._array
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array.reshape(-1) if array.flags.c_contiguous else array.T.reshape(-1)


def bytes_as(x: Tensor, dtype: Any) -> Tensor:
    """A tensor on the same memory, its bytes read in another dtype. It has no history.

    Raises RuntimeError if the last dimension does not fit.
    """
    kind = as_dtype(dtype, "view")
    array, own, size = x._array, x.dtype, kind.itemsize
    words = f"to view {own.type_name} as {kind.type_name} (different element sizes)"
    if own.itemsize != size and not array.ndim:
        raise RuntimeError(f"self.dim() cannot be 0 {words}")
    if own.itemsize != size and array.strides[-1] != own.itemsize:
        raise RuntimeError(f"self.stride(-1) must be 1 {words}, but got"
                           f" {array.strides[-1] // own.itemsize}")
    ratio = size // own.itemsize
    if ratio > 1 and array.shape[-1] % ratio:
        raise RuntimeError(f"self.size(-1) must be divisible by {ratio} {words}, but got"
                           f" {array.shape[-1]}")
    result = wrap(array.view(kind.numpy))
    result._counter = x._own_counter()
    return result


class TypedStorage:
    """The memory of a tensor, element by element."""

    def __init__(self, tensor: Tensor) -> None:
        self.dtype, self._held = tensor.dtype, memory(tensor)
        self.device = tensor.device

    def __len__(self) -> int:
        return len(self._held)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.tolist())

    def __getitem__(self, place: int) -> Any:
        return self._held[place].item()

    def __setitem__(self, place: int, value: Any) -> None:
        self._held[place] = value

    def size(self) -> int:
        """The number of elements."""
        return len(self)

    def tolist(self) -> list[Any]:
        """The elements as Python numbers."""
        found: list[Any] = self._held.tolist()
        return found

    def data_ptr(self) -> int:
        """The address of the first element."""
        return int(self._held.__array_interface__["data"][0])

    @property
    def _cdata(self) -> int:
        return self.data_ptr()

    def nbytes(self) -> int:
        """The bytes of all elements."""
        return int(self._held.nbytes)

    def element_size(self) -> int:
        """The bytes of an element."""
        return int(self._held.itemsize)

    def __repr__(self) -> str:
        lines = "".join(f" {value}\n" for value in self.tolist())
        return (f"{lines}[torch.storage.TypedStorage(dtype={self.dtype}, device=cpu) of size"
                f" {len(self)}]")


class UntypedStorage(TypedStorage):
    """The memory of a tensor, byte by byte."""

    def __init__(self, tensor: Tensor) -> None:
        super().__init__(tensor)
        self._held = self._held.view(np.uint8)

    def __repr__(self) -> str:
        lines = "".join(f" {value}\n" for value in self.tolist())
        return f"{lines}[torch.storage.UntypedStorage(device=cpu) of size {len(self)}]"


for _class in (TypedStorage, UntypedStorage):
    _class.__module__ = "torch.storage"


def storage(input: Tensor) -> TypedStorage:
    """The memory of the tensor, element by element. PyTorch means to drop it."""
    if REMOVAL not in Once.shown:  # `set_warn_always` does not reach it
        warn_once(REMOVAL, stacklevel=3)
    return TypedStorage(input)


def untyped_storage(input: Tensor) -> UntypedStorage:
    """The memory of the tensor, byte by byte."""
    return UntypedStorage(input)


def is_storage(obj: Any) -> bool:
    """False: there are no storages here."""
    return False
