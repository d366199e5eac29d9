"""The layers around a sandbox, their limits, and the order in which a process enters them."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from course.grading.sandbox.isolation.filesystem import (
    DEVICES,
    enter_new_root,
    hidden,
    hidden_packages,
    make_read_only,
    readable,
)
from course.grading.sandbox.isolation.landlock import restrict_files
from course.grading.sandbox.isolation.privileges import (
    SANDBOX_USER,
    die_with_parent,
    drop_privileges,
)
from course.grading.sandbox.isolation.seccomp import (
    NAMESPACED_FAMILIES,
    filter_code,
    refuse_calls,
)

READ_EVERYTHING = 2  # the capability CAP_DAC_READ_SEARCH


@dataclass(frozen=True)
class Isolation:
    """Which layers a sandbox gets, and its limits in bytes, seconds and counts.

    `memory` and `cpu_seconds` are for one process. `total_memory` and `total_cpu_seconds` are for
    all of a sandbox's processes together; the fork server watches these two. On a host without
    namespaces it also watches `disk` and `names`, the bytes and the files in the scratch folder,
    which elsewhere is a small file system of its own. `supplied` says that the judge sends files
    first. With `pictures`, the code in it may draw: what that takes is imported then.
    """

    namespaces: bool = True
    files: bool = True
    network: bool = True
    seccomp: bool = True
    memory: int = 2 * 2**30
    total_memory: int = 3 * 2**30
    processes: int = 64
    file_size: int = 32 * 2**20
    open_files: int = 256
    cpu_seconds: int = 120
    total_cpu_seconds: float = 120
    disk: int = 64 * 2**20
    names: int = 1_000
    supplied: bool = False
    pictures: bool = False


def prepare_isolation() -> None:
    """Find out once what every sandbox needs to know; those that are forked need not look."""
    hidden_packages()
    for families in (NAMESPACED_FAMILIES, ()):
        filter_code(families)


def isolate_this_process(
    isolation: Isolation, furnish: Callable[[], list[str]], user: int
) -> list[str]:
    """Put this process, already in its namespaces, behind the other layers, for good.

    Without namespaces it becomes `user`. Calls `furnish` in the folder to work in, before it gives
    up its privileges; it returns what nobody may change there. Returns the names of the layers that
    this host lacks; raises OSError for any other failure.
    """
    missing = []
    if isolation.namespaces:
        if isolation.files:
            enter_new_root()
        for name in furnish():
            make_read_only(name)
        drop_privileges(SANDBOX_USER)
    else:
        furnish()
        if isolation.files and not _restrict_to_files(os.getcwd(), user):
            missing.append("Landlock")
    die_with_parent()
    _set_limits(isolation)
    if isolation.seccomp:
        # A network namespace contains sockets of these families. Without one, refuse all sockets.
        contained = isolation.namespaces or not isolation.network
        try:
            refuse_calls(NAMESPACED_FAMILIES if contained else ())
        except OSError:
            missing.append("filter for system calls")
    return missing


def _restrict_to_files(scratch: str, user: int) -> bool:
    """The next best without namespaces: Landlock around the same files; False if there is none.

    Python may lie in root's own folder, so a process of root keeps the right to read all that
    Landlock lets through.
    """
    capability = READ_EVERYTHING if os.getuid() == 0 else None
    try:
        restrict_files(_without_links(readable()), hidden(), [scratch, *DEVICES])
    except OSError:
        drop_privileges(user)
        return False
    drop_privileges(user, capability)
    return True


def _without_links(folders: Iterable[str]) -> list[str]:
    """What folders lead to, without what lies inside another one: /lib may be a link into /usr,
    and a rule for it would open what is hidden there.
    """
    real = sorted({os.path.realpath(folder) for folder in folders})
    return [folder for folder in real
            if not any(folder.startswith(f"{other}/") for other in real)]


def _set_limits(isolation: Isolation) -> None:
    """Limit memory, processes, files and processor time; the process cannot raise them again."""
    for kind, value in (
        (resource.RLIMIT_AS, isolation.memory),
        (resource.RLIMIT_NPROC, isolation.processes),
        (resource.RLIMIT_FSIZE, isolation.file_size),
        (resource.RLIMIT_NOFILE, isolation.open_files),
        (resource.RLIMIT_CPU, isolation.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
