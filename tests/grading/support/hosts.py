"""Notebooks as other programs write them: each with its points and what the detail says.

Every file is built from the assignment's own notebook, in the form in which the program saves it:
what it does to metadata, ids, outputs and sources, and what it adds.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import nbformat

from course.grading.submission import State

from .notebooks import SLUG, RawNotebook, answered, cell_of, own_cell, released, solutions, source

PNG = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
       "rkJggg==")
LOST = ("The notebook has lost nbgrader's metadata; the grader knew its cells by their texts and "
        "names.")
WRAPPED = ("The file wraps the notebook, as an answer of a program does; the grader unwrapped "
           "it.")
INSTALLED = "Nothing was installed: {} did nothing."
MOVED = "The answer train was not in its cell but in another one; the grader used it."
NEEDED = "the grader needs the notebook, a file that ends in .ipynb."
MADE = f"{LOST} Handed in as {{}}, which is no notebook; the grader made a notebook of its cells."
FULL = 20
WITHOUT_TRAIN = 17


@dataclass(frozen=True)
class File:
    """What a student hands in: files by name, and what a fair person would make of it."""

    files: dict[str, bytes]
    detail: str = ""
    score: float = FULL
    state: State = State.GRADED


def one(notebook: RawNotebook | bytes | str, detail: str = "", score: float = FULL,
        state: State = State.GRADED, name: str = f"{SLUG}.ipynb") -> File:
    """One file under this name."""
    content = notebook if isinstance(notebook, bytes) else notebook.encode() if isinstance(
        notebook, str) else json.dumps(notebook).encode()
    return File({name: content}, detail, score, state)


# -- what hosts do to a notebook -------------------------------------------------------------------


def each_cell(change: Callable[[dict[str, Any]], None], notebook: RawNotebook) -> RawNotebook:
    for cell in notebook["cells"]:
        change(cell)
    return notebook


def without_ids(notebook: RawNotebook) -> RawNotebook:
    """In notebook format 4.4, as programs write it that are older than cell ids."""
    notebook["nbformat_minor"] = 4
    return each_cell(lambda cell: cell.pop("id", None), notebook)


def without_marks(notebook: RawNotebook) -> RawNotebook:
    return each_cell(lambda cell: cell["metadata"].pop("nbgrader", None), notebook)


def with_lines(notebook: RawNotebook) -> RawNotebook:
    return each_cell(
        lambda cell: cell.update(source=source(cell).splitlines(keepends=True)), notebook)


def with_texts(notebook: RawNotebook) -> RawNotebook:
    return each_cell(lambda cell: cell.update(source=source(cell)), notebook)


def with_line_ends(notebook: RawNotebook) -> RawNotebook:
    return each_cell(
        lambda cell: cell.update(source=source(cell).replace("\n", "\r\n")), notebook)


def with_outputs(notebook: RawNotebook, output: dict[str, Any]) -> RawNotebook:
    return each_cell(lambda cell: cell.update(outputs=[output], execution_count=7)
                     if cell["cell_type"] == "code" else None, notebook)


def with_first(notebook: RawNotebook, *cells: dict[str, Any]) -> RawNotebook:
    notebook["cells"][:0] = cells
    return notebook


def colab(lost: bool = False) -> RawNotebook:
    """Colab gives ids in the metadata, drops the notebook's own, and keeps the outputs."""
    notebook = without_ids(with_lines(answered()))
    notebook["nbformat_minor"] = 0
    notebook["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"}, "accelerator": "GPU"}
    if lost:
        without_marks(notebook)
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] |= {"id": f"x{number:04}", "colab": {"base_uri": "https://localhost:8080/"}}
    return with_outputs(notebook, {
        "output_type": "stream", "name": "stdout", "text": ["done\n"]})


def vscode(lost: bool = False) -> RawNotebook:
    """VS Code keeps ids, writes its own kernel, and a `vscode` entry into cells."""
    notebook = with_lines(answered())
    notebook["metadata"] = {
        "kernelspec": {"display_name": ".venv (3.12.1)", "language": "python", "name": "python3"},
        "language_info": {"name": "python", "version": "3.12.1"}, "orig_nbformat": 4}
    if lost:
        without_marks(notebook)
    return each_cell(lambda cell: cell["metadata"].update(vscode={"languageId": "python"}),
                     notebook)


def deepnote() -> RawNotebook:
    """Deepnote replaces the metadata and the ids of all cells, and adds a last one of its own."""
    notebook = answered()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{number:032x}"
        cell["metadata"] = {"cell_id": f"{number:032x}", "deepnote_cell_type": cell["cell_type"]}
    notebook["cells"].append(own_cell("<a href='https://deepnote.com'>Created in deepnote.com</a>",
                                      "markdown"))
    notebook["metadata"] = {"deepnote": {}, "deepnote_execution_queue": [], "language_info": {
        "name": "python"}, "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return notebook


def kaggle() -> RawNotebook:
    """Kaggle begins with a cell of its own that lists files, and puts times into the metadata."""
    notebook = without_ids(answered())
    each_cell(lambda cell: cell["metadata"].update(
        _uuid="d629ff", _cell_guid="b1076d", trusted=True,
        execution={"iopub.status.busy": "2026-11-20T10:00:00"}), notebook)
    notebook["metadata"]["kaggle"] = {"accelerator": "none", "dataSources": []}
    return with_first(notebook, own_cell(
        "import numpy as np\nimport pandas as pd\nimport os\n"
        "for dirname, _, filenames in os.walk('/kaggle/input'):\n    print(dirname)"))


def pycharm() -> RawNotebook:
    """PyCharm writes texts in one piece, with `#%%` on top, and collapsed flags."""
    notebook = with_texts(answered())
    return each_cell(lambda cell: cell.update(
        source=("#%% md\n" if cell["cell_type"] == "markdown" else "#%%\n") + cell["source"],
        metadata={**cell["metadata"], "collapsed": False, "pycharm": {"name": "#%%\n"}}), notebook)


def classic() -> RawNotebook:
    """The classic Notebook: format 4.2, `collapsed`, a toolbar, execution counts."""
    notebook = without_ids(with_lines(answered()))
    notebook["nbformat_minor"] = 2
    notebook["metadata"]["toc"] = {"base_numbering": 1}
    return each_cell(lambda cell: cell["metadata"].update(collapsed=True), notebook)


def jupyterlite(lost: bool = False) -> RawNotebook:
    notebook = answered()
    notebook["metadata"]["kernelspec"] = {
        "display_name": "Python (Pyodide)", "language": "python", "name": "python"}
    return without_marks(notebook) if lost else notebook


def kernel(name: str) -> RawNotebook:
    """A kernel of Python that only its author has."""
    notebook = answered()
    notebook["metadata"]["kernelspec"] = {
        "name": name, "display_name": name, "language": "python"}
    return notebook


def databricks() -> RawNotebook:
    """Databricks replaces the metadata of cells, and writes magics for other languages."""
    notebook = without_ids(answered())
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = {"application/vnd.databricks.v1+cell": {
            "cellMetadata": {}, "inputWidgets": {}, "nuid": f"{number}", "title": ""}}
    notebook["metadata"] = {"application/vnd.databricks.v1+notebook": {"language": "python"},
                            "language_info": {"name": "python"},
                            "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    return with_first(notebook, own_cell("%pip install autograd-course"),
                      own_cell("dbutils.library.restartPython()"))


def sagemaker() -> RawNotebook:
    notebook = answered()
    notebook["metadata"]["kernelspec"] = {
        "display_name": "conda_python3", "language": "python", "name": "conda_python3"}
    notebook["metadata"]["instance_type"] = "ml.t3.medium"
    return notebook


def black() -> RawNotebook:
    """A formatter lays out all cells anew, the locked ones too, with other quotes."""
    notebook = answered()
    for cell in notebook["cells"]:
        if "check(" in source(cell):
            cell["source"] = source(cell).replace('"', "'").replace(", ", ",") + "  # done\n"
        elif cell["cell_type"] == "code":
            cell["source"] = source(cell).replace("\n\n\n", "\n\n") + "\n"
    return notebook


def azure() -> RawNotebook:
    """Azure ML notes when a cell ran, and its studio's own marks."""
    notebook = answered()
    notebook["metadata"].update(microsoft={"host": {"AzureML": {"notebookHasBeenCompleted": True}}},
                                kernel_info={"name": "python310-sdkv2"}, nteract={"version": "1"})
    notebook["metadata"]["kernelspec"] = {
        "display_name": "Python 3.10 - SDK v2", "language": "python", "name": "python310-sdkv2"}
    return each_cell(lambda cell: cell["metadata"].update(
        gather={"logged": 1795168800000}, jupyter={"source_hidden": False, "outputs_hidden": False},
        nteract={"transient": {"deleting": False}}), notebook)


def cocalc() -> RawNotebook:
    """CoCalc gives short ids, and marks of its own for what a cell shows."""
    notebook = answered()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{number:06x}"
        cell["metadata"].update(collapsed=False, scrolled=True, slideshow={"slide_type": "slide"})
    notebook["metadata"]["kernelspec"] = {
        "argv": ["/usr/bin/python3", "-m", "ipykernel", "-f", "{connection_file}"],
        "display_name": "Python 3 (system-wide)", "language": "python", "name": "python3",
        "metadata": {"cocalc": {"priority": 100, "url": "https://www.python.org/"}}}
    return notebook


def colab_forms() -> RawNotebook:
    """Colab's forms: a title in a comment above the code, a view in the metadata."""
    notebook = colab()
    for name in ("train", "accumulate"):
        cell = cell_of(notebook, name)
        cell["source"] = f"#@title Exercise {name} {{display-mode: \"form\"}}\n" + source(cell)
        cell["metadata"]["cellView"] = "form"
    return notebook


def ruff_format() -> RawNotebook:
    """A formatter that leaves two blank lines after imports and none at the ends of cells."""
    notebook = answered()
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = source(cell).replace("'", '"').rstrip()
            if "check(" in cell["source"]:
                cell["source"] = cell["source"].replace("\n\n", "\n\n\n")
    return notebook


def jupyter_book() -> RawNotebook:
    """Tags of Jupyter Book and papermill on every cell, and a cell of parameters."""
    notebook = each_cell(lambda cell: cell["metadata"].update(
        tags=["hide-input", "remove-stderr"], papermill={"status": "completed", "duration": 0.1}),
        answered())
    notebook["metadata"]["papermill"] = {"parameters": {}, "version": "2.6.0"}
    injected = own_cell("# Parameters\nseed = 42\n")
    injected["metadata"] = {"tags": ["injected-parameters"]}
    return with_first(notebook, injected)


def nbdime_conflict_in_metadata() -> RawNotebook:
    """A merge that nbdime could not decide in the metadata, which it notes there."""
    notebook = answered()
    notebook["metadata"]["nbdime-conflicts"] = {
        "local_diff": [{"key": "language_info", "op": "remove"}], "remote_diff": []}
    cell_of(notebook, "train")["metadata"]["nbdime-conflicts"] = {"local_diff": [], "remote_diff": [
        {"key": "collapsed", "op": "add", "value": True}]}
    return notebook


def nbdime_conflict() -> RawNotebook:
    """A merge that nbdime could not decide: both versions of a cell between markers."""
    notebook = answered()
    ours, place = cell_of(notebook, "train"), notebook["cells"].index(cell_of(notebook, "train"))
    theirs = {**ours, "id": "theirs"}
    marker = '<span style="color:red">**{}**</span>'
    notebook["cells"][place:place + 1] = [
        own_cell(marker.format("<<<<<<< local"), "markdown"), ours,
        own_cell(marker.format("======="), "markdown"), theirs,
        own_cell(marker.format(">>>>>>> remote"), "markdown")]
    return notebook


def git_conflict_in_source() -> RawNotebook:
    notebook = answered()
    cell = cell_of(notebook, "train")
    cell["source"] = f"<<<<<<< HEAD\n{source(cell)}\n=======\n{source(cell)}\n>>>>>>> main"
    return notebook


def git_conflict_in_the_file() -> bytes:
    """What git leaves if the same notebook was run on two computers."""
    text = json.dumps(answered(), indent=1)
    place = '"execution_count": null,'
    assert place in text
    ours, theirs = (place.replace("null", count) for count in ("7", "12"))
    return text.replace(
        place, f"\n<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> main\n", 1).encode()


def jupytext_paired() -> RawNotebook:
    """Read back from a percent script: new ids, metadata kept, jupytext's own added."""
    notebook = answered()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{number * 7919:08x}"
    notebook["metadata"]["jupytext"] = {"formats": "ipynb,py:percent"}
    return notebook


def cleared_by_nbstripout() -> RawNotebook:
    """A filter for git that removes outputs, counts and all metadata that it does not know."""
    notebook = without_marks(answered())
    notebook["metadata"] = {"language_info": {"name": "python"},
                            "kernelspec": {"name": "python3", "display_name": "Python 3"}}
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = str(number)
    return notebook


def format_3() -> bytes:
    text: str = nbformat.writes(nbformat.convert(
        nbformat.from_dict(with_texts(answered())), 3), version=3)
    return text.encode()


def moved(text: str, place: int, kind: str = "code") -> RawNotebook:
    """The answer `train` stands in another cell, while its own holds the stub."""
    notebook = answered(stubs=("train",))
    notebook["cells"].insert(place, own_cell(text, kind))
    return notebook


def in_card() -> RawNotebook:
    notebook = answered(stubs=("train",))
    card = cell_of(notebook, "card_train")
    card["source"] = source(card) + "\n\n" + solutions()["train"]
    return notebook


def with_picture() -> RawNotebook:
    notebook = answered()
    text = {**own_cell("![a.png](attachment:a.png)", "markdown"),
            "attachments": {"a.png": {"image/png": PNG}, "b.svg": {"image/svg+xml": "<svg/>"}}}
    notebook["cells"].append(text)
    return notebook


def widgets() -> RawNotebook:
    notebook = answered()
    notebook["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": {
        "state": {"a": {"model_name": "IntSliderModel", "state": {}}}, "version_major": 2}}
    return with_outputs(notebook, {"output_type": "display_data", "metadata": {}, "data": {
        "application/vnd.jupyter.widget-view+json": {"model_id": "a"}}})


def two_imports() -> RawNotebook:
    notebook = answered()
    for name in ("train", "accumulate"):
        cell = cell_of(notebook, name)
        cell["source"] = "import torch\nimport pandas as pd\n" + source(cell)
    return notebook


def zipped(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def right() -> bytes:
    return json.dumps(answered()).encode()


def other_unit() -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        own_cell('from course.checks import check\n\ncheck("04-backward", "backward")')]}).encode()


def colab_drive() -> RawNotebook:
    return with_first(colab(), own_cell(
        "from google.colab import drive\ndrive.mount('/content/drive')"),
        own_cell("!pip install -q autograd-course"))


# -- programs and texts of which a notebook can be made again --------------------------------------


def joined(code: str, text: str, first: str = "") -> str:
    """Each cell in one of two forms, with its source for {}."""
    parts = [(code if cell["cell_type"] == "code" else text).replace("{}", source(cell))
             for cell in answered()["cells"]]
    return "\n".join([first, *parts])


def commented(mark: str = "# ") -> str:
    """The cells as one text, those of text as comments."""
    lines = []
    for cell in answered()["cells"]:
        is_code = cell["cell_type"] == "code"
        lines.append("# %%" if is_code else "# %% [markdown]")
        lines += [line if is_code else f"{mark}{line}" for line in source(cell).split("\n")]
    return "\n".join(lines)


def by_databricks() -> str:
    text = commented("# MAGIC ").replace("# %% [markdown]", "# %%\n# MAGIC %md")
    return "# Databricks notebook source\n" + text.replace("# %%", "\n# COMMAND ----------\n")


def by_marimo() -> str:
    cells = ["import marimo\n\napp = marimo.App()\n"]
    for cell in answered()["cells"]:
        body = source(cell) if cell["cell_type"] == "code" else 'mo.md(r"""a text""")'
        lines = "\n".join(f"    {line}" if line else "" for line in body.split("\n"))
        cells.append(f"@app.function\n{body}\n" if body.startswith("def ")
                     else f"@app.cell\ndef _(mo, np):\n{lines}\n    return (np,)\n")
    return "\n\n".join([*cells, 'if __name__ == "__main__":\n    app.run()\n'])


# -- the files -------------------------------------------------------------------------------------


def marked(name: str, metadata: dict[str, Any]) -> RawNotebook:
    """A program of this name puts its own metadata in the place of all others."""
    notebook = without_ids(answered())
    notebook["metadata"] = {name: metadata, "kernelspec": {"name": "python3"}}
    return each_cell(lambda cell: cell.update(metadata={name: metadata}), notebook)


def quarto() -> RawNotebook:
    """Quarto writes options as comments, and a header of its own."""
    notebook = with_first(without_marks(without_ids(answered())), own_cell(
        "---\ntitle: work\njupyter: python3\n---", "raw"))
    return each_cell(lambda cell: cell.update(source="#| echo: true\n" + source(cell))
                     if cell["cell_type"] == "code" else None, notebook)


def stopped_papermill() -> RawNotebook:
    """Papermill adds its parameters, and texts about the cell that failed."""
    return with_first(answered(), own_cell("An Exception was encountered at In [3].", "markdown"),
                      own_cell("# Parameters\nsteps = 3"))


def lines_without_ends() -> RawNotebook:
    return each_cell(lambda cell: cell.update(source=source(cell).splitlines()), answered())


def with_prompts() -> RawNotebook:
    """Copied out of a terminal."""
    def prompted(cell: dict[str, Any]) -> None:
        if cell["cell_type"] == "code":
            cell["source"] = "\n".join(
                f"{'>>>' if line[:1].strip() else '...'} {line}"
                for line in source(cell).splitlines())
    return each_cell(prompted, answered())


def without_texts() -> RawNotebook:
    """Texts turned into raw cells, as some converters write them."""
    return each_cell(lambda cell: cell.update(cell_type="raw") if cell["cell_type"] == "markdown"
                     else None, answered())


def without_format() -> RawNotebook:
    notebook = answered()
    del notebook["nbformat"]
    return notebook


def by_github(content: bytes) -> str:
    return json.dumps({"name": f"{SLUG}.ipynb", "encoding": "base64",
                       "content": base64.b64encode(content).decode()})


def by_jupyter_server(notebook: RawNotebook) -> str:
    return json.dumps({"name": f"{SLUG}.ipynb", "type": "notebook", "content": notebook})


def files() -> Iterator[tuple[str, File]]:
    """Every file by a name that says what it is."""
    yield "JupyterLab", one(answered())
    yield "JupyterLab, lines", one(with_lines(answered()))
    yield "Colab", one(colab())
    yield "Colab, metadata lost", one(colab(lost=True), LOST)
    yield "Colab, drive and pip", one(colab_drive(), "google is not installed where grades are "
        "made; importing did nothing. " + INSTALLED.format("pip install -q autograd-course"))
    yield "Colab, %pip first", one(with_first(colab(), own_cell("%pip install torch")),
                                   INSTALLED.format("pip install torch"))
    yield "VS Code", one(vscode())
    yield "VS Code, metadata lost", one(vscode(lost=True), LOST)
    yield "VS Code, Windows line ends", one(with_line_ends(vscode()))
    yield "Deepnote", one(deepnote(), LOST)
    yield "Kaggle", one(kaggle(), "pandas is not installed where grades are made; importing did "
                                  "nothing.")
    yield "PyCharm", one(pycharm())
    yield "classic Notebook", one(classic())
    yield "JupyterLite", one(jupyterlite())
    yield "JupyterLite, metadata lost", one(jupyterlite(lost=True), LOST)
    yield "Databricks", one(databricks(), INSTALLED.format("pip install autograd-course") + " "
                            + LOST)
    yield "SageMaker", one(sagemaker())
    yield "Azure ML", one(azure())
    yield "CoCalc", one(cocalc())
    yield "Colab, forms", one(colab_forms())
    yield "Jupyter Book and papermill", one(jupyter_book())
    yield "black", one(black())
    yield "ruff format", one(ruff_format())
    yield "nbdime, a conflict in metadata", one(nbdime_conflict_in_metadata())
    yield "jupytext", one(jupytext_paired())
    yield "nbstripout", one(cleared_by_nbstripout(), LOST)
    yield "notebook format 3", one(format_3(), "It was in notebook format 3 and was converted to "
                                               "4.")
    yield "nbdime, a conflict", one(nbdime_conflict(), "The cell train occurs twice; the copy ran "
                                                       "as an ordinary cell.")
    yield "git, a conflict in a cell", one(
        git_conflict_in_source(), "A merge conflict was left in the cell train; the grader took "
        "the one version that is written.")
    yield "git, a conflict in the file", one(
        git_conflict_in_the_file(),
        "Git left a merge conflict in the file; both versions have the same code.")
    yield "UTF-8 with a mark", one(b"\xef\xbb\xbf" + right())
    yield "UTF-16", one(json.dumps(answered()).encode("utf-16"))
    yield "an editor's ANSI", one(
        json.dumps(with_first(answered(), own_cell("größe = '½ €'")), ensure_ascii=False)
        .replace("→", "-").encode("cp1252", "replace"),
        "It is not in UTF-8; it was read as Windows-1252.")
    yield "an environment of one's own", one(kernel("ml"))
    yield "widgets", one(widgets())
    yield "a pasted picture", one(with_picture())
    yield "unused imports", one(two_imports(), "torch and pandas are not installed where grades "
                                               "are made; importing did nothing.")
    yield "%%time on top", one(answered(lambda n: cell_of(n, "train").update(
        source="%%time\n" + source(cell_of(n, "train")))))
    yield "%load_ext first", one(with_first(answered(), own_cell(
        "%load_ext autoreload\n%autoreload 2")))
    yield "an answer in a cell above", one(moved(solutions()["train"], 2), MOVED)
    yield "an answer in the last cell", one(moved(solutions()["train"], 99), MOVED)
    yield "an answer in a text", one(
        moved(f"```python\n{solutions()['train']}\n```", 5, "markdown"), MOVED)
    yield "an answer in the card", one(in_card(), MOVED)
    yield "nothing written", one(released(), "Nothing was written yet.", 0)
    yield "numbered by a browser", one(right(), f"Handed in as {SLUG} (1).ipynb.",
                                       name=f"{SLUG} (1).ipynb")
    yield "a copy", one(right(), f"Handed in as {SLUG}-Copy1.ipynb.", name=f"{SLUG}-Copy1.ipynb")
    yield ".json", one(right(), f"Handed in as {SLUG}.json.", name=f"{SLUG}.json")
    yield ".ipynb.txt", one(right(), f"Handed in as {SLUG}.ipynb.txt.", name=f"{SLUG}.ipynb.txt")
    yield "no ending", one(right(), "Handed in as homework.", name="homework")
    yield "in a zip", one(zipped(**{f"work/{SLUG}.ipynb": right()}),
                          f"Handed in as {SLUG}.ipynb in work.zip.", name="work.zip")
    yield "a zip named like a notebook", one(
        zipped(**{"hw.ipynb": right()}), f"Handed in as hw.ipynb in {SLUG}.ipynb.")
    yield "another unit beside it", File(
        {"a.ipynb": other_unit(), "b.ipynb": right()},
        "Handed in as b.ipynb. Not graded: a.ipynb.")
    yield "another unit's notebook", one(
        other_unit(), f"It is the notebook of 04-backward, not of {SLUG}.", 0, State.MALFORMED)
    yield "marimo", one(with_first(marked("marimo", {"version": "0.9"}), own_cell(
        "import marimo as mo")), "marimo is not installed where grades are made; importing did "
        "nothing. " + LOST)
    yield "Datalore", one(marked("datalore", {"type": "CODE"}), LOST)
    yield "nteract", one(each_cell(lambda cell: cell["metadata"].update(
        inputHidden=False, nteract={"transient": {"deleting": False}}), answered()))
    yield "RISE", one(each_cell(lambda cell: cell["metadata"].update(
        slideshow={"slide_type": "slide"}), answered()))
    yield "Quarto", one(quarto(), LOST)
    for name, text in {
        "percent.py": commented(), "script.py": commented().replace("# %%", "\n# In[ ]:\n\n"),
        "databricks.py": by_databricks(), "quarto.qmd": joined(
            "```{python}\n#| echo: true\n{}\n```\n", "{}\n", "---\ntitle: work\n---\n"),
        "myst.md": joined("```{code-cell} ipython3\n:tags: [a]\n\n{}\n```\n", "{}\n"),
        "marimo.py": by_marimo(),
    }.items():
        yield name, one(text, MADE.format(name), name=name)
    yield "papermill, stopped", one(stopped_papermill())
    yield "prompts of a terminal", one(with_prompts())
    yield "lines without ends", one(lines_without_ends())
    yield "texts as raw cells", one(
        without_texts(), "The student turned the cells text_01, text_03, card_add_contributions, "
        "card_accumulate, card_backward and 6 more into raw; they ran as markdown.")
    yield "no notebook format", one(
        without_format(), "It names no notebook format; it was read as format 4.")
    yield "a format that is a text", one({**answered(), "nbformat": "4"})
    yield "a disk's rest behind it", one(right() + b"\n" + bytes(512))
    yield "GitHub's answer", one(by_github(right()), WRAPPED)
    yield "Jupyter Server's answer", one(by_jupyter_server(answered()), WRAPPED)
    yield "JSON in JSON", one(json.dumps(right().decode()), WRAPPED)
    yield "Google Drive", one(
        zipped(**{f"work/05/{SLUG}.ipynb": right(), "__MACOSX/work/._a.ipynb": b"x",
                  "work/05/.ipynb_checkpoints/a-checkpoint.ipynb": b"{}"}),
        f"Handed in as {SLUG}.ipynb in drive-download-001.zip.", name="drive-download-001.zip")
    for name, content, kind in (
        ("homework.pdf", b"%PDF-1.7 ...", "a PDF"),
        (f"{SLUG}.html", b"<!DOCTYPE html><html>", "a web page"),
        ("link.txt", b"https://colab.research.google.com/drive/1x", "a link"),
        ("notebook.url", b"[InternetShortcut]\nURL=https://colab.research.google.com/", "a link"),
        ("answers.docx", zipped(**{"word/document.xml": b""}), "a Word document"),
        ("work.zip", zipped(**{"notes.txt": b"x"}), "holds only notes.txt"),
        ("photo.jpg", b"\xff\xd8\xff\xe0", ""),
        (f"{SLUG}.py", b"# %%\nimport numpy", ""),
    ):
        what = f"{name} ({kind})" if kind else name
        yield f"only {name}", one(content, f"The student handed in only {what}; {NEEDED}", 0,
                                  State.MALFORMED, name)
    yield "a PDF named like a notebook", one(
        b"%PDF-1.7", f"{SLUG}.ipynb is a PDF, not a notebook.", 0, State.MALFORMED)
    yield "a page named like a notebook", one(
        b"<html>Sign in</html>", f"{SLUG}.ipynb is a web page, not a notebook.", 0,
        State.MALFORMED)
