"""The lab in headless Chromium, from localhost: what a learner does there."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import pytest
from selenium.webdriver import Chrome

from course.publish.site import runtime
from course.publish.site.lab import build_lab
from course.publish.site.lab_notebooks import for_the_lab
from course.publish.site.pyodide import CORE, LOCK
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells

from .notebooks import code_of, lessons, solutions
from .served import LabPage, Site, serving
from .test_node import CHECK_SECONDS, text

pytestmark = pytest.mark.slow
LESSON, ASSIGNMENT = "lessons/05_accumulation.ipynb", "05-accumulation.ipynb"
FIRST = "lessons/01_tensors.ipynb"
EXERCISE = "add_contributions"
STATUS = "from course.student import status\nprint(repr(status()))"
USABLE_SECONDS = 30
MEGABYTES = 110
# What Chromium asks for of its own accord, on an empty page too.
CHROMIUMS_OWN = {
    "accounts.google.com", "clients2.google.com", "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com", "start.duckduckgo.com", "update.googleapis.com"}
# Gets a file of Pyodide in a worker, as the kernel does; what became of it.
GET = """\
const [name, done] = arguments, folder = new URL("pyodide/", location.href).href;
const code = `importScripts("${folder}pyodide.js");
fetch("${folder}${name}").then((found) => found.arrayBuffer()).then(
  () => postMessage("taken"), (error) => postMessage(String(error)));`;
const worker = new Worker(URL.createObjectURL(new Blob([code])));
worker.onerror = (event) => done(event.message);
worker.onmessage = (event) => { worker.terminate(); done(event.data); };
"""


@pytest.fixture(scope="module")
def folder(pyodide: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    build_lab(site / "lab", pyodide, print)
    return site


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with serving(folder) as site:
        yield site


def test_the_lab_is_small(folder: Path) -> None:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{size / 1e6:.0f} MB")
    assert size < MEGABYTES * 1e6


def test_the_first_lesson_is_soon_usable_and_runs_to_its_end(
    site: Site, browser: Chrome, screenshots: Path
) -> None:
    started = time.monotonic()
    page = LabPage(browser, site, FIRST)
    page.run("cell-02")
    seconds = time.monotonic() - started
    print(f"first lesson usable after {seconds:.1f} s")
    assert seconds < USABLE_SECONDS
    run_to_the_end(page, FIRST)
    page.screenshots(screenshots, "site-lesson")


def run_to_the_end(page: LabPage, path: str) -> None:
    """Every cell has run, also those below an error, and put out what is stored."""
    page.run_all()
    cells = {cell["id"]: cell for cell in page.outputs()}
    for stored in code_of(ROOT / "course" / path):
        cell = cells[stored.id]
        assert cell["count"], stored.source
        if "nbval-skip" not in cell["tags"]:
            assert [text(o) for o in cell["outputs"]] == [text(o) for o in stored.outputs], (
                stored.source)


@pytest.fixture(scope="module")
def any_notebook(site: Site, browser: Chrome) -> LabPage:
    """A page of the lab with a kernel that all notebooks use: a start takes ten seconds."""
    return LabPage(browser, site, FIRST)


@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_a_lesson_runs_to_its_end(any_notebook: LabPage, path: Path) -> None:
    any_notebook.put_in(any_notebook.stored(f"lessons/{path.name}"))
    run_to_the_end(any_notebook, f"lessons/{path.name}")


@pytest.mark.parametrize("path", solutions(), ids=lambda path: path.stem)
def test_a_solved_assignment_earns_all_points(any_notebook: LabPage, path: Path) -> None:
    """The site holds no solutions: the test puts them into the page."""
    any_notebook.put_in(for_the_lab(json.loads(path.read_bytes()), path.name))
    any_notebook.run_all()
    cells = {cell["id"]: cell for cell in any_notebook.outputs()}
    for solved in code_of(path):
        outputs, marks = cells[solved.id]["outputs"], solved.metadata.get("nbgrader", {})
        assert cells[solved.id]["count"], solved.source
        assert not [o for o in outputs if o["output_type"] == "error"], solved.source
        if marks.get("grade"):
            assert float(outputs[-1]["data"]["text/plain"]) == marks["points"], solved.source


def test_stored_pictures_are_seen_before_a_cell_runs(site: Site, browser: Chrome) -> None:
    page = LabPage(browser, site, LESSON)
    picture = next(c.id for c in code_of(ROOT / "course" / LESSON) if "\ngraph(" in c.source)
    assert page.ask("return cells().every((w) => w.model.trusted)")
    assert page.show(picture).find_elements("css selector", ".jp-OutputArea svg[role=img]")
    run_to_the_end(page, LESSON)


def test_an_answer_is_checked_and_kept(
    site: Site, browser: Chrome, accumulation: Assignment, screenshots: Path
) -> None:
    """A wrong answer gets its hint, the right one its points, and a reload loses nothing."""
    wrong = accumulation.exercises[EXERCISE].wrongs[0]
    right = code_cells(accumulation)[EXERCISE]
    page = LabPage(browser, site, ASSIGNMENT)
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

    page = LabPage(browser, site, ASSIGNMENT)
    assert page.source(cell) == right
    for folder in (".", "lessons"):  # that of an assignment, that of a lesson
        shown = page.answer(f"import os; os.chdir({folder!r})\n{STATUS}")
        row = next(line for line in shown.splitlines() if line.startswith(accumulation.slug))
        assert "1 of 7" in row
        assert "01-tensors  " in shown


def test_download_is_in_the_file_menu(site: Site, browser: Chrome) -> None:
    """The note in an assignment sends learners there to hand in."""
    LabPage(browser, site, ASSIGNMENT)
    browser.find_element("xpath", "//div[text()='File']").click()
    labels = [label.text for label in browser.find_elements("css selector", ".lm-Menu-itemLabel")]
    assert "Download" in labels


def test_an_endless_loop_ends_with_its_sentence(site: Site, browser: Chrome) -> None:
    page = LabPage(browser, site, ASSIGNMENT)
    page.run("given-engine")
    page.paste(cell := EXERCISE.replace("_", "-"),
               f"def {EXERCISE}(contributions):\n    while True:\n        pass")
    page.run_selected()
    page.run_selected()
    assert "did not end in 5 seconds" in page.output(f"check-{cell}")


def test_a_check_answers_within_a_second(
    site: Site, browser: Chrome, accumulation: Assignment
) -> None:
    page = LabPage(browser, site, ASSIGNMENT)
    for code in ["from course.checks import check", *code_cells(accumulation).values()]:
        page.execute(code)
    seconds = [page.execute(f"check({accumulation.slug!r}, {exercise!r})")
               for exercise in accumulation.exercises]
    print(f"{len(seconds)} checks, median {median(seconds):.3f} s, longest {max(seconds):.2f} s")
    assert median(seconds) < CHECK_SECONDS


def test_lesson_and_assignment_lead_to_each_other(site: Site, browser: Chrome) -> None:
    page = LabPage(browser, site, LESSON, "lab")
    links = (("cell-33", "05-accumulation", ASSIGNMENT), ("text-01", "lesson 05", LESSON))
    for cell, link, there in links:
        page.show(cell).find_element("link text", link).click()
        page.until(lambda there=there: page.ask("return panel.context?.path") == there,
                   f"a click on {link} opens {there}")


@pytest.fixture(scope="module")
def from_cdn(
    folder: Path, pyodide: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Path]]:
    """The lab without Pyodide's files, and the folder of what serves as the CDN."""
    other = tmp_path_factory.mktemp("from-cdn")
    shutil.copytree(pyodide, cdn := other / "cdn")
    shutil.copytree(folder, other / "site", ignore=shutil.ignore_patterns("pyodide"))
    with serving(cdn) as source, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "CDN", f"{source.address}/")
        runtime.write_runtime(other / "site" / "lab" / "pyodide", None)
        with serving(other / "site") as site:
            yield site, cdn


def test_python_comes_from_the_cdn(from_cdn: tuple[Site, Path], browser: Chrome) -> None:
    page = LabPage(browser, from_cdn[0], LESSON)
    run_to_the_end(page, LESSON)
    names = {path.rpartition("/")[2].partition("?")[0] for _, path in from_cdn[0].answers}
    assert not names & {"pyodide.asm.wasm", "python_stdlib.zip"}


@pytest.mark.parametrize("name", sorted(CORE.keys() - {LOCK}))
def test_a_changed_file_of_the_cdn_is_refused(
    from_cdn: tuple[Site, Path], browser: Chrome, name: str
) -> None:
    site, cdn = from_cdn

    def what_became_of_it() -> str:
        browser.execute_cdp_cmd("Network.clearBrowserCache", {})
        return str(browser.execute_async_script(GET, name))

    browser.get(f"{site.address}/lab/overrides.json")
    assert what_became_of_it() == "taken"
    genuine = (cdn / name).read_bytes()
    (cdn / name).write_bytes(genuine + b" ")
    assert "Failed to fetch" in what_became_of_it()
    (cdn / name).write_bytes(genuine)


def test_nothing_is_missing_or_asked_for_elsewhere(
    site: Site, asked_elsewhere: tuple[str, list[str]]
) -> None:
    """After all the tests above."""
    assert site.answers
    assert [path for path in site.missing if path.startswith("/lab/")] == []
    hosts = {urlsplit(asked if "://" in asked else f"//{asked}").hostname
             for asked in asked_elsewhere[1]}
    assert hosts <= CHROMIUMS_OWN
