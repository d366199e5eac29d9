"""Facts about where things stand: nothing overlaps, everything is connected."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from course.view.drawing import Sheet, lay_out
from course.view.fold import fold
from course.view.layout import Layout, Link, Rectangle, Size, arrange, rank_boxes
from course.view.read import read

from .student_engine import chain, leaf, network


def random_links(rng: np.random.Generator, count: int) -> list[Link]:
    links = []
    for target in range(1, count):
        for source in rng.integers(0, target, size=rng.integers(0, min(3, target) + 1)):
            label = Size(40.0, 18.0) if rng.random() < 0.5 else None
            links.append(Link(int(source), target, label))
    return links


def apart(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.x + one.width <= other.x + 1e-6
        or other.x + other.width <= one.x + 1e-6
        or one.bottom <= other.y + 1e-6
        or other.bottom <= one.y + 1e-6
    )


def check_layout(layout: Layout, links: list[Link]) -> None:
    labels = [route.label for route in layout.routes if route.label]
    for one, other in combinations([*layout.boxes, *labels], 2):
        assert apart(one, other)
    for place in layout.boxes:
        assert place.x >= 0
        assert place.y >= 0
        assert place.x + place.width <= layout.width
        assert place.bottom <= layout.height
    for link, route in zip(links, layout.routes, strict=True):
        source, target = layout.boxes[link.source], layout.boxes[link.target]
        assert route.points[0] == (source.centre, source.bottom)
        x, y = route.points[-1]
        assert y == target.y
        assert target.x < x < target.x + target.width
        assert all(a[1] <= b[1] + 1e-9 for a, b in zip(route.points, route.points[1:]))  # noqa: B905
        check_no_box_is_crossed(layout, link, route.points)


def check_no_box_is_crossed(
    layout: Layout, link: Link, points: tuple[tuple[float, float], ...]
) -> None:
    """Straight pieces stay clear of boxes; curves run only between two ranks."""
    for number, ((x, top), (to_x, bottom)) in enumerate(zip(points, points[1:])):  # noqa: B905, RUF007
        for key, box in enumerate(layout.boxes):
            if key in (link.source, link.target):
                continue
            if number % 2 == 0:
                assert not (box.x < x < box.x + box.width and top < box.bottom and bottom > box.y)
            else:
                left, right = min(x, to_x), max(x, to_x)
                beside = right <= box.x or left >= box.x + box.width
                assert beside or bottom <= box.y + 1e-6 or top >= box.bottom - 1e-6


@pytest.mark.parametrize("seed", range(25))
def test_random_graphs_are_laid_out_without_overlaps(seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 45))
    links = random_links(rng, count)
    sizes = [Size(float(rng.integers(60, 220)), float(rng.integers(30, 100))) for _ in range(count)]
    check_layout(arrange(sizes, links), links)


def test_inputs_stand_above_their_users_and_next_to_them() -> None:
    links = [Link(0, 1), Link(1, 2), Link(3, 2), Link(0, 2)]
    assert rank_boxes(4, links) == [0, 1, 2, 1]


def test_the_first_input_enters_on_the_left() -> None:
    sizes = [Size(80, 40)] * 3
    layout = arrange(sizes, [Link(0, 2), Link(1, 2)])
    assert layout.boxes[0].x < layout.boxes[1].x
    assert layout.routes[0].points[-1][0] < layout.routes[1].points[-1][0]


def test_two_links_between_the_same_boxes_are_two_lines() -> None:
    layout = arrange([Size(80, 40)] * 2, [Link(0, 1), Link(0, 1)])
    assert layout.routes[0].points != layout.routes[1].points


def test_crossings_that_need_not_be_are_removed() -> None:
    # Four separate pairs, listed so that the order of listing would cross them all.
    links = [Link(0, 7), Link(1, 6), Link(2, 5), Link(3, 4)]
    layout = arrange([Size(60, 30)] * 8, links)
    upper = sorted(range(4), key=lambda n: layout.boxes[n].x)
    lower = sorted(range(4, 8), key=lambda n: layout.boxes[n].x)
    assert [7 - n for n in upper] == lower


def test_a_chain_runs_straight_down() -> None:
    """Operations stand below each other; their leaves do not push them aside."""
    y = leaf(1.0)
    for _ in range(20):
        y = y * leaf(1.1)
    sheet = lay_out(read(y).graph)
    kinds = [vertex.kind for vertex in sheet.graph.vertices]
    centres = [sheet.layout.boxes[n].centre for n, kind in enumerate(kinds) if kind == "op"]
    assert max(centres) - min(centres) < 10


def sheet_of(layers: int) -> Sheet:
    loss, named = network(layers)
    return lay_out(fold(read(loss, named).graph).graph)


@pytest.mark.parametrize("layers", [1, 3, 8, 40])
def test_networks_are_laid_out_without_overlaps(layers: int) -> None:
    sheet = sheet_of(layers)
    links = [Link(edge.source, edge.target) for edge in sheet.edges]
    check_layout(sheet.layout, links)
    assert len(sheet.layout.routes) == len(sheet.graph.edges)


@pytest.mark.timeout(60)
def test_a_large_graph_is_laid_out_unfolded() -> None:
    y, _ = chain(200)
    whole = read(y).graph
    sheet = lay_out(fold(whole, limit=10_000).graph)
    assert len(sheet.layout.boxes) == len(whole.vertices) == 202


def test_a_value_used_many_times_has_one_trunk() -> None:
    """The long way down is shared, so that 40 uses are not 40 lines side by side."""
    y, _ = chain(58)
    sheet = lay_out(read(y).graph)
    lines = [
        route.points[3:-2]
        for edge, route in zip(sheet.edges, sheet.layout.routes, strict=True)
        if edge.source == 0 and len(route.points) > 8
    ]
    assert len(lines) > 30
    assert len({x for points in lines for x, _ in points}) == 1
    assert sheet.layout.width < 500
