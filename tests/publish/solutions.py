"""Searching what students can get for solutions, other right answers and misconceptions."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from course.publish.source import assignment_paths, read_assignment

ASSIGNMENT = re.compile(r"(?:^work|exercises/.+)/\d\d-[\w-]+\.ipynb$")
SOURCE = re.compile(r"(^|/)assignments/|(^|/)solutions/|(^|/)tests/|lessons/\d\d_\w+\.py$")
MARKS = ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS")


def assert_no_solution_in(files: Mapping[str, str]) -> None:
    """Fail with the first solution in files, which are texts by name."""
    assert not [name for name in files if SOURCE.search(name)]
    for name, text in files.items():
        handed_out = ASSIGNMENT.search(name)
        since = Path(name).stem if handed_out else ""
        folded = " ".join(text.replace("\\n", " ").replace('"', " ").split())
        found = next((b for b in telling_blocks(since) if b.replace('"', " ") in folded), None)
        assert found is None, f"{name} holds {found!r}"
        if handed_out:
            assert not [mark for mark in MARKS if mark in text], name


@cache
def solution_lines() -> list[tuple[str, str]]:
    """The code of every solution, other right answer and misconception, with its assignment."""
    found = []
    for path in assignment_paths():
        assignment = read_assignment(path)
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
