"""Building all generated files, and finding those that drifted from their sources."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from course.publish.assignment import (
    notebook_bytes,
    paths_of,
    release_notebook,
    solution_notebook,
)
from course.publish.lesson import executed, lesson_notebook, same_text
from course.publish.misconceptions import fingerprint_bytes, fingerprint_path
from course.publish.rules import assignment_faults, notebook_faults
from course.publish.source import (
    ROOT,
    SourceError,
    assignment_paths,
    lesson_paths,
    read_assignment,
)

GENERATED = ("course/lessons/*.ipynb", "course/checks/fingerprints/*", "solutions/*/*",
             "exercises/*/*")
Say = Callable[[str], None]


@dataclass
class Built:
    """What a build would write, by path from the root, and the faults it found."""

    files: dict[Path, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def build(root: Path = ROOT, execute: bool = False, say: Say = lambda line: None) -> Built:
    """All generated files, made from the text sources.

    A lesson runs again only if its text changed, or with `execute`.
    """
    built = Built()
    for path in assignment_paths():
        say(f"assignment {path.stem}")
        try:
            _add_assignment(built, path)
        except SourceError as error:
            built.faults.append(str(error))
    for path in lesson_paths():
        say(f"lesson {path.stem}")
        try:
            notebook = Path("course/lessons") / f"{path.stem}.ipynb"
            built.files[notebook] = _lesson(root, path, execute)
        except SourceError as error:
            built.faults.append(str(error))
    return built


def write(built: Built, root: Path = ROOT) -> list[Path]:
    """Write the files of a build and delete those without a source. Returns the changed paths."""
    changed = drift(built, root)
    for path in changed:
        target = root / path
        if path in built.files:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(built.files[path])
        else:
            target.unlink()
    return changed


def drift(built: Built, root: Path = ROOT) -> list[Path]:
    """The generated files that are missing, differ, or have no source any more."""
    existing = {path.relative_to(root) for pattern in GENERATED for path in root.glob(pattern)
                if path.is_file()}
    outdated = {path for path, content in built.files.items()
                if path not in existing or (root / path).read_bytes() != content}
    return sorted(outdated | (existing - built.files.keys()))


def _add_assignment(built: Built, path: Path) -> None:
    assignment = read_assignment(path)
    faults = list(assignment_faults(assignment))
    built.faults += faults
    if faults:
        return
    solution = solution_notebook(assignment)
    solution_path, release_path = paths_of(assignment)
    built.faults += notebook_faults(solution_path, solution)
    built.files[solution_path] = notebook_bytes(solution)
    built.files[release_path] = notebook_bytes(release_notebook(solution))
    built.files[fingerprint_path(assignment)] = fingerprint_bytes(assignment)


def _lesson(root: Path, path: Path, execute: bool) -> bytes:
    notebook = lesson_notebook(path)
    target = root / "course" / "lessons" / f"{path.stem}.ipynb"
    if target.exists() and not execute:
        content = target.read_bytes()
        old = nbformat.reads(content.decode(), as_version=4)
        if same_text(notebook, old) and notebook_bytes(old) == content:
            return content
    return notebook_bytes(executed(notebook))
