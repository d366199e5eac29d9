"""Names that PyTorch has and this engine has not: said in a sentence."""

from __future__ import annotations

NAMES = frozenset("""
""".split())


def sentence(name: str) -> str:
    return (
        f"autograd_ref has no '{name}', which PyTorch has: it covers what the lessons need."
        " Express it with other operations, or run the program with PyTorch."
    )


def of_module(module: str, name: str) -> str:
    """What the AttributeError for a missing name of a module says."""
    if name in NAMES:
        return sentence(f"{module}.{name}")
    return f"module '{module}' has no attribute '{name}'"


def of_tensor(name: str) -> str:
    """What the AttributeError for a missing attribute of a tensor says."""
    if name in NAMES:
        return sentence(f"Tensor.{name}")
    return f"'Tensor' object has no attribute '{name}'"
