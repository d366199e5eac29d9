"""System calls that no exercise needs: refused by a filter that cannot be taken off again.

They are the doors that namespaces and limits leave open: memory that no limit counts, keyrings and
sockets that no namespace holds, namespaces and mounts within, a look into other processes, and
the parts of the kernel in which mistakes were found most often.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
from collections.abc import Sequence

# The number of each call on x86_64 and on aarch64.
REFUSED = {
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "userfaultfd": (323, 282), "bpf": (321, 280), "perf_event_open": (298, 241),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "unshare": (272, 97), "setns": (308, 268), "chroot": (161, 51), "pivot_root": (155, 41),
    "mount": (165, 40), "umount2": (166, 39), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106), "quotactl": (179, 60),
    "acct": (163, 89), "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142),
    "sethostname": (170, 161), "setdomainname": (171, 162), "syslog": (103, 116),
}
CLONE, CLONE3, SOCKET = (56, 220), (435, 435), (41, 198)
NEW_NAMESPACES = 0x7E020000
HELD_FAMILIES = (1, 2, 10, 16)  # unix, internet, internet 6, netlink: namespaces hold them
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
FOREIGN = 0x40000000  # where the numbers of another calling convention begin
LOAD, EQUAL, AT_LEAST, ANY_OF, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NUMBER, MACHINE, FIRST_ARGUMENT = 0, 4, 16
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2

libc = ctypes.CDLL(None, use_errno=True)


class Program(ctypes.Structure):
    """The kernel's `struct sock_fprog`."""

    _fields_ = [("length", ctypes.c_ushort), ("code", ctypes.c_char_p)]


def numbers() -> dict[str, int]:
    """The calls that are refused, wholly or in part: their numbers on this machine by name."""
    column = MACHINES[platform.machine()][0]
    partly = {"clone": CLONE, "clone3": CLONE3, "socket": SOCKET}
    return {name: both[column] for name, both in (REFUSED | partly).items()}


def refuse_calls(families: Sequence[int]) -> None:
    """From now on these calls fail, and sockets of other families than those.

    Raises OSError where the kernel has no filters.
    """
    code = b"".join(struct.pack("=HBBI", *step) for step in _steps(families))
    program = Program(len(code) // 8, code)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or \
            libc.prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def _steps(families: Sequence[int]) -> list[tuple[int, int, int, int]]:
    """The filter: an operation, how far to jump if true and if false, and its number."""
    column, machine = MACHINES[platform.machine()]
    refuse = (RETURN, 0, 0, REFUSE | errno.EPERM)
    steps = [
        (LOAD, 0, 0, MACHINE), (EQUAL, 1, 0, machine), refuse,
        (LOAD, 0, 0, NUMBER), (AT_LEAST, 0, 1, FOREIGN), refuse,
    ]
    for both in REFUSED.values():
        steps += [(EQUAL, 0, 1, both[column]), refuse]
    steps += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, REFUSE | errno.ENOSYS)]
    steps += [(EQUAL, 0, 4, CLONE[column]), (LOAD, 0, 0, FIRST_ARGUMENT),
              (ANY_OF, 0, 1, NEW_NAMESPACES), refuse, (RETURN, 0, 0, ALLOW)]
    steps += [(EQUAL, 0, len(families) + 2, SOCKET[column]), (LOAD, 0, 0, FIRST_ARGUMENT)]
    for index, family in enumerate(families):
        steps.append((EQUAL, len(families) - index, 0, family))
    steps += [(RETURN, 0, 0, REFUSE | errno.EAFNOSUPPORT), (RETURN, 0, 0, ALLOW)]
    return steps
