"""What attacks are after: secrets that must show nowhere, and places that must stay untouched."""

from __future__ import annotations

import ctypes
import os
import socket
import threading
import uuid
from pathlib import Path
from types import TracebackType
from typing import ClassVar

from course.grading.sandbox.isolation.seccomp import call_numbers
from course.publish.source import ROOT

RUN = uuid.uuid4().hex[:12]
SECRET = f"canary-secret-{RUN}-of-32-bytes".encode()[:32]
CANARIES = {
    "the seeds' secret": SECRET.decode()[:26],
    "another's notebook": f"canary-notebook-{RUN}",
    "the home folder": f"canary-home-{RUN}",
    "the environment": f"canary-environment-{RUN}",
    "a service of the host": f"canary-service-{RUN}",
    "shared memory": f"canary-shared-{RUN}",
    "an earlier run": "canary-left-behind",
    "what it was not to": "canary-done",
    "a solution": "05-accumulation.ipynb b",
    "a text source": "05_accumulation.py b",
    "the user database": "root:x:0:0",
}
SHARED_KEY = int(RUN[:7], 16) | 1  # 0 is the key of private segments
CREATE, REMOVE = 0o1000, 0
libc = ctypes.CDLL(None, use_errno=True)
libc.shmat.restype = ctypes.c_void_p


class Lures:
    """Sets out canaries on this host, and tells afterwards what was touched."""

    VARIABLE: ClassVar[str] = "COURSE_CANARY"

    def __init__(self, place: Path) -> None:
        self._place = place
        self._intruder = Path(f"/tmp/intruder-{RUN}")
        self._shared = Path(f"/dev/shm/canary-{RUN}")
        self._services: list[socket.socket] = []
        self.connections = 0

    def __enter__(self) -> Lures:
        home = self._place / "home"
        (home / ".ssh").mkdir(parents=True)
        (home / ".ssh" / "id_rsa").write_text(CANARIES["the home folder"])
        self._home = os.environ.get("HOME", "/")
        os.environ |= {"HOME": str(home), self.VARIABLE: CANARIES["the environment"]}
        self._shared.write_text(CANARIES["shared memory"])
        self._segment = libc.shmget(SHARED_KEY, 4096, CREATE | 0o666)
        text = CANARIES["shared memory"].encode()
        ctypes.memmove(libc.shmat(self._segment, None, 0), text, len(text))
        self._serve(socket.AF_INET, ("127.0.0.1", 0))
        self._serve(socket.AF_UNIX, f"\0canary-{RUN}")
        self._serve(socket.AF_UNIX, str(self._place / "service"))
        self.places = {
            "INTRUDER": str(self._intruder), "HOME": str(home), "ROOT": str(ROOT),
            "OUT": str(self._place / "out"), "SUBMITTED": str(self._place / "submitted"),
            "PLACE": str(self._place), "SHARED": str(self._shared), "KEY": str(SHARED_KEY),
            "PORT": str(self._services[0].getsockname()[1]), "ABSTRACT": f"canary-{RUN}",
            "JUDGE": str(os.getpid()), "CALLS": repr(call_numbers()),
        }
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.environ["HOME"] = self._home
        del os.environ[self.VARIABLE]
        libc.shmctl(self._segment, REMOVE, None)
        for path in (self._shared, self._intruder):
            path.unlink(missing_ok=True)
        for service in self._services:
            service.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for visitors
            service.close()

    def _serve(self, family: int, address: str | tuple[str, int]) -> None:
        """A service that tells a canary to whoever connects."""
        service = socket.socket(family)
        service.bind(address)
        service.listen()
        self._services.append(service)

        def answer() -> None:
            while True:
                try:
                    visitor, _ = service.accept()
                except OSError:
                    return
                self.connections += 1
                visitor.sendall(CANARIES["a service of the host"].encode())
                visitor.close()

        threading.Thread(target=answer, daemon=True).start()

    def touched(self) -> list[str]:
        """Traces outside: files that appeared or changed, services that were reached."""
        traces = [str(p) for p in (self._intruder, *self._place.rglob("left-behind"),
                                   *Path("/tmp").glob("left-behind"),
                                   *Path("/dev/shm").glob("left-behind")) if p.exists()]
        if self._shared.read_text() != CANARIES["shared memory"]:
            traces.append("shared memory")
        if self.connections:
            traces.append("a service of the host")
        return traces
