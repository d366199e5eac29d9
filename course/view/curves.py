"""Curves in the style of the course: readable in print, on a dark page and by colour-blind eyes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from course.view import phrases
from course.view.style import CURVES, contrast, over

if TYPE_CHECKING:
    from course.view.plot import Plot

Values = Sequence[float] | np.ndarray[Any, Any]
Series = dict[str, tuple[Any, Any]]

DASHES = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 1.5, 2)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
FEW = 25
APART = 0.08


def curves(
    lines: Mapping[str, Values | tuple[Values, Values]],
    xlabel: str = "",
    ylabel: str = "",
    title: str = "",
    *,
    log: bool = False,
    size: tuple[float, float] = (6.4, 3.6),
) -> Plot:
    """A matplotlib Figure with one curve for each entry of `lines`: {label: ys or (xs, ys)}.

    Without xs a curve is drawn over 0, 1, 2, ... Every curve has its own colour and its own dashes,
    and its label stands at its right end (in a legend below, if the ends lie too close together).
    Values that are not finite leave a gap. `log` draws the y axis in powers of ten.

    Raises ValueError if there is no curve, or if xs and ys differ in length.
    """
    # At its first use on a machine Matplotlib says below the cell that it looks for fonts.
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    from matplotlib import rc_context
    from matplotlib.ticker import MaxNLocator

    from course.view.plot import STYLE, Plot

    series = {label: _points(label, entry) for label, entry in lines.items()}
    if not series:
        raise ValueError("curves: there is nothing to draw, the mapping of lines is empty")
    with rc_context(STYLE):
        figure = Plot(figsize=size, dpi=110, layout="constrained")
        axes = figure.add_subplot()
        _draw(axes, series)
        if all(np.equal(np.mod(xs, 1), 0).all() for xs, _ in series.values()):
            axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if log:
            axes.set_yscale("log")
        axes.set(xlabel=xlabel, ylabel=ylabel)
        axes.set_title(title)
        if len(series) > 1:
            _label(axes, series)
        figure.description = _description(series, xlabel, ylabel, title)
        figure.settle()
    return figure


def _points(label: str, entry: Any) -> tuple[Any, Any]:
    """xs and ys of a curve as arrays of one length."""
    pair = isinstance(entry, tuple) and len(entry) == 2 and np.ndim(entry[0]) == 1
    ys = np.asarray(entry[1] if pair else entry, dtype=np.float64)
    xs = np.asarray(entry[0], dtype=np.float64) if pair else np.arange(ys.size, dtype=np.float64)
    if xs.shape != ys.shape or ys.ndim != 1:
        raise ValueError(f"curves: {label!r} needs as many xs as ys in one dimension, got shapes "
                         f"{xs.shape} and {ys.shape}")
    return xs, np.where(np.isfinite(ys), ys, np.nan)


def _draw(axes: Any, series: Series) -> None:
    for number, (label, (xs, ys)) in enumerate(series.items()):
        axes.plot(xs, ys, label=label, color=CURVES[number % len(CURVES)],
                  linestyle=DASHES[number % len(DASHES)], markersize=5,
                  marker=MARKERS[number % len(MARKERS)] if len(xs) <= FEW else None)


def _label(axes: Any, series: Series) -> None:
    """Labels at the ends of the curves, or a legend if the labels would overlap."""
    ends = [_end(xs, ys) for xs, ys in series.values()]
    axes.get_ylim()  # matplotlib scales lazily; reading a limit makes it scale now
    shown = axes.transData + axes.transAxes.inverted()
    heights = sorted(shown.transform(end)[1] for end in ends)
    close = any(not high - low > APART for low, high in pairwise(heights))
    if close or len({x for x, _ in ends}) > 1:
        axes.figure.legend(loc="outside lower center", ncols=len(ends))
        return
    for number, (label, end) in enumerate(zip(series, ends, strict=True)):
        colour = darker(CURVES[number % len(CURVES)])
        axes.annotate(label, end, (8, 0), textcoords="offset points", va="center", color=colour)


def _end(xs: Any, ys: Any) -> tuple[float, float]:
    """The last point of a curve that can be drawn; not a number if there is none."""
    finite = np.flatnonzero(np.isfinite(ys))
    return (float(xs[finite[-1]]), float(ys[finite[-1]])) if finite.size else (np.nan, np.nan)


def darker(colour: str) -> str:
    """The colour, dark enough for letters on white."""
    share = 1.0
    while contrast(over(colour, "#000000", share), "#ffffff") < 4.5:
        share -= 0.05
    return over(colour, "#000000", share)


def _description(series: Series, xlabel: str, ylabel: str, title: str) -> str:
    """Each curve in a line: how long, from what to what, the least and the greatest value."""
    axes = f"{ylabel or 'y'} over {xlabel or 'x'}"
    lines = [f"{title}: {axes}" if title else f"Curves: {axes}"]
    for label, (_, ys) in series.items():
        finite = ys[np.isfinite(ys)]
        if not finite.size:
            lines.append(f"  {label}: no finite value")
            continue
        first, last, low, high = (
            phrases.number(float(y)) for y in (finite[0], finite[-1], finite.min(), finite.max())
        )
        lines.append(f"  {label}: {phrases.plural(len(ys), 'point')}, from {first} to {last}, "
                     f"lowest {low}, highest {high}")
    return "\n".join(lines)
