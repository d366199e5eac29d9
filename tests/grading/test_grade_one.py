"""One notebook graded by itself: the document, its assignment, its secret, what it shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.cli import main
from course.grading import grade_one
from course.grading.adapters import one_notebook
from course.grading.adapters.document import Document, read_document
from course.grading.adapters.one_notebook import (
    ON_NEW_INPUTS,
    as_text,
    grade_notebook,
    read_notebook,
)
from course.grading.judging.job import Job
from course.grading.judging.notebook_run import run_job
from course.grading.sandbox.client import has_namespaces
from course.grading.submission import Executed, GraderFailed, GradingError, Limits

from .support.formats import DOCUMENT, assert_valid
from .support.notebooks import SLUG, RawNotebook, answered, cell_of, prepend

SECRET = b"the secret of a class, 32 bytes or more"
LIMITS = Limits(cell=2, notebook=20)


def saved(path: Path, notebook: RawNotebook) -> Path:
    path.write_text(json.dumps(notebook))
    return path


def graded(path: Path, assignment: str | None = None, secret: bytes | None = SECRET) -> Document:
    document = grade_notebook(read_notebook(path, assignment), secret, LIMITS)
    assert_valid(document, DOCUMENT)
    return document


def test_the_command_prints_the_document(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = saved(tmp_path / "renamed.ipynb", answered(stubs=("train",)))
    monkeypatch.setenv("COURSE_SECRET", SECRET.decode())
    assert main(["grade-one", str(path), "--json"]) == 0
    printed = capsys.readouterr()
    document = read_document(printed.out)
    assert_valid(document, DOCUMENT)
    assert (document["assignment"], document["state"], document["score"]) == (SLUG, "graded", 17)
    assert document["inputs"] == "secret"
    assert printed.err == ""
    assert document["protection"] is not None
    assert document["protection"]["sandboxed"] == has_namespaces()


def test_without_a_secret_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COURSE_SECRET", raising=False)
    path = saved(tmp_path / f"{SLUG}.ipynb", answered())
    assert main(["grade-one", str(path)]) == 0
    printed = capsys.readouterr()
    assert "No secret is set" in printed.err
    assert "No secret is set" in printed.out
    assert f"{SLUG}: graded, 20 of 20 points" in printed.out


def test_other_code_gets_other_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who learned the inputs of one run, and hands in a table of answers, meets other inputs."""
    seeds: list[int] = []

    def watched(job: Job) -> Executed:
        seeds.append(job.seed("train"))
        return run_job(job)

    monkeypatch.setattr(grade_one, "run_job", watched)
    path = saved(tmp_path / f"{SLUG}.ipynb", answered())
    again = saved(tmp_path / "again.ipynb", answered(prepend("# a comment\n", "train")))
    for notebook in (path, path, again):
        graded(notebook)
    first, second, third = seeds
    assert first == second != third


def test_what_shows_is_from_the_inputs_that_students_see(tmp_path: Path) -> None:
    """Code that fails on new inputs alone, and puts them into its error, shows none of it."""
    notebook = answered()
    cell_of(notebook, "add_contributions")["source"] = (
        "calls = []\n"
        "def add_contributions(contributions):\n"
        "    calls.append(1)\n"
        "    if len(calls) < 3:\n"
        "        raise ValueError(f'leaked {contributions}')\n"
        "    return sum(contributions)")
    document = graded(saved(tmp_path / f"{SLUG}.ipynb", notebook))
    failed = [probe for probe in document["exercises"][0]["probes"] if not probe["passed"]]
    assert ON_NEW_INPUTS in [probe["output"] for probe in failed]
    assert "leaked" not in json.dumps(document)


@pytest.mark.parametrize(("name", "content", "state"), [
    (f"{SLUG}.ipynb", "{\"cells\": [", "malformed"),
    ("essay.pdf", "%PDF-1.7", "malformed"),
    ("05-accumulation.ipynb", "", "malformed"),
])
def test_damage_has_a_state(tmp_path: Path, name: str, content: str, state: str) -> None:
    (tmp_path / name).write_text(content)
    document = graded(tmp_path, "05")
    assert (document["state"], document["score"], document["max_score"]) == (state, 0, 20)
    assert document["note"]


def test_an_empty_folder_is_missing(tmp_path: Path) -> None:
    assert graded(tmp_path, SLUG)["state"] == "missing"


def test_the_wrong_notebook_is_told(tmp_path: Path) -> None:
    path = saved(tmp_path / "x.ipynb", answered())
    document = graded(path, "04")
    assert document["state"] == "malformed"
    assert "It is the notebook of 05-accumulation" in document["note"]


def test_files_beside_the_notebook_are_there(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("def total(parts):\n    return sum(parts)\n")
    notebook = answered(prepend("from helper import total\n", "accumulate"))
    saved(tmp_path / "mine.ipynb", notebook)
    assert graded(tmp_path)["score"] == 20


def test_a_grader_that_fails_gives_no_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise GraderFailed("no room")

    path = saved(tmp_path / f"{SLUG}.ipynb", answered())
    monkeypatch.setattr(one_notebook, "grade_one", fail)
    document = graded(path)
    assert (document["state"], document["score"]) == ("not-graded", None)
    assert all(exercise["score"] is None for exercise in document["exercises"])
    assert "no score" in as_text(document)


@pytest.mark.parametrize(("arguments", "told"), [
    (["nowhere.ipynb"], "no file"),
    (["notes.ipynb"], "belongs to no assignment"),
    (["notes.ipynb", "--assignment", "77"], "no assignment '77'"),
    (["notes.ipynb", "--secret-file", "nowhere"], "cannot read"),
    (["notes.ipynb", "--secret-file", "short"], "use at least 32"),
    (["notes.ipynb", "--cell-seconds", "0"], "more than 0 seconds"),
])
def test_wrong_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    arguments: list[str], told: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(tmp_path / "notes.ipynb", {"nbformat": 4, "nbformat_minor": 5, "metadata": {},
                                     "cells": []})
    (tmp_path / "short").write_text("guess me")
    assert main(["grade-one", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("course grade-one: ")
    assert told in printed.err
    assert printed.err.count("\n") == 1


def test_two_assignments_in_a_folder_need_a_name(tmp_path: Path) -> None:
    saved(tmp_path / "a.ipynb", answered())
    saved(tmp_path / "b.ipynb", {"nbformat": 4, "cells": [
        {"cell_type": "code", "metadata": {}, "source": "check('04-backward', 'backward')"}]})
    with pytest.raises(GradingError, match="04-backward and 05-accumulation"):
        read_notebook(tmp_path)
    assert read_notebook(tmp_path, "05").assignment == SLUG
