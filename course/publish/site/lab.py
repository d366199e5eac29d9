"""The lab: JupyterLite with the lessons, the assignments, and a Python that has the course."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from course.errors import CourseError
from course.publish.site.lab_notebooks import write_notebooks
from course.publish.site.runtime import LOADED, kernel_extension, write_runtime

NAME = "Autograd course"
TITLE = re.compile(r"<title>[^<]*</title>")
APPS = ("lab", "notebooks", "tree", "edit")
ICONS = ("notebook", "busy-1", "busy-2", "busy-3", "file", "terminal", "console")
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
OVERRIDES: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    "@jupyterlab/apputils-extension:themes": {"adaptive-theme": True},
    # JupyterLite has no File > Download of its own, and it is how one hands in.
    "@jupyterlab/mainmenu-extension:plugin": {"menus": [{"id": "jp-mainmenu-file", "items": [
        {"type": "separator", "rank": 6}, {"command": "docmanager:download", "rank": 6}]}]},
}
# When a cell ends in an error, JupyterLite drops the cells that wait, also if the error is meant:
# `stop_on_error` is then false in the request for the cell, which the kernel still holds.
DROPS_WAITING = re.compile(
    r"(=this\._kernels\.get\((\w+)\);if\(\w+\)return\{id:\w+\.id,name:\w+\.name\};.{0,400}?"
    r'"execute_reply"===\w+\.header\.msg_type&&"error"===\w+\.content\.status)(&&\w+\.cancel\(\))')
UNLESS_MEANT = r"\1&&!1!==this._kernels.get(\2)?.parent?.content?.stop_on_error\3"


class LabError(CourseError):
    """The lab could not be built; the message says why."""


def build_lab(out: Path, pyodide: Path | None, say: Callable[[str], None]) -> None:
    """Write the lab into the folder `out`; `out/lab/index.html?path=...` opens a notebook.

    pyodide: a folder of Pyodide's files, of which all that are needed are copied; None: the
             browser gets them from the CDN, and compares each with its sha256

    Raises LabError, PyodideError if a file of Pyodide differs from the official one, and KitError
    if the course's package cannot be built.
    """
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        say("lab: lessons and assignments")
        write_notebooks(folder / "notebooks")
        (folder / "overrides.json").write_text(json.dumps(OVERRIDES), "utf-8")
        (folder / "jupyter-lite.json").write_text(json.dumps(_settings()), "utf-8")
        say("lab: JupyterLite")
        _run_jupyterlite(folder, out)
    _go_on_after_errors_that_are_meant(out, say)
    _add_icons(out)
    _name_the_pages(out)
    say("lab: Python" + (" from the CDN" if pyodide is None else f" from {pyodide}"))
    write_runtime(out / "pyodide", pyodide)


def _settings() -> dict[str, Any]:
    kernel = {
        "pyodideUrl": "./pyodide/pyodide.js",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": list(LOADED)},
    }
    return {"jupyter-lite-schema-version": 0, "jupyter-config-data": {
        "appName": NAME, "litePluginSettings": {KERNEL: kernel}}}


def _run_jupyterlite(folder: Path, out: Path) -> None:
    command = [sys.executable, "-m", "jupyterlite_core", "build",
               "--lite-dir", str(folder), "--output-dir", str(out.resolve()),
               "--contents", str(folder / "notebooks"), "--settings-overrides", "overrides.json",
               "--no-sourcemaps", "--no-unused-shared-packages",
               *(f"--apps={app}" for app in APPS), "--ignore-sys-prefix",
               f"--LiteBuildConfig.federated_extensions={kernel_extension()}"]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        said = (run.stderr or run.stdout).strip().splitlines()[-5:]
        raise LabError("JupyterLite could not be built:\n" + "\n".join(said))


def _go_on_after_errors_that_are_meant(out: Path, say: Callable[[str], None]) -> None:
    """Let Run All go on after a cell that is marked as ending in an error."""
    changed = 0
    for script in (out / "build").glob("*.js"):
        text, count = DROPS_WAITING.subn(UNLESS_MEANT, script.read_text("utf-8"))
        if count:
            script.write_text(text, "utf-8")
            changed += count
    if changed != 1:
        say("lab: in this version of JupyterLite, Run All stops at cells that end in an error")


def _name_the_pages(out: Path) -> None:
    """Give the browser's tabs the name of the course instead of JupyterLite's."""
    for app in APPS:
        page = out / app / "index.html"
        page.write_text(TITLE.sub(f"<title>{NAME}</title>", page.read_text("utf-8")), "utf-8")


def _add_icons(out: Path) -> None:
    """Put the icons in place that the page asks for, and that JupyterLite leaves out."""
    icons = out / "static" / "favicons"
    icons.mkdir(parents=True)
    for state in ICONS:
        shutil.copyfile(out / "lab" / "favicon.ico", icons / f"favicon-{state}.ico")
