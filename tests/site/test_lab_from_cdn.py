"""The lab without Pyodide's files: they come from its CDN, each with the right digest."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from course.publish.site import runtime
from course.publish.site.pyodide import CORE, LOCK

from .served import LabPage, Site, run_to_the_end, serving

pytestmark = [pytest.mark.slow, pytest.mark.long]
LESSON = "lessons/05_accumulation.ipynb"
# Gets a file of Pyodide in a worker, as the kernel does; what became of it.
GET = """\
const [name, done] = arguments, folder = new URL("pyodide/", location.href).href;
const code = `importScripts("${folder}pyodide.js");
fetch("${folder}${name}").then((found) => found.arrayBuffer()).then(
  () => postMessage("taken"), (error) => postMessage(String(error)));`;
const worker = new Worker(URL.createObjectURL(new Blob([code])));
worker.onerror = (event) => done(event.message);
worker.onmessage = (event) => { worker.terminate(); done(event.data); };
"""


@pytest.fixture(scope="module")
def from_cdn(
    lab_folder: Path, pyodide: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, Path]]:
    """The lab without Pyodide's files, and the folder of what serves as the CDN."""
    other = tmp_path_factory.mktemp("from-cdn")
    shutil.copytree(pyodide, cdn := other / "cdn")
    shutil.copytree(lab_folder, other / "site", ignore=shutil.ignore_patterns("pyodide"))
    with serving(cdn) as source, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runtime, "CDN", f"{source.address}/")
        runtime.write_runtime(other / "site" / "lab" / "pyodide", None)
        with serving(other / "site") as site:
            yield site, cdn


def test_python_comes_from_the_cdn(from_cdn: tuple[Site, Path], browser: Chrome) -> None:
    page = LabPage(browser, from_cdn[0], LESSON)
    run_to_the_end(page, LESSON)
    names = {path.rpartition("/")[2].partition("?")[0] for _, path in from_cdn[0].answers}
    assert not names & {"pyodide.asm.wasm", "python_stdlib.zip"}


@pytest.mark.parametrize("name", sorted(CORE.keys() - {LOCK}))
def test_a_changed_file_of_the_cdn_is_refused(
    from_cdn: tuple[Site, Path], browser: Chrome, name: str
) -> None:
    site, cdn = from_cdn

    def what_became_of_it() -> str:
        browser.execute_cdp_cmd("Network.clearBrowserCache", {})
        return str(browser.execute_async_script(GET, name))

    browser.get(f"{site.address}/lab/overrides.json")
    assert what_became_of_it() == "taken"
    genuine = (cdn / name).read_bytes()
    (cdn / name).write_bytes(genuine + b" ")
    assert "Failed to fetch" in what_became_of_it()
    (cdn / name).write_bytes(genuine)
