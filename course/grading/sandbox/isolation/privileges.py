"""Privileges: a process becomes an ordinary user, for good, and dies with its parent."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
from collections.abc import Iterator
from functools import cache
from itertools import cycle, islice

from course.grading.sandbox.isolation.linux import (
    forbid_new_privileges,
    libc,
    on_this_machine,
)

SANDBOX_USER = 1000  # in a namespace
NOBODY = 65534  # on the host
# Numbers of users on the host that no distribution gives away, as systemd lists them.
SANDBOX_USERS = range(60_706, 61_184)
CAPSET = 126, 91
CAPABILITY_VERSION = 0x20080522
DROP_BOUNDING, KEEP_CAPABILITIES, DEATH_SIGNAL = 24, 8, 1


class Claim:
    """A user of the host for one sandbox: no other has it, also of another fork server, until
    `release`.

    No signal reaches a process of another user, nor does a limit count for it. `user` is NOBODY,
    which several sandboxes may share, if this host maps no such users, or the grader is not root
    and cannot choose.
    """

    _next: Iterator[int] = cycle(SANDBOX_USERS)  # not that of the sandbox before: it may have left
                                                 # processes

    def __init__(self) -> None:
        self.user = NOBODY
        self._name = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        for user in islice(self._next, len(SANDBOX_USERS) if _can_choose() else 0):
            try:
                self._name.bind(f"\0a sandbox of the autograd course is user {user}")
            except OSError:
                continue
            self.user = user
            return

    def release(self) -> None:
        """Let another sandbox be this user."""
        self._name.close()


@cache
def _can_choose() -> bool:
    return os.getuid() == 0 and all(
        _maps(f"/proc/self/{name}", SANDBOX_USERS) for name in ("uid_map", "gid_map"))


def _maps(path: str, users: range) -> bool:
    """Whether one of the file's lines, `first, first outside, count`, has all these users."""
    with open(path, encoding="ascii") as file:
        lines = [[int(number) for number in line.split()] for line in file]
    return any(first <= users[0] and users[-1] < first + count for first, _, count in lines)


def drop_privileges(user: int, capability: int | None = None) -> None:
    """Become an ordinary user without any capability, or with a single one, for good."""
    if os.getuid() == 0:
        libc.prctl(KEEP_CAPABILITIES, capability is not None, 0, 0, 0)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    for number in range(64):
        libc.prctl(DROP_BOUNDING, number, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    remaining = 0 if capability is None else 1 << capability
    libc.syscall(on_this_machine(CAPSET), header, (ctypes.c_uint32 * 6)(remaining, remaining))
    forbid_new_privileges()


def die_with_parent() -> None:
    """Have the kernel kill this process when the fork server ends.

    A filter around the grader may forbid it; then the keeper does it alone.
    """
    libc.prctl(DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
