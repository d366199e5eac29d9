"""Find and read what students handed in: `<student>/<assignment>/<assignment>.ipynb`."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from course.exchange.wire import without_surrogates
from course.grading.submission import GradingError, State, Submission

MAX_BYTES = 20 * 2**20
MAX_NAME_BYTES = 200  # of a student: a name of a file may have 255, and endings are added
MAX_REASON = 500
MAX_SHOWN = 100
NOT_UNPACKED = "not-unpacked.txt"


class Unreadable(Exception):
    """The file cannot be used as a notebook; the message says what is wrong with it."""


def find_submissions(
    submitted: Path, assignments: Sequence[str], known: Collection[str]
) -> list[Path]:
    """The folder of every student for every assignment, sorted; some may not exist.

    Without `assignments` it takes all `known` ones that somebody handed in. A folder that begins
    with a dot counts as a student's if an assignment is in it. Raises GradingError if nobody
    handed in anything, or the folder cannot be read.
    """
    try:
        found = sorted(path.name for path in submitted.iterdir() if _is_folder(path))
    except OSError as error:
        raise GradingError(f"cannot read {submitted}: {error.strerror}") from None
    holds = {name: _entries(submitted / name) for name in found}
    looked_for = set(assignments or known)
    students = [name for name in found if not name.startswith(".") or holds[name] & looked_for]
    wanted = list(assignments) or sorted({
        name for student in students for name in holds[student] & looked_for})
    handed_in = [name for name in wanted
                 if any(_is_folder(submitted / student / name) for student in students)]
    if not handed_in:
        raise GradingError(f"nothing to grade in {submitted}: nobody there handed in "
                           f"{' or '.join(assignments) or 'any assignment'}, as "
                           "<student>/<assignment>/<assignment>.ipynb")
    return [submitted / student / assignment for assignment in wanted for student in students]


def student_name(folder: str) -> str:
    """The student's name in files, tables and pages, from the name of a folder.

    They are the same, unless the folder's name is too long or holds what cannot be printed.
    """
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in folder)
    if shown == folder and len(folder.encode()) <= MAX_NAME_BYTES:
        return folder
    digest = hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]
    return f"{cut_to_bytes(shown, MAX_NAME_BYTES // 2)}~{digest}"


def cut_to_bytes(text: str, most: int) -> str:
    """The beginning of a text, of as many whole characters as fit into so many bytes of UTF-8."""
    return text.encode()[:most].decode("utf-8", "ignore")


def read_submission(folder: Path) -> Submission:
    """Read the notebook file in `<student>/<assignment>`, without parsing it. Never raises."""
    student = student_name(folder.parent.name)
    notes = () if student == folder.parent.name else (
        "The name of the student's folder is too long or cannot be printed; "
        f"the results call it {student}.",)
    try:
        found = _read(folder, student)
    except (Unreadable, OSError) as error:
        why = str(error) if isinstance(error, Unreadable) else \
            f"The folder cannot be read: {error.strerror}."
        found = Submission(student, folder.name, None, State.MALFORMED, (why,))
    return replace(found, notes=(*found.notes, *notes))


def _read(folder: Path, student: str) -> Submission:
    """Raises Unreadable and OSError."""
    assignment = folder.name
    path = folder / f"{assignment}.ipynb"
    if student.startswith("."):
        raise Unreadable(f"The name of the folder {student} begins with a dot, as those of hidden "
                         "folders do. Rename it to have it graded.")
    if folder.is_symlink():
        raise Unreadable(f"The folder {assignment} is a link to another place.")
    refused = folder / NOT_UNPACKED
    if refused.is_file() and not refused.is_symlink():
        with refused.open("rb") as file:
            raise Unreadable(file.read(MAX_REASON).decode("utf-8", "replace"))
    if not path.exists() and not path.is_symlink():
        _need_readable(folder)
        others = _names(folder.glob("*")) if folder.is_dir() else ""
        note = f"There is no {path.name}" + (f"; the folder holds {others}." if others else ".")
        return Submission(student, assignment, None, State.MISSING, (note,))
    extra = _names(p for p in folder.glob("*.ipynb") if p.name != path.name)
    notes = (f"Not graded: {extra}.",) if extra else ()
    try:
        return Submission(student, assignment, notes=notes, content=_content(path))
    except Unreadable as error:
        return Submission(student, assignment, None, State.MALFORMED, (str(error), *notes))


def _need_readable(folder: Path) -> None:
    """Raises OSError if the folder, or the one it lies in, is there and cannot be looked into."""
    for place in (folder.parent, folder):
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            os.scandir(place).close()


def _is_folder(path: Path) -> bool:
    """Whether it is a folder, or may be one in a folder that cannot be looked into."""
    try:
        return path.is_dir()
    except OSError:
        return True


def _entries(folder: Path) -> set[str]:
    """The names of what a folder holds; none if it cannot be read."""
    try:
        return {path.name for path in folder.iterdir()}
    except OSError:
        return set()


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
    names = sorted(printable(without_surrogates(path.name)) for path in paths)
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "")


def printable(text: str) -> str:
    """A text that a student chose, fit for a line: short, without control characters."""
    cleaned = "".join(c if c.isprintable() else "?" for c in text[:MAX_SHOWN])
    return cleaned if len(text) <= MAX_SHOWN else f"{cleaned}…"
