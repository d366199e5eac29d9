"""What a student's Markdown renders to is harmless, however it is spelt, and readable."""

from __future__ import annotations

import time

import nbformat
import pytest
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.v4 import new_markdown_cell, new_notebook

from course.grading.sanitising.markdown import (
    MAX_NOTEBOOK_RENDERED,
    MAX_RENDERED,
    MarkdownSanitiser,
    as_source,
    original_markdown,
)
from course.grading.sanitising.mathematics import MACRO, MACROS
from course.grading.sanitising.notebooks import pasted_pictures, sanitise_texts

from .support.evasion import HARMLESS, KINDS
from .support.hostile import AWAY, DOT
from .support.html import SCRIPTED, Page

PICTURE = {"p.png": {"image/png": DOT}}


def rendered(text: str, attachments: dict[str, dict[str, str]] | None = None) -> Page:
    """The text as formgrader shows it."""
    renderer = IPythonRenderer(escape=False, attachments=attachments)
    return Page(MarkdownWithMath(renderer=renderer).render(text))


@pytest.mark.parametrize("kind", KINDS)
def test_no_spelling_gets_through(kind: str) -> None:
    for text in KINDS[kind]:
        renders_to_nothing_that_acts(text)


def renders_to_nothing_that_acts(text: str) -> None:
    kept = MarkdownSanitiser({"explain", "statusmessage"}).sanitise(text)
    page = rendered(kept)
    assert not set(page.tags) & {*SCRIPTED, "img", "svg", "math", "iframe", "video", "style"}
    assert not page.handlers
    assert all(address.startswith(("https://", "#", AWAY)) for address in page.addresses)
    if "<pre" not in kept:
        assert set(MACRO.findall(page.text)) <= MACROS or "$" not in page.text
    assert "".join(original_markdown(kept).split()) == "".join(text.replace("&lt;", "<").split())


def test_without_the_lists_a_link_would_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.grading.sanitising.markdown._is_harmless", lambda *arguments: True)
    kept = MarkdownSanitiser().sanitise("[go](java&#x73;cript&colon;top.owned=1)")
    assert rendered(kept).addresses == ["javascript:top.owned=1"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_as_it_was(text: str) -> None:
    assert MarkdownSanitiser().sanitise(text) == text


def test_source_is_shown_sign_by_sign() -> None:
    text = "</pre>\n\n# *a* ![x](y) `$\\href$`\n\n    & <b> &lt; _u_ ä \U0001f600"
    page = rendered(as_source(text))
    assert page.tags == ["p", "em", "pre"]
    assert page.words[-1].strip("\n") == text or "".join(page.words[-3:]).strip("\n") == text


def test_pasted_pictures_stay_and_nothing_else_that_is_attached() -> None:
    cell = new_markdown_cell("![a curve](attachment:p.png)")
    cell.attachments = nbformat.from_dict({
        **PICTURE, "s.svg": {"image/svg+xml": "<svg onload='top.owned=1'/>"},
        "h": {"text/html": "<script>"}, "odd": 1, "b.png": {"image/png": "\" onerror=\"x"}})
    other = new_markdown_cell("![x](attachment:s.svg)")
    other.attachments = nbformat.from_dict(dict(cell.attachments))
    notebook = new_notebook()
    notebook.cells = [cell, other]
    sanitise_texts(notebook)
    nbformat.validate(notebook)
    assert cell.source == "![a curve](attachment:p.png)"
    assert cell.attachments == PICTURE
    assert rendered(cell.source, PICTURE).addresses == [f"data:image/png;base64,{DOT}"]
    assert not rendered(other.source, PICTURE).addresses


def test_no_heading_takes_the_id_of_a_field_of_formgraders() -> None:
    marks = {"grade_id": "explain", "grade": True, "solution": True, "locked": False}
    cells = [new_markdown_cell(text) for text in ("# explain", "# explain comment", "# Explained")]
    notebook = new_notebook(cells=[*cells, new_markdown_cell("x", metadata={"nbgrader": marks})])
    sanitise_texts(notebook)
    assert [("<pre" in cell.source) for cell in cells] == [True, True, False]


@pytest.mark.parametrize("text", ["[", "**a", "[a](", "\\begin{a}"])
def test_texts_made_to_be_slow_take_their_time_once(text: str) -> None:
    sanitiser = MarkdownSanitiser()
    started = time.process_time()
    for number in range(MAX_NOTEBOOK_RENDERED // 2_000 + 1):
        sanitiser.sanitise(str(number) + text * (2_000 // len(text)))
    assert time.process_time() - started < 5
    assert "<pre" in sanitiser.sanitise("short"), f"{MAX_NOTEBOOK_RENDERED} characters are used up"


@pytest.mark.parametrize("unit", [
    "*" * 45 + "a", "(" + "*" * 50 + ")", "_" * 60 + "|", "*" * 20 + "_" * 21 + "a"])
def test_long_runs_of_signs_are_rendered_by_nobody(unit: str) -> None:
    text = (unit * MAX_RENDERED)[:MAX_RENDERED]
    started = time.process_time()
    rendered(MarkdownSanitiser().sanitise(text))
    assert time.process_time() - started < 2


def test_lines_of_signs_stay() -> None:
    text = f"a\n\n{'*' * 70}\n\n" * 100 + "fill in: " + "_" * 50
    assert MarkdownSanitiser().sanitise(text) == text


def test_the_name_of_a_picture_is_one_that_a_file_holds() -> None:
    kept = pasted_pictures({"half\ud800.png": PICTURE["p.png"]})
    assert [name.encode() for name in kept] == [b"half?.png"]
