"""Lessons and assignments as the lab shows them: the students' notebooks, and a note in each."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from course.publish.kit import handed_out

LESSON_NOTE = """\
> **You are in the lab.** Python runs in this very page; the first cell takes some seconds while it
> starts. Run a cell with Shift+Enter. What you change is kept in this browser, on this computer,
> and nowhere else."""
ASSIGNMENT_NOTE = """\
> **You are in the lab.** Your work is kept in this browser, on this computer, and nowhere else:
> it is gone if you clear the browser's data or use a private window. Save with Ctrl+S.
> **To hand in**, choose *File > Download* and hand in the file `{name}` that you get. To go on
> elsewhere, upload that file there."""
KERNEL = {"name": "python", "display_name": "Python (Pyodide)", "language": "python"}


def write_notebooks(out: Path) -> None:
    """Write what students get into `out`, in the layout of their folder `work`."""
    for path in handed_out():
        target = out / ("lessons" if path.parent.name == "lessons" else "") / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".ipynb":
            notebook = for_the_lab(json.loads(path.read_bytes()), path.name)
            target.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", "utf-8")
        else:
            shutil.copyfile(path, target)


def for_the_lab(notebook: dict[str, Any], name: str) -> dict[str, Any]:
    """A notebook for the lab's kernel, with a note below its title.

    JupyterLite takes a text that is stored as a list of lines for a list of texts, so each text
    becomes one string.
    """
    cells = [_joined(cell) for cell in notebook["cells"]]
    is_lesson = not any("nbgrader" in cell["metadata"] for cell in cells)
    note = LESSON_NOTE if is_lesson else ASSIGNMENT_NOTE.format(name=name)
    cells.insert(1, {"cell_type": "markdown", "id": "lab-note", "metadata": {}, "source": note})
    metadata = notebook["metadata"] | {"kernelspec": KERNEL}
    return notebook | {"cells": cells, "metadata": metadata}


def _joined(cell: dict[str, Any]) -> dict[str, Any]:
    joined = cell | {"source": _text(cell["source"])}
    if "outputs" in cell:
        joined["outputs"] = [_joined_output(output) for output in cell["outputs"]]
        joined["metadata"] = cell["metadata"] | {"trusted": True}  # else no picture is shown
    return joined


def _joined_output(output: dict[str, Any]) -> dict[str, Any]:
    if "text" in output:
        return output | {"text": _text(output["text"])}
    if "data" in output:
        data = {kind: _text(content) if kind.startswith(("text/", "image/")) else content
                for kind, content in output["data"].items()}
        return output | {"data": data}
    return output


def _text(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)
