"""What an instructor reads after a run: grades.csv and report.html."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from course.grading.hints import hints
from course.grading.states import Result, State
from course.grading.templates import template

COLUMNS = ("student", "assignment", "score", "max_score", "status", "detail")
BINS = 10


def write_grades(path: Path, results: list[Result]) -> None:
    """One row a submission, quoted as spreadsheets and LMS imports expect."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for r in results:
        writer.writerow([_cell(r.student), r.assignment, f"{r.score:g}", f"{r.max_score:g}",
                         r.state, _cell(full_detail(r))])
    path.write_text(text.getvalue(), encoding="utf-8")


def full_detail(result: Result) -> str:
    """What happened to a submission, with what is wrong in it, exercise by exercise."""
    sentences = [result.detail] if result.detail else []
    sentences += [f"{exercise}: {name}." for exercise, name in result.misconceptions]
    if result.state in (State.MALFORMED, State.MISSING) or result.score == 0:
        return " ".join(sentences)
    lost = [e for e in result.exercises if e.score < e.max_score and not e.misconception]
    for label in ("not written", "not reached"):
        sentences += _listed(label, [e.name for e in lost if e.reason == label])
    others = [e.name for e in lost if e.reason not in ("not written", "not reached")]
    return " ".join([*sentences, *_listed("not right", others)])


def _listed(label: str, names: list[str]) -> list[str]:
    return [f"{label.capitalize()}: {', '.join(names)}."] if names else []


def write_report(path: Path, results: list[Result]) -> None:
    """A page of its own, without scripts or outside resources."""
    page = template("report.html.j2").render(
        full_detail=full_detail,
        assignments=[_assignment(n, results) for n in sorted({r.assignment for r in results})],
        states=Counter(str(r.state) for r in results),
        results=results,
        State=State,
    )
    path.write_text(page, encoding="utf-8")


def _assignment(name: str, results: list[Result]) -> dict[str, Any]:
    mine = [r for r in results if r.assignment == name]
    ran = [r for r in mine if r.state in (State.GRADED, State.TIMED_OUT, State.NEEDS_REVIEW)]
    return {
        "name": name,
        "count": len(mine),
        "ran": len(ran),
        "max_score": max((r.max_score for r in mine), default=0),
        "median": _median([r.score for r in ran]),
        "bars": _bars(ran),
        "exercises": _exercises(ran),
        "misconceptions": _misconceptions(name, mine),
    }


def _bars(results: list[Result]) -> list[dict[str, Any]]:
    """How many submissions fall into each tenth of the score."""
    counts = Counter(
        min(int(BINS * r.score / r.max_score), BINS - 1) for r in results if r.max_score
    )
    highest = max(counts.values(), default=1)
    return [{"label": f"{100 * i // BINS} to {100 * (i + 1) // BINS} %", "count": counts[i],
             "height": round(120 * counts[i] / highest)} for i in range(BINS)]


def _exercises(results: list[Result]) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    for result in results:
        for exercise in result.exercises:
            row = rows.setdefault(exercise.name, {
                "name": exercise.name, "full": 0, "unwritten": 0, "count": 0,
                "probes": defaultdict(lambda: [0, 0])})
            row["count"] += 1
            row["full"] += exercise.score == exercise.max_score
            row["unwritten"] += exercise.reason == "not written"
            for label, passed in exercise.probes:
                row["probes"][label][0] += passed
                row["probes"][label][1] += 1
    return list(rows.values())


def _misconceptions(assignment: str, results: list[Result]) -> list[dict[str, Any]]:
    held: dict[tuple[str, str], list[str]] = defaultdict(list)
    for result in results:
        for key in result.misconceptions:
            held[key].append(result.student)
    told = hints(assignment)
    return [
        {"exercise": key[0], "name": key[1], "students": students, "hint": told.get(key, "")}
        for key, students in sorted(held.items(), key=lambda item: (-len(item[1]), item[0]))
    ]


def _median(scores: list[float]) -> float:
    ordered = sorted(scores)
    if not ordered:
        return 0.0
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _cell(text: str) -> str:
    """Text that a spreadsheet will not take for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
