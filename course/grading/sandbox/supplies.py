"""The files that a sandbox starts with: an assignment's data, and what the student handed in.

The judge sends them part by part before the sandbox gives up its privileges. Then no student's code
can write into the instructor's files or put others in their place: they belong to another user, and
in a namespace they are mounted read-only. A host without namespaces whose grader is not root has
neither; there a sandbox can change its own copy.
"""

from __future__ import annotations

import base64
import socket
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from course.exchange.wire import receive, send

PART = 2**22
READABLE, WRITABLE = 0o444, 0o666


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


def receive_supplies(connection: socket.socket) -> list[str]:
    """In the sandbox: write the files into the working folder.

    Returns the instructor's files and folders at its top.
    """
    modes: dict[Path, int] = {}
    while (message := receive(connection))["file"] is not None:
        path = Path(message["file"])
        path.parent.mkdir(parents=True, exist_ok=True)
        if message["first"]:
            path.unlink(missing_ok=True)
        with path.open("ab") as file:
            file.write(base64.b64decode(message["part"]))
        modes[path] = message["mode"]
    for path, mode in modes.items():
        path.chmod(mode)
    Path().chmod(Path().stat().st_mode | stat.S_ISVTX)
    return sorted({path.parts[0] for path, mode in modes.items() if mode == READABLE})
