"""GitHub Actions: the summary of a job, its exit code, and the workflow that grades.

The formats: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax and
workflow-commands, "Adding a job summary".
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from course.grading.adapters.document import Document, ExerciseEntry, decided, titled
from course.grading.adapters.reading import adapt, protection_line, waiting_line

ALL_RIGHT, POINTS_MISSING = 0, 1


def summary(document: Document) -> str:
    """The job's summary, in GitHub's Markdown."""
    return "\n".join(_lines(document))


def exit_code(document: Document) -> int:
    """0 if all points that the grader decides are there, which makes the job green; else 1."""
    return ALL_RIGHT if document["score"] == decided(document) else POINTS_MISSING


def _lines(document: Document) -> Iterator[str]:
    score = document["score"]
    points = "no score" if score is None else f"{score:g} of {document['max_score']:g} points"
    yield f"## {document['assignment']}: {points}"
    yield ""
    yield from filter(None, [f"State: {document['state']}.", waiting_line(document)])
    if document["note"]:
        yield from _block(document["note"])
    yield from ("", "| exercise | points | of |", "|---|--:|--:|")
    for exercise in document["exercises"]:
        given = "-" if exercise["score"] is None else f"{exercise['score']:g}"
        yield f"| {exercise['name']} | {given} | {exercise['max_score']:g} |"
    for exercise in document["exercises"]:
        if exercise["score"] != exercise["max_score"] and exercise["advice"]:
            yield from _exercise(exercise)
    yield from ("", f"<sub>{protection_line(document)}</sub>")


def _exercise(exercise: ExerciseEntry) -> Iterator[str]:
    yield from ("", f"<details><summary>{titled(exercise)}</summary>")
    # The checks' own words, with code between backticks; an exception may name a student's.
    yield from _block(exercise["advice"])
    for probe in exercise["probes"]:
        mark = "pass" if probe["passed"] else "FAIL"
        yield f"\n{mark}: {_plain(probe['label'])} ({probe['points']:g}/{probe['max_points']:g})"
        if probe["output"]:
            yield from _block(probe["output"])
    yield from ("", "</details>")


def _block(text: str) -> Iterator[str]:
    """A text in a fence that nothing in it closes: GitHub renders none of it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    yield from ("", f"{fence}text", text, fence)


def _plain(text: str) -> str:
    """Text of the course's own, without what Markdown would take for a mark."""
    return re.sub(r"([\\*_{}\[\]<>#|])", r"\\\1", text)


def pack(assignment: str, out: Path) -> Path:
    """Write the workflow and the grader into `out`, a private repository's. Raises GradingError.

    The secret is one of that repository's own settings, and no file.
    """
    # What runs on the platform does without this import and its seconds.
    from course.grading.adapters.bundle import grader_bundle, template

    bundle = out / "grader" / assignment
    grader_bundle(assignment, bundle)
    (bundle / "grade.sh").write_text(template("grade.sh", assignment), encoding="utf-8")
    workflow = out / ".github" / "workflows" / f"grade-{assignment}.yml"
    workflow.parent.mkdir(parents=True, exist_ok=True)
    workflow.write_text(template("workflow.yml", assignment), encoding="utf-8")
    return workflow


def main() -> None:
    """Convert the document on standard input."""
    sys.exit(exit_code(adapt(summary)))


if __name__ == "__main__":
    main()
