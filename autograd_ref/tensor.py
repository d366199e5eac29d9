"""The tensor: a NumPy array, and what autograd knows about it."""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType

import numpy as np

from . import dtypes
from .dtypes import dtype
from .modes import thread

if TYPE_CHECKING:
    from .api.methods import Syntax
    from .node import AccumulateGrad, Node
else:
    Syntax = object  # its methods are set when there are functions

new = object.__new__


class _Rare:
    """What few tensors have; the others share these values."""

    __slots__ = ()
    _grad: Tensor | None = None
    _hooks: Any = None
    _accumulator: ReferenceType[AccumulateGrad] | None = None
    _retains_grad = False
    _inference = False


class Tensor(_Rare, Syntax):
    """An n-dimensional array of numbers that remembers, if asked to, how it was computed.

    A leaf was made by the user; it has no `grad_fn`, and if it requires a gradient, backward
    adds it to `.grad`. Any other tensor is the result of a recorded operation, its `grad_fn`.
    """

    # _array: the numbers.  _requires_grad: whether operations on it are recorded.
    # _node: the node of the operation that made it, None for a leaf.
    # _view: what it shows of another tensor, if it is a view.
    # _counter: [number of changes in place], one list for all tensors that share the memory.
    __slots__ = ("__dict__", "__weakref__", "_array", "_counter", "_node", "_requires_grad",
                 "_view")
    _array: np.ndarray[Any, Any]
    _requires_grad: bool
    _node: Node | None
    _counter: list[int]
    _view: View | None
    __array_priority__ = 1000

    def __new__(cls, *data: Any) -> Tensor:
        """float32 tensor of the given sizes, or of the numbers in a sequence."""
        if data and all(isinstance(size, int) for size in data):
            return wrap(np.zeros(data, np.float32))
        return tensor(data[0] if data else [], dtype=dtypes.float32)

    # -- what it holds ---------------------------------------------------------------------

    @property
    def shape(self) -> Size:
        return Size(self._array.shape)

    @property
    def ndim(self) -> int:
        return self._array.ndim

    @property
    def dtype(self) -> dtype:
        return dtypes.BY_NUMPY[self._array.dtype]

    @property
    def type_name(self) -> str:
        """The name of the tensor's type in messages, "FloatTensor" for float32."""
        return self.dtype.type_name + "Tensor"

    @property
    def full_type_name(self) -> str:
        """The name of the tensor's type in other messages, "torch.FloatTensor" for float32."""
        bools = self.dtype is dtypes.bool_
        return "CPUBoolType" if bools else f"torch.{self.type_name}"

    @property
    def device(self) -> Device:
        return CPU

    def size(self, dim: int | None = None) -> Any:
        """The shape, or the size of one dimension."""
        if dim is None:
            return self.shape
        if self._array.ndim == 0:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self._array.shape[arguments.wrap_dim(dim, self._array.ndim)]

    def dim(self) -> int:
        return self._array.ndim

    def numel(self) -> int:
        return self._array.size

    nelement = numel

    def element_size(self) -> int:
        return self._array.itemsize

    def stride(self, dim: int | None = None) -> Any:
        """How many elements apart in memory neighbours are, along each dimension or one."""
        steps = tuple(step // self._array.itemsize for step in self._array.strides)
        return steps if dim is None else steps[dim]

    def is_contiguous(self) -> bool:
        return True if self._array.flags.c_contiguous else False  # noqa: SIM210

    def is_floating_point(self) -> bool:
        return self.dtype.is_floating_point

    def data_ptr(self) -> int:
        """The address of the first element."""
        return int(self._array.__array_interface__["data"][0])

    def item(self) -> Any:
        """The one element as a Python number. Raises RuntimeError if there are more or none."""
        if self._array.size != 1:
            raise RuntimeError(
                f"a Tensor with {self._array.size} elements cannot be converted to Scalar"
            )
        return self._array.item()

    def tolist(self) -> Any:
        """Nested lists of Python numbers."""
        return self._array.tolist()

    def numpy(self, *, force: bool = False) -> np.ndarray[Any, Any]:
        """The array itself: memory is shared.

        Raises RuntimeError for a tensor that requires a gradient, unless `force`.
        """
        if self._requires_grad and not force:
            raise RuntimeError(
                "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy()"
                " instead."
            )
        return self._array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        array = self.numpy()
        return array if dtype is None else array.astype(dtype, copy=False)

    def __array_wrap__(
        self, array: Any, context: Any = None, return_scalar: bool = False
    ) -> Tensor:
        return wrap(np.asarray(array))

    # -- conversions -----------------------------------------------------------------------

    def to(self, *args: Any, dtype: Any = None, device: Any = "cpu", copy: bool = False,
           **ignored: Any) -> Tensor:
        """The tensor in another dtype, or in that of another tensor; itself if it has it."""
        for value in args:
            if isinstance(value, Tensor):
                dtype = value.dtype
            elif isinstance(value, (dtypes.dtype, type)):
                dtype = value
            else:
                Device(value)
        Device(device)
        kind = self.dtype if dtype is None else dtypes.as_dtype(dtype, "to")
        if kind.numpy is self._array.dtype and not copy:
            return self
        return record.unary(ToCopyBackward0, self, kind.numpy)

    def type(self, dtype: Any = None) -> Any:
        """The tensor in another dtype; without one, the name of its type."""
        return f"torch.{self.type_name}" if dtype is None else self.to(dtype)

    def type_as(self, other: Tensor) -> Tensor:
        return self.to(other.dtype)

    def float(self) -> Tensor:
        return self.to(dtypes.float32)

    def double(self) -> Tensor:
        return self.to(dtypes.float64)

    def long(self) -> Tensor:
        return self.to(dtypes.int64)

    def int(self) -> Tensor:
        return self.to(dtypes.int32)

    def bool(self) -> Tensor:
        return self.to(dtypes.bool_)

    def cpu(self) -> Tensor:
        return self

    # -- autograd --------------------------------------------------------------------------

    @property
    def requires_grad(self) -> builtins.bool:
        """Whether operations on this tensor are recorded."""
        view = self._view
        return self._requires_grad or (view is not None and view.base._requires_grad)

    @requires_grad.setter
    def requires_grad(self, value: builtins.bool) -> None:
        if value is not True and value is not False:
            raise RuntimeError("requires_grad must be a bool")
        if value and self._array.dtype.kind != "f":
            raise RuntimeError(
                "only Tensors of floating point and complex dtype can require gradients"
            )
        self.requires_grad_(value)

    def requires_grad_(self, requires_grad: builtins.bool = True) -> Tensor:
        """Start or stop recording operations on this leaf. Returns the tensor itself.

        Raises RuntimeError for a tensor of integers or bools, and where a non-leaf is to stop.
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
    def is_leaf(self) -> builtins.bool:
        """Whether the tensor was not computed by a recorded operation."""
        return self.grad_fn is None

    @property
    def grad_fn(self) -> Node | None:
        """The node of the operation that made the tensor; None for a leaf."""
        if self._view is not None:
            self._view.refresh(self)
        return None if self._node is None else self._node.operation

    @property
    def output_nr(self) -> builtins.int:
        """Which result of its grad_fn the tensor is."""
        return 0 if self._node is None else self._node.index

    @property
    def grad(self) -> Tensor | None:
        """What backward has added up for this leaf; None before. Warns for a non-leaf."""
        if self._grad is None and self._node is not None and not self._retains_grad:
            warnings.warn(NO_GRAD_KEPT, UserWarning, stacklevel=2)
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
    def _version(self) -> builtins.int:
        if self._inference:
            raise RuntimeError("Inference tensors do not track version counter.")
        return self._counter[0]

    @property
    def _base(self) -> Tensor | None:
        return None if self._view is None else self._view.base

    @property
    def retains_grad(self) -> builtins.bool:
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

    def backward(
        self, gradient: Tensor | None = None, retain_graph: builtins.bool | None = None,
        create_graph: builtins.bool = False, inputs: Any = None,
    ) -> None:
        """Add d(self)/d(leaf) to the `.grad` of every leaf that requires it.

        gradient:     the upstream gradient, in the shape of the tensor; not needed for one number
        retain_graph: keep the saved values, so that backward can be called again
        create_graph: record the backward pass itself, for derivatives of the gradients
        inputs:       the tensors to compute gradients for, instead of all leaves
        """
        autograd.backward(self, gradient, retain_graph, create_graph, inputs=inputs)

    def register_hook(self, hook: Callable[[Tensor], Tensor | None]) -> Any:
        return hooks.register_hook(self, hook)

    def retain_grad(self) -> None:
        hooks.retain_grad(self)

    def __reduce__(self) -> Any:
        kind = None if type_of(self) is Tensor else type_of(self)
        return restored, (kind, self._array, self._requires_grad)

    if TYPE_CHECKING:  # the functions that are methods; a real __getattr__ slows every attribute

        def __getattr__(self, name: str) -> Any: ...


class Size(tuple[int, ...]):
    """The shape of a tensor: a tuple of ints."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    def __getitem__(self, key: Any) -> Any:
        found = tuple.__getitem__(self, key)
        return Size(found) if type(key) is slice else found

    def __add__(self, other: Any) -> Any:
        return Size(tuple.__add__(self, other))

    def __radd__(self, other: Any) -> Any:
        return Size(tuple.__add__(other, self))

    def __mul__(self, count: Any) -> Any:
        return Size(tuple.__mul__(self, count))

    __rmul__ = __mul__

    def __reduce__(self) -> Any:
        return size_of, (tuple(self),)

    def numel(self) -> int:
        """The number of elements."""
        count = 1
        for size in self:
            count *= size
        return count


class Device:
    """Where a tensor lives: on the cpu. Raises RuntimeError for another place."""

    type = "cpu"
    index = None

    def __new__(cls, name: Any = "cpu", index: Any = None) -> Device:
        if str(name).partition(":")[0] != "cpu":
            raise RuntimeError(
                f"autograd_ref computes on the cpu only: it has no device '{name}'"
            )
        return CPU

    def __repr__(self) -> str:
        return "device(type='cpu')"

    def __str__(self) -> str:
        return "cpu"

    def __reduce__(self) -> Any:
        return cpu, ()


CPU = object.__new__(Device)

type_of = type
for _type, _name in ((Tensor, "Tensor"), (Size, "Size"), (Device, "device")):
    _type.__module__, _type.__name__, _type.__qualname__ = "torch", _name, _name


def cpu() -> Device:
    """The one device."""
    return CPU


def restored(kind: Any, array: np.ndarray[Any, Any], requires_grad: bool) -> Tensor:
    """A tensor that was pickled or copied; its history stays behind."""
    tensor = wrap(array) if kind is None else kind(wrap(array))
    tensor._requires_grad = requires_grad
    return tensor


def size_of(sizes: tuple[int, ...]) -> Size:
    """A size that was pickled."""
    return Size(sizes)


class View:
    """Which part of which tensor a view is.

    base:       the tensor that owns the memory
    steps:      the operations that lead from it to the view, each with its parameters
    version:    how often the base had been changed when the view got its history
    kind:       "no_grad" for one made where nothing is recorded, "several" for one of several
    """

    __slots__ = ("base", "kind", "steps", "version")

    base: Tensor
    steps: tuple[Any, ...]
    kind: str
    version: int

    def __init__(
        self, source: Tensor, op: type[Node], params: tuple[Any, ...], recording: bool
    ) -> None:
        above = source._view
        if above is None:
            self.base, self.steps = source, ((op, params),)
        else:
            self.base, self.steps = above.base, (*above.steps, (op, params))
        self.version = source._counter[0]
        self.kind = "no_grad"
        if recording:
            self.kind = "" if above is None else above.kind

    def refresh(self, tensor: Tensor) -> None:
        if self.version != self.base._counter[0]:
            refresh(self, tensor)


def wrap(array: np.ndarray[Any, Any]) -> Tensor:
    """A new tensor of this memory, without history."""
    tensor = new(Tensor)
    tensor._array = array
    tensor._requires_grad = False
    tensor._node = None
    tensor._view = None
    tensor._counter = [0]
    return tensor


def type_name(value: Any) -> str:
    return arguments.full_name(type(value))


NO_GRAD_KEPT = (
    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad"
    " attribute won't be populated during autograd.backward(). If you indeed want the .grad field"
    " to be populated for a non-leaf Tensor, use .retain_grad() on the non-leaf Tensor. If you"
    " access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead. See"
    " github.com/pytorch/pytorch/pull/30531 for more information."
)

# The operations are made of tensors, so they are imported when there is a Tensor.
from . import autograd, hooks, record  # noqa: E402
from .api import arguments  # noqa: E402
from .api.creation import tensor  # noqa: E402
from .ops.shape import ToCopyBackward0  # noqa: E402
from .views import refresh  # noqa: E402

from .api import methods as methods  # noqa: E402  # isort: skip
