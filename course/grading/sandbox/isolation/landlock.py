"""Landlock: the kernel confines a process to some folders, on hosts without namespaces.

Version 4 and later also block TCP; version 6 and later block signals and abstract sockets to
processes outside.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterable, Iterator

from course.grading.sandbox.isolation.linux import checked, forbid_new_privileges, libc

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # the same numbers on every machine
ASK_VERSION, PATH_BENEATH = 1, 1
EXECUTE, WRITE_FILE, READ_FILE, READ_NAMES = 1, 2, 4, 8
# The number of file rights by version: 13 at first, then refer, truncate, ioctl.
RIGHTS = (0, 13, 14, 15, 15, 16)
NETWORK_SINCE, SCOPE_SINCE = 4, 6
NO_TCP, NO_FOREIGN_SIGNALS_AND_SOCKETS = 3, 3


def restrict_files(
    readable: Iterable[str], hidden: Iterable[str], writable: Iterable[str]
) -> None:
    """Confine this process and its children to these files and folders, for good.

    `hidden` are folders inside the readable ones that stay out of reach. Raises OSError if the
    kernel has no Landlock.
    """
    version = _call(CREATE_RULESET, None, 0, ASK_VERSION)
    all_rights = (1 << RIGHTS[min(version, len(RIGHTS) - 1)]) - 1
    handled = struct.pack("=Q", all_rights)
    if version >= NETWORK_SINCE:
        handled += struct.pack("=Q", NO_TCP)
    if version >= SCOPE_SINCE:
        handled += struct.pack("=Q", NO_FOREIGN_SIGNALS_AND_SOCKETS)
    ruleset = _call(CREATE_RULESET, handled, len(handled), 0)
    hidden = list(hidden)
    for path in readable:
        _allow(ruleset, path, READ_NAMES & _rights_of(path))
        for part in _without(path, hidden):
            _allow(ruleset, part, (EXECUTE | READ_FILE | READ_NAMES) & _rights_of(part))
    for path in writable:
        rights = all_rights & ~EXECUTE if os.path.isdir(path) else WRITE_FILE | READ_FILE
        _allow(ruleset, path, rights)
    forbid_new_privileges()
    _call(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _without(path: str, hidden: list[str]) -> Iterator[str]:
    """The folder itself if nothing in it is hidden; otherwise the parts of it that are not."""
    if path in hidden:
        return
    if not any(other.startswith(f"{path}/") for other in hidden):
        yield path
        return
    for name in os.listdir(path):
        yield from _without(os.path.join(path, name), hidden)


def _rights_of(path: str) -> int:
    """The rights that make sense for a path: a file has no names to list."""
    return ~0 if os.path.isdir(path) else EXECUTE | READ_FILE


def _allow(ruleset: int, path: str, rights: int) -> None:
    if not rights or not os.path.exists(path):
        return
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        _call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, descriptor), 0)
    finally:
        os.close(descriptor)


def _call(number: int, *arguments: object) -> int:
    return checked("Landlock", libc.syscall(number, *arguments))
