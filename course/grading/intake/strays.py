"""Answers and helpers that do not stand in their cells.

Students write an answer into a cell of their own, into the card, below the check or into the cell
of another answer, while its own cell holds the stub, or none of it. They merge cells, split them,
and add a helper to a locked cell, which the grader puts back. If there is one such answer, it
counts; if there are several, a person chooses.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import nbformat

from course.grading.intake.code import (
    DEFINITIONS,
    bound_names,
    defined_names,
    dumped,
    is_unchanged,
    same_code,
    statements,
    whole_parts,
    with_texts,
)
from course.grading.intake.excerpt import excerpt
from course.grading.intake.matching import Originals, RawCell, source_of, visible_source
from course.grading.intake.splits import falls_apart

STUB = "..."  # every stub has it
MAX_ELSEWHERE = 500_000  # characters
NOWHERE = 10**9  # the place of a cell that is missing: below all others
BINDS = re.compile(r"\b(?:def|class|as|import|global|for)\b")
DEFINES = re.compile(r"^(?:def|class)[ \t]+(\w+)", re.MULTILINE)
CELL_MAGIC = re.compile(r"\s*%%(?!time\b|capture\b|prun\b)[^\n]*\n")  # hides the code below it
FENCE = re.compile(r"^ *(?:```|~~~)[^\n]*\n(.*?)^ *(?:```|~~~)", re.DOTALL | re.MULTILINE)


@dataclass
class Strays:
    """What was found outside its cell.

    answers:  code to put into an answer cell that does not have it, by grade_id
    beside:  of these, the answer cells whose own code runs too, above the answer
    hidden:  of these, the answer cells whose first line keeps their code from running
    merged:  of these, the answer cells that hold other cells of the assignment as well
    above:  of these, the answer cells in which the stub follows the answer
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
    beside: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)
    merged: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Found:
    """Code in a cell: where it stands, in which locked or answer cell, and whether it runs there.

    If the cell is no Python, `code` are the parts of it that are, and `broken` the others.
    """

    index: int
    locked: str | None
    code: str
    runs: bool
    answer: str | None = None
    broken: str = ""

    @cached_property
    def names(self) -> set[str]:
        """The functions and classes that the code defines."""
        return defined_names(self.code)


def find_strays(
    cells: Sequence[RawCell], matches: Mapping[int, str], originals: Originals
) -> Strays:
    """Look for the answers that their cells do not have, and for helpers in locked cells."""
    found = Strays()
    places = {name: index for index, name in reversed(list(matches.items()))}
    answers = {name for name, original in originals.items() if _is_code_answer(original)}
    given = _given_names(originals)
    unwritten = [name for name in originals if name in answers and (
        name not in places or _is_unwritten(cells[places[name]], originals[name]))]
    others = list(_code_elsewhere(unwritten, cells, matches, originals)) if unwritten else []
    for name in unwritten:
        _find_answer(name, places, others, (answers | given) - {name}, found)
        if name in places and _is_blank(source_of(cells[places[name]])) and not any(
                _may_bind(name, place.code) for place in others):
            found.emptied.add(name)
        elif name in found.answers and name in places and not holds_stub(
                cells[places[name]], originals[name]):
            found.beside.add(name)
    for name in places:
        if name in answers and name not in unwritten:
            above = _above_stub(name, source_of(cells[places[name]]), originals[name])
            if above:
                found.answers[name] = above
                found.above.add(name)
            else:
                _take_out_of_merged(name, cells, places[name], answers, given, found)
    room = MAX_ELSEWHERE
    for index, name in matches.items():
        original, source = originals[name], source_of(cells[index])
        room -= len(source)
        if room < 0:
            break
        if original.cell_type == "code" and not original.metadata.nbgrader.solution and (
                source.strip() != visible_source(original)):
            code = _added(source, answers | given)
            if code:
                found.helpers[name] = code
                found.used.add(name)
    return found


def _given_names(originals: Originals) -> set[str]:
    """The names that the locked cells of the assignment bind."""
    return {name for original in originals.values()
            if original.cell_type == "code" and not original.metadata.nbgrader.solution
            for name in _bound_at_top(original.source)}


@lru_cache(maxsize=64)
def _bound_at_top(source: str) -> set[str]:
    return {name for node in statements(source) for name in bound_names(node)}


def _take_out_of_merged(
    name: str, cells: Sequence[RawCell], place: int, answers: set[str], given: set[str],
    found: Strays,
) -> None:
    """Take an answer out of its cell if given code was merged into that, or look at its parts."""
    source = source_of(cells[place])
    defines = {match[1] for match in DEFINES.finditer(source)}
    if defines & given:
        code = excerpt(name, source, (answers | given) - {name})
        if code:
            found.answers[name] = code
            found.beside.add(name)
            found.merged.add(name)
    elif place + 1 < len(cells) and falls_apart(cells[place], cells[place + 1]):
        found.to_choose[name] = (f"The answer {name} is split over cells that do not fit together; "
                                 "a person has to look.")


def _above_stub(name: str, source: str, original: nbformat.NotebookNode) -> str:
    """A cell without its stub, if that follows an answer and so takes its place; else ""."""
    if STUB not in source or source.count(name) < 2:
        return ""
    texts = [text for node, text in with_texts(source)
             if isinstance(node, DEFINITIONS) and node.name == name]
    if not texts[1:] or not is_unchanged(texts[-1], original.source) or (
            _is_only_a_stub(name, texts[-2])):
        return ""
    before, _, after = source.rpartition(texts[-1])
    return before.rstrip() + after


def _is_code_answer(original: nbformat.NotebookNode) -> bool:
    metadata = original.metadata.nbgrader
    return bool(metadata.solution and not metadata.grade and original.cell_type == "code"
                and metadata.grade_id in defined_names(original.source))


def _is_unwritten(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    """Whether an answer's cell does not have the answer, as far as its text tells."""
    source = source_of(cell)
    return (holds_stub(cell, original) or CELL_MAGIC.match(source) is not None
            or not _may_bind(original.metadata.nbgrader.grade_id, source))


def holds_stub(cell: RawCell, original: nbformat.NotebookNode) -> bool:
    """Whether a cell holds the stub, or no code at all."""
    source = source_of(cell)
    return _is_blank(source) or (STUB in source and is_unchanged(source, original.source))


def _may_bind(name: str, source: str) -> bool:
    """Whether a line of a source looks as if it defined, imported or assigned a name."""
    if f"def {name}(" in source or f"class {name}" in source:
        return True  # nearly always
    word = re.compile(rf"\b{re.escape(name)}\b")
    return any(name in line and _line_may_bind(word, line) for line in source.split("\n"))


def _line_may_bind(word: re.Pattern[str], line: str) -> bool:
    """Whether a line looks as if it defined, imported or assigned the word, in time that grows with
    its length: a student chose it.
    """
    first, binder = word.search(line), BINDS.search(line)
    if first is None:
        return False
    if binder is not None and word.search(line, binder.end()):
        return True
    before, behind = line[:first.start()], line[first.end():]
    return not {"(", "#"} & {*before} and "=" in behind.partition("(")[0]


def _is_blank(source: str) -> bool:
    return not any(line.strip() and not line.lstrip().startswith("#")
                   for line in source.split("\n"))


def _code_elsewhere(
    wanted: Sequence[str], cells: Sequence[RawCell], matches: Mapping[int, str],
    originals: Originals,
) -> Iterator[Found]:
    """The code that a student wrote anywhere and that may define a wanted name, up to a limit."""
    room = MAX_ELSEWHERE
    seen = set()
    for index, cell in enumerate(cells):
        name = matches.get(index)
        original = originals[name] if name is not None else None
        source = source_of(cell)
        room -= len(source)
        if room < 0:
            return
        if cell["cell_type"] == "code" and not any(_may_bind(name, source) for name in wanted):
            seen.add(name)
            continue
        if original is not None and original.metadata.nbgrader.solution:
            if name not in seen:
                seen.add(name)
                if cell["cell_type"] == "code":
                    yield _own_place(index, source, name)
                continue
            name = original = None  # a copy of an answer's cell runs as the student's own
        if original is not None and same_code(source, visible_source(original)):
            continue
        if cell["cell_type"] == "code":
            yield _own_place(index, source) if original is None else Found(
                index, name, _without(original.source, source), runs=False)
        else:
            for code in _code_in_text(source, original):
                yield Found(index, name, code, runs=False)


def _own_place(index: int, source: str, answer: str | None = None) -> Found:
    """Code in a cell that runs, unless its first line keeps it from that."""
    hidden = CELL_MAGIC.match(source)
    code, broken = whole_parts(source[hidden.end():] if hidden else source)
    return Found(index, None, code, not hidden and not broken, answer, broken)


def _without(given: str, source: str) -> str:
    """A source without the statements that another one has."""
    known = {dumped(node) for node in statements(given)}
    return "\n\n\n".join(text for node, text in with_texts(source) if dumped(node) not in known)


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
    name: str, places: Mapping[str, int], others: Sequence[Found], left_out: set[str],
    found: Strays,
) -> None:
    """Find an answer that its cell does not have; names that are `left_out` are not its own."""
    fits = [place for place in others if name in place.code and name in place.names
            and not _is_only_a_stub(name, place.code)
            and (place.answer != name or not place.runs)]
    check = places.get(f"check_{name}", NOWHERE)
    if name in places and any(
            place.runs and places[name] < place.index < check for place in fits):
        return  # it runs after the stub and before the check, so it counts by itself
    different = _different(name, fits)
    if len(different) == 1:
        found.answers[name] = excerpt(name, different[0].code, left_out)
        found.used |= {place.locked for place in fits if place.locked}
        if different[0].answer == name:
            found.hidden.add(name)
    elif different:
        found.to_choose[name] = (f"There are {len(different)} different answers to {name}, none of "
                                 "them in its cell; a person has to choose.")
    elif any(re.search(rf"^[ \t]*(?:def|class)[ \t]+{re.escape(name)}\b",
                       place.broken or place.code, re.MULTILINE)
             and place.answer != name and not (place.code and statements(place.code)
                                               and not place.broken) for place in others):
        found.to_choose[name] = (f"An answer to {name} stands outside of its cell and is not "
                                 "Python; a person has to look.")


def _different(name: str, fits: Sequence[Found]) -> list[Found]:
    """The places whose definitions of `name` differ."""
    kept: dict[str, Found] = {}
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


def _added(source: str, known: set[str]) -> tuple[str, list[str]] | None:
    """What a student added to a locked cell, and its names; None if there is nothing.

    The names that are `known` are the assignment's.
    """
    new = {text: sorted(names) for node, text in with_texts(source)
           if (names := bound_names(node)) and not names & known}
    if not new:
        return None
    return "\n\n\n".join(new), [name for names in new.values() for name in names]


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
