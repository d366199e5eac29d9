"""The lab in headless Chromium, from localhost: what a learner does there."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome, Keys

from course.publish.source import Assignment
from course.publish.variants import code_cells

from .served import LabPage, Site, assert_it_needs_nothing_else

pytestmark = pytest.mark.slow
LESSON, ASSIGNMENT = "lessons/05_accumulation.ipynb", "05-accumulation.ipynb"
EXERCISE = "add_contributions"
STATUS = "from course.student import status\nprint(repr(status()))"
MEGABYTES = 110


@pytest.fixture(scope="module")
def assignment(lab: Site, browser: Chrome) -> LabPage:
    """The page of an assignment, which several tests use: a kernel starts in ten seconds."""
    return LabPage(browser, lab, ASSIGNMENT)


def test_the_lab_is_small(lab_folder: Path) -> None:
    size = sum(path.stat().st_size for path in lab_folder.rglob("*") if path.is_file())
    print(f"{size / 1e6:.0f} MB")
    assert size < MEGABYTES * 1e6


def test_an_answer_is_checked_and_kept(
    assignment: LabPage, lab: Site, accumulation: Assignment, screenshots: Path
) -> None:
    """A wrong answer gets its hint, the right one its points, and a reload loses nothing."""
    wrong = accumulation.exercises[EXERCISE].wrongs[0]
    right = code_cells(accumulation)[EXERCISE]
    page = assignment
    note = page.show("lab-note").text
    assert "kept in this browser" in note
    assert "File > Download" in note
    assert f"file {ASSIGNMENT}" in note
    page.run("given-engine")
    page.type(cell := EXERCISE.replace("_", "-"), wrong.code)
    page.run_selected()
    page.run_selected()  # the check, which is selected now
    check = f"check-{cell}"
    assert wrong.hint.replace("`", "") in page.output(check)
    page.screenshots(screenshots, "site-misconception")
    page.paste(cell, right)
    page.run_selected()
    page.run_selected()
    points = f"{EXERCISE}: 2 of 2 points"
    assert points in page.output(check)
    page.save()

    page = LabPage(page.browser, lab, ASSIGNMENT)  # in the same window
    assert page.source(cell) == right
    for folder in (".", "lessons"):  # that of an assignment, that of a lesson
        shown = page.answer(f"import os; os.chdir({folder!r})\n{STATUS}")
        row = next(line for line in shown.splitlines() if line.startswith(accumulation.slug))
        assert "1 of 7" in row
        assert "01-tensors  " in shown


def test_download_is_in_the_file_menu(assignment: LabPage) -> None:
    """The note in an assignment sends learners there to hand in."""
    assignment.find(".lm-MenuBar-item", "File").click()
    assert assignment.find(".lm-Menu-itemLabel", "Download")
    assignment.press(Keys.ESCAPE)


def test_an_endless_loop_ends_with_its_sentence(assignment: LabPage) -> None:
    page = assignment
    page.run("given-engine")
    page.paste(cell := EXERCISE.replace("_", "-"),
               f"def {EXERCISE}(contributions):\n    while True:\n        pass")
    page.run_selected()
    page.run_selected()
    assert "did not end in 5 seconds" in page.output(f"check-{cell}")


def test_lesson_and_assignment_lead_to_each_other(lab: Site, browser: Chrome) -> None:
    page = LabPage(browser, lab, LESSON, "lab")
    links = (("cell-33", "05-accumulation", ASSIGNMENT), ("text-01", "lesson 05", LESSON))
    for cell, link, there in links:
        page.find_in(cell, "link text", link).click()
        page.wait_for(there)


def test_nothing_is_missing_or_asked_for_elsewhere(
    lab: Site, asked_elsewhere: tuple[str, list[str]]
) -> None:
    """After all the tests above."""
    assert_it_needs_nothing_else(lab, asked_elsewhere[1])
