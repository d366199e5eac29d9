"""A built site on localhost, and a note of every request for it and for anything else."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome

from course.publish.source import ROOT
from tests.browser.page import READY, NotebookPage

from .notebooks import code_of, text

START_SECONDS = 180
EXECUTE = """\
const done = arguments[1], started = performance.now();
panel.context.sessionContext.session.kernel.requestExecute({ code: arguments[0] }).done.then(
  () => done((performance.now() - started) / 1000));
"""
ANSWER = """\
const done = arguments[1], said = [];
const asked = panel.context.sessionContext.session.kernel.requestExecute({ code: arguments[0] });
asked.onIOPub = ({ content }) => said.push(content.text ?? content.traceback?.join("\\n") ?? "");
asked.done.then(() => done(said.join("")));
"""
# What a new kernel has not: the names of an earlier notebook, and what the course remembers of it.
BEGIN_ANEW = """\
import sys
get_ipython().reset(new_session=True)
import sys
for name in list(sys.modules):
    if name.partition(".")[0] in ("autograd_ref", "course"):
        del sys.modules[name]
del name, sys
"""
STORED = """\
const [path, done] = arguments;
app.serviceManager.contents.get(path, { content: true }).then((file) => done(file.content));
"""


@dataclass
class Site:
    """The address of a site, and the answers that its server gave: (status, path)."""

    address: str
    answers: list[tuple[int, str]] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        return [path for status, path in self.answers if status >= 400]


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    with _running(partial(_Files, directory=str(folder))) as server:
        server.site = site = Site(f"http://127.0.0.1:{server.server_port}")
        yield site


@contextmanager
def catching() -> Iterator[tuple[str, list[str]]]:
    """A proxy that refuses everything: its address, and what it was asked for."""
    with _running(_Refusal) as server:
        server.asked = []
        yield f"127.0.0.1:{server.server_port}", server.asked


@contextmanager
def _running(handler: Any) -> Iterator[Any]:
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, address: Any) -> None:
        """Say nothing: the browser went away before the answer ended."""


class _Files(SimpleHTTPRequestHandler):
    """The files of a folder; the lab's page then holds its application as `jupyterapp`."""

    protocol_version = "HTTP/1.1"
    server: Any

    def do_GET(self) -> None:
        if self.path.partition("?")[0] != "/lab/jupyter-lite.json":
            super().do_GET()
            return
        settings = json.loads(Path(self.translate_path(self.path)).read_bytes())
        settings["jupyter-config-data"]["exposeAppInBrowser"] = True
        body = json.dumps(settings).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")  # as a CDN does
        super().end_headers()

    def log_request(self, code: Any = "-", size: Any = "-") -> None:
        self.server.site.answers.append((int(code), self.path))

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class _Refusal(SimpleHTTPRequestHandler):
    server: Any

    def _refuse(self) -> None:
        self.server.asked.append(self.path)
        self.send_error(403)

    do_GET = do_POST = do_CONNECT = _refuse

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


class LabPage(NotebookPage):
    """A notebook, open in the lab of a site, its kernel ready."""

    def __init__(self, browser: Chrome, site: Site, path: str, app: str = "notebooks") -> None:
        self.browser = browser
        browser.get(f"{site.address}/lab/{app}/index.html?path={path}")
        self.until(lambda: self.ask(READY, None), f"{path} is open and its kernel is ready",
                   START_SECONDS)

    def until_put_out(self, cell: str, wanted: list[tuple[str, str]]) -> None:
        """Wait until the outputs of a cell are these: kind and text."""
        def put_out() -> list[tuple[str, str]]:
            [found] = [found for found in self.outputs() if found["id"] == cell]
            return [text(output) for output in found["outputs"]]

        with contextlib.suppress(TimeoutException):
            self.until(lambda: put_out() == wanted, "it has put out all", 30)
        assert put_out() == wanted

    def screenshots(self, folder: Path, name: str) -> None:
        """The page as it is, in the theme that it took from the system when it opened."""
        self.browser.save_screenshot(str(folder / f"{name}.png"))

    def execute(self, code: str) -> float:
        """Run code in the notebook's kernel; the seconds until its answer."""
        return float(self.ask_later(EXECUTE, code))

    def answer(self, code: str) -> str:
        """What code prints in the notebook's kernel."""
        return str(self.ask_later(ANSWER, code))

    def stored(self, path: str) -> dict[str, Any]:
        """A notebook as the lab's file list holds it."""
        content: dict[str, Any] = self.ask_later(STORED, path)
        return content

    def put_in(self, notebook: dict[str, Any]) -> None:
        """Put another notebook in the place of the one that is open, and begin anew."""
        self.execute(BEGIN_ANEW)
        self.ask("panel.context.model.fromJSON(arguments[0])", notebook)

    def save(self) -> None:
        """Press Ctrl+S."""
        from selenium.webdriver import Keys

        self.press(Keys.CONTROL, "s")
        self.until(lambda: self.ask("return !panel.context.model.dirty"), "the notebook is saved")


# What Chromium asks for of its own accord, on an empty page too.
CHROMIUMS_OWN = {
    "accounts.google.com", "clients2.google.com", "content-autofill.googleapis.com",
    "optimizationguide-pa.googleapis.com", "start.duckduckgo.com", "update.googleapis.com"}


def assert_it_needs_nothing_else(site: Site, asked_elsewhere: list[str]) -> None:
    """Every file of the lab was there, and no other host was asked for anything."""
    assert site.answers
    assert [path for path in site.missing if path.startswith("/lab/")] == []
    hosts = {urlsplit(asked if "://" in asked else f"//{asked}").hostname
             for asked in asked_elsewhere}
    assert hosts <= CHROMIUMS_OWN


def run_to_the_end(page: LabPage, path: str) -> None:
    """Every cell has run, also those below an error, and put out what is stored."""
    page.run_all()
    cells = {cell["id"]: cell for cell in page.outputs()}
    for stored in code_of(ROOT / "course" / path):
        cell = cells[stored.id]
        assert cell["count"], stored.source
        if "nbval-skip" not in cell["tags"]:
            wanted = [text(output) for output in stored.outputs]
            if [text(output) for output in cell["outputs"]] != wanted:
                page.until_put_out(stored.id, wanted)  # an output may come after the reply
