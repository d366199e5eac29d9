"""What a tensor says of itself: its size, its layout in memory, its device."""

from __future__ import annotations

from typing import Any

from .arguments import wrap_dim


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


def size_of(sizes: tuple[int, ...]) -> Size:
    """A size from what `pickle` took of it."""
    return Size(sizes)


class Device:
    """The device of a tensor: the cpu. Raises RuntimeError for any other."""

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


def cpu() -> Device:
    """The one device."""
    return CPU


for _type, _name in ((Size, "Size"), (Device, "device")):
    _type.__module__, _type.__name__, _type.__qualname__ = "torch", _name, _name


class Metadata:
    """The methods and properties of a tensor that describe it."""

    __slots__ = ()

    @property
    def shape(self: Any) -> Size:
        """Its size along each dimension."""
        return Size(self._array.shape)

    @property
    def device(self: Any) -> Device:
        """The cpu."""
        return CPU

    def size(self: Any, dim: int | None = None) -> Any:
        """The shape, or the size of one dimension."""
        if dim is None:
            return self.shape
        if self._array.ndim == 0:
            raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
        return self._array.shape[wrap_dim(dim, self._array.ndim)]

    def dim(self: Any) -> Any:
        """The number of dimensions."""
        return self._array.ndim

    def numel(self: Any) -> Any:
        """The number of elements."""
        return self._array.size

    nelement = numel

    def element_size(self: Any) -> Any:
        """The bytes of an element."""
        return self._array.itemsize

    def stride(self: Any, dim: int | None = None) -> Any:
        """How many elements lie between neighbours in memory, along each dimension or one."""
        steps = tuple(step // self._array.itemsize for step in self._array.strides)
        return steps if dim is None else steps[dim]

    def is_contiguous(self: Any) -> bool:
        """Whether its rows follow one another in memory."""
        return True if self._array.flags.c_contiguous else False  # noqa: SIM210

    def is_floating_point(self: Any) -> Any:
        """Whether its numbers are float32 or float64."""
        return self.dtype.is_floating_point

    def is_inference(self: Any) -> bool:
        """Whether it was made in inference mode."""
        return self._inference  # type: ignore[no-any-return]

    def data_ptr(self: Any) -> int:
        """The address of the first element."""
        return int(self._array.__array_interface__["data"][0])
