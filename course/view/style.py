"""Colours and measures of the pictures.

The colours are from the palette of Okabe and Ito, made for colour-blind readers; each one goes
with a shape of its own, so that nothing is said by colour alone. All of them stand out from white
and from nearly black, so a picture needs to know nothing about the theme of the page: letters take
the page's own colour (currentColor), boxes a thin tint through which the page is seen.
"""

from __future__ import annotations

LEAF = "#0072B2"
GRADIENT = "#D55E00"
FANOUT = "#CC79A7"
SAVED = "#009E73"
NEUTRAL = "#6e6e6e"

# For curves on white: the same palette without its yellow, too pale for a thin line.
CURVES = (LEAF, GRADIENT, SAVED, FANOUT, "#E69F00", "#56B4E9", "#000000")
INK = "#222222"

TINT = 0.14
BAND = 0.16

FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
FONT_SIZE = 12
COLUMN = 7.3
LINE = 17.0
PAD = 10.0

BASE_CSS = """\
.cv{color:inherit;margin:.4em 0;max-width:100%;overflow-x:auto;line-height:1.4}
.cv svg{height:auto;max-width:100%}
@media print{.cv{color:#000;overflow:visible}.cv svg{max-width:100%;break-inside:avoid}}
"""


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21, as WCAG 2 defines it."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def over(colour: str, ground: str, opacity: float) -> str:
    """The colour that results from `colour` over `ground` with this opacity."""
    mixed = (
        round(int(colour[at : at + 2], 16) * opacity + int(ground[at : at + 2], 16) * (1 - opacity))
        for at in (1, 3, 5)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)
