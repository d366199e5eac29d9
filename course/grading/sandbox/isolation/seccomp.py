"""Seccomp: the kernel refuses system calls that no exercise needs, for good.

They would lead past the other layers: memory that no limit counts, keyrings and sockets that no
namespace contains, new namespaces and mounts, a look into other processes, watches on files, of
which all users' processes together have a few, a life after the fork server's, and the parts of the
kernel in which people found mistakes most often.

Shared memory without a file is memory that no limit counts: a process can unmap all but one page
of it, and the kernel keeps the whole. So is what waits in a socket with a larger buffer.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Sequence
from functools import cache

from course.grading.sandbox.isolation.linux import (
    checked,
    forbid_new_privileges,
    libc,
    on_this_machine,
)

# The number of each call on x86_64 and on aarch64.
REFUSED = {
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "userfaultfd": (323, 282), "bpf": (321, 280), "perf_event_open": (298, 241),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438), "process_madvise": (440, 440),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "mount": (165, 40), "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "setsockopt": (54, 208), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "quotactl": (179, 60),
    "acct": (163, 89), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142),
    "inotify_init": (253, 253), "inotify_init1": (294, 26), "fanotify_init": (300, 262),
    "sethostname": (170, 161), "setdomainname": (171, 162), "syslog": (103, 116),
}
PARTLY_REFUSED = {
    "clone": (56, 220), "clone3": (435, 435), "socket": (41, 198), "prctl": (157, 167),
    "mmap": (9, 222)}
DEATH_SIGNAL = 1  # what prctl sets; a sandbox keeps its own
NEW_NAMESPACES = 0x7E020000  # the flags of clone that ask for any
SHARED_WITHOUT_FILE = 0x21  # the flags of mmap that together ask for it
NAMESPACED_FAMILIES = (1, 2, 10, 16)  # sockets: unix, internet, internet 6, netlink
ARCHITECTURE = 0xC000003E, 0xC00000B7
FOREIGN_CALLS = 0x40000000  # the numbers of the x32 calling convention begin here
LOAD, EQUAL, AT_LEAST, ANY_OF, AND, RETURN = 0x20, 0x15, 0x35, 0x45, 0x54, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
# Offsets in what the filter sees of a call: the kernel's `struct seccomp_data`.
CALL_NUMBER, CALL_ARCHITECTURE, FIRST_ARGUMENT, FOURTH_ARGUMENT = 0, 4, 16, 40
SET_SECCOMP, FILTER = 22, 2

Instruction = tuple[int, int, int, int]


class Program(ctypes.Structure):
    """The kernel's `struct sock_fprog`."""

    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def call_numbers() -> dict[str, int]:
    """The calls that the filter refuses, wholly or in part: their numbers here by name."""
    return {name: on_this_machine(both) for name, both in (REFUSED | PARTLY_REFUSED).items()}


def refuse_calls(families: Sequence[int]) -> None:
    """Make these calls fail from now on, and all sockets but those of `families`.

    Raises OSError if the kernel has no filters.
    """
    code = filter_code(tuple(families))
    program = Program(len(code) // 8, code)
    forbid_new_privileges()
    checked("seccomp", libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0))


@cache
def filter_code(families: tuple[int, ...]) -> bytes:
    """The filter as the kernel takes it."""
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in _filter(families))


def _filter(families: Sequence[int]) -> list[Instruction]:
    """The filter, in classic BPF: operation, how far to jump if true and if false, operand."""
    numbers = call_numbers()
    refuse = _refuse(errno.EPERM)
    code = [
        (LOAD, 0, 0, CALL_ARCHITECTURE),
        (EQUAL, 1, 0, on_this_machine(ARCHITECTURE)), refuse,
        (LOAD, 0, 0, CALL_NUMBER),
        (AT_LEAST, 0, 1, FOREIGN_CALLS), refuse,
    ]
    for name in REFUSED:
        code += [(EQUAL, 0, 1, numbers[name]), refuse]
    # The C library falls back to clone, whose flags a filter can read.
    code += [(EQUAL, 0, 1, numbers["clone3"]), _refuse(errno.ENOSYS)]
    code += [(EQUAL, 0, 4, numbers["clone"]), (LOAD, 0, 0, FIRST_ARGUMENT),
             (ANY_OF, 0, 1, NEW_NAMESPACES), refuse, (RETURN, 0, 0, ALLOW)]
    code += [(EQUAL, 0, 4, numbers["prctl"]), (LOAD, 0, 0, FIRST_ARGUMENT),
             (EQUAL, 0, 1, DEATH_SIGNAL), refuse, (RETURN, 0, 0, ALLOW)]
    code += [(EQUAL, 0, 5, numbers["mmap"]), (LOAD, 0, 0, FOURTH_ARGUMENT),
             (AND, 0, 0, SHARED_WITHOUT_FILE), (EQUAL, 0, 1, SHARED_WITHOUT_FILE), refuse,
             (RETURN, 0, 0, ALLOW)]
    code += [(EQUAL, 0, len(families) + 2, numbers["socket"]), (LOAD, 0, 0, FIRST_ARGUMENT)]
    for index, family in enumerate(families):
        code.append((EQUAL, len(families) - index, 0, family))
    code += [_refuse(errno.EAFNOSUPPORT), (RETURN, 0, 0, ALLOW)]
    return code


def _refuse(error: int) -> Instruction:
    """Let the call fail with this error."""
    return RETURN, 0, 0, REFUSE | error
