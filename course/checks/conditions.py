"""Conditions: what every answer must keep to, without the exercise's author writing it.

A probe looks at results. Around them, an answer must not do what the reference does not do:

- **change arguments**: arrays, lists and dicts that the probe passes keep their contents
- **share memory**: a result shares no memory with an argument or with another result
- **remember**: nor with anything that an earlier question to the same probe saw
- **leave gradients**: tensors that the probe sees have the `.grad` that the reference leaves
- **change data**: and the same `.data` and `.requires_grad`
- **raise the recursion limit**

`Exercise.may` names those conditions that do not apply to an exercise. `Observed` passes a probe's
requests on, so that the implementation holds all that the probe passes; at the end it asks for the
surroundings of the answers: see `surroundings` in requests.py.
"""

from __future__ import annotations

import inspect
import re
from bisect import bisect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from course.checks.compare import Difference, Kind, differences, nested, same, same_bytes
from course.checks.draw import Draw
from course.checks.implementation import (
    SCALARS,
    Impl,
    Implementation,
    Ref,
    Request,
    StudentError,
)
from course.checks.unit import Exercise, Probe
from course.exchange.plain_data import Odd
from course.exchange.requests import AS_SENT, RECURSION_LIMIT

CONDITIONS: dict[str, Kind] = {
    "change arguments": "changed", "share memory": "memory", "leave gradients": "gradient",
    "change data": "data",
}
ROUNDING = 1e-12
# What an array that was passed holds at the end: the answer changed what the reference leaves, left
# what the reference changes, or changed it in another way.
CONTENTS: frozenset[Kind] = frozenset({"changed", "unchanged", "contents"})
KINDS: dict[str, Kind] = {"contents": "changed", "length": "changed", "grad": "gradient"}
OPERATORS = {"neg": "-{}", "add": "{} + {}", "sub": "{} - {}", "mul": "{} * {}",
             "truediv": "{} / {}", "pow": "{} ** {}", "matmul": "{} @ {}"}

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

    def begin(self, again: bool) -> None:
        return None

    def name(self, name: str) -> Ref:
        return self._noted(self._implementation.name(name), name)

    def hold(self, value: Any) -> Ref:
        ref = self._noted(self._implementation.hold(value), "an array")
        self._see(ref, self._drawn_name(value) or "an array", passed=True, sent=value)
        return ref

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        if kind in ("call", "raised"):
            called = self._name_of(target)
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
            inner = self._implementation.request(
                kind, self._inner(target), *map(self._inner, arguments), **named)
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
        ref = Ref(self, self._implementation.hold(self._inner(value)))
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


def ask_observed(
    probe: Probe, implementation: Implementation, draws: Sequence[Draw]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a probe returns and what lies around it, with Refs; and what was seen on the way.

    The probe is asked once with each of `draws`: `before` holds all answers but the last ones. What
    was seen is that of all, so that a result which an earlier caller still holds shows. `begins`
    says how many objects were seen when each question but the first began.
    """
    observed = Observed(implementation)
    values: list[Any] = [None]
    for draw in draws:
        values.append(observed.ask(probe, draw, values[-1]))
    _, *before, last = values
    return ({"answers": last, "before": before, "surroundings": observed.around()},
            {"results": observed.results(last), "seen": observed.seen,
             "begins": observed.begins[1:], "received": observed.received})


def _state(seen: Seen, state: Any) -> Any:
    """The state of an object; that of an array which did not change is what was sent."""
    if state is AS_SENT:
        return None if seen.sent is None else {"contents": seen.sent}
    return state


def received(
    expected: Mapping[str, Any], got: Mapping[str, Any], exercise: Exercise,
    drawn: Mapping[str, Any],
) -> dict[str, Any]:
    """What the exercise's function received, by name: as it was drawn, or that of the argument.

    An argument that is not the same in each call is left out, and so is one that was changed.
    """
    values: dict[str, list[Any]] = {}
    for called, place, value in got["received"]:
        if called == exercise.name:
            if isinstance(value, dict):
                value = _unchanged(value["seen"], expected, got)
            name = next((name for name, known in drawn.items() if same(known, value)), None)
            values.setdefault(name or _parameter(exercise, place, drawn), []).append(value)
    return {name: known[0] for name, known in values.items()
            if known[0] is not None and all(same(known[0], other) for other in known)}


def _unchanged(number: int, expected: Mapping[str, Any], got: Mapping[str, Any]) -> Any:
    """The contents of an object, None if they differ from those that the reference left."""
    states = [around["surroundings"]["states"] for around in (expected, got)]
    if number >= min(map(len, states)):
        return None
    before, after = states[0][number], _state(got["seen"][number], states[1][number])
    if not (isinstance(before, dict) and isinstance(after, dict)
            and same(before.get("contents"), after.get("contents"))):
        return None
    return after.get("contents")


def _parameter(exercise: Exercise, place: int, drawn: Mapping[str, Any]) -> str:
    """The name of an argument as the card has it, if nothing else was drawn under it."""
    name = _argument_name(exercise, place)
    return name if name and name not in drawn else f"argument {place}"


def _argument_name(exercise: Exercise, place: int) -> str:
    """What the card, and so the reference, calls an argument of the exercise's function."""
    try:
        names = list(inspect.signature(exercise.reference).parameters)
    except (TypeError, ValueError):
        return ""
    return names[place - 1] if place <= len(names) else ""


def violations(
    expected: Mapping[str, Any], got: Mapping[str, Any], exercise: Exercise
) -> list[Difference]:
    """The conditions that an answer does not keep to. Both sides are what `ask_observed` gave, with
    `RightSurroundings` on the right one.
    """
    if not isinstance(got["surroundings"], dict):
        return []
    allowed = {CONDITIONS[name] for name in exercise.may}
    if "changed" in allowed:
        allowed |= CONTENTS
    return [_with_argument_names(difference, exercise)
            for difference in _violations(expected, got) if difference.kind not in allowed]


def _with_argument_names(difference: Difference, exercise: Exercise) -> Difference:
    """The difference with `inputs` where the probe knows of argument 1 alone."""
    def named(match: re.Match[str]) -> str:
        name = _argument_name(exercise, int(match[1]))
        return f"`{name}`" if name and match[2] == exercise.name else match[0]

    numbered = r"argument (\d+) of `(\w+)`"
    where, got = re.sub(numbered, named, difference.where), difference.got
    if difference.kind == "memory" and isinstance(got, str):
        got = re.sub(numbered, named, got)
    return replace(difference, where=where, got=got)


def _violations(expected: Mapping[str, Any], got: Mapping[str, Any]) -> Iterator[Difference]:
    right, around = expected["surroundings"], got["surroundings"]
    if around["depth"] != RECURSION_LIMIT:
        yield Difference("Python's recursion limit", "depth", RECURSION_LIMIT, around["depth"])
    for number, (seen, described) in enumerate(zip(got["seen"], around["states"], strict=False)):
        if described is None or (described is AS_SENT and number in right.untouched):
            continue
        if number in right.untouched and seen.sent is not None:
            yield from _untouched(seen, described)
            continue
        before, after = right["states"][number], _state(seen, described)
        if before is None or after is None:
            continue
        if seen.items is not None and _other_items(
                seen.items, after.get("items"), around["firsts"]):
            yield Difference(seen.name, "changed", None, None)
        for attribute in [name for name in before if name in after and name != "items"]:
            kind = KINDS.get(attribute, "data")
            if kind == "changed" and not seen.passed:
                continue
            where = seen.name if kind == "changed" else f".{attribute} of {seen.name}"
            if attribute == "contents":
                kind = _kind_of_contents(seen.sent, before[attribute], after[attribute])
            for difference in differences(before[attribute], after[attribute]):
                if not isinstance(difference.got, Odd) and not isinstance(difference.expected, Odd):
                    yield Difference(where, kind, difference.expected, difference.got)
    shared = {tuple(pair) for pair in right["sharing"]} if around["sharing"] else ()
    for pair in around["sharing"]:
        if tuple(pair) not in shared and not _given(got["seen"], *pair):
            one, other = (_holder(got["seen"][number], around["states"][number]) for number in pair)
            if bisect(got["begins"], pair[0]) != bisect(got["begins"], pair[1]):
                yield Difference(other, "remembered", None, None)
            else:
                yield Difference(other, "memory", None, None if pair[0] == pair[1] else one)


def _untouched(seen: Seen, described: Any) -> Iterator[Difference]:
    """The difference if an array that the reference leaves alone was changed, but for rounding."""
    contents = described.get("contents") if isinstance(described, dict) else None
    if contents is not None and not same(seen.sent, contents, ROUNDING, ROUNDING):
        yield Difference(seen.name, "changed", seen.sent, contents)


def _given(seen: Sequence[Seen], one: int, other: int) -> bool:
    """Whether two objects share memory because the probe made one an attribute of the other."""
    def holds(owner: int, part: int) -> bool:
        return part in seen[owner].given or any(
            part in seen[item].given for item in _flat(seen[owner].items or []))

    return holds(one, other) or holds(other, one)


def _holder(seen: Seen, state: Any) -> str:
    """What to call an object whose memory is looked at: of a tensor, the attributes with memory."""
    if not isinstance(state, dict) or "data" not in state:
        return seen.name
    held = "`.data`" if state.get("grad") is None else "`.data` or `.grad`"
    return f"{held} of {seen.name}"


def _kind_of_contents(sent: Any, expected: Any, got: Any) -> Kind:
    """How an array differs at the end from the one that the reference leaves, see CONTENTS."""
    if sent is None or same(sent, expected):
        return "changed"
    return "unchanged" if same(sent, got) else "contents"


def _other_items(items: Items, now: Any, firsts: Any) -> bool:
    """Whether a list of as many items holds other objects than it did, or in another order."""
    return isinstance(now, list) and len(now) == len(items) and any(
        _other_item(item, found, firsts) for item, found in zip(items, now, strict=True))


def _other_item(item: int | Numbers | None, found: Any, firsts: Any) -> bool:
    if isinstance(item, list):
        return not isinstance(found, list) or len(found) != len(item) or any(
            _other_item(part, other, firsts) for part, other in zip(item, found, strict=True))
    return item is not None and item < len(firsts) and firsts[item] != found


def _flat(items: Items) -> list[int]:
    """The numbers of a list's items and of the parts of tuples among them."""
    parts = [part for item in items for part in (item if isinstance(item, list) else [item])]
    return [part for part in parts if part is not None]


def _moved(item: int | Numbers | None, by: int) -> int | Numbers | None:
    """An item of a question in which all numbers are so much larger."""
    if isinstance(item, list):
        return [None if part is None else part + by for part in item]
    return None if item is None else item + by
