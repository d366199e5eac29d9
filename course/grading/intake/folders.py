"""Find and read what students handed in: `<student>/<assignment>/<assignment>.ipynb`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from course.exchange.wire import without_surrogates
from course.grading.submission import GradingError, State, Submission

MAX_BYTES = 20 * 2**20
NOT_UNPACKED = "not-unpacked.txt"


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
        others = _names(folder.glob("*")) if folder.is_dir() else ""
        note = f"There is no {path.name}" + (f"; the folder holds {others}." if others else ".")
        return Submission(student, assignment, None, State.MISSING, (note,))
    extra = _names(p for p in folder.glob("*.ipynb") if p.name != path.name)
    notes = (f"Not graded: {extra}.",) if extra else ()
    try:
        return Submission(student, assignment, notes=notes, content=_content(path))
    except Unreadable as error:
        return Submission(student, assignment, None, State.MALFORMED, (str(error), *notes))


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
