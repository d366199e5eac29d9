"""The tensor: a NumPy array, and what autograd knows about it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

import numpy as np

from . import dtypes
from .modes import thread

new = object.__new__


class _Rare:
    """Defaults of attributes that few tensors have, shared by all others."""

    __slots__ = ()
    _grad: Tensor | None = None
    _hooks: Any = None
    _accumulator: ReferenceType[Any] | None = None
    _retains_grad = False
    _inference = False


class Tensor(_Rare):
    """An n-dimensional array of numbers that remembers, if asked to, how it was computed.

    A leaf was made by the user; it has no `grad_fn`, and if it requires a gradient, backward adds
    the gradient to `.grad`. Any other tensor is the result of a recorded operation, its `grad_fn`.
    """

    # _array: the numbers.  _requires_grad: whether operations on it are recorded.
    # _node: the Node of the operation that made it, None for a leaf.
    # _view: the View that says what it shows of another tensor, None if it is no view.
    # _counter: [number of changes in place], one list for all tensors that share the memory.
    __slots__ = ("__dict__", "__weakref__", "_array", "_counter", "_node", "_requires_grad",
                 "_view")
    _array: np.ndarray[Any, Any]
    _requires_grad: bool
    _node: Any
    _counter: list[int]
    _view: Any
    __array_priority__ = 1000

    @property
    def ndim(self) -> int:
        return self._array.ndim

    @property
    def dtype(self) -> dtypes.dtype:
        return dtypes.BY_NUMPY[self._array.dtype]

    @property
    def _type_name(self) -> str:
        """The name of the tensor's type in messages, "FloatTensor" for float32."""
        return self.dtype.type_name + "Tensor"

    @property
    def _full_type_name(self) -> str:
        """The name of the tensor's type in other messages, "torch.FloatTensor" for float32."""
        bools = self.dtype is dtypes.bool_
        return "CPUBoolType" if bools else f"torch.{self._type_name}"

    @property
    def requires_grad(self) -> bool:
        """Whether operations on this tensor are recorded."""
        view = self._view
        return self._requires_grad or (view is not None and view.base._requires_grad)

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if value is not True and value is not False:
            raise RuntimeError("requires_grad must be a bool")
        if value and self._array.dtype.kind != "f":
            raise RuntimeError(
                "only Tensors of floating point and complex dtype can require gradients"
            )
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Start or stop recording operations on this leaf. Returns the tensor itself.

        Raises RuntimeError for a tensor of integers or bools, and for a non-leaf that shall stop.
        """
        if requires_grad is not True and requires_grad is not False:
            raise TypeError(
                "requires_grad_(): argument 'requires_grad' (position 1) must be bool,"
                f" not {type_name(requires_grad)}"
            )
        if requires_grad and self._array.dtype.kind != "f":
            raise RuntimeError(
                "only Tensors of floating point dtype can require gradients"
            )
        if requires_grad and self._inference and not thread.modes.inference:
            raise RuntimeError(
                "Setting requires_grad=True on inference tensor outside InferenceMode is not"
                " allowed."
            )
        if self._node is not None:
            if not requires_grad:
                raise RuntimeError(
                    "you can only change requires_grad flags of leaf variables. If you want to"
                    " use a computed variable in a subgraph that doesn't require differentiation"
                    " use var_no_grad = var.detach()."
                )
            return self
        self._requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether the tensor was not computed by a recorded operation."""
        return self.grad_fn is None

    @property
    def grad_fn(self) -> Any:
        """The node of the operation that made the tensor; None for a leaf."""
        if self._view is not None:
            self._view.refresh(self)
        return None if self._node is None else self._node.operation

    @property
    def output_nr(self) -> int:
        """Which result of its grad_fn the tensor is."""
        return 0 if self._node is None else self._node.index

    @property
    def grad(self) -> Tensor | None:
        """The sum of the gradients that reached this leaf, or None. Warns for a non-leaf."""
        if self._grad is None and self._node is not None and not self._retains_grad:
            warnings.warn(NOT_A_LEAF, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            if not isinstance(value, Tensor):
                raise TypeError(
                    "assigned grad expected to be a Tensor or None but got grad of type"
                    f" {type_name(value)}"
                )
            if value is self:
                raise RuntimeError("can't assign Variable as its own grad")
            if value._array.dtype is not self._array.dtype:
                raise RuntimeError(
                    f"attempting to assign a gradient with dtype '{value.dtype.c_name}' to a"
                    f" tensor with grad_dtype '{self.dtype.type_name}'. The gradient must match the"
                    " tensor's grad_dtype (defaults to the tensor's dtype). You can set the"
                    " tensor's grad_dtype attribute with a specific dtype, or None to allow any"
                    " dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its"
                    " gradient may break downstream systems that assume they match."
                )
            if value._array.shape != self._array.shape:
                raise RuntimeError(
                    f"attempting to assign a gradient of size '{list(value._array.shape)}' to a"
                    f" tensor of size '{list(self._array.shape)}'. Please ensure that the gradient"
                    " and the tensor are the same size"
                )
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def data(self) -> Tensor:
        """A tensor of the same memory, with no history and a version counter of its own."""
        return wrap(self._array)

    @data.setter
    def data(self, value: Tensor) -> None:
        if not isinstance(value, Tensor):
            raise TypeError(f"Variable data has to be a tensor, but got {type_name(value)}")
        if self._requires_grad and value._array.dtype.kind != "f":
            raise RuntimeError(
                "data set to a tensor that requires gradients must be floating point or complex"
                " dtype"
            )
        self._array = value._array

    @property
    def _version(self) -> int:
        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._counter[0]

    @property
    def _base(self) -> Tensor | None:
        return None if self._view is None else self._view.base

    @property
    def retains_grad(self) -> bool:
        return self._retains_grad

    def detach(self) -> Tensor:
        """A tensor of the same memory and version counter, without history."""
        return self._twin()

    def detach_(self) -> Tensor:
        """Cut this tensor off from its history."""
        self._node, self._requires_grad = None, False
        return self

    def _twin(self) -> Tensor:
        twin = new(Tensor)
        twin._array = self._array
        twin._requires_grad = False
        twin._node = None
        twin._view = None
        twin._counter = self._counter
        return twin

    if TYPE_CHECKING:  # what api/methods.py adds; a real __getattr__ slows every attribute

        def __new__(cls, *data: Any) -> Tensor: ...

        def __getattr__(self, name: str) -> Any: ...

        def __getitem__(self, key: Any) -> Tensor: ...

        def __add__(self, other: Any) -> Any: ...

        __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__
        __pow__ = __matmul__ = __lt__ = __le__ = __gt__ = __ge__ = __add__

        def __neg__(self) -> Tensor: ...


Tensor.__module__ = "torch"


def wrap(array: np.ndarray[Any, Any]) -> Tensor:
    """A new tensor that shows this array, without history."""
    tensor = new(Tensor)
    tensor._array = array
    tensor._requires_grad = False
    tensor._node = None
    tensor._view = None
    tensor._counter = [0]
    return tensor


def type_name(value: Any) -> str:
    """How PyTorch's messages write the type of a value."""
    kind = type(value)
    return f"numpy.{kind.__name__}" if kind.__module__ == "numpy" else kind.__name__


NOT_A_LEAF = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
    " attribute won't be populated during autograd.backward(). If you indeed want the .grad field"
    " to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you"
    " access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See"
    " github.com/pytorch/pytorch/pull/30531 for more information."
)
