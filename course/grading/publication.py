"""From the stored results of all runs to what people read: grades, report, pages, changes.

The stored results stay as the checks gave them. Dropped exercises, points by hand and penalties
come on top of them here, each time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import nbformat

from course.grading.gradebook.by_hand import apply_by_hand
from course.grading.gradebook.dropped import apply_dropped
from course.grading.gradebook.key import LIMITS, Keys, reasons
from course.grading.gradebook.published import (
    Change,
    PublishedGrade,
    append_changes,
    changes,
    read_published,
    write_published,
)
from course.grading.gradebook.results_folder import executed_path, page_path
from course.grading.gradebook.stored import Stored, StoredResults
from course.grading.intake.assignments import load_solution
from course.grading.lms.late import apply_lateness
from course.grading.lms.page_headers import fill_headers
from course.grading.lms.people import known_people
from course.grading.pages.class_report import write_report
from course.grading.pages.feedback import feedback_page
from course.grading.pages.grades_csv import write_grades
from course.grading.submission import ExerciseResult, Result, SubmissionId
from course.grading.whole_file import write_whole

ROUNDING = 1e-9


@dataclass(frozen=True)
class Published:
    """All results, the grades that changed, and lines about what should be graded again."""

    results: list[Result]
    changes: list[Change]
    outdated: list[str]


def publish(out: Path, keys: Keys) -> Published:
    """Write grades.csv, report.html, the pages that change, and changes.csv."""
    stored = sorted(_deduplicated(StoredResults(out).all()), key=lambda s: s.result.id[::-1])
    results = [entry.result for entry in stored]
    before = read_published(out)
    digests = {entry.result.id: _digest_there(entry, before) for entry in stored}
    apply_dropped(out, results)
    apply_by_hand(out, results)
    for entry in stored:
        earlier = _points_now(entry.earlier, entry.result)
        if entry.earlier and earlier > entry.result.score + ROUNDING:
            entry.result.add(f"An earlier hand-in had {earlier:g} points.")
    digests |= _rewrite_changed_pages(out, results, digests)
    outdated = _mark_outdated(stored, keys)  # for instructors: no page says it
    penalties = apply_lateness(out, results)
    fill_headers(out, results)
    now = {result.id: PublishedGrade.of(entry, digests[result.id], penalties.get(result.id, 0.0))
           for entry, result in zip(stored, results, strict=True)}
    found = changes(before, now)
    sources = {slug: load_solution(slug) for slug in {r.assignment for r in results}
               if slug in keys.assignments}
    write_grades(out / "grades.csv", results)
    write_report(out / "report.html", [r for r in results if r.assignment in sources], sources,
                 found, known_people(out, sources))
    append_changes(out, found, datetime.now())
    write_published(out, now)
    return Published(results, found, outdated)


def _points_now(shares: Mapping[str, float], result: Result) -> float:
    """The points of an earlier hand-in for the exercises that count, at what they are worth now."""
    return sum(shares.get(e.name, 0) * e.max_score for e in result.exercises)


def _mark_outdated(stored: Iterable[Stored], keys: Keys) -> list[str]:
    """Say in each detail what changed since the result; lines that count them."""
    count: Counter[tuple[str, str]] = Counter()
    for entry in stored:
        if why := _why_outdated(entry, keys):
            entry.result.add(f"Graded before {why}.")
            count[entry.result.assignment, why] += 1
    return [f"Not graded again, because not in this folder: {n} of {slug}, graded before {why}."
            for (slug, why), n in sorted(count.items())]


def _rewrite_changed_pages(
    out: Path, results: Iterable[Result], digests: Mapping[SubmissionId, str]
) -> dict[SubmissionId, str]:
    """Write the pages that are gone or say something else than the result; their digests."""
    rewritten = {}
    for result in results:
        digest = _page_digest(result)
        is_there = page_path(out, *result.id).exists()
        if (not is_there or digests[result.id] != digest) and _write_page(out, result):
            rewritten[result.id] = digest
    return rewritten


def _digest_there(entry: Stored, before: Mapping[SubmissionId, PublishedGrade]) -> str:
    """The digest of the page that is there now: the last run's, or that of the result alone."""
    published = before.get(entry.result.id)
    if published is not None and published.graded_at == entry.graded_at:
        return published.page
    return _page_digest(entry.result)


def _deduplicated(stored: Iterable[Stored]) -> Iterable[Stored]:
    """Students who did the same share one object: a large class needs no more memory."""
    equal: dict[ExerciseResult, ExerciseResult] = {}
    for entry in stored:
        entry.result.exercises = [equal.setdefault(e, e) for e in entry.result.exercises]
        yield entry


def _why_outdated(entry: Stored, keys: Keys) -> str:
    """Why a result that this run did not look at holds no more, in words; "" if it does."""
    slug = entry.result.assignment
    if not entry.key or slug not in keys.assignments:
        return ""
    now = {**entry.key, **keys.of_assignment(slug)}
    now[LIMITS] = entry.key.get(LIMITS, "")  # they belong to a run, not to an assignment
    return " and ".join(reasons(entry.key, now))


def _page_digest(result: Result) -> str:
    """A digest of what a feedback page says about a result, beside the notebook itself."""
    said: Sequence[object] = (result.score, result.max_score, result.state, result.detail,
                              result.exercises, sorted(result.comments.items()))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]


def _write_page(out: Path, result: Result) -> bool:
    """Write the feedback page anew; whether the notebook that it shows is still there, whole."""
    executed = executed_path(out, result)
    if not executed.is_file():
        return False
    try:
        notebook = nbformat.read(executed, as_version=4)
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, ValueError):
        return False
    page = page_path(out, *result.id)
    write_whole(page, feedback_page(result, notebook))
    return True
