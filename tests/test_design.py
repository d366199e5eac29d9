"""The arrows of the design: who may import whom."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from course.publish.source import ROOT

# A package, and the packages of this project that it may import besides itself.
ALLOWED = {
    "autograd_ref": set(),
    "course.exchange": set(),
    "course.checks": {"autograd_ref", "course.exchange", "course.words"},
    "course.view": {"autograd_ref"},
    "course.student": {"course.exchange", "course.checks", "course.errors", "course.version"},
    "course.publish": {"course.exchange", "course.checks", "course.student", "course.errors",
                       "course.settings"},
    "course.grading": {"course.exchange", "course.checks", "course.publish", "course.errors",
                       "course.words"},
}
STANDARD = set(sys.stdlib_module_names)


def imports(path: Path) -> Iterator[str]:
    package = path.resolve().relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        yield from imports_of(node, package)


def imports_of(node: ast.AST, package: tuple[str, ...] = ()) -> list[str]:
    """What a statement in a module of `package` imports."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package[: len(package) - node.level + 1] if node.level else ()
        return [".".join([*above, *filter(None, [node.module])])]
    return []


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
        assert "course.cli" not in found or path.name == "__main__.py", path
        if path.name != "cli.py" and commands not in path.parents:
            assert not any(name.startswith("course.commands") for name in found), path


# autograd_ref from the ground up. A folder is one floor; the last floor is the package's face.
FLOORS = [
    "dtypes", "messages", "watchers", "modes", "rounding", "refusals", "tensor", "node", "record",
    "several", "gradient_names", "anomaly", "traversal", "engine", "hooks", "retaining", "ops",
    "views", "node_hooks", "api", "autograd", "func", "distributions", "nn", "compiler", "optim",
    "utils", "",
]


# course.grading in the same way, in the order in which a submission passes through it.
GRADING_FLOORS = [
    "submission", "whole_file", "lasting_imports", "sanitising", "intake", "sandbox", "judging",
    "scoring",
    "gradebook", "pages", "lms", "publication", "grade_one", "pool", "dispatch", "request",
    "class_run", "grade", "explanation", "adapters", "",
]
ENGINE, GRADING = ROOT / "autograd_ref", ROOT / "course" / "grading"
HOUSES = pytest.mark.parametrize(
    ("package", "floors"), [(ENGINE, FLOORS), (GRADING, GRADING_FLOORS)], ids=["engine", "grading"])


def module_of(path: Path, package: Path) -> str:
    """`ops.shape` for ops/shape.py; the name of the folder for an __init__.py, "" for the face."""
    parts = path.relative_to(package).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imported_modules(path: Path, package: Path) -> Iterator[str]:
    """The package's modules that a file imports: anywhere in it, at run time or for typing."""
    known = {module_of(file, package) for file in package.rglob("*.py")}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1].relative_to(package).parts
            source = ".".join([*folder, *filter(None, [node.module])])
            for alias in node.names:
                inside = f"{source}.{alias.name}".lstrip(".")
                yield inside if inside in known else source
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            whole = "course.grading" if package == GRADING else package.name
            for name in imports_of(node):
                if f"{name}.".startswith(f"{whole}."):
                    yield name.removeprefix(whole).lstrip(".")


def upward_imports(package: Path, floors: list[str]) -> list[str]:
    """The imports that lead to a higher floor."""
    return [
        f"{importer} imports {name}"
        for path in sorted(package.rglob("*.py"))
        for importer in [module_of(path, package)]
        for name in imported_modules(path, package)
        if floors.index(name.split(".")[0]) > floors.index(importer.split(".")[0])
    ]


LISTING = re.compile(r"^ *([\w./]+(?:, [\w./]+)*) {2,}\S", re.MULTILINE)


@pytest.mark.parametrize("package", [
    "autograd_ref", "course/checks", "course/exchange", "course/view", "course/grading",
    *(f"course/grading/{room}" for room in (
        "adapters", "gradebook", "intake", "judging", "lms", "pages", "pool", "sandbox",
        "sandbox/isolation", "sanitising")),
])
def test_a_package_lists_all_its_modules(package: str) -> None:
    folder = ROOT / package
    text = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8"))) or ""
    listed = {name.rstrip("/").removesuffix(".py")
              for names in LISTING.findall(text) for name in names.split(", ")}
    modules = {path.stem for path in folder.iterdir()
               if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert modules - {"__init__"} <= listed


@HOUSES
def test_no_module_imports_upward(package: Path, floors: list[str]) -> None:
    assert not upward_imports(package, floors)
    graph = {
        module_of(path, package): set(imported_modules(path, package))
        for path in package.rglob("*.py")
    }
    TopologicalSorter(graph).prepare()  # raises CycleError for a circle within a floor


@HOUSES
def test_a_root_holds_its_floors_and_nothing_else(package: Path, floors: list[str]) -> None:
    entries = {path.stem for path in package.iterdir()} - {"__pycache__", "__init__", "py"}
    assert entries == {*floors} - {""}


@pytest.mark.parametrize("statement", [
    "from .engine import execute",
    "def late():\n    from . import engine",
    "if TYPE_CHECKING:\n    from .ops.shape import View",
    "import autograd_ref.hooks",
    "from autograd_ref.api import methods",
    "from . import Tensor",
])
def test_an_upward_import_is_seen(statement: str, tmp_path: Path) -> None:
    package = tmp_path / "autograd_ref"
    for name in ("engine", "hooks", "ops/shape", "api/methods", "__init__"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / f"{name}.py").touch()
    (package / "node.py").write_text(statement)
    assert len(upward_imports(package, FLOORS)) == 1
