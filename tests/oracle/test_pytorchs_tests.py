"""The runner of PyTorch's own tests, on a few tests written like those."""

from __future__ import annotations

from pathlib import Path

import pytest

from .pytorchs_tests import OneTest, collect, error_line, in_a_process, result_of

SOURCE = '''
import torch
from torch.autograd import Function, a_name_that_nobody_has
from torch.testing._internal.common_utils import TestCase, parametrize, skipIfWindows

class TestAutograd(TestCase):
    def test_right(self):
        x = torch.ones(2, requires_grad=True)
        (x * 3).sum().backward()
        self.assertEqual(x.grad, torch.tensor([3.0, 3.0 + 1e-6]))
        self.assertEqual([x.grad, 1], [torch.full((2,), 3.0), 1])
        self.assertNotEqual(x.grad, torch.ones(2))

    def test_wrong_number(self):
        self.assertEqual(torch.ones(2), torch.tensor([1.0, 1.1]))

    def test_wrong_type(self):
        self.assertEqual(torch.ones(2), torch.ones(2, dtype=torch.float64))

    def test_wrong_shape(self):
        self.assertEqual(torch.ones(2), torch.ones(1, 2))

    def test_name(self):
        a_name_that_nobody_has()

    @skipIfWindows(msg="a reason")
    @parametrize("n", [2, 3])
    def test_sizes(self, n):
        self.assertEqual(torch.ones(n).sum(), n)

    def test_of_a_kind(self):
        torch.ones(2).to_sparse()

    def test_dies(self):
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
'''


@pytest.fixture(scope="module")
def tests(tmp_path_factory: pytest.TempPathFactory) -> dict[str, OneTest]:
    sources: Path = tmp_path_factory.mktemp("sources")
    (sources / "test" / "autograd").mkdir(parents=True)
    (sources / "test" / "test_autograd.py").write_text(SOURCE)
    (sources / "test" / "autograd" / "test_functional.py").write_text("")
    return {name.partition(".")[2]: test for name, test in
            collect(sources, "autograd_ref").items()}


@pytest.mark.parametrize(("name", "line"), [
    ("test_right", "passed"), ("test_sizes[2]", "passed"), ("test_sizes[3]", "passed"),
    ("test_wrong_number", "AssertionError"), ("test_wrong_type", "AssertionError"),
    ("test_wrong_shape", "AssertionError"), ("test_name", "NotImplementedError"),
    ("test_dies", "ended by SIGKILL"),
])
def test_a_test_passes_or_tells_why_not(tests: dict[str, OneTest], name: str, line: str) -> None:
    assert error_line(in_a_process(tests[name].run)).startswith(line)


def test_a_test_out_of_scope_names_the_reason(tests: dict[str, OneTest]) -> None:
    assert tests["test_of_a_kind"].left_out() == "sparse tensors"
    assert tests["test_right"].left_out() is None


def test_a_result_is_that_of_the_engine_if_torch_passes(tests: dict[str, OneTest]) -> None:
    right, wrong = tests["test_right"], tests["test_wrong_number"]
    words = [result_of(*pair)[0] for pair in
             ((right, right), (right, wrong), (right, None), (wrong, right))]
    assert words == ["pass", "fail", "fail", "fail under torch"]
