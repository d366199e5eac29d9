"""How wrong lists, texts and errors, or nothing at all, relate to the right answer."""

from __future__ import annotations

import builtins
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from course.checks.causes import ITERATOR, NO_ERROR, THINGS, thing
from course.checks.compare import same
from course.checks.place import Place, Predicates, numeric, the_same_numbers
from course.exchange.plain_data import Odd
from course.exchange.requests import RETURNED

NODE = r"[A-Z]\w*Backward\d?|AccumulateGrad"


def of_containers(place: Place) -> Predicates:
    """The right value in a list, or without one; an iterator; a function that was not called."""
    e, g = place.expected, place.got
    if isinstance(e, np.ndarray) and e.ndim and isinstance(g, list) and _same_as_array(e, g):
        yield "is a list of the right numbers: return an array"
    if isinstance(e, list) and isinstance(g, dict) and same(e, list(g.values())):
        yield "is a dict that holds the right values: return them as a list or tuple"
    if isinstance(g, list) and not isinstance(e, list | Odd) and e is not None:
        if len(g) == 1 and same(e, g[0]):
            yield "is a list or tuple that holds the right value: return the value alone"
        elif any(same(e, item) for item in g):
            yield "is a list or tuple, in which the right value is one of several: return it alone"
    if isinstance(e, list) and isinstance(g, list) and len(g) == 1 and same(e, g[0]):
        yield "is the right answer in one more list or tuple: is there a comma too many?"
    if isinstance(e, list) and len(e) == 1 and same(e[0], g):
        yield "is the right value alone: it belongs in a list or tuple"
    if isinstance(g, Odd):
        if g.kind == "generator":
            yield "is a generator, which yields its items only once: return a list of them"
        elif g.kind in ("dict_keys", "dict_values"):
            yield f"is a `{g.kind}` object: return a list of its items"
        elif ITERATOR.fullmatch(g.kind):
            yield "is an iterator, which yields its items only once: return a list of them"
        elif g.kind in ("set", "frozenset"):
            yield "is a set, which has no order and no items twice: return a list"
        elif g.kind == "memoryview":
            yield "comes from an array: a Tensor should come back"
        elif g.kind.endswith("Tensor") and isinstance(e, np.ndarray):
            yield "is a Tensor: an array is expected, such as the one in its `.data`"
        elif g.kind.endswith("Tensor") and isinstance(e, int | float) and not (
                isinstance(e, bool)):
            yield "is a Tensor: a number is expected, such as `float` of its `.data`"
        elif g.kind == "method":
            yield ("is a method that was not called: is the `()` behind it missing, or `@property` "
                   "above its `def`?")
        elif g.kind in ("function", "builtin_function_or_method", "ufunc",
                        "_ArrayFunctionDispatcher"):
            yield "is a function that was not called: the `()` behind it is missing"


def of_lists(place: Place) -> Predicates:
    """Lists that are too short, too long or in another order, and texts as lists of words."""
    e, g = place.expected, place.got
    if isinstance(e, list) and isinstance(g, list) and g:
        for name, value in place.pieces.items():
            if name != place.where and isinstance(value, list) and same(value, g):
                yield f'is what belongs to "{name}"'
    if isinstance(e, str) and isinstance(g, str) and " " in e and not is_error(e):
        e, g = e.split(), g.split()
    if not (isinstance(e, list) and isinstance(g, list)) or not e:
        return
    if all(isinstance(item, str) for item in e) and e == sorted(e):
        yield from _of_sorted_names(e, g)
        return
    if not g:
        yield "is empty"
    elif len(g) == 1 and same(e[0], g[0]):
        yield "holds the first item alone"
    elif len(g) == 1 and same(e[-1], g[0]):
        yield "holds the last item alone"
    elif same(e[:-1], g):
        yield "lacks its last item"
    elif same(e[1:], g):
        yield "lacks its first item"
    elif same(e[::-1], g):
        yield "is in reverse order"
    elif len(g) == len(e) and _within(g, e):
        yield "holds the right items in another order"
    elif len(g) < len(e) and _within(g, e):
        yield "lacks some items"
    elif len(g) > len(e) and _within(e, g):
        extra = [item for item in g if not any(same(item, other) for other in e)]
        yield "holds some items that do not belong there" if extra else \
            "holds some items more than once"


def _of_sorted_names(e: list[str], g: list[Any]) -> Predicates:
    """Names in the order of the alphabet, whose places say nothing."""
    lacking = [name for name in dict.fromkeys(e) if name not in g]
    extra = [item for item in g if item not in e]
    if not g:
        yield "is empty"
    elif lacking and not extra:
        named = ", ".join(f"`{name}`" for name in lacking[:3])
        yield f"lacks {named}{' and more' * (len(lacking) > 3)}"
        yield "lacks some items"
    elif extra and not lacking:
        yield "holds some items that do not belong there"
    elif not extra and len(g) > len(e):
        yield "holds some items more than once"
    elif not extra and len(g) < len(e):
        yield "lacks some items"


def of_errors(place: Place) -> Predicates:
    """An error that is not raised, or of another type, or with another text."""
    e, g = place.expected, place.got
    if isinstance(g, str) and g == "no error":
        g = None
    if isinstance(e, str) and is_error(e):
        kind, _, text = e.partition(": ")
        if is_returned_error(g):
            yield "is an error that is returned: it takes `raise` to raise it"
        elif g is None:
            yield f"should be {_a(kind)}: nothing is raised"
        elif isinstance(g, str) and is_error(g):
            other, _, said = g.partition(": ")
            if said == NO_ERROR:
                yield "is no error: behind `raise` belongs one, such as `RuntimeError(...)`"
            elif other != kind:
                yield f"should be {_a(kind)}: {_error(other)} is raised"
            else:
                yield from _of_error_texts(text, said, place)
    elif e is None and isinstance(g, str) and is_error(g):
        yield f"is {_error(g.partition(':')[0])}: it is raised though nothing is wrong"
    elif e is None and is_returned_error(g):
        yield "is an error that is returned, though nothing is wrong"


def _of_error_texts(text: str, said: str, place: Place) -> Predicates:
    others = [value.partition(": ")[2] for name, value in place.pieces.items()
              if name != place.where and is_error(value)]
    if not said.strip():
        yield "is the right type of error, without a text"
    elif said in others:
        yield "is the right type of error with the text of another one: are two texts swapped?"
    elif _letters(said) == _letters(text):
        yield "is the right error; its text differs only in punctuation, spaces or capital letters"
    else:
        end = next((i for i, (a, b) in enumerate(zip(text, said, strict=False)) if a != b),
                   min(len(text), len(said)))
        words = text[:text.rfind(" ", 0, end) + 1].split()
        yield ("is the right type of error; its text is another from the start" if not words else
               f'is the right type of error; its text is right up to "{" ".join(words[-3:])}"')


def of_nothing(place: Place) -> Predicates:
    """Zeros for None, None for True or False, and what should have been left alone."""
    e, g = place.expected, place.got
    if g is None and e is not None and place.direct:
        yield "is None: does this way through the function return nothing, or None?"
    if e is None and numeric(g) and not np.any(np.asarray(g)):
        yield "is 0 where None is expected: no gradient at all is None, which is not 0"
    if isinstance(e, bool) and g is None and not place.direct:
        yield "is None: it should be True or False"
    if isinstance(e, bool) and numeric(g) and np.ndim(g) == 0:
        yield "is a number: it should be True or False"
    if isinstance(e, bool) and isinstance(g, Odd | str | list) and not is_error(g):
        yield _instead_of_truth(e, g)
    if g is None and place.where in place.inputs and same(place.inputs[place.where], e):
        yield "should stay as it was before, and it was set to None"
    if e is None and numeric(g):
        for name, value in place.inputs.items():
            if the_same_numbers(value, g):
                yield ("still holds what it held before: it should be None" if name == place.where
                       else f"holds the numbers of `{name}`: it should be None")
    if not place.direct and g is None and numeric(e) and place.where not in place.inputs:
        yield "is None: nothing was stored there"
    if not place.direct and e is None and isinstance(g, str) and not (
            is_error(g) or is_returned_error(g)):
        yield "should be None: something was stored there that does not belong there"


def _instead_of_truth(expected: bool, got: Odd | str | list[Any]) -> str:
    plain = isinstance(got, list) or got not in THINGS
    if plain and bool(got) != expected:
        return f"is a {'list' if isinstance(got, list) else 'text'}: it should be True or False"
    return "counts as true or false in an `if`, and no more: it should be True or False itself"


def of_other_texts(place: Place) -> Predicates:
    """A text that belongs to another piece, and one that is misspelt."""
    e, g = place.expected, place.got
    if not isinstance(e, str) or not isinstance(g, str) or is_error(e):
        return
    for name, value in place.pieces.items():
        if name != place.where and isinstance(value, str) and value == g:
            yield f'is what belongs to "{name}"'
    if g in THINGS and e not in THINGS:
        yield f"stands for {thing(g)}, and that is none of those expected"
    arrow = re.search(r" to (\w+)$", g)
    if arrow and " to " in e and arrow[1] in THINGS:
        yield f"leads to {thing(arrow[1])}, which does not belong there"
    elif g and e != g and e.startswith(g):
        yield "is right as far as it goes: its end is missing"
    elif e and g.startswith(e) and e != g:
        yield "is right, and goes on with something that does not belong there"
    if _letters(e) == _letters(g) != "":
        yield "differs only in punctuation, spaces or capital letters"
    elif re.sub(r"\d+", "0", e) == re.sub(r"\d+", "0", g):
        yield "is right but for its number"
    elif re.fullmatch(NODE, e) and re.fullmatch(NODE, g):
        yield "is the name of a node, and not of this one"


def is_error(value: Any) -> bool:
    """Whether an answer is what `Impl.raised` returns for an error."""
    return isinstance(value, str) and re.match(r"([A-Z]\w*)?(Error|Exception|Exit)(: |$)", value) \
        is not None


def is_returned_error(value: Any) -> bool:
    """Whether an answer is what `Impl.raised` returns for an error that was returned."""
    return isinstance(value, str) and value.startswith(RETURNED)


def reordered(expected: Any, got: Any) -> bool:
    """Whether two lists hold the same items in another order."""
    return isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got) and (
        _within(got, expected) and not same(expected, got))


def _same_as_array(array: Any, items: list[Any]) -> bool:
    try:
        return same(array, np.array(items, dtype=array.dtype))
    except (TypeError, ValueError):
        return False


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalnum())


def _a(kind: str) -> str:
    return f"{'an' if kind[:1] in 'AEIOU' else 'a'} {kind}"


def _error(kind: str) -> str:
    """An error by its type. A type of the code's own has no name here, as it could hold a text."""
    return _a(kind) if hasattr(builtins, kind) else "an error of your own type"


def _within(few: Sequence[Any], many: Sequence[Any]) -> bool:
    """Whether each item of one list is in the other, as often as it occurs."""
    left = list(many)
    for item in few:
        place = next((i for i, other in enumerate(left) if same(item, other)), None)
        if place is None:
            return False
        del left[place]
    return True
