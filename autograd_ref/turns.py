"""When leaves with hooks have their turn in a backward pass."""

from __future__ import annotations

from .node import Node


def turns_of_leaves(roots: list[Node]) -> dict[Node, float]:
    """For each leaf below the roots a number just under that of the last of its users to run.

    In PyTorch a leaf whose gradient is complete comes before all other nodes. Of several leaves
    with one last user the first operand comes first.
    """
    found: dict[Node, float] = {}
    below = list(roots)
    seen = set(below)
    for node in below:  # grows while it is read
        for place, parent in enumerate(node.next_nodes, 1):
            if parent is None:
                continue
            if not parent.next_nodes:
                turn = node.sequence - place / 1024
                found[parent] = min(turn, found.get(parent, turn))
            elif parent not in seen:
                seen.add(parent)
                below.append(parent)
    return found
