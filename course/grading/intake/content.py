"""From the bytes of a file to the cells of a notebook, or why there are none."""

from __future__ import annotations

from collections.abc import Set
from contextlib import suppress
from typing import Any

import nbformat
from nbformat.v3.rwbase import rejoin_lines

from course.grading.intake.conflicts import versions
from course.grading.intake.folders import Unreadable
from course.grading.intake.json_text import (
    TooManyValues,
    is_unicode,
    read_cut_off,
    read_damaged_json,
    read_json,
)
from course.grading.intake.matching import grade_id, source_of
from course.grading.intake.naming import first_line, shown_value
from course.grading.intake.notes import Notes
from course.grading.intake.wrapped import unwrapped
from course.words import counted

MAX_CELLS = 5_000
KINDS = ["code", "markdown", "raw"]
OTHER_WORDS = {"python": "code", "py": "code", "input": "code", "heading": "markdown",
               "text": "markdown", "md": "markdown"}


def read_content(text: bytes, assignment: str, needed: Set[str], notes: Notes) -> Any:
    """What a file holds. If it was cut off, it has to have the cells that are `needed`."""
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
        if (both := _both_versions(text)) is not None:
            return _version_of_both(*both, name, notes)
        with suppress(ValueError, RecursionError, TooManyValues):
            content, overlooked = read_damaged_json(text)
            notes.say(f"The file is no JSON as it is; the grader overlooked {overlooked}.")
            return content
        with suppress(ValueError, RecursionError, TooManyValues):
            content = read_cut_off(text)
            if needed <= {grade_id(cell) for cell in content["cells"] if isinstance(cell, dict)}:
                notes.say("The file is damaged or cut off behind the last cell with code; the "
                          "grader read what stands before.")
                return content
        raise Unreadable(f"{name} is not JSON ({first_line(error)}). Was the upload cut off, or "
                         "the file edited by hand?") from None


def _both_versions(text: bytes) -> tuple[Any, Any] | None:
    """The two notebooks in a file with a merge conflict that git left; None if it has none."""
    both = versions(text.decode("utf-8", "replace"))
    with suppress(ValueError, RecursionError, TooManyValues):
        return both and (read_json(both[0]), read_json(both[1]))
    return None


def _version_of_both(ours: Any, theirs: Any, name: str, notes: Notes) -> Any:
    """One of two versions with the same cells: outputs and numbers differ in most conflicts."""
    if _sources(ours) != _sources(theirs):
        raise Unreadable(f"{name} holds a merge conflict that git left, and its two versions "
                         "differ in what is written. Choose one and hand in again.")
    notes.say("Git left a merge conflict in the file; both versions have the same code.")
    return ours


def _sources(content: Any) -> list[str]:
    """What is written in the cells of what may be a notebook."""
    cells = content.get("cells") if isinstance(content, dict) else None
    return [source_of(cell) for cell in cells if isinstance(cell, dict)] if isinstance(
        cells, list) else []


def need_notebook(content: Any, assignment: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise Unreadable(f"{assignment}.ipynb is JSON, but not a notebook.")
    return content


def cells_of(content: dict[str, Any], notes: Notes) -> list[dict[str, Any]]:
    major = _format(content, notes)
    if major == "3":
        try:
            content = nbformat.convert(rejoin_lines(nbformat.from_dict(content)), 4)
        except Exception as error:
            raise Unreadable(f"It is in notebook format 3 and cannot be converted "
                             f"({first_line(error)}).") from None
        notes.say("It was in notebook format 3 and was converted to 4.")
    elif major != "4":
        raise Unreadable(f"It says notebook format {shown_value(content.get('nbformat'))}; 3 and 4 "
                         "can be read.")
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("It has no list of cells.")
    name, language = _of_kernel(content, "name"), _of_kernel(content, "language")
    if name is None or "python" not in f"{name} {language}".lower():
        notes.say(f"Its kernelspec was {shown_value(name)}; it ran with Python 3." if name
                     else "It had no kernelspec; it ran with Python 3.")
    if len(cells) > MAX_CELLS:
        raise Unreadable(f"It has {len(cells):,} cells; the limit is {MAX_CELLS:,}.")
    tidy = [_tidy(cell) for cell in cells]
    usable = [cell for cell in tidy if _is_usable(cell)]
    mended = sum(cell is not before for cell, before in zip(tidy, cells, strict=True)
                 if _is_usable(cell))
    if mended:
        notes.say(f"{counted(mended, 'cell')} named a kind or held a source in a form that is no "
                  "notebook's; the grader read what was meant.")
    if len(usable) < len(cells):
        notes.say(f"The grader left out {len(cells) - len(usable)} damaged cells.")
    return usable


def _format(content: dict[str, Any], notes: Notes) -> str:
    """The notebook format: what it says, or what it has."""
    said, has = content.get("nbformat"), None
    if isinstance(content.get("cells"), list) and "worksheets" not in content:
        has = "4"
    elif isinstance(content.get("worksheets"), list) and "cells" not in content:
        has = "3"
    if said is None and has:
        notes.say(f"It names no notebook format; it was read as format {has}.")
        return has
    major = str(said).partition(".")[0].strip()
    if has and major in ("3", "4") and major != has:
        notes.say(f"It says notebook format {major} and has the form of {has}, as which it was "
                  "read.")
        return has
    return major


def _of_kernel(content: dict[str, Any], what: str) -> str | None:
    """What a notebook says of its kernel; None if it says nothing."""
    metadata = content.get("metadata")
    kernelspec = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    said = kernelspec.get(what) if isinstance(kernelspec, dict) else None
    return said if isinstance(said, str) else None


def _tidy(cell: Any) -> Any:
    """A cell in the words of the format, or as it is if nothing is wrong with its words."""
    if not isinstance(cell, dict) or _is_usable(cell):
        return cell
    tidy = {str(key).strip().lower(): value for key, value in cell.items()}
    kind = tidy.get("cell_type")
    if not isinstance(kind, str):
        nbgrader = tidy.get("metadata", {}).get("nbgrader") if isinstance(
            tidy.get("metadata"), dict) else None
        kind = nbgrader.get("cell_type") if isinstance(nbgrader, dict) else None
        if not isinstance(kind, str):
            kind = "code" if "outputs" in tidy or "execution_count" in tidy else ""
    kind = kind.strip().lower()
    source = tidy.get("source", tidy.get("input"))
    if isinstance(source, list):
        source = [line for line in source if line is not None]
    return {**tidy, "cell_type": OTHER_WORDS.get(kind, kind),
            "source": "" if source is None else source}


def _is_usable(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in KINDS:
        return False
    source = cell.get("source")
    return isinstance(source, str) or (
        isinstance(source, list) and all(isinstance(line, str) for line in source))
