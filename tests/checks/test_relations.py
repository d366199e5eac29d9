"""What a wrong answer is told about its relation to the right one, and when nothing is told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.checks.cases import fresh_cases, visible_cases
from course.checks.changed_questions import changed_questions
from course.checks.diagnosis import diagnosis
from course.checks.draw import Draw
from course.checks.implementation import LocalImplementation
from course.checks.place import Place
from course.checks.relations import predicates
from course.checks.unit import Probe, Unit
from course.checks.verdict import judge
from course.exchange.plain_data import Odd

E = np.array([[1.25, -0.5, 2.75], [0.75, 3.25, -1.5]])
ROW = E[0]
X = np.array([[0.3, 0.4, -1.1], [2.3, -0.7, 0.9]])
DATA = {"x": X, "v": X[::-1] * 1.7, "rows": [X[0], X[1]], "lr": 0.3, "batch": [1.0, 2.0, 3.0, 4.0]}
OF_PIECES = {"a": ROW, "b": ROW * 3.1, "c": 1.37, "h[0]": ROW * 1.7, "h[1]": ROW * 2.9,
             "other": "RuntimeError: not here"}

RELATIONS: list[tuple[str, Any, Any, Any]] = [  # predicate, right answer, one, not quite one
    ("has the opposite sign", E, -E, -E + [[0, 0, 0.1]] * 2),
    ("is off by less than a thousandth: is something rounded, or computed only approximately?",
     E, E * 1.0005, E * 1.002),
    ("leads to a string, which does not belong there", "h to w", "h to str", "h to v"),
    ("is the right one without its signs", E, abs(E), abs(E) * 1.01),
    ("is `x` itself, unchanged", E, X, X * 1.01),
    ("is the first row of `x`, alone", ROW, X[0], X[0] * 1.01),
    ('is what belongs to "b"', ROW, ROW * 3.1, ROW * 3.11),
    ("is transposed", E, E.T, E.T * 1.01),
    ("is in reverse order", ROW, ROW[::-1], ROW[[2, 0, 1]]),
    ("is reversed along axis 1", E, E[:, ::-1], E[::-1, ::-1]),
    ("holds the right numbers in another order", E, E[::-1, ::-1], E[::-1, ::-1] * 1.01),
    ("lacks the factor `x`", E, E / X, E / X + 0.1),
    ("is multiplied by `x` once too often", E, E * X, E * X + 0.1),
    ("is the right one times the square of `x`", E, E * X * X, E * X**3),
    ("is summed over axis 0, which is too much", E, E.sum(0), E.sum(0) * 1.01),
    ("is averaged over all entries, which is too much", E, E.mean(), E.mean() * 1.01),
    ("still has to be summed over axis 1", E.sum(1), E, E * 1.01),
    ("holds the right numbers in another shape", E, E.ravel(), E.ravel()[::-1]),
    ("holds running sums of the right numbers", ROW, np.cumsum(ROW), np.cumsum(ROW) + 0.1),
    ("holds the right numbers, repeated to a larger shape", ROW, np.stack([ROW, ROW]), E),
    ("is the right one times `lr`", E, E * 0.3, E * 0.31),
    ("is the right one divided by the number of items of `batch`", E, E / 4, E / 3),
    ("is minus the right one times the number of entries of `x`", E, E * -6, E * -5),
    ("is 1/7 times the right one", E, E / 7, E / 7 + 0.1),
    ("is the square of the right one", E, E**2, E**3),
    ("is the right one plus `x`", E, E + X, E + 1.01 * X),
    ("is the right one minus 0.35", E, E - 0.35, E - X),
    ("is wrong just where `x` is negative", E, np.where(X < 0, 0.0, E), np.where(X < 1, 0.0, E)),
    ("is right in its first entry alone", ROW, ROW * [1, 2, 3], ROW * [2, 1, 3]),
    ("is 0 everywhere", E, 0 * E, 0.01 * X),
    ("holds one and the same number everywhere", E, 0 * E + 2, 0 * E + X),
    ("holds a nan, as 0 / 0 gives, or infinity minus infinity", ROW, ROW * [1, np.nan, 1], ROW * 2),
    ("holds the right numbers, as float32 and not as float64", E, E.astype("f"), E * 2),
    ("is the right one, rounded down", E, np.floor(E), np.round(E)),
    ("holds the right numbers as floats: they should be whole numbers, such as 2, not 2.0",
     7, 7.0, 8.0),
    ("is one too many", 7, 8, 9),
    ("is a list or tuple that holds the right value: return the value alone", E, [E], [X]),
    ("is the right value alone: it belongs in a list or tuple", [E], E, X),
    ("is a generator, which yields its items only once: return a list of them",
     [1, 2], Odd("generator"), Odd("thing")),
    ("is an iterator, which yields its items only once: return a list of them",
     [1, 2], Odd("list_reverseiterator"), Odd("thing")),
    ("comes from an array: a Tensor should come back", E, Odd("memoryview"), Odd("thing")),
    ("is a Tensor: a number is expected, such as `float` of its `.data`",
     1.5, Odd("Tensor"), Odd("memoryview")),
    ("is empty", ["b", "a"], [], ["b"]),
    ("holds the first item alone", ["b", "a"], ["b"], ["a"]),
    ("lacks its last item", ["b", "a", "c"], ["b", "a"], ["b", "c"]),
    ("lacks some items", "b a c", "b c", "b d"),
    ("lacks `a`", "a b c", "b c", "b d"),
    ("lacks some items", "a b c", "b c", "b d"),
    ("lacks some items", "a a c", "a c", "a d"),
    ("holds some items more than once", ["a", "b"], ["a", "b", "a"], ["a", "b", "c"]),
    ("holds some items more than once", ["a"], ["a", "a"], ["b", "a"]),
    ("holds some items that do not belong there", [1.5], [1.5, 2.5], [2.5, 3.5]),
    ("should be a ValueError: nothing is raised", "ValueError: no", None, 3.5),
    ("should be a ValueError: a KeyError is raised", "ValueError: no", "KeyError: 'x'",
     "ValueError: yes"),
    ("is the right type of error with the text of another one: are two texts swapped?",
     "RuntimeError: here", "RuntimeError: not here", "RuntimeError: no"),
    ('is the right type of error; its text is right up to "expects 2 arguments,"',
     "ValueError: it expects 2 arguments, not 3", "ValueError: it expects 2 arguments, got 3",
     "ValueError: it expects 3"),
    ("is the right error; its text differs only in punctuation, spaces or capital letters",
     "ValueError: Only leaves.", "ValueError: only leaves", "ValueError: only leave"),
    ("is a TypeError: it is raised though nothing is wrong", None, "TypeError: no", "no"),
    ("is the right one, rounded to 1 decimal", E + 0.01, (E + 0.01).round(1), E),
    ("is the right one to the power of 1.5", abs(E), abs(E)**1.5, abs(E)**1.5 + 0.1),
    ("is the sum of `x` over axis 0", ROW, X.sum(0), X.sum(0) * 1.01),
    ("is the right answer in one more list or tuple: is there a comma too many?",
     [1.5, "a"], [[1.5, "a"]], [[1.5, "b"]]),
    ("is right as far as it goes: its end is missing", "MulBackward0", "MulBackward", "AddBack"),
    ("is right, and goes on with something that does not belong there", "body", "body.w", "bode.w"),
    ("is None: it should be True or False", True, None, False),
    ("counts as true or false in an `if`, and no more: it should be True or False itself",
     True, "MulBackward0", False),
    ("is a text: it should be True or False", False, "MulBackward0", True),
    ("is a list: it should be True or False", False, ["w"], True),
    ("holds the right numbers, as float64 and not as float16",
     ROW.astype(np.float16), ROW, ROW * 1.1),
    ("is `x` times `v`, no more", E, X * DATA["v"], X * DATA["v"] + 0.1),
    ("is the difference of `x` and `v`, no more", E, X - DATA["v"], X),
    ("is the product of the items of `rows`", ROW, X[0] * X[1], X[0]),
    ("lacks its last columns", E, E[:, :1], E[:, 1:]),
    ("is the name of a node, and not of this one", "RsubBackward1", "SubBackward0", "sub"),
    ("is a list of the right numbers: return an array", ROW, ROW.tolist(), (ROW * 2).tolist()),
    ("is a dict that holds the right values: return them as a list or tuple",
     [1.5, 2.5], {"a": 1.5, "b": 2.5}, {"a": 1.5, "b": 2.0}),
    ("is right but for its number", "PowBackward1", "PowBackward2", "MulBackward1"),
    ("is wrong just where the right one is nan or infinite: neither may be hidden",
     ROW * [1, np.nan, 1], ROW * [1, 0, 1], ROW * [1, 0, 2]),
    ("holds everywhere the sum over axis 1 of the right one", E,
     0 * E + E.sum(1, keepdims=True), 0 * E + E.sum()),
    ("lacks its last rows", E, E[:1], E[1:]),
    ("lacks its first entries", ROW, ROW[1:], ROW[:2]),
    ('is the right one times "c"', E, E * 1.37, E * 1.38),
    ("is 2 times the right one", E, E * 2, E * 3),
    ("should be None: something was stored there that does not belong there", None, "a", None),
    ("is 0 where None is expected: no gradient at all is None, which is not 0", None, 0 * E, E),
]


def told(expected: Any, got: Any) -> list[str]:
    return predicates(Place("a", expected, got, DATA, OF_PIECES))


@pytest.mark.parametrize(("predicate", "expected", "got", "nearly"), RELATIONS)
def test_a_relation_is_told_if_it_holds(
    predicate: str, expected: Any, got: Any, nearly: Any
) -> None:
    assert predicate in told(expected, got)
    assert predicate not in told(expected, nearly)


def test_a_step_that_is_too_long_or_leads_the_wrong_way() -> None:
    w, b, step = ROW, ROW[::-1] * 1.3, np.array([0.5, -0.25, 0.125])
    pieces = {"w.data": w - step, "b.data": b - step[::-1]}

    def of(moved: Any) -> list[str]:
        return predicates(Place("w.data", w - step, w + moved, {"w": w, "b": b}, pieces))

    assert "moves 3 times as far from `w` as it should" in of(-3 * step)
    assert "moves away from `w` in the opposite direction" in of(step)
    assert 'moves as far as "b.data" should' in of(-step[::-1])
    assert "moves from `w` by the right step times the square of `b`" in of(-step * b * b)
    assert not any("moves" in told for told in of(step**2))
    stays = Place("w.data", w, w + step, {"w": w})
    assert "should stay at `w`, and it was moved" in predicates(stays)


def test_arrays_of_several_shapes_stand_beside_an_answer() -> None:
    arrays = [E, ROW]
    place = Place("a", E, 2 * E, {"arrays": arrays}, {"a": E, "sent": arrays})
    assert "is 2 times the right one" in predicates(place)


def test_punctuation_is_told_of_words_alone() -> None:
    told_of = "differs only in punctuation, spaces or capital letters"
    assert told_of in told("h to w", "H, to w")
    assert told_of not in told("", "? ?")


def test_infinity_is_not_the_right_number() -> None:
    assert not [told for told in predicates(Place("a", ROW, ROW * np.inf, {}, OF_PIECES))
                if "step" in told or "belongs" in told]


def test_one_step_behind_and_ahead() -> None:
    def of(got: Any) -> list[str]:
        return predicates(Place("h[1]", OF_PIECES["h[1]"], got, {}, OF_PIECES))

    assert "is one step behind" in of(OF_PIECES["h[0]"])
    assert "is one step behind" not in of(ROW)
    alone = Place("a", ROW, ROW.astype(np.float16), {}, {"a": ROW})
    assert "is one step behind" not in predicates(alone)


def test_what_should_have_been_left_alone() -> None:
    place = Place("w.grad", ROW, None, {"w.grad": ROW})
    assert predicates(place) == ["should stay as it was before, and it was set to None"]
    left = Place("w.grad", None, ROW, {"w.grad": ROW})
    assert predicates(left) == ["still holds what it held before: it should be None"]


NO_RELATION: list[tuple[str, Any, Any]] = [  # what could be said, right answer, wrong one
    ("is the square of", np.array(2.8e-6), np.array(0.0)),
    ("times the right one", np.array(1e-8), np.array(1.28)),
    ("times the right one", ROW, ROW * 1.0001),
    ("is the right one plus", np.array(1e-8), np.array(1.28)),
    ("summed", np.zeros(3), 0),
    ("averaged", np.full((2, 3), 3.99), np.array(3.99)),
    ("times the right one", np.array([0.0, 1.7, 0.0]), np.array([0.0, 2.9, 0.0])),
    ("rounded", np.array(1.06), np.array(1.0)),
    ("first item", "a both left x", "both left x"),
    ("another order", E, E.astype("f")),
    ("another order", ROW, ROW * (1 + 1e-7)),
]


@pytest.mark.parametrize(("words", "right", "wrong"), NO_RELATION)
def test_what_holds_by_accident_is_not_told(words: str, right: Any, wrong: Any) -> None:
    told = predicates(Place("the answer", right, wrong))
    assert not [text for text in told if words in text]


def test_half_is_not_told_if_a_length_is_two() -> None:
    inputs = {"x": np.array([0.3, 0.4]), "lr": 0.3}
    asked = {question.predicate for question in changed_questions(inputs, frozenset())}
    assert not [text for text in asked if "half of `lr`" in text]
    asked = {question.predicate for question in changed_questions({"lr": 0.3}, frozenset())}
    assert [text for text in asked if "half of `lr`" in text]


def test_a_number_may_be_divided_by_the_length_of_another_input() -> None:
    inputs = {"x": np.zeros((2, 3)), "rows": [1.0] * 4, "lr": 0.3}
    asked = {question.predicate: question.changes["lr"](0.3)
             for question in changed_questions(inputs, frozenset()) if "lr" in question.changes}
    assert asked["would be right for `lr` divided by the number of entries of `x`"] == 0.3 / 6
    assert asked["would be right for `lr` times the number of items of `rows`"] == 0.3 * 4


# -- diagnoses of whole exercises ----------------------------------------------------------------

UNIT = Unit("99-made-up")
RULE = UNIT.exercise("rule", reference=lambda upstream, x: (upstream * x * x).sum() * x)
POWERS = UNIT.exercise("powers", reference=lambda x, n: [x**k for k in range(1, n + 1)])
POSITIVE = UNIT.exercise("positive", reference=lambda x: bool(x.sum() > 0))
UNIT.given["same"] = lambda a, b: a is b
NOTES = UNIT.exercise("notes", reference=lambda x: {"copy": True, "held": False})
BOTH = UNIT.exercise("both", reference=lambda x: (x * 1, x * 1, x * 0 + 2.5))
UNIT.given["name_of"] = lambda named: named["name"]
NAMED = UNIT.exercise("named", reference=lambda x: {"name": "mul"})
STEPPED = UNIT.exercise("stepped", reference=lambda x, rate: (x + rate, x * 2.0))
SCALED = UNIT.exercise("scaled", reference=lambda x: x * 3.0)
BLOCK = UNIT.exercise("block", reference=contextlib.nullcontext)
SMALL = UNIT.exercise("small", reference=lambda x: bool(abs(x).max() < 1))
UNIT.given["state_of"] = lambda states: states["kept"]
STATES = UNIT.exercise("states", reference=lambda x: {"kept": "open"})
LARGER = UNIT.exercise("larger", reference=lambda x, number: x > number)
FLAT = UNIT.exercise("flat", reference=lambda x: x * 0.0)
REFUSE = UNIT.exercise("refuse", reference=lambda x: x.backward())


@RULE.probe("a vector")
def a_vector(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the answer": impl.rule(draw.array("upstream", 3), draw.array("x", 3))}


@RULE.probe("a matrix")
def a_matrix(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the answer": impl.rule(draw.array("upstream", 2, 3), draw.array("x", 2, 3))}


@POWERS.probe("some powers")
def some_powers(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"powers": impl.powers(draw.array("x", 3), draw.integer("n", 3, 5))}


def ask_powers_of_a_table(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"powers": impl.powers(draw.array("x", 2, 3), 3)}


of_a_table = Probe("a table", 1, ask_powers_of_a_table)


@POSITIVE.probe("either sign")
def either_sign(impl: Any, draw: Draw) -> dict[str, Any]:
    x = abs(draw.array("x", 3))
    return {"of positive numbers": impl.positive(x), "of negative ones": impl.positive(-x)}


@REFUSE.probe("several numbers")
def several(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"three": impl.raised(impl.refuse, draw.array("x", 3)),
            "none": impl.raised(impl.refuse, draw.array("y", 2))}


@LARGER.probe("three numbers")
def three_numbers(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the mask": impl.larger(draw.array("x", 3), draw.number("number", 3, 5))}


@FLAT.probe("the gradient of a constant")
def of_a_constant(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the answer": impl.flat(draw.array("x", 3))}


@SMALL.probe("several arrays")
def several_arrays(impl: Any, draw: Draw) -> dict[str, Any]:
    x, y = draw.array("x", 2), draw.array("y", 3)
    return {"two small ones": impl.small(x / 10), "two large ones": impl.small(x * 10),
            "three small ones": impl.small(y / 10), "three large ones": impl.small(y * 10)}


@STATES.probe("states of a vector and a number")
def states_of_both(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"of a vector": impl.state_of(impl.states(draw.array("x", 3))),
            "of a number": impl.state_of(impl.states(draw.array("y")))}


def diagnosed(name: str, function: Callable[..., Any]) -> str:
    exercise = UNIT.exercises[name]
    code = LocalImplementation({**UNIT.given, name: function})
    return diagnosis(UNIT, [judge(exercise, UNIT, code, cases) for cases in (
        visible_cases(exercise), fresh_cases(exercise, 1))])


def raises_a_text(x: Any) -> None:
    raise "no"  # type: ignore[misc]  # noqa: B016


DIAGNOSES: list[tuple[str, Callable[..., Any], str]] = [
    ("rule", lambda u, x: -(u * x * x).sum() * x, '"the answer" has the opposite sign.'),
    ("rule", lambda u, x: (x * x).sum() * x,
     '"the answer" would be right if `upstream` were all ones: is it left out?'),
    ("rule", lambda u, x: (u * x * x * u).sum() * x,
     '"the answer" would be right for the square of `upstream`.'),
    ("rule", lambda u, x: (u * x * x).sum() * x * (2 if x.ndim == 1 else 1),
     'Where it is wrong, "the answer" is 2 times the right one.'),
    ("rule", lambda u, x: (u * x * x).sum() * x * (2 if x.ndim == 1 else 3),
     'In "a vector": "the answer" is 2 times the right one.'),
    ("rule", lambda u, x: None, "`rule` returns None. Is a `return` missing?"),
    ("rule", lambda u, x: None if x.ndim == 1 else (u * x * x).sum() * x,
     'Where it is wrong, "the answer" is None: does this way through the function return nothing, '
     'or None?'),
    ("powers", lambda x, n: [x**k for k in range(1, n)], '"powers" lacks its last item.'),
    ("powers", lambda x, n: [x**k for k in range(n, 0, -1)], '"powers" is in reverse order.'),
    ("positive", lambda x: True, "The answer is always True, whatever is asked."),
    ("positive", lambda x: bool(x.sum() > 0) and x.shape[0] > 9,
     "The answer is always False, whatever is asked."),
    ("rule", lambda u, x: np.array([1.5, 2.5]),
     "`rule` gives one and the same answer, whatever is asked."),
    ("refuse", raises_a_text,
     "Each wrong result is no error: behind `raise` belongs one, such as `RuntimeError(...)`."),
    ("powers", lambda x, n: [x] * n, "Each wrong result is the first item of its list once more."),
    ("rule", lambda u, x: 0 * x, '"the answer" is 0 everywhere.'),
    ("small", lambda x: abs(x).max() < 1 and x.size < 3,
     "The answer is False in cases where it should be True, and never the other way round. Does it "
     "ask for too much, or forget a case?"),
    ("small", lambda x: abs(x).max() < 1 or x.size > 2,
     "The answer is True in cases where it should be False, and never the other way round. Does it "
     "ask for too little?"),
    ("states", lambda x: {"before": "open", "kept": "open" if x.ndim else "shut"},
     'All else is right: only "of a number" is wrong. What sets it apart from the others?'),
    ("refuse", lambda x: ValueError("no"),
     "Each wrong result is an error that is returned: it takes `raise` to raise it."),
    ("refuse", lambda x: x,
     "No error is ever raised. Is a `raise` missing, or is its condition never true?"),
    ("flat", lambda x: np.array(0.0),
     '"the answer" is one number, which should stand in each entry of an array.'),
    ("larger", lambda x, number: x < number, ""),  # as for -x, and for -number, by chance
    ("rule", lambda u, x: np.cos(u) @ x.T if x.ndim == 1 else np.sin(x), ""),
]


@pytest.mark.parametrize(("name", "function", "sentence"), DIAGNOSES)
def test_a_diagnosis(name: str, function: Callable[..., Any], sentence: str) -> None:
    assert diagnosed(name, function) == sentence


@BOTH.probe("three results")
def three_results(impl: Any, draw: Draw) -> dict[str, Any]:
    both = impl.both(draw.array("x", 3))
    return {"first": both[0], "second": both[1], "third": both[2]}


@STEPPED.probe("two results")
def two_results(impl: Any, draw: Draw) -> dict[str, Any]:
    both = impl.stepped(draw.array("x", 3), draw.number("rate", 0.1, 0.9))
    return {"a": both[0], "b": both[1]}


@NAMED.probe("a name")
def a_name(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"name": impl.name_of(impl.named(draw.array("x", 3)))}


@SCALED.probe("a product")
def a_product(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"product": impl.scaled(draw.array("x", 3)) * 2.0}


@BLOCK.probe("a block")
def a_block(impl: Any, draw: Draw) -> dict[str, Any]:
    with impl.block():
        return {"inside": True}


@NOTES.probe("what is noted of an array")
def what_is_noted(impl: Any, draw: Draw) -> dict[str, Any]:
    answer = impl.notes(draw.array("x", 3))
    return {"it is a copy": answer["copy"], "it is held": answer["held"],
            "one array": impl.same(answer["copy"], answer["held"])}


def test_what_is_true_of_several_labels_is_told_once() -> None:
    told = diagnosed("both", lambda x: (-x, -x, np.ones(2)))
    assert told == '"first" has the opposite sign. The same is true of "second".'


def test_what_is_true_of_every_result_is_told_beside_an_exception() -> None:
    def of_vectors(x: Any, n: int) -> Any:
        return [-(x**k) for k in range(1, n + 1)] if x.ndim == 1 else x.missing

    UNIT.exercises["powers"].probes.append(of_a_table)
    try:
        assert diagnosed("powers", of_vectors) == "Each wrong result has the opposite sign."
    finally:
        UNIT.exercises["powers"].probes.remove(of_a_table)


def test_half_of_an_input_is_told_of_each_wrong_result_alone() -> None:
    with_half: Any = lambda x, rate: (x + rate / 2, x * 5.0)  # noqa: E731
    assert diagnosed("stepped", with_half) == '"b" is 2.5 times the right one.'


def test_what_is_printed_is_not_returned() -> None:
    assert diagnosed("scaled", lambda x: print(x * 3.0)).endswith(
        "Is a `return` missing? What is printed is not returned.")


def test_a_return_is_missing_if_the_check_computes_with_none() -> None:
    assert diagnosed("scaled", lambda x: None) == "`scaled` returns None. Is a `return` missing?"


def test_no_return_is_missing_in_a_helper_of_the_check() -> None:
    assert diagnosed("named", lambda x: {"name": None}) == ""


def test_no_return_is_missing_where_a_class_is_wanted() -> None:
    assert diagnosed("block", lambda: None) == ""


def test_what_a_function_did_not_return_is_not_its_answer() -> None:
    """Two facts that are True or False are no answers to one question."""
    assert diagnosed("notes", lambda x: {"copy": True, "held": True}) == ""


def test_no_answer_is_infinitely_many_times_the_right_one() -> None:
    place = Place("the answer", ROW, np.full(3, np.inf), {"the answer": ROW}, {})
    assert not any("times the right one" in told for told in predicates(place))


def test_what_holds_on_visible_cases_alone_is_a_coincidence() -> None:
    seen = []
    judge(RULE, UNIT, LocalImplementation({"rule": lambda u, x: seen.append(x)}),
          visible_cases(RULE))

    def right(u: Any, x: Any) -> Any:
        return (u * x * x).sum() * x

    def doubled_if_seen(u: Any, x: Any) -> Any:
        return right(u, x) * (2 if any(np.array_equal(x, other) for other in seen) else 3)

    assert diagnosed("rule", lambda u, x: right(u, x) * 2).endswith("is 2 times the right one.")
    assert diagnosed("rule", doubled_if_seen) == ""
