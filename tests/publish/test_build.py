"""Generated files: reproducible, in step with their sources, and free of solutions."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from course.publish import build as building
from course.publish.assignment import notebook_bytes, release_notebook, solution_notebook
from course.publish.build import Built, build, drift, write
from course.publish.kit import make_kit
from course.publish.lesson import lesson_notebook, same_text
from course.publish.misconceptions import exercise_text, fingerprint_path
from course.publish.plain import plain_release
from course.publish.source import (
    ROOT,
    Assignment,
    SourceError,
    assignment_paths,
    lesson_paths,
    read_assignment,
)
from tests.assignments import ASSIGNMENTS, EXERCISES
from tests.grading.support.own_assignment import HIDDEN_WORD, SLUG, source_notebook
from tests.publish.solutions import assert_no_solution_in, telling_blocks


@pytest.fixture(scope="module")
def built() -> Iterator[Built]:
    """All but the fingerprints, which take most of the time: a test below makes some of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "fingerprint_bytes", stored_fingerprints)
        yield build()


def stored_fingerprints(assignment: Assignment) -> bytes:
    return (ROOT / fingerprint_path(assignment)).read_bytes()


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The texts of the kit for students, by name."""
    return dict(texts_in(make_kit(tmp_path_factory.mktemp("kit"))))


def test_nothing_drifted(built: Built) -> None:
    assert built.faults == []
    assert drift(built) == [], "run make build"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each fourth exercise with `--every 24`."""
    if "exercise" in metafunc.fixturenames:
        step = -(-metafunc.config.getoption("--every") // 6)
        metafunc.parametrize(("slug", "exercise"), EXERCISES[::step])


@pytest.mark.slow
def test_fingerprints_are_what_the_misconceptions_answer(slug: str, exercise: str) -> None:
    assignment = ASSIGNMENTS[slug]
    stored = stored_fingerprints(assignment).decode()
    assert list(json.loads(stored)) == list(assignment.exercises)
    assert exercise_text(assignment, exercise) in stored, "run make build"


@pytest.mark.slow
def test_an_executed_lesson_has_the_same_bytes_again() -> None:
    path = lesson_paths()[0]
    content = (ROOT / "course" / "lessons" / f"{path.stem}.ipynb").read_bytes()
    assert building._lesson(ROOT, path, execute=True) == content


def test_an_edit_by_hand_is_told(built: Built, tmp_path: Path) -> None:
    write(built, tmp_path)
    assert drift(built, tmp_path) == []
    edited = next(path for path in built.files if path.parts[0] == "exercises")
    target = tmp_path / edited
    target.write_bytes(target.read_bytes().replace(b"gradient", b"Gradient", 1))
    assert drift(built, tmp_path) == [edited]
    assert write(built, tmp_path) == [edited]
    assert drift(built, tmp_path) == []


def test_what_lost_its_source_is_deleted(built: Built, tmp_path: Path) -> None:
    write(built, tmp_path)
    gone = [path for path in built.files if "05-accumulation" in path.parts[-1]]
    lesson = next(path for path in built.files if path.parts[:2] == ("course", "lessons"))
    rest = Built({path: content for path, content in built.files.items()
                  if path not in (*gone, lesson)})
    assert len(gone) == 3
    assert write(rest, tmp_path) == sorted([*gone, lesson])
    assert not any((tmp_path / path).exists() for path in (*gone, lesson))


def test_a_build_leaves_an_instructors_own_files_alone(built: Built, tmp_path: Path) -> None:
    write(built, tmp_path)
    for name in ("solutions/90-own/90-own.ipynb", "exercises/90-own/90-own.ipynb",
                 "exercises/91-old/91-old.ipynb", "solutions/05-accumulation/data.csv",
                 "solutions/90-own/part2.ipynb", "course/lessons/12_own.ipynb",
                 "course/lessons/extra.ipynb"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text('{"cells": [{"id": "3f2a", "cell_type": "raw", "source": ""}]}')
    assert drift(built, tmp_path) == []
    assert write(built, tmp_path) == []


def test_students_get_what_nbgrader_makes_of_a_plain_assignment(tmp_path: Path) -> None:
    path = tmp_path / "solutions" / SLUG / f"{SLUG}.ipynb"
    (path.parent / "data").mkdir(parents=True)
    path.write_bytes(notebook_bytes(source_notebook()))
    (path.parent / "data" / "points.csv").write_text("1,2")
    (path.parent / ".DS_Store").write_text("")
    built = Built()
    building._add_plain_assignments(built, tmp_path)
    assert built.faults == [] == built.notes
    release = Path("exercises") / SLUG
    assert set(built.files) == {release / f"{SLUG}.ipynb", release / "data" / "points.csv"}
    text = built.files[release / f"{SLUG}.ipynb"].decode()
    assert not [word for word in (HIDDEN_WORD, "return 2 * x") if word in text]
    assert drift(built, tmp_path) == sorted(built.files)
    write(built, tmp_path)
    again = Built()
    building._add_plain_assignments(again, tmp_path)
    assert again.files == built.files
    assert drift(again, tmp_path) == []


def test_a_plain_notebook_without_cell_ids_is_released_the_same_each_time(tmp_path: Path) -> None:
    notebook = source_notebook()
    for cell in notebook.cells:
        del cell["id"]
    path = tmp_path / "own.ipynb"
    for minor in (4, 5):
        notebook["nbformat_minor"] = minor
        path.write_text(json.dumps(notebook))
        assert plain_release(path) == plain_release(path)


def test_a_plain_assignment_that_nbgrader_cannot_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "solutions" / SLUG / f"{SLUG}.ipynb"
    path.parent.mkdir(parents=True)
    notebook = source_notebook()
    notebook.cells.append(notebook.cells[0])
    path.write_text(json.dumps(notebook))
    (path.parent / "part2.ipynb").write_text("{}")
    built = Built()
    building._add_plain_assignments(built, tmp_path)
    [fault] = built.faults
    assert f"{SLUG}.ipynb: nbgrader cannot" in fault
    assert built.notes == [f"solutions/{SLUG}/part2.ipynb is not an assignment: an assignment has "
                           f"one notebook, named like its folder, {SLUG}.ipynb"]


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda p: p.stem)
def test_a_lesson_notebook_is_its_source_executed(path: Path) -> None:
    stored = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    assert same_text(lesson_notebook(path), stored)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


@pytest.mark.parametrize("assignment", ASSIGNMENTS.values(), ids=list(ASSIGNMENTS))
def test_release_differs_from_the_solution_only_in_stubs_and_hidden_tests(
    assignment: Assignment
) -> None:
    solution = solution_notebook(assignment)
    released = release_notebook(solution)
    assert [c.id for c in released.cells] == [c.id for c in solution.cells]
    for ours, theirs in zip(solution.cells, released.cells, strict=True):
        marks = ours.metadata.get("nbgrader", {})
        if not (marks.get("solution") or marks.get("grade")):
            assert ours.source == theirs.source
        assert theirs.metadata.get("nbgrader", {}).get("points") == marks.get("points")


RULES = {
    "no exercise before it": ('# %% [markdown] card="train"', '# %% [markdown] card="trains"'),
    "leave the cell empty": ('# %% check="train"\n', '# %% check="train"\nprint(1)\n'),
    "has no hint": ("# The answer is", "# The answer is"),
    "level is 'simple', write one of easy, medium, hard":
        ('card="train" level="medium"', 'card="train" level="simple"'),
    "has no example": (">>> w = Tensor([0.0, 0.0], requires_grad=True)\n# >>> train", "w; train"),
    "has no folded hint": ("<details><summary>Hint: how do I divide", "<details><summary>How"),
    "1 other right answers, write 2 or more":
        ('# %% right="train" by="clearing first, to None"', '# %% aside="x"'),
    "does not define train": ("def train(w, inputs", "def trained(w, inputs"),
}


@pytest.mark.parametrize("words", [
    "level is 'simple', write one of easy, medium, hard", "leave the cell empty",
    "1 other right answers, write 2 or more",
])
def test_a_broken_rule_is_told_with_file_and_cell(tmp_path: Path, words: str) -> None:
    from course.publish.rules import assignment_faults

    old, new = RULES[words]
    text = assignment_paths()[0].read_text()
    source = next(p for p in assignment_paths() if p.stem == "05_accumulation")
    text = source.read_text()
    assert old in text
    broken = tmp_path / source.name
    broken.write_text(text.replace(old, new, 1))
    faults = list(assignment_faults(read_assignment(broken)))
    assert any(words in fault and "05_accumulation.py, cell" in fault for fault in faults), faults


def test_a_source_that_is_not_python_is_told_with_its_line(tmp_path: Path) -> None:
    broken = tmp_path / "05_accumulation.py"
    broken.write_text("# %%\nx = 1\ndef f(:\n")
    with pytest.raises(SourceError, match=r"05_accumulation.py, line 3"):
        read_assignment(broken)


def test_an_exercise_without_a_card_is_told(tmp_path: Path) -> None:
    broken = tmp_path / "05_accumulation.py"
    broken.write_text('# %% exercise="train"\ndef train():\n    pass\n')
    with pytest.raises(SourceError, match=r"cell 1 \(exercise train\): has no card"):
        read_assignment(broken)


def texts_in(kit: Path) -> Iterator[tuple[str, str]]:
    """Every file of the kit, those inside the wheel included, as text."""
    with zipfile.ZipFile(kit) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name.endswith(".whl"):
                with zipfile.ZipFile(io.BytesIO(content)) as wheel:
                    for inner in wheel.namelist():
                        yield inner, wheel.read(inner).decode("utf-8", "replace")
            else:
                yield name, content.decode("utf-8", "replace")


@pytest.mark.slow
def test_students_never_get_a_solution(kit: dict[str, str]) -> None:
    assert len(telling_blocks()) > 500
    assert len(kit) > 30
    assert_no_solution_in(kit)


@pytest.mark.slow
def test_the_kit_holds_what_students_need(kit: dict[str, str]) -> None:
    for path in ROOT.glob("exercises/*/*.ipynb"):
        assert {f"work/{path.name}", f"course/exercises/{path.stem}/{path.name}"} <= kit.keys()
    for path in ROOT.glob("course/lessons/*.ipynb"):
        assert {f"work/lessons/{path.name}", f"course/lessons/{path.name}"} <= kit.keys()
    for path in [*ROOT.glob("autograd_ref/**/*.py"), *ROOT.glob("course/checks/**/*.py"),
                 *ROOT.glob("course/checks/fingerprints/*.json"), *ROOT.glob("course/view/*.py")]:
        assert str(path.relative_to(ROOT)) in kit
    assert not [name for name in kit if "assignments/" in name or name.startswith("solutions")]
    assert not [name for name in kit if re.search(r"lessons/\d\d_\w+\.py$", name)]


def test_the_search_would_find_a_solution() -> None:
    assignment = ASSIGNMENTS["01-tensors"]
    text = nbformat.writes(solution_notebook(assignment))
    with pytest.raises(AssertionError, match="holds"):
        assert_no_solution_in({f"work/{assignment.slug}.ipynb": text})
    with pytest.raises(AssertionError, match="holds"):
        assert_no_solution_in({"course/other.py": assignment.path.read_text(encoding="utf-8")})
