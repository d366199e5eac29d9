"""Read JSON that a stranger wrote: its values are counted before anything is made of them.

A file of 20 MB may hold seven million empty lists: Python takes half a minute for them.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from contextlib import suppress
from typing import Any

MAX_VALUES = 1_000_000
MAX_LITERAL, MAX_COMMAS = 5_000_000, 100_000  # characters and commas of what Python is to read
CONSTANTS = {"null": None, "true": True, "false": False}  # JSON's, among Python's texts
STRING_OR_COMMA = re.compile(r'"(?:\\.|[^"\\])*+"?|,(?=[ \t\r\n]*[\]}])', re.DOTALL)
CELLS = re.compile(r'\s*\{\s*"cells"\s*:\s*\[')  # how a notebook begins that Jupyter saved
SPACE = re.compile(r"[\s,]*")
LITERAL = re.compile(r"\s*\{\s*'")  # a dict as Python's `str` writes it
TAIL = "\0 \t\r\n"  # what a disk or a download may leave behind the end of a file


class TooManyValues(Exception):
    """The text holds more values than we read; the message says how many."""


def read_json(content: bytes | str) -> Any:
    """The value in a text. Raises ValueError, RecursionError and TooManyValues."""
    text = content if isinstance(content, str) else _decoded(content)
    if (values := _values(text)) > MAX_VALUES:
        raise TooManyValues(f"holds {values:,} values; the limit is {MAX_VALUES:,}")
    try:
        return json.loads(text)
    except ValueError:
        whole = text.rstrip(TAIL)
        if whole == text.rstrip():
            raise
        return json.loads(whole)


def read_damaged_json(content: bytes) -> tuple[dict[str, Any], str]:
    """An object in a text that is nearly JSON, and what had to be overlooked in it.

    Raises ValueError, RecursionError and TooManyValues.
    """
    text = _decoded(content).lstrip("\ufeff")
    if (values := _values(text)) > MAX_VALUES:
        raise TooManyValues(f"holds {values:,} values; the limit is {MAX_VALUES:,}")
    if LITERAL.match(text):
        return _literal(text), "that Python wrote it"
    tidy = STRING_OR_COMMA.sub(lambda found: found[0].removeprefix(","), text)
    value, end = json.JSONDecoder(strict=False).raw_decode(tidy.lstrip())
    if not isinstance(value, dict):
        raise ValueError("it is no object")
    rest = tidy.lstrip()[end:].strip(TAIL)
    if '"cells"' in rest:
        raise ValueError("it holds two notebooks")
    return value, " and ".join([
        *["a comma too many"] * (tidy != text), *["what stands behind its end"] * bool(rest)]
        ) or "line ends within texts"


def read_cut_off(content: bytes) -> dict[str, Any]:
    """A notebook with the cells that are whole in a file that was cut off.

    Raises ValueError, RecursionError and TooManyValues.
    """
    text = _decoded(content).lstrip("\ufeff")
    if (values := _values(text)) > MAX_VALUES:
        raise TooManyValues(f"holds {values:,} values; the limit is {MAX_VALUES:,}")
    begins = CELLS.match(text)
    if begins is None or '"cells"' in text[begins.end():]:
        raise ValueError("it does not begin with cells, or holds two notebooks")
    cells, place, read = [], begins.end(), json.JSONDecoder(strict=False).raw_decode
    with suppress(ValueError):  # of the cell that is not whole, or where the list ends
        while True:
            cell, place = read(text, SPACE.match(text, place).end())  # type: ignore[union-attr]
            cells.append(cell)
    return {"cells": cells, "nbformat": 4, "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "language": "python"}}}


def _literal(text: str) -> dict[str, Any]:
    """The dict that a text of Python's writes out. Raises ValueError and RecursionError."""
    if len(text) > MAX_LITERAL or text.count(",") > MAX_COMMAS:
        raise ValueError("it is too long for Python")
    try:
        with warnings.catch_warnings(action="ignore"):
            tree = ast.parse(text.strip(), mode="eval")
        value = ast.literal_eval(WithConstants().visit(tree))
    except (SyntaxError, TypeError, MemoryError) as error:
        raise ValueError(f"it is no literal: {error}") from None
    if not isinstance(value, dict):
        raise ValueError("it is no object")
    return value


class WithConstants(ast.NodeTransformer):
    """Reads JSON's names of constants as Python's."""

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """The constant, or the name if it is none."""
        return ast.Constant(CONSTANTS[node.id]) if node.id in CONSTANTS else node


def is_unicode(content: bytes) -> bool:
    """Whether it is a text as JSON should be; an old editor on Windows saves others."""
    try:
        _unicode(content)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes) -> str:
    return _unicode(content) if is_unicode(content) else content.decode("cp1252", "replace")


def _unicode(content: bytes) -> str:
    return content.decode(json.detect_encoding(content), "surrogatepass")


def _values(text: str) -> int:
    """About how many values a text of JSON holds; as many strings, if these are too many."""
    most = sum(map(text.count, '[{,"'))
    if most <= MAX_VALUES:
        return most
    bare = text.replace(r"\\", "").replace(r"\"", "")
    strings = bare.count('"') // 2
    if strings > MAX_VALUES:
        return strings
    outside = "".join(bare.split('"')[::2])
    return sum(map(outside.count, "[{,"))
