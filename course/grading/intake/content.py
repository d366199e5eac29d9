"""From the bytes of a file to the cells of a notebook, or why there are none."""

from __future__ import annotations

from typing import Any

import nbformat
from nbformat.v3.rwbase import rejoin_lines

from course.grading.intake.folders import Unreadable
from course.grading.intake.json_text import TooManyValues, is_unicode, read_json
from course.grading.intake.naming import first_line, shown_value
from course.grading.intake.notes import Notes
from course.grading.intake.wrapped import unwrapped

MAX_CELLS = 5_000
KINDS = ["code", "markdown", "raw"]


def read_content(text: bytes, assignment: str, notes: Notes) -> Any:
    name = f"{assignment}.ipynb"
    if not text.strip():
        raise Unreadable(f"{name} is empty.")
    if not is_unicode(text):
        notes.say("It is not in UTF-8; it was read as Windows-1252.")
    try:
        return unwrapped(read_json(text), notes)
    except TooManyValues as error:
        raise Unreadable(f"{name} {error}.") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is not JSON ({first_line(error)}). Was the upload cut off, or "
                         "the file edited by hand?") from None


def need_notebook(content: Any, assignment: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise Unreadable(f"{assignment}.ipynb is JSON, but not a notebook.")
    return content


def cells_of(content: dict[str, Any], notes: Notes) -> list[dict[str, Any]]:
    major = content.get("nbformat")
    if major is None and isinstance(content.get("cells"), list):
        notes.say("It names no notebook format; it was read as format 4.")
        major = 4
    if str(major) == "3":
        try:
            content = nbformat.convert(rejoin_lines(nbformat.from_dict(content)), 4)
        except Exception as error:
            raise Unreadable(f"It is in notebook format 3 and cannot be converted "
                             f"({first_line(error)}).") from None
        notes.say("It was in notebook format 3 and was converted to 4.")
    elif str(major) != "4":
        raise Unreadable(f"It says notebook format {shown_value(major)}; 3 and 4 can be read.")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("It has no list of cells.")
    name, language = _of_kernel(content, "name"), _of_kernel(content, "language")
    if name is None or "python" not in f"{name} {language}".lower():
        notes.say(f"Its kernelspec was {shown_value(name)}; it ran with Python 3." if name
                     else "It had no kernelspec; it ran with Python 3.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"It has {len(cells):,} cells; the limit is {MAX_CELLS:,}.")
    usable = [cell for cell in cells if _is_usable(cell)]
    if len(usable) < len(cells):
        notes.say(f"The grader left out {len(cells) - len(usable)} damaged cells.")
    return usable


def _of_kernel(content: dict[str, Any], what: str) -> str | None:
    """What a notebook says of its kernel; None if it says nothing."""
    metadata = content.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    said = kernelspec.get(what) if isinstance(kernelspec, dict) else None
    return said if isinstance(said, str) else None


def _is_usable(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in KINDS:
        return False
    source = cell.get("source")
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source))
