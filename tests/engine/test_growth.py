"""How work grows: counted, not timed."""

from __future__ import annotations

import gc
import importlib
import sys
import tracemalloc
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_ref as torch
from autograd_ref.ops.arithmetic import AddBackward0, MulBackward0

record: Any = importlib.import_module("autograd_ref.record")


def calls(function: Callable[[], Any]) -> int:
    """How many Python functions a program calls."""
    count = 0

    def count_calls(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(count_calls)
    try:
        function()
    finally:
        sys.setprofile(None)
    return count


def chain(length: int) -> Callable[[], None]:
    def program() -> None:
        x = torch.tensor(1.0, requires_grad=True)
        y = x
        for _ in range(length // 2):
            y = (y * 1.0) + 0.5
        y.backward()

    return program


def doubling(length: int) -> Callable[[], None]:
    def program() -> None:
        y = torch.tensor(1.0, requires_grad=True, dtype=torch.float64)
        for _ in range(length):
            y = y + y
        y.backward()

    return program


@pytest.mark.parametrize("program", [chain, doubling])
def test_work_is_linear_in_the_length(program: Callable[[int], Callable[[], None]]) -> None:
    program(10)()
    short, long = calls(program(100)), calls(program(800))
    assert long < 8 * short


def test_a_node_runs_once_however_often_its_result_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran: list[object] = []
    rule = AddBackward0.backward
    monkeypatch.setattr(
        AddBackward0, "backward", lambda ctx, g: (ran.append(ctx), rule(ctx, g))[1]
    )
    doubling(1000)()
    assert len(ran) == len(set(ran)) == 1000


def test_a_doubled_value_has_the_gradient_two_to_the_n() -> None:
    x = torch.tensor(1.0, requires_grad=True, dtype=torch.float64)
    y = x
    for _ in range(1000):
        y = y + y
    y.backward()
    assert x.grad.item() == 2.0**1000


@pytest.mark.timeout(120)
def test_a_chain_of_a_million_operations_runs_and_is_freed() -> None:
    x = torch.tensor(2.0, requires_grad=True)
    y = x
    gc.disable()
    try:
        for _ in range(1_000_000):
            y = y + 1
        y.backward()
        del y
    finally:
        gc.enable()
    assert x.grad.item() == 1


def test_a_step_needs_the_memory_of_what_its_rules_saved() -> None:
    """The sum of four products saves four arrays; the results that nobody needs go at once."""
    size = 100_000
    x = torch.ones(size, requires_grad=True)
    tracemalloc.start()
    y = x
    for _ in range(4):
        y = y * 1.5 + 1.0  # saves only the number
        y = y * y  # saves its input
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    saved = 4 * size * 4
    assert used < 1.2 * (saved + size * 4)  # what was saved, and y


def test_backward_frees_saved_arrays_as_it_goes() -> None:
    x = torch.ones(1000, requires_grad=True)
    y = x * x
    z = (y * y).sum()
    z.backward()
    node = z.grad_fn.next_functions[0][0]
    assert isinstance(node, MulBackward0)
    assert node.saved is None


def test_the_engine_stops_to_remember_the_numbers_it_computed_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(record, "SCALARS", record.ScalarCache())
    monkeypatch.setattr(record, "MAX_SCALARS", 10)
    x = torch.ones(1)
    for number in range(1, 30):
        assert (x * number).item() == number
        assert (x / (number + 0.5)).item() == np.float32(1 / (number + 0.5))
    assert len(record.SCALARS) == 10


@pytest.mark.parametrize("order", [(0.0, -0.0), (-0.0, 0.0), (0, -0.0), (-0.0, 0)])
def test_two_zeros_as_operands_keep_their_signs(order: tuple[float, float]) -> None:
    for zero in order:
        result = (torch.ones(1) * zero).numpy()
        assert np.signbit(result[0]) == np.signbit(zero)
