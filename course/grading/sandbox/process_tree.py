"""What the fork server sees of processes below it: their memory, and those without a parent."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
from collections.abc import Collection, Iterator
from pathlib import Path

BECOME_SUBREAPER = 36


def adopt_orphans() -> None:
    """Make this process the parent of descendants that lose theirs, so that it sees them all."""
    ctypes.CDLL(None).prctl(BECOME_SUBREAPER, 1, 0, 0, 0)


def memory_of(process: int) -> int:
    """Bytes of memory that a process and its descendants use; what they share counts once."""
    used = [_memory_of_one(number) for number in (process, *descendants(process))]
    return sum(own for own, _ in used) + max(shared for _, shared in used)


def descendants(process: int) -> Iterator[int]:
    """The numbers of all processes below one."""
    for child in children(process):
        yield child
        yield from descendants(child)


def children(process: int) -> list[int]:
    """The numbers of the processes that a process is the parent of."""
    with contextlib.suppress(OSError):
        return [int(number) for task in os.listdir(f"/proc/{process}/task")
                for number in Path(f"/proc/{process}/task/{task}/children").read_text().split()]
    return []


def kill_orphans(known: Collection[int]) -> bool:
    """Kill this process's children that are not in `known`, and theirs; True if there were any."""
    orphans = [child for child in children(os.getpid()) if child not in known]
    for orphan in orphans:
        for number in (orphan, *descendants(orphan)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(orphan, os.WNOHANG)
    return bool(orphans)


def _memory_of_one(number: int) -> tuple[int, int]:
    """A process's own memory and the memory that it shares, in bytes."""
    lines: list[str] = []
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    sizes = dict(line.split(":", 1) for line in lines if line.startswith("Rss"))
    own, shared = (sizes.get(name, "0 kB").split()[0] for name in ("RssAnon", "RssShmem"))
    return int(own) * 1024, int(shared) * 1024
