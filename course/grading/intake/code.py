"""What the source of a cell defines, without running it."""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterator
from functools import lru_cache

from course.grading.intake.plain_python import MAX_SOURCE, NOT_PARSED, parsed, tree_of
from course.publish.solution_code import stub_of

OTHER_LANGUAGE = re.compile(r"\s*%%(?!time\b|capture\b)")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
PART_BEGINS = re.compile(
    r"@|(?:def|class|async|import|from|if|for|while|with|try)\b|[\w.]+[ \t]*[=(]")
IMPORTS = (ast.Import, ast.ImportFrom)


@lru_cache(maxsize=256)
def statements(source: str) -> tuple[ast.stmt, ...]:
    """The statements of a cell, with `pass` for magics; none if it is no Python, or very long."""
    tree = None if OTHER_LANGUAGE.match(source) else parsed(source)
    return tuple(tree.body) if tree else ()


def same_code(first: str, second: str) -> bool:
    """Whether two sources differ in comments and layout at most."""
    if first.strip() == second.strip():
        return True
    ours = _shape_of(first)
    return bool(ours) and ours == _shape_of(second)


def is_unchanged(source: str, original: str) -> bool:
    """Whether an answer is still as students got it, docstrings aside."""
    if same_code(source, stub_of(original)):
        return True
    bare = [_shape(_without_docstrings(text)) for text in (source, stub_of(original))]
    return bool(bare[0]) and bare[0] == bare[1]


def defined_names(source: str) -> set[str]:
    """The functions and classes that a cell defines at its top level."""
    return {node.name for node in statements(source) if isinstance(node, DEFINITIONS)}


def dumped(node: ast.stmt) -> str:
    """The structure of a statement; "too deep" if it is nested beyond all measure."""
    try:
        return ast.dump(node)
    except RecursionError:
        return "too deep"


def bound_names(node: ast.stmt) -> set[str]:
    """The names that a statement binds by defining, importing or assigning a plain value."""
    if isinstance(node, DEFINITIONS):
        return {node.name}
    if isinstance(node, IMPORTS):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    if isinstance(node, ast.Assign) and _is_plain(node.value):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()


def with_texts(source: str) -> Iterator[tuple[ast.stmt, str]]:
    """The statements of a cell of plain Python, each with its text, decorators included."""
    lines = source.split("\n")  # as Python counts them: a form feed ends none
    for node in statements(source):
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(d.lineno for d in decorators)])
        yield node, "\n".join(lines[first - 1:node.end_lineno])


def whole_parts(source: str) -> tuple[str, str]:
    """What of a cell is Python, and the rest: a mistake in one definition breaks no other one.

    A part begins with a statement that has no indent.
    """
    if statements(source) or not source.strip() or len(source) > MAX_SOURCE:
        return source, ""
    whole: list[str] = []
    broken: list[str] = []
    for part in _parts(source):
        (whole if parsed(part) else broken).append(part)
    return "\n\n\n".join(filter(str.strip, whole)), "".join(broken)


def _parts(source: str) -> Iterator[str]:
    part: list[str] = []
    for line in io.StringIO(source):
        if part and PART_BEGINS.match(line) and not part[-1].startswith("@"):
            yield "".join(part)
            part = []
        part.append(line)
    yield "".join(part)


def _is_plain(value: ast.expr) -> bool:
    """Whether evaluating a value calls nothing, so that it may move to another place."""
    return not any(isinstance(node, ast.Call | ast.Await | ast.Yield | ast.NamedExpr)
                   for node in ast.walk(value)) or isinstance(value, ast.Lambda)


@lru_cache(maxsize=256)
def _shape_of(source: str) -> list[str]:
    return _shape(statements(source))


def _shape(nodes: tuple[ast.stmt, ...]) -> list[str]:
    return [dumped(node) for node in nodes]


def _without_docstrings(source: str) -> tuple[ast.stmt, ...]:
    try:
        tree = tree_of(source)
        for node in ast.walk(tree):
            if isinstance(node, DEFINITIONS) and ast.get_docstring(node) is not None:
                node.body = node.body[1:]
    except NOT_PARSED:
        return ()
    return tuple(tree.body)
