"""What a run has done so far: a run that was stopped goes on where it was."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from course.grading.run import Limits
from course.grading.states import ExerciseResult, Result, State, Submission


class Ledger:
    """One file a submission, written when everything about it has been recorded."""

    def __init__(self, out: Path, limits: Limits) -> None:
        self._folder = out / ".done"
        self._folder.mkdir(exist_ok=True)
        self._limits = asdict(limits)

    def recall(self, submission: Submission) -> Result | None:
        """The result of a submission that was graded as it is now, under the same limits."""
        try:
            entry = json.loads(self._path(submission).read_text(encoding="utf-8"))
            if entry["digest"] != submission.digest or entry["limits"] != self._limits:
                return None
            return _result(entry["result"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, submission: Submission, result: Result) -> None:
        """Write down that a submission is done, all at once or not at all."""
        entry = {"digest": submission.digest, "limits": self._limits, "result": asdict(result)}
        path = self._path(submission)
        path.parent.mkdir(exist_ok=True)
        half = path.with_suffix(".half")
        half.write_text(json.dumps(entry, default=str), encoding="utf-8")
        os.replace(half, path)

    def _path(self, submission: Submission) -> Path:
        return self._folder / submission.assignment / f"{submission.student}.json"


def _result(entry: dict[str, Any]) -> Result:
    entry["state"] = State(entry["state"])
    entry["feedback"] = Path(entry["feedback"]) if entry["feedback"] else None
    entry["exercises"] = [
        ExerciseResult(**{**e, "probes": tuple((label, passed) for label, passed in e["probes"])})
        for e in entry["exercises"]
    ]
    return Result(**entry)
