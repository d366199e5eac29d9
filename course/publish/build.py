"""Building all generated files, and finding those that drifted from their sources.

A build writes and deletes only what it generates. Beside the course's assignments may lie plain
ones, written with nbgrader alone: `solutions/<slug>/<slug>.ipynb` is then a source, and the build
makes what students get from it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
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
from course.publish.misconceptions import FINGERPRINTS, fingerprint_bytes, fingerprint_path
from course.publish.plain import (
    plain_assignments,
    plain_release,
    unused_notebooks,
)
from course.publish.rules import assignment_faults, notebook_faults
from course.publish.source import (
    ROOT,
    SourceError,
    assignment_paths,
    data_files,
    lesson_paths,
    read_assignment,
)

LESSONS = Path("course/lessons")
LESSON_NAME = "[0-9][0-9]_*.ipynb"
BUILT_CELL_ID = re.compile(r"install|cell-\d{2,}")
Say = Callable[[str], None]


@dataclass
class Built:
    """What a build would write, by path from the root, and the faults it found.

    `notes` are sentences about what it left alone.
    """

    files: dict[Path, bytes] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def build(root: Path = ROOT, execute: bool = False, say: Say = lambda line: None) -> Built:
    """All generated files, made from the text sources.

    A lesson runs again only if its text changed, or with `execute`.
    """
    built = Built()
    for path in assignment_paths():
        say(f"assignment {path.stem}")
        try:
            _add_assignment(built, path, root)
        except SourceError as error:
            built.faults.append(str(error))
    _add_plain_assignments(built, root)
    for path in lesson_paths():
        say(f"lesson {path.stem}")
        try:
            notebook = LESSONS / f"{path.stem}.ipynb"
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
    outdated = {path for path, content in built.files.items()
                if not (root / path).is_file() or (root / path).read_bytes() != content}
    return sorted(outdated | (set(_generated(root)) - built.files.keys()))


def _generated(root: Path) -> Iterator[Path]:
    """The files that a build wrote at some time; by them it knows what it may delete.

    Only a generated assignment has fingerprints.
    """
    for fingerprints in (root / FINGERPRINTS).glob("*.json"):
        for path in (FINGERPRINTS / fingerprints.name, *paths_of(fingerprints.stem)):
            if (root / path).is_file():
                yield path
    for lesson in (root / LESSONS).glob(LESSON_NAME):
        if _is_built_lesson(lesson):
            yield LESSONS / lesson.name


def _is_built_lesson(path: Path) -> bool:
    """Whether all cells have the ids that a build gives them; no other program does."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return all(BUILT_CELL_ID.fullmatch(cell["id"]) for cell in cells)
    except (ValueError, LookupError, TypeError):
        return False


def _add_assignment(built: Built, path: Path, root: Path) -> None:
    assignment = read_assignment(path)
    faults = list(assignment_faults(assignment))
    built.faults += faults
    if faults:
        return
    solution = solution_notebook(assignment)
    solution_path, release_path = paths_of(assignment.slug)
    built.faults += notebook_faults(solution_path, solution)
    built.files[solution_path] = notebook_bytes(solution)
    built.files[release_path] = notebook_bytes(release_notebook(solution))
    built.files[fingerprint_path(assignment)] = fingerprint_bytes(assignment)
    _add_data_files(built, assignment.slug, root)


def _add_plain_assignments(built: Built, root: Path) -> None:
    for path in plain_assignments(root):
        try:
            built.files[paths_of(path.stem)[1]] = plain_release(path)
        except SourceError as error:
            built.faults.append(str(error))
        _add_data_files(built, path.stem, root)
    built.notes += [f"{path} is not an assignment: an assignment has one notebook, named like its "
                    f"folder, {path.parent.name}.ipynb" for path in unused_notebooks(root)]


def _add_data_files(built: Built, slug: str, root: Path) -> None:
    """Students get the files that lie beside a solution, under the same names."""
    source, release = (path.parent for path in paths_of(slug))
    for name in data_files(root / source):
        built.files[release / name] = (root / source / name).read_bytes()


def _lesson(root: Path, path: Path, execute: bool) -> bytes:
    notebook = lesson_notebook(path)
    target = root / LESSONS / f"{path.stem}.ipynb"
    if target.exists() and not execute:
        content = target.read_bytes()
        old = nbformat.reads(content.decode(), as_version=4)
        if same_text(notebook, old) and notebook_bytes(old) == content:
            return content
    return notebook_bytes(executed(notebook))
