"""Outputs, texts and names that try to run, fetch or fake something in a page that shows them."""

from __future__ import annotations

import json
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from course.grading.sanitising.notebooks import OutputSanitiser
from course.grading.submission import (
    ExerciseResult,
    ProbeResult,
    Result,
    State,
    VerdictSummary,
)

# Each tries to set `window.owned`, or to fetch from this address.
AWAY = "http://127.0.0.1:9/fetched"
SCRIPT = f"<script>window.top.owned = 1; fetch('{AWAY}')</script>"
HTML = [
    SCRIPT,
    f"<img src='{AWAY}' onerror='top.owned=1'><b>a table would be fine</b>",
    f"<svg onload='top.owned=1'><image href='{AWAY}'/></svg>",
    f"<iframe srcdoc=\"{SCRIPT.replace(chr(34), '')}\"></iframe>",
    f"<iframe src='{AWAY}'></iframe><object data='{AWAY}'></object><embed src='{AWAY}'>",
    f"<meta http-equiv=refresh content='0;url={AWAY}'><base href='{AWAY}'>",
    f"<link rel=stylesheet href='{AWAY}'>"
    f"<style>@import '{AWAY}'; body {{ background: url({AWAY}) }}</style>",
    f"<form action='{AWAY}'><input autofocus onfocus='top.owned=1'></form>",
    f"\"></iframe>{SCRIPT}<iframe srcdoc=\"",
    f"' onload='top.owned=1' x='{SCRIPT}",
    f"</pre></section></body></html>{SCRIPT}",
    f"<video src='{AWAY}' onerror='top.owned=1' autoplay></video>"
    f"<a id=go href='javascript:top.owned=1' ping='{AWAY}'>here</a>",
    "<b a1>" * 15_000,
]
SVG = ("<svg xmlns='http://www.w3.org/2000/svg' width='40' height='40' onload='top.owned=1'>"
       f"<script>top.owned=1</script><image href='{AWAY}'/><rect width='40' height='40'/></svg>")
MARKDOWN = (f"# Well\n{SCRIPT} ![x]({AWAY}) [go](javascript:top.owned=1) "
            "<img src=x onerror=top.owned=1>")
DOT = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJ"
       "RU5ErkJggg==")


def displays() -> list[dict[str, Any]]:
    """Outputs as a sandbox could send them."""
    shown: list[dict[str, Any]] = [_display({"text/html": html}) for html in HTML]
    shown += [
        _display({"image/svg+xml": SVG}),
        _display({"text/markdown": MARKDOWN}),
        _display({"text/latex": r"\href{javascript:top.owned=1}{here}" + SCRIPT}),
        _display({"application/javascript": "window.top.owned = 1", "text/plain": "a script"}),
        _display({"application/vnd.autograd-course.verdict+json": {"unit": "x"},
                  "text/html": f"<b>20 of 20 points</b>{SCRIPT}"}),
        _display({"image/png": f"\" onerror=\"top.owned=1\" x=\"{SCRIPT}"}),
        _display({"image/png": DOT}),
        _display({"text/plain": SCRIPT}),
        {"output_type": "stream", "name": "stdout", "text": SCRIPT + "\x1b[31mred\x1b[0m"},
        {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": [SCRIPT]},
        {"output_type": "error", "ename": SCRIPT, "evalue": SCRIPT, "traceback": []},
    ]
    return shown


def damaged() -> list[Any]:
    """Things in the place of outputs that are none."""
    return [
        {"output_type": "stream"}, {"output_type": "stream", "name": 1, "text": []},
        {"output_type": "display_data"}, {"output_type": "display_data", "data": []},
        {"output_type": "display_data", "data": {"text/plain": {"a": 1}, "image/png": [1]}},
        {"output_type": "error", "ename": None, "evalue": 2, "traceback": "x"},
        {"output_type": "error", "ename": "E", "evalue": "e", "traceback": [1, None]},
        {"output_type": "execute_result", "data": {"text/plain": ["a\n", "b"]}},
        {"output_type": "stream", "name": "stdout", "text": "\ud800"},
    ]


def _display(data: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": {"onload": "top.owned=1"}}


def hostile_notebook(away: str = AWAY) -> nbformat.NotebookNode:
    """The executed notebook of somebody who tries everything at once."""
    outputs = json.loads(json.dumps(displays() + damaged()).replace(AWAY, away))
    cell = new_code_cell(SCRIPT)
    cell.outputs = [nbformat.from_dict(output) for output in OutputSanitiser().sanitise(outputs, 1)]
    words = new_markdown_cell(MARKDOWN.replace(AWAY, away))
    return new_notebook(cells=[words, new_raw_cell(SCRIPT.replace(AWAY, away)), cell])


def hostile_result(away: str = AWAY) -> Result:
    """A result with names and reasons of the same kind."""
    script = SCRIPT.replace(AWAY, away)
    verdict = VerdictSummary(0, (ProbeResult(script, 0, 2),), script, False, script)
    exercise = ExerciseResult(script, 0, 2, script, verdict)
    return Result(script, "05-accumulation", 0, 2, State.GRADED, script, [exercise])
