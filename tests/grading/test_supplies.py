"""Data files of an assignment and files that a student hands in, where the notebook reads them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from course.grading.grade import grade
from course.grading.intake import assignments
from course.grading.intake.files import HandedIn
from course.grading.intake.folders import read_submission
from course.grading.sandbox.client import Sandbox, has_namespaces, start_sandbox
from course.grading.sandbox.isolation.layers import Isolation
from course.grading.sandbox.supplies import PART, Supplies
from course.grading.submission import GradingError, State

from .support import own_assignment
from .support.own_assignment import hand_in, own_root

__all__ = ["own_root"]

LARGE = bytes(range(250)) * (PART // 200)
SUPPLIES = Supplies({"data.csv": b"1,2", "more/large.bin": LARGE},
                    {"helper.py": b"value = 5", "data.csv": b"the student's",
                     "more": b"in the way of a folder"})


@pytest.fixture
def namespaced() -> Iterator[Sandbox]:
    if not has_namespaces():
        pytest.skip("this host builds no namespaces: the sandbox was NOT tried")
    sandbox = start_sandbox(replace(Isolation()), SUPPLIES)
    yield sandbox
    sandbox.kill()


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr("course.grading.sandbox.client.has_namespaces", lambda: False)
    sandbox = start_sandbox(replace(Isolation()), SUPPLIES)
    yield sandbox
    sandbox.kill()


@pytest.fixture(params=["namespaced", "bare"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    found: Sandbox = request.getfixturevalue(request.param)
    return found


def run(sandbox: Sandbox, code: str) -> str:
    return "".join(o.get("text", "") or o["ename"] for o in sandbox.run(code, 20))


def test_files_are_there(sandbox: Sandbox) -> None:
    assert run(sandbox, "print(open('data.csv').read())") == "1,2\n"
    assert run(sandbox, "import os; print(os.path.getsize('more/large.bin'))") == f"{len(LARGE)}\n"
    assert run(sandbox, "import helper; print(helper.value)") == "5\n"
    assert run(sandbox, "open('helper.py', 'a').write('\\n'); print('mine')") == "mine\n"


def test_the_instructors_files_stay_as_they_are(
    sandbox: Sandbox, request: pytest.FixtureRequest
) -> None:
    if "bare" in request.node.name and os.getuid() != 0:
        pytest.skip("without namespaces only root keeps files from the sandbox's user")
    for attempt in ("open('data.csv', 'w')", "os.remove('data.csv')", "os.chmod('data.csv', 511)",
                    "os.rename('more', 'less')", "os.remove('more/large.bin')",
                    "open('more/another', 'w')"):
        assert run(sandbox, f"import os; {attempt}") in ("PermissionError", "OSError"), attempt


def test_in_a_namespace_not_even_their_owner_can_write(namespaced: Sandbox) -> None:
    for name in ("data.csv", "more/large.bin"):
        mounted = f"import os; print(os.statvfs({name!r}).f_flag & os.ST_RDONLY)"
        assert run(namespaced, mounted) == f"{os.ST_RDONLY}\n"


def test_a_module_that_a_cell_writes_can_be_imported(sandbox: Sandbox) -> None:
    run(sandbox, "%%writefile second.py\nvalue = 1")
    assert run(sandbox, "import second; print(second.value)") == "1\n"


def test_an_assignment_reads_its_data_and_the_students_files(
    own_root: Path, tmp_path: Path
) -> None:
    (own_root / "solutions" / own_assignment.SLUG / "factor.txt").write_text("2")
    assignments.load_data.cache_clear()
    submitted = tmp_path / "submitted"
    code = ("import helper\nfactor = float(open('factor.txt').read())\n"
            "def double(x):\n    return helper.times(factor, x)")
    hand_in(submitted, "ada", {"double": code})
    folder = submitted / "ada" / own_assignment.SLUG
    (folder / "helper.py").write_text("def times(a, b):\n    return a * b")
    (folder / "factor.txt").write_text("3")

    def points() -> float:
        return sum(e.score for e in grade(submitted, tmp_path / "out")[0].exercises)

    assert points() == 5.5
    (folder / "helper.py").write_text("def times(a, b):\n    return a + b")
    assert points() == 2, "a changed file is graded anew"
    (own_root / "solutions" / own_assignment.SLUG / "factor.txt").write_text("0")
    assignments.load_data.cache_clear()
    told: list[str] = []
    grade(submitted, tmp_path / "out", say=told.append)
    assert told[0] == f"Graded again: 1 of {own_assignment.SLUG}, because its data files changed."
    assignments.load_data.cache_clear()


def test_names_that_no_folder_can_hold_are_left_out() -> None:
    handed_in = HandedIn()
    for name in ("a" * 250 + ".csv", "line\nbreak.csv", "..", "good.csv"):
        handed_in.add(name, lambda: b"1,2")
    assert list(handed_in.files) == ["good.csv"]


def test_data_that_no_sandbox_can_hold_stops_the_run(
    own_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own_root / "solutions" / own_assignment.SLUG / "data.csv").write_text("1,2")
    monkeypatch.setattr(assignments, "MAX_DATA", 2)
    assignments.load_data.cache_clear()
    hand_in(tmp_path / "submitted", "ada", {})
    with pytest.raises(GradingError, match="the limit is"):
        grade(tmp_path / "submitted", tmp_path / "out")
    assignments.load_data.cache_clear()


def test_only_ordinary_files_of_a_student_are_taken(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / "05-accumulation"
    folder.mkdir(parents=True)
    (folder / "05-accumulation.ipynb").write_text(json.dumps({"cells": [], "nbformat": 4}))
    (folder / "helper.py").write_text("x = 1")
    (folder / "timestamp.txt").write_text("2026-11-20")
    (folder / ".hidden").write_text("x")
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "essay.pdf").write_bytes(b"%PDF")
    submission = read_submission(folder)
    assert submission.state is State.GRADED
    assert submission.files == {"helper.py": b"x = 1"}
