"""Read a roster: Canvas's gradebook export, Moodle's grading worksheet, or a plain CSV.

- Canvas: Grades > Export. `Student, ID, SIS User ID, SIS Login ID, Section` and the assignments.
- Moodle: the assignment's grading worksheet. `Identifier, Full name, Email address, Status, Grade,
  Maximum grade, Last modified (submission)` and more, also in other languages. It belongs to one
  assignment.
- Plain: `student`, and, as far as known, `name, email, lms_id`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from course.grading.intake.naming import with_digest
from course.grading.intake.near import folded
from course.grading.lms.csv_file import Table, plain_heading, read_table, some_names
from course.grading.lms.languages import COLUMNS, english_names
from course.grading.lms.names import (
    BY_LOGIN,
    DownloadedFile,
    canvas_spelling,
    moodle_spelling,
    safe_name,
)
from course.grading.lms.records import KnownNames
from course.grading.sanitising.spreadsheets import original_text
from course.grading.submission import GradingError

TEST_STUDENT = "Student, Test"
SECTIONS = ("Section", "Groups", "Group")
CANVAS_PERSON = ("Student", "LastName", "FirstName", "ID", "SIS User ID", "SIS Login ID",
                 "Root Account", "Integration ID", "Section")  # its columns about the person
# An id as a spreadsheet program or pandas writes a number: 4.00E+03, 4711.0. No login is 5E3, but
# one may be 3e4512.
REWRITTEN = re.compile(r"\d([.,]\d+)?(?:[Ee]\+\d+|E\d{1,2})|\d+[.,]0+")
CANVAS_ID = re.compile(r"\d+(~\d+)?|anon_\w+|")
PLAIN = ("student", "name", "email", "lms_id")
EXPORTED = ("assignment", "raw_score", "late_penalty", "score", "max_score", "status")
ONCE = {  # the columns that say who a person is
    "Canvas": CANVAS_PERSON, "plain": PLAIN,
    "Moodle": ("Identifier", "Full name", "ID number", "Username", "Email address")}


@dataclass(frozen=True)
class Person:
    """One person on the roster. `student` is their folder and their id in the gradebook."""

    student: str
    name: str
    email: str
    lms_id: str
    aliases: frozenset[str]
    row: int


class Roster:
    """The people on a roster, and the table that lists them. `kind` is Canvas, Moodle or plain.

    `note` says what was not certain when the file was read, or is "".
    """

    def __init__(self, table: Table, kind: str, people: list[Person]) -> None:
        self.table, self.kind, self.people = table, kind, people
        self.note = ""
        self._by_lms_id = {p.lms_id: p for p in people if p.lms_id}

    @cached_property
    def canvas_spellings(self) -> dict[str, set[str]]:
        """The ways in which Canvas may write a person's name in a file name, by the LMS's id."""
        return {lms_id: {canvas_spelling(name) for name in _word_orders(person.name)}
                for lms_id, person in self._by_lms_id.items()}

    def with_names(self, known: KnownNames) -> Roster:
        """This roster with the names that students have already."""
        lms = "Canvas" if self.kind == "plain" else self.kind
        count = Counter(moodle_spelling(person.name) for person in self.people)
        taken = known.students  # also by people who are not on it

        def name(person: Person) -> str:
            alone = not person.aliases and count[moodle_spelling(person.name)] == 1
            before = known.find(lms, person.lms_id, person.name if alone else "")
            if before or not person.lms_id or person.student not in taken:
                return before or person.student
            return with_digest(person.student, person.lms_id)

        people = [replace(person, student=name(person), aliases=person.aliases | {person.student})
                  for person in self.people]
        named = Roster(self.table, self.kind, people)
        named.note = self.note
        return named

    def section(self, person: Person) -> str:
        """The section or group of a person; "" if the roster has none."""
        return next((section for name in SECTIONS
                     if (section := self.table.cell(person.row, name))), "")

    def find(self, file: DownloadedFile) -> Person | None:
        """The person whose file this is: by the LMS's id, else by a name that only one person has.
        """
        if file.lms in BY_LOGIN:
            return self.match(file.lms_id)
        if self.kind in (file.lms, "plain") and file.lms:
            person = self._by_lms_id.get(file.lms_id)
            if person or self.kind != "plain":
                return person
        if file.lms == "Canvas":
            same = self._by_spelling.get((file.lms, file.person), [])
        else:
            same = self._by_spelling.get(("Moodle", moodle_spelling(file.person)), [])
        named = same[0] if len(same) == 1 and file.person else None
        return named if file.lms or named else self.match(file.person)

    def match(self, login: str) -> Person | None:
        """The person with this login, as a hub or a folder of submissions names students.

        Goes by any of the person's ids, else in capitals or not and in any of Unicode's forms, else
        by the part of an email address before the @. None if nobody fits, or more than one person
        in the same way.
        """
        for spelt in SPELLINGS:
            found = self._by_login[spelt].get(spelt(login), [])
            if found:
                return found[0] if len(found) == 1 else None
        return None

    @cached_property
    def _by_login(self) -> dict[Callable[[str], str], dict[str, list[Person]]]:
        """The people by their ids, spelt in each of the ways that `match` tries."""
        return {spelt: self._by_ids(spelt) for spelt in SPELLINGS}

    def _by_ids(self, spelt: Callable[[str], str]) -> dict[str, list[Person]]:
        found: dict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            for key in {spelt(name) for name in (person.student, *person.aliases) if name}:
                found[key].append(person)
        return found

    @cached_property
    def _by_spelling(self) -> dict[tuple[str, str], list[Person]]:
        """The people whose name an LMS may write in a certain way, by LMS and spelling."""
        found: dict[tuple[str, str], list[Person]] = defaultdict(list)
        for person in self.people:
            names = _word_orders(person.name)
            for key in {*(("Moodle", moodle_spelling(name)) for name in names),
                        *(("Canvas", canvas_spelling(name)) for name in names)}:
                found[key].append(person)
        return found


def who_left(before: Roster, now: Roster) -> list[str]:
    """Who is on an earlier roster only; nobody if the two are of sections without a common student.
    """
    earlier, later = ({person.student for person in each.people} for each in (before, now))
    return sorted(earlier - later) if earlier & later else []


def read_roster(path: Path) -> Roster:
    """Read a roster. Raises GradingError that says what is wrong with it, and in which row."""
    table = read_table(path)
    note = ""
    if _kind(table) is None:
        note = _translate(table)
    kind = _kind(table)
    if kind is None:
        raise GradingError(
            f"{path} has the columns {some_names(table.header)}; a roster has Canvas's (Student, "
            "ID, Section), Moodle's (Identifier, Full name, Grade, or the same in another "
            "language, in Moodle's order), or student,name,email,lms_id")
    read = {"Canvas": _canvas_person, "Moodle": _moodle_person, "plain": _plain_person}[kind]
    people = [person for row in range(len(table.rows)) if (person := read(table, row))]
    if not people:
        raise GradingError(f"{path} names nobody: below its column names is no student")
    _need_clear_cells(table, people, kind)
    _need_one_each(table, people, kind)
    roster = Roster(table, kind, _with_folders(people))
    roster.note = note or (_unused(table) if kind == "plain" else "")
    return roster


def _translate(table: Table) -> str:
    """Name Moodle's columns in English. Returns a sentence if only their order tells them."""
    names, by_order = english_names(table.header, table.rows)
    if not names:
        return ""
    table.names = names
    if not by_order:
        return ""
    taken = ", ".join(f"{heading} as {name}" for heading, name in
                      zip(table.header, names, strict=True) if name in COLUMNS)
    return (f"{table.path} names its columns in a language that is not known here, so their order "
            f"decides. Taken: {taken}.")


def _kind(table: Table) -> str | None:
    """Whose file it is, by its columns; None if they are in no known language."""
    path, header = table.path, table.header
    names = {plain_heading(name) for name in table.names}
    of_canvas = names & {"section", "sis login id", "sis user id"}
    if ({"student", "id"} <= names and of_canvas) or {"lastname", "firstname", "id"} <= names:
        return "Canvas"
    if "identifier" in names:
        if not {"grade", "full name"} & names:
            raise GradingError(f"{path} has no column Grade, which Moodle's grading worksheet has; "
                               f"it has {some_names(header)}")
        return "Moodle"
    return "plain" if "student" in names else None


def _need_clear_cells(table: Table, people: list[Person], kind: str) -> None:
    """Raise GradingError if a column about people is there twice, or a person has more cells."""
    headings = Counter(map(plain_heading, table.names))
    for name in ONCE[kind]:
        if headings[plain_heading(name)] > 1:
            raise GradingError(f"{table.path} has the column {name} twice; take one of them out")
    for person in people:
        further = [cell for cell in table.rows[person.row][len(table.header):] if cell.strip()]
        if further:
            raise GradingError(
                f"{table.path}: row {table.numbers[person.row]} has more cells than there are "
                f"column names, the last is {further[-1][:40]!r}. Put a text that holds a "
                f"{table.separator!r} in double quotes")


def _unused(table: Table) -> str:
    """A sentence about columns that are no roster's, while some that a roster may have lack."""
    known = {plain_heading(name) for name in (*PLAIN, *SECTIONS, *EXPORTED)}
    others = [name.strip() for name in table.header if plain_heading(name) not in {*known, ""}]
    lacking = [name for name in PLAIN if table.column(name) is None]
    if not others or not lacking:
        return ""
    return (f"{table.path}: not used: {some_names(others)}. A roster may also have "
            f"{', '.join(lacking)}.")


def _canvas_person(table: Table, row: int) -> Person | None:
    last, first = table.cell(row, "LastName"), table.cell(row, "FirstName")
    name = original_text(table.cell(row, "Student")) or f"{last}, {first}".strip(", ")
    ids = [table.cell(row, c) for c in ("SIS Login ID", "SIS User ID", "ID")]
    if "Points Possible" in name or name == TEST_STUDENT or not any(ids):
        return None
    student = next(i for i in ids if i)
    email = next((i for i in ids if "@" in i), "")
    return Person(student, name, email, ids[2], frozenset(filter(None, ids)), row)


def _moodle_person(table: Table, row: int) -> Person | None:
    number = re.search(r"\d+$", table.cell(row, "Identifier"))
    if not number:
        raise GradingError(f"{table.path}: row {table.numbers[row]} has no number under "
                           f"Identifier, which is {table.cell(row, 'Identifier')!r}")
    name = original_text(table.cell(row, "Full name"))
    ids = [original_text(table.cell(row, c)) for c in ("ID number", "Username", "Email address")]
    student = next((i for i in ids if i), f"{name or 'participant'}-{number[0]}")
    return Person(student, name, ids[2], number[0], frozenset(filter(None, ids)), row)


def _plain_person(table: Table, row: int) -> Person | None:
    student, name, email, lms_id = (
        original_text(table.cell(row, c)) for c in ("student", "name", "email", "lms_id"))
    if not student:
        raise GradingError(f"{table.path}: row {table.numbers[row]} has nothing under student")
    known = frozenset(filter(None, (student, email)))
    return Person(student, name, email, lms_id, known, row)


def _need_one_each(table: Table, people: list[Person], kind: str) -> None:
    path, numbers = table.path, table.numbers
    for what in ("student", "lms_id"):
        seen: dict[str, Person] = {}
        for person in people:
            value = getattr(person, what)
            if REWRITTEN.fullmatch(value) or (
                    (kind, what) == ("Canvas", "lms_id") and not CANVAS_ID.fullmatch(value)):
                raise GradingError(f"{path}: row {numbers[person.row]} has the id {value}, which a "
                                   "spreadsheet program or pandas made of another. Download the "
                                   "file again and do not save it with such a program")
            other = seen.setdefault(value, person) if value else person
            if other is not person:
                raise GradingError(f"{path}: {value} is there twice, in rows "
                                   f"{numbers[other.row]} and {numbers[person.row]}")


def _with_folders(people: list[Person]) -> list[Person]:
    """The people under names that folders may have, each under a name of their own."""
    named = [replace(person, student=safe_name(person.student)) for person in people]
    count = Counter(person.student for person in named)
    return [after if count[after.student] == 1 or after.student == before.student
            else replace(after, student=with_digest(after.student, before.student))
            for before, after in zip(people, named, strict=True)]


def _local_part(login: str) -> str:
    return folded(login).partition("@")[0]


SPELLINGS: tuple[Callable[[str], str], ...] = (str, folded, _local_part)


def _word_orders(name: str) -> set[str]:
    """All rotations of a name's words; for `Last, First` that and `First Last`."""
    last, comma, first = name.partition(",")
    if comma:
        return {name, f"{first.strip()} {last.strip()}"}
    words = name.split()
    return {name, *(" ".join(words[i:] + words[:i]) for i in range(1, len(words)))}
