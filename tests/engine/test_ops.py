"""Every operation of `op_table.py`: its node's name, its gradient and the gradient of that.

Results and gradients are compared with those that PyTorch recorded, gradients also with central
finite differences in float64, under random upstream gradients, for shapes that Hypothesis draws.
"""

from __future__ import annotations

import functools
import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd_ref as torch
from autograd_ref import ops
from autograd_ref.node import Node
from autograd_ref.ops import later
from autograd_ref.record import apply

from .op_table import Op, generator, rows
from .record_ops import RECORDED, key, outcome

OPS = rows(torch)
EXACT = [op for op in OPS if op.name != "double"]  # which goes through float32
TWICE = [op for op in EXACT if op.name != "cdist"]  # whose second gradient PyTorch refuses


def tensors(op: Op, shape: tuple[int, ...]) -> list[torch.Tensor]:
    arrays = op.samples(generator(op.name, shape), shape)
    return [torch.tensor(array, requires_grad=True) for array in arrays]


SHAPES = st.lists(st.integers(2, 3), min_size=1, max_size=3).map(tuple)


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_the_node_has_pytorchs_name(op: Op) -> None:
    result = op.function(*tensors(op, (2, 3)))
    assert result.grad_fn is not None
    assert type(result.grad_fn).__name__ == op.node


@functools.cache
def recorded_outcomes() -> dict[str, Any]:
    return json.loads(RECORDED.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.mark.parametrize("op", OPS, ids=lambda op: op.name)
def test_results_and_gradients_are_pytorchs(op: Op) -> None:
    recorded = recorded_outcomes()
    assert key(op) in recorded, (
        f"'{op.name}' is not recorded yet: make oracle TORCH_PYTHON=... needs PyTorch 2.13")
    for found, expected in zip(outcome(torch, op), recorded[key(op)], strict=True):
        if op.name != "add alpha":  # here a product and a sum
            assert found["nodes"] == expected["nodes"]
        for one, other in zip(found["numbers"], expected["numbers"], strict=True):
            np.testing.assert_allclose(np.array(one, float), np.array(other, float), 1e-9, 1e-12)


@pytest.mark.parametrize("op", EXACT, ids=lambda op: op.name)
@settings(max_examples=6, deadline=None, derandomize=True)
@given(shape=SHAPES)
def test_the_gradient_is_that_of_finite_differences(op: Op, shape: tuple[int, ...]) -> None:
    inputs = tensors(op, shape)
    random = generator(op.name + "upstream", shape)
    upstream = torch.tensor(np.asarray(random.standard_normal(tuple(op.function(*inputs).shape))))

    def weighted(*xs: torch.Tensor) -> torch.Tensor:
        return (op.function(*xs) * upstream).sum()

    assert torch.autograd.gradcheck(weighted, inputs, atol=1e-6)


@pytest.mark.parametrize("op", TWICE, ids=lambda op: op.name)
@settings(max_examples=2, deadline=None, derandomize=True)
@given(shape=SHAPES)
def test_the_second_gradient_is_that_of_finite_differences(op: Op, shape: tuple[int, ...]) -> None:
    assert torch.autograd.gradgradcheck(op.function, tensors(op, shape), atol=1e-5)


def test_every_operation_class_is_in_the_table() -> None:
    """A node that a function of the engine can make has a row here, or the gradient of a row's."""
    modules = [importlib.import_module(f"{package.__name__}.{path.stem}")
               for package in (ops, later) for path in Path(package.__file__).parent.glob("*.py")]
    classes = {
        name for module in modules for name, value in vars(module).items()
        if isinstance(value, type) and issubclass(value, Node) and name.endswith(("0", "1", "2"))
    }
    seen: set[str] = set()
    for op in OPS:
        inputs = tensors(op, (2, 3))
        result = op.function(*inputs)
        gradients = torch.autograd.grad(
            result.sum(), inputs, create_graph=True, allow_unused=True)
        waiting = [made.grad_fn for made in (result, *gradients) if made is not None]
        while waiting:
            node = waiting.pop()
            if node is not None:
                seen.add(type(node).__name__)
                waiting += [parent for parent, _ in node.next_functions]
    elsewhere = {"EmbeddingDenseBackwardBackward0", "FillBackward2", "SplitWithSizesBackward0",
                 "ZeroBackward0",
                 # without a second derivative, see tests/oracle/programs/sequence_losses.py
                 "CtcLossBackward0",
                 # of recurrent layers, see tests/oracle/programs/recurrent.py
                 "MkldnnRnnLayerBackward0",
                 # random numbers in place, see tests/oracle/programs/random_more.py
                 "BernoulliBackward2", "ExponentialBackward0", "NormalBackward0",
                 "RandomBackward1", "UniformBackward0"}
    left = sorted(classes - seen - elsewhere)
    assert not left, f"no row in OPS makes {', '.join(left)}"


def test_a_node_saves_what_its_rule_names() -> None:
    class Scale(Node):
        arity = 2

        @staticmethod
        def forward(a: Any, b: Any, factor: float) -> Any:
            return a * b * factor

        def backward(ctx, g: Any, b: Any, y: Any, factor: float) -> Any:
            return g * b * factor, None

    x, w = torch.ones(2, requires_grad=True), torch.tensor([3.0, 4.0])
    result = apply(Scale, (x, w), 2.0)
    other, own, factor = result.grad_fn.saved
    assert other is w
    assert own is not result
    assert own.tolist() == [6, 8]
    assert factor == 2.0
    result.sum().backward()
    assert x.grad.tolist() == [6, 8]
    assert result.grad_fn.saved is None


def test_a_rule_that_names_no_tensor_is_not_freed() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    y = x.sum(1, keepdim=True).sum()
    y.backward()
    y.backward()
    assert x.grad.tolist() == [[2, 2, 2], [2, 2, 2]]


@pytest.mark.parametrize("argument", ["z", "y"])
def test_a_rule_can_name_only_what_there_is(argument: str) -> None:
    scope: dict[str, Any] = {}
    exec(f"def forward(x, {argument}): ...\ndef backward(ctx, g, {argument}, other): ...", scope)
    with pytest.raises(TypeError, match=r"Wrong\.backward takes '(other|y)'"):
        type("Wrong", (Node,), {"forward": scope["forward"], "backward": scope["backward"]})
