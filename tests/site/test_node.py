"""The course on Pyodide, in Node: misconceptions, programs of the oracle, and some notebooks.

It tries the misconceptions of each second exercise and each third program; with `--every 1` all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from course.checks.check_report import MIME, with_code
from course.publish.site.runtime import write_runtime
from tests.assignments import ASSIGNMENTS

from .in_node import RanCell, run_in_node
from .notebooks import ORACLE, code_of, lessons, solutions, text, trial_cells, trials

# The first test runs everything.
pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(900)]
# What the platform does otherwise than PyTorch on Linux, cell by cell of the oracle's programs.
PLATFORM = {
    "NumPy's own integers have 32 bits": {
        "backprop_checked-12", "bad_input-372", "coverage-04", "creation-13",
        *(f"network_from_scratch-{cell}" for cell in ("01", "05", "06", "08")), "numpy_mix-07",
        "tabular_competition-11", "tabular_competition-14"},
    "errors of files have other numbers": {"data_and_files-23"},
    "there are no threads": {
        "autograd_cases-52", "mechanics_saved-19", "modes-23", "modes-24", "operands-22"},
    "maximum(-0.0, 0.0) is 0.0": {"edges_values-08"},
    "LAPACK finds no singular matrix": {"functions_more-48", "functions_more-50"},
    "the last bit": {
        "bits_of_rules-07", "clipping-02", "functions_more-47", "optim_more-16",
        "special_functions-07"},
}

# Pyodide raises no FloatingPointError and warns of no overflow, by which these two are recognised.
UNSEEN_OVERFLOW = ("binary_cross_entropy_with_logits", "bce_with_logits")


@pytest.fixture(scope="module")
def step(every: int) -> int:
    """2, if the misconceptions of each second exercise are tried; 1, if all are."""
    return 1 if every == 1 else 2


@pytest.fixture(scope="module")
def notebooks(every: int) -> list[Path]:
    """Each N-th lesson and solution: Chromium runs more, see test_lab_notebooks.py."""
    return [*lessons()[::every], *solutions()[::every]]


@pytest.fixture(scope="module")
def ran(
    pyodide: Path, notebooks: list[Path], step: int, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[RanCell]]:
    scratch = tmp_path_factory.mktemp("node")
    write_runtime(scratch / "runtime", pyodide)
    to_run = {path.stem: [cell.source for cell in code_of(path)] for path in notebooks}
    to_run |= {f"{a.slug} tried": trial_cells(a, step) for a in ASSIGNMENTS.values()}
    alone = 'from course.checks import check\ncheck("01-tensors", "must_record")'
    to_run |= {"oracle": [ORACLE.format(step=2 * step - 1)], "a check alone": [alone]}
    return run_in_node(scratch / "runtime", to_run, scratch)


def test_lessons_put_out_what_is_stored(
    notebooks: list[Path], ran: dict[str, list[RanCell]]
) -> None:
    for path in [path for path in notebooks if path in lessons()]:
        for stored, found in zip(code_of(path), ran[path.stem], strict=True):
            if "nbval-skip" not in stored.metadata.get("tags", []):
                assert [text(o) for o in found.outputs] == [text(o) for o in stored.outputs], (
                    f"{path.stem}: {stored.source}")


def test_solutions_earn_all_points(
    notebooks: list[Path], ran: dict[str, list[RanCell]]
) -> None:
    for path in [path for path in notebooks if path in solutions()]:
        for stored, found in zip(code_of(path), ran[path.stem], strict=True):
            marks = stored.metadata.get("nbgrader", {})
            assert not [o for o in found.outputs if o["output_type"] == "error"], stored.source
            if marks.get("grade"):
                points = found.outputs[-1]["data"]["text/plain"]
                assert float(points) == marks["points"], found.outputs[0]["data"]["text/html"]


@pytest.mark.parametrize("assignment", ASSIGNMENTS.values(), ids=list(ASSIGNMENTS))
def test_a_misconception_is_told_its_hint(
    assignment: Any, step: int, ran: dict[str, list[RanCell]]
) -> None:
    tried = trials(assignment, step)
    checks = ran[f"{assignment.slug} tried"][-3 * len(tried) + 1::3]
    for trial, check in zip(tried, checks, strict=True):
        shown = check.outputs[0]["data"]
        if trial.wrong is None:
            assert "did not end in 5 seconds" in shown["text/html"]
        elif trial.exercise in UNSEEN_OVERFLOW:
            assert any(probe["points"] < probe["max_points"] for probe in shown[MIME]["probes"])
        else:
            assert shown[MIME]["misconception"] == trial.wrong.name
            assert with_code(trial.wrong.hint) in shown["text/html"].replace("\n", " ")


def test_a_check_alone_says_that_nothing_above_it_ran(ran: dict[str, list[RanCell]]) -> None:
    shown = ran["a check alone"][0].outputs[-1]["data"]["text/html"]
    assert "The cells above have not run since the kernel started." in shown


def test_programs_print_what_torch_prints(step: int, ran: dict[str, list[RanCell]]) -> None:
    count, differing = json.loads(ran["oracle"][0].outputs[0]["text"])
    assert count > 4000 / (2 * step - 1)
    others = sorted(set(differing) - set().union(*PLATFORM.values()))
    assert not others, ", ".join(others)
