"""Which warnings come once in a process, as PyTorch 2.13 does: `set_warn_always` asks for all."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_ref as torch
from autograd_ref.api.once import Once

F = torch.nn.functional
CONDITION = torch.ones(2).to(torch.uint8)
ONCE: dict[str, Callable[[], Any]] = {
    "float": lambda: float(torch.ones(1, requires_grad=True)),
    "T of three axes": lambda: torch.ones(2, 2, 2).T,
    "T of a number": lambda: torch.ones(()).T,
    "mT of a number": lambda: torch.ones(()).mT,
    "a number first": lambda: torch.ones(2).add(2, torch.ones(2)),
    "a graph of the backward pass": lambda: (torch.ones(1, requires_grad=True) * 2).backward(
        create_graph=True),
    "cross without dim": lambda: torch.cross(torch.ones(3), torch.ones(3)),
    "meshgrid without indexing": lambda: torch.meshgrid(torch.ones(2), torch.ones(2)),
    "a copied input": lambda: F.conv1d(torch.ones(1, 1, 5), torch.ones(1, 1, 2), padding="same"),
    "where with bytes": lambda: torch.where(CONDITION, torch.ones(2), torch.zeros(2)),
    "qr": lambda: torch.qr(torch.eye(2)),
    "cholesky": lambda: torch.cholesky(torch.eye(2)),
    "memory that may not be written": lambda: torch.from_numpy(np.frombuffer(bytes(8))),
    "chain_matmul": lambda: torch.chain_matmul(torch.eye(2), torch.eye(2)),
}
EACH_TIME: dict[str, Callable[[], Any]] = {
    "std of one number": lambda: torch.ones(1).std(),
    "grad of no leaf": lambda: (torch.ones(2, requires_grad=True) * 2).grad,
    "sizes that differ": lambda: F.mse_loss(torch.ones(2), torch.ones(2, 1)),
    "range": lambda: torch.range(0, 3),
    "a copy of a tensor": lambda: torch.tensor(torch.ones(2)),
}


def shown(call: Callable[[], Any]) -> list[int]:
    """How many warnings each of two calls gives."""
    counts = []
    for _ in range(2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            call()
        counts.append(len(caught))
    return counts


@pytest.fixture(autouse=True)
def new_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Once, "shown", set())
    monkeypatch.setattr(Once, "always", False)


@pytest.mark.parametrize("call", ONCE.values(), ids=list(ONCE))
def test_a_warning_that_comes_once(call: Callable[[], Any]) -> None:
    assert shown(call) == [1, 0]
    torch.set_warn_always(True)
    assert torch.is_warn_always_enabled()
    assert shown(call) == [1, 1]


@pytest.mark.parametrize("call", EACH_TIME.values(), ids=list(EACH_TIME))
def test_a_warning_that_comes_each_time(call: Callable[[], Any]) -> None:
    assert shown(call) == [1, 1]


def test_set_warn_always_does_not_reach_the_warning_of_storages() -> None:
    assert shown(lambda: torch.ones(2).storage()) == [1, 0]
    torch.set_warn_always(True)
    assert shown(lambda: torch.ones(2).storage()) == [0, 0]
