# ruff: noqa: RUF001
"""Code out of a chat, a shell or a word processor, and notebooks that are nearly JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time

import pytest

from course.grading.grade_one import Settings, Task, grade_one
from course.grading.intake.code import same_code
from course.grading.intake.pasted import python_in
from course.grading.submission import Limits, State, Submission

from .support.notebooks import SLUG, RawNotebook, answer_in, answered, cell_of, restored, solutions

CODE = '''\
def train(w, names=("it’s", "a\u00a0b")):
    """“Quoted” – as it is: &lt; \u200b."""
    if w <= 3:  # a\u00a0comment – “so”
        return -w, {"a": [w, "-", 'x…']}
    return None
'''
NUMBERED = "\n".join(f"{number:>2} {line}" for number, line in enumerate(CODE.split("\n"), 1))
SHELL = "\n".join(("... " if line.startswith(" ") else ">>> ") + line
                  for line in CODE.strip().split("\n"))
MEANT = {
    "no-break spaces": CODE.replace("    ", "\u00a0\u00a0\u00a0 ").replace(" <=", "\u2009<="),
    "quotes": CODE.replace('"a":', "“a”:").replace('"-"', "„-“").replace("'x…'", "‘x…’"),
    "quotes of one side": CODE.replace('"-"', '“-"'),
    "a docstring": CODE.replace('"""', "“””").replace("<=", "≤"),
    "signs": CODE.replace("-w", "−w").replace("<=", "≤"),
    "full width": CODE.replace("(w", "（w").replace("):", "）：").replace(" {", "\u3000｛"),
    "invisible": "\ufeff" + CODE.replace("return", "\u200breturn\u00ad", 1),
    "line ends": CODE.replace("\n    ", "\u2028    "),
    "entities": CODE.replace("w <=", "w &lt;=").replace(' {"a":', "&nbsp;{&quot;a&quot;:"),
    "a fence": f"```python\n{CODE}```",
    "a fence and words": f"Here's what you asked for:\n\n~~~ {{.py}}\n{CODE}~~~\nIsn't it?",
    "a fence that stays open": f"```py\n{CODE}",
    "code above a fence": CODE.replace("return None\n", "return None\n```\n"),
    "a fence, no-break spaces": f"```python\n{CODE}```".replace("    ", "\u00a0" * 4),
    "a shell": "# my answer\n" + SHELL + "\n>>> train(3)\n(-3, {'a' [3]})\n",
    "line numbers": NUMBERED,
    "line numbers with colons": "\n".join(
        f"{number:>2}: {line}" for number, line in enumerate(CODE.split("\n"), 8)),
    "an indent": "# answer\n" + "".join(f"    {line}\n" for line in CODE.split("\n")),
    "tabs": CODE.replace('    """', '\t"""').replace("    if", "\tif").replace(
        "        return", "\t    return"),
}
AS_IT_IS = {
    "no Python": "def train(:\n    return “a”",
    "a text of two kinds of line": "x = 'a\u00a0b'",
    "tabs of one width only": "if a:\n        if b:\n\tc = 1\n    d = 2",
    "other languages": "%%bash\n```\necho “a”\n```",
    "superscripts": "x² = 1",
    "one fence with two ends": "a b\n```\nx y\n```\nc d",
}


def only_train(code: str) -> str:
    return code[code.index("def train"):].partition("\ntrain(")[0].rstrip()


@pytest.mark.parametrize("what", MEANT)
def test_what_was_meant_is_read(what: str) -> None:
    code, changed = python_in(MEANT[what])
    assert same_code(only_train(code), CODE), code
    assert changed


@pytest.mark.parametrize("what", AS_IT_IS)
def test_what_is_no_python_or_has_two_meanings_stays(what: str) -> None:
    assert python_in(AS_IT_IS[what]) == (AS_IT_IS[what], [])


def test_texts_keep_what_was_meant() -> None:
    kept = '''x = "“a” &amp;\u00a0…"  # – \u00a0'''
    code, _ = python_in(f"{kept}\ny = “it's – ok”\n")
    assert code == f'{kept}\ny = "it\'s – ok"\n'


def test_such_answers_are_graded_as_what_they_say() -> None:
    """One notebook, each answer of another kind, and JSON that was edited by hand."""
    notebook = answered()
    changes: dict[str, Callable[[str], str]] = {
        "train": lambda code: f"Sure!\n\n```python\n{code}\n```\n",
        "accumulate": lambda code: code.replace("    ", "\u00a0" * 4),
        "zero_grads": lambda code: "# so\n" + "\n".join(f"  {line}" for line in code.split("\n")),
        "one_step": lambda code: code.replace(" - ", " – ").replace("(", "（"),
    }
    for name, change in changes.items():
        cell_of(notebook, name)["source"] = change(solutions()[name])
    for cell in notebook["cells"]:
        cell["cell_type"] = cell["cell_type"].title()
    text = json.dumps(notebook).replace("]}", "],}") + "\n</html>"
    submission = Submission("ada", SLUG, content=text.encode())
    graded = grade_one(Task(submission, Settings(b"s" * 32, Limits()))).result
    assert (graded.state, graded.score) == (State.GRADED, graded.max_score), graded.detail
    assert graded.detail == (
        "The file is no JSON as it is; the grader overlooked a comma too many and what stands "
        f"behind its end. {len(notebook['cells'])} cells named a kind or held a source in a form "
        "that is no notebook's; the grader read what was meant. The grader read the cell "
        "accumulate, the cell zero_grads, the cell train and the cell one_step without what is no "
        "Python there: no-break or wide spaces, an indent of all lines, Markdown around code and "
        "typographic signs.")


def changed(**cell: object) -> RawNotebook:
    notebook = answered()
    answer = cell_of(notebook, "train")
    for key, value in cell.items():
        answer.pop(key) if value is ... else answer.update({key: value})
    return notebook


MENDED = {
    "capitals": (changed(cell_type=" CODE"), "1 cell named a kind"),
    "no cell type": (changed(cell_type=...), "1 cell named a kind"),
    "another word": (changed(cell_type="python"), "1 cell named a kind"),
    "an input": (changed(source=..., input=solutions()["train"]), "1 cell named a kind"),
    "a null among lines": (changed(source=[solutions()["train"], None]), "1 cell named a kind"),
    "a number for the format": ({**answered(), "nbformat": 4.5}, ""),
    "a text for the format": ({**answered(), "nbformat": "4"}, ""),
    "another format": ({**answered(), "nbformat": 3}, "notebook format 3 and has the form of 4"),
}


@pytest.mark.parametrize("what", MENDED)
def test_a_damage_that_leaves_no_doubt_is_mended(what: str) -> None:
    notebook, said = MENDED[what]
    submission = restored(notebook)
    assert same_code(answer_in(submission, "train"), solutions()["train"])
    assert said in " ".join(submission.notes)
    assert bool(said) == bool(submission.notes)


@pytest.mark.parametrize("null", ["None", "null"])
def test_a_notebook_that_python_wrote_is_read(null: str) -> None:
    notebook = changed(source=solutions()["train"] + "\n'it\\'s' and \"so\"")
    text = str(notebook).replace("'execution_count': None", f"'execution_count': {null}")
    submission = restored(text.encode())
    assert answer_in(submission, "train") == cell_of(notebook, "train")["source"]
    assert submission.notes == (
        "The file is no JSON as it is; the grader overlooked that Python wrote it.",)


@pytest.mark.parametrize("text", [
    "{'cells': " + "-" * 100_000 + "1}", "{'cells': " + "[" * 100_000, "{'a': print('a')}",
    "{'a': " + "1," * 200_000, "{'a'", "{'cells'}", "{'cells': 9**9**9}",
    "{'a': '\\d', 'b': nil}", "{'" + "\\" * 4_000_000])
def test_other_things_that_python_may_read_are_no_notebook(text: str) -> None:
    started = process_time()
    submission = restored(text.encode())
    assert submission.state is State.MALFORMED
    assert "not JSON" in submission.notes[0]
    assert process_time() - started < 3


def test_a_file_cut_off_behind_its_code_is_read() -> None:
    text = json.dumps(answered())
    last = text.index('"check_one_step"')
    for end in (len(text) - 1, len(text) - 20, text.index("}", text.index('"source"', last)) + 2):
        submission = restored(text[:end].encode())
        assert submission.notes == ("The file is damaged or cut off behind the last cell with "
                                    "code; the grader read what stands before.",)
        assert answer_in(submission, "one_step") == solutions()["one_step"]
    for end in (last, len(text) // 2, 20):
        submission = restored(text[:end].encode())
        assert submission.state is State.MALFORMED
        assert "Was the upload cut off" in submission.notes[0]


def test_line_ends_within_texts_are_overlooked() -> None:
    text = json.dumps(answered()).replace("\\n", "\n")
    submission = restored(text.encode())
    assert submission.notes == (
        "The file is no JSON as it is; the grader overlooked line ends within texts.",)
    assert restored((text + text).encode()).state is State.MALFORMED
