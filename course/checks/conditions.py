"""Conditions: what every answer must keep to, without the exercise's author writing it.

A probe looks at results. Around them, an answer must not do what the reference does not do:

- **change arguments**: arrays, lists and dicts that the probe passes keep their contents
- **share memory**: a result shares no memory with an argument or with another result
- **remember**: nor with anything that an earlier question to the same probe saw
- **leave gradients**: tensors that the probe sees have the `.grad` that the reference leaves
- **change data**: and the same `.data` and `.requires_grad`
- **raise the recursion limit**

Two conditions more are cases in which a probe is asked, see cases.py: an answer keeps nothing for
an object or its id (if it may not "know objects"), and no flag's first value for later calls (if
these do not find what the first one changed, "know calls").

`Exercise.may` names those conditions that do not apply to an exercise. observed.py notes what is
looked at here.
"""

from __future__ import annotations

import inspect
import re
from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from course.checks.compare import Difference, Kind, differences, same
from course.checks.observed import Items, Numbers, Seen
from course.checks.unit import Exercise
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


def _state(seen: Seen, state: Any) -> Any:
    """The state of an object; that of an array which did not change is what was sent."""
    if state is AS_SENT:
        return None if seen.sent is None else {"contents": seen.sent}
    return state


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
    allowed = {CONDITIONS[name] for name in exercise.may if name in CONDITIONS}
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
