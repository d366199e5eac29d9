"""The judge's end of a sandbox: start it, ask it, keep the time, never trust what it says."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from course.answers.wire import WireError, receive, send
from course.grading.sandbox.script import Broken, Hearsay
from course.grading.sandbox.walls import Walls

MAX_SOURCE = 1_000_000
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
    """A running sandbox: cells are run in it, and probes put to it."""

    def __init__(self, connection: socket.socket, leash: int) -> None:
        self._connection = connection
        self._leash: int | None = leash
        self.deadline: float | None = None

    def lives(self) -> bool:
        """Whether it was built and answers."""
        try:
            self.run("", 10)
        except (SandboxDied, SandboxSlow):
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

    def _receive(self) -> dict[str, Any]:
        try:
            reply = receive(self._connection, self.deadline)
        except TimeoutError:
            raise SandboxSlow from None
        except (WireError, OSError) as error:
            raise SandboxDied(str(error)) from error
        if not isinstance(reply, dict):
            raise SandboxDied("an answer that is no message")
        return reply


def _too_long(source: str) -> dict[str, Any]:
    reason = f"the cell holds {len(source):,} characters, the limit is {MAX_SOURCE:,}"
    return {"output_type": "error", "ename": "TooLong", "evalue": reason,
            "traceback": [f"TooLong: {reason}"]}


def _outputs(outputs: Any) -> list[dict[str, Any]]:
    """Outputs as a notebook may keep them; anything else is left out."""
    if not isinstance(outputs, list):
        raise SandboxDied("an answer that is no message")
    return [o for o in outputs if isinstance(o, dict) and o.get("output_type") in OUTPUT_KINDS]
