"""`course explain` shows the judge's evidence, and repeats the judge's verdict."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.cli import main
from course.grading.grade import grade
from course.grading.gradebook.stored import StoredResults
from course.grading.judging.notebook_run import NotebookRun
from course.grading.sandbox.client import SandboxFailed
from course.grading.submission import Executed, Limits

from .support.notebooks import SHARES_THE_ARRAY, SLUG, answered, cell_of


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("explained")
    notebook = answered(lambda n: cell_of(n, "accumulate").update(source=SHARES_THE_ARRAY))
    path = folder / "submitted" / "ada" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))
    (folder / "submitted" / "bo" / SLUG).mkdir(parents=True)
    (folder / "submitted" / "bo" / SLUG / "essay.pdf").write_bytes(b"%PDF")
    [ada, _] = grade(folder / "submitted", folder / "out", [SLUG])
    assert ada.score < ada.max_score
    return folder


def explained(graded: Path, *arguments: str) -> int:
    return main(["explain", *arguments, "--grades", str(graded / "out"), "--submitted",
                 str(graded / "submitted")])


def test_inputs_expected_got_and_code(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert explained(graded, "ada", "accumulate") == 0
    first = capsys.readouterr().out
    assert first.startswith("ada, 05-accumulation, accumulate: ")
    assert "grade again" not in first, "it is the grade that the gradebook has"
    for words in (SHARES_THE_ARRAY, "the judge's inputs", "expected [", "got      [", "with w = ["):
        assert words in first
    assert explained(graded, "ada", "accumulate") == 0
    assert capsys.readouterr().out == first


def test_inputs_and_time_limits_are_those_of_the_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "submitted" / "ada" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(answered()))
    limits = Limits(cell=31, notebook=62.5)
    grade(tmp_path / "submitted", tmp_path / "out", [SLUG], limits=limits)
    seen = []

    def execute(run: NotebookRun) -> Executed:
        seen.append((run.job.limits, run.job.batch))
        raise SandboxFailed("enough was seen")

    monkeypatch.setattr(NotebookRun, "execute", execute)
    assert explained(tmp_path, "ada", "accumulate") == 2
    stored = StoredResults(tmp_path / "out").find("ada", SLUG)
    assert stored is not None
    assert seen == [(limits, stored.batch)]
    assert stored.batch

    path.write_text(json.dumps(answered(lambda n: cell_of(n, "accumulate").update(source="1"))))
    assert explained(tmp_path, "ada", "accumulate") == 2
    assert seen[1] == (limits, ""), "what was handed in since has not been graded"


@pytest.mark.parametrize(("arguments", "words"), [
    (("eve", "accumulate"), "no folder"),
    (("adaa", "accumulate"), "Did you mean ada?"),
    (("ADA", "accumulat"), "they have accumulate, add_contributions, "),
    (("ada", "accumulat"), "Did you mean accumulate?"),
    (("ada", "unbroadcast"), "no assignment with an exercise 'unbroadcast'"),
    (("bo", "accumulate"), "did not run: The student handed in only essay.pdf (a PDF)"),
    (("ada", "accumulate", "--assignment", "06"), "no assignment with an exercise"),
])
def test_wrong_use(
    graded: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], words: str
) -> None:
    assert explained(graded, *arguments) == 2
    assert words in capsys.readouterr().err


def test_a_folder_without_grades(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "ada", "accumulate", "--grades", str(tmp_path)]) == 2
    assert "no .secret" in capsys.readouterr().err


def test_nothing_that_a_terminal_obeys(
    graded: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "0 of 3\x1b[2J\x1b]52;c;cm0=\x07\r\x9b2J\u202e\n\ttabü"
    monkeypatch.setattr("course.commands.explain.explain", lambda *arguments: said)
    assert explained(graded, "ada", "accumulate") == 0
    assert capsys.readouterr().out == (
        "0 of 3\\x1b[2J\\x1b]52;c;cm0=\\x07\\r\\x9b2J\\u202e\n        tabü\n")


def test_a_dropped_exercise(graded: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in ("drop", "keep"):
        assert main([command, SLUG, "train", "--grades", str(graded / "out")]) == 0
        assert explained(graded, "ada", "train") == 0
        said = capsys.readouterr().out
        assert ("dropped, so it does not count" in said) == (command == "drop")
        assert "grade again" not in said
