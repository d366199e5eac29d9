"""Submissions whose code is alike: places to look, never a verdict.

Two programs share shingles: stretches of LENGTH tokens of their syntax trees. Comments, docstrings,
layout and the names that a student chose are no tokens. A shingle that the stub, the solution or
another answer on record has does not count. One that many in the class wrote counts little.
"""

from __future__ import annotations

import ast
import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import nbformat

from course.grading.intake.cell_kinds import is_solution
from course.grading.intake.plain_python import NOT_PARSED, tree_of
from course.publish.solution_code import stub_of, without_markers
from course.publish.source import assignment_paths

CELL_HEADER = re.compile("^# %%.*$", re.MULTILINE)  # of the py:percent format
LENGTH = 5
REMEMBERED = 2_000  # programs whose shingles are known: students write the same, and all are read
                    # twice if there is a pair
# A shingle that more students wrote than this is common, whatever the size of the class.
COMMON = 25
# How much of the longer answer's rare shingles both must have, and how many there must be.
SHARE, ENOUGH = 0.75, 30.0

Answers = Mapping[str, str]
Shingles = frozenset[int]


@dataclass(frozen=True)
class Pair:
    """Two students, and the exercises in which their code is alike, the most alike first."""

    students: tuple[str, str]
    exercises: tuple[str, ...]
    weight: float


def alike(
    answers: Mapping[str, Answers], known: Mapping[str, Sequence[str]],
    recorded: Shingles = frozenset(),
) -> list[Pair]:
    """The pairs of students to look at, the most alike first.

    `answers` is each student's code by exercise. `known` is code by exercise that says nothing
    about who wrote it, and so do the shingles `recorded`.
    """
    found: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for exercise in sorted({name for mine in answers.values() for name in mine}):
        expected = recorded.union(*map(_shingles, known.get(exercise, ())))
        rare = {student: _shingles(mine[exercise]) - expected
                for student, mine in answers.items() if exercise in mine}
        for students, weight in _alike_in_one(rare):
            found[students][exercise] = weight
    pairs = [
        Pair(students, tuple(sorted(by, key=lambda name: (-by[name], name))), sum(by.values()))
        for students, by in found.items()
    ]
    return sorted((p for p in pairs if p.weight >= ENOUGH), key=lambda p: (-p.weight, p.students))


def similar_pairs(
    answers: Mapping[str, Answers], source: nbformat.NotebookNode, assignment: str
) -> list[Pair]:
    """The pairs of students to look at in an assignment, given its solution notebook."""
    given = given_code(source)
    # Reading the answers on record takes a while: only do it if there is a pair.
    return alike(answers, given) and alike(answers, given, recorded_shingles(assignment))


def given_code(source: nbformat.NotebookNode) -> dict[str, list[str]]:
    """The stub and the solution of each cell that students fill with code."""
    return {
        cell.metadata.nbgrader.grade_id: [stub_of(cell.source), without_markers(cell.source)]
        for cell in source.cells if cell.cell_type == "code" and is_solution(cell)
    }


def recorded_shingles(assignment: str) -> Shingles:
    """Those of all cells of an assignment's source, with its right and wrong answers; none without
    a source.
    """
    texts = [path.read_text(encoding="utf-8") for path in assignment_paths()
             if path.stem.replace("_", "-") == assignment]
    cells = [cell for text in texts for cell in CELL_HEADER.split(text)]
    return frozenset().union(*map(_shingles, cells))


def _alike_in_one(
    rare: Mapping[str, Shingles]
) -> Iterator[tuple[tuple[str, str], float]]:
    """The pairs that are alike in one exercise, each with the weight of what it shares."""
    holders: dict[int, list[str]] = defaultdict(list)
    for student in sorted(rare):
        for shingle in rare[student]:
            holders[shingle].append(student)
    weights = {shingle: _weight(len(who), len(rare)) for shingle, who in holders.items()}
    shared: dict[tuple[str, str], float] = defaultdict(float)
    for shingle, who in holders.items():
        if weights[shingle]:
            for pair in combinations(who, 2):
                shared[pair] += weights[shingle]
    whole = {student: sum(weights[shingle] for shingle in mine) for student, mine in rare.items()}
    for pair, weight in shared.items():
        if weight >= SHARE * max(whole[pair[0]], whole[pair[1]]):
            yield pair, weight


def _weight(count: int, students: int) -> float:
    """1 for a shingle that two wrote, less the more wrote it, 0 for what most wrote."""
    if count > min(COMMON, max(2, students / 2)):
        return 0.0
    if count <= 2:
        return 1.0
    return math.log(students / count) / math.log(students / 2)


@lru_cache(REMEMBERED)
def _shingles(code: str) -> Shingles:
    """The hashes of all shingles of a program; none if it does not parse."""
    try:
        tree = tree_of(code)
    except NOT_PARSED:
        return frozenset()
    tokens = _tokens(tree)
    return frozenset(map(hash, zip(*(tokens[start:] for start in range(LENGTH)), strict=False)))


def _tokens(tree: ast.AST) -> list[str]:
    """The structure of a program, node by node, with one token for all chosen names."""
    nodes = list(_in_order(tree))
    chosen = {node.arg for node in nodes if isinstance(node, ast.arg)}
    chosen |= {node.id for node in nodes
               if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return [_token(node, chosen) for node in nodes]


def _in_order(tree: ast.AST) -> Iterator[ast.AST]:
    """All nodes except docstrings, parents before children."""
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


def _token(node: ast.AST, chosen: set[str]) -> str:
    if isinstance(node, ast.Name):
        return "name" if node.id in chosen else node.id
    if isinstance(node, ast.Constant):
        return "text" if isinstance(node.value, str) else repr(node.value)[:20]
    if isinstance(node, ast.Attribute):
        return f".{node.attr}"
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return f"def {node.name}"
    return type(node).__name__
