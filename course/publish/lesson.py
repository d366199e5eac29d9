"""A lesson source as the executed notebook that students open."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.publish.assignment import METADATA
from course.publish.source import ROOT, read_cells

TIMEOUT = 60
KERNEL_ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]


def lesson_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook of a lesson, not yet executed. Cells marked `raises` may end in an error."""
    cells = []
    for cell in read_cells(path):
        make = new_markdown_cell if cell.kind == "markdown" else new_code_cell
        tags = [tag for tag in ("raises-exception", "nbval-skip") if cell.options.get(_option(tag))]
        metadata = {"tags": tags} if tags else {}
        cells.append(make(cell.text, id=f"cell-{cell.number:02}", metadata=metadata))
    return new_notebook(cells=cells, metadata=METADATA)


def executed(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Run a lesson from top to bottom in a new kernel and keep its outputs."""
    client = NotebookClient(
        notebook, timeout=TIMEOUT, kernel_name="python3", record_timing=False,
        coalesce_streams=True, extra_arguments=KERNEL_ARGUMENTS,
        resources={"metadata": {"path": str(ROOT)}},
    )
    client.execute()
    notebook.metadata.clear()
    notebook.metadata.update(METADATA)
    return notebook


def same_text(first: nbformat.NotebookNode, second: nbformat.NotebookNode) -> bool:
    """Whether two notebooks have the same cells, outputs and counts left aside."""
    return _text(first) == _text(second)


def _text(notebook: nbformat.NotebookNode) -> list[tuple[str, str, str, dict[str, object]]]:
    return [(c.cell_type, c.id, c.source, dict(c.metadata)) for c in notebook.cells]


def _option(tag: str) -> str:
    return {"raises-exception": "raises", "nbval-skip": "skip"}[tag]
