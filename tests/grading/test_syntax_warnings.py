r"""What Python warns of in an answer, such as `"\d"`, is no fault of it and no noise for others.

Warnings are errors in these tests: whoever lets one through has lost the answer's tree.
"""

from __future__ import annotations

import json

import pytest

from course.checks.kernel_cells import borrowed
from course.grading.grade_one import Settings, Task, grade_one
from course.grading.intake.code import defined_names
from course.grading.intake.plain_python import mistake, tree_of
from course.grading.judging.plain_checks import _ends_in_value
from course.grading.submission import Limits, State, Submission

from .support.notebooks import SLUG, answered, append, cell_of

WARNS = 'def pattern():\n    return "\\d+"'


def test_an_answer_with_a_bad_escape_is_read_as_any_other() -> None:
    assert defined_names(WARNS) == {"pattern"}
    assert mistake(WARNS) is None
    assert tree_of(f"{WARNS}\nprint(1if pattern() else 0)").body
    assert "the engine `autograd_ref`" in borrowed(f"{WARNS}\nimport autograd_ref", "pattern")
    assert _ends_in_value('share = "\\d"\nshare')


@pytest.mark.parametrize("moved", [False, True])
def test_it_is_graded_where_it_stands(moved: bool, capfd: pytest.CaptureFixture[str]) -> None:
    notebook = answered(append(f"\n\n{WARNS}", "train"))
    if moved:
        answer = cell_of(notebook, "train")
        notebook["cells"].append({"cell_type": "code", "source": answer["source"], "outputs": [],
                                  "metadata": {}, "execution_count": None})
        answer["source"] = ""
    submission = Submission("ada", SLUG, content=json.dumps(notebook).encode())
    graded = grade_one(Task(submission, Settings(b"s" * 32, Limits())))
    assert (graded.result.state, graded.result.score) == (State.GRADED, graded.result.max_score)
    assert "Warning" not in capfd.readouterr().err
