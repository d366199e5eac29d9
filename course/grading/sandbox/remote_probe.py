"""A probe asked in a sandbox: all its requests go there at once, as a script.

A probe never sees an answer while it asks, so its requests can be written down before the first
one is sent. If a request fails in the sandbox, the probe is run again here with that failure. What
it then does, such as turning a switch back, follows in a second script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from course.checks.cases import Case
from course.checks.conditions import ask_observed
from course.checks.implementation import MissingName, Ref, StudentError, Unwritten
from course.checks.probing import Run, run_of
from course.checks.unit import Probe
from course.exchange.failure import MAX_FRAMES, MAX_MESSAGE, Failure, Frame
from course.exchange.plain_data import Room, plain
from course.exchange.wire import (
    MAX_PRINTED,
    Token,
    WireError,
    decode,
    encode,
    without_surrogates,
)

MAX_NAME = 100
REQUEST_ERRORS = (MissingName, Unwritten, StudentError)
RequestError = MissingName | Unwritten | StudentError


class BadReply(Exception):
    """A reply that does not fit what was asked."""


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


@dataclass(frozen=True)
class Script:
    """A probe as requests, with the value that it returned, references in it, or how it ended."""

    requests: list[list[Any]]
    value: Any
    ended: RequestError | None
    wanted: list[int | str]
    drawn: dict[str, object]


def write_script(
    probe: Probe, case: Case, errors: Mapping[int, RequestError]
) -> Script:
    """Run a probe against a writer; `errors` are those known so far, by number of request."""
    writer = ScriptWriter(errors)
    draws = case.draws()
    value: Any = None
    ended: RequestError | None = None
    try:
        value = ask_observed(probe, writer, draws)
    except REQUEST_ERRORS as error:
        ended = error
    return Script(writer.requests, value, ended, list(_references(value)), draws[-1].drawn)


@cache
def write_visible_script(probe: Probe, case: Case) -> Script:
    """The script of a case that students see: the same for everybody."""
    return write_script(probe, case, {})


class RemoteProbe:
    """A probe on its way: what to send next, and its run once the last reply is in."""

    def __init__(self, probe: Probe, case: Case) -> None:
        self._probe = probe
        self._case = case
        self._errors: dict[int, RequestError] = {}
        self._done = 0
        self._printed = ""
        self.run: Run | None = None
        self._script = write_visible_script(probe, case) if case.visible else \
            write_script(probe, case, {})

    def message(self) -> dict[str, Any]:
        """The requests that are still to be sent, and the values that they shall return."""
        return {"from": self._done, "requests": self._script.requests[self._done:],
                "plain": self._script.wanted}

    def take_reply(self, reply: Mapping[str, Any]) -> None:
        """Read a reply; after the last one `run` is set. Raises BadReply."""
        self._printed = (self._printed + _text(reply.get("printed"), MAX_PRINTED))[:MAX_PRINTED]
        if "at" not in reply:
            self._end(_values(reply, len(self._script.wanted)), self._script.ended)
            return
        place, error = reply["at"], _request_error(reply)
        if type(place) is not int or not self._done <= place <= len(self._script.requests):
            raise BadReply("it names a request that was not sent")
        if place == len(self._script.requests):
            self._end([], error)
            return
        self._errors[place] = error
        self._done = place + 1
        self._script = write_script(self._probe, self._case, self._errors)
        if self._done == len(self._script.requests) and not self._script.wanted:
            self._end([], self._script.ended)

    def _end(self, values: list[Any], error: RequestError | None) -> None:
        def act() -> Any:
            if error is not None:
                raise error
            return _filled(self._script.value, iter(values))

        self.run = run_of(act)
        self.run.printed = self._printed
        self.run.inputs = self._script.drawn


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


def _filled(value: Any, values: Iterator[Any]) -> Any:
    """What a probe returned as plain data, with values in place of the references."""
    if isinstance(value, Ref):
        return next(values)
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(item, values) for item in value]
    return plain(value)


def _key(ref: Ref) -> int | str:
    """What stands for a reference in a script; an observed one holds the script's own."""
    token = object.__getattribute__(ref, "_token")
    return _key(token) if isinstance(token, Ref) else cast("int | str", token)


def _encoded(value: Any) -> Any:
    """A value for the wire, with tokens in place of the references in it."""
    if isinstance(value, Ref):
        return encode(Token(_key(value)))
    if isinstance(value, list):
        return [_encoded(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_encoded(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[str(key), _encoded(item)] for key, item in value.items()]}
    return encode(value)


def _values(reply: Mapping[str, Any], count: int) -> list[Any]:
    """The values in a reply, cut to the size that answers may have whatever the sandbox sent."""
    values = reply.get("values")
    if not isinstance(values, list) or len(values) != count:
        raise BadReply(f"it does not hold {count} values")
    try:
        room = Room()
        return [plain(decode(value), room) for value in values]
    except (WireError, RecursionError) as error:
        raise BadReply("a value is not plain data") from error


def _request_error(reply: Mapping[str, Any]) -> RequestError:
    if "missing" in reply:
        return MissingName(_text(reply["missing"], MAX_NAME))
    if "unwritten" in reply:
        return Unwritten()
    return StudentError(_failure(reply.get("error")))


def _failure(error: Any) -> Failure:
    try:
        frames = tuple(
            Frame(int(f["line"]), _text(f["function"], MAX_NAME), _text(f["text"], MAX_MESSAGE))
            for f in error["frames"][:MAX_FRAMES])
        return Failure(_text(error["kind"], MAX_NAME), _text(error["message"], MAX_MESSAGE), frames)
    except (KeyError, TypeError, ValueError, OverflowError) as damage:
        raise BadReply("its failure is damaged") from damage


def _text(value: Any, limit: int) -> str:
    """A text from the sandbox, cut to `limit`; empty if it is no text."""
    return without_surrogates(value[:limit]) if isinstance(value, str) else ""
