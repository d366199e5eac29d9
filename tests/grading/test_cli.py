"""The command line: what its helps say, and that wrong use is one line and exit code 2."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import import_module
from pathlib import Path

import pytest

from course.cli import INSTRUCTOR_PACKAGES, main, parser
from course.commands.support.lms_files import submissions_to_grade
from course.commands.support.paths import path
from course.grading.gradebook.published import PublishedGrade, write_published
from course.grading.gradebook.results_folder import make_writable
from course.grading.lms.records import Origin, Records, load_records
from course.grading.submission import GradingError
from course.publish import build as building
from course.publish.source import ROOT
from tests.commands import subcommands

SUBMITTED = "ada/05-accumulation/05-accumulation.ipynb"


@pytest.fixture
def submitted(tmp_path: Path) -> Path:
    path = tmp_path / "submitted" / SUBMITTED
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    return tmp_path / "submitted"


def wrong_use(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    captured = capsys.readouterr()
    assert code == 2
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


@pytest.mark.parametrize("command", [
    "drop 05 train", "keep 05 train", "extend ada 05 2026-11-27", "return 05 --canvas",
    "explain ada train --assignment 05", "grade-one nowhere --assignment 05", "gradescope 05",
    "actions 05", "prairielearn 05"])
def test_a_number_that_two_assignments_have_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:
    two = {"05-accumulation": tmp_path, "05-extra": tmp_path}
    monkeypatch.setattr("course.grading.intake.assignments.solution_paths", lambda: two)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graded").mkdir()
    (tmp_path / "graded" / "gradebook.db").touch()
    (tmp_path / "nowhere").touch()
    assert "05 is 05-accumulation and 05-extra; give the whole name of one" in wrong_use(
        capsys, *command.split())


@pytest.mark.parametrize("command", subcommands())
def test_each_command_says_what_it_does(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    shown = capsys.readouterr().out
    assert f"For example: course {command}" in shown
    assert re.search(r"^[A-Z][^.]+\.", shown.partition("\n\n")[2]), "a sentence comes first"


def test_each_example_in_a_help_can_be_given() -> None:
    for command, of_one in subcommands().items():
        examples = " ".join(str(of_one.epilog).split()).partition("For example: ")[2]
        found = re.findall(r"course (.+?)(?:, or (?=course)|$|\. docs/|\. CONTRIBUTING)", examples)
        assert found, command
        for example in found:
            assert parser().parse_args(example.split()).command == command


def test_each_command_leads_to_a_function() -> None:
    """The modules are imported only when a command runs."""
    for command, of_one in subcommands().items():
        run = of_one.get_default("run")
        for name in getattr(run, "args", ()):
            module, _, function = name.rpartition(".")
            assert callable(getattr(import_module(f"course.commands.{module}"), function)), command


def test_grades_are_looked_for_in_the_same_folder() -> None:
    read = {name: parser.get_default("grades") for name, parser in subcommands().items()
            if parser.get_default("grades") is not None}
    assert set(read) == {"review", "explain", "drop", "keep", "extend", "export", "return"}
    assert set(read.values()) == {Path("graded")}


def test_drop_takes_the_undo_of_earlier_versions() -> None:
    dropped = ["drop", "05", "backward"]
    kept = parser().parse_args(["keep", "05", "backward"]).run
    assert parser().parse_args([*dropped, "--undo"]).run.args == kept.args
    assert parser().parse_args(dropped).run.args != kept.args


@pytest.mark.parametrize("command", [["list"], ["list", "--json"]])
def test_an_output_without_room(command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "course.cli", *command], check=False,
                              stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.stderr == "course: cannot write: No space left on device\n"
    assert done.returncode == 2


def test_a_closed_output_is_no_fault() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as closed:
        done = subprocess.run([sys.executable, "-m", "course.cli", "list", "--json"], check=False,
                              stdout=closed, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [
    "grade 05 --submitted submitted --out graded", "explain ada train", "drop 05 train", "kit",
    "start", "status", "check 05", "reset 05", "review"])
def test_a_current_folder_that_is_gone(
    command: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = tmp_path / "gone"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert wrong_use(capsys, *command.split()) == (
        "course: the folder that you are in is gone; change to one that is there\n")


def test_an_unknown_option_points_to_the_commands_own_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    told = wrong_use(capsys, "build", "--nope")
    assert told == "course build: unrecognized arguments: --nope (see course build --help)\n"


@pytest.mark.parametrize("command", [
    ("kit", "--out", "FILE"), ("site", "--no-lab", "--out", "FILE/site"),
    ("demo", "05", "--out", "FILE"), ("actions", "05", "--out", "FILE"),
])
def test_a_folder_that_cannot_be_made(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    told = wrong_use(capsys, *(word.replace("FILE", str(file)) for word in command))
    assert re.search(rf"course {command[0]}: cannot write into {file}(/site)?: [A-Z]", told)
    assert "Errno" not in told


def test_unknown_assignment(
    capsys: pytest.CaptureFixture[str], submitted: Path, tmp_path: Path
) -> None:
    told = wrong_use(capsys, "grade", "77-nothing", "--submitted", submitted, "--out", tmp_path)
    assert "no assignment '77-nothing'; there are: " in told
    assert "mean" not in told
    for slip, meant in (("05.", "05"), ("05-acumulation", "05-accumulation")):
        told = wrong_use(capsys, "grade", slip, "--submitted", tmp_path, "--out", tmp_path / "out")
        assert told.endswith(f"Did you mean {meant}?\n")
    assert "05-accumulation" in told


def test_missing_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    told = wrong_use(capsys, "grade", "--submitted", tmp_path / "no", "--out", tmp_path)
    assert "no folder" in told


def test_a_file_for_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    told = wrong_use(capsys, "grade", "--submitted", file, "--out", tmp_path)
    assert "is a file" in told


def test_nothing_to_grade(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    told = wrong_use(capsys, "grade", "--submitted", tmp_path / "submitted", "--out", tmp_path)
    assert "nothing to grade" in told


def test_output_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], submitted: Path, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("")
    told = wrong_use(capsys, "grade", "--submitted", submitted, "--out", file / "out")
    assert "cannot write into" in told


@pytest.mark.parametrize("option", ["--submitted", "--out", "--roster", "--zip"])
def test_an_empty_path(capsys: pytest.CaptureFixture[str], option: str) -> None:
    told = wrong_use(capsys, "grade", "05", "--submitted", ".", "--out", ".", option, "")
    assert f"{option}: the path is empty" in told


def test_a_path_in_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert path("~/graded") == tmp_path / "graded"  # which the shell leaves alone after "="
    assert path("~nobody-here/graded") == Path("~nobody-here/graded")


def test_unknown_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert "did you mean `course grade`?" in wrong_use(capsys, "gradee")
    assert "required" in wrong_use(capsys, "grade")
    assert "--jobs" in wrong_use(capsys, "grade", "--submitted", ".", "--out", ".", "--jobs", "two")
    assert "--jobs is -1" in wrong_use(
        capsys, "grade", "--submitted", ".", "--out", ".", "--jobs", "-1")
    assert "--jobs is -1" in wrong_use(capsys, "demo", "--jobs", "-1")


@pytest.mark.parametrize("command", [
    ("grade", "--submitted", ".", "--out", "."), ("grade-one", "notebook.ipynb")])
@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf"])
def test_a_time_limit_that_is_none(
    capsys: pytest.CaptureFixture[str], command: tuple[str, ...], seconds: str
) -> None:
    for option in ("--cell-seconds", "--notebook-seconds"):
        assert f"{option} is {seconds}; give a number of more than 0 seconds" in wrong_use(
            capsys, *command, option, seconds)


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["list", "--json"]) == 0
    units = json.loads(capsys.readouterr().out)
    unit = next(u for u in units if u["unit"] == "05-accumulation")
    assert unit["points"] == sum(e["points"] for e in unit["exercises"])
    assert all(len(e["misconceptions"]) >= 3 for e in unit["exercises"])


@pytest.mark.parametrize("drifted", [[], [Path("exercises/05-accumulation/README.md")]])
def test_build_check_tells_what_drifted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], drifted: list[Path]
) -> None:
    """What a build makes, and that nothing drifted, is tested in tests/publish/test_build.py."""
    monkeypatch.setattr(building, "build", lambda **_: building.Built())
    monkeypatch.setattr(building, "drift", lambda built: drifted)
    assert main(["build", "--check"]) == bool(drifted)
    assert capsys.readouterr().out == "".join(
        f"{path} differs from its source; run make build\n" for path in drifted)


def test_output_among_the_submissions(
    capsys: pytest.CaptureFixture[str], submitted: Path
) -> None:
    told = wrong_use(capsys, "grade", "--submitted", submitted, "--out", submitted / "graded")
    assert "lies in the folder of submissions" in told


def test_results_are_no_submissions(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "graded" / "autograded" / "ada" / "05-accumulation").mkdir(parents=True)
    (tmp_path / "graded" / "gradebook.db").touch()
    told = wrong_use(capsys, "grade", "--submitted", tmp_path / "graded", "--out", tmp_path / "o")
    assert "holds results, not submissions; name the folder with what students handed in" in told


BESIDE = {  # files of a flat folder, and what is said of them
    ("alice_05.ipynb", "Bo Diaz - accumulation (1).ipynb", "HW5-student-05.ipynb", "list.csv"):
        "Taken by their names: Bo Diaz - accumulation (1).ipynb for Bo-Diaz, alice_05.ipynb for "
        "alice, HW5-student-05.ipynb for student-05.\nNot used: list.csv: it is no notebook.\n",
    ("Ada Byron - homework.ipynb", "bo.ipynb", "cy_06.ipynb"):
        "Taken by their names: Ada Byron - homework.ipynb for Ada-Byron, bo.ipynb for bo, "
        "cy_06.ipynb for cy_06.\n",
    ("05_5.ipynb", "bo_05.ipynb"): "05_5.ipynb, whose name does not tell clearly whose it is",
    ("05-accumulation.ipynb", "bo_05.ipynb"): "accumulation.ipynb, whose name does not tell",
    ("ada_05_group B.ipynb", "bo_05.ipynb"): "ada_05_group B.ipynb, whose name does not tell",
    ("Ada_05.ipynb", "ada_05.ipynb"): "ada_05.ipynb, whose name does not tell clearly whose it is",
    ("ada_05.ipynb", "bo_05.ipynb", "ada_05 (1).ipynb"): "ada_05.ipynb, whose name does not tell",
    ("ada_06.txt", "bo.zip"): "nothing to grade in",
}


@pytest.mark.parametrize("names", BESIDE, ids=lambda names: names[0])
def test_files_beside_each_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, names: tuple[str, ...]
) -> None:
    content = b'{"cells": ["check(\'05-accumulation\', 1"]}'
    flat = tmp_path / "flat"
    flat.mkdir()
    for name in names:
        (flat / name).write_bytes(content + name.encode() if name.endswith(".ipynb") else b"x")
    options = parser().parse_args(
        ["grade", "05", "--submitted", str(flat), "--out", str(tmp_path / "out")])
    try:
        told, found = "", submissions_to_grade(options)
        assert sorted(path.name for path in found.iterdir())
    except GradingError as error:
        told = str(error)
        assert not (tmp_path / "out" / "submitted").exists()
    assert BESIDE[names] in (told or capsys.readouterr().out)


def test_the_other_option_is_named(
    capsys: pytest.CaptureFixture[str], submitted: Path, tmp_path: Path
) -> None:
    download = tmp_path / "download.zip"
    with zipfile.ZipFile(download, "w") as zipped:
        zipped.writestr("Ada Byron/05-accumulation/05-accumulation.ipynb", "{}")
    out = ("--out", tmp_path / "out")
    assert "name it with --zip" in wrong_use(capsys, "grade", "--submitted", download, *out)
    assert "grade it with --submitted" in wrong_use(capsys, "grade", "05", "--zip", submitted, *out)
    assert "unpack it and use --submitted" in wrong_use(
        capsys, "grade", "05", "--zip", download, *out)


def test_a_folder_of_the_wrong_level(
    capsys: pytest.CaptureFixture[str], submitted: Path, tmp_path: Path
) -> None:
    told = wrong_use(capsys, "grade", "05", "--submitted", submitted / "ada", "--out", tmp_path)
    assert "holds 05-accumulation/05-accumulation.ipynb, without the folder of a student" in told
    assert "name the folder above it" in told


@pytest.mark.parametrize("names", [
    ["byronada_101_9001_hw.ipynb", "diazbo_LATE_102_9002_hw-1.ipynb", ".DS_Store"],
    ["Ada Byron_657_assignsubmission_file/hw.ipynb", "Bo Diaz_658_assignsubmission_file_/a.pdf"]])
def test_a_download_that_somebody_unpacked(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, names: list[str]
) -> None:
    for name in names:
        path = tmp_path / "download" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    told = wrong_use(capsys, "grade", "05", "--submitted", tmp_path / "download",
                     "--out", tmp_path / "out")
    assert "is a download of an LMS that somebody unpacked, as the name " in told
    assert told.endswith("give its zip file to --zip\n")
    path = tmp_path / "download" / names[0].partition("/")[0]
    renamed = path.rename(tmp_path / "download" / "ada")
    assert "nothing to grade in" in wrong_use(
        capsys, "grade", "05", "--submitted", renamed.parent, "--out", tmp_path / "out")


def test_a_download_needs_its_assignment(
    capsys: pytest.CaptureFixture[str], submitted: Path, tmp_path: Path
) -> None:
    download, out = tmp_path / "download.zip", tmp_path / "out"
    assert "give either --submitted DIR or --zip FILE" in wrong_use(capsys, "grade", "--out", out)
    assert "give either" in wrong_use(
        capsys, "grade", "05", "--submitted", submitted, "--zip", download, "--out", out)
    assert "--zip is for one assignment" in wrong_use(
        capsys, "grade", "--zip", download, "--out", out)
    assert "--due is for one assignment" in wrong_use(
        capsys, "grade", "--submitted", submitted, "--out", out, "--due", "2026-11-20T23:59")
    assert "cannot read" in wrong_use(capsys, "grade", "05", "--zip", download, "--out", out)
    download.write_text("not a zip")
    assert "is not a zip file" in wrong_use(capsys, "grade", "05", "--zip", download, "--out", out)


def test_times_that_are_none(
    capsys: pytest.CaptureFixture[str], submitted: Path, tmp_path: Path
) -> None:
    grade = ("grade", "05", "--submitted", submitted, "--out", tmp_path / "out")
    assert "--due is 'friday'; give a date and a time" in wrong_use(
        capsys, *grade, "--due", "friday")
    assert "--due is ''" in wrong_use(capsys, *grade, "--due", "")
    assert "no time zone 'Berlin'" in wrong_use(
        capsys, *grade, "--due", "2026-11-20T23:59", "--timezone", "Berlin")


def test_a_scheduler_that_is_not_there(
    capsys: pytest.CaptureFixture[str], submitted: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("course.grading.pool.cluster.CONNECT_TIMEOUT", 0.5)
    command = ("grade", "--submitted", submitted, "--out", tmp_path / "out", "--scheduler")
    assert "no Dask scheduler answers at '127.0.0.1:1'" in wrong_use(
        capsys, *command, "127.0.0.1:1")
    assert "no Dask scheduler answers at 'nowhere'" in wrong_use(capsys, *command, "nowhere")
    assert "--jobs is for this computer" in wrong_use(
        capsys, *command, "127.0.0.1:1", "--jobs", "2")


def test_a_folder_without_grades(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for command in (("review",), ("review", "--grades"), ("drop", "05", "backward", "--grades"),
                    ("keep", "05", "backward", "--grades"), ("export", "--csv", "--grades"),
                    ("return", "05", "--canvas", "--grades")):
        told = wrong_use(capsys, *command, tmp_path)
        assert told.endswith(f"no gradebook.db in {tmp_path}; use --grades to name the folder "
                             "that course grade wrote\n")


def test_one_folder_of_grades_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    told = wrong_use(capsys, "review", tmp_path / "one", "--grades", tmp_path / "other")
    assert f"are the grades in {tmp_path / 'one'} or in {tmp_path / 'other'}?" in told


@pytest.mark.parametrize("lacking", ["ipykernel", "nbgrader"])
def test_without_the_packages_of_instructors_no_fork_server_starts(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
    submitted: Path, lacking: str,
) -> None:
    def find_spec(name: str) -> object:
        return None if name == lacking else name

    monkeypatch.setattr("importlib.util.find_spec", find_spec)
    monkeypatch.setattr("course.grading.sandbox.launcher._fork_server", None)
    monkeypatch.setattr("subprocess.Popen", lambda *args, **named: pytest.fail("it started"))
    told = wrong_use(capsys, "grade", "--submitted", submitted, "--out", tmp_path / "out")
    assert told.endswith(f"needs {lacking}, which pip install '.[instructor]' installs in a "
                         "checkout\n")


def test_the_packages_of_instructors_are_known() -> None:
    """So that the lack of one is said in a line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extra = [re.split(r"\W", needed)[0] for needed in project["optional-dependencies"]["instructor"]
             if ";" not in needed]
    assert set(extra) <= set(INSTRUCTOR_PACKAGES)


def test_extend(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ada, folder = ("extend", "ada", "05"), ("--grades", tmp_path)
    assert "no folder" in wrong_use(capsys, *ada, "--undo", "--grades", tmp_path / "no")
    assert "give either a date or --undo" in wrong_use(capsys, *ada, *folder)
    assert "the date is 'soon'; give a date and a time" in wrong_use(capsys, *ada, "soon", *folder)
    assert "ada has no extension for 05-acc" in wrong_use(capsys, *ada, "--undo", *folder)
    assert main([*ada, "2026-11-27", "--grades", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert f"\nNothing is graded in {tmp_path} yet" in told
    assert "ada has until 2026-11-27 23:59" in told
    assert "No submission of ada for 05-accumulation is in" in told
    assert main([*ada, "--undo", "--grades", str(tmp_path)]) == 0


def test_an_assignment_of_an_earlier_term(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    write_published(tmp_path, {("ada", "12-old"): PublishedGrade(1, 2, "graded", {})})
    assert main(["extend", "ada", "12", "2026-11-27", "--grades", str(tmp_path)]) == 0
    assert "for 12-old" in capsys.readouterr().out
    for command in (["export", "12", "--csv"], ["return", "12", "--canvas"]):
        assert "no gradebook.db in" in wrong_use(capsys, *command, "--grades", tmp_path)


def test_paths_that_no_system_takes(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    for unusable in (tmp_path / "loop", tmp_path / ("x" * 300), Path("y" * 5000)):
        with pytest.raises(argparse.ArgumentTypeError, match=r"(symbolic links|too long)$"):
            path(str(unusable))
    assert path(str(tmp_path / "new" / "folder")) == tmp_path / "new" / "folder"


def test_an_extension_before_the_first_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "graded"
    assert "the date is 'soon'" in wrong_use(capsys, "extend", "ada", "05", "soon", "--grades", out)
    assert not out.exists()
    assert main(["extend", "ada", "05", "2026-11-27", "--grades", str(out)]) == 0
    assert f"Nothing is graded in {out} yet; name it with --out" in capsys.readouterr().out
    for name in ("", " ", "..", "a/b", "a\n", "\udcff", "x" * 300):
        assert "is no student's name" in wrong_use(capsys, "extend", name, "05", "2026-11-27",
                                                   "--grades", out)
    for folder in (tmp_path, tmp_path / "file"):  # the first one holds others' files
        (tmp_path / "file").touch()
        assert "holds no grades" in wrong_use(
            capsys, "extend", "ada", "05", "2026-11-27", "--grades", folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "graded"]
    make_writable(out)  # as course grade does
    assert "ada" in load_records(out, "05-accumulation").extensions


def test_an_extension_is_for_whom_the_name_means(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    people = {name: Origin() for name in ("ada", "jo\u0308rg", "Bo", "bo")}
    Records("05-accumulation", people).save(tmp_path)
    for typed, meant, question in (
        ("Ada", "ada", ""), ("j\u00f6rg", "jo\u0308rg", ""), ("bo", "bo", ""), ("BO", "BO", "bo"),
        ("adaa", "adaa", "ada"), ("somebody", "somebody", ""),
    ):
        assert main(["extend", typed, "05", "2026-11-27", "--grades", str(tmp_path)]) == 0
        told = capsys.readouterr().out
        assert told.startswith(f"{meant} has until")
        assert (f"Did you mean {question}" in told) == bool(question)
    told = wrong_use(capsys, "extend", "ade", "05", "--undo", "--grades", tmp_path)
    assert told.endswith("ade has no extension for 05-accumulation. Did you mean ada?\n")


@pytest.mark.parametrize(("user", "allowed"), [(0, True), (1000, False)])
def test_review_as_root(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, user: int, allowed: bool
                        ) -> None:
    def run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        assert ("--allow-root" in command) == allowed
        return subprocess.CompletedProcess(command, 0)

    (tmp_path / "gradebook.db").touch()
    monkeypatch.setattr("os.geteuid", lambda: user)
    monkeypatch.setattr("subprocess.run", run)
    assert main(["review", "--grades", str(tmp_path)]) == 0


@pytest.mark.parametrize("arguments", [
    ["grade", "--submitted", "x", "--out", "y"], ["demo"], ["explain", "ada", "accumulate"],
    ["grade-one", "notebook.ipynb"],
])
def test_other_systems_are_refused_before_anything_runs(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    said = wrong_use(capsys, *arguments)
    assert "only Linux has, and this is darwin" in said
    assert "use a Linux machine" in said
