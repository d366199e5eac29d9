"""Files that lie beside each other, one or more for each student: whose they are, by their names.

    alice_05.ipynb    Alice Smith - accumulation.ipynb    05-accumulation_bo (1).ipynb

What is not the assignment's name is the student's. A name without the assignment's is the
student's, up to a ` - `, if the notebook is of the assignment.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from course.grading.intake.file_names import is_noise, is_notebook
from course.grading.intake.files import GradeIds, HandedIn
from course.grading.intake.folders import bytes_of
from course.grading.intake.naming import printable
from course.grading.intake.near import folded
from course.grading.intake.zips import Refused
from course.grading.lms.names import DownloadedFile, safe_name
from course.grading.submission import GradingError
from course.words import first_few

GAP, EDGE = r"[\s_.,–—-]+", " \t_.,–—-"  # noqa: RUF001  # programs write dashes into names
WORD = r"(?:(?:assignment|homework|exercise|problem[ _-]?set|unit)[\s_.-]*|hw[\s_-]?|ps[\s_-]?|a)"
COPY = re.compile(r"(?: \(\d{1,9}\)|-Copy\d{1,9}|[ _.-]+(?:final|submission|solutions?))+$",
                  re.IGNORECASE)
WORK = (".zip", ".pdf", ".html", ".docx", ".txt", ".py", ".json", ".eml")  # what may be handed in
MAX_LISTED = 3


class Entry(Protocol):
    """A file in a download or in a folder. `read` may raise Refused."""

    @property
    def path(self) -> str:
        """The path, with `/` between its parts."""

    @property
    def time(self) -> str:
        """When it was changed; "" if that is not known."""

    def read(self) -> bytes:
        """The content."""


@dataclass(frozen=True)
class Loose:
    """A file in a folder of submissions."""

    path: str
    read: Callable[[], bytes] = field(repr=False)
    time: str = ""


@dataclass
class Named:
    """The files of each assignment with their students, and the others with the reason."""

    files: dict[str, list[tuple[DownloadedFile, Entry]]] = field(
        default_factory=lambda: defaultdict(list))
    ignored: list[str] = field(default_factory=list)


def loose_files(folder: Path) -> list[Loose]:
    """The ordinary files in a folder, if it holds notebooks or zip files and no folder."""
    there = [path for path in sorted(folder.iterdir()) if not is_noise(path.name)]
    if any(path.is_dir() or path.is_symlink() for path in there) or not any(
            is_notebook(path.name) or path.suffix.lower() == ".zip" for path in there):
        return []
    return [Loose(path.name, partial(bytes_of, path)) for path in there if path.is_file()]


def by_name(where: Path, entries: Iterable[Entry], asked: Sequence[str], ids: GradeIds) -> Named:
    """Whose the files are, by their names.

    Raises GradingError if that is not clear: of one file, of two that may be one student's, or if
    a student has two notebooks: anybody can name a file after somebody else.
    """
    named, unclear = Named(), []
    spelt: dict[str, str] = {}
    work: dict[tuple[str, str], bytes] = {}
    for entry in entries:
        name = entry.path.rpartition("/")[2]
        if not name.lower().endswith(WORK) and not is_notebook(name):
            named.ignored.append(f"{printable(entry.path)}: it is no notebook")
            continue
        readings = set(_readings(name, entry, asked, ids))
        if not readings:
            named.ignored.append(f"{printable(entry.path)}: its name and content are of no "
                                 f"{first_few(asked, MAX_LISTED)}")
            continue
        slug, person = min(readings)
        if len(readings) > 1 or not person or (
                spelt.setdefault(folded(safe_name(person)), person) != person):
            unclear.append(printable(entry.path))
            continue
        if (is_notebook(name) or name.lower().endswith((".zip", ".eml", ".json"))) and (
                (content := _content(entry)) != work.setdefault((slug, person), content)):
            unclear.append(printable(entry.path))
            continue
        named.files[slug].append((DownloadedFile("", person, "", name), entry))
    if unclear:
        raise GradingError(f"{where} holds {first_few(unclear, MAX_LISTED)}, whose name does not "
                           "tell clearly whose it is: name each file <student>_<assignment>.ipynb, "
                           "or put the files of each student into a folder of the student's name "
                           "and give the folder above these to --submitted")
    return named


def _readings(
    name: str, entry: Entry, asked: Sequence[str], ids: GradeIds
) -> Iterator[tuple[str, str]]:
    """The assignments and students that a file may be of; "" is a student without a name."""
    stem = name[:-len(ending)] if (ending := _ending(name)) else name
    stem = COPY.sub("", stem).strip()
    for slug in asked:
        number, _, words = slug.partition("-")
        spaced = r"[\s_.-]*".join(map(re.escape, words.split("-")))
        number = f"0*{re.escape(number.lstrip('0'))}"
        with_words = rf"(?:{WORD}{number}(?:[\s_.-]*{spaced})?|{number}[\s_.-]*{spaced}|{spaced})"
        for called in (with_words, number):  # a bare number may be the student's
            found = {person for form in (rf"(.+?){GAP}{called}", rf"{called}{GAP}(.+)")
                     for person in re.findall(rf"\A{form}\Z", stem, re.IGNORECASE)}
            if re.fullmatch(called, stem, re.IGNORECASE) or (not found and re.search(
                    rf"(?<![^\W_]){called}(?![^\W_])", stem, re.IGNORECASE)):
                found = {""}  # all of it is the assignment's name, or it stands in the middle
            if found:
                yield from ((slug, person.strip(EDGE)) for person in found)
                break
    handed_in = HandedIn()
    handed_in.add(name, entry.read)
    of = handed_in.assignments(ids)
    if len(of) == 1 and of[0] in asked and not any(
            re.search(rf"(?<![^\W_]){re.escape(part)}(?![^\W_])", stem, re.IGNORECASE)
            for part in (of[0].partition("-")[0], of[0].partition("-")[2])):
        yield of[0], stem.partition(" - ")[0].strip(EDGE)


def _content(entry: Entry) -> bytes:
    try:
        return entry.read()
    except Refused as refusal:
        return str(refusal).encode()


def _ending(name: str) -> str:
    lowered = name.lower()
    endings = (".ipynb.txt", ".ipynb.json", ".ipynb", *WORK)
    return next((ending for ending in endings if lowered.endswith(ending)), "")
