"""The loop inside a sandbox: run cells, answer requests, with plain data only."""

from __future__ import annotations

import contextlib
import io
import socket
from dataclasses import asdict
from typing import Any

import numpy as np

from course.answers.failure import Failure, failure_of
from course.answers.plain import plain
from course.answers.requests import REQUESTS
from course.answers.wire import Token, decode, encode, receive, send
from course.grading.sandbox.shell import Shell

MAX_PRINTED = 2_000


class Missing(Exception):
    """The student's code does not define a name that was asked for."""


class Inside:
    """The student's names and objects, and what can be asked of them."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._objects: dict[int, Any] = {}

    def serve(self, connection: socket.socket) -> None:
        """Answer until the other side goes away."""
        while True:
            send(connection, self.answer(receive(connection)))

    def answer(self, message: dict[str, Any]) -> dict[str, Any]:
        """One reply to one message."""
        if "run" in message:
            return {"outputs": self._shell.run(message["run"])}
        try:
            if "plain" in message:
                known = self._known(message["plain"])
                return self._attempt(lambda: {"value": encode(plain(known))})
            return self._request(message)
        except Missing as missing:
            return {"missing": str(missing)}

    def _request(self, message: dict[str, Any]) -> dict[str, Any]:
        arguments = self._object(decode(message["arguments"]))
        named = self._object(decode(message["named"]))
        if message["request"] == "array":
            return self._kept(np.array(arguments[0]))
        target = self._known(message["target"])
        carry_out = REQUESTS[message["request"]]
        return self._attempt(lambda: self._kept(carry_out(target, *arguments, **named)))

    def _attempt(self, act: Any) -> dict[str, Any]:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed), \
                    np.errstate(all="ignore"):
                reply: dict[str, Any] = act()
        except BaseException as error:
            reply = {"error": _as_json(failure_of(error))}
        if printed.getvalue():
            reply["printed"] = printed.getvalue()[:MAX_PRINTED]
        return reply

    def _kept(self, value: Any) -> dict[str, Any]:
        if value is ...:
            return {"unwritten": True}
        number = len(self._objects)
        self._objects[number] = value
        return {"token": number}

    def _known(self, key: int | str) -> Any:
        """An object by its number, or by its name among the student's."""
        if isinstance(key, int):
            return self._objects[key]
        if key not in self._shell.user_ns:
            raise Missing(key)
        return self._shell.user_ns[key]

    def _object(self, value: Any) -> Any:
        """What was sent, with tokens replaced by the objects that they stand for."""
        if isinstance(value, Token):
            return self._known(value.key)
        if type(value) in (list, tuple):
            return type(value)(self._object(item) for item in value)
        if type(value) is dict:
            return {key: self._object(item) for key, item in value.items()}
        return value


def _as_json(failure: Failure) -> dict[str, Any]:
    return asdict(failure)
