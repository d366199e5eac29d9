"""Find and read what students handed in: `<student>/<assignment>/<assignment>.ipynb`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path

from course.exchange.wire import without_surrogates
from course.grading.intake.assignments import grade_ids, solution_paths
from course.grading.intake.blank import is_blank
from course.grading.intake.file_names import is_noise, is_notebook, is_systems
from course.grading.intake.files import HandedIn, kind_of
from course.grading.intake.naming import names_a_file, printable, student_name
from course.grading.intake.zips import MAX_BYTES, Refused
from course.grading.submission import GradingError, State, Submission, SubmissionId
from course.words import first_few

MAX_REASON = 500
NOT_UNPACKED, TIMESTAMP = "not-unpacked.txt", "timestamp.txt"
MAX_TIMESTAMP_BYTES = 200
MAX_LISTED = 3
MAX_DEPTH, MAX_FOLDER_FILES, MAX_SEEN = 6, 200, 20_000
CHECKPOINTS = ".ipynb_checkpoints"


class Unreadable(Exception):
    """The file cannot be used as a notebook; the message says what is wrong with it."""


def find_submissions(
    submitted: Path, assignments: Sequence[str], known: Collection[str]
) -> list[Path]:
    """The folder of every student for every assignment, sorted; some may not exist.

    Without `assignments` it takes all `known` ones that somebody handed in. A hidden folder, or one
    that a system makes, counts as a student's if an assignment is in it. Raises GradingError if
    nobody handed in anything, or the folder cannot be read.
    """
    try:
        found = sorted(path.name for path in submitted.iterdir()
                       if _is_folder(path) or (path.is_symlink() and not path.is_file()))
    except OSError as error:
        raise GradingError(f"cannot read {submitted}: {error.strerror}") from None
    holds = {name: _entries(submitted / name) for name in found}
    _need_students(submitted, holds, known)
    looked_for = set(assignments or known)
    students = [name for name in found if not is_systems(name) or holds[name] & looked_for]
    wanted = list(assignments) or sorted({
        name for student in students for name in holds[student] & looked_for})
    handed_in = [name for name in wanted
                 if any(_is_folder(submitted / student / name) for student in students)
                 or any(_from_beside(submitted / student / name, student, known)
                        for student in students)]
    if not handed_in:
        raise GradingError(f"nothing to grade in {submitted}: nobody there handed in "
                           f"{' or '.join(assignments) or 'any assignment'}, as "
                           f"<student>/<assignment>/<assignment>.ipynb{_way_on(submitted)}")
    return [submitted / student / assignment for assignment in wanted for student in students]


def submission_id(folder: Path) -> SubmissionId:
    """Whose folder `<student>/<assignment>` is, as the results name them."""
    return student_name(folder.parent.name), folder.name


def notebooks_in_no_folder(submitted: Path) -> list[str]:
    """The names of notebooks and zip files that lie beside the students' folders."""
    return sorted(printable(without_surrogates(path.name)) for path in submitted.iterdir()
                  if path.suffix.lower() in (".ipynb", ".zip") and path.is_file())


def _way_on(submitted: Path) -> str:
    """What to do with notebooks that lie beside each other; "" if there are none."""
    loose = notebooks_in_no_folder(submitted)
    return (f". It holds {first_few(loose, MAX_LISTED)} beside each other: put the files of each "
            "student into a folder of the student's name") if loose else ""


def _need_students(
    submitted: Path, holds: Mapping[str, Collection[str]], known: Collection[str]
) -> None:
    """Raise GradingError if the folders are those of assignments: all but one would be lost."""
    for name in sorted(holds.keys() & set(known)):
        if name in holds[name]:
            continue  # a student of this name
        if f"{name}.ipynb" in holds[name]:
            raise GradingError(f"{submitted} holds {name}/{name}.ipynb, without the folder of a "
                               "student around it; if it is itself the folder of one student, "
                               "name the folder above it")
        raise GradingError(f"{submitted} holds the folder of an assignment, {name}, in the place "
                           f"of a student's; if it holds the students, grade {submitted / name}")


def read_submission(folder: Path, graded: Collection[str] = ()) -> Submission:
    """Read the notebook file in `<student>/<assignment>`, without parsing it. Never raises.

    `graded` are assignments that were graded before: their folders hold no work for another one,
    also if they are in solutions/ no more.
    """
    student, _ = submission_id(folder)
    notes = () if student == folder.parent.name else (
        "The name of the student's folder is too long or cannot be printed; "
        f"the results call it {student}.",)
    try:
        found = _read(folder, student, graded)
    except (Unreadable, OSError) as error:
        why = str(error) if isinstance(error, Unreadable) else \
            f"The folder cannot be read: {error.strerror}."
        found = Submission(student, folder.name, None, State.MALFORMED, (why,))
    except Exception as error:  # whatever it is, one submission stops no run
        why = f"What was handed in cannot be read ({type(error).__name__}); a person has to look."
        found = Submission(student, folder.name, None, State.MALFORMED, (why,))
    return replace(found, notes=(*found.notes, *notes))


def _read(folder: Path, student: str, graded: Collection[str]) -> Submission:
    """Raise Unreadable and OSError."""
    assignment = folder.name
    path = folder / f"{assignment}.ipynb"
    if student.startswith("."):
        raise Unreadable(f"The name of the folder {student} begins with a dot, as those of hidden "
                         "folders do. Rename it to have it graded.")
    for place in (folder.parent, folder):
        if place.is_symlink():
            raise Unreadable(f"The folder {printable(without_surrogates(place.name))} is a link to "
                             "another place.")
    refused = folder / NOT_UNPACKED
    if refused.is_file() and not refused.is_symlink():
        with refused.open("rb") as file:
            raise Unreadable(file.read(MAX_REASON).decode("utf-8", "replace"))
    if not path.exists() and not path.is_symlink():
        _need_readable(folder)
        return _from_other_files(folder, student, graded)
    extra = [p for p in folder.glob("*.ipynb") if p.name != path.name]
    notes = (f"Not graded: {_names(extra)}.",) if extra else ()
    try:
        content = _content(path)
    except Unreadable as error:
        return Submission(student, assignment, None, State.MALFORMED, (str(error), *notes))
    if kind_of(path.name, content) is not None or (extra and is_blank(content, assignment)):
        return _from_other_files(folder, student, graded)
    files = handed_in_files(p for p in files_in(folder) if p.suffix != path.suffix).files
    return Submission(student, assignment, notes=notes, content=content, files=files)


def _from_other_files(folder: Path, student: str, graded: Collection[str]) -> Submission:
    """Find the notebook under another name or in a zip file, or say what there is instead."""
    assignment = folder.name
    if folder.is_dir() and (paths := files_in(folder)):
        return submission_of(handed_in_files(paths), student, assignment)
    beside = _from_beside(folder, student, {*solution_paths(), *graded})
    if beside is not None:
        return beside
    others = _names(folder.glob("*")) if folder.is_dir() else ""
    note = f"There is no {assignment}.ipynb" + (f"; the folder holds {others}." if others else ".")
    state = State.MALFORMED if _holds_work(folder) else State.MISSING
    return Submission(student, assignment, None, state, (note,))


def _from_beside(folder: Path, student: str, known: Collection[str]) -> Submission | None:
    """The submission that lies in the student's folder, but in no folder of a known assignment."""
    assignment, home = folder.name, folder.parent
    if not any(not is_noise(name) for name in _entries(home).difference(known)):
        return None
    paths = [path for path in files_in(home) if path.relative_to(home).parts[0] not in known]
    handed_in = handed_in_files(paths)
    chosen = handed_in.choose(assignment, grade_ids()) if handed_in.notebooks else None
    if chosen is None or chosen.refusal or chosen.belongs_to != assignment:
        return None
    note = f"Handed in as {printable(chosen.name)}, outside of a folder {assignment}."
    return Submission(student, assignment, notes=(note,), content=chosen.content,
                      files=handed_in.files)


def _holds_work(folder: Path) -> bool:
    """Whether a folder holds a file of the student's that nobody could use."""
    return any(name != TIMESTAMP and not is_noise(name)
               for place, _, names in os.walk(folder)
               for name in names if CHECKPOINTS not in Path(place).parts)


def submission_of(handed_in: HandedIn, student: str, assignment: str) -> Submission:
    """The submission of one assignment among the files of a student."""
    chosen = handed_in.choose(assignment, grade_ids())
    if chosen is None or chosen.refusal:
        why = handed_in.why_not(chosen)
        return Submission(student, assignment, None, State.MALFORMED, (why,))
    notes = tuple(handed_in.notes(chosen, assignment))
    return Submission(student, assignment, notes=notes, content=chosen.content,
                      files=handed_in.files)


def files_in(folder: Path) -> list[Path]:
    """The ordinary files that a student handed in; links are not followed.

    Notebooks come first, then small files before large ones: what a limit leaves out is data.
    """
    found = list(islice(_ordinary_files(folder), MAX_SEEN))
    size = {path: 0 if is_notebook(path.name) else path.stat().st_size for path in found}
    return sorted(found, key=lambda path: (not is_notebook(path.name), size[path]))[
        :MAX_FOLDER_FILES]


def _ordinary_files(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = sorted(n for n in folders if depth < MAX_DEPTH and not n.startswith("."))
        for path in (Path(place, name) for name in sorted(names)):
            if not path.is_symlink() and path.is_file() and not _is_reserved(path.name):
                yield path


def file_name(name: str) -> str:
    """A name for a file of a student's; "" if none is written under that name."""
    return name if names_a_file(name) and not _is_reserved(name) else ""


def _is_reserved(name: str) -> bool:
    return name in (NOT_UNPACKED, TIMESTAMP) or name.startswith(".") or is_noise(name)


def handed_in_files(paths: Iterable[Path]) -> HandedIn:
    """What a student handed in: the notebooks and the other files among `paths`."""
    handed_in = HandedIn()
    for path in paths:
        handed_in.add(without_surrogates(path.name), partial(bytes_of, path))
    return handed_in


def bytes_of(path: Path) -> bytes:
    """The content of a file that a student handed in. Raises Refused."""
    try:
        return _content(path)
    except Unreadable as error:
        raise Refused(str(error).removeprefix(f"{path.name} ").removesuffix(".")) from None


def _need_readable(folder: Path) -> None:
    """Raise OSError if the folder, or the one it lies in, is there and cannot be looked into."""
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
    return first_few(sorted(printable(without_surrogates(path.name)) for path in paths))


def read_timestamp(folder: Path) -> str | None:
    """The text of the timestamp file in a submission's folder; None if there is none."""
    path = folder / TIMESTAMP
    try:
        if path.is_symlink() or not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(MAX_TIMESTAMP_BYTES).decode("utf-8", "replace").strip() or None
    except OSError:  # of a folder that cannot be read
        return None
