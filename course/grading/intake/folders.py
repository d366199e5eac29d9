"""Find and read what students handed in: `<student>/<assignment>/<assignment>.ipynb`."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from course.exchange.wire import without_surrogates
from course.grading.intake.assignments import grade_ids
from course.grading.intake.files import HandedIn, kind_of
from course.grading.lms.names import is_noise
from course.grading.lms.zips import MAX_BYTES, Refused
from course.grading.submission import GradingError, State, Submission

NOT_UNPACKED, TIMESTAMP = "not-unpacked.txt", "timestamp.txt"
MAX_DEPTH, MAX_FOLDER_FILES = 3, 200


class Unreadable(Exception):
    """The file cannot be used as a notebook; the message says what is wrong with it."""


def find_submissions(
    submitted: Path, assignments: Sequence[str], known: Collection[str]
) -> list[Path]:
    """The folder of every student for every assignment, sorted; some may not exist.

    Without `assignments` it takes all `known` ones that somebody handed in. Raises GradingError if
    nobody handed in anything.
    """
    students = sorted(p.name for p in submitted.iterdir()
                      if p.is_dir() and not p.name.startswith("."))
    wanted = list(assignments) or sorted({
        path.name for student in students for path in (submitted / student).iterdir()
        if path.name in known
    })
    handed_in = [name for name in wanted
                 if any((submitted / student / name).is_dir() for student in students)]
    if not handed_in:
        raise GradingError(f"nothing to grade in {submitted}: nobody there handed in "
                           f"{' or '.join(assignments) or 'any assignment'}, as "
                           "<student>/<assignment>/<assignment>.ipynb")
    return [submitted / student / assignment for assignment in wanted for student in students]


def read_submission(folder: Path) -> Submission:
    """Read the notebook file in `<student>/<assignment>`, without parsing it. Never raises."""
    student, assignment = folder.parent.name, folder.name
    path = folder / f"{assignment}.ipynb"
    if folder.is_symlink():
        note = f"The folder {assignment} is a link to another place."
        return Submission(student, assignment, None, State.MALFORMED, (note,))
    refused = folder / NOT_UNPACKED
    if refused.is_file() and not refused.is_symlink():
        why = refused.read_text(encoding="utf-8", errors="replace")[:500]
        return Submission(student, assignment, None, State.MALFORMED, (why,))
    if not path.exists() and not path.is_symlink():
        return _from_other_files(folder)
    extra = _names(p for p in folder.glob("*.ipynb") if p.name != path.name)
    notes = (f"Not graded: {extra}.",) if extra else ()
    try:
        content = _content(path)
    except Unreadable as error:
        return Submission(student, assignment, None, State.MALFORMED, (str(error), *notes))
    if kind_of(path.name, content) is not None:
        return _from_other_files(folder)
    files = _handed_in(p for p in _files_in(folder) if p.suffix != path.suffix).files
    return Submission(student, assignment, notes=notes, content=content, files=files)


def _from_other_files(folder: Path) -> Submission:
    """Find the notebook under another name or in a zip file, or say what there is instead."""
    student, assignment = folder.parent.name, folder.name
    paths = list(_files_in(folder)) if folder.is_dir() else []
    if not paths:
        note = f"There is no {assignment}.ipynb."
        return Submission(student, assignment, None, State.MISSING, (note,))
    handed_in = _handed_in(paths)
    chosen = handed_in.choose(assignment, grade_ids())
    if chosen is None or chosen.refusal:
        why = handed_in.why_not(chosen)
        return Submission(student, assignment, None, State.MALFORMED, (why,))
    notes = tuple(handed_in.notes(chosen, assignment))
    return Submission(student, assignment, notes=notes, content=chosen.content,
                      files=handed_in.files)


def _files_in(folder: Path) -> Iterator[Path]:
    """The ordinary files that a student handed in; links are not followed."""
    count = 0
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(n for n in folders if depth < MAX_DEPTH and not n.startswith("."))
        for path in (Path(place, name) for name in sorted(names)):
            if path.is_symlink() or not path.is_file() or not file_name(path.name):
                continue
            count += 1
            if count <= MAX_FOLDER_FILES:
                yield path


def file_name(name: str) -> str:
    """A name for a file of a student's; "" if there must be none of that name."""
    reserved = name in (NOT_UNPACKED, TIMESTAMP) or name.startswith(".") or is_noise(name)
    return "" if reserved or "/" in name or not name.isprintable() else name


def _handed_in(paths: Iterable[Path]) -> HandedIn:
    handed_in = HandedIn()
    for path in paths:
        handed_in.add(without_surrogates(path.name), partial(_read, path))
    return handed_in


def _read(path: Path) -> bytes:
    try:
        return _content(path)
    except Unreadable as error:
        raise Refused(str(error).removeprefix(f"{path.name} ").removesuffix(".")) from None


def _content(path: Path) -> bytes:
    if path.is_symlink() or not path.is_file():
        raise Unreadable(f"{path.name} is not an ordinary file.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise Unreadable(f"{path.name} has {size / 2**20:.0f} MB; the limit is "
                         f"{MAX_BYTES / 2**20:.0f} MB.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from None


def _names(paths: Iterable[Path]) -> str:
    names = sorted(without_surrogates(path.name) for path in paths)
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")
