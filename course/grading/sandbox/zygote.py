"""The warm process: everything that cells need is imported here, once; sandboxes are its forks.

Run as `python -m course.grading.sandbox.zygote FD`, where FD is a socket. Each message on it holds
the walls as JSON and two descriptors: the connection to serve, and a leash. When the leash is
closed, by the judge or by its death, the sandbox is killed.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import socket
import sys
import tempfile
from typing import Any

from course.grading.sandbox import walls as building
from course.grading.sandbox.calls import refuse_calls
from course.grading.sandbox.inside import Inside
from course.grading.sandbox.shell import Shell
from course.grading.sandbox.walls import Walls

ENVIRONMENT = {
    "HOME": "/scratch", "IPYTHONDIR": "/scratch", "TMPDIR": "/tmp",
    "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline", "MPLCONFIGDIR": "/scratch",
    "OPENBLAS_NUM_THREADS": "1",
}


def main() -> None:
    """Import, then fork a sandbox for every message."""
    control = socket.socket(fileno=int(sys.argv[1]))
    with tempfile.TemporaryDirectory() as home:
        os.environ.clear()
        os.environ.update(ENVIRONMENT | {"HOME": home, "IPYTHONDIR": home, "MPLCONFIGDIR": home})
        shell = warm_shell()
    os.environ.update(ENVIRONMENT)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        control.send(b"ready")
    except BrokenPipeError:
        return
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 4096, 2)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            connection, leash = descriptors
            keep_on_leash(json.loads(message), connection, leash, shell)
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def warm_shell() -> Shell:
    """A shell that has drawn a picture and multiplied, so that no sandbox does it first."""
    shell: Shell = Shell.instance()
    shell.run("import numpy as np, matplotlib.pyplot as plt\n"
              "plt.plot([1, 2]); plt.title('$x$'); plt.show(); np.ones((2, 2)) @ np.ones(2)")
    shell.reset(new_session=True)
    shell.execution_count = 1
    gc.collect()
    gc.freeze()
    return shell


def keep_on_leash(options: dict[str, Any], connection: int, leash: int, shell: Shell) -> None:
    """Start one sandbox, wait until it ends or the leash is closed, and leave nothing behind."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    walls = Walls(**options)
    child = start(walls, connection, shell)
    os.close(connection)
    ended = os.pidfd_open(child)
    select.select([ended, leash], [], [])
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def start(walls: Walls, connection: int, shell: Shell) -> int:
    """Fork the process that will run the student's code; its number."""
    if not walls.namespaces:
        child = os.fork()
        if child == 0:
            live(walls, connection, shell)
        return child
    # A user namespace is named from outside it, so a third process does the unsharing's naming.
    to_parent, from_child = os.pipe()
    to_child, from_parent = os.pipe()
    me = os.getpid()
    namer = os.fork()
    if namer == 0:
        os.read(to_parent, 1)
        building.map_ids(me)
        os.write(from_parent, b"x")
        os._exit(0)
    building.unshare(walls)
    os.write(from_child, b"x")
    os.read(to_child, 1)
    os.waitpid(namer, 0)
    child = os.fork()
    if child == 0:
        live(walls, connection, shell)
    return child


def live(walls: Walls, connection: int, shell: Shell) -> None:
    """The sandboxed process: build the walls from inside, then serve. Never returns."""
    status = 1
    try:
        os.setsid()
        _silence(connection)
        if walls.namespaces and walls.files:
            building.build_file_system(walls)
        if walls.namespaces:
            building.drop_rights()
        building.set_limits(walls)
        if walls.calls:
            refuse_calls()
        for name in [n for n in sys.modules if n.partition(".")[0] == "course"]:
            del sys.modules[name]
        Inside(shell).serve(socket.socket(fileno=3))
        status = 0
    except BaseException as error:
        if os.environ.get("COURSE_SANDBOX_DEBUG"):
            print(repr(error))
    finally:
        os._exit(status)


def _silence(connection: int) -> None:
    """Keep one descriptor, the connection, as number 3; standard streams lead nowhere."""
    if connection != 3:
        os.dup2(connection, 3)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.closerange(4, 4096)


if __name__ == "__main__":
    main()
