"""The lab in headless Chromium, from localhost: what a learner does there."""

from __future__ import annotations

from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells

from .notebooks import code_of
from .served import LabPage, Site, assert_it_needs_nothing_else, run_to_the_end

pytestmark = pytest.mark.slow
LESSON, ASSIGNMENT = "lessons/05_accumulation.ipynb", "05-accumulation.ipynb"
FIRST = "lessons/01_tensors.ipynb"
EXERCISE = "add_contributions"
STATUS = "from course.student import status\nprint(repr(status()))"
MEGABYTES = 110


def test_the_lab_is_small(lab_folder: Path) -> None:
    size = sum(path.stat().st_size for path in lab_folder.rglob("*") if path.is_file())
    print(f"{size / 1e6:.0f} MB")
    assert size < MEGABYTES * 1e6


def test_the_first_lesson_runs_to_its_end(
    lab: Site, browser: Chrome, screenshots: Path
) -> None:
    page = LabPage(browser, lab, FIRST)
    run_to_the_end(page, FIRST)
    page.screenshots(screenshots, "site-lesson")


def test_stored_pictures_are_seen_before_a_cell_runs(lab: Site, browser: Chrome) -> None:
    page = LabPage(browser, lab, LESSON)
    picture = next(c.id for c in code_of(ROOT / "course" / LESSON) if "\ngraph(" in c.source)
    assert page.ask("return cells().every((w) => w.model.trusted)")
    assert page.show(picture).find_elements("css selector", ".jp-OutputArea svg[role=img]")


def test_an_answer_is_checked_and_kept(
    lab: Site, browser: Chrome, accumulation: Assignment, screenshots: Path
) -> None:
    """A wrong answer gets its hint, the right one its points, and a reload loses nothing."""
    wrong = accumulation.exercises[EXERCISE].wrongs[0]
    right = code_cells(accumulation)[EXERCISE]
    page = LabPage(browser, lab, ASSIGNMENT)
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

    page = LabPage(browser, lab, ASSIGNMENT)
    assert page.source(cell) == right
    for folder in (".", "lessons"):  # that of an assignment, that of a lesson
        shown = page.answer(f"import os; os.chdir({folder!r})\n{STATUS}")
        row = next(line for line in shown.splitlines() if line.startswith(accumulation.slug))
        assert "1 of 7" in row
        assert "01-tensors  " in shown


def test_download_is_in_the_file_menu(lab: Site, browser: Chrome) -> None:
    """The note in an assignment sends learners there to hand in."""
    LabPage(browser, lab, ASSIGNMENT)
    browser.find_element("xpath", "//div[text()='File']").click()
    labels = [label.text for label in browser.find_elements("css selector", ".lm-Menu-itemLabel")]
    assert "Download" in labels


def test_an_endless_loop_ends_with_its_sentence(lab: Site, browser: Chrome) -> None:
    page = LabPage(browser, lab, ASSIGNMENT)
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
        page.show(cell).find_element("link text", link).click()
        page.until(lambda there=there: page.ask("return panel.context?.path") == there,
                   f"a click on {link} opens {there}")


def test_nothing_is_missing_or_asked_for_elsewhere(
    lab: Site, asked_elsewhere: tuple[str, list[str]]
) -> None:
    """After all the tests above."""
    assert_it_needs_nothing_else(lab, asked_elsewhere[1])
