"""Programs and texts into which a tool turned a notebook, made a notebook again.

    # %%  (jupytext, VS Code, Spyder)      # In[3]:  (nbconvert)      # COMMAND --  (Databricks)
    @app.cell  (marimo)                    ```python  (Quarto, MyST, Markdown)

The cells have no metadata then: their texts and names tell which they are.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator

PROGRAM, TEXT = (".py",), (".md", ".qmd", ".rmd", ".myst")
CHECK = re.compile(rb"""^[ \t]*check\(\s*["'][\w-]{1,100}["']\s*,""", re.MULTILINE)
MAX_SCRIPT = 2_000_000
BREAK = re.compile(r"^#[ \t]*(?:%%(?P<kind>[^\n]*)|In\[[ \d]*\]:[ \t]*|COMMAND -{5,}[ \t]*)$",
                   re.MULTILINE)
MAGIC = re.compile(r"^# MAGIC ?", re.MULTILINE)
COMMENT = re.compile(r"^#[ \t]?", re.MULTILINE)
MARIMO = re.compile(
    r"^(?:@app\.(?:cell|function|class_definition)\b[^\n]*|with app\.setup[^\n]*:)$", re.MULTILINE)
MARIMO_HEAD = re.compile(r"(?:async )?def \w+\((?:[^()]|\([^()]*\))*\)[^\n:]*:[ \t]*\n")
RETURN = re.compile(r"^    return\b[^\n(]*+(?:\([^()]*+\)[^\n]*+)?\s*+\Z", re.MULTILINE)
FENCED = re.compile(r"^(`{3,}|~{3,})[ \t]*\{?(?:python3?|ipython3?|py|code-cell)\b[^\n]*$")
OPTION = re.compile(r"\A(?:---\n(?:[^\n]*\n){0,50}?---\n|(?::[\w-]+:[^\n]*\n)+)")
Cell = tuple[str, str]  # kind and source


def notebook_of(name: str, content: bytes) -> bytes | None:
    """The notebook that a program or text was made of; None if it calls no check of the course."""
    lowered = name.lower()
    if not lowered.endswith(PROGRAM + TEXT) or len(content) > MAX_SCRIPT or (
            not CHECK.search(content)):
        return None
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    cells = _of_text(text) if lowered.endswith(TEXT) else (
        _of_marimo(text) if MARIMO.search(text) else _of_program(text))
    made: list[dict[str, object]] = [
        {"cell_type": kind, "metadata": {}, "source": source.strip("\n")}
        | ({"outputs": [], "execution_count": None} if kind == "code" else {})
        for kind, source in cells if source.strip()]
    return json.dumps({
        "nbformat": 4, "nbformat_minor": 5, "cells": made,
        "metadata": {"kernelspec": {"name": "python3", "language": "python"}}}).encode()


def _of_program(text: str) -> Iterator[Cell]:
    place, kind = 0, ""
    for mark in [*BREAK.finditer(text), None]:
        source = text[place:mark.start() if mark else len(text)]
        if MAGIC.search(source):
            magic = MAGIC.sub("", source).strip()
            is_text = magic.startswith("%md")
            yield ("markdown", magic.removeprefix("%md")) if is_text else ("code", magic)
        elif "[markdown]" in kind or "[md]" in kind:
            yield "markdown", COMMENT.sub("", source)
        elif "[raw]" not in kind:
            yield "code", source
        if mark:
            place, kind = mark.end(), mark["kind"] or ""


def _of_marimo(text: str) -> Iterator[Cell]:
    """Each cell is the body of a function, which returns the names that other cells use."""
    marks = list(MARIMO.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        body = text[mark.end() + 1:end].partition('\nif __name__ == "__main__":')[0]
        if mark[0].startswith("@app.cell") and (head := MARIMO_HEAD.match(body)):
            body = RETURN.sub("", body[head.end():])
        yield "code", textwrap.dedent(body)


def _of_text(text: str) -> Iterator[Cell]:
    """The fenced Python of a text, and what stands between."""
    lines: list[str] = []
    fence = ""
    for line in text.split("\n"):
        opens = None if fence else FENCED.match(line)
        if not opens and not (fence and line.strip() == fence):
            lines.append(line)
            continue
        source = "\n".join(lines)
        yield ("code", OPTION.sub("", source)) if fence else ("markdown", source)
        fence, lines = (opens[1] if opens else ""), []
    yield "code" if fence else "markdown", "\n".join(lines)
