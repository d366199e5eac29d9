"""Mistakes of meaning, made on purpose: each mutant does what a tired programmer would do.

A copy is dropped, a statement slips out of its loop, two arguments are swapped; see also memory.py.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator, Sequence

from tests.proof.memory import functions, helpers
from tests.proof.mutate import Mutant, replace_node, with_fields

Replacement = ast.AST | list[ast.stmt]
Comprehension = ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp
Change = tuple[str, Replacement]
COPIES = {"array", "copy", "list", "tuple", "dict"}
UNIQUE = {"range", "enumerate", "ndindex", "users_first", "users_first_iterative", "nodes"}
COMMUTATIVE = {"maximum", "minimum", "allclose"}
UFUNCS = {"exp", "tanh", "abs", "negative", "sqrt", "sign", "square", "log", "log1p"}
BLOCKS = (ast.For, ast.While, ast.With, ast.If, ast.Try)
# Names of what is true unless it is None, so that asking for its truth is no mistake.
NEVER_FALSE = {"node", "made_by", "grad_fn", "rule", "accumulator", "variable", "before"}


def meanings(code: str) -> Iterator[Mutant]:
    """Every mutant by meaning of the functions in `code`."""
    tree = ast.parse(code)
    seen = {ast.unparse(tree)}
    for index, node in enumerate(ast.walk(tree)):
        for choice in range(len(list(changes(node)))):
            mutated = copy.deepcopy(tree)
            target = next(n for i, n in enumerate(ast.walk(mutated)) if i == index)
            change, new = list(changes(target))[choice]
            replace_node(mutated, target, new)
            text = ast.unparse(ast.fix_missing_locations(mutated))
            if text not in seen:
                seen.add(text)
                yield Mutant(helpers(text) + text, getattr(node, "lineno", 0), change)


def changes(node: ast.AST) -> Iterator[Change]:
    """What can be made of a node: a description and what takes its place."""
    for new in _expressions(node):
        yield f"{ast.unparse(node)} -> {ast.unparse(new)}", new
    yield from _statements(node)
    if isinstance(node, ast.FunctionDef):
        yield from functions(node)
    body = getattr(node, "body", None)
    if isinstance(body, list):
        for moved, statements in _moves(body):
            yield moved, with_fields(node, body=statements)


def _expressions(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Call(func=ast.Attribute(value=value, attr="copy"), args=[]):
            yield value
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[value, *_]) if (
                name in COPIES and _has_a_place(value)):
            yield value
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, default]):
            yield ast.BoolOp(ast.Or(), [with_fields(node, args=node.args[:1]), default])
        case ast.Call(func=ast.Name(id="id"), args=[value]):
            yield _expression(f"str(getattr({ast.unparse(value)}, 'label', "
                              f"getattr({ast.unparse(value)}, 'data', {ast.unparse(value)})))")
        case ast.Call(func=ast.Name(id="range"), args=args):
            yield with_fields(node, args=[*args[:-1], _plus(args[-1], -1)])
            yield with_fields(node, args=[*args[:-1], _plus(args[-1], 1)])
        case ast.Call(func=ast.Attribute(attr=name), args=[ast.Name() as value]) if name in UFUNCS:
            yield with_fields(node, keywords=[*node.keywords, ast.keyword("out", value)])
        case ast.Compare(ops=[ast.Is() | ast.IsNot() as op], left=left, comparators=[right]):
            if _name(left) in NEVER_FALSE:
                return
            if isinstance(right, ast.Constant) and right.value is None:
                yield ast.UnaryOp(ast.Not(), left) if isinstance(op, ast.Is) else left
            else:
                yield with_fields(node, ops=[ast.Eq() if isinstance(op, ast.Is) else ast.NotEq()])
        case ast.IfExp(test=ast.Compare(left=left, comparators=[ast.Constant(value=None)])):
            other = node.body if ast.unparse(node.body) != ast.unparse(left) else node.orelse
            yield ast.BoolOp(ast.Or(), [left, other])
        case ast.Subscript(slice=ast.Slice(lower=None, upper=None, step=None), value=value):
            yield value
        case ast.Subscript(slice=ast.Slice(lower=lower, upper=upper, step=None)):
            if lower is not None:
                yield with_fields(node, slice=ast.Slice(None, upper))
            if upper is not None:
                yield with_fields(node, slice=ast.Slice(lower, None))
        case ast.ListComp() | ast.DictComp() | ast.SetComp():
            yield from _comprehended(node)
        case ast.Call(func=function, args=[ast.GeneratorExp() as generator]):
            for new in _comprehended(generator, ordered=_name(function) not in ("any", "all")):
                yield with_fields(node, args=[new])
    if isinstance(node, ast.Call):
        for args in _swapped(node.args) if _name(node.func) not in COMMUTATIVE else ():
            yield with_fields(node, args=args)
        for keyword in node.keywords:
            yield with_fields(node, keywords=[k for k in node.keywords if k is not keyword])


def _statements(node: ast.AST) -> Iterator[Change]:
    match node:
        case ast.Return(value=ast.Tuple(elts=results) as value):
            for swapped in _swapped(results):
                yield _told(node, ast.Return(with_fields(value, elts=swapped)))
        case ast.Return(value=ast.BinOp(left=ast.Name() as left, op=op, right=right)):
            yield _told(node, [ast.AugAssign(_stored(left), op, right), ast.Return(left)])
        case ast.Assign(targets=[target], value=ast.BinOp(left=left, op=op, right=right)):
            for one, other in ((left, right), (right, left)):
                if ast.unparse(one) == ast.unparse(target):
                    yield _told(node, ast.AugAssign(target, op, other))
        case ast.AugAssign(target=ast.Name() | ast.Attribute() as target, op=op, value=value):
            yield _told(node, ast.Assign([target], ast.BinOp(_loaded(target), op, value)))
        case ast.Assign(targets=[ast.Subscript(value=value, slice=ast.Constant(value=v))]) if (
                v is Ellipsis):
            yield _told(node, ast.Assign([_stored(value)], node.value))
        case ast.Try(finalbody=[_, *_] as last, handlers=[]):
            yield "no try/finally", [*node.body, *last]
        case ast.With():
            yield f"no with {ast.unparse(node.items[0])}", node.body
        case ast.For(target=target, iter=values):
            for new in _other_orders(target, values):
                yield (f"for ... in {ast.unparse(values)} -> {ast.unparse(new)}",
                       with_fields(node, iter=new))
        case ast.If(test=ast.Name() | ast.Attribute() as test):
            yield (f"if {ast.unparse(test)} -> if it is not None",
                   with_fields(node, test=_expression(f"{ast.unparse(test)} is not None")))
        case ast.If(test=ast.Compare(left=left, ops=[ast.Is()]), body=[
                ast.Assign(targets=[target], value=value)], orelse=[]) if (
                ast.unparse(left) == ast.unparse(target) and _name(left) not in NEVER_FALSE):
            yield _told(node, ast.Assign([target], ast.BoolOp(ast.Or(), [left, value])))


def _moves(body: Sequence[ast.stmt]) -> Iterator[tuple[str, list[ast.stmt]]]:
    """A statement moved out of a block or into it."""
    for place, block in enumerate(body):
        if not isinstance(block, BLOCKS):
            continue
        before, after = list(body[:place]), list(body[place + 1:])
        last, first = block.body[-1], block.body[0]
        head = ast.unparse(block).partition("\n")[0]
        if len(block.body) > 1:
            yield (f"after `{head}`: {_first_line(last)}",
                   [*before, with_fields(block, body=block.body[:-1]), last, *after])
            yield (f"before `{head}`: {_first_line(first)}",
                   [*before, first, with_fields(block, body=block.body[1:]), *after])
        if after:
            yield (f"inside `{head}`: {_first_line(after[0])}",
                   [*before, with_fields(block, body=[*block.body, after[0]]), *after[1:]])
        if before and not _docstring(before[-1]):
            yield (f"at the top of `{head}`: {_first_line(before[-1])}",
                   [*before[:-1], with_fields(block, body=[before[-1], *block.body]), *after])


def _docstring(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _comprehended(node: Comprehension, ordered: bool = True) -> Iterator[Comprehension]:
    each, *more = node.generators
    for values in _other_orders(each.target, each.iter, ordered):
        yield with_fields(node, generators=[with_fields(each, iter=values), *more])


def _other_orders(
    target: ast.expr, values: ast.expr, ordered: bool = True
) -> Iterator[ast.expr]:
    """Backwards, each value once, without the first, without the last."""
    text = ast.unparse(values)
    used = ast.unparse(target) != "_"
    called = _name(values.func) if isinstance(values, ast.Call) else ""
    if ordered and used and called != "zip":
        yield _expression(f"list({text})[::-1]")
    if ordered and used and called not in UNIQUE:
        yield _expression(f"dict.fromkeys({text})")
    yield _expression(f"list({text})[1:]")
    if used:
        yield _expression(f"list({text})[:-1]")


def _name(function: ast.expr) -> str:
    return ast.unparse(function).rpartition(".")[2]


def _swapped(items: list[ast.expr]) -> Iterator[list[ast.expr]]:
    for place in range(len(items) - 1):
        if not isinstance(items[place], ast.Starred):
            yield [*items[:place], items[place + 1], items[place], *items[place + 2:]]


def _told(old: ast.AST, new: Replacement) -> Change:
    made = [ast.fix_missing_locations(n) for n in (new if isinstance(new, list) else [new])]
    return f"{ast.unparse(old)} -> {'; '.join(map(ast.unparse, made))}", new


def _first_line(statement: ast.stmt) -> str:
    return ast.unparse(statement).partition("\n")[0]


def _has_a_place(value: ast.expr) -> bool:
    """Whether an expression may be an object that somebody else holds too."""
    return isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.Call)


def _plus(value: ast.expr, number: int) -> ast.expr:
    return ast.BinOp(value, ast.Add() if number > 0 else ast.Sub(), ast.Constant(abs(number)))


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _stored(value: ast.expr) -> ast.expr:
    return with_fields(value, ctx=ast.Store())


def _loaded(value: ast.expr) -> ast.expr:
    return with_fields(value, ctx=ast.Load())
