"""What a file name in an LMS download says: whose file it is, which try, whether late.

The forms are those that Canvas and Moodle write:

- Canvas, one flat folder: `lastfirst_LATE_4711_90210_name.ipynb`, where `LATE_` is there for late
  ones, 4711 is the user's id and 90210 the file's. Anonymous: `anon_Ab3dE_90210_name.ipynb`.
- Moodle, a folder each: `First Last_1234_assignsubmission_file_/name.ipynb`, in newer versions
  without the last `_`; or flat: `First Last_1234_assignsubmission_file_name.ipynb`. 1234 is the
  participant's number, which is another one in each assignment. Moodle leaves no `_` in names.

Students choose their files' names, and some their own: what comes first in a name is the LMS's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

CANVAS = re.compile(r"(?P<late>LATE_)?(?P<user>\d+)_(?P<file>\d+)_(?P<name>.+)")
ANONYMOUS = re.compile(r"(?P<late>LATE_)?(?P<user>anon_\w+?)_(?P<file>\d+)_(?P<name>.+)")
MOODLE = re.compile(r"(?P<person>[^_]*)_(?P<user>\d+)_assignsubmission_[a-z]+_?(?P<name>.*)")
NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
MAX_SHOWN = 100
NOISE = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini")
ATTEMPT = re.compile(r"(?P<stem>.+?)(?:-(?P<canvas>\d+)| \((?P<browser>\d+)\)|-Copy(?P<copy>\d+))")


@dataclass(frozen=True)
class Named:
    """One file of a download. `person` is the name as the LMS writes it there."""

    lms: str
    person: str
    lms_id: str
    name: str
    late: bool = False
    file_id: int = 0

    @property
    def key(self) -> str:
        """A student's folder where no roster says better."""
        label = safe_name(self.person)
        return self.lms_id if self.lms_id.startswith("anon") else f"{label}-{self.lms_id}"


def is_noise(path: str) -> bool:
    """Whether operating systems or Jupyter left this file there by themselves."""
    return any(part in NOISE or part.startswith("._") for part in path.split("/"))


def is_outside(path: str) -> bool:
    """Whether a path in a zip points out of the folder that it would be unpacked to."""
    return path.startswith("/") or ".." in path.split("/") or path[1:2] == ":"


def read_name(path: str, known: Mapping[str, Collection[str]] | None = None) -> Named | None:
    """What a path in a download says; None where it has no form of Canvas or Moodle.

    `known` are the mashed names on the roster by the LMS's id. They decide where a name of Canvas
    can be read in two ways, because a person's name ends in a number.
    """
    parts = path.split("/")
    for depth, part in enumerate(parts):
        found = MOODLE.fullmatch(part)
        if found:
            rest = parts[depth + 1:] or [found["name"]]
            return Named("Moodle", found["person"], found["user"], rest[-1]) if rest[-1] else None
    return _canvas(parts[-1], known or {})


def is_notebook(name: str) -> bool:
    """Whether it is a notebook by its name, also with what some browsers add to it."""
    return NOTEBOOK.search(name) is not None


def split_attempt(name: str) -> tuple[str, int]:
    """A notebook's stem and the number that a further upload or a copy of it got, else 0."""
    stem = NOTEBOOK.sub("", name)
    found = ATTEMPT.fullmatch(stem)
    if not found:
        return stem, 0
    return found["stem"], int(found["canvas"] or found["browser"] or found["copy"])


def safe_name(text: str) -> str:
    """Text as the name of a folder: letters, digits and `._@-`, nothing hidden."""
    kept = "".join(c if c.isalnum() or c in "._@-" else "-"
                   for c in unicodedata.normalize("NFC", text))
    return re.sub("-{2,}", "-", kept).strip("-.")[:80] or "unnamed"


def shown(text: str) -> str:
    """A name that a student chose, as it may be printed: short, without what steers a screen."""
    plain = "".join(c if c.isprintable() else "?" for c in text)
    return plain if len(plain) <= MAX_SHOWN else f"{plain[:MAX_SHOWN]}…"


def mashed(name: str) -> str:
    """A name as Canvas writes it in a file name: letters, digits and `_`, in lower case."""
    return re.sub(r"\W", "", unicodedata.normalize("NFC", name)).lower()


def _canvas(name: str, known: Mapping[str, Collection[str]]) -> Named | None:
    anonymous = ANONYMOUS.fullmatch(name)
    if anonymous:
        return _named(anonymous, "")
    starts = [0, *(mark.end() for mark in re.finditer("_", name))]
    read = [_named(match, name[:start].removesuffix("_")) for start in starts
            if (match := CANVAS.fullmatch(name, start))]
    agreed = [named for named in read if named.person in known.get(named.lms_id, ())]
    return next(iter(agreed or read), None)


def _named(match: re.Match[str], person: str) -> Named:
    late = bool(match["late"])
    return Named("Canvas", person, match["user"], match["name"], late, int(match["file"]))
