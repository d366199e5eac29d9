"""A probe's requests, written down.

A probe never sees an answer while it asks. So its requests can be written down before any of them
is sent to a student's code: while the reference carries them out, or with no answer at all.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import numpy as np

from course.checks.cases import Case
from course.checks.compare import same_bytes
from course.checks.draw import Draw
from course.checks.implementation import (
    Implementation,
    MissingName,
    Ref,
    StudentError,
    Unwritten,
    answers,
)
from course.checks.observed import ask_observed
from course.checks.unit import Probe
from course.exchange.requests import MAX_OBJECTS
from course.exchange.wire import AS_THEY_ARE, encode, token

REQUEST_ERRORS = (MissingName, Unwritten, StudentError)
Array = np.ndarray[Any, Any]
RequestError = MissingName | Unwritten | StudentError


@dataclass(frozen=True)
class Script:
    """A probe as requests, with the value that `ask_observed` returned, or how it ended.

    Each request makes one object, with the next number. Only ["again", n] stands for all requests
    since the one with the number n, carried out once more.

    objects: how many objects the requests make
    kept:    how many values a request among them asks for, as they are then
    wanted:  the further references in the value
    seen:    what the judge saw on the way
    drawn:   the inputs of each question; `used` those of the one in used objects
    """

    requests: list[list[Any]]
    objects: int
    kept: int
    value: Any
    seen: dict[str, Any]
    ended: RequestError | None
    wanted: list[int | str]
    drawn: list[dict[str, object]]
    used: dict[str, object]


class ScriptWriter:
    """A subject that writes requests down, and raises the errors that are known for them."""

    def __init__(self, errors: Mapping[int, RequestError]) -> None:
        self._errors = errors
        self.requests: list[list[Any]] = []
        self.objects = 0
        self.values = 0  # how many a request asked for

    def begin(self, again: bool) -> Callable[[Ref], Ref] | None:
        return None

    def kept(self, value: Any) -> Any:
        wanted = list(_references(value))
        self.values = len(wanted)
        self._write(["values", wanted])
        return value

    def name(self, name: str) -> Ref:
        """A reference to a name; a request that uses it fails if there is none."""
        return Ref(self, name)

    def hold(self, value: Any) -> Ref:
        return self._write(["hold", _encoded(value)])

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        written = [kind, _key(target), [_encoded(argument) for argument in arguments]]
        return self._write([*written, _encoded(named)] if named else written)

    def surroundings(self, refs: Sequence[Ref], described: Sequence[int]) -> Ref:
        return self._write(["surroundings", [_key(ref) for ref in refs], list(described)])

    def _write(self, request: list[Any]) -> Ref:
        number = self.objects
        self.requests.append(request)
        self.objects += 1
        if number in self._errors:
            raise self._errors[number]
        return Ref(self, number)

    def plain(self, ref: Ref) -> Any:
        raise NotImplementedError("a script has no answers")


NOBODY = ScriptWriter({})
NOTHING = Ref(NOBODY, None)


class RightSurroundings(Mapping[str, Any]):
    """What lies around the reference's answers, found out when somebody looks: seldom.

    untouched: the numbers of those arrays that it left as they were sent
    """

    def __init__(self, untouched: frozenset[int], find: Callable[[], dict[str, Any]]) -> None:
        self.untouched = untouched
        self._find = find

    @cached_property
    def _found(self) -> dict[str, Any]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return self._find()

    def __getitem__(self, name: str) -> Any:
        return self._found[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class Recorder(ScriptWriter):
    """A writer that has the requests carried out by the reference as well.

    The reference answers the same question in the same way, so it is not asked twice: the objects
    of the second time, the twins, are those of the first.
    """

    def __init__(self, reference: Implementation) -> None:
        super().__init__({})
        self._reference = reference
        self._held: list[Ref] = []  # the reference's, by number
        self._begun = 0  # the number with which the question began
        self._originals: dict[int, int] = {}  # by the number of a twin
        self._sent: dict[int | str, tuple[Ref, Array]] = {}  # the arrays of the probe
        self._plain: dict[int | str, Any] = {}

    def begin(self, again: bool) -> Callable[[Ref], Ref] | None:
        begun, by = self._begun, self.objects - self._begun
        self._begun = self.objects
        if not again:
            return None
        self.requests.append(["again", begun])
        self.objects += by
        self._held += self._held[begun:]
        self._originals |= {number + by: number for number in range(begun, begun + by)}

        def twin_of(ref: Ref) -> Ref:
            key = _key(ref)
            return Ref(self, key + by) if isinstance(key, int) else ref

        return twin_of

    def kept(self, value: Any) -> Any:
        super().kept(value)
        self._held.append(NOTHING)
        return value

    def hold(self, value: Any) -> Ref:
        ref = super().hold(value)
        held = self._reference.hold(self._of_reference(value))
        self._held.append(held)
        if type(value) is np.ndarray:
            self._sent[_key(ref)] = held, value.copy()
        return ref

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        ref = super().request(kind, target, *arguments, **named)
        if named:
            named = {key: self._of_reference(value) for key, value in named.items()}
        if kind == "refill":  # the reference keeps nothing, so any object is as good
            self._held.append(self._reference.hold(self._of_reference(arguments[0])))
            return ref
        if kind == "call_again":
            kind, arguments = "call", arguments[1:]
        self._held.append(self._reference.request(
            kind, self._of_reference(target), *map(self._of_reference, arguments), **named))
        return ref

    def surroundings(self, refs: Sequence[Ref], described: Sequence[int]) -> Ref:
        ref = super().surroundings(refs, described)
        self._held.append(NOTHING)
        originals = [self._original(ref) for ref in refs]
        find = partial(_found_around, self._reference, self._held, originals, described)
        untouched = {key for key, (held, sent) in self._sent.items()
                     if _holds(self._reference.plain(held), sent)}
        self._plain[_key(ref)] = RightSurroundings(
            frozenset(number for number, key in enumerate(originals) if key in untouched), find)
        return ref

    def plain(self, ref: Ref) -> Any:
        key = self._original(ref)
        if key not in self._plain:
            self._plain[key] = self._reference.plain(self._of_reference(ref))
        return self._plain[key]

    def _original(self, ref: Ref) -> int | str:
        """The key of a reference; that of its original if it is a twin's."""
        key = _key(ref)
        return self._originals.get(key, key) if isinstance(key, int) else key

    def _of_reference(self, value: Any) -> Any:
        """A value with the reference's own Refs in place of the script's."""
        kind = type(value)
        if kind is Ref:
            key = _key(value)
            if type(key) is int:
                return self._held[key]
            return Ref(self._reference, None) if key is None else self._reference.name(str(key))
        if kind in AS_THEY_ARE or kind is np.ndarray:
            return value
        if isinstance(value, list | tuple):
            return kind([self._of_reference(item) for item in value])
        if isinstance(value, dict):
            return {key: self._of_reference(item) for key, item in value.items()}
        return value


def _holds(values: Array, sent: Array) -> bool:
    """Whether the reference's array, of its own dtype, holds the numbers that were sent."""
    return same_bytes(values, sent.astype(values.dtype, copy=False))


def _found_around(
    reference: Implementation, held: Sequence[Ref], originals: Sequence[int | str],
    described: Sequence[int],
) -> dict[str, Any]:
    """The surroundings of objects, in which the reference is asked once about each original."""
    asked = {key: place for place, key in enumerate(dict.fromkeys(originals))}
    places = [asked[key] for key in originals]
    refs = [held[key] if isinstance(key, int) else reference.name(key) for key in asked]
    inner = reference.surroundings(refs, [places[number] for number in described])
    return with_twins(reference.plain(inner), places)


def with_twins(around: dict[str, Any], places: Sequence[int]) -> dict[str, Any]:
    """Surroundings in which some objects stand twice: `places` holds where each one stood.

    Twins share memory as their originals do. With an original none does: the reference keeps
    nothing from one question to the next.
    """
    states, sharing = around["states"], around["sharing"]
    seen: dict[int, list[int]] = {}
    for number, place in enumerate(places[:MAX_OBJECTS]):
        seen.setdefault(place, []).append(number)
    pairs = [list(pair) for one, other in sharing
             for pair in zip(seen.get(one, ()), seen.get(other, ()), strict=False)]
    return {**around, "states": [states[place] for place in places[:MAX_OBJECTS]],
            "sharing": sorted(pairs)}


def write_script(
    probe: Probe, case: Case, errors: Mapping[int, RequestError] | None = None
) -> Script:
    """Run a probe against a writer; `errors` are those known so far, by number of request."""
    writer = ScriptWriter(errors or {})
    draws, other = case.draws(), case.draw_in_used_objects()
    value: Any = None
    seen: dict[str, Any] = {}
    ended: RequestError | None = None
    try:
        value, seen = ask_observed(probe, writer, draws, other)
    except REQUEST_ERRORS as error:
        ended = error.with_traceback(None)  # whose frames hold the error itself
    return _script(writer, value, seen, ended, draws, other)


def record_script(probe: Probe, case: Case, reference: Implementation) -> tuple[Script, Any]:
    """A probe's script, and what `ask_observed` returns of the reference as plain data.

    Raises what the reference raises.
    """
    recorder = Recorder(reference)
    draws, other = case.draws(), case.draw_in_used_objects()
    value, seen = ask_observed(probe, recorder, draws, other)
    return (_script(recorder, value, seen, None, draws, other), {**answers(value), **seen})


def _script(
    writer: ScriptWriter, value: Any, seen: dict[str, Any], ended: RequestError | None,
    draws: Sequence[Draw], other: Draw | None,
) -> Script:
    wanted = list(_references(value))
    return Script(writer.requests, writer.objects, writer.values, _unbound(value), seen, ended,
                  wanted[writer.values:], [draw.drawn for draw in draws],
                  {} if other is None else other.drawn)


def _references(value: Any) -> Iterator[int | str]:
    """The keys of the references in what a probe returned, in their order."""
    if isinstance(value, Ref):
        yield _key(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _references(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _references(item)


def _unbound(value: Any) -> Any:
    """What a probe returned, with references that hold nobody."""
    if isinstance(value, Ref):
        return Ref(NOBODY, _key(value))
    if isinstance(value, dict):
        return {key: _unbound(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_unbound(item) for item in value]
    return value


def _key(ref: Ref) -> int | str:
    """What stands for a reference in a script; an observed one holds the script's own."""
    token = ref._token
    while type(token) is Ref:
        token = token._token
    return token  # type: ignore[return-value]


def _encoded(value: Any) -> Any:
    """A value for the wire, with tokens in place of the references in it."""
    kind = type(value)
    if kind is Ref:
        return token(_key(value))
    if kind in AS_THEY_ARE or kind is np.ndarray:
        return encode(value)
    if isinstance(value, list):
        return [_encoded(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_encoded(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[str(key), _encoded(item)] for key, item in value.items()]}
    return encode(value)
