"""Namespaces: a process with users, processes, mounts, network and IPC of its own."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

from course.grading.sandbox.isolation.linux import on_this_machine
from course.grading.sandbox.isolation.privileges import SANDBOX_USER

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NETWORK = (
    0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
CLONE = 56, 220

libc_with_lock = ctypes.PyDLL(None, use_errno=True)  # keeps Python's lock during a call


def fork_into_namespaces(network: bool) -> int:
    """Fork as `os.fork` does; the child is the first process in namespaces of its own.

    With `network`, its network namespace is new too, and empty. The child has no user until the
    parent calls `map_users`. Raises OSError if this host builds no namespaces.
    """
    flags = NEW_USER | NEW_PIDS | NEW_IPC | NEW_MOUNTS | (NEW_NETWORK if network else 0)
    clone = on_this_machine(CLONE)
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    child = int(libc_with_lock.syscall(clone, flags | signal.SIGCHLD, 0, 0, 0, 0))
    number = ctypes.get_errno()
    if child == 0:
        python.PyOS_AfterFork_Child()
        return 0
    python.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(number, f"clone: {os.strerror(number)}")
    return child


def map_users(child: int, user: int) -> None:
    """Map the users in the child's namespace to users of the host; only a parent may do so.

    Outside, the sandbox's user is `user`, or whoever grades if that is not root. Raises OSError if
    the host forbids it.
    """
    process = Path("/proc") / str(child)
    if os.getuid() == 0:
        users = groups = f"0 0 1\n{SANDBOX_USER} {user} 1\n"
    else:
        users, groups = f"{SANDBOX_USER} {os.getuid()} 1\n", f"{SANDBOX_USER} {os.getgid()} 1\n"
        (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(users)
    (process / "gid_map").write_text(groups)
