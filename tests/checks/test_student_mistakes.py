"""What a student reads after a mistake that is no misconception about the subject."""

from __future__ import annotations

from typing import Any

import pytest

from course.checks.check_report import MIME, Points
from course.checks.notebook import check, report_on
from course.checks.unit import UnknownName
from course.publish.source import Assignment
from course.publish.variants import namespace

UNIT = "05-accumulation"


def text_of(assignment: Assignment, code: str, exercise: str = "add_contributions") -> str:
    return report_on(UNIT, exercise, names=namespace(assignment, {exercise: code})).text()


MISTAKES = {
    "no return": ("def add_contributions(c):\n    sum(c)",
                  "Is a `return` missing?"),
    "None by name": ("def add_contributions(c):\n    return None",
                     "The answer is None, expected an array of shape (2, 3)."),
    "a list": ("def add_contributions(c):\n    return [1.0, 2.0]",
               "The answer is a list, expected an array of shape (2, 3)."),
    "a string": ("def add_contributions(c):\n    return 'sum'", "The answer is a string"),
    "a Python number": ("def add_contributions(c):\n    return 7.5",
                        "The answer is a number, expected an array of shape (2, 3)."),
    "a wrong shape": ("def add_contributions(c):\n    return sum(c).T.copy()",
                      "The shape is (3, 2), expected (2, 3)."),
    "a wrong dtype": ("def add_contributions(c):\n    return sum(c).astype(np.float32)",
                      "The dtype is float32, expected float64."),
    "one wrong entry": ("def add_contributions(c):\n    t = sum(c)\n    t[0, 0] += 1\n    return t",
                        "1 of 6 numbers are wrong, at index (0, 0)."),
    "a number for a name": ("add_contributions = 3", "TypeError: 'int' object is not callable"),
    "a renamed function": ("del_me = 1\ndef add_all(c):\n    return sum(c)",
                           "The name `add_contributions` is not defined."),
    "an exception": ("def add_contributions(c):\n    return c[99]",
                     "IndexError: list index out of range"),
    "a call of itself": ("def add_contributions(c):\n    return add_contributions(c)",
                         "A function called itself too often."),
    "an exit": ("import sys\ndef add_contributions(c):\n    sys.exit()",
                "Nothing in an exercise needs to exit."),
    "a changed argument": ("def add_contributions(c):\n    c[0] *= 2\n    return c[0] + c[-1]",
                           "Your code changes it. It belongs to the caller: work on a copy."),
    "a view of an argument": ("def add_contributions(c):\n    return c[0].T",
                              "The shape is (3, 2), expected (2, 3)."),
    "import torch": ("def add_contributions(c):\n    import torch\n    return torch.stack(c)",
                     "The exercises are written with NumPy alone."),
    "cells out of order": ("def add_contributions(c):\n    return my_helper(c)",
                           "Run the cells above first, from top to bottom."),
    "a deleted cell": ("del Tensor", "The name `add_contributions` is not defined. Run its cell;"),
    "wrong arguments": ("def add_contributions():\n    return 1",
                        "takes 0 positional arguments but 1 was given"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_has_a_sentence(accumulation: Assignment, mistake: str) -> None:
    code, sentence = MISTAKES[mistake]
    assert sentence in text_of(accumulation, code)


def test_an_exception_is_shown_with_the_students_own_line(accumulation: Assignment) -> None:
    text = text_of(accumulation, "def add_contributions(c):\n    total = c[0]\n    return c[99]")
    assert "line 3 in add_contributions: return c[99]" in text
    assert "implementation.py" not in text


def test_expected_and_got_stand_side_by_side_with_the_inputs(accumulation: Assignment) -> None:
    text = text_of(accumulation, "def add_contributions(c):\n    return sum(c) * 1.5")
    assert "expected [[" in text
    assert "got      [[" in text
    assert "with contributions[0] = [" in text


def test_a_loop_that_never_ends_is_stopped(
    accumulation: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.checks.time_limit.SECONDS", 0.2)
    text = text_of(accumulation, "def add_contributions(c):\n    while True:\n        pass")
    assert "TooSlow: it did not end in 0.2 seconds" in text
    assert "Is there a loop that never ends?" in text


def test_fresh_inputs_are_not_shown(accumulation: Assignment) -> None:
    code = "def add_contributions(c):\n    return c[0] * 2"
    names = namespace(accumulation, {"add_contributions": code})
    report = report_on(UNIT, "add_contributions", fresh_inputs=True, names=names)
    assert report.verdict.points < 2
    assert "expected" not in report.text()
    assert "contributions[" not in report.text()


def test_what_the_code_prints_is_kept_apart_and_cut(accumulation: Assignment) -> None:
    code = "def add_contributions(c):\n    print('x' * 10**6)\n    return sum(c)"
    text = text_of(accumulation, code)
    assert "2 of 2 points" in text
    assert len(text) < 4_000


def test_a_warning_costs_no_points(accumulation: Assignment) -> None:
    code = "import warnings\ndef add_contributions(c):\n    warnings.warn('old')\n    return sum(c)"
    assert "2 of 2 points" in text_of(accumulation, code)


def test_a_students_text_cannot_become_html(accumulation: Assignment) -> None:
    code = ("def add_contributions(c):\n"
            "    print('<script>1</script>')\n    raise ValueError('<b>x</b>')")
    names = namespace(accumulation, {"add_contributions": code})
    html = report_on(UNIT, "add_contributions", names=names).html()
    assert "<script>" not in html
    assert "<b>" not in html


def test_an_unfinished_piece_below_is_named(accumulation: Assignment) -> None:
    replaced = {"zero_grads": "def zero_grads(leaves, set_to_none=False):\n    return ..."}
    text = report_on(UNIT, "train", names=namespace(accumulation, replaced)).text()
    assert "This exercise uses your `zero_grads`, which is not right yet." in text


class EqualsAll:
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


def test_an_object_that_equals_everything_earns_nothing(accumulation: Assignment) -> None:
    names: dict[str, Any] = {**namespace(accumulation), "add_contributions": lambda c: EqualsAll()}
    assert report_on(UNIT, "add_contributions", names=names).verdict.points == 0


def test_check_prints_the_report_and_returns_the_points(
    accumulation: Assignment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(__import__("sys").modules, "IPython", raising=False)
    points = check(UNIT, "accumulate", names=namespace(accumulation))
    assert isinstance(points, Points)
    assert repr(points) == "2"
    assert "accumulate: 2 of 2 points. All right." in capsys.readouterr().out


def test_the_report_carries_the_verdict_as_data(accumulation: Assignment) -> None:
    bundle = report_on(UNIT, "train", names=namespace(accumulation))._repr_mimebundle_()
    assert bundle[MIME]["exercise"] == "train"
    assert all(p["points"] == p["max_points"] for p in bundle[MIME]["probes"])


def test_unknown_names_list_those_there_are() -> None:
    with pytest.raises(UnknownName, match="05-accumulation"):
        check("99-nothing", "accumulate")
    with pytest.raises(UnknownName, match="zero_grads"):
        check(UNIT, "nothing")


def test_a_wrong_number_is_marked(accumulation: Assignment) -> None:
    text = text_of(accumulation, MISTAKES["one wrong entry"][0])
    assert text.count("*") == 2, "one wrong number, and the word on what the mark means"
