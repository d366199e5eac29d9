"""A later run grades anew what is concerned, keeps the rest, and says what changed."""

from __future__ import annotations

import copy
import csv
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin
from traitlets.config import PyFileConfigLoader

from course.cli import main
from course.commands.support.interrupt import STOPPED
from course.grading import dispatch
from course.grading.grade import grade
from course.grading.grade_one import not_graded
from course.grading.gradebook import key
from course.grading.gradebook.messages import say_changes
from course.grading.gradebook.published import Change, PublishedGrade, changes
from course.grading.gradebook.unfinished import begin, end, need_finished
from course.grading.gradebook.writer import GradebookWriter
from course.grading.lms import late
from course.grading.lms.records import Records, load_records
from course.grading.submission import Graded, GradingError, Limits, Result, State, Submission
from course.publish.assignment import notebook_bytes

from .support.own_assignment import RIGHT, SLUG, WRITTEN, forget_solutions, hand_in, own_root

__all__ = ["own_root"]

# double's three checks give 2, 1.5 and 2 points to the right answer, and 2, 0 and 0 to this one.
WRONG = "def double(x):\n    return x + 2"


class Term:
    """Submissions of three students, and the runs over them."""

    def __init__(self, root: Path, base: Path) -> None:
        self.solution = root / "solutions" / SLUG / f"{SLUG}.ipynb"
        self.submitted, self.out = base / "submitted", base / "graded"
        self.told: list[str] = []
        for student, double in (("ada", RIGHT), ("bob", WRONG), ("eve", RIGHT)):
            self.hand_in(student, {**WRITTEN, "double": double})

    def hand_in(self, student: str, answers: dict[str, str], folder: str = "submitted") -> None:
        shutil.rmtree(self.out.parent / folder / student / SLUG, ignore_errors=True)
        hand_in(self.out.parent / folder, student, answers)

    def grade(self, folder: str = "submitted", again: list[str] | None = None,
              limits: Limits | None = None) -> dict[str, Result]:
        self.told = []
        results = grade(self.out.parent / folder, self.out, [SLUG], again=again,
                        say=self.told.append, limits=limits or Limits())
        return {r.student: r for r in results}

    def edit(self, change: Callable[[dict[str, nbformat.NotebookNode]], None]) -> None:
        """Change the assignment's notebook."""
        notebook = nbformat.read(self.solution, 4)
        change({c.metadata.nbgrader.grade_id: c for c in notebook.cells})
        self.solution.write_bytes(notebook_bytes(notebook))
        forget_solutions()  # the next run would be another process

    def give(self, student: str, **points: float) -> None:
        """What formgrader saves when a person gives points."""
        with Gradebook(f"sqlite:///{self.out / 'gradebook.db'}") as book:
            for cell, score in points.items():
                row = book.find_grade(cell, SLUG, SLUG, student)
                row.manual_score, row.needs_manual_grade = score, False
            book.db.commit()

    def waiting(self, student: str) -> set[str]:
        with Gradebook(f"sqlite:///{self.out / 'gradebook.db'}") as book:
            submission = book.find_submission(SLUG, student)
            return {g.name for n in submission.notebooks for g in n.grades if g.needs_manual_grade}

    def rows(self, name: str = "grades.csv") -> dict[str, dict[str, str]]:
        with (self.out / name).open(newline="") as file:
            return {row["student"]: row for row in csv.DictReader(file)}

    def in_gradebook(self) -> dict[str, tuple[float, float]]:
        with Gradebook(f"sqlite:///{self.out / 'gradebook.db'}") as book:
            return {s.student.id: (s.score, s.max_score)
                    for s in book.assignment_submissions(SLUG)}

    def report(self) -> str:
        return (self.out / "report.html").read_text()

    def page(self, student: str) -> str:
        return (self.out / "feedback" / student / SLUG / f"{SLUG}.html").read_text()


@pytest.fixture
def term(own_root: Path, tmp_path: Path) -> Term:
    return Term(own_root, tmp_path)


def mend_the_hidden_test(cells: dict[str, nbformat.NotebookNode]) -> None:
    """It asked for the double of a number, and now takes what `x + 2` gives as well."""
    cells["check_hidden"].source = cells["check_hidden"].source.replace("== 42", "in (42, 23)")


# -- the key of a result ---------------------------------------------------------------------------


def test_a_mended_check_is_graded_anew_and_told(term: Term) -> None:
    assert term.grade()["bob"].score == 2
    assert not (term.out / "changes.csv").exists()
    assert term.told == []
    term.edit(mend_the_hidden_test)
    assert term.grade()["bob"].score == 4
    assert term.told == [
        f"Graded again: 3 of {SLUG}, because the assignment's notebook changed.",
        "1 grade changed, see changes.csv:",
        f"  bob, {SLUG}: 2 -> 4 of 18 (hidden 0 -> 2): the assignment's notebook changed"]
    assert "1 grade changed since the last run" in term.report()
    row = term.rows("changes.csv")["bob"]
    assert (row["score_before"], row["score"], row["because"]) == (
        "2", "4", "the assignment's notebook changed")
    assert term.grade()["bob"].score == 4
    assert term.told == []
    assert "since the last run" not in term.report()
    assert len(term.rows("changes.csv")) == 1


def test_changes_that_are_alike_share_a_line() -> None:
    def change(student: str, before: float) -> Change:
        records = (PublishedGrade(score, 5, "graded", {"a": score}) for score in (before, 3))
        return Change(student, SLUG, *records, "its checks changed")

    told: list[str] = []
    say_changes([*(change(f"s{i}", 2) for i in range(6)), change("t", 4)], told.append)
    assert told == [
        "7 grades changed, see changes.csv:",
        f"  t, {SLUG}: 4 -> 3 of 5 (a 4 -> 3): its checks changed",
        f"  6 students, {SLUG}: a 2 -> 3: its checks changed (s0, s1, s2, s3, s4 and 1 more)"]


def test_every_part_of_a_key_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submission = Submission("ada", "05-accumulation", content=b"{}")
    for name in ("CHECKS", "ENGINE", "GRADING", "EXCHANGE"):
        (tmp_path / name / "units").mkdir(parents=True)
        monkeypatch.setattr(key, name, tmp_path / name)
    monkeypatch.setattr(key, "names_of_packages", lambda: ["numpy-2.4.0"])
    before = key.Keys(Limits()).of(submission)

    def changed(what: Submission = submission, limits: Limits | None = None) -> list[str]:
        nonlocal before
        before, old = key.Keys(limits or Limits()).of(what), before
        return key.reasons(old, before)

    assert changed() == []
    for folder, why in (("CHECKS", "its checks"), ("ENGINE", "the engine"),
                        ("GRADING", "the grader"), ("EXCHANGE", "the grader")):
        (tmp_path / folder / "mended.py").write_text("mended")
        assert changed() == [f"{why} changed"]
    (tmp_path / "CHECKS" / "units" / "u06_vector_backward.py").write_text("another unit's")
    assert changed() == []
    (tmp_path / "CHECKS" / "units" / "u05_accumulation.py").write_text("a probe is mended")
    assert changed() == ["its checks changed"]
    monkeypatch.setattr(key, "names_of_packages", lambda: ["numpy-2.5.0"])
    assert changed() == ["the installed packages changed"]
    assert changed(limits=Limits(cell=9)) == ["the time limits changed"]
    secrets = [key.Keys(Limits(), secret).of(submission) for secret in (b"one", b"another")]
    assert key.reasons(*secrets) == ["the secret that seeds the inputs changed"]
    assert key.reasons(secrets[0], key.Keys(Limits()).of(submission)) == []
    assert changed(replace(submission, content=b"{} "), Limits(cell=9)) == ["handed in again"]
    assert changed(replace(submission, assignment="06-vector-backward"), Limits(cell=9)) == [
        "handed in again", "the assignment's notebook changed", "its checks changed"]


def test_a_new_secret_is_no_silent_change(term: Term) -> None:
    term.grade()
    (term.out / ".secret").unlink()
    term.grade()
    assert term.told == [
        f"Graded again: 3 of {SLUG}, because the secret that seeds the inputs changed."]
    term.grade()
    assert term.told == []


def test_cells_may_come_and_go(term: Term) -> None:
    term.grade()
    term.give("ada", explain=3)
    notebook = nbformat.read(term.solution, 4)
    check = copy.deepcopy(notebook.cells[-3])
    assert check.metadata.nbgrader.grade_id == "check_pass"
    check["id"] = check.metadata.nbgrader.grade_id = "check_more"
    hint = nbformat.v4.new_markdown_cell("A hint.", id="hint", metadata={"nbgrader": {
        **check.metadata.nbgrader, "grade": False, "grade_id": "hint", "cell_type": "markdown"}})
    del hint.metadata.nbgrader["points"]

    def cells(now: list[nbformat.NotebookNode]) -> dict[str, Result]:
        notebook.cells[:] = now
        term.solution.write_bytes(notebook_bytes(notebook))
        forget_solutions()
        return term.grade()

    before = list(notebook.cells)
    assert cells([hint, *before, check])["ada"].score == 10.5
    assert term.in_gradebook()["ada"] == (10.5, 20)
    assert cells([c for c in before if c is not before[-3]])["ada"].score == 6.5
    assert term.in_gradebook()["ada"] == (6.5, 16)
    with pytest.raises(GradingError, match="no cell explain any more, for which somebody gave"):
        cells([hint, *before[1:]])
    assert cells(before)["ada"].score == 8.5
    assert term.in_gradebook()["bob"] == (2, 18)


def test_a_renamed_cell_takes_no_points_from_those_who_are_not_graded_again(
    term: Term, capsys: pytest.CaptureFixture[str]
) -> None:
    term.grade()
    for name in ("ada", "bob", "eve"):
        term.give(name, essay=0, explain=0, plot=0)
    term.edit(lambda cells: cells["check_pass"].metadata.nbgrader.update(grade_id="check_twice"))
    term.hand_in("bob", {**WRITTEN, "double": WRONG}, "late")
    term.grade("late")
    term.give("bob", essay=0)  # to which the check of the old name was added
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    assert {name: row["score"] for name, row in term.rows("scores.csv").items()} == {
        "ada": "", "bob": "2", "eve": ""}
    assert "grade them again: ada, eve." in capsys.readouterr().out


def test_again_grades_what_it_names(term: Term) -> None:
    term.grade()
    for names, students in ((["ada"], {"ada"}), (["Hidden"], {"ada", "bob", "eve"}),
                            ([], {"ada", "bob", "eve"}), (None, set())):
        before = written(term)
        term.grade(again=names)
        now = written(term)
        assert {student for student in now if now[student] != before[student]} == students
    shutil.copytree(term.submitted / "ada", term.out.parent / "late" / "ada")
    (term.out.parent / "late" / "bob" / SLUG).mkdir(parents=True)
    for names in ([], ["bob"], [SLUG]):
        assert term.grade("late", again=names)["bob"].score == 2  # nothing takes a grade away
    with pytest.raises(GradingError, match="--again nobody: no student, exercise or assignment"):
        term.grade(again=["nobody"])


def written(term: Term) -> dict[str, int]:
    """When each submission was graded last."""
    return {path.stem: path.stat().st_mtime_ns for path in term.out.glob(".done/*/*.json")}


# -- points by hand --------------------------------------------------------------------------------


def test_points_by_hand_stay_while_the_answer_does(term: Term) -> None:
    term.grade()
    for student in ("ada", "bob", "eve"):
        term.give(student, explain=3, plot=2, essay=4)
    assert {s: r.score for s, r in term.grade().items()} == {"ada": 14.5, "bob": 11, "eve": 14.5}
    assert term.rows("changes.csv")["ada"]["because"] == (
        "explain, plot, essay graded by hand")

    def more_points(cells: dict[str, nbformat.NotebookNode]) -> None:
        cells["explain"].metadata.nbgrader.points = 8
        cells["essay"].metadata.nbgrader.points = 2

    term.edit(more_points)
    term.hand_in("eve", {**WRITTEN, "explain": "Something else.", "double": RIGHT})
    results = term.grade()
    assert (results["ada"].score, results["ada"].max_score) == (14.5, 19)
    assert results["ada"].state is State.GRADED
    assert "Graded by hand above the maximum: essay (4 of 2)." in results["ada"].detail
    assert term.waiting("ada") == term.waiting("bob") == set()
    assert term.waiting("eve") == {"explain"}
    assert results["eve"].state is State.NEEDS_REVIEW
    assert term.in_gradebook()["ada"] == (14.5, 19)
    term.edit(mend_the_hidden_test)
    assert term.grade()["eve"].score == 14.5
    assert term.waiting("eve") == {"explain"}
    assert "14.5 of 19 points" in term.page("ada")


def test_a_task_waits_again_if_cells_are_added_to_it(term: Term) -> None:
    term.grade()
    term.give("ada", essay=4)
    folder = term.submitted / "ada" / SLUG
    shutil.rmtree(folder)
    hand_in(term.submitted, "ada", {**WRITTEN, "double": RIGHT}, added="print('more')")
    term.grade()
    assert term.waiting("ada") == {"explain", "plot", "essay"}


# -- a part of the class ---------------------------------------------------------------------------


def test_a_notebook_beside_the_students_folders_is_named(term: Term) -> None:
    (term.submitted / "cleo.ipynb").write_text("{}")
    assert set(term.grade()) == {"ada", "bob", "eve"}
    assert term.told == ["Not graded, because it lies in no student's folder: cleo.ipynb."]


def test_a_part_keeps_the_rest(term: Term) -> None:
    term.grade()
    before = term.rows()
    term.hand_in("dan", {**WRITTEN, "double": RIGHT}, "late")
    (term.out.parent / "late" / "ada").mkdir()
    (term.out.parent / "late" / "fay").mkdir()
    results = term.grade("late")
    assert set(results) == {"ada", "dan", "fay"}
    assert (results["dan"].score, results["fay"].state) == (5.5, State.MISSING)
    assert results["ada"].score == 5.5
    assert term.told == ["Kept from earlier runs: 2."]
    now = term.rows()
    assert {student: now[student] for student in before} == before
    assert set(now) == {"ada", "bob", "dan", "eve", "fay"}
    assert all(student in term.report() for student in now)
    assert main(["export", "--csv", "--missing-as-zero", "--grades", str(term.out)]) == 0
    scores = {s: row["raw_score"] for s, row in term.rows("scores.csv").items()}
    assert scores == {"ada": "5.5", "bob": "2", "dan": "5.5", "eve": "5.5", "fay": "0"}


def test_a_folder_that_is_gone_or_renamed_is_told(term: Term) -> None:
    term.grade()
    term.hand_in("dan", {**WRITTEN, "double": RIGHT}, "late")
    term.grade("late")
    (term.submitted / "bob").rename(term.submitted / "bob.diaz")
    assert set(term.grade()) == {"ada", "bob.diaz", "eve"}
    assert term.told == ["Kept from earlier runs: 2.",
                         f"Their folders are here no more: bob in {SLUG}."]


def test_what_a_part_leaves_behind_is_told(term: Term) -> None:
    term.grade()
    term.edit(mend_the_hidden_test)
    term.hand_in("dan", {**WRITTEN, "double": WRONG}, "late")
    assert term.grade("late")["dan"].score == 4
    assert term.told[-1] == (f"Not graded again, because not in this folder: 3 of {SLUG}, "
                             "graded before the assignment's notebook changed.")
    assert "Graded before the assignment's notebook changed." in term.rows()["bob"]["detail"]
    assert "Graded before" not in term.page("bob")
    assert term.grade()["bob"].score == 4
    assert "Graded before" not in term.rows()["bob"]["detail"]


def test_a_gradebook_that_was_moved_away_comes_back(term: Term) -> None:
    for student in ("ada", "bob"):
        (term.submitted / student / SLUG / "timestamp.txt").write_text("2026-11-20 12:00 UTC")
    term.grade()
    before = term.in_gradebook()
    (term.out / "gradebook.db").unlink()
    term.hand_in("dan", {**WRITTEN, "double": RIGHT}, "late")
    term.grade("late")
    assert term.in_gradebook() == {**before, "dan": (5.5, 18)}
    assert term.waiting("ada") == {"explain", "plot", "essay"}
    assert "gradebook.db lacked 3 grades of earlier runs, or had others" in term.told[0]


def test_a_gradebook_that_a_later_run_cannot_read(term: Term) -> None:
    term.grade()
    gradebook = term.out / "gradebook.db"
    content = gradebook.read_bytes()
    gradebook.write_text("no database")
    with pytest.raises(GradingError, match=r"is not a database\). Put it back from a backup"):
        term.grade()
    gradebook.write_bytes(content)
    with closing(sqlite3.connect(gradebook, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(GradingError, match=r"locked\). Close other programs"):
            term.grade()
    assert term.grade()["ada"].score == 5.5


DIES_WHILE_IT_WRITES = """
import os, sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute("PRAGMA cache_size = 1")  # what does not fit is written before the end
book.execute("BEGIN")
book.execute("UPDATE grade SET auto_score = 77")
book.execute("CREATE TABLE filling (text)")
for _ in range(100):
    book.execute("INSERT INTO filling VALUES (?)", ("x" * 5000,))
os._exit(9)
"""


def test_a_gradebook_that_a_killed_run_left_half_written(term: Term) -> None:
    term.grade()
    before = term.in_gradebook()
    gradebook = term.out / "gradebook.db"
    subprocess.run([sys.executable, "-c", DIES_WHILE_IT_WRITES, gradebook], check=False)
    assert gradebook.with_name("gradebook.db-journal").stat().st_size
    assert term.grade()["ada"].score == 5.5
    assert term.in_gradebook() == before


def test_an_older_gradebook_is_put_right(term: Term) -> None:
    term.hand_in("fay", {})
    term.grade()
    backup = (term.out / "gradebook.db").read_bytes()
    term.hand_in("bob", {**WRITTEN, "double": RIGHT})
    term.hand_in("dan", {**WRITTEN, "double": RIGHT})
    term.grade()
    now = term.in_gradebook()
    for older in (backup, b""):
        (term.out / "gradebook.db").write_bytes(older)
        term.grade()
        assert "gradebook.db lacked" in term.told[0]
        assert term.in_gradebook() == now
        term.grade()
        assert not any("lacked" in line for line in term.told)


def test_due_dates_come_back_with_the_gradebook(term: Term) -> None:
    (term.submitted / "ada" / SLUG / "timestamp.txt").write_text("2026-11-20 12:00 UTC")
    records = load_records(term.out, SLUG)
    records.due = datetime(2026, 11, 19, 12, tzinfo=UTC)
    records.save(term.out)
    assert "Late by 1 day" in term.grade()["ada"].detail
    (term.out / "gradebook.db").unlink()
    assert "Late by 1 day" in term.grade()["ada"].detail
    with Gradebook(f"sqlite:///{term.out / 'gradebook.db'}") as book:
        book.find_assignment(SLUG).duedate = datetime(2026, 11, 21)  # in formgrader
        book.db.commit()
    assert "Late" not in term.grade()["ada"].detail
    (term.out / "gradebook.db").unlink()
    assert "Late" not in term.grade()["ada"].detail


def test_a_blank_second_hand_in_is_told(term: Term) -> None:
    term.grade()
    term.hand_in("ada", {})
    result = term.grade()["ada"]
    assert result.score == 0
    assert "An earlier hand-in had 5.5 points." in result.detail
    assert term.told[1].startswith(f"  ada, {SLUG}: 5.5 -> 0 of 18 (pass 2 -> 0, ")
    assert term.told[1].endswith("handed in again")
    assert "An earlier hand-in had 5.5 points." in term.grade(again=[])["ada"].detail
    term.hand_in("ada", {"double": WRONG})
    assert "An earlier hand-in had 5.5 points." in term.grade()["ada"].detail
    term.hand_in("ada", {**WRITTEN, "double": RIGHT})
    assert "earlier" not in term.grade()["ada"].detail


def test_a_late_hand_in_stays_when_the_first_folder_is_graded_again(term: Term) -> None:
    term.hand_in("ada", {})
    assert term.grade()["ada"].score == 0
    term.hand_in("ada", {**WRITTEN, "double": RIGHT}, "late")
    assert term.grade("late")["ada"].score == 5.5
    assert term.grade()["ada"].score == 5.5
    assert term.told[0] == ("Not graded, because a later hand-in from another folder was: ada in "
                            f"{SLUG}. Use --again with a name to grade these.")


def test_who_handed_in_late_alone_is_named_no_more(term: Term) -> None:
    shutil.rmtree(term.submitted / "ada")
    (term.submitted / "ada").mkdir()
    assert term.grade()["ada"].state is State.MISSING
    term.hand_in("ada", {**WRITTEN, "double": RIGHT}, "late")
    term.grade("late")
    assert term.grade()["ada"].score == 5.5
    assert term.told == []


def test_deleted_notebooks_and_pages_are_written_again(term: Term) -> None:
    term.grade()
    before = [path.read_bytes() for path in sorted(term.out.glob("autograded/*/*/*.ipynb"))]
    term.give("ada", explain=3)
    for folder in ("autograded", "feedback"):
        shutil.rmtree(term.out / folder)
    assert term.grade()["ada"].score == 8.5
    assert term.told[0] == (f"Graded again: 3 of {SLUG}, because the notebook as it ran was "
                            "gone from autograded/.")
    after = [path.read_bytes() for path in sorted(term.out.glob("autograded/*/*/*.ipynb"))]
    assert after == before
    assert "To be graded by hand" in term.page("ada")
    shutil.rmtree(term.out / "feedback" / "bob")
    term.grade()
    assert term.told == []
    assert term.page("bob").startswith("<!doctype html>")


def test_an_earlier_hand_in_is_compared_at_what_counts_now(term: Term) -> None:
    term.grade()
    term.hand_in("ada", {**WRITTEN, "double": f"# again\n{RIGHT}"})
    term.hand_in("eve", {**WRITTEN, "double": WRONG})
    term.grade()
    changes = (term.out / "changes.csv").read_text()
    (term.out / "changes.csv").write_text(changes, encoding="utf-16")  # as Excel saves it
    shutil.rmtree(term.out / "feedback" / "ada")
    (term.out / "feedback" / "bob" / SLUG / f"{SLUG}.html").write_bytes(b"\xff")
    (term.out / "autograded" / "bob" / SLUG / f"{SLUG}.ipynb").write_text("{")
    assert main(["drop", SLUG, "hidden", "--grades", str(term.out)]) == 0
    assert "Not counted: hidden." in term.page("ada")
    assert (term.out / "changes.csv").read_text().startswith(changes)
    rows = term.rows()
    assert "earlier" not in rows["ada"]["detail"]
    assert "An earlier hand-in had 3.5 points." in rows["eve"]["detail"]


def test_after_a_failure_of_the_grader_nothing_false_is_said(
    term: Term, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(dispatch, "_outcome", lambda task, future: not_graded(task, "It failed."))
        assert {r.detail for r in term.grade().values()} == {"It failed."}
        assert term.told == []
    assert {r.state for r in term.grade().values()} == {State.NEEDS_REVIEW}
    assert not [line for line in term.told if "changed" in line and "see changes" not in line]


# -- exercises that count no more ------------------------------------------------------------------


def test_dropped_and_kept(term: Term, capsys: pytest.CaptureFixture[str]) -> None:
    term.grade()
    term.give("ada", explain=3, plot=2, essay=4)
    term.give("eve", check_hidden=1)
    term.grade()
    before, gradebook, page = term.rows(), term.in_gradebook(), term.page("ada")
    command = [SLUG, "essay", "hidden", "--grades", str(term.out)]
    assert main(["drop", *command]) == 0
    told = capsys.readouterr().out
    assert f"No longer counted in {SLUG}: essay, hidden." in told
    assert (f"  ada, {SLUG}: 14.5 of 18 -> 8.5 of 11 (essay 4 -> not counted, hidden 2 -> not "
            "counted): essay, hidden dropped") in told
    assert term.rows()["ada"]["score"] == "8.5"
    assert term.in_gradebook()["ada"] == (8.5, 11)
    assert "8.5 of 11 points" in term.page("ada")
    assert "Not counted: essay, hidden." in term.page("ada")
    term.hand_in("bob", {**WRITTEN, "double": RIGHT})
    term.hand_in("eve", {**WRITTEN, "double": WRONG})
    results = term.grade()
    assert (results["ada"].score, results["bob"].score, results["bob"].max_score) == (8.5, 3.5, 11)
    assert main(["export", "--csv", "--grades", str(term.out)]) == 0
    assert term.rows("scores.csv")["ada"]["max_score"] == "11"
    capsys.readouterr()

    assert main(["keep", *command]) == 0
    assert f"Counted again in {SLUG}: essay, hidden." in capsys.readouterr().out
    assert (term.rows()["ada"], term.in_gradebook()["ada"]) == (before["ada"], gradebook["ada"])
    assert (term.in_gradebook()["bob"], term.in_gradebook()["eve"]) == ((5.5, 18), (3, 18))
    assert "check_hidden" in term.waiting("eve")  # its answer is not the one that was graded
    assert term.waiting("bob") == {"explain", "plot", "essay"}
    assert term.page("ada") == page


def test_dropped_in_the_gradebook_of_a_run_that_ended_early(
    term: Term, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is killed when all is graded and nothing is published; then export."""
    term.grade()
    term.give("ada", explain=3, plot=2, essay=4)
    term.grade()
    assert main(["drop", SLUG, "essay", "hidden", "--grades", str(term.out)]) == 0
    before = term.in_gradebook()
    assert before["ada"] == (8.5, 11)
    term.hand_in("bob", {**WRITTEN, "double": RIGHT})
    term.hand_in("new", {**WRITTEN, "double": RIGHT})
    with monkeypatch.context() as patch:
        patch.setattr("course.grading.publication.publish", killed)
        with pytest.raises(KeyboardInterrupt):
            term.grade(again=[])
    found = term.in_gradebook()
    assert {most for _, most in found.values()} == {11}
    assert (found["ada"], found["bob"], found["new"]) == ((8.5, 11), (3.5, 11), (3.5, 11))
    assert not term.waiting("bob") & {"essay", "check_hidden"}
    term.grade()
    assert term.in_gradebook() == found
    assert main(["keep", SLUG, "essay", "hidden", "--grades", str(term.out)]) == 0
    assert term.in_gradebook()["ada"] == (14.5, 18)
    assert term.in_gradebook()["bob"] == (5.5, 18)


def killed(*arguments: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("place", ["commands.drop.publish", "grading.gradebook.dropped._write"])
def test_drop_and_keep_can_be_given_again_after_an_interruption(
    term: Term, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    term.grade()
    term.give("ada", explain=3, plot=2, essay=4)
    term.grade()
    before, gradebook = term.rows(), term.in_gradebook()
    for word, (score, most) in {"drop": (8.5, 11), "keep": (14.5, 18)}.items():
        command = [word, SLUG, "essay", "hidden", "--grades", str(term.out)]
        with monkeypatch.context() as patch:
            patch.setattr(f"course.{place}", killed)
            assert main(command) == STOPPED
        assert main(command) == 0
        assert term.in_gradebook()["ada"] == (score, most)
        assert term.rows()["ada"]["score"] == f"{score:g}"
        assert main(command) == 0, "a third time changes nothing"
        assert term.rows()["ada"]["score"] == f"{score:g}"
    assert (term.rows(), term.in_gradebook()) == (before, gradebook)


def test_a_dropped_exercise_may_leave_the_assignment(
    term: Term, capsys: pytest.CaptureFixture[str]
) -> None:
    term.grade()
    command = [SLUG, "hidden", "--grades", str(term.out)]
    assert main(["drop", *command]) == 0
    term.edit(lambda cells: cells["check_hidden"].update(source="", metadata={}))
    assert term.grade()["ada"].score == 3.5
    assert "Not counted" not in term.rows()["ada"]["detail"]
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    capsys.readouterr()
    assert main(["keep", *command]) == 0
    assert main(["keep", *command]) == 2
    assert "no exercise 'hidden' in" in capsys.readouterr().err


def test_exercises_of_an_assignment_that_is_gone_are_dropped_and_kept(
    term: Term, capsys: pytest.CaptureFixture[str]
) -> None:
    term.grade()
    term.give("ada", explain=3, plot=2, essay=4)
    term.grade()
    before = term.in_gradebook()
    folder = ["--grades", str(term.out)]
    assert main(["drop", SLUG, "Essay", *folder]) == 0
    term.solution.unlink()
    forget_solutions()
    assert main(["drop", "90", "hidden", *folder]) == 0
    assert term.in_gradebook()["ada"] == (8.5, 11)
    assert main(["drop", SLUG, "essays", *folder]) == 2
    assert "no exercise 'essays' in 90-by-hand; it has explain, plot" in capsys.readouterr().err
    assert main(["keep", SLUG, "essay", "hidden", *folder]) == 0
    assert term.in_gradebook() == before
    assert term.rows()["ada"]["score"] == "14.5"


def test_a_new_exercise_is_dropped_and_kept_for_results_without_it(term: Term) -> None:
    term.grade()
    term.edit(lambda cells: cells["check_hidden"].metadata.nbgrader.update(grade_id="check_other"))
    term.hand_in("eve", {**WRITTEN, "double": RIGHT}, "late")
    term.grade("late")
    for word in ("drop", "keep"):
        assert main([word, SLUG, "other", "--grades", str(term.out)]) == 0
    assert term.in_gradebook() == {"ada": (3.5, 18), "bob": (2, 18), "eve": (5.5, 18)}
    assert term.grade()["ada"].score == 5.5
    assert term.told == [
        f"Graded again: 2 of {SLUG}, because the assignment's notebook changed."]


def test_a_new_exercise_never_counted_before() -> None:
    before = PublishedGrade(1, 1, "graded", {"a": 1}, graded_at=1)
    counts = PublishedGrade(3, 3, "graded", {"a": 1, "b": 2}, graded_at=1)
    change, = changes({("ada", SLUG): before}, {("ada", SLUG): counts})
    assert str(change).endswith("(b not counted -> 2): b counted again")
    change, = changes({("ada", SLUG): before}, {("ada", SLUG): replace(counts, graded_at=2)})
    assert str(change).endswith("(b not there -> 2): graded again")


def test_wrong_use_of_drop(term: Term, capsys: pytest.CaptureFixture[str]) -> None:
    folder = ["--grades", str(term.out)]
    assert main(["drop", SLUG, "essay", *folder]) == 2
    assert "no gradebook.db in" in capsys.readouterr().err
    term.grade()
    assert main(["drop", SLUG, "essays", *folder]) == 2
    assert "no exercise 'essays' in 90-by-hand; it has explain, plot" in capsys.readouterr().err


def test_an_exercise_may_be_worth_nothing(term: Term) -> None:
    def nothing(cells: dict[str, nbformat.NotebookNode]) -> None:
        for name in ("check_pass", "check_part", "check_hidden"):
            cells[name].metadata.nbgrader.points = 0

    term.grade()
    term.edit(nothing)
    results = term.grade()
    assert (results["ada"].score, results["ada"].max_score) == (0, 12)
    assert term.in_gradebook()["ada"] == (0, 12)


def test_a_student_who_left_leaves_no_trace(term: Term) -> None:
    """As docs/instructors.md says."""
    term.grade()
    shutil.rmtree(term.submitted / "ada")
    (term.out / ".done" / SLUG / "ada.json").unlink()
    with Gradebook(f"sqlite:///{term.out / 'gradebook.db'}") as book:
        book.remove_student("ada")
    assert term.grade().keys() == {"bob", "eve"}
    assert term.told == []
    assert term.rows().keys() == term.in_gradebook().keys() == {"bob", "eve"}
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    assert term.rows("scores.csv").keys() == {"bob", "eve"}


# -- what others do to the folder ------------------------------------------------------------------


def test_nothing_is_exported_from_a_run_that_did_not_end(
    term: Term, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    term.grade()
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    term.edit(mend_the_hidden_test)
    with monkeypatch.context() as patch:
        patch.setattr("course.grading.publication.publish", None)
        with pytest.raises(TypeError):
            term.grade()
    for command in (["export", "90", "--csv"], ["return", "90", "--canvas"]):
        assert main([*command, "--grades", str(term.out)]) == 2
        told = capsys.readouterr().err
        assert "has not ended, so 90-by-hand cannot be exported: it goes on, or was stopped" in told
    term.hand_in("eve", {**WRITTEN, "double": RIGHT}, "late")
    term.grade("late")
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 2, "another run's mark"
    assert f"over {term.submitted} into" in capsys.readouterr().err
    term.grade()
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0


def test_a_mark_goes_with_the_run_that_made_it(tmp_path: Path) -> None:
    first, late = tmp_path / "submitted", tmp_path / "late"
    for folder in (first, late):
        folder.mkdir()
    begin(tmp_path, first, ["05", "06"])
    begin(tmp_path, late, ["05"])
    end(tmp_path, late, ["05"])
    end(tmp_path, first, ["06"])
    need_finished(tmp_path, ["06"])
    with pytest.raises(GradingError, match="submitted into"):
        need_finished(tmp_path, ["06", "05"])
    first.rmdir()  # nobody can grade it again
    end(tmp_path, late, ["05"])
    need_finished(tmp_path, ["05"])
    assert not list(tmp_path.glob(".unfinished*"))


def test_nbgraders_export_leaves_grades_csv_alone(
    term: Term, monkeypatch: pytest.MonkeyPatch
) -> None:
    term.grade()
    before = term.rows()
    monkeypatch.chdir(term.out)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(term.out)).load_config()
    with Gradebook("sqlite:///gradebook.db") as book:
        CsvExportPlugin(config=config).export(book)
    assert term.rows() == before
    with (term.out / "nbgrader-export.csv").open(newline="") as file:
        assert {row["student_id"]: row["raw_score"] for row in csv.DictReader(file)} == {
            "ada": "5.5", "bob": "2.0", "eve": "5.5"}


def test_an_export_takes_the_penalty_of_what_a_person_gave(
    term: Term, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    config = late.course_config(term.out)
    config.LateSubmissionPlugin.penalty_method = "zero"
    monkeypatch.setattr(late, "course_config", lambda out: config)
    (term.submitted / "ada" / SLUG / "timestamp.txt").write_text("2026-11-20 12:00 UTC")
    Records(SLUG, due=datetime(2026, 11, 19, 12, tzinfo=UTC)).save(term.out)
    term.grade()
    term.give("ada", explain=3, plot=2, essay=5)
    term.give("bob", explain=0, plot=0, essay=0)
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    assert {name: row["status"] for name, row in term.rows().items()} == {
        "ada": "graded", "bob": "graded", "eve": "needs-review"}
    row = term.rows("scores.csv")["ada"]
    assert (row["raw_score"], row["late_penalty"], row["score"]) == ("15.5", "15.5", "0")
    assert term.rows()["ada"]["score"] == "15.5"
    assert "ada, 90-by-hand: 5.5 -> 15.5" in capsys.readouterr().out
    config.LateSubmissionPlugin.penalty_method = "none"
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    assert term.rows("scores.csv")["ada"]["score"] == "15.5"
    assert (f"  ada, {SLUG}: 15.5 -> 15.5 of 18: late penalty 15.5 -> 0"
            in capsys.readouterr().out)


def test_points_that_changed_after_a_grade_give_it_no_score(
    term: Term, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ada", "bob", "eve"):
        term.hand_in(name, {"double": RIGHT})
    term.grade()
    for name in ("ada", "bob", "eve"):
        term.give(name, essay=0)
    term.edit(lambda cells: cells["check_hidden"].metadata.nbgrader.update(points=3))
    term.hand_in("bob", {"double": WRONG}, "late")
    term.grade("late")
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    assert {name: row["score"] for name, row in term.rows("scores.csv").items()} == {
        "ada": "", "bob": "2", "eve": ""}
    assert ("Graded before the assignment's cells or points changed, so no score; grade them "
            "again: ada, eve.") in capsys.readouterr().out
    term.grade()
    assert main(["export", "90", "--csv", "--grades", str(term.out)]) == 0
    assert term.rows("scores.csv")["ada"]["score"] == "6.5"


def test_exports_need_no_grades_csv(term: Term) -> None:
    """A spreadsheet program may have written it anew, or a person have deleted it."""
    hand_in(term.submitted, "fay", {})
    (term.submitted / "fay" / SLUG / f"{SLUG}.ipynb").write_text("{")
    term.grade()
    for student in ("ada", "bob", "eve"):
        term.give(student, explain=3, plot=2, essay=4)
    (term.out / "grades.csv").write_text("ada;5,5")
    assert main(["export", "--csv", "--grades", str(term.out)]) == 0
    scores = {s: (r["score"], r["status"]) for s, r in term.rows("scores.csv").items()}
    assert scores["ada"][0] == "14.5"
    assert scores["fay"] == ("", "malformed")


def test_a_roster_names_the_students_of_a_hub(
    term: Term, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("student,name,email,lms_id\n"
                      "u1,\"Lovelace, Ada\",Ada@example.org,4711\n"
                      "BOB,\"Bo, Bob\",,4712\nu3,\"Absent, Di\",di@example.org,4713\n")
    assert main(["grade", SLUG, "--submitted", str(term.submitted), "--roster", str(roster),
                 "--out", str(term.out), "--jobs", "1"]) == 0
    told = capsys.readouterr().out
    assert "Not on the roster, or alike to more than one person there: eve.\n" in told
    assert "On the roster, but without a folder: 1 student.\n" in told
    assert "Not on the roster." in term.rows()["eve"]["detail"]
    for student in ("ada", "bob", "eve"):
        term.give(student, explain=3, plot=2, essay=4)
    canvas = tmp_path / "canvas.csv"
    canvas.write_text("Student,ID,SIS Login ID,Section,90 By hand (7)\n    Points Possible,,,,18\n"
                      "\"Lovelace, Ada\",4711,x1,A,\n\"Bo, Bob\",4712,x2,A,\n")
    assert main(["export", "--canvas", "--roster", str(canvas), "--grades", str(term.out)]) == 0
    assert main(["export", "--csv", "--grades", str(term.out)]) == 0
    with (term.out / "scores.csv").open(newline="") as file:
        rows = [(r["student"], r["name"], r["lms_id"], r["score"]) for r in csv.DictReader(file)]
    assert rows[:2] == [("ada", "Lovelace, Ada", "4711", "14.5"), ("bob", "Bo, Bob", "4712", "11")]
    assert "4711,x1,A,14.5" in (term.out / "canvas.csv").read_text()


def test_moodles_worksheet_tells_when_a_folder_of_another_spelling_was_handed_in(
    term: Term, tmp_path: Path
) -> None:
    """ADA and bob have a time; bob's file says another one, which counts; eve's is no time."""
    for student in ("\udcff", "x" * 251):
        term.hand_in(student, {"double": RIGHT})
    (term.submitted / "bob" / SLUG / "timestamp.txt").write_text("2026-11-20 11:00:00 UTC")
    (term.submitted / ("x" * 251) / SLUG / "timestamp.txt").write_text("2026-11-20 15:00:00 UTC")
    worksheet = tmp_path / "worksheet.csv"
    time, name = "Freitag, 20. November 2026, {}", "E-Mail-Adresse"
    worksheet.write_text(
        f"ID,Vollständiger Name,{name},Bewertung,Zuletzt geändert (Abgabe),"
        "Zuletzt geändert (Bewertung)\n"
        f'Teilnehmer/in1,Ada,ADA@example.org,,"{time.format("14:30")}",-\n'
        f'Teilnehmer/in2,Bob,bob@example.org,,"{time.format("16:00")}",-\n'
        "Teilnehmer/in3,Eve,eve@example.org,,gestern,-\n", encoding="utf-8")
    for _ in range(2):  # the second run reads what the first one saved
        assert main(["grade", SLUG, "--submitted", str(term.submitted), "--roster", str(worksheet),
                     "--out", str(term.out), "--jobs", "1", "--timezone", "UTC",
                     "--due", "2026-11-20T12:00"]) == 0
        rows = term.rows()
        assert "Late by 2 h 30 min." in rows["ada"]["detail"]
        assert "Late" not in rows["bob"]["detail"]
        assert rows["eve"]["detail"].count("The worksheet's time 'gestern' cannot be read; it "
                                           "counts as in time.") == 1
        long, unprintable = (next(row for student, row in rows.items() if student.startswith(start))
                             for start in ("xxx", "\\udcff"))
        assert "Late by 3 h." in long["detail"]
        assert "Not on the roster." in unprintable["detail"]
    term.grade()
    assert "Late by 2 h 30 min." in term.rows()["ada"]["detail"]


def test_a_result_that_cannot_be_written_stops_nobody_elses(
    term: Term, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = GradebookWriter.write

    def write_but_for_eve(self: GradebookWriter, graded: Graded, *rest: Any) -> None:
        if graded.result.student == "eve" and not graded.grader_failed:
            "\ud800".encode()
        write(self, graded, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(GradebookWriter, "write", write_but_for_eve)
        first = term.grade()
    assert first["eve"].state is State.NOT_GRADED
    assert "could not be written: UnicodeEncodeError" in first["eve"].detail
    assert first["ada"].score > first["bob"].score > 0
    second = term.grade()
    assert (second["eve"].state, second["eve"].score) == (first["ada"].state, first["ada"].score)
