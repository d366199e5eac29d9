"""What the name of a file tells: a notebook, a further upload of one, or nothing of a student's."""

from __future__ import annotations

import re

NOTEBOOK = re.compile(r"\.ipynb(\.txt|\.json)?$", re.IGNORECASE)
NOISE = ("__MACOSX", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db", "desktop.ini", "lost+found",
         "@eaDir", "$RECYCLE.BIN", "System Volume Information")
ATTEMPT = re.compile(
    r"(?P<stem>.+?)(?:-(?P<canvas>\d{1,9})|\s\((?P<browser>\d{1,9})\)|-Copy(?P<copy>\d{1,9}))")


def is_noise(path: str) -> bool:
    """Whether an operating system or Jupyter made this file, not the student."""
    return any(part in NOISE or part.startswith("._") for part in path.split("/"))


def is_systems(folder: str) -> bool:
    """Whether a folder among those of the students has the name of a hidden or a system's folder.
    """
    return folder.startswith(".") or folder in NOISE


def is_outside(path: str) -> bool:
    """Whether a path in a zip leads out of the folder that it is unpacked to."""
    return path.startswith("/") or ".." in path.split("/") or path[1:2] == ":"


def is_notebook(name: str) -> bool:
    """Whether a name is a notebook's, also with an ending that some browsers add."""
    return NOTEBOOK.search(name) is not None


def split_attempt(name: str) -> tuple[str, int]:
    """The stem of a notebook's name, and the number that marks a further upload or a copy, or 0."""
    stem = NOTEBOOK.sub("", name)
    found = ATTEMPT.fullmatch(stem)
    if not found:
        return stem, 0
    return found["stem"], int(found["canvas"] or found["browser"] or found["copy"])
