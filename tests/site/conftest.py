"""The lab's Python, for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from course.publish.site.lab import build_lab
from course.publish.site.pyodide import PyodideError, verify
from tests.browser.chromium import leave_out, programs, started
from tests.browser.conftest import screenshots

from .served import Site, catching, serving

__all__ = ["screenshots"]


@pytest.fixture(scope="session")
def pyodide(root: Path) -> Path:
    """A folder of Pyodide's genuine files; without them the test is skipped, or fails if
    REQUIRE_BROWSER=1.
    """
    folder = Path(os.environ.get("PYODIDE", root / "build" / "pyodide"))
    try:
        verify(folder)
    except PyodideError as error:
        leave_out(f"the course was NOT tried on Pyodide, which `make pyodide` gathers: {error}")
    return folder


@pytest.fixture(scope="session")
def asked_elsewhere() -> Iterator[tuple[str, list[str]]]:
    """A proxy for all that is not localhost: its address, and what the browser asked it for."""
    programs()
    with catching() as proxy:
        yield proxy


@pytest.fixture(scope="session")
def browser(asked_elsewhere: tuple[str, list[str]]) -> Iterator[Chrome]:
    """Chromium with a new profile."""
    with started(f"--proxy-server={asked_elsewhere[0]}") as chrome:
        yield chrome


@pytest.fixture(scope="session")
def lab_folder(pyodide: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    build_lab(site / "lab", pyodide, print)
    return site


@pytest.fixture(scope="module")
def lab(lab_folder: Path) -> Iterator[Site]:
    with serving(lab_folder) as site:
        yield site
