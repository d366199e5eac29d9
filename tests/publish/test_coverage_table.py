"""The table of the source documents names sections and exercises that exist."""

from __future__ import annotations

import re

from course.publish.source import ROOT, lesson_paths, read_cells
from tests.assignments import ASSIGNMENTS

TABLE = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
# L04 "Predict", "The order": a lesson and sections of it.
LESSON = re.compile(r'L(\d\d)((?: (?:the question in )?"[^"]+",?)+)')
ASSIGNMENT = re.compile(r"A(\d\d)((?: `\w+`,?)+)")


def test_every_lesson_section_exists() -> None:
    headings = {path.stem[:2]: "\n".join(cell.text for cell in read_cells(path)
                                         if cell.kind == "markdown") for path in lesson_paths()}
    found = LESSON.findall(TABLE)
    assert len(found) > 50
    for number, quoted in found:
        for section in re.findall(r'"([^"]+)"', quoted):
            lines = [line for line in headings[number].splitlines() if line.startswith("#")]
            assert any(section in line for line in lines), f"L{number} has no section {section!r}"


def test_every_exercise_exists() -> None:
    sources = {slug[:2]: assignment for slug, assignment in ASSIGNMENTS.items()}
    found = ASSIGNMENT.findall(TABLE)
    assert len(found) > 30
    for number, quoted in found:
        text = sources[number].path.read_text(encoding="utf-8")
        for name in re.findall(r"`(\w+)`", quoted):
            defined = re.search(rf"\b(def|class) {name}\b", text)
            assert name in sources[number].exercises or defined, f"A{number} has no {name!r}"
