"""What a tensor says of itself: its size, its layout in memory, its device."""

from __future__ import annotations

import re
import warnings
from collections import OrderedDict
from typing import Any

import numpy as np

from ..messages import type_name
from .arguments import tensor_argument, wrap_dim


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

    def __call__(self, *args: Any) -> Any:
        """Raises TypeError: `x.shape()` is no method."""
        raise TypeError("'torch.Size' object is not callable")

    def numel(self) -> int:
        """The number of elements."""
        count = 1
        for size in self:
            count *= size
        return count


def size_of(sizes: tuple[int, ...]) -> Size:
    """A size from what `pickle` took of it."""
    return Size(sizes)


TYPES = (
    "cpu", "cuda", "ipu", "xpu", "mkldnn", "opengl", "opencl", "ideep", "hip", "ve", "fpga", "maia",
    "xla", "lazy", "vulkan", "mps", "meta", "hpu", "mtia", "privateuseone",
)


DEVICE = "([a-zA-Z_]+)(?::(0|[1-9][0-9]*))?"


class Device:
    """Where a tensor is: a type and perhaps a number. Only the cpu can be used.

    Raises RuntimeError for a name that PyTorch does not know.
    """

    __slots__ = ("index", "type")
    index: int | None
    type: str

    def __init__(self, type: Any = "cpu", index: int | None = None) -> None:
        if isinstance(type, Device):
            self.type, self.index = type.type, type.index
            return
        if not isinstance(type, (str, int)):
            kind = type_name(type)
            raise TypeError("device() received an invalid combination of arguments - got"
                            f" ({kind}), but expected one of:\n * (torch.device device)\n"
                            " * (str type, int index = -1)\n")
        if isinstance(type, int):
            raise RuntimeError("Cannot access accelerator device when none is available.")
        if not type:
            raise RuntimeError("Device string must not be empty")
        parts = re.fullmatch(DEVICE, type)
        if not parts:
            raise RuntimeError(f"Invalid device string: '{type}'")
        name, number = parts.groups()
        if name not in TYPES:
            raise RuntimeError(
                f"Expected one of {', '.join(TYPES)} device type at start of device string: {name}"
            )
        self.type = name
        self.index = int(number) if number else index

    def __repr__(self) -> str:
        number = "" if self.index is None else f", index={self.index}"
        return f"device(type='{self.type}'{number})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __enter__(self) -> Device:
        use(self)
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing: all tensors are on the CPU."""

    def __reduce__(self) -> Any:
        return Device, (self.type, self.index)


CPU = Device()


class Layout:
    """How a tensor lies in memory: here always `torch.strided`."""

    def __repr__(self) -> str:
        return "torch.strided"


STRIDED = Layout()
Layout.__name__ = Layout.__qualname__ = "layout"
Layout.__module__ = "torch"


def use(device: Any) -> None:
    """Raise PyTorch's error if nothing can be computed on this device."""
    found = Device(device)
    if found.type in ("cuda", "xpu"):
        raise AssertionError(f"Torch not compiled with {found.type.upper()} enabled")
    if found.type in ("mps", "xla"):
        raise RuntimeError(f"PyTorch is not linked with support for {found.type} devices")
    if found.type != "cpu":
        raise NotImplementedError(
            f"autograd_ref computes on the cpu only: it has no device '{found}'"
        )


for _type, _name in ((Size, "Size"), (Device, "device"), (Layout, "layout")):
    _type.__module__, _type.__name__, _type.__qualname__ = "torch", _name, _name


def numel(input: Any) -> Any:
    """The number of elements of a tensor."""
    return tensor_argument(input, "numel").numel()


class Metadata:
    """The methods and properties of a tensor that describe it."""

    __slots__ = ()

    @property
    def shape(self: Any) -> Size:
        """The size along each dimension."""
        return Size(self._array.shape)

    @property
    def device(self: Any) -> Device:
        """The cpu."""
        return CPU

    @property
    def layout(self: Any) -> Layout:
        """`torch.strided`."""
        return STRIDED

    @property
    def _backward_hooks(self: Any) -> Any:
        """The hooks of a tensor by their numbers; None if it never had one."""
        hooks = self._hooks if self.grad_fn is None else self._node.hooks
        if hooks is None or (not hooks.functions and (hooks.retained or hooks.accumulated)):
            return None
        return OrderedDict(hooks.functions)

    @property
    def _grad_fn(self: Any) -> Any:
        """`grad_fn`."""
        return self.grad_fn

    def _is_view(self: Any) -> bool:
        """Whether the tensor is a view of another one."""
        return self._view is not None

    @property
    def is_cuda(self: Any) -> bool:
        """False."""
        return False

    is_sparse = is_quantized = is_meta = is_mps = is_nested = is_xla = is_cuda

    def is_shared(self: Any) -> bool:
        """Whether other processes see the memory: False."""
        return False

    def is_pinned(self: Any) -> bool:
        """Whether the memory is pinned for a graphics card: False."""
        return False

    def is_signed(self: Any) -> bool:
        """Whether the dtype has negative numbers."""
        return bool(self._array.dtype.kind in "if")

    def is_conj(self: Any) -> bool:
        """False: there are no complex numbers."""
        return False

    def conj(self: Any) -> Any:
        """The tensor itself, for real numbers."""
        return self

    @property
    def real(self: Any) -> Any:
        """The tensor itself, for real numbers."""
        return self

    @property
    def is_cpu(self: Any) -> bool:
        """True."""
        return True

    @property
    def volatile(self: Any) -> bool:
        """False; a word of PyTorch 0.3's."""
        warnings.warn("volatile was removed (Variable.volatile is always False)", UserWarning,
                      stacklevel=2)
        return False

    @volatile.setter
    def volatile(self: Any, value: Any) -> None:
        warnings.warn("volatile was removed and now has no effect. Use `with torch.no_grad():`"
                      " instead.", UserWarning, stacklevel=2)

    def get_device(self: Any) -> int:
        """-1, which stands for the cpu."""
        return -1

    def size(self: Any, dim: int | None = None) -> Any:
        """The shape, or the size of one dimension.

        Raises IndexError if there is no such dimension.
        """
        if dim is None:
            return self.shape
        if self._array.ndim == 0:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self._array.shape[wrap_dim(dim, self._array.ndim, "size")]

    def dim(self: Any) -> Any:
        """The number of dimensions."""
        return self._array.ndim

    def numel(self: Any) -> Any:
        """The number of elements."""
        return self._array.size

    nelement = numel
    ndimension = dim

    @property
    def itemsize(self: Any) -> int:
        """The bytes of an element."""
        return int(self._array.itemsize)

    @property
    def nbytes(self: Any) -> int:
        """The bytes of all elements."""
        return int(self._array.nbytes)

    def is_complex(self: Any) -> bool:
        """False."""
        return False

    def is_inference(self: Any) -> bool:
        """Whether the tensor was made in inference mode."""
        return bool(self._inference)

    def storage_offset(self: Any) -> int:
        """How many elements of the memory lie before the first one."""
        base = self._array if self._array.base is None else self._array.base
        start = int(np.asarray(base).__array_interface__["data"][0])
        return int((self.data_ptr() - start) // self._array.itemsize)

    def element_size(self: Any) -> Any:
        """The bytes of an element."""
        return self._array.itemsize

    def stride(self: Any, dim: int | None = None) -> Any:
        """How many elements lie between neighbours in memory, along each dimension or one."""
        steps = tuple(step // self._array.itemsize for step in self._array.strides)
        return steps if dim is None else steps[wrap_dim(dim, len(steps), "stride")]

    def is_contiguous(self: Any, memory_format: Any = None) -> bool:
        """Whether its rows follow one another in memory."""
        if memory_format is not None:
            memory_format.by_rows()
        return True if self._array.flags.c_contiguous else False  # noqa: SIM210

    def is_floating_point(self: Any) -> Any:
        """Whether its numbers are float32 or float64."""
        return self.dtype.is_floating_point

    def data_ptr(self: Any) -> int:
        """The address of the first element."""
        return int(self._array.__array_interface__["data"][0])
