"""A term, from the first assignment to the next year's class, every number against a table.

    python -m tests.grading.support.term 40

grades a class of 40. Each student plays one of the ROLES; the tables below say by role what a
person who adds up by hand would write down.
"""

from __future__ import annotations

import contextlib
import copy
import csv
import io
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook

from course.checks.unit import load_unit
from course.cli import main
from course.commands.support.sample_class import submissions
from course.grading.gradebook import key
from course.grading.lms import late
from course.publish.assignment import notebook_bytes, release_notebook
from course.publish.source import ROOT, Assignment
from course.publish.variants import code_cells
from tests.assignments import ASSIGNMENTS
from tests.grading.lms.downloads import Student, as_csv, canvas_gradebook, canvas_zip

from .own_assignment import RIGHT, WRITTEN, forget_solutions, released, source_notebook

UNIT, CHECKS, ESSAY, MIXED = "05-accumulation", "91-checks", "92-essay", "93-mixed"
CELLS = {CHECKS: ("double", "check_pass", "check_part", "check_hidden"),
         ESSAY: ("explain", "essay")}
WRONG = "def double(x):\n    return x + 2"  # right for 2 alone

ROLES = ("diligent", "late", "zeroes", "second", "absent", "wrong")
Table = Mapping[str, object]

# 05, of 20 points: `zeroes` never sets .grad to None, which two probes see: one of 1
# point, which is mended afterwards, and one of 0.5.
UNIT_BEFORE = {"diligent": 20, "late": 20, "zeroes": 18.5, "second": 20, "absent": 20, "wrong": 0}
UNIT_AFTER = {**UNIT_BEFORE, "zeroes": 19.5}

# 91: its checks give 2, 1.5 and 2 of 2 points each, so 5.5 of 6; `wrong` passes the first alone.
CHECKS_BEFORE = {"diligent": 5.5, "late": 5.5, "zeroes": 5.5, "second": 5.5, "absent": 0,
                 "wrong": 2}
# Then the last check is worth 4: 7.5 of 8.
CHECKS_AFTER = {"diligent": 7.5, "late": 7.5, "zeroes": 7.5, "second": 7.5, "absent": 0,
                "wrong": 2}
# `late` comes 1.5 days late, a quarter off for each day that has begun: 7.5 - 3.75. `absent` comes
# 2.5 days late: 7.5 - 5.625.
CHECKS_LESS_PENALTY = {**CHECKS_AFTER, "late": 3.75, "absent": 1.88}
# An extension leaves `absent` half a day late, one quarter: 7.5 - 1.875.
CHECKS_EXTENDED = {**CHECKS_LESS_PENALTY, "absent": 5.62}
# Moodle's maximum is 100: times 12.5.
CHECKS_IN_MOODLE = {"diligent": 93.75, "late": 46.88, "zeroes": 93.75, "second": 93.75,
                    "absent": 70.31, "wrong": 25}

# 92, of 9 points, all by hand.
EXPLAIN = {"diligent": 4, "late": 3, "zeroes": 2, "second": 4, "absent": 3.5, "wrong": 1}
ESSAYS = {"diligent": 5, "late": 4, "zeroes": 2, "second": 3, "absent": 0, "wrong": 0}
ESSAY_BY_HAND = {"diligent": 9, "late": 7, "zeroes": 4, "second": 7, "absent": 3.5, "wrong": 1}

# 93, of 18 points: 5.5 or 2 from its checks; by hand 3 for explain, 2 for plot, 4 for the essay.
# `second` hands in a blank notebook and gets 0 for its essay.
MIXED_BY_HAND = {"diligent": 14.5, "late": 14.5, "zeroes": 14.5, "second": 0, "absent": 14.5,
                 "wrong": 11}
# Without the essay, of 13 points.
MIXED_DROPPED = {"diligent": 10.5, "late": 10.5, "zeroes": 10.5, "second": 0, "absent": 10.5,
                 "wrong": 7}
# `second` hands in again: 5.5 from the checks until a person reads the rest, then 5 more.
MIXED_AGAIN = {**MIXED_DROPPED, "second": 5.5}
MIXED_AT_THE_END = {**MIXED_DROPPED, "second": 10.5}

# The sums of the four, as exported.
TOTALS = {"diligent": 47, "late": 41.25, "zeroes": 41.5, "second": 45, "absent": 39.62, "wrong": 10}


class Term:
    """A class of `size`, its course in a folder of its own, and the grades of this term."""

    def __init__(self, base: Path, size: int, patch: pytest.MonkeyPatch) -> None:
        self.base, self.patch = base, patch
        self.out, self.submitted = base / "graded", base / "submitted"
        self.roles = {f"student-{number:02}": ROLES[(number - 1) % len(ROLES)]
                      for number in range(1, size + 1)}
        self.unit = ASSIGNMENTS[UNIT]
        for slug in (CHECKS, ESSAY, MIXED):
            self.write_solution(slug, own_notebook(slug))
        self.write_solution(UNIT, nbformat.read(ROOT / "solutions" / UNIT / f"{UNIT}.ipynb", 4))
        for module in ("intake.assignments", "gradebook.tables"):
            patch.setattr(f"course.grading.{module}.ROOT", base / "course")
        forget_solutions()
        config = late.course_config(self.out)
        config.AssignLatePenalties.plugin_class = "course.grading.lms.penalty.PerDay"
        config.PerDay.share = 0.25
        patch.setattr(late, "course_config", lambda out: config)

    # -- what people do --

    def write_solution(self, slug: str, notebook: nbformat.NotebookNode) -> None:
        path = self.base / "course" / "solutions" / slug / f"{slug}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(notebook_bytes(notebook))
        forget_solutions()

    def hand_in(self, slug: str, student: str, answers: Mapping[str, str], time: str = "",
                folder: str = "submitted") -> None:
        notebook = own_notebook(slug, copy.deepcopy(released()))
        for cell in notebook.cells:
            cell.source = answers.get(cell.metadata.nbgrader.grade_id, cell.source)
        place = self.base / folder / student / slug
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{slug}.ipynb").write_bytes(notebook_bytes(notebook))
        if time:
            (place / "timestamp.txt").write_text(time)

    def course(self, *arguments: object) -> None:
        assert main([str(argument) for argument in arguments]) == 0

    def grade(self, slug: str, *more: object, folder: str = "submitted") -> None:
        self.course("grade", slug, "--submitted", self.base / folder, "--out", self.out,
                    "--jobs", 1, *more)

    def give(self, slug: str, points: Mapping[str, Table]) -> None:
        """Save points by hand as formgrader does: by cell and role."""
        with Gradebook(f"sqlite:///{self.out / 'gradebook.db'}") as book:
            for student, role in self.roles.items():
                for cell, by_role in points.items():
                    if role in by_role:
                        grade = book.find_grade(cell, slug, slug, student)
                        grade.manual_score, grade.needs_manual_grade = by_role[role], False
            book.db.commit()

    # -- what the tables say --

    def grades_are(self, slug: str, table: Table, most: float) -> None:
        """In grades.csv, and in the gradebook."""
        rows = [row for row in self.rows("grades.csv") if row["assignment"] == slug]
        self.agree({row["student"]: float(row["score"]) for row in rows}, table)
        assert {float(row["max_score"]) for row in rows} == {most}
        with Gradebook(f"sqlite:///{self.out / 'gradebook.db'}") as book:
            found = book.assignment_submissions(slug)
            self.agree({s.student.id: s.score for s in found}, table)
            assert {s.max_score for s in found} == {most}

    def exports_are(self, target: str, slug: str, column: str, who: str, table: Table,
                    *more: object) -> None:
        """The scores in a file for the LMS, and no others."""
        path = self.base / "exported.csv"
        path.unlink(missing_ok=True)  # that of another LMS, which would not be replaced
        self.course("export", slug, target, "--grades", self.out, "--to", path, *more)
        found = {row[who]: row[column] for row in self.rows(path) if row[who] in self.roles}
        self.agree({student: float(score) if score else None
                    for student, score in found.items()}, table)

    def agree(self, found: Mapping[str, object], table: Table) -> None:
        assert found == {student: table[role] for student, role in self.roles.items()}

    def changed(self, because: str) -> set[str]:
        """The roles whose grades changed for this reason alone, and with them a late penalty."""
        return {self.roles[row["student"]] for row in self.rows("changes.csv")
                if row["because"].partition("; late penalty ")[0] == because}

    def rows(self, name: str | Path) -> list[dict[str, str]]:
        with (self.out / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    # -- the weeks --

    def first_assignment_from_canvas(self) -> None:
        kinds = dict(submissions(self.unit))
        never = next(w for w in self.unit.exercises["zero_grads"].wrongs if w.name == "never None")
        content = dict.fromkeys(ROLES, kinds["all-solved"])
        content |= {"wrong": kinds["untouched"], "zeroes": solved(self.unit, {
            "zero_grads": never.code})}
        self.people = [Student(number, f"Student {role}-{number}", content[role])
                       for number, role in enumerate(self.roles.values(), start=1)]
        (self.base / "canvas.zip").write_bytes(canvas_zip(self.people, UNIT))
        (self.base / "roster.csv").write_text(canvas_gradebook(self.people), encoding="utf-8")
        self.grade_the_download()
        self.grades_are(UNIT, UNIT_BEFORE, 20)
        self.in_canvas(UNIT_BEFORE)
        self.in_the_lms = self.base / "in-the-lms.csv"
        shutil.copy(self.base / "exported.csv", self.in_the_lms)

    def grade_the_download(self) -> None:
        self.course("grade", UNIT, "--zip", self.base / "canvas.zip", "--roster",
                    self.base / "roster.csv", "--out", self.out, "--jobs", 1)

    def in_canvas(self, table: Table, *more: object) -> None:
        self.exports_are("--canvas", UNIT, "05 Accumulation (88001)", "SIS Login ID", table, *more)

    def a_mended_probe(self) -> None:
        """The probe of None asks what another one asks: in the file, and here."""
        checks = self.base / "checks"
        (checks / "units").mkdir(parents=True)
        (checks / "units" / "u05_accumulation.py").write_text("mended")
        self.patch.setattr(key, "CHECKS", checks)
        exercise = load_unit(UNIT).exercises["zero_grads"]
        probes = list(exercise.probes)
        probes[1] = replace(probes[1], ask=probes[0].ask)
        self.patch.setattr(exercise, "probes", probes)
        self.grade_the_download()
        self.grades_are(UNIT, UNIT_AFTER, 20)
        told = io.StringIO()
        with contextlib.redirect_stdout(told):  # Canvas has by now what was exported before
            self.in_canvas(UNIT_AFTER, "--roster", self.in_the_lms)
        moved = [student for student, role in self.roles.items() if role == "zeroes"]
        assert [line for line in told.getvalue().splitlines() if "The import changes" in line] == [
            f"The import changes {len(moved)} grade{'s' * (len(moved) > 1)} that the LMS has: "
            + ", ".join(f"{student} from 18.5 to 19.5" for student in moved) + "."]
        self.course("return", UNIT, "--canvas", "--grades", self.out)
        with zipfile.ZipFile(self.out / f"{UNIT}-feedback-canvas.zip") as pages:
            assert len(pages.namelist()) == len(self.roles)
        assert self.changed("its checks changed") == {"zeroes"}

    def late_work_and_changed_points(self) -> None:
        for student, role in self.roles.items():
            if role == "absent":
                (self.submitted / student).mkdir(parents=True)
                continue
            time = "2026-11-22 12:00 UTC" if role == "late" else "2026-11-20 12:00 UTC"
            self.hand_in(CHECKS, student, {"double": WRONG if role == "wrong" else RIGHT}, time)
        self.grade(CHECKS, "--due", "2026-11-21T00:00", "--timezone", "UTC")
        self.grades_are(CHECKS, CHECKS_BEFORE, 6)
        solution = own_notebook(CHECKS)
        solution.cells[-1].metadata.nbgrader.points = 4
        self.write_solution(CHECKS, solution)
        self.grade(CHECKS)
        self.grades_are(CHECKS, CHECKS_AFTER, 8)
        assert self.changed("the assignment's notebook changed") == set(ROLES) & set(
            self.roles.values())  # of 8 in place of 6 points, for everybody

    def a_late_folder(self) -> None:
        for student, role in self.roles.items():
            if role == "absent":
                self.hand_in(CHECKS, student, {"double": RIGHT}, "2026-11-23 12:00 UTC", "later")
        self.grade(CHECKS, folder="later")
        self.grades_are(CHECKS, {**CHECKS_AFTER, "absent": 7.5}, 8)
        assert self.changed("handed in") == {"absent"}
        self.grade(CHECKS)  # the first folder again, in which they handed in nothing
        self.grades_are(CHECKS, {**CHECKS_AFTER, "absent": 7.5}, 8)
        self.exports_are("--csv", CHECKS, "score", "student", CHECKS_LESS_PENALTY)

    def an_extension_and_moodle(self) -> None:
        for student, role in self.roles.items():
            if role == "absent":
                self.course("extend", student, CHECKS, "2026-11-23T00:00", "--timezone", "UTC",
                            "--grades", self.out)
        self.exports_are("--csv", CHECKS, "score", "student", CHECKS_EXTENDED)
        header = ["Identifier", "Full name", "Username", "Grade", "Maximum grade",
                  "Last modified (submission)", "Last modified (grade)"]
        worksheet = self.base / "worksheet.csv"
        worksheet.write_text(as_csv([header, *(
            [f"Participant {p.participant}", p.name, p.login, "", "100.00", "-", "-"]
            for p in self.people)]))
        self.exports_are("--moodle", CHECKS, "Grade", "Username", CHECKS_IN_MOODLE,
                         "--roster", worksheet)

    def an_essay(self) -> None:
        for student in self.roles:
            self.hand_in(ESSAY, student, {"explain": "It adds up."})
        self.grade(ESSAY)
        self.exports_are("--csv", ESSAY, "score", "student", dict.fromkeys(ROLES))
        self.give(ESSAY, {"explain": EXPLAIN, "essay": ESSAYS})
        self.grade(ESSAY)
        self.grades_are(ESSAY, ESSAY_BY_HAND, 9)
        self.exports_are("--csv", ESSAY, "score", "student", ESSAY_BY_HAND)

    def a_dropped_exercise_and_a_second_hand_in(self) -> None:
        right, wrong = {**WRITTEN, "double": RIGHT}, {**WRITTEN, "double": WRONG}
        for student, role in self.roles.items():
            self.hand_in(MIXED, student,
                         {} if role == "second" else wrong if role == "wrong" else right)
        self.grade(MIXED)
        wrote = [role for role in ROLES if role != "second"]
        self.give(MIXED, {"explain": dict.fromkeys(wrote, 3), "plot": dict.fromkeys(wrote, 2),
                          "essay": {**dict.fromkeys(wrote, 4), "second": 0}})
        self.grade(MIXED)
        self.grades_are(MIXED, MIXED_BY_HAND, 18)
        self.course("drop", MIXED, "essay", "--grades", self.out)
        self.grades_are(MIXED, MIXED_DROPPED, 13)
        self.exports_are("--csv", MIXED, "score", "student", MIXED_DROPPED)
        again = [student for student, role in self.roles.items() if role == "second"]
        for student in again:
            self.hand_in(MIXED, student, right)
        self.grade(MIXED)
        self.grades_are(MIXED, MIXED_AGAIN, 13)
        self.exports_are("--csv", MIXED, "score", "student", {**MIXED_DROPPED, "second": None})
        self.give(MIXED, {"explain": {"second": 3}, "plot": {"second": 2}})
        self.grade(MIXED)
        self.grades_are(MIXED, MIXED_AT_THE_END, 13)

    def the_end(self) -> None:
        """All four assignments are in everything, and the totals are the tables'."""
        self.course("export", "--csv", "--grades", self.out)
        totals = dict.fromkeys(self.roles, 0.0)
        for row in self.rows("scores.csv"):
            totals[row["student"]] += float(row["score"])
        self.agree({student: round(total, 2) for student, total in totals.items()}, TOTALS)
        report = (self.out / "report.html").read_text(encoding="utf-8")
        assert all(f'<h2 id="{slug}">' in report for slug in (UNIT, CHECKS, ESSAY, MIXED))
        assert len(self.rows("grades.csv")) == 4 * len(self.roles)

    def the_next_term(self) -> None:
        """It starts in another folder, and last term's stays as it is."""
        before = {path: path.read_bytes() for path in self.out.rglob("*") if path.is_file()}
        self.hand_in(CHECKS, "newcomer", {"double": RIGHT}, folder="next")
        self.course("grade", CHECKS, "--submitted", self.base / "next", "--out",
                    self.base / "graded-next", "--jobs", 1)
        with (self.base / "graded-next" / "grades.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [(r["student"], r["score"], r["max_score"]) for r in rows] == [
            ("newcomer", "7.5", "8")]
        assert {path: path.read_bytes() for path in before} == before


def own_notebook(
    slug: str, whole: nbformat.NotebookNode | None = None
) -> nbformat.NotebookNode:
    """The assignment of own_assignment.py, or those of its cells that CELLS names."""
    notebook = whole or source_notebook()
    kept = CELLS.get(slug, ())
    notebook.cells = [cell for cell in notebook.cells
                      if not kept or cell.metadata.nbgrader.grade_id in kept]
    return notebook


def solved(assignment: Assignment, replaced: dict[str, str]) -> bytes:
    """All answers right, but for those in `replaced`."""
    notebook = release_notebook(nbformat.read(
        ROOT / "solutions" / assignment.slug / f"{assignment.slug}.ipynb", 4))
    code = code_cells(assignment, replaced)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = code[cell.metadata.nbgrader.grade_id]
    return notebook_bytes(notebook)


def run(base: Path, size: int, patch: pytest.MonkeyPatch) -> None:
    """The whole term; raises AssertionError where a number is not the table's."""
    term = Term(base, size, patch)
    for week in (term.first_assignment_from_canvas, term.a_mended_probe,
                 term.late_work_and_changed_points, term.a_late_folder,
                 term.an_extension_and_moodle, term.an_essay,
                 term.a_dropped_exercise_and_a_second_hand_in, term.the_end, term.the_next_term):
        week()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        run(Path(folder), int(sys.argv[1]), monkeypatch)
    print(f"A term with {sys.argv[1]} students: every number is that of the tables.")
