"""What the files are that a student handed in, and which of them is the notebook to grade.

Students rename notebooks, zip or mail them, and hand in a PDF or a link instead. The content of a
file says what it is, and its cells say to which assignment it belongs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import Protocol

from course.grading.intake.blank import is_blank
from course.grading.intake.file_names import is_noise, is_notebook, is_outside, split_attempt
from course.grading.intake.mails import attachments, is_mail
from course.grading.intake.naming import names_a_file, printable
from course.grading.intake.scripts import notebook_of
from course.grading.intake.zips import Refused, inner_entries
from course.words import first_few

MAX_NOTEBOOKS, MAX_BYTES_EACH = 50, 50 * 2**20
MAX_LISTED, MAX_HELD = 10, 3
MAX_DEEP, MAX_PACKED = 3, 2_000  # zip files and mails in one another, and the files in all of them
MAX_FILES, MAX_FILE, MAX_ALL_FILES = 50, 5 * 2**20, 10 * 2**20
MAX_LINK = 4000
GRADE_ID = re.compile(rb'"grade_id"\s*:\s*"([^"\\]{1,200})"')
CHECK_CALL = re.compile(rb"""check\(\s*(?:\\"|')([\w-]{1,100})(?:\\"|')""")
LINK = re.compile(rb"\s*(?:\[InternetShortcut\]|https?://)|.*\"url\"\s*:\s*\"https?://", re.DOTALL)
ZIP, MAIL, FILE = "a zip file", "a mail", "a file"
PACKED = (ZIP, MAIL)
ARCHIVES = {
    b"Rar!": "a RAR archive", b"7z\xbc\xaf": "a 7z archive", b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive", b"\xfd7zXZ": "an xz archive", b"(\xb5/\xfd": "a zstd archive",
}
TAR, TAR_MARK, TAR_MARK_AT = "a tar archive", b"ustar", 257
MAGIC = {
    b"%PDF": "a PDF", b"PK\x03\x04": ZIP, b"PK\x05\x06": ZIP, b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", **ARCHIVES,
    b"version https://git-lfs": "a pointer of Git LFS",
}
ENDINGS = {
    "pdf": "a PDF", "html": "a web page", "htm": "a web page", "mht": "a web page",
    "mhtml": "a web page", "doc": "a Word document", "docx": "a Word document",
    "odt": "a text document", "rtf": "a text document",
    "msg": "a mail in Outlook's own format", "url": "a link", "webloc": "a link",
    "gdoc": "a link", "gslides": "a link",
}
UNOPENED = {*ARCHIVES.values(), TAR}
OPENS = ", or a zip file with it; it opens no other archives"
NO_DATA = {ZIP, MAIL, TAR, "a link", *MAGIC.values(), *ENDINGS.values()} - {"a picture"}
GradeIds = Mapping[str, Set[str]]  # of the cells of each assignment


class Packed(Protocol):
    """A file in a zip file or a mail. `read` may raise Refused."""

    path: str

    def read(self) -> bytes:
        """The content."""


def kind_of(name: str, content: bytes) -> str | None:
    """What a file is, as in "a PDF"; None if it is a notebook, or was meant to be one."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, kind in MAGIC.items():
        if start.startswith(magic):
            is_word = kind == ZIP and b"word/" in content[:8000]
            return "a Word document" if is_word else kind
    if start.lower().startswith((b"<!doctype html", b"<html")):
        return "a web page"
    if content.startswith(TAR_MARK, TAR_MARK_AT):
        return TAR
    if start.startswith(b"{") and (b'"cells"' in content or b'"worksheets"' in content):
        return None
    ending = name.rpartition(".")[2].lower()
    if ending not in ENDINGS and is_mail(content):
        return MAIL
    if len(content) <= MAX_LINK and LINK.match(start):
        return "a link"
    if is_notebook(name):
        return None
    return ENDINGS.get(ending, FILE)


@dataclass
class Candidate:
    """A notebook that a student handed in. `refusal` says why there is no content, or is "".

    order:  the higher, the newer
    inside:  the zip that it comes from, or ""
    made:  whether the grader made it of a program or a text
    """

    name: str
    content: bytes = b""
    refusal: str = ""
    order: int = 0
    inside: str = ""
    belongs_to: str | None = None
    made: bool = False


@dataclass
class HandedIn:
    """The files of one student for one assignment.

    notebooks:  those that are notebooks, or have a notebook's name
    files:  other files that a notebook may read, by name
    others:  the names of the rest, each with what it is
    bytes_read, packed:  how much it has read, and how many files its zip files and mails hold
    """

    notebooks: list[Candidate] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    others: list[tuple[str, str]] = field(default_factory=list)
    bytes_read: int = 0
    packed: int = 0

    def add(
        self, name: str, read: Callable[[], bytes], order: int = 0, inside: str = "",
        depth: int = 0,
    ) -> None:
        """Add a file; zip files and mails are opened, also in each other. `read` may raise Refused.

        `inside` is the outermost of them that holds it, `depth` how many do.
        """
        if len(self.notebooks) >= MAX_NOTEBOOKS or self.bytes_read > MAX_BYTES_EACH:
            self.others.append((name, f"beyond the limit of {MAX_NOTEBOOKS} notebooks and "
                                      f"{MAX_BYTES_EACH // 2**20} MB"))
            return
        try:
            content = read()
        except Refused as refusal:
            self._refuse(name, str(refusal), order, inside)
            return
        self.bytes_read += len(content)
        kind = kind_of(name, content)
        if kind is None:
            self.notebooks.append(Candidate(name, content, order=order, inside=inside))
        elif kind == FILE and (made := notebook_of(name, content)) is not None:
            self.notebooks.append(Candidate(name, made, order=order, inside=inside, made=True))
            if self._takes(name, content):
                self.files[name] = content
        elif kind in PACKED and depth < MAX_DEEP:
            self._add_packed(name, kind, content, order, inside, depth)
        elif kind in PACKED:
            self._refuse(name, f"is in {MAX_DEEP} zip files or mails", order, inside)
        elif kind in NO_DATA or is_notebook(name) or not self._takes(name, content):
            self._refuse(name, f"is {kind}, not a notebook", order, inside, kind)
        else:
            self.files[name] = content

    def _refuse(self, name: str, why: str, order: int, inside: str, kind: str = "") -> None:
        if is_notebook(name):
            self.notebooks.append(Candidate(name, refusal=why, order=order, inside=inside))
        else:
            self.others.append((name, kind or why))

    def _takes(self, name: str, content: bytes) -> bool:
        return (names_a_file(name) and len(self.files) < MAX_FILES and len(content) <= MAX_FILE
                and sum(map(len, self.files.values())) + len(content) <= MAX_ALL_FILES)

    def _add_packed(
        self, name: str, kind: str, content: bytes, order: int, inside: str, depth: int
    ) -> None:
        try:
            found: Iterable[Packed] = (
                inner_entries(content) if kind == ZIP else attachments(content))
            entries = [e for e in found if not is_noise(e.path)]
            self.packed += len(entries)
            if self.packed > MAX_PACKED:
                raise Refused(f"brings the files in zip files and mails to more than "
                              f"{MAX_PACKED:,}")
            for entry in entries:
                if is_outside(entry.path):
                    raise Refused(f"holds {printable(entry.path)}, a name that leads out of it")
        except Refused as refusal:
            self._refuse(name, str(refusal), order, inside)
            return
        inner = HandedIn(files=dict(self.files), bytes_read=self.bytes_read, packed=self.packed)
        for entry in _notebooks_first(entries):
            inner.add(entry.path.rpartition("/")[2], entry.read, order, inside or name, depth + 1)
        self.bytes_read, self.packed = inner.bytes_read, inner.packed
        if inner.notebooks or depth:
            self.notebooks += inner.notebooks
            self.others += inner.others
            self.files = inner.files | self.files
        else:
            new = (printable(name) for name in inner.files if name not in self.files)
            held = first_few([*inner._others(), *new], MAX_HELD)
            empty = "is empty" if kind == ZIP else "is a mail without an attached file"
            self._refuse(name, f"holds only {held}" if held else empty, order, inside)

    def choose(self, assignment: str, grade_ids: GradeIds) -> Candidate | None:
        """The notebook to grade: of this assignment, if possible with its name, the newest.

        It is not one as students got it if they wrote something into another. `grade_ids` are
        those of every assignment. None if there is no notebook.
        """
        for candidate in self.notebooks:
            candidate.belongs_to = _assignment_of(candidate, assignment, grade_ids)

        def rank(numbered: tuple[int, Candidate]) -> tuple[bool, bool, bool, bool, int, int, int]:
            place, candidate = numbered
            stem, attempt = split_attempt(candidate.name)
            return (candidate.belongs_to == assignment, not candidate.made, stem == assignment,
                    not candidate.refusal, attempt, candidate.order, place)

        ranked = [c for _, c in sorted(enumerate(self.notebooks), key=rank, reverse=True)]
        ours = [c for c in ranked if c.belongs_to == assignment and not c.refusal]
        if len(ours) > 1:
            return next((c for c in ours if not is_blank(c.content, assignment)), ours[0])
        return next(iter(ranked), None)

    def assignments(self, grade_ids: GradeIds) -> list[str]:
        """The assignments to which its notebooks belong, sorted; `grade_ids` as for `choose`."""
        return sorted({slug for notebook in self.notebooks
                       if (slug := _assignment_of(notebook, "", grade_ids)) is not None})

    def notes(self, chosen: Candidate, assignment: str) -> Iterator[str]:
        """Sentences about the choice, for the detail of the grade."""
        if chosen.made:
            yield (f"Handed in as {printable(chosen.name)}, which is no notebook; the grader made "
                   "a notebook of its cells.")
        elif chosen.inside:
            yield f"Handed in as {printable(chosen.name)} in {printable(chosen.inside)}."
        elif chosen.name != f"{assignment}.ipynb":
            yield f"Handed in as {printable(chosen.name)}."
        others = [printable(c.name) for c in self.notebooks if c is not chosen]
        if others or self.others:
            yield f"Not graded: {first_few([*others, *self._others()], MAX_LISTED)}."

    def why_not(self, chosen: Candidate | None) -> str:
        """Why what was handed in cannot be graded; "" if it can."""
        if chosen is not None:
            return f"{printable(chosen.name)} {chosen.refusal}." if chosen.refusal else ""
        what = first_few([*self._others(), *map(printable, self.files)], MAX_LISTED)
        unopened = any(kind in said for _, said in self.others for kind in UNOPENED)
        return (f"The student handed in only {what}; the grader needs the notebook, a file that "
                f"ends in .ipynb{OPENS if unopened else ''}.")

    def _others(self) -> Iterator[str]:
        return (f"{printable(name)} ({printable(what)})" for name, what in self.others)


def _notebooks_first(entries: list[Packed]) -> list[Packed]:
    return sorted(entries, key=lambda entry: not is_notebook(entry.path))


def _assignment_of(candidate: Candidate, assignment: str, grade_ids: GradeIds) -> str | None:
    """The assignment with which the notebook shares the most cells; None if it shares none.

    It searches the text of the notebook, which may be too damaged or too large to parse.
    """
    ids = _found(GRADE_ID, candidate.content)
    shared = {slug: len(ids & names) for slug, names in grade_ids.items() if ids & names}
    if not shared:
        shared = dict.fromkeys(_found(CHECK_CALL, candidate.content) & grade_ids.keys(), 1)
    most = max(shared.values(), default=0)
    best = [slug for slug, count in shared.items() if count == most]
    return assignment if assignment in best else next(iter(best), None)


def _found(pattern: re.Pattern[bytes], content: bytes) -> set[str]:
    return {name.decode("utf-8", "replace") for name in pattern.findall(content)}
