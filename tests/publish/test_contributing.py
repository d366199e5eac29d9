"""The example in CONTRIBUTING is a true one: it is added to unit 05 here, and proven."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from course.checks import unit as units
from course.checks.implementation import LocalImplementation
from course.checks.probing import fresh
from course.checks.unit import Unit
from course.checks.verdict import judge, recognise
from course.publish.misconceptions import misconceptions
from course.publish.rules import assignment_faults
from course.publish.source import ASSIGNMENTS, ROOT, Assignment, read_assignment
from course.publish.variants import namespace

NAME = "double"


def code_blocks(heading: str) -> list[str]:
    """The Python blocks of one section of CONTRIBUTING."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^```python\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)


@pytest.fixture
def extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Assignment, Unit]:
    """Unit 05 with the example's cells and probes appended to its two files."""
    cells, probes = code_blocks("Adding an exercise")
    source = tmp_path / "05_accumulation.py"
    source.write_text((ASSIGNMENTS / source.name).read_text() + "\n" + cells)
    names: dict[str, object] = {"__name__": "extended"}
    exec((units.UNITS / "u05_accumulation.py").read_text() + "\n\n" + probes, names)
    unit = names["UNIT"]
    assert isinstance(unit, Unit)
    for module in ("course.publish.rules", "course.publish.misconceptions"):
        monkeypatch.setattr(f"{module}.load_unit", lambda slug: unit)
    return read_assignment(source), unit


def test_the_example_keeps_the_rules(extended: tuple[Assignment, Unit]) -> None:
    assert list(assignment_faults(extended[0])) == []


def test_the_example_is_proven(extended: tuple[Assignment, Unit], draws: int) -> None:
    assignment, unit = extended
    exercise, source = unit.exercises[NAME], assignment.exercises[NAME]
    for run in range(draws):
        seed = fresh(exercise, run)
        known = misconceptions(assignment, NAME, seed)
        for answer in [{}, *({NAME: right.code} for right in source.rights)]:
            code = LocalImplementation(namespace(assignment, answer))
            assert judge(exercise, unit, code, seed).passed
        for wrong in source.wrongs:
            code = LocalImplementation(namespace(assignment, {NAME: wrong.code}))
            found = recognise(judge(exercise, unit, code, seed), known)
            assert found is not None
            assert found.name == wrong.name
