"""The words in which a student reads how an answer differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from course.checks.causes import cause, count, not_a_function, thing
from course.checks.compare import ATOL, RTOL, Difference
from course.checks.other_relations import is_error
from course.checks.probing import Run
from course.checks.unit import Unit
from course.checks.verdict import Outcome, Verdict
from course.exchange.plain_data import Odd, Raised

MAX_SHOWN = 3_000  # characters of one value
ALL_RIGHT = "All right."
SHORT = 28  # characters of a value that a sentence can hold
MEMORY = "memoryview"  # what .data of an array is
AN_ARRAY = "An array came back where a Tensor was expected"
REMEMBERS = ("The same call was right the first time. Your code remembers something from one call "
             "to the next: a global, a default value or an attribute.")
ENDED = {"TooSlow": "It did not end in time.",
         "Died": "Your code ended its own process, or used too much memory.",
         "Refused": "It was not judged."}
# What each kind of Difference is, whatever the code gave.
IN_GENERAL = {
    "unwritten": "There is still a `...` where your code belongs.",
    "nothing": "The answer is None.",
    "type": "The answer is of the wrong type.",
    "shape": "The shape is wrong.",
    "dtype": "The dtype is wrong.",
    "length": "The length of the list is wrong.",
    "raised": "An exception was raised.",
    "values": "The value is wrong.",
    "changed": "Your code changes it. It belongs to the caller: work on a copy.",
    "memory": "It shares its memory with something else: use a new array, or a copy.",
    "remembered": "It is, or shares its memory with, what an earlier call got or returned: each "
                  "call starts anew.",
    "gradient": "Your code leaves another value there than it should.",
    "data": "Your code leaves another value there than it should.",
    "depth": "Your code sets it. An answer must do with Python's own.",
}
# Of these differences the values are shown.
COMPARED = ("values", "shape", "length", "dtype", "type", "nothing", "changed", "gradient", "data")
TRUTH, WHOLE, FLOAT = "True or False", "a whole number", "a float"
KINDS_OF_NUMBERS = {"b": TRUTH, "i": WHOLE, "u": WHOLE, "f": FLOAT}


def show(value: Any) -> str:
    """A value as the report prints it: the beginning of a long one."""
    text = _in_full(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]} ... and more"


def _in_full(value: Any) -> str:
    """A value as text, which may end anywhere after MAX_SHOWN characters."""
    if isinstance(value, np.ndarray):
        text = np.array2string(
            value, separator=", ", precision=4, suppress_small=True, threshold=60)
        return text if value.ndim else f"{text} (0-d array)"
    if isinstance(value, Odd):
        return "the memory of an array" if value.kind == MEMORY else thing(value.kind)
    if isinstance(value, Raised):
        return f"{value.kind} was raised"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, list):
        return "[" + ", ".join(_first(_in_full(_python(item)) for item in value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(_first(f"{key!r}: {_in_full(value[key])}" for key in value)) + "}"
    return repr(value)


def _first(texts: Iterable[str]) -> Iterator[str]:
    """The texts up to MAX_SHOWN characters and one more."""
    length = 0
    for text in texts:
        yield text
        length += len(text)
        if length > MAX_SHOWN:
            return


def headline(verdict: Verdict, asked: bool = True) -> str:
    """One line: the exercise and its points."""
    total = points_of(verdict.points, verdict.exercise.points)
    if not asked:
        return f"{verdict.exercise.name}: not checked, {total}"
    if verdict.passed:
        return f"{verdict.exercise.name}: {total}. {ALL_RIGHT}"
    return f"{verdict.exercise.name}: {total}"


def points_of(points: float, most: float) -> str:
    """Points out of those that there are: `1.5 of 2 points`."""
    return f"{points:g} of {most:g} {'point' if most == 1 else 'points'}"


def sentence(difference: Difference) -> str:
    """What is wrong with one answer, in a sentence."""
    expected, got = difference.expected, difference.got
    if is_error(got) or is_error(expected):
        return _error_sentence(expected, got)
    if of_wrong_type(difference):
        if isinstance(got, Odd) and got.kind == MEMORY:
            return f"{AN_ARRAY}."
        return f"The answer is {_a(got, expected)}, expected {_a(expected, got)}."
    match difference.kind:
        case "unwritten" | "nothing" | "type":
            return IN_GENERAL[difference.kind]
        case "shape":
            return f"The shape is {np.shape(got)}, expected {np.shape(expected)}."
        case "dtype":
            return f"The dtype is {_dtype(got)}, expected {_dtype(expected)}."
        case "length":
            return f"It has {count(len(got), 'item')}, expected {len(expected)}."
        case "raised":
            return f"{got.kind} was raised."
        case "values":
            return _values_sentence(difference)
        case "changed":
            return IN_GENERAL["changed"]
        case "memory" if got is None:
            return "Two parts of it share their memory: a change to one changes the other."
        case "memory":
            return (f"It shares its memory with {got}: a change to one changes the other. Use a "
                    "new array, or a copy.")
        case "remembered":
            return IN_GENERAL["remembered"]
        case "gradient" if expected is None and "the result" in difference.where:
            return "It should have none: only leaves that require a gradient get one."
        case "gradient" | "data":
            return f"It is {_a(got)}, expected {_a(expected)}." if type(got) is not type(
                expected) else IN_GENERAL["data"]
        case "depth":
            return f"Your code sets it to {got}. An answer must do with Python's own, {expected}."


def _error_sentence(expected: Any, got: Any) -> str:
    """Told of what `impl.raised` gave: an error as text, or None without one."""
    if is_error(expected):
        return "Another error was raised." if is_error(got) else "No error was raised."
    return "An error was raised where none should be."


def of_wrong_type(difference: Difference) -> bool:
    """Whether what came is another kind of thing than what was expected.

    Two arrays are of one kind, whatever their shapes and dtypes; so are two single numbers of one
    kind (truth values, whole numbers, floats), be they Python's or NumPy's.
    """
    expected, got = difference.expected, difference.got
    match difference.kind:
        case "nothing" | "type":
            return not is_error(expected) and not is_error(got)
        case "shape":
            return not isinstance(expected, np.ndarray) or not isinstance(got, np.ndarray)
        case "dtype":
            return np.ndim(expected) == 0 and _number_kind(expected) != _number_kind(got)
    return False


def fresh_lines(outcome: Outcome) -> list[str]:
    """The lines below the label of a probe asked on fresh inputs: only the judge's own words.

    Student code has seen the inputs by then. What it returns, prints or raises could show them.
    """
    if outcome.passed:
        return []
    run = outcome.run
    if run.missing is not None:
        return ["A name that the check uses is not defined."]
    if run.error is not None:
        return [ENDED.get(run.error.kind, "Your code raised an exception.")]
    places = {d.where: f"{d.where}: {_in_general(d)}" if d.where else _in_general(d)
              for (d, *_) in _shown([[d] for d in outcome.differences])}
    return [*([REMEMBERS] if outcome.case.again else []), *places.values()]


def _in_general(difference: Difference) -> str:
    if is_error(difference.expected) or is_error(difference.got):
        return _error_sentence(difference.expected, difference.got)
    return IN_GENERAL["type" if of_wrong_type(difference) else difference.kind]


def outcome_lines(outcome: Outcome) -> list[str]:
    """The lines below the label of a probe asked on inputs that students see."""
    if outcome.passed:
        return []
    run = outcome.run
    if run.missing is not None:
        return [undefined(run.missing)]
    if run.error is not None:
        return _error_lines(run)
    lines = []
    if outcome.case.again:
        lines.append(REMEMBERS)
    elif outcome.case.wider:
        lines.append("It is right for the inputs tried first, and wrong for these, with zeros and "
                     "other sizes:")
    for difference, *alike in _shown(_told_together(outcome.differences)):
        where = _listed([d.where for d in (difference, *alike)])
        lines.append(f"{where}: {sentence(difference)}" if where else sentence(difference))
        if difference.kind in COMPARED and not _in_one_line(difference):
            lines.append(f"    expected {_indented(show(difference.expected))}")
            lines.append(f"    got      {_indented(_marked(difference))}")
        if difference.kind == "unwritten":
            return [sentence(difference)]
    return lines + _input_lines(run.inputs)


def undefined(name: str, unit: Unit | None = None) -> str:
    """What a student reads about a name that is not defined; those in given cells have theirs."""
    if unit is not None and name in unit.given:
        return f"The name `{name}` is not defined. Run the cell above that defines it."
    return f"The name `{name}` is not defined. Run its cell; was it renamed?"


def wrong_type_alone(outcome: Outcome) -> str:
    """The one sentence on an outcome that is wrong in its type alone; empty for any other."""
    sentences = {sentence(d) if of_wrong_type(d) else "" for d in outcome.differences}
    return sentences.pop() if len(sentences) == 1 else ""


def _told_together(found: list[Difference]) -> list[list[Difference]]:
    """The differences in groups that one sentence tells: those of a wrong type that are alike."""
    groups: dict[str | int, list[Difference]] = {}
    for number, difference in enumerate(found):
        key = sentence(difference) if of_wrong_type(difference) else number
        groups.setdefault(key, []).append(difference)
    return list(groups.values())


def _shown(groups: list[list[Difference]]) -> list[list[Difference]]:
    """The first three, and a changed argument if there is one."""
    return groups[:3] + [group for group in groups[3:] if group[0].kind == "changed"][:1]


def _listed(labels: list[str]) -> str:
    """Labels in one line: the first three, and how many more there are."""
    more = f"; and {len(labels) - 3} more" if len(labels) > 3 else ""
    return "; ".join(labels[:3]) + more


def _input_lines(inputs: dict[str, Any]) -> list[str]:
    named = []
    for name, value in inputs.items():
        if isinstance(value, list):
            named += [(f"{name}[{index}]", item) for index, item in enumerate(value)]
        else:
            named.append((name, value))
    return [f"    with {name} = {_indented(show(value), 12 + len(name))}"
            for name, value in named]


def _marked(difference: Difference) -> str:
    """The answer as `show` prints it, with a * at each number that is wrong."""
    expected, got = difference.expected, difference.got
    if difference.kind != "values" or np.ndim(expected) == 0 or np.size(expected) > 60:
        return show(got)
    wrong = wrong_places(expected, got)
    if wrong.all():
        return show(got)
    texts = [f"{number:.4g}{'*' if bad else ' '}"
             for number, bad in zip(got.ravel().tolist(), wrong.ravel(), strict=True)]
    width = max(map(len, texts))
    table = np.array([text.rjust(width) for text in texts], dtype=object).reshape(got.shape)
    return np.array2string(table, separator=", ", formatter={"all": str}) + "   (* differs)"


def wrong_places(expected: Any, got: Any) -> Any:
    """A bool array that is True for each number which differs from the expected one."""
    return ~np.isclose(got, expected, rtol=RTOL, atol=ATOL, equal_nan=True)


def _in_one_line(difference: Difference) -> bool:
    """Whether the sentence itself says what was expected and what came: two short values."""
    values = [_python(difference.expected), _python(difference.got)]
    return difference.kind == "values" and not is_error(difference.got) and all(
        isinstance(v, bool | int | float | str) and len(show(v)) < SHORT for v in values)


def _python(value: Any) -> Any:
    """A single number of NumPy as one of Python; any other value as it is."""
    return value.item() if isinstance(value, np.ndarray) and value.ndim == 0 else value


def _values_sentence(difference: Difference) -> str:
    expected, got = difference.expected, difference.got
    if _in_one_line(difference):
        return f"It is {show(_python(got))}, expected {show(_python(expected))}."
    if not isinstance(expected, np.ndarray) or expected.ndim == 0:
        return "Another value was expected."
    wrong = wrong_places(expected, got)
    if wrong.all():
        return "No number of it is right." if wrong.size > 1 else "Its one number is wrong."
    places = [tuple(int(i) for i in place) for place in np.argwhere(wrong)[:3]]
    listed = ", ".join(str(p[0] if len(p) == 1 else p) for p in places)
    more = " and more" if wrong.sum() > len(places) else ""
    return f"{wrong.sum()} of {wrong.size} numbers are wrong, at index {listed}{more}."


def causes(verdict: Verdict) -> Iterator[str]:
    """What the exceptions in a verdict mean, as far as that is sure."""
    for outcome in verdict.outcomes:
        if outcome.run.error is not None:
            text = _cause(outcome.run)
            if text:
                yield text


def _cause(run: Run) -> str:
    assert run.error is not None
    return not_a_function(run.error, run.request) or cause(run.error, run.request)


def _error_lines(run: Run) -> list[str]:
    error = run.error
    assert error is not None
    name_taken = not_a_function(error, run.request)
    if name_taken:
        return [name_taken]
    lines = [f"{error.kind}: {error.message}"]
    lines += [f"    line {frame.line} in {frame.function}: {frame.text}" for frame in error.frames]
    meaning = cause(error, run.request)
    return [*lines, meaning] if meaning else lines


def _a(value: Any, beside: Any = None) -> str:
    """What a value is; a single number by its kind if it stands `beside` another one."""
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, bool | int | float | np.ndarray):
        kind = _number_kind(value)
        if kind != FLOAT or _number_kind(beside):
            return kind
        return "a number (0-d array)" if isinstance(value, np.ndarray) else "a number"
    if isinstance(value, Odd):
        return thing(value.kind)
    if value is None:
        return "None"
    names: dict[type, str] = {list: "a list or tuple", dict: "a dict", str: "a string"}
    return names.get(type(value), repr(value))


def _number_kind(value: Any) -> str:
    """The kind of a single number; "" of anything else."""
    if not isinstance(value, bool | int | float | np.ndarray) or np.ndim(value):
        return ""
    kind: str = np.asarray(value).dtype.kind
    return KINDS_OF_NUMBERS[kind]


def _dtype(value: Any) -> str:
    return str(np.asarray(value).dtype)


def _indented(text: str, width: int = 13) -> str:
    return text.replace("\n", "\n" + " " * width)
