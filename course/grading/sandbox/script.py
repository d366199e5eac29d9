"""A probe as a script: what it asks of the student's code, written down before anything is asked.

A probe never sees an answer while it asks, so that all it asks can be sent at once. Where a request
fails, the probe is run again on paper with that failure: what it does then, such as putting a
switch back, follows in a second script.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from course.answers.failure import Failure, Frame
from course.answers.wire import Token, WireError, decode, encode, sound
from course.checks.draw import Draw
from course.checks.run import Run, run_of
from course.checks.subject import Impl, MissingName, Ref, StudentError, Unwritten, answers
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
        self.wanted: list[int | str] = []
        self.values: list[Any] | None = None

    def name(self, name: str) -> Ref:
        """A reference to a name; whether there is one shows when it is used."""
        return Ref(self, name)

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        number = len(self.requests)
        self.requests.append([kind, _key(target), encode(_tokens(list(arguments))),
                              encode(_tokens(named))])
        if number in self._mishaps:
            raise self._mishaps[number]
        return Ref(self, number)

    def plain(self, ref: Ref) -> Any:
        """Nothing while the script is written; the answer once the answers are there."""
        if self.values is not None:
            return self.values.pop(0)
        self.wanted.append(_key(ref))
        return None


class Hearsay:
    """One probe put to code elsewhere: its scripts, the replies, and in the end its run."""

    def __init__(self, probe: Probe, seed: int | list[int]) -> None:
        self._probe = probe
        self._seed = seed
        self._mishaps: dict[int, Mishap] = {}
        self._done = 0
        self._printed = ""
        self.run: Run | None = None
        self._write()

    def message(self) -> dict[str, Any]:
        """What is still to be asked, and which values are wanted."""
        return {"from": self._done, "requests": self._script.requests[self._done:],
                "plain": self._script.wanted}

    def take(self, reply: Mapping[str, Any]) -> None:
        """Take in a reply; `run` is there when it was the last. Raises Broken."""
        self._printed = (self._printed + _text(reply.get("printed"), MAX_PRINTED))[:MAX_PRINTED]
        if "at" not in reply:
            self._script.values = _values(reply, len(self._script.wanted))
            self._end(self._answers)
            return
        place, mishap = reply["at"], _mishap(reply)
        if type(place) is not int or not self._done <= place <= len(self._script.requests):
            raise Broken("a place that was not asked")
        if place == len(self._script.requests):
            self._end(_raising(mishap))
            return
        self._mishaps[place] = mishap
        self._done = place + 1
        self._write()
        if self._done == len(self._script.requests) and not self._script.wanted:
            self._end(self._answers)

    def _write(self) -> None:
        """Write the script, as far as the mishaps that are known let the probe come."""
        self._script = Script(self._mishaps)
        self._draw = Draw(self._seed)
        try:
            value = self._probe.ask(Impl(self._script), self._draw)
            answers(value)
            self._answers: Callable[[], Any] = lambda: answers(value)
        except MISHAPS as mishap:
            self._answers = _raising(mishap)

    def _end(self, act: Callable[[], Any]) -> None:
        self.run = run_of(act)
        self.run.printed = self._printed
        self.run.inputs = self._draw.drawn


def _raising(mishap: Mishap) -> Callable[[], Any]:
    def act() -> Any:
        raise mishap

    return act


def _key(ref: Ref) -> int | str:
    return cast("int | str", object.__getattribute__(ref, "_token"))


def _tokens(value: Any) -> Any:
    if isinstance(value, Ref):
        return Token(_key(value))
    if isinstance(value, list | tuple):
        return type(value)(_tokens(item) for item in value)
    if isinstance(value, dict):
        return {key: _tokens(item) for key, item in value.items()}
    return value


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
