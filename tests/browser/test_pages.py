"""The pages that grading writes, opened in a browser: nothing in them runs or fetches."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from nbconvert.filters import markdown2html_mistune

from course.grading.pages.class_report import write_report
from course.grading.pages.feedback import feedback_page
from course.publish.assignment import solution_notebook
from course.publish.source import Assignment
from tests.grading.support.hostile import AWAY, HTML, hostile_notebook, hostile_result
from tests.grading.support.made_up import SLUG, class_results

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

SECONDS = 180
SETTLE = 1.0  # seconds for a page to do what it would


@dataclass
class Elsewhere:
    """An address that pages may try to reach, and what was asked of it."""

    address: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Elsewhere(f"http://127.0.0.1:{server.server_port}/fetched", asked)
        server.shutdown()


def visit(browser: Chrome, page: Path) -> None:
    browser.get(page.as_uri())
    time.sleep(SETTLE)


def until(browser: Chrome, holds: Callable[[], bool]) -> None:
    """Wait until it holds; fail if it does not come to it."""
    from selenium.webdriver.support.wait import WebDriverWait

    WebDriverWait(browser, SECONDS, 0.1).until(lambda _: holds())


def owned(browser: Chrome) -> bool:
    return bool(browser.execute_script("return window.owned !== undefined"))


def test_the_browser_would_run_and_fetch_it(
    browser: Chrome, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Without protection the same HTML does both: the next tests can fail."""
    page = tmp_path / "page.html"
    page.write_text("\n".join(HTML[:3]).replace(AWAY, elsewhere.address), encoding="utf-8")
    browser.get(page.as_uri())
    until(browser, lambda: owned(browser) and bool(elsewhere.asked))


def test_the_browser_would_run_links_and_fetch_pictures_of_markdown(
    browser: Chrome, tmp_path: Path, elsewhere: Elsewhere
) -> None:
    """Without the sanitiser one click is enough: the tests of formgrader can fail."""
    page = tmp_path / "page.html"
    for text in ("[go](<java&#115;cript&colon;top.owned=1>)", f"!![x]({elsewhere.address})"):
        page.write_text(markdown2html_mistune(text), encoding="utf-8")
        browser.get(page.as_uri())
        browser.execute_script("document.querySelector('a')?.click()")
        until(browser, lambda: owned(browser) or bool(elsewhere.asked))


def test_hostile_feedback_does_nothing(
    browser: Chrome, tmp_path: Path, elsewhere: Elsewhere, screenshots: Path
) -> None:
    from selenium.webdriver.common.by import By

    page = tmp_path / "feedback.html"
    hostile = feedback_page(hostile_result(elsewhere.address), hostile_notebook(elsewhere.address))
    page.write_text(hostile, encoding="utf-8")
    visit(browser, page)
    frames = browser.find_elements(By.TAG_NAME, "iframe")
    assert len(frames) == len(HTML) + 1
    for frame in frames:
        browser.switch_to.frame(frame)
        for link in browser.find_elements(By.ID, "go"):
            link.click()
        browser.switch_to.default_content()
    time.sleep(SETTLE)
    assert browser.current_url == page.as_uri()
    assert not owned(browser)
    assert elsewhere.asked == []
    browser.save_screenshot(str(screenshots / "feedback-hostile.png"))


def test_a_hostile_class_report_does_nothing(
    browser: Chrome, tmp_path: Path, elsewhere: Elsewhere, accumulation: Assignment
) -> None:
    results = [replace(hostile_result(elsewhere.address), student=name)
               for name in ("<script>top.owned=1</script>", "'\"><img src=x onerror=top.owned=1>")]
    write_report(tmp_path / "report.html", results, {SLUG: solution_notebook(accumulation)})
    visit(browser, tmp_path / "report.html")
    assert not owned(browser)
    assert elsewhere.asked == []


def test_the_table_of_submissions_sorts_and_filters(
    browser: Chrome, tmp_path: Path, accumulation: Assignment
) -> None:
    from selenium.webdriver.common.by import By

    results = class_results(20)
    write_report(tmp_path / "report.html", results, {SLUG: solution_notebook(accumulation)})
    visit(browser, tmp_path / "report.html")
    table = browser.find_element(By.CSS_SELECTOR, f"#{SLUG}-all ~ details table.sortable".replace(
        "#0", r"#\30 "))

    def shown() -> list[str]:
        rows = table.find_elements(By.CSS_SELECTOR, "tbody tr")
        return [row.find_element(By.TAG_NAME, "td").text for row in rows if row.is_displayed()]

    score = table.find_elements(By.TAG_NAME, "th")[1]
    for reverse in (False, True):
        score.click()
        scores = {r.student: r.score for r in results}
        assert [scores[name] for name in shown()] == sorted(scores.values(), reverse=reverse)
    field = table.find_element(By.XPATH, "preceding-sibling::input")
    field.send_keys("STUDENT-0003")
    assert shown() == ["student-0003"]


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (1200, "dark"), (360, "light")])
def test_the_report_of_a_large_class_fits_the_screen(
    browser: Chrome, tmp_path: Path, accumulation: Assignment, screenshots: Path,
    width: int, scheme: str,
) -> None:
    write_report(tmp_path / "report.html", class_results(300),
                 {SLUG: solution_notebook(accumulation)})
    screen = {"width": width, "height": 1400, "deviceScaleFactor": 1, "mobile": width < 500}
    theme = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", theme)
    try:
        browser.get((tmp_path / "report.html").as_uri())
        browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = 1")
        root = "document.documentElement"
        assert browser.execute_script(f"return {root}.scrollWidth") <= width
        dark = browser.execute_script(f"return matchMedia('(prefers-color-scheme: {scheme})')"
                                      ".matches")
        assert dark
        browser.save_screenshot(str(screenshots / f"report-{width}-{scheme}.png"))
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
