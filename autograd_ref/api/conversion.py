"""Conversions of a tensor: to another dtype, a number, an array, text, or a copy."""

from __future__ import annotations

import builtins
import importlib
from typing import Any

import numpy as np

from .. import dtypes
from ..messages import tensor_type, type_name
from ..modes import thread
from ..ops.shape import ToCopyBackward0
from ..record import unary
from ..tensor import Tensor, new_object, wrap
from . import later, printing
from .arguments import combination
from .metadata import use
from .once import warn_once

TO_SCALAR = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)


class Conversions:
    """The methods of a tensor that convert it."""

    __slots__ = ()

    def to(self: Any, *args: Any, dtype: Any = None, device: Any = None,
           non_blocking: builtins.bool = False, copy: builtins.bool = False,
           memory_format: Any = None, **others: Any) -> Any:
        """The tensor in another dtype, or in that of a tensor; itself if the dtype is the same."""
        if others:
            raise combination("to", *args, **others)
        if memory_format is not None:
            memory_format.by_rows()
        if [value for value in args if isinstance(value, builtins.bool)][1:] == [True]:
            copy = True  # the one before is `non_blocking`
        for place, value in enumerate(args):
            if isinstance(value, Tensor):
                dtype = value.dtype
            elif isinstance(value, (dtypes.dtype, type)):
                if isinstance(value, type) and value not in (builtins.bool, int, float):
                    raise combination("to", *args)
                dtype = value
            elif value is None or isinstance(value, builtins.bool):
                continue
            elif place == 0 or isinstance(value, str):
                use(value)
            else:
                raise combination("to", *args)
        if device is not None:
            use(device)
        kind = self.dtype if dtype is None else dtypes.as_dtype(dtype, "to")
        if kind.numpy is self._array.dtype and not copy:
            return self
        source = self if kind.is_floating_point else self.detach()  # integers have no gradient
        return unary(ToCopyBackward0, source, kind.numpy)

    def type(self: Any, dtype: Any = None) -> Any:
        """The tensor in another dtype; without one, the name of its type."""
        if dtype is None:
            return f"torch.{tensor_type(self.dtype)}"
        if not isinstance(dtype, (str, dtypes.dtype, builtins.type)):
            raise TypeError("dtype must be a type, str, or dtype object")
        if isinstance(dtype, str) or hasattr(dtype, "dtype"):  # "torch.LongTensor", or the class
            dtype = later.load("legacy", "dtype_of")(dtype)
        return self.to(dtype)

    def type_as(self: Any, other: Tensor) -> Any:
        """The tensor in the dtype of another."""
        return self.to(other.dtype)

    def float(self: Any) -> Any:
        """The tensor in float32."""
        return self.to(dtypes.float32)

    def double(self: Any) -> Any:
        """The tensor in float64."""
        return self.to(dtypes.float64)

    def long(self: Any) -> Any:
        """The tensor in int64."""
        return self.to(dtypes.int64)

    def half(self: Any) -> Any:
        """The tensor in float16."""
        return self.to(dtypes.float16)

    def short(self: Any) -> Any:
        """The tensor in int16."""
        return self.to(dtypes.int16)

    def char(self: Any) -> Any:
        """The tensor in int8."""
        return self.to(dtypes.int8)

    def byte(self: Any) -> Any:
        """The tensor in uint8."""
        return self.to(dtypes.uint8)

    def int(self: Any) -> Any:
        """The tensor in int32."""
        return self.to(dtypes.int32)

    def bool(self: Any) -> Any:
        """The tensor in bool."""
        return self.to(dtypes.bool_)

    def cpu(self: Any) -> Any:
        """The tensor itself."""
        return self

    def cuda(self: Any, device: Any = None, non_blocking: builtins.bool = False) -> Any:
        """Raises AssertionError, because there is no graphics card."""
        use("cuda")

    def item(self: Any) -> Any:
        """The one element as a Python number. Raises RuntimeError if there are more or none."""
        if self._array.size != 1:
            raise RuntimeError(
                f"a Tensor with {self._array.size} elements cannot be converted to Scalar"
            )
        return self._array.item()

    def tolist(self: Any) -> Any:
        """Nested lists of Python numbers."""
        return self._array.tolist()

    def numpy(self: Any, *, force: builtins.bool = False) -> Any:
        """An array that shares the tensor's memory.

        Raises RuntimeError for a tensor that requires a gradient, unless `force` or in no_grad.
        """
        if force is not False and force is not True:
            raise TypeError(f"numpy(): argument 'force' must be bool, not {type_name(force)}")
        if not force and self.requires_grad and thread.modes.grad_enabled:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()"
                " instead."
            )
        return self._array.view()

    def __array__(self: Any, dtype: Any = None, copy: builtins.bool | None = None) -> Any:
        array = self.numpy()
        return array if dtype is None else array.astype(dtype, copy=False)

    def __array_wrap__(
        self: Any, array: Any, context: Any = None, return_scalar: builtins.bool = False
    ) -> Tensor:
        return wrap(np.asarray(array))

    def __bool__(self: Any) -> builtins.bool:
        if self._array.size != 1:
            raise RuntimeError(
                "Boolean value of Tensor with "
                + ("more than one" if self._array.size else "no") + " value"
                + ("" if self._array.size else "s") + " is ambiguous"
            )
        return True if self._array.item() else False  # noqa: SIM210

    def __float__(self: Any) -> builtins.float:
        return float(self._scalar())

    def __int__(self: Any) -> builtins.int:
        return int(self.detach()._scalar())

    def __index__(self: Any) -> builtins.int:
        if self._array.size != 1 or self._array.dtype.kind == "f":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._array.item())

    def _scalar(self: Any) -> Any:
        if self._requires_grad:
            warn_once(TO_SCALAR, stacklevel=3)
        if self._array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._array.item()

    def __repr__(self: Any) -> str:
        return printing.representation(self)

    def __format__(self: Any, spec: str) -> str:
        if self._array.ndim == 0 and type(self) is Tensor:
            return format(self._array.item(), spec)
        return object.__format__(self, spec)

    def __deepcopy__(self: Any, memo: dict[Any, Any]) -> Any:
        if self._node is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy"
                " protocol at the moment.  If you were attempting to deepcopy a module, this may"
                " be because of a torch.nn.utils.weight_norm usage, see"
                " https://github.com/pytorch/pytorch/pull/103001"
            )
        copy = new_object(type(self))
        copy._array, copy._requires_grad = self._array.copy(), self._requires_grad
        copy._node, copy._view, copy._counter = None, None, [0]
        memo[id(self)] = copy
        if self._grad is not None and type(self) is Tensor:
            copy._grad = self._grad.__deepcopy__(memo)
        return copy

    def __reduce__(self: Any) -> Any:
        kind: Any = None if type(self) is Tensor else type(self)
        if kind and kind.__module__ == "torch.nn.parameter":
            kind = kind.__name__
        return restored, (kind, self._array, self._requires_grad)


def restored(kind: Any, array: np.ndarray[Any, Any], requires_grad: bool) -> Tensor:
    """A tensor from what `pickle` or `copy` took of it: all but its history."""
    if isinstance(kind, str):
        kind = getattr(importlib.import_module("..nn", __package__), kind)
    tensor = wrap(array.view(dtypes.of(array).numpy))  # what was stored has another dtype object
    tensor = tensor if kind is None else kind(tensor)
    tensor._requires_grad = requires_grad
    return tensor
