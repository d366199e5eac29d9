"""No module of the course imports itself through others: at run time, in a function, for typing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from course.publish.source import ROOT

TEXTS = ("assignments", "lessons")  # sources of notebooks, which nobody imports


def modules_of(package: Path) -> dict[str, Path]:
    """The files of a package by the names under which they are imported."""
    found = {}
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        if parts[1] not in TEXTS:
            found[".".join(part for part in parts if part != "__init__")] = path
    return found


def imports_of(name: str, modules: dict[str, Path]) -> Iterator[str]:
    """The modules that one of them imports; `from a import b` means `a.b` if that is a module."""
    path = modules[name]
    folder = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = folder[: len(folder) - node.level + 1] if node.level else []
            source = ".".join([*above, *filter(None, [node.module])])
            for inner in (f"{source}.{alias.name}" for alias in node.names):
                yield inner if inner in modules else source


def circle(package: Path) -> list[str]:
    """The modules of a circle of imports, each imported by the next; empty if there is none."""
    modules = modules_of(package)
    graph = {name: modules.keys() & set(imports_of(name, modules)) for name in modules}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_of_the_course_imports_itself_through_others() -> None:
    assert circle(ROOT / "course") == []


@pytest.mark.parametrize("statement", [
    "from package.b import x",
    "from package import b",
    "from . import b",
    "from ..package.b import x",
    "def late():\n    import package.b",
    "if TYPE_CHECKING:\n    from .b import X",
])
def test_a_circle_is_found(statement: str, tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    for name, text in (("__init__", ""), ("a", statement), ("b", "import package.c"),
                       ("c", "from package import a")):
        (package / f"{name}.py").write_text(text)
    assert {*circle(package)} == {"package.a", "package.b", "package.c"}
    (package / "c.py").write_text("")
    assert circle(package) == []
