"""What a student reads after a mistake that is no misconception about the subject."""

from __future__ import annotations

import contextlib
import textwrap
from typing import Any

import numpy as np
import pytest

from course.checks.check_report import MIME, Points
from course.checks.compare import Difference, differences
from course.checks.kernel_cells import borrowed
from course.checks.notebook import check
from course.checks.sentences import sentence
from course.checks.unit import UnknownName
from course.exchange.plain_data import Odd
from course.publish.source import Assignment
from course.publish.variants import code_cells, execute, namespace
from tests.assignments import ASSIGNMENTS, report_on

UNIT = "05-accumulation"


def text_of(assignment: Assignment, code: str, exercise: str = "add_contributions") -> str:
    return report_on(UNIT, exercise, names=namespace(assignment, {exercise: code})).text()


MISTAKES = {
    "no return": ("def add_contributions(c):\n    sum(c)",
                  "Is a `return` missing?"),
    "None by name": ("def add_contributions(c):\n    return None",
                     "The answer is None, expected an array of shape (2, 3)."),
    "a list": ("def add_contributions(c):\n    return [1.0, 2.0]",
               "The answer is a list or tuple, expected an array of shape (2, 3)."),
    "a string": ("def add_contributions(c):\n    return 'sum'", "The answer is a string"),
    "a Python number": ("def add_contributions(c):\n    return 7.5",
                        "The answer is a number, expected an array of shape (2, 3)."),
    "a wrong shape": ("def add_contributions(c):\n    return sum(c).T.copy()",
                      "The shape is (3, 2), expected (2, 3)."),
    "a wrong dtype": ("def add_contributions(c):\n    return sum(c).astype(np.float32)",
                      "The dtype is float32, expected float64."),
    "one wrong entry": ("def add_contributions(c):\n    t = sum(c)\n    t[0, 0] += 1\n    return t",
                        "1 of 6 numbers are wrong, at index (0, 0)."),
    "a number for a name": ("add_contributions = 3",
                            "`add_contributions` is a number, 3, not a function: did a later cell "
                            "use the name?"),
    "a renamed function": ("del_me = 1\ndef add_all(c):\n    return sum(c)",
                           "The name `add_contributions` is not defined."),
    "an exception": ("def add_contributions(c):\n    return c[99]",
                     "IndexError: list index out of range"),
    "a call of itself": ("def add_contributions(c):\n    return add_contributions(c)",
                         "A function called itself too often."),
    "an exit": ("import sys\ndef add_contributions(c):\n    sys.exit()",
                "Nothing in an exercise needs to exit."),
    "a changed argument": ("def add_contributions(c):\n    c[0] *= 2\n    return c[0] + c[-1]",
                           "Your code changes it. It belongs to the caller: leave it as it is, or "
                           "work on a copy."),
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
    code, told = MISTAKES[mistake]
    assert told in text_of(accumulation, code)


def test_a_check_in_a_fresh_kernel_says_so_once(accumulation: Assignment) -> None:
    asks = 'from course.checks import check\ncheck("05-accumulation", "add_contributions")'
    for names in ({}, {"In": ["", "1 + 1", asks], "np": np}):
        report = report_on(UNIT, "add_contributions", names=names)
        assert report.verdict.points == 0
        assert report.text().splitlines() == [
            "add_contributions: not checked, 0 of 2 points",
            "The cells above have not run since the kernel started. Run them first, in JupyterLab "
            "with Run > Run All Above Selected Cell, then run this check again."]
    failed = {"In": ["", "1 / 0\ndef add_contributions(c):\n    return sum(c)", asks]}
    text = report_on(UNIT, "add_contributions", names=failed).text()
    assert "have not run" not in text, "its cell has run, and raised an error"


def test_two_numbers_that_differ_late_are_shown_with_the_digits_that_differ() -> None:
    (found,) = differences(2.0, 2.0001)
    assert sentence(found) == "It is 2.0001, expected 2."
    (found,) = differences(2.01895, 2.018953)
    assert sentence(found) == "It is 2.018953, expected 2.01895."


def test_a_report_joins_errors_that_differ_in_an_id(accumulation: Assignment) -> None:
    text = text_of(accumulation, "def add_contributions(c):\n    return {}[id(c)]")
    assert text.count("KeyError: ") == 1
    assert text.count("The same as for") == 3


@pytest.mark.parametrize(("attribute", "name"), [
    ("requires_grad", "forgets plain numbers"), ("dtype", None)])
def test_another_error_of_the_same_type_is_not_taken_for_a_misconception(
    attribute: str, name: str | None
) -> None:
    assignment = ASSIGNMENTS["01-tensors"]
    code = ("def must_record(inputs):\n    return any(i.requires_grad if isinstance(i, Tensor) "
            f"else i.{attribute} for i in inputs)")
    names = namespace(assignment, {"must_record": code})
    found = report_on("01-tensors", "must_record", names=names).verdict.misconception
    assert (found and found.name) == name


def test_a_missing_name_is_told_once_with_the_cell_to_run(accumulation: Assignment) -> None:
    for name, told in (("zero_grads", "Run its cell; was it renamed, or did an error end the "
                                     "cell before?"),
                       ("Tensor", "Run the cell above that defines it.")):
        names = namespace(accumulation)
        del names[name]
        text = report_on(UNIT, "zero_grads", names=names).text()
        assert text == f"zero_grads: 0 of 3 points\nThe name `{name}` is not defined. {told}"


KINDS = {
    "a whole number for a truth value": ("must_record", "return 1", "a whole number",
                                         "True or False"),
    "a number of NumPy for a truth value": ("must_record", "return np.int64(1)", "a whole number",
                                            "True or False"),
    "a text for a truth value": ("is_leaf", "return 'no'", "a string", "True or False"),
    "an array for a truth value": ("is_leaf", "return np.array([True])",
                                   "an array of shape (1,)", "True or False"),
    "a whole number for a text": ("ending", "return 3", "a whole number", "a string"),
    "a tuple for a text": ("ending", "return ('a', 'b')", "a list or tuple", "a string"),
    "a text for a list": ("will_get_grad", "return 'w'", "a string", "a list or tuple"),
    "a set for a list": ("will_get_grad", "return set()", "a set", "a list or tuple"),
}


@pytest.mark.parametrize("case", KINDS)
def test_a_wrong_type_is_told_once(case: str) -> None:
    exercise, line, got, expected = KINDS[case]
    assignment = next(iter(ASSIGNMENTS.values()))
    names = namespace(assignment, {exercise: f"def {exercise}(first):\n    {line}"})
    text = report_on("01-tensors", exercise, names=names).text()
    assert text.count(f"The answer is {got}, expected {expected}.") == 1, text
    assert "dtype" not in text
    assert text.count("expected ") == 2, "the sentence and the value"


@pytest.mark.parametrize(("expected", "got", "told"), [
    (2.5, 2, "The answer is a whole number, expected a float."),
    (2, np.array(2.5), "The answer is a float, expected a whole number."),
    (True, 0, "The answer is a whole number, expected True or False."),
    (1, True, "The answer is True or False, expected a whole number."),
    (np.array(1.0), np.array(True), "The answer is True or False, expected a float."),
    (np.array(1.0), [1.0], "The answer is a list or tuple, expected a number (0-d array)."),
    (None, 3, "The answer is a whole number, expected None."),
])
def test_the_type_of_a_single_value(expected: Any, got: Any, told: str) -> None:
    (difference,) = differences(expected, got, "w")
    assert sentence(difference) == told


def test_a_short_value_stands_in_the_sentence() -> None:
    (difference,) = differences(True, False, "x.requires_grad")
    assert sentence(difference) == "It is False, expected True."


def test_an_exception_is_shown_with_the_students_own_line(accumulation: Assignment) -> None:
    text = text_of(accumulation, "def add_contributions(c):\n    total = c[0]\n    return c[99]")
    assert "line 3 in add_contributions: return c[99]" in text
    assert "implementation.py" not in text


def test_expected_and_got_stand_side_by_side_with_the_inputs(accumulation: Assignment) -> None:
    text = text_of(accumulation, "def add_contributions(c):\n    return sum(c) * 1.5")
    assert "expected [[" in text
    assert "got      [[" in text
    assert "with contributions[0] = [" in text


def test_the_same_error_is_told_once(accumulation: Assignment) -> None:
    text = text_of(accumulation, "add_contributions = 3")
    assert text.count("is a number, 3, not a function") == 1
    assert 'The same as for "three contributions are added entry by entry".' in text


@pytest.mark.parametrize(("exercise", "code"), [
    ("accumulate", "def accumulate(leaf, gradient):\n    pass"),
    ("add_contributions", "def add_contributions(c):\n    if len(c) > 1:\n        return sum(c)"),
])
def test_no_return_is_missing_if_something_is_returned_or_nothing_should_be(
    accumulation: Assignment, exercise: str, code: str
) -> None:
    assert "Is a `return` missing?" not in text_of(accumulation, code, exercise)


def test_none_from_a_given_function_is_not_for_a_missing_return() -> None:
    tensors = ASSIGNMENTS["01-tensors"]
    code = """def requires_grad_(tensor, value=True):
    if not value:
        tensor.made_by = None
    elif tensor.data.dtype.kind != "f":
        raise RuntimeError(LATER_NOT_FLOAT)
    tensor.requires_grad = value
    return tensor"""
    names = namespace(tensors, {"requires_grad_": code})
    assert "Is a `return` missing?" not in report_on(
        "01-tensors", "requires_grad_", names=names).text()


def test_one_wrong_number_of_one_has_its_own_sentence() -> None:
    wrong = Difference("w", "values", np.array([1.0]), np.array([2.0]))
    assert sentence(wrong) == "Its one number is wrong."


def test_an_array_for_a_tensor_is_told_as_such() -> None:
    wrong = Difference("y.data", "type", np.ones(2), Odd("memoryview"))
    assert sentence(wrong) == "An array came back where a Tensor was expected."


def test_what_the_function_received_is_shown() -> None:
    assignment = ASSIGNMENTS["03-chain-rule"]
    code = "def sigmoid_vjp(upstream, output):\n    return 2 * upstream * output * (1 - output)"
    names = namespace(assignment, {"sigmoid_vjp": code})
    text = report_on(assignment.slug, "sigmoid_vjp", names=names).text()
    assert "2 times the right" in text
    assert "with output = [" in text


def test_a_loop_that_never_ends_is_stopped(
    accumulation: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("course.checks.time_limit.SECONDS", 0.2)
    text = text_of(accumulation, "def add_contributions(c):\n    while True:\n        pass")
    assert "TooSlow: it did not end in 0.2 seconds" in text
    assert "Is there a loop that never ends?" in text


def test_an_answer_that_does_not_end_is_asked_once(
    accumulation: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To explain it the check would ask on other inputs as well, and wait for each."""
    monkeypatch.setattr("course.checks.time_limit.SECONDS", 0.2)
    monkeypatch.setattr("course.checks.stopwatch.Allowance.starved", False)
    calls: list[int] = []
    code = "def add_contributions(c):\n    calls.append(1)\n    while True:\n        pass"
    names = namespace(accumulation, {"add_contributions": code}) | {"calls": calls}
    names["add_contributions"].__globals__["calls"] = calls
    report_on(UNIT, "add_contributions", names=names)
    assert len(calls) == 1


@pytest.mark.parametrize(("starved", "points"), [(True, 2), (False, 0)])
def test_a_machine_without_a_free_processor_is_asked_again(
    accumulation: Assignment, monkeypatch: pytest.MonkeyPatch, starved: bool, points: float
) -> None:
    monkeypatch.setattr("course.checks.time_limit.SECONDS", 0.1)
    monkeypatch.setattr("course.checks.stopwatch.Allowance.starved", starved)
    slow_once = """
        from time import sleep
        pauses = [60]
        def add_contributions(contributions):
            sleep(pauses.pop() if pauses else 0)
            return sum(contributions[1:], 1.0 * contributions[0])"""
    names = namespace(accumulation, {"add_contributions": textwrap.dedent(slow_once)})
    assert report_on(UNIT, "add_contributions", names=names).verdict.points == points


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
    assert "train: 3 of 3 points" in text
    assert "judged with a right `zero_grads` in place of yours, which is not written yet." in text


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


def cells_ran(assignment: Assignment, *sources: str) -> dict[str, Any]:
    """What a kernel holds after the assignment's cells and then these, some of which failed."""
    names = namespace(assignment)
    names["In"] = ["", *code_cells(assignment).values()]
    for source in sources:
        names["In"].append(source)
        with contextlib.suppress(Exception):
            execute(source, f"<{len(names['In'])}>", names)
    return names


def test_an_old_answer_is_not_judged_in_place_of_a_broken_one(accumulation: Assignment) -> None:
    broken = "def add_contributions(c)\n    return sum(c)"
    report = report_on(UNIT, "add_contributions", names=cells_ran(accumulation, broken))
    assert report.verdict.points == 0
    assert "The newest run of the cell with `add_contributions` ended in a SyntaxError" in (
        report.text())
    assert "The notebook still holds the `add_contributions` of an earlier run." in report.text()
    assert "All right" not in report.text()
    never_ran = cells_ran(accumulation, broken)
    del never_ran["add_contributions"]
    text = report_on(UNIT, "add_contributions", names=never_ran).text()
    assert "ended in a SyntaxError" in text
    assert "earlier run" not in text
    mended = cells_ran(accumulation, broken, "def add_contributions(c):\n    return sum(c)")
    assert report_on(UNIT, "add_contributions", names=mended).verdict.passed


@pytest.mark.parametrize("exercise", ["backward"])
def test_an_overwritten_helper_is_named(accumulation: Assignment, exercise: str) -> None:
    names = cells_ran(accumulation, "users_first = 3")
    text = report_on(UNIT, exercise, names=names).text()
    assert "`users_first` is not what its cell defines any more: run that cell again." in text


@pytest.mark.parametrize(("code", "sentence"), [
    ("import autograd_ref\ndef add_contributions(c):\n    return sum(c)",
     "`add_contributions` uses the engine `autograd_ref`"),
    ("def add_contributions(c):\n    from autograd_ref import tensor\n    return sum(c)",
     "`add_contributions` uses the engine `autograd_ref`"),
    ("exec('def total(c): return sum(c)')\ndef add_contributions(c):\n    return total(c)",
     "runs code out of a string with `exec`"),
])
def test_a_borrowed_engine_is_no_answer(
    accumulation: Assignment, code: str, sentence: str
) -> None:
    report = report_on(UNIT, "add_contributions", names=cells_ran(accumulation, code))
    assert report.verdict.points == 0
    assert sentence in report.text()


@pytest.mark.parametrize("nested", ["-" * 40_000 + "1", "+".join("1" * 20_000), "lambda: " * 9000])
def test_code_nested_beyond_measure_borrows_nothing(nested: str) -> None:
    assert borrowed(f"x = {nested}  # autograd_ref", "add_contributions") == ""


def test_a_signalling_nan_is_an_answer_like_others() -> None:
    """Computing with one warns, and the check computes with what it compares."""
    names = namespace(ASSIGNMENTS["05-accumulation"])
    signalling = np.frombuffer(bytes([1, 2, 3, 4, 5, 6, 0xF0, 0x7F]))[0]
    names["add_contributions"] = lambda c: np.full(np.shape(c[0]), signalling)
    report = report_on("05-accumulation", "add_contributions", names=names)
    assert report.verdict.points == 0
    assert "nan" in report.text()
