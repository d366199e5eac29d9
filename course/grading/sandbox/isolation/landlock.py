"""The next best where a host builds no namespaces: Landlock keeps a process to some folders."""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

CREATE, ADD, RESTRICT = 444, 445, 446
ASK_VERSION, BELOW_A_PATH = 1, 1
NO_NEW_PRIVILEGES = 38
EXECUTE, WRITE_FILE, READ_FILE, READ_NAMES = 1, 2, 4, 8
# What each version of Landlock brought: 13 rights at first, then refer, truncate, ioctl.
RIGHTS = (0, 13, 14, 15, 15, 16)
NETWORK_SINCE, SCOPE_SINCE = 4, 6
NO_TCP, NO_FOREIGN_SIGNALS_AND_SOCKETS = 3, 3

libc = ctypes.CDLL(None, use_errno=True)


def fence(readable: Iterable[str], hidden: Iterable[str], writable: Iterable[str]) -> None:
    """From now on this process and its children reach only these files, for good.

    Raises OSError where the kernel has no Landlock.
    """
    version = libc.syscall(CREATE, None, 0, ASK_VERSION)
    if version < 1:
        raise OSError(ctypes.get_errno(), "Landlock")
    all_rights = (1 << RIGHTS[min(version, len(RIGHTS) - 1)]) - 1
    handled = struct.pack("=Q", all_rights)
    if version >= NETWORK_SINCE:
        handled += struct.pack("=Q", NO_TCP)
    if version >= SCOPE_SINCE:
        handled += struct.pack("=Q", NO_FOREIGN_SIGNALS_AND_SOCKETS)
    rules = _call(CREATE, handled, len(handled), 0)
    hidden = list(hidden)
    for path in readable:
        _allow(rules, path, READ_NAMES & _rights_of(path))
        for part in _without(path, hidden):
            _allow(rules, part, (EXECUTE | READ_FILE | READ_NAMES) & _rights_of(part))
    for path in writable:
        rights = all_rights & ~EXECUTE if os.path.isdir(path) else WRITE_FILE | READ_FILE
        _allow(rules, path, rights)
    _call_prctl()
    _call(RESTRICT, rules, 0)
    os.close(rules)


def _without(path: str, hidden: list[str]) -> Iterator[str]:
    """The folder itself where nothing in it is hidden; else its parts, but for what is hidden."""
    if path in hidden:
        return
    if not any(other.startswith(f"{path}/") for other in hidden):
        yield path
        return
    for name in os.listdir(path):
        yield from _without(os.path.join(path, name), hidden)


def _rights_of(path: str) -> int:
    return ~0 if os.path.isdir(path) else EXECUTE | READ_FILE


def _allow(rules: int, path: str, rights: int) -> None:
    if not rights or not os.path.exists(path):
        return
    with _opened(path) as descriptor:
        _call(ADD, rules, BELOW_A_PATH, struct.pack("=Qi", rights, descriptor), 0)


@contextmanager
def _opened(path: str) -> Iterator[int]:
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _call_prctl() -> None:
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def _call(number: int, *arguments: object) -> int:
    result: int = libc.syscall(number, *arguments)
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
