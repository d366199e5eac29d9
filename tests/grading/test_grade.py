"""A class is graded: everybody has a state, nobody stops the run."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from course.commands.demo import table
from course.commands.support.sample_class import DAMAGES, make_class
from course.grading.grade import grade
from course.grading.submission import Limits, Result, State
from course.publish.assignment import notebook_bytes, release_notebook, solution_notebook
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells

from .support.html import without_own_script

SLUG = "05-accumulation"
LIMITS = Limits(cell=2, notebook=20)

CLASSROOM = {
    "asks": ("add_contributions", "def add_contributions(c):\n    return input('sum? ')", 18.0),
    "exits": ("add_contributions", "import sys\nsys.exit()", 18.0),
    "syntax": ("add_contributions", "def add_contributions(c)\n    return sum(c)", 18.0),
    "warns": ("add_contributions", "import sys, warnings\ndef add_contributions(c):\n"
              "    warnings.warn('slow')\n    print('hm', file=sys.stderr)\n"
              "    return sum(c)", 20.0),
    "prints-html": ("add_contributions", "def add_contributions(c):\n"
                    "    print('<script>alert(1)</script>')\n    return sum(c)", 20.0),
}


@pytest.fixture(scope="module")
def folders(
    tmp_path_factory: pytest.TempPathFactory, accumulation: Assignment
) -> tuple[Path, Path]:
    base = tmp_path_factory.mktemp("class")
    make_class(base / "submitted", accumulation)
    released = release_notebook(solution_notebook(accumulation))
    for student, (exercise, code, _) in CLASSROOM.items():
        filled = nbformat.from_dict(released)
        answers = code_cells(accumulation, {exercise: code})
        for cell in filled.cells:
            if cell.metadata.get("nbgrader", {}).get("solution"):
                cell.source = answers[cell.metadata.nbgrader.grade_id]
        path = base / "submitted" / student / SLUG / f"{SLUG}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(notebook_bytes(filled))
    return base / "submitted", base / "out"


@pytest.fixture(scope="module")
def results(folders: tuple[Path, Path]) -> dict[str, Result]:
    submitted, out = folders
    return {r.student: r for r in grade(submitted, out, [SLUG], jobs=2, limits=LIMITS)}


def test_everybody_has_a_state_and_a_score(
    folders: tuple[Path, Path], results: dict[str, Result]
) -> None:
    assert set(results) == {path.name for path in folders[0].iterdir()}
    for result in results.values():
        assert 0 <= result.score <= result.max_score == 20


def test_right_answers_earn_everything(results: dict[str, Result]) -> None:
    for student in ("all-solved", "solved-first-other-way", "solved-second-other-way"):
        assert (results[student].score, results[student].state) == (20, State.GRADED)


def test_an_untouched_notebook_earns_nothing(results: dict[str, Result]) -> None:
    assert results["untouched"].score == 0
    assert "Nothing was written yet." in results["untouched"].detail


def test_a_half_done_one_earns_its_part(results: dict[str, Result]) -> None:
    assert 0 < results["half-done"].score < 20


def test_misconceptions_are_named(results: dict[str, Result], accumulation: Assignment) -> None:
    for exercise in accumulation.exercises.values():
        student = f"wrong-{exercise.name}".replace("_", "-")
        assert (exercise.name, exercise.wrongs[0].name) in results[student].misconceptions
        assert results[student].score < 20


def test_trouble_has_its_state(results: dict[str, Result]) -> None:
    assert results["broken-json"].state is State.MALFORMED
    assert results["handed-in-nothing"].state is State.MISSING
    assert results["ends-the-process"].state is State.CRASHED
    never = results["never-ends"]
    assert never.state is State.TIMED_OUT
    assert "accumulate" in never.detail
    assert "did not end in time" in never.detail
    assert never.score >= 2, "what came before the endless loop keeps its points"
    for student in ("deleted-a-check", "copied-a-check"):
        assert (results[student].score, results[student].state) == (20, State.GRADED)
        assert results[student].detail
    assert set(DAMAGES) <= set(results)


@pytest.mark.parametrize("student", CLASSROOM)
def test_classroom_trouble(results: dict[str, Result], student: str) -> None:
    expected = CLASSROOM[student][2]
    assert results[student].state is State.GRADED
    assert results[student].score == expected, "a slip costs its own points and no others"
    reasons = {e.name: e.reason for e in results[student].exercises}
    assert bool(reasons["add_contributions"]) == (expected < 20)


def test_no_result_without_points_lacks_a_reason(results: dict[str, Result]) -> None:
    for result in results.values():
        for exercise in result.exercises:
            assert exercise.score == exercise.max_score or exercise.reason
        if result.score == 0:
            assert result.detail


def test_the_readme_shows_lines_of_the_demo(results: dict[str, Result]) -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = page.partition("```text\nstudent ")[2].partition("\n```")[0].splitlines()
    (heading, *lines) = table([r for s, r in results.items() if s not in CLASSROOM])
    assert f"student {shown[0]}" == heading
    assert set(shown[1:]) <= set(lines)


def test_grades_csv(folders: tuple[Path, Path], results: dict[str, Result]) -> None:
    with (folders[1] / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["student", "assignment", "score", "max_score", "status", "detail"]
    assert {r["student"]: float(r["score"]) for r in rows} == \
        {s: r.score for s, r in results.items()}


def test_the_gradebook_agrees(folders: tuple[Path, Path], results: dict[str, Result]) -> None:
    with Gradebook(f"sqlite:///{folders[1] / 'gradebook.db'}") as gradebook:
        for student, result in results.items():
            submission = gradebook.find_submission(SLUG, student)
            assert submission.score == pytest.approx(result.score), student
            assert submission.max_score == result.max_score


def test_feedback_for_everybody(folders: tuple[Path, Path], results: dict[str, Result]) -> None:
    for student in results:
        page = folders[1] / "feedback" / student / SLUG / f"{SLUG}.html"
        assert page.is_file(), student
    wrong = (folders[1] / "feedback" / "wrong-accumulate" / SLUG / f"{SLUG}.html").read_text()
    assert "Each call replaces what was there" in wrong
    assert "fresh_inputs" not in wrong
    html = (folders[1] / "feedback" / "prints-html" / SLUG / f"{SLUG}.html").read_text()
    assert "<script" not in html
    broken = (folders[1] / "feedback" / "broken-json" / SLUG / f"{SLUG}.html").read_text()
    assert "is not JSON" in broken


def test_the_report_stands_alone(folders: tuple[Path, Path], results: dict[str, Result]) -> None:
    page = without_own_script((folders[1] / "report.html").read_text())
    assert "<script" not in page
    assert "://" not in page
    for student, result in results.items():
        assert student in page
        assert str(result.state) in page
    assert "overwrites" in page


def test_autograded_notebooks_are_notebooks(folders: tuple[Path, Path]) -> None:
    written = list((folders[1] / "autograded").rglob("*.ipynb"))
    assert written
    for path in written:
        nbformat.validate(json.loads(path.read_text()))
