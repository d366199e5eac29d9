"""The server in a sandbox: runs cells and answers requests, with plain data only."""

from __future__ import annotations

import contextlib
import io
import socket
from dataclasses import asdict
from typing import Any

import numpy as np

from course.exchange.failure import failure_of
from course.exchange.plain_data import Room, plain
from course.exchange.requests import AS_SENT, REQUESTS, UsualRecursionLimit, surroundings
from course.exchange.wire import MAX_PRINTED, decode, encode, receive, send
from course.grading.sandbox.shell import Shell

Contents = tuple[Any, tuple[int, ...], bytes]


class NameNotDefined(Exception):
    """A request uses a name that the student's code does not define."""


class StubAnswer(Exception):
    """The student's code returned `...`."""


class RequestServer:
    """Holds the student's names and objects, and carries out requests on them."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._objects: list[Any] = []
        self._sent: dict[int | str, Contents] = {}  # of arrays among them, as the judge sent them
        self._twins_by = 0  # how much larger the numbers are of what is carried out again
        self._values: list[Any] = []  # those that requests asked for, before what came later

    def serve(self, connection: socket.socket) -> None:
        """Answer messages; raises WireError when the judge closes the connection."""
        while True:
            message = receive(connection)
            if "run" in message:
                outputs = self._shell.run(message["run"], message.get("absent", ()))
                send(connection, {"outputs": outputs})
                continue
            for script in message["probes"]:
                reply = self.carry_out(script)
                send(connection, reply)
                if "at" in reply:
                    break

    def carry_out(self, script: dict[str, Any]) -> dict[str, Any]:
        """The values that a script asks for; or what failed, and at which request."""
        self._forget(script["from"])
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), \
                    np.errstate(all="ignore"), UsualRecursionLimit():
                for request in script["requests"]:
                    if request[0] == "again":
                        self._carry_out_again(script["requests"], request[1])
                    else:
                        self._objects.append(self._result(*request))
                self._take_values(script["plain"])
            reply: dict[str, Any] = {"values": self._values}
        except NameNotDefined as error:
            reply = {"missing": str(error)}
        except StubAnswer:
            reply = {"unwritten": True}
        except BaseException as error:
            reply = {"error": asdict(failure_of(error))}
        if "values" not in reply:
            reply["at"] = len(self._objects)
            self._objects.append(None)
        if printed.getvalue():
            reply["printed"] = printed.getvalue()[:MAX_PRINTED]
        return reply

    def _forget(self, start: int) -> None:
        """Forget all objects from a number on."""
        del self._objects[start:]
        if not start:
            self._values = []
        self._sent = {number: sent for number, sent in self._sent.items()
                      if number in range(start)} if start else {}
        self._twins_by = 0

    def _carry_out_again(self, requests: list[list[Any]], start: int) -> None:
        """Carry out once more what made the objects from a number on."""
        end = len(self._objects)
        self._twins_by = end - start
        for request in requests[start:end]:
            self._objects.append(self._result(*request))
        self._twins_by = 0

    def _result(self, kind: str, *request: Any) -> Any:
        if kind == "hold":
            return self._hold(*request)
        if kind == "surroundings":
            return self._surroundings(*request)
        if kind == "values":
            return self._take_values(*request)
        return self._answer(kind, *request)

    def _hold(self, sent: Any) -> Any:
        value = decode(sent, self._lookup)
        if isinstance(value, np.ndarray):
            self._sent[len(self._objects)] = _contents(value)
        return value

    def _take_values(self, keys: list[int | str]) -> None:
        """Note the values of objects as they are now."""
        room = Room()
        self._values += [encode(plain(self._lookup(key), room)) for key in keys]

    def _surroundings(self, keys: list[int | str], described: list[int]) -> dict[str, Any]:
        """What lies around objects; of an array that did not change, only that it did not."""
        objects = [self._lookup(key) for key in keys]
        around = surroundings(objects, described)
        around["states"] = [
            AS_SENT if key in self._sent and self._sent[key] == _contents(thing) else state
            for key, thing, state in zip(keys, objects, around["states"], strict=False)]
        return around

    def _answer(self, kind: str, key: int | str, arguments: Any, named: Any = None) -> Any:
        positional = decode(arguments, self._lookup)
        keywords = {} if named is None else decode(named, self._lookup)
        result = REQUESTS[kind](self._lookup(key), *positional, **keywords)
        if result is ...:
            raise StubAnswer
        return result

    def _lookup(self, key: int | str | None) -> Any:
        """An object by its number, or by its name among the student's; None for a request of none.
        """
        if key is None:
            return None
        if isinstance(key, int):
            return self._objects[key + self._twins_by]
        if key not in self._shell.user_ns:
            raise NameNotDefined(key)
        return self._shell.user_ns[key]


def _contents(array: np.ndarray[Any, Any]) -> Contents:
    return array.dtype, array.shape, array.tobytes()
