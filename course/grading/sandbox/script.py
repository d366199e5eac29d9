"""A probe as a script: what it asks of the student's code, written down before anything is asked.

A probe never sees an answer while it asks, so that all it asks can be sent at once. Where a request
fails, the probe is run again on paper with that failure: what it does then, such as putting a
switch back, follows in a second script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from course.answers.failure import Failure, Frame
from course.answers.plain import plain
from course.answers.wire import Token, WireError, decode, encode, sound
from course.checks.draw import Draw
from course.checks.implementation import Impl, MissingName, Ref, StudentError, Unwritten
from course.checks.probing import Run, run_of
from course.checks.unit import Probe

MAX_PRINTED = 2_000
MISHAPS = (MissingName, Unwritten, StudentError)
Mishap = MissingName | Unwritten | StudentError


class Broken(Exception):
    """A reply that is no reply to what was asked."""


class Script:
    """A subject that writes requests down, and raises those mishaps that are known already."""

    def __init__(self, mishaps: Mapping[int, Mishap]) -> None:
        self._mishaps = mishaps
        self.requests: list[list[Any]] = []

    def name(self, name: str) -> Ref:
        """A reference to a name; whether there is one shows when it is used."""
        return Ref(self, name)

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        number = len(self.requests)
        sent = [kind, _key(target), [_sent(argument) for argument in arguments]]
        self.requests.append([*sent, _sent(named)] if named else sent)
        if number in self._mishaps:
            raise self._mishaps[number]
        return Ref(self, number)

    def plain(self, ref: Ref) -> Any:
        raise NotImplementedError("a script has no answers")


@dataclass(frozen=True)
class Written:
    """A probe run on paper: its requests, and the value of its answers or how it ended."""

    requests: list[list[Any]]
    value: Any
    ended: Mishap | None
    wanted: list[int | str]
    drawn: dict[str, object]


def write(probe: Probe, seed: int | list[int], mishaps: Mapping[int, Mishap]) -> Written:
    """Write the script of a probe, as far as the mishaps that are known let it come."""
    script = Script(mishaps)
    draw = Draw(seed)
    value: Any = None
    ended: Mishap | None = None
    try:
        value = probe.ask(Impl(script), draw)
    except MISHAPS as mishap:
        ended = mishap
    return Written(script.requests, value, ended, list(_wanted(value)), draw.drawn)


@cache
def write_visible(probe: Probe, seed: int) -> Written:
    """The script of a case that students see: the same for everybody."""
    return write(probe, seed, {})


class Hearsay:
    """One probe put to code elsewhere: its scripts, the replies, and in the end its run."""

    def __init__(self, probe: Probe, seed: int | list[int]) -> None:
        self._probe = probe
        self._seed = seed
        self._mishaps: dict[int, Mishap] = {}
        self._done = 0
        self._printed = ""
        self.run: Run | None = None
        self._written = write_visible(probe, seed) if isinstance(seed, int) else \
            write(probe, seed, {})

    def message(self) -> dict[str, Any]:
        """What is still to be asked, and which values are wanted."""
        return {"from": self._done, "requests": self._written.requests[self._done:],
                "plain": self._written.wanted}

    def take(self, reply: Mapping[str, Any]) -> None:
        """Take in a reply; `run` is there when it was the last. Raises Broken."""
        self._printed = (self._printed + _text(reply.get("printed"), MAX_PRINTED))[:MAX_PRINTED]
        if "at" not in reply:
            self._end(_values(reply, len(self._written.wanted)), self._written.ended)
            return
        place, mishap = reply["at"], _mishap(reply)
        if type(place) is not int or not self._done <= place <= len(self._written.requests):
            raise Broken("a place that was not asked")
        if place == len(self._written.requests):
            self._end([], mishap)
            return
        self._mishaps[place] = mishap
        self._done = place + 1
        self._written = write(self._probe, self._seed, self._mishaps)
        if self._done == len(self._written.requests) and not self._written.wanted:
            self._end([], self._written.ended)

    def _end(self, values: list[Any], mishap: Mishap | None) -> None:
        def act() -> Any:
            if mishap is not None:
                raise mishap
            return _filled(self._written.value, iter(values))

        self.run = run_of(act)
        self.run.printed = self._printed
        self.run.inputs = self._written.drawn


def _wanted(value: Any) -> Iterator[int | str]:
    """The references in what a probe returned, in their order."""
    if isinstance(value, Ref):
        yield _key(value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _wanted(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _wanted(item)


def _filled(value: Any, values: Iterator[Any]) -> Any:
    """What a probe returned as plain data, with answers in place of the references."""
    if isinstance(value, Ref):
        return next(values)
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(item, values) for item in value]
    return plain(value)


def _key(ref: Ref) -> int | str:
    return cast("int | str", object.__getattribute__(ref, "_token"))


def _sent(value: Any) -> Any:
    """A value as it travels, with tokens in place of the references in it."""
    if isinstance(value, Ref):
        return encode(Token(_key(value)))
    if isinstance(value, list):
        return [_sent(item) for item in value]
    if isinstance(value, tuple):
        return {"tuple": [_sent(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[str(key), _sent(item)] for key, item in value.items()]}
    return encode(value)


def _values(reply: Mapping[str, Any], count: int) -> list[Any]:
    values = reply.get("values")
    if not isinstance(values, list) or len(values) != count:
        raise Broken("another number of answers than were asked")
    try:
        return [decode(value) for value in values]
    except (WireError, RecursionError) as error:
        raise Broken("an answer that is not plain data") from error


def _mishap(reply: Mapping[str, Any]) -> Mishap:
    if "missing" in reply:
        return MissingName(_text(reply["missing"], 100))
    if "unwritten" in reply:
        return Unwritten()
    return StudentError(_failure(reply.get("error")))


def _failure(error: Any) -> Failure:
    try:
        frames = tuple(
            Frame(int(f["line"]), _text(f["function"], 100), _text(f["text"], 300))
            for f in error["frames"][:3])
        return Failure(_text(error["kind"], 100), _text(error["message"], 300), frames)
    except (KeyError, TypeError, ValueError, OverflowError) as broken:
        raise Broken("a failure that is none") from broken


def _text(value: Any, limit: int) -> str:
    """Text that was sent, cut; nothing where something else was sent."""
    return sound(value[:limit]) if isinstance(value, str) else ""
