"""Small mistakes, made on purpose: every mutant of a function differs from it in one place."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.MatMult: ast.Mult, ast.Pow: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.FloorDiv,
}
COMPARE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}
DELETABLE = (ast.Assign, ast.AugAssign, ast.Expr, ast.Continue, ast.Break, ast.Raise, ast.Delete)

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Mutant:
    """Code with one change, and the change as `old -> new` with its line."""

    code: str
    line: int
    change: str


def mutants(code: str) -> Iterator[Mutant]:
    """Every mutant of the functions in `code`; docstrings, signatures and names stay."""
    tree = ast.parse(code)
    for index, node in enumerate(ast.walk(tree)):
        for choice in range(len(_replacements(node))):
            mutated = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(mutated)) if i == index)
            old = ast.unparse(target)
            new = _replacements(target)[choice]
            replace_node(mutated, target, new)
            ast.fix_missing_locations(mutated)
            yield Mutant(ast.unparse(mutated), getattr(node, "lineno", 0),
                         f"{old} -> {ast.unparse(new)}")


def _replacements(node: ast.AST) -> list[ast.AST]:
    """What a node can be replaced by."""
    match node:
        case ast.BinOp(op=op) if type(op) in BINARY:
            return [with_fields(node, op=BINARY[type(op)]())]
        case ast.AugAssign(op=op) if type(op) in BINARY:
            return [with_fields(node, op=BINARY[type(op)]()), ast.Pass(),
                    ast.Assign([node.target], node.value)]
        case ast.Compare(ops=[op]):
            return [with_fields(node, ops=[COMPARE[type(op)]()])] if type(op) in COMPARE else []
        case ast.BoolOp(op=op):
            return [with_fields(node, op=ast.Or() if isinstance(op, ast.And) else ast.And())]
        case ast.UnaryOp(op=ast.USub() | ast.Not(), operand=operand):
            return [operand]
        case ast.Constant(value=bool() as value):
            return [ast.Constant(not value)]
        case ast.Constant(value=int() | float() as value):
            return [ast.Constant(value + 1)]
        case ast.If() | ast.IfExp():
            return [with_fields(node, test=ast.Constant(value)) for value in (True, False)]
        case ast.Return(value=value) if value is not None:
            return [ast.Return(ast.Constant(None))]
        case ast.Expr(value=ast.Constant()):
            return []
        case _ if isinstance(node, DELETABLE):
            return [ast.Pass()]
    return []


def with_fields(node: Node, **fields: object) -> Node:
    """A copy of a node with other values in these fields."""
    changed = copy.copy(node)
    for name, value in fields.items():
        setattr(changed, name, value)
    return changed


def replace_node(tree: ast.AST, old: ast.AST, new: ast.AST | list[ast.stmt]) -> None:
    """Put a node, or several statements, in the place of a node."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
                return
            if isinstance(value, list):
                for index, item in enumerate(value):
                    if item is old:
                        value[index:index + 1] = new if isinstance(new, list) else [new]
                        return
