"""Files as other programs write them: each graded as a fair person would."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.grading.grade import grade
from course.grading.gradebook.results_folder import page_path
from course.grading.submission import Result, State

from .support.hosts import PNG, File, files
from .support.notebooks import SLUG

FILES: dict[str, File] = dict(files())
STUDENTS = {name: f"student-{number:02}" for number, name in enumerate(FILES)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hosts")


@pytest.fixture(scope="module")
def results(folder: Path) -> dict[str, Result]:
    for name, file in FILES.items():
        place = folder / "submitted" / STUDENTS[name] / SLUG
        place.mkdir(parents=True)
        for file_name, content in file.files.items():
            (place / file_name).write_bytes(content)
    graded = grade(folder / "submitted", folder / "out", [SLUG], jobs=2)
    return {result.student: result for result in graded}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_graded_as_a_fair_person_would(results: dict[str, Result], name: str) -> None:
    result, file = results[STUDENTS[name]], FILES[name]
    assert (result.score, result.state, result.detail) == (file.score, file.state, file.detail)


def test_a_pasted_picture_is_in_the_feedback(results: dict[str, Result], folder: Path) -> None:
    student = STUDENTS["a pasted picture"]
    text = page_path(folder / "out", student, SLUG).read_text()
    assert f'src="data:image/png;base64,{PNG}"' in text
    assert "svg" not in text


def test_none_of_them_is_a_bare_zero(results: dict[str, Result]) -> None:
    for result in results.values():
        assert result.score or result.detail
        assert result.state is not State.MISSING
