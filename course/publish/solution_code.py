"""The code of a solution cell: as a student would write it, as a stub, with other methods."""

from __future__ import annotations

import ast
import re
import textwrap

MARKER = re.compile(r"^ *### (BEGIN|END) SOLUTION\n?", re.MULTILINE)
BODY = re.compile(r"^( *)### BEGIN SOLUTION.*?### END SOLUTION", re.MULTILINE | re.DOTALL)


def without_markers(code: str) -> str:
    """A solution cell as a student would have written it."""
    return MARKER.sub("", code).rstrip()


def stub_of(code: str) -> str:
    """A solution cell as a student gets it."""
    return BODY.sub(r"\1return ...", code)


def with_methods(code: str, class_name: str, methods: str) -> str:
    """`code` with these methods in the class: each takes the place of its namesake or comes last.

    Raises ValueError if `code` does not define the class, or if `methods` are not functions alone.
    """
    body = ast.parse(methods).body
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    if not functions or len(functions) < len(body):
        raise ValueError("with methods=true, write functions alone")
    lines = methods.splitlines()
    for node in functions:
        method = lines[_first_line(node) - 1:node.end_lineno]
        code = _with_method(code, class_name, node.name, method)
    return code


def _with_method(code: str, class_name: str, name: str, method: list[str]) -> str:
    body = next((node.body for node in ast.parse(code).body
                 if isinstance(node, ast.ClassDef) and node.name == class_name), None)
    if body is None:
        raise ValueError(f"methods=true, but the solution has no class {class_name}")
    lines = code.splitlines()
    indented = [textwrap.indent(line, "    ") for line in method]
    old = next((n for n in body if isinstance(n, ast.FunctionDef) and n.name == name), None)
    if old is None:
        end = body[-1].end_lineno or 0
        return "\n".join([*lines[:end], "", *indented, *lines[end:]])
    return "\n".join([*lines[:_first_line(old) - 1], *indented, *lines[old.end_lineno:]])


def _first_line(node: ast.FunctionDef) -> int:
    """The line on which a function begins, its decorators included."""
    return min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
