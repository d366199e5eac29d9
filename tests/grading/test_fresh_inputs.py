"""Fresh inputs hang on what was handed in, and no report on them shows what the code did."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import nbformat
import pytest

from course.grading.judging.job import Job
from course.grading.judging.notebook_run import run_job
from course.grading.sandbox.supplies import Supplies
from course.publish.source import Assignment
from course.publish.variants import namespace
from tests.assignments import report_on
from tests.battery.forged import table_of_first_run
from tests.battery.runner import handed_in

SLUG, NAME = "05-accumulation", "add_contributions"
SECRET = b"a secret of this run"
SAID = "told-by-the-code"
SHOWS = {
    "prints": f"print('{SAID}'); return sum(c)",
    "prints and is wrong": f"print('{SAID}'); return c[0]",
    "raises": f"raise ValueError('{SAID}')",
    "raises its own type": "raise type('told-by-the-code', (Exception,), {})('x')",
    "fails in a line": f"return c['{SAID}']",
    "returns its own type": "return type('told-by-the-code', (), {})()",
    "returns a Tensor of its own": "return type('told-by-the-codeTensor', (), {})()",
    "returns a text": f"return '{SAID}'",
    "returns a dict": f"return {{'{SAID}': 1}}",
    "returns a number": "return 7717.25",
    "returns a shape": "return c[0][..., None].repeat(7717, -1)",
    "returns a length": "return [1] * 7717",
    "names what is missing": f"raise NameError(\"name '{SAID}' is not defined\")",
    "limits recursion": "import sys; sys.setrecursionlimit(7717); return sum(c)",
}


def job(replaced: dict[str, str]) -> Job:
    notebook = nbformat.reads(handed_in(replaced).decode(), as_version=4)
    return Job("student-01", SLUG, notebook, SECRET)


@pytest.mark.parametrize("code", SHOWS.values(), ids=list(SHOWS))
def test_a_report_on_fresh_inputs_shows_nothing_of_the_code(
    accumulation: Assignment, code: str
) -> None:
    names = namespace(accumulation, {NAME: f"def {NAME}(c):\n    {code}"})
    shown = str(report_on(SLUG, NAME, fresh_inputs=True, names=names)._repr_mimebundle_())
    assert "told-by" not in shown
    assert "7717" not in shown


def points(job: Job) -> float:
    return run_job(job).verdicts[NAME].points


def test_the_inputs_hang_on_the_code_and_on_nothing_that_a_run_changes() -> None:
    first, other = job({}), job({NAME: f"def {NAME}(c):\n    return sum(c)  # other code"})
    seed = first.seed(NAME)
    assert seed != other.seed(NAME)
    run_job(first)
    assert first.seed(NAME) == seed == job({}).seed(NAME)


def test_the_inputs_hang_on_the_files_that_were_handed_in() -> None:
    """Else a table of answers could come in a file beside the same code."""
    own = [Supplies(own=files) for files in ({"table.json": b"{}"}, {"table.json": b"[]"}, {})]
    assert len({replace(job({}), supplies=supplies).seed(NAME) for supplies in own}) == 3
    data = replace(job({}), supplies=Supplies({"data.csv": b"the instructor's"}))
    assert data.seed(NAME) == job({}).seed(NAME)


@pytest.fixture
def same_inputs_for_all(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    with monkeypatch.context() as patch:
        patch.setattr(Job, "digest", "")
        yield patch


def test_a_table_of_the_first_run_is_worth_nothing(
    same_inputs_for_all: pytest.MonkeyPatch
) -> None:
    """Were the seed the same for all hand-ins of a student, the table would earn everything."""
    first = job({NAME: f"def {NAME}(c):\n    return c[0]"})
    assert points(job({NAME: table_of_first_run(first)})) == 2
    same_inputs_for_all.undo()
    assert points(job({NAME: table_of_first_run(first)})) == 0
