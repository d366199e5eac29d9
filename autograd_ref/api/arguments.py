"""Checks of arguments, with PyTorch's errors."""

from __future__ import annotations

import functools
import math
import warnings
from typing import Any

import numpy as np

from .. import dtypes
from ..messages import type_name
from ..modes import thread
from ..node import count_change
from ..tensor import Tensor
from .change import check_not_inference
from .once import warn_once

RESIZED = (
    "An output with one or more elements was resized since it had shape {}, which does not match"
    " the required output shape {}. This behavior is deprecated, and in a future PyTorch release"
    " outputs will not be resized unless they have zero elements. You can explicitly reuse an out"
    " tensor t by resizing it, inplace, to zero elements with t.resize_(0)."
)


def tensor_argument(
    value: Any, function: str, position: int = 1, argument: str = "input"
) -> Tensor:
    """`value`, which must be a tensor. Raises PyTorch's TypeError for anything else."""
    if isinstance(value, Tensor):
        return value
    raise TypeError(
        f"{function}(): argument '{argument}' (position {position}) must be Tensor,"
        f" not {type_name(value)}"
    )


def check_number(value: Any, function: str, argument: str, position: int = 2) -> None:
    """Raise PyTorch's TypeError for what is no number."""
    if not isinstance(value, (int, float, np.generic)):
        raise TypeError(f"{function}(): argument '{argument}' (position {position}) must be Number,"
                        f" not {type_name(value)}")


def check_dtypes(words: str, *tensors: Tensor) -> None:
    """Raise RuntimeError if tensors differ in dtype, in these words with the dtypes in place of
    {0}, {1} and so on.
    """
    if any(each._array.dtype is not tensors[0]._array.dtype for each in tensors[1:]):
        raise RuntimeError(words.format(*(each.dtype for each in tensors)))


SCALARS = "expected scalar type {0.type_name} but found {1.type_name}"
C_NUMBERS = {"int8": "int8_t", "uint8": "uint8_t", "int16": "int16_t", "int32": "int",
             "int64": "int64_t", "float32": "float"}


def limits_of(kind: np.dtype[Any]) -> tuple[Any, Any]:
    """The smallest and the largest number that a type takes."""
    if kind.kind == "f":
        return -float(np.finfo(kind).max), float(np.finfo(kind).max)
    most = int(np.iinfo(kind).max)
    return int(np.iinfo(kind).min) or -most, most


LIMITS = {kind: limits_of(kind) for kind in map(np.dtype, C_NUMBERS)}


def fitting(value: Any, kind: np.dtype[Any]) -> Any:
    """A Python number for an array of this type. A negative number keeps its low bits in uint8.

    Raises RuntimeError if it is too large.
    """
    limits = LIMITS.get(kind)
    if limits is None or not isinstance(value, (int, float)):
        return value
    whole = kind.kind != "f"
    if not limits[0] <= value <= limits[1] and (whole or math.isfinite(value)):
        raise RuntimeError(f"value cannot be converted to type {C_NUMBERS[kind.name]} without"
                           " overflow")
    return dtypes.wrapped(int(value), kind) if whole else value


def combination(function: str, *args: Any, **kwargs: Any) -> TypeError:
    """The TypeError for arguments that no form of a function takes; without a leading tensor, those
    of a method.
    """
    from . import calls

    own = function in ("arange", "normal", "randint") or isinstance(next(iter(args), None), Tensor)
    forms = calls.forms_of(function, not own)
    return TypeError(calls.combinations(function, forms, args, kwargs))


def older_order(name: str, word: str, tensors: str, number: Any) -> None:
    """Warn that a call has its number first, before the tensors, as in PyTorch's first years.

    Raises TypeError if it is no number.
    """
    check_number(number, name, word, 1)
    warn_once(
        f"This overload of {name} is deprecated:\n\t{name}(Number {word}, {tensors})\nConsider"
        f" using one of the following signatures instead:\n\t{name}({tensors}, *, Number {word} ="
        " 1)", stacklevel=3)


def is_integer_like(dim: Any) -> bool:
    """Whether `dim` is an integer of another kind than Python's: NumPy's or a 0-d tensor's."""
    if isinstance(dim, Tensor):
        return dim._array.ndim == 0 and dim._array.dtype.kind in "iu"
    return isinstance(dim, np.integer)


def wrap_dim(dim: Any, ndim: int, function: str = "", argument: str = "dim") -> int:
    """`dim` counted from the front. Raises IndexError if there is no such dimension."""
    if type(dim) is not int:
        if is_integer_like(dim):
            return wrap_dim(int(dim), ndim)
        place = 2 if argument == "dim1" or function == "cat" else 1
        raise TypeError(
            f"{function}(): argument '{argument}' (position {place}) must be int,"
            f" not {type_name(dim)}"
        )
    reach = max(ndim, 1)
    if not -reach <= dim < reach:
        raise IndexError(
            f"Dimension out of range (expected to be in range of [{-reach}, {reach - 1}],"
            f" but got {dim})"
        )
    return dim % reach


def wrap_dims(
    dims: Any, ndim: int, function: str = "", named: bool = False, keepdim: Any = False
) -> tuple[int, ...]:
    """One or several dimensions, counted from the front; all of them for None and for `()`.

    Also raises TypeError if `keepdim` is no bool: `sum(0, 1)` is not `sum((0, 1))`.
    """
    if keepdim is not True and keepdim is not False:
        raise TypeError(
            f"{function}(): argument 'keepdim' (position 2) must be bool, not"
            f" {type_name(keepdim)}"
        )
    if is_integer_like(dims):
        dims = int(dims)
    if dims is not None and not isinstance(dims, (int, tuple, list)):
        raise combination(function, dim=dims) if named else combination(function, dims)
    if dims is None or (not isinstance(dims, int) and len(dims) == 0):
        return tuple(range(ndim))
    try:
        found = [wrap_dim(dim, ndim) for dim in ((dims,) if isinstance(dims, int) else dims)]
    except TypeError:
        raise (combination(function, dim=dims) if named else combination(function, dims)) from None
    for dim in found:
        if found.count(dim) > 1:
            raise RuntimeError(f"dim {dim} appears multiple times in the list of dims")
    return tuple(found) if ndim else ()


def into(out: Any, result: Any, name: str) -> Any:
    """`out` with the numbers of a result, as `out=` asks. It gets the result's shape. Of several
    results each goes into one of several tensors.

    Raises RuntimeError if a gradient would be needed, or if `out` is of a lesser kind of numbers.
    """
    if not isinstance(result, Tensor) and isinstance(out, (tuple, list)):
        written = [into(*pair, name) for pair in zip(out, result, strict=True)]
        named = type(f"{type(result).__name__}_out", (type(result),), {})  # as PyTorch prints it
        return named(*written) if hasattr(result, "_fields") else named(written)
    if not isinstance(out, Tensor):
        raise TypeError(f"{name}(): argument 'out' must be Tensor, not {type_name(out)}")
    if result._requires_grad or (out._requires_grad and thread.modes.grad_enabled):
        raise RuntimeError(
            f"{name}(): functions with out=... arguments don't support automatic differentiation,"
            " but one of the arguments requires grad."
        )
    array, held = result._array, out._array
    if dtypes.CATEGORY[result.dtype.rank] > dtypes.CATEGORY[out.dtype.rank]:
        raise RuntimeError(
            f"result type {result.dtype.type_name} can't be cast to the desired output type"
            f" {out.dtype.type_name}"
        )
    if held.shape == array.shape:
        held[...] = array
    else:
        if held.size:
            warnings.warn(RESIZED.format(list(held.shape), list(array.shape)), UserWarning,
                          stacklevel=4)
        out._array = array.astype(held.dtype)
    check_not_inference(out)
    count_change(out)
    return out


# What arguments of a wrong type lead to. A call with right ones that fails keeps its error.
WRONG = TypeError, AttributeError, LookupError, ValueError, RuntimeError


def wrong_call(
    error: Exception, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any],
    method: bool = False, name: str | None = None,
) -> Exception:
    """The error to raise for a call that failed, see calls.py, which is loaded now."""
    from . import calls

    return calls.wrong_call(error, function, args, kwargs, method, name)


def in_its_words(args: tuple[Any, ...], kwargs: dict[str, Any], method: bool, name: str
                 ) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """The arguments of a call that failed, in the function's own words, see calls.py."""
    from . import calls

    return calls.in_its_words(args, kwargs, method, name)


def takes_out(name: str, method: bool = False) -> bool:
    """Whether PyTorch's function of this name takes `out=`."""
    from . import calls  # seldom needed

    return any(each.name == "out" for form in calls.forms_of(name, method)
               for each in form.parameters)


def check_call(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], method: bool) -> None:
    """Raise TypeError if the arguments fit no form of a function."""
    from . import calls  # seldom needed

    text = calls.explain(calls.forms_of(name, method), args[method:], kwargs)
    if text is not None:
        raise TypeError(text) from None


def with_pytorchs_errors(function: Any, method: bool = False, name: str | None = None) -> Any:
    """A function, or method, that says in PyTorch's words what is wrong with a call, and writes its
    result into `out=` if PyTorch's does.
    """
    name = name or function.__name__

    @functools.wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        try:
            if len(args) == 1 and not kwargs:  # a call without * is quicker
                return function(args[0])
            return function(*args, **kwargs)
        except WRONG as error:
            if "out" in kwargs and takes_out(name, method):
                check_call(name, args, kwargs, method)
                out = kwargs.pop("out")
                result = called(*args, **kwargs)
                return result if out is None else into(out, result, name)
            return tried_again(called, error, function, args, kwargs, method, name)

    return called


def tried_again(
    called: Any, error: Exception, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any],
    method: bool, name: str,
) -> Any:
    """What a call that failed gives in the function's own words; if it has no others, raises what
    PyTorch says of it.
    """
    if type(error) is TypeError and (again := in_its_words(args, kwargs, method, name)):
        return called(*again[0], **again[1])
    try:
        raise wrong_call(error, function, args, kwargs, method, name) from None
    finally:
        del error  # its traceback has this frame, which would hold it until a collection
