"""Nodes that PyTorch makes in recurrent layers."""

from __future__ import annotations

from ..indexing import SplitBackward0
from ..shape import StackBackward0, TransposeBackward0


class TransposeBackward1(TransposeBackward0):
    """x with two dimensions exchanged in place. Gradient: g with them exchanged."""


class UnsafeSplitBackward0(SplitBackward0):
    """x cut into pieces that may be changed in place. Gradient: theirs, joined."""


class MkldnnRnnLayerBackward0(StackBackward0):
    """The states of an LSTM layer, stacked. Each gets its slice of g.

    In PyTorch one node computes the whole layer; here the equations have nodes of their own.
    """
