"""The number types of the engine, and which one an operation on two of them gives.

Rules of promotion: https://pytorch.org/docs/stable/tensor_attributes.html#type-promotion-doc
"""

from __future__ import annotations

from typing import Any

import numpy as np


class dtype:
    """A number type. Each type has one object, so `is` compares them."""

    __slots__ = (
        "c_name", "is_complex", "is_floating_point", "itemsize", "name", "numpy", "rank",
        "type_name",
    )

    def __init__(self, name: str, type_name: str, rank: int) -> None:
        self.name = name
        self.numpy: np.dtype[Any] = np.dtype(name)
        self.is_floating_point = self.numpy.kind == "f"
        self.is_complex = False
        self.itemsize = self.numpy.itemsize
        self.type_name = type_name
        self.rank = rank
        self.c_name = C_NAMES.get(type_name, type_name.lower())

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> Any:
        return of_name, (self.name,)


C_NAMES = {
    "Byte": "unsigned char", "Char": "signed char", "Short": "short int", "Long": "long int",
    "Half": "c10::Half",
}
dtype.__module__ = "torch"
bool_ = dtype("bool", "Bool", 0)
uint8 = dtype("uint8", "Byte", 1)
int8 = dtype("int8", "Char", 2)
int16 = dtype("int16", "Short", 3)
int32 = dtype("int32", "Int", 4)
int64 = dtype("int64", "Long", 5)
float16 = dtype("float16", "Half", 6)
float32 = dtype("float32", "Float", 7)
float64 = dtype("float64", "Double", 8)

ALL = bool_, uint8, int8, int16, int32, int64, float16, float32, float64
BY_NUMPY = {each.numpy: each for each in ALL}
BY_PYTHON: dict[type, dtype] = {bool: bool_, int: int64, float: float32}
CATEGORY = (0, 1, 1, 1, 1, 1, 2, 2, 2)  # of a dtype's rank: bool, integer, floating point
NUMPY_FLOAT32 = float32.numpy
NUMPY_FLOAT64 = float64.numpy
# NumPy works faster with an array than with a Python number, which it first has to convert.
ZERO = {each: np.zeros((), each) for each in BY_NUMPY}
ONE = {each: np.ones((), each) for each in BY_NUMPY}


def of_name(name: str) -> dtype:
    """The dtype of this name."""
    return BY_NUMPY[np.dtype(name)]


def of(array: np.ndarray[Any, Any]) -> dtype:
    """The engine's dtype of a NumPy array.

    Raises TypeError for a type that the engine lacks, ValueError for a foreign byte order.
    """
    if array.dtype in BY_NUMPY:
        return BY_NUMPY[array.dtype]
    if not array.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion"
            " between byte orders is currently not supported."
        )
    raise TypeError(unsupported(array.dtype))


def converted(array: Any, to: np.dtype[Any]) -> Any:
    """An array in another dtype; the array itself if it has this dtype."""
    return array if array.dtype is to else array.astype(to, order=layout(array))


def wrapped(number: int, to: np.dtype[Any]) -> Any:
    """A Python integer in a dtype, which keeps its low bits."""
    return np.asarray(number).astype(to)


def as_int64(numbers: Any) -> Any:
    """Places or counts from NumPy as PyTorch has them: NumPy's own integers have 32 bits in a
    browser.
    """
    return np.asarray(numbers, np.int64)


def as_numpy_places(numbers: Any) -> Any:
    """Places as those functions of NumPy want them that take no wider integers than its own."""
    return numbers.astype(np.intp, copy=False)


def layout(array: Any) -> Any:
    """How a copy of an array is laid out: as the array is, but for an expanded one by rows."""
    return "C" if 0 in array.strides else "K"


def unsupported(got: np.dtype[Any]) -> str:
    """The error for a NumPy array of a dtype that the engine does not have."""
    if got.kind in "OSUVMm":
        return (
            f"can't convert np.ndarray of type numpy.{got.type.__name__}. The only supported types"
            " are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8,"
            " uint64, uint32, uint16, uint8, and bool."
        )
    return (
        f"autograd_ref has no tensors of type {got.name}, which PyTorch has;"
        " use a type of the others, such as float32 or int64"
    )


def as_dtype(value: Any, where: str = "tensor") -> dtype:
    """The dtype that a `dtype=` argument names: one of the engine's, or bool, int, float."""
    if type(value) is dtype:
        return value
    if value is float:
        return float64
    if isinstance(value, type) and value in BY_PYTHON:
        return BY_PYTHON[value]
    raise TypeError(
        f"{where}(): argument 'dtype' must be torch.dtype, not {type(value).__name__}"
    )


def promote(*operands: Any) -> dtype:
    """The dtype of a result of `operands`: arrays and Python numbers.

    An operand of a higher category (bool < integer < floating point) decides; among those of
    one category, arrays with dimensions come before 0-d arrays, and those before Python numbers.
    """
    best: list[dtype | None] = [None, None, None]  # numbers, 0-d arrays, arrays with dimensions
    for operand in operands:
        if isinstance(operand, (np.ndarray, np.generic)):
            place, own = (2 if operand.ndim else 1), BY_NUMPY[operand.dtype]
        else:
            place, own = 0, BY_PYTHON[type(operand)]
        highest = best[place]
        if highest is not None and {own, highest} == {uint8, int8}:
            best[place] = int16  # which holds both
        elif highest is None or own.rank > highest.rank:
            best[place] = own
    result: dtype | None = None
    for highest in reversed(best):
        if highest and (result is None or CATEGORY[highest.rank] > CATEGORY[result.rank]):
            result = highest
    assert result is not None
    return result
