"""Calls to the Linux kernel that Python's standard library lacks."""

from __future__ import annotations

import ctypes
import os
import platform

MACHINES = ("x86_64", "aarch64")
NO_NEW_PRIVILEGES = 38

libc = ctypes.CDLL(None, use_errno=True)


def on_this_machine(numbers: tuple[int, int]) -> int:
    """The number for this machine, of those for x86_64 and aarch64. Raises OSError on others."""
    if platform.machine() not in MACHINES:
        raise OSError(f"no system call numbers are known for {platform.machine()}")
    return numbers[MACHINES.index(platform.machine())]


def checked(name: str, result: int) -> int:
    """The result of a C function. Raises OSError with `name` and errno if it is negative."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def forbid_new_privileges() -> None:
    """Deny this process and its children what set-user-id programs would give them, for good.

    Landlock and seccomp need this first, unless the process is root.
    """
    checked("prctl", libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
