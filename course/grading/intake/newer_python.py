"""Answers in a newer Python than grades are made with: their authors could run them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from course.grading.intake.cell_kinds import is_solution
from course.grading.intake.matching import Originals, RawCell, source_of
from course.grading.intake.plain_python import mistake

OURS = sys.version_info[:2]
VERSION = re.compile(r"3\.(\d{1,3})\b")


class Syntax(NamedTuple):
    """Syntax that a Python has `since`, by our message about it or by the line it stands in."""

    since: tuple[int, int]
    message: str
    line: str


NEWER = (
    Syntax((3, 12), r"f-string", r""),  # the same quotation marks within, backslashes, comments
    Syntax((3, 12), r"", r"\s*(?:(?:async\s+)?def|class)\s+\w+\s*\["),
    Syntax((3, 12), r"", r"\s*type\s+\w+.*="),
    Syntax((3, 14), r"multiple exception types", r""),
    Syntax((3, 14), r"", r".*(?<![\w\"'])(?:t|[rR]t|t[rR])[\"']"),
)


def newer_answers(
    cells: Sequence[RawCell], matches: Mapping[int, str], originals: Originals,
    python: tuple[int, int] | None,
) -> dict[str, str]:
    """Why a person has to look at an answer, by grade_id: only a newer Python can run it.

    `python` is the one that ran the notebook, as far as that is known.
    """
    since = {name: first for place, name in matches.items()
             if _is_code_answer(originals[name]) and cells[place]["cell_type"] == "code"
             and (first := _first_with_it(source_of(cells[place]), python))}
    return {name: f"The answer {name} uses syntax that Python has since {_dotted(first)}, and "
                  f"grades are made with {_dotted(OURS)}; a person has to look."
            for name, first in since.items()}


def python_of(content: Mapping[str, Any]) -> tuple[int, int] | None:
    """The Python that a notebook says ran it; None if it says none."""
    found: Any = content
    for part in ("metadata", "language_info", "version"):
        found = found.get(part) if isinstance(found, dict) else None
    match = VERSION.match(found) if isinstance(found, str) else None
    return (3, int(match[1])) if match else None


def _first_with_it(source: str, python: tuple[int, int] | None) -> tuple[int, int] | None:
    """The first Python with the syntax at which ours stops; None if no Python could go on."""
    error = mistake(source)
    if error is None:
        return None
    line = next(_line(source, error), "")
    return next((syntax.since for syntax in NEWER
                 if OURS < syntax.since <= (python or syntax.since)
                 and re.match(syntax.message, error.msg) and re.match(syntax.line, line)), None)


def _line(source: str, error: SyntaxError) -> Iterator[str]:
    yield from source.split("\n")[(error.lineno or 1) - 1:][:1]


def _is_code_answer(original: Any) -> bool:
    return is_solution(original) and original.cell_type == "code"


def _dotted(version: tuple[int, int]) -> str:
    return ".".join(map(str, version))
