"""The two pictures of the README, taken from the running product: `make pictures`.

The stepper is a cell of a lesson, in JupyterLab as `make lab` starts it. The report is what
`course grade` writes about a made-up class of 40.
"""

from __future__ import annotations

import base64
import random
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from selenium.webdriver import Chrome
from selenium.webdriver.remote.webelement import WebElement

from course.publish.assignment import notebook_bytes, release_notebook, solution_notebook
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS

from .chromium import started
from .lab import running
from .page import NotebookPage

PICTURES = ROOT / "docs" / "pictures"
HEIGHT, SCALE, MARGIN = 1400, 2, 12
LAB_WIDTH, REPORT_WIDTH = 870, 720
LESSON, SHOWN, STEP = "lessons/04_backward.ipynb", "backward_steps(result, ", 4
SLUG, STUDENTS, MISCONCEPTIONS = "05-accumulation", 40, 3

# A cell that is selected would have a toolbar and a blue bar.
SELECT_ANOTHER = "panel.content.activeCellIndex = 0; document.activeElement.blur();"
BOX = """\
const box = arguments[0].getBoundingClientRect();
return [box.left + scrollX, box.top + scrollY, box.right + scrollX, box.bottom + scrollY];
"""


def main() -> None:
    """Take both pictures and print their names."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, started("--hide-scrollbars") as browser:
        stepper(browser, Path(scratch), PICTURES / "stepper.png")
        report(browser, Path(scratch), PICTURES / "report.png")


def resize(browser: Chrome, width: int) -> None:
    """Make the window `width` wide, with SCALE dots to the pixel."""
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": HEIGHT, "deviceScaleFactor": SCALE, "mobile": False})


def stepper(browser: Chrome, scratch: Path, path: Path) -> None:
    """A backward pass in a lesson, a few steps on."""
    resize(browser, LAB_WIDTH)
    with running(scratch / "lab") as lab:
        page = NotebookPage(browser, lab, LESSON)
        find = "return cells().find((w) => w.model.sharedModel.source.includes(arguments[0]))"
        cell = page.show(page.ask(f"{find}.model.id", SHOWN))
        page.ask("arguments[0].querySelectorAll('form.cv-steps input')[arguments[1]].click()",
                 cell, STEP)
        page.ask(SELECT_ANOTHER)
        parts = (".jp-InputArea", "form.cv-steps")
        take(browser, [cell.find_element("css selector", part) for part in parts], path)


def report(browser: Chrome, scratch: Path, path: Path) -> None:
    """Scores, and what most of the class misunderstands."""
    make_class(scratch / "submitted")
    graded = scratch / "graded"
    subprocess.run([sys.executable, "-m", "course.cli", "grade", SLUG, "--submitted",
                    scratch / "submitted", "--out", graded], check=True)
    resize(browser, REPORT_WIDTH)
    browser.get((graded / "report.html").as_uri())
    title = browser.find_element("id", SLUG)
    items = browser.find_elements("css selector", ".item")
    take(browser, [title, *items[:MISCONCEPTIONS]], path)


def make_class(submitted: Path) -> None:
    """Submissions of a class to which some exercises are harder than others."""
    draw = random.Random(SLUG)
    assignment = ASSIGNMENTS[SLUG]
    hard = {name: draw.uniform(0.05, 0.35) for name in assignment.exercises}
    for number in range(1, STUDENTS + 1):
        target = submitted / f"student-{number:02}" / SLUG
        target.mkdir(parents=True)
        (target / f"{SLUG}.ipynb").write_bytes(_answers(assignment, hard, draw))


def _answers(assignment: Assignment, hard: dict[str, float], draw: random.Random) -> bytes:
    """A notebook: each answer is wrong as often as `hard` says, the last ones may be unwritten."""
    written = draw.choice([4, 5, 6, 7, 7, 7, 7, 7, 7])
    code = code_cells(assignment, {
        name: draw.choices(exercise.wrongs[:3], weights=[6, 2, 1])[0].code
        for name, exercise in assignment.exercises.items() if draw.random() < hard[name]})
    answered = {name: code[name] for name in list(assignment.exercises)[:written]}
    notebook = release_notebook(solution_notebook(assignment))
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cell.source = answered.get(name, cell.source)
    return notebook_bytes(notebook)


def take(browser: Chrome, elements: list[WebElement], path: Path) -> None:
    """The part of the page that holds the elements, as a PNG of at most 256 colours."""
    boxes = [browser.execute_script(BOX, element) for element in elements]
    left, top = (min(box[side] for box in boxes) - MARGIN for side in (0, 1))
    right, bottom = (max(box[side] for box in boxes) + MARGIN for side in (2, 3))
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top, "scale": 1}
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {
        "format": "png", "clip": clip, "captureBeyondViewport": True})
    image = Image.open(BytesIO(base64.b64decode(shot["data"])))
    image.convert("RGB").quantize(256).save(path, optimize=True)
    print(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
