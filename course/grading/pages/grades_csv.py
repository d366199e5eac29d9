"""grades.csv: one row per submission, with all that is said about it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from course.grading.judging.plain_checks import NOT_REACHED
from course.grading.sanitising.spreadsheets import without_formula
from course.grading.scoring import GRADED_BY_HAND, NOT_WRITTEN
from course.grading.submission import Result, State
from course.grading.whole_file import write_whole

COLUMNS = ("student", "assignment", "score", "max_score", "status", "detail")


def write_grades(path: Path, results: list[Result]) -> None:
    """Write one row per submission, quoted as spreadsheets and LMS imports expect."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for r in results:
        score = "" if r.state is State.NOT_GRADED else f"{r.score:g}"
        writer.writerow([without_formula(r.student), r.assignment, score,
                         f"{r.max_score:g}", r.state, without_formula(full_detail(r))])
    write_whole(path, text.getvalue())


def full_detail(result: Result) -> str:
    """The detail of a submission and, exercise by exercise, what is wrong in it."""
    sentences = [result.detail_with_caveats] if result.detail_with_caveats else []
    sentences += [f"{exercise}: {name}." for exercise, name in result.misconceptions]
    if result.state in (State.MALFORMED, State.MISSING, State.NOT_GRADED) or all(
            e.reason == NOT_WRITTEN for e in result.exercises):
        return " ".join(sentences)
    lost = [e for e in result.exercises if e.score < e.max_score
            and not (e.misconception or e.needs_review or e.reason == GRADED_BY_HAND)]
    for label in (NOT_WRITTEN, NOT_REACHED):
        sentences += _listed(label, [e.name for e in lost if e.reason == label])
    refused = {e.name: e.verdict.refused for e in lost if e.verdict and e.verdict.refused}
    others = [e.name for e in lost if e.reason not in (NOT_WRITTEN, NOT_REACHED)
              and e.name not in refused]
    return " ".join([*sentences, *_listed("not right", others), *refused.values()])


def _listed(label: str, names: list[str]) -> list[str]:
    return [f"{label.capitalize()}: {', '.join(names)}."] if names else []
