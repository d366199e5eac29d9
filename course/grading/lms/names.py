"""Parse file names of an LMS download: whose file it is, which attempt, whether it is late.

The forms are those that Canvas and Moodle write:

- Canvas, one flat folder: `lastfirst_LATE_4711_90210_name.ipynb`. 4711 is the user's id, 90210 the
  file's; only late files have `LATE_`. Anonymous: `anon_Ab3dE_90210_name.ipynb`.
- Moodle, one folder per student: `First Last_1234_assignsubmission_file_/name.ipynb`, in newer
  versions without the last `_`; or flat: `First Last_1234_assignsubmission_file_name.ipynb`. 1234
  is the participant's number, which differs between assignments. Moodle removes `_` from names.

Students choose the names of their files, and some their own name. The LMS writes what comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from course.grading.intake.naming import cut_to_bytes

CANVAS = re.compile(
    r"(?P<late>LATE_)?(?P<user>\d{1,20})_(?P<file>\d{1,20})_(?P<name>.+)", re.DOTALL)
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<user>anon_\w{1,40}?)_(?P<file>\d{1,20})_(?P<name>.+)", re.DOTALL)
MOODLE = re.compile(
    r"(?P<person>[^_]*)_(?P<user>\d{1,20})_assignsubmission_[a-z]+_?(?P<name>.*)", re.DOTALL)
MAX_NAME_BYTES = 80  # of a folder: the LMS's id follows


@dataclass(frozen=True)
class DownloadedFile:
    """A file of a download, by its name. `person` is the student's name as the LMS writes it."""

    lms: str
    person: str
    lms_id: str
    name: str
    late: bool = False
    file_id: int = 0

    @property
    def key(self) -> str:
        """The name of the student's folder, if no roster has a better one."""
        label = safe_name(self.person)
        return self.lms_id if self.lms_id.startswith("anon") else f"{label}-{self.lms_id}"


def parse_name(
    path: str, known: Mapping[str, Collection[str]] | None = None
) -> DownloadedFile | None:
    """The file behind a path in a download; None if neither Canvas nor Moodle writes such a path.

    `known` has the names on the roster in Canvas's spelling, by the LMS's id. They decide if a name
    of Canvas has two readings because a person's name ends in a number.
    """
    parts = path.split("/")
    for depth, part in enumerate(parts):
        found = MOODLE.fullmatch(part)
        if found:
            name = (parts[depth + 1:] or [found["name"]])[-1]
            return DownloadedFile("Moodle", found["person"], found["user"], name) if name else None
    return _canvas(parts[-1], known or {})


def safe_name(text: str) -> str:
    """Text as the name of a folder: letters, digits and `._@-`, with no dot in front, and short."""
    safe = "".join(c if c.isalnum() or c in "._@-" else "-"
                   for c in unicodedata.normalize("NFC", text))
    return cut_to_bytes(re.sub("-{2,}", "-", safe).strip("-."), MAX_NAME_BYTES) or "unnamed"


def canvas_spelling(name: str) -> str:
    """A person's name as Canvas writes it in a file name: letters, digits and `_`, lower case."""
    return re.sub(r"\W", "", unicodedata.normalize("NFC", name)).lower()


def moodle_spelling(name: str) -> str:
    """A person's name as it can be compared with the one that Moodle writes in a file name."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join(composed.replace("_", " ").lower().split())


def _canvas(name: str, known: Mapping[str, Collection[str]]) -> DownloadedFile | None:
    anonymous = ANONYMOUS.fullmatch(name)
    if anonymous:
        return _canvas_file(anonymous, "")
    starts = [0, *(mark.end() for mark in re.finditer("_", name))]
    readings = [_canvas_file(match, name[:start].removesuffix("_")) for start in starts
                if (match := CANVAS.fullmatch(name, start))]
    agreed = [file for file in readings if file.person in known.get(file.lms_id, ())]
    return next(iter(agreed or readings), None)


def _canvas_file(match: re.Match[str], person: str) -> DownloadedFile:
    late = bool(match["late"])
    return DownloadedFile("Canvas", person, match["user"], match["name"], late, int(match["file"]))
