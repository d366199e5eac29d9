"""The stored results: one file per submission in `.done`, written after all else about it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from course.grading.gradebook.key import SUBMISSION, Key, digest_of
from course.grading.submission import (
    ExerciseResult,
    ProbeResult,
    Result,
    State,
    Submission,
    VerdictSummary,
)
from course.grading.whole_file import write_whole

FOLDER = ".done"


@dataclass(frozen=True)
class Stored:
    """A result before points by hand and penalties.

    key:  what it depends on; not whole if the next run is to grade the submission again
    earlier:  the best hand-in before this one: the share of its points that each exercise got
    home:  the folder of submissions in which it was found
    past:  the digests of the hand-ins before it
    batch:  names the fresh inputs, with which the same work is graded again; see `Job`
    graded_at:  the moment, in nanoseconds, by which a page is known to be this result's
    """

    result: Result
    key: Key
    earlier: dict[str, float] = field(default_factory=dict)
    home: str = ""
    past: list[str] = field(default_factory=list)
    batch: str = ""
    graded_at: int = field(default_factory=time.time_ns)

    def is_of(self, submission: Submission) -> bool:
        """Whether it is the result of this very work."""
        return self.key.get(SUBMISSION) == digest_of(submission)

    def best_with(self, published: Mapping[str, float]) -> dict[str, float]:
        """What `earlier` is for the next hand-in. `published` has points with those by hand."""
        exercises = [e for e in self.result.exercises if e.max_score]
        now = {e.name: published.get(e.name, e.score) / e.max_score for e in exercises}

        def points(shares: Mapping[str, float]) -> float:
            return sum(shares.get(e.name, 0) * e.max_score for e in exercises)

        return max(self.earlier, now, key=points)


class StoredResults:
    """The results of all runs into one folder."""

    def __init__(self, out: Path) -> None:
        self._folder = out / FOLDER
        self._folder.mkdir(exist_ok=True)

    def find(self, student: str, assignment: str) -> Stored | None:
        """What is stored about a submission; None if that is nothing, or damaged."""
        return _read(self._path(student, assignment))

    def save(self, stored: Stored) -> None:
        """Store a result, in place of the one before."""
        result = stored.result
        write_whole(self._path(*result.id),
                    json.dumps(asdict(stored), default=str))

    def all(self) -> Iterator[Stored]:
        """All stored results, in any order."""
        for path in self._folder.glob("*/*.json"):
            stored = _read(path)
            if stored is not None:
                yield stored

    def _path(self, student: str, assignment: str) -> Path:
        return self._folder / assignment / f"{student}.json"


def _read(path: Path) -> Stored | None:
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        entry.pop("best_before", None)  # earlier versions had the points alone,
        entry["result"].pop("feedback", None)  # and the path of the page
        return Stored(**{**entry, "result": _result(entry["result"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _result(entry: dict[str, Any]) -> Result:
    entry["state"] = State(entry["state"])
    entry["exercises"] = [
        ExerciseResult(**{**e, "verdict": _verdict(e["verdict"])}) for e in entry["exercises"]]
    return Result(**entry)


def _verdict(entry: dict[str, Any] | None) -> VerdictSummary | None:
    if entry is None:
        return None
    probes = tuple(ProbeResult(**probe) for probe in entry["probes"])
    return VerdictSummary(**{**entry, "probes": probes})
