"""Tensors in Python's own syntax, and the functions as methods of Tensor."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ..tensor import Tensor, new, wrap
from . import (
    absent,
    arithmetic,
    elementwise,
    extremes,
    indexing,
    inplace,
    linalg,
    printing,
    reduction,
    shape,
)
from .arithmetic import minus, over, plus, times

TO_SCALAR = (
    "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\n"
    "Consider using tensor.detach() first."
)
T_OF_NUMBER = (
    "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases."
)
MT_OF_NUMBER = T_OF_NUMBER.replace("Tensor.T", "Tensor.mT")
T_OF_OTHERS = (
    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated"
    " and it will throw an error in a future release. Consider `x.mT` to transpose batches of"
    " matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a"
    " tensor."
)


class Syntax:
    """Operators, indexing, conversions and printing: what Tensor takes over below."""

    __slots__ = ()

    if TYPE_CHECKING:

        def __add__(self, other: Any) -> Any: ...

        __radd__ = __mul__ = __rmul__ = __truediv__ = __add__

    def __sub__(self: Any, other: Any) -> Any:
        if self._array.dtype.kind == "b" or arithmetic.is_bool(other):
            return arithmetic.subtract(self, other)
        return minus(self, other)

    def __rsub__(self: Any, other: Any) -> Any:
        return arithmetic.rsub(self, other)

    def __rtruediv__(self: Any, other: Any) -> Any:
        return arithmetic.reciprocal(self) * other

    def __pow__(self: Any, exponent: Any) -> Any:
        return arithmetic.raise_to(self, exponent)

    def __rpow__(self: Any, base: Any) -> Any:
        return arithmetic.raised(self, base)

    def __matmul__(self: Any, other: Any) -> Any:
        return linalg.matmul(self, other) if isinstance(other, Tensor) else NotImplemented

    def __neg__(self: Any) -> Tensor:
        return arithmetic.neg(self)

    def __pos__(self: Any) -> Any:
        if self._array.dtype.kind == "b":
            raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
        return self

    def __abs__(self: Any) -> Tensor:
        return elementwise.abs(self)

    def __iadd__(self: Any, other: Any) -> Any:
        return inplace.add_(self, other) if is_operand(other) else NotImplemented

    def __isub__(self: Any, other: Any) -> Any:
        return inplace.sub_(self, other) if is_operand(other) else NotImplemented

    def __imul__(self: Any, other: Any) -> Any:
        return inplace.mul_(self, other) if is_operand(other) else NotImplemented

    def __itruediv__(self: Any, other: Any) -> Any:
        return inplace.div_(self, other) if is_operand(other) else NotImplemented

    def __ipow__(self: Any, exponent: Any) -> Tensor:
        return inplace.pow_(self, exponent)

    def __eq__(self: Any, other: object) -> Any:
        return arithmetic.compare(np.equal, self, other)

    def __ne__(self: Any, other: object) -> Any:
        return arithmetic.compare(np.not_equal, self, other)

    def __lt__(self: Any, other: Any) -> Any:
        return arithmetic.compare(np.less, self, other)

    def __le__(self: Any, other: Any) -> Any:
        return arithmetic.compare(np.less_equal, self, other)

    def __gt__(self: Any, other: Any) -> Any:
        return arithmetic.compare(np.greater, self, other)

    def __ge__(self: Any, other: Any) -> Any:
        return arithmetic.compare(np.greater_equal, self, other)

    def __and__(self: Any, other: Any) -> Any:
        return arithmetic.bitwise(np.bitwise_and, self, other)

    def __or__(self: Any, other: Any) -> Any:
        return arithmetic.bitwise(np.bitwise_or, self, other)

    def __xor__(self: Any, other: Any) -> Any:
        return arithmetic.bitwise(np.bitwise_xor, self, other)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self: Any) -> Tensor:
        if self._array.dtype.kind == "f":
            raise TypeError(
                "~ (operator.invert) is only implemented on integer and Boolean-type tensors"
            )
        return wrap(np.asarray(np.invert(self._array)))

    def __hash__(self: Any) -> int:
        return id(self)

    def __getitem__(self: Any, key: Any) -> Tensor:
        return indexing.getitem(self, key)

    def __setitem__(self: Any, key: Any, value: Any) -> None:
        inplace.setitem(self, key, value)

    def __len__(self: Any) -> int:
        if self._array.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        length: int = self._array.shape[0]
        return length

    def __iter__(self: Any) -> Iterator[Tensor]:
        if self._array.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return iter(indexing.unbind(self))

    def __reversed__(self: Any) -> Any:
        return shape.flip(self, tuple(range(self._array.ndim)))

    def __contains__(self: Any, element: Any) -> bool:
        if not is_operand(element):
            raise RuntimeError(
                "Tensor.__contains__ only supports Tensor or scalar, but you passed in a"
                f" {type(element)}."
            )
        return True if (self == element)._array.any() else False  # noqa: SIM210

    def __bool__(self: Any) -> bool:
        if self._array.size != 1:
            raise RuntimeError(
                "Boolean value of Tensor with "
                + ("more than one" if self._array.size else "no") + " value"
                + ("" if self._array.size else "s") + " is ambiguous"
            )
        return True if self._array.item() else False  # noqa: SIM210

    def __float__(self: Any) -> float:
        return float(self._scalar())

    def __int__(self: Any) -> int:
        return int(self.detach()._scalar())

    def __index__(self: Any) -> int:
        if self._array.size != 1 or self._array.dtype.kind == "f":
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return int(self._array.item())

    def _scalar(self: Any) -> Any:
        if self._requires_grad:
            warnings.warn(TO_SCALAR, UserWarning, stacklevel=3)
        if self._array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        return self._array.item()

    @property
    def T(self: Any) -> Tensor:
        """The tensor with its dimensions in reverse order."""
        ndim = self._array.ndim
        if ndim != 2:
            warnings.warn(T_OF_OTHERS if ndim else T_OF_NUMBER, UserWarning, stacklevel=2)
        return shape.permute(self, tuple(range(ndim - 1, -1, -1)))

    @property
    def mT(self: Any) -> Any:
        """The tensor with its last two dimensions exchanged."""
        if self._array.ndim == 0:
            warnings.warn(MT_OF_NUMBER, UserWarning, stacklevel=2)
            return self
        if self._array.ndim == 1:
            raise RuntimeError(
                "tensor.mT is only supported on matrices or batches of matrices. Got"
                f" {self._array.ndim}-D tensor."
            )
        return shape.transpose(self, -2, -1)

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
        copy = new(type(self))
        copy._array, copy._requires_grad = self._array.copy(), self._requires_grad
        copy._node, copy._view, copy._counter = None, None, [0]
        memo[id(self)] = copy
        if self._grad is not None and type(self) is Tensor:
            copy._grad = self._grad.__deepcopy__(memo)
        return copy

    def __delitem__(self: Any, key: Any) -> None:
        raise TypeError("Tensor does not support deleting items")


def is_operand(value: Any) -> bool:
    return isinstance(value, (Tensor, bool, int, float, np.generic))


FUNCTIONS_ONLY = {"cat", "concat", "linear", "stack", "where"}


def method(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function as a method: its error messages do not count the tensor itself."""

    def called(self: Tensor, *args: Any, **kwargs: Any) -> Any:
        try:
            return function(self, *args, **kwargs)
        except TypeError as error:
            text = str(error).replace("- got (Tensor, ", "- got (", 1)
            for position in (2, 3):
                text = text.replace(f"(position {position})", f"(position {position - 1})", 1)
            raise TypeError(text) from None

    called.__name__, called.__doc__ = function.__name__, function.__doc__
    return called


TWO_OPERANDS = {"add", "sub", "mul", "div", "pow", "clamp", "gather", "index_select", "maximum",
                "minimum", "dot", "mm", "mv", "bmm", "outer"}

for _name, _function in vars(Syntax).items():
    if callable(_function) or isinstance(_function, property):
        setattr(Tensor, _name, _function)
for _names, _function in (("add radd", plus), ("mul rmul", times), ("truediv", over)):
    for _name in _names.split():
        setattr(Tensor, f"__{_name}__", _function)
for _module in (arithmetic, elementwise, extremes, indexing, linalg, reduction, shape, inplace):
    for _name in _module.__all__:
        if _name not in FUNCTIONS_ONLY:
            _function = getattr(_module, _name)
            setattr(Tensor, _name, method(_function) if _name in TWO_OPERANDS else _function)
for _name in ("floordiv", "mod", "lshift", "rshift"):
    for _side in ("__", "__r"):
        setattr(Tensor, f"{_side}{_name}__", absent.operator(_name))
for _name in absent.NAMES:
    if not hasattr(Tensor, _name):
        setattr(Tensor, _name, absent.Absent(f"Tensor.{_name}"))
setattr(Tensor, "any", extremes.any_)  # noqa: B010
setattr(Tensor, "equal", arithmetic.equal)  # noqa: B010
setattr(Tensor, "where", elementwise.where_method)  # noqa: B010
