"""Names that PyTorch has and this engine lacks, and the sentence that says so.

`pytorchs_names.txt` holds the names that PyTorch 2.13 has, those of this engine too, as
`tests/oracle/record_names.py` found them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any


@cache
def sections() -> dict[str, str]:
    """The names of PyTorch's modules, and of a tensor and a module, by where they are."""
    text = Path(__file__).with_name("pytorchs_names.txt").read_text("utf-8")
    parts = (section.partition(":") for section in text.split("\n\n"))
    return {holder: names for holder, _, names in parts}


@cache
def pytorchs_names(holder: str) -> frozenset[str]:
    """The names that one of PyTorch's modules or classes has."""
    return frozenset(sections()[holder].split())


def sentence(name: str) -> str:
    """The message for something that PyTorch has and this engine lacks."""
    return (
        f"autograd_ref has no '{name}', which PyTorch has. Express it with other operations, or run"
        " the program with PyTorch."
    )


def refuse(call: str, default: Any = None, **options: Any) -> None:
    """Raise NotImplementedError for options of a call that are not at their default, the one value
    that the engine knows.
    """
    for name, value in options.items():
        if value is not default and value != default:
            shown = repr(value) if isinstance(value, (str, int, float)) else "..."
            raise NotImplementedError(sentence(f"{call}({name}={shown})"))


def of_module(module: str, name: str) -> str:
    """The message of the AttributeError for a name that a module lacks."""
    if name in pytorchs_names(module):
        return sentence(f"{module}.{name}")
    return f"module '{module}' has no attribute '{name}'"


def no_attribute(result: object, name: str) -> AttributeError:
    """The error for an attribute of several results, such as `x.max(1).item`."""
    return AttributeError(
        f"'torch.return_types.{type(result).__name__}' object has no attribute '{name}'")


class Absent:
    """A missing attribute: reading it raises an AttributeError with the sentence."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, instance: object, owner: type) -> None:
        raise AttributeError(sentence(self.name))
