"""What `set_detect_anomaly` switches on: search every gradient for nan."""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np

from . import messages
from .modes import anomaly_mode
from .node import Array, Node
from .several import Output
from .tensor import Tensor

running: list[Node] = []  # a rule that runs makes nodes under create_graph=True


def run_watched(node: Node, gradient: Array, create_graph: bool) -> Any:
    """Run a node. Warns of where it was recorded if it fails, or if it gives nan: RuntimeError."""
    running.append(node)
    try:
        sent = node.run(gradient, create_graph)
    except Exception:
        warn_with_tracebacks(node)
        raise
    finally:
        running.pop()
    find_nan(node, sent if type(sent) is tuple else (sent,))
    return sent


def find_nan(node: Node, gradients: tuple[Array, ...]) -> None:
    """Raise RuntimeError if a rule gave nan."""
    if not anomaly_mode.check_nan or isinstance(node, Output):
        return
    for place, gradient in enumerate(gradients):
        array = gradient._array if isinstance(gradient, Tensor) else gradient
        if array is not None and np.isnan(array).any():
            warn_with_tracebacks(node)
            raise RuntimeError(messages.NAN.format(name=node.name(), place=place))


def keep_traceback(node: Node) -> None:
    """Let a node know where it was recorded, and in the backward of which node."""
    import traceback  # seldom needed

    node.metadata["traceback_"] = traceback.format_stack()[:-2]
    if running:
        node.metadata["parent_"] = running[-1]


def warn_with_tracebacks(node: Node | None) -> None:
    """Warn, with the traceback of the forward operation that made the node, and of those in whose
    backward it was made. A warning that is an error is only printed: another error is on its way.
    """
    text = messages.TRACEBACK
    while node is not None:
        made = node.metadata.get("traceback_")
        text = messages.NO_TRACEBACK if made is None else text
        try:
            warnings.warn(text.format(name=node.name(), lines="".join(made or ())), UserWarning,
                          stacklevel=2)
        except UserWarning as warning:
            print(f"UserWarning: {warning}", file=sys.stderr)
        node, text = node.metadata.get("parent_"), messages.INDUCED
