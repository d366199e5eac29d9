"""What stops a class or stays for ever (A5, A6 of the second attack) with its defence off.

Each row grades one odd submission beside an honest one, with the defence and without it: so it is
the defence that holds. tests/grading/test_layers.py does the same for the layers of the sandbox.
"""

from __future__ import annotations

import json
import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from course.grading import dispatch, scoring
from course.grading.grade import grade
from course.grading.intake import folders
from course.grading.lms import collect
from course.grading.submission import Graded, GradingError, Result, State
from tests.battery.attack import SLUG
from tests.battery.runner import FULL, MAX_DETAIL, handed_in, write
from tests.grading.lms.downloads import zipped

LETTER = "\N{MATHEMATICAL FRAKTUR CAPITAL U}"


def graded(place: Path, odd: str, content: bytes | None = None) -> dict[str, Result]:
    """The results of an honest student and of one with an odd folder."""
    write(place / "submitted" / "honest" / SLUG, handed_in({}))
    write(place / "submitted" / odd / SLUG, content or handed_in({}))
    results = grade(place / "submitted", place / "out", [SLUG], jobs=1)
    return {result.student: result for result in results}


def names_as_they_are(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(folders, "student_name", lambda name: name)


@pytest.mark.parametrize("name", [os.fsdecode(b"not-utf-8-\xff"), "x" * 251],
                         ids=["no UTF-8", "251 bytes"])
def test_a_folder_that_nothing_can_be_named_after(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [r.score for r in graded(tmp_path / "on", name).values()] == [FULL, FULL]
    names_as_they_are(monkeypatch)
    with pytest.raises((OSError, UnicodeError)):
        graded(tmp_path / "off", name)


def test_a_folder_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It raises what root, who may read everything, never meets."""
    def refuse(path: Path) -> bytes:
        if "locked" in path.parts:
            raise PermissionError(13, "Permission denied")
        return path.read_bytes()

    monkeypatch.setattr(folders, "_content", refuse)
    found = graded(tmp_path / "on", "locked")
    assert (found["honest"].score, found["locked"].state) == (FULL, State.MALFORMED)
    for caught in ("OSError", "Exception"):
        monkeypatch.setattr(folders, caught, KeyError, raising=False)
    with pytest.raises(GradingError, match="Permission denied"):  # the class stops
        graded(tmp_path / "off", "locked")


def test_a_folder_that_begins_with_a_dot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert graded(tmp_path / "on", ".hidden")[".hidden"].state is State.MALFORMED
    entries = folders._entries
    monkeypatch.setattr(folders, "_entries", lambda folder: (
        set() if folder.name.startswith(".") else entries(folder)))
    assert graded(tmp_path / "off", ".hidden").keys() == {"honest"}  # skipped in silence


def test_a_download_with_eighty_letters_of_four_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "moodle.zip"
    folder = f"{LETTER * 80}_12_assignsubmission_file_"
    path.write_bytes(zipped({f"{folder}/{SLUG}.ipynb": handed_in({})}))
    cells = {SLUG: frozenset[str]()}
    found = collect.collect(path, SLUG, tmp_path / "on", cells, None, None)
    assert found.students == [f"{LETTER * 20}-12"]
    monkeypatch.setattr("course.grading.lms.names.cut_to_bytes", lambda text, most: text)
    with pytest.raises(OSError, match="File name too long"):
        collect.collect(path, SLUG, tmp_path / "off", cells, None, None)


def test_a_name_of_a_megabyte_in_the_detail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = json.loads(handed_in({}))
    notebook["metadata"]["kernelspec"] = {"name": "k" * 2**20}
    content = json.dumps(notebook).encode()
    assert len(graded(tmp_path / "on", "long", content)["long"].detail) <= MAX_DETAIL
    monkeypatch.setattr("course.grading.intake.naming.printable", lambda text: text)
    monkeypatch.setattr(scoring, "MAX_DETAIL", 2**30)
    assert len(graded(tmp_path / "off", "long", content)["long"].detail) > 2**20


def die(*arguments: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def a_death_is_final(patch: pytest.MonkeyPatch) -> None:
    not_graded = dispatch.not_graded

    def final(task: Any, why: str) -> Graded:
        return replace(not_graded(task, why), grader_failed=False)

    patch.setattr(dispatch, "not_graded", final)


@pytest.mark.parametrize("off", [False, True], ids=["on", "off"])
def test_a_failure_of_the_grader_is_not_for_ever(
    off: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("course.grading.grade_one.run_job", die)
        if off:
            a_death_is_final(patch)
        found = graded(tmp_path, "unlucky")
        assert {result.state for result in found.values()} == {State.NOT_GRADED}
    scores = {result.score for result in graded(tmp_path, "unlucky").values()}
    assert scores == ({0} if off else {FULL})
