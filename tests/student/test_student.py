"""The working copy, and which of its exercises pass."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nbformat
import pytest

from course.cli import main
from course.commands.support.sample_class import submissions
from course.publish.source import ROOT, Assignment
from course.student import status
from course.student.overview import AssignmentStatus
from course.student.overview import _add as add_cell
from course.student.run import CellRun
from course.student.workplace import find_notebook

SLUG = "05-accumulation"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course's folder with one assignment and one lesson, as the current directory."""
    shutil.copytree(ROOT / "exercises" / SLUG, tmp_path / "exercises" / SLUG)
    lesson = tmp_path / "course" / "lessons" / "05_accumulation.ipynb"
    lesson.parent.mkdir(parents=True)
    shutil.copyfile(ROOT / "course" / "lessons" / lesson.name, lesson)
    monkeypatch.setattr("course.student.handed_out.EXERCISES", tmp_path / "exercises")
    monkeypatch.setattr("course.student.handed_out.LESSONS", lesson.parent)
    monkeypatch.chdir(tmp_path)
    assert main(["start", "work"]) == 0
    return tmp_path


def hand_in(home: Path, assignment: Assignment, student: str) -> None:
    content = dict(submissions(assignment))[student]
    assert content is not None
    (home / "work" / f"{SLUG}.ipynb").write_bytes(content)


def test_copies_are_made_once(home: Path) -> None:
    copy = home / "work" / f"{SLUG}.ipynb"
    assert copy.read_bytes() == (home / "exercises" / SLUG / f"{SLUG}.ipynb").read_bytes()
    assert (home / "work" / "lessons" / "05_accumulation.ipynb").is_file()
    copy.write_text("mine")
    assert main(["lab", "--prepare"]) == 0
    assert copy.read_text() == "mine"


def test_reset_keeps_what_was_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = home / "work" / f"{SLUG}.ipynb"
    for words in ("first", "second"):
        copy.write_text(words)
        assert main(["reset", "5"]) == 0
    kept = sorted(path.read_text() for path in (home / "work").glob("*.kept-*.ipynb"))
    assert kept == ["first", "second"]
    assert f"; your old copy is work/{SLUG}.kept-2.ipynb." in capsys.readouterr().out
    assert copy.read_bytes() == (home / "exercises" / SLUG / f"{SLUG}.ipynb").read_bytes()


def test_reset_of_a_kept_copy_touches_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["reset", "5"])
    before = sorted(path.name for path in (home / "work").iterdir())
    assert main(["reset", f"work/{SLUG}.kept-1.ipynb"]) == 2
    assert f"was not handed out; {SLUG}.ipynb was" in capsys.readouterr().err
    assert before == sorted(path.name for path in (home / "work").iterdir())


def test_a_new_version_renews_what_nobody_wrote_in(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lesson, copy = "lessons/05_accumulation.ipynb", home / "work" / f"{SLUG}.ipynb"
    originals = (home / "course" / lesson, home / "exercises" / SLUG / f"{SLUG}.ipynb")
    for original in originals:
        text = original.read_text(encoding="utf-8")
        original.write_text(text.replace("gradient", "derivative"), encoding="utf-8")
    run = nbformat.read(copy, as_version=4)
    run.cells[1].execution_count = 7  # somebody ran it, and wrote nothing
    nbformat.write(run, copy)
    mine = nbformat.read(home / "work" / lesson, as_version=4)
    mine.cells[0].source += "my note"
    nbformat.write(mine, home / "work" / lesson)
    capsys.readouterr()
    assert main(["start"]) == 0
    assert copy.read_bytes() == originals[1].read_bytes()
    assert "my note" in (home / "work" / lesson).read_text(encoding="utf-8")
    said = capsys.readouterr().out
    assert f"{SLUG}.ipynb: this is the new version" in said
    assert f"`course reset {lesson}` fetches the new version" in said
    assert main(["reset", lesson]) == 0
    assert (home / "work" / lesson).read_bytes() == originals[0].read_bytes()
    capsys.readouterr()
    main(["start"])
    assert "new version" not in capsys.readouterr().out


def test_work_in_a_handed_out_notebook_never_overwrites_a_copy(home: Path) -> None:
    place = change(home, "accumulate", "def accumulate(leaf, gradient):\n    pass",
                   f"exercises/{SLUG}/{SLUG}.ipynb")
    main(["start"])
    copy = home / "work" / f"{SLUG}.ipynb"
    assert "pass" in copy.read_text(encoding="utf-8")
    shutil.copyfile(ROOT / "exercises" / SLUG / f"{SLUG}.ipynb", place)
    main(["start"])
    assert "    pass" in copy.read_text(encoding="utf-8")


def test_status_of_an_untouched_copy(home: Path) -> None:
    assert "0 of 7" in repr(status())
    assert status().advice == f"Next: add_contributions in work/{SLUG}.ipynb."


def test_status_and_check_of_a_half_done_one(
    home: Path, accumulation: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(home, accumulation, "half-done")
    found = status()
    assert "3 of 7" in repr(found)
    assert "zero_grads" in found._repr_html_()
    capsys.readouterr()
    assert main(["check", "05"]) == 1
    printed = capsys.readouterr().out
    assert "backward: 5 of 5 points. All right." in printed
    assert printed.count("not written yet") == 1
    assert "4 exercises are not written yet: zero_grads, gradient_history, train, one_step.\n" in (
        printed)
    assert printed.endswith(f"You have 9 of 20 points in {SLUG}.\n")


def test_a_notebook_that_did_not_change_is_not_run_again(
    home: Path, accumulation: Assignment
) -> None:
    hand_in(home, accumulation, "half-done")
    said: list[str] = []
    status(said.append)
    status(said.append)
    assert said == [f"running {SLUG}.ipynb"]


@pytest.mark.parametrize("text", [
    "{", "", "[]", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [1]}'])
def test_a_damaged_notebook_is_told(home: Path, text: str) -> None:
    (home / "work" / f"{SLUG}.ipynb").write_text(text)
    assert "is damaged: `course reset 05` starts it anew" in repr(status())


def test_what_is_no_notebook_of_this_course(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = home / "work" / f"{SLUG}.ipynb"
    copy.write_text('{"cells": []}')
    capsys.readouterr()
    assert main(["check", "05"]) == 1
    assert capsys.readouterr().out == (
        f"{SLUG} has none of its check cells: `course reset 05` starts it anew and keeps this "
        "file.\n")
    copy.unlink()
    copy.mkdir()
    assert main(["check", "05"]) == 1
    assert f"{SLUG} cannot be read: " in capsys.readouterr().out
    assert "cannot be read" in repr(status())
    assert main(["reset", "05"]) == 0
    assert copy.is_file()


def change(home: Path, exercise: str, source: str, place: str = f"work/{SLUG}.ipynb") -> Path:
    """Write an answer into a notebook, by default into the student's copy."""
    notebook = nbformat.read(home / place, as_version=4)
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == exercise:
            cell.source = source
    nbformat.write(notebook, home / place)
    return home / place


@pytest.mark.parametrize(("source", "ended"), [
    ("x = 1\nassert x == 2", "AssertionError"),
    ("raise NotImplementedError", "NotImplementedError"),
    ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    ("raise ValueError('\\n\\n')", "ValueError"),
])
def test_an_error_without_text(
    home: Path, source: str, ended: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(home, "accumulate", source)
    assert "0 of 7" in repr(status())
    assert main(["check", "05"]) == 1
    assert f"accumulate: its cell ended in {ended}\n" in capsys.readouterr().out


def test_a_bad_notebook_hides_no_other(home: Path, accumulation: Assignment) -> None:
    hand_in(home, accumulation, "half-done")
    for slug, text in (("01-tensors", "{"), ("02-graph", "[]")):
        shutil.copytree(ROOT / "exercises" / slug, home / "exercises" / slug)
        (home / "work" / f"{slug}.ipynb").write_text(text)
    shown = repr(status())
    assert shown.count("is damaged") == 2
    assert "3 of 7" in shown


@pytest.mark.parametrize(("loop", "told"), [
    pytest.param("while True: pass", "accumulate: its cell did not end in 1 second",
                 marks=pytest.mark.long),
    ("while True:\n    try:\n        sum(range(10))\n    except:\n        pass",
     "accumulate: its cell did not end in 1 second"),
    ("import itertools\nsum(itertools.repeat(0))",
     "has a cell that does not end (accumulate): the cells below it were not run"),
    ("import os\nos._exit(1)",
     "has a cell that ended the process (accumulate): the cells below it were not run"),
])
def test_a_cell_that_never_ends(
    home: Path, accumulation: Assignment, loop: str, told: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("course.student.run.CELL_SECONDS", 1)
    monkeypatch.setattr("course.student.run.PATIENCE_SECONDS", 1)
    hand_in(home, accumulation, "half-done")
    change(home, "accumulate", loop)
    assert main(["check", "05"]) == 1
    printed = capsys.readouterr().out
    assert told in printed
    assert "add_contributions: 2 of 2 points" in printed


@pytest.mark.long
@pytest.mark.timeout(90)
def test_many_printed_lines_take_seconds(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    function = "def accumulate(leaf, gradient):\n    for n in range(200_000): print(n)\n"
    change(home, "accumulate", f"{function}accumulate(None, None)")
    assert main(["check", "05"]) == 1
    assert len(capsys.readouterr().out) < 20_000


def test_status_before_the_copies_are_made(home: Path) -> None:
    shutil.rmtree(home / "work")
    main(["start", "work"])
    (home / "work" / f"{SLUG}.ipynb").unlink()
    assert "`course start` makes your copy" in status().advice


def test_work_in_the_handed_out_notebook_is_found(
    home: Path, accumulation: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = "def accumulate(leaf, gradient):\n    leaf.grad = gradient + (" \
               "0 if leaf.grad is None else leaf.grad)"
    place = change(home, "accumulate", solution, f"exercises/{SLUG}/{SLUG}.ipynb")
    assert "1 of 7" in repr(status()), "the copy is as it was handed out"
    assert str(place.relative_to(home)) in status().advice
    (home / "work" / f"{SLUG}.ipynb").unlink()
    assert "1 of 7" in repr(status())
    main(["lab", "--prepare"])
    assert "1 of 7" in repr(status())


@pytest.mark.parametrize("arguments", [["check", "77"], ["reset", "x"]])
def test_an_unknown_assignment(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(arguments) == 2
    assert f"there are: {SLUG}" in capsys.readouterr().err


@pytest.mark.parametrize("name", [
    "5", "05", "accumulation", "Accumulation", "05_accumulation", SLUG, f"{SLUG}.ipynb",
    f"work/{SLUG}.ipynb", f"elsewhere/{SLUG}.ipynb",
])
def test_an_assignment_by_any_of_its_names(home: Path, name: str) -> None:
    place, slug, path = find_notebook(name, home)
    assert (place.folder, slug) == (home / "work", SLUG)
    assert path == home / "work" / f"{SLUG}.ipynb"
    assert place.find_file(name) == f"{SLUG}.ipynb"


def test_another_copy_is_run_itself(
    home: Path, accumulation: Assignment, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand_in(home, accumulation, "half-done")
    monkeypatch.chdir(home / "work")
    (home / "work" / f"{SLUG}.ipynb").rename(f"{SLUG}-Copy1.ipynb")
    main(["start"])
    capsys.readouterr()
    assert main(["check", f"{SLUG}-Copy1.ipynb"]) == 1
    assert "You have 9 of 20 points" in capsys.readouterr().out
    assert main(["check", f"{SLUG}.ipynb"]) == 1
    assert "nothing is written yet" in capsys.readouterr().out


def test_a_copy_elsewhere_is_run_from_the_students_folder(
    home: Path, accumulation: Assignment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    hand_in(home, accumulation, "half-done")
    download = tmp_path_factory.mktemp("downloads") / f"{SLUG} (1).ipynb"
    (home / "work" / f"{SLUG}.ipynb").rename(download)
    place, slug, path = find_notebook(str(download), home / "work")
    assert (place.folder, slug, path) == (home / "work", SLUG, download)


def test_a_lesson_has_no_checks(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "work/lessons/05_accumulation.ipynb"]) == 2
    assert f"has no checks; its assignment is {SLUG}.ipynb" in capsys.readouterr().err


def test_a_misspelt_name(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "acumulation"]) == 2
    assert "did you mean accumulation?" in capsys.readouterr().err


def test_a_new_version_of_the_course_runs_a_notebook_again(
    home: Path, accumulation: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(home, accumulation, "half-done")
    said: list[str] = []
    status(said.append)
    monkeypatch.setattr("course.student.overview.version", lambda: "99")
    status(said.append)
    assert len(said) == 2


def test_the_folder_above_names_the_students_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    main(["start", "my course"])
    capsys.readouterr()
    assert main(["check", "01"]) == 2
    assert capsys.readouterr().err == (
        'course check: your folder of the course is my course: first type cd "my course"\n')


def test_no_folder_is_made_within_the_students_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["start"]) == 0
    monkeypatch.chdir("autograd-course/lessons")
    for folder in ("autograd-course", "."):
        assert main(["start", folder]) == 2
        assert "`course start` alone brings that one up to date" in capsys.readouterr().err
    assert main(["start"]) == 0
    assert main(["start", ".."]) == 0
    assert not list(tmp_path.glob("autograd-course/*/.course"))
    assert not list(tmp_path.glob("autograd-course/*/autograd-course"))


def test_a_missing_jupyterlab_is_told_before_all_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "jupyterlab", None)
    assert main(["lab"]) == 2
    assert capsys.readouterr().err == (
        "course lab: needs JupyterLab; install it with: pip install jupyterlab\n")


@pytest.mark.parametrize("command", [["start"], ["lab", "--prepare"], ["reset", "05"]])
def test_a_folder_that_cannot_be_written_into(
    home: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(home / "work" / "lessons")
    (home / "work" / "lessons").write_text("a file in its place")
    capsys.readouterr()
    assert main(command) == 2
    assert capsys.readouterr().err == (
        f"course {command[0]}: cannot write into {home / 'work'}: File exists\n")


@pytest.mark.parametrize(("typed", "told"), [
    (["chek"], "no command 'chek': did you mean `course check`? `course --help` lists them all"),
    (["start-up"], "no command 'start-up': did you mean `course start`? "
                   "`course --help` lists them all"),
    (["xyz"], "no command 'xyz'; `course --help` lists them all"),
    ([], "give a command; `course --help` lists them all"),
])
def test_an_unknown_command(
    typed: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(typed)
    assert stopped.value.code == 2
    assert capsys.readouterr().err == f"course: {told}\n"


def test_outside_the_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for command in (["status"], ["check", "5"], ["reset", "5"], ["lab"]):
        assert main(command) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_check_of_an_untouched_copy(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check", "05"]) == 1
    assert f"nothing is written yet; open work/{SLUG}.ipynb" in capsys.readouterr().out


def test_a_syntax_error_is_shown(
    home: Path, accumulation: Assignment, capsys: pytest.CaptureFixture[str]
) -> None:
    hand_in(home, accumulation, "half-done")
    path = home / "work" / f"{SLUG}.ipynb"
    path.write_text(path.read_text().replace("def accumulate(leaf, gradient):",
                                             "def accumulate(leaf, gradient)"))
    main(["check", "05"])
    printed = capsys.readouterr().out
    assert printed.count("SyntaxError") == 1
    assert "`accumulate` ended in a SyntaxError: expected ':' (line 1). Mend the cell" in printed


def test_a_report_counts_by_its_verdict_and_not_by_its_words() -> None:
    verdict = {"unit": SLUG, "exercise": "train", "unwritten": False,
               "probes": [{"label": "it moves", "points": 2.0, "max_points": 2.0}]}
    found = AssignmentStatus(SLUG, {}, {"train": 2.0})
    add_cell(found, "train", CellRun(error=("ValueError", "no")), set())
    text = "train: 2 of 2 points. All right.\n  Your code printed:\nSyntaxError"
    add_cell(found, "", CellRun(reports=[(verdict, text, True)]), set())
    assert found.passed == ["train"]
    assert "its cell ended in ValueError: no" in found.text(), "the error is not lost"
    clean = AssignmentStatus(SLUG, {}, {"train": 2.0})
    add_cell(clean, "", CellRun(reports=[(verdict, text, True)]), set())
    assert clean.text() == f"train: 2 of 2 points. All right.\nYou have 2 of 2 points in {SLUG}."
