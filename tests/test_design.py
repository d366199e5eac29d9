"""The arrows of the design: who may import whom."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from course.publish.source import ROOT

# A package, and the packages of this project that it may import besides itself.
ALLOWED = {
    "autograd_ref": set(),
    "course.exchange": set(),
    "course.checks": {"autograd_ref", "course.exchange"},
    "course.view": {"autograd_ref"},
    "course.student": {"course.checks"},
    "course.publish": {"course.exchange", "course.checks"},
    "course.grading": {"course.exchange", "course.checks", "course.publish"},
}
STANDARD = set(sys.stdlib_module_names)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module or ""


def package_files(package: str) -> list[Path]:
    return sorted((ROOT / package.replace(".", "/")).rglob("*.py"))


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_only_what_the_design_allows(package: str) -> None:
    allowed = {package, *ALLOWED[package]}
    for path in package_files(package):
        ours = {n for n in imports(path) if n.split(".")[0] in ("course", "autograd_ref")}
        wrong = {n for n in ours
                 if not any(n == a or n.startswith(f"{a}.") for a in allowed)}
        assert not wrong, f"{path.relative_to(ROOT)} imports {wrong}"


def test_the_engine_depends_on_numpy_alone() -> None:
    outside = {
        name.split(".")[0] for path in package_files("autograd_ref") for name in imports(path)
    } - STANDARD - {"autograd_ref", "numpy"}
    assert not outside


def test_nobody_imports_the_command_line() -> None:
    commands = ROOT / "course" / "commands"
    for path in (ROOT / "course").rglob("*.py"):
        found = set(imports(path))
        assert "course.cli" not in found, path
        if path.name != "cli.py" and commands not in path.parents:
            assert not any(name.startswith("course.commands") for name in found), path


def test_the_rules_of_the_engine_stand_on_their_own() -> None:
    """What is read about automatic differentiation needs none of the functions that users call."""
    package = ROOT / "autograd_ref"
    for path in [package / f"{name}.py" for name in ("node", "record", "engine", "inplace")] + [
        *(package / "ops").glob("*.py")
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert "functions" not in (node.module or "").split("."), path
