"""What students are handed out: lessons, assignments, their data files and a page that says how
to begin, of this version.

An installed package holds them in itself. In a checkout the assignments lie in `exercises/` at its
top, where `make build` writes them.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

README = "README.md"
COURSE = Path(__file__).resolve().parents[1]
LESSONS = COURSE / "lessons"
INSIDE = COURSE / "exercises"
EXERCISES = INSIDE if INSIDE.is_dir() else COURSE.parent / "exercises"
# What nbgrader leaves in the place of an answer, in code and in a text.
STUBS = ("return ...", "YOUR ANSWER HERE")
NO_DATA = ("__pycache__", "Thumbs.db", "desktop.ini")


def slugs() -> list[str]:
    """The assignments, in order."""
    return sorted(path.stem for path in EXERCISES.glob("*/*.ipynb"))


def assignment(slug: str) -> Path:
    """The notebook of an assignment, as it is handed out."""
    return EXERCISES / slug / f"{slug}.ipynb"


def files() -> dict[str, Path]:
    """Everything that is handed out, by its path in a student's folder."""
    found = {README: Path(__file__).with_name(README)}
    for slug in slugs():
        folder = assignment(slug).parent
        found[f"{slug}.ipynb"] = assignment(slug)
        found |= {path.relative_to(folder).as_posix(): path for path in _data_files(folder)}
    return found | {f"lessons/{path.name}": path for path in sorted(LESSONS.glob("*.ipynb"))}


def _data_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*")
                  if path.is_file() and path.suffix != ".ipynb"
                  and not any(part.startswith((".", "~")) or part in NO_DATA
                              for part in path.relative_to(folder).parts))


def text_of(path: Path) -> str:
    """A digest of what somebody wrote in a file: of a notebook's cells without their outputs.

    It is "" for what cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return ""
    try:
        cells = [(cell["cell_type"], "".join(cell["source"]))
                 for cell in json.loads(content)["cells"]]
        content = json.dumps(cells).encode()
    except (ValueError, LookupError, TypeError):
        pass
    return hashlib.sha256(content).hexdigest()


def has_stubs_alone(path: Path) -> bool:
    """Whether every answer of a notebook is a stub; False if it is no notebook."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        return all(any(stub in "".join(cell["source"]) for stub in STUBS) for cell in cells
                   if cell["metadata"].get("nbgrader", {}).get("solution"))
    except (ValueError, LookupError, TypeError, AttributeError):
        return False
