"""The judge's end of a sandbox: start it, ask it, keep the time, never trust what it says."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from course.exchange.wire import OVER_MEMORY, READY, WireError, receive, send
from course.grading.sandbox.isolation.namespaces import Walls
from course.grading.sandbox.launcher import Zygote, warm_process
from course.grading.sandbox.remote_probe import Broken, Hearsay

WARM_UP = 60.0
MAX_SOURCE = 1_000_000
NAMESPACES = "namespaces"
OUTPUT_KINDS = ("stream", "display_data", "execute_result", "error")


class SandboxDied(Exception):
    """The sandbox ended, or sent what is no answer."""


class SandboxGreedy(SandboxDied):
    """The sandbox was ended because its processes together used too much memory."""


class SandboxSlow(Exception):
    """The sandbox did not answer in time."""


def start(walls: Walls) -> Sandbox:
    """A new sandbox with the walls that this host can build. Raises SandboxDied."""
    if NAMESPACES in lacks():
        walls = replace(walls, namespaces=False)
    return _start(warm_process(), walls)


def lacks() -> list[str]:
    """What this host cannot build, so that the next best serves. Raises SandboxDied."""
    zygote = warm_process()
    if zygote.lacks is None:
        zygote.lacks = _find_out(zygote)
    return zygote.lacks


def sandboxed() -> bool:
    """Whether this host can build namespaces. Raises SandboxDied."""
    return NAMESPACES not in lacks()


def _find_out(zygote: Zygote) -> list[str]:
    """What this host lacks, told by a sandbox in which nothing is run. Raises SandboxDied."""
    for walls, lack in ((Walls(), []), (Walls(namespaces=False), [NAMESPACES])):
        sandbox = _start(zygote, walls)
        try:
            if sandbox.stands(WARM_UP):
                return [*lack, *sandbox.lacking]
        finally:
            sandbox.kill()
    raise SandboxDied("no sandbox can be started on this host")


def _start(zygote: Zygote, walls: Walls) -> Sandbox:
    try:
        return Sandbox(*zygote.fork(walls))
    except OSError as error:
        raise SandboxDied("the warm process has ended") from error


class Sandbox:
    """A running sandbox: cells are run in it, and probes put to it."""

    def __init__(self, connection: socket.socket, leash: int) -> None:
        self._connection = connection
        self._leash: int | None = leash
        self._ready = False
        self.lacking: list[str] = []
        self.deadline: float | None = None

    def stands(self, seconds: float) -> bool:
        """Whether its walls could be built. Raises SandboxDied when that takes too long."""
        self.deadline = time.monotonic() + seconds
        try:
            self._need_ready()
        except SandboxSlow:
            raise SandboxDied("the sandbox did not start in time") from None
        except SandboxDied:
            return False
        return True

    def run(self, source: str, seconds: float) -> list[dict[str, Any]]:
        """Run a cell; its outputs. Raises SandboxSlow and SandboxDied."""
        if len(source) > MAX_SOURCE:
            return [_too_long(source)]
        self.deadline = time.monotonic() + seconds
        return _outputs(self._ask({"run": source}).get("outputs"))

    def put(self, asked: Sequence[Hearsay]) -> None:
        """Put probes until each has its run. Raises SandboxSlow and SandboxDied."""
        waiting = list(asked)
        while waiting:
            self._send({"probes": [hearsay.message() for hearsay in waiting]})
            for hearsay in waiting:
                reply = self._receive()
                try:
                    hearsay.take(reply)
                except Broken as error:
                    raise SandboxDied(str(error)) from error
                if "at" in reply:
                    break
            waiting = [hearsay for hearsay in waiting if hearsay.run is None]

    def kill(self) -> None:
        """End the sandbox and everything in it."""
        if self._leash is not None:
            os.close(self._leash)
            self._leash = None
            self._connection.close()

    def _ask(self, message: Mapping[str, Any]) -> dict[str, Any]:
        self._send(message)
        return self._receive()

    def _send(self, message: Mapping[str, Any]) -> None:
        try:
            left = None if self.deadline is None else max(self.deadline - time.monotonic(), 1e-3)
            self._connection.settimeout(left)
            send(self._connection, message)
        except TimeoutError:
            raise SandboxSlow from None
        except OSError as error:
            raise SandboxDied(str(error)) from error

    def _need_ready(self) -> None:
        """Read the first message, which is sent before any of the student's code is run."""
        if not self._ready:
            message = self._message()
            if not isinstance(message, dict) or READY not in message:
                raise SandboxDied("an answer that is no message")
            self._ready, self.lacking = True, [str(name) for name in message[READY]]

    def _receive(self) -> dict[str, Any]:
        self._need_ready()
        reply = self._message()
        if not isinstance(reply, dict):
            raise SandboxDied("an answer that is no message")
        return reply

    def _message(self) -> Any:
        try:
            return receive(self._connection, self.deadline)
        except TimeoutError:
            raise SandboxSlow from None
        except (WireError, OSError) as error:
            if self._was_greedy():
                raise SandboxGreedy("too much memory") from error
            raise SandboxDied(str(error)) from error

    def _was_greedy(self) -> bool:
        """Whether the warm process, which no student's code reaches, says that it ended it."""
        if self._leash is None:
            return False
        with socket.socket(fileno=os.dup(self._leash)) as leash, contextlib.suppress(OSError):
            return leash.recv(len(OVER_MEMORY), socket.MSG_DONTWAIT) == OVER_MEMORY
        return False


def _too_long(source: str) -> dict[str, Any]:
    reason = f"the cell holds {len(source):,} characters, the limit is {MAX_SOURCE:,}"
    return {"output_type": "error", "ename": "TooLong", "evalue": reason,
            "traceback": [f"TooLong: {reason}"]}


def _outputs(outputs: Any) -> list[dict[str, Any]]:
    """Outputs as a notebook may keep them; anything else is left out."""
    if not isinstance(outputs, list):
        raise SandboxDied("an answer that is no message")
    return [o for o in outputs if isinstance(o, dict) and o.get("output_type") in OUTPUT_KINDS]
