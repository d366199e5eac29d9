"""The same grades however many run at a time, wherever they run, and whatever stops them."""

from __future__ import annotations

import csv
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

import pytest

from course.commands.support.sample_class import make_class
from course.grading.dispatch import run_tasks
from course.grading.grade import grade
from course.grading.grade_one import Settings, Task
from course.grading.lms.export import plain_csv
from course.grading.lms.scores import read_scores
from course.grading.sandbox.process_tree import children
from course.grading.submission import Graded, Limits, Result, State, Submission
from course.publish.source import Assignment
from tests.grading.support.outcome import differing, outcome, with_secret
from tests.grading.support.processes import descendants, gone, until
from tests.grading.test_cluster import Cluster

SLUG = "05-accumulation"
LIMITS = Limits(10, 60)
STUDENTS = ("all-solved", "several-misconceptions", "broken-json", "copied-a-check", "half-done",
            "wrong-train", "ends-the-process", "handed-in-nothing")


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory, accumulation: Assignment) -> Path:
    folder = tmp_path_factory.mktemp("many") / "submitted"
    make_class(folder, accumulation, STUDENTS)
    return folder


@pytest.fixture(scope="module")
def alone(submitted: Path) -> Path:
    """Where a run with one job left its results."""
    out = submitted.parent / "alone"
    grade(submitted, out, [SLUG], jobs=1, limits=LIMITS)
    return out


def run_course(submitted: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "course.cli", "grade", SLUG, "--submitted", str(submitted),
               "--out", str(out), *more]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            start_new_session=True)


def done(out: Path) -> int:
    return len(list((out / ".done").rglob("*.json")))


def is_fork_server(pid: int) -> bool:
    return b"sandbox.fork_server" in Path(f"/proc/{pid}/cmdline").read_bytes()


def die(*arguments: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_any_number_of_jobs_gives_the_same(submitted: Path, alone: Path, tmp_path: Path) -> None:
    out = with_secret(tmp_path / "out", alone)
    results = grade(submitted, out, [SLUG], jobs=4, limits=LIMITS)
    assert [r.student for r in results] == sorted(STUDENTS)
    assert len({r.score for r in results}) > 3
    assert differing(outcome(out), outcome(alone)) == []


@pytest.mark.parametrize("kind", ["workers", "fork servers"])
def test_what_is_killed_costs_nothing(
    submitted: Path, alone: Path, tmp_path: Path, kind: str
) -> None:
    """Once: what is killed in two tries of the same notebook is given up."""
    out = with_secret(tmp_path / "out", alone)
    killed = set()

    def kill_one(done: int, total: int, result: Result) -> None:
        below = children(os.getpid())
        if done == 3:
            victim = next(pid for pid in below if is_fork_server(pid) == (kind == "fork servers"))
            killed.add(victim)
            os.kill(victim, signal.SIGKILL)

    grade(submitted, out, [SLUG], jobs=2, limits=LIMITS, progress=kill_one)
    assert len(killed) == 1
    assert differing(outcome(out), outcome(alone)) == []


@pytest.mark.long
def test_a_cluster_that_loses_a_worker_gives_the_same(
    submitted: Path, alone: Path, tmp_path: Path
) -> None:
    out = with_secret(tmp_path / "out", alone)
    with Cluster(tmp_path) as cluster:
        cluster.add_workers(1, 2)

        def kill_one(done: int, total: int, result: Result) -> None:
            if done == 2:
                cluster.workers[1].kill()

        grade(submitted, out, [SLUG], limits=LIMITS, progress=kill_one, scheduler=cluster.address)
    assert differing(outcome(out), outcome(alone)) == []


def importing(run: subprocess.Popen[str], out: Path) -> bool:
    return "multiarray" in Path(f"/proc/{run.pid}/maps").read_text()


def making_the_gradebook(run: subprocess.Popen[str], out: Path) -> bool:
    return (out / "gradebook.db").exists()


def half_way(run: subprocess.Popen[str], out: Path) -> bool:
    return done(out) >= 3


@pytest.mark.parametrize(("moment", "send"), [
    pytest.param(importing, os.killpg, marks=pytest.mark.long),
    (making_the_gradebook, os.killpg),
    pytest.param(half_way, os.killpg, marks=pytest.mark.long),
    (half_way, os.kill),
])
def test_ctrl_c_ends_it_at_once_and_the_same_command_goes_on(
    submitted: Path, alone: Path, tmp_path: Path,
    moment: Callable[[subprocess.Popen[str], Path], bool], send: Callable[[int, int], None],
) -> None:
    """To all processes of the terminal, as Ctrl-C is sent, or to the first one alone."""
    out = with_secret(tmp_path / "out", alone)
    with run_course(submitted, out, "--jobs", "2") as run:
        until(lambda: moment(run, out))
        started = {pid for pid, _ in descendants(run.pid)}
        send(run.pid, signal.SIGINT)
        told, errors = run.communicate(timeout=100)
    assert (run.returncode, told) == (130, "")
    assert errors == (f"Stopped. Finished grades are saved in {out}. Run the same command to "
                      "continue.\n")
    assert gone(started)
    if moment is half_way:
        assert 0 < done(out) < len(STUDENTS)
        grade(submitted, out, [SLUG], jobs=2, limits=LIMITS)
        assert differing(outcome(out), outcome(alone)) == []


class BusyMachine:
    """A pool on which submissions that run beside others starve."""

    size = 2

    def __init__(self) -> None:
        self.tries: list[str] = []
        self.limits: list[Limits] = []

    def submit(self, function: Any, task: Task) -> Future[Graded]:
        name = task.submission.student
        self.tries.append(name)
        self.limits.append(task.settings.limits)
        alone = self.tries.count(name) > 1
        result = Result(name, SLUG, 20.0 * alone, 20, State.GRADED, "")
        future: Future[Graded] = Future()
        future.set_result(Graded(result, [], "", "", disturbed=name != "quick" and not alone))
        return future


def test_what_starved_is_tried_again_after_all_others() -> None:
    tasks = [Task(Submission(name, SLUG), Settings(b"", LIMITS))
             for name in ("slow", "quick", "slower")]
    pool = BusyMachine()
    outcomes = list(run_tasks(cast(Any, pool), iter(tasks)))
    assert outcomes[0][0].submission.student == "quick"
    assert {g.result.student: g.result.score for _, g in outcomes} == {
        "slow": 20, "quick": 0, "slower": 20}
    assert sorted(pool.tries[3:]) == ["slow", "slower"]
    assert [limits.cell / LIMITS.cell for limits in pool.limits] == [1, 1, 1, 3, 3]
    assert {task.settings.limits for task, _ in outcomes} == {LIMITS}


def test_a_notebook_whose_workers_die_has_no_grade_until_the_next_run(
    submitted: Path, alone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = with_secret(tmp_path / "out", alone)
    few = tmp_path / "submitted"
    for student in ("all-solved", "broken-json"):
        shutil.copytree(submitted / student, few / student)
    monkeypatch.setattr("course.grading.grade_one.run_job", die)
    results = {r.student: r for r in grade(few, out, [SLUG], jobs=2, limits=LIMITS)}
    assert results["all-solved"].state is State.NOT_GRADED
    assert results["all-solved"].detail.startswith(
        "2 worker processes died on it: SIGKILL, as when memory runs out.")
    assert results["broken-json"].state is State.MALFORMED
    assert exported(out, zero_missing=True) == ""
    page = (out / "feedback" / "all-solved" / SLUG / f"{SLUG}.html").read_text()
    assert "Not graded yet" in page
    assert "0 of 20" not in page
    monkeypatch.undo()
    again = {r.student: r for r in grade(few, out, [SLUG], jobs=2, limits=LIMITS)}
    assert (again["all-solved"].score, again["all-solved"].state) == (20, State.GRADED)
    assert exported(out) == "20"


def exported(out: Path, zero_missing: bool = False) -> str:
    text = plain_csv(read_scores(out), zero_missing=zero_missing).text
    return next(row["score"] for row in csv.DictReader(io.StringIO(text))
                if row["student"] == "all-solved")
