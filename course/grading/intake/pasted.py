"""Code as it comes out of a chat, a shell, a web page or a word processor: what of it is Python.

Only a cell that is no Python is changed, and only if it is Python then.
"""

from __future__ import annotations

import ast
import html
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from course.grading.intake.matching import Originals, RawCell, grade_id, source_of
from course.grading.intake.notes import Notes
from course.grading.intake.plain_python import (
    MAX_SOURCE,
    PART,
    PROMPT,
    PYTHON_CELL,
    parsed,
)
from course.grading.intake.signs import with_plain_signs
from course.words import listed

MAX_TRIED = 500_000  # characters of cells that are no Python
FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[\w{}.+# \t-]*")
FIRST_PROMPT = re.compile(r"[ \t]*(?:>>>|In \[\d+\]:)(?:[ \t]|$)")
NUMBER = re.compile(r"[ \t]*(\d{1,4})(?:[.:|)]|(?=[ \t])|$)")
ENTITY = re.compile(r"&(?:lt|gt|amp|quot|nbsp|apos|#39|#34|#x27);")
FENCES, PROMPTS, NUMBERS = "Markdown around code", "prompts or outputs", "line numbers"
INDENT, TABS, ENTITIES = "an indent of all lines", "tabs beside spaces", "HTML entities"
OWN = "a cell of the student's own"
Step = Callable[[str], str]


def readable(cells: Sequence[RawCell], originals: Originals, notes: Notes) -> list[RawCell]:
    """The cells, with the code of those that are no Python as its author meant it."""
    done: list[RawCell] = []
    where: list[str] = []
    what: list[str] = []
    room = MAX_TRIED
    for cell in cells:
        source, name = source_of(cell), grade_id(cell)
        if _is_code(cell, originals) and room > 0 and parsed(source) is None:
            room -= len(source)
            code, changed = python_in(source)
            if changed:
                what += changed
                where.append(f"the cell {name}" if name in originals else OWN)
                cell = {**cell, "source": code}
        done.append(cell)
    if where:
        names = listed(list(dict.fromkeys(where)))
        notes.say(f"The grader read {names} without what is no Python there: "
                  f"{listed(list(dict.fromkeys(what)))}.")
    return done


def python_in(source: str) -> tuple[str, list[str]]:
    """The Python in what was pasted, and what it was read without; nothing if there is none."""
    if len(source) > MAX_SOURCE or _is_other_language(source):
        return source, []
    code, changed = with_plain_signs(source)
    for what, step in STEPS.items():
        if parsed(code) is not None:
            break
        before, code = code, step(code)
        if code != before:
            changed.append(what)
    tree = parsed(code)
    whole = tree is not None and not any(isinstance(node, ast.Return) for node in tree.body)
    return (code, changed) if changed and whole else (source, [])


def _is_code(cell: RawCell, originals: Originals) -> bool:
    """Whether a cell is code, or runs as code because the assignment's own is."""
    name = grade_id(cell)
    return cell["cell_type"] == "code" or (
        name in originals and originals[str(name)].cell_type == "code")


def _is_other_language(source: str) -> bool:
    code = source.lstrip()
    return code.startswith("%%") and not PYTHON_CELL.match(code)


def _without_entities(code: str) -> str:
    return _outside_texts(code, lambda text: ENTITY.sub(
        lambda entity: html.unescape(entity[0]).replace("\u00a0", " "), text))


def _without_fences(code: str) -> str:
    """The code between fences, or all of it if only the fences are no Python."""
    lines = list(_with_depth(code))
    is_fence = [not inside and FENCE.fullmatch(line) is not None for line, inside in lines]
    fences = [place for place, found in enumerate(is_fence) if found]
    if not fences:
        return code
    all_of_it = "\n".join(line for (line, _), fence in zip(lines, is_fence, strict=True)
                          if not fence)
    if parsed(all_of_it) is not None:
        return all_of_it
    ends = [*fences[1::2], *([len(lines)] if len(fences) % 2 else [])]
    return "\n".join(line for first, end in zip(fences[::2], ends, strict=True)
                     for line, _ in lines[first + 1:end])


def _without_prompts(code: str) -> str:
    """The code behind prompts; what has none is code too, or else what it printed."""
    lines = list(_with_depth(code))
    if not any(FIRST_PROMPT.match(line) for line, inside in lines if not inside):
        return code
    stripped = PROMPT.sub("", code)
    if parsed(stripped) is not None:
        return stripped
    return "\n".join(PROMPT.sub("", line) for line, _ in lines if PROMPT.match(line))


def _without_numbers(code: str) -> str:
    """The lines without the numbers in front of them, if all have theirs."""
    found = [(line, NUMBER.match(line)) for line in code.split("\n") if line.strip()]
    numbers = [int(number[1]) for _, number in found if number]
    if len(found) < 2 or len(numbers) < len(found) or (
            numbers[-1] - numbers[0] > code.count("\n")) or any(
            above >= below for above, below in pairwise(numbers)):
        return code
    return textwrap.dedent("\n".join(line[number.end():] for line, number in found if number))


def _without_indent(code: str) -> str:
    lines = list(_with_depth(code))
    if not code.lstrip().startswith("#"):
        return code  # it may be the rest of another cell
    statements = [line for line, inside in lines
                  if not inside and line.strip() and not line.lstrip().startswith("#")]
    least = min((len(line) - len(line.lstrip(" \t")) for line in statements), default=0)
    return "\n".join(line if inside else line[min(least, len(line) - len(line.lstrip(" \t"))):]
                     for line, inside in lines)


def _without_tabs(code: str) -> str:
    """The code with spaces for the tabs in front, if it means the same for either width of a tab.
    """
    lines = list(_with_depth(code))
    if not any("\t" in _indent(line) for line, _ in lines):
        return code
    spaced = ["\n".join(line if inside else _indent(line).expandtabs(width) + line.lstrip(" \t")
                        for line, inside in lines) for width in (4, 8)]
    trees = {ast.dump(tree): text for text in spaced if (tree := parsed(text)) is not None}
    return next(iter(trees.values())) if len(trees) == 1 else code


def _indent(line: str) -> str:
    return line[:len(line) - len(line.lstrip(" \t"))]


def _with_depth(code: str) -> Iterator[tuple[str, bool]]:
    """The lines, each with whether it begins within a text."""
    inside = {code.count("\n", 0, part.start()) + 1 + number for part in PART.finditer(code)
              if part[0][:3] in ("'''", '"""') for number in range(part[0].count("\n"))}
    return ((line, number in inside) for number, line in enumerate(code.split("\n")))


def _outside_texts(code: str, change: Step) -> str:
    done, place = [], 0
    for part in PART.finditer(code):
        if part[0][0] in "'\"#":
            done += [change(code[place:part.start()]), part[0]]
            place = part.end()
    return "".join([*done, change(code[place:])])


STEPS: dict[str, Step] = {
    ENTITIES: _without_entities, FENCES: _without_fences, PROMPTS: _without_prompts,
    NUMBERS: _without_numbers, INDENT: _without_indent, TABS: _without_tabs,
}
