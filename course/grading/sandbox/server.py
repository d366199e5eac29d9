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
from course.exchange.requests import REQUESTS, UsualRecursionLimit
from course.exchange.wire import MAX_PRINTED, decode, encode, receive, send
from course.grading.sandbox.shell import Shell


class NameNotDefined(Exception):
    """A request uses a name that the student's code does not define."""


class StubAnswer(Exception):
    """The student's code returned `...`."""


class RequestServer:
    """Holds the student's names and objects, and carries out requests on them."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._objects: list[Any] = []

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
        del self._objects[script["from"]:]
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), \
                    np.errstate(all="ignore"), UsualRecursionLimit():
                for request in script["requests"]:
                    self._objects.append(self._result(*request))
                room = Room()
                values = [encode(plain(self._lookup(key), room)) for key in script["plain"]]
            reply: dict[str, Any] = {"values": values}
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

    def _result(self, kind: str, key: int | str, arguments: Any, named: Any = None) -> Any:
        positional = decode(arguments, self._lookup)
        keywords = {} if named is None else decode(named, self._lookup)
        if kind == "array":
            return np.array(positional[0])
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
            return self._objects[key]
        if key not in self._shell.user_ns:
            raise NameNotDefined(key)
        return self._shell.user_ns[key]
