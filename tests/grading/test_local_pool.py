"""The processes that run jobs: one that dies costs at most its own job."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest

from course.grading.pool import local
from course.grading.pool.local import LocalPool, WorkerDied
from tests.grading.support.processes import gone


@pytest.fixture
def pool() -> Iterator[LocalPool]:
    with LocalPool(2) as pool:
        yield pool


def double(number: int) -> int:
    return 2 * number


def kill_oneself(*, once: Path | None = None) -> str:
    """End the process; with `once`, a file that is not there yet, only the first time."""
    if once is None or not once.exists():
        if once is not None:
            once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "lived"


def leave() -> None:
    os._exit(7)


class Odd(Exception):
    """An error that cannot be sent."""

    def __reduce__(self) -> str:
        raise TypeError


def fail(error: type[Exception], *arguments: str) -> None:
    raise error(*arguments)


def test_results_come_back(pool: LocalPool) -> None:
    futures = [pool.submit(double, number) for number in range(50)]
    assert [future.result() for future in futures] == [2 * number for number in range(50)]


def never_end() -> None:
    re.match("(a+)+$", "a" * 60 + "b")  # one step of C, which lets no other thread run


def test_a_call_that_hangs_costs_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "MAX_SECONDS", 0.5)
    with LocalPool(1) as pool:
        hanging, other = pool.submit(never_end), pool.submit(double, 4)
        assert other.result() == 8
        with pytest.raises(WorkerDied, match="exit code 1"):
            hanging.result()


def test_errors_come_back(pool: LocalPool) -> None:
    with pytest.raises(ValueError, match="too much"):
        pool.submit(fail, ValueError, "too much").result()
    with pytest.raises(RuntimeError, match="Odd: too much"):
        pool.submit(fail, Odd, "too much").result()


def test_a_call_whose_process_dies_is_run_once_more(pool: LocalPool, tmp_path: Path) -> None:
    assert pool.submit(kill_oneself, once=tmp_path / "died").result() == "lived"


def test_one_that_dies_twice_says_how_and_costs_no_other(pool: LocalPool) -> None:
    futures: list[Future[int] | Future[str]] = [
        pool.submit(kill_oneself) if number % 5 == 2 else pool.submit(double, number)
        for number in range(20)]
    for number, future in enumerate(futures):
        if number % 5 == 2:
            with pytest.raises(WorkerDied, match=r"2 worker processes died on it: SIGKILL"):
                future.result()
        else:
            assert future.result() == 2 * number
    with pytest.raises(WorkerDied, match="exit code 7"):
        pool.submit(leave).result()


def test_one_killed_from_outside(pool: LocalPool) -> None:
    pid = pool.submit(os.getpid).result()
    busy = [pool.submit(time.sleep, 0.5) for _ in range(4)]
    time.sleep(0.2)
    os.kill(pid, signal.SIGKILL)
    assert [future.result() for future in busy] == [None] * 4


def test_one_killed_while_idle(pool: LocalPool) -> None:
    for _ in range(3):
        os.kill(pool.submit(os.getpid).result(), signal.SIGKILL)
    assert [pool.submit(double, n).result() for n in range(4)] == [0, 2, 4, 6]


def test_an_error_in_the_block_ends_everything_at_once() -> None:
    pool = LocalPool(2)
    pids = [future.result() for future in [pool.submit(os.getpid) for _ in range(20)]]
    futures = [pool.submit(time.sleep, 100) for _ in range(10)]
    with pytest.raises(KeyboardInterrupt), pool:
        raise KeyboardInterrupt
    assert gone(pids)
    assert all(future.done() for future in futures)


PARENT = """
import os, time
from course.grading.pool.local import LocalPool
pool = LocalPool(3)
pids = set()
while len(pids) < 3:
    pids |= {f.result() for f in [pool.submit(os.getpid) for _ in range(20)]}
for _ in range(3):
    pool.submit(time.sleep, 100)
print(*pids, flush=True)
time.sleep(100)
"""


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_workers_end_with_the_process_that_started_them(end: signal.Signals) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stderr is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        parent.send_signal(end)
        assert gone(pids)
        assert parent.stderr.read() == ""
    assert len(pids) == 3
