"""Tensors from numbers, sequences and arrays."""

from __future__ import annotations

import functools
import math
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import dtypes
from ..messages import type_name
from ..modes import thread
from ..rounding.layout import laid_as
from ..tensor import Tensor, wrap
from .absent import sentence
from .arguments import WRONG, combination, fitting, into, tensor_argument, wrong_call
from .metadata import Layout, Size, use
from .once import warn_once

Maker = Callable[..., Tensor]


def size_of(size: tuple[Any, ...], name: str) -> Size:
    """The size from `f(2, 3)` or `f((2, 3))`. Raises TypeError if part of it is no integer."""
    if not size and name in ("empty", "ones", "zeros"):
        raise TypeError(f'{name}() missing 1 required positional arguments: "size"')
    if not size:
        raise TypeError(f"{name}() received an invalid combination of arguments - got (), but"
                        " expected one of:\n * the sizes, one by one or as a tuple")
    nested = len(size) == 1 and isinstance(size[0], (tuple, list))
    if nested:
        size = tuple(size[0])
    for place, n in enumerate(size):
        if isinstance(n, Tensor) and n._array.dtype.kind in "iu" and n._array.ndim == 0:
            continue
        if not isinstance(n, (int, np.integer)) or isinstance(n, bool):
            if place == 0:
                raise TypeError(
                    f"{name}(): argument 'size' (position 1) must be tuple of ints,"
                    + (f" but found element of type {type_name(n)} at pos 0" if nested
                       else f" not {type_name(n)}")
                )
            raise TypeError(
                f"{name}(): argument 'size' failed to unpack the object at pos {place + 1} with"
                f" error \"type must be tuple of ints,but got {type_name(n)}\""
            )
    shape = Size(int(n) for n in size)
    for n in shape:
        if n < 0:
            if name == "zeros":
                raise RuntimeError("zeros: Dimension size must be non-negative.")
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {n}: {list(shape)}"
            )
    return shape


def size_argument(sizes: tuple[Any, ...], size: Any, name: str) -> Size:
    """The size from the arguments or from `size=`."""
    return size_of(sizes if size is None else (size,), name)


def infer(data: Any) -> dtypes.dtype | None:
    """The dtype of nested sequences: the highest of their elements, None if they are empty.

    Raises RuntimeError if an element is no number.
    """
    if isinstance(data, (list, tuple)):
        found = None
        for item in data:
            if found is not None and isinstance(item, str):
                raise TypeError("new(): invalid data type 'str'")
            kind = infer(item)
            if kind and (found is None or kind.rank > found.rank):
                found = kind
        return found
    if isinstance(data, Tensor):
        return data.dtype
    if isinstance(data, (np.ndarray, np.generic)):
        return dtypes.of(np.asarray(data))
    if isinstance(data, str):
        raise ValueError("too many dimensions 'str'")
    if isinstance(data, complex):
        raise TypeError(
            "autograd_ref has no complex tensors, which PyTorch has; use float32 or float64"
        )
    kind = dtypes.BY_PYTHON.get(type(data))
    if kind is None:
        raise RuntimeError(f"Could not infer dtype of {type(data).__name__}")
    return kind


def shape_of(data: Any, dim: int = 0) -> tuple[int, ...]:
    """The shape of nested sequences, from their first elements."""
    if isinstance(data, (list, tuple)):
        return (len(data), *(shape_of(data[0], dim + 1) if data else ()))
    return () if isinstance(data, Tensor) else np.shape(data)


def check_ragged(data: Any, shape: tuple[int, ...], dim: int = 0) -> None:
    """Raise PyTorch's error if nested sequences do not have the shape of their first elements."""
    if not isinstance(data, (list, tuple)):
        return
    if dim == len(shape):
        raise TypeError("'list' object cannot be interpreted as an integer")
    if len(data) != shape[dim]:
        raise ValueError(
            f"expected sequence of length {shape[dim]} at dim {dim} (got {len(data)})"
        )
    for item in data:
        if isinstance(item, Tensor) and item._array.size != 1:
            raise ValueError("only one element tensors can be converted to Python scalars")
        if dim + 1 < len(shape) and isinstance(item, (bool, int, float)):
            raise TypeError("not a sequence")
        check_ragged(item, shape, dim + 1)


def plain(data: Any) -> Any:
    """Nested sequences with arrays and numbers instead of tensors."""
    if isinstance(data, (list, tuple)):
        return [plain(item) for item in data]
    if isinstance(data, Tensor):
        return data._scalar()
    return data


def to_array(data: Any, kind: dtypes.dtype | None, copy: bool) -> np.ndarray[Any, Any]:
    if isinstance(data, Tensor):
        data = data._array
    if isinstance(data, (np.ndarray, np.generic)):
        array = np.asarray(data)
        target = dtypes.of(array) if kind is None else kind
        return array.astype(target.numpy, copy=copy)
    if isinstance(data, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    if isinstance(data, Sequence) and not isinstance(data, (list, tuple)):
        data = list(data)  # a range or a deque
    found = infer(data)
    check_ragged(data, shape_of(data))
    try:
        default = found or get_default_dtype()
        array = np.array(plain(data), dtype=np.float64 if default.is_floating_point
                         else default.numpy)
    except OverflowError:
        raise ValueError("Overflow when unpacking long long") from None
    return converted(array, default if kind is None else kind)


def converted(array: np.ndarray[Any, Any], kind: dtypes.dtype) -> np.ndarray[Any, Any]:
    """Python numbers in a dtype. Raises RuntimeError if one is too large for an integer type."""
    if kind.numpy.kind in "iu" and array.size:
        limits = np.iinfo(kind.numpy)
        low, high = array.min().item(), array.max().item()
        if not (low >= limits.min and high <= limits.max):
            raise RuntimeError(
                f"value cannot be converted to type {kind.name} without overflow"
            )
    return thread.modes.without_warnings(array.astype, kind.numpy)


def get_default_dtype() -> dtypes.dtype:
    """The dtype of floats that have none: float32, if `set_default_dtype` set no other."""
    return dtypes.BY_PYTHON[float]


OUT = ("arange", "empty", "eye", "full", "linspace", "ones", "rand", "randint", "randn", "randperm",
       "zeros")


def on_cpu(function: Maker) -> Maker:
    """Give a function that makes a tensor PyTorch's arguments `device` and `pin_memory`, and `out`
    to those of OUT.

    Raises AssertionError for a graphics card, and RuntimeError for pinned memory.
    """
    outputs = function.__name__ in OUT

    @functools.wraps(function)
    def called(
        *args: Any, device: Any = None, pin_memory: bool = False, **kwargs: Any
    ) -> Tensor:
        if device is not None:
            use(device)
        if pin_memory:
            raise RuntimeError(sentence(f"{function.__name__}(pin_memory=True)"))
        if outputs and "out" in kwargs:
            out = kwargs.pop("out")
            kwargs.setdefault("dtype", None if out is None else out.dtype)
            result = function(*args, **kwargs)
            return result if out is None else into(out, result, function.__name__)
        try:
            return function(*args, **kwargs)
        except WRONG as error:
            rest = without_order(kwargs, function.__name__.endswith("_like"))
            if len(rest) < len(kwargs):
                return called(*args, **rest)
            raise wrong_call(error, function, args, kwargs) from None

    return called


def without_order(kwargs: dict[str, Any], like: bool) -> dict[str, Any]:
    """Keywords without an order in memory that the engine's own one satisfies.

    Raises NotImplementedError for another order.
    """
    rest = dict(kwargs)
    if isinstance(rest.get("layout"), Layout):
        del rest["layout"]
    order = rest.get("memory_format")
    if like and (order is None or hasattr(order, "by_rows")):
        rest.pop("memory_format", None)
        if order is not None:
            order.by_rows()
    return rest


@on_cpu
def tensor(data: Any, *, dtype: Any = None,
           requires_grad: bool = False) -> Tensor:
    """A tensor of a copy of `data`: a number, nested sequences, an array or a tensor.

    Floats become float32, ints int64, bools bool; arrays keep their dtype, if the engine has it.
    Raises ValueError for ragged sequences, TypeError or RuntimeError if an element
    is no number.
    """
    if isinstance(data, Tensor):
        warnings.warn(
            "To copy construct from a tensor, it is recommended to use"
            " sourceTensor.detach().clone() or"
            " sourceTensor.detach().clone().requires_grad_(True), rather than"
            " torch.tensor(sourceTensor).",
            UserWarning, stacklevel=3,
        )
    if not isinstance(requires_grad, bool):
        raise TypeError(
            f"tensor(): argument 'requires_grad' must be bool, not {type(requires_grad).__name__}"
        )
    arrays = isinstance(data, (list, tuple)) and any(isinstance(x, np.ndarray) for x in data)
    for _ in range(2 * arrays):  # for the dtype and for the numbers
        warn_once(
            "Creating a tensor from a list of numpy.ndarrays is extremely slow. Please consider"
            " converting the list to a single numpy.ndarray with numpy.array() before converting"
            " to a tensor.", stacklevel=3,
        )
    kind = None if dtype is None else dtypes.as_dtype(dtype)
    return with_grad(wrap(to_array(data, kind, True)), requires_grad)


def from_sizes_or_data(cls: type[Tensor], *data: Any, size: Any = None, **named: Any) -> Tensor:
    """`Tensor(2, 3)`: float32 zeros in this size; `Tensor([1, 2])`: these numbers in float32.

    Raises TypeError for keywords such as `requires_grad`.
    """
    if named:
        raise combination("new", *data, **named)
    kind = get_default_dtype().numpy
    if size is not None or (len(data) == 1 and isinstance(data[0], Size)):
        return wrap(np.zeros(data[0] if size is None else size, kind))
    if data and all(isinstance(size, int) for size in data):
        return wrap(np.zeros(data, kind))
    if data and (data[0] is None or isinstance(data[0], (float, dict))):
        raise TypeError(f"new(): data must be a sequence (got {type(data[0]).__name__})")
    return tensor(data[0] if data else [], dtype=get_default_dtype())


def with_grad(result: Tensor, requires_grad: bool, name: str = "") -> Tensor:
    if requires_grad:
        if name and requires_grad is not True:
            raise TypeError(f"{name}(): argument 'requires_grad' must be bool, not"
                            f" {type_name(requires_grad)}")
        if result._array.dtype.kind != "f":
            raise RuntimeError(
                "Only Tensors of floating point and complex dtype can require gradients"
            )
        result._requires_grad = True
    if thread.modes.inference:
        result._inference = True
    return result


@on_cpu
def as_tensor(data: Any, dtype: Any = None) -> Tensor:
    """`data` as a tensor: a tensor as it is, an array without a copy, anything else copied."""
    kind = None if dtype is None else dtypes.as_dtype(dtype)
    if isinstance(data, Tensor):
        return data if kind is None else data.to(kind)
    array = to_array(data, kind, False)
    return wrap(another(array) if array is data else array)


def from_numpy(array: np.ndarray[Any, Any]) -> Tensor:
    """A tensor that shares the memory of a NumPy array.

    Raises TypeError for what is no array of a known dtype, ValueError for negative strides.
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type_name(array)})")
    dtypes.of(array)
    if any(step < 0 for step in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative"
            " strides are not currently supported. (You can probably work around this by making a"
            " copy of your array  with array.copy().) "
        )
    return wrap(another(array))


NOT_WRITABLE = (
    "The given NumPy array is not writable, and PyTorch does not support non-writable tensors. This"
    " means writing to this tensor will result in undefined behavior. You may want to copy the"
    " array to protect its data or make it writable before converting it to a tensor. This type of"
    " warning will be suppressed for the rest of this program."
)


def another(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Another array of the same memory, whose shape is its own, with the engine's own dtype, of
    which an array that was stored has a copy. Of memory that may not be written it is the array
    itself, which PyTorch writes into.
    """
    if array.flags.writeable:
        return array.view(dtypes.of(array).numpy, np.ndarray)
    warn_once(NOT_WRITABLE, stacklevel=4)
    return array


def filled(value: Any, shape: Size, dtype: Any, requires_grad: bool, name: str) -> Tensor:
    kind = get_default_dtype() if dtype is None else dtypes.as_dtype(dtype, name)
    return with_grad(wrap(np.full(shape, value, kind.numpy)), requires_grad, name)


@on_cpu
def zeros(*sizes: Any, size: Any = None, dtype: Any = None,
        requires_grad: bool = False) -> Tensor:
    """Zeros in the given size."""
    return filled(0, size_argument(sizes, size, "zeros"), dtype, requires_grad, "zeros")


@on_cpu
def ones(*sizes: Any, size: Any = None, dtype: Any = None,
        requires_grad: bool = False) -> Tensor:
    """Ones in the given size."""
    return filled(1, size_argument(sizes, size, "ones"), dtype, requires_grad, "ones")


@on_cpu
def empty(*sizes: Any, size: Any = None, dtype: Any = None,
        requires_grad: bool = False) -> Tensor:
    """A tensor of the given size; its numbers mean nothing (here they are zeros)."""
    return filled(0, size_argument(sizes, size, "empty"), dtype, requires_grad, "empty")


@on_cpu
def full(size: Any, fill_value: Any, *, dtype: Any = None,
         requires_grad: bool = False) -> Tensor:
    """`fill_value` in the given size, in the value's dtype if there is no `dtype`.

    Raises TypeError if fill_value is no number.
    """
    if not isinstance(size, (tuple, list)):
        raise TypeError(
            "full(): argument 'size' (position 1) must be tuple of ints,"
            f" not {type_name(size)}"
        )
    value = fill_value.item() if isinstance(fill_value, (Tensor, np.generic)) else fill_value
    if not isinstance(value, (bool, int, float)):
        raise TypeError(
            "full(): argument 'fill_value' (position 2) must be Number, not"
            f" {type_name(fill_value)}"
        )
    shape = size_of((size,), "full")
    kind = dtypes.as_dtype(dtype or infer(value) or get_default_dtype(), "full")
    return filled(fitting(value, kind.numpy), shape, kind, requires_grad, "full")


@on_cpu
def eye(n: int, m: int | None = None, *, dtype: Any = None,
        requires_grad: bool = False) -> Tensor:
    """n rows of zeros, with ones on the diagonal.

    Raises RuntimeError for a negative size, TypeError for one that is no integer.
    """
    for argument, value in (("n", n), ("m", m)):
        if not isinstance(value, (int, np.integer)) and (argument == "n" or m is not None):
            raise TypeError(
                f"eye(): argument '{argument}' (position {1 + (argument == 'm')}) must be int,"
                f" not {type_name(value)}"
            )
        if value is not None and value < 0:
            raise RuntimeError(f"{argument} must be greater or equal to 0, got {value}")
    kind = get_default_dtype() if dtype is None else dtypes.as_dtype(dtype, "eye")
    return with_grad(wrap(np.eye(n, m, dtype=kind.numpy)), requires_grad, "eye")


@on_cpu
def arange(start: Any = None, end: Any = None, step: Any = 1, *, dtype: Any = None,
           requires_grad: bool = False) -> Tensor:
    """Numbers from `start` (0 if one number is given) to below `end`, `step` apart.

    int64 if all three are integers, else float32.

    Raises TypeError for what are no numbers, RuntimeError if step is 0 or leads away from `end`.
    """
    if end is None and start is None:
        raise combination("arange")
    if end is None:
        start, end = 0, start
    start = 0 if start is None else start
    start, end, step = (v.item() if isinstance(v, (Tensor, np.generic)) else v
                        for v in (start, end, step))
    for argument, value in (("start", start), ("end", end), ("step", step)):
        if not isinstance(value, (bool, int, float)):
            raise TypeError(
                f"arange(): argument '{argument}' (position 1) must be Number,"
                f" not {type_name(value)}"
            )
    if not (math.isfinite(start) and math.isfinite(end)):
        raise RuntimeError(f"unsupported range: {start} -> {end}")
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    if dtype is dtypes.bool_:
        raise NotImplementedError("\"arange_cpu\" not implemented for 'Bool'")
    whole = all(isinstance(v, int) for v in (start, end, step))
    default = dtypes.int64 if whole else get_default_dtype()
    kind = default if dtype is None else dtypes.as_dtype(dtype, "arange")
    count = math.ceil((end - start) / step)
    if not kind.is_floating_point:
        numbers = (start + np.arange(count) * step).astype(kind.numpy)
        return with_grad(wrap(numbers), requires_grad, "arange")
    return with_grad(wrap(spaced(start, step, count, kind.numpy)), requires_grad, "arange")


def spaced(start: float, step: float, count: int, kind: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """start + step * i, to the last bit as PyTorch's kernel for x86 rounds it.

    The kernel rounds a product and a sum together. It computes most numbers in pairs of registers
    of 32 bytes, and counts there from the register's first number, which is already rounded.
    """

    def rounded(numbers: Any) -> np.ndarray[Any, Any]:
        array: np.ndarray[Any, Any] = numbers.astype(np.float64).astype(kind)
        return array

    i, wide = np.arange(count), np.longdouble
    numbers = rounded(wide(start) + i * wide(step))
    width = 32 // kind.itemsize
    inside = i[: count // (2 * width) * (2 * width)] % width
    first = numbers[: inside.size : width].repeat(width)
    numbers[: inside.size] = rounded(first.astype(wide) + inside * wide(step))
    return numbers


@on_cpu
def linspace(start: float, end: float, steps: int, *, dtype: Any = None,
             requires_grad: bool = False) -> Tensor:
    """`steps` numbers from `start` to `end`, evenly apart; counted from the nearer end.

    Raises RuntimeError for a negative number of steps, TypeError for what are no numbers.
    """
    kind = get_default_dtype() if dtype is None else dtypes.as_dtype(dtype, "linspace")
    start, end = (v.item() if isinstance(v, (Tensor, np.generic)) else v for v in (start, end))
    if not (isinstance(steps, int) and isinstance(start, (int, float))
            and isinstance(end, (int, float))):
        got = ", ".join(type_name(value) for value in (start, end, steps))
        raise TypeError(f"linspace() received an invalid combination of arguments - got ({got}),"
                        " but expected one of:\n * two numbers and how many")
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    first, last = (np.asarray(value).astype(kind.numpy) for value in (start, end))
    gap = (last - first) / max(steps - 1, 1)
    # PyTorch rounds once, after the product and the sum: both are exact in a wider type.
    places = np.arange(steps).astype(np.longdouble if kind is dtypes.float64 else np.float64)
    front, back = first + gap * places, last - gap * (steps - 1 - places)
    numbers = np.where(np.arange(steps) < steps // 2, front, back) if steps != 1 else first[None]
    return with_grad(wrap(numbers.astype(kind.numpy)), requires_grad, "linspace")


def laid_out_as(input: Tensor, result: Tensor) -> Tensor:
    """`result`, which is new, in the order in memory of `input`."""
    result._array = laid_as(input._array, result._array)
    return result


@on_cpu
def zeros_like(input: Tensor, *, dtype: Any = None,
               requires_grad: bool = False) -> Tensor:
    """Zeros in the shape and dtype of `input`."""
    tensor_argument(input, "zeros_like")
    new = zeros(input._array.shape, dtype=dtype or input.dtype, requires_grad=requires_grad)
    return laid_out_as(input, new)


@on_cpu
def ones_like(input: Tensor, *, dtype: Any = None,
              requires_grad: bool = False) -> Tensor:
    """Ones in the shape and dtype of `input`."""
    tensor_argument(input, "ones_like")
    new = ones(input._array.shape, dtype=dtype or input.dtype, requires_grad=requires_grad)
    return laid_out_as(input, new)


@on_cpu
def full_like(input: Tensor, fill_value: Any, *, dtype: Any = None,
              requires_grad: bool = False) -> Tensor:
    """`fill_value` in the shape and dtype of `input`."""
    tensor_argument(input, "full_like")
    new = full(input._array.shape, fill_value, dtype=dtype or input.dtype,
               requires_grad=requires_grad)
    return laid_out_as(input, new)


@on_cpu
def empty_like(input: Tensor, *, dtype: Any = None, requires_grad: bool = False) -> Tensor:
    """A tensor in the shape and dtype of `input`; its numbers mean nothing."""
    return zeros_like(input, dtype=dtype, requires_grad=requires_grad)
