"""Links and paths in lessons and assignments, followed from where a student's copies lie."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

from course.publish.source import lesson_paths
from course.student.workplace import Workplace
from tests.assignments import ASSIGNMENTS

LINK = re.compile(r"\]\((?!https?://)([^)\s]+)\)")
PATH = re.compile(r"\b(?:work|lessons|exercises|solutions|course|autograd_ref)/[\w./-]*\w")
NUMBERS = sorted(path.stem for path in lesson_paths())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the kit unpacks it, with a student's folder in it."""
    home = tmp_path_factory.mktemp("home")
    Workplace(home / "work").start()
    return home


def texts(notebook: Path) -> list[str]:
    cells = nbformat.read(notebook, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def links(notebook: Path) -> list[Path]:
    """The files that the texts of a notebook link to."""
    return [(notebook.parent / target).resolve()
            for text in texts(notebook) for target in LINK.findall(text)]


@pytest.mark.parametrize("stem", NUMBERS)
def test_lesson_and_assignment_link_to_each_other(home: Path, stem: str) -> None:
    lesson = home / "work" / "lessons" / f"{stem}.ipynb"
    assignment = home / "work" / f"{stem.replace('_', '-')}.ipynb"
    assert assignment.resolve() in links(lesson)
    assert lesson.resolve() in links(assignment)


def test_every_link_and_path_leads_somewhere(home: Path) -> None:
    notebooks = sorted((home / "work").rglob("*.ipynb"))
    assert len(notebooks) == 2 * len(NUMBERS)
    for notebook in notebooks:
        for target in links(notebook):
            assert target.is_file(), f"{notebook.name} links to {target}"
            assert home / "work" in target.parents, f"JupyterLab cannot open {target}"
        for path in PATH.findall(" ".join(LINK.sub("]", text) for text in texts(notebook))):
            assert (home / path).exists(), f"{notebook.name} names {path}"


@pytest.mark.parametrize("slug", ASSIGNMENTS)
def test_the_top_of_an_assignment_says_what_its_cards_say(home: Path, slug: str) -> None:
    notebook = home / "work" / f"{slug}.ipynb"
    top, *cards = (re.findall(r"^\*.*about .* points?\*$", text, re.MULTILINE)
                   for text in texts(notebook) if re.search(r" points?\*", text))
    facts = [(int(minutes), float(points)) for (card,) in cards
             for minutes, points in re.findall(r"about (\d+) minutes, ([\d.]+) points?", card)]
    hours = re.search(r"(\d+) hour", top[0])
    minutes = re.search(r"(\d+) minute", top[0])
    said = 60 * int(hours[1] if hours else 0) + int(minutes[1] if minutes else 0)
    assert len(facts) == len(ASSIGNMENTS[slug].exercises)
    assert said == sum(m for m, _ in facts)
    assert top[0].startswith(f"*{len(facts)} exercises, ")
    assert top[0].endswith(f", {sum(p for _, p in facts):g} points*")
