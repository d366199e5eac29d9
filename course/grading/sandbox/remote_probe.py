"""A probe asked in a sandbox: all its requests go there at once, as a script.

If a request fails in the sandbox, the probe is run again here with that failure. What it then
does, such as turning a switch back, follows in a second script.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from course.checks.implementation import MissingName, Ref, StudentError, Unwritten
from course.checks.probing import Question, Run, run_of
from course.checks.script import RequestError, write_script
from course.exchange.failure import MAX_FRAMES, MAX_MESSAGE, Failure, Frame
from course.exchange.plain_data import Odd, Room, plain
from course.exchange.requests import are_surroundings
from course.exchange.wire import (
    MAX_PRINTED,
    WireError,
    decode,
    without_surrogates,
)

MAX_NAME = 100


class BadReply(Exception):
    """A reply that does not fit what was asked."""


class RemoteProbe:
    """A probe on its way: what to send next, and its run once the last reply is in."""

    def __init__(self, question: Question) -> None:
        self._question = question
        self._errors: dict[int, RequestError] = {}
        self._done = 0
        self._printed = ""
        self.run: Run | None = None
        self._script = question.script

    def message(self) -> dict[str, Any]:
        """The requests that are still to be sent, and the values that they shall return."""
        return {"from": self._done, "requests": self._script.requests[self._done:],
                "plain": self._script.wanted}

    def take_reply(self, reply: Mapping[str, Any]) -> None:
        """Read a reply; after the last one `run` is set. Raises BadReply."""
        self._printed = (self._printed + _text(reply.get("printed"), MAX_PRINTED))[:MAX_PRINTED]
        if "at" not in reply:
            count = self._script.kept + len(self._script.wanted)
            self._end(_values(reply, count), self._script.ended)
            return
        place, error = reply["at"], _request_error(reply)
        if type(place) is not int or not self._done <= place <= self._script.objects:
            raise BadReply("it names a request that was not sent")
        if place == self._script.objects:
            self._end([], error)
            return
        self._errors[place] = error
        self._done = place + 1
        self._script = write_script(
            self._question.probe, self._question.case, self._errors)
        if self._done == self._script.objects and not self._script.wanted:
            self._end([], self._script.ended)

    def _end(self, values: list[Any], error: RequestError | None) -> None:
        def act() -> Any:
            if error is not None:
                raise error
            return found

        found = None if error is not None else self._found(values)
        self.run = run_of(act)
        self.run.drawn, self.run.inputs = self._script.drawn, self._script.drawn[-1]
        self.run.used = self._script.used
        self.run.printed = self._printed

    def _found(self, values: list[Any]) -> dict[str, Any]:
        """What `ask_observed` would have returned. Raises BadReply."""
        found = {**_filled(self._script.value, iter(values)), **self._script.seen}
        around = found["surroundings"]
        if not isinstance(around, Odd) and not are_surroundings(around, len(found["seen"])):
            raise BadReply("the surroundings of its answers are damaged")
        return found


def _filled(value: Any, values: Iterator[Any]) -> Any:
    """What a probe returned as plain data, with values in place of the references."""
    if isinstance(value, Ref):
        return next(values)
    if isinstance(value, dict):
        return {key: _filled(item, values) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(item, values) for item in value]
    return plain(value)


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
