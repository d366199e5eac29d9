"""How soon the lab in the browser is usable, how fast a check answers there, and how long it takes
from the package alone to a solved assignment: `make bench-site`.

It needs Chromium, chromedriver, and the browser's Python in build/pyodide (`make pyodide`).
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import pytest

from course.publish.site.lab import build_lab
from course.publish.site.pyodide import PyodideError, verify
from course.publish.source import ROOT
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS
from tests.browser.chromium import started
from tests.site.served import LabPage, Site, catching, serving
from tests.site.test_newcomer import from_package_to_solved

FIRST, ASSIGNMENT = "lessons/01_tensors.ipynb", "05-accumulation.ipynb"
USABLE, CHECK, PACKAGE = 30, 1.0, 120  # the bars, in seconds


def lab_seconds(site: Site) -> tuple[float, list[float]]:
    """Until the first cell of the first lesson has run; and for each check of an assignment."""
    with catching() as (proxy, _), started(f"--proxy-server={proxy}") as browser:
        begin = time.monotonic()
        LabPage(browser, site, FIRST).run("cell-02")
        usable = time.monotonic() - begin
        assignment = ASSIGNMENTS[ASSIGNMENT.removesuffix(".ipynb")]
        page = LabPage(browser, site, ASSIGNMENT)
        for code in ["from course.checks import check", *code_cells(assignment).values()]:
            page.execute(code)
        return usable, [page.execute(f"check({assignment.slug!r}, {exercise!r})")
                        for exercise in assignment.exercises]


def main() -> None:
    """Build the lab, measure, print the figures with their bars."""
    pyodide = Path(os.environ.get("PYODIDE", ROOT / "build" / "pyodide"))
    try:
        verify(pyodide)
    except PyodideError as error:
        sys.exit(f"The lab was not measured: {error}. `make pyodide` gathers what it needs.")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        build_lab(scratch / "site" / "lab", pyodide, print)
        try:
            with serving(scratch / "site") as site:
                usable, checks = lab_seconds(site)
        except pytest.skip.Exception as missing:
            sys.exit(str(missing))
        package = from_package_to_solved(scratch / "newcomer")
    print(f"first lesson usable after {usable:.1f} s   (bar {USABLE})")
    print(f"{len(checks)} checks in Chromium, median {median(checks):.3f} s, longest"
          f" {max(checks):.2f} s   (bar {CHECK:g} for the median)")
    print(f"from the package alone to a solved assignment {package:.0f} s   (bar {PACKAGE})")


if __name__ == "__main__":
    main()
