"""report.html: what an instructor reads after a run."""

from __future__ import annotations

import base64
import hashlib
import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import nbformat
from markupsafe import Markup

from course.grading.gradebook.results_folder import page_path
from course.grading.pages.charts import histogram, shares
from course.grading.pages.grades_csv import full_detail
from course.grading.pages.similar import Pair, similar_pairs
from course.grading.pages.summary import BINS, AssignmentSummary, summaries
from course.grading.pages.templates import template
from course.grading.submission import Result, State
from course.grading.whole_file import write_whole

if TYPE_CHECKING:
    from course.grading.gradebook.published import Change

MEANING = {
    State.GRADED: "ran to the end; the score is what the checks gave",
    State.TIMED_OUT: "some cells did not end in their time; the other cells count",
    State.CRASHED: "a cell ended the process or used too much memory; the other cells count",
    State.MALFORMED: "what was handed in cannot be read as a notebook of the assignment",
    State.MISSING: "nothing was handed in",
    State.NEEDS_REVIEW: "some answers wait for somebody to grade them",
    State.NOT_GRADED: "the grader itself failed; the next run tries again",
}
SHOWN_MISCONCEPTIONS = 15  # of an assignment; the others, which fewer hold, are folded
SHOWN_PAIRS = 40  # similar submissions that the report shows side by side; it lists the others


@dataclass(frozen=True)
class Enrolment:
    """What a roster says about a student."""

    name: str = ""
    section: str = ""


People = Mapping[str, Enrolment]
NOBODY: People = {}
Sources = Mapping[str, nbformat.NotebookNode]


def write_report(
    path: Path, results: list[Result], sources: Sources, changes: Sequence[Change] = (),
    people: People = NOBODY,
) -> None:
    """Write the class report: one page without outside resources, whose only script sorts a table.

    `changes` are the grades that changed since the last run, `people` the students whose name or
    section is known.
    """
    script = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    pages = {r.id: _link(r) for r in results}
    states = Counter(r.state for r in results)
    page = template("class_report.html.j2").render(
        assignments=summaries(results),
        states=[(state, states[state], MEANING[state]) for state in State if states[state]],
        students=len({r.student for r in results}),
        results=results,
        changes=changes,
        people=people,
        has_sections=any(person.section for person in people.values()),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        page_of=lambda student, assignment: pages.get((student, assignment), ""),
        score_histogram=_score_histogram,
        shares=shares,
        full_detail=full_detail,
        similar=lambda a: _similar(a, sources[a.name]),
        shown_pairs=SHOWN_PAIRS, shown_misconceptions=SHOWN_MISCONCEPTIONS,
    )
    write_whole(path, page)


def _score_histogram(summary: AssignmentSummary) -> str:
    counts = summary.bins
    edges = [100 * i // BINS for i in range(BINS + 1)]
    names = [*(f"{low} to below {high} %" for low, high in itertools.pairwise(edges)), "all points"]
    text = "; ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=True) if count)
    return histogram(counts, [*(f"{edge}" for edge in edges[:-1]), "all"],
                     f"Submissions by share of the points. {text}")


def _link(result: Result) -> str:
    return quote(page_path(Path(), *result.id).as_posix())


def _similar(summary: AssignmentSummary, source: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """The pairs of similar submissions, with the code of both for each exercise."""
    answers = {r.student: r.answers for r in summary.scored}
    return [_side_by_side(pair, answers)
            for pair in similar_pairs(answers, source, summary.name)]


def _side_by_side(pair: Pair, answers: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    first, second = (answers[student] for student in pair.students)
    return {"students": pair.students,
            "code": [(name, first[name], second[name]) for name in pair.exercises]}
