"""What one student uploaded: read the notebooks, and choose the one to grade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field

from course.grading.intake.folders import printable
from course.grading.lms.names import (
    DownloadedFile,
    is_noise,
    is_notebook,
    is_outside,
    split_attempt,
)
from course.grading.lms.roster import Person
from course.grading.lms.zips import Entry, Refused, inner_entries

MAX_NOTEBOOKS, MAX_BYTES_EACH = 50, 50 * 2**20
MAX_LISTED = 10
GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([^"\\]{1,200})"')
Cells = Mapping[str, Set[str]]


@dataclass
class Candidate:
    """A notebook that a student uploaded. `refusal` says why there is no content, or is ""."""

    file: DownloadedFile
    name: str
    content: bytes = b""
    refusal: str = ""
    belongs_to: str | None = None


@dataclass
class Uploads:
    """What one student uploaded; `others` are the files that are not notebooks."""

    file: DownloadedFile
    person: Person | None
    files: list[tuple[DownloadedFile, Entry]] = field(default_factory=list)
    notebooks: list[Candidate] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    bytes_read: int = 0

    def read(self, assignment: str, cells: Cells) -> None:
        """Read the notebooks, also those in a zip, one level deep.

        `cells` are the grade_ids of every assignment: they tell which one a notebook belongs to.
        """
        for file, entry in self.files:
            if is_notebook(file.name):
                self._add(Candidate(file, file.name), entry)
            elif file.name.lower().endswith(".zip"):
                try:
                    for inner in _notebooks_inside(entry):
                        name = inner.path.rpartition("/")[2]
                        self._add(Candidate(file, name), inner)
                except Refused as refusal:
                    self.others.append(f"{file.name} ({refusal})")
            else:
                self.others.append(file.name)
        for candidate in self.notebooks:
            candidate.belongs_to = _assignment_of(candidate, assignment, cells)

    def _add(self, candidate: Candidate, entry: Entry) -> None:
        """Read a notebook, as long as the student's limits allow it."""
        if len(self.notebooks) >= MAX_NOTEBOOKS or self.bytes_read > MAX_BYTES_EACH:
            self.others.append(f"{candidate.name} (beyond the limit of {MAX_NOTEBOOKS} notebooks "
                               f"and {MAX_BYTES_EACH // 2**20} MB)")
            return
        try:
            candidate.content = entry.read()
        except Refused as refusal:
            candidate.refusal = str(refusal)
        self.bytes_read += len(candidate.content)
        self.notebooks.append(candidate)

    def newest(self, assignment: str) -> Candidate | None:
        """The notebook to grade: of this assignment, if possible with its name, the last one.

        None if there is no notebook.
        """
        def rank(numbered: tuple[int, Candidate]) -> tuple[bool, bool, bool, int, int, int]:
            place, candidate = numbered
            stem, attempt = split_attempt(candidate.name)
            return (candidate.belongs_to == assignment, stem == assignment, not candidate.refusal,
                    attempt, candidate.file.file_id, place)

        return max(enumerate(self.notebooks), key=rank)[1] if self.notebooks else None

    def notes(self, chosen: Candidate | None, assignment: str) -> Iterator[str]:
        """Sentences about the choice, for the detail of the grade."""
        if chosen is None:
            yield f"The student handed in only {_listed(self.others)}."
            return
        if chosen.name != f"{assignment}.ipynb":
            yield f"Handed in as {printable(chosen.name)}."
        if chosen.belongs_to not in (None, assignment):
            yield f"It looks like {chosen.belongs_to}."
        others = [c.name for c in self.notebooks if c is not chosen] + self.others
        if others:
            yield f"Not graded: {_listed(others)}."


def _notebooks_inside(entry: Entry) -> Iterator[Entry]:
    found = [inner for inner in inner_entries(entry.read())
             if not is_noise(inner.path) and is_notebook(inner.path)]
    if not found:
        raise Refused("holds no notebook")
    for inner in found:
        if is_outside(inner.path):
            raise Refused(f"holds {printable(inner.path)}, a name that leads out of it")
        yield inner


def _assignment_of(candidate: Candidate, assignment: str, cells: Cells) -> str | None:
    """The assignment with which the notebook shares the most cells; None if it shares none."""
    shared = {slug: len(found) for slug, names in cells.items()
              if (found := _grade_ids(candidate.content) & names)}
    most = max(shared.values(), default=0)
    best = [slug for slug, count in shared.items() if count == most]
    return assignment if assignment in best else next(iter(best), None)


def _grade_ids(content: bytes) -> set[str]:
    """The grade_ids in the text of a notebook, which may be too damaged or too large to parse."""
    return {name.decode("utf-8", "replace") for name in GRADE_ID.findall(content)}


def _listed(names: list[str]) -> str:
    more = len(names) - MAX_LISTED
    return ", ".join(map(printable, names[:MAX_LISTED])) + (f" and {more} more" if more > 0 else "")
