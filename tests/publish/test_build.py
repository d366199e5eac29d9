"""Generated files: reproducible, in step with their sources, and free of solutions."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pytest

from course.publish import build as building
from course.publish.assignment import release_notebook, solution_notebook
from course.publish.build import Built, build, drift, write
from course.publish.kit import make_kit
from course.publish.lesson import lesson_notebook, same_text
from course.publish.source import (
    ROOT,
    SourceError,
    assignment_paths,
    lesson_paths,
    read_assignment,
)


@pytest.fixture(scope="module")
def built() -> Built:
    return build()


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The texts of the kit for students, by name."""
    return dict(texts_in(make_kit(tmp_path_factory.mktemp("kit"))))


def test_nothing_drifted(built: Built) -> None:
    assert built.faults == []
    assert drift(built) == [], "run make build"


@pytest.mark.slow
def test_a_second_build_gives_the_same_bytes(built: Built) -> None:
    assert build().files == built.files


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
    stray = tmp_path / "solutions" / "99-stray" / "99-stray.ipynb"
    stray.parent.mkdir()
    stray.write_text("{}")
    assert drift(built, tmp_path) == sorted([edited, stray.relative_to(tmp_path)])
    assert write(built, tmp_path) == sorted([edited, stray.relative_to(tmp_path)])
    assert drift(built, tmp_path) == []


@pytest.mark.parametrize("path", lesson_paths(), ids=lambda p: p.stem)
def test_a_lesson_notebook_is_its_source_executed(path: Path) -> None:
    stored = nbformat.read(path.with_suffix(".ipynb"), as_version=4)
    assert same_text(lesson_notebook(path), stored)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))


@pytest.mark.parametrize("path", assignment_paths(), ids=lambda p: p.stem)
def test_release_differs_from_the_solution_only_in_stubs_and_hidden_tests(path: Path) -> None:
    solution = solution_notebook(read_assignment(path))
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


@cache
def solution_lines() -> list[tuple[str, str]]:
    """The code of every solution, other right answer and misconception, with its assignment."""
    found = []
    for path in assignment_paths():
        assignment = read_assignment(path)
        for exercise in assignment.exercises.values():
            region = re.search(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION",
                               exercise.solution.text, re.DOTALL)
            assert region is not None
            found.append((assignment.slug, region[1]))
            found += [(assignment.slug, variant.code)
                      for variant in [*exercise.rights, *exercise.wrongs]]
    return found


@cache
def telling_blocks(since: str = "") -> list[str]:
    """Two consecutive lines of code at a time, blanks folded: too long to occur by chance.

    With `since`, only of that assignment and later ones: an assignment gives students the pieces
    that they built before. Lines that raise PyTorch's errors tell nothing, nor do signatures:
    everybody has those.
    """
    blocks = []
    for slug, code in solution_lines():
        if slug < since:
            continue
        lines = [" ".join(line.split()) for line in code.splitlines()
                 if line.strip() and "raise " not in line and "def " not in line]
        pairs = [" ".join(pair) for pair in itertools.pairwise(lines)]
        blocks += [pair for pair in pairs if len(pair) > 50]
        blocks += [line for line in lines if len(line) > 60]
    return blocks


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
    for name, text in kit.items():
        folded = " ".join(text.replace("\\n", " ").replace('"', " ").split())
        since = name.split("/")[1] if name.startswith("exercises/") else ""
        folded_blocks = [b for b in telling_blocks(since) if b.replace('"', " ") in folded]
        assert not folded_blocks, f"{name} holds {folded_blocks[0]!r}"
        for word in ("BEGIN SOLUTION", "BEGIN HIDDEN TESTS"):
            if name.startswith("exercises"):
                assert word not in text, name


@pytest.mark.slow
def test_the_kit_holds_what_students_need(kit: dict[str, str]) -> None:
    for path in [*ROOT.glob("exercises/*/*.ipynb"), *ROOT.glob("course/lessons/*.ipynb")]:
        assert str(path.relative_to(ROOT)) in kit
    for path in [*ROOT.glob("autograd_ref/**/*.py"), *ROOT.glob("course/checks/**/*.py"),
                 *ROOT.glob("course/checks/fingerprints/*.json"), *ROOT.glob("course/view/*.py")]:
        assert str(path.relative_to(ROOT)) in kit
    assert not [name for name in kit if "assignments/" in name or name.startswith("solutions")]


def test_the_search_would_find_a_solution() -> None:
    assignment = read_assignment(assignment_paths()[0])
    text = nbformat.writes(solution_notebook(assignment))
    folded = " ".join(text.replace("\\n", " ").replace('"', " ").split())
    assert any(block.replace('"', " ") in folded for block in telling_blocks())
