"""The judge's end of a sandbox: starts it, sends requests with a deadline, trusts no reply."""

from __future__ import annotations

import json
import os
import select
import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from course.exchange.wire import MAX_MESSAGE, MAX_REPLY, READY, WireError, receive, send
from course.grading.sandbox.absent import absent_modules
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.launcher import ForkServer, start_fork_server
from course.grading.sandbox.remote_probe import BadReply, RemoteProbe
from course.grading.sandbox.supplies import NO_SUPPLIES, Supplies, send_supplies
from course.grading.submission import GraderFailed

START_TIMEOUT = 60.0
READING = 5.0  # seconds after the deadline to read replies that came in time
USAGE_TIMEOUT, MAX_USAGE = 5.0, 1_000  # seconds and bytes of the fork server's answer
MAX_SOURCE = 1_000_000
NAMESPACES = "namespaces"
OUTPUT_KINDS = ("stream", "display_data", "execute_result", "error")


class SandboxDied(Exception):
    """The sandbox ended, or sent something that is no reply."""


class SandboxFailed(GraderFailed):
    """The sandbox ended before any student's code ran in it."""


class SandboxOutOfMemory(SandboxDied):
    """The fork server killed the sandbox: its processes together used too much memory."""


class SandboxOutOfCpu(SandboxDied):
    """The fork server killed the sandbox: its processes together used too much processor time."""


class SandboxOutOfDisk(SandboxDied):
    """The fork server killed the sandbox: it wrote too much, or too many files."""


class SandboxSignalled(SandboxDied):
    """A signal ended the sandbox, and another sandbox of the same user may have sent it."""


class SandboxTimeout(Exception):
    """The sandbox did not reply in time."""


@dataclass(frozen=True)
class Usage:
    """What the fork server, which no student's code reaches, says about a sandbox.

    wanted:  processor seconds that all its threads used or waited for
    waited:  seconds, of the last ones, in which it could have run and had no processor
    ended:   what it used too much of and was killed for: "memory", "processor", "disk" or "";
             "signal" if a signal ended it that may be another sandbox's
    """

    wanted: float = 0.0
    waited: float = 0.0
    ended: str = ""


def start_sandbox(isolation: Isolation, supplies: Supplies = NO_SUPPLIES) -> Sandbox:
    """A new sandbox with some files, without namespaces if this host builds none.

    Raises SandboxDied and SandboxFailed.
    """
    if not has_namespaces():
        isolation = replace(isolation, namespaces=False)
    sandbox = _start(start_fork_server(), replace(isolation, supplied=bool(supplies)))
    if supplies:
        sandbox.supply(supplies)
    return sandbox


def has_namespaces() -> bool:
    """Whether this host builds namespaces. Raises SandboxDied."""
    return NAMESPACES not in missing_layers()


def missing_layers() -> list[str]:
    """The layers of isolation that this host lacks; sandboxes do without. Raises SandboxDied."""
    fork_server = start_fork_server()
    if fork_server.missing_layers is None:
        fork_server.missing_layers = _find_missing_layers(fork_server)
    return fork_server.missing_layers


def _find_missing_layers(fork_server: ForkServer) -> list[str]:
    """Start a sandbox that runs nothing, and see what it lacks. Raises SandboxDied."""
    for isolation, missing in ((Isolation(), []), (Isolation(namespaces=False), [NAMESPACES])):
        sandbox = _start(fork_server, isolation)
        try:
            if sandbox.wait_ready(START_TIMEOUT):
                return [*missing, *sandbox.missing_layers]
        finally:
            sandbox.kill()
    raise SandboxDied("this host can start no sandbox")


def _start(fork_server: ForkServer, isolation: Isolation) -> Sandbox:
    try:
        return Sandbox(*fork_server.fork(isolation))
    except OSError as error:
        raise SandboxDied("the fork server has ended") from error


class Sandbox:
    """A running sandbox, in which the judge runs cells and asks probes.

    Its `deadline`, on the monotonic clock, holds for everything that the judge asks.
    """

    def __init__(self, connection: socket.socket, lifeline: int) -> None:
        self._connection = connection
        self._lifeline: int | None = lifeline
        self._ready = False
        self.missing_layers: list[str] = []
        self.deadline: float | None = None

    def wait_ready(self, seconds: float) -> bool:
        """False if the sandbox ended before it was isolated. Raises SandboxDied after `seconds`."""
        self.deadline = time.monotonic() + seconds
        try:
            self._wait_until_ready()
        except SandboxTimeout:
            raise SandboxDied("the sandbox did not start in time") from None
        except (SandboxDied, SandboxFailed):
            return False
        return True

    def supply(self, supplies: Supplies) -> None:
        """Send the files that it starts with. Raises SandboxFailed."""
        try:
            self._connection.settimeout(START_TIMEOUT)
            send_supplies(self._connection, supplies)
        except OSError as error:
            raise SandboxFailed(f"a sandbox did not take its files ({error})") from error

    def run(self, source: str, seconds: float) -> list[dict[str, Any]]:
        """Run a cell; returns its outputs. Raises SandboxTimeout and SandboxDied."""
        if len(source) > MAX_SOURCE:
            return [_too_long(source)]
        self.deadline = time.monotonic() + seconds
        self._send({"run": source, "absent": absent_modules(source)})
        return _outputs(self._receive().get("outputs"))

    def ask(self, probes: Sequence[RemoteProbe]) -> None:
        """Ask until each probe has its run. Raises SandboxTimeout and SandboxDied."""
        waiting = list(probes)
        while waiting:
            self._send({"probes": [probe.message() for probe in waiting]})
            for probe in waiting:
                if self.deadline is not None and time.monotonic() > self.deadline + READING:
                    raise SandboxTimeout
                reply = self._receive(MAX_REPLY)
                try:
                    probe.take_reply(reply)
                except BadReply as error:
                    raise SandboxDied(f"a bad reply: {error}") from error
                if "at" in reply:
                    break
            waiting = [probe for probe in waiting if probe.run is None]

    @property
    def alive(self) -> bool:
        """Whether nobody has killed it; it may have ended by itself."""
        return self._lifeline is not None

    def usage(self, last: float = 0.0) -> Usage:
        """What it has used so far; nothing once it is killed or the fork server has ended.

        `last` says for how many seconds back to count what it waited.
        """
        if self._lifeline is None:
            return Usage()
        try:
            os.write(self._lifeline, str(last).encode())
            answer = select.poll()
            answer.register(self._lifeline, select.POLLIN)
            if answer.poll(1000 * USAGE_TIMEOUT):
                return Usage(**json.loads(os.read(self._lifeline, MAX_USAGE)))
        except (OSError, ValueError):
            pass
        return Usage()

    def kill(self, last: float = 0.0) -> Usage:
        """End the sandbox and everything in it; returns its `usage`, nothing the second time."""
        usage = self.usage(last)
        if self._lifeline is not None:
            os.close(self._lifeline)
            self._lifeline = None
            self._connection.close()
        return usage

    def _send(self, message: Mapping[str, Any]) -> None:
        try:
            left = None if self.deadline is None else max(self.deadline - time.monotonic(), 1e-3)
            self._connection.settimeout(left)
            send(self._connection, message)
        except TimeoutError:
            raise SandboxTimeout from None
        except OSError as error:
            raise self._death(str(error)) from error

    def _receive(self, most: int = MAX_MESSAGE) -> dict[str, Any]:
        self._wait_until_ready()
        return self._message(most)

    def _wait_until_ready(self) -> None:
        """Read the first message, which the sandbox sends before it runs any student's code."""
        if not self._ready:
            message = self._message()
            if READY not in message:
                raise SandboxDied("a reply before the sandbox was ready")
            self._ready = True
            self.missing_layers = [str(name) for name in message[READY]]

    def _message(self, most: int = MAX_MESSAGE) -> dict[str, Any]:
        try:
            message = receive(self._connection, self.deadline, most)
        except TimeoutError:
            raise SandboxTimeout from None
        except (WireError, OSError) as error:
            raise self._death(str(error)) from error
        if not isinstance(message, dict):
            raise SandboxDied("a reply that is no object")
        return message

    def _death(self, why: str) -> Exception:
        """What its end means: only a sandbox that was ready has run any student's code."""
        match self.usage().ended:
            case "memory":
                return SandboxOutOfMemory("too much memory")
            case "processor":
                return SandboxOutOfCpu("too much processor time")
            case "disk":
                return SandboxOutOfDisk("too many or too large files")
            case "signal" if self._ready:
                return SandboxSignalled(why)
        return SandboxDied(why) if self._ready else SandboxFailed(
            f"a sandbox ended before it was ready ({why})")


def _too_long(source: str) -> dict[str, Any]:
    reason = f"the cell holds {len(source):,} characters, the limit is {MAX_SOURCE:,}"
    return {"output_type": "error", "ename": "TooLong", "evalue": reason,
            "traceback": [f"TooLong: {reason}"]}


def _outputs(outputs: Any) -> list[dict[str, Any]]:
    """The outputs among what a sandbox sent; the judge looks into them later."""
    if not isinstance(outputs, list):
        raise SandboxDied("a reply without outputs")
    return [o for o in outputs if isinstance(o, dict) and o.get("output_type") in OUTPUT_KINDS]
