"""Modules that a notebook imports and that are not installed where grades are made.

Many answers begin with an `import torch` that they never use. The judge finds such imports in the
source of a cell, and the sandbox then imports an empty module in their place. Only its use fails,
with the error that the import would have raised.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.util
import re
import types
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any, NoReturn

from course.grading.intake.plain_python import parsed

# A sandbox has no checks. A student's own cell may import and call one all the same.
CHECKS, CHECK = "course.checks", ["check"]
FIRST_CELL = "pip install --quiet autograd-course"  # in a notebook, if the course is missing
INSTALLS = re.compile(
    r"^[ \t]*[%!]{1,2}[ \t]*((?:sudo[ \t]+)?(?:\S*python[\d.]*[ \t]+-m[ \t]+)?"
    r"(?:pip[\d.]*|conda|mamba|micromamba|uv|apt|apt-get|brew)\b[^\n]{0,80})", re.MULTILINE)


# -- the judge's half: it reads sources and imports nothing ----------------------------------------


@lru_cache(maxsize=128)
def absent_modules(source: str) -> list[str]:
    """The top names of modules that a cell imports and that are not installed, in order.

    An import inside `try` is left to the code, which says itself what it does without the module.
    """
    tree = parsed(source) if "import" in source else None
    if tree is None:
        return []
    return [name for name in dict.fromkeys(_imported(tree))
            if name == CHECKS or not _is_installed(name)]


def installs(source: str) -> list[str]:
    """The commands of a cell that would install packages; in a sandbox they do nothing.

    The course's own first cell, which installs the course where it is missing, is not meant.
    """
    commands = (" ".join(command.split()) for command in INSTALLS.findall(source))
    return [command for command in commands if command != FIRST_CELL]


def _imported(tree: ast.Module) -> Iterator[str]:
    """The top names of what is imported, and CHECKS if that is the function `check` alone."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Try):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            is_check = node.module == CHECKS and [alias.name for alias in node.names] == CHECK
            yield CHECKS if is_check else node.module.partition(".")[0]
        waiting += reversed(list(ast.iter_child_nodes(node)))


@cache
def _is_installed(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


# -- the sandbox's half ----------------------------------------------------------------------------


class AbsentFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports an empty module for each of `names`, unless the student wrote a file of that name."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> ModuleSpec | None:
        """The specification of an empty module; None for all that somebody else can import."""
        if not any(name == known or name.startswith(f"{known}.") or known.startswith(f"{name}.")
                   for known in self.names):
            return None
        found = PathFinder.find_spec(name, path)
        if found is not None and found.origin is not None:
            return None
        return ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        """An empty module."""
        return AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        """Do nothing: there is no code."""


class AbsentModule(types.ModuleType):
    """A module that is not installed. Its attributes exist, and fail as soon as they are used."""

    __all__ = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if self.__name__ == CHECKS:
            return _nothing
        return Absent(self.__name__)


class Absent:
    """Something of a module that is not installed: annotations may name it, nothing can use it."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(self._module)

    def __call__(self, *arguments: object, **named: object) -> NoReturn:
        self._fail()

    def __mro_entries__(self, bases: object) -> NoReturn:
        self._fail()

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __or__(self, other: object) -> Absent:
        return self

    __ror__ = __getitem__ = __or__

    def _fail(self) -> NoReturn:
        top = self._module.partition(".")[0]
        raise ModuleNotFoundError(f"No module named {top!r}", name=top)


def _nothing(*arguments: object, **named: object) -> None:
    """A check that a student's own cell calls; the judge asks its own."""
