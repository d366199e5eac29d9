"""graph(): what is read, what is drawn, and what is said in words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from course.view import Adapter, backward_steps, graph
from course.view.fold import fold
from course.view.protocol import NotReadable
from course.view.read import read
from course.view.style import NEUTRAL

from .student_engine import Node, Tensor, chain, leaf, made, network

SVG = "{http://www.w3.org/2000/svg}"


def shared() -> tuple[Tensor, dict[str, Tensor]]:
    """loss = sum(y * y + x - c) with y = x * w: two values used twice, one not tracked."""
    x, w, c = leaf(1, 2, 3), leaf(0.5, -1, 2), Tensor([1, 1, 1])
    y = x * w
    loss = (y * y + x - c).sum()
    return loss, {"x": x, "w": w, "c": c, "y": y, "loss": loss}


def texts(svg: str) -> list[str]:
    return ["".join(item.itertext()) for item in ET.fromstring(svg).iter(f"{SVG}text")]


def test_the_graph_is_read_in_forward_order() -> None:
    loss, named = shared()
    found = read(loss, named).graph
    assert [v.title or v.names[0] for v in found.vertices] == [
        *("x", "w", "Mul", "Mul", "Add", "c", "Sub", "Sum"),
    ]
    assert [v.kind for v in found.vertices].count("leaf") == 2
    assert found.vertices[5].kind == "constant"
    assert found.root == 7
    assert all(edge.source < edge.target for edge in found.edges)
    assert found.uses() == [2, 1, 2, 1, 1, 1, 1, 0]


def test_names_shapes_values_and_saved_things_are_drawn() -> None:
    loss, named = shared()
    named["w"].grad = np.array([1.0, 2.0, 3.0])
    found = texts(graph(loss, **named).svg)
    for expected in (
        *("x (3,)", "= [1.0, 2.0, 3.0]", ".grad = None", ".grad = [1.0, 2.0, 3.0]"),
        *("Mul", "y (3,)", "saved left, right", "loss ()", "= 43.25", "not tracked"),
    ):
        assert expected in found


@pytest.mark.parametrize("make", [graph, backward_steps])
def test_the_drawing_is_as_wide_as_what_is_drawn(make: Callable[..., Any]) -> None:
    loss, named = shared()
    x = leaf(1.0)
    for picture in (make(loss, named), make(x), make(x * x), make(chain(30)[0])):
        drawing = ET.fromstring(picture.svg)
        right = [
            float(item.get("x", 0)) + float(item.get("width", 0))
            for group in drawing.findall(f"{SVG}g")
            if not group.get("transform")
            for item in group.iter(f"{SVG}rect")
        ]
        assert max(right) <= float(drawing.get("width", 0))


def test_what_was_freed_is_said_to_be_freed() -> None:
    loss, named = shared()
    assert named["y"].node is not None
    named["y"].node.saved = None
    found = texts(graph(loss, **named).svg)
    assert found.count("saved left, right") == 1
    assert found.count("freed") == 2  # on the card, and in the legend


def test_a_value_used_twice_forks_in_plain_sight() -> None:
    x = leaf(3.0)
    picture = graph(x * x, x=x)
    drawing = ET.fromstring(picture.svg)
    edges = [item for item in drawing.iter(f"{SVG}path") if item.get("class") == "cv-edge"]
    assert len(edges) == 2
    starts = {re.match(r"M[\d.]+ [\d.]+", edge.get("d", "")).group() for edge in edges}  # type: ignore[union-attr]
    assert len(starts) == 1, "both lines leave from the same dot"
    assert edges[0].get("d") != edges[1].get("d"), "and go to different places"
    assert len({edge.get("stroke") for edge in edges} - {NEUTRAL}) == 1
    assert "used 2 times" in texts(picture.svg)
    assert "used 2 times: by 1 and 1" in repr(picture)


@pytest.mark.parametrize("layers", [1, 3, 8])
def test_every_edge_and_every_vertex_is_drawn(layers: int) -> None:
    loss, named = network(layers)
    picture = graph(loss, named, limit=1000)
    drawing = ET.fromstring(picture.svg)
    edges = [item for item in drawing.iter(f"{SVG}path") if item.get("class") == "cv-edge"]
    boxes = [item for item in drawing.iter(f"{SVG}g") if (item.get("class") or "").startswith("cv")]
    assert len(edges) == len(picture.graph.edges)
    assert len(boxes) == len(picture.graph.vertices)


def test_sixty_boxes_are_drawn_and_more_are_folded() -> None:
    y, x = chain(58)
    assert len(read(y).graph.vertices) == 60
    assert len(graph(y, x=x).graph.vertices) == 60
    y, x = chain(500)
    picture = graph(y, x=x)
    assert len(picture.graph.vertices) < 60
    folded = len(read(y).graph.vertices) - len(picture.graph.vertices) + 1
    assert f"{folded} boxes folded" in texts(picture.svg)
    assert f"{folded} more folded into one box" in repr(picture)


@pytest.mark.parametrize("limit", [1, 2, 3, 10, 40, 60, 499])
def test_folding_keeps_every_edge_and_makes_no_cycle(limit: int) -> None:
    whole = read(chain(500)[0]).graph
    small = fold(whole, limit)
    assert len(small.graph.vertices) <= max(limit, 2)
    assert small.box is not None
    inside = sum(edge is None for edge in small.edge.values())
    assert sum(edge.times for edge in small.graph.edges) + inside == len(whole.edges)
    assert all(edge.source < edge.target for edge in small.graph.edges)
    folded = sum(count for _, count in small.graph.vertices[small.box].folded)
    assert folded + len(small.graph.vertices) - 1 == len(whole.vertices)


def test_the_same_graph_gives_the_same_bytes() -> None:
    assert graph(shared()[0])._repr_html_() == graph(shared()[0])._repr_html_()
    first, second = network(8), network(8)
    assert graph(*first)._repr_html_() == graph(*second)._repr_html_()


def test_the_picture_is_a_snapshot() -> None:
    x = leaf(1.0)
    picture = graph(x * x, x=x)
    before = picture._repr_html_(), repr(picture)
    x.data += 5
    x.grad = np.array(7.0)
    assert (picture._repr_html_(), repr(picture)) == before


def test_the_svg_has_a_role_a_title_and_a_description() -> None:
    loss, named = shared()
    picture = graph(loss, **named)
    drawing = ET.fromstring(picture.svg)
    assert drawing.get("role") == "img"
    assert drawing.findtext(f"{SVG}title") == (
        "The graph of loss: 5 operations, 2 leaves and 1 input not tracked."
    )
    assert drawing.findtext(f"{SVG}desc") == repr(picture)
    ET.fromstring(picture._repr_html_())


def test_the_text_alternative_says_all_of_it() -> None:
    x = leaf(2.0)
    y = x * x
    assert repr(graph(y + x, x=x, y=y)).splitlines() == [
        "The graph of result: 2 operations and 1 leaf.",
        "  1  Add: result () = 6.0  |  from 2, 3",
        "  2  Mul: y () = 4.0  |  from 3, 3  |  saved left, right",
        "  3  leaf: x () = 2.0  |  .grad = None  |  used 3 times: by 2, 2 and 1",
    ]


EVIL = "<script>alert('1')</script>&\"\x00\x1b\ud800"


def test_what_students_write_is_escaped() -> None:
    x = leaf(1.0)
    y = made(EVIL, 1.0, [x, x], lambda g: (g, g), **{EVIL: 1})
    picture = graph(y, {EVIL: x, "]]>": y})
    html = picture._repr_html_()
    assert "<script" not in html
    assert "\x00" not in html
    assert "\x1b" not in html
    assert "\ud800" not in html
    ET.fromstring(html)
    assert any(found.startswith("<script>alert") for found in texts(picture.svg))
    repr(picture).encode("utf-8")


def test_long_and_wide_names_get_a_box_that_fits() -> None:
    x = leaf(1.0)
    narrow, wide, long = (
        graph(x * x, {name: x}).svg for name in ("x" * 12, "\u5b57" * 12, "x" * 500)
    )
    width = [float(ET.fromstring(svg).find(f".//{SVG}g/{SVG}rect").get("width"))  # type: ignore[union-attr, arg-type]
             for svg in (narrow, wide, long)]  # fmt: skip
    assert width[0] < width[1]
    assert width[2] < 400


def test_a_tensor_without_a_graph_is_drawn_alone() -> None:
    assert "no graph, nothing was recorded" in repr(graph(leaf(1.0)))
    assert "no graph, nothing was recorded" in repr(graph(Tensor([1, 2])))


@pytest.mark.parametrize("thing", [None, 3.0, "x", np.ones(3), object(), [1, 2]])
def test_what_is_no_tensor_is_refused_with_a_sentence(thing: object) -> None:
    with pytest.raises(NotReadable, match="expected a tensor to draw, got"):
        graph(thing)


def test_a_graph_that_leads_back_to_itself_is_refused() -> None:
    x = leaf(1.0)
    y = x * x
    z = y + x
    assert y.node is not None
    y.node.parents[0] = z
    with pytest.raises(ValueError, match="leads back to itself"):
        graph(z)


def test_a_chain_of_thousands_is_no_problem() -> None:
    y, _ = chain(20_000)
    assert "more folded into one box" in repr(graph(y))


# -- other engines -------------------------------------------------------------------------------


class Value:
    """An engine in which a tensor is its own node, as in many short ones."""

    def __init__(self, data: float, _prev: tuple[Value, ...] = (), _op: str = "") -> None:
        self.data, self.grad, self._prev, self._op = data, 0.0, _prev, _op


def test_a_tensor_that_is_its_own_node_is_read() -> None:
    a, b = Value(2.0), Value(3.0)
    c = Value(6.0, (a, b), "*")
    found = read(Value(8.0, (c, a), "+"), {"a": a}).graph
    assert [(v.kind, v.title) for v in found.vertices] == [
        ("leaf", ""), ("leaf", ""), ("op", "*"), ("op", "+"),
    ]  # fmt: skip
    assert [float(v.value) for v in found.vertices if v.value is not None] == [2, 3, 6, 8]


class Short:
    """The engine of an assignment: tensors with parents and a rule, and no names for anything."""

    def __init__(
        self, data: float, requires_grad: bool = False, parents: tuple = (), rule: object = None
    ) -> None:
        self.data, self.parents, self.rule, self.grad = np.array(data), parents, rule, None
        self.requires_grad = requires_grad or any(p.requires_grad for p in parents)

    def __mul__(self, other: Short) -> Short:
        return Short(
            self.data * other.data,
            parents=(self, other),
            rule=lambda g: (g * other.data, g * self.data),
        )


def test_a_nameless_node_is_called_after_the_method_that_holds_its_rule() -> None:
    x, c = Short(3.0, requires_grad=True), Short(2.0)
    untracked = c * c
    found = read(x * x * untracked, {"x": x, "u": untracked}).graph
    assert [(v.kind, v.title, v.names) for v in found.vertices] == [
        ("leaf", "", ("x",)),
        ("op", "mul", ()),
        ("constant", "", ("u",)),
        ("op", "mul", ()),
    ]
    assert "x.grad was None, now 24.0" in repr(backward_steps(x * x * untracked, x=x))
    assert "no graph" in repr(graph(untracked))


class AccumulateGrad:
    def __init__(self, variable: Tensor) -> None:
        self.variable = variable
        self.next_functions: tuple[object, ...] = ()


class TorchLike:
    """Nodes that point to nodes, with a node for each leaf and None for what is not tracked."""

    def __init__(self, *next_functions: tuple[object, int]) -> None:
        self.next_functions = next_functions

    def name(self) -> str:
        return "MulBackward0"


def test_next_functions_are_read() -> None:
    x = leaf(1.0)
    y = Tensor(2.0, True)
    y.grad_fn = TorchLike((AccumulateGrad(x), 0), (None, 0))  # type: ignore[attr-defined]
    found = read(y, {"x": x}).graph
    assert [(v.kind, v.title, v.names) for v in found.vertices] == [
        ("leaf", "", ("x",)), ("constant", "", ()), ("op", "MulBackward0", ()),
    ]  # fmt: skip


def test_an_adapter_reads_an_engine_with_other_names() -> None:
    class Thing:
        def __init__(self, number: float, *made_from: Thing) -> None:
            self.number, self.made_from = number, made_from

    class ThingAdapter(Adapter):
        def is_tensor(self, thing: object) -> bool:
            return isinstance(thing, Thing)

        def value(self, tensor: object) -> np.ndarray | None:
            return np.array(tensor.number)  # type: ignore[attr-defined]

        def raw_inputs(self, node: object) -> list[object]:
            return list(node.made_from)  # type: ignore[attr-defined]

    a = Thing(1.0)
    picture = graph(Thing(2.0, a, a), adapter=ThingAdapter(), a=a)
    assert repr(picture).splitlines()[1:] == [
        "  1  Thing: result () = 2.0  |  from 2, 2",
        "  2  leaf: a () = 1.0  |  .grad = None  |  used 2 times: by 1 and 1",
    ]


def test_reading_calls_no_rule_and_writes_nothing() -> None:
    def never(_: object) -> None:
        raise AssertionError("a rule was called")

    x = leaf(1.0)
    y = Tensor(1.0, True, Node("Op", [x], never))
    graph(y, x=x)
    assert x.grad is None
    assert x.data == 1.0
