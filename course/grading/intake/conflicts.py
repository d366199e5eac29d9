"""Merge conflicts that git or nbdime left in a notebook: two versions of one answer.

If only one of the two is written, or both are the same code, it counts. Else a person chooses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from course.grading.intake import notes as kinds
from course.grading.intake.cell_kinds import is_solution
from course.grading.intake.code import is_unchanged, same_code
from course.grading.intake.matching import Originals, RawCell, grade_id, source_of
from course.grading.intake.notes import Notes

# The lines around the versions; in between may stand what both began with.
OURS, BASE, THEIRS, END = (re.compile(rf"[{sign}]{{7}}(?:\s|$)") for sign in "<|=>")
# nbdime puts each mark into a cell of its own, as HTML in Markdown.
FIRST_MARK, LAST_MARK = (re.compile(rf"\W*[{sign}]{{7}} ") for sign in "<>")
MARKUP = re.compile(r"<[a-z/][^<>]*>|&(?:lt|gt);")
MAX_MARK = 200  # characters


def without_conflicts(
    cells: Sequence[RawCell], originals: Originals, notes: Notes
) -> list[RawCell]:
    """The cells, each with its one written version where a conflict has only one."""
    done = []
    for cell in cells:
        version = _written_version(cell, originals)
        if version is not None:
            notes.add(kinds.CONFLICT, str(grade_id(cell)))
            cell = {**cell, "source": version}
        done.append(cell)
    return done


def conflicting_answers(
    cells: Sequence[RawCell], matches: Mapping[int, str], originals: Originals
) -> dict[str, str]:
    """Why a person has to choose between two versions of an answer, by grade_id."""
    places: dict[str, list[int]] = {}
    for place, name in matches.items():
        if is_solution(originals[name]):
            places.setdefault(name, []).append(place)
    return {name: f"A merge conflict left two versions of the answer {name}; a person has to "
                  "choose."
            for name, found in places.items()
            if any(versions(source_of(cells[place])) for place in found)
            or _is_marked(cells, found)}


def versions(source: str) -> tuple[str, str] | None:
    """Both versions of a source with conflicts in it; None if it has none."""
    sides: tuple[list[str], list[str]] = ([], [])
    into, conflicts = (True, True), 0
    for line in source.split("\n"):
        if into == (True, True) and OURS.match(line):
            into = (True, False)
        elif into == (True, False) and BASE.match(line):
            into = (False, False)
        elif into in ((True, False), (False, False)) and THEIRS.match(line):
            into = (False, True)
        elif into == (False, True) and END.match(line):
            into, conflicts = (True, True), conflicts + 1
        else:
            for side, goes in zip(sides, into, strict=True):
                side += [line] * goes
    if not conflicts or into != (True, True):
        return None
    return "\n".join(sides[0]), "\n".join(sides[1])


def _written_version(cell: RawCell, originals: Originals) -> str | None:
    """The version of an answer that counts; None if there is no conflict, or there are two."""
    original = originals.get(str(grade_id(cell)))
    if original is None or original.cell_type != "code" or not is_solution(original):
        return None
    both = versions(source_of(cell))
    if both is None:
        return None
    if same_code(*both):
        return both[0]
    written = [side for side in both
               if side.strip() and not is_unchanged(side, original.source)]
    return written[0] if len(written) == 1 else None


def _is_marked(cells: Sequence[RawCell], places: Sequence[int]) -> bool:
    """Whether cells with different code stand between the marks of a conflict."""
    first, last = min(places), max(places)
    return (len(places) > 1
            and not same_code(source_of(cells[first]), source_of(cells[last]))
            and any(_is_mark(FIRST_MARK, cell) for cell in cells[:first])
            and any(_is_mark(LAST_MARK, cell) for cell in cells[last + 1:]))


def _is_mark(mark: re.Pattern[str], cell: RawCell) -> bool:
    source = source_of(cell)
    return len(source) <= MAX_MARK and mark.match(MARKUP.sub(
        lambda found: {"&lt;": "<", "&gt;": ">"}.get(found[0], ""), source)) is not None
