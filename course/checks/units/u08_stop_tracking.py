"""Unit 08: recording switched off for a block, for a function, for one value, for a leaf."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.unit import Unit

Tensor = torch.Tensor
CALLS = itertools.count()


class _Mode:
    """The engine's own switch, under the name that the notebook gives it."""

    @property
    def recording(self) -> bool:
        return bool(torch.is_grad_enabled())

    @recording.setter
    def recording(self, on: bool) -> None:
        torch.set_grad_enabled(on)


class _Recorded(torch.autograd.Function):
    """An operation with a given result. For two inputs it has the rule of `a + 2 * b`."""

    @staticmethod
    def forward(ctx: Any, data: Tensor, *parents: Tensor) -> Tensor:
        result: Tensor = data.clone()
        return result

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> Any:
        return None, *(factor * upstream[0] for factor in (1, 2))


def _tensor(data: Tensor, requires_grad: bool = False) -> Tensor:
    """A leaf that keeps the array it is given, as the notebook's does."""
    return data.detach().requires_grad_(requires_grad)


def _record(data: Tensor, parents: tuple[Tensor, ...], rule: object) -> Tensor:
    result: Tensor = _Recorded.apply(data, *parents)
    return result


def _facts(tensor: Tensor) -> dict[str, Any]:
    node: Any = tensor.grad_fn
    kept = 0 if node is None else len(node.next_functions) - ("Recorded" in node.name())
    return {"requires_grad": tensor.requires_grad, "is_leaf": tensor.is_leaf,
            "number of parents": kept}


def _fails_inside(manager: Any, kind: str = "ValueError") -> str:
    with manager:
        return "it came out of the block"


def _error_of(function: Callable[..., Any], *arguments: Any) -> str:
    try:
        function(*arguments)
    except Exception as error:
        return f"{type(error).__name__}: {error}".partition("\n")[0]
    return "no error"


def _reading(x: Tensor, offset: float = 0.0, factor: float = 1.0) -> list[Any]:
    return [x * factor + offset, torch.is_grad_enabled()]


def _failing(x: Tensor) -> None:
    raise ValueError("something went wrong")


def _number_of_call(x: Tensor) -> int:
    return next(CALLS)


def _calls_itself(decorator: Callable[..., Any]) -> list[bool]:
    seen = []

    def twice(depth: int) -> None:
        seen.append(torch.is_grad_enabled())
        if depth:
            decorated(depth - 1)
        seen.append(torch.is_grad_enabled())

    decorated = decorator(twice)
    decorated(1)
    return [*seen, torch.is_grad_enabled()]


def _freeze(named_parameters: list[tuple[str, Tensor]], layer: str) -> list[str]:
    for name, parameter in named_parameters:
        if name.partition(".")[0] == layer:
            parameter.requires_grad_(False)
    return [pair[0] for pair in named_parameters if pair[1].requires_grad]


def _untracked(function: Callable[..., Any]) -> Any:
    return torch.no_grad()(function)


_reading.__name__, _failing.__name__ = "reading", "failing"
_number_of_call.__qualname__ = "number_of_call"

UNIT = Unit("08-stop-tracking", given={
    "Tensor": _tensor,
    "mode": _Mode(),
    "facts": _facts,
    "doubled": lambda tensor: tensor + tensor,
    "backward": lambda root, gradient: root.backward(gradient),
    "same_object": lambda first, second: first is second,
    "fails_inside": _fails_inside,
    "hands_back": lambda value=0.0: value,
    "error_of": _error_of,
    "calls_itself": _calls_itself,
    "reading": _reading,
    "number_of_call": _number_of_call,
    "failing": _failing,
    "pass_on": None,
    "a_plus_twice_b": None,
})


@contextmanager
def _switched(impl: Any, on: bool) -> Iterator[None]:
    """The switch set to `on`; afterwards recording is on, whatever happened."""
    impl.mode.recording = on
    try:
        yield
    finally:
        impl.mode.recording = True


record = UNIT.exercise("record", reference=_record, may=("share memory",))


def _recorded(impl: Any, draw: Draw, tracked: tuple[bool, ...], on: bool) -> dict[str, Any]:
    with _switched(impl, on):
        arrays = draw.arrays("the parents' data", len(tracked), 2)
        parents = [impl.Tensor(array, requires_grad=flag)
                   for array, flag in zip(arrays, tracked, strict=True)]
        result = impl.record(draw.array("data", 2, 3), tuple(parents), impl.pass_on)
        return {"the result": impl.facts(result), "its data": result.data,
                "recording afterwards": impl.mode.recording}


@record.probe("recording on, the first parent requires a gradient: everything is kept")
def first_requires(impl: Any, draw: Draw) -> dict[str, Any]:
    answers = _recorded(impl, draw, (True, False), on=True)
    with _switched(impl, True):
        computed = impl.doubled(draw.weight(impl, "a", 2))
        parents = (computed, draw.constant(impl, "b", 2))
        result = impl.record(draw.array("data of the second result", 2), parents, impl.pass_on)
        zeros = impl.record(np.zeros(2), parents, impl.pass_on)
        return {**answers, "the result if the first parent was computed": impl.facts(result),
                "a result of zeros": impl.facts(zeros)}


@record.probe("recording on, only the last of three parents requires a gradient", points=0.5)
def last_requires(impl: Any, draw: Draw) -> dict[str, Any]:
    return _recorded(impl, draw, (False, False, True), on=True)


@record.probe("recording on, only one in the middle of four requires a gradient", points=0.5)
def middle_requires(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        needed = draw.weight(impl, "the one that requires a gradient", 2)
        a, b, c = (impl.Tensor(array) for array in draw.arrays("the others", 3, 2))
        data, rule = draw.array("data", 2), impl.pass_on
        return {"the second": impl.facts(impl.record(data, (a, needed, b, c), rule)),
                "the third": impl.facts(impl.record(data, (a, b, needed, c), rule))}


@record.probe("the result holds these parents and this rule: backward goes through it", points=0.5)
def the_rule_is_kept(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        a, b = (draw.weight(impl, name, 3) for name in "ab")
        result = impl.record(draw.array("data", 3), (a, b), impl.a_plus_twice_b)
        impl.backward(result, draw.array("gradient", 3))
        v = draw.weight(impl, "v", 3)
        twice = impl.record(draw.array("data of the second result", 3), (v, v),
                            impl.a_plus_twice_b)
        impl.backward(twice, draw.array("gradient of the second result", 3))
        same = [impl.record(draw.array("other data", 3), (a, b), impl.pass_on) for _ in range(2)]
        handed_on = impl.record(a.data, (a,), impl.pass_on)
        return {"a.grad": a.grad, "b.grad": b.grad, "v.grad, v is both parents": v.grad,
                "two results of the same parents are one": impl.same_object(*same),
                "a result with one parent and its data": impl.facts(handed_on)}


@record.probe("recording on, no parent requires a gradient: nothing is kept", points=0.5)
def none_requires(impl: Any, draw: Draw) -> dict[str, Any]:
    answers = _recorded(impl, draw, (False, False), on=True)
    x = draw.constant(impl, "x", 2)
    handed_on = impl.record(x.data, (x,), impl.pass_on)
    return answers | {"a result with x.data is x itself": impl.same_object(handed_on, x)}


@record.probe("recording off, all parents require a gradient: nothing is kept")
def switched_off(impl: Any, draw: Draw) -> dict[str, Any]:
    return _recorded(impl, draw, (True, True, True), on=False)


@record.probe("recording off, no parent requires a gradient: nothing is kept", points=0.5)
def off_and_none(impl: Any, draw: Draw) -> dict[str, Any]:
    computed = impl.doubled(draw.weight(impl, "a", 2))
    with _switched(impl, False):
        result = impl.record(draw.array("data of the second result", 2), (computed,), impl.pass_on)
    return _recorded(impl, draw, (False, False), on=False) | {
        "the result, off, if the parent was computed": impl.facts(result)}


no_grad = UNIT.exercise("no_grad", reference=torch.no_grad)


@no_grad.probe("a block: recording is off inside and on again after it")
def a_block(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        with impl.no_grad():
            inside = impl.mode.recording
        return {"recording inside": inside, "recording afterwards": impl.mode.recording}


@no_grad.probe("a block in a block: the end of the inner one does not end the outer one")
def nested(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        with impl.no_grad():
            with impl.no_grad(), impl.no_grad(), impl.no_grad():
                innermost = impl.mode.recording
            between = impl.mode.recording
        return {"recording in the inner block": innermost,
                "recording after the inner block": between,
                "recording after both": impl.mode.recording}


@no_grad.probe("an error in the block goes on, and recording is on again")
def after_an_error(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        with impl.no_grad():
            inside = impl.mode.recording
        impl.mode.recording = True
        fate = impl.fails_inside(impl.no_grad())
        others = {f"a {kind}": impl.fails_inside(impl.no_grad(), kind)
                  for kind in ("RuntimeError", "KeyError", "StopIteration", "UserWarning")}
        after_a_stop = impl.fails_inside(impl.no_grad(), "KeyboardInterrupt")
        afterwards = impl.mode.recording
        with impl.no_grad():
            impl.fails_inside(impl.no_grad())
            between = impl.mode.recording
        return {"recording inside": inside, "the error": fate, **others,
                "a KeyboardInterrupt": after_a_stop,
                "recording after the error": afterwards,
                "recording after an error in an inner block": between}


@no_grad.probe("no_grad() alone, without `with`, switches nothing", points=0.5)
def made_but_not_entered(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        manager = impl.no_grad()
        made = impl.mode.recording
        with manager:
            inside = impl.mode.recording
        return {"recording after no_grad()": made, "recording inside": inside}


@no_grad.probe("what is restored is the state at the beginning of the block", points=0.5)
def state_at_entry(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        manager = impl.no_grad()
        impl.mode.recording = False
        with manager:
            inside = impl.mode.recording
        afterwards = impl.mode.recording
        impl.mode.recording = False
        manager = impl.no_grad()
        impl.mode.recording = True
        with manager:
            pass
        begun_with_it_on = impl.mode.recording
        impl.mode.recording = False
        with impl.no_grad():
            impl.mode.recording = True
        return {"recording inside": inside, "recording afterwards": afterwards,
                "recording after a block whose no_grad() was called with recording off":
                    begun_with_it_on,
                "recording after a block in which somebody switched it on": impl.mode.recording}


untracked = UNIT.exercise("untracked", reference=_untracked, needs=("no_grad",))


@untracked.probe("the function runs with recording off, and its result comes back")
def runs_untracked(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        result = impl.untracked(impl.reading)(draw.array("x", 3))
        return {"[x + 0, recording inside]": result, "recording afterwards": impl.mode.recording}


@untracked.probe("arguments arrive, by keyword and by position", points=0.5)
def arguments_arrive(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        decorated = impl.untracked(impl.reading)
        x, offset = draw.array("x", 2), draw.number("offset", 1, 3)
        leaf_ = draw.weight(impl, "w", 2)
        return {"a function that returns nothing":
                    impl.untracked(impl.backward)(leaf_, draw.array("gradient", 2)),
                "[x + offset, recording inside]": decorated(x, offset=offset),
                "the same, by position": decorated(x, offset),
                "[0 * x + offset, ...], the factor 0 first":
                    decorated(x, factor=0.0, offset=offset),
                "a function that returns False":
                    impl.untracked(impl.same_object)(impl.array(x), impl.array(x)),
                "what is handed back is what came": impl.same_object(
                    impl.untracked(impl.hands_back)(leaf_), leaf_),
                "None by keyword": impl.untracked(impl.hands_back)(value=None),
                "the error of a keyword that is unknown": impl.raised(
                    impl.untracked(impl.number_of_call), leaf_, unknown=1.0),
                "both arguments by keyword, one object":
                    impl.untracked(impl.same_object)(first=leaf_, second=leaf_)}


@untracked.probe("a decorated function that calls itself: each call restores what it found")
def calling_itself(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        seen = impl.calls_itself(impl.untracked)
        return {"recording in the outer call": seen[0], "in the inner call": seen[1],
                "in the outer call, after the inner one": seen[3], "after both": seen[4]}


@untracked.probe("decorating alone switches nothing; every call switches")
def at_each_call(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        decorated = impl.untracked(impl.reading)
        before = impl.mode.recording
        decorated(draw.array("x", 2))
        impl.mode.recording = True
        numbered, same = impl.untracked(impl.number_of_call), impl.array(draw.array("x, twice", 2))
        first, of_two = numbered(same), numbered(2.0)
        return {"recording after decorating": before,
                "second call": decorated(draw.array("x of the second call", 2)),
                "number of the second call with the same x, minus that of the first":
                numbered(same) - first,
                "the same for the number 2.0": numbered(2.0) - of_two}


@untracked.probe("an error in the function goes on, and recording is on again")
def error_in_the_function(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        decorated = impl.untracked(impl.failing)
        x = draw.array("x", 2)
        error = impl.error_of(decorated, x)
        afterwards = impl.mode.recording
        reading = impl.untracked(impl.reading)
        reading(x)
        return {"the error": error, "recording after the error": afterwards,
                "the error of reading(None), after a call that went well":
                    impl.error_of(reading, None),
                "the error of a second call": impl.error_of(decorated, x),
                "recording after both": impl.mode.recording}


@untracked.probe("called where recording is off already, it stays off afterwards", points=0.5)
def called_while_off(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, False):
        result = impl.untracked(impl.reading)(draw.array("x", 2))
        return {"[x + 0, recording inside]": result, "recording afterwards": impl.mode.recording}


@untracked.probe("the new function keeps the name of the old one", points=0.5)
def keeps_the_name(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        return {"__name__": impl.untracked(impl.reading).__name__}


detach = UNIT.exercise(
    "detach", reference=lambda tensor: tensor.detach(), needs=("record",)
)


@detach.probe("the answer is a leaf that requires no gradient and keeps no graph")
def a_leaf_without_history(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        y = impl.doubled(draw.weight(impl, "x", 2, 3))
        cut = impl.detach(y)
        return {"the answer": impl.facts(cut), "its data": cut.data}


@detach.probe("both share their numbers: a change in one shows in the other")
def shares_memory(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        x = draw.weight(impl, "x", 3)
        cut = impl.detach(x)
        cut.data[1] = draw.number("the number written into the answer's data[1]", 5, 9)
        single = draw.weight(impl, "single")
        turned = impl.Tensor(impl.array(draw.array("turned", 2, 3)).T, requires_grad=True)
        impl.detach(turned).data[0] = 7.0
        impl.detach(single).data[()] = 8.0
        return {"x.data": x.data, "the answer's data": cut.data,
                "single.data, of shape ()": single.data,
                "turned.data, a transposed array": turned.data}


@detach.probe("the tensor itself stays as it was, its graph too")
def original_untouched(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        x = draw.weight(impl, "x", 3)
        y = impl.doubled(x)
        impl.backward(y, draw.array("gradient of a first pass", 3))
        cut = impl.detach(x)
        impl.detach(y)
        c = draw.constant(impl, "c", 2)
        again = impl.detach(x)
        facts = {"x": impl.facts(x), "y = doubled(x)": impl.facts(y), "detach(x).grad": cut.grad,
                 "detach(x) is x itself": impl.same_object(cut, x),
                 "detach(x) is that of an earlier call": impl.same_object(cut, again),
                 "detach(c) is c itself, a constant": impl.same_object(impl.detach(c), c)}
        impl.backward(y, draw.array("gradient", 3))
        return {**facts, "x.grad": x.grad}


@detach.probe("in y * detach(y) the gradient flows through y alone")
def a_constant_factor(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        x = draw.weight(impl, "x", 3)
        y = x * draw.constant(impl, "a", 3)
        impl.backward(y * impl.detach(y), draw.array("gradient", 3))
        return {"x.grad": x.grad}


requires_grad_ = UNIT.exercise(
    "requires_grad_", reference=lambda tensor, flag=True: tensor.requires_grad_(flag)
)


@requires_grad_.probe("a leaf is switched off in place, and it is the answer")
def leaf_off(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    answer = impl.requires_grad_(w, False)
    once = impl.facts(w)
    impl.requires_grad_(w, False)
    return {"w": once, "w.data": w.data, "the answer is w itself": impl.same_object(answer, w),
            "w after a second call": impl.facts(w)}


@requires_grad_.probe("without a flag a leaf is switched on", points=0.5)
def leaf_on(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.constant(impl, "w", 2)
    answer = impl.requires_grad_(w)
    once = impl.facts(w)
    impl.requires_grad_(w)
    v = draw.constant(impl, "v", 2)
    with _switched(impl, False):
        impl.requires_grad_(v)
    return {"w": once, "the answer is w itself": impl.same_object(answer, w),
            "w after a second call": impl.facts(w),
            "v, switched on while recording is off": impl.facts(v)}


@requires_grad_.probe("what was computed cannot be switched off: the error")
def not_a_leaf(impl: Any, draw: Draw) -> dict[str, Any]:
    y = impl.doubled(draw.weight(impl, "x", 3))
    error = impl.error_of(impl.requires_grad_, y, False)
    v = draw.weight(impl, "v", 3)
    z = impl.doubled(v)
    v.requires_grad = False
    return {"the error": error, "y = doubled(x) afterwards": impl.facts(y),
            "the error for z = doubled(v), with v switched off since":
                impl.error_of(impl.requires_grad_, z, False)}


@requires_grad_.probe("what was computed can be switched on: it is on already", points=0.5)
def not_a_leaf_on(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    y = impl.doubled(x)
    x.requires_grad = False
    answer = impl.requires_grad_(y, True)
    return {"the answer is y itself": impl.same_object(answer, y), "x, switched off": impl.facts(x),
            "y = doubled(x) afterwards": impl.facts(y)}


@requires_grad_.probe("a gradient that is there already stays", points=0.5)
def gradient_stays(impl: Any, draw: Draw) -> dict[str, Any]:
    w = draw.weight(impl, "w", 3)
    w.grad = impl.array(draw.array("w.grad", 3))
    impl.requires_grad_(w, False)
    return {"w.grad": w.grad}


freeze = UNIT.exercise(
    "freeze", reference=_freeze, needs=("record", "requires_grad_")
)


def _parameters(impl: Any, draw: Draw, *names: str) -> list[tuple[str, Any]]:
    return [(name, draw.weight(impl, name, 3)) for name in names]


def _flags(parameters: list[tuple[str, Any]]) -> dict[str, Any]:
    return {f"{name} requires_grad": parameter.requires_grad for name, parameter in parameters}


@freeze.probe("all parameters of the layer are frozen, the others are not")
def one_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        parameters = _parameters(impl, draw, "body.weight", "body.bias", "head.weight")
        numbers = np.array(draw.drawn["body.bias"])
        parameters.append(("head.bias", impl.Tensor(numbers, requires_grad=True)))
        impl.freeze(parameters, "body")
        return {**_flags(parameters), "body.weight's data": parameters[0][1].data}


@freeze.probe("the answer names what can still be trained")
def names_left(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        parameters = _parameters(
            impl, draw, "body.weight", "head.weight", "body.bias", "neck.bias", "head.bias",
            "Head.weight", "neck.weight")
        return {"the answer": impl.freeze(parameters, "head")}


@freeze.probe("what was frozen before stays frozen and is not named", points=0.5)
def frozen_before(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        parameters = _parameters(impl, draw, "0.weight", "1.weight", "2.weight", "2.bias")
        for frozen in (parameters[0][1], parameters[3][1]):
            frozen.requires_grad = False
        answer = impl.freeze(parameters, "1")
        return {"the answer": answer, **_flags(parameters),
                "the answer to a second call": impl.freeze(parameters, "1"),
                "the answer for 2 after that": impl.freeze(parameters, "2")}


@freeze.probe("layer 1 is not layer 10, nor a part of layer 2", points=0.5)
def similar_names(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        parameters = _parameters(impl, draw, "1.weight", "10.weight", "2.1.weight", "1.0.bias",
                                 "1.scale", "01.bias")
        parameters[0][1].grad = impl.array(draw.array("the gradient of 1.weight", 3))
        impl.freeze(parameters, "1")
        after_1 = _flags(parameters)
        others = _parameters(impl, draw, "0.weight", "1.bias", "10.weight")
        impl.freeze(others, "10")
        unhit = _parameters(impl, draw, "head.weight")
        impl.freeze(unhit, "body")
        odd = _parameters(impl, draw, "conv(3).weight", "conv+.weight")
        impl.freeze(odd, "conv(3)")
        return {**after_1, **_flags(unhit), **_flags(odd),
                "1.weight's gradient": parameters[0][1].grad,
                "0.weight requires_grad, with layer 10 frozen": others[0][1].requires_grad,
                "1.bias requires_grad, with layer 10 frozen": others[1][1].requires_grad}


@freeze.probe("gradients pass through the frozen layer to the one before it")
def through_the_frozen_layer(impl: Any, draw: Draw) -> dict[str, Any]:
    with _switched(impl, True):
        parameters = _parameters(impl, draw, "0.weight", "1.weight", "2.weight")
        impl.freeze(parameters, "1")
        output = draw.constant(impl, "x", 3)
        for _, weight in parameters:
            output = output * weight
        impl.backward(output, draw.array("gradient", 3))
        return {f"{name}.grad": weight.grad for name, weight in parameters}
