"""Fresh inputs hang on what was handed in, and no report on them shows what the code did.

A class that is graded together gets the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from course.checks.cases import fresh_cases
from course.checks.unit import find_exercise
from course.grading import class_run
from course.grading.grade import grade
from course.grading.gradebook.results_folder import read_secret
from course.grading.gradebook.stored import Stored, StoredResults
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import run_job
from course.grading.sandbox.supplies import Supplies
from course.publish.source import Assignment
from course.publish.variants import namespace
from tests.assignments import report_on
from tests.battery.forged import table_of, table_of_first_run
from tests.battery.runner import handed_in, write

SLUG, NAME = "05-accumulation", "add_contributions"
SECRET = b"a secret of this run"
CLASS_SECRET = bytes(range(32))
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


class Group:
    """A class of two, graded again and again into one folder."""

    def __init__(self, place: Path) -> None:
        self.submitted, self.out = place / "submitted", place / "out"
        self.out.mkdir()
        (self.out / ".secret").write_bytes(CLASS_SECRET)  # the same draws in every run of the tests

    def hand_in(self, student: str, code: str) -> None:
        write(self.submitted / student / SLUG, handed_in({NAME: f"def {NAME}(c):\n    {code}"}))

    def grade(self, again: tuple[str, ...] | None = None) -> None:
        grade(self.submitted, self.out, [SLUG], jobs=1, again=again)

    def stored(self, student: str) -> Stored:
        found = StoredResults(self.out).find(student, SLUG)
        assert found is not None
        return found

    def points(self, student: str) -> float:
        [points] = [e.score for e in self.stored(student).result.exercises if e.name == NAME]
        return points

    def table(self, student: str) -> str:
        """Code that knows the answers to what a student's last grade asked."""
        job = Job(student, SLUG, nbformat.v4.new_notebook(), read_secret(self.out),
                  batch=self.stored(student).batch)
        return table_of(fresh_cases(find_exercise(SLUG, NAME), job.seed(NAME)))


@pytest.fixture
def group(tmp_path: Path) -> Group:
    group = Group(tmp_path)
    group.hand_in("ada", "return sum(c)")
    group.hand_in("eve", "return c[0] * 0")
    group.grade()
    return group


@pytest.mark.slow
def test_a_class_gets_the_same_inputs_and_a_regrade_of_the_same_work_repeats_them(
    group: Group
) -> None:
    first = group.stored("ada").batch
    assert first == group.stored("eve").batch != ""
    group.hand_in("eve", "return c[0] * 2")
    group.grade()
    second = group.stored("eve").batch
    assert group.stored("ada").batch == first != second
    group.grade(again=())
    assert group.stored("ada").batch == first
    assert group.stored("eve").batch == second


@pytest.mark.slow
def test_a_table_of_what_an_earlier_run_asked_is_worth_nothing(
    group: Group
) -> None:
    write(group.submitted / "eve" / SLUG, handed_in({NAME: group.table("ada")}))
    group.grade()
    assert group.points("ada") == 2
    assert group.points("eve") == 0


@pytest.mark.slow
def test_it_would_earn_everything_if_the_inputs_did_not_hang_on_all_that_was_handed_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(class_run, "digest_of_all", lambda submissions: "always the same")
    group = Group(tmp_path)
    group.hand_in("eve", "return c[0] * 0")
    group.grade()
    write(group.submitted / "eve" / SLUG, handed_in({NAME: group.table("eve")}))
    group.grade()
    assert group.points("eve") == 2
