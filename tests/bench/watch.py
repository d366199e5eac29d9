"""Watching a command with all processes that it starts: time, processor time, memory."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
LOOK = 0.05


@dataclass
class Watched:
    """What was seen of a command. `done` are the moments at which results were first there."""

    seconds: float = 0.0
    done: list[float] = field(default_factory=list)
    processor: dict[str, float] = field(default_factory=dict)
    memory: list[tuple[float, int]] = field(default_factory=list)

    @property
    def first(self) -> float:
        """Seconds until the first result was there."""
        return self.done[0]

    @property
    def last(self) -> float:
        """Seconds until the last result was there."""
        return self.done[-1]

    @property
    def rate(self) -> float:
        """Results a second between the first and the last."""
        return (len(self.done) - 1) / max(self.last - self.first, 1e-9)

    def peak(self, start: float = 0.0, end: float = 1.0) -> int:
        """The most megabytes at one time, in a part of the run given as fractions of it."""
        inside = [size for moment, size in self.memory
                  if start * self.seconds <= moment <= end * self.seconds]
        return max(inside, default=0) // 2**20


def watch(command: Sequence[str], results: Path, pattern: str, memory: bool = False) -> Watched:
    """Run a command to its end, and look at it 20 times a second.

    Memory is the sum of the proportional set sizes (PSS) of all its processes: what several
    processes share counts once.
    """
    seen = Watched()
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            now = time.perf_counter() - started
            count = sum(1 for _ in results.glob(pattern))
            seen.done += [now] * (count - len(seen.done))
            _look(process.pid, seen, now, memory)
            time.sleep(LOOK)
        seen.seconds = time.perf_counter() - started
        if process.returncode:
            assert process.stderr is not None
            raise SystemExit(process.stderr.read().decode())
    return seen


def _look(root: int, seen: Watched, now: float, memory: bool) -> None:
    total = 0
    for pid, role in _family(root, "the command: gradebook, files, report"):
        try:
            own, ended = _processor(pid)
            total += _proportional(pid) if memory else 0
        except (OSError, IndexError):
            continue
        if role in (KEEPER, SANDBOX):
            continue  # the fork server counts a sandbox when it has ended
        seen.processor[f"{pid} {role}"] = own
        if role == FORK_SERVER:
            seen.processor[f"{pid} sandboxes: students' code"] = ended
    if memory:
        seen.memory.append((now, total))


KEEPER, FORK_SERVER, SANDBOX = "the keeper", "the fork server: imports, forks", "a sandbox"
BELOW = {KEEPER: FORK_SERVER, FORK_SERVER: SANDBOX, SANDBOX: SANDBOX}


def _family(pid: int, role: str) -> Iterator[tuple[int, str]]:
    """A process and all that come from it, with what each does."""
    yield pid, role
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in map(int, children):
            command = Path(f"/proc/{child}/cmdline").read_bytes()
            below = BELOW.get(role) or (
                KEEPER if b"sandbox.keeper" in command else "workers: judging, feedback pages")
            yield from _family(child, below)
    except OSError:
        return


def _processor(pid: int) -> tuple[float, float]:
    """Seconds that a process has used, and those of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own, ended = (int(fields[11]) + int(fields[12])), (int(fields[13]) + int(fields[14]))
    return own / TICK, ended / TICK


def _proportional(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
