"""backward_steps(loss): the backward pass, one node at a time, forwards and back at will.

The result is HTML and SVG without a script and without a kernel: a row of radio buttons, and style
rules that show what belongs to the button that is checked. The drawing is made once; every piece of
it says with its class from which step, up to which step or at which step it is seen. There are no
ids, so that many of these fit on one page, and the same pass gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from course.view import cards, phrases, sentences, style
from course.view.drawing import Sheet, canvas, draw_edge, draw_vertex, edge_parts, lay_out
from course.view.fold import LIMIT, fold
from course.view.graph_model import Array, Vertex
from course.view.outline import summary
from course.view.passes import BackwardPass, Step, run
from course.view.protocol import Adapter
from course.view.read import read
from course.view.svg import markup, num, rect, tag, text

STEPS_CSS = f"""\
.cv-steps{{position:relative;padding-top:2.6em}}
.cv-steps>input{{font:inherit;appearance:none;-webkit-appearance:none;width:1.15em;height:1.15em;padding:0;
 margin:0 .2em .3em 0;border:2px solid {style.NEUTRAL};border-radius:50%;background:none;
 cursor:pointer;vertical-align:middle;font-size:inherit;color:inherit}}
.cv-steps>input:checked{{background:{style.GRADIENT};border-color:{style.GRADIENT};
 border-radius:20%}}
.cv-steps>input:focus-visible{{outline:2px solid currentColor;outline-offset:2px}}
.cv-steps>input:checked+input::after,.cv-steps>input:has(+input:checked)::after{{
 position:absolute;top:.2em;width:7em;padding:.25em 0;border:1.5px solid {style.NEUTRAL};
 border-radius:4px;text-align:center;color:inherit;font:inherit;line-height:1.4}}
.cv-steps>input:checked+input::after{{content:'Next \\25B6';left:7.8em}}
.cv-steps>input:has(+input:checked)::after{{content:'\\25C0  Back';left:0}}
.cv-steps>input:hover::after{{border-color:currentColor}}
.cv-panel{{display:grid;margin:.3em 0 .6em}}
.cv-panel>div{{grid-area:1/1;visibility:hidden;border-left:4px solid {style.GRADIENT};
 padding:.1em 0 .1em .8em}}
.cv-panel span{{font-family:{style.FONT};font-size:.92em;overflow-wrap:anywhere}}
.cv-fact{{display:flex;gap:.8em}}
.cv-fact>i{{flex:0 0 6.5em;font-style:normal;text-align:right;overflow-wrap:anywhere}}
.cv-stage{{overflow:auto;max-height:85vh}}
@media print{{.cv-stage{{max-height:none}}.cv-steps{{padding-top:0}}.cv-steps>input{{display:none}}
.cv-panel>div{{grid-area:auto;visibility:visible!important;margin-bottom:.5em;break-inside:avoid}}
.cv-stage [class^=from-]{{visibility:visible!important}}
.cv-stage [class^=at-],.cv-stage [class^=upto-]{{visibility:hidden!important}}}}
"""


class BackwardSteps:
    """A backward pass to step through. print() shows it step by step in plain text.

    backward  the pass as plain data: `backward.steps`, each with what arrived and what was sent
    svg       the drawing alone, with everything shown that the stepper shows bit by bit
    """

    def __init__(self, whole: BackwardPass, limit: int = LIMIT) -> None:
        self.backward = whole
        self.shown = folded_pass(whole, limit)
        self.svg = _drawing(self.shown)

    def _repr_html_(self) -> str:
        buttons, panels = [], []
        count = len(self.shown.steps)
        for number in range(count + 1):
            name = _heading(self.shown, number)
            look = {"title": name, "aria_label": name, "checked": "" if number == 0 else None}
            buttons.append(tag("input", type="radio", name="cv-step", **look))
            panels.append(_panel(self.shown, number))
        return tag(
            "form",
            tag("style", style.BASE_CSS + STEPS_CSS + _rules(count)),
            *buttons,
            tag("div", *panels, class_="cv-panel", aria_live="polite"),
            tag("div", self.svg, class_="cv-stage"),
            class_="cv cv-steps",
            aria_label=sentences.name(self.shown),
            method="dialog",
            autocomplete="off",
        )

    def __repr__(self) -> str:
        return sentences.transcript(self.shown)


def backward_steps(
    t: object,
    /,
    names: Mapping[str, object] | None = None,
    *,
    gradient: object = None,
    adapter: Adapter | None = None,
    limit: int = LIMIT,
    **named: object,
) -> BackwardSteps:
    """What `t.backward(gradient)` would do now, step by step. This changes nothing: it writes no
    `.grad`, frees nothing and calls no hook.

    gradient  where to start if `t` is no scalar: a tensor or an array of the shape of `t`
    names, adapter, limit and the keywords are those of `graph`.

    Raises TypeError if `t` is no tensor, RuntimeError if nothing was recorded for it, or if it is
    no scalar and no gradient is given. An error in a rule ends the pass; the last step shows it.
    """
    reading = read(t, {**(names or {}), **named}, adapter)
    return BackwardSteps(run(reading, gradient), limit)


def folded_pass(whole: BackwardPass, limit: int) -> BackwardPass:
    """A pass over the folded graph; all that happens in the box is one step."""
    small = fold(whole.graph, limit)
    if small.box is None:
        return whole
    steps: list[Step] = []
    boxed = False
    for step in whole.steps:
        vertex = small.vertex[step.vertex]
        if vertex == small.box:
            if not boxed:
                steps.append(Step(vertex, (), None))
            boxed = True
            continue
        arrived = tuple((e if e is None else small.edge[e], g) for e, g in step.arrived)
        sent = [(small.edge[e], g) for e, g in step.sent]
        outside = tuple((e, g) for e, g in sent if e is not None)
        steps.append(replace(step, vertex=vertex, arrived=arrived, sent=outside))
    return BackwardPass(small.graph, tuple(steps))


# -- words ---------------------------------------------------------------------------------------


def _heading(backward: BackwardPass, number: int) -> str:
    if number == 0:
        return "Before the first step"
    title = sentences.title(backward, backward.steps[number - 1])
    return f"Step {number} of {len(backward.steps)}: {title}"


def _panel(backward: BackwardPass, number: int) -> str:
    head = tag("div", tag("b", markup(_heading(backward, number))))
    if number == 0:
        return tag("div", head, tag("div", markup(sentences.opening(backward))))
    lines = [tag("div", tag("i", markup(what)), tag("span", markup(how)), class_="cv-fact")
             for what, how in sentences.facts(backward, backward.steps[number - 1])]
    return tag("div", head, *lines)


def _rules(count: int) -> str:
    """For each step: which panel and which pieces of the drawing are seen."""
    rules = []
    for number in range(count + 1):
        nth = number + 1
        chosen = ".cv-steps>input:nth-of-type({}):checked~"
        at, since, until = map(chosen.format, (nth, f"n+{nth}", f"-n+{nth}"))
        rules.append(f"{at}.cv-panel>:nth-child({nth}),{at}.cv-stage .at-{number},")
        rules.append(f"{since}.cv-stage .from-{number},{until}.cv-stage .upto-{number}")
        rules.append("{visibility:visible}\n")
    return "".join(rules)


# -- drawing -------------------------------------------------------------------------------------


def _drawing(backward: BackwardPass) -> str:
    """The graph, and over it what each step adds."""
    labels = {edge: _short(gradient) for step in backward.steps for edge, gradient in step.sent
              if gradient is not None and edge.times == 1}
    when = {step.vertex: number for number, step in enumerate(backward.steps, 1)}
    sheet = lay_out(backward.graph, _card_lines(backward), labels)
    sent_at = {edge: when[edge.target] for edge in labels}
    parts = []
    for index, edge in enumerate(sheet.edges):
        until = f"upto-{sent_at[edge] - 1}" if edge in sent_at else None
        parts.append(draw_edge(sheet, index, middle=until, arrow=False))
    for key in range(len(backward.graph.vertices)):
        parts.append(draw_vertex(sheet, key))
    for index, edge in enumerate(sheet.edges):
        if edge in sent_at:
            parts.append(_sent(sheet, index, labels[edge], sent_at[edge]))
    for number, step in enumerate(backward.steps, 1):
        parts.append(_worked(sheet, step, number))
    arrow = tag("path", d="M8 -11l-5 9h10z", fill=style.GRADIENT)
    title, description = f"Backward: {summary(backward.graph)}", sentences.transcript(backward)
    return canvas(sheet, title, description, parts, [(arrow, "gradient sent")])


def _short(gradient: Array) -> str:
    return phrases.numbers(gradient, 22) or phrases.shape(gradient.shape)


def _card_lines(backward: BackwardPass) -> list[list[cards.Row]]:
    """The cards of the plain picture without what was saved, with room for the gradients."""
    totals = {step.vertex: step for step in backward.steps}
    found = []
    for key, vertex in enumerate(backward.graph.vertices):
        rows = [row for row in cards.rows(backward.graph, key, 1)
                if row.mark in ("", "title", "name")]
        step = totals.get(key)
        if step is not None and vertex.kind != "folded":
            texts = _gradient_lines(vertex, step)
            rows += [cards.Row(max(pair, key=phrases.columns), "room") for pair in texts]
        elif vertex.has_grad:
            rows.append(cards.Row(f".grad = {_grad(vertex.grad)}"))
        found.append(rows)
    return found


def _grad(value: Array | None) -> str:
    return "None" if value is None else _short(value)


def _gradient_lines(vertex: Vertex, step: Step) -> list[tuple[str, str]]:
    """The lines that the step changes, before and after it."""
    lines = []
    if vertex.kind == "op":
        lines.append(("", "fails" if step.total is None else f"gradient {_short(step.total)}"))
    if vertex.has_grad:
        after = step.after if step.after is not None else step.before
        lines.append((f".grad = {_grad(vertex.grad)}", f".grad = {_grad(after)}"))
    return lines


def _worked(sheet: Sheet, step: Step, number: int) -> str:
    """The card at its step: framed while it works, its gradient shown from then on."""
    vertex, place = sheet.graph.vertices[step.vertex], sheet.layout.boxes[step.vertex]
    round_ = 17 if vertex.kind == "leaf" else 6
    frame = rect(
        place.x - 4.5, place.y - 4.5, place.width + 9, place.height + 9, rx=round_, fill="none",
        stroke=style.GRADIENT, stroke_width=3.5, class_=f"at-{number}", visibility="hidden",
    )
    parts = [frame]
    if vertex.kind != "folded":
        lines = sheet.lines[step.vertex]
        changes = _gradient_lines(vertex, step)
        for offset, (before, after) in enumerate(changes):
            y = cards.baseline(vertex, place, len(lines) - len(changes) + offset)
            x = place.x + style.PAD
            if before:
                parts.append(text(x, y, before, class_=f"upto-{number - 1}", visibility="hidden"))
            parts.append(
                text(x, y, after, class_=f"from-{number}", visibility="hidden", font_weight="bold")
            )
    return "".join(parts)


def _sent(sheet: Sheet, index: int, label: str, number: int) -> str:
    """A gradient on its way up: the line coloured from now on, thick while it is sent."""
    above, _, below = edge_parts(sheet, index)
    route = sheet.layout.routes[index]
    x, y = route.points[0]
    look = {"fill": "none", "stroke": style.GRADIENT, "visibility": "hidden"}
    now, since = {"class_": f"at-{number}"}, {"class_": f"from-{number}"}
    head = {"d": f"M{num(x)} {num(y)}l-5 9h10z", "fill": style.GRADIENT, "visibility": "hidden"}
    parts = [tag("path", d=above + below, stroke_width=6, stroke_opacity=0.35, **now, **look),
             tag("path", d=above + below, stroke_width=2, **since, **look),
             tag("path", **since, **head)]
    if route.label is not None:
        pill = route.label
        frame = rect(pill.x, pill.y, pill.width, pill.height, rx=9, fill=style.GRADIENT,
                     fill_opacity=style.TINT, stroke=style.GRADIENT, stroke_width=1.6)
        word = text(pill.centre, pill.y + 13, label, text_anchor="middle")
        parts.append(tag("g", frame, word, class_=f"from-{number}", visibility="hidden"))
    return "".join(parts)
