"""`course site`: pages and lab in one static folder, which any web server can serve."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

from course.errors import CourseError
from course.publish.site.links import Links
from course.publish.site.pages import build_pages
from course.publish.source import ROOT
from course.settings import course_settings

# GitHub Pages would leave out the folders that begin with _; and it marks a folder as ours.
MARK = ".nojekyll"


class SiteError(CourseError):
    """The site could not be made; the message says why."""


def build_site(
    out: Path, pyodide: Path | None, lab: bool, say: Callable[[str], None]
) -> None:
    """Make the site in the folder `out`, anew. `say` gets a line for each step.

    pyodide  a folder with Pyodide, to be copied into the site; None to load it from its CDN
    lab      False leaves the lab out

    Raises SiteError if `out` holds something else, and the CourseErrors of its parts.
    """
    started = time.perf_counter()
    _empty(out)
    links = Links(course_settings(ROOT), lab)
    say("Making the pages from docs and lessons ...")
    build_pages(out, links)
    if lab:
        _add_lab(out / "lab", pyodide, say)
    seconds = time.perf_counter() - started
    say(f"{out}: {size(out) / 1e6:.1f} MB, made in {seconds:.0f} s. To look at it, run")
    say(f"    python -m http.server --directory {out}")
    say("and open http://localhost:8000")
    if links.settings.repository is None:
        say("Without a repository in course.toml the pages have no links to Colab and to the code.")


def _add_lab(out: Path, pyodide: Path | None, say: Callable[[str], None]) -> None:
    from course.publish.site.lab import build_lab

    say("Making the lab ...")
    build_lab(out, pyodide, say)
    shutil.copyfile(out / "lab" / "favicon.ico", out.parent / "favicon.ico")  # asked for unnamed


def size(folder: Path) -> int:
    """The bytes of all files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _empty(out: Path) -> None:
    """Make an empty folder, in place of an earlier site if there is one."""
    if out.exists() and not (out / MARK).exists() and any(out.iterdir()):
        raise SiteError(f"{out} holds something else than a site; name another folder with --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARK).touch()
