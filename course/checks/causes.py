"""What an exception means, in a sentence, where its message makes the cause sure."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from course.checks.implementation import Request
from course.exchange.failure import Failure
from course.words import counted

THINGS = {
    "NoneType": "None", "float": "a plain number", "int": "a plain number",
    "float64": "a NumPy number", "numpy.float64": "a NumPy number", "ndarray": "an array",
    "numpy.ndarray": "an array", "list": "a list", "tuple": "a tuple", "dict": "a dict",
    "str": "a string", "bool": "True or False", "function": "a function", "method": "a method",
    "number": "a single number",
    "TensorState": "a Tensor", "ellipsis": "a `...`", "builtin_function_or_method": "a function",
    "ufunc": "a function", "_ArrayFunctionDispatcher": "a function",
    "Tensor": "a Tensor", "Node": "a Node", "set": "a set", "generator": "a generator",
}
PLAIN = set(THINGS.values()) - {"a Tensor", "a Node"}  # no `self` in an exercise is one of these
ITERATOR = re.compile(r"map|filter|zip|reversed|enumerate|chain|islice|accumulate|itertools\.\w+|"
                      r"\w+iterator")
TAKES = r"(\S+)\(\) takes (.+?) positional arguments? but (\d+) (?:was|were) given"
NO_ERROR = "exceptions must derive from BaseException"
ONE_NUMBER = r"only (?:0-dimensional|length-1|size-1) arrays can be converted to Python scalars"
SPECIAL = re.compile(r"__\w+__")  # a method that Python calls
UNPACKED = re.compile(r"\*self\.(\w+)")
NO_ITEMS = r"invalid index to scalar variable|too many indices for array: array is 0-dim"
BY_OPERATOR = ("An operator calls a function that uses the same operator, and so on without end. "
               "Let it calculate with the arrays, those in `.data`.")
ADVICE = {
    "RecursionError": "A function called itself too often. Is there a case in which it stops, and "
                      "can a long chain do without recursion?",
    "ModuleNotFoundError": "The exercises are written with NumPy alone.",
    "TooSlow": "Is there a loop that never ends?",
    "SystemExit": "Nothing in an exercise needs to exit.",
    "KeyError": "The dict has no entry for this key.",
    "ZeroDivisionError": "The line divides by a number that is 0 here.",
}


def thing(kind: str) -> str:
    """The name of a type in plain words."""
    if is_error_type(kind):
        return f"an error as a value, {kind}"
    if " of " in kind:  # such as "array of object"
        return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"
    if ITERATOR.fullmatch(kind):
        return "an iterator"
    return THINGS.get(kind, f"an object of type {kind}")


def is_error_type(kind: str) -> bool:
    """Whether a type of that name is one of errors."""
    return kind.endswith(("Error", "Exception"))


def cause(error: Failure, request: Request | None = None) -> str:
    """What an exception means; empty if its message does not make that sure."""
    if not error.frames and request is not None and request.kind == "getitem" and (
            error.kind == "KeyError"):
        return (f"The check looks for item {error.message} of `{request.target}`, and that is a "
                "dict without it.")
    if error.kind == "RecursionError" and any(
            SPECIAL.fullmatch(frame.function) for frame in error.frames):
        return BY_OPERATOR
    if error.kind in ADVICE:
        return ADVICE[error.kind]
    if not error.frames and request is not None:
        return _of_the_checks_own_request(error, request)
    if attribute := _of_self(error):
        return (f"`self` has no `.{attribute}` when this line runs. Assigning makes one, as in "
                f"`self.{attribute} = ...`.")
    if re.match(ONE_NUMBER, error.message) and (
            made := re.search(r"\b(float|int)\(", error.frames[-1].text if error.frames else "")):
        return f"`{made[1]}` takes a single number, and here it gets an array of several."
    for pattern, sentence in SENTENCES:
        match = re.match(pattern, error.message)
        if match:
            text = sentence(*match.groups()) + _of_the_call(error) + _of_another_method(error)
            unpacked = [name for frame in error.frames for name in UNPACKED.findall(frame.text)]
            comma = pattern == TAKES and unpacked
            return text + (
                f" Is `{unpacked[0]}` a tuple? One item alone needs a comma: `(item,)`."
                if comma else "") + _of_one_argument(error)
    return _of_the_line(error)


def _of_the_call(error: Failure) -> str:
    """A question if the error is in a function that another one, or it itself, had called."""
    if not error.frames or not error.frames[-1].function.isidentifier():
        return ""
    *outer, last = error.frames
    call = re.compile(rf"\b{last.function}\(")
    if "'NoneType'" in error.message and call.search(last.text):
        if re.search(rf"(\+=|=|return)\s*{last.function}\([^()]*\)$", last.text.strip()):
            return f" `{last.function}` returned None to it. Is a `return` missing there?"
        return f" The line calls `{last.function}` itself: does that always return something?"
    caller = next((frame.function for frame in reversed(outer)
                   if frame.function != last.function and call.search(frame.text)), "")
    if not caller.isidentifier() or error.kind == "NameError":
        return ""
    return (f" The line is in `{last.function}`: is what `{caller}` hands to it what it asks "
            "for?")


def _of_one_argument(error: Failure) -> str:
    """A question if a call hands over one name and the function asks for several arguments."""
    takes = re.match(TAKES, error.message)
    line = error.frames[-1].text if error.frames else ""
    handed = re.search(r"\w\((\w+)\)", line)
    if not takes or takes[3] != "1" or not handed:
        return ""
    return f" Does `{handed[1]}` hold them all? `*{handed[1]}` hands over its items one by one."


def _of_another_method(error: Failure) -> str:
    """What to do with a name that another method has made, told in a method that Python calls."""
    missing = re.match(r"name '(\w+)' is not defined$", error.message)
    if missing and error.frames and SPECIAL.fullmatch(error.frames[-1].function):
        return (f" What one method leaves to another it keeps in `self`: `self.{missing[1]} = ...` "
                f"there, and `self.{missing[1]}` here.")
    return ""


def _of_self(error: Failure) -> str:
    """The attribute that a line asks of `self` in vain; "" if it is not that."""
    missing = re.match(r"'(.+?)' object has no attribute '(\w+)'", error.message)
    if missing is None or not error.frames or thing(missing[1]) in PLAIN:
        return ""
    asked = set(re.findall(rf"(\w+)\.{missing[2]}\b", error.frames[-1].text))
    return missing[2] if asked == {"self"} else ""


def not_a_function(error: Failure | None, request: Request | None) -> str:
    """The sentence for a probe that called a name which means something else by now; else ""."""
    match = error and request and request.kind in ("call", "raised") and not error.frames and \
        re.match(r"'(.+)' object is not callable(?:: (.*))?$", error.message)
    if not match or request is None or not request.target.isidentifier():
        return ""
    value = f", {match[2]}," if match[2] else ","
    return (f"`{request.target}` is {_short_thing(match[1])}{value} not a function: "
            "did a later cell use the name?")


def _short_thing(kind: str) -> str:
    return {"int": "a number", "float": "a number"}.get(kind, thing(kind))


def _of_the_checks_own_request(error: Failure, request: Request) -> str:
    """The check asked for something that the student's object does not have."""
    kind = re.match(r"'(.+?)' object", error.message)
    if request.kind == "get" and kind:
        if request.target.startswith(f"{kind[1]}("):
            return f"The check reads `.{request.detail}` of `{request.target}`, which has none."
        raised = " An error is raised with `raise`, not returned." * is_error_type(kind[1])
        return (f"The check reads `.{request.detail}` of `{request.target}`, and that is "
                f"{thing(kind[1])}.{raised}")
    if request.kind in ("enter", "exit") and kind and "has no attribute '__" in error.message:
        return (f"`with` needs an object that has `__enter__` and `__exit__`, and "
                f"`{request.target}` is {thing(kind[1])}.")
    found = kind[1] if kind else "number" if re.match(NO_ITEMS, error.message) else ""
    if request.kind == "getitem" and found:
        return f"The check looks for an item of `{request.target}`, and that is {thing(found)}."
    if request.kind == "getitem" and error.kind == "IndexError":
        return f"`{request.target}` has fewer items than the check looks for."
    unhashable = re.match(r"unhashable type: '(.+?)'", error.message)
    if unhashable:
        return (f"`{request.target}` looks for its arguments in a table, as `functools.cache` "
                f"does, and {thing(unhashable[1])} cannot be looked up.")
    for pattern, sentence in ARGUMENTS:
        match = re.match(pattern, error.message)
        if match and request.kind == "call":
            told = sentence(*match.groups())
            if not request.target.isidentifier():  # its name in the message may be another's
                told = re.sub("(the `def` line of|the `lambda` in|NumPy's) `.*?`|the `lambda`",
                              f"`{request.target}`", told, flags=re.I)
            return f"{told} The check calls it as the exercise's text does."
        if match and request.kind in ("enter", "exit"):
            return sentence(*match.groups()).replace("The call", "`with`")
    return ""


def _of_the_line(error: Failure) -> str:
    line = error.frames[-1].text.strip() if error.frames else ""
    if re.match(r"raise\b", line):
        return "This `raise` was reached. Here a right answer does not reach it."
    if re.match(r"assert\b", line):
        return "What this `assert` demands is not so. With a right answer it is."
    return ""


def _arguments(function: str, takes: str, given: str) -> str:
    of_method = "." in function and "<locals>" not in function
    return f"The call passes {counted(given, 'argument')}, {_callee(function)} " \
           f"takes {takes}{', `self` included' if of_method else ''}."


def _callee(function: str) -> str:
    """What takes the arguments of a call, by the name in Python's message."""
    *outer, name = function.replace(".<locals>", "").split(".")
    if name == "<lambda>":
        return f"the `lambda` in `{outer[-1]}`" if outer else "the `lambda`"
    if not outer and callable(getattr(np, name, None)):
        return f"NumPy's `{name}`"
    return f"the `def` line of `{name if '<locals>' in function else function}`"


def _broadcast(shapes: str) -> str:
    first, second = re.findall(r"\(.*?\)", shapes)[:2]
    return f"Shapes {_spaced(first)} and {_spaced(second)} do not fit together, entry by entry."


def _spaced(shape: str) -> str:
    return re.sub(r",(?=\d)", ", ", shape)


def _operator(operator: str, left: str, right: str) -> str:
    return f"Left of `{operator}` stands {_operand(left)}, right of it {_operand(right)}."


def _operand(kind: str) -> str:
    """An operand by the type in the message, which for an array is that of its entries."""
    return "a number or an array" if kind in ("int", "float") else thing(kind)


def _out_of_bounds(index: str, axis: str, size: str) -> str:
    return f"The index is {index}, and axis {axis} has {size} entries; the first has index 0."


def _axis(axis: str, ndim: str) -> str:
    return f"The line asks for axis {axis} of an array that has " + (
        "no axes, of shape ()." if ndim == "0" else f"{ndim}; the first is axis 0."
        if ndim != "1" else "one, axis 0.")


def _casting(source: str, target: str) -> str:
    return (f"The array on the left holds {target}, and {source} does not fit into that: make it "
            "an array of floats first.")


Sentence = Callable[..., str]
ARGUMENTS: list[tuple[str, Sentence]] = [
    (TAKES, _arguments),
    (r"(\S+)\(\) missing \d+ required positional arguments?: (.+)$",
     lambda name, missing: f"The call passes nothing for {missing}, which {_callee(name)} "
                           "asks for."),
    (r"(\S+)\(\) got an unexpected keyword argument '(\w+)'",
     lambda name, keyword: f"{_callee(name).replace('the ', 'The ')} has no argument "
                           f"`{keyword}`."),
]
SENTENCES: list[tuple[str, Sentence]] = [
    *ARGUMENTS,
    (r"'(.+?)' object has no attribute '(\w+)'",
     lambda kind, name: f"In this line {thing(kind)} arrives, which has no `.{name}`."),
    (r"unsupported operand type\(s\) for (\S+?)(?: or \w+\(\))?: '(.+?)' and '(.+?)'", _operator),
    (r"bad operand type for unary (\S+): '(.+?)'",
     lambda operator, kind: f"Behind `{operator}` stands {thing(kind)}."),
    (r"'(.+?)' object is not subscriptable",
     lambda kind: f"What stands before the `[` is {thing(kind)}, which has no items."),
    (r"'(.+?)' object does not support item assignment",
     lambda kind: f"What stands before the `[` is {thing(kind)}, whose items cannot be set."),
    (r"'(.+?)' object is not iterable",
     lambda kind: f"The line goes through the items of {thing(kind)}, which has none."),
    (r"cannot unpack non-iterable (\S+) object",
     lambda kind: f"The line unpacks {thing(kind)}, which has no items."),
    (r"'(.+?)' object is not callable",
     lambda kind: f"What stands before the `(` is {thing(kind)}, not a function."),
    (r"len\(\) of unsized object",
     lambda: "`len` is asked for the length of an array of shape (), which has none."),
    (r"object of type '(.+?)' has no len\(\)",
     lambda kind: f"`len` is asked for the length of {thing(kind)}, which has none."),
    (r"unhashable type: '(.+?)'",
     lambda kind: f"A set or a dict is asked to hold {thing(kind)} as a key, which can change."),
    (r"operands could not be broadcast together with shapes (.+)$", _broadcast),
    (r"non-broadcastable output operand with shape (\(.*?\)) doesn't match the broadcast shape "
     r"(\(.*?\))",
     lambda small, large: f"The result has shape {_spaced(large)}, and an array of shape "
                          f"{_spaced(small)} cannot take it."),
    (r"could not broadcast input array from shape (\(.*?\)) into shape (\(.*?\))",
     lambda large, small: f"Numbers of shape {_spaced(large)} are written into an array of shape "
                          f"{_spaced(small)}: they do not fit in."),
    (r"shapes (\(.*?\)) and (\(.*?\)) not aligned",
     lambda first, second: f"Shapes {_spaced(first)} and {_spaced(second)} do not fit together in "
                           "a matrix product."),
    (r"matmul: Input operand 1 .*\(size (\d+) is different from (\d+)\)",
     lambda right, left: f"In this matrix product the last axis on the left has {left} entries, "
                         f"the axis on the right that meets it {right}: they must be as many."),
    (r"matmul: Input operand (\d) does not have enough dimensions",
     lambda side: f"`@` finds a single number on the {('left', 'right')[side == '1']}: "
                  "it multiplies matrices and vectors alone."),
    (r"cannot reshape array of size (\d+) into shape (\(.*?\))",
     lambda size, shape: f"{counted(size, 'number')} cannot fill shape {_spaced(shape)} exactly."),
    (r"The truth value of an array",
     lambda: "An array is used where one True or False is needed, as after `if` and beside `and`. "
             "For a choice entry by entry there is `np.where`; to ask whether there is one, "
             "`is None`."),
    (r"np\.exp was called on ",  # by the helper of unit 09
     lambda: "Here `exp` gets a large positive number. `np.where` computes both of its choices for "
             "every entry."),
    (r"too many values to unpack \(expected (\d+)(?:, got \d+)?\)",
     lambda names: f"There are more values here than the {names} names that take them."),
    (r"not enough values to unpack \(expected (\d+), got (\d+)\)",
     lambda names, values: f"{names} names wait for values here, and "
                           f"{'only 1 arrives' if values == '1' else f'{values} arrive'}."),
    (r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", _out_of_bounds),
    (r"list index out of range",
     lambda: "The list is shorter than the index asks for; its first item has index 0."),
    (r"tuple index out of range",
     lambda: "The tuple is shorter than the index asks for; its first item has index 0."),
    (ONE_NUMBER,
     lambda: "The line wants a single number and gets an array. For arrays there are NumPy's "
             "functions, such as `np.exp` in place of `math.exp`."),
    (r"iteration over a 0-d array",
     lambda: "The line goes through the items of an array of shape (), which has none."),
    (r"invalid index to scalar variable",
     lambda: "What stands before the `[` is a single number, which has no items."),
    (r"'(.+?)' object cannot be interpreted as an integer",
     lambda kind: "A whole number belongs here, as in `range(...)`, and "
                  f"{'a float' if kind.endswith(('float', 'float64')) else thing(kind)} arrives."),
    (r"pop from empty list", lambda: "`pop` finds the list empty."),
    (r"too many indices for array: array is (\d+)-dimensional, but (\d+) were indexed",
     lambda ndim, given: f"The array has {counted(ndim, 'axis', 'axes')}, and the "
                         f"index names {given}."),
    (r"axis (-?\d+) is out of bounds for array of dimension (\d+)", _axis),
    (r"cannot access local variable '(\w+)'",
     lambda name: f"No line that gives `{name}` a value was run before this one."),
    (r"name '(\w+)' is not defined\. Did you mean: '(.+?)'\?",
     lambda name, near: f"Nothing is called `{name}` here. Do you mean `{near}`?"),
    (r"name '(\w+)' is not defined",
     lambda name: "NumPy is called `np` here." if name == "numpy" else
                  f"Nothing is called `{name}` here. What another function or method calls so ends "
                  "with it. If a cell above defines it, that cell has not run. Run the cells above "
                  "first, from top to bottom."),
    (r"Cannot cast ufunc '\w+' output from dtype\('(\w+)'\) to dtype\('(\w+)'\)", _casting),
    (r"(?:output array|assignment destination) is read-only",
     lambda: "This array may not be changed. Work on a copy, or make a new array."),
    (r"float\(\) argument must be a string or a real number, not '(.+?)'",
     lambda kind: f"Where a number belongs stands {thing(kind)}" + (
         ": is the `()` behind it missing?" if thing(kind) in ("a function", "a method") else ".")),
    (r"could not convert string to float: '(.*)'",
     lambda text: f"A text, {text!r}, arrives where numbers belong. Are the arguments of the "
                  "call in their order?"),
    (NO_ERROR, lambda: "Behind `raise` belongs an error, such as `RuntimeError(...)`, not a text."),
    (r"(.+) encountered in (\w+)",
     lambda what, where: f"`{where}` cannot give a number for these inputs ({what})."),
]
