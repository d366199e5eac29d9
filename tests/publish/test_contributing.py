"""The examples in CONTRIBUTING are true ones: the exercise is added to unit 05 here, and proven."""

from __future__ import annotations

import re
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

import autograd_ref as torch
from course.checks import unit as units
from course.checks.cases import fresh_cases
from course.checks.implementation import LocalImplementation
from course.checks.recognition import recognise
from course.checks.unit import Unit
from course.checks.verdict import judge
from course.publish.misconceptions import misconceptions
from course.publish.rules import assignment_faults
from course.publish.source import ASSIGNMENTS, ROOT, Assignment, read_assignment, read_cells
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
        seed = fresh_cases(exercise, run)
        known = misconceptions(assignment, NAME, seed)
        for answer in [{}, *({NAME: right.code} for right in source.rights)]:
            code = LocalImplementation(namespace(assignment, answer))
            assert judge(exercise, unit, code, seed).passed
        for wrong in source.wrongs:
            code = LocalImplementation(namespace(assignment, {NAME: wrong.code}))
            found = recognise(judge(exercise, unit, code, seed), known)
            assert found is not None
            assert found.name == wrong.name


def test_the_operation_is_right_in_its_first_and_second_gradient() -> None:
    rule, function = code_blocks("Adding an operation to the engine")
    names = dict(vars(import_module("autograd_ref.ops.later.special")))
    names |= vars(import_module("autograd_ref.api.later.special"))
    exec(rule + "\n\n" + function, names)
    asinh = names["asinh"]
    x = torch.tensor([0.5, -1.0, 1e-6], dtype=torch.float64, requires_grad=True)
    assert asinh(x).grad_fn.name() == "AsinhBackward0"
    assert asinh(x).tolist() == np.arcsinh([0.5, -1.0, 1e-6]).tolist()
    assert asinh(torch.tensor([1])).dtype is torch.float32
    assert torch.autograd.gradcheck(asinh, x)
    assert torch.autograd.gradgradcheck(asinh, x)


def test_the_lesson_runs_and_raises_where_it_says(tmp_path: Path) -> None:
    source = tmp_path / "12_order.py"
    source.write_text(code_blocks("Adding a lesson")[0])
    names: dict[str, object] = {}
    cells = [cell for cell in read_cells(source) if cell.kind == "code"]
    raised = [cell.options.get("raises", False) for cell in cells]
    assert raised == [False, True]
    for cell in cells:
        with pytest.raises(RuntimeError) if cell.options.get("raises") else nullcontext():
            exec(cell.text, names)
