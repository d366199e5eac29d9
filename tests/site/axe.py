"""axe-core at work in Chromium: what keeps people with a screen reader or a keyboard out.

    python -m tests.site.axe [SITE]

makes the site and a graded class, opens every page of them, in light and dark, wide and narrow, and
prints what axe finds. With SITE, the folder of a site that is there, it takes that one.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tarfile
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from selenium.webdriver import Chrome

from tests.browser.chromium import started

PACKAGE = "axe-core@4"
ALL_REQUESTS = {"performance": "ALL"}
WIDE, NARROW, HEIGHT = 1280, 390, 1200
LOOKS = ((WIDE, "light"), (WIDE, "dark"), (NARROW, "light"))
RUN = """\
const done = arguments[arguments.length - 1];
axe.run(document, {iframes: false}).then((result) => done(result.violations.flatMap((rule) =>
  rule.nodes.map((node) => [rule.id, rule.help, String(node.target), node.html]))));
"""
# In the lab the course's own are the texts and outputs of its notebooks; JupyterLab drew the rest.
IN_A_NOTEBOOK = """\
const element = document.querySelector(arguments[0]);
return element?.closest(".jp-OutputArea-output, .jp-RenderedMarkdown") != null &&
  !/\\bjp-/.test(element.getAttribute("class"));
"""


@dataclass(frozen=True)
class Finding:
    """Something that axe objects to, and the element where it does."""

    page: str
    rule: str
    help: str
    target: str
    html: str

    def __str__(self) -> str:
        return f"{self.page}: {self.rule}: {self.help}\n    {self.target}\n    {self.html[:200]}"


class Missing(Exception):
    """axe-core could not be had; the message says why."""


def axe_source() -> str:
    """axe-core's script, from npm. Raises Missing."""
    with tempfile.TemporaryDirectory() as scratch:
        command = ["npm", "pack", PACKAGE, "--silent", "--pack-destination", scratch]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=60, cwd=scratch)
        except (OSError, subprocess.SubprocessError) as error:
            raise Missing(f"npm pack {PACKAGE} failed, so axe was NOT tried: {error}") from None
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as package:
            script = package.extractfile("package/axe.min.js")
            assert script is not None
            return script.read().decode("utf-8")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which the files of a folder are served."""
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def look(browser: Chrome, width: int, scheme: str) -> None:
    """Give the window a width and a colour scheme."""
    screen = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": width < 500}
    theme = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", theme)


def findings(browser: Chrome, source: str, page: str) -> list[Finding]:
    """What axe finds on the page that is open."""
    browser.execute_script("for (const d of document.querySelectorAll('details')) d.open = true")
    browser.execute_script(source)
    found: list[Any] = browser.execute_async_script(RUN)
    return [finding for entry in found if not _is_formula(finding := Finding(page, *entry))]


def _is_formula(finding: Finding) -> bool:
    """Whether axe takes a header cell for empty because it does not read MathML."""
    return finding.rule == "empty-table-header" and "<math" in finding.html


def is_ours(browser: Chrome, finding: Finding) -> bool:
    """Whether a finding in the lab is about what the course wrote, and not about JupyterLab."""
    return bool(browser.execute_script(IN_A_NOTEBOOK, finding.target))


def pages(folder: Path) -> list[str]:
    """The pages of a site apart from the lab, or those that grading wrote."""
    found = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.html")))
    return [page for page in found if not page.startswith("lab/")]


def make_site(out: Path) -> None:
    """The site, with the lab if this checkout can make one."""
    lab = importlib.util.find_spec("course.publish.site.lab") is not None
    command = [sys.executable, "-m", "course.cli", "site", "--out", out]
    subprocess.run([*command, *([] if lab else ["--no-lab"])], check=True, capture_output=True)


def grade_class(folder: Path) -> Path:
    """Report and feedback of the class that `course demo` makes up; the folder they are in."""
    command = [sys.executable, "-m", "course.cli", "demo", "--out", folder]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "graded"


def main() -> int:
    source = axe_source()
    with tempfile.TemporaryDirectory() as scratch, started(loggingPrefs=ALL_REQUESTS) as browser:
        site = Path(*sys.argv[1:2]) if sys.argv[1:] else Path(scratch) / "site"
        if not sys.argv[1:]:
            make_site(site)
        total = 0
        for folder in (site, grade_class(Path(scratch) / "demo")):
            names = pages(folder)
            with served(folder) as address:
                seen = [finding for page in names for width, scheme in LOOKS
                        for finding in _seen(browser, source, address, page, width, scheme)]
            for finding in seen:
                print(finding)
            print(f"{len(names)} pages of {folder}, each {len(LOOKS)} times: {len(seen)} findings")
            total += len(seen)
    return 1 if total else 0


def _seen(
    browser: Chrome, source: str, address: str, page: str, width: int, scheme: str
) -> list[Finding]:
    look(browser, width, scheme)
    browser.get(address + page)
    return findings(browser, source, f"{page} ({width} {scheme})")


if __name__ == "__main__":
    sys.exit(main())
