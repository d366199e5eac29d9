"""Tensors in Python's own syntax: operators, comparisons, indexing, `len`, `in`; and `.T`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..tensor import Tensor, wrap
from . import arithmetic, elementwise, indexing, inplace, later, linalg, shape
from .arithmetic import minus
from .once import warn_once

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

OPERANDS = Tensor, bool, int, float, np.generic, np.ndarray


class Operators:
    """The methods that Python calls for its syntax. methods.py adds those of `+`, `*` and `/`."""

    __slots__ = ()

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
        return arithmetic.rpow(self, base)

    def __matmul__(self: Any, other: Any) -> Any:
        return linalg.matmul(self, other) if isinstance(other, Tensor) else NotImplemented

    def __mod__(self: Any, other: Any) -> Any:
        if not isinstance(other, OPERANDS):
            return NotImplemented
        return later.load("elementwise", "remainder")(self, other)

    def __rmod__(self: Any, other: Any) -> Any:
        return later.load("elementwise", "remainder")(other, self)

    def __floordiv__(self: Any, other: Any) -> Any:
        if not isinstance(other, OPERANDS):
            return NotImplemented
        return later.load("elementwise", "floor_divide")(self, other)

    def __rfloordiv__(self: Any, other: Any) -> Any:
        return later.load("elementwise", "floor_divide")(other, self)

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

    def __lshift__(self: Any, other: Any) -> Any:
        return later.load("bitwise", "shifted")(np.left_shift, self, other)

    def __rshift__(self: Any, other: Any) -> Any:
        return later.load("bitwise", "shifted")(np.right_shift, self, other)

    def __rlshift__(self: Any, other: Any) -> Any:
        return later.load("bitwise", "shifted")(np.left_shift, other, self)

    def __rrshift__(self: Any, other: Any) -> Any:
        return later.load("bitwise", "shifted")(np.right_shift, other, self)

    def __ilshift__(self: Any, other: Any) -> Any:
        return self.copy_(self << other)

    def __irshift__(self: Any, other: Any) -> Any:
        return self.copy_(self >> other)

    def __iand__(self: Any, other: Any) -> Any:
        return self.copy_(self & other)

    def __ior__(self: Any, other: Any) -> Any:
        return self.copy_(self | other)

    def __ixor__(self: Any, other: Any) -> Any:
        return self.copy_(self ^ other)

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

    @property
    def T(self: Any) -> Tensor:
        """The tensor with its dimensions in reverse order."""
        ndim = self._array.ndim
        if ndim != 2:
            warn_once(T_OF_OTHERS if ndim else T_OF_NUMBER, stacklevel=2)
        return shape.permute(self, tuple(range(ndim - 1, -1, -1)))

    @property
    def mT(self: Any) -> Any:
        """The tensor with its last two dimensions exchanged."""
        if self._array.ndim == 0:
            warn_once(MT_OF_NUMBER, stacklevel=2)
            return self
        if self._array.ndim == 1:
            raise RuntimeError(
                "tensor.mT is only supported on matrices or batches of matrices. Got"
                f" {self._array.ndim}-D tensor."
            )
        return shape.transpose(self, -2, -1)

    @property
    def H(self: Any) -> Any:
        """A matrix transposed."""
        if self._array.ndim not in (0, 2):
            raise RuntimeError(
                "tensor.H is only supported on matrices (2-D tensors). Got"
                f" {self._array.ndim}-D tensor.")
        return self.mT if self._array.ndim else self

    mH = mT

    def adjoint(self: Any) -> Any:
        """The tensor with its last two dimensions exchanged."""
        return self.mT

    def __delitem__(self: Any, key: Any) -> None:
        raise TypeError("Tensor does not support deleting items")


def is_operand(value: Any) -> bool:
    return isinstance(value, (Tensor, bool, int, float, np.generic))
