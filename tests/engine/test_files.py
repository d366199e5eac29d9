"""`save` and `load`: what goes in comes out, and loading runs nothing."""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_ref as torch


def through_a_file(value: Any) -> Any:
    held = io.BytesIO()
    torch.save(value, held)
    held.seek(0)
    return torch.load(held)


@pytest.mark.parametrize("value", [
    None, True, 3, 2**70, -1.5, float("inf"), "text", [], (1, [2]), {1, 2}, {"a": {2: None}},
    {(1, "b"): [True]}, OrderedDict(b=1, a=2), torch.float64, torch.Size([2, 3]),
])
def test_plain_values_come_back(value: Any) -> None:
    found = through_a_file(value)
    assert found == value
    assert type(found) is type(value)


def test_nan_comes_back() -> None:
    assert np.isnan(through_a_file(float("nan")))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.int64, torch.bool])
def test_tensors_come_back_with_their_dtype_and_shape(dtype: Any) -> None:
    for tensor in (torch.ones(2, 3, dtype=dtype), torch.zeros(0, dtype=dtype),
                   torch.ones(2, 3, dtype=dtype).T, torch.tensor(1, dtype=dtype)):
        found = through_a_file(tensor)
        assert torch.equal(found, tensor)
        assert found.dtype is dtype
        assert found.shape == tensor.shape


def test_what_requires_a_gradient_comes_back_as_a_leaf_that_does() -> None:
    x = torch.ones(2, requires_grad=True)
    for found in through_a_file((x, x * 2)):
        assert found.requires_grad
        assert found.is_leaf
    assert not through_a_file(x.detach()).requires_grad


def test_one_tensor_saved_twice_is_one_memory() -> None:
    x = torch.zeros(2)
    one, two = through_a_file([x, x])
    one.add_(1)
    assert two.tolist() == [1, 1]


def test_what_is_no_data_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    for value in (object(), {"f": print}, np.ones(2)):
        with pytest.raises(TypeError, match="autograd_ref has no 'save of"):
            torch.save(value, tmp_path / "file.pt")
    assert list(tmp_path.iterdir()) == []


def test_a_whole_module_comes_back_only_if_asked_for_and_in_its_process(tmp_path: Path) -> None:
    model, path = torch.nn.Linear(2, 1), tmp_path / "model.pt"
    torch.save(model, path)
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(path)
    with torch.no_grad():
        model.weight.zero_()
    found = torch.load(path, weights_only=False)
    assert type(found) is torch.nn.Linear
    assert found.weight.abs().sum() > 0  # as it was when it was saved
    structure = '["object", 9999, "Linear", ["OrderedDict", []]]'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("structure.json", structure)
    with pytest.raises(RuntimeError, match="another process saved"):
        torch.load(path, weights_only=False)


class Bomb:
    """A pickle that would raise if it were loaded."""

    def __reduce__(self) -> Any:
        return exec, ("raise SystemExit('a file was run')",)


def test_loading_a_pickle_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pt"
    path.write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(RuntimeError, match=r"no file that autograd_ref\.save wrote"):
        torch.load(path)


def test_an_array_of_objects_in_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pt"
    held = io.BytesIO()
    np.save(held, np.array([Bomb()]), allow_pickle=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("structure.json", '["tensor", 0, false]')
        archive.writestr("0.npy", held.getvalue())
    with pytest.raises(ValueError, match="allow_pickle=False"):
        torch.load(path)
