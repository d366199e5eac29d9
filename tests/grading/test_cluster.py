"""A Dask cluster of real processes: a scheduler, and workers of which one is killed."""

from __future__ import annotations

import json
import os
import pickle
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from course.grading.pool import cluster as cluster_pool
from course.grading.pool.cluster import ClusterPool, code_version, run_call
from course.grading.pool.local import WorkerDied
from course.grading.submission import GradingError
from course.publish.source import ROOT
from tests.grading.support.processes import until
from tests.grading.test_local_pool import double, kill_oneself

BARE = "import sys; sys.modules['course'] = None; "
START = "from distributed.cli.dask_{0} import main; main()"
PATIENCE = 60.0  # seconds that workers may take to start
FEW_TRIES = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}


class Cluster:
    """A Dask scheduler and workers, each a process."""

    def __init__(self, folder: Path, prelude: str = "") -> None:
        self._prelude = prelude
        self.workers: list[subprocess.Popen[bytes]] = []
        file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--port", "0", "--scheduler-file", file)
        until(lambda: file.exists() and file.read_text() != "")
        self.address = json.loads(file.read_text())["address"]

    def add_workers(self, *threads: int) -> None:
        """One worker for each number of threads; they are there when this returns."""
        for number in threads:
            self.workers.append(self._start("worker", self.address, "--no-nanny",
                                            "--nthreads", str(number)))
        from distributed import Client  # takes long

        with Client(self.address) as client:
            client.wait_for_workers(len(self.workers), PATIENCE)

    def _start(self, kind: str, *arguments: str | Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-c", self._prelude + START.format(kind),
                   *map(str, arguments), "--no-dashboard", "--host", "127.0.0.1"]
        return subprocess.Popen(command, env=os.environ | FEW_TRIES, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, *error: object) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers, one of them with two threads."""
    with Cluster(tmp_path_factory.mktemp("cluster")) as cluster:
        cluster.add_workers(1, 2)
        yield cluster


@pytest.fixture
def doomed(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler, for one test."""
    with Cluster(tmp_path) as cluster:
        yield cluster


def spell(seconds: float) -> tuple[int, float, float]:
    """The process, and from when to when it was busy."""
    started = time.monotonic()
    time.sleep(seconds)
    return os.getpid(), started, time.monotonic()


def fail() -> None:
    raise ValueError("too much")


def test_results_and_errors_come_back(cluster: Cluster) -> None:
    with ClusterPool(cluster.address) as pool:
        futures = [pool.submit(double, number) for number in range(20)]
        assert [future.result() for future in futures] == [2 * number for number in range(20)]
        with pytest.raises(ValueError, match="too much"):
            pool.submit(fail).result()
        assert pool.submit(len, bytes(20_000_000)).result() == 20_000_000  # and Dask warns of none


def test_a_process_runs_one_call_at_a_time_whatever_its_threads(cluster: Cluster) -> None:
    with ClusterPool(cluster.address) as pool:
        spells = sorted(f.result() for f in [pool.submit(spell, 0.1) for _ in range(12)])
    assert len({pid for pid, _, _ in spells}) == 2
    for (pid, _, end), (next_pid, start, _) in pairwise(spells):
        assert pid != next_pid or start >= end


def test_another_version_is_refused() -> None:
    call = pickle.dumps((double, (4,), {}))
    assert run_call(code_version(), call) == 8
    with pytest.raises(GradingError, match="another version"):
        run_call("0" * 64, call)


@pytest.mark.long
def test_no_workers_then_one_that_dies_of_a_call(
    doomed: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_pool, "CONNECT_TIMEOUT", 3)
    with pytest.raises(GradingError, match="has no workers; start some with dask worker tcp:"):
        ClusterPool(doomed.address)
    monkeypatch.undo()
    monkeypatch.setattr(cluster_pool, "COUNT_INTERVAL", 0.1)
    monkeypatch.setattr(cluster_pool, "NO_WORKERS_TIMEOUT", 3)
    doomed.add_workers(1, 1)
    with ClusterPool(doomed.address) as pool:
        until(lambda: pool.size == 2)
        with pytest.raises(WorkerDied, match="Every worker of the cluster that ran it died"):
            pool.submit(kill_oneself).result(100)
        with pytest.raises(GradingError, match="has had no workers"):
            pool.submit(double, 3).result(100)


def test_a_cluster_without_this_package(tmp_path: Path) -> None:
    with Cluster(tmp_path, BARE) as cluster:
        cluster.add_workers(1)
        with pytest.raises(GradingError, match="lacks this package; install a checkout there"):
            ClusterPool(cluster.address)


def test_a_scheduler_that_dies(doomed: Cluster) -> None:
    doomed.add_workers(1)
    with ClusterPool(doomed.address) as pool:
        futures = [pool.submit(spell, 200) for _ in range(4)]
        doomed.scheduler.kill()
        for future in futures:
            with pytest.raises(GradingError, match="is gone"):
                future.result(100)


@pytest.mark.parametrize("address", ["nonsense", "ftp://127.0.0.1:1", "127.0.0.1:1",
                                     "tls://127.0.0.1:1", ""])
def test_an_address_where_nothing_answers(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_pool, "CONNECT_TIMEOUT", 0.5)
    with pytest.raises(GradingError, match="no Dask scheduler answers") as raised:
        ClusterPool(address)
    assert "\n" not in str(raised.value)


def test_a_wrong_address_is_told_in_one_line(tmp_path: Path) -> None:
    """Nothing else is printed, also when Python ends."""
    program = f"""
        from course.grading.pool import cluster
        cluster.CONNECT_TIMEOUT = 0.5
        try:
            cluster.ClusterPool("nonsense")
        except {GradingError.__module__}.GradingError as error:
            print(error)"""
    program = f"import {GradingError.__module__}\n{textwrap.dedent(program)}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True,
                          cwd=ROOT, check=False)
    assert (done.stderr, len(done.stdout.splitlines())) == ("", 1)


def test_an_address_where_something_else_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_pool, "CONNECT_TIMEOUT", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(GradingError, match="no Dask scheduler answers"):
            ClusterPool(f"127.0.0.1:{port}")
