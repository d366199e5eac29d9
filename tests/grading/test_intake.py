"""Damaged submissions: each has a state and a sentence."""

from __future__ import annotations

import copy
import io
import json
import os
import random
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v3 import writes_json

from course.grading.adapters.one_notebook import read_notebook
from course.grading.intake.assignments import grade_ids as assignment_ids
from course.grading.intake.blank import is_blank
from course.grading.intake.content import MAX_CELLS
from course.grading.intake.files import HandedIn
from course.grading.intake.folders import MAX_FOLDER_FILES, find_submissions, read_submission
from course.grading.intake.json_text import MAX_VALUES
from course.grading.intake.naming import student_name
from course.grading.intake.put_back import MAX_TEXT
from course.grading.intake.restore import restore
from course.grading.intake.zips import MAX_BYTES
from course.grading.submission import GradingError, State, Submission
from course.publish.assignment import release_notebook, solution_notebook
from course.publish.source import Assignment
from tests.grading.support.notebooks import cell_of

SLUG = "05-accumulation"
Edit = Callable[[dict[str, Any]], None]


@pytest.fixture(scope="module")
def released(accumulation: Assignment) -> dict[str, Any]:
    notebook = release_notebook(solution_notebook(accumulation))
    content: dict[str, Any] = json.loads(nbformat.writes(notebook))
    return content


@pytest.fixture
def hand_in(tmp_path: Path, accumulation: Assignment) -> Callable[[bytes], Submission]:
    def hand_in(content: bytes) -> Submission:
        folder = tmp_path / "ada" / SLUG
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{SLUG}.ipynb").write_bytes(content)
        return restore(read_submission(folder), solution_notebook(accumulation))

    return hand_in


def grade_ids(submission: Submission) -> list[str]:
    assert submission.notebook is not None
    return [c.metadata.nbgrader.grade_id for c in submission.notebook.cells
            if "nbgrader" in c.metadata]


UNREADABLE = {
    "cut off": (b'{"cells": [', "is not JSON"),
    "empty": (b"", "is empty"),
    "not text": (bytes(range(256)), "is not JSON"),
    "deeply nested": (b"[" * 100_000, "is not JSON"),
    "a list": (b"[]", "is JSON, but not a notebook"),
    "a number": (b"42", "is JSON, but not a notebook"),
    "no format": (b"{}", "notebook format None"),
    "format 2": (b'{"nbformat": 2, "cells": []}', "notebook format 2"),
    "format 9": (b'{"nbformat": 9, "cells": []}', "notebook format 9"),
    "cells is a dict": (b'{"nbformat": 4, "cells": {}}', "no list of cells"),
    "no cells": (b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}',
                 "None of its cells belongs to this assignment"),
    "millions of empty lists": (b"[" + b"[]," * 6_990_000 + b"1]",
                                "holds 13,980,001 values; the limit is 1,000,000."),
    "millions of texts": (b'["\\"", ' + b'"a",' * 1_000_000 + b"1]",
                          "holds 1,000,001 values; the limit is 1,000,000."),
    "a notebook of too many values, in a text": (
        json.dumps('{"nbformat": 4, "cells": [' + "{}," * 600_000 + "1]}").encode(),
        "holds 1,200,003 values; the limit is 1,000,000."),
    "strange format 3": (b'{"nbformat": 3, "worksheets": 7}', "format 3 and cannot be converted"),
}


def test_a_class_of_which_nobody_made_the_assignments_folder(
    tmp_path: Path, released: dict[str, Any]
) -> None:
    """As an instructor saves what came by mail: a folder for each student."""
    for student in ("ada", "bo"):
        (tmp_path / student).mkdir()
        (tmp_path / student / "homework.ipynb").write_text(json.dumps(released))
    folders = find_submissions(tmp_path, [SLUG], assignment_ids())
    assert [folder.parent.name for folder in folders] == ["ada", "bo"]
    assert all(read_submission(folder).content for folder in folders)
    with pytest.raises(GradingError, match="nobody there handed in 06-vector-backward"):
        find_submissions(tmp_path, ["06-vector-backward"], assignment_ids())


@pytest.mark.parametrize(("place", "said"), [
    (f"{SLUG}/ada/{SLUG}.ipynb", "holds the folder of an assignment"),
    (f"{SLUG}/ada.ipynb", "holds the folder of an assignment"),
    (f"{SLUG}/{SLUG}.ipynb", "without the folder of a student"),
])
def test_a_folder_of_an_assignment_is_no_students(
    tmp_path: Path, released: dict[str, Any], place: str, said: str
) -> None:
    """Of all who are in it, it would be one student, and the others' work would be lost."""
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(json.dumps(released))
    with pytest.raises(GradingError, match=said):
        find_submissions(tmp_path, [SLUG], assignment_ids())


@pytest.mark.parametrize("damage", UNREADABLE)
def test_what_cannot_be_read_is_malformed(
    hand_in: Callable[[bytes], Submission], damage: str
) -> None:
    content, words = UNREADABLE[damage]
    submission = hand_in(content)
    assert submission.state is State.MALFORMED
    assert words in " ".join(submission.notes)


def test_brackets_in_texts_are_no_values(
    hand_in: Callable[[bytes], Submission], released: dict[str, Any]
) -> None:
    def many_brackets(content: dict[str, Any]) -> None:
        content["cells"].append({"cell_type": "markdown", "metadata": {},
                                 "source": '\\"[' * (MAX_VALUES + 1)})

    assert hand_in(edited(released, many_brackets)).state is State.GRADED


def edited(released: dict[str, Any], edit: Edit) -> bytes:
    content = copy.deepcopy(released)
    edit(content)
    return json.dumps(content).encode()


def copy_cell(grade_id: str) -> Edit:
    def edit(content: dict[str, Any]) -> None:
        content["cells"].append(copy.deepcopy(cell_of(content, grade_id)))
    return edit


def delete_cell(grade_id: str) -> Edit:
    return lambda content: content["cells"].remove(cell_of(content, grade_id))


def set_marks(grade_id: str, **marks: Any) -> Edit:
    return lambda content: cell_of(content, grade_id)["metadata"]["nbgrader"].update(marks)


def empty_marks(content: dict[str, Any]) -> None:
    content["cells"].append({"cell_type": "code", "source": "1", "metadata": {"nbgrader": {}},
                             "outputs": [], "execution_count": None})


def retype(grade_id: str) -> Edit:
    return lambda content: cell_of(content, grade_id).update(cell_type="markdown")


def other_kernel(content: dict[str, Any]) -> None:
    content["metadata"]["kernelspec"] = {"name": "julia-1.11", "display_name": "Julia"}


def foreign_cell(content: dict[str, Any]) -> None:
    content["cells"].append({"cell_type": "video", "source": 7})


def edit_check(content: dict[str, Any]) -> None:
    cell_of(content, "check_train")["source"] = "3.0"


REPAIRED: dict[str, tuple[Edit, str]] = {
    "a copied check cell": (copy_cell("check_train"), "check_train occurs twice"),
    "a copied answer": (copy_cell("train"), "train occurs twice"),
    "a deleted check cell": (
        delete_cell("check_train"), "deleted the cell check_train; the grader put it back"),
    "a deleted given cell": (delete_cell("given_engine"), "deleted the cell given_engine"),
    "a deleted answer": (delete_cell("train"), "deleted the answer cell train."),
    "a retyped check cell": (retype("check_train"), "into markdown; it ran as code"),
    "a retyped answer": (retype("train"), "into markdown; it ran as code"),
    "an edited check cell": (
        edit_check, "edited the check cell check_train; the grader put it back"),
    "empty nbgrader metadata": (empty_marks, "foreign nbgrader metadata"),
    "a newer schema version": (set_marks("train", schema_version=99), "nbgrader schema 99"),
    "an older schema version": (set_marks("train", schema_version=1), "nbgrader schema 1"),
    "no kernelspec": (lambda c: c["metadata"].pop("kernelspec"), "no kernelspec"),
    "no metadata": (lambda c: c.pop("metadata"), "no kernelspec"),
    "a foreign kernelspec": (other_kernel, "kernelspec was 'julia-1.11'"),
    "a damaged cell": (foreign_cell, "left out 1 damaged cells"),
}


@pytest.mark.parametrize("damage", REPAIRED)
def test_what_can_be_repaired_is_graded(
    hand_in: Callable[[bytes], Submission], released: dict[str, Any], damage: str
) -> None:
    edit, words = REPAIRED[damage]
    submission = hand_in(edited(released, edit))
    assert submission.state is State.GRADED
    assert words in " ".join(submission.notes)
    assert submission.notebook is not None
    nbformat.validate(submission.notebook)
    ids = grade_ids(submission)
    assert len(ids) == len(set(ids))
    checks = [i for i in ids if i.startswith("check_")]
    assert len(checks) == 7


def test_a_deleted_check_returns_to_its_place(
    hand_in: Callable[[bytes], Submission], released: dict[str, Any]
) -> None:
    submission = hand_in(edited(released, delete_cell("check_train")))
    assert grade_ids(submission) == grade_ids(hand_in(json.dumps(released).encode()))


def test_an_untouched_notebook_needs_no_repair(
    hand_in: Callable[[bytes], Submission], released: dict[str, Any]
) -> None:
    submission = hand_in(json.dumps(released).encode())
    assert submission.notes == ()


def test_what_a_student_adds_stays_in_its_place(
    hand_in: Callable[[bytes], Submission], released: dict[str, Any]
) -> None:
    def add(content: dict[str, Any]) -> None:
        index = content["cells"].index(cell_of(content, "train"))
        content["cells"].insert(index, {"cell_type": "code", "source": ["helper = 1\n", "2"],
                                        "metadata": {}})

    notebook = hand_in(edited(released, add)).notebook
    assert notebook is not None
    sources = [cell.source for cell in notebook.cells]
    names = [c.metadata.get("nbgrader", {}).get("grade_id") for c in notebook.cells]
    assert sources[names.index("train") - 1] == "helper = 1\n2"


def test_format_3_is_converted(
    hand_in: Callable[[bytes], Submission], released: dict[str, Any]
) -> None:
    old = nbformat.convert(nbformat.reads(json.dumps(released), as_version=4), 3)
    submission = hand_in(writes_json(old).encode())
    assert submission.state is State.GRADED
    assert "converted to 4" in " ".join(submission.notes)
    assert len(grade_ids(submission)) == len({*grade_ids(submission)})


def test_a_missing_notebook(tmp_path: Path, accumulation: Assignment) -> None:
    folder = tmp_path / "ada" / SLUG
    source = solution_notebook(accumulation)
    assert restore(read_submission(folder), source).state is State.MISSING
    folder.mkdir(parents=True)
    assert restore(read_submission(folder), source).state is State.MISSING


def test_a_further_notebook_is_left_aside(
    tmp_path: Path, released: dict[str, Any], accumulation: Assignment
) -> None:
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.ipynb").write_text(json.dumps(released))
    (folder / "scratch.ipynb").write_text("{}")
    submission = restore(read_submission(folder), solution_notebook(accumulation))
    assert submission.state is State.GRADED
    assert "Not graded: scratch.ipynb" in " ".join(submission.notes)


def test_of_several_notebooks_a_blank_one_is_not_graded(
    tmp_path: Path, released: dict[str, Any], accumulation: Assignment
) -> None:
    def answer(content: dict[str, Any]) -> None:
        cell_of(content, "train")["source"] = "def train(*all):\n    return all"

    worked, blank = edited(released, answer), json.dumps(released).encode()
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    for other in (f"{SLUG}-Copy1.ipynb", f"{SLUG} final.ipynb", "x.ipynb"):
        (folder / f"{SLUG}.ipynb").write_bytes(blank)
        (folder / other).write_bytes(worked)
        submission = read_submission(folder)
        assert submission.content == worked
        assert submission.notes == (f"Handed in as {other}.", f"Not graded: {SLUG}.ipynb.")
        (folder / f"{SLUG}.ipynb").write_bytes(worked)
        (folder / other).write_bytes(blank)
        assert read_submission(folder).content == worked
        (folder / f"{SLUG}.ipynb").write_bytes(blank)
        assert read_submission(folder).content == blank
        (folder / other).unlink()
    uploads = HandedIn()
    uploads.add("x.ipynb", lambda: worked, 1)
    uploads.add(f"{SLUG}-1.ipynb", lambda: blank, 2)
    chosen = uploads.choose(SLUG, assignment_ids())
    assert chosen is not None
    assert chosen.name == "x.ipynb"


def test_what_counts_as_blank(released: dict[str, Any]) -> None:
    assert is_blank(json.dumps(released).encode(), SLUG)
    for content in (b"", b"[]", b'{"cells": [1]}', b"[" * 100_000,
                    edited(released, lambda c: c["cells"].append(
                        {"cell_type": "code", "source": "x = 1", "metadata": {}}))):
        assert not is_blank(content, SLUG)


# A no-break space, as macOS and French systems write it; what has no width; 210 bytes; Latin-1.
ODD_FILES = ("05\u00a0accumulation", "05-accumulation\u202f(1)", "05-accumulation\u200b",
             "\ufeff05", "\U0001f469\u200d\U0001f4bb", "\u4f5c\u4e1a" * 35,
             "05\naccumulation", os.fsdecode(b"05-accumul\xe9"))


@pytest.mark.parametrize("stem", ODD_FILES, ids=ascii)
def test_a_notebook_is_found_under_any_name(
    tmp_path: Path, released: dict[str, Any], stem: str
) -> None:
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / f"{stem}.ipynb").write_text(json.dumps(released))
    submission = read_submission(folder)
    assert submission.content == json.dumps(released).encode()
    assert submission.notes[0].startswith("Handed in as ")
    assert submission.notes[0].isprintable()
    submission.notes[0].encode()
    assert read_notebook(folder, SLUG, "ada").content == submission.content


def test_a_link_is_not_followed(tmp_path: Path, accumulation: Assignment) -> None:
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.ipynb").symlink_to("/etc/passwd")
    submission = restore(read_submission(folder), solution_notebook(accumulation))
    assert submission.state is State.MALFORMED
    assert "not an ordinary file" in " ".join(submission.notes)


def names(submitted: Path) -> list[str]:
    return [folder.parent.name for folder in find_submissions(submitted, [SLUG], [SLUG])]


ODD_NAMES = {"not UTF-8": os.fsdecode(b"ad\xffa"), "251 bytes": "a" * 251, "a line break": "a\nb",
             "four-byte letters": "\U0001d4d0" * 62}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=list(ODD_NAMES))
def test_an_odd_folder_name_becomes_one_that_files_and_tables_hold(
    tmp_path: Path, released: dict[str, Any], name: str
) -> None:
    folder = tmp_path / name / SLUG
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.ipynb").write_text(json.dumps(released))
    submission = read_submission(folder)
    assert submission.content
    assert len(submission.student.encode()) + len(".json") < 255
    assert submission.student.isprintable()
    assert f"the results call it {submission.student}." in " ".join(submission.notes)
    assert student_name(name) == submission.student != student_name(f"{name}b"[1:])


def test_ordinary_names_stay() -> None:
    for name in ("ada", "Zoë Ångström", "李小龙", "a.b@c.org", "O'Neill, Sam_2"):
        assert student_name(name) == name


def test_no_folder_takes_the_name_of_another() -> None:
    for folder in ("x" * 201, "a\nb", "é\u202e"):
        assert student_name(student_name(folder)) != student_name(folder)


def test_a_folder_that_begins_with_a_dot_is_told(
    tmp_path: Path, released: dict[str, Any]
) -> None:
    for name in (".ada", "bea", ".ipynb_checkpoints"):
        (tmp_path / name).mkdir()
    for name in (".ada", "bea"):
        (tmp_path / name / SLUG).mkdir()
        (tmp_path / name / SLUG / f"{SLUG}.ipynb").write_text(json.dumps(released))
    assert names(tmp_path) == [".ada", "bea"]
    submission = read_submission(tmp_path / ".ada" / SLUG)
    assert submission.state is State.MALFORMED
    assert "begins with a dot" in " ".join(submission.notes)


def test_a_folder_that_a_system_makes_is_no_students(
    tmp_path: Path, released: dict[str, Any]
) -> None:
    for name in ("__MACOSX", "@eaDir", "lost+found", "$RECYCLE.BIN", "System Volume Information"):
        (tmp_path / name / "bea" / SLUG).mkdir(parents=True)
    (tmp_path / "bea" / SLUG).mkdir(parents=True)
    (tmp_path / "bea" / SLUG / f"{SLUG}.ipynb").write_text(json.dumps(released))
    assert names(tmp_path) == ["bea"]
    (tmp_path / "lost+found" / SLUG).mkdir()  # a name that holds work is looked at
    assert names(tmp_path) == ["bea", "lost+found"]


@pytest.fixture
def as_another_user() -> Iterator[Path]:
    """A folder that a user without rights may look into, and the rights of such a user."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        os.chmod(place, 0o777)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield Path(place)
        finally:
            for folder in Path(place).iterdir():
                folder.chmod(0o777)
            if user == 0:
                os.seteuid(0)


def test_a_folder_that_cannot_be_read_is_told(as_another_user: Path) -> None:
    for name in ("ada", "bea"):
        (as_another_user / name / SLUG).mkdir(parents=True)
    (as_another_user / "ada").chmod(0)
    assert names(as_another_user) == ["ada", "bea"]
    submission = read_submission(as_another_user / "ada" / SLUG)
    assert submission.state is State.MALFORMED
    assert "The folder cannot be read: Permission denied." in submission.notes


def test_texts_from_a_submission_are_shortened(
    hand_in: Callable[[bytes], Submission], released: dict[str, Any]
) -> None:
    def edit(content: dict[str, Any]) -> None:
        content["metadata"]["kernelspec"] = {"name": "k" * 10**6}
        content["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {}}
        for name in ("train", "check_train"):
            cell_of(content, name)["metadata"]["nbgrader"]["schema_version"] = ["v" * 10**6]
        content["cells"].append({"cell_type": "markdown", "source": "w" * 10**6})

    submission = hand_in(edited(released, edit))
    assert len(" ".join(submission.notes)) < 1000
    assert submission.notebook is not None
    assert len(submission.notebook.cells[-1].source) < MAX_TEXT + 100
    assert "widgets" not in submission.notebook.metadata
    for content in (b'{"nbformat": "%s"}' % (b"n" * 10**6), b"[" + b"\x01" * 10**6,
                    b'{"nbformat": 4, "cells": [%s1]}' % (b"1," * MAX_CELLS)):
        submission = hand_in(content)
        assert submission.state is State.MALFORMED
        assert len(" ".join(submission.notes)) < 300


# -- a notebook in another place -------------------------------------------------------------------


@pytest.mark.parametrize("place", [
    f"{SLUG}.ipynb", f"05/{SLUG}.ipynb", "Assignment 5/my notebook.ipynb",
    f"{SLUG.upper()}/{SLUG}.ipynb", f"work/a/b/c/{SLUG}.ipynb"])
def test_a_notebook_outside_of_its_folder_is_found(
    tmp_path: Path, released: dict[str, Any], place: str
) -> None:
    path = tmp_path / "ada" / place
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(released))
    (tmp_path / "ada" / "notes.txt").write_text("Hm.")
    submission = read_submission(tmp_path / "ada" / SLUG)
    assert submission.content == path.read_bytes()
    assert submission.notes == (f"Handed in as {path.name}, outside of a folder {SLUG}.",)
    assert read_submission(tmp_path / "ada" / "06-vector-backward").state is State.MISSING
    (tmp_path / "ada" / SLUG).mkdir(exist_ok=True)
    assert read_submission(tmp_path / "ada" / SLUG).content == path.read_bytes()


@pytest.mark.parametrize(("name", "state"), [
    (f".work/{SLUG}.ipynb", State.MALFORMED), (f".{SLUG}.ipynb.icloud", State.MALFORMED),
    ("1/2/3/4/5/6/7/a.ipynb", State.MALFORMED), (".DS_Store", State.MISSING),
    (".ipynb_checkpoints/a.ipynb", State.MISSING), ("timestamp.txt", State.MISSING)])
def test_work_that_cannot_be_used_is_no_missing_work(
    tmp_path: Path, released: dict[str, Any], name: str, state: State
) -> None:
    path = tmp_path / "ada" / SLUG / name
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(released))
    submission = read_submission(tmp_path / "ada" / SLUG)
    assert submission.state is state
    assert f"There is no {SLUG}.ipynb" in submission.notes[0]


def test_data_does_not_hide_a_notebook(tmp_path: Path, released: dict[str, Any]) -> None:
    folder = tmp_path / "ada" / SLUG
    (folder / "a_data").mkdir(parents=True)
    for number in range(MAX_FOLDER_FILES + 1):
        (folder / "a_data" / f"{number}.csv").touch()
    for name in "bcd":
        with (folder / f"{name}.csv").open("wb") as file:
            file.truncate(MAX_BYTES)
    (folder / "my notebook.ipynb").write_text(json.dumps(released))
    submission = read_submission(folder)
    assert submission.content == (folder / "my notebook.ipynb").read_bytes()
    assert submission.notes[0] == "Handed in as my notebook.ipynb."


def test_links_in_the_place_of_students_are_not_followed(
    tmp_path: Path, released: dict[str, Any]
) -> None:
    path = tmp_path / "ada" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(released))
    (tmp_path / "README").symlink_to(path)
    for name, target in (("eve", "ada"), ("gone", "nowhere"), ("loop", "loop")):
        (tmp_path / name).symlink_to(target)
    folders = find_submissions(tmp_path, [SLUG], [SLUG])
    assert [folder.parent.name for folder in folders] == ["ada", "eve", "gone", "loop"]
    for folder in folders[1:]:
        submission = read_submission(folder)
        assert submission.state is State.MALFORMED
        assert submission.notes == (
            f"The folder {folder.parent.name} is a link to another place.",)


def test_a_pointer_of_git_lfs(tmp_path: Path) -> None:
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.ipynb").write_text("version https://git-lfs.github.com/spec/v1\noid 1\n")
    submission = read_submission(folder)
    assert submission.state is State.MALFORMED
    assert "is a pointer of Git LFS, not a notebook" in submission.notes[0]


@pytest.mark.parametrize("method", [
    zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_dice_damaged_stops_nothing(method: int) -> None:
    made, dice = io.BytesIO(), random.Random(method)
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr(f"ü/{SLUG}.ipynb", '{"cells": []}' * 200)
        archive.writestr("helper.py", "x = 1\n" * 100)
    for _ in range(400):
        damaged = bytearray(made.getvalue())
        for _ in range(dice.choice((1, 2, 8))):
            damaged[dice.randrange(len(damaged))] = dice.choice((0, 255, dice.randrange(256)))
        handed_in = HandedIn()
        handed_in.add("work.zip", lambda content=bytes(damaged): content)  # type: ignore[misc]
        assert handed_in.notebooks or handed_in.others or handed_in.files


def test_a_name_with_thousands_of_digits_is_no_attempt(released: dict[str, Any]) -> None:
    made, long = io.BytesIO(), f"{SLUG}-{'1' * 5000}.ipynb"
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(long, json.dumps(released))
    handed_in = HandedIn()
    handed_in.add("work.zip", made.getvalue)
    chosen = handed_in.choose(SLUG, assignment_ids())
    assert chosen is not None
    assert (chosen.name, chosen.belongs_to) == (long, SLUG)


def test_nothing_that_cannot_be_read_stops_the_run(
    tmp_path: Path, released: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> str | None:
        raise KeyError("a fault of the grader's")

    monkeypatch.setattr("course.grading.intake.folders.kind_of", fail)
    folder = tmp_path / "ada" / SLUG
    folder.mkdir(parents=True)
    (folder / f"{SLUG}.ipynb").write_text(json.dumps(released))
    submission = read_submission(folder)
    assert submission.state is State.MALFORMED
    assert submission.notes == (
        "What was handed in cannot be read (KeyError); a person has to look.",)


def test_an_entry_without_a_name_is_no_file() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", "1")
    content = made.getvalue().replace(b"\x01\x00\x00\x00a", b"\x00\x00\x00\x00a")
    handed_in = HandedIn()
    handed_in.add("work.zip", lambda: content)
    assert not handed_in.notebooks
