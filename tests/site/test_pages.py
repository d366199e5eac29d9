"""The built site in Chromium: its links, its width, its requests, and what axe says about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest

from course.commands.support.sample_class import make_class
from course.grading.grade import grade
from course.publish.source import Assignment
from tests.browser.chromium import programs, started

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

pytestmark = pytest.mark.slow

SAMPLE = ["index.html", "search.html", "lessons/04_backward.html",
          "lessons/06_vector_backward.html", "docs/instructors.html"]
SAMPLE_STUDENTS = ("several-misconceptions", "all-solved", "broken-json", "ends-the-process",
                   "handed-in-nothing")
LAB = "lab/notebooks/index.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from .axe import make_site

    out = tmp_path_factory.mktemp("pages") / "site"
    make_site(out)
    return out


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    from .axe import served

    with served(site) as address:
        yield address


@pytest.fixture(scope="module")
def chrome() -> Iterator[Chrome]:
    programs()
    from .axe import ALL_REQUESTS

    with started(loggingPrefs=ALL_REQUESTS) as browser:
        yield browser


@pytest.fixture(scope="module")
def source() -> str:
    from .axe import Missing, axe_source

    try:
        return axe_source()
    except Missing as missing:
        pytest.skip(str(missing))


# -- links -----------------------------------------------------------------------------------------


class Page(HTMLParser):
    """A page's links, its anchors, and its pictures without a text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.mute: list[str] = []
        self.description = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        known = dict(attributes)
        self.links += [link for name in ("href", "src") if (link := known.get(name))]
        self.ids |= {name for key in ("id", "name") if (name := known.get(key))}
        if tag == "img" and not known.get("alt"):
            self.mute.append(str(known.get("src")))
        if tag == "meta" and known.get("name") == "description":
            self.description = str(known.get("content"))


@pytest.fixture(scope="module")
def read(site: Path) -> dict[Path, Page]:
    from .axe import pages

    return {(site / name).resolve(): Page(site / name) for name in pages(site)}


def test_no_link_is_broken(site: Path, read: dict[Path, Page]) -> None:
    checked = 0
    for path, page in read.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            checked += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), f"{path}: {link}"
            assert target.is_relative_to(site.resolve()), f"{path}: {link}"
            if parts.fragment and target in read:
                drawn = parts.fragment.startswith("svg-")
                assert drawn or unquote(parts.fragment) in read[target].ids, f"{path}: {link}"
            if target == site.resolve() / LAB:
                notebook = parts.query.removeprefix("path=")
                assert list((site / "lab").rglob(unquote(notebook))), f"{path}: {link}"
    assert checked > 500


def test_each_page_has_a_description_and_each_picture_a_text(read: dict[Path, Page]) -> None:
    for path, page in read.items():
        assert path.name == "search.html" or len(page.description) > 40, path
        assert not page.mute, path


# -- in the browser --------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page", SAMPLE)
def test_axe_finds_nothing_on_a_page(
    chrome: Chrome, address: str, source: str, page: str, scheme: str
) -> None:
    from .axe import WIDE, findings, look

    look(chrome, WIDE, scheme)
    chrome.get(address + page)
    assert not list(map(str, findings(chrome, source, page)))


@pytest.mark.parametrize("page", SAMPLE)
def test_a_page_fits_a_telephone(
    chrome: Chrome, address: str, source: str, page: str
) -> None:
    from .axe import NARROW, findings, look

    look(chrome, NARROW, "light")
    chrome.get(address + page)
    width = chrome.execute_script("return document.documentElement.scrollWidth")
    assert width <= NARROW
    assert not list(map(str, findings(chrome, source, page)))


def test_no_page_asks_another_host_for_anything(chrome: Chrome, site: Path, address: str) -> None:
    from .axe import pages

    chrome.get_log("performance")
    for page in pages(site):
        chrome.get(address + page)
    messages = (json.loads(entry["message"])["message"] for entry in chrome.get_log("performance"))
    asked = [message["params"]["request"]["url"] for message in messages
             if message["method"] == "Network.requestWillBeSent"]
    assert len(asked) > 100
    assert not [url for url in asked if not url.startswith((address, "data:"))]


def test_the_search_works_without_a_server_side(chrome: Chrome, address: str) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.wait import WebDriverWait

    from .axe import WIDE, look

    look(chrome, WIDE, "light")
    chrome.get(f"{address}index.html")
    field = chrome.find_element(By.CSS_SELECTOR, "input.sidebar-search")
    field.send_keys("momentum")
    field.submit()
    found = WebDriverWait(chrome, 20).until(
        lambda _: chrome.find_elements(By.CSS_SELECTOR, "#search-results li a"))
    assert any("10_training" in str(link.get_attribute("href")) for link in found)


def test_a_stepper_of_a_lesson_steps(chrome: Chrome, address: str) -> None:
    chrome.get(f"{address}lessons/04_backward.html")
    steps = chrome.find_elements("css selector", "form.cv-steps:first-of-type > input")
    chrome.execute_script("arguments[0].click()", steps[1])
    heads = chrome.find_elements("css selector", "form.cv-steps .cv-panel b")
    assert next(head.text.partition(":")[0] for head in heads if head.is_displayed()) == \
        "Step 1 of 4"


def test_axe_finds_nothing_in_report_and_feedback(
    chrome: Chrome, source: str, tmp_path: Path, accumulation: Assignment
) -> None:
    from .axe import WIDE, findings, look, pages

    make_class(tmp_path / "submitted", accumulation, SAMPLE_STUDENTS)
    grade(tmp_path / "submitted", graded := tmp_path / "graded")
    for page in ["report.html", *[page for page in pages(graded) if "feedback/" in page][:2]]:
        for scheme in ("light", "dark"):
            look(chrome, WIDE, scheme)
            chrome.get((graded / page).as_uri())
            assert not list(map(str, findings(chrome, source, page)))


def test_axe_finds_nothing_of_ours_in_the_lab(
    chrome: Chrome, site: Path, address: str, source: str
) -> None:
    from selenium.webdriver.support.wait import WebDriverWait

    from .axe import WIDE, findings, is_ours, look

    if not (site / LAB).exists():
        pytest.skip("this site has no lab: axe did NOT look at it")
    look(chrome, WIDE, "light")
    notebook = partial(chrome.get, f"{address}{LAB}?path=lessons/04_backward.ipynb")
    for load in (notebook, chrome.refresh):  # a reload comes back to it
        load()
        WebDriverWait(chrome, 60).until(
            lambda _: chrome.find_elements("css selector", ".jp-Notebook .cv-steps"))
    found = findings(chrome, source, LAB)
    ours = [finding for finding in found if is_ours(chrome, finding)]
    for finding in found:
        if finding not in ours:
            print(f"JupyterLab's own: {finding}")
    assert not list(map(str, ours))
