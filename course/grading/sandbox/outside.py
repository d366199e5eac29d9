"""The judge's end of a sandbox: start it, ask it, keep the time, never trust what it says."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, cast

from course.answers.failure import Failure, Frame
from course.answers.wire import Token, WireError, decode, encode, receive, send
from course.checks.subject import MissingName, Ref, StudentError, Unwritten
from course.grading.sandbox.walls import Walls

OUTPUT_KINDS = ("stream", "display_data", "execute_result", "error")


class SandboxDied(Exception):
    """The sandbox ended, or sent what is no answer."""


class SandboxSlow(Exception):
    """The sandbox did not answer in time."""


class Zygote:
    """The warm process that sandboxes are forked from. One for each process that judges."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        os.set_inheritable(theirs.fileno(), True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "course.grading.sandbox.zygote", str(theirs.fileno())],
            pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd="/",
            env={"PATH": os.environ["PATH"], "OPENBLAS_NUM_THREADS": "1", "HOME": "/nonexistent",
                 **{k: v for k, v in os.environ.items() if k == "PYTHONPATH"}},
        )
        theirs.close()
        self._control = ours
        self._strong: bool | None = None
        if ours.recv(16) != b"ready":
            raise SandboxDied("the warm process did not start")

    def start(self, walls: Walls) -> Sandbox:
        """A new sandbox with the walls that this host can build."""
        sandbox = self._start(walls)
        if self._strong is None:
            self._strong = sandbox.lives()
        if self._strong or not walls.namespaces:
            return sandbox
        sandbox.kill()
        return self._start(replace(walls, namespaces=False))

    @property
    def sandboxed(self) -> bool:
        """Whether this host can build namespaces; known once a sandbox was started."""
        return bool(self._strong)

    def _start(self, walls: Walls) -> Sandbox:
        ours, theirs = socket.socketpair()
        leash_inside, leash = os.pipe()
        socket.send_fds(self._control, [json.dumps(asdict(walls)).encode()],
                        [theirs.fileno(), leash_inside])
        theirs.close()
        os.close(leash_inside)
        return Sandbox(ours, leash)

    def close(self) -> None:
        self._control.close()
        self._process.wait(timeout=5)


class Sandbox:
    """A running sandbox; also the subject that probes are put to."""

    def __init__(self, connection: socket.socket, leash: int) -> None:
        self._connection = connection
        self._leash: int | None = leash
        self.deadline: float | None = None
        self.printed = ""

    def lives(self) -> bool:
        """Whether it was built and answers."""
        try:
            self.run("", 10)
        except (SandboxDied, SandboxSlow):
            return False
        return True

    def run(self, source: str, seconds: float) -> list[dict[str, Any]]:
        """Run a cell; its outputs. Raises SandboxSlow and SandboxDied."""
        self.deadline = time.monotonic() + seconds
        return _outputs(self._ask({"run": source}).get("outputs"))

    def name(self, name: str) -> Ref:
        """A reference to a name; whether there is one shows when it is used."""
        return Ref(self, name)

    def request(self, kind: str, target: Ref, *arguments: Any, **named: Any) -> Ref:
        return self._ref(self._ask({
            "request": kind, "target": target._token,
            "arguments": encode(_tokens(list(arguments))), "named": encode(_tokens(named)),
        }))

    def plain(self, ref: Ref) -> Any:
        reply = self._ask({"plain": ref._token})
        self._raise_failure(reply)
        try:
            return decode(reply["value"])
        except (WireError, KeyError, RecursionError) as error:
            raise SandboxDied("an answer that is not plain data") from error

    def kill(self) -> None:
        """End the sandbox and everything in it."""
        if self._leash is not None:
            os.close(self._leash)
            self._leash = None
            self._connection.close()

    def _ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        try:
            send(self._connection, message)
            reply = receive(self._connection, self.deadline)
        except TimeoutError:
            raise SandboxSlow from None
        except (WireError, OSError) as error:
            raise SandboxDied(str(error)) from error
        if not isinstance(reply, dict):
            raise SandboxDied("an answer that is no message")
        self.printed += str(reply.get("printed", ""))[:2_000]
        return reply

    def _ref(self, reply: dict[str, Any]) -> Ref:
        self._raise_failure(reply)
        if type(reply.get("token")) is not int:
            raise SandboxDied("an answer that is no message")
        return Ref(self, reply["token"])

    def _raise_failure(self, reply: dict[str, Any]) -> None:
        if "missing" in reply:
            raise MissingName(str(reply["missing"])[:100])
        if "unwritten" in reply:
            raise Unwritten
        if "error" in reply:
            raise StudentError(_failure(reply["error"]))


def _tokens(value: Any) -> Any:
    if isinstance(value, Ref):
        return Token(cast("int | str", object.__getattribute__(value, "_token")))
    if isinstance(value, list | tuple):
        return type(value)(_tokens(item) for item in value)
    if isinstance(value, dict):
        return {key: _tokens(item) for key, item in value.items()}
    return value


def _failure(error: Any) -> Failure:
    try:
        frames = tuple(
            Frame(int(f["line"]), str(f["function"])[:100], str(f["text"])[:300])
            for f in error["frames"][:3])
        return Failure(str(error["kind"])[:100], str(error["message"])[:300], frames)
    except (KeyError, TypeError, ValueError) as broken:
        raise SandboxDied("an answer that is no message") from broken


def _outputs(outputs: Any) -> list[dict[str, Any]]:
    """Outputs as a notebook may keep them; anything else is left out."""
    if not isinstance(outputs, list):
        raise SandboxDied("an answer that is no message")
    return [o for o in outputs if isinstance(o, dict) and o.get("output_type") in OUTPUT_KINDS]
