"""Pictures: a recorded graph, its backward pass step by step, and curves.

    graph(loss, x=x, w=w)             what was recorded, as a drawing
    backward_steps(loss, x=x, w=w)    what loss.backward() would do, one node at a time
    curves({"loss": losses})          a matplotlib figure in the style of the course

The first two read any engine, see course.view.protocol. Both also print as plain text.
"""

from course.view.curves import curves
from course.view.picture import graph
from course.view.protocol import Adapter
from course.view.steps import backward_steps

__all__ = ["Adapter", "backward_steps", "curves", "graph"]
