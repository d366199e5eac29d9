"""The rule of connectionist temporal classification. Loaded when first used."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...node import Node
from ...tensor import Tensor, wrap
from ..elementwise import rounded
from .no_derivative import refusing, with_node

Labels = tuple[Any, int, int]  # of one sequence: the labels, how many steps it has, the blank


class CtcLossBackward0(Node):
    """-log of the probability that sequences of logarithms x (steps, n, classes) spell their
    labels, whatever blanks and repetitions lie between; (n,).

    Gradient: g * (exp(x) - the probability of each class at each step, given the labels): that of
    logits whose `log_softmax` is x. Source: Graves and others, Connectionist Temporal
    Classification, ICML 2006.
    """

    @staticmethod
    def forward(x: Any, labels: list[Labels], zero_infinity: bool) -> Any:
        found = [loss_of(*forwards(x[:, place], *each))
                 for place, each in enumerate(labels)]
        return np.array(found, x.dtype).reshape(len(labels))

    def backward(ctx, g: Any, x: Any, labels: list[Labels], zero_infinity: bool) -> Any:
        recorded = isinstance(g, Tensor)
        one, two = (g._array, x._array) if recorded else (g, x)
        grad = np.zeros_like(two)
        for place, each in enumerate(labels):
            own = gradient(two[:, place], *each, zero_infinity)
            grad[: len(own), place] = own * one[place]
        if recorded:
            return with_node(refusing("_ctc_loss_backward"), wrap(grad), g, x)
        return grad


def forwards(x: Any, labels: Any, steps: int, blank: int) -> tuple[Any, Any]:
    """The logarithms of the probabilities of all beginnings that end at each step with each of the
    labels, among which blanks are inserted, and these labels.
    """
    places = np.full(2 * len(labels) + 1, blank)
    places[1::2] = labels
    own = x[:steps, places]
    skipping = np.zeros(len(places), bool)  # where the blank before may be left out
    skipping[2:] = (places[2:] != blank) & (places[2:] != places[:-2])
    found = np.full(own.shape, -np.inf, own.dtype)
    found[:1, :2] = own[:1, :2]
    for step in range(1, steps):
        ways = np.full((3, len(places)), -np.inf, own.dtype)  # stay, from the last, past a blank
        ways[0], ways[1, 1:] = found[step - 1], found[step - 1, :-1]
        ways[2, 2:] = np.where(skipping[2:], found[step - 1, :-2], -np.inf)
        found[step] = added(*ways) + own[step]
    return found, places


def added(*logarithms: Any) -> Any:
    """The logarithm of the sum of the numbers with these logarithms."""
    most = np.max(logarithms, 0)
    most = np.where(most == -np.inf, most.dtype.type(0), most)
    total = most * 0
    for each in logarithms:
        total = total + rounded_exp(each - most)
    return rounded_log(total) + most


rounded_exp, rounded_log = rounded(np.exp), rounded(np.log)


def loss_of(found: Any, places: Any) -> float:
    """-log of the probability of all beginnings that are whole."""
    if not len(found):
        return 0.0 if len(places) == 1 else float("inf")
    return -float(added(*found[-1, -2:]))


def gradient(x: Any, labels: Any, steps: int, blank: int, zero_infinity: bool) -> Any:
    """The gradient for the steps of one sequence."""
    ahead, places = forwards(x, labels, steps, blank)
    loss = loss_of(ahead, places)
    if zero_infinity and loss == np.inf:
        return np.zeros_like(x[:steps])
    back, _ = forwards(x[:steps][::-1], labels[::-1], steps, blank)
    both = ahead + back[::-1, ::-1]
    own = x[:steps]
    total = np.full(own.shape, -np.inf, own.dtype)
    for place, label in enumerate(places):
        total[:, label] = added(total[:, label], both[:, place])
    return rounded_exp(own) - rounded_exp(total + own.dtype.type(loss) - own)
