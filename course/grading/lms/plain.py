"""Grades as plain CSV, one row a submission."""

from __future__ import annotations

from course.grading.lms.export import Exported, as_csv, number
from course.grading.lms.roster import Roster
from course.grading.lms.scores import Score, Scores
from course.grading.pages.sheets import guarded
from course.grading.submission import State

COLUMNS = ("student", "name", "email", "lms_id", "assignment", "raw_score", "late_penalty",
           "score", "max_score", "status")


def plain(scores: Scores, roster: Roster | None = None, zero_missing: bool = False) -> Exported:
    """Every submission with its state, and people of the roster who have none."""
    done = Exported(zero_missing, len(scores.assignments) > 1)
    rows = [_row(score, done) for score in scores.all]
    if roster:
        rows += _missing(scores, roster, done)
        done.note_strangers(scores, roster)
    rows.sort(key=lambda row: (row[4], row[0]))
    done.text = as_csv([COLUMNS, *([guarded(cell) for cell in row] for row in rows)])
    return done


def _row(score: Score, done: Exported) -> list[str]:
    shown = number(score.score)
    if score.missing:
        done.missing.append(done.named(score.student, score.assignment))
        shown = "0" if done.zero_missing else ""
    elif score.waits:
        done.waiting.append(done.named(score.student, score.assignment))
        shown = ""
    else:
        done.scores += 1
    origin = score.origin
    return [score.student, origin.name, origin.email, origin.lms_id, score.assignment,
            number(score.raw), number(score.penalty), shown, number(score.max_score), score.state]


def _missing(scores: Scores, roster: Roster, done: Exported) -> list[list[str]]:
    rows = []
    for assignment in scores.assignments:
        for person in roster.people:
            if scores.of(person, assignment, roster.kind) is None:
                done.missing.append(done.named(person.student, assignment))
                shown = "0" if done.zero_missing else ""
                rows.append([person.student, person.name, person.email, person.lms_id, assignment,
                             "", "", shown, number(scores.max_score(assignment)), State.MISSING])
    return rows
