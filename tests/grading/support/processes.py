"""Watching processes from outside."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path


def until(true: Callable[[], bool], seconds: float = 100) -> None:
    """Wait for something to become true; it is an error when it does not."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def alive(pid: int) -> bool:
    """Whether a process is there, and not only its entry in the table."""
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def gone(pids: Iterable[int], seconds: float = 60) -> bool:
    """Whether all of them have ended within some seconds."""
    left, end = set(pids), time.monotonic() + seconds
    while left := {pid for pid in left if alive(pid)}:
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def descendants(pid: int) -> list[tuple[int, int]]:
    """All processes below one, each with its parent."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        below = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [found for child in below for found in [(child, pid), *descendants(child)]]
