"""What an instructor reads after a run: grades.csv and report.html."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import nbformat

from course.grading.intake.assignments import given_code, known_code
from course.grading.pages.charts import histogram, shares
from course.grading.pages.sheets import guarded
from course.grading.pages.similar import Pair, alike
from course.grading.pages.summary import BINS, AssignmentSummary, summaries
from course.grading.pages.templates import template
from course.grading.scoring import GIVEN_BY_HAND
from course.grading.submission import Result, State

COLUMNS = ("student", "assignment", "score", "max_score", "status", "detail")
MEANING = {
    State.GRADED: "ran to the end; the score is what the checks gave",
    State.TIMED_OUT: "some cells did not end in their time; what else ran counts",
    State.CRASHED: "the process of the notebook died; what ran before counts",
    State.MALFORMED: "the file cannot be read as a notebook of the assignment",
    State.MISSING: "nothing was handed in under the assignment's name",
    State.NEEDS_REVIEW: "some answers wait for somebody to grade them",
}
# How many pairs of similar submissions are shown side by side.
SHOWN_PAIRS = 40

Sources = Mapping[str, nbformat.NotebookNode]


def write_grades(path: Path, results: list[Result]) -> None:
    """One row a submission, quoted as spreadsheets and LMS imports expect."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for r in results:
        writer.writerow([guarded(r.student), r.assignment, f"{r.score:g}", f"{r.max_score:g}",
                         r.state, guarded(full_detail(r))])
    path.write_text(text.getvalue(), encoding="utf-8")


def full_detail(result: Result) -> str:
    """What happened to a submission, with what is wrong in it, exercise by exercise."""
    sentences = [result.detail] if result.detail else []
    sentences += [f"{exercise}: {name}." for exercise, name in result.misconceptions]
    if result.state in (State.MALFORMED, State.MISSING) or result.score == 0:
        return " ".join(sentences)
    lost = [e for e in result.exercises if e.score < e.max_score
            and not (e.misconception or e.needs_review or e.reason == GIVEN_BY_HAND)]
    for label in ("not written", "not reached"):
        sentences += _listed(label, [e.name for e in lost if e.reason == label])
    others = [e.name for e in lost if e.reason not in ("not written", "not reached")]
    return " ".join([*sentences, *_listed("not right", others)])


def _listed(label: str, names: list[str]) -> list[str]:
    return [f"{label.capitalize()}: {', '.join(names)}."] if names else []


def write_report(path: Path, results: list[Result], sources: Sources) -> None:
    """A page of its own, without scripts or outside resources."""
    states = Counter(r.state for r in results)
    page = template("report.html.j2").render(
        assignments=summaries(results),
        states=[(state, states[state], MEANING[state]) for state in State if states[state]],
        students=len({r.student for r in results}),
        results=results,
        score_bars=_score_bars,
        shares=shares,
        full_detail=full_detail,
        link=_link,
        similar=lambda a: _similar(a, sources[a.name]),
        shown_pairs=SHOWN_PAIRS,
    )
    path.write_text(page, encoding="utf-8")


def _score_bars(summary: AssignmentSummary) -> str:
    counts = summary.bins
    edges = [100 * i // BINS for i in range(BINS + 1)]
    spoken = "; ".join(f"{low} to {high} %: {count}"
                       for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)
                       if count)
    return histogram(counts, [f"{edge}" for edge in edges[:-1]],
                     f"Submissions by share of the points. {spoken}")


def _link(result: Result) -> str:
    return quote(result.feedback.as_posix()) if result.feedback else ""


@dataclass(frozen=True)
class Alike:
    """A pair of similar submissions, with the code of both where they are alike."""

    students: tuple[str, str]
    code: list[tuple[str, str, str]]


def _similar(summary: AssignmentSummary, source: nbformat.NotebookNode) -> list[Alike]:
    answers = {r.student: r.answers for r in summary.scored}
    pairs = alike(answers, given_code(source))
    if pairs:
        # The answers on record take a while to read, so only where there is something to see.
        pairs = alike(answers, known_code(source, summary.name))
    return [_with_code(pair, answers) for pair in pairs]


def _with_code(pair: Pair, answers: Mapping[str, Mapping[str, str]]) -> Alike:
    first, second = (answers[student] for student in pair.students)
    return Alike(pair.students, [(name, first[name], second[name]) for name in pair.exercises])
