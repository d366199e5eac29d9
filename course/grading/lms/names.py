"""Parse file names of an LMS download: whose file it is, which attempt, whether it is late.

The forms are those that these systems write:

- Canvas, one flat folder: `lastfirst_LATE_4711_90210_name.ipynb`. 4711 is the user's id, 90210 the
  file's; only late files have `LATE_`. Anonymous: `anon_Ab3dE_90210_name.ipynb`. What was typed in
  or is a link, not a file: `lastfirst_4711_text.html`, `lastfirst_4711_link.html`.
- Moodle, one folder per student: `First Last_1234_assignsubmission_file_/name.ipynb`, in newer
  versions without the last `_`; or flat: `First Last_1234_assignsubmission_file_name.ipynb`. 1234
  is the participant's number, which differs between assignments. Moodle removes `_` from names.
- Blackboard, flat: `Title_login_attempt_2026-11-20-23-10-00_name.ipynb`, with another word for
  `attempt` in other languages; and a text about it without the last part. Title and login may
  hold a `_`.
- Brightspace, one folder per hand-in:
  `397063-255736 - First Last - Nov 20, 2026 1110 PM/name.ipynb`, in other languages with another
  form of date.
- Sakai, one folder per student: `Last, First(login)/Submission attachment(s)/name.ipynb`.

Students choose the names of their files, and some their own name. The LMS writes what comes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from course.grading.intake.naming import cut_to_bytes

UPLOAD = r"_(?:(?P<file>\d{1,20})_(?P<name>.+)|(?P<entry>text\.html|link\.html))"
CANVAS = re.compile(rf"(?P<late>LATE_)?(?P<user>\d{{1,20}}){UPLOAD}", re.DOTALL)
ANONYMOUS = re.compile(rf"(?P<late>LATE_)?(?P<user>anon_\w{{1,40}}?){UPLOAD}", re.DOTALL)
MOODLE = re.compile(
    r"(?P<person>[^_]*)_(?P<user>\d{1,20})_assignsubmission_[a-z]+_?(?P<name>.*)", re.DOTALL)
ATTEMPT = r"_[^\W\d_]{3,20}_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<name>.+)|\.txt)"
BLACKBOARD = re.compile(rf"(?P<title>.*?)_[^_]{{1,100}}{ATTEMPT}", re.DOTALL)
BRIGHTSPACE = re.compile(
    r"(?P<user>\d{1,20})-\d{1,20} - (?:[A-Za-z]{0,3}\d{4,20} - )?(?P<person>.+?) - "
    r"(?P<time>.{0,30}\b20\d\d\b.{0,30})", re.DOTALL)
SAKAI = re.compile(r"(?P<person>.+)\((?P<user>[^()]{1,100})\)", re.DOTALL)
ABOUT = "about-the-attempt.txt"  # what Blackboard writes beside the files
SAKAIS_FOLDER = "Submission attachment(s)"
MAX_NAME_BYTES = 80  # of a folder: the LMS's id follows


BY_LOGIN, BY_NAME = ("Blackboard", "Sakai"), ("",)  # how a student is named without a roster


@dataclass(frozen=True)
class DownloadedFile:
    """A file of a download, by its name. `person` is the student's name as the LMS writes it.

    `time` is when the LMS got it, on its clock.
    """

    lms: str
    person: str
    lms_id: str
    name: str
    late: bool = False
    file_id: int = 0
    time: str = ""

    @property
    def key(self) -> str:
        """The name of the student's folder, if no roster has a better one."""
        label = safe_name(self.person)
        if self.lms in BY_LOGIN:
            return safe_name(self.lms_id)
        if self.lms in BY_NAME:
            return label
        return self.lms_id if self.lms_id.startswith("anon") else f"{label}-{self.lms_id}"


def parse_name(
    path: str, known: Mapping[str, Collection[str]] | None = None
) -> DownloadedFile | None:
    """The file behind a path in a download; None if none of these systems writes such a path.

    `known` has the names on the roster in Canvas's spelling, by the LMS's id. They decide if a name
    of Canvas has two readings because a person's name ends in a number.
    """
    parts = path.split("/")
    for depth, part in enumerate(parts):
        found = MOODLE.fullmatch(part)
        if found:
            name = (parts[depth + 1:] or [found["name"]])[-1]
            return DownloadedFile("Moodle", found["person"], found["user"], name) if name else None
        below = parts[depth + 1:]
        if below and (found := BRIGHTSPACE.fullmatch(part)):
            time = _brightspace_time(found["time"])
            return DownloadedFile("Brightspace", found["person"], found["user"], below[-1],
                                  file_id=_as_number(time), time=time)
        if below[:1] == [SAKAIS_FOLDER] and (found := SAKAI.fullmatch(part)):
            return DownloadedFile("Sakai", found["person"].strip(), found["user"], below[-1])
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


def of_blackboard(paths: Iterable[str]) -> dict[str, DownloadedFile]:
    """The files of a download by path, if all have names of Blackboard's; else none.

    One student alone can name a file so, in a download of Canvas. What Canvas writes before that
    differs from file to file, where Blackboard writes the title of the assignment.
    """
    names = {path: path.rpartition("/")[2] for path in paths}
    found = [BLACKBOARD.fullmatch(name) for name in names.values()]
    titles = [match["title"].split("_") for match in found if match]
    words = [same[0] for same in takewhile(lambda same: len({*same}) == 1,
                                           zip(*titles, strict=False))]
    if not words or not all(found) or (
            len(found) == 1 and parse_name(next(iter(names))) is not None):
        return {}
    one_title = re.compile(
        rf"{re.escape('_'.join(words))}_(?P<user>.{{1,100}}?){ATTEMPT}", re.DOTALL)
    files = {path: _blackboard(match) for path, name in names.items()
             if (match := one_title.fullmatch(name))}
    return files if len(files) == len(names) else {}


def _blackboard(match: re.Match[str]) -> DownloadedFile:
    year, month, day, *clock = match["time"].split("-")
    time = f"{year}-{month}-{day} {':'.join(clock)}"
    return DownloadedFile("Blackboard", "", match["user"], match["name"] or ABOUT,
                          file_id=_as_number(time), time=time)


def _brightspace_time(text: str) -> str:
    """A time such as `Nov 20, 2026 926 PM`; "" if there is none, or in another language."""
    with suppress(ValueError):
        *date, clock, half = text.split()
        return str(datetime.strptime(f"{' '.join(date)} {clock:0>4} {half}", "%b %d, %Y %I%M %p"))
    return ""


def _as_number(time: str) -> int:
    """A time as a number: the later, the higher; 0 for none."""
    return int(re.sub(r"\D", "", time) or 0)


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
    return DownloadedFile("Canvas", person, match["user"], match["name"] or match["entry"],
                          bool(match["late"]), int(match["file"] or 0))
