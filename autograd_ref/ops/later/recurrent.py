"""Nodes that PyTorch makes in recurrent layers."""

from __future__ import annotations

from ..shape import StackBackward0, TransposeBackward0


class TransposeBackward1(TransposeBackward0):
    """x with two dimensions exchanged in place. Gradient: g with them exchanged."""


class MkldnnRnnLayerBackward0(StackBackward0):
    """The states of an LSTM layer, stacked. Each gets its slice of g.

    In PyTorch one node computes the whole layer; here the equations have nodes of their own.
    """
