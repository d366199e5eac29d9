"""The tensor: a NumPy array, and what autograd knows about it."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

import numpy as np

from . import dtypes, messages, refusals

new_object = object.__new__
UNCHANGED = (0,)


class Tensor:
    """An n-dimensional array of numbers that remembers, if asked to, how it was computed.

    A leaf is a tensor that no recorded operation made. If it requires a gradient, the backward pass
    adds the gradient to its `.grad`. Any other tensor is the result of a recorded operation, and
    its `grad_fn` is the node of that operation in the graph.
    """

    # _array:         the numbers
    # _requires_grad: True if operations on the tensor are recorded
    # _node:          the node of the operation that made the tensor, None for a leaf
    # _view:          the View, see views.py, if the tensor is a view of another one; else None
    # _counter:       [changes in place so far, then when each recent one happened]. Changes and
    #                 nodes are numbered by one clock, `count` in node.py: a higher number than a
    #                 node's means "changed after the node saved it". One list for all tensors of
    #                 the memory; UNCHANGED until it is changed or shared
    __slots__ = ("__dict__", "__weakref__", "_array", "_counter", "_node", "_requires_grad",
                 "_view")
    _array: np.ndarray[Any, Any]
    _requires_grad: bool
    _node: Any
    _view: Any
    _counter: Any

    # Default values. A tensor has its own only if it differs.
    _grad: Tensor | None = None
    _hooks: Any = None  # the hooks of a leaf, see hooks.py
    _accumulator: ReferenceType[Any] | None = None  # to the leaf's AccumulateGrad, see node.py
    _detached = False  # True after `detach_()` of a non-leaf, which a node may have saved
    _retains_grad = False  # True after `retain_grad()`: backward fills `.grad` of a non-leaf too
    _inference = False  # made in inference mode: a recorded operation may never save it

    __array_priority__ = 1000  # NumPy leaves `array + tensor` to the tensor

    def _alias(self) -> Tensor:
        """Another tensor of the same memory and version counter, without history."""
        alias = wrap(self._array)
        alias._counter = self._own_counter()
        return alias

    def _own_counter(self) -> list[float]:
        """The counter, for a change or for another tensor of the same memory."""
        if self._counter is UNCHANGED:
            self._counter = [0]
        return self._counter  # type: ignore[no-any-return]

    @property
    def ndim(self) -> int:
        return self._array.ndim

    @property
    def dtype(self) -> dtypes.dtype:
        return dtypes.BY_NUMPY[self._array.dtype]

    @property
    def requires_grad(self) -> bool:
        """Whether operations on this tensor are recorded."""
        view = self._view  # requires a gradient if by now its base does
        return self._requires_grad or (view is not None and view.base._requires_grad)

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        refusals.check_assigned_requires_grad(self, value)
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Start or stop recording operations on this leaf. Returns the tensor itself.

        Raises RuntimeError for a tensor of integers or bools, and if a non-leaf shall stop.
        """
        refusals.check_requires_grad(self, requires_grad)
        if self._node is None:
            self._requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether no recorded operation made the tensor."""
        return self.grad_fn is None

    @property
    def grad_fn(self) -> Any:
        """The node of the operation that made the tensor; None for a leaf."""
        if self._view is not None:
            self._view.refresh(self)  # a new node if its base was changed in place
        return None if self._node is None else self._node.owner

    @property
    def output_nr(self) -> int:
        """Which result of its grad_fn the tensor is."""
        return 0 if self._node is None else self._node.index

    @property
    def grad(self) -> Tensor | None:
        """The sum of the gradients that reached this leaf, or None. Warns for a non-leaf."""
        if self._grad is None and self._node is not None and not self._retains_grad:
            warnings.warn(messages.NOT_A_LEAF, UserWarning, stacklevel=2)
        return self._grad

    @grad.setter
    def grad(self, value: Tensor | None) -> None:
        if value is not None:
            refusals.check_assigned_grad(self, value)
        self._grad = value

    @grad.deleter
    def grad(self) -> None:
        self._grad = None

    @property
    def retains_grad(self) -> bool:
        return self._retains_grad

    @property
    def data(self) -> Tensor:
        """A tensor of the same memory, with no history and a version counter of its own."""
        return refusals.inferred(wrap(self._array)) if self._inference else wrap(self._array)

    @data.setter
    def data(self, value: Tensor) -> None:
        refusals.check_assigned_data(self, value)
        self._array = value._array

    def detach(self) -> Tensor:
        """A tensor of the same memory and version counter, without history."""
        return refusals.inferred(self._alias()) if self._inference else self._alias()

    @property
    def _version(self) -> int:
        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._counter[0]  # type: ignore[no-any-return]

    @property
    def _base(self) -> Tensor | None:
        return None if self._view is None else self._view.base

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
    """A new tensor of this array, without a copy and without history."""
    tensor = new_object(Tensor)
    tensor._array = array
    tensor._requires_grad = False
    tensor._node = None
    tensor._view = None
    tensor._counter = UNCHANGED
    return tensor
