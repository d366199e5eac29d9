"""Formgrader on what `course grade` wrote: a person gives points and a comment, and they last."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from nbgrader.api import Gradebook

from course.cli import main
from course.grading.grade import grade
from course.grading.gradebook.nbgrader_settings import CONFIG, SETTINGS, WRITTEN_HERE
from course.grading.scoring import TO_GRADE_BY_HAND
from course.grading.submission import Result, State
from course.publish.source import ROOT
from tests.grading.support.evasion import HARMLESS, KINDS
from tests.grading.support.hostile import AWAY, HTML, MARKDOWN
from tests.grading.support.own_assignment import SLUG, hand_in, own_root
from tests.grading.test_own_assignment import PICTURE, WRITTEN

from .chromium import programs
from .page import PRELUDE
from .test_pages import SETTLE, Elsewhere, elsewhere, owned

if TYPE_CHECKING:
    from selenium.webdriver import Chrome
    from selenium.webdriver.remote.webelement import WebElement

    from .lab import Lab

__all__ = ["elsewhere", "own_root"]

COMMENT = "Well said, but why *adds*?"
SECONDS = 180


class Formgrader:
    """Formgrader in a browser."""

    def __init__(self, browser: Chrome, lab: Lab) -> None:
        self.browser = browser
        self.lab = lab

    def open(self, path: str) -> None:
        self.browser.get(self.lab.url(path))

    def submission(self, student: str) -> str:
        """The path of a student's submission."""
        listed = self.lab.request("GET", f"formgrader/api/submitted_notebooks/{SLUG}/{SLUG}")
        found = next(notebook["id"] for notebook in listed if notebook["student"] == student)
        return f"formgrader/submissions/{found}/"

    def until(self, holds: Callable[[], Any], what: str) -> Any:
        from selenium.common.exceptions import StaleElementReferenceException
        from selenium.webdriver.support.wait import WebDriverWait

        wait = WebDriverWait(self.browser, SECONDS, 0.1, (StaleElementReferenceException,))
        return wait.until(lambda _: holds(), f"waited {SECONDS} s in vain until {what}")

    def find(self, selector: str, text: str = "") -> WebElement:
        """The first visible element of a selector that has this text."""
        def visible() -> WebElement | None:
            found = self.browser.find_elements("css selector", selector)
            return next((e for e in found if e.is_displayed() and text in e.text), None)

        element: WebElement = self.until(visible, f"{selector} {text} is to be seen")
        return element

    def give(self, cell: str, points: str, comment: str) -> None:
        """Type points and a comment, as a person does, and wait until they are saved."""
        from selenium.webdriver import Keys

        # Until the page has what the gradebook holds, it overwrites what is typed.
        field = self.find(f"input.score.needs_manual_grade[id='{cell}']")
        remark = self.find(f"textarea[id='{cell}-comment'][placeholder]")
        field.send_keys(points, Keys.TAB)
        remark.send_keys(comment, Keys.TAB)
        self.until(lambda: self.saved(cell) == (float(points), comment), "they are saved")

    def saved(self, cell: str) -> tuple[float | None, str | None]:
        """The points and the comment that the gradebook holds for a cell of this submission."""
        shown = self.browser.current_url.partition("/submissions/")[2].partition("/")[0]

        def entry(kind: str) -> dict[str, Any]:
            listed = self.lab.request("GET", f"formgrader/api/{kind}", submission_id=shown)
            return next(e for e in listed if e["name"] == cell)

        return entry("grades")["manual_score"], entry("comments")["manual_comment"]


@pytest.fixture
def submitted(own_root: Path, tmp_path: Path, elsewhere: Elsewhere) -> Path:
    folder = tmp_path / "submitted"
    hand_in(folder, "student-01", {**WRITTEN, "plot": PICTURE})
    hand_in(folder, "student-02", WRITTEN)
    shows = "\n".join(f"display({{'text/html': {html!r}}}, raw=True)" for html in HTML[:-1])
    # Of the links each scheme once: they come in eight forms.
    texts = [text.replace(AWAY, elsewhere.address) for kind, known in KINDS.items()
             for text in (known[::7] if kind == "links" else known)]
    hand_in(folder, "student-03", {
        "explain": MARKDOWN.replace(AWAY, elsewhere.address),
        "plot": shows.replace(AWAY, elsewhere.address)},
        texts=texts)
    hand_in(folder, "student-04", {"explain": HARMLESS[0]}, texts=texts[::3])
    return folder


@pytest.fixture
def formgrader(
    submitted: Path, own_root: Path, tmp_path: Path, browser: Chrome
) -> Iterator[Formgrader]:
    programs()
    from .lab import reviewing

    assert graded(submitted)["student-01"].state is State.NEEDS_REVIEW
    # Settings of an instructor with assignments elsewhere: `course review` leaves them alone.
    own = SETTINGS.replace(str(ROOT), str(own_root)).removeprefix(WRITTEN_HERE)
    (tmp_path / "out" / CONFIG).write_text(own)
    with reviewing(tmp_path / "out", tmp_path) as lab:
        yield Formgrader(browser, lab)
        browser.get("about:blank")


def graded(submitted: Path) -> dict[str, Result]:
    out = submitted.parent / "out"
    return {result.student: result for result in grade(submitted, out, [SLUG], jobs=2)}


def test_points_and_comments_by_hand_last(
    formgrader: Formgrader, submitted: Path, elsewhere: Elsewhere, screenshots: Path
) -> None:
    in_jupyterlab(formgrader, screenshots)
    from_the_class_to_a_submission(formgrader, screenshots)
    formgrader.open(formgrader.submission("student-01"))
    formgrader.give("explain", "3", COMMENT)
    formgrader.browser.save_screenshot(str(screenshots / "formgrader-3-points.png"))
    nothing_of_a_student_runs(formgrader, elsewhere, screenshots)
    nothing_of_a_student_runs_in_jupyterlab(formgrader, elsewhere, screenshots)

    out = submitted.parent / "out"
    stock_autograde_runs_nothing(out)
    exported(out, score=8.5)
    again = graded(submitted)["student-01"]
    assert (again.score, again.state) == (8.5, State.NEEDS_REVIEW)
    assert "To be graded by hand: plot, essay." in again.detail
    page = (out / "feedback" / "student-01" / SLUG / f"{SLUG}.html").read_text()
    assert COMMENT in page
    waiting = sum(e.max_score for e in again.exercises if e.reason == TO_GRADE_BY_HAND)
    assert waiting
    assert f"8.5 of {18 - waiting:g} points so far" in page
    handed_in_anew(submitted)
    course_exported(out, score=8.5)


def in_jupyterlab(formgrader: Formgrader, screenshots: Path) -> None:
    """The menu opens formgrader beside the files; its Manual Grading shows the class."""
    formgrader.open("lab")
    formgrader.find(".lm-MenuBar-item", "Nbgrader").click()
    formgrader.find(".lm-Menu-item", "Formgrader").click()
    formgrader.browser.switch_to.frame(formgrader.find("iframe"))
    formgrader.find("a", "Manual Grading").click()
    shown = formgrader.find("tr", SLUG).text.split()
    assert shown[:3] == [SLUG, "None", "4"], "the assignment, its due date, its submissions"
    formgrader.browser.switch_to.default_content()
    formgrader.browser.save_screenshot(str(screenshots / "formgrader-1-jupyterlab.png"))


def from_the_class_to_a_submission(formgrader: Formgrader, screenshots: Path) -> None:
    formgrader.open("formgrader/gradebook")
    formgrader.find("td a", SLUG).click()
    formgrader.until(lambda: formgrader.browser.current_url.endswith(f"/gradebook/{SLUG}"), "open")
    formgrader.find("td a", SLUG).click()
    formgrader.find("td a", "Submission #3")
    formgrader.browser.save_screenshot(str(screenshots / "formgrader-2-class.png"))
    formgrader.find("td a", "Submission #1").click()
    formgrader.find("input.score")


def nothing_of_a_student_runs(
    formgrader: Formgrader, elsewhere: Elsewhere, screenshots: Path
) -> None:
    formgrader.open(formgrader.submission("student-03"))
    formgrader.find("input.score")
    formgrader.until(
        lambda: formgrader.browser.execute_script("return document.readyState") == "complete",
        "the page is there")
    assert len(formgrader.browser.find_elements("css selector", "iframe[sandbox='']")) \
        == len(HTML) - 1
    assert not owned(formgrader.browser)
    click_links(formgrader.browser, "#notebook-container")
    time.sleep(SETTLE)
    assert not owned(formgrader.browser)
    assert elsewhere.asked == []
    formgrader.browser.save_screenshot(str(screenshots / "formgrader-4-hostile.png"))


def click_links(browser: Chrome, part: str) -> None:
    """Click on all links of a part of a page that do not lead to an address elsewhere."""
    place = browser.current_url
    clicked = browser.execute_script("""
        const links = [...document.querySelectorAll(arguments[0] + " a")]
          .filter((a) => !/^https?:/.test(a.getAttribute("href") || ""));
        links.forEach((a) => { a.removeAttribute("target"); a.click(); });
        return links.map((a) => a.getAttribute("href"));""", part)
    assert browser.current_url.partition("#")[0] == place.partition("#")[0]
    assert all(href.startswith("#") for href in clicked if href), clicked


def nothing_of_a_student_runs_in_jupyterlab(
    formgrader: Formgrader, elsewhere: Elsewhere, screenshots: Path
) -> None:
    browser = formgrader.browser
    formgrader.open(f"lab/tree/autograded/student-04/{SLUG}/{SLUG}.ipynb")
    formgrader.find(".jp-NotebookPanel .jp-MarkdownOutput")
    cells = browser.execute_script(f"{PRELUDE} return panel.content.widgets.length")
    for number in range(0, cells, 5):
        browser.execute_script(
            f"{PRELUDE} panel.content.scrollToItem(arguments[0], 'start')", number)
        time.sleep(0.1)
        click_links(browser, ".jp-MarkdownOutput")
    time.sleep(SETTLE)
    assert not owned(browser)
    browser.save_screenshot(str(screenshots / "formgrader-5-jupyterlab-hostile.png"))
    assert elsewhere.asked == []


def nbgrader(out: Path, *arguments: str) -> int:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run([sys.executable, "-m", "nbgrader", *arguments], cwd=out,
                          env={**os.environ, "PATH": path}, capture_output=True,
                          check=False).returncode


def stock_autograde_runs_nothing(out: Path) -> None:
    before = (out / "autograded" / "student-03" / SLUG / f"{SLUG}.ipynb").read_bytes()
    assert nbgrader(out, "autograde", SLUG, "--force") != 0
    assert (out / "autograded" / "student-03" / SLUG / f"{SLUG}.ipynb").read_bytes() == before


def exported(out: Path, score: float) -> None:
    """nbgrader's export and the course's have the points that were given by hand."""
    assert nbgrader(out, "export", "--to", "exported.csv") == 0
    with (out / "exported.csv").open(newline="") as file:
        rows = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    assert rows["student-01"] == score
    course_exported(out, score)


def course_exported(out: Path, score: float) -> None:
    assert main(["export", "--csv", "--grades", str(out)]) == 0
    assert f"{score:g}" in (out / "scores.csv").read_text()
    with (out / "grades.csv").open(newline="") as file:
        states = {row["student"]: row["status"] for row in csv.DictReader(file)}
    assert states["student-01"] == "needs-review"


def handed_in_anew(submitted: Path) -> None:
    """Points by hand stay when somebody hands in anew, and wait for another look."""
    path = submitted / "student-01" / SLUG / f"{SLUG}.ipynb"
    path.write_text(path.read_text().replace("It **adds** up.", "It adds up."))
    result = graded(submitted)["student-01"]
    explain = next(e for e in result.exercises if e.name == "explain")
    assert (explain.score, explain.needs_review) == (3, True)
    out = submitted.parent / "out"
    with Gradebook(f"sqlite:///{out / 'gradebook.db'}") as book:
        grade = book.find_grade("explain", SLUG, SLUG, "student-01")
        assert (grade.manual_score, grade.needs_manual_grade) == (3, True)
        assert book.find_comment("explain", SLUG, SLUG, "student-01").manual_comment == COMMENT
