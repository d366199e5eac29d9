"""What `set_detect_anomaly` switches on: search every gradient for nan."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from . import messages
from .modes import anomaly_mode
from .node import Array, Node
from .several import Output
from .tensor import Tensor


def run_watched(node: Node, gradient: Array, create_graph: bool) -> Any:
    """Run a node. Warns of where it was recorded if it fails, or if it gives nan: RuntimeError."""
    try:
        sent = node.run(gradient, create_graph)
    except Exception:
        warn_with_traceback(node)
        raise
    find_nan(node, sent if type(sent) is tuple else (sent,))
    return sent


def find_nan(node: Node, gradients: tuple[Array, ...]) -> None:
    """Raise RuntimeError if a rule gave nan."""
    if not anomaly_mode.check_nan or isinstance(node, Output):
        return
    for place, gradient in enumerate(gradients):
        array = gradient._array if isinstance(gradient, Tensor) else gradient
        if array is not None and np.isnan(array).any():
            warn_with_traceback(node)
            raise RuntimeError(messages.NAN.format(name=node.name(), place=place))


def keep_traceback(node: Node) -> None:
    """Let a node know where it was recorded."""
    import traceback  # seldom needed

    node.metadata["traceback_"] = traceback.format_stack()[:-2]


def warn_with_traceback(node: Node) -> None:
    """Warn, with the traceback of the forward operation that made the node."""
    made = node.metadata.get("traceback_")
    if made is None:
        text = messages.NO_TRACEBACK.format(name=node.name())
    else:
        text = messages.TRACEBACK.format(name=node.name(), lines="".join(made))
    warnings.warn(text, UserWarning, stacklevel=2)
