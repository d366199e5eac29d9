"""A matplotlib figure that shows itself in a notebook, always with the same bytes.

This module imports matplotlib; the rest of course.view does not, until a curve is drawn.
"""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from course.view.style import INK

STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": "#777777",
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "lines.linewidth": 2.0,
    "legend.frameon": False,
    "figure.facecolor": "white",
    "axes.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.hashsalt": "course.view",
}


class Plot(Figure):
    """A figure of curves; `description` says in plain text what it shows."""

    description = ""

    def settle(self) -> None:
        """Work out the layout once and for all, so that drawing again changes nothing."""
        for _ in range(2):
            self.draw_without_rendering()
        self.set_layout_engine("none")

    def png(self) -> bytes:
        """The figure as a PNG file, the same bytes at each call."""
        return self._file("png", {"Software": None})

    def svg(self) -> bytes:
        """The figure as an SVG file, without a date and with ids that do not change."""
        return self._file("svg", {"Date": None, "Creator": None})

    def _file(self, kind: str, metadata: dict[str, str | None]) -> bytes:
        with rc_context(STYLE), BytesIO() as file:
            self.savefig(file, format=kind, metadata=metadata)
            return file.getvalue()

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        data = {"image/png": b64encode(self.png()).decode("ascii"), "text/plain": repr(self)}
        return data, {"image/png": {"alt": repr(self)}}

    def __repr__(self) -> str:
        return self.description

    __str__ = __repr__
