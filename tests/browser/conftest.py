"""One JupyterLab and one Chromium for the tests of this folder that run in one process.

They end with the last of these tests: others look for processes that were left behind.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .chromium import programs, started

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

    from .lab import Lab
    from .page import NotebookPage

STARTED = time.time()


@pytest.fixture(scope="package")
def browser() -> Iterator[Chrome]:
    with started() as browser:
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
