"""What a run has done so far: a run that was stopped goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

from course.grading.grade_one import assignments_there
from course.grading.run import Limits
from course.grading.submission import ExerciseResult, HandedIn, Result, State


class Ledger:
    """One file a submission, written when everything about it has been recorded."""

    def __init__(self, out: Path, limits: Limits) -> None:
        self._folder = out / ".done"
        self._folder.mkdir(exist_ok=True)
        self._limits = asdict(limits)
        self._sources: dict[str, bytes] = {}

    def recall(self, handed_in: HandedIn) -> Result | None:
        """The result of what was graded as it is now, under the same limits."""
        try:
            entry = json.loads(self._path(handed_in).read_text(encoding="utf-8"))
            if entry["digest"] != self._digest(handed_in) or entry["limits"] != self._limits:
                return None
            return _result(entry["result"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, handed_in: HandedIn, result: Result) -> None:
        """Write down that a submission is done, all at once or not at all."""
        entry = {"digest": self._digest(handed_in), "limits": self._limits,
                 "result": asdict(result)}
        path = self._path(handed_in)
        path.parent.mkdir(exist_ok=True)
        half = path.with_suffix(".half")
        half.write_text(json.dumps(entry, default=str), encoding="utf-8")
        os.replace(half, path)

    def _path(self, handed_in: HandedIn) -> Path:
        return self._folder / handed_in.assignment / f"{handed_in.student}.json"

    def _digest(self, handed_in: HandedIn) -> str:
        """Another one when what was handed in, or the assignment, is another one."""
        source = self._sources.get(handed_in.assignment)
        if source is None:
            source = assignments_there()[handed_in.assignment].read_bytes()
            self._sources[handed_in.assignment] = source
        parts = (source, handed_in.content or b"", repr(handed_in.notes).encode())
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _result(entry: dict[str, Any]) -> Result:
    entry["state"] = State(entry["state"])
    entry["feedback"] = Path(entry["feedback"]) if entry["feedback"] else None
    entry["exercises"] = [
        ExerciseResult(**{**e, "probes": tuple((label, passed) for label, passed in e["probes"])})
        for e in entry["exercises"]
    ]
    return Result(**entry)
