"""What Sphinx reads: the docs, the lessons and the home page, with the site's own links.

Every page of `docs/` and every lesson is found by its name. The sidebar follows the links: a page
stands below the first of the three doors that leads to it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import escape
from itertools import pairwise
from pathlib import Path

import nbformat

from course.publish.site.links import DOCS, Links, targets
from course.publish.source import LESSONS, ROOT

THEME = Path(__file__).parent / "theme"
DOORS = {"Learn": "students", "Teach": "instructors", "The engine": "engine"}
OTHERS = "The project"
# The picture of the home page: the second stepper of this lesson.
SHOWN_LESSON, SHOWN_CODE = "04_backward", "backward_steps(result, "
PREDICTS = re.compile(r"\bpredict", re.IGNORECASE)
RUNS_HERE = """\
It runs in your browser: you install nothing and need no account. Your work is kept there, on your
computer."""


def write_sources(folder: Path, links: Links) -> None:
    """Write all that Sphinx reads into `folder`."""
    shutil.copytree(THEME, folder / "_static", ignore=shutil.ignore_patterns("*.md", "*.html"))
    (folder / "_templates").mkdir()
    shutil.copy(THEME / "search.html", folder / "_templates")
    shutil.copytree(DOCS, folder / "docs", ignore=shutil.ignore_patterns("*.md"))
    for page in sorted(DOCS.glob("*.md")):
        text = links.of_doc(page.read_text(encoding="utf-8"))
        (folder / "docs" / page.name).write_text(text, encoding="utf-8")
    (folder / "lessons").mkdir()
    for path in lessons():
        nbformat.write(lesson_page(path, links), folder / "lessons" / path.name)
    (folder / "index.md").write_text(home(links), encoding="utf-8")


def lessons() -> list[Path]:
    """The executed lessons, in order."""
    return sorted(LESSONS.glob("[0-9][0-9]_*.ipynb"))


# -- a lesson --------------------------------------------------------------------------------------


def lesson_page(path: Path, links: Links) -> nbformat.NotebookNode:
    """A lesson with its doors to lab and Colab, its links, and a text for each of its pictures.

    What follows a prediction is folded: the reader predicts first.
    """
    notebook = nbformat.read(path, as_version=4)
    for before, cell in pairwise(notebook.cells):
        if before.cell_type == "markdown" and PREDICTS.search(before.source) and (
                cell.cell_type == "code" and cell.outputs):
            cell.metadata.tags = [*cell.metadata.get("tags", []), "hide-output"]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = links.of_lesson(cell.source)
        elif description := _description(cell):
            cell.metadata["mystnb"] = {"image": {"alt": description}}
    title, _, rest = notebook.cells[0].source.partition("\n")
    notebook.cells[0].source = f"{title}\n\n{_lesson_doors(path, links)}\n{rest}"
    return notebook


def _description(cell: nbformat.NotebookNode) -> str:
    """What the picture below a cell shows, in the words that `curves` stored with it."""
    found = (output.get("metadata", {}).get("image/png", {}).get("alt") for output in cell.outputs)
    return "; ".join(line.strip() for line in next(filter(None, found), "").splitlines())


def _lesson_doors(path: Path, links: Links) -> str:
    doors = []
    if links.lab:
        doors.append((f"../{links.in_lab(f'lessons/{path.name}')}", "Run this lesson"))
    if colab := links.in_colab(path.relative_to(ROOT).as_posix()):
        doors.append((colab, "Open in Colab"))
    return _buttons(doors)


def _buttons(doors: list[tuple[str, str]]) -> str:
    """A row of buttons; the first one is the one to press."""
    shown = (f'<a class="button" href="{escape(address)}">{text}</a>' for address, text in doors)
    return f'<p class="buttons">{" ".join(shown)}</p>\n' if doors else ""


# -- the home page ---------------------------------------------------------------------------------


def home(links: Links) -> str:
    """The home page, and in it the table of contents for the sidebar."""
    first = lessons()[0]
    read = (f"lessons/{first.stem}.html", "Read lesson 1")
    start = (links.in_lab(f"lessons/{first.name}"), "Start lesson 1 now")
    code, stepper = _stepper()
    wrong, report = _check_example()
    return (THEME / "home.md").read_text(encoding="utf-8").format(
        count=len(lessons()),
        buttons=_buttons([start, read] if links.lab else [read]),
        start=RUNS_HERE if links.lab else "",
        code=code, stepper=stepper, wrong=wrong, report=report,
        lessons="\n".join(f"1. [{question(path)}](lessons/{path.name})" for path in lessons()),
        contents="\n".join(_contents()),
    )


def question(path: Path) -> str:
    """The question of a lesson, from its title `# Lesson NN: ...`."""
    title: str = nbformat.read(path, as_version=4).cells[0].source.partition("\n")[0]
    return title.partition(": ")[2]


def _stepper() -> tuple[str, str]:
    """Code and stepper of a cell of a lesson."""
    notebook = nbformat.read(LESSONS / f"{SHOWN_LESSON}.ipynb", as_version=4)
    cell = next(cell for cell in notebook.cells if SHOWN_CODE in cell.source)
    return cell.source, cell.outputs[0].data["text/html"]


def _check_example() -> tuple[str, str]:
    """The wrong answer that the README shows, and what its check says about it."""
    blocks = re.findall(r"^```(\w+)\n(.*?)\n```$", (ROOT / "README.md").read_text("utf-8"),
                        re.DOTALL | re.MULTILINE)
    answer = [code for language, code in blocks if language == "python"][1]
    return answer, next(text for language, text in blocks if language == "text")


def _contents() -> Iterator[str]:
    """The sidebar: the docs by their doors, the lessons after the first one."""
    for caption, names in by_door().items():
        yield from _toctree(caption, [f"docs/{name}" for name in names])
        if caption == "Learn":
            yield from _toctree("Lessons", [
                f"{path.stem[:2]} {question(path).replace('`', '')} <lessons/{path.stem}>"
                for path in lessons()])


def _toctree(caption: str, entries: list[str]) -> list[str]:
    return ["```{toctree}", ":hidden:", f":caption: {caption}", "", *entries, "```", ""]


def by_door() -> dict[str, list[str]]:
    """The docs below each door: it, the pages that it links to, and those that these link to."""
    groups: dict[str, list[str]] = {}
    placed = set(DOORS.values())
    for caption, door in DOORS.items():
        group = groups[caption] = [door]
        for name in group:  # grows while it is read
            for found in _linked_docs(name):
                if found not in placed:
                    placed.add(found)
                    group.append(found)
    rest = [path.stem for path in sorted(DOCS.glob("*.md")) if path.stem not in placed]
    return groups | ({OTHERS: rest} if rest else {})


def _linked_docs(name: str) -> list[str]:
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    pages = (Path(target.partition("#")[0]) for target in targets(text))
    return [page.stem for page in pages
            if page.suffix == ".md" and page.parent == Path() and (DOCS / page).exists()]
