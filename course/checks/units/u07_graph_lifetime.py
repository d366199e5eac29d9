"""Unit 07: what a node saves, when it is freed, and how an in-place edit is noticed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np

import autograd_ref as torch
from course.checks.draw import Draw
from course.checks.tensors import leaf
from course.checks.unit import Unit

Tensor = torch.Tensor

OPERATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "add": lambda x: x + 1,
    "negate": lambda x: -x,
    "sum": lambda x: x.sum(),
    "mean": lambda x: x.mean(),
    "reshape": lambda x: x.reshape(1, -1),
    "scale": lambda x: x * 2,
    "square": lambda x: x * x,
    "power": lambda x: x**3,
    "exp": lambda x: x.exp(),
    "relu": lambda x: x.relu(),
}
NOTHING_SAVED = ("add", "negate", "sum", "mean", "reshape")


class _Saved:
    """Values saved in the nodes of an engine's graph, read back by a pass over it."""

    def __init__(self, *values: Tensor) -> None:
        self._values = values
        self._products = [_product(value) for value in values]

    def unpack(self) -> list[Tensor]:
        for one, product in self._products:
            _factor(one, product, retain_graph=True)
        return list(self._values)

    def free(self) -> None:
        for one, product in self._products:
            with contextlib.suppress(RuntimeError):  # freed already
                _factor(one, product, retain_graph=False)


def _product(value: Tensor) -> tuple[Tensor, Tensor]:
    one = torch.ones_like(value).requires_grad_()
    return one, one * value


def _factor(one: Tensor, product: Tensor, retain_graph: bool) -> Tensor:
    start = torch.ones_like(product)
    factor: Tensor = torch.autograd.grad(product, one, start, retain_graph=retain_graph)[0]
    return factor


def _second_pass_fails(operations: list[str]) -> bool:
    y = torch.ones(3, requires_grad=True)
    for operation in operations:
        y = OPERATIONS[operation](y)
    y.backward(torch.ones_like(y))
    try:
        y.backward(torch.ones_like(y))
    except RuntimeError:
        return True
    return False


class _WatchedSum(torch.autograd.Function):
    """A sum; what comes back to it is noted down."""

    @staticmethod
    def forward(ctx: Any, first: Tensor, second: Tensor, calls: list[Tensor]) -> Tensor:
        ctx.calls = calls
        return first + second

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> Any:
        ctx.calls.append(upstream[0].clone())
        return upstream[0], upstream[0], None


def _watched_sum(first: Tensor, second: Tensor) -> tuple[Tensor, list[Tensor]]:
    calls: list[Tensor] = []
    result: Tensor = _WatchedSum.apply(first, second, calls)
    return result, calls


def _backward(root: Tensor, gradient: Tensor, retain_graph: bool = False) -> None:
    root.backward(gradient, retain_graph=retain_graph)


def _backward_all(losses: list[Tensor]) -> None:
    total = losses[0]
    for loss in losses[1:]:
        total = total + loss
    total.backward()


def _run_stream(w: Tensor, state: Tensor, inputs: list[Tensor]) -> Tensor:
    for value in inputs:
        state = state * w + value
        state.sum().backward()
        state = state.detach()
    return state


class _CountedTensor:
    """A tensor of the engine under the names of the exercise."""

    def __init__(self, data: Tensor) -> None:
        self.data = data

    @property
    def version(self) -> int:
        return self.data._version

    def add_(self, other: Tensor | float) -> _CountedTensor:
        self.data.add_(other)
        return self

    def mul_(self, other: Tensor | float) -> _CountedTensor:
        self.data.mul_(other)
        return self

    def detach(self) -> _CountedTensor:
        return _CountedTensor(self.data.detach())

    def as_data(self) -> _CountedTensor:
        return _CountedTensor(self.data.data)


def _save_checked(tensor: _CountedTensor) -> Callable[[], Tensor]:
    one, product = _product(tensor.data)

    def unpack() -> Tensor:
        _factor(one, product, retain_graph=True)
        return tensor.data

    return unpack


UNIT = Unit("07-graph-lifetime", given={
    "Tensor": leaf,
    "is_tuple": lambda value: True,
    "keeps_memory": lambda saved_class: False,
    "keeps_alone": lambda saved_class: saved_class(
        torch.tensor([1.0, 2.0], dtype=torch.float64)).unpack(),
    "same_object": lambda first, second: first is second,
    "watched_sum": _watched_sum,
})

saved = UNIT.exercise("Saved", reference=_Saved, may=("share memory",))


@saved.probe("unpack gives the saved values, as often as one asks")
def unpack_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    first = impl.array(draw.array("first value", 3))
    kept = impl.Saved(first, draw.array("second value", 2, 4), draw.array("third value"))
    return {"unpacked": kept.unpack(), "unpacked once more": kept.unpack(),
            "unpacked, the first one saved twice": impl.Saved(first, first).unpack(),
            "the first is the array that was saved": impl.same_object(kept.unpack()[0], first),
            "unpacked, where nobody else holds the array": impl.keeps_alone(impl.Saved)}


@saved.probe("a single value comes in a tuple too", points=0.5)
def a_single_value(impl: Any, draw: Draw) -> dict[str, Any]:
    unpacked = impl.Saved(draw.array("value", 2, 3)).unpack()
    return {"unpacked": unpacked, "it is a tuple": impl.is_tuple(unpacked)}


@saved.probe("after free, unpack raises PyTorch's error")
def unpack_after_free(impl: Any, draw: Draw) -> dict[str, Any]:
    value = draw.array("value", 3)
    kept = impl.Saved(value)
    kept.free()
    impl.Saved(value)
    return {"raised by unpack, also when another object was made": impl.raised(kept.unpack)}


@saved.probe("asked once more the error stays, and an empty array is a value too", points=0.5)
def asked_again_after_free(impl: Any, draw: Draw) -> dict[str, Any]:
    kept, empty = impl.Saved(draw.array("value", 3)), impl.Saved(np.zeros(0))
    kept.free()
    empty.free()
    raised = impl.raised(kept.unpack)
    return {"raised by unpack": raised,
            "raised by unpack once more": impl.raised(kept.unpack),
            "raised by a second free": impl.raised(kept.free),
            "raised by unpack after a second free": impl.raised(kept.unpack),
            "raised where an array without entries was saved": impl.raised(empty.unpack)}


@saved.probe("a node that saved nothing has nothing to lose", points=0.5)
def nothing_saved(impl: Any, draw: Draw) -> dict[str, Any]:
    kept = impl.Saved()
    before = kept.unpack()
    kept.free()
    return {"unpacked before free": before, "unpacked after free": kept.unpack()}


@saved.probe("after free the memory of the values is given back", points=0.5)
def memory_given_back(impl: Any, draw: Draw) -> dict[str, Any]:
    return {"the array is still held": impl.keeps_memory(impl.Saved)}


second_pass_fails = UNIT.exercise("second_pass_fails", reference=_second_pass_fails)


def _alone(impl: Any, *names: str) -> dict[str, Any]:
    return {f'["{name}"]': impl.second_pass_fails([name]) for name in names}


@second_pass_fails.probe("add, negate, sum, mean and reshape, each alone")
def rules_without_values(impl: Any, draw: Draw) -> dict[str, Any]:
    return _alone(impl, *NOTHING_SAVED)


@second_pass_fails.probe("square, power and scale, each alone", points=0.5)
def rules_with_inputs(impl: Any, draw: Draw) -> dict[str, Any]:
    return _alone(impl, "square", "power", "scale")


@second_pass_fails.probe("exp and relu, each alone", points=0.5)
def rules_with_results(impl: Any, draw: Draw) -> dict[str, Any]:
    return _alone(impl, "exp", "relu")


def _some(draw: Draw, name: str, count: int, kinds: tuple[str, ...]) -> list[str]:
    chosen = [kinds[draw.integer(f"{name}{i}", 0, len(kinds) - 1)] for i in range(count)]
    for i in range(count):
        del draw.drawn[f"{name}{i}"]
    return chosen


@second_pass_fails.probe("chains of several operations, and the empty chain")
def chains(impl: Any, draw: Draw) -> dict[str, Any]:
    harmless = _some(draw, "harmless", 3, NOTHING_SAVED)
    saving = _some(draw, "saving", 2, ("square", "power"))
    asked = {
        "none that saves": harmless,
        "the first saves": saving[:1] + harmless[:2],
        "the last saves": harmless[1:] + saving[:1],
        "the one in the middle saves": harmless[:1] + saving[:1] + harmless[1:],
        "both save": saving,
        "a sum, then a square": ["sum", "square"],
        "a square, then a sum": ["square", "sum"],
        "a mean, then exp": ["mean", "exp"],
        "three save": ["square", "exp", "power"],
        "no operation": [],
    }
    draw.drawn.update({f'operations, "{label}"': chain for label, chain in asked.items()})
    return {label: impl.second_pass_fails(chain) for label, chain in asked.items()}


backward = UNIT.exercise("backward", reference=_backward, needs=("Saved",), may=("know calls",))


@backward.probe("one pass over x * a + x.exp()")
def one_pass(impl: Any, draw: Draw) -> dict[str, Any]:
    x, a = draw.weight(impl, "x", 2, 3), draw.weight(impl, "a", 2, 3)
    impl.backward(x * a + x.exp(), draw.array("gradient", 2, 3))
    return {"x.grad": x.grad, "a.grad": a.grad}


@backward.probe("a second pass over x * a raises, and the gradient stays as it was")
def second_pass(impl: Any, draw: Draw) -> dict[str, Any]:
    x, a = draw.weight(impl, "x", 3), draw.constant(impl, "a", 3)
    y, gradient = x * a, draw.array("gradient", 3)
    return {"raised by the first pass": impl.raised(impl.backward, y, gradient),
            "raised by the second pass": impl.raised(impl.backward, y, gradient),
            "x.grad": x.grad, "a.grad, a constant": a.grad}


@backward.probe("each node that saved is freed: by the leaf, in the middle, or of a 0-d root")
def each_node_is_freed(impl: Any, draw: Draw) -> dict[str, Any]:
    x, c = draw.weight(impl, "x", 3), draw.constant(impl, "c", 3)
    gradient = draw.array("gradient")
    graphs = {"(x * x).sum() + c.sum()": (x * x).sum() + c.sum(),
              "(x + c).exp().sum()": (x + c).exp().sum(),
              "(x + c).sum().exp()": (x + c).sum().exp()}
    return {f"raised by the {number} pass over {name}": impl.raised(impl.backward, root, gradient)
            for name, root in graphs.items() for number in ("first", "second")}


@backward.probe("a rule runs once, when all has arrived: h * b + h with h a watched_sum")
def each_rule_once(impl: Any, draw: Draw) -> dict[str, Any]:
    x, b = draw.weight(impl, "x", 3), draw.weight(impl, "b", 3)
    watched = impl.watched_sum(x * draw.constant(impl, "a", 3), b)
    h, calls = watched[0], watched[1]
    impl.backward(h * b + h, draw.array("gradient", 3))
    return {"what the rule of h was called with": calls, "x.grad": x.grad, "b.grad": b.grad}


@backward.probe("the root is a leaf itself, and a sum of two leaves", points=0.5)
def short_graphs(impl: Any, draw: Draw) -> dict[str, Any]:
    x, a, b = (draw.weight(impl, name, 3) for name in "xab")
    impl.backward(x, draw.array("gradient of x", 3))
    impl.backward(a + b, draw.array("gradient of a + b", 3))
    v = draw.weight(impl, "v", 3)
    for order in ("first", "second"):
        impl.backward(v, draw.array(f"{order} gradient of v", 3))
    u = draw.weight(impl, "u", 3)
    impl.backward(u + u, np.zeros(3))
    d, e = draw.weight(impl, "d", 3), draw.weight(impl, "e", 3)
    impl.backward((d + e) * draw.constant(impl, "c", 3), draw.array("gradient of (d + e) * c", 3))
    lost = draw.weight(impl, "lost", 2)
    impl.backward(lost + lost, np.array([np.nan, np.inf]))
    return {"x.grad": x.grad, "a.grad": a.grad, "b.grad": b.grad, "v.grad after two passes": v.grad,
            "u.grad from u + u with a gradient of zeros": u.grad,
            "d.grad from (d + e) * c": d.grad, "e.grad from (d + e) * c": e.grad,
            "lost.grad from lost + lost with a gradient of [nan, inf]": lost.grad}


@backward.probe("retain_graph=True allows one more pass, and its gradient is added")
def retained(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    y = (x * x).exp()
    first, second = draw.array("gradient", 3), draw.array("gradient of the second pass", 3)
    return {"raised by the first pass": impl.raised(impl.backward, y, first, retain_graph=True),
            "raised by the second pass, without retain_graph":
            impl.raised(impl.backward, y, second),
            "x.grad": x.grad,
            "raised by the third pass": impl.raised(impl.backward, y, first)}


@backward.probe("a graph that saved nothing can be used again: (x + c).sum()", points=0.5)
def nothing_to_free(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    y = (x + draw.constant(impl, "c", 3)).sum()
    impl.backward(y, draw.array("gradient"))
    impl.backward(y, draw.array("gradient of the second pass"))
    v, gradient = draw.weight(impl, "v", 3), impl.array(draw.array("gradient of v.sum()"))
    impl.backward(v.sum(), gradient)
    return {"x.grad": x.grad, "v.grad from v.sum()": v.grad,
            "gradient of v.sum() afterwards": gradient}


@backward.probe("two outputs share h = x.exp(): the first pass frees it for both", points=0.5)
def a_shared_part(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    h = x.exp()
    first, second = h.sum(), (h + h).sum()
    gradient = draw.array("gradient")
    return {"raised by the pass over the first": impl.raised(impl.backward, first, gradient),
            "raised by the pass over the second": impl.raised(impl.backward, second, gradient)}


backward_all = UNIT.exercise("backward_all", reference=_backward_all, needs=("backward",))


def _losses(impl: Any, draw: Draw, x: Any, count: int) -> list[Any]:
    h = x * x
    factors = draw.arrays("factors", count, 3)
    return [(h * impl.Tensor(factor)).sum() for factor in factors]


@backward_all.probe("two losses that share x * x")
def two_losses(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    impl.backward_all(_losses(impl, draw, x, 2))
    return {"x.grad": x.grad}


@backward_all.probe("four losses")
def four_losses(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    impl.backward((x * x).sum(), draw.array("gradient of an earlier pass"))
    impl.backward_all(_losses(impl, draw, x, 4))
    v, u = draw.weight(impl, "v", 3), draw.weight(impl, "u", 3)
    first, last = _losses(impl, draw, v, 2)
    impl.backward_all([first, (u * u).sum(), last])
    return {"x.grad, added to that of an earlier pass": x.grad,
            "v.grad, where the first and the last of three losses share v * v": v.grad,
            "u.grad, of the one between them": u.grad}


@backward_all.probe("when it is done the graph is freed", points=0.5)
def freed_in_the_end(impl: Any, draw: Draw) -> dict[str, Any]:
    x = draw.weight(impl, "x", 3)
    losses = _losses(impl, draw, x, 2)
    impl.backward_all([*losses, losses[0]])
    one = np.array(1.0)
    many_ways = draw.weight(impl, "y", 1)
    h = many_ways * many_ways
    for _ in range(40):
        h = h + h
    of_many_ways = h.sum()
    impl.backward_all([of_many_ways])
    return {"raised by one more pass from the first": impl.raised(impl.backward, losses[0], one),
            "raised by one more pass from the second": impl.raised(impl.backward, losses[1], one),
            "raised by one more pass where h = y * y was doubled forty times":
                impl.raised(impl.backward, of_many_ways, one)}


@backward_all.probe("a single loss, and one that occurs twice, the last one too", points=0.5)
def single_loss(impl: Any, draw: Draw) -> dict[str, Any]:
    x, w, u = (draw.weight(impl, name, 3) for name in "xwu")
    alone = (x * x).sum()
    impl.backward_all([alone])
    for leaf_, last_twice in ((w, False), (u, True)):
        square = leaf_ * leaf_
        twice, other = square.sum(), (square * square).sum()
        impl.backward_all([twice, other, twice] if last_twice else [twice, twice, other])
    return {"x.grad, of (x * x).sum()": x.grad,
            "raised by one more pass from a single loss":
                impl.raised(impl.backward, alone, np.array(1.0)),
            "w.grad, of (w * w).sum() twice and of another loss": w.grad,
            "u.grad, of (u * u).sum(), another loss and the first once more": u.grad}


run_stream = UNIT.exercise("run_stream", reference=_run_stream, needs=("backward",))


def _stream(impl: Any, draw: Draw, count: int) -> tuple[Any, Any, list[Any]]:
    w, state = draw.weight(impl, "w", 3), draw.constant(impl, "state", 3)
    return w, state, [impl.Tensor(value) for value in draw.arrays("inputs", count, 3)]


@run_stream.probe("four inputs: the last state")
def last_state(impl: Any, draw: Draw) -> dict[str, Any]:
    w, state, inputs = _stream(impl, draw, 4)
    return {"the state": impl.run_stream(w, state, inputs).data}


@run_stream.probe("four inputs: what has added up in w.grad")
def streamed_gradient(impl: Any, draw: Draw) -> dict[str, Any]:
    w, state, inputs = _stream(impl, draw, 4)
    impl.run_stream(w, state, inputs)
    return {"w.grad": w.grad}


@run_stream.probe("one input, none, and the same one twice", points=0.5)
def one_input(impl: Any, draw: Draw) -> dict[str, Any]:
    w, state, inputs = _stream(impl, draw, 1)
    after_none = impl.run_stream(w, state, []).data
    had = draw.weight(impl, "w with a gradient", 3)
    had.grad = impl.array(draw.array("its gradient", 3))
    impl.run_stream(had, state, [])
    other = draw.weight(impl, "another w", 3)
    third = draw.array("a third w", 3)
    zeros = impl.run_stream(
        impl.Tensor(third, requires_grad=True), state, [impl.Tensor(np.zeros(third.shape))])
    return {"the state": impl.run_stream(w, state, inputs).data, "w.grad": w.grad,
            "the state after an input of zeros": zeros.data,
            "the state after no input": after_none, "a gradient after no input": had.grad,
            "the state after one tensor twice": impl.run_stream(other, state, inputs * 2).data}


@run_stream.probe("the state that comes back carries no graph: the stream can go on", points=0.5)
def state_without_graph(impl: Any, draw: Draw) -> dict[str, Any]:
    w, state, inputs = _stream(impl, draw, 4)
    between = impl.run_stream(w, state, inputs[:2])
    requires_grad = between.requires_grad
    last = impl.run_stream(w, between, inputs[2:])
    return {"requires_grad of the state": requires_grad, "the state after a second call": last.data,
            "w.grad after a second call": w.grad}


counted = UNIT.exercise("CountedTensor", reference=_CountedTensor, may=("share memory",))


@counted.probe("a new tensor is at version 0, and every edit adds 1")
def counting(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    new = tensor.version
    tensor.add_(draw.array("added", 3))
    after_add = tensor.version
    tensor.mul_(draw.number("factor", 1.5, 3))
    after_mul = tensor.version
    for _ in range(4):
        tensor.mul_(1.0)
        tensor.add_(0.0)
    zeros = impl.CountedTensor(np.zeros(2)).mul_(3.0)
    return {"version, new": new, "version after add_": after_add,
            "version after add_ and mul_": after_mul,
            "version after mul_(1.0) and add_(0.0), four times each": tensor.version,
            "version of zeros after mul_(3.0)": zeros.version,
            "data": tensor.data}


@counted.probe("edits change the array itself", points=0.5)
def editing_the_array(impl: Any, draw: Draw) -> dict[str, Any]:
    array = impl.array(draw.array("array", 3))
    tensor = impl.CountedTensor(array)
    tensor.add_(draw.array("added", 3))
    number = impl.CountedTensor(draw.array("number"))
    number.add_(draw.array("added number"))
    number.mul_(0.5)
    turned = impl.array(draw.array("table that is transposed", 2, 3)).T
    impl.CountedTensor(turned).add_(0.5).mul_(2.0)
    return {"the array that was handed in": array, "data": tensor.data,
            "a transposed array that was handed in": turned,
            "data of shape ()": number.data, "its version": number.version}


@counted.probe("add_ and mul_ return the tensor, so that edits can be chained", points=0.5)
def chained_edits(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    tensor.add_(draw.array("added", 3)).mul_(draw.array("factor", 3)).add_(1.0)
    return {"data": tensor.data, "version": tensor.version,
            "add_ returns the tensor itself": impl.same_object(tensor.add_(1.0), tensor),
            "mul_ returns the tensor itself": impl.same_object(tensor.mul_(2.0), tensor)}


@counted.probe("detach shares the memory and the counter, in both directions")
def detaching(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 2, 3))
    tensor.add_(draw.array("added", 3))
    twin = tensor.detach()
    at_first = twin.version
    twin.mul_(draw.array("factor", 3))
    after_its_edit = tensor.version
    twin.add_(1.0)
    after_both = tensor.version
    tensor.add_(draw.array("added later", 3))
    fresh = impl.CountedTensor(draw.array("fresh", 2))
    fresh.detach().add_(1.0)
    turned = impl.array(draw.array("table that is transposed", 2, 3)).T
    impl.CountedTensor(turned).detach().add_(1.0)
    return {"version of the twin": at_first,
            "version of a new tensor after an edit of its twin": fresh.version,
            "version of the tensor after an edit of the twin": after_its_edit,
            "and after a second one": after_both,
            "version of the twin after an edit of the tensor": twin.version,
            "data of the tensor": tensor.data, "data of the twin": twin.data,
            "a transposed array, after an edit of its tensor's twin": turned,
            "the twin is the tensor itself": impl.same_object(twin, tensor)}


@counted.probe("as_data shares the memory and begins a counter of its own")
def data_only(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    tensor.add_(draw.array("added", 3))
    twin, other = tensor.as_data(), tensor.as_data()
    at_first = twin.version
    twin.mul_(draw.array("factor", 3))
    return {"version of the twin": at_first, "version of the twin after its edit": twin.version,
            "version of another from as_data": other.version,
            "version of the tensor after an edit of the twin": tensor.version,
            "data of the tensor": tensor.data}


save_checked = UNIT.exercise(
    "save_checked", reference=_save_checked, needs=("CountedTensor",),
    may=("share memory",)
)


@save_checked.probe("without an edit it gives the numbers, as often as one asks", points=0.5)
def untouched(impl: Any, draw: Draw) -> dict[str, Any]:
    unpack = impl.save_checked(impl.CountedTensor(draw.array("data", 2, 3)))
    return {"first": unpack(), "second": unpack()}


@save_checked.probe("an edit after saving is an error")
def edited_after(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 2, 3))
    unpack = impl.save_checked(tensor)
    tensor.add_(draw.array("added", 2, 3))
    raised = {"raised": impl.raised(unpack), "raised when asked once more": impl.raised(unpack)}
    tensor.mul_(2.0)
    return raised | {"raised after one more edit": impl.raised(unpack)}


@save_checked.probe("an edit before saving is none, and both versions are told")
def edited_before(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    tensor.mul_(draw.number("factor", 1.5, 3))
    unpack = impl.save_checked(tensor)
    numbers = unpack() + impl.array([0.0, 0.0, 0.0])
    tensor.add_(draw.array("added", 3)).add_(draw.array("added next", 3))
    return {"unpacked before the next edits": numbers, "raised after them": impl.raised(unpack)}


@save_checked.probe("saved twice, with an edit in between: each has its own version", points=0.5)
def saved_twice(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    first = impl.save_checked(tensor)
    tensor.add_(draw.array("added", 3))
    second = impl.save_checked(tensor)
    return {"raised by the first": impl.raised(first), "unpacked by the second": second()}


@save_checked.probe("the array is not copied, neither when saving nor when unpacking", points=0.5)
def not_copied(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    unpacked = impl.save_checked(tensor)()
    unpacked[0] = draw.number("the number written into what was unpacked", 5, 9)
    return {"data of the tensor": tensor.data}


@save_checked.probe("an edit that leaves the numbers as they are counts too", points=0.5)
def edited_in_vain(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    unpack = impl.save_checked(tensor)
    tensor.mul_(1.0)
    single = impl.CountedTensor(draw.array("single number"))
    unpack_single = impl.save_checked(single)
    single.mul_(1.0)
    empty = impl.CountedTensor(np.zeros((0, 2)))
    unpack_empty = impl.save_checked(empty)
    empty.add_(1.0)
    return {"raised": impl.raised(unpack), "raised for shape ()": impl.raised(unpack_single),
            "raised for shape (0, 2)": impl.raised(unpack_empty)}


@save_checked.probe("an edit through detach is noticed", points=0.5)
def edited_through_detach(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    unpack = impl.save_checked(tensor)
    tensor.detach().add_(draw.array("added", 3))
    return {"raised": impl.raised(unpack)}


@save_checked.probe("an edit through as_data is not, and the numbers are the new ones", points=0.5)
def edited_through_data(impl: Any, draw: Draw) -> dict[str, Any]:
    tensor = impl.CountedTensor(draw.array("data", 3))
    unpack = impl.save_checked(tensor)
    tensor.as_data().add_(draw.array("added", 3))
    return {"unpacked": unpack()}
