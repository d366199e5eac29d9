"""The backward pass, step by step, on copies: it writes no `.grad` and frees nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np

from course.view import phrases
from course.view.graph_model import Array, Edge, Graph
from course.view.read import Reading
from course.view.restoring import restoring


@dataclass(frozen=True)
class Step:
    """One vertex at work.

    arrived  the gradients that came, each with the edge it came along (None: the start)
    total    their sum, the upstream gradient of this vertex (several results: the first's)
    sent     what goes along each edge to an input, None if that input gets nothing
    before   `.grad` before and after, for a tensor whose `.grad` this step writes
    problem  what went wrong in the rule; then it is the last step
    """

    vertex: int
    arrived: tuple[tuple[Edge | None, Array], ...]
    total: Array | None
    sent: tuple[tuple[Edge, Array | None], ...] = ()
    before: Array | None = None
    after: Array | None = None
    problem: str = ""


@dataclass(frozen=True)
class BackwardPass:
    """A graph and the steps of a backward pass over it, in the order in which they happen."""

    graph: Graph
    steps: tuple[Step, ...]


def run(reading: Reading, gradient: object = None) -> BackwardPass:
    """The backward pass from the root with this upstream gradient (1 for a scalar).

    Raises RuntimeError where a backward would: the root was not recorded, or it is no scalar and
    no gradient was given. An error in a rule ends the pass; the last step holds it.
    """
    graph = reading.graph
    start = _start(reading, gradient)
    nodes = [source for source in reading.sources if source is not None]
    with restoring([*nodes, *reading.tensors]):
        return BackwardPass(graph, tuple(_Runner(reading, start).run()))


def _start(reading: Reading, gradient: object) -> Array:
    root = reading.graph.vertices[reading.graph.root]
    if root.kind == "constant":
        raise RuntimeError("no backward to show: nothing was recorded, requires_grad is False")
    if gradient is not None:
        start = reading.adapter.value(gradient)
        if start is None or start.dtype.kind not in "biufc":
            raise TypeError(
                f"gradient has to be a tensor or an array, got {type(gradient).__name__}"
            )
        if root.shape is not None and start.shape != root.shape:
            raise RuntimeError(
                f"the gradient has shape {start.shape}, the tensor {root.shape}: they must agree"
            )
        return start
    if root.shape is not None and root.value is not None and root.value.size != 1:
        raise RuntimeError(
            f"a backward starts by itself only from a scalar; this tensor has shape {root.shape}: "
            "give backward_steps(t, gradient=v) a v of that shape"
        )
    dtype = np.float64 if root.value is None else root.value.dtype
    return np.ones(root.shape or (), dtype=dtype)


class _Runner:
    """The state of one pass."""

    def __init__(self, reading: Reading, start: Array) -> None:
        self.reading = reading
        self.graph = reading.graph
        first: list[tuple[Edge | None, Array]] = [(None, start)]
        self.arrived = {self.graph.root: first}
        self.into: dict[int, list[Edge]] = {}
        for edge in self.graph.edges:
            self.into.setdefault(edge.target, []).append(edge)
        self.waiting = Counter(edge.source for edge in self.graph.edges)
        self.ready: list[tuple[float, int]] = []

    def run(self) -> list[Step]:
        steps: list[Step] = []
        self.make_ready(self.graph.root)
        while self.ready:
            _, key = heappop(self.ready)
            arrived = self.arrived.get(key)
            if arrived:
                steps.append(self.step(key, arrived))
                if steps[-1].problem:
                    break
            for edge in self.into.get(key, []):
                self.waiting[edge.source] -= 1
                if not self.waiting[edge.source]:
                    self.make_ready(edge.source)
        return steps

    def make_ready(self, key: int) -> None:
        """Leaves go at once, ops in the order last recorded, first run."""
        if self.graph.vertices[key].kind != "op":
            heappush(self.ready, (-float("inf"), key))
            return
        number = self.reading.adapter.order(self.reading.sources[key])
        heappush(self.ready, (-float(key if number is None else number), key))

    def step(self, key: int, arrived: list[tuple[Edge | None, Array]]) -> Step:
        vertex = self.graph.vertices[key]
        came = tuple(arrived)
        try:
            upstream = _summed(came, self.reading.output)
            total = upstream[min(upstream)]
            after = None
            if vertex.has_grad:
                after = total.copy() if vertex.grad is None else vertex.grad + total
            sent = self.send(key, upstream) if vertex.kind == "op" else ()
        except Exception as error:
            problem = f"{type(error).__name__}: {error}".rstrip(": ")
            return Step(key, came, None, problem=problem)
        return Step(key, came, total, sent, vertex.grad if vertex.has_grad else None, after)

    def send(self, key: int, upstream: dict[int, Array]) -> tuple[tuple[Edge, Array | None], ...]:
        """Run the rule of an op and pass its results on to its inputs."""
        arguments: list[Array | None] = [None] * (max(upstream) + 1)
        for output, total in upstream.items():
            arguments[output] = total.copy()
        edges = self.graph.inputs(key)
        results = self.reading.adapter.send(self.reading.sources[key], arguments)
        if len(results) != len(edges):
            counted = phrases.plural(len(results), "gradient")
            inputs = phrases.plural(len(edges), "input")
            raise ValueError(f"the rule returned {counted} for {inputs}")
        sent: list[tuple[Edge, Array | None]] = []
        for edge, result in zip(edges, results, strict=True):
            if self.graph.vertices[edge.source].kind == "constant":
                sent.append((edge, None))
                continue
            if result is not None:
                self.arrived.setdefault(edge.source, []).append((edge, result))
            sent.append((edge, result))
        return tuple(sent)


def _summed(arrived: tuple[tuple[Edge | None, Array], ...], start: int) -> dict[int, Array]:
    """The sum of what arrived for each of the vertex's results; the pass starts at `start`."""
    totals: dict[int, Array] = {}
    for edge, gradient in arrived:
        output = edge.output if edge else start
        if output in totals:
            gradient = np.asarray(totals[output] + gradient)
        totals[output] = gradient
    return totals
