"""JupyterLab as `make lab` starts it, on a copy of what a student sees, with a fresh profile."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from course.publish.source import ROOT
from course.student.workplace import Workplace

from .stepper import stepper_notebook

STEPPER = "99_stepper.ipynb"
START_SECONDS = 120


@dataclass
class Lab:
    """A running server: the course's folder that it was started in, and where it answers."""

    folder: Path
    port: int
    token: str

    @property
    def work(self) -> Path:
        """The folder that JupyterLab shows: the student's copies of lessons and assignments."""
        return self.folder / "work"

    def url(self, path: str, **asked: str) -> str:
        query = urllib.parse.urlencode({"token": self.token, **asked})
        return f"http://127.0.0.1:{self.port}/{path}?{query}"

    def request(self, method: str, path: str, **asked: str) -> Any:
        """An answer of the server's REST interface, None if it has no body."""
        request = urllib.request.Request(self.url(path, **asked), method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def end_kernels(self) -> None:
        for session in self.request("GET", "api/sessions"):
            self.request("DELETE", f"api/sessions/{session['id']}")


@contextmanager
def running(scratch: Path) -> Iterator[Lab]:
    """Start `make lab` in `scratch` and end it afterwards, with its kernels."""
    lab = Lab(scratch / "student", _free_port(), secrets.token_hex(16))
    copy_what_students_see(lab.folder)
    # --old-file: nothing is installed, whatever the dates of the files are.
    with _started(lab, ["make", "VENV=.venv", "--old-file=.venv/.installed", "lab"], scratch):
        yield lab


@contextmanager
def reviewing(graded: Path, scratch: Path) -> Iterator[Lab]:
    """Start `course review` on a folder of grades and end it afterwards."""
    lab = Lab(graded, _free_port(), secrets.token_hex(16))
    with _started(lab, [sys.executable, "-m", "course.cli", "review", str(graded)], scratch):
        yield lab


@contextmanager
def _started(lab: Lab, command: list[str], scratch: Path) -> Iterator[None]:
    log = scratch / "lab.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            command,
            cwd=lab.folder,
            env=_environment(write_profile(scratch / "profile", lab)),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _await_start(lab, process, log)
            yield
        finally:
            _end(lab, process)


def copy_what_students_see(folder: Path) -> None:
    """A student's folder and what `make lab` needs; with one lesson more, a stepper."""
    Workplace(folder / "work").start()
    shutil.copy(ROOT / "Makefile", folder)
    (folder / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    nbformat.write(stepper_notebook(), folder / "work" / "lessons" / STEPPER)


def write_profile(profile: Path, lab: Lab) -> Path:
    """What a first start asks of a person, answered: port, token, no window, no questions."""
    config = profile / "config"
    _write(config / "jupyter_server_config.json", {
        "ServerApp": {
            "port": lab.port, "port_retries": 0, "open_browser": False, "allow_root": True,
        },
        "IdentityProvider": {"token": lab.token},
    })
    # The page then holds its application as `jupyterapp`: tests ask it whether cells have run.
    _write(config / "jupyter_lab_config.json", {"LabApp": {"expose_app_in_browser": True}})
    return profile


def _write(path: Path, content: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def _environment(profile: Path) -> dict[str, str]:
    """The environment of somebody who never used Jupyter before."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "PYTEST", "MAKE", "MFLAGS"))}
    return kept | {
        "JUPYTER_CONFIG_DIR": str(profile / "config"),
        "JUPYTER_DATA_DIR": str(profile / "data"),
        "JUPYTER_RUNTIME_DIR": str(profile / "runtime"),
        "IPYTHONDIR": str(profile / "ipython"),
    }


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await_start(lab: Lab, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(urllib.error.URLError, OSError):
            lab.request("GET", "api/status")
            return
        time.sleep(0.1)
    said = log.read_text(encoding="utf-8", errors="replace")[-3000:]
    raise RuntimeError(f"JupyterLab did not start. What it said:\n{said}")


def _end(lab: Lab, process: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, which ends its kernels; whoever still runs then is killed."""
    with suppress(urllib.error.URLError, OSError):
        lab.request("POST", "api/shutdown")
    try:
        process.wait(timeout=15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
