"""The rules for sources and notebooks, each with a message that says what to do."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat

from course.checks.unit import load_unit, unit_slugs
from course.publish.source import Assignment, Cell, ExerciseSource

LEVELS = ("easy", "medium", "hard")
NBGRADER_KEYS = {"grade", "grade_id", "locked", "points", "schema_version", "solution", "task"}
MIN_RIGHT, MIN_WRONG, MIN_EXERCISES = 2, 3, 4


def assignment_faults(assignment: Assignment) -> Iterator[str]:
    """A message for each rule that an assignment source breaks."""
    if assignment.slug not in unit_slugs():
        name = f"u{assignment.slug.replace('-', '_')}.py"
        yield f"{assignment.path.name}: has no checks; write course/checks/units/{name}"
        return
    if len(assignment.exercises) < MIN_EXERCISES:
        yield f"{assignment.path.name}: {len(assignment.exercises)} exercises, " \
              f"write {MIN_EXERCISES} or more"
    yield from _names_agree(assignment)
    for cell in assignment.cells:
        yield from _cell_faults(assignment, cell)
    for exercise in assignment.exercises.values():
        yield from _exercise_faults(assignment, exercise)


def notebook_faults(path: Path, notebook: nbformat.NotebookNode) -> Iterator[str]:
    """A message for all that would make nbgrader stop, or give points away, in a solution."""
    ids = Counter(
        cell.metadata.nbgrader.get("grade_id") for cell in notebook.cells
        if "nbgrader" in cell.metadata
    )
    for number, cell in enumerate(notebook.cells, start=1):
        metadata = cell.metadata.get("nbgrader")
        if metadata is None:
            continue
        place = f"{path.name}, cell {number} ({metadata.get('grade_id')})"
        if set(metadata) - NBGRADER_KEYS:
            extra = ", ".join(sorted(set(metadata) - NBGRADER_KEYS))
            yield f"{place}: nbgrader's metadata has no {extra}; take it out"
        if metadata.get("schema_version") != 3:
            yield f"{place}: schema_version is {metadata.get('schema_version')}, write 3"
        if ids[metadata.get("grade_id")] > 1:
            yield f"{place}: the grade_id occurs {ids[metadata.get('grade_id')]} times; " \
                  "give each cell its own"
        if metadata.get("solution") and "### BEGIN SOLUTION" not in cell.source:
            yield f"{place}: without BEGIN SOLUTION and END SOLUTION nbgrader wipes the whole " \
                  "cell; mark the part that students write"
        if metadata.get("grade") and not metadata.get("points"):
            yield f"{place}: a graded cell needs points"


def _names_agree(assignment: Assignment) -> Iterator[str]:
    for cell in assignment.cells:
        if cell.role == "given" and cell.name in assignment.exercises:
            yield f"{cell.place(assignment.path)}: an exercise has that name; give it another"
    checked = load_unit(assignment.slug).exercises
    for name in assignment.exercises.keys() - checked.keys():
        yield f"{assignment.path.name}: exercise {name!r} has no probes in the unit's checks"
    for name in checked.keys() - assignment.exercises.keys():
        yield f"{assignment.path.name}: the checks ask about {name!r}, which is no exercise here"
    for name in assignment.exercises.keys() & checked.keys():
        if not checked[name].probes:
            yield f"{assignment.path.name}: exercise {name!r} has no probes"
    checks = Counter(cell.name for cell in assignment.cells if cell.role == "check")
    for name, exercise in assignment.exercises.items():
        if checks[name] != 1:
            yield f"{exercise.solution.place(assignment.path)}: has {checks[name]} check " \
                  f'cells, write one, # %% check="{name}"'


def _cell_faults(assignment: Assignment, cell: Cell) -> Iterator[str]:
    place = cell.place(assignment.path)
    if "nbgrader" in cell.options:
        yield f"{place}: nbgrader's metadata is generated; write a role, as exercise=\"name\""
    if cell.role == "check" and cell.text.strip():
        yield f"{place}: the text of a check is generated; leave the cell empty"
    if cell.role != "exercise" and "BEGIN SOLUTION" in cell.text:
        yield f"{place}: BEGIN SOLUTION outside an exercise would reach the students"
    if "HIDDEN TESTS" in cell.text:
        yield f"{place}: hidden tests are generated; take them out"
    if cell.role == "card":
        yield from _card_faults(place, cell)


def _card_faults(place: str, card: Cell) -> Iterator[str]:
    if card.options.get("level") not in LEVELS:
        yield f"{place}: level is {card.options.get('level')!r}, write one of {', '.join(LEVELS)}"
    if not isinstance(card.options.get("minutes"), int):
        yield f"{place}: minutes is {card.options.get('minutes')!r}, write a whole number"
    if ">>> " not in card.text:
        yield f"{place}: has no example; show a call with its result, after >>>"
    if "<details><summary>Hint" not in card.text:
        yield f"{place}: has no folded hint; write <details><summary>Hint: ...</summary>"


def _exercise_faults(assignment: Assignment, exercise: ExerciseSource) -> Iterator[str]:
    place = exercise.solution.place(assignment.path)
    text = exercise.solution.text
    if not re.search(r"^ +### BEGIN SOLUTION$(.|\n)*^ +### END SOLUTION$", text, re.MULTILINE):
        yield f"{place}: put ### BEGIN SOLUTION and ### END SOLUTION inside a function; the stub " \
              "that replaces them is a return"
    defined = {node.name for node in ast.walk(ast.parse(text))
               if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    if exercise.name not in defined and not exercise.solution.options.get("defines"):
        yield f"{place}: does not define {exercise.name}"
    if len(exercise.rights) < MIN_RIGHT:
        yield f"{place}: {len(exercise.rights)} other right answers, write {MIN_RIGHT} or more"
    if len(exercise.wrongs) < MIN_WRONG:
        yield f"{place}: {len(exercise.wrongs)} misconceptions, write {MIN_WRONG} or more"
    for variant in [*exercise.rights, *exercise.wrongs]:
        try:
            ast.parse(variant.code)
        except SyntaxError as error:
            yield f"{place}, answer {variant.name!r}: is not Python ({error.msg}); a comment of " \
                  "one word and a question mark is taken for a magic"
    names = Counter(wrong.name for wrong in exercise.wrongs)
    for wrong in exercise.wrongs:
        if not wrong.hint:
            yield f"{place}, wrong answer {wrong.name!r}: has no hint; begin it with a comment"
        if names[wrong.name] > 1:
            yield f"{place}: {names[wrong.name]} wrong answers are called {wrong.name!r}"
