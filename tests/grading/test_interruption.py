"""A run that was stopped goes on where it was, and ends as an undisturbed one does."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path
from typing import Any

import pytest

from course.grading import dispatch
from course.grading import grade as class_run
from course.grading.grade import grade
from course.grading.submission import Graded, Limits, Result
from tests.battery.interruption import OTHERS, STUDENTS, Class, Trouble, killed

SLUG = "05-accumulation"
LIMITS = Limits(10, 60)


@pytest.fixture(scope="module")
def group(tmp_path_factory: pytest.TempPathFactory) -> Class:
    return Class(tmp_path_factory.mktemp("disturbed"))


@pytest.fixture(scope="module")
def submitted(group: Class) -> Path:
    return group.submitted


@pytest.fixture(scope="module")
def undisturbed(group: Class) -> Path:
    return group.place / "undisturbed"


def same_outcome(out: Path, undisturbed: Path) -> None:
    assert (out / "grades.csv").read_bytes() == (undisturbed / "grades.csv").read_bytes()
    pages = sorted(p.relative_to(undisturbed) for p in undisturbed.glob("feedback/*/*/*.html"))
    assert len(pages) == len(STUDENTS)
    for page in pages:
        assert (out / page).read_bytes() == (undisturbed / page).read_bytes(), page


def with_secret(out: Path, undisturbed: Path) -> Path:
    out.mkdir()
    shutil.copyfile(undisturbed / ".secret", out / ".secret")
    return out


@pytest.mark.parametrize("number", range(2))
def test_killed_at_any_moment(group: Class, number: int) -> None:
    """Two of the thirty moments of `make battery`."""
    assert not killed(group, number).faults


@pytest.mark.long
@pytest.mark.parametrize("disturb", OTHERS)
def test_told_and_nothing_lost(group: Class, disturb: Callable[[Class], Trouble]) -> None:
    assert not disturb(group).faults


def test_what_was_judged_and_not_written_is_judged_again(
    submitted: Path, undisturbed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers judge before this process can write: their results are lost if it ends now."""
    def stop(*arguments: Any) -> None:
        wait(judging)
        raise KeyboardInterrupt

    judging: list[Future[Graded]] = []
    monkeypatch.setattr(class_run, "_import_what_writes", stop)
    monkeypatch.setattr(dispatch, "_outcomes",
                        lambda pool, tasks, running: judging.extend(running))
    out = with_secret(tmp_path / "out", undisturbed)
    with pytest.raises(KeyboardInterrupt):
        grade(submitted, out, [SLUG], jobs=2, limits=LIMITS)
    assert len(judging) == len(STUDENTS)
    assert not list((out / ".done").rglob("*.json"))
    monkeypatch.undo()
    grade(submitted, out, [SLUG], jobs=2, limits=LIMITS)
    same_outcome(out, undisturbed)


def test_what_is_done_is_not_done_again(
    submitted: Path, undisturbed: Path, tmp_path: Path
) -> None:
    out = with_secret(tmp_path / "out", undisturbed)

    def stop(done: int, total: int, result: Result) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade(submitted, out, [SLUG], jobs=1, limits=LIMITS, progress=stop)
    pages = {p: p.stat().st_mtime_ns for p in out.glob("feedback/*/*/*.html")}
    assert len(pages) == 4
    grade(submitted, out, [SLUG], jobs=1, limits=LIMITS)
    assert all(p.stat().st_mtime_ns == then for p, then in pages.items())
    same_outcome(out, undisturbed)


def test_what_was_handed_in_anew_is_graded_anew(
    submitted: Path, undisturbed: Path, tmp_path: Path
) -> None:
    shutil.copytree(submitted, tmp_path / "submitted")
    shutil.copytree(undisturbed, tmp_path / "out")
    better = submitted / "all-solved" / SLUG / f"{SLUG}.ipynb"
    shutil.copyfile(better, tmp_path / "submitted" / "untouched" / SLUG / f"{SLUG}.ipynb")
    grade(tmp_path / "submitted", tmp_path / "out", [SLUG], jobs=1, limits=LIMITS)
    with (tmp_path / "out" / "grades.csv").open(newline="") as file:
        scores = {row["student"]: row["score"] for row in csv.DictReader(file)}
    assert scores["untouched"] == "20"
