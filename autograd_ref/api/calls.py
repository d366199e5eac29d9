"""What PyTorch says to a call that fits none of a function's forms. Loaded when a call failed.

`signatures.txt` holds the forms, as PyTorch's sources write them. A form of a method is that of the
function without its first argument, unless a line with a leading point says otherwise. `fit` and
`explain` follow PyTorch's parser of arguments, and so do their words.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .. import dtypes
from ..messages import type_name
from ..tensor import Tensor
from .absent import sentence

# Functions and methods that PyTorch has written in Python: their errors are Python's.
PYTHONS = frozenset("""
atleast_1d atleast_2d atleast_3d block_diag broadcast_tensors cartesian_prod cdist eig einsum load
manual_seed meshgrid norm pca_lowrank save solve split svd_lowrank symeig tensordot unique
unique_consecutive unravel_index
""".split())  # noqa: SIM905
PYTHONS_METHODS = frozenset("""
backward eig is_shared lu norm register_hook register_post_accumulate_grad_hook share_memory_ solve
split storage symeig unflatten unique unique_consecutive
""".split())  # noqa: SIM905
# Functions of PyTorch's that parse no arguments, since they take none.
WITHOUT_ARGUMENTS = frozenset("""
get_num_threads is_anomaly_check_nan_enabled is_anomaly_enabled is_grad_enabled
is_inference_mode_enabled
""".split())  # noqa: SIM905
MAKERS = (", Layout? layout=None, Device? device=None, bool? pin_memory=False,"
          " bool? requires_grad=False")  # written "..." in the table
# How messages name the types of parameters.
SHOWN = {
    "Scalar": "Number", "int64_t": "int", "SymInt": "int", "double": "float",
    "IntArrayRef": "tuple of ints", "SymIntArrayRef": "tuple of ints",
    "ArrayRef<double>": "tuple of floats", "ArrayRef<Scalar>": "tuple of Scalars",
    "TensorList": "tuple of Tensors", "ScalarType": "torch.dtype", "Layout": "torch.layout",
    "Device": "torch.device", "Generator": "torch.Generator", "c10::string_view": "str",
    "MemoryFormat": "torch.memory_format",
}
NUMPY_WORDS = {"dim": ("axis",), "keepdim": ("keepdims",), "input": ("x", "a", "x1"),
               "other": ("x2",)}
# Functions that take a number for a tensor.
NUMBERS_TOO = frozenset("""
add add_ sub sub_ mul mul_ div div_ divide divide_ true_divide true_divide_ floor_divide
floor_divide_ multiply multiply_ subtract subtract_ remainder remainder_ fmod
""".split())  # noqa: SIM905


@dataclass(frozen=True)
class Parameter:
    """One parameter of a form, such as `SymInt? dim=None` after a `*`."""

    kind: str
    name: str
    default: str | None
    nullable: bool
    broadcast: bool  # a number stands for a tuple of them
    keyword_only: bool

    @property
    def shown(self) -> str:
        return SHOWN.get(self.kind, self.kind)

    def __str__(self) -> str:
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.shown} {self.name}{default}"


@dataclass(frozen=True)
class Form:
    """One way to call a function."""

    name: str
    parameters: tuple[Parameter, ...]
    hidden: bool

    @property
    def places(self) -> list[Parameter]:
        return [each for each in self.parameters if not each.keyword_only]

    @property
    def least(self) -> int:
        return sum(each.default is None for each in self.parameters)

    @property
    def varied(self) -> bool:
        """Whether `view(2, 3)` means `view((2, 3))`."""
        return len(self.places) == 1 and self.parameters[0].shown == "tuple of ints"

    def __str__(self) -> str:
        texts, starred = [], False
        for each in self.parameters:
            if each.keyword_only and not starred:
                texts.append("*")
                starred = True
            texts.append(str(each))
        return f"({', '.join(texts)})"


def parameter(text: str, keyword_only: bool) -> Parameter:
    """A parameter from its text, such as `IntArrayRef[1]? dim=None`."""
    declared, _, default = text.partition("=")
    kind, name = declared.rsplit(" ", 1)
    nullable, kind = kind.endswith("?"), kind.removesuffix("?")
    kind, sized, _ = kind.partition("[")
    return Parameter(kind, name, default or None, nullable, bool(sized), keyword_only)


def form(line: str) -> Form:
    """A form from a line of the table."""
    name, _, rest = line.partition("(")
    inside, _, mark = rest.replace(", ...", MAKERS).rpartition(")")
    texts = inside.split(", ") if inside else []
    star = texts.index("*") if "*" in texts else len(texts)
    parameters = tuple(parameter(text, place > star) for place, text in enumerate(texts)
                       if text != "*")
    return Form(name, parameters, bool(mark))


def bound(function: Form) -> Form:
    """The form of the method, from that of the function."""
    own = (each for each in function.parameters if each.name not in ("input", "out"))
    return Form(function.name, tuple(own), function.hidden)


@functools.cache
def table() -> dict[str, list[str]]:
    """The lines of each name; of a method under a name with a leading point."""
    found: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("signatures.txt").read_text("utf-8").splitlines():
        found.setdefault(line.partition("(")[0], []).append(line.removeprefix("."))
    return found


@functools.cache
def forms_of(name: str, method: bool) -> list[Form]:
    """All forms of a function or method; none for what the table lacks."""
    lines = table()
    if method and f".{name}" in lines:
        return [form(line) for line in lines[f".{name}"]]
    found = [form(line) for line in lines.get(name, [])]
    return [bound(each) for each in found] if method else found


def is_whole(value: Any) -> bool:
    """Whether a value can be an int."""
    if isinstance(value, Tensor):
        return value._array.ndim == 0 and value._array.dtype.kind in "iu"
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    """Whether a value can be a number."""
    if isinstance(value, Tensor):
        return value._array.ndim == 0 and not value.requires_grad
    return isinstance(value, (bool, int, float, complex, np.generic))


def suits(each: Parameter, value: Any, name: str) -> bool:
    """Whether a value is of the type of a parameter."""
    kind = each.shown
    if kind == "Tensor":
        return isinstance(value, Tensor) or (
            name in NUMBERS_TOO and each.name == "other" and is_number(value))
    if kind == "torch.memory_format":
        return hasattr(value, "by_rows")
    if kind in ("Number", "float"):
        return is_number(value)
    if kind == "int":
        return is_whole(value)
    if kind == "bool":
        return isinstance(value, bool)
    if kind == "torch.device":
        return type(value) in (str, int) or type_name(value) == kind
    if kind == "str":
        return isinstance(value, str)
    if kind == "torch.dtype":
        return isinstance(value, dtypes.dtype) or any(value is one for one in (bool, int, float))
    if kind == "tuple of ints":
        if isinstance(value, (tuple, list)):
            return not value or is_whole(value[0])
        return each.broadcast and is_whole(value)
    if kind.startswith("tuple of"):
        return isinstance(value, (tuple, list))
    return True


class Misfit(TypeError):
    """A call does not fit a form; the text says why."""


def fit(form: Form, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    """Raise Misfit if a call does not fit a form."""
    name, left, varied = form.name, dict(kwargs), form.varied
    if kwargs and not form.parameters:
        raise Misfit(f"TensorBase.{name}() takes no keyword arguments")
    if len(args) > len(form.places) and not varied:
        raise Misfit(too_many(form, len(args)))
    place = 0
    for number, each in enumerate(form.parameters):
        named = place >= len(args)
        if not named and each.keyword_only:
            raise Misfit(too_many(form, len(args)))
        word = next((word for word in (each.name, *NUMPY_WORDS.get(each.name, ()))
                     if word in left), None) if named else None
        if named and word is None:
            if each.default is None:
                raise Misfit(missing(form, number))
            continue
        value = args[place] if word is None else left.pop(word)
        first = varied and place == 0 and not named
        absent = value is None and (each.nullable or each.default == "None")
        if absent or suits(each, value, name):
            pass
        elif first and is_whole(value):
            place = len(args)
            continue
        elif first and len(args) > 1:
            raise Misfit(too_many(form, len(args)))
        else:
            raise Misfit(wrong_type(form, each, value, None if named else place))
        place += not named
    places = {each.name: number for number, each in enumerate(form.parameters)}
    for word in kwargs if left else ():
        if word not in places:
            raise Misfit(f"{name}() got an unexpected keyword argument '{word}'")
        if places[word] < len(args):
            raise Misfit(f"{name}() got multiple values for argument '{word}'")


def too_many(form: Form, given: int) -> str:
    least, most = form.least, len(form.places)
    if not form.parameters:
        return f"TensorBase.{form.name}() takes no arguments ({given} given)"
    if least != most:
        return (f"{form.name}() takes from {least} to {most} positional arguments but {given} were"
                " given")
    return (f"{form.name}() takes {most} positional argument{'' if most == 1 else 's'} but {given}"
            f" {'was' if given == 1 else 'were'} given")


def missing(form: Form, number: int) -> str:
    names = [f'"{each.name}"' for each in form.parameters[number:] if each.default is None]
    plural = "s" if len(names) == 1 else ""  # as PyTorch has it
    return (f"{form.name}() missing {len(names)} required positional argument{plural}:"
            f" {', '.join(names)}")


def wrong_type(form: Form, each: Parameter, value: Any, place: int | None) -> str:
    where = f"{form.name}(): argument '{each.name}'" + (
        "" if place is None else f" (position {place + 1})")
    text = f"{where} must be {each.shown}, "
    if each.shown == "tuple of ints" and isinstance(value, (tuple, list)) and place is not None:
        return f"{text}but found element of type {type_name(value[0])} at pos 0"
    return f"{text}not {type_name(value)}"


def not_unpacked(form: Form, args: tuple[Any, ...]) -> str | None:
    """What is wrong with the later elements of a tuple of ints: the first decides the form."""
    for each, value in zip(form.places, args, strict=False):
        if each.shown == "tuple of ints":
            sizes = value if isinstance(value, (tuple, list)) else args if form.varied else ()
            for place, size in enumerate(sizes):
                if not is_whole(size):
                    return (f"{form.name}(): argument '{each.name}' failed to unpack the object at"
                            f' pos {place + 1} with error "type must be tuple of ints,but got'
                            f' {type_name(size)}"')
    return None


def detailed(value: Any) -> str:
    """The type of a value, with those of its elements."""
    if isinstance(value, (tuple, list)):
        inner = ", ".join(map(detailed, value))
        return f"tuple of ({inner})" if isinstance(value, tuple) else f"list of [{inner}]"
    return type_name(value)


def combinations(name: str, forms: list[Form], args: tuple[Any, ...], kwargs: dict[str, Any]
                 ) -> str:
    """That no form of a function takes these arguments."""
    got = "".join(f"{type_name(value)}, " for value in args)
    got += "".join(f"{word}={type_name(value)}, " for word, value in kwargs.items())
    got = got[:-2] if args else got
    lead = f"{name}() received an invalid combination of arguments - got "
    shown = [each for each in forms if not each.hidden]
    if len(shown) == 1:
        wrong = unmatched(shown[0], kwargs)
        if kwargs and wrong:
            return f"{lead}unrecognized keyword arguments: {', '.join(wrong)}"
        marked = reason(shown[0], args, kwargs).partition("invalid types: (")[2]
        return f"{lead}({marked.removesuffix(')' + chr(10)) or got}), but expected {shown[0]}"
    lines = "".join(f" * {each}\n{reason(each, args, kwargs)}" for each in shown)
    return f"{lead}({got}), but expected one of:\n{lines}"


def shown_names(form: Form) -> list[str]:
    """The last word of each part of a form's text, which PyTorch takes for its name."""
    return [part.rsplit(" ", 1)[-1] for part in str(form)[1:-1].split(", ")]


def unmatched(form: Form, kwargs: dict[str, Any]) -> list[str]:
    """The keywords that PyTorch does not find among the last words of a form."""
    names = shown_names(form)
    last = names[max(0, len(names) - len(kwargs)):]
    return [word for word in kwargs if word not in last]


def reason(form: Form, args: tuple[Any, ...], kwargs: dict[str, Any]) -> str:
    """Why a form with as many parts as there are arguments does not take them."""
    names = shown_names(form)
    if len(args) + len(kwargs) != len(names):
        return ""
    if wrong := unmatched(form, kwargs):
        return ("      didn't match because some of the keywords were incorrect:"
                f" {', '.join(wrong)}\n")
    kinds = [part.rsplit(" ", 1)[0] for part in str(form)[1:-1].split(", ")]
    texts = []
    for place, kind in enumerate(kinds):
        named = place >= len(args)
        value = kwargs[names[place]] if named else args[place]
        label = f"{names[place]}=" if named else ""
        matching = type_name(value) == kind or (kind == "float" and type(value) is int)
        texts.append(f"{label}{detailed(value)}" if matching else f"!{label}{detailed(value)}!")
    end = "" if args else ", "  # as PyTorch has it
    return ("      didn't match because some of the arguments have invalid types:"
            f" ({', '.join(texts)}{end})\n")


def explain(forms: list[Form], args: tuple[Any, ...], kwargs: dict[str, Any]) -> str | None:
    """PyTorch's words for a call that fits none of the forms; None if it fits one."""
    reasons = []
    for each in forms:
        try:
            fit(each, args, kwargs)
        except Misfit as misfit:
            reasons.append(str(misfit))
        else:
            return not_unpacked(each, args)
    if len(forms) == 1:
        return reasons[0]
    given = len(args) + len(kwargs)
    plausible = [reason for each, reason in zip(forms, reasons, strict=True)
                 if not each.hidden and each.least <= given <= len(each.parameters)]
    return plausible[0] if len(plausible) == 1 else combinations(forms[0].name, forms, args, kwargs)


def wrong_call(error: Exception, function: Any, args: tuple[Any, ...], kwargs: dict[str, Any],
               method: bool = False, name: str | None = None) -> Exception:
    """The error to raise for a call that failed: PyTorch's if the arguments fit none of the
    function's forms, else the error itself. `name` is the one that was called, if not its first.
    """
    name = name or str(function.__name__)
    if method and name in PYTHONS_METHODS and not_taken(error):
        return TypeError(str(error).replace(function.__qualname__, f"Tensor.{name}", 1))
    if not method and name in WITHOUT_ARGUMENTS:
        given = "keyword arguments" if kwargs else f"arguments ({len(args)} given)"
        return TypeError(f"torch.{name}() takes no {given}")
    if "names" in kwargs:
        return TypeError(sentence(f"{name}(names=...)"))
    if name in PYTHONS or "which PyTorch has" in str(error):
        return error
    forms = forms_of(name, method)
    text = explain(forms, args[1:] if method else args, kwargs) if forms else in_python(
        error, function, args, kwargs)
    if text is None and not forms and not_taken(error):  # in its own name, not that of another
        text = str(error).replace(f"{function.__qualname__}()", f"{name}()", 1)
    return error if text is None else TypeError(text)


def in_its_words(args: tuple[Any, ...], kwargs: dict[str, Any], method: bool, name: str
                 ) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    """The arguments of a call in the words of the form that they fit: `dim` for NumPy's `axis`, and
    a tuple for the sizes that a method was given one by one; None if they are in them already.
    """
    tensor, own = (args[:1], args[1:]) if method else ((), args)
    for each in forms_of(name, method):
        try:
            fit(each, own, kwargs)
        except Misfit:
            continue
        words = {other: one.name for one in each.parameters
                 for other in NUMPY_WORDS.get(one.name, ()) if other in kwargs}
        if words:
            return args, {words.get(word, word): value for word, value in kwargs.items()}
        if each.varied and own and not isinstance(own[0], (tuple, list)):
            return (*tensor, own), kwargs
    return None


def not_taken(error: Exception) -> bool:
    """Whether Python did not take the arguments of a call, so that the function did not begin."""
    return error.__traceback__ is not None and error.__traceback__.tb_next is None


def in_python(error: Exception, function: Any, args: Iterable[Any], kwargs: dict[str, Any]
              ) -> str | None:
    """What is wrong in a call of a function that the table lacks, from its parameters in Python;
    None if nothing is.
    """
    name = function.__name__
    if not not_taken(error):
        return None
    parameters = inspect.signature(function).parameters.values()
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return None
    needed = [one.name for one in parameters if one.default is one.empty
              and one.kind is one.POSITIONAL_OR_KEYWORD]
    absent = [f'"{one}"' for one in needed[len(tuple(args)):] if one not in kwargs]
    if not absent:
        return None
    return (f"{name}() missing {len(absent)} required positional"
            f" argument{'' if len(absent) > 1 else 's'}: {', '.join(absent)}")
