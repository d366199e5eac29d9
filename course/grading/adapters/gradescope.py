"""Gradescope: results.json with one test for each probe, and the autograder zip.

The format: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.grading.adapters.document import Document, ExerciseEntry
from course.grading.adapters.reading import FAILED, adapt, waiting_line
from course.grading.submission import State

SCRIPTS = ("setup.sh", "run_autograder")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the same files give the same zip


def results(document: Document) -> dict[str, Any]:
    """What Gradescope reads, of a document that has a score.

    Points that wait for a person are no tests: give them in a question that is graded by hand.
    """
    score = document["score"]
    assert score is not None
    lines = [f"{document['assignment']}: {document['state']}, {score:g} points.",
             document["note"], waiting_line(document)]
    return {
        "score": score,
        "output": "\n".join(filter(None, lines)),
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": document["seconds"],
        "tests": [test for exercise in document["exercises"] if exercise["score"] is not None
                  for test in _tests(exercise)],
    }


def _tests(exercise: ExerciseEntry) -> Iterator[dict[str, Any]]:
    """A test for each probe; one for the whole exercise if it has none."""
    advice = exercise["advice"]
    if not exercise["probes"]:
        yield _test(exercise["name"], exercise["score"] or 0, exercise["max_score"], advice)
    for probe in exercise["probes"]:
        output = "" if probe["passed"] else "\n\n".join(filter(None, [advice, probe["output"]]))
        yield _test(f"{exercise['name']}: {probe['label']}", probe["points"], probe["max_points"],
                    output)
        advice = advice if probe["passed"] else ""  # it stands in one place


def _test(name: str, score: float, max_score: float, output: str) -> dict[str, Any]:
    return {"name": name, "score": score, "max_score": max_score, "output": output,
            "visibility": "visible"}


def pack(assignment: str, out: Path, secret_file: Path | None = None) -> Path:
    """Write the autograder zip of an assignment into the folder `out`. Raises GradingError."""
    # What runs on the platform does without this import and its seconds.
    from course.grading.adapters.bundle import grader_bundle, secret_for, template

    secret = secret_for(out, secret_file)
    target = out / f"{assignment}-gradescope.zip"
    with tempfile.TemporaryDirectory() as scratch:
        bundle = Path(scratch)
        grader_bundle(assignment, bundle, secret)
        for name in SCRIPTS:
            (bundle / name).write_text(template(name, assignment), encoding="utf-8")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as zipped:
            for path in sorted(p for p in bundle.rglob("*") if p.is_file()):
                entry = zipfile.ZipInfo(path.relative_to(bundle).as_posix(), FIRST_DAY)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = (0o755 if path.name in SCRIPTS else 0o644) << 16
                zipped.writestr(entry, path.read_bytes())
    target.chmod(0o600)
    return target


def main() -> None:
    """Convert the document on standard input."""
    document = adapt(lambda document: json.dumps(results(document), ensure_ascii=False)
                     if document["score"] is not None else "")
    sys.exit(FAILED if document["state"] == State.NOT_GRADED else 0)


if __name__ == "__main__":
    main()
