"""`torch.compile`: what PyTorch 2.13 prints of compiled functions and modules.

It has no recording: importing PyTorch's compiler changes what other programs print.
"""

from __future__ import annotations

from typing import Any

import pytest

import autograd_ref as torch

nn = torch.nn


def pair() -> tuple[Any, Any]:
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 1))
    return model, torch.compile(model)


def test_a_compiled_module_prints_the_one_within() -> None:
    model, compiled = pair()
    assert repr(type(compiled)) == "<class 'torch._dynamo.eval_frame.OptimizedModule'>"
    inner = repr(model).replace("\n", "\n  ")
    assert repr(compiled) == f"OptimizedModule(\n  (_orig_mod): {inner}\n)"
    assert list(compiled.state_dict()) == [f"_orig_mod.{name}" for name in model.state_dict()]
    assert isinstance(compiled, nn.Module)
    assert not isinstance(compiled, nn.Sequential)


def test_it_shares_the_attributes_of_the_one_within() -> None:
    model, compiled = pair()
    compiled.eval()
    assert not compiled.training
    assert not model[0].training
    compiled.tag = 3
    assert (model.tag, compiled._orig_mod is model, len(compiled)) == (3, True, 3)
    with pytest.raises(TypeError, match="'OptimizedModule' object is not subscriptable"):
        compiled[0]
    with pytest.raises(AttributeError, match="'Sequential' object has no attribute 'nothing'"):
        compiled.nothing  # noqa: B018
    with pytest.raises(TypeError, match="Linear does not support len"):
        len(torch.compile(model[0]))


def test_it_trains_the_parameters_of_the_one_within() -> None:
    model, compiled = pair()
    optimizer = torch.optim.SGD(compiled.parameters(), lr=0.1)
    before = model[0].weight.clone()
    y = compiled(torch.ones(4, 2))
    assert repr(y).endswith("grad_fn=<CompiledFunctionBackward>)")
    y.square().mean().backward()
    optimizer.step()
    assert not torch.equal(before, model[0].weight)
    with torch.no_grad():
        assert torch.equal(compiled(torch.ones(4, 2)), model(torch.ones(4, 2)))


def test_a_compiled_function_is_the_function() -> None:
    @torch.compile(fullgraph=True)
    def both(x: Any) -> Any:
        """Two results."""
        return x.sin() * x, x

    x = torch.ones(2, requires_grad=True)
    y, same = both(x)
    assert (both.__name__, both.__doc__, same is x) == ("both", "Two results.", True)
    assert y.grad_fn.name() == "CompiledFunctionBackward"
    y.sum().backward()
    assert torch.equal(x.grad, x.detach().sin() + x.detach().cos())
    with pytest.raises(RuntimeError, match="backward through the graph a second time"):
        y.sum().backward()
    assert both(torch.ones(2))[0].grad_fn is None


def test_without_a_compiler_the_nodes_are_the_functions_own() -> None:
    x = torch.ones(2, requires_grad=True)
    assert torch.compile(lambda x: x * 3, backend="eager")(x).grad_fn.name() == "MulBackward0"
    model, _ = pair()
    assert torch.compile(model, disable=True) is model


@pytest.mark.parametrize(("options", "kind", "words"), [
    ({"backend": "other"}, torch.compiler.InvalidBackend,
     "Invalid backend: 'other', see `torch._dynamo.list_backends\\(\\)` for available backends."),
    ({"mode": "other"}, RuntimeError,
     "Unrecognized mode=other, should be one of: default, lite, reduce-overhead,"
     " max-autotune-no-cudagraphs, max-autotune"),
    ({"mode": "default", "options": {}}, RuntimeError,
     "Either mode or options can be specified, but both can't be specified at the same time."),
    ({"backend": print}, NotImplementedError, "autograd_ref has no 'compile\\(backend="),
])
def test_wrong_options(options: dict[str, Any], kind: type[Exception], words: str) -> None:
    model, _ = pair()
    with pytest.raises(kind, match=words):
        torch.compile(model, **options)


def test_what_cannot_be_called() -> None:
    with pytest.raises(AssertionError,
                       match="A callable function is expected, but <class 'int'> is provided"):
        torch.compile(3)
