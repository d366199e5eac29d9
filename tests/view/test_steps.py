"""backward_steps(): the gradients of each step, and a page that works without a script."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from course.view import backward_steps
from course.view.steps import BackwardSteps

from .student_engine import Node, Tensor, chain, leaf, made, network

SVG = "{http://www.w3.org/2000/svg}"


def fan_out() -> tuple[BackwardSteps, Tensor, Tensor]:
    """loss = x * x + x * w at x = 3, w = 5, with 1 in x.grad already.

    By hand: d/dx = 2x + w = 11, d/dw = x = 3.
    """
    x, w = leaf(3.0), leaf(5.0)
    x.grad = np.array(1.0)
    square, product = x * x, x * w
    loss = square + product
    return backward_steps(loss, x=x, w=w, square=square, product=product, loss=loss), x, w


def test_the_gradients_are_those_worked_out_by_hand() -> None:
    steps, _, _ = fan_out()
    told = []
    for step in steps.backward.steps:
        vertex = steps.backward.graph.vertices[step.vertex]
        arrived = [float(gradient) for _, gradient in step.arrived]
        sent = [float(gradient) for _, gradient in step.sent if gradient is not None]
        told.append((vertex.names[0], arrived, float(step.total), sent))  # type: ignore[arg-type]
    assert told == [
        ("loss", [1.0], 1.0, [1.0, 1.0]),
        ("product", [1.0], 1.0, [5.0, 3.0]),
        ("w", [3.0], 3.0, []),
        ("square", [1.0], 1.0, [3.0, 3.0]),
        ("x", [5.0, 3.0, 3.0], 11.0, []),
    ]
    last = steps.backward.steps[-1]
    assert (float(last.before), float(last.after)) == (1.0, 12.0)  # type: ignore[arg-type]


def test_the_steps_are_told_in_words() -> None:
    assert repr(fan_out()[0]).splitlines() == [
        "The backward pass from loss, 5 steps.",
        "  1  Add, which made loss",
        "       arrives 1.0, where the pass starts",
        "       sends 1.0 to Mul (square)",
        "       sends 1.0 to Mul (product)",
        "  2  Mul, which made product",
        "       arrives 1.0 from Add (loss)",
        "       sends 5.0 to x",
        "       sends 3.0 to w",
        "  3  the leaf w",
        "       arrives 3.0 from Mul (product)",
        "       w.grad was None, now 3.0",
        "  4  Mul, which made square",
        "       arrives 1.0 from Add (loss)",
        "       sends 3.0 to x",
        "       sends 3.0 to x",
        "  5  the leaf x",
        "       arrives 5.0 from Mul (product)",
        "       arrives 3.0 from Mul (square), its input 1",
        "       arrives 3.0 from Mul (square), its input 2",
        "       sum 5.0 + 3.0 + 3.0 = 11.0",
        "       x.grad was 1.0, the gradient is added: now 12.0",
    ]


def test_a_network_gets_the_gradients_of_finite_differences() -> None:
    loss, named = network(2)
    steps = backward_steps(loss, named)
    graph = steps.backward.graph
    found = {
        graph.vertices[step.vertex].names[0]: step.after
        for step in steps.backward.steps
        if graph.vertices[step.vertex].kind == "leaf"
    }
    assert sorted(found) == ["b0", "b1", "w0", "w1"]
    moved, bump = network(2)[1]["w0"], 1e-6
    for at in np.ndindex(moved.data.shape):
        losses = []
        for sign in (1, -1):
            again, parameters = network_with("w0", at, sign * bump)
            losses.append(float(again.data))
            assert parameters
        slope = (losses[0] - losses[1]) / (2 * bump)
        assert found["w0"] is not None
        assert found["w0"][at] == pytest.approx(slope, rel=1e-4, abs=1e-5)


def network_with(name: str, at: tuple[int, ...], bump: float) -> tuple[Tensor, dict[str, Tensor]]:
    """The network again, one number of one parameter moved."""
    named = network(2)[1]
    named[name].data[at] += bump
    hidden = named["X"]
    for number in range(2):
        before = hidden
        hidden = (hidden @ named[f"w{number}"] + named[f"b{number}"]).relu()
        if number:
            hidden = hidden + before
    return (hidden * hidden).sum(), named


def test_nodes_run_after_all_their_users() -> None:
    loss, named = network(4)
    steps = backward_steps(loss, named).backward
    when = {step.vertex: number for number, step in enumerate(steps.steps)}
    for edge in steps.graph.edges:
        if edge.source in when:
            assert when[edge.target] < when[edge.source]
    assert sum(v.kind != "constant" for v in steps.graph.vertices) == len(steps.steps)


def test_no_trace_is_left() -> None:
    steps, x, w = fan_out()
    steps._repr_html_()
    assert x.grad == 1.0
    assert w.grad is None


def test_rules_that_write_where_they_should_not_leave_no_trace() -> None:
    x = leaf(1.0, 2.0)
    x.grad = held = np.array([10.0, 20.0])

    def greedy(g: np.ndarray) -> np.ndarray:
        x.grad += g  # type: ignore[operator, misc]
        x.data *= 3
        g *= 5
        w.grad = g
        return g

    w = leaf(4.0, 5.0)
    y = made("Greedy", [1.0, 2.0], [x], greedy)
    steps = backward_steps(y + w, gradient=[1.0, 1.0])
    assert x.grad is held
    assert held.tolist() == [10.0, 20.0]
    assert x.data.tolist() == [1.0, 2.0]
    assert w.grad is None
    assert steps.backward.steps[0].total.tolist() == [1.0, 1.0]  # type: ignore[union-attr]


def test_a_vector_needs_a_gradient() -> None:
    x = leaf(1.0, 2.0)
    with pytest.raises(RuntimeError, match=r"only from a scalar; this tensor has shape \(2,\)"):
        backward_steps(x * x)
    with pytest.raises(RuntimeError, match=r"shape \(3,\), the tensor \(2,\)"):
        backward_steps(x * x, gradient=np.ones(3))
    with pytest.raises(TypeError, match="gradient has to be a tensor or an array, got str"):
        backward_steps(x * x, gradient="ones")
    steps = backward_steps(x * x, gradient=Tensor([1.0, 10.0]))
    assert steps.backward.steps[-1].after.tolist() == [2.0, 40.0]  # type: ignore[union-attr]


def test_nothing_recorded_is_refused() -> None:
    with pytest.raises(RuntimeError, match="nothing was recorded"):
        backward_steps(Tensor(1.0) * Tensor(2.0))


def test_a_leaf_alone_gets_its_gradient() -> None:
    steps = backward_steps(leaf(2.0)).backward.steps
    assert [float(step.after) for step in steps] == [1.0]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (lambda g: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda g: (g, g), "the rule returned 2 gradients for 1 input"),
        (lambda g: "three", "the rule returned str where a gradient was expected"),
    ],
)
def test_an_error_in_a_rule_ends_the_pass_and_is_shown(rule: object, words: str) -> None:
    x = leaf(1.0)
    y = Tensor(1.0, True, Node("Broken", [x], rule))  # type: ignore[arg-type]
    steps = backward_steps(y + y, x=x)
    assert words in repr(steps)
    assert words in steps._repr_html_()
    assert steps.backward.steps[-1].problem


def test_a_gradient_of_the_wrong_shape_is_pointed_out() -> None:
    x = leaf(1.0)
    y = Tensor([1.0, 2.0], True, Node("Stretch", [x], lambda g: g))
    told = repr(backward_steps(y, gradient=[1.0, 1.0], x=x))
    assert "its shape (2,) is not that of the value, ()" in told


def test_a_node_without_a_rule_is_named() -> None:
    x = leaf(1.0)
    y = Tensor(1.0, True, Node("Odd", [x], None))  # type: ignore[arg-type]
    del y.node.rule  # type: ignore[union-attr]
    assert "Odd has no rule to run: looked for vjp, rule" in repr(backward_steps(y))


# -- the page ------------------------------------------------------------------------------------


def test_the_page_is_well_formed_needs_no_script_and_is_always_the_same() -> None:
    one, other = fan_out()[0]._repr_html_(), fan_out()[0]._repr_html_()
    assert one == other
    page = ET.fromstring(one)
    tags = {item.tag.removeprefix(SVG) for item in page.iter()}
    assert "script" not in tags
    assert page.tag == "form"
    assert not any(name.startswith("on") for item in page.iter() for name in item.attrib)
    assert not any("id" in item.attrib for item in page.iter())


def test_there_is_a_button_and_a_panel_for_each_step() -> None:
    page = ET.fromstring(fan_out()[0]._repr_html_())
    buttons = page.findall("input")
    assert len(buttons) == 6
    assert [button.get("checked") for button in buttons] == ["", *[None] * 5]
    assert buttons[5].get("aria-label") == "Step 5 of 5: the leaf x"
    panels = page.findall("div[@class='cv-panel']/div")
    assert len(panels) == 6
    assert "sum5.0 + 3.0 + 3.0 = 11.0" in "".join(panels[5].itertext())


def test_every_piece_of_the_drawing_has_a_rule_that_shows_it() -> None:
    page = ET.fromstring(fan_out()[0]._repr_html_())
    css = page.findtext("style") or ""
    hidden = [item for item in page.iter() if item.get("visibility") == "hidden"]
    assert hidden
    for item in hidden:
        assert f".cv-stage .{item.get('class')}" in re.split("[,{]", css.replace("~", ","))


def seen_at(steps: BackwardSteps, number: int) -> list[str]:
    """The texts of the drawing that are visible at a step."""
    drawing = ET.fromstring(steps.svg)
    found = []

    def visit(item: ET.Element) -> None:
        when, _, step = (item.get("class") or "").partition("-")
        shown = {"at": number == int(step or 0) if when == "at" else True,
                 "from": number >= int(step) if when == "from" else True,
                 "upto": number <= int(step) if when == "upto" else True}  # fmt: skip
        if not all(shown.values()):
            return
        if item.tag == f"{SVG}text":
            found.append("".join(item.itertext()))
        for child in item:
            visit(child)

    visit(drawing)
    return found


def test_the_drawing_changes_with_the_steps() -> None:
    steps, _, _ = fan_out()
    first, third, last = (seen_at(steps, number) for number in (0, 3, 5))
    assert ".grad = 1.0" in first
    assert "gradient 1.0" not in first
    assert ".grad = 3.0" in third
    assert "5.0" in third
    assert ".grad = 1.0" in third
    assert ".grad = 12.0" in last
    assert ".grad = 1.0" not in last


def test_large_passes_are_folded_too() -> None:
    y, x = chain(500)
    steps = backward_steps(y, x=x)
    assert len(steps.backward.steps) == 501
    assert len(steps.shown.steps) < 60
    assert len(steps._repr_html_()) < 300_000
    assert "the folded part" in repr(steps)
    assert steps.shown.steps[-1].after == steps.backward.steps[-1].after


def test_names_are_escaped_in_the_steps() -> None:
    x = leaf(1.0)

    def rule(_: object) -> None:
        raise ValueError("<script>alert(2)</script>")

    y = Tensor(1.0, True, Node("<script>alert(1)</script>", [x], rule))
    html = backward_steps(y, {"<img src=x onerror=alert(3)>": x})._repr_html_()
    assert "<script" not in html
    assert "<img" not in html
    ET.fromstring(html)
