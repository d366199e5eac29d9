"""What happens in a step of the backward pass, in words."""

from __future__ import annotations

from course.view import phrases
from course.view.graph_model import Array, Edge, Graph
from course.view.passes import BackwardPass, Step

ROOM = 56
Fact = tuple[str, str]


def title(backward: BackwardPass, step: Step) -> str:
    """MulBackward0, which made y."""
    vertex = backward.graph.vertices[step.vertex]
    names = phrases.clean(" = ".join(vertex.names))
    if vertex.kind == "leaf":
        return f"the leaf {names}" if names else "a leaf"
    if vertex.kind == "folded":
        return "the folded part"
    if not names and step.vertex == backward.graph.root:
        names = "the result"
    return phrases.clean(vertex.title) + (f", which made {names}" if names else "")


def facts(backward: BackwardPass, step: Step) -> list[Fact]:
    """The step as (what, how much): what arrives, its sum, what is sent on, what is written."""
    graph = backward.graph
    if graph.vertices[step.vertex].kind == "folded":
        return [("runs", "its nodes one after the other; their steps are not shown")]
    found = [("arrives", _arrival(graph, edge, gradient)) for edge, gradient in step.arrived]
    if len(found) > 4:
        found = [*found[:3], ("arrives", f"and {len(found) - 3} more gradients")]
    if step.problem:
        return [*found, ("fails", phrases.clean(step.problem, 300)), ("so", "the pass ends here")]
    if len(step.arrived) > 1 and step.total is not None:
        found.append(("sum", _sum(step)))
    if step.after is not None:
        before, after = phrases.described(step.before, ROOM), phrases.described(step.after, ROOM)
        change = f"was {before}, the gradient is added: now {after}"
        if step.before is None:
            change = f"was None, now {after}"
        owner = graph.vertices[step.vertex].names[:1]
        found.append((f"{phrases.clean(''.join(owner), 12)}.grad", change))
    for edge, gradient in step.sent:
        found.append(("sends", _sending(graph, edge, gradient)))
    return found


def _arrival(graph: Graph, edge: Edge | None, gradient: Array) -> str:
    amount = phrases.described(gradient, ROOM)
    if edge is None:
        return f"{amount}, where the pass starts"
    return f"{amount} from {_node(graph, edge.target)}{_which(graph, edge)}"


def _which(graph: Graph, edge: Edge) -> str:
    """The number of the input, if two vertices share several edges, or of the result."""
    several = sum((e.source, e.target) == (edge.source, edge.target) for e in graph.edges) > 1
    number = f", its input {edge.slot + 1}" if several else ""
    return number + (f", for result {edge.output + 1}" if edge.output else "")


def _sum(step: Step) -> str:
    terms = [phrases.described(gradient, 24) for _, gradient in step.arrived]
    total = phrases.described(step.total, ROOM)
    if len(terms) > 4 or len(" + ".join(terms)) > ROOM:
        return f"{total}, of {len(terms)} gradients"
    return " + ".join(terms) + f" = {total}"


def _sending(graph: Graph, edge: Edge, gradient: Array | None) -> str:
    vertex = graph.vertices[edge.source]
    to = _node(graph, edge.source)
    if vertex.kind == "constant":
        return f"nothing to {to}: it is not tracked"
    if gradient is None:
        return f"nothing to {to}"
    note = ""
    if vertex.shape is not None and vertex.shape != gradient.shape:
        note = f" (its shape {gradient.shape} is not that of the value, {vertex.shape})"
    return f"{phrases.described(gradient, ROOM)} to {to}{note}"


def _name(graph: Graph, key: int) -> str:
    vertex = graph.vertices[key]
    if not vertex.names and key == graph.root:
        return "result"
    return phrases.called(vertex)


def _node(graph: Graph, key: int) -> str:
    """MulBackward0 (y), or the leaf's name."""
    vertex = graph.vertices[key]
    if vertex.kind != "op" or not vertex.names:
        return phrases.called(vertex)
    return f"{phrases.clean(vertex.title)} ({phrases.called(vertex)})"


def opening(backward: BackwardPass) -> str:
    """The text before the first step."""
    root = _name(backward.graph, backward.graph.root)
    steps = phrases.plural(len(backward.steps), "step")
    return ("The graph as the forward pass left it. The backward pass starts at "
            f"{root} and goes against the flow of the values, up to the leaves, in {steps}. "
            "A node runs once all the gradients for its value have arrived.")


def name(backward: BackwardPass) -> str:
    """The pass in a few words: from where, and how many steps."""
    graph = backward.graph
    value = phrases.numbers(graph.vertices[graph.root].value)
    root = _name(graph, graph.root) + (f" = {value}" if value else "")
    return f"The backward pass from {root}, {phrases.plural(len(backward.steps), 'step')}"


def transcript(backward: BackwardPass) -> str:
    """The whole pass in plain text."""
    root = _name(backward.graph, backward.graph.root)
    lines = [f"The backward pass from {root}, {phrases.plural(len(backward.steps), 'step')}."]
    for number, step in enumerate(backward.steps, 1):
        lines.append(f"{number:>3}  {title(backward, step)}")
        lines += [f"       {what} {how}" for what, how in facts(backward, step)]
    return "\n".join(lines)
