"""The nodes that a backward pass can reach, those that it has to run for some inputs, and when
leaves with hooks have their turn in it.
"""

from __future__ import annotations

from .node import Node


def nodes_below(roots: list[Node]) -> list[Node]:
    """The roots and all nodes that a backward pass from them can reach, each once."""
    found = list(dict.fromkeys(roots))
    seen = set(found)
    for node in found:  # grows while it is read
        for parent in node.next_nodes:
            if parent is not None and parent not in seen:
                seen.add(parent)
                found.append(parent)
    return found


def nodes_leading_to(
    wanted: set[Node], roots: list[Node], captures: bool
) -> tuple[set[Node], set[Node]]:
    """The nodes below the roots that have to run, since a wanted node is below them or is to run
    too; and those that have to be visited: these and the wanted ones.
    """
    to_visit = set(wanted)
    to_run = set() if captures else wanted.union(node.owner for node in wanted)
    for node in sorted(nodes_below(roots), key=lambda node: node.sequence):
        if not to_visit.isdisjoint(node.next_nodes):
            to_run.add(node)
            to_visit.add(node)
    if len(roots) == 1:
        to_visit.add(roots[0])  # PyTorch calls its hooks in any case
    return to_run, to_visit


def turns_of_leaves(roots: list[Node]) -> dict[Node, float]:
    """For each leaf below the roots a number just under that of the last of its users to run.

    In PyTorch a leaf whose gradient is complete comes before all other nodes. Of several leaves
    with one last user the first operand comes first.
    """
    turns: dict[Node, float] = {}
    for node in nodes_below(roots):
        for place, parent in enumerate(node.next_nodes, 1):
            if parent is not None and not parent.next_nodes:
                turn = node.sequence - place / 1024
                turns[parent] = min(turn, turns.get(parent, turn))
    return turns
