"""What the fork server sees of processes below it: their memory, their threads that want to run,
their processor time, the room of their files without names, and those without a parent.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass

BECOME_SUBREAPER = 36
OF_MEMORY = ("RssAnon", "RssShmem", "FDSize")  # lines of /proc/N/status
BLOCK = 512  # bytes, in which the kernel says what a file takes
MAX_READ = 2**16  # bytes at a time
TICKS = os.sysconf("SC_CLK_TCK")
# Places in /proc/N/stat after the name: the state, and four kinds of processor time.
STATE, USER_TIME, CHILDREN_SYSTEM_TIME = 0, 11, 14
SOCKET_BUFFER = 212_992  # bytes that a socket holds if this host does not say


def adopt_orphans() -> None:
    """Make this process the parent of descendants that lose theirs, so that it sees them all."""
    ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)


@dataclass(frozen=True)
class TreeUsage:
    """What a process and its descendants use: threads that run or wait for a processor, processor
    seconds up to now, and the numbers of the processes.
    """

    runnable: int
    cpu: float
    processes: tuple[int, ...]


def usage_of(process: int) -> TreeUsage:
    """What a process and its descendants use now.

    The processor time of a dead process is in that of the parent that waited for it.
    """
    processes = (process, *descendants(process))
    runnable = sum(_state(f"{number}/task/{task}") == "R"
                   for number in processes for task in _listed(f"/proc/{number}/task"))
    return TreeUsage(runnable, sum(map(_cpu, processes)), processes)


def memory_of(processes: Collection[int], enough: int) -> int:
    """Bytes of memory that processes use; exact only if there might be more than `enough`.

    A socket counts as if it were full: nobody but the kernel knows what waits in it.
    """
    statuses = [_status(number) for number in processes]
    pages = 1024 * sum(s.get("RssAnon", 0) + s.get("RssShmem", 0) for s in statuses)
    most = pages + socket_buffer() * sum(s.get("FDSize", 0) for s in statuses)
    with contextlib.suppress(PermissionError):
        return pages + socket_buffer() * sockets_of(processes) if most > enough else most
    return most


def sockets_of(processes: Collection[int]) -> int:
    """How many sockets processes have open; one that several share counts once.

    Raises PermissionError if this host does not tell.
    """
    found = set()
    for number in processes:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for descriptor in os.scandir(f"/proc/{number}/fd"):
                found.add(os.readlink(descriptor.path))
    return sum(target.startswith("socket:") for target in found)


def nameless(processes: Collection[int]) -> int:
    """Bytes of the files without a name that processes have open; each counts once."""
    found = {}
    for number in processes:
        for descriptor in _listed(f"/proc/{number}/fd"):
            with contextlib.suppress(OSError):
                status = os.stat(f"/proc/{number}/fd/{descriptor}")
                if stat.S_ISREG(status.st_mode) and not status.st_nlink:
                    found[status.st_dev, status.st_ino] = BLOCK * status.st_blocks
    return sum(found.values())


def socket_buffer() -> int:
    """The bytes that can wait in a socket whose program did not ask for more."""
    text = _read("/proc/sys/net/core/wmem_default")
    return int(text) if text else SOCKET_BUFFER


def descendants(process: int) -> Iterator[int]:
    """The numbers of all processes below one."""
    for child in children(process):
        yield child
        yield from descendants(child)


def children(process: int) -> list[int]:
    """The numbers of the processes that a process is the parent of."""
    return [int(number) for task in _listed(f"/proc/{process}/task")
            for number in _read(f"/proc/{process}/task/{task}/children").split()]


def kill_tree(process: int) -> None:
    """Kill a process and all its descendants."""
    for number in (process, *descendants(process)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def died_of_signal(child: int) -> bool:
    """Whether a child of this process has ended by a signal; it stays to be waited for."""
    with contextlib.suppress(ChildProcessError):
        end = os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        return end is not None and end.si_code in (os.CLD_KILLED, os.CLD_DUMPED)
    return False


def kill_orphans(known: Collection[int]) -> bool:
    """Kill this process's children that are not in `known`, and theirs; True if there were any."""
    orphans = [child for child in children(os.getpid()) if child not in known]
    for orphan in orphans:
        kill_tree(orphan)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(orphan, os.WNOHANG)
    return bool(orphans)


def _state(task: str) -> str:
    """The state of a thread: R if it runs or could; a thread that is gone did just now."""
    return (_fields(task) or ["R"])[STATE]


def _cpu(number: int) -> float:
    """The processor seconds of a process and of the children that it has waited for."""
    times = _fields(str(number))[USER_TIME:CHILDREN_SYSTEM_TIME + 1]
    return sum(map(int, times)) / TICKS


def _fields(path: str) -> list[str]:
    """The fields of /proc/PATH/stat after the name, which may hold anything."""
    return _read(f"/proc/{path}/stat").rpartition(")")[2].split()


def _status(number: int) -> dict[str, int]:
    """What /proc/N/status says of memory, by name. Its other lines may hold the code's own words.
    """
    lines = (line.split() for line in _read(f"/proc/{number}/status").split("\n"))
    return {name: int(parts[1]) for parts in lines
            if len(parts) > 1 and (name := parts[0].rstrip(":")) in OF_MEMORY}


def _read(path: str) -> str:
    """The text of a file in /proc; "" if its process is gone."""
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        parts = []
        while part := os.read(file, MAX_READ):
            parts.append(part)
        return b"".join(parts).decode(errors="replace")
    except OSError:
        return ""
    finally:
        os.close(file)


def _listed(folder: str) -> list[str]:
    with contextlib.suppress(OSError):
        return os.listdir(folder)
    return []
