"""Make what students wrote and showed in a notebook harmless in every program that opens it.

Outputs come from a process that ran the student's code. Only known kinds with the right types stay,
up to a limit. HTML goes into a frame that runs no script, fetches nothing and leads nowhere. A
drawing becomes the source of a picture, in which scripts are dead. `markdown.py` decides about
Markdown. Nothing gets through that only the judge may say.
"""

from __future__ import annotations

import base64
import re
from html import escape
from typing import Any

import nbformat

from course.exchange.wire import without_surrogates
from course.grading.sanitising.markdown import MarkdownSanitiser
from course.grading.sanitising.mathematics import is_harmless
from course.grading.sanitising.slow_texts import MAX_CODE, code_to_show, with_few_escapes

MAX_OUTPUTS = 200
MAX_CELL, MAX_NOTEBOOK = 3_000_000, 10_000_000
PICTURES = ("image/png", "image/jpeg", "image/gif")
KINDS = (*PICTURES, "image/svg+xml", "text/html", "text/markdown", "text/latex", "text/plain")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
LEFT_OUT = "The grader left out some outputs: they were too many or too large.\n"

MAX_HTML = 100_000
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
HEAD = (f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta charset="utf-8"><body style="font:14px sans-serif">')
FRAME = '<iframe sandbox="" title="HTML that the code showed" style="{style}" srcdoc="{content}">' \
        "</iframe>"
PICTURE = '<img alt="a drawing that the code showed" style="max-width:100%" ' \
          'src="data:image/svg+xml;base64,{content}">'
STYLE = "width:100%;height:{height}em;border:1px solid #8886;resize:vertical"
# Elements that show something. All others go: a `link` would connect to a host.
SHOWING = (
    "abbr b big blockquote br caption center cite code col colgroup dd del details dfn div dl dt "
    "em figcaption figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark meter ol p pre progress "
    "q s samp small span strike strong style sub summary sup table tbody td tfoot th thead tr tt "
    "u ul var wbr svg g path rect circle ellipse line polyline polygon text tspan defs marker "
    "title desc lineargradient radialgradient stop clippath")
OTHER_TAGS = re.compile(rf"<(?!/?(?:{'|'.join(SHOWING.split())})(?![\w:-])|!--)[^<>]*>?",
                        re.IGNORECASE)
SCRIPT = re.compile(r"<(/?)script(?![\w:-])", re.IGNORECASE)
LINES = re.compile(r"<(?:tr|br|p|div|li|h[1-6]|hr)\b", re.IGNORECASE)
SANITISED = re.compile("|".join(
    re.escape(form).replace(r"\{style\}", r"[\w:%;# -]*").replace(r"\{content\}", r'[^"<>]*')
    for form in (FRAME, PICTURE)))
FORMGRADERS_IDS = {"notebook", "notebook-container", "statusmessage"}
ENDINGS = ("", "-comment", "_extra_credit")  # of the ids that a cell's name has in formgrader


class OutputSanitiser:
    """Sanitises the outputs of one notebook, cell by cell, up to the notebook's limit."""

    def __init__(self) -> None:
        self._room = MAX_NOTEBOOK
        self._markdown = MarkdownSanitiser()

    def sanitise(self, outputs: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
        """The outputs of the cell with this execution count; a line says if some are missing.

        Keeps every error, shortened if necessary: the score depends on it.
        """
        room = before = min(self._room, MAX_CELL)
        sanitised: list[dict[str, Any]] = []
        left_out = len(outputs) > MAX_OUTPUTS
        failure = next((o for o in outputs[MAX_OUTPUTS:] if o["output_type"] == "error"), None)
        for output in [*outputs[:MAX_OUTPUTS], failure]:
            clean = self._sanitised(output, count)
            if clean is None:
                continue
            if _size(clean) > room:
                left_out = True
                if clean["output_type"] != "error":
                    continue
                clean |= {"ename": clean["ename"][:100], "evalue": "", "traceback": []}
            room -= _size(clean)
            sanitised.append(clean)
        self._room -= before - room
        if left_out:
            sanitised.append({"output_type": "stream", "name": "stdout", "text": LEFT_OUT})
        return sanitised

    def _sanitised(self, output: Any, count: int) -> dict[str, Any] | None:
        """One output, rebuilt from its parts; None if it is no output."""
        match output:
            case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
                return {"output_type": "stream", "name": name, "text": _shown(text)}
            case {"output_type": "error", "ename": str(kind), "evalue": str(message),
                  "traceback": list(lines)}:
                traceback = [without_surrogates(line) for line in lines if isinstance(line, str)]
                return {"output_type": "error", "ename": without_surrogates(kind),
                        "evalue": _shown(message), "traceback": with_few_escapes(traceback)}
            case {"output_type": "execute_result", "data": dict(data)}:
                return {"output_type": "execute_result", "data": self._data(data), "metadata": {},
                        "execution_count": count}
            case {"output_type": "display_data", "data": dict(data)}:
                return {"output_type": "display_data", "data": self._data(data), "metadata": {}}
        return None

    def _data(self, data: dict[str, Any]) -> dict[str, str]:
        """The MIME bundle of a display, without the kinds that could do something by themselves."""
        texts = {kind: text for kind in KINDS if (text := _joined(data.get(kind))) is not None}
        safe = {kind: texts[kind] for kind in PICTURES if BASE64.fullmatch(texts.get(kind, "-"))}
        if "text/html" in texts and (framed := frame(texts["text/html"])):
            safe["text/html"] = framed
        elif "image/svg+xml" in texts and not safe:
            safe["text/html"] = picture(texts["image/svg+xml"])
        if "text/markdown" in texts:
            safe["text/markdown"] = self._markdown.sanitise(texts["text/markdown"])
        if "text/latex" in texts and is_harmless(texts["text/latex"]):
            safe["text/latex"] = texts["text/latex"]
        if "text/plain" in texts:
            safe["text/plain"] = _shown(texts["text/plain"])
        return safe


def _shown(text: str) -> str:
    """A text that a terminal would show, with colours but for very many."""
    return with_few_escapes([without_surrogates(text)])[0]


def _joined(value: Any) -> str | None:
    """A text of a notebook, which may come line by line; None for anything else."""
    if isinstance(value, list) and all(isinstance(line, str) for line in value):
        value = "".join(value)
    return without_surrogates(value) if isinstance(value, str) else None


def _size(output: dict[str, Any]) -> int:
    data = output.get("data", {})
    parts = [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", []),
             *data.values()]
    return sum(len(part) for part in parts)


def frame(html: str) -> str | None:
    """HTML in a frame of its own; None if it is too long to show."""
    if len(html) > MAX_HTML:
        return None
    # A space: what stands around a tag that goes must not become a name together.
    html = OTHER_TAGS.sub(" ", _without_scripts(html))
    height = min(24, 4 + 2 * len(LINES.findall(html)))
    return FRAME.format(style=STYLE.format(height=height), content=escape(HEAD + html))


def _without_scripts(html: str) -> str:
    """HTML without the texts of scripts, which nobody is to read."""
    kept: list[str] = []
    place, inside = 0, False
    for tag in SCRIPT.finditer(html):
        if not inside and not tag[1]:
            kept.append(html[place:tag.start()])
            inside = True
        elif inside and tag[1]:
            place, inside = tag.start(), False
    return " ".join(kept if inside else [*kept, html[place:]])


def picture(svg: str) -> str:
    """A drawing as a picture."""
    return PICTURE.format(content=base64.b64encode(svg.encode()).decode())


def is_sanitised(html: str) -> bool:
    """Whether this HTML is a frame or a picture as `frame` and `picture` write them."""
    return SANITISED.fullmatch(html) is not None


def sanitise_texts(notebook: nbformat.NotebookNode) -> None:
    """Sanitise the cells that a student could write: texts, their pictures, and what of their code
    is shown.
    """
    names = {cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells}
    markdown = MarkdownSanitiser(
        FORMGRADERS_IDS | {name + ending for name in names for ending in ENDINGS})
    room = MAX_CODE
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("locked"):
            continue
        if cell.cell_type == "code":
            cell.source, length = code_to_show(cell.source, room), len(cell.source)
            room = max(0, room - length)
        else:
            pictures = pasted_pictures(cell.pop("attachments", None))
            cell.source = markdown.sanitise(cell.source, pictures)
            if pictures:
                cell.attachments = nbformat.from_dict(pictures)


def pasted_pictures(attachments: Any) -> dict[str, dict[str, str]]:
    """The pictures among a cell's attachments, each in the one kind that browsers are to show."""
    kept: dict[str, dict[str, str]] = {}
    room = MAX_CELL
    for name, kinds in attachments.items() if isinstance(attachments, dict) else ():
        for kind in PICTURES:
            content = _joined(kinds.get(kind)) if isinstance(kinds, dict) else None
            if content and BASE64.fullmatch(content) and len(content) <= room:
                kept[without_surrogates(str(name))] = {kind: "".join(content.split())}
                room -= len(content)
                break
    return kept
