"""Where the site's links lead, what its pages say, and what a folder must be to hold it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from course.publish.site.build import SiteError, build_site
from course.publish.site.extension import DESCRIPTION, shortened
from course.publish.site.links import DOCS, Links
from course.publish.site.sources import by_door, home, lesson_page, lessons
from course.settings import CourseSettings

ON_GITHUB = CourseSettings("https://github.com/OWNER/NAME", "spring term")
ELSEWHERE = CourseSettings("https://git.school.example/course")
UNKNOWN = CourseSettings()
STEPPER = re.compile(r"aria-label=\"(The backward pass from [^\"]+)\"")
COLAB = "https://colab.research.google.com/github/OWNER/NAME/blob/spring%20term/"


@pytest.mark.parametrize(("written", "shown"), [
    ("[x](students.md)", "[x](students.md)"),
    ("[x](students.md#hand-in)", "[x](students.md#hand-in)"),
    ("[x](#start)", "[x](#start)"),
    ("[x](https://pytorch.org)", "[x](https://pytorch.org)"),
    ("![x](pictures/report.png)", "![x](pictures/report.png)"),
    ("[x](../README.md)", "[x](../index.md)"),
    ("[`x`](../course/lessons/04_backward.ipynb)", "[`x`](../lessons/04_backward.ipynb)"),
    ("a [unit](../CONTRIBUTING.md#adding-a-unit).", "a unit."),
    ("[two\nlines](../Makefile)", "two\nlines"),
    ("`[x](../Makefile)`", "`[x](../Makefile)`"),
    ("```text\n[x](../Makefile)\n```", "```text\n[x](../Makefile)\n```"),
])
def test_links_of_the_docs(written: str, shown: str) -> None:
    assert Links(UNKNOWN, lab=True).of_doc(written) == shown


def test_links_to_the_code_lead_to_the_repository() -> None:
    links = Links(ON_GITHUB, lab=True)
    top = "https://github.com/OWNER/NAME"
    assert links.of_doc("[x](../CONTRIBUTING.md#style)") == \
        f"[x]({top}/blob/spring%20term/CONTRIBUTING.md#style)"
    assert links.of_doc("[x](../autograd_ref)") == f"[x]({top}/tree/spring%20term/autograd_ref)"


@pytest.mark.parametrize(("links", "shown"), [
    (Links(UNKNOWN, lab=True),
     '<a href="../lab/notebooks/index.html?path=01-tensors.ipynb">go</a>'),
    (Links(UNKNOWN, lab=False), "go"),
    (Links(ELSEWHERE, lab=False), "[go](https://git.school.example/course/blob/main/exercises/"
                                  "01-tensors/01-tensors.ipynb)"),
])
def test_links_of_a_lesson_to_its_assignment(links: Links, shown: str) -> None:
    assert links.of_lesson("[go](../01-tensors.ipynb)") == shown


@pytest.mark.parametrize(("settings", "address"), [
    (ON_GITHUB, f"{COLAB}course/lessons/01_tensors.ipynb"),
    (ELSEWHERE, None),
    (UNKNOWN, None),
    (CourseSettings("https://github.com/OWNER"), None),
    (CourseSettings("https://github.com.example/OWNER/NAME"), None),
])
def test_colab_opens_what_is_on_github(settings: CourseSettings, address: str | None) -> None:
    assert Links(settings, lab=True).in_colab("course/lessons/01_tensors.ipynb") == address


def test_a_lesson_has_its_doors() -> None:
    first = lessons()[0]
    both = lesson_page(first, Links(ON_GITHUB, lab=True)).cells[0].source
    assert "?path=lessons/01_tensors.ipynb" in both
    assert f"{COLAB}course/lessons/01_tensors.ipynb" in both
    assert "<a" not in lesson_page(first, Links(UNKNOWN, lab=False)).cells[0].source


def test_each_picture_of_a_lesson_has_a_text() -> None:
    pictures = 0
    for path in lessons():
        for cell in lesson_page(path, Links(UNKNOWN, lab=True)).cells:
            if any("image/png" in output.get("data", {}) for output in cell.get("outputs", ())):
                pictures += 1
                assert len(cell.metadata["mystnb"]["image"]["alt"]) > 40, path
    assert pictures


def test_the_home_page_offers_what_the_site_has() -> None:
    whole, pages_alone = (home(Links(UNKNOWN, lab)) for lab in (True, False))
    assert "lab/notebooks/index.html?path=lessons/01_tensors.ipynb" in whole
    assert "lab/lab" not in pages_alone
    for page in (whole, pages_alone):
        assert all(f"lessons/{path.name}" in page for path in lessons())


def test_each_page_of_the_docs_stands_below_one_door() -> None:
    placed = [name for group in by_door().values() for name in group]
    assert sorted(placed) == sorted(path.stem for path in DOCS.glob("*.md"))
    assert "site" in by_door()["Teach"]


def test_a_description_is_cut_between_words() -> None:
    assert shortened("A short\none.") == "A short one."
    long = shortened("word, " * 100)
    assert len(long) <= DESCRIPTION
    assert long.endswith("word ...")


def test_no_folder_of_something_else_is_emptied(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(SiteError, match="--out"):
        build_site(tmp_path, None, False, print)
    assert (tmp_path / "thesis.txt").exists()


def test_the_steppers_of_a_lesson_have_names_of_their_own() -> None:
    steppers = 0
    for path in lessons():
        shown = [output.get("data", {}).get("text/html", "")
                 for cell in lesson_page(path, Links(UNKNOWN, lab=True)).cells
                 for output in cell.get("outputs", ())]
        labels = STEPPER.findall("".join(shown))
        steppers += len(labels)
        assert len(set(labels)) == len(labels), path
    assert steppers >= 8
