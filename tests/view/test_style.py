"""Colours that can be told apart and read, on light pages and dark ones; and the curves."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from itertools import combinations

import numpy as np
import pytest

from course.view import backward_steps, curves, graph
from course.view.curves import darker
from course.view.plot import Plot
from course.view.style import (
    BAND,
    CURVES,
    FANOUT,
    GRADIENT,
    INK,
    LEAF,
    NEUTRAL,
    SAVED,
    TINT,
    contrast,
    over,
)  # fmt: skip

from .student_engine import leaf

# Page and ink of JupyterLab's light and dark themes, of VS Code's, and of paper.
PAGES = [
    ("#ffffff", "#212121"),
    ("#111111", "#ffffff"),
    ("#ffffff", "#3b3b3b"),
    ("#1f1f1f", "#cccccc"),
    ("#ffffff", "#000000"),
]
COLOURS = [LEAF, GRADIENT, FANOUT, SAVED, NEUTRAL]


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == 21.0
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize(("page", "ink"), PAGES)
def test_text_can_be_read_on_every_ground(page: str, ink: str) -> None:
    grounds = [page, over(LEAF, page, TINT), over(GRADIENT, page, TINT), over(NEUTRAL, page, BAND)]
    assert all(contrast(ink, ground) >= 4.5 for ground in grounds)
    assert contrast(over(ink, page, 0.8), page) >= 4.5, "the legend"


@pytest.mark.parametrize(("page", "_ink"), PAGES)
def test_lines_and_signs_stand_out(page: str, _ink: str) -> None:
    assert all(contrast(colour, page) >= 3 for colour in COLOURS)


def test_letters_take_the_colour_of_the_page() -> None:
    x = leaf(1.0)
    for svg in (graph(x * x).svg, backward_steps(x * x).svg):
        drawing = ET.fromstring(svg)
        assert drawing.get("fill") == "currentColor"
        words = drawing.iter("{http://www.w3.org/2000/svg}text")
        assert all(word.get("fill") is None for word in words)


# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
}  # fmt: skip


def lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of a linear sRGB colour."""
    matrix = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    x, y, z = np.cbrt(np.clip(matrix @ linear, 1e-6, None) / [0.9505, 1.0, 1.089])
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("eye", BLINDNESS)
def test_colour_blind_readers_can_tell_them_apart(eye: str) -> None:
    seen = []
    for colour in COLOURS:
        rgb = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        seen.append(lab(np.array(BLINDNESS[eye]) @ linear))
    assert all(np.linalg.norm(a - b) > 10 for a, b in combinations(seen, 2))


# -- curves --------------------------------------------------------------------------------------


def two_curves() -> Plot:
    return curves({"zeroed": [3, 3, 3], "forgotten": [3, 6, 9]}, "call", "x.grad", "Accumulation")


def test_curves_are_drawn_with_their_labels() -> None:
    axes = two_curves().axes[0]
    assert [line.get_ydata().tolist() for line in axes.lines] == [[3, 3, 3], [3, 6, 9]]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title(loc="left")) == (
        "call", "x.grad", "Accumulation",
    )  # fmt: skip
    assert sorted(text.get_text() for text in axes.texts) == ["forgotten", "zeroed"]
    assert len({line.get_linestyle() for line in axes.lines}) == 2


def test_labels_that_would_collide_go_into_a_legend() -> None:
    figure = curves({"a": [1, 2, 3.0], "b": [3, 2, 3.01]})
    axes = figure.axes[0]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["a", "b"]
    assert not axes.texts
    assert not legend.get_window_extent().overlaps(axes.get_window_extent()), "it hides no curve"


def test_the_same_curves_give_the_same_bytes() -> None:
    assert two_curves().png() == two_curves().png()
    figure = two_curves()
    assert figure.png() == figure.png()
    assert figure.svg() == two_curves().svg()
    assert b"<dc:date>" not in figure.svg()
    assert b"Software" not in figure.png()


def test_a_notebook_shows_the_picture_and_the_words() -> None:
    bundle, metadata = two_curves()._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    assert metadata["image/png"]["alt"] == bundle["text/plain"]
    assert bundle["text/plain"].splitlines() == [
        "Accumulation: x.grad over call",
        "  zeroed: 3 points, from 3.0 to 3.0, lowest 3.0, highest 3.0",
        "  forgotten: 3 points, from 3.0 to 9.0, lowest 3.0, highest 9.0",
    ]


def test_odd_curves() -> None:
    xs = np.linspace(0, 1, 5)
    figure = curves(
        {"pair": (xs, xs**2), "gap": [1, np.nan, np.inf, 2], "none": [np.nan]}, log=True
    )
    assert figure.axes[0].get_yscale() == "log"
    assert "none: no finite value" in repr(figure)
    figure.png()
    with pytest.raises(ValueError, match="nothing to draw"):
        curves({})
    with pytest.raises(ValueError, match="'a' needs as many xs as ys"):
        curves({"a": ([1, 2], [1, 2, 3])})


def test_the_colours_of_curves_and_labels_can_be_read_on_white() -> None:
    assert contrast(INK, "#ffffff") >= 4.5
    assert all(contrast(darker(colour), "#ffffff") >= 4.5 for colour in CURVES)
