"""The Python in a cell: what is left to parse without the syntax that only IPython knows."""

from __future__ import annotations

import ast
import re
from functools import lru_cache

from course.exchange.program import parse_quietly

MAX_SOURCE = 50_000
NOT_PARSED = (SyntaxError, ValueError, RecursionError, MemoryError, UnicodeError)
PYTHON_CELL = re.compile(r"%%(?:time|timeit|capture|prun)\b")  # their cells are Python
PROMPT = re.compile(r"^[ \t]*(?:>>>|\.\.\.|In \[\d+\]:|\.{3,}:)(?: |$)", re.MULTILINE)
# What hides a bracket or the end of a line: a text, a comment, a line that goes on.
PART = re.compile(
    r"""'''(?:\\.?|[^\\])*?(?:'''|\Z)|\"""(?:\\.?|[^\\])*?(?:\"""|\Z)|"""
    r"""'(?:\\.|[^'\\\n])*+'?|"(?:\\.|[^"\\\n])*+"?|"""
    r"#[^\n]*|\\\n|\n|[(\[{]|[)\]}]", re.DOTALL)
LONG_NUMBER = re.compile(r"0[xXoObB][0-9a-fA-F_]{3000}")
LINE = r"(?:\\\n|[^\n])*"  # up to its end, with the lines that a backslash joins
SPECIAL = re.compile(
    rf"(?P<time>[ \t]*)%time[ \t]+(?=\w)|(?P<indent>[ \t]*)(?:[%!?,;/]{LINE}|[\w.*%]+\?\??[ \t]*$)|"
    rf"(?P<target>[^\n#'\"=]*=[ \t]*)[%!]{LINE}", re.MULTILINE)


def tree_of(code: str) -> ast.Module:
    """The tree of a program; a number with more digits than Python prints is a text in it.

    Raises NOT_PARSED.
    """
    tree = parse_quietly(code)
    if LONG_NUMBER.search(code):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, int):
                node.value = hex(node.value)
    return tree


@lru_cache(maxsize=256)
def parsed(source: str) -> ast.Module | None:
    """The tree of a cell, with `pass` in place of magics, commands and questions.

    Statements keep their lines. None if it is not Python, or very long.
    """
    if len(source) > MAX_SOURCE:
        return None
    for code_of in (str, _without_special):  # first as it is: that nearly always suffices
        try:
            return tree_of(code_of(source))
        except NOT_PARSED:
            continue
    return None


def mistake(source: str) -> SyntaxError | None:
    """The mistake that keeps a cell from being Python; None if there is none, or it is no syntax.
    """
    if len(source) > MAX_SOURCE or parsed(source) is not None:
        return None
    try:
        parse_quietly(_without_special(source))
    except SyntaxError as error:
        return error
    except NOT_PARSED:
        return None
    return None


def _without_special(source: str) -> str:
    """The source with plain statements in place of what only IPython understands."""
    code = source.lstrip()
    if code.startswith("%%") and not PYTHON_CELL.match(code):
        return "%%"  # another language
    code = "\n" * source[:len(source) - len(code)].count("\n") + _dedented(source, code)
    done, place, depth = [], 0, 0
    while place < len(code):
        special = SPECIAL.match(code, place) if depth == 0 else None
        if special:
            done.append(_plain(special))
            place = special.end()
        depth, end = _end_of_line(code, place, depth)
        done.append(code[place:end])
        place = end
    return "".join(done)


def _dedented(source: str, code: str) -> str:
    """The code without the prompts or the indent that its first line has."""
    if PROMPT.match(code):
        return PROMPT.sub("", code)
    before = source[:len(source) - len(code)]
    indent = before.rpartition("\n")[2]
    return re.sub(rf"^{indent}", "", code, flags=re.MULTILINE) if indent else code


def _plain(special: re.Match[str]) -> str:
    """A statement of as many lines."""
    if special["time"] is not None:
        return special["time"]
    plain = f"{special['indent']}pass" if special["target"] is None else f"{special['target']}None"
    return plain + "\n" * special[0].count("\n")


def _end_of_line(code: str, place: int, depth: int) -> tuple[int, int]:
    """The depth of brackets behind the next end of a line of code, and where that is."""
    for part in PART.finditer(code, place):
        text = part[0]
        if text == "\n":
            return depth, part.end()
        if text in "([{":
            depth += 1
        elif text in ")]}":
            depth = max(0, depth - 1)
    return depth, len(code)
