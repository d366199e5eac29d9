"""Plain assignments: notebooks that an instructor writes with nbgrader alone, without probes.

`solutions/<slug>/<slug>.ipynb` is the source of such an assignment. Files that lie beside a
solution, of any assignment, are its data files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import nbformat

from course.publish.assignment import notebook_bytes, release_notebook
from course.publish.misconceptions import FINGERPRINTS
from course.publish.source import SourceError, assignment_paths


def plain_assignments(root: Path) -> list[Path]:
    """The notebooks of all plain assignments, in order."""
    with_source = {path.stem.replace("_", "-") for path in assignment_paths()}
    return [path for path in sorted((root / "solutions").glob("*/*.ipynb"))
            if path.stem == path.parent.name and path.stem not in with_source
            and not (root / FINGERPRINTS / f"{path.stem}.json").exists()]


def plain_release(path: Path) -> bytes:
    """What students get of a plain assignment. Raises SourceError if nbgrader cannot make it."""
    try:
        text = _with_ids(path.read_text(encoding="utf-8"))
        return notebook_bytes(release_notebook(nbformat.reads(text, as_version=4)))
    except Exception as error:
        why = (str(error).strip() or type(error).__name__).splitlines()[-1]
        raise SourceError(f"{path.parent.name}/{path.name}: nbgrader cannot make the students' "
                          f"notebook from it: {why}") from None


def _with_ids(text: str) -> str:
    """A notebook's text; each cell has an id, the same from build to build."""
    content = json.loads(text)
    if content["nbformat"] == 4:
        content["nbformat_minor"] = max(5, content["nbformat_minor"])
        for number, cell in enumerate(content["cells"], start=1):
            cell.setdefault("id", f"plain-{number:02}")
    return json.dumps(content)


def unused_notebooks(root: Path) -> Iterator[Path]:
    """Notebooks in `solutions/` that are no assignment: their folder has another name."""
    for path in sorted((root / "solutions").glob("*/*.ipynb")):
        if path.stem != path.parent.name:
            yield path.relative_to(root)
