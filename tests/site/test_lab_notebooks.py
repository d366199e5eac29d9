"""Lessons and solved assignments, run in the lab in headless Chromium: of each unit one of the two,
with `--every 1` both.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from course.publish.site.lab_notebooks import for_the_lab
from course.publish.source import ROOT

from .notebooks import code_of, lessons, solutions
from .served import LabPage, Site, assert_it_needs_nothing_else, run_to_the_end

pytestmark = [pytest.mark.slow, pytest.mark.long]
LESSON = "lessons/05_accumulation.ipynb"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    step = 1 if metafunc.config.getoption("--every") == 1 else 2
    for name, paths in (("lesson", lessons()[::step]), ("solution", solutions()[step - 1 :: step])):
        if name in metafunc.fixturenames:
            metafunc.parametrize(name, paths, ids=[path.stem for path in paths])


@pytest.fixture(scope="module")
def any_notebook(lab: Site, browser: Chrome) -> LabPage:
    """A page of the lab with a kernel that all notebooks use: a start takes ten seconds."""
    return LabPage(browser, lab, LESSON)


def test_stored_pictures_are_seen_before_a_cell_runs(any_notebook: LabPage) -> None:
    """Before all the tests below, while the page shows the lesson it was opened with."""
    picture = next(c.id for c in code_of(ROOT / "course" / LESSON) if "\ngraph(" in c.source)
    assert any_notebook.ask("return cells().every((w) => w.model.trusted)")
    assert any_notebook.find_in(picture, "css selector", ".jp-OutputArea svg[role=img]")


def test_a_lesson_runs_to_its_end(
    any_notebook: LabPage, lesson: Path, screenshots: Path
) -> None:
    any_notebook.put_in(any_notebook.stored(f"lessons/{lesson.name}"))
    run_to_the_end(any_notebook, f"lessons/{lesson.name}")
    if lesson == lessons()[0]:
        any_notebook.screenshots(screenshots, "site-lesson")


def test_a_solved_assignment_earns_all_points(any_notebook: LabPage, solution: Path) -> None:
    """The site holds no solutions: the test puts them into the page."""
    any_notebook.put_in(for_the_lab(json.loads(solution.read_bytes()), solution.name))
    any_notebook.run_all()
    cells = {cell["id"]: cell for cell in any_notebook.outputs()}
    for solved in code_of(solution):
        outputs, marks = cells[solved.id]["outputs"], solved.metadata.get("nbgrader", {})
        assert cells[solved.id]["count"], solved.source
        assert not [o for o in outputs if o["output_type"] == "error"], solved.source
        if marks.get("grade"):
            assert float(outputs[-1]["data"]["text/plain"]) == marks["points"], solved.source


def test_nothing_is_missing_or_asked_for_elsewhere(
    lab: Site, asked_elsewhere: tuple[str, list[str]]
) -> None:
    """After all the tests above."""
    assert_it_needs_nothing_else(lab, asked_elsewhere[1])
