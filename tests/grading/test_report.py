"""The class report: what an instructor learns from it, and that it is safe to open."""

from __future__ import annotations

import errno
import re
from dataclasses import replace
from pathlib import Path
from statistics import correlation

import nbformat
import pytest
from nbformat.v4 import new_notebook

from course.grading.pages.class_report import Enrolment, write_report
from course.grading.pages.grades_csv import full_detail, write_grades
from course.grading.pages.summary import summaries
from course.grading.scoring import NOT_WRITTEN
from course.grading.submission import ExerciseResult, ProbeResult, Result, State, VerdictSummary
from course.publish.assignment import solution_notebook
from course.publish.source import Assignment

from .support.html import Page, runs_nothing, without_own_script
from .support.made_up import SLUG, class_results

Sources = dict[str, nbformat.NotebookNode]


@pytest.fixture
def sources(accumulation: Assignment) -> Sources:
    return {SLUG: solution_notebook(accumulation)}


def page_of(results: list[Result], sources: Sources, folder: Path) -> Page:
    write_report(folder / "report.html", results, sources)
    text = (folder / "report.html").read_text(encoding="utf-8")
    page = Page(without_own_script(text))
    runs_nothing(page)
    return page


def test_it_tells_what_the_results_hold(sources: Sources, tmp_path: Path) -> None:
    results = class_results(40)
    text = page_of(results, sources, tmp_path).text
    (summary,) = summaries(results)
    for held in summary.misconceptions:
        who = [r.student for r in results if (held.exercise, held.name) in r.misconceptions]
        assert held.students == who
        assert f"{held.exercise}: {held.name} {len(who)} of {len(summary.scored)} students" in text
        assert held.hint.split("`")[0].split("\n")[0][:30] in text
    for exercise in summary.exercises:
        assert f"{exercise.full} of {exercise.count} have all" in text
        for probe in exercise.probes.values():
            assert f"{probe.passed} of {probe.count}" in text
            if probe.failed:
                assert f"not passed by {len(probe.failed)} {probe.failed[0]}" in text
    assert sum(summary.bins) == len(summary.scored)
    for result in results:
        assert result.student in text
    for state in {r.state for r in results}:
        assert f"{state} {sum(r.state is state for r in results)}" in text


def test_a_zero_is_never_bare() -> None:
    wrong = ExerciseResult("a", 0, 2, "failed: x")
    unwritten = ExerciseResult("b", 0, 1, NOT_WRITTEN)
    result = Result("ada", SLUG, 0, 3, State.GRADED, "", [wrong, unwritten])
    assert full_detail(result) == "Not written: b. Not right: a."
    nothing = replace(result, detail="Nothing was written yet.", exercises=[unwritten])
    assert full_detail(nothing) == "Nothing was written yet."


def test_what_is_alike_is_shown_beside_each_other_and_is_no_verdict(
    sources: Sources, tmp_path: Path
) -> None:
    results = class_results(30)
    first, second = (r for r in results if r.state is State.GRADED and r.student[-1] in "37"
                     and r.student[-2] == "1")
    body = "    total = 0\n    for here, there in zip(a, b, strict=True):\n" \
           "        while here > there and total is not None:\n            here -= there % 7\n" \
           "            total = max(total, here ** 3) or len(a)\n    return {total: [here]}"
    first.answers["train"] = f"def train(a, b):\n{body}"
    second.answers["train"] = f"def train(a, b):\n{body.replace('total', 'summe')}"
    text = page_of(results, sources, tmp_path).text
    assert f"{first.student} and {second.student}: train" in text
    assert "1 pair of students" in text
    assert "This is a place to look, no verdict." in text
    assert "summe" in text


def test_nothing_that_a_student_wrote_becomes_part_of_the_page(
    sources: Sources, tmp_path: Path
) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    code = f"def train():\n    x = {evil!r}\n    y = [x] * 3\n" + "    y = (y, {x: y})\n" * 40
    verdict = VerdictSummary(0.5, (ProbeResult(evil, 0, 1),), evil, False, evil)
    exercise = ExerciseResult(evil, 0.5, 1, evil, verdict)
    results = [
        Result(f"{evil}{n}", SLUG, 0.5, 1, State.TIMED_OUT, evil, [exercise], 1.0,
               {"train": code})
        for n in range(2)
    ]
    page = page_of(results, sources, tmp_path)
    assert "img" not in page.tags
    assert page.text.count("<script>alert(1)</script>") > 5


def test_a_large_class_stays_readable(sources: Sources, tmp_path: Path) -> None:
    page = page_of(class_results(1000), sources, tmp_path)
    assert (tmp_path / "report.html").stat().st_size < 2_000_000
    top = (tmp_path / "report.html").read_text(encoding="utf-8")
    while "<details>" in top:
        before, _, rest = top.rpartition("<details>")
        top = before + rest.partition("</details>")[2]
    assert len(top) < 40_000, "what is to be seen before anything is unfolded"
    assert "student-0999" in page.text


def test_figures_of_exercises_and_scores() -> None:
    def result(number: int, hard: float, other: float) -> Result:
        exercises = [ExerciseResult("hard", hard, 2), ExerciseResult("other", other, 8)]
        return Result(f"s{number}", SLUG, hard + other, 10, State.GRADED, "", exercises)

    results = [result(n, 2 * (n > 7), min(n, 8)) for n in range(12)]
    (summary,) = summaries(results)
    hard, other = summary.exercises
    assert hard.earned == pytest.approx(4 / 12)
    assert hard.discrimination == pytest.approx(correlation(
        [2 * (n > 7) for n in range(12)], [min(n, 8) for n in range(12)]))
    assert other.discrimination == pytest.approx(hard.discrimination)
    assert summary.quartiles == (2.75, 5.5, 10)
    assert summary.bins[-1] == summary.complete == 4
    (few,) = summaries(results[:5])
    assert few.exercises[0].discrimination is None


def test_every_name_leads_to_the_feedback(sources: Sources, tmp_path: Path) -> None:
    results = class_results(40)
    people = {r.student: Enrolment(f"Name of {r.student[-4:]}", "Group A") for r in results}
    write_report(tmp_path / "report.html", results, sources, people=people)
    text = (tmp_path / "report.html").read_text()
    page = Page(without_own_script(text))
    assert "student-0001 (Name of 0001) Group A" in page.text
    unfolded = re.sub("<summary>.*?</summary>", "", text)
    often = max((result.student for result in results), key=unfolded.count)
    before = re.findall(rf"(.{{7}}){often}(?!/)", unfolded)
    assert len(before) > 3
    assert set(before) == {'.html">'}
    assert {f"#{SLUG}-all", f"#{SLUG}-exercises"} <= set(page.addresses)


def test_nobody_handed_in(sources: Sources, tmp_path: Path) -> None:
    results = [Result("student-01", SLUG, 0, 20, State.MISSING, "There is no notebook.")]
    assert "0 of 1 submissions ran" in page_of(results, sources, tmp_path).text


def test_several_assignments_have_a_table_of_their_own(
    sources: Sources, tmp_path: Path
) -> None:
    results = class_results(10)
    other = [replace(r, assignment="90-other", exercises=[]) for r in results]
    page = page_of([*results, *other], {**sources, "90-other": new_notebook()}, tmp_path)
    assert "10 students, 20 submissions for 2 assignments" in page.text
    assert {f"#{SLUG}", "#90-other"} <= set(page.addresses)


def test_a_full_disk_leaves_the_old_files_whole(
    sources: Sources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = class_results(10)
    write_grades(tmp_path / "grades.csv", results)
    write_report(tmp_path / "report.html", results, sources)
    before = {name: (tmp_path / name).read_bytes() for name in ("grades.csv", "report.html")}

    def write_a_part(path: Path, content: bytes) -> int:
        with path.open("wb") as file:
            file.write(content[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", write_a_part)
    monkeypatch.setattr(Path, "write_text", lambda path, text, **_: write_a_part(
        path, text.encode()))
    with pytest.raises(OSError, match="No space left"):
        write_grades(tmp_path / "grades.csv", results[:5])
    with pytest.raises(OSError, match="No space left"):
        write_report(tmp_path / "report.html", results[:5], sources)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before
