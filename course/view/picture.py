"""graph(t): the recorded graph of a tensor as a picture."""

from __future__ import annotations

from collections.abc import Mapping

from course.view import style
from course.view.drawing import draw_graph, lay_out
from course.view.fold import LIMIT, fold
from course.view.graph_model import Graph
from course.view.outline import outline, summary
from course.view.protocol import Adapter
from course.view.read import read
from course.view.svg import tag


class Picture:
    """A drawn graph. Notebooks show the SVG; print() and screen readers get the outline.

    svg    the drawing, a complete SVG file
    graph  what was drawn, as plain data
    """

    def __init__(self, whole: Graph, limit: int = LIMIT) -> None:
        self.graph = fold(whole, limit).graph
        self.svg = draw_graph(lay_out(self.graph), summary(self.graph), outline(self.graph))

    def _repr_html_(self) -> str:
        return tag("div", tag("style", style.BASE_CSS), self.svg, class_="cv")

    def __repr__(self) -> str:
        return outline(self.graph)


def graph(
    t: object,
    /,
    names: Mapping[str, object] | None = None,
    *,
    adapter: Adapter | None = None,
    limit: int = LIMIT,
    **named: object,
) -> Picture:
    """The graph that was recorded for the tensor `t`, as it is now; `t` does not change.

    names    {name: tensor}, or give the tensors as keywords: graph(loss, x=x, w=w). A tensor
             in the middle of the graph shows its value only if it is named, since the graph
             itself does not hold it
    adapter  how to read an engine with names of its own (see course.view.protocol)
    limit    up to how many boxes to draw; larger graphs have their middle folded into one box

    Raises TypeError if `t` is no tensor.
    """
    return Picture(read(t, {**(names or {}), **named}, adapter).graph, limit)
