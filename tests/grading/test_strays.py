"""Answers, helpers, imports and commands in places where they do no harm."""

from __future__ import annotations

import json
from time import process_time

import nbformat
import pytest

from course.grading.grade_one import Settings, Task, grade_one
from course.grading.intake.assignments import _with_empty_answers, load_solution
from course.grading.intake.code import is_unchanged, same_code, statements
from course.grading.intake.matching import match, source_of
from course.grading.intake.plain_python import parsed
from course.grading.intake.restore import restore
from course.grading.sandbox.absent import absent_modules, installs
from course.grading.submission import Limits, Result, State, Submission
from course.publish.assignment import INSTALL, release_notebook

from .support import own_assignment
from .support.notebooks import (
    SLUG,
    Edit,
    RawNotebook,
    answer_in,
    answered,
    append,
    cell_of,
    insert,
    own_cell,
    prepend,
    released,
    restored,
    solutions,
)

TRAIN = solutions()["train"]
LAST = released()["cells"][-1]["metadata"]["nbgrader"]["grade_id"]
USED = "The answer train was not in its cell but in another one; the grader used it."


def judged(notebook: RawNotebook) -> Result:
    content = json.dumps(notebook).encode()
    settings = Settings(b"0" * 32, Limits())
    return grade_one(Task(Submission("ada", SLUG, content=content), settings)).result


# -- answers outside of their cells ----------------------------------------------------------------

ELSEWHERE = {
    "a cell above": insert(TRAIN, "train", by=0),
    "a cell below the check": insert(TRAIN + "\n\nprint(train)", "check_train"),
    "the last cell": insert(TRAIN, LAST),
    "a raw cell": insert(TRAIN, "check_train", kind="raw"),
    "a text": insert(f"My answer:\n\n```python\n{TRAIN}\n```\n", "train", kind="markdown"),
    "a text that is code": insert(TRAIN, "train", kind="markdown"),
    "the card": append("\n\n" + TRAIN, "card_train"),
    "the check cell": prepend(TRAIN + "\n\n", "check_train"),
    "the given cell": append("\n\n" + TRAIN, "given_engine"),
}


@pytest.mark.parametrize("where", ELSEWHERE)
def test_an_answer_elsewhere_counts_while_the_stub_stays(where: str) -> None:
    submission = restored(answered(ELSEWHERE[where], stubs=("train",)))
    assert same_code(answer_in(submission, "train"), TRAIN)
    assert submission.notes == (USED,)
    assert not submission.to_choose


@pytest.mark.parametrize("sign", ["\f", "\v", "\x1c", "\x85", "\u2028", "\u2029"])
def test_signs_that_end_no_line_of_python_leave_an_answer_whole(sign: str) -> None:
    for code in (f"# a{sep(sign)}\nimport math\n\n{TRAIN}\n\nprint(train)",
                 f"text = 'a{sep(sign)}'\n\n\n{TRAIN}",
                 f"def other(:\n    # {sep(sign)}\n\n{TRAIN}"):
        submission = restored(answered(insert(code, "check_train"), stubs=("train",)))
        assert answer_in(submission, "train").endswith(TRAIN)


@pytest.mark.parametrize("source", ['x = "a\u2028b"', "x = 1  # a\fb", "a\nb\n", "", "a\n\n b"])
def test_a_source_cut_into_lines_is_whole_again(source: str) -> None:
    for lines in (source, source.splitlines(keepends=True)):  # as nbformat cuts it
        assert source_of({"cell_type": "code", "source": lines}) == source
    if "\n" in source.strip():
        assert source_of({"source": source.strip().split("\n")}) == source.strip()


def sep(sign: str) -> str:
    return f"b{sign}c" * 3


def test_an_answer_between_stub_and_check_counts_by_itself() -> None:
    submission = restored(answered(insert(TRAIN, "train"), stubs=("train",)))
    assert submission.notes == ()
    assert "return ..." in answer_in(submission, "train")


@pytest.mark.parametrize("last", ["", "\n\nprint(train)"])
def test_a_stub_below_the_answer_does_not_take_its_place(last: str) -> None:
    notebook = answered()
    stub = source_of(cell_of(released(), "train"))
    cell_of(notebook, "train")["source"] = f"import math\n{TRAIN}\n\n{stub}{last}"
    submission = restored(notebook)
    assert answer_in(submission, "train") == f"import math\n{TRAIN}{last}"
    assert submission.notes == ("The untouched stub stood below the answer in the cell train; the "
                                "grader ran the cell without it.",)


def test_an_answer_below_the_stub_or_two_stubs_stay_as_they_are() -> None:
    stub = source_of(cell_of(released(), "train"))
    for source in (f"{stub}\n\n{TRAIN}", f"{stub}\n\n{stub}", f"{TRAIN}\n\n{TRAIN}"):
        notebook = answered()
        cell_of(notebook, "train")["source"] = source
        assert answer_in(restored(notebook), "train") == source
        assert restored(notebook).notes == ()


def test_an_answer_in_its_cell_stays_whatever_stands_elsewhere() -> None:
    other = TRAIN + "\n    return None"
    submission = restored(answered(insert(other, "train", by=0)))
    assert answer_in(submission, "train") == TRAIN
    assert submission.notes == ()


def test_an_answer_elsewhere_may_index_with_an_ellipsis() -> None:
    everything = "\n\n\n".join(solutions().values())
    submission = restored(answered(insert(everything, LAST), stubs=tuple(solutions())))
    assert "leaf.grad[...] = 0.0" in answer_in(submission, "zero_grads")
    for stub in ('"Words."\n    return ...', "...", "pass", "raise NotImplementedError"):
        left = insert(f"def train(w, inputs):\n    {stub}", LAST)
        assert restored(answered(left, stubs=("train",))).notes == ()


def test_an_answer_in_a_copy_of_its_cell_counts_while_the_stub_stays() -> None:
    def copy_below(notebook: RawNotebook) -> None:
        copied = {**cell_of(notebook, "train"), "source": TRAIN}
        notebook["cells"].append(copied)

    submission = restored(answered(copy_below, stubs=("train",)))
    assert answer_in(submission, "train") == TRAIN
    assert USED in submission.notes


def moved(name: str, to: int) -> Edit:
    """Move a cell of the assignment, with its metadata."""
    def edit(notebook: RawNotebook) -> None:
        cell = cell_of(notebook, name)
        notebook["cells"].remove(cell)
        notebook["cells"].insert(to if to >= 0 else len(notebook["cells"]), cell)
    return edit


DISORDER: dict[str, list[Edit]] = {
    "an answer at the end": [moved("train", -1)],
    "a check on top": [moved("check_train", 0)],
    "all answers at the end": [moved(name, -1) for name in solutions()],
    "given code at the end": [moved("given_engine", -1)],
    "backwards": [lambda notebook: notebook["cells"].reverse()],
}


@pytest.mark.parametrize("disorder", DISORDER)
def test_a_check_runs_below_what_it_needs(disorder: str) -> None:
    result = judged(answered(*DISORDER[disorder]))
    assert result.score == 20, result.detail
    assert "ran" in result.detail


def test_of_several_answers_a_person_chooses() -> None:
    other = "def train(w, inputs, targets, steps, lr):\n    return w"
    result = judged(answered(insert(TRAIN, "check_train"), insert(other, LAST),
                             stubs=("train",)))
    assert (result.score, result.state) == (17, State.NEEDS_REVIEW)
    assert "There are 2 different answers to train" in result.detail
    [train] = [e for e in result.exercises if e.name == "train"]
    assert train.needs_review


def test_an_answer_elsewhere_that_is_no_python_is_for_a_person() -> None:
    broken = TRAIN.replace(":\n", "\n", 1)
    submission = restored(answered(insert(broken, "check_train"), stubs=("train",)))
    assert "is not Python" in submission.to_choose["train"]


def test_a_helper_in_a_locked_cell_is_kept() -> None:
    for cell in ("given_engine", "check_accumulate"):
        submission = restored(answered(append("\n\ndef halve(x):\n    return x / 2\n", cell)))
        assert submission.notebook is not None
        assert submission.notes == (
            "The grader kept halve, which the student added to a locked cell.",)
        assert "def halve(x):\n    return x / 2" in [c.source for c in submission.notebook.cells]


def test_an_edit_of_given_code_is_told() -> None:
    def edit(notebook: RawNotebook) -> None:
        prepend("", "given_engine")(notebook)
        cell = notebook["cells"][2]
        cell["source"] = cell["source"].replace("class Tensor", "class Tensor(object)")

    assert restored(answered(edit)).notes == (
        "The student edited the given cell given_engine; the grader put it back.",)


@pytest.mark.parametrize("left", ["", "\n", "# I did not get this one"])
def test_an_emptied_answer_counts_as_not_written(left: str) -> None:
    def empty(notebook: RawNotebook) -> None:
        cell_of(notebook, "train")["source"] = left

    submission = restored(answered(empty))
    assert answer_in(submission, "train").startswith(left.strip())
    assert "return ..." in answer_in(submission, "train")
    above = insert("train = lambda *all: all", "train", by=0)
    assert answer_in(restored(answered(empty, above)), "train") == left


def test_a_stub_is_known_by_its_code() -> None:
    original = "def f(x):\n    'Half.'\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    assert is_unchanged("def f(x):\n    return ...  # todo", original)
    assert is_unchanged("def f( x ):\n    'Other words.'\n    return ...", original)
    assert not is_unchanged("def f(x):\n    return 1", original)


# -- texts below their cells -----------------------------------------------------------------------


def plain_submission(*texts: str, below: str, marks: bool = True) -> Submission:
    """A plain assignment with texts below one of its cells, with or without its metadata."""
    notebook = json.loads(nbformat.writes(release_notebook(own_assignment.source_notebook())))
    place = notebook["cells"].index(cell_of(notebook, below)) + 1
    notebook["cells"][place:place] = [own_cell(text, "markdown") for text in texts]
    for cell in notebook["cells"]:
        if not marks:
            cell["metadata"] = {}
            cell["id"] = f"host-{id(cell)}"
    content = json.dumps(notebook).encode()
    source = _with_empty_answers(own_assignment.source_notebook())
    return restore(Submission("ada", own_assignment.SLUG, content=content), source)


def test_a_text_below_an_untouched_answer_is_the_answer() -> None:
    submission = plain_submission("Because", "it adds.", below="explain")
    assert answer_in(submission, "explain") == "Because\n\nit adds."
    assert submission.notes == (
        "The answer explain stands below its cell; the grader took it from there.",)
    assert plain_submission("Hm.", below="double").notes == ()


def test_a_plain_assignment_without_metadata_is_known_by_its_texts() -> None:
    submission = plain_submission(below="explain", marks=False)
    assert submission.notes == (
        "The notebook has lost nbgrader's metadata; the grader knew its cells by their texts and "
        "names.",)
    assert submission.notebook is not None
    assert len(submission.notebook.cells) == len(own_assignment.source_notebook().cells)


# -- imports and commands --------------------------------------------------------------------------


def test_an_unused_import_costs_nothing_and_is_told() -> None:
    result = judged(answered(
        prepend("%%time\n%matplotlib inline\nfiles = !ls\nlen?\n"
                "import torch, numpy as np\nimport torch.nn as nn\nfrom pandas import DataFrame\n"
                "def shown(x: torch.Tensor | None) -> bool:\n"
                "    return isinstance(x, torch.Tensor)\nassert not shown(1)\n", "train"),
        prepend("%pip install torch\nif True:\n    !pip install -q pandas\n", "accumulate"),
        insert("%conda install torch", "text_01"),
        append(f'\nfrom course.checks import check\ncheck("{SLUG}", "train")\n'
               "def last():\n    pass", "train"),
        insert("last()\nfrom helper import help_out\n", "train"),
        insert("%%writefile helper.py\ndef help_out():\n    pass", "text_01")))
    assert (result.score, result.state) == (20, State.GRADED)
    assert result.detail == (
        "torch and pandas are not installed where grades are made; importing did nothing. "
        "Nothing was installed: conda install torch, pip install torch and pip install -q pandas "
        "did nothing.")


def test_a_magic_of_an_extension_that_is_missing_does_nothing() -> None:
    result = judged(answered(
        prepend("%load_ext nb_black\n%matplotlib widget\n%autoreload 2\nn = 3\n%memit n\n",
                "accumulate"),
        prepend("%%black --line-length 100\n", "train"),
        insert("%%R\nx <- c(1, 2)[[1]]$y", "text_01")))
    assert (result.score, result.state) == (20, State.GRADED), result.detail


def test_a_magic_used_in_a_wrong_way_is_an_error_all_the_same() -> None:
    result = judged(answered(prepend("%alias\n%bookmark -d\n", "accumulate")))
    assert result.score == 18
    assert "The cell accumulate ended in UsageError" in result.detail


def test_a_failed_cell_is_told_with_module_or_line() -> None:
    result = judged(answered(
        prepend("import torch\ntorch.manual_seed(0)\n", "train"),
        append("\n    x = = 1", "accumulate")))
    assert result.score == 15
    assert "The cell train ended in ModuleNotFoundError: No module named 'torch'." in result.detail
    last = len(solutions()["accumulate"].splitlines()) + 1
    assert ("The cell accumulate ended in SyntaxError: invalid syntax "
            f"(line {last}).") in result.detail


def test_what_is_absent_is_read_from_the_source() -> None:
    assert absent_modules("import numpy, torch.nn as nn\nfrom jax import grad") == ["torch", "jax"]
    assert absent_modules("try:\n    import torch\nexcept ImportError:\n    torch = None") == []
    assert absent_modules("def f():\n    import torch") == ["torch"]
    assert absent_modules("from course.checks import check") == ["course.checks"]
    assert absent_modules("import course.checks\nimport autograd_ref") == []
    assert absent_modules("from . import x\nimport (") == []


@pytest.mark.parametrize("cell", [
    "%matplotlib inline\nimport torch", "%%time\nimport torch", "\n\n%%capture out\nimport torch",
    "import torch\n!ls -l", "import torch\n!pip install \\\n  torch\nx = 1",
    "import torch\n?len\nlen??", "if 1:\n    !ls\nimport torch",
    "import torch\nfiles = !ls\nx, y = %who", "if x:\n    import torch\n    !pip install torch",
    "import torch\ntry:\n    import jax\nexcept ImportError:\n    %pip install jax",
    "def f():\n    %time import torch", "  import torch\n  !ls",
    ">>> import torch\n>>> len?\n... 1",
    "import torch\n%ls\ny = (3\n     % 2)\ns = '''\n%d\n!x ( '''; t = '\\'('  # (\n!ls",
])
def test_what_is_absent_is_read_from_cells_as_ipython_reads_them(cell: str) -> None:
    assert absent_modules(cell) == ["torch"]


def test_statements_keep_their_lines_among_magics() -> None:
    cell = "%%time\n!pip install \\\n  torch\nx = %who\ndef f():\n    !ls\n"
    assert [node.lineno for node in statements(cell)] == [1, 2, 4, 5]
    assert statements("%%bash\nimport torch") == ()


@pytest.mark.parametrize("part", [
    "'''\\" * 9000, "'\\" * 12_000, "x=" * 20_000 + "!", "?\n" * 20_000, "a?" * 20_000,
    "%x\\\n" * 12_000, " \n" * 20_000, ">>> " * 12_000, "(\n!" * 12_000,
])
def test_reading_a_hostile_cell_takes_no_time(part: str) -> None:
    began = process_time()
    parsed(part + "\n%x")
    assert process_time() - began < 1


def test_what_would_install_is_read_from_the_source() -> None:
    assert installs("%pip install a\n!pip3 install b") == ["pip install a", "pip3 install b"]
    assert installs("! python3 -m pip install c") == ["python3 -m pip install c"]
    assert installs("# pip install a\nx = pip") == []
    assert installs(INSTALL) == []


def test_code_nested_beyond_measure_stops_nothing() -> None:
    deep = f"def train():\n    return {'+'.join('1' * 20_000)}"
    nested = f"def train():\n    return {'(' * 90}1{')' * 90}{'[0]' * 3000}"
    long = f"def train(x=0x{'F' * 6000}):\n    return ..."
    for code in (deep, nested, long, "(" * 100_000, "\0", "def train(:\n" * 1000):
        for edit in (insert(code, "check_train"), append("\n\n" + code, "given_engine"),
                     append("\n\n" + code, "card_train")):
            submission = restored(answered(edit, stubs=("train",)))
            assert submission.state is State.GRADED


def test_numbers_longer_than_python_prints_differ_as_others_do() -> None:
    one, other = (f"x = 0x{digit * 6000}" for digit in "AF")
    assert same_code(one, one + "  # the same")
    assert not same_code(one, other)
    assert not is_unchanged(one, other)


def test_a_flood_of_cells_is_looked_at_up_to_a_limit() -> None:
    flood = [own_cell(f"x = '{'y' * 1000}'  # {number}") for number in range(600)]
    cell = {"cell_type": "code", "source": TRAIN, "metadata": {}}
    originals = {c.metadata.nbgrader.grade_id: c for c in load_solution(SLUG).cells
                 if "nbgrader" in c.metadata}
    assert match([cell, *flood], originals) == {0: "train"}
    assert match([*flood, cell], originals) == {}


# -- texts made to be slow -------------------------------------------------------------------------

SLOW = {"lines": "\n" * 500_000, "spaces": " " * 500_000, "tabs": "\t\n" * 200_000,
        "calls": "check(" * 50_000, "a command": "!" + " " * 200_000 + "pipx",
        "python": "!" + "python" * 30_000, "fences": "```\n" * 50_000,
        "names": "train " * 80_000, "binders": "def " * 100_000 + "\ntrain",
        "halves": "(\n" * 20_000}


@pytest.mark.timeout(60)  # a pattern that begins anew at each of these would take hours
@pytest.mark.parametrize("name", SLOW)
@pytest.mark.parametrize("kind", ["code", "markdown"])
def test_a_long_cell_is_read_at_once(name: str, kind: str) -> None:
    notebook = answered(stubs=("train",))
    text = SLOW[name] if kind == "code" else f"```\n{SLOW[name]}x\n```"
    insert(text, "train", kind=kind)(notebook)
    restored(notebook)
    installs(SLOW[name])
