"""PrairieLearn: results.json of an external grader, and the question that uses it.

The format: https://docs.prairielearn.com/externalGrading/
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course.grading.adapters.document import Document, ExerciseEntry, decided
from course.grading.adapters.reading import adapt, waiting_line
from course.grading.submission import State

NOT_GRADABLE = (State.MALFORMED, State.MISSING)
AGAIN = "The grader failed; this was no attempt. Try again, or tell your instructor."
MAX_BYTES = 900_000  # PrairieLearn takes 1 MB
TIMEOUT = 180  # seconds; a notebook may take 60, its tests again 5, a second try as long
NAMESPACE = uuid.UUID("8b4e9a3e-8d0f-5b39-9a8e-8a0d4c1f6a05")


def results(document: Document) -> dict[str, Any]:
    """What PrairieLearn reads. A submission without a notebook is no attempt.

    The score is a share of the points that the grader decides; those that wait for a person are
    PrairieLearn's manual points.
    """
    score = document["score"]
    if score is None:
        return {"gradable": False, "format_errors": [AGAIN]}
    if document["state"] in NOT_GRADABLE:
        return {"gradable": False, "format_errors": [document["note"]]}
    lines = [f"{score:g} of {decided(document):g} points.", waiting_line(document)]
    tests = [test for exercise in document["exercises"] if exercise["score"] is not None
             for test in _tests(exercise)]
    found = {
        "gradable": True,
        "score": round(min(1.0, score / decided(document)), 6) if decided(document) else 0.0,
        "message": " ".join(filter(None, lines)),
        "output": document["note"],
        "tests": tests,
    }
    if len(json.dumps(found).encode()) > MAX_BYTES:
        for test in tests:
            test["output"] = ""
    return found


def _tests(exercise: ExerciseEntry) -> Iterator[dict[str, Any]]:
    """A test for each probe; one for the whole exercise if it has none."""
    advice = exercise["advice"]
    if not exercise["probes"]:
        yield {"name": exercise["name"], "points": exercise["score"] or 0,
               "max_points": exercise["max_score"], "message": advice}
    for probe in exercise["probes"]:
        failed = not probe["passed"]
        yield {"name": exercise["name"], "description": probe["label"],
               "points": probe["points"], "max_points": probe["max_points"],
               "message": advice if failed else "", "output": probe["output"]}
        advice = "" if failed else advice  # it stands in one place


def question_info(assignment: str, heading: str, image: str) -> dict[str, Any]:
    """The info.json of the question; `image` is the name of the image that grades it."""
    return {
        "uuid": str(uuid.uuid5(NAMESPACE, assignment)),
        "title": heading,
        "topic": "Automatic differentiation",
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True, "image": image, "entrypoint": "/grade/tests/run.sh",
            "timeout": TIMEOUT, "enableNetworking": False},
    }


def pack(
    assignment: str, out: Path, secret_file: Path | None = None, image: str = "IMAGE"
) -> Path:
    """Write the image's folder and the question's folder into `out`. Raises GradingError.

    `image` is the name under which the instructor pushes the image.
    """
    # What runs on the platform does without this import and its seconds.
    from course.grading.adapters.bundle import grader_bundle, secret_for, template, title

    secret = secret_for(out, secret_file)
    folder = out / f"{assignment}-prairielearn"
    question, built = folder / "questions" / assignment, folder / "image"
    grader_bundle(assignment, question / "tests" / "grader", secret)
    built.mkdir(parents=True, exist_ok=True)
    for name in ("requirements.txt", "constraints.txt"):
        (built / name).write_bytes((question / "tests" / "grader" / name).read_bytes())
    info = question_info(assignment, title(assignment), image)
    texts = {
        built / "Dockerfile": template("Dockerfile", assignment),
        question / "tests" / "run.sh": template("run.sh", assignment),
        question / "question.html": template("question.html", assignment),
        question / "info.json": json.dumps(info, indent=2) + "\n",
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    (question / "tests" / "run.sh").chmod(0o755)
    return folder


def main() -> None:
    """Convert the document on standard input. A grader that failed gives results too."""
    adapt(lambda document: json.dumps(results(document), ensure_ascii=False))


if __name__ == "__main__":
    main()
