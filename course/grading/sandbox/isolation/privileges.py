"""Privileges: a process becomes an ordinary user, for good, and dies with its parent."""

from __future__ import annotations

import ctypes
import os
import signal

from course.grading.sandbox.isolation.linux import (
    forbid_new_privileges,
    libc,
    on_this_machine,
)

SANDBOX_USER = 1000  # in a namespace
NOBODY = 65534  # on the host
CAPSET = 126, 91
CAPABILITY_VERSION = 0x20080522
DROP_BOUNDING, KEEP_CAPABILITIES, DEATH_SIGNAL = 24, 8, 1


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
