"""`course check-program`: the names of a PyTorch program that the engine lacks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from course.cli import main
from course.commands.check_program import lacking

PROGRAM = """
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, DistributedSampler
from torchvision import datasets

net = nn.Sequential(nn.Linear(2, 3), nn.AdaptiveLogSoftmaxWithLoss(3, 5, [2]))
out = F.relu(net(torch.ones(1, 2)))
loss = nn.MSELoss()(out, torch.fft.rfft(out))
loss.backward()
losses = []
losses.append(loss.item())
out.detach().stft(4)
np.linalg.svd(out.detach().numpy())
torch.cuda.is_available()
"""


def test_each_lacking_name_is_listed_with_its_line() -> None:
    assert lacking(PROGRAM) == [
        (6, "torch.utils.data.DistributedSampler"), (7, "torchvision"),
        (9, "torch.nn.AdaptiveLogSoftmaxWithLoss"),
        (11, "torch.fft"), (15, "Tensor.stft, if this is a tensor"),
    ]


def test_a_program_whose_names_are_all_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "program.py"
    path.write_text("import torch.optim.lr_scheduler as s\nfrom torch.autograd import Variable\n")
    assert main(["check-program", str(path)]) == 0
    assert "every name" in capsys.readouterr().out


def test_a_notebook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "program.ipynb"
    cells = [{"cell_type": "markdown", "source": ["# no code"]},
             {"cell_type": "code", "source": ["%matplotlib inline\n", "import torch\n"]},
             {"cell_type": "code", "source": ["torch.stft"]}]
    path.write_text(json.dumps({"cells": cells}))
    assert main(["check-program", str(path)]) == 1
    assert capsys.readouterr().out == "line 3: torch.stft\n"


@pytest.mark.parametrize("text", ["def f(:", None])
def test_what_is_no_program_is_wrong_use(
    text: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "program.py"
    if text is not None:
        path.write_text(text)
    assert main(["check-program", str(path)]) == 2
    told = capsys.readouterr().err
    assert len(told.splitlines()) == 1
    assert "Errno" not in told
