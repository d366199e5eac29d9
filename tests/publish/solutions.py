"""Searching what students can get for solutions, other right answers and misconceptions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from tests.assignments import ASSIGNMENTS

ASSIGNMENT = re.compile(r"(?:^work|exercises/.+)/\d\d-[\w-]+\.ipynb$")
SOURCE = re.compile(r"(^|/)assignments/|(^|/)solutions/|(^|/)tests/|lessons/\d\d_\w+\.py$")
START = 24  # characters; each block is longer
MARKS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS")


def assert_no_solution_in(files: Mapping[str, str]) -> None:
    """Fail with the first solution in files, which are texts by name."""
    assert not [name for name in files if SOURCE.search(name)]
    for name, text in files.items():
        handed_out = ASSIGNMENT.search(name)
        since = Path(name).stem if handed_out else ""
        found = first_of(blocks_by_start(since), " ".join(plain(text.replace("\\n", " ")).split()))
        assert found is None, f"{name} holds {found!r}"
        if handed_out:
            assert not [mark for mark in MARKS if mark in text], name


def plain(text: str) -> str:
    """A text without the quotation marks that JSON escapes."""
    return text.replace('"', " ")


@cache
def blocks_by_start(since: str) -> dict[str, list[str]]:
    """The telling blocks as they stand in a plain text, by their first characters."""
    found: dict[str, list[str]] = {}
    for block in map(plain, telling_blocks(since)):
        found.setdefault(block[:START], []).append(block)
    return found


def first_of(blocks: Mapping[str, list[str]], text: str) -> str | None:
    """The first block in a text. To look up each place is ten times as quick as to look for each
    block.
    """
    starts = (place for place in range(len(text)) if text[place:place + START] in blocks)
    return next((block for place in starts for block in blocks[text[place:place + START]]
                 if text.startswith(block, place)), None)


@cache
def solution_lines() -> list[tuple[str, str]]:
    """The code of every solution, other right answer and misconception, with its assignment."""
    found = []
    for assignment in ASSIGNMENTS.values():
        for exercise in assignment.exercises.values():
            region = re.search(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION",
                               exercise.solution.text, re.DOTALL)
            assert region is not None
            found.append((assignment.slug, region[1]))
            found += [(assignment.slug, variant.code)
                      for variant in [*exercise.rights, *exercise.wrongs]]
    return found


@cache
def telling_blocks(since: str = "") -> list[str]:
    """Two consecutive lines of code at a time, blanks folded: too long to occur by chance.

    With `since`, only of that assignment and later ones: an assignment gives students the pieces
    that they built before. Lines that raise PyTorch's errors tell nothing, nor do signatures:
    everybody has those.
    """
    blocks = []
    for slug, code in solution_lines():
        if slug < since:
            continue
        lines = [" ".join(line.split()) for line in code.splitlines()
                 if line.strip() and "raise " not in line and "def " not in line]
        pairs = [" ".join(pair) for pair in itertools.pairwise(lines)]
        blocks += [pair for pair in pairs if len(pair) > 50]
        blocks += [line for line in lines if len(line) > 60]
    return blocks
