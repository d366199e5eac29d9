"""What PyTorch says to a call with too few, too many or unknown arguments. Loaded when first used.

Python's own TypeError says it in other words. A wrapper that a function has anyway asks for
PyTorch's, once the call has failed.
"""

from __future__ import annotations

import inspect
from typing import Any

from ..messages import type_name

# Functions and methods that PyTorch has in several forms, after the tensor itself.
SEVERAL = frozenset("""
add_ all any arange argsort bernoulli bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift
bitwise_xor bucketize clamp clamp_ clamp_max clamp_max_ clamp_min clamp_min_ clip conv1d conv2d
copysign count_nonzero cumulative_trapezoid div div_ divide dsplit eq eye fill_ float_power
floor_divide fmod ge gradient greater greater_equal gt histogram hsplit index_fill isin le lerp less
less_equal linspace logspace lt masked_fill max mean median min moveaxis movedim multiply nanmedian
nanquantile narrow ne normal not_equal pow pow_ prod quantile rand rand_like randint randint_like
randn randn_like randperm remainder repeat_interleave result_type round round_ rsub scatter scatter_
searchsorted sort squeeze std std_mean subtract sum tensor_split trapezoid trapz true_divide var
var_mean vsplit where xlogy
""".split())  # noqa: SIM905
# Functions that PyTorch has written in Python: their errors are Python's.
PYTHONS = frozenset("""
atleast_1d atleast_2d atleast_3d block_diag broadcast_tensors cartesian_prod cdist einsum load
manual_seed meshgrid norm save split tensordot unique unique_consecutive
""".split())  # noqa: SIM905
FUNCTIONS_ONLY = frozenset(("addmm", "baddbmm", "bmm", "mm"))
METHODS_ONLY = frozenset(("to", "view", "nonzero"))
# Those of which it shows only one form.
SHOWN = {
    "add": "Tensor other, *, Number alpha = 1", "sub": "Tensor other, *, Number alpha = 1",
    "addcdiv": "Tensor tensor1, Tensor tensor2, *, Number value = 1",
    "addcmul": "Tensor tensor1, Tensor tensor2, *, Number value = 1",
    "addmv": "Tensor mat, Tensor vec, *, Number beta = 1, Number alpha = 1",
    "addr": "Tensor vec1, Tensor vec2, *, Number beta = 1, Number alpha = 1",
    "addbmm": "Tensor batch1, Tensor batch2, *, Number beta = 1, Number alpha = 1",
}


def wrong_call(error: TypeError, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any],
               method: bool = False) -> TypeError:
    """The error to raise for a call that failed: PyTorch's if the arguments did not fit the
    function's parameters, else the error itself.
    """
    trace, name = error.__traceback__, function.__name__
    if name in PYTHONS:
        return error
    unknown = str(error).startswith(f"{name}() got an unexpected keyword argument")
    if unknown and name in SEVERAL:
        given = args[1:] if method else args
        return TypeError(combinations(name, given, kwargs, method))
    if trace is None or trace.tb_next is not None:  # raised inside of the function
        return error
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError:
        text = words(name, signature, args, kwargs, method)
        return error if text is None else TypeError(text)
    return error


def words(name: str, signature: inspect.Signature, args: tuple[Any, ...], kwargs: dict[str, Any],
          method: bool) -> str | None:
    """What is wrong with the arguments."""
    parameters = list(signature.parameters.values())
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return None
    places = [one for one in parameters if one.kind is not one.KEYWORD_ONLY
              and one.kind is not one.VAR_KEYWORD]
    if method:
        places, args = places[1:], args[1:]
        if not places:
            return (f"Tensor.{name}() takes no keyword arguments" if kwargs else
                    f"Tensor.{name}() takes no arguments ({len(args)} given)")
    needed = [one.name for one in places if one.default is one.empty]
    given = len(args) + len(kwargs)
    several = name in SEVERAL or name in (METHODS_ONLY if method else FUNCTIONS_ONLY)
    if (several or name in SHOWN) and not len(needed) <= given <= len(parameters):
        return combinations(name, args, kwargs, method)
    missing = [one for one in needed[len(args):] if one not in kwargs]
    if missing:
        plural = "" if len(missing) > 1 else "s"  # as PyTorch has it
        named = ", ".join(f'"{one}"' for one in missing)
        return f"{name}() missing {len(missing)} required positional argument{plural}: {named}"
    if len(args) > len(places):
        least, most = len(needed), len(places)
        count = f"{most}" if least == most else f"from {least} to {most}"
        plural = "s" if most > 1 else ""
        return f"{name}() takes {count} positional argument{plural} but {len(args)} were given"
    known = signature.parameters
    for word in kwargs:
        if word not in known:
            return f"{name}() got an unexpected keyword argument '{word}'"
        if word in {one.name for one in places[: len(args)]}:
            return f"{name}() got multiple values for argument '{word}'"
    return None


def combinations(name: str, args: tuple[Any, ...], kwargs: dict[str, Any], method: bool) -> str:
    """That no form of a function takes these arguments."""
    got = [type_name(value) for value in args]
    got += [f"{word}={type_name(value)}" for word, value in kwargs.items()]
    lead = ", " if kwargs and not args else ""
    if name in SHOWN:
        shown = SHOWN[name] if method else f"Tensor input, {SHOWN[name]}, Tensor out = None"
        expected = f"({shown})"
    else:
        expected = f"one of:\n * what help(autograd_ref.{name}) shows"
    return (f"{name}() received an invalid combination of arguments - got ({', '.join(got)}{lead}),"
            f" but expected {expected}")
