"""The version of PyTorch whose behaviour this is."""

from __future__ import annotations

import re
from typing import Any


class TorchVersion(str):
    """A version as text that compares by its numbers: "2.13.0" is greater than "2.2"."""

    __slots__ = ()

    def __lt__(self, other: Any) -> bool:
        return numbers(self) < numbers(other)

    def __le__(self, other: Any) -> bool:
        return numbers(self) <= numbers(other)

    def __gt__(self, other: Any) -> bool:
        return numbers(self) > numbers(other)

    def __ge__(self, other: Any) -> bool:
        return numbers(self) >= numbers(other)


def numbers(version: Any) -> tuple[int, ...]:
    """The numbers of a version, a text or a tuple."""
    parts = version if isinstance(version, tuple) else re.findall(
        r"\d+", str(version).partition("+")[0])
    found = [int(part) for part in parts]
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


__version__ = TorchVersion("2.13.0+cpu")
cuda = hip = git_version = None
debug = False
TorchVersion.__module__ = "torch.torch_version"
