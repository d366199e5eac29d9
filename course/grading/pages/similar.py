"""Submissions whose code is alike: places to look, never a verdict.

Code is compared by its structure: comments, docstrings, layout and the names that a student chose
do not count. Nor does what the stub gives, or what the solution and the other answers that the
course knows do. What many in the class wrote counts little: of what everybody writes the same,
nothing is left to compare.
"""

from __future__ import annotations

import ast
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

LENGTH = 5
# A piece that more students wrote than this is common, whatever the size of the class.
COMMON = 25
# How much of the longer answer's rare pieces both must have, and how many there must be.
SHARE, ENOUGH = 0.75, 30.0

Answers = Mapping[str, str]
Pieces = frozenset[int]


@dataclass(frozen=True)
class Pair:
    """Two students, and the exercises in which their code is alike, most first."""

    students: tuple[str, str]
    exercises: tuple[str, ...]
    weight: float


def alike(answers: Mapping[str, Answers], known: Mapping[str, Sequence[str]]) -> list[Pair]:
    """The pairs of students to look at, most alike first.

    `answers` is each student's code by exercise, `known` the code of each exercise that says
    nothing about who wrote it.
    """
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for exercise in sorted({name for mine in answers.values() for name in mine}):
        pieces_of = cache(_pieces)
        expected = frozenset().union(*(pieces_of(code) for code in known.get(exercise, ())))
        rare = {student: pieces_of(mine[exercise]) - expected
                for student, mine in answers.items() if exercise in mine}
        for students, weight in _alike_in_one(rare):
            found[students][exercise] = weight
    pairs = [
        Pair(students, tuple(sorted(by, key=lambda name: (-by[name], name))), sum(by.values()))
        for students, by in found.items()
    ]
    return sorted((p for p in pairs if p.weight >= ENOUGH), key=lambda p: (-p.weight, p.students))


def _alike_in_one(
    rare: Mapping[str, Pieces]
) -> Iterator[tuple[tuple[str, str], float]]:
    """The pairs that are alike in one exercise, and the weight of what they share."""
    holders: dict[int, list[str]] = defaultdict(list)
    for student in sorted(rare):
        for piece in rare[student]:
            holders[piece].append(student)
    weights = {piece: _weight(len(who), len(rare)) for piece, who in holders.items()}
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for piece, who in holders.items():
        if weights[piece]:
            for pair in combinations(who, 2):
                shared[pair] += weights[piece]
    whole = {student: sum(weights[piece] for piece in mine) for student, mine in rare.items()}
    for pair, weight in shared.items():
        if weight >= SHARE * max(whole[pair[0]], whole[pair[1]]):
            yield pair, weight


def _weight(count: int, students: int) -> float:
    """1 for a piece that two wrote, less the more wrote it, 0 for what most did."""
    if count > min(COMMON, max(2, students / 2)):
        return 0.0
    if count <= 2:
        return 1.0
    return math.log(students / count) / math.log(students / 2)


def _pieces(code: str) -> Pieces:
    """The short stretches that a code's structure is made of; none where it does not parse."""
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    words = _words(tree)
    return frozenset(map(hash, zip(*(words[start:] for start in range(LENGTH)), strict=False)))


def _words(tree: ast.AST) -> list[str]:
    """The structure of a program, node by node, with chosen names and texts replaced."""
    nodes = list(_in_order(tree))
    chosen = {node.arg for node in nodes if isinstance(node, ast.arg)}
    chosen |= {node.id for node in nodes
               if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return [_word(node, chosen) for node in nodes]


def _in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes that say something, parents before children; docstrings do not."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        yield node
        children: list[ast.AST] = []
        for name in node._fields:
            value = getattr(node, name)
            if isinstance(value, list):
                children += [item for item in value if isinstance(item, ast.AST)]
            elif isinstance(value, ast.AST) and not isinstance(value, ast.expr_context):
                children.append(value)
        waiting += reversed(children)


def _word(node: ast.AST, chosen: set[str]) -> str:
    if isinstance(node, ast.Name):
        return "name" if node.id in chosen else node.id
    if isinstance(node, ast.Constant):
        return "text" if isinstance(node.value, str) else repr(node.value)[:20]
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return f"def {node.name}"
    return type(node).__name__
