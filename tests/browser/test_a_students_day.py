"""What a student does in JupyterLab, done in headless Chromium.

`make lab` is started as it stands, on a copy of the lessons and assignments. Each test opens its
own notebook and leaves screenshots in build/screenshots/.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import pytest

from course.publish.source import Assignment
from course.publish.variants import code_cells

from .stepper import STEPS

if TYPE_CHECKING:
    from selenium.webdriver.remote.webelement import WebElement

    from .lab import Lab
    from .page import NotebookPage

    Open = Callable[[str], NotebookPage]

LESSON = "lessons/05_accumulation.ipynb"
STEPPER = "lessons/99_stepper.ipynb"
ASSIGNMENT = "05-accumulation.ipynb"
EXERCISE, MISCONCEPTION = "add_contributions", 0

# The pictures that are seen: an SVG of ours that takes room on the page.
PICTURES = """\
return [...arguments[0].querySelectorAll(".jp-OutputArea svg[role=img]")].filter((svg) => {
  const place = svg.getBoundingClientRect();
  return place.width > 100 && place.height > 100 && getComputedStyle(svg).visibility === "visible";
}).length;
"""
HEADINGS = """\
return [...arguments[0].querySelectorAll(".cv-panel>div")]
  .filter((panel) => getComputedStyle(panel).visibility === "visible")
  .map((panel) => panel.querySelector("b").textContent);
"""
# The middle of the button Back or Next: a pseudo-element, which has a place but is no element.
BUTTON = """\
const form = arguments[0].querySelector("form.cv-steps"), place = form.getBoundingClientRect();
for (const input of form.querySelectorAll("input")) {
  const look = getComputedStyle(input, "::after"), px = (name) => parseFloat(look[name]);
  if (!look.content.includes(arguments[1])) continue;
  return [place.left + px("left") + px("width") / 2, place.top + px("top") + px("height") / 2];
}
"""


@pytest.fixture
def notebook(lab: Lab) -> str:
    """A copy of the assignment for one test alone; its path in `work`."""
    folder = next(f for n in count(1) if not (f := lab.work / f"copy-{n}").exists())
    folder.mkdir()
    shutil.copy(lab.work / ASSIGNMENT, folder)
    return f"{folder.name}/{ASSIGNMENT}"


@pytest.fixture
def solved(lab: Lab, notebook: str, accumulation: Assignment) -> str:
    """The same with every solution filled in, not run yet."""
    code = code_cells(accumulation)
    content = nbformat.read(lab.work / notebook, as_version=4)
    for cell in content.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("solution"):
            cell.source = code[marks["grade_id"]]
    nbformat.write(content, lab.work / notebook)
    return notebook


def test_no_menus_for_instructors_and_no_news(lab: Lab, open_notebook: Open) -> None:
    page = open_notebook(ASSIGNMENT)
    menus = page.browser.find_elements("css selector", ".lm-MenuBar-item")
    assert "Nbgrader" not in [menu.text for menu in menus]
    assert not page.browser.find_elements("css selector", ".Toastify__toast")


def test_a_lesson_shows_its_picture_at_once_and_runs(
    lab: Lab, open_notebook: Open, screenshots: Path
) -> None:
    stored = nbformat.read(lab.work / LESSON, as_version=4)
    picture = next(cell.id for cell in stored.cells if "\ngraph(" in cell.source)
    page = open_notebook(LESSON)
    assert page.ask("return cells().every((w) => w.model.trusted)"), "`make lab` trusts lessons"
    assert picture_is_drawn(page, picture), "the stored one"
    page.screenshots(screenshots, "1-lesson-opened")

    before = {cell["id"] for cell in page.outputs() if cell["outputs"]}
    page.run_all()
    after = page.outputs()
    failed = {cell["id"] for cell in after if errors(cell)}
    assert failed == {c["id"] for c in after if "raises-exception" in c["tags"]}
    assert {cell["id"] for cell in after if cell["outputs"]} == before
    assert picture_is_drawn(page, picture)
    page.show(next(cell.id for cell in stored.cells if "\ncurves(" in cell.source))
    page.screenshots(screenshots, "1-lesson-run")


def test_a_lesson_leads_to_its_assignment_and_back(lab: Lab, open_notebook: Open) -> None:
    page = open_notebook(LESSON)
    for here, there in ((LESSON, ASSIGNMENT), (ASSIGNMENT, LESSON)):
        cells = nbformat.read(lab.work / here, as_version=4).cells
        label = f"[{there.removesuffix('.ipynb')}]" if there == ASSIGNMENT else "[lesson 05]"
        cell = next(cell.id for cell in cells if label in cell.source)
        page.find_in(cell, "link text", label.strip("[]")).click()
        page.wait_for(there)


def test_the_stepper_steps_before_and_after_a_run(open_notebook: Open, screenshots: Path) -> None:
    page = open_notebook(STEPPER)
    step_through(page)
    page.run_all()
    step_through(page)
    page.screenshots(screenshots, "2-stepper")


def test_an_untouched_stub_is_called_not_written_yet(
    notebook: str, open_notebook: Open, screenshots: Path
) -> None:
    page = open_notebook(notebook)
    page.run_all()
    checks = {check: page.output(check) for check in check_points(page)}
    assert checks
    for check, text in checks.items():
        assert "is not written yet" in text, check
        assert ": 0 of " in text, check
        assert len(page.show(check).find_elements("css selector", ".jp-OutputArea-child")) == 1
    page.show(check_of(EXERCISE), "center")
    page.screenshots(screenshots, "3-untouched")


def test_a_misconception_that_is_typed_gets_its_hint(
    notebook: str, open_notebook: Open, accumulation: Assignment, screenshots: Path
) -> None:
    wrong = accumulation.exercises[EXERCISE].wrongs[MISCONCEPTION]
    page = open_notebook(notebook)
    page.run("given-engine")
    page.type(cell_of(EXERCISE), wrong.code)
    page.run_selected()
    page.run_selected()  # the check, which is selected now
    text = page.output(check_of(EXERCISE))
    assert wrong.hint.replace("`", "") in text
    assert "expected" in text
    page.show(check_of(EXERCISE), "center")
    page.screenshots(screenshots, "4-misconception")


@pytest.mark.long
def test_the_solution_earns_all_points(
    notebook: str, open_notebook: Open, accumulation: Assignment, screenshots: Path
) -> None:
    page = open_notebook(notebook)
    code = code_cells(accumulation)
    for exercise in accumulation.exercises:
        page.paste(cell_of(exercise), code[exercise])
    page.run_all()
    assert_all_points(page)
    page.show(check_of(EXERCISE), "center")
    page.screenshots(screenshots, "5-solution")


@pytest.mark.long
def test_validate_names_the_failing_cells_of_an_untouched_notebook(
    notebook: str, open_notebook: Open, screenshots: Path
) -> None:
    page = open_notebook(notebook)
    checks = check_points(page)
    dialog = page.validate()
    assert dialog.text.count("The following cell failed") == len(checks)
    for check in checks:
        assert page.source(check) in dialog.text
    page.screenshots(screenshots, "6-validate-untouched")


def test_validate_agrees_with_a_solved_notebook(
    solved: str, open_notebook: Open, screenshots: Path
) -> None:
    page = open_notebook(solved)
    assert "Success! Your notebook passes all the tests." in page.validate().text
    page.screenshots(screenshots, "6-validate-solved")


def test_restart_and_run_all_gives_all_points(
    solved: str, open_notebook: Open, screenshots: Path
) -> None:
    page = open_notebook(solved)
    for _ in range(3):
        page.run("given-engine")
    assert counts(page)["given-engine"] == 3
    page.restart_and_run_all()
    assert counts(page)["given-engine"] == 2, "the kernel was restarted: the second cell"
    assert_all_points(page)
    page.screenshots(screenshots, "7-restarted")


# -- helpers ---------------------------------------------------------------------------------------


def cell_of(exercise: str) -> str:
    return exercise.replace("_", "-")


def check_of(exercise: str) -> str:
    return f"check-{cell_of(exercise)}"


def picture_is_drawn(page: NotebookPage, cell: str) -> bool:
    return bool(page.until(
        lambda: page.ask(PICTURES, page.show(cell)) == 1, f"{cell} has a picture"))


def errors(cell: dict[str, list[dict[str, str]]]) -> bool:
    return any(output["output_type"] == "error" for output in cell["outputs"])


def counts(page: NotebookPage) -> dict[str, int]:
    return {cell["id"]: cell["count"] for cell in page.outputs()}


def check_points(page: NotebookPage) -> dict[str, float]:
    """The check cells of the open notebook and the points that they give."""
    script = """\
    const marked = cells().map((w) => [w.model.id, w.model.getMetadata("nbgrader") || {}]);
    return Object.fromEntries(marked.filter(([, m]) => m.grade).map(([id, m]) => [id, m.points]));
    """
    found: dict[str, float] = page.ask(script)
    return found


def assert_all_points(page: NotebookPage) -> None:
    points = check_points(page)
    assert points
    for check, most in points.items():
        assert f": {most:g} of {most:g} point" in page.output(check), check


def step_through(page: NotebookPage) -> None:
    """Three steps on, one back, one on; each time exactly one heading is seen."""
    cell = page.show("stepper")
    seen = [heading(page, cell)]
    for button in ("Next", "Next", "Next", "Back", "Next"):
        click(page, cell, button)
        seen.append(heading(page, cell))
    wanted = ["Before the first step", *(f"Step {n} of {STEPS}" for n in (1, 2, 3, 2, 3))]
    assert [text.partition(":")[0] for text in seen] == wanted


def heading(page: NotebookPage, cell: WebElement) -> str:
    headings = page.ask(HEADINGS, cell)
    assert len(headings) == 1, headings
    return str(headings[0])


def click(page: NotebookPage, cell: WebElement, button: str) -> None:
    from selenium.webdriver import ActionChains

    x, y = page.ask(BUTTON, cell, button)
    chain = ActionChains(page.browser, duration=0)
    chain.w3c_actions.pointer_action.move_to_location(round(x), round(y))
    chain.click().perform()
