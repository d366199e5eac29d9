"""Texts that formgrader would render for minutes: its server does nothing else meanwhile.

Pygments looks at the rest of a run of spaces, or of names and dots, again from each of its
characters; nbconvert copies the rest of an output at each of its colours. So long runs and further
code are shown shortened, and an output of very many colours without them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from nbconvert.filters.ansi import strip_ansi

MAX_CODE = 200_000  # characters of a notebook's code
MAX_RUN, MAX_DOTS = 200, 50
RUN = re.compile(rf"\s{{{MAX_RUN},}}+|[\w.]{{{MAX_RUN},}}+")
ESCAPE, MAX_ESCAPES = "\x1b", 1_000
REST = "\n# The grader shows no more of this code. The student's file has {:,} further characters."


def code_to_show(source: str, room: int) -> str:
    """Code of which no more than so many characters are shown."""
    shown = source if len(source) <= room else (
        source[:max(0, room)] + REST.format(len(source) - max(0, room)))
    return RUN.sub(lambda run: _shortened(run[0]), shown)


def _shortened(run: str) -> str:
    if run.isspace():
        half = MAX_RUN // 2
        return run[:half] + "\n" * ("\n" in run) + run[-half:]
    return run if run.count(".") <= MAX_DOTS else f"{run[:MAX_RUN]}…"


def with_few_escapes(texts: Sequence[str]) -> list[str]:
    """The lines of an output, without colours if they have too many together."""
    if sum(text.count(ESCAPE) for text in texts) <= MAX_ESCAPES:
        return [*texts]
    return [strip_ansi(text).replace(ESCAPE, "") for text in texts]
