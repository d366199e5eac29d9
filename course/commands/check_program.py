"""`course check-program`: which names of a PyTorch program the engine lacks."""

from __future__ import annotations

import argparse
import ast
import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import autograd_ref
from autograd_ref.api.absent import Absent
from course.errors import CourseError

# Attributes of Python's own objects and of arrays: such a name need not be a tensor's.
COMMON = {name for kind in (list, dict, str, set, bytes, type(open)) for name in dir(kind)}


def lacking(source: str) -> list[tuple[int, str]]:
    """(line, name) of each name of PyTorch's that a program uses and autograd_ref lacks.

    The program is not run. Raises SyntaxError if it is no Python.
    """
    tree = ast.parse(source)
    reader = Reader()
    for node in ast.walk(tree):
        reader.read_import(node)
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            reader.read_attribute(node, id(node) not in inner)
    return sorted(reader.found)


class Reader:
    """Follows the names of a program back to PyTorch."""

    def __init__(self) -> None:
        self.found: set[tuple[int, str]] = set()
        self.stands_for: dict[str, str] = {}  # a name in the program -> a path like "torch.nn"
        self.others: set[str] = set()  # names of other packages

    def read_import(self, node: ast.AST) -> None:
        """Note what the names of an import stand for, and which of them are lacking."""
        if isinstance(node, ast.Import):
            for alias in node.names:
                self.note(node.lineno, alias.name, alias.asname or alias.name.partition(".")[0],
                          alias.name if alias.asname else alias.name.partition(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                path = f"{node.module}.{alias.name}"
                self.note(node.lineno, node.module if alias.name == "*" else path,
                          alias.asname or alias.name, path)

    def note(self, line: int, path: str, name: str, stands_for: str) -> None:
        package = path.partition(".")[0]
        if package == "torch":
            self.stands_for[name] = stands_for
            self.check(line, path)
        elif package.startswith("torch"):
            self.found.add((line, package))
        else:
            self.others.add(name)

    def read_attribute(self, node: ast.Attribute, whole: bool) -> None:
        """Check `torch.nn.Linear`, or the name after a value that may be a tensor."""
        path = dotted(node)
        root = path[0] if path else ""
        if root in self.stands_for:
            if whole:
                self.check(node.lineno, ".".join([self.stands_for[root], *path[1:]]))
        elif root not in self.others and node.attr not in COMMON and isinstance(
            vars(autograd_ref.Tensor).get(node.attr), Absent
        ):
            self.found.add((node.lineno, f"Tensor.{node.attr}, if this is a tensor"))

    def check(self, line: int, path: str) -> None:
        """Note the path if autograd_ref lacks it, as far as it is lacking."""
        value: Any = autograd_ref
        known = ["torch"]
        for name in path.split(".")[1:]:
            known.append(name)
            try:
                value = getattr(value, name)
            except AttributeError:
                if not is_module(known):
                    self.found.add((line, ".".join(known)))
                return


def is_module(path: list[str]) -> bool:
    try:
        importlib.import_module(".".join(["autograd_ref", *path[1:]]))
    except (ImportError, AttributeError):
        return False
    return True


def dotted(node: ast.AST) -> list[str]:
    """The names of `a.b.c`; nothing if it does not begin with a name."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []


def source_of(path: Path) -> str:
    """The Python of a file; of a notebook its code cells, without lines for the shell."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".ipynb":
        return text
    return "\n".join(lines_of(json.loads(text)))


def lines_of(notebook: dict[str, Any]) -> Iterator[str]:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            for line in "".join(cell["source"]).splitlines():
                yield "" if line.lstrip().startswith(("%", "!")) else line


def print_lacking(options: argparse.Namespace) -> int:
    """Print a line for each name that the engine lacks; 1 if there are some.

    The lines of a notebook are counted over all cells. Raises CourseError if the file cannot be
    read as a program.
    """
    path: Path = options.file
    try:
        missing = lacking(source_of(path))
    except SyntaxError as error:
        raise CourseError(f"{path} is no program, a .py or .ipynb file with Python: {error.msg} in "
                          f"line {error.lineno}") from None
    except OSError as error:
        raise CourseError(f"cannot read {path}: {error.strerror}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise CourseError(f"cannot read {path}: {error}") from None
    for line, name in missing:
        print(f"line {line}: {name}")
    if not missing:
        print("autograd_ref has every name of PyTorch that this program uses.")
    return 1 if missing else 0
