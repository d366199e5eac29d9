"""Records the names that PyTorch's modules and classes have: autograd_ref/api/pytorchs_names.txt.

    python -m tests.oracle.record_names

Needs PyTorch. Names that a module only imports from Python's library are left out.
"""

from __future__ import annotations

import importlib
import sys
import textwrap
from types import ModuleType
from typing import Any

from .replay import HERE

FILE = HERE.parent.parent / "autograd_ref" / "api" / "pytorchs_names.txt"
MODULES = [
    "torch", "torch.autograd", "torch.autograd.functional", "torch.autograd.graph",
    "torch.autograd.profiler", "torch.backends", "torch.compiler", "torch.distributions",
    "torch.func", "torch.linalg", "torch.mps", "torch.nn", "torch.nn.functional", "torch.nn.init",
    "torch.nn.utils", "torch.nn.utils.parametrizations", "torch.optim",
    "torch.optim.lr_scheduler", "torch.special", "torch.testing", "torch.utils", "torch.utils.data",
]
CLASSES = {"torch": ["Tensor"], "torch.nn": ["Module"]}


def is_pytorchs(value: Any) -> bool:
    if isinstance(value, ModuleType):
        return value.__name__.partition(".")[0] not in sys.stdlib_module_names
    home = getattr(value, "__module__", None)
    return home == "builtins" or str(home).partition(".")[0] not in sys.stdlib_module_names


def names_of(holder: Any) -> list[str]:
    return [name for name in sorted(dir(holder))
            if name[0] != "_" and is_pytorchs(getattr(holder, name, None))]


def main() -> None:
    sections = {}
    for path in MODULES:
        module = importlib.import_module(path)
        sections[path] = names_of(module)
        for name in CLASSES.get(path, []):
            sections[f"{path}.{name}"] = names_of(getattr(module, name))
    FILE.write_text("\n".join(f"{holder}:\n{textwrap.fill(' '.join(names), 100)}\n"
                              for holder, names in sections.items()))


if __name__ == "__main__":
    main()
