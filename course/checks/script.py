"""A probe's requests, written down.

A probe never sees an answer while it asks. So its requests can be written down before any of them
is sent to a student's code: while the reference carries them out, or with no answer at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from course.checks.cases import Case
from course.checks.conditions import ask_observed
from course.checks.implementation import (
    Implementation,
    MissingName,
    Ref,
    StudentError,
    Unwritten,
    answers,
)
from course.checks.unit import Probe
from course.exchange.wire import AS_THEY_ARE, encode, token

REQUEST_ERRORS = (MissingName, Unwritten, StudentError)
RequestError = MissingName | Unwritten | StudentError


@dataclass(frozen=True)
class Script:
    """A probe as requests, with the value that `ask_observed` returned, or how it ended.

    wanted:  the references in the value
    seen:    what the judge saw on the way
    """

    requests: list[list[Any]]
    value: Any
    seen: dict[str, Any]
    ended: RequestError | None
    wanted: list[int | str]
    drawn: list[dict[str, object]]


class ScriptWriter:
    """A subject that writes requests down, and raises the errors that are known for them."""

    def __init__(self, errors: Mapping[int, RequestError]) -> None:
        self._errors = errors
        self.requests: list[list[Any]] = []

    def name(self, name: str) -> Ref:
        """A reference to a name; a request that uses it fails if there is none."""
        return Ref(self, name)

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        number = len(self.requests)
        written = [kind, _key(target), [_encoded(argument) for argument in arguments]]
        self.requests.append([*written, _encoded(named)] if named else written)
        if number in self._errors:
            raise self._errors[number]
        return Ref(self, number)

    def plain(self, ref: Ref) -> Any:
        raise NotImplementedError("a script has no answers")


class Recorder(ScriptWriter):
    """A writer that has the requests carried out by the reference as well."""

    def __init__(self, reference: Implementation) -> None:
        super().__init__({})
        self._reference = reference
        self._held: list[Ref] = []

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        ref = super().request(kind, target, *arguments, **named)
        if named:
            named = {key: self._of_reference(value) for key, value in named.items()}
        self._held.append(self._reference.request(
            kind, self._of_reference(target), *map(self._of_reference, arguments), **named))
        return ref

    def plain(self, ref: Ref) -> Any:
        return self._reference.plain(self._of_reference(ref))

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


def write_script(
    probe: Probe, case: Case, errors: Mapping[int, RequestError] | None = None
) -> Script:
    """Run a probe against a writer; `errors` are those known so far, by number of request."""
    writer = ScriptWriter(errors or {})
    draws = case.draws()
    value: Any = None
    seen: dict[str, Any] = {}
    ended: RequestError | None = None
    try:
        value, seen = ask_observed(probe, writer, draws)
    except REQUEST_ERRORS as error:
        ended = error
    return Script(writer.requests, value, seen, ended, list(_references(value)),
                  [draw.drawn for draw in draws])


def record_script(probe: Probe, case: Case, reference: Implementation) -> tuple[Script, Any]:
    """A probe's script, and what `ask_observed` returns of the reference as plain data.

    Raises what the reference raises.
    """
    recorder = Recorder(reference)
    draws = case.draws()
    value, seen = ask_observed(probe, recorder, draws)
    script = Script(recorder.requests, value, seen, None, list(_references(value)),
                    [draw.drawn for draw in draws])
    return script, {**answers(value), **seen}


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


def _key(ref: Ref) -> int | str:
    """What stands for a reference in a script; an observed one holds the script's own."""
    token = ref._token
    while type(token) is Ref:
        token = token._token
    return cast("int | str", token)


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
