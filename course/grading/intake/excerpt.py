"""Takes out of a long cell the statements that define one name, and those that it needs."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Container, Iterator

from course.grading.intake.code import DEFINITIONS, IMPORTS, with_texts

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
EVERYTHING = "*"  # what a star import binds


def excerpt(name: str, code: str, left_out: Container[str]) -> str:
    """The statements of a cell that define `name` and what it uses, in their order.

    Names that are `left_out` are defined elsewhere. What only does something stays behind.
    """
    found = list(with_texts(code))
    binding: dict[str, list[int]] = defaultdict(list)
    for place, (node, _) in enumerate(found):
        for bound in bound_by(node):
            if bound not in left_out:
                binding[bound].append(place)
    waiting, wanted, chosen = [name, EVERYTHING], {name, EVERYTHING}, set[int]()
    while waiting:
        for place in binding.get(waiting.pop(), ()):
            if place not in chosen:
                chosen.add(place)
                new = used_by(found[place][0]) - wanted
                wanted |= new
                waiting += new
    return "\n\n\n".join(dict.fromkeys(found[place][1] for place in sorted(chosen)))


def bound_by(statement: ast.stmt) -> set[str]:
    """The names that a statement binds where it stands, in whatever way."""
    if isinstance(statement, DEFINITIONS):
        return {statement.name}
    if isinstance(statement, IMPORTS):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    bound, waiting = set(), [*ast.iter_child_nodes(statement)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            bound.add(node.id)
        elif isinstance(node, (*DEFINITIONS, *IMPORTS)):
            bound |= bound_by(node)
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return bound


def used_by(statement: ast.AST) -> set[str]:
    """The names that a statement takes from outside of its own functions."""
    try:
        return set(_free(statement))
    except RecursionError:  # nested beyond measure: all that it names
        return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}


def _free(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load):
            yield node.id
        return
    inside = [name for child in ast.iter_child_nodes(node) for name in _free(child)]
    if not isinstance(node, FUNCTIONS):
        yield from inside
        return
    body = node.body if isinstance(node.body, list) else []
    own = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    own |= {name for statement in body for name in bound_by(statement)}
    own -= {name for statement in body if isinstance(statement, ast.Global)
            for name in statement.names}
    yield from (name for name in inside if name not in own)
