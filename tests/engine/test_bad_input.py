"""Bad input: an error that says what is wrong, and never a silently wrong number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd_ref as torch
from autograd_ref.api import calls


def leaf() -> torch.Tensor:
    return torch.tensor([1.0, 2.0], requires_grad=True)


CASES: list[tuple[Callable[[], Any], type[Exception], str]] = [
    (lambda: torch.tensor([[1, 2], [3]]), ValueError, "expected sequence of length 2 at dim 1"),
    (lambda: torch.tensor("a"), TypeError, "invalid data type 'str'"),
    (lambda: torch.tensor(object()), RuntimeError, "Could not infer dtype of object"),
    (lambda: torch.tensor(1j), TypeError, "complex"),
    (lambda: torch.tensor(np.ones(2, np.uint16)), TypeError, "uint16"),
    (lambda: torch.tensor(np.ones(2, np.complex64)), TypeError, "complex64"),
    (lambda: torch.tensor(np.array(["a"])), TypeError, "numpy.str_"),
    (lambda: torch.tensor(np.array([None])), TypeError, "numpy.object_"),
    (lambda: torch.tensor([1], requires_grad=True), RuntimeError, "floating point"),
    (lambda: torch.ones(2) + torch.ones(3), RuntimeError, "must match the size"),
    (lambda: torch.ones(2, 3) @ torch.ones(2, 3), RuntimeError, "cannot be multiplied"),
    (lambda: torch.ones(2, 3) @ torch.ones(3).double(), RuntimeError, "same dtype"),
    (lambda: torch.ones(2).sum(1), IndexError, "Dimension out of range"),
    (lambda: torch.ones(2, 3).view(4), RuntimeError, "invalid for input of size 6"),
    (lambda: torch.ones(2, 3).T.view(6), RuntimeError, "not compatible"),
    (lambda: torch.ones(2)[5], IndexError, "out of bounds"),
    (lambda: torch.ones(2)[1.0], IndexError, "valid indices"),
    (lambda: (leaf() * 2).backward(), RuntimeError, "only for scalar outputs"),
    (lambda: (leaf() * 2).backward(torch.ones(3)), RuntimeError, "Mismatch in shape"),
    (lambda: (leaf() * 2).sum().backward(1.0), TypeError, "float"),
    (lambda: torch.ones(1).backward(), RuntimeError, "does not require grad"),
    (lambda: leaf().numpy(), RuntimeError, "requires grad"),
    (lambda: leaf().add_(1), RuntimeError, "leaf Variable"),
    (lambda: leaf()[0].add_(1), RuntimeError, "view of a leaf"),
    (lambda: torch.ones(2) + "a", TypeError, "unsupported operand"),
    (lambda: np.ones(2) * torch.ones(2), TypeError, "unsupported operand"),
    (lambda: torch.ones(2, dtype="float32"), TypeError, "must be torch.dtype"),
    (lambda: torch.ones(2).mean("a"), TypeError, "mean"),
    (lambda: torch.arange(3).mean(), RuntimeError, "could not infer output dtype"),
    (lambda: torch.ones(2).expand(3)[0].add_(1) if False else torch.ones(1).expand(3).add_(1),
     RuntimeError, "single memory location"),
]


@pytest.mark.parametrize(("program", "kind", "words"), CASES)
def test_an_error_names_what_is_wrong(
    program: Callable[[], Any], kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind, match=words.replace("(", r"\(")):
        program()


@pytest.mark.parametrize("name", ["fft", "stft", "lobpcg", "export", "bfloat16", "sparse", "jit"])
def test_what_pytorch_has_and_the_engine_has_not_is_said_in_a_sentence(name: str) -> None:
    with pytest.raises(AttributeError, match="autograd_ref has no"):
        getattr(torch, name)


@pytest.mark.parametrize("name", ["stft", "bfloat16", "map2_", "geqrf", "to_sparse", "ormqr"])
def test_the_same_for_tensors(name: str) -> None:
    with pytest.raises(AttributeError, match="autograd_ref has no"):
        getattr(torch.ones(1), name)


@pytest.mark.parametrize(("module", "name"), [
    (torch.nn, "LazyConv3d"), (torch.nn.functional, "lp_pool3d"), (torch.optim, "SparseAdam"),
    (torch.linalg, "ldl_factor"),
    (torch.nn.utils, "skip_init"), (torch.utils.data, "DistributedSampler"),
])
def test_the_same_for_modules(module: Any, name: str) -> None:
    with pytest.raises(AttributeError, match="autograd_ref has no"):
        getattr(module, name)


def test_a_name_that_nobody_has_is_an_ordinary_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        torch.nonsense  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute 'nonsense'"):
        torch.ones(1).nonsense  # noqa: B018


def test_a_list_that_holds_itself_is_refused() -> None:
    data: list[Any] = [1.0]
    data.append(data)
    with pytest.raises((ValueError, RuntimeError, RecursionError)):
        torch.tensor(data)


def test_gradients_of_another_dtype_are_converted() -> None:
    x = leaf()
    (x * 2).backward(torch.ones(2, dtype=torch.float64))
    assert x.grad.dtype is torch.float32


def test_another_device_is_refused_wherever_it_is_named() -> None:
    for program in (
        lambda: torch.zeros(2, device="cuda"), lambda: torch.tensor([1.0], device="cuda:0"),
        lambda: torch.ones(2).to("cuda"), lambda: torch.ones(2).to(device="cuda"),
        lambda: torch.nn.Linear(2, 3, device="cuda"), lambda: torch.nn.Linear(2, 3).to("cuda"),
    ):
        with pytest.raises(AssertionError, match="Torch not compiled with CUDA enabled"):
            program()
    with pytest.raises(NotImplementedError, match="computes on the cpu only: it has no device"):
        torch.rand(2, device="meta")


def test_words_that_torch_has_and_the_engine_has_not_are_said_in_a_sentence() -> None:
    x = torch.ones(2)
    for program in (
        lambda: torch.cat([x], names=["a"]), lambda: torch.sum(x, dim=0, names=["a"]),
    ):
        with pytest.raises(TypeError, match=r"autograd_ref has no .*, which PyTorch has"):
            program()
    with pytest.raises(RuntimeError, match=r"no 'zeros\(pin_memory=True\)'"):
        torch.zeros(2, pin_memory=True)


def test_every_signature_is_of_a_function_or_method_here_and_can_be_read() -> None:
    for name in calls.table():
        method = name.startswith(".")
        own = name.removeprefix(".")
        homes = [torch.Tensor] if method else [torch, torch.nn.functional]
        special = own.removeprefix("special_")
        assert own == "log_sigmoid" or any(hasattr(home, own) for home in homes) or (
            (special != own and hasattr(torch.special, special)) or (
                own.startswith("linalg_") and hasattr(torch.linalg, own[7:]))), name
        for form in calls.forms_of(own, method):
            assert str(form).count("(") == 1
            assert all(each.kind and each.name.isidentifier() for each in form.parameters), name
