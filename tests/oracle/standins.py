"""What PyTorch's own tests import from PyTorch's package for tests, written for any engine.

That package needs a built PyTorch. Here is the part of it that the tests of autograd use.
"""

from __future__ import annotations

import contextlib
import gc
import inspect
import re
import unittest
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np

TOLERANCES = {"float16": (1e-3, 1e-5), "bfloat16": (1.6e-2, 1e-5), "float32": (1.3e-6, 1e-5),
              "float64": (1e-7, 1e-7)}


class Absent:
    """Stands for a name that cannot be imported: a test fails when it calls it."""

    def __init__(self, *args: Any, **named: Any) -> None:
        raise NotImplementedError("a name that could not be imported")


def decorator(*args: Any, **named: Any) -> Any:
    """A decorator that does nothing, with arguments or without."""
    return args[0] if args and inspect.isroutine(args[0]) else decorator


class Subtest(NamedTuple):
    """One of the values that a test is run with, and its name."""

    value: Any
    name: str


def parametrize(names: str, values: Sequence[Any]) -> Callable[[Any], Any]:
    """Run a test once for each of `values`. The test keeps its arguments as `cases`, by name."""
    words = names.split(",")

    def decorate(test: Any) -> Any:
        rows = [row if isinstance(row, Subtest) else Subtest(row, str(row)) for row in values]
        earlier = getattr(test, "cases", {"": {}})
        test.cases = {
            f"{row.name}-{label}".strip("-"):
                dict(zip(words, row.value if len(words) > 1 else [row.value], strict=True)) | case
            for row, (label, case) in product(rows, earlier.items())}
        return test

    return decorate


class Standins:
    """The names for one engine. Those that are not here are decorators that do nothing."""

    TEST_CUDA = IS_WINDOWS = IS_MACOS = False

    def __init__(self, torch: Any) -> None:
        self.torch, self.parametrize = torch, parametrize
        self.gradcheck, self.gradgradcheck = torch.autograd.gradcheck, torch.autograd.gradgradcheck
        self.TestCase: type = type("TestCase", (Case,), {"torch": torch})

    def __getattr__(self, name: str) -> Any:
        return decorator

    def dtypes(self, *types: Any) -> Any:
        return parametrize("dtype", types)

    def subtest(self, value: Any, name: str, **named: Any) -> Subtest:
        return Subtest(value, name)

    def mask_not_all_zeros(self, shape: Any) -> Any:
        return self.torch.ones(shape, dtype=self.torch.bool)

    @contextlib.contextmanager
    def disable_gc(self) -> Iterator[None]:
        gc.disable()
        yield
        gc.enable()

    @contextlib.contextmanager
    def set_warn_always_context(self, on: bool) -> Iterator[None]:
        before = self.torch.is_warn_always_enabled()
        self.torch.set_warn_always(on)
        try:
            yield
        finally:
            self.torch.set_warn_always(before)


class Case(unittest.TestCase):
    """Compares tensors with PyTorch's tolerances, by NumPy."""

    torch: Any
    device_type = "cpu"

    def setUp(self) -> None:
        self.torch.manual_seed(1234)

    def compare(
        self, first: Any, second: Any, msg: Any = None, *, exact_dtype: bool = True,
        atol: float | None = None, rtol: float | None = None, **named: Any,
    ) -> None:
        """Raise AssertionError unless two values, or two collections of values, are alike."""
        options: dict[str, Any] = {"exact_dtype": exact_dtype, "atol": atol, "rtol": rtol}
        kinds = self.torch.Tensor, np.ndarray
        if isinstance(first, kinds) or isinstance(second, kinds):
            self.compare_arrays(first, second, msg, **options)
        elif isinstance(first, Mapping) and isinstance(second, Mapping):
            assert first.keys() == second.keys(), msg
            for key in first:
                self.compare(first[key], second[key], msg, **options)
        elif isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
            assert len(first) == len(second), msg
            for one, two in zip(first, second, strict=True):
                self.compare(one, two, msg, **options)
        elif isinstance(first, float) and isinstance(second, float):
            np.testing.assert_allclose(first, second, rtol or 1e-7, atol or 1e-7, err_msg=str(msg))
        else:
            assert first == second, msg or f"{first!r} is not {second!r}"

    assertEqual = compare

    def compare_arrays(
        self, first: Any, second: Any, msg: Any, exact_dtype: bool, atol: float | None,
        rtol: float | None,
    ) -> None:
        assert first is not None, msg
        assert second is not None, msg
        dtypes = [value.dtype for value in (first, second) if hasattr(value, "dtype")]
        if exact_dtype and isinstance(first, type(second)):
            assert dtypes[0] == dtypes[1], msg
        names = [str(dtype).removeprefix("torch.") for dtype in dtypes]
        relative, absolute = np.max([TOLERANCES.get(name, (0.0, 0.0)) for name in names], axis=0)
        if rtol is not None:
            relative, absolute = rtol, atol or 0.0
        one, two = (value.detach().to(self.torch.float64).numpy()
                    if isinstance(value, self.torch.Tensor) else np.asarray(value)
                    for value in (first, second))
        if isinstance(first, (int, float)) or isinstance(second, (int, float)):
            assert one.size == two.size == 1, msg
        else:
            assert one.shape == two.shape, msg
        np.testing.assert_allclose(one, two, relative, absolute, err_msg=str(msg))

    def assertNotEqual(self, first: Any, second: Any, msg: Any = None, **named: Any) -> None:
        try:
            self.compare(first, second, **named)
        except AssertionError:
            return
        raise AssertionError(msg or f"{first!r} is {second!r}")

    def assertNotWarn(self, function: Callable[[], Any], msg: str = "") -> None:
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            function()
        assert not seen, msg

    @contextlib.contextmanager
    def assertWarnsOnceRegex(self, category: type[Warning], regex: str = "") -> Iterator[None]:
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            self.torch.set_warn_always(True)
            yield
            self.torch.set_warn_always(False)
        assert any(entry.category is category and re.match(regex, str(entry.message))
                   for entry in seen), f"no such warning among {seen}"
