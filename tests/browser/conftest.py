"""One JupyterLab and one Chromium for the tests of this folder that run in one process.

They end with the last of these tests: others look for processes that were left behind.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from .lab import Lab
    from .page import NotebookPage

STARTED = time.time()
FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--window-size=1280,1400",
]


def programs() -> tuple[str, str]:
    """Chromium and its driver; without them the test is skipped, or fails if REQUIRE_BROWSER=1."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if chromium and driver:
        return chromium, driver
    missing = "chromedriver" if chromium else "Chromium"
    leave_out(f"{missing} was not found: the course was NOT tried in a browser")


def leave_out(why: str) -> NoReturn:
    """Skip a test that lacks something, or fail it if REQUIRE_BROWSER=1."""
    if os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(f"{why}, and REQUIRE_BROWSER=1 asks for it")
    pytest.skip(why)


@contextmanager
def started(flags: list[str]) -> Iterator[Chrome]:
    """A headless Chromium with these flags more, and the clipboard allowed."""
    chromium, driver = programs()
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    options = ChromeOptions()
    options.binary_location = chromium
    options.unhandled_prompt_behavior = "accept"
    for flag in [*FLAGS, *flags]:
        options.add_argument(flag)
    browser = Chrome(options=options, service=Service(driver))
    permissions = {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    browser.execute_cdp_cmd("Browser.grantPermissions", permissions)
    # A page counts as in front of somebody, whatever other windows there are.
    browser.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    browser.set_script_timeout(30)
    try:
        yield browser
    finally:
        browser.quit()


@pytest.fixture(scope="package")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with started([f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"]) as browser:
        yield browser


@pytest.fixture(scope="package")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    programs()
    from .lab import running

    with running(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture
def open_notebook(
    browser: Chrome, lab: Lab, screenshots: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[[str], NotebookPage]]:
    """Opens a notebook of the folder `work`, by its path there. A failure leaves a screenshot."""
    from .page import NotebookPage

    failed_before = request.session.testsfailed
    pages: list[NotebookPage] = []

    def open_it(path: str) -> NotebookPage:
        pages.append(NotebookPage(browser, lab, path))
        return pages[-1]

    yield open_it
    if request.session.testsfailed > failed_before:
        browser.save_screenshot(str(screenshots / f"failed-{request.node.name}.png"))
        browser.get("about:blank")
        lab.end_kernels()
    elif pages:
        pages[-1].close_all()


@pytest.fixture(scope="session")
def screenshots(root: Path) -> Path:
    """The folder of the screenshots, for people to look at; those of earlier runs are deleted."""
    folder = root / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    for picture in folder.glob("*.png"):
        with suppress(FileNotFoundError):  # another process deletes them, too
            if picture.stat().st_mtime < STARTED:  # and puts its own here
                picture.unlink()
    return folder
