"""`Variable`: what tensors that can require gradients were called in PyTorch's first years."""

from __future__ import annotations

import warnings
from typing import Any

from ..api.creation import with_grad
from ..tensor import Tensor


class VariableMeta(type):
    """The type of Variable: every tensor is an instance."""

    def __call__(cls, data: Any = None, requires_grad: bool = False, volatile: bool = False
                 ) -> Any:
        if volatile:
            warnings.warn(
                "volatile was removed and now has no effect. Use `with torch.no_grad():` instead.",
                UserWarning, stacklevel=2,
            )
        if not isinstance(data, Tensor):
            if data is None:
                return with_grad(Tensor(), requires_grad)
            raise TypeError(
                f"Variable data has to be a tensor, but got {type(data).__name__}"
            )
        return with_grad(data._alias(), requires_grad)

    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, Tensor)


class Variable(metaclass=VariableMeta):
    """`Variable(data, requires_grad)`: a tensor that shares the memory of `data`."""


Variable.__module__ = "torch.autograd.variable"
