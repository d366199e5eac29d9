"""From an engine's tensor to the plain Graph: one walk, every node visited once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from course.view.graph_model import Edge, Graph, Vertex
from course.view.protocol import Adapter, NotReadable


@dataclass(frozen=True)
class Reading:
    """A Graph and, vertex by vertex, the engine's own object that it was read from.

    For an op that is its node, for a leaf or a constant its tensor (None if nobody holds it).
    `tensors` are all tensors that the walk met, results of ops included;
    `output` is the number of the tensor among its maker's results.
    """

    graph: Graph
    sources: tuple[object | None, ...]
    tensors: tuple[object, ...]
    adapter: Adapter
    output: int = 0


def choose_adapter(tensor: object) -> Adapter:
    """The adapter for the reference engine for a tensor of its own, else the general one."""
    from autograd_ref import Tensor

    if isinstance(tensor, Tensor):
        from course.view.reference_adapter import ReferenceAdapter

        return ReferenceAdapter()
    return Adapter()


def read(
    tensor: object, names: Mapping[str, object] | None = None, adapter: Adapter | None = None
) -> Reading:
    """The graph that ends in `tensor`. `names` gives names to tensors: {name: tensor}.

    Raises NotReadable if `tensor` is no tensor, ValueError if the graph leads back to itself.
    """
    adapter = adapter or choose_adapter(tensor)
    if not adapter.is_tensor(tensor):
        raise NotReadable(
            f"expected a tensor to draw, got {type(tensor).__name__}. A tensor has .data and "
            "at least one of .requires_grad and .grad (course/view/protocol.py says more)."
        )
    return _Walk(adapter, names or {}).run(tensor)


class _Walk:
    """The state of one reading."""

    def __init__(self, adapter: Adapter, names: Mapping[str, object]) -> None:
        self.adapter = adapter
        self.named = {name: item for name, item in names.items() if adapter.is_tensor(item)}
        self.names: dict[int, list[str]] = {}
        self.made: dict[int, object] = {}
        self.alive: list[object] = []
        for name, item in self.named.items():
            maker = adapter.maker(item)
            self.names.setdefault(id(item if maker is None else maker), []).append(name)
            self.note_result(maker, item)
        self.vertices: list[Vertex] = []
        self.sources: list[object | None] = []
        self.edges: list[Edge] = []
        self.key_of: dict[int, int] = {}
        self.tensors: list[object] = []

    def run(self, tensor: object) -> Reading:
        root = self.adapter.maker(tensor)
        if root is None:
            self.add_tensor(tensor)
        else:
            self.made[id(root)] = tensor
            self.walk(root)
        graph = Graph(tuple(self.vertices), tuple(self.edges), len(self.vertices) - 1)
        output = self.adapter.output(tensor)
        return Reading(graph, tuple(self.sources), tuple(self.tensors), self.adapter, output)

    def walk(self, root: object) -> None:
        """Depth first without recursion; a node is added once all its inputs are."""
        open_nodes: set[int] = {id(root)}
        stack = [(root, self.parents(root), 0)]
        while stack:
            node, parents, at = stack.pop()
            if at == len(parents):
                self.add_op(node, parents)
                open_nodes.discard(id(node))
                continue
            stack.append((node, parents, at + 1))
            parent, _ = parents[at]
            if parent is None or id(parent) in self.key_of:
                continue
            if self.adapter.is_tensor(parent) and self.adapter.maker(parent) is None:
                if self.adapter.tracked(parent):
                    self.add_tensor(parent)
                continue
            if id(parent) in open_nodes:
                title = self.adapter.title(parent)
                raise ValueError(f"the graph leads back to itself: {title} is its own input")
            open_nodes.add(id(parent))
            stack.append((parent, self.parents(parent), 0))

    def parents(self, node: object) -> list[tuple[object | None, int]]:
        """The node's inputs, each one as the op or the leaf tensor behind it."""
        found: list[tuple[object | None, int]] = []
        for entry, output in self.adapter.inputs(node):
            behind = entry
            if entry is not None and self.adapter.is_tensor(entry):
                maker = self.adapter.maker(entry)
                if maker is not None:
                    self.note_result(maker, entry)
                    behind = maker
            elif entry is not None:
                leaf = self.adapter.leaf(entry)
                behind = entry if leaf is None else leaf
            found.append((behind, output))
        self.alive.append(found)
        return found

    def note_result(self, maker: object | None, tensor: object) -> None:
        """Remember the tensor that a node made; of several results, only the first is shown."""
        if maker is not None and self.adapter.output(tensor) == 0:
            self.made.setdefault(id(maker), tensor)
            self.alive.append(maker)

    def add(self, vertex: Vertex, source: object | None) -> int:
        self.vertices.append(vertex)
        self.sources.append(source)
        if source is not None:
            self.key_of[id(source)] = len(self.vertices) - 1
        return len(self.vertices) - 1

    def add_tensor(self, tensor: object) -> int:
        """A leaf, or a tensor that is not tracked."""
        adapter = self.adapter
        value = adapter.value(tensor)
        tracked = adapter.tracked(tensor)
        self.tensors.append(tensor)
        vertex = Vertex(kind="leaf" if tracked else "constant",
                        names=self.names_of(tensor, tensor),
                        shape=None if value is None else value.shape, value=value,
                        grad=adapter.grad(tensor), has_grad=tracked)
        return self.add(vertex, tensor)

    def add_op(self, node: object, parents: list[tuple[object | None, int]]) -> None:
        adapter = self.adapter
        held = adapter.constants(node)
        incoming: list[tuple[int, int, int]] = []
        for slot, (parent, output) in enumerate(parents):
            if parent is None:
                source = self.add_unseen(held.get(slot))
            elif id(parent) in self.key_of:
                source = self.key_of[id(parent)]
            else:
                source = self.add_tensor(parent)
            incoming.append((source, slot, output))
        result = self.made.get(id(node))
        result = adapter.result(node) if result is None else result
        self.tensors += [] if result is None else [result]
        value = None if result is None else adapter.value(result)
        vertex = Vertex(kind="op", title=adapter.title(node), names=self.names_of(node, result),
                        shape=adapter.shape(node) if value is None else value.shape, value=value,
                        grad=None if result is None else adapter.grad(result),
                        has_grad=result is not None and adapter.writes_grad(result),
                        saved=adapter.saved(node, self.name_of))
        key = self.add(vertex, node)
        self.edges += [Edge(source, key, slot, output) for source, slot, output in incoming]

    def add_unseen(self, value: object | None) -> int:
        """An input of which the graph holds nothing, or at most the value that an op saved."""
        owner = self.same_memory(value)
        if owner is None:
            array = None if value is None else self.adapter.value(value)
            shape = None if array is None else array.shape
            return self.add(Vertex(kind="constant", shape=shape, value=array), None)
        if id(owner) in self.key_of:
            return self.key_of[id(owner)]
        return self.add_tensor(owner)

    def same_memory(self, value: object) -> object | None:
        """The named, untracked tensor whose numbers these are, in whatever shape."""
        name = self.name_of(value, untracked=True)
        return None if name is None else self.named[name]

    def name_of(self, value: object, untracked: bool = False) -> str | None:
        """The name of the tensor whose numbers these are."""
        wanted = self.adapter.memory(value)
        if wanted is None or not wanted.size:
            return None
        for name, item in self.named.items():
            held = self.adapter.memory(item)
            if held is None or (untracked and self.adapter.tracked(item)):
                continue
            if held.size == wanted.size and held.ctypes.data == wanted.ctypes.data:
                return name
        return None

    def names_of(self, owner: object, tensor: object | None) -> tuple[str, ...]:
        names = self.names.get(id(owner), [])
        if names or tensor is None:
            return tuple(names)
        own = self.adapter.name(tensor)
        return () if own is None else (own,)
