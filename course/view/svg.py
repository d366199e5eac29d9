"""Writing SVG as text: elements with escaped content, and numbers that are always the same."""

from __future__ import annotations

from html import escape

from course.view.phrases import legible


def num(value: float) -> str:
    """A coordinate with at most one decimal."""
    text = f"{value:.1f}"
    return "0" if text in ("-0.0", "0.0") else text.removesuffix(".0")


def tag(element: str, /, *children: str, **attributes: object) -> str:
    """One element. `stroke_width=2` becomes stroke-width="2"; None is left out; children are
    markup already."""
    parts = [element]
    for key, value in attributes.items():
        if value is None:
            continue
        text = num(value) if isinstance(value, float) else str(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{escape(legible(text))}"')
    head = " ".join(parts)
    return f"<{head}>{''.join(children)}</{element}>" if children else f"<{head}/>"


def markup(text: str) -> str:
    """Text as markup, fit for XML whatever it holds."""
    return "\n".join(escape(legible(part), quote=False) for part in text.split("\n"))


def text(x: float, y: float, content: str, **attributes: object) -> str:
    """A line of text with its baseline at y."""
    return tag("text", markup(content), x=x, y=y, **attributes)


def rect(x: float, y: float, width: float, height: float, **attributes: object) -> str:
    return tag("rect", x=x, y=y, width=width, height=height, **attributes)


def line(points: tuple[tuple[float, float], ...], curved: bool = False) -> str:
    """The path of a route: straight inside a rank, an S-curve from one rank to the next.

    Straight and curved pieces alternate; with `curved` the first one is a curve.
    """
    (x, y), *rest = points
    parts = [f"M{num(x)} {num(y)}"]
    for to_x, to_y in rest:
        if not curved or abs(to_x - x) < 0.05:
            if abs(to_y - y) >= 0.05:
                if parts[-1].startswith(f"L{num(to_x)} "):
                    parts.pop()
                parts.append(f"L{num(to_x)} {num(to_y)}")
        else:
            middle = num((y + to_y) / 2)
            parts.append(f"C{num(x)} {middle} {num(to_x)} {middle} {num(to_x)} {num(to_y)}")
        x, y, curved = to_x, to_y, not curved
    return "".join(parts)
