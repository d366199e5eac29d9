"""Our quick gradebook is the one that nbgrader's own steps make."""

from __future__ import annotations

import copy
import errno
import os
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import DatabaseError
from traitlets.config import PyFileConfigLoader

from course.grading.gradebook import results_folder
from course.grading.gradebook.dropped import read_dropped
from course.grading.gradebook.nbgrader_settings import write_settings
from course.grading.gradebook.published import Change, PublishedGrade, append_changes
from course.grading.gradebook.results_folder import (
    explained_failures,
    make_writable,
    read_secret,
)
from course.grading.gradebook.stored import StoredResults
from course.grading.gradebook.tables import (
    course_config,
    create_gradebook,
    open_gradebook,
    tables_version,
)
from course.grading.gradebook.writer import GradebookWriter
from course.grading.submission import CellGrade, Graded, GradingError, Result, State
from course.grading.whole_file import write_whole
from course.publish.assignment import notebook_bytes

from .support.own_assignment import SLUG, own_root

__all__ = ["own_root"]

TABLES = ("course", "student", "assignment", "notebook", "base_cell", "source_cell", "grade_cells",
          "solution_cells", "task_cells", "submitted_assignment", "submitted_notebook", "grade",
          "comment", "alembic_version")
GRADES = [CellGrade("explain", None, True), CellGrade("plot", 0.0, False),
          CellGrade("essay", None, True), CellGrade("check_pass", 2.0, False),
          CellGrade("check_part", 0.5, False), CellGrade("check_hidden", 0.0, True)]


def graded(student: str, grades: list[CellGrade]) -> Graded:
    return Graded(Result(student, SLUG, 2.5, 18, State.NEEDS_REVIEW, ""), grades, "{}", "page")


def by_nbgrader(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out.mkdir()
    config = course_config(out)
    monkeypatch.setattr("nbgrader.api.get_alembic_version", tables_version)
    api = NbGraderAPI(CourseDirectory(config=config), config=config)
    api.log.setLevel("CRITICAL")
    assert api.generate_assignment(SLUG, force=True)["success"]
    with Gradebook(config.CourseDirectory.db_url) as book:
        for student in ("ada", "eve"):
            book.update_or_create_student(student)
            with pytest.warns(match="Object of type <Submitted"):
                book.update_or_create_submission(SLUG, student)
            for given in GRADES:
                grade = book.find_grade(given.grade_id, SLUG, SLUG, student)
                grade.auto_score, grade.needs_manual_grade = given.score, given.needs_manual_grade
            book.db.commit()


def by_us(out: Path, root: Path) -> None:
    out.mkdir(exist_ok=True)
    solution = nbformat.read(root / "solutions" / SLUG / f"{SLUG}.ipynb", 4)
    with GradebookWriter(out, {SLUG: solution}) as writer:
        for student in ("ada", "eve"):
            writer.write(graded(student, GRADES))


def content(out: Path) -> dict[str, Any]:
    """Every table's rows, with what an id stands for in place of the id, which is random."""
    names: dict[str, str] = {}
    tables: dict[str, Any] = {}
    with sqlite3.connect(out / "gradebook.db") as database:
        database.row_factory = sqlite3.Row
        made = database.execute("SELECT name, sql FROM sqlite_master").fetchall()
        assert {row["name"] for row in made if row["sql"]} == set(TABLES)
        tables["made by"] = sorted(str(row["sql"]) for row in made)
        for table in TABLES:
            rows = []
            for row in database.execute(f"SELECT * FROM {table}"):
                known = row["id"] if "id" in row.keys() else None  # noqa: SIM118
                told = {k: names.get(v, v) for k, v in dict(row).items()
                        if k != "id" or v in names or table in ("student", "course")}
                if isinstance(known, str) and len(known) == 32:
                    names.setdefault(known, f"{table} {sorted(told.items(), key=str)}")
                rows.append(told)
            tables[table] = sorted(rows, key=str)
    database.close()
    return tables


def test_the_same_gradebook(
    own_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_nbgrader(tmp_path / "stock", monkeypatch)
    by_us(tmp_path / "ours", own_root)
    stock, ours = content(tmp_path / "stock"), content(tmp_path / "ours")
    for table in stock:
        assert ours[table] == stock[table], table
    assert len(ours["grade"]) == 12
    assert len(ours["source_cell"]) == 7


@pytest.mark.parametrize("name", ["graded", "100 %", "a%20b", "why?", "a#b", "ü & 'so'"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    out.mkdir()
    create_gradebook(course_config(out)).close()
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert [path.name for path in out.iterdir()] == ["gradebook.db"]
    write_settings(out)
    config = PyFileConfigLoader("nbgrader_config.py", path=str(out)).load_config()
    with Gradebook(CourseDirectory(config=config).db_url) as book:
        assert book.engine.url.database == str(out / "gradebook.db")


def test_a_manual_score_stays(own_root: Path, tmp_path: Path) -> None:
    by_us(tmp_path / "out", own_root)
    with Gradebook(course_config(tmp_path / "out").CourseDirectory.db_url) as book:
        for grade_id in ("essay", "check_part"):
            grade = book.find_grade(grade_id, SLUG, SLUG, "ada")
            grade.manual_score, grade.needs_manual_grade = 1.5, False
        book.db.commit()
    by_us(tmp_path / "out", own_root)
    with Gradebook(course_config(tmp_path / "out").CourseDirectory.db_url) as book:
        assert book.find_submission(SLUG, "ada").score == 2 + 1.5 + 1.5
        part = book.find_grade("check_part", SLUG, SLUG, "ada")
        assert (part.auto_score, part.manual_score, part.needs_manual_grade) == (0.5, 1.5, True)
        assert not book.find_grade("check_part", SLUG, SLUG, "eve").needs_manual_grade


def give_points_by_hand(out: Path) -> None:
    with Gradebook(course_config(out).CourseDirectory.db_url) as book:
        [submission] = book.assignment_submissions(SLUG)[:1]
        book.find_grade("check_hidden", SLUG, SLUG, submission.student.id).manual_score = 1
        book.db.commit()


def test_an_assignment_that_changed(own_root: Path, tmp_path: Path) -> None:
    by_us(tmp_path / "out", own_root)
    path = own_root / "solutions" / SLUG / f"{SLUG}.ipynb"
    notebook = nbformat.read(path, 4)
    notebook.cells[-1].metadata.nbgrader.points = 7
    path.write_bytes(notebook_bytes(notebook))
    by_us(tmp_path / "out", own_root)
    with Gradebook(course_config(tmp_path / "out").CourseDirectory.db_url) as book:
        assert book.find_grade_cell("check_hidden", SLUG, SLUG).max_score == 7
    give_points_by_hand(tmp_path / "out")
    del notebook.cells[-1]
    path.write_bytes(notebook_bytes(notebook))
    with pytest.raises(GradingError, match="no cell check_hidden any more"):
        by_us(tmp_path / "out", own_root)
    notebook.cells.append(copy.deepcopy(notebook.cells[-1]))
    notebook.cells[-1].id = "another"
    path.write_bytes(notebook_bytes(notebook))
    with pytest.raises(GradingError, match="cannot read the notebook of"):
        by_us(tmp_path / "another", own_root)


def test_cells_may_change_while_nobody_is_graded(own_root: Path, tmp_path: Path) -> None:
    path = own_root / "solutions" / SLUG / f"{SLUG}.ipynb"
    out = tmp_path / "out"
    out.mkdir()
    GradebookWriter(out, {SLUG: nbformat.read(path, 4)}).__exit__(None, None, None)
    notebook = nbformat.read(path, 4)
    notebook.cells[-1].metadata.nbgrader.grade_id = "check_renamed"
    path.write_bytes(notebook_bytes(notebook))
    GradebookWriter(out, {SLUG: nbformat.read(path, 4)}).__exit__(None, None, None)
    with Gradebook(course_config(out).CourseDirectory.db_url) as book:
        names = {cell.name for cell in book.find_notebook(SLUG, SLUG).grade_cells}
    assert "check_renamed" in names
    assert "check_hidden" not in names


def test_a_gradebook_that_cannot_be_used_is_closed(own_root: Path, tmp_path: Path) -> None:
    """Python 3.13 warns of a connection that is left open; here the open files are counted."""
    damaged, unfit = tmp_path / "damaged", tmp_path / "unfit"
    by_us(unfit, own_root)
    give_points_by_hand(unfit)
    damaged.mkdir()
    (damaged / "gradebook.db").write_text("not a database, but long enough to look like one")
    path = own_root / "solutions" / SLUG / f"{SLUG}.ipynb"
    notebook = nbformat.read(path, 4)
    del notebook.cells[-1]
    path.write_bytes(notebook_bytes(notebook))
    errors = []  # they keep alive what they saw
    for attempt in (lambda: open_gradebook(damaged).__enter__(),
                    lambda: create_gradebook(course_config(damaged)),
                    lambda: GradebookWriter(unfit, {SLUG: nbformat.read(path, 4)})):
        with pytest.raises((GradingError, DatabaseError)) as error:
            attempt()
        errors.append(error)
        assert not [name for link in Path("/proc/self/fd").iterdir()
                    if (name := os.path.realpath(link)).endswith("gradebook.db")]


def test_a_secret_that_is_not_whole_is_refused(tmp_path: Path) -> None:
    secret = read_secret(tmp_path)
    assert len(secret) == 32
    assert (tmp_path / ".secret").stat().st_mode & 0o77 == 0
    assert read_secret(tmp_path) == secret
    for content in (b"", secret[:31]):
        (tmp_path / ".secret").write_bytes(content)
        with pytest.raises(GradingError, match=f"holds {len(content)} bytes, not 32.*delete it"):
            read_secret(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_changes_that_somebody_saved_in_another_encoding(tmp_path: Path, encoding: str) -> None:
    before, now = PublishedGrade(1, 2, "graded", {}), PublishedGrade(2, 2, "graded", {})
    (tmp_path / "changes.csv").write_text("time,student\n2026,zoë\n", encoding=encoding)
    append_changes(tmp_path, [Change("jörg", "05", before, now, "why")], datetime(2026, 11, 28))
    lines = (tmp_path / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[1] for line in lines] == ["student", "zoë", "jörg"]


def test_settings_of_somebody_else_stay(tmp_path: Path) -> None:
    (tmp_path / "nbgrader_config.py").write_bytes(b"\xff")
    write_settings(tmp_path)
    assert (tmp_path / "nbgrader_config.py").read_bytes() == b"\xff"


@pytest.mark.parametrize("name", [".done", "grades.csv", "05"])
def test_what_stands_in_the_way_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.mkdir() if name == "grades.csv" else path.touch()
    told = pytest.raises(GradingError, match=f"Move away what has this name: {path}")
    with told, explained_failures(tmp_path):
        {".done": lambda: StoredResults(tmp_path),
         "grades.csv": lambda: write_whole(path, "student\n"),
         "05": lambda: write_whole(path / "ada.json", "")}[name]()


def test_one_process_at_a_time_writes_into_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other_process() -> int:
        child = os.fork()  # has no lock of this process
        if child == 0:
            monkeypatch.setattr(results_folder, "_locked", None)
            try:
                make_writable(tmp_path)
            except GradingError as error:
                os._exit("another course command is writing" in str(error))
            os._exit(2)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

    make_writable(tmp_path)
    assert other_process() == 1
    make_writable(tmp_path)  # a second command in one process
    assert other_process() == 1
    make_writable(tmp_path / "another")
    assert other_process() == 2


def test_a_file_system_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.lockf", fail)
    make_writable(tmp_path / "graded")
    assert not list((tmp_path / "graded").glob(".writable"))


def test_a_folder_for_results_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GradingError, match=r"cannot write into .*out: Not a directory"):
        make_writable(tmp_path / "file" / "out")


@pytest.mark.parametrize("name", ["grades.csv", "report.html", "feedback/ada.html"])
def test_a_folder_with_files_of_somebody_else(tmp_path: Path, name: str) -> None:
    theirs = tmp_path / name
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text("mine")
    with pytest.raises(GradingError, match=r"which course grade did not write\. Name a new"):
        make_writable(tmp_path)
    assert theirs.read_text() == "mine"
    (tmp_path / ".secret").write_bytes(b"s" * 32)  # the mark of an earlier run
    make_writable(tmp_path)


@pytest.mark.parametrize(("number", "advice"), [
    (errno.ENOSPC, "No space left on device). Make room."),
    (errno.EACCES, "Permission denied). Give yourself the right to write there."),
    (errno.EROFS, "Read-only file system). Mount the file system so that you can write to it."),
])
def test_advice_is_for_the_failure_at_hand(tmp_path: Path, number: int, advice: str) -> None:
    with pytest.raises(GradingError) as refused, explained_failures(tmp_path):
        raise OSError(number, os.strerror(number))
    assert str(refused.value).startswith(f"cannot write into {tmp_path} ({advice}")


@pytest.mark.parametrize(("harm", "advice"), [
    (lambda path: path.write_bytes(b"no database, but as long as one must be"),
     "file is not a database). Put it back from a backup"),
    (lambda path: path.mkdir(), "it is a folder). Move away what has this name"),
])
def test_advice_is_for_the_gradebooks_failure(
    tmp_path: Path, harm: Callable[[Path], object], advice: str
) -> None:
    harm(tmp_path / "gradebook.db")
    with pytest.raises(GradingError) as refused, open_gradebook(tmp_path):
        pass
    assert advice in str(refused.value)


def test_dropped_exercises_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / ".dropped.json"
    for damaged in (b"{", b"[]", b'{"05-accumulation": 1}', b"\xff"):
        path.write_bytes(damaged)
        with pytest.raises(GradingError, match=r"is damaged. It holds the points .* from a backup"):
            read_dropped(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(GradingError, match=r"cannot read .*dropped.json: Is a directory"):
        read_dropped(tmp_path)


def test_a_text_that_no_file_holds_is_written_all_the_same(tmp_path: Path) -> None:
    write_whole(tmp_path / "page.html", "half \ud800 of a pair, ä")
    assert (tmp_path / "page.html").read_text(encoding="utf-8") == "half ? of a pair, ä"
