"""The package: what it imports, how fast, and that its version of a user's program is torch's."""

from __future__ import annotations

import importlib
import operator
import os
import subprocess
import sys
from pathlib import Path

import pytest

import autograd_ref as torch
from autograd_ref.api import absent, later
from autograd_ref.api.later import saved
from autograd_ref.api.methods import METHODS

IMPORTS = """
import sys
import numpy
before = set(sys.modules)
import autograd_ref
new = {name.partition(".")[0] for name in set(sys.modules) - before}
print(*sorted(new - set(sys.stdlib_module_names)))
print("numpy.random" in sys.modules and "numpy.random" not in before)
"""


def fresh(program: str, cache: Path) -> list[str]:
    """What a program prints in an interpreter of its own that keeps compiled modules."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [sys.executable, "-X", f"pycache_prefix={cache}", "-c", program],
        capture_output=True, text=True, check=True, env=environment,
    )
    return done.stdout.splitlines()


def test_it_needs_numpy_alone(tmp_path: Path) -> None:
    assert fresh(IMPORTS, tmp_path) == ["autograd_ref", "False"]


def test_functions_and_methods_have_names_that_pytorch_has() -> None:
    assert set(torch.__all__) <= absent.pytorchs_names("torch")
    assert set(later.FILE_OF) == later.functions() | later.METHODS
    methods = {*" ".join(METHODS.values()).split(), *later.METHODS}
    assert methods <= absent.pytorchs_names("torch.Tensor")
    assert not any(isinstance(vars(torch.Tensor)[name], absent.Absent) for name in methods)


def test_nodes_show_all_that_any_of_them_saves() -> None:
    words = {"self", "other", "result"}.union(*saved.table().values())
    assert words == {*later.SAVED.split()}


def test_a_missing_name_is_called_absent_where_pytorch_has_it() -> None:
    for module, name in ((torch, "stft"), (torch.nn, "Transformer3d"), (torch.nn, "stft")):
        with pytest.raises(AttributeError) as caught:
            getattr(module, name)
        said = str(caught.value).startswith("autograd_ref has no 'torch.stft', which PyTorch has.")
        assert said == (module is torch)


def test_every_operation_is_a_method_too() -> None:
    """PyTorch has only those that join tensors as functions alone."""
    operations = {name for name in torch.__all__
                  if sys.modules.get(getattr(getattr(torch, name), "__module__", "")) in METHODS}
    assert {n for n in operations if not hasattr(torch.Tensor, n)} == {"cat", "concat", "stack"}


def test_modules_of_the_surface_can_be_imported_by_their_name_in_pytorch() -> None:
    for name in (
        "autograd", "autograd.functional", "backends", "cuda", "linalg", "nn", "nn.functional",
        "nn.init", "nn.utils", "optim", "optim.lr_scheduler", "random", "utils.data", "version",
    ):
        module = importlib.import_module(f"autograd_ref.{name}")
        assert module is operator.attrgetter(name)(torch)


def test_packages_are_loaded_when_they_are_first_used(tmp_path: Path) -> None:
    assert fresh("""
import sys
import autograd_ref as torch
packages = {f"autograd_ref.{name}" for name in ("autograd", "nn", "optim")}
print(packages & set(sys.modules))
print({"autograd", "nn", "optim"} <= set(dir(torch)))
torch.ones(1, requires_grad=True).backward()
print(packages & set(sys.modules))
print(torch.nn.Linear.__name__, torch.optim.SGD.__name__, torch.autograd.grad.__name__)
""", tmp_path) == ["set()", "True", "set()", "Linear SGD grad"]
