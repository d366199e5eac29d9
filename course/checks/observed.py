"""Observed: notes what goes through a probe's hands while it asks an implementation.

`Observed` passes a probe's requests on, so that the implementation holds all that the probe passes;
at the end it asks for the surroundings of the answers, see `surroundings` in requests.py.
conditions.py says what must hold of them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from course.checks.compare import nested, same_bytes
from course.checks.draw import Draw
from course.checks.implementation import (
    SCALARS,
    Impl,
    Implementation,
    Ref,
    Request,
    StudentError,
)
from course.checks.unit import Probe

OPERATORS = {"neg": "-{}", "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}",
             "truediv": "{} / {}", "pow": "{} ** {}", "matmul": "{} @ {}"}

HELD = ""

Numbers = list[int | None]
Items = list[int | Numbers | None]  # those of a tuple among the items as a list


@dataclass(slots=True)
class Seen:
    """An object that went through a probe's hands.

    name:   what to call it
    passed: whether the probe passed it to the implementation
    items:  of a list that was passed, the numbers of its items in `Observed.seen`; None for an item
            without one
    sent:   an array that the probe passed, as it was then
    given:  the numbers of what the probe itself made an attribute of it
    """

    name: str
    passed: bool
    items: Items | None = None
    sent: np.ndarray[Any, Any] | None = None
    given: tuple[int, ...] = ()

    def moved(self, by: int) -> Seen:
        """This object in a question in which all numbers of objects are larger by `by`."""
        if self.items is None and not self.given:
            return self
        items = self.items and [_moved(item, by) for item in self.items]
        return replace(self, items=items, given=tuple(number + by for number in self.given))


class Observed:
    """An implementation whose objects are noted down while a probe asks.

    It holds no reference of its own, only those of the implementation: else it would hold itself,
    and wait for the garbage collector with everything that was asked.
    """

    def __init__(self, implementation: Implementation) -> None:
        self._implementation = implementation
        self._draw: Draw | None = None  # under whose names arguments are noted
        self._names: dict[int, tuple[Ref, str]] = {}  # by the id of a Ref, which lives on in it
        self._called: dict[int, str] = {}  # by the id of a Ref, the name whose result it is
        self._refs: list[Ref] = []  # the implementation's, of the objects in `seen`
        self._numbers: dict[int, int] = {}  # by the id of a Ref, its number in `_refs`
        self.seen: list[Seen] = []
        self.begins: list[int] = []  # how many objects were seen when each question began
        self.received: list[list[Any]] = []  # name called, place of the argument, value
        # What the first question made, in order: by the name called, or HELD.
        self._made: dict[str, list[Ref]] = defaultdict(list)
        self._uses: dict[str, Iterator[Ref]] | None = None  # of these objects, in another question

    def ask(self, probe: Probe, draw: Draw, before: Any) -> Any:
        """What a probe returns, with Refs. `before` is what it returned the last time."""
        begin, twin_of = len(self.seen), self._implementation.begin(draw.first is not None)
        if twin_of is None:
            self._draw, self.received = draw, []
            value = probe.ask(Impl(self), draw)
        else:
            value = self._repeated(before, twin_of)
            draw.drawn = cast(Draw, draw.first).drawn
        self.begins.append(begin)
        return value

    def _repeated(self, before: Any, twin_of: Callable[[Ref], Ref]) -> Any:
        """What the probe would return if it asked the question before once more."""
        begin = self.begins[-1]
        by = len(self.seen) - begin
        self._refs += [twin_of(ref) for ref in self._refs[begin:]]
        self.seen += [seen.moved(by) for seen in self.seen[begin:]]
        self.received = [
            [called, place, {"seen": value["seen"] + by} if type(value) is dict else value]
            for called, place, value in self.received]
        return self._twin(before, twin_of)

    def _twin(self, value: Any, twin_of: Callable[[Ref], Ref]) -> Any:
        """A value with the references of the repeated question in it."""
        if isinstance(value, Ref):
            inner = value._token
            twin = twin_of(inner)
            if id(inner) in self._called:
                self._called[id(twin)] = self._called[id(inner)]
            return Ref(self, twin)
        if isinstance(value, dict):
            return {key: self._twin(item, twin_of) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [self._twin(item, twin_of) for item in value]
        return value

    def ask_with_used(self, probe: Probe, draw: Draw) -> Any:
        """What a probe returns about other inputs, in the objects of the first question."""
        self._draw, self._uses = draw, {name: iter(refs) for name, refs in self._made.items()}
        return probe.ask(Impl(self), draw)

    def begin(self, again: bool) -> None:
        return None

    def kept(self, value: Any) -> Any:
        return self._implementation.kept(value)

    def name(self, name: str) -> Ref:
        return self._noted(self._implementation.name(name), name)

    def hold(self, value: Any) -> Ref:
        ref = self._noted(self._hold(value), "an array")
        self._see(ref, self._drawn_name(value) or "an array", passed=True, sent=value)
        return ref

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        if kind in ("call", "raised"):
            called = self._name_of(target)
            self._call_with_other_flag(target, called, arguments, named)
            self._note_received(called, arguments)
            arguments = tuple([
                value if type(value) in SCALARS or type(value) is Ref
                else self._held(value, f"argument {place} of `{called}`")
                for place, value in enumerate(arguments, start=1)])
            if named:
                named = {key: self._held(value, f"`{key}`") for key, value in named.items()}
        if named:
            named = {key: self._inner(value) for key, value in named.items()}
        try:
            inner = self._request(kind, target, [*map(self._inner, arguments)], named)
        except StudentError as error:
            error.request = Request(kind, self._name_of(target), self._result_of(target),
                                    str(arguments[0]) if kind == "get" else "")
            raise
        if kind == "set":
            self._note_given(target, arguments[1])
        name = self._name_for(kind, target, arguments)
        ref = self._noted(inner, name)
        if kind == "call" and self._name_of(target).isidentifier():
            self._called[id(inner)] = self._name_of(target)
        if kind == "call" or kind in OPERATORS:
            self._see(ref, f"the result `{name}`", passed=False)
        return ref

    def _hold(self, value: Any) -> Ref:
        """A reference to what the implementation holds: a new object, or a used one."""
        old = self._used(HELD)
        held = self._implementation.hold(value) if old is None else (
            self._implementation.request("refill", old, value))
        return self._note_made(HELD, held)

    def _request(
        self, kind: str, target: Ref, arguments: list[Any], named: dict[str, Any]
    ) -> Ref:
        inner, called = self._inner(target), self._name_of(target)
        if kind != "call" or not called.isidentifier():
            return self._implementation.request(kind, inner, *arguments, **named)
        old = self._used(called)
        again = [] if old is None else [old]
        result = self._implementation.request(
            "call_again" if again else "call", inner, *again, *arguments, **named)
        return self._note_made(called, result)

    def _call_with_other_flag(
        self, target: Ref, called: str, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> None:
        """Make the same call with the other value of a flag, if there is one."""
        flags = self._draw.flags if self._draw is not None else ()
        for flag in flags:
            other = flag.other(arguments, named) if flag.is_called(called) else None
            if other is not None:
                self._implementation.request(
                    "raised", self._inner(target), *map(self._inner, other[0]),
                    **{key: self._inner(value) for key, value in other[1].items()})

    def _used(self, name: str) -> Ref | None:
        """The next object of the first question that is to be used again."""
        return None if self._uses is None else next(self._uses.get(name, iter(())), None)

    def _note_made(self, name: str, inner: Ref) -> Ref:
        if not self.begins:
            self._made[name].append(inner)
        return inner

    def plain(self, ref: Ref) -> Any:
        return self._implementation.plain(self._inner(ref))

    def results(self, value: Any, where: str = "") -> dict[str, str]:
        """The pieces of a probe's answers that are the result of a call, with the name called."""
        if isinstance(value, dict):
            return {label: name for key, item in value.items() for label, name in
                    self.results(item, nested(where, str(key))).items()}
        name = self._result_of(value)
        return {} if name is None else {where: name}

    def around(self) -> Ref:
        """A reference to the surroundings of what was asked so far.

        Told are the contents of what the probe passed, and of what it passed on.
        """
        passed_on = [value["seen"] for _, _, value in self.received if type(value) is dict]
        passed = {number for number, seen in enumerate(self.seen) if seen.passed}
        described = passed.union(passed_on)
        return Ref(self, self._implementation.surroundings(self._refs, sorted(described)))

    def surroundings(self, refs: Sequence[Ref], described: Sequence[int]) -> Ref:
        inner = self._implementation.surroundings([self._inner(ref) for ref in refs], described)
        return Ref(self, inner)

    def _note_received(self, called: str, arguments: tuple[Any, ...]) -> None:
        """Note the arguments of a call: values as they are, objects by their number in `seen`."""
        if self._uses is not None:
            return
        for place, value in enumerate(arguments, start=1):
            if isinstance(value, Ref):
                number = self._number_of(value)
                if number is not None:
                    self.received.append([called, place, {"seen": number}])
            elif isinstance(value, int | float | str | np.ndarray):
                self.received.append([called, place, value])
            elif type(value) is tuple and not any(isinstance(item, Ref) for item in value):
                self.received.append([called, place, list(value)])

    def _note_given(self, target: Ref, value: Any) -> None:
        """Note that an object holds a value because the probe put it there."""
        number, of_value = self._number_of(target), self._number_of(value)
        if number is not None and of_value is not None:
            self.seen[number].given += (of_value,)

    def _held(self, value: Any, name: str) -> Any:
        """An argument that the implementation holds, so that changes to it can be seen."""
        if type(value) is tuple:
            return tuple(self._held(item, f"item {place} of {name}")
                         for place, item in enumerate(value))
        if type(value) is list:
            value = [self._held(item, f"item {place} of {name}")
                     for place, item in enumerate(value)]
        elif not isinstance(value, np.ndarray | dict):
            return value
        ref = Ref(self, self._hold(self._inner(value)))
        items = None
        if type(value) is list:
            items = [[self._number_seen(part) for part in item] if type(item) is tuple
                     else self._number_seen(item) for item in value]
        self._see(ref, self._drawn_name(value) or name, passed=True, items=items, sent=value)
        return ref

    def _number_seen(self, item: Any) -> int | None:
        """The number in `seen` of a list's item, which is noted if it was not."""
        if isinstance(item, Ref) and self._number_of(item) is None:
            self._see(item, self._name_of(item), passed=True)
        return self._number_of(item)

    def _see(
        self, ref: Ref, name: str, passed: bool, items: Items | None = None,
        sent: Any = None,
    ) -> None:
        if self._uses is not None:  # of that question nothing is told but its answers
            return
        self._numbers[id(ref._token)] = len(self._refs)
        self._refs.append(ref._token)
        sent = sent.copy() if type(sent) is np.ndarray else None
        self.seen.append(Seen(name, passed, items, sent))

    def _number_of(self, value: Any) -> int | None:
        """The number in `seen` of an object."""
        if not isinstance(value, Ref):
            return None
        return self._numbers.get(id(value._token))

    def _drawn_name(self, value: Any) -> str | None:
        """The name under which a value was drawn."""
        if self._draw is None or not isinstance(value, np.ndarray):
            return None
        for name, drawn in self._draw.drawn.items():
            if isinstance(drawn, list):
                for place, item in enumerate(drawn):
                    if _equal(item, value):
                        return f"`{name}[{place}]`"
            elif _equal(drawn, value):
                return f"`{name}`"
        return None

    def _name_for(self, kind: str, target: Ref, arguments: tuple[Any, ...]) -> str:
        if kind in OPERATORS:
            return OPERATORS[kind].format(*[_in_parentheses(self._name_of(operand))
                                            for operand in (target, *arguments)])
        if kind == "get":
            return f"{_in_parentheses(self._name_of(target))}.{arguments[0]}"
        if kind == "getitem":
            return f"{self._name_of(target)}[{arguments[0]!r}]"
        return f"{self._name_of(target)}({self._names_of(arguments)})" if kind == "call" else \
            "an array"

    def _names_of(self, arguments: tuple[Any, ...]) -> str:
        """The arguments of a call, such as `w`; `...` if one has no short name."""
        names = []
        for value in arguments:
            number = self._number_of(value)
            name = self._name_of(value) if number is None else self.seen[number].name.removeprefix(
                "the result ").strip("`")
            if not name.replace("(", "").replace(")", "").isidentifier():
                return "..."
            names.append(name)
        return ", ".join(names)

    def _name_of(self, value: Any) -> str:
        if isinstance(value, Ref):
            return self._names.get(id(value._token), (value, "..."))[1]
        return f"{value}" if isinstance(value, int | float) else "..."

    def _result_of(self, value: Any) -> str | None:
        if not isinstance(value, Ref):
            return None
        return self._called.get(id(value._token))

    def _noted(self, inner: Ref, name: str) -> Ref:
        self._names[id(inner)] = inner, name if len(name) < 40 else "..."
        return Ref(self, inner)

    def _inner(self, value: Any) -> Any:
        kind = type(value)
        if kind is Ref:
            inner = value._token
            return inner if type(inner) is Ref else Ref(self._implementation, inner)
        if kind in SCALARS or kind is np.ndarray:
            return value
        if isinstance(value, list | tuple):
            return kind([self._inner(item) for item in value])
        if isinstance(value, dict):
            return {key: self._inner(item) for key, item in value.items()}
        return value


def ask_observed(
    probe: Probe, implementation: Implementation, draws: Sequence[Draw], other: Draw | None = None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a probe returns and what lies around it, with Refs; and what was seen on the way.

    The probe is asked once with each of `draws`: `before` holds all answers but the last ones. What
    was seen is that of all, so that a result which an earlier caller still holds shows. `begins`
    says how many objects were seen when each question but the first began. `used` holds the answers
    about `other`, asked with the objects of the first question. Nothing else of that is told. A
    probe that draws nothing has one question, which is asked twice, and with flags.
    """
    observed = Observed(implementation)
    values: list[Any] = [None]
    for draw in draws:
        if draw is draws[0] or draw.first or draw.flags or not draws[0].is_fixed:
            values.append(observed.ask(probe, draw, values[-1]))
    if draws[0].is_fixed:
        other = None
    _, *before, last = values
    asked = {"answers": last, "before": before, "surroundings": observed.around()}
    seen = {"results": observed.results(last), "seen": [*observed.seen],
            "begins": observed.begins[1:], "received": [*observed.received]}
    if other is not None:
        asked = {**observed.kept(asked), "used": observed.ask_with_used(probe, other)}
    return asked, seen


def _in_parentheses(name: str) -> str:
    """A name as part of another one: `(x * w)` is one thing."""
    outside = name
    while "(" in outside and (left := re.sub(r"\([^()]*\)", "", outside)) != outside:
        outside = left
    return f"({name})" if " " in outside or outside[:1] == "-" else name


def _equal(drawn: Any, value: np.ndarray[Any, Any]) -> bool:
    """Whether something drawn is an array with the numbers of `value`."""
    if not isinstance(drawn, np.ndarray) or drawn.shape != value.shape:
        return False
    if value.size and drawn.item(0) != value.item(0):
        return False
    return same_bytes(drawn, value) or bool((drawn == value).all())


def _moved(item: int | Numbers | None, by: int) -> int | Numbers | None:
    """An item of a question in which all numbers are so much larger."""
    if isinstance(item, list):
        return [None if part is None else part + by for part in item]
    return None if item is None else item + by
