"""The conditions that every answer is put under: who breaks one is told so, and loses one probe.

Each is tried on made-up exercises, in this process and through the sandbox's requests.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import autograd_ref as torch
from course.checks.cases import Case, ProbeCase, fresh_cases, together, visible_cases
from course.checks.check_report import CheckReport
from course.checks.draw import Draw
from course.checks.implementation import LocalImplementation
from course.checks.probing import Question, Run, ask_all
from course.checks.right_answers import right_answer
from course.checks.tensors import leaf
from course.checks.unit import Exercise, Probe, Unit, load_unit, unit_slugs
from course.checks.verdict import Verdict, judge
from course.exchange.plain_data import Odd, Room, plain
from course.exchange.requests import MAX_OBJECTS
from course.grading.sandbox.remote_probe import RemoteProbe
from course.grading.sandbox.server import RequestServer
from course.publish.source import ROOT

Function = Callable[..., Any]
Asked = Callable[[Exercise, Any, str], Verdict]

UNIT = Unit("99-made-up", given={"Tensor": leaf})


class Tensor:
    """What a student's notebook holds under this name."""

    def __init__(self, data: Any, requires_grad: bool = False) -> None:
        self.data = np.array(data, dtype=np.float64)
        self.requires_grad = requires_grad
        self.grad: Any = None


def exercise(name: str, reference: Function, ask: Function, **options: Any) -> Exercise:
    """An exercise with two probes of a point each, which ask the same of other inputs."""
    made = UNIT.exercise(name, reference, **options)
    made.probe("one call")(ask)
    made.probe("another call")(ask)
    return made


def ask_double(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.array("x", 2, 3)
    return {"doubled": impl.double(x)}


def ask_plus_one(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.array("x", 3)
    return {"the result": impl.plus_one(x), "the second": impl.plus_one(x)}


def ask_total(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the sum": impl.total(draw.arrays("arrays", 3, 2))}


def ask_scaled(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"scaled": impl.scaled(draw.array("x", 3), {"factor": draw.number("factor", 2, 3)})}


def ask_same(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"a copy": impl.same(draw.array("x", 3))}


def ask_pair(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the pair": impl.pair(draw.array("x", 3))}


def ask_give(impl: Any, draw: Draw) -> dict[str, Any]:
    w, v = (impl.Tensor(draw.array(name, 3), requires_grad=True) for name in "wv")
    middle = impl.Tensor(draw.array("middle", 3))
    impl.give(w, v, middle, draw.array("gradient", 3))
    return {"w.grad": w.grad, "v.grad": v.grad}


def ask_clear(impl: Any, draw: Draw) -> dict[str, Any]:
    w, constant = (impl.Tensor(draw.array(name, 3)) for name in ("w", "constant"))
    constant.grad = impl.array(draw.array("constant.grad", 3))
    impl.clear([w, constant])
    return {"w.grad": w.grad}


def ask_gram(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the products": impl.gram(draw.array("x", 2, 3))}


def _give(w: Any, v: Any, middle: Any, gradient: Any) -> None:
    w.grad, v.grad = gradient.clone(), gradient.clone()


def _clear(tensors: list[Any]) -> None:
    for tensor in tensors:
        tensor.grad = None


def _shared_pair(x: Any) -> Any:
    result = x + 1
    return result, result


DOUBLE = exercise("double", lambda x: x * 2, ask_double)
PLUS_ONE = exercise("plus_one", lambda x: x + 1, ask_plus_one)
TOTAL = exercise("total", lambda arrays: torch.stack(arrays).sum(0), ask_total)
SCALED = exercise("scaled", lambda x, options: x * options["factor"], ask_scaled)
SAME = exercise("same", lambda x: x.clone(), ask_same)
PAIR = exercise("pair", lambda x: (x + 1, x + 1), ask_pair)
GIVE = exercise("give", _give, ask_give)
CLEAR = exercise("clear", _clear, ask_clear, may=("leave gradients",))
GRAM = exercise("gram", lambda x: x @ x.T, ask_gram)
RIGHT: dict[str, Function] = {
    "double": lambda x: x * 2,
    "plus_one": lambda x: x + 1,
    "total": lambda arrays: np.sum(arrays, axis=0),
    "scaled": lambda x, options: x * options["factor"],
    "same": lambda x: x.copy(),
    "pair": lambda x: (x + 1, x + 1),
    "gram": lambda x: x @ x.T,
}


def give(w: Any, v: Any, middle: Any, gradient: Any) -> None:
    w.grad, v.grad = gradient.copy(), gradient.copy()


def clear_the_first(tensors: list[Any]) -> None:
    tensors[0].grad = None  # that of the other one is as the probe put it there


RIGHT |= {"give": give, "clear": clear_the_first}


def ask_here(asked: Exercise, names: dict[str, Any], cases: str = "visible") -> Verdict:
    return judge(asked, UNIT, LocalImplementation(names), drawn(asked, cases))


def ask_in_sandbox(asked: Exercise, names: dict[str, Any], cases: str = "visible") -> Verdict:
    """The verdict when every request goes through the sandbox's messages."""
    server = RequestServer(SimpleNamespace(user_ns=names))  # type: ignore[arg-type]

    def run(question: Question) -> Run:
        remote = RemoteProbe(question)
        while remote.run is None:
            message = json.loads(json.dumps(remote.message()))
            remote.take_reply(json.loads(json.dumps(server.carry_out(message))))
        return remote.run

    def ask_probes(questions: Sequence[Question], _: Any) -> list[Run]:
        return [run(question) for question in questions]

    return judge(asked, UNIT, None, drawn(asked, cases), ask_probes)


def drawn(asked: Exercise, cases: str) -> list[ProbeCase]:
    return visible_cases(asked) if cases == "visible" else fresh_cases(asked, 7)


@pytest.fixture(params=[ask_here, ask_in_sandbox])
def ask(request: pytest.FixtureRequest) -> Asked:
    asked: Asked = request.param
    return asked


def names_with(answer: Function, name: str) -> dict[str, Any]:
    return {"Tensor": Tensor, **RIGHT, name: answer}


def doubles_in_place(x: Any) -> Any:
    x *= 2
    return x.copy()


def doubles_after_a_nudge(x: Any) -> Any:
    doubled = 2 * x
    x += 1e-7
    return doubled


def pops(arrays: list[Any]) -> Any:
    result = 0.0
    while arrays:
        result = result + arrays.pop()
    return result


def adds_into_the_first(arrays: list[Any]) -> Any:
    for array in arrays[1:]:
        arrays[0] += array
    return arrays[0].copy()


def pops_an_option(x: Any, options: dict[str, Any]) -> Any:
    return x * options.pop("factor")


def writes_an_option(x: Any, options: dict[str, Any]) -> Any:
    options["used"] = True
    return x * options["factor"]


def remembers_one_result() -> Function:
    known: dict[bytes, Any] = {}
    return lambda x: known.setdefault(x.tobytes(), x + 1)


def shares_the_gradient(w: Any, v: Any, middle: Any, gradient: Any) -> None:
    w.grad = v.grad = gradient.copy()


def keeps_the_upstream(w: Any, v: Any, middle: Any, gradient: Any) -> None:
    w.grad, v.grad = gradient, gradient.copy()


def gives_the_middle_one(w: Any, v: Any, middle: Any, gradient: Any) -> None:
    give(w, v, middle, gradient)
    middle.grad = gradient.copy()


def moves_the_data(w: Any, v: Any, middle: Any, gradient: Any) -> None:
    give(w, v, middle, gradient)
    middle.data = middle.data + 1


def freezes(w: Any, v: Any, middle: Any, gradient: Any) -> None:
    give(w, v, middle, gradient)
    w.requires_grad = False


def raises_the_limit(x: Any) -> Any:
    sys.setrecursionlimit(5_000)
    return x * 2


def raises_the_limit_for_a_while(x: Any) -> Any:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(5_000)
    try:
        return x * 2
    finally:
        sys.setrecursionlimit(before)


@dataclass(frozen=True)
class Broken:
    """An answer that breaks a condition, and the sentence that says so."""

    asked: Exercise
    answer: Function
    sentence: str


BROKEN = {
    "an array is changed": Broken(
        DOUBLE, doubles_in_place, "`x`: Your code changes it. It belongs to the caller"),
    "an array is changed a little": Broken(
        DOUBLE, doubles_after_a_nudge, "`x`: Your code changes it. It belongs to the caller"),
    "a list is popped": Broken(TOTAL, pops, "`arrays`: Your code changes it."),
    "an array in a list is changed": Broken(
        TOTAL, adds_into_the_first, "`arrays[0]`: Your code changes it."),
    "a dict loses a key": Broken(
        SCALED, pops_an_option, "`options`: Your code changes it."),
    "a dict gets a key": Broken(
        SCALED, writes_an_option, "`options`: Your code changes it."),
    "an argument is the result": Broken(
        SAME, lambda x: x, "the result `same(x)`: It shares its memory with `x`"),
    "a view of an argument is the result": Broken(
        SAME, lambda x: x[:], "the result `same(x)`: It shares its memory with `x`"),
    "two calls give one array": Broken(
        PLUS_ONE, remembers_one_result(), "It shares its memory with the result `plus_one(x)`"),
    "a pair is one array twice": Broken(PAIR, _shared_pair, "Two parts of it share their memory"),
    "two gradients are one array": Broken(
        GIVE, shares_the_gradient, "It shares its memory with `.data` or `.grad` of the result"),
    "the upstream becomes the gradient": Broken(
        GIVE, keeps_the_upstream, "`gradient`: It shares its memory with `.data` or `.grad`"),
    "another tensor gets a gradient": Broken(
        GIVE, gives_the_middle_one,
        ".grad of the result `Tensor(middle)`: It should have none: only leaves"),
    "another tensor gets other data": Broken(
        GIVE, moves_the_data, ".data of the result `Tensor(middle)`: Your code leaves another"),
    "a tensor stops requiring a gradient": Broken(
        GIVE, freezes, ".requires_grad of the result `Tensor(w)`: Your code leaves another"),
    "the limit of recursion is raised": Broken(
        DOUBLE, raises_the_limit, "Python's recursion limit: Your code sets it to 5000."),
    "the limit of recursion is raised and put back": Broken(
        DOUBLE, raises_the_limit_for_a_while,
        "Python's recursion limit: Your code sets it to 5000."),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_condition_is_told_and_costs_one_probe(broken: Broken, ask: Asked) -> None:
    names = names_with(broken.answer, broken.asked.name)
    verdict = ask(broken.asked, names, "visible")
    assert broken.sentence in CheckReport(verdict).text()
    assert verdict.points == broken.asked.points - 1
    assert ask(broken.asked, names, "fresh").points == broken.asked.points - 1


@pytest.mark.parametrize("name", RIGHT)
def test_the_same_done_right_earns_everything(name: str, ask: Asked) -> None:
    asked = UNIT.exercises[name]
    for cases in ("visible", "fresh"):
        verdict = ask(asked, {"Tensor": Tensor, **RIGHT}, cases)
        assert verdict.passed, CheckReport(verdict).text()


def counts_in_a_default_value(x: Any, calls: list[int] = []) -> Any:  # noqa: B006
    calls.append(1)
    return x * 2 if len(calls) == 1 else x * 3


def first_result_kept() -> Function:
    registry: dict[str, Any] = {}
    return lambda x: registry.setdefault("double", x * 2)


def every_input_once() -> Function:
    seen: set[bytes] = set()

    def double(x: Any) -> Any:
        known = x.tobytes() in seen
        seen.add(x.tobytes())
        return x if known else x * 2

    return double


class Counting:
    """A function that keeps a number in an attribute from one call to the next."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, x: Any) -> Any:
        self.calls += 1
        return x * 2 + (self.calls - 1)


REMEMBERING: dict[str, Callable[[], Function]] = {
    "a default value": lambda: counts_in_a_default_value,
    "a registry": first_result_kept,
    "each input": every_input_once,
    "an attribute": Counting,
}


def ask_once(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"doubled": impl.double(draw.array("x", 2, 3))}


ONCE = Exercise(UNIT.slug, "double", DOUBLE.reference, probes=[Probe("one call", 1, ask_once)])


@pytest.mark.parametrize("remembers", REMEMBERING.values(), ids=REMEMBERING)
def test_what_is_remembered_between_calls_is_told(
    remembers: Callable[[], Function], ask: Asked
) -> None:
    """A probe that calls once, on which nothing but the cases can show it."""
    counts_in_a_default_value.__defaults__[0].clear()  # type: ignore[index]
    verdict = ask(ONCE, names_with(remembers(), "double"), "visible")
    assert verdict.points == 0
    assert "your code remembers something from one call to the next" in CheckReport(verdict).text()


def test_an_answer_that_is_right_from_the_second_call_on_earns_nothing(ask: Asked) -> None:
    calls: list[int] = []

    def double(x: Any) -> Any:
        calls.append(1)
        return x * min(len(calls), 2)

    verdict = ask(ONCE, names_with(double, "double"), "visible")
    assert verdict.points == 0
    assert "right the first time" not in CheckReport(verdict).text()
    assert "gave another answer the second time" in CheckReport(verdict).text()


def test_a_right_answer_is_asked_in_one_breath() -> None:
    asked: list[list[Case]] = []

    def ask_probes(questions: Sequence[Question], implementation: Any) -> list[Run]:
        asked.append([question.case for question in questions])
        return ask_all(questions, implementation)

    for answer, breaths in ((lambda x: x * 2, [2]), (lambda x: x * 3, [2, 2])):
        asked.clear()
        code = LocalImplementation({"double": answer})
        judge(DOUBLE, UNIT, code, fresh_cases(DOUBLE, 7), ask_probes)
        assert [len(cases) for cases in asked] == breaths
        first, again, wider, other, used = (
            case(DOUBLE.probes[0]) for case in fresh_cases(DOUBLE, 7))
        assert asked[0][0].before == (again,)
        assert asked[0][0].used
        assert used.draw_in_used_objects().array("x", 4).tolist() == (  # type: ignore[union-attr]
            other.draws()[0].array("x", 4).tolist())
        assert [draw.array("x", 4).shape for draw in asked[0][0].draws()] == [
            draw.array("x", 4).shape for case in (first, first, wider) for draw in case.draws()]


@pytest.mark.parametrize("slug", unit_slugs())
def test_no_probe_has_more_around_it_than_is_looked_at(slug: str) -> None:
    unit = load_unit(slug)
    for exercise in unit.exercises.values():
        cases = fresh_cases(exercise, 1)
        for probe in exercise.probes:
            right = right_answer(exercise, unit, probe, together([case(probe) for case in cases]))
            assert len(right.run.observed["seen"]) <= MAX_OBJECTS
            room = Room()
            for part in ("answers", "before", "surroundings"):
                observed = right.run.observed[part]
                observed = dict(observed) if part == "surroundings" else observed
                assert not isinstance(plain(observed, room), Odd)


def test_an_old_result_is_told_where_memory_may_be_shared(ask: Asked) -> None:
    known: dict[bytes, Any] = {}
    allowed = Exercise(UNIT.slug, "double", DOUBLE.reference, may=frozenset({"share memory"}),
                       probes=[Probe("one call", 1, ask_once)])
    verdict = ask(allowed, names_with(lambda x: known.setdefault(x.tobytes(), x * 2), "double"),
                  "visible")
    assert not verdict.passed
    assert "what an earlier call got or returned" in CheckReport(verdict).text()


def reverses(arrays: list[Any]) -> Any:
    arrays.reverse()
    return sum(arrays)


def replaces_the_first(arrays: list[Any]) -> Any:
    total = arrays
    for other in arrays[1:]:
        total[0] = total[0] + other
    return total[0].copy()


@pytest.mark.parametrize("answer", [reverses, replaces_the_first])
def test_a_list_keeps_its_items_and_their_order(answer: Function, ask: Asked) -> None:
    verdict = ask(TOTAL, names_with(answer, "total"), "visible")
    assert verdict.points == TOTAL.points - 1
    text = CheckReport(verdict).text()
    assert "`arrays`: Your code changes it." in text
    assert "It holds other items now, or the same ones in another order." in text
    assert "None" not in text


def test_an_array_may_be_changed_and_changed_back(ask: Asked) -> None:
    def double(x: Any) -> Any:
        x += 0.1
        x -= 0.1
        return x.round(12) * 2

    assert ask(DOUBLE, names_with(double, "double"), "visible").passed


def ask_order(impl: Any, draw: Draw) -> dict[str, Any]:
    first, second = impl.Tensor(draw.array("first", 3)), impl.Tensor(draw.array("second", 3))
    return {"the sum": impl.total([first, second]).data}


def test_a_list_of_tensors_keeps_its_order_too(ask: Asked) -> None:
    tensors = Exercise(UNIT.slug, "total", lambda both: both[0] + both[1],
                       probes=[Probe("two tensors", 1, ask_order)])

    def answer(both: list[Any]) -> Any:
        both.reverse()
        return Tensor(both[0].data + both[1].data)

    verdict = ask(tensors, names_with(answer, "total"), "visible")
    assert verdict.points == 0
    assert "Your code changes it" in CheckReport(verdict).text()


def ask_pairs(impl: Any, draw: Draw) -> dict[str, Any]:
    x, y, z = (impl.Tensor(draw.array(name, 3)) for name in "xyz")
    return {"the sum": impl.total_of_pairs([(x, y), (y, z)]).data}


PAIRS = exercise("total_of_pairs", lambda pairs: sum(a + b for a, b in pairs), ask_pairs)


def turns_the_list(pairs: list[Any]) -> None:
    pairs.reverse()


def turns_a_pair(pairs: list[Any]) -> None:
    pairs[1] = pairs[1][::-1]


def copies_a_part(pairs: list[Any]) -> None:
    pairs[0] = Tensor(pairs[0][0].data), pairs[0][1]


@pytest.mark.parametrize("change", [turns_the_list, turns_a_pair, copies_a_part])
def test_a_list_of_tuples_keeps_them_and_their_order(
    change: Callable[[list[Any]], None], ask: Asked
) -> None:
    def right(pairs: list[Any]) -> Any:
        return Tensor(sum(a.data + b.data for a, b in pairs))

    def wrong(pairs: list[Any]) -> Any:
        change(pairs)
        return right(pairs)

    assert ask(PAIRS, names_with(right, "total_of_pairs"), "visible").passed
    verdict = ask(PAIRS, names_with(wrong, "total_of_pairs"), "visible")
    assert verdict.points == PAIRS.points - 1
    assert "`pairs`: Your code changes it." in CheckReport(verdict).text()


@pytest.mark.parametrize("dtype", ["int32", "uint8", "int64", "bool", "float32", "float64"])
def test_an_array_reaches_the_reference_in_its_dtype(dtype: str, ask: Asked) -> None:
    def ask_for_a_copy(impl: Any, draw: Draw) -> dict[str, Any]:
        numbers = np.array([draw.integer("first", 0, 1), 1]).astype(dtype)
        return {"a copy": impl.same(numbers), "no entries": impl.same(numbers[:0])}

    same = Exercise(UNIT.slug, "same", SAME.reference, probes=[Probe("a copy", 1, ask_for_a_copy)])
    other = "float32" if dtype == "float64" else "float64"
    assert ask(same, names_with(RIGHT["same"], "same"), "visible").passed
    assert not ask(same, names_with(lambda x: x.astype(other), "same"), "visible").passed


def ask_fill(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.array("x", 3)
    impl.fill(x)
    return {"the call ends": True}


FILL = exercise("fill", lambda x: x.zero_(), ask_fill)


@pytest.mark.parametrize(("answer", "told"), [
    (lambda x: None, "`x`: Your code leaves it as it was. It should hold other numbers"),
    (lambda x: np.zeros_like(x), "`x`: Your code leaves it as it was. It should hold other"),
    (lambda x: x.fill(1), "`x`: Your code leaves other numbers in it than it should."),
])
def test_what_should_be_changed_is_not_said_to_be_changed(
    answer: Function, told: str, ask: Asked
) -> None:
    text = CheckReport(ask(FILL, names_with(answer, "fill"), "visible")).text()
    assert "Your code changes it" not in text
    assert told in text


def right_for_distinct_sizes(x: Any) -> Any:
    return x @ x.T if x.shape[0] != x.shape[1] else x.T @ x


def right_for_those_sizes(x: Any) -> Any:
    return np.array([[row @ other for other in x] for row in x[:2]])


def right_without_zeros(x: Any) -> Any:
    with np.errstate(all="ignore"):
        return x * 2 * x / x


@pytest.mark.parametrize("answer", [right_for_distinct_sizes, right_for_those_sizes])
def test_an_answer_that_is_right_for_some_sizes_alone(answer: Function, ask: Asked) -> None:
    """A seed's wider sizes may be those that the answer knows; over some seeds they are not."""
    found = [ask(GRAM, names_with(answer, "gram"), cases) for cases in ("visible", "fresh")]
    assert any(not verdict.passed for verdict in found)
    for outcome in found[0].outcomes + found[1].outcomes:
        assert outcome.passed or outcome.case.wider


def test_an_answer_that_fails_for_other_sizes_is_told_so(ask: Asked) -> None:
    verdict = ask(GRAM, names_with(right_for_those_sizes, "gram"), "visible")
    assert not verdict.passed
    assert "wrong for these, with zeros, tiny numbers, other sizes and" in CheckReport(
        verdict).text()


def test_an_answer_that_is_right_without_zeros_alone(ask: Asked) -> None:
    verdict = ask(DOUBLE, names_with(right_without_zeros, "double"), "visible")
    assert verdict.points == 0
    text = CheckReport(verdict).text()
    assert "nan" in text
    assert "x = " in text


def test_zeros_are_not_told_as_sizes() -> None:
    """The answer is right for all sizes: that it is not would be a false word."""
    fixed = Exercise(UNIT.slug, "double", DOUBLE.reference, probes=[
        Probe("a number", 1, lambda impl, draw: {"doubled": impl.double(draw.array("x", 1))})])
    verdict = ask_here(fixed, names_with(right_without_zeros, "double"))
    assert not verdict.passed
    assert "for the sizes in the title" not in CheckReport(verdict).text()


MAY = {
    "an array is changed": "change arguments", "a list is popped": "change arguments",
    "an argument is the result": "share memory", "two gradients are one array": "share memory",
    "another tensor gets a gradient": "leave gradients",
    "another tensor gets other data": "change data",
}


@pytest.mark.parametrize("name", MAY)
def test_what_an_exercise_may_do_costs_nothing(name: str, ask: Asked) -> None:
    broken = BROKEN[name]
    for may in MAY.values():
        allowed = Exercise(UNIT.slug, broken.asked.name, broken.asked.reference,
                           may=frozenset({may}), probes=broken.asked.probes)
        verdict = ask(allowed, names_with(broken.answer, broken.asked.name), "visible")
        assert verdict.passed == (may == MAY[name])


def test_fixed_sizes_leave_out_the_wider_case(ask: Asked) -> None:
    fixed = Exercise(UNIT.slug, "gram", GRAM.reference, fixed_sizes=True, probes=GRAM.probes)
    for cases in ("visible", "fresh"):
        assert ask(fixed, names_with(right_for_those_sizes, "gram"), cases).passed
        assert not any(case(fixed.probes[0]).wider for case in drawn(fixed, cases))


def test_the_sandbox_sees_what_the_notebook_sees() -> None:
    for broken in BROKEN.values():
        names = names_with(broken.answer, broken.asked.name)
        here, there = (asked(broken.asked, dict(names)) for asked in (ask_here, ask_in_sandbox))
        assert CheckReport(here).text() == CheckReport(there).text()


FINGERPRINTS = """
from course.publish.misconceptions import fingerprint_bytes
from course.publish.source import assignment_paths, read_assignment
for path in assignment_paths()[4:5]:
    print(fingerprint_bytes(read_assignment(path)).decode(), end="")
"""


def test_an_endless_recursion_through_numpy_is_told_and_the_process_goes_on() -> None:
    """With NumPy 2.0 a thousand calls through an array's `*` take more than 8 MB of stack."""
    class Endless(Tensor):
        def __mul__(self, other: Any) -> Any:
            return np.ones(3) * self

        __rmul__ = __mul__

    def ask_product(impl: Any, draw: Draw) -> dict[str, Any]:
        return {"the product": impl.product(draw.array("x", 3))}

    made = exercise("product", lambda x: x * 2, ask_product)
    names = {"product": lambda x: Endless(x) * 2}
    verdict = judge(made, UNIT, LocalImplementation(names), visible_cases(made))
    assert verdict.points == 0
    assert {o.run.error.kind for o in verdict.outcomes if o.run.error} == {"RecursionError"}


@pytest.mark.long
def test_cases_are_the_same_in_each_process() -> None:
    """As in the process that stored the fingerprints, whose order of sets was another one."""
    found = subprocess.run(
        [sys.executable, "-c", FINGERPRINTS], check=True, capture_output=True, text=True,
        env=os.environ | {"PYTHONHASHSEED": "1"}).stdout
    stored = sorted(ROOT.glob("course/checks/fingerprints/*.json"))[4:5]
    assert found == "".join(path.read_text() for path in stored)
