"""Pictures: a recorded graph, its backward pass step by step, and curves.

    graph(loss, x=x, w=w)             what was recorded, as a drawing
    backward_steps(loss, x=x, w=w)    what loss.backward() would do, one node at a time
    curves({"loss": losses})          a matplotlib figure in the style of the course

The first two read any engine, see course.view.protocol. Both also print as plain text.

The modules, in reading order:

graph_model         a recorded graph as plain data
protocol, reference_adapter    how an engine's tensors and nodes are read
read                from a tensor to the graph
restoring, passes   the backward pass in steps, on copies
fold                large graphs made small
phrases, sentences  the words
style, svg          colours, measures, elements
layout_cells, layout_order, layout_coordinates, layout    where the boxes stand
cards, drawing      the picture
outline             the same in plain text
picture             `graph`
steps               `backward_steps`
plot, curves        `curves`
"""

from course.view.curves import curves
from course.view.picture import graph
from course.view.protocol import Adapter
from course.view.steps import backward_steps

__all__ = ["Adapter", "backward_steps", "curves", "graph"]
