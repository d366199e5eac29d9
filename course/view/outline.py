"""The graph in plain text: for screen readers, terminals and wherever no picture is shown."""

from __future__ import annotations

from course.view import phrases
from course.view.graph_model import Graph, Vertex


def outline(graph: Graph) -> str:
    """One numbered line a vertex, the result first, inputs by their numbers, uses spelled out."""
    numbers = {key: len(graph.vertices) - key for key in range(len(graph.vertices))}
    uses = graph.uses()
    lines = [summary(graph)]
    for key in range(len(graph.vertices) - 1, -1, -1):
        vertex = graph.vertices[key]
        parts = [f"{numbers[key]:>3}  {_head(graph, key)}"]
        inputs = graph.inputs(key)
        if inputs:
            times = {True: "", False: " (\u00d7{})"}
            sources = (f"{numbers[e.source]}" + times[e.times == 1].format(e.times) for e in inputs)
            parts.append("from " + ", ".join(sources))
        if vertex.has_grad:
            parts.append(f".grad = {phrases.described(vertex.grad, 40)}")
        parts += [part for part in phrases.saved(vertex.saved) if part]
        if uses[key] > 1:
            users = (f"{numbers[edge.target]}" for edge in graph.outputs(key))
            parts.append(f"used {uses[key]} times: by {phrases.joined(users)}")
        lines.append("  |  ".join(parts))
    return "\n".join(lines)


def summary(graph: Graph) -> str:
    """One sentence: how much of what."""
    kinds = [vertex.kind for vertex in graph.vertices]
    root = graph.vertices[graph.root]
    if root.kind != "op":
        return f"{_name(graph, graph.root)}: no graph, nothing was recorded for it."
    parts = [phrases.plural(kinds.count("op"), "operation")]
    parts.append(phrases.plural(kinds.count("leaf"), "leaf"))
    if "constant" in kinds:
        parts.append(phrases.plural(kinds.count("constant"), "input") + " not tracked")
    for vertex in graph.vertices:
        if vertex.kind == "folded":
            parts.append(f"{sum(n for _, n in vertex.folded)} more folded into one box")
    return f"The graph of {_name(graph, graph.root)}: {phrases.joined(parts)}."


def _name(graph: Graph, key: int) -> str:
    vertex = graph.vertices[key]
    if vertex.names:
        return phrases.clean(" = ".join(vertex.names))
    return "result" if key == graph.root else ""


def _head(graph: Graph, key: int) -> str:
    vertex = graph.vertices[key]
    if vertex.kind == "folded":
        inside = (f"{count} \u00d7 {phrases.clean(title)}" for title, count in vertex.folded)
        return "folded: " + ", ".join(inside)
    name = _name(graph, key)
    value = phrases.numbers(vertex.value, 40)
    made = [name, phrases.shape(vertex.shape), f"= {value}" if value else ""]
    return ": ".join(part for part in (_sort(vertex), " ".join(filter(None, made))) if part)


def _sort(vertex: Vertex) -> str:
    if vertex.kind == "op":
        return phrases.clean(vertex.title)
    return "leaf" if vertex.kind == "leaf" else "not tracked"
