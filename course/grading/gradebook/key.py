"""The key of a result: a digest of each thing that it depends on.

A stored result counts as long as its key is that of the submission. If a part of the key differs,
the next run grades the submission anew and says which part it was.
"""

from __future__ import annotations

import hashlib
import os
import sys
from ast import literal_eval
from collections.abc import Iterable, Mapping
from dataclasses import astuple
from functools import cached_property
from pathlib import Path

from course.checks.unit import UNITS
from course.grading.intake.assignments import load_data, solution_paths
from course.grading.submission import Limits, Submission
from course.publish.source import ROOT

Key = Mapping[str, str]

CHECKS = UNITS.parent
ENGINE = ROOT / "autograd_ref"
GRADING = ROOT / "course" / "grading"
EXCHANGE = ROOT / "course" / "exchange"
SUBMISSION, LIMITS = "submission", "limits"
# What instructors read if a part of a key changed.
WORDS = {
    SUBMISSION: "handed in again",
    "notebook": "the assignment's notebook changed",
    "data": "its data files changed",
    "checks": "its checks changed",
    "engine": "the engine changed",
    "grader": "the grader changed",
    LIMITS: "the time limits changed",
    "packages": "the installed packages changed",
    "secret": "the secret that seeds the inputs changed",
}
NOT_GRADING = ("gradebook", "lms", "pool", "adapters")  # packages that decide no points


class Keys:
    """The keys of this run: with the files, packages, limits and secret that it uses.

    Without a `secret`, nothing is known of it.
    """

    def __init__(self, limits: Limits, secret: bytes = b"") -> None:
        self._limits = limits
        self._secret = secret
        self._by_assignment: dict[str, Key] = {}

    @cached_property
    def assignments(self) -> Mapping[str, Path]:
        """The file of each assignment's solution notebook, by slug."""
        return solution_paths()

    def of(self, submission: Submission) -> Key:
        """The key of a submission."""
        return {SUBMISSION: digest_of(submission), **self.of_assignment(submission.assignment)}

    def of_assignment(self, slug: str) -> Key:
        """The part of the key that all submissions of an assignment share."""
        if slug not in self._by_assignment:
            self._by_assignment[slug] = {
                "notebook": _digest([self.assignments[slug].read_bytes()]),
                "data": _digest(_parts(load_data(slug))),
                "checks": _digest_of_files(_checks(slug)), **self._shared}
        return self._by_assignment[slug]

    @cached_property
    def _shared(self) -> Key:
        grader = [path for path in _files(GRADING)
                  if path.parent.name not in NOT_GRADING]
        return {
            "engine": _digest_of_files(_files(ENGINE)),
            "grader": _digest_of_files([*grader, *_files(EXCHANGE)]),
            LIMITS: repr(astuple(self._limits)),
            "packages": _digest(name.encode() for name in names_of_packages()),
            **({"secret": _digest([self._secret])} if self._secret else {}),
        }


def digest_of(submission: Submission) -> str:
    """A digest of all that was handed in, and of what was said of it as it was read."""
    said = repr((submission.state, submission.notes)).encode()
    return _digest([submission.content or b"", said, *_parts(submission.files)])


def digest_of_all(submissions: Iterable[Submission]) -> str:
    """A digest of all hand-ins: another one as soon as one of them is another."""
    return _digest(digest_of(submission).encode() for submission in submissions)


def limits_in(key: Key) -> Limits:
    """The time limits that a result was made under; the default ones if the key has none."""
    return Limits(*literal_eval(key[LIMITS])) if LIMITS in key else Limits()


def reasons(before: Key, now: Key) -> list[str]:
    """Why a result counts no more, in words: the parts of its key that differ.

    Of a part that one of the keys lacks, as that of a run in which the grader failed, nothing is
    known.
    """
    return [words for part, words in WORDS.items()
            if part in before and part in now and before[part] != now[part]]


def names_of_packages() -> list[str]:
    """Python's version, and name and version of each package that student code can import."""
    found = {path.name for folder in sys.path if Path(folder).is_dir()
             for path in Path(folder).iterdir() if path.suffix in (".dist-info", ".egg-info")}
    return [sys.version, *sorted(found)]


def _checks(slug: str) -> list[Path]:
    """The files behind the checks of an assignment; those of other units are not among them."""
    unit = f"u{slug.replace('-', '_')}.py"
    return [path for path in _files(CHECKS)
            if path.parent.name not in ("units", "fingerprints")
            or path.name in (unit, f"{slug}.json")]


def _files(folder: Path) -> list[Path]:
    return sorted(path for pattern in ("*.py", "*.json", "*.j2") for path in folder.rglob(pattern))


def _parts(files: Mapping[str, bytes]) -> list[bytes]:
    return [part for name, content in sorted(files.items())
            for part in (os.fsencode(name), content)]


def _digest_of_files(paths: Iterable[Path]) -> str:
    return _digest(part for path in paths for part in (path.name.encode(), path.read_bytes()))


def _digest(parts: Iterable[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
