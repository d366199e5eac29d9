"""Platforms: their scripts run in their folders, and what they get has the form that they publish.

A filter that refuses namespaces stands in for a container.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from course.cli import main
from course.commands.support.sample_class import make_class
from course.grading.adapters import actions, gradescope, prairielearn
from course.grading.adapters.bundle import bundled_files, grader_bundle, secret_for
from course.grading.adapters.document import Document, ExerciseEntry, ProbeEntry, decided
from course.grading.adapters.one_notebook import grade_notebook, read_notebook
from course.grading.grade import grade
from course.grading.sandbox.client import has_namespaces
from course.grading.submission import GradingError, Limits, Result
from course.publish.source import ROOT, Assignment

from .support.formats import (
    DOCUMENT,
    EXTERNAL_GRADING,
    GRADESCOPE,
    PRAIRIELEARN,
    PRAIRIELEARN_MOST,
    WORKFLOW,
    assert_valid,
)
from .support.notebooks import SHARES_THE_ARRAY, SLUG, RawNotebook, answered, append, cell_of

SECRET = b"the secret of a class, 32 bytes or more"
LIMITS = Limits(cell=2, notebook=20)
STUDENTS = ("all-solved", "wrong-accumulate", "several-misconceptions", "untouched", "half-done",
            "broken-json", "deleted-a-check", "never-ends", "ends-the-process", "handed-in-nothing")
Documents = dict[str, Document]


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory, accumulation: Assignment) -> Path:
    folder = tmp_path_factory.mktemp("class") / "submitted"
    make_class(folder, accumulation, STUDENTS)
    return folder


@pytest.fixture(scope="module")
def documents(submitted: Path) -> Documents:
    """The document of everybody in the class."""
    return {student: grade_notebook(read_notebook(submitted / student / SLUG, SLUG, student),
                                    SECRET, LIMITS)
            for student in sorted(path.name for path in submitted.iterdir())}


# -- the grades ------------------------------------------------------------------------------------


def test_grades_are_those_of_course_grade(
    submitted: Path, documents: Documents, tmp_path: Path
) -> None:
    (tmp_path / ".secret").write_bytes(SECRET)
    results = {r.student: r for r in grade(submitted, tmp_path, [SLUG], 2, LIMITS)}
    assert documents.keys() == results.keys() == {*STUDENTS}
    for student, document in documents.items():
        assert_valid(document, DOCUMENT)
        assert facts_of(document) == facts(results[student]), student


def facts(result: Result) -> Any:
    return result.state, result.score, [
        (e.name, e.score, e.max_score, e.misconception, [p.points for p in e.probes])
        for e in result.exercises]


def facts_of(document: Document) -> Any:
    return document["state"], document["score"], [
        (e["name"], e["score"], e["max_score"], e["misconception"],
         [p["points"] for p in e["probes"]]) for e in document["exercises"]]


def test_gradescope_gets_each_probe(documents: Documents) -> None:
    for student, document in documents.items():
        results = gradescope.results(document)
        assert_valid(results, GRADESCOPE)
        tests = results["tests"]
        assert sum(test["score"] for test in tests) == results["score"] == document["score"]
        assert sum(test["max_score"] for test in tests) == document["max_score"], student
        assert len({test["name"] for test in tests}) == len(tests)


def test_prairielearn_gets_a_share(documents: Documents) -> None:
    for document in documents.values():
        results = prairielearn.results(document)
        assert_valid(results, PRAIRIELEARN)
        assert len(json.dumps(results).encode()) < PRAIRIELEARN_MOST
        ran = document["state"] not in ("malformed", "missing")
        assert results["gradable"] == ran
        if ran:
            assert results["score"] * 20 == pytest.approx(document["score"])
            assert sum(test["points"] for test in results["tests"]) == document["score"]


def test_actions_is_green_for_all_points_alone(documents: Documents) -> None:
    for document in documents.values():
        assert actions.exit_code(document) == (0 if document["score"] == 20 else 1)
        assert f"## {SLUG}: {document['score']:g} of 20 points" in actions.summary(document)


def test_points_that_wait_for_a_person_are_told_and_not_given() -> None:
    by_hand = ExerciseEntry(name="essay", score=None, max_score=4, needs_review=True, advice="",
                           misconception=None, probes=[])
    document = made_up(by_hand, pending=4.0)
    assert decided(document) == 2
    results = gradescope.results(document)
    assert_valid(results, GRADESCOPE)
    assert [test["name"] for test in results["tests"]] == ["train: it moves"]
    assert "4 points wait for a person." in results["output"]
    share = prairielearn.results(document)
    assert_valid(share, PRAIRIELEARN)
    assert share["score"] == 0.5
    assert "4 points wait for a person." in share["message"]
    assert "| essay | - | 4 |" in actions.summary(document)
    assert actions.exit_code(document) == 1
    assert actions.exit_code(document | {"score": 2.0}) == 0


def test_a_grader_that_failed_gives_no_0() -> None:
    document = made_up(score=None, state="not-graded")
    results = prairielearn.results(document)
    assert_valid(results, PRAIRIELEARN)
    assert results["gradable"] is False
    assert actions.exit_code(document) == 1
    run = subprocess.run([sys.executable, "-m", "course.grading.adapters.gradescope"],
                         input=json.dumps(document), capture_output=True, text=True, check=False)
    assert (run.returncode, run.stdout.strip()) == (1, "")


def test_a_summary_shows_what_students_wrote_as_text() -> None:
    evil = "```\n# now a heading\n<img src=https://away.org/x> ![x](https://away.org)\n````"
    probe = ProbeEntry(label="it moves", points=1, max_points=2, passed=False, output=evil)
    exercise = ExerciseEntry(name="train", score=1, max_score=2, needs_review=False, advice=evil,
                            misconception=None, probes=[probe])
    text = actions.summary(made_up(exercise, note=evil))
    assert text.count(f"\n`````text\n{evil}\n`````") == 3


def made_up(*exercises: ExerciseEntry, **others: Any) -> Document:
    probe = ProbeEntry(label="it moves", points=1, max_points=2, passed=False, output="")
    first = ExerciseEntry(name="train", score=1, max_score=2, needs_review=False, advice="",
                         misconception=None, probes=[probe])
    every = exercises if others.get("note") else (first, *exercises)
    document = Document(
        version=1, assignment=SLUG, state="needs-review", score=1.0,
        max_score=sum(e["max_score"] for e in every), pending=0.0, inputs="secret",
        protection=None, note="", detail="", seconds=1.0, exercises=list(every))
    document.update(others)  # type: ignore[typeddict-item]
    assert_valid(document, DOCUMENT)
    return document


# -- what a platform is given ----------------------------------------------------------------------


def test_a_bundle_holds_one_assignment() -> None:
    files = {path.as_posix() for path in bundled_files(SLUG)}
    assert f"solutions/{SLUG}/{SLUG}.ipynb" in files
    assert "course/checks/units/u05_accumulation.py" in files
    for name in files:
        assert not name.startswith(("course/lessons", "course/assignments", "tests", "docs"))
        if any(part in name for part in ("solutions/", "exercises/", "units/u", "fingerprints/")):
            assert "05" in name
    assert {"pyproject.toml", "constraints.txt"} <= files


def test_a_pack_keeps_its_secret(tmp_path: Path) -> None:
    first = secret_for(tmp_path, None)
    assert secret_for(tmp_path, None) == first
    assert len(first) >= 32
    assert (tmp_path / ".secret").stat().st_mode & 0o077 == 0
    short = tmp_path / "short"
    short.write_text("x")
    with pytest.raises(GradingError, match="at least 32"):
        secret_for(tmp_path, short)


@pytest.mark.parametrize("command", ["gradescope", "actions", "prairielearn"])
def test_wrong_use(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "77", "--out", str(tmp_path)]) == 2
    assert "no assignment '77'" in capsys.readouterr().err


def test_an_assignment_without_points_of_the_graders_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.grading.adapters.bundle.is_manual", lambda cell: True)
    with pytest.raises(GradingError, match="no points but those that a person gives"):
        grader_bundle(SLUG, tmp_path / "grader")


# -- the scripts, run ------------------------------------------------------------------------------

WITHOUT_NAMESPACES = """\
import os, sys
from course.grading.sandbox.isolation.seccomp import NAMESPACED_FAMILIES, refuse_calls
refuse_calls(NAMESPACED_FAMILIES)
os.execvp(sys.argv[1], sys.argv[1:])"""


def run(*command: Any, contained: bool = False, **environment: str) -> Any:
    """Run a script with the tests' Python, in a container's stead if it is `contained`."""
    words = [*map(str, command)]
    if contained:
        words = [sys.executable, "-c", WITHOUT_NAMESPACES, *words]
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith(("COURSE_", "PYTHON"))}
    return subprocess.run(words, env=clean | {"COURSE_PYTHON": sys.executable} | environment,
                          capture_output=True, text=True, check=False, timeout=120)


def hand_in(folder: Path, notebook: RawNotebook) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{SLUG}.ipynb").write_text(json.dumps(notebook))


def open_to_all(folder: Path) -> None:
    """As in a container: only the scripts and the sandbox keep others out."""
    folder.chmod(0o755)
    for parent in folder.parents[:-2]:
        parent.chmod(0o755)


ATTACK = """

import glob, os
done = []
for path in ["{root}/source/secret", "{root}/source/solutions/{slug}/{slug}.ipynb",
             "{root}/source/course/checks/units/u05_accumulation.py",
             "{root}/source/run_autograder", "/proc/self/environ",
             *glob.glob("/proc/[0-9]*/environ"), *glob.glob("/proc/[0-9]*/cmdline"),
             *glob.glob("/tmp/tmp*/document.json"), *glob.glob("{root}/*/*")]:
    try:
        done.append((path, open(path, "rb").read()[:20]))
    except OSError:
        pass
for path in ["{root}/results/results.json", "{root}/results/stdout", "{root}/source/secret",
             "{root}/run_autograder", "{root}/source/course/__init__.py", "{root}/new"]:
    try:
        open(path, "wb").write(b"x")
        done.append(path)
    except OSError:
        pass

def add_contributions(contributions):
    raise ValueError(f"the attack did {{done}}")
"""


@pytest.fixture
def autograder(tmp_path: Path) -> Path:
    """Gradescope's folder after the image was built."""
    root = tmp_path / "autograder"
    for name in ("source", "submission", "results"):
        (root / name).mkdir(parents=True)
    open_to_all(root)
    secret = tmp_path / "class.secret"
    secret.write_bytes(SECRET)
    assert main(["gradescope", "05", "--out", str(tmp_path), "--secret-file", str(secret)]) == 0
    with zipfile.ZipFile(tmp_path / f"{SLUG}-gradescope.zip") as packed:
        assert {"setup.sh", "run_autograder"} <= set(packed.namelist())
        assert packed.getinfo("run_autograder").external_attr >> 16 & 0o111
        packed.extractall(root / "source")
    (root / "run_autograder").write_bytes((root / "source" / "run_autograder").read_bytes())
    built = run("bash", root / "source" / "setup.sh", AUTOGRADER_ROOT=str(root))
    assert built.returncode == 0, built.stderr
    return root


def test_gradescope_in_a_container(autograder: Path) -> None:
    """Without namespaces an attack reads and writes nothing, and the others keep their points."""
    if not has_namespaces():
        pytest.skip("this host builds no namespaces: it is a container itself")
    attack = ATTACK.format(root=autograder, slug=SLUG)
    hand_in(autograder / "submission", answered(append(attack, "add_contributions")))
    ran = run("bash", autograder / "run_autograder", contained=True,
              AUTOGRADER_ROOT=str(autograder))
    assert ran.returncode == 0, ran.stderr
    assert "Unsandboxed: this host has no namespaces. What held: Landlock, filter" in ran.stderr
    results = json.loads((autograder / "results" / "results.json").read_text())
    assert_valid(results, GRADESCOPE)
    assert results["score"] == 18
    outputs = " ".join(test["output"] for test in results["tests"])
    assert "the attack did []" in outputs
    assert (autograder / "source" / "secret").read_bytes() == SECRET
    assert [path.name for path in (autograder / "results").iterdir()] == ["results.json"]


def test_gradescope_stores_no_0_if_the_grader_fails(autograder: Path) -> None:
    hand_in(autograder / "submission", answered())
    (autograder / "source" / "secret").write_text("too short")
    ran = run("bash", autograder / "run_autograder", AUTOGRADER_ROOT=str(autograder))
    assert ran.returncode != 0
    assert not list((autograder / "results").iterdir())


def test_prairielearn(tmp_path: Path) -> None:
    assert main(["prairielearn", SLUG, "--out", str(tmp_path), "--image", "me/grader"]) == 0
    question = tmp_path / f"{SLUG}-prairielearn" / "questions" / SLUG
    info = json.loads((question / "info.json").read_text())
    assert_valid(info["externalGradingOptions"], EXTERNAL_GRADING)
    assert info["externalGradingOptions"]["image"] == "me/grader"
    image = tmp_path / f"{SLUG}-prairielearn" / "image"
    assert sorted(path.name for path in image.iterdir()) == [
        "Dockerfile", "constraints.txt", "requirements.txt"]

    root = tmp_path / "grade"
    root.mkdir()
    (question / "tests").rename(root / "tests")
    assert info["externalGradingOptions"]["entrypoint"] == "/grade/tests/run.sh"
    (root / "data").mkdir()
    hand_in(root / "student", answered(stubs=("train",)))
    ran = run(root / "tests" / "run.sh", GRADE_ROOT=str(root))
    assert ran.returncode == 0, ran.stderr
    results = json.loads((root / "results" / "results.json").read_text())
    assert_valid(results, PRAIRIELEARN)
    assert results["score"] == 0.85
    assert {test["name"] for test in results["tests"] if test["points"] == 0} == {"train"}


def test_actions(tmp_path: Path) -> None:
    assert main(["actions", "05", "--out", str(tmp_path)]) == 0
    written = tmp_path / ".github" / "workflows" / f"grade-{SLUG}.yml"
    workflow = yaml.safe_load(written.read_text())
    workflow["on"] = workflow.pop(True)  # YAML 1.1 reads `on` so
    assert_valid(workflow, WORKFLOW)
    [step] = [s for s in workflow["jobs"]["grade"]["steps"] if s.get("name") == "Grade"]
    command = step["run"].split("GITHUB_STEP_SUMMARY ")[1].split()
    assert not any("inputs." in s.get("run", "") for s in workflow["jobs"]["grade"]["steps"])
    assert not list(tmp_path.rglob("secret"))

    hand_in(tmp_path / "submission", answered())
    told = tmp_path / "summary.md"
    environment = {"GITHUB_STEP_SUMMARY": str(told), "COURSE_SECRET": SECRET.decode()}
    ran = run("bash", "-c", 'cd "$0" && "$@"', tmp_path, *command, **environment)
    assert ran.returncode == 0, ran.stderr
    assert f"## {SLUG}: 20 of 20 points" in told.read_text()
    assert "::" not in ran.stdout
    assert_valid(json.loads((tmp_path / "document.json").read_text()), DOCUMENT)
    del environment["COURSE_SECRET"]
    ran = run("bash", "-c", 'cd "$0" && "$@"', tmp_path, *command, **environment)
    assert ran.returncode != 0
    assert "Set the secret COURSE_SECRET" in ran.stderr


# -- the page --------------------------------------------------------------------------------------

def test_the_page_shows_what_gradescope_shows(tmp_path: Path) -> None:
    notebook = answered()
    cell_of(notebook, "accumulate")["source"] = SHARES_THE_ARRAY
    hand_in(tmp_path, notebook)
    document = grade_notebook(read_notebook(tmp_path), SECRET, LIMITS)
    [failed] = [test for test in gradescope.results(document)["tests"] if test["output"]]
    title = f"{failed['name']} ({failed['score']:.1f}/{failed['max_score']})"
    page = (ROOT / "docs" / "platforms.md").read_text(encoding="utf-8")
    assert f"```text\n{title}\n\n{failed['output']}\n```" in page
