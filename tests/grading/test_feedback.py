"""What a student reads, and that nothing in it runs, fetches or tells what is hidden."""

from __future__ import annotations

import warnings
from datetime import datetime
from html import escape, unescape
from pathlib import Path
from time import process_time

import nbformat
import pytest
from nbconvert.filters import Highlight2HTML
from nbformat.v4 import new_code_cell, new_notebook
from sqlalchemy.exc import SAWarning

from course.grading.gradebook.tables import course_config, create_gradebook
from course.grading.judging import detail, session
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import run_job
from course.grading.judging.plain_checks import tidy_checks
from course.grading.lms.page_headers import fill_headers
from course.grading.pages.feedback import feedback_page
from course.grading.pages.grades_csv import full_detail
from course.grading.sanitising.notebooks import (
    MAX_CELL,
    MAX_HTML,
    MAX_NOTEBOOK,
    MAX_OUTPUTS,
    OutputSanitiser,
    frame,
    sanitise_texts,
)
from course.grading.scoring import GRADED_BY_HAND, TO_GRADE_BY_HAND, result_of
from course.grading.submission import (
    ExerciseResult,
    ProbeResult,
    Result,
    State,
    Submission,
    VerdictSummary,
)
from course.publish.assignment import solution_notebook
from course.publish.source import Assignment
from course.publish.variants import code_cells

from .support.hostile import AWAY, SCRIPT, hostile_notebook, hostile_result
from .support.html import Page, runs_nothing

SLUG = "05-accumulation"


def test_hostile_outputs_do_nothing() -> None:
    page = Page(feedback_page(hostile_result(), hostile_notebook()))
    runs_nothing(page)
    assert page.frames
    assert AWAY not in page.addresses
    assert page.text.count(SCRIPT) >= 6, "it is shown as the text that it is"
    assert "20 of 20 points" not in page.text


CONNECTS = ("<link rel=preconnect href=//a>", "<li<x>nk rel=preconnect href=//a>", "<LINK/href=//a",
            "<svg><style><p><link href=//a></style></svg>", "<!--><link href=//a>-->",
            "<a href=//a>it</a>", "<b<base href=//a><meta content=0>", "<iframe src=//a></iframe>",
            "<object data=//a><embed src=//a></object>", "<script><link href=//a></script>",
            "</script><link href=//a><script>", "<svg:link href=//a>", "<table-x><link\nhref=//a>")


@pytest.mark.parametrize("html", CONNECTS)
def test_html_that_code_shows_has_no_element_that_connects(html: str) -> None:
    shown = Page(unescape(str(frame(html))).partition("srcdoc=")[2].partition("sans-serif")[2])
    assert not {"link", "a", "base", "meta", "iframe", "object", "embed", "script"} & {*shown.tags}


def test_tables_and_drawings_in_html_stay() -> None:
    table = ('<style scoped>.dataframe td { color: red; }</style><table class="dataframe">'
             "<thead><tr><th>x</th></tr></thead><tr><td>1 &lt; 2</td></tr></table>"
             '<svg viewBox="0 0 9 9"><path d="M0 0"/></svg><!-- end -->')
    assert escape(table) in str(frame(table))
    assert "alert" not in str(frame("<p>x</p><script>alert(1)</script><p>y</p>"))


@pytest.mark.parametrize("part", ["<", "<script>", "</script>", "<a <", "<!--", "<li<x>nk "])
def test_html_of_any_kind_is_read_at_once(part: str) -> None:
    began = process_time()
    frame(part * (MAX_HTML // len(part)))
    assert process_time() - began < 0.5


def test_sanitised_outputs_make_a_valid_notebook_that_does_nothing() -> None:
    notebook = hostile_notebook()
    cell = notebook.cells[2]
    sanitise_texts(notebook)
    nbformat.validate(notebook)
    nbformat.writes(notebook).encode()
    for kept in notebook.cells[:2]:
        assert "<script" not in kept.source
        assert "javascript:" not in kept.source
        assert "![" not in kept.source
    html = [o.data["text/html"] for o in cell.outputs if "text/html" in o.get("data", {})]
    assert html
    assert all("<" not in h.removeprefix("<")[:-len("</iframe>")] for h in html)
    assert not any(o.get("metadata") for o in cell.outputs)


@pytest.mark.parametrize("unit", [" \n", "\n ", "..", "a.", "x" + " " * 199, "a." * 50 + "+"])
def test_formgrader_shows_any_code_soon(unit: str) -> None:
    cells = [new_code_cell((unit * 10**5)[:10**5]) for _ in range(5)]
    notebook = new_notebook(cells=[*cells, new_code_cell("x = 1")])
    sanitise_texts(notebook)
    started = process_time()
    for cell in notebook.cells:
        Highlight2HTML()(cell.source)
    assert process_time() - started < 15
    assert all("shows no more of this code" in cell.source for cell in cells[2:])


def test_code_as_people_write_it_is_shown_whole() -> None:
    code = f"x = np.array([{'0.1, ' * 500}])\n{' ' * 60}# {'-' * 300} {'.' * 45}\n\n\n{'y' * 300}\n"
    notebook = new_notebook(cells=[new_code_cell(code) for _ in range(5)])
    sanitise_texts(notebook)
    assert {cell.source for cell in notebook.cells} == {code}


@pytest.mark.parametrize("unit", ["\x1b[31m", "\x1b[", "\x1b[1ma"])
def test_formgrader_shows_any_colours_soon(unit: str) -> None:
    text = (unit * 10**6)[:10**6]
    kept = OutputSanitiser().sanitise([
        {"output_type": "stream", "name": "stdout", "text": text},
        {"output_type": "display_data", "data": {"text/plain": text}},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": [text[:9_000]] * 100}], 1)
    assert [output["output_type"] for output in kept[:3]] == ["stream", "display_data", "error"]
    assert "\x1b" not in str(kept)
    few = {"output_type": "stream", "name": "stdout", "text": "\x1b[31mred\x1b[0m" * 100}
    assert OutputSanitiser().sanitise([few], 1) == [few]


def test_outputs_stay_within_limits() -> None:
    sanitiser = OutputSanitiser()
    text = {"output_type": "stream", "name": "stdout", "text": "x" * 1000}
    error = {"output_type": "error", "ename": "E" * 10**6, "evalue": "e" * 10**7, "traceback": []}
    kept = sanitiser.sanitise([text] * 1000 + [error] * 1000, 1)
    assert len(kept) == MAX_OUTPUTS + 2
    assert kept[-2]["ename"], "that a cell failed is never left out"
    assert "left out" in kept[-1]["text"]
    large = {"output_type": "stream", "name": "stdout", "text": "x" * MAX_CELL}
    sizes = [sum(len(o.get("text", "")) for o in sanitiser.sanitise([large], 1)) for _ in range(10)]
    assert max(sizes) <= MAX_CELL
    assert sum(sizes) <= MAX_NOTEBOOK + 10 * 100


def graded_page(assignment: Assignment, replaced: dict[str, str]) -> tuple[str, Result]:
    notebook = solution_notebook(assignment)
    code = code_cells(assignment, replaced)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = code[cell.metadata.nbgrader.grade_id]
    executed = run_job(Job("student-01", SLUG, notebook, b"a secret of this run"))
    tidy_checks(executed.notebook)
    result = result_of(Submission("student-01", SLUG, notebook), executed)
    return feedback_page(result, executed.notebook), result


@pytest.fixture(scope="module")
def read(accumulation: Assignment) -> tuple[str, Result]:
    """What somebody reads who holds a misconception, draws a picture and shows a table."""
    wrong = accumulation.exercises["accumulate"].wrongs[0].code
    shows = """
import matplotlib.pyplot as plt
from IPython.display import HTML, SVG
plt.plot([1, 3, 2]); plt.show()
display(HTML("<table><tr><td>my table</td></tr></table>"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>"))
print("my own words")"""
    train = "def train(*a, **k):\n    return ..."
    return graded_page(accumulation, {"accumulate": wrong + shows, "train": train})


def test_points_by_probe_with_reason_and_hint(
    read: tuple[str, Result], accumulation: Assignment
) -> None:
    text, result = read
    page = Page(text)
    assert f"{result.score:g} of 20 points" in page.text
    for exercise in result.exercises:
        assert f"{exercise.name} {exercise.score:g} / {exercise.max_score:g}" in page.text
        for probe in exercise.probes:
            if exercise.reason != "not written":
                label = probe.label.replace("`", " ").split("  ")[0]
                assert f"{'✓' if probe.passed else '✗'} {label}"[:12] in page.text
    hint = accumulation.exercises["accumulate"].wrongs[0].hint
    assert hint.split("`")[0].strip() in page.text
    assert "It is not written yet." in page.text
    assert "judged with a right accumulate in place of yours, which is not right yet." in page.text


def test_own_outputs_and_pictures_are_there(read: tuple[str, Result]) -> None:
    page = Page(read[0])
    runs_nothing(page)
    assert "my own words" in page.text
    assert sum(a.startswith("data:image/png;base64,") for a in page.addresses) == 1
    assert sum(a.startswith("data:image/svg+xml;base64,") for a in page.addresses) == 1
    assert "my table" in str(page.frames[0]["srcdoc"])


def test_nothing_hidden_is_in_it(read: tuple[str, Result], accumulation: Assignment) -> None:
    text = read[0]
    seeds = [str(Job("student-01", SLUG, new_notebook(), b"a secret of this run").seed(name))
             for name in accumulation.exercises]
    for word in ("fresh_inputs", "HIDDEN", "a secret of this run", "SOLUTION", *seeds):
        assert word not in text
    fresh = [part.partition("<section>")[0] for part in text.split("(on new inputs)")[1:]]
    assert len(fresh) > 3
    assert "expected" in text, "on the inputs that students see"
    for part in fresh:
        assert "expected" not in part
        assert " = [" not in part


def test_the_same_submission_gives_the_same_page(accumulation: Assignment) -> None:
    assert graded_page(accumulation, {})[0] == graded_page(accumulation, {})[0]


def page_of(result: Result, notebook: nbformat.NotebookNode | None = None) -> Page:
    return Page(feedback_page(result, notebook or new_notebook()))


def test_caveats_are_for_instructors_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sentence of the judge's about protection; a missing layer has two of them."""
    monkeypatch.setattr(detail, "missing_layers", lambda: ["namespaces"])
    monkeypatch.setattr(session, "MAX_HIDDEN_TESTS_REPLAY", -1)
    check = new_code_cell("### BEGIN HIDDEN TESTS\nassert True\n### END HIDDEN TESTS", metadata={
        "nbgrader": {"grade": True, "grade_id": "adds", "locked": True, "points": 1,
                     "schema_version": 3, "solution": False, "task": False}})
    notebook = new_notebook(cells=[check])
    executed = run_job(Job("ada", "90-by-hand", notebook, b"a secret of this run"))
    result = result_of(Submission("ada", "90-by-hand", notebook), executed)
    for caveat in ("Unsandboxed: this host has no namespaces.", "What held: Landlock, filter for",
                   "Unjudged: adds ran beside the student's code, which could cheat.",
                   "later cells could read the hidden tests of adds."):
        assert caveat in full_detail(result)
    text = page_of(result, executed.notebook).text
    assert "1 of 1 points" in text
    for word in ("Unsandboxed", "What held", "Landlock", "Unjudged", "cheat", "hidden tests"):
        assert word not in text


def test_points_by_hand_are_told_also_if_a_check_gave_others() -> None:
    verdict = VerdictSummary(5, (ProbeResult("a", 5, 5),), None, False, "Look at the sign.")
    by_hand = ExerciseResult("backward", 3, 5, GRADED_BY_HAND, verdict)
    page = feedback_page(Result("ada", SLUG, 3, 5, State.GRADED, "", [by_hand]), new_notebook())
    assert "A person read it and gave these points." in page
    assert "Look at the sign." not in page


def test_points_that_wait_are_not_counted_as_lost() -> None:
    exercises = [ExerciseResult("a", 3, 4, "failed: x"),
                 ExerciseResult("b", 0, 5, TO_GRADE_BY_HAND, needs_review=True)]
    text = page_of(Result("ada", SLUG, 3, 9, State.NEEDS_REVIEW, "", exercises)).text
    assert "3 of 4 points so far" in text
    assert "5 more points wait for a person" in text


def test_what_could_not_run_says_once_what_to_do() -> None:
    exercises = [ExerciseResult(name, 0, 1, "malformed") for name in "abc"]
    why = "The student handed in only essay.pdf (a PDF)."
    page = page_of(Result("ada", SLUG, 0, 3, State.MALFORMED, why, exercises))
    assert page.text.count("malformed") == 1
    assert page.text.count(why) == 1
    assert f"Hand in the notebook itself, {SLUG}.ipynb" in " ".join(page.text.split())


def test_a_second_equal_report_is_folded(read: tuple[str, Result]) -> None:
    text, result = read
    folded = text.count("<summary>The same on new inputs</summary>")
    assert 0 < folded <= len(result.exercises)


def test_name_date_and_penalty_stand_on_the_page(tmp_path: Path) -> None:
    page = tmp_path / "feedback" / "ada" / SLUG / f"{SLUG}.html"
    page.parent.mkdir(parents=True)
    result = Result("ada", SLUG, 4, 5, State.GRADED, "")
    page.write_text(feedback_page(result, new_notebook()))
    assert "ada" in Page(page.read_text()).text
    with create_gradebook(course_config(tmp_path)) as book, warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        book.add_assignment(SLUG, duedate=datetime(2026, 11, 20, 12))
        book.add_notebook(SLUG, SLUG)
        book.add_grade_cell("check", SLUG, SLUG, max_score=5, cell_type="code")
        book.add_student("ada", first_name="Ada", last_name="<Lovelace>")
        submission = book.add_submission(SLUG, "ada", timestamp=datetime(2026, 11, 20, 14))
        book.find_grade("check", SLUG, SLUG, "ada").auto_score = 4
        submission.notebooks[0].late_submission_penalty = 1.5
        book.db.commit()
    for _ in range(2):
        fill_headers(tmp_path, [result])
        assert ("Ada <Lovelace> (ada), handed in 2026-11-20 14:00 (UTC, UTC+00:00), 2 h late, "
                "1.5 points are taken off, 2.5 count") in Page(page.read_text()).text
