"""Answers and helpers that do not stand in their cells.

Students write an answer into a cell of their own, into the card or below the check, while its own
cell still holds the stub. They add a helper to a locked cell, which the grader puts back. If there
is one such answer, it counts; if there are several, a person chooses.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import nbformat

from course.grading.intake.code import (
    DEFINITIONS,
    bound_names,
    defined_names,
    dumped,
    is_stub,
    pieces,
    same_code,
    statements,
)
from course.grading.intake.matching import Originals, RawCell, source_of, visible_source

STUB = "..."  # every stub has it
MAX_ELSEWHERE = 500_000  # characters
FENCE = re.compile(r"^ *(?:```|~~~)[^\n]*\n(.*?)^ *(?:```|~~~)", re.DOTALL | re.MULTILINE)


@dataclass
class Strays:
    """What was found outside its cell.

    answers:  code to put into an answer cell that holds the stub, by grade_id
    helpers:  code to put beside a locked cell, by grade_id, and the names that it defines
    emptied:  the answer cells that hold no code, of which there is none elsewhere either
    to_choose:  why a person has to look at an exercise, by grade_id
    used:  the locked cells from which something was taken
    """

    answers: dict[str, str] = field(default_factory=dict)
    helpers: dict[str, tuple[str, list[str]]] = field(default_factory=dict)
    to_choose: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    emptied: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Place:
    """Code in a cell: where it stands, in which locked cell, and whether it runs there."""

    index: int
    locked: str | None
    code: str
    runs: bool

    @cached_property
    def names(self) -> set[str]:
        """The functions and classes that the code defines."""
        return defined_names(self.code)


def find_strays(
    cells: Sequence[RawCell], matches: Mapping[int, str], originals: Originals
) -> Strays:
    """Look for answers and helpers in all cells but the answer cells that hold more than a stub."""
    found = Strays()
    places = {name: index for index, name in reversed(list(matches.items()))}
    answers = [name for name, original in originals.items() if _is_code_answer(original)]
    unwritten = [name for name in answers
                 if name not in places or _is_unwritten(cells[places[name]], originals[name])]
    others = list(_code_elsewhere(cells, matches, originals)) if unwritten else []
    for name in unwritten:
        _find_answer(name, places, others, originals, found)
        if name in places and _is_blank(source_of(cells[places[name]])) and not any(
                re.search(rf"\b{re.escape(name)}\b", place.code) for place in others):
            found.emptied.add(name)
    room = MAX_ELSEWHERE
    for index, name in matches.items():
        original, source = originals[name], source_of(cells[index])
        room -= len(source)
        if room < 0:
            break
        if original.cell_type == "code" and not original.metadata.nbgrader.solution and (
                source.strip() != visible_source(original)):
            code = _added(source, original, set(answers))
            if code:
                found.helpers[name] = code
                found.used.add(name)
    return found


def _is_code_answer(original: nbformat.NotebookNode) -> bool:
    metadata = original.metadata.nbgrader
    return bool(metadata.solution and not metadata.grade and original.cell_type == "code"
                and metadata.grade_id in defined_names(original.source))


def _is_unwritten(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    source = source_of(cell)
    return _is_blank(source) or (STUB in source and is_stub(source, original.source))


def _is_blank(source: str) -> bool:
    return not any(line.strip() and not line.lstrip().startswith("#")
                   for line in source.splitlines())


def _code_elsewhere(
    cells: Sequence[RawCell], matches: Mapping[int, str], originals: Originals
) -> Iterator[Place]:
    """The code that a student wrote anywhere but in the answer cells, up to a limit."""
    room = MAX_ELSEWHERE
    seen = set()
    for index, cell in enumerate(cells):
        name = matches.get(index)
        original = originals[name] if name is not None else None
        if original is not None and original.metadata.nbgrader.solution:
            if name not in seen:
                seen.add(name)
                continue
            name = original = None  # a copy of an answer's cell runs as the student's own
        source = source_of(cell)
        room -= len(source)
        if room < 0:
            return
        if original is not None and same_code(source, visible_source(original)):
            continue
        if cell["cell_type"] == "code":
            own = source if original is None else _without(original.source, source)
            yield Place(index, name, own, runs=original is None)
        else:
            for code in _code_in_text(source, original):
                yield Place(index, name, code, runs=False)


def _without(given: str, source: str) -> str:
    """A source without the statements that another one has."""
    known = {dumped(node) for node in statements(given)}
    return "\n\n\n".join(text for node, text in pieces(source) if dumped(node) not in known)


def _code_in_text(text: str, original: nbformat.NotebookNode | None) -> Iterator[str]:
    """The blocks of code in a text, without those that the text had before."""
    given = set(original.source.splitlines()) if original is not None else set()
    blocks = [block for block in FENCE.findall(text)
              if not given or not set(block.splitlines()) <= given]
    if blocks:
        yield from map(textwrap.dedent, blocks)
    else:
        own = [line for line in text.splitlines() if line not in given or not line.strip()]
        yield textwrap.dedent("\n".join(own)).strip()


def _find_answer(
    name: str, places: Mapping[str, int], others: Sequence[Place], originals: Originals,
    found: Strays,
) -> None:
    fits = [place for place in others if name in place.names
            and not _is_only_a_stub(name, place.code)]
    check = places.get(f"check_{name}", len(originals) + 10**6)
    if any(place.runs and places.get(name, -1) < place.index < check for place in fits):
        return  # it runs after the stub and before the check, so it counts by itself
    different = _different(name, fits)
    if len(different) == 1:
        found.answers[name] = _movable(different[0].code)
        found.used |= {place.locked for place in fits if place.locked}
    elif different:
        found.to_choose[name] = (f"There are {len(different)} different answers to {name}, none of "
                                 "them in its cell; a person has to choose.")
    elif any(re.search(rf"^[ \t]*(?:def|class)[ \t]+{re.escape(name)}\b", place.code, re.MULTILINE)
             and not statements(place.code) for place in others):
        found.to_choose[name] = (f"An answer to {name} stands outside of its cell and is not "
                                 "Python; a person has to look.")


def _different(name: str, fits: Sequence[Place]) -> list[Place]:
    """The places whose definitions of `name` differ."""
    kept: dict[str, Place] = {}
    for place in fits:
        kept.setdefault(_definition(name, place.code), place)
    return list(kept.values())


def _definition(name: str, code: str) -> str:
    return "".join(dumped(node) for node in statements(code)
                   if name in bound_names(node) and not isinstance(node, ast.Assign))


def _is_only_a_stub(name: str, code: str) -> bool:
    """Whether all that a source defines under a name is a function without a body of its own."""
    return all(isinstance(node, ast.FunctionDef) and _is_empty(node) for node in statements(code)
               if isinstance(node, DEFINITIONS) and node.name == name)


def _is_empty(function: ast.FunctionDef) -> bool:
    """Whether a function does nothing but, say, `return ...`, docstring aside."""
    body = function.body[ast.get_docstring(function, clean=False) is not None:]
    return all(isinstance(node, ast.Pass | ast.Raise)
               or (isinstance(node, ast.Return | ast.Expr) and isinstance(node.value, ast.Constant)
                   and node.value.value is ...) for node in body)


def _movable(code: str) -> str:
    """The statements of a cell that define something, without those that do something."""
    return "\n\n\n".join(text for node, text in pieces(code) if bound_names(node))


def _added(
    source: str, original: nbformat.NotebookNode, answers: set[str]
) -> tuple[str, list[str]] | None:
    """What a student added to a locked cell, and its names; None if there is nothing."""
    given: set[str] = {name for node in statements(original.source) for name in bound_names(node)}
    new = [(text, sorted(names)) for node, text in pieces(source)
           if (names := bound_names(node)) and not names & (given | answers)]
    if not new:
        return None
    return "\n\n\n".join(text for text, _ in new), [name for _, names in new for name in names]


def text_below(
    place: int, cells: Sequence[RawCell], matches: Mapping[int, str]
) -> list[int]:
    """The places of the student's own cells below a cell, up to the assignment's next one."""
    kind, found = cells[place]["cell_type"], []
    for index in range(place + 1, len(cells)):
        if index in matches:
            break
        if cells[index]["cell_type"] == kind and source_of(cells[index]).strip():
            found.append(index)
    return found
