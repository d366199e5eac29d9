"""Whether code remembers something from one call to the next, as its source and its values tell."""

from __future__ import annotations

import ast
import inspect
import linecache
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import Any

from course.exchange.program import parse_quietly

KINDS = (list, dict, set, defaultdict, OrderedDict, Counter, deque)
EMPTY_ALWAYS = frozenset(kind.__name__ for kind in KINDS)  # what a call without contents makes


def remembers(target: Any) -> bool:
    """Whether a list, dict or set that the cell makes once holds something else by now.

    It may be a default value, an attribute of the class, or a name of the cell that the code uses.
    """
    functions = [f for f in _functions(target) if isinstance(f, FunctionType)]
    return any(_differs(written, now) for written, now in _made_once(target, functions))


def _functions(target: Any) -> list[Any]:
    if isinstance(target, type):
        members = [getattr(member, "fget", None) or member for member in vars(target).values()]
        return [inspect.unwrap(member) for member in members if callable(member)]
    return [inspect.unwrap(target)] if callable(target) else []


def _made_once(target: Any, functions: list[FunctionType]) -> Iterator[tuple[ast.expr, Any]]:
    """What is made once, as the source writes it, and as it is now."""
    for function in functions:
        cell = _parsed(function.__code__.co_filename)
        used = _names(function.__code__)
        yield from _assigned(cell.body, function.__globals__, used.__contains__)
        for node in ast.walk(cell):
            if isinstance(node, ast.FunctionDef) and node.name == function.__name__:
                yield from _defaults(node.args, function)
    if isinstance(target, type) and functions:
        for node in ast.walk(_parsed(functions[0].__code__.co_filename)):
            if isinstance(node, ast.ClassDef) and node.name == target.__name__:
                yield from _assigned(node.body, vars(target), lambda name: True)


def _defaults(arguments: ast.arguments, function: FunctionType) -> Iterator[tuple[ast.expr, Any]]:
    yield from zip(arguments.defaults, function.__defaults__ or (), strict=False)
    by_name = function.__kwdefaults__ or {}
    for argument, written in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if written is not None:
            yield written, by_name.get(argument.arg)


def _assigned(
    body: list[ast.stmt], values: Mapping[str, Any], wanted: Callable[[str], bool]
) -> Iterator[tuple[ast.expr, Any]]:
    for line in body:
        if isinstance(line, ast.Assign):
            for name in line.targets:
                if isinstance(name, ast.Name) and wanted(name.id) and name.id in values:
                    yield line.value, values[name.id]


def _parsed(filename: str) -> ast.Module:
    try:
        return parse_quietly("".join(linecache.getlines(filename)))
    except (SyntaxError, ValueError):
        return ast.Module([], [])


def _names(code: CodeType) -> frozenset[str]:
    inner = [_names(part) for part in code.co_consts if isinstance(part, CodeType)]
    return frozenset(code.co_names).union(*inner)


def _differs(written: ast.expr, now: Any) -> bool:
    """Whether a list, dict or set has other items than the source gives it."""
    if type(now) not in KINDS:
        return False
    if isinstance(written, ast.Call):
        called = getattr(written.func, "attr", getattr(written.func, "id", ""))
        return called in EMPTY_ALWAYS and not isinstance(
            written.args[:1] and written.args[0], ast.List | ast.Dict) and len(now) > 0
    try:
        value = ast.literal_eval(written)
        return type(value) is type(now) and (len(value) != len(now) or bool(value != now))
    except Exception:  # no literal, or its items cannot be compared
        return False
