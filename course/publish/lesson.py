"""A lesson source as the executed notebook that students open."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course.publish.assignment import METADATA, install_cell
from course.publish.source import ROOT, read_cells

TIMEOUT = 60
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
TEMPORARY = re.compile(r"/\S*/ipykernel_\d+/\d+\.py")
FILE_FRAME = re.compile(r"(\x1b\[[0-9;]*m)*File ")
KERNEL_ARGUMENTS = ["--HistoryManager.hist_file=:memory:", "--IPKernelApp.log_level=40"]


def lesson_notebook(path: Path) -> nbformat.NotebookNode:
    """The notebook of a lesson, not yet executed. Cells marked `raises` may end in an error."""
    cells = []
    for cell in read_cells(path):
        make = new_markdown_cell if cell.kind == "markdown" else new_code_cell
        tags = [tag for tag in ("raises-exception", "nbval-skip") if cell.options.get(_option(tag))]
        metadata = {"tags": tags} if tags else {}
        cells.append(make(cell.text, id=f"cell-{cell.number:02}", metadata=metadata))
    cells.insert(1, install_cell())
    cells[1].metadata = {"jupyter": {"source_hidden": True}, "tags": ["remove-cell"]}
    return new_notebook(cells=cells, metadata=METADATA)


def executed(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The lesson with its outputs, run from top to bottom in a new kernel."""
    client = NotebookClient(
        notebook, timeout=TIMEOUT, kernel_name="python3", record_timing=False,
        coalesce_streams=True, extra_arguments=KERNEL_ARGUMENTS,
        resources={"metadata": {"path": str(ROOT)}},
    )
    client.execute()
    notebook.metadata.clear()
    notebook.metadata.update(METADATA)
    return _tidied(notebook)


def _tidied(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The outputs without what differs from machine to machine.

    This numbers addresses in the order in which they occur, and removes from tracebacks the lines
    of other files than the lesson, from warnings the name of the cell's temporary file.
    """
    addresses: dict[str, str] = {}

    def number(match: re.Match[str]) -> str:
        return addresses.setdefault(match[0], f"0x7f00{16 * (len(addresses) + 1):08x}")

    def clean(text: str) -> str:
        return TEMPORARY.sub("<cell>", ADDRESS.sub(number, text))

    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                output.traceback = [t for t in output.traceback if not FILE_FRAME.match(t)]
            elif output.output_type == "stream":
                output.text = clean(output.text)
            elif "text/plain" in output.data:
                output.data["text/plain"] = clean(output.data["text/plain"])
    return notebook


def same_text(first: nbformat.NotebookNode, second: nbformat.NotebookNode) -> bool:
    """Whether two notebooks have the same cells, apart from outputs and execution counts."""
    return _text(first) == _text(second)


def _text(notebook: nbformat.NotebookNode) -> list[tuple[str, str, str, dict[str, object]]]:
    return [(c.cell_type, c.id, c.source, dict(c.metadata)) for c in notebook.cells]


def _option(tag: str) -> str:
    return {"raises-exception": "raises", "nbval-skip": "skip"}[tag]
