"""What a run leaves in its folder so that the same command, given again, resumes it.

Also turns disk and database errors into GradingErrors.
"""

from __future__ import annotations

import errno
import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from course.grading.intake.assignments import load_data, solution_paths
from course.grading.submission import (
    ExerciseResult,
    GradingError,
    Limits,
    ProbeResult,
    Result,
    State,
    Submission,
    VerdictSummary,
)
from course.grading.whole_file import write_whole

DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES)


class Checkpoints:
    """One file per submission in `.done`, written after everything else about it."""

    def __init__(self, out: Path, limits: Limits) -> None:
        self._folder = out / ".done"
        self._folder.mkdir(exist_ok=True)
        self._limits = asdict(limits)
        self._solutions: dict[str, bytes] = {}

    def load(self, submission: Submission) -> Result | None:
        """The result of this submission; None if it, the assignment or the limits changed."""
        try:
            entry = json.loads(self._path(submission).read_text(encoding="utf-8"))
            if entry["digest"] != self._digest(submission) or entry["limits"] != self._limits:
                return None
            return _result(entry["result"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def save(self, submission: Submission, result: Result) -> None:
        """Store the result of a submission, so that the next run does not grade it again."""
        entry = {"digest": self._digest(submission), "limits": self._limits,
                 "result": asdict(result)}
        write_whole(self._path(submission), json.dumps(entry, default=str))

    def _path(self, submission: Submission) -> Path:
        return self._folder / submission.assignment / f"{submission.student}.json"

    def _digest(self, submission: Submission) -> str:
        """A digest of what was handed in and of the assignment's solution."""
        slug = submission.assignment
        if slug not in self._solutions:
            self._solutions[slug] = solution_paths()[slug].read_bytes()
        files = [part for item in sorted(submission.files.items()) for part in (
            item[0].encode(), item[1])]
        data = [part for path, content in load_data(slug).items()
                for part in (path.encode(), content)]
        parts = (self._solutions[slug], submission.content or b"", repr(submission.notes).encode(),
                 *files, *data)
        return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _result(entry: dict[str, Any]) -> Result:
    entry["state"] = State(entry["state"])
    entry["feedback"] = Path(entry["feedback"]) if entry["feedback"] else None
    entry["exercises"] = [
        ExerciseResult(**{**e, "verdict": _verdict(e["verdict"])}) for e in entry["exercises"]]
    return Result(**entry)


def _verdict(entry: dict[str, Any] | None) -> VerdictSummary | None:
    if entry is None:
        return None
    probes = tuple(ProbeResult(**probe) for probe in entry["probes"])
    return VerdictSummary(**{**entry, "probes": probes})


def make_writable(out: Path) -> None:
    """Create the folder for the results. Raises GradingError if nothing can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise GradingError(f"cannot write into {out}: {error.strerror}") from None


def read_secret(out: Path) -> bytes:
    """The secret that seeds the fresh inputs of all runs in this folder; created by the first."""
    path, half = out / ".secret", out / ".secret.half"
    if not path.exists():
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_bytes(secrets.token_bytes(32))
        half.rename(path)
    return path.read_bytes()


@contextmanager
def explained_failures(out: Path) -> Iterator[None]:
    """Turn errors of the disk and the database into GradingErrors; others pass through."""
    try:
        yield
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise GradingError(f"{out / 'gradebook.db'} cannot be used ({why}). Close other programs "
                           "that have it open, or make room. Then run the same command; no grade "
                           "is lost") from None
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        raise GradingError(f"cannot write into {out} ({error.strerror}). Make room. Then run the "
                           "same command to continue") from None
