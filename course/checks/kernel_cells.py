"""What a notebook's kernel remembers of the cells that ran, and what follows for a check.

A kernel keeps the source of each cell that it was given, in order, whether or not the cell ran to
its end. Only what is sure is told.
"""

from __future__ import annotations

import ast
import re
import types
import warnings
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from course.exchange.program import parse_quietly

ENGINE = "autograd_ref"
STRINGS = ("exec", "eval", "compile")
NOTHING_RAN = ("The cells above have not run since the kernel started. Run them first, in "
               "JupyterLab with Run > Run All Above Selected Cell, then run this check again.")


def refusal(name: str, names: Mapping[str, Any], defined: Collection[str] = ()) -> str:
    """Why the answer `name` in a namespace cannot be judged; "" if it can.

    `defined` are the names that the notebook's cells define.
    """
    sources = _sources(names)
    if name not in names and not any(n in names or _newest(n, sources) for n in defined):
        return NOTHING_RAN
    newest = _newest(name, sources)
    if newest is not None and (error := _syntax_error(newest)):
        holds = (f" The notebook still holds the `{name}` of an earlier run."
                 if name in names else "")
        return (f"The newest run of the cell with `{name}` ended in a SyntaxError: {error}.{holds} "
                "Mend the cell and run it again.")
    module = str(getattr(names.get(name), "__module__", "")).partition(".")[0]
    if module == ENGINE:
        return borrowed(f"import {module}", name)
    return borrowed(newest, name) if newest is not None else ""


def borrowed(source: str, name: str) -> str:
    """Why an answer is not the student's own engine; "" if it is, as far as its source tells."""
    if not any(word in source for word in (ENGINE, *STRINGS)):
        return ""
    try:
        tree = parse_quietly(source)  # the kernel has shown the warnings
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # also nested beyond measure
        return ""
    for node in ast.walk(tree):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [
            node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            if module.partition(".")[0] == ENGINE:
                return (f"`{name}` uses the engine `{module}`. Here you write one yourself, and "
                        "where grades are made that one does not exist.")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and (
                node.func.id in STRINGS):
            return (f"`{name}` runs code out of a string with `{node.func.id}`. Write the code in "
                    "the cell itself.")
    return ""


def overwritten(name: str, names: Mapping[str, Any], given: Sequence[str]) -> list[str]:
    """Functions that an answer uses, and that something else was assigned to.

    They are those that probes call, `given`, and those that the answer's code names, if a cell that
    ran has defined them.
    """
    sources = _sources(names)
    code = getattr(names.get(name), "__code__", None)
    used = code.co_names if isinstance(code, types.CodeType) else ()
    defined = [n for n in used if n in names and _newest(n, sources) is not None]
    return [n for n in dict.fromkeys([*given, *defined]) if n in names and not callable(names[n])]


def _sources(names: Mapping[str, Any]) -> list[str]:
    """The cells that a kernel was given, oldest first; none outside of a kernel."""
    sources = names.get("In")
    return [s for s in sources if isinstance(s, str)] if isinstance(sources, list) else []


def _newest(name: str, sources: Sequence[str]) -> str | None:
    """The newest cell that defines a function or class of that name at its top level."""
    defines = re.compile(rf"^(?:async\s+def|def|class)\s+{re.escape(name)}\b", re.MULTILINE)
    return next((source for source in reversed(sources) if defines.search(source)), None)


def _syntax_error(source: str) -> str:
    """What is wrong with a cell, as IPython ran it; "" if it is Python."""
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(source, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError) as error:
        return f"{getattr(error, 'msg', error)} (line {getattr(error, 'lineno', '?')})"
    return ""
