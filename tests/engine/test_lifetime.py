"""Graphs die with their last name, and a rejected backward changes nothing."""

from __future__ import annotations

import contextvars
import gc
import threading
import tracemalloc
import weakref
from collections.abc import Callable, Iterator

import numpy as np
import pytest

import autograd_ref as torch


@pytest.fixture
def without_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


PROGRAMS: list[Callable[[torch.Tensor], torch.Tensor]] = [
    lambda x: (x * 2).sum(),
    lambda x: x.exp().sum(),
    lambda x: (x.sigmoid() * x.tanh()).sqrt().sum(),
    lambda x: x.softmax(0).max(),
    lambda x: x.prod() + x.std(),
    lambda x: (x.view(3, 1) @ x.view(1, 3)).mean(),
    lambda x: torch.stack(list(x)).sum(),
    lambda x: x[x > 0].logsumexp(0),
    lambda x: (x * 1).mul_(2).exp_().sum(),
    lambda x: Cube.apply(x).sum(),
]


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):  # type: ignore[no-untyped-def]
        result = x**3
        ctx.save_for_backward(x, result)
        return result

    @staticmethod
    def backward(ctx, g):  # type: ignore[no-untyped-def]
        x, _ = ctx.saved_tensors
        return g * 3 * x**2


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("run", [False, True])
@pytest.mark.usefixtures("without_collector")
def test_a_graph_dies_with_its_last_name(
    program: Callable[[torch.Tensor], torch.Tensor], run: bool
) -> None:
    x = torch.tensor([0.5, 1.0, 2.0], requires_grad=True)
    y = program(x)
    node = weakref.ref(y.grad_fn)
    tensor = weakref.ref(y)
    if run:
        y.backward(retain_graph=True)
    del y
    assert node() is None
    assert tensor() is None


@pytest.mark.parametrize("make", [
    lambda x: x, lambda x: x * 2, lambda x: x.unbind()[1], lambda x: torch.max(x, 0).values,
])
@pytest.mark.usefixtures("without_collector")
def test_an_edge_keeps_a_graph_only_while_somebody_has_it(
    make: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    y = make(torch.tensor([0.5, 1.0, 2.0], requires_grad=True))
    edge = torch.autograd.graph.get_gradient_edge(y)
    (found,) = torch.autograd.grad(y.sum(), edge)
    assert found.tolist() == torch.ones_like(y).tolist()
    node = weakref.ref(edge.node)
    del y
    assert node() is not None
    del edge
    assert node() is None


@pytest.mark.usefixtures("without_collector")
def test_an_item_assignment_makes_no_cycle() -> None:
    x = torch.ones(3, requires_grad=True)
    y = x * 2
    part = y[0]
    part.mul_(3)
    y[1] = 5.0
    node = weakref.ref(y.grad_fn)
    del y, part
    assert node() is None


WRONG: list[Callable[[torch.Tensor], object]] = [
    lambda y: y.sum(dim="a"), lambda y: y.sum(5), lambda y: y.reshape(7), lambda y: y.view(7),
    lambda y: y @ y, lambda y: torch.mm(y, y), lambda y: y + torch.ones(7), lambda y: y.mean("a"),
    lambda y: y.exp(1), lambda y: y[5], lambda y: y.add_(torch.ones(7)), lambda y: y.clone(1),
    lambda y: y.backward(), lambda y: float(y), lambda y: y.requires_grad_(False),
    lambda y: torch.cat([y, torch.ones(7, 7)]), lambda y: torch.nn.Linear(7, 1)(y),
    lambda y: torch.nn.functional.mse_loss(y, torch.ones(7)), lambda y: y.nothing,
]


@pytest.mark.parametrize("call", WRONG, ids=range(len(WRONG)))
@pytest.mark.usefixtures("without_collector")
def test_an_error_holds_nothing_once_it_is_handled(
    call: Callable[[torch.Tensor], object]
) -> None:
    y = torch.ones(2, 3, requires_grad=True) * 2
    node = weakref.ref(y.grad_fn)
    try:
        call(y)
    except Exception:
        del y
    assert node() is None


def test_a_training_loop_of_3_000_steps_holds_its_memory() -> None:
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
    x, y = torch.randn(4, 2), torch.randn(4, 1)

    def steps(count: int) -> None:
        for _ in range(count):
            optimizer.zero_grad()
            torch.nn.functional.mse_loss(model(x), y).backward()
            optimizer.step()

    steps(1000)
    tracemalloc.start()
    gc.disable()
    try:
        before = tracemalloc.get_traced_memory()[0]
        steps(3000)
        after = tracemalloc.get_traced_memory()[0]
    finally:
        gc.enable()
        tracemalloc.stop()
    assert after - before < 20_000  # an object a step would be 80,000


def test_a_leaf_outlives_its_name_in_the_graph() -> None:
    y = torch.ones(2, requires_grad=True) * 3
    y.sum().backward()
    leaf = y.grad_fn.next_functions[0][0].variable
    assert leaf.grad.tolist() == [3, 3]


def rejected() -> list[tuple[str, Callable[[torch.Tensor, torch.Tensor], None]]]:
    def freed(a: torch.Tensor, b: torch.Tensor) -> None:
        loss = (a.exp() + b).sum()
        loss.backward()
        a.grad, b.grad = torch.full((2,), 7.0), None
        loss.backward()

    def changed(a: torch.Tensor, b: torch.Tensor) -> None:
        y = a.exp()
        loss = (y + b).sum()
        y.mul_(2)
        loss.backward()

    def hook(a: torch.Tensor, b: torch.Tensor) -> None:
        y = a * 2
        y.register_hook(lambda g: torch.ones(5))
        (y + b).sum().backward()

    def wrong_rule(a: torch.Tensor, b: torch.Tensor) -> None:
        class Wrong(torch.autograd.Function):
            @staticmethod
            def forward(ctx, x):  # type: ignore[no-untyped-def]
                return x * 2

            @staticmethod
            def backward(ctx, g):  # type: ignore[no-untyped-def]
                return torch.ones(7)

        (Wrong.apply(a) + b).sum().backward()

    return [("freed", freed), ("changed", changed), ("hook", hook), ("rule", wrong_rule)]


@pytest.mark.parametrize(("name", "program"), rejected())
def test_a_rejected_backward_changes_no_grad(
    name: str, program: Callable[[torch.Tensor, torch.Tensor], None]
) -> None:
    a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    a.grad = torch.full((2,), 7.0)
    with pytest.raises(RuntimeError):
        program(a, b)
    assert a.grad.tolist() == [7, 7]
    assert b.grad is None


def test_grads_of_two_leaves_never_share_memory() -> None:
    a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    upstream = torch.ones(2)
    (a + b).backward(upstream)
    assert not np.shares_memory(a.grad.numpy(), b.grad.numpy())
    a.grad.zero_()
    assert b.grad.tolist() == upstream.tolist() == [1, 1]


class Handing(torch.autograd.Function):
    """Its rule hands out an array whose address the test knows."""

    address = 0

    @staticmethod
    def forward(ctx, x):  # type: ignore[no-untyped-def]
        return x * 1

    @staticmethod
    def backward(ctx, g):  # type: ignore[no-untyped-def]
        result = torch.ones(3)
        Handing.address = result.data_ptr()
        return result


def test_a_gradient_that_nobody_else_holds_is_not_copied() -> None:
    x = torch.zeros(3, requires_grad=True)
    Handing.apply(x).sum().backward()
    assert x.grad.data_ptr() == Handing.address


def test_a_gradient_that_a_hook_kept_is_copied() -> None:
    kept: list[torch.Tensor] = []
    x = torch.zeros(3, requires_grad=True)
    x.register_hook(kept.append)
    Handing.apply(x).sum().backward()
    assert kept[0].data_ptr() == Handing.address
    assert not np.shares_memory(x.grad.numpy(), kept[0].numpy())


def test_modes_belong_to_their_thread() -> None:
    seen: list[bool] = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: seen.append(torch.is_grad_enabled()))
        thread.start()
        thread.join()
        assert not torch.is_grad_enabled()
    assert seen == [True]


def test_threads_can_compute_at_once_without_numpys_warnings() -> None:
    """Each thread has a context of its own; this would raise if two shared one."""
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(50):
                x = torch.full((20_000,), -1.0).requires_grad_()
                (x.log() / 0 + x.exp()).sum().backward()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []


def test_the_users_numpy_keeps_its_warnings() -> None:
    torch.tensor([-1.0]).log()
    with pytest.warns(RuntimeWarning, match="invalid value"):
        np.log(np.array([-1.0]))


def test_a_hook_runs_in_its_users_own_context() -> None:
    seen: list[tuple[str, str]] = []
    current: contextvars.ContextVar[str] = contextvars.ContextVar("current", default="none")
    x = torch.tensor(2.0, requires_grad=True)
    y = x * 3
    y.register_hook(lambda g: seen.append((current.get(), np.geterr()["divide"])))
    current.set("mine")
    with np.errstate(divide="raise"):
        y.backward()
    assert seen == [("mine", "raise")]
