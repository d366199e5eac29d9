"""The accumulation examples of the source documents, with the engine in PyTorch's place."""

from __future__ import annotations

import pytest

import autograd_ref as torch


def printed(factor: int, size: int, epochs: int, clear: bool) -> list[str]:
    weights = torch.ones(size, requires_grad=True)
    lines = []
    for _ in range(epochs):
        model_output = (weights * factor).sum()
        model_output.backward()
        lines.append(str(weights.grad))
        if clear:
            weights.grad.zero_()
    return lines


def row(number: int, size: int) -> str:
    return f"tensor([{', '.join([f'{number}.'] * size)}])"


@pytest.mark.parametrize("epochs", [1, 2, 3])
def test_three_six_nine(epochs: int) -> None:
    assert printed(3, 4, epochs, clear=False) == [row(n, 4) for n in (3, 6, 9)[:epochs]]


def test_three_three_three() -> None:
    assert printed(3, 4, 3, clear=True) == [row(3, 4)] * 3


def test_two_four_six_eight() -> None:
    assert printed(2, 3, 4, clear=False) == [row(n, 3) for n in (2, 4, 6, 8)]
    assert printed(2, 3, 4, clear=True) == [row(2, 3)] * 4
