"""What kept student code from the host, in words: the layers of the sandbox that held."""

from __future__ import annotations

import os
from collections.abc import Sequence


def held_layers(missing: Sequence[str]) -> list[str]:
    """What protects a host that lacks some layers of the sandbox, or none."""
    file_layer = "namespaces" if "namespaces" not in missing else "Landlock"
    held = [layer for layer in (file_layer, "filter for system calls") if layer not in missing]
    if os.getuid() == 0:
        held.append("another user")
    return [*held, "limits"]


def unsandboxed(missing: Sequence[str], held: Sequence[str]) -> str:
    """The sentence for an instructor whose host lacks the layers `missing`."""
    return (f"Unsandboxed: this host has no {' and no '.join(missing)}. "
            f"What held: {', '.join(held)}.")
