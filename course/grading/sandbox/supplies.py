"""The files that a sandbox starts with: an assignment's data, and what the student handed in.

The judge sends them part by part before the sandbox gives up its privileges. It then owns none of
the instructor's files, so no student's code can write into them or put others in their place.
"""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.exchange.wire import receive, send

PART = 2**22
READABLE, WRITABLE, STICKY = 0o444, 0o666, 0o1777


@dataclass(frozen=True)
class Supplies:
    """Files by path inside the scratch folder: the instructor's, and the student's own."""

    data: Mapping[str, bytes] = field(default_factory=dict)
    own: Mapping[str, bytes] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.data or self.own)


NO_SUPPLIES = Supplies()


def send_supplies(connection: socket.socket, supplies: Supplies) -> None:
    """Send all files but those of the student's that have the name of one of the instructor's."""
    taken = {path.partition("/")[0] for path in supplies.data}
    own = {name: content for name, content in supplies.own.items() if name not in taken}
    for files, mode in ((own, WRITABLE), (supplies.data, READABLE)):
        for name, content in files.items():
            for message in _parts(name, content):
                send(connection, {**message, "mode": mode})
    send(connection, {"file": None})


def _parts(name: str, content: bytes) -> Iterator[dict[str, Any]]:
    for start in range(0, max(1, len(content)), PART):
        part = base64.b64encode(content[start:start + PART]).decode()
        yield {"file": name, "part": part, "first": start == 0}


def receive_supplies(connection: socket.socket) -> None:
    """In the sandbox: write the files into the working folder."""
    while (message := receive(connection))["file"] is not None:
        path = Path(message["file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        if message["first"]:
            path.unlink(missing_ok=True)
        with path.open("ab") as file:
            file.write(base64.b64decode(message["part"]))
        path.chmod(message["mode"])
    Path().chmod(STICKY)
