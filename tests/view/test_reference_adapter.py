"""The pictures of the reference engine, checked against its own backward."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_ref as torch
from course.view import backward_steps, graph
from course.view.reference_adapter import summed_to

Function = Callable[..., Any]


def leaves(*shapes: tuple[int, ...]) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    return {
        f"t{number}": torch.tensor(rng.uniform(0.5, 2, shape).tolist(), requires_grad=True)
        for number, shape in enumerate(shapes)
    }


PROGRAMS: dict[str, tuple[Function, list[tuple[int, ...]]]] = {
    "fan-out": (lambda a: a * a * a + a, [()]),
    "broadcast": (lambda a, b: (a * b + b - a / b).mean(), [(2, 3), (3,)]),
    "matmul": (lambda a, b: (a @ b).sum(), [(2, 3), (3, 4)]),
    "vector times matrix": (lambda a, b: (a @ b).sum(), [(3,), (3, 2)]),
    "power": (lambda a: (a**3).sum() + (2 - a).sum(), [(4,)]),
    "rows": (lambda a: a[0].sum() + (a[1] * a[1]).sum(), [(2, 3)]),
    "shapes": (lambda a: (a.reshape(6) * 2).squeeze().mean(), [(2, 3)]),
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_steps_end_where_backward_ends_and_leave_no_trace(program: str) -> None:
    function, shapes = PROGRAMS[program]
    named = leaves(*shapes)
    loss = function(*named.values())
    steps = backward_steps(loss, named)
    assert all(tensor.grad is None for tensor in named.values())
    vertices = steps.backward.graph.vertices
    found = {
        vertices[step.vertex].names[0]: step.after
        for step in steps.backward.steps
        if vertices[step.vertex].kind == "leaf"
    }
    loss.backward()  # still possible: nothing was freed
    for name, tensor in named.items():
        assert np.array_equal(found[name], tensor.grad.detach().numpy())


def test_the_order_is_that_of_the_engine() -> None:
    a = torch.tensor(2.0, requires_grad=True)
    first = a * 3
    second = a * 5
    loss = second + first
    ran: list[str] = []
    first.register_hook(lambda _: ran.append("first"))
    second.register_hook(lambda _: ran.append("second"))
    steps = backward_steps(loss, first=first, second=second).backward
    assert ran == [], "no hook is called"
    loss.backward()
    vertices = steps.graph.vertices
    order = [vertices[step.vertex].names for step in steps.steps]
    assert [names[0] for names in order if names] == ran == ["second", "first"]


def test_op_names_saved_values_and_untracked_inputs_are_read() -> None:
    x = torch.ones(2, 3)
    w = torch.ones(3, 4, requires_grad=True)
    z = (x @ w) * 2
    loss = z.sum()
    lines = repr(graph(loss, x=x, w=w, z=z, loss=loss)).splitlines()
    assert lines[1].startswith("  1  SumBackward0: loss () = 48.0  |  from 2")
    assert lines[2].startswith("  2  MulBackward0: z (2, 4)  |  from 4, 3  |  saved 2")
    assert lines[3] == "  3  not tracked: () = 2"
    assert lines[4].startswith("  4  MmBackward0: (2, 4)  |  from 5, 6  |  saved x")
    assert lines[5] == "  5  not tracked: x (2, 3) = [[1.0, 1.0, 1.0], [1.0, 1.0, 1.0]]"
    assert lines[6] == "  6  leaf: w (3, 4)  |  .grad = None"


def test_after_backward_the_saved_values_are_freed_and_grad_is_shown() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    loss = x * x
    loss.backward()
    told = repr(graph(loss, x=x))
    assert "freed input 1, input 2" in told
    assert "saved" not in told
    assert ".grad = 6.0" in told
    steps = backward_steps(loss, x=x)
    assert "backward through the graph a second time" in repr(steps)
    assert x.grad == 6.0


def test_a_value_that_was_never_saved_is_not_said_to_be_freed() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    loss = x * 2
    assert "saved 2" in repr(graph(loss, x=x))
    loss.backward()
    lines = repr(graph(loss, x=x)).splitlines()
    assert lines[1].endswith("freed"), "the 2 alone was saved, and x was not"


def test_what_a_loss_saved_is_not_called_by_the_names_in_the_engine() -> None:
    guess, target = torch.ones(3, requires_grad=True), torch.zeros(3)
    for loss_of in (torch.nn.functional.mse_loss,
                    torch.nn.functional.binary_cross_entropy_with_logits):
        loss = loss_of(guess, target)
        assert repr(graph(loss)).splitlines()[1].endswith("saved input 1, input 2")
        told = repr(graph(loss, guess=guess, target=target))
        assert told.splitlines()[1].endswith("saved guess, target")


def test_a_non_leaf_that_retains_its_gradient_is_written_too() -> None:
    x = torch.tensor(3.0, requires_grad=True)
    y = x * 2
    z = y * y
    assert "y.grad" not in repr(backward_steps(z, x=x, y=y))
    y.retain_grad()
    assert "y.grad was None, now 12.0" in repr(backward_steps(z, x=x, y=y))
    z.backward()
    assert ".grad = 12.0" in repr(graph(z, x=x, y=y))


def test_a_result_among_several_is_where_the_pass_starts() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    second = x.unbind(0)[1]
    steps = backward_steps(second, x=x).backward.steps
    assert steps[-1].after is not None
    assert steps[-1].after.tolist() == [0.0, 1.0]


def test_the_scalar_only_error_comes_as_a_sentence() -> None:
    x = torch.ones(3, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"only from a scalar; this tensor has shape \(3,\)"):
        backward_steps(x * 2)
    v = torch.tensor([1.0, 2.0, 3.0])
    steps = backward_steps(x * 2, gradient=v).backward.steps
    assert steps[-1].after is not None
    assert steps[-1].after.tolist() == [2.0, 4.0, 6.0]


def test_detached_tensors_have_no_graph() -> None:
    x = torch.ones(3, requires_grad=True)
    assert "no graph" in repr(graph((x * 2).detach()))


@pytest.mark.parametrize(
    ("got", "shape"),
    [((2, 3), (3,)), ((2, 3), (2, 1)), ((2, 3), ()), ((4, 2, 3), (2, 1)), ((3,), (3,))],
)
def test_broadcasting_is_undone(got: tuple[int, ...], shape: tuple[int, ...]) -> None:
    gradient = np.arange(np.prod(got), dtype=float).reshape(got)
    found = summed_to(gradient, shape)
    assert found.shape == shape
    assert found.sum() == gradient.sum()
