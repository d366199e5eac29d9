"""Rich text by students in a form that does nothing, wherever it is opened.

HTML goes into a frame that runs no script, fetches nothing and leads nowhere; a drawing becomes the
source of a picture, where scripts are dead; Markdown keeps its marks and loses its HTML.
"""

from __future__ import annotations

import base64
import re
from html import escape

import nbformat

MAX_HTML = 100_000
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
HEAD = (f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta charset="utf-8"><body style="font:14px sans-serif">')
FRAME = '<iframe sandbox="" title="HTML that the code showed" style="{style}" srcdoc="{content}">' \
        "</iframe>"
PICTURE = '<img alt="a drawing that the code showed" style="max-width:100%" ' \
          'src="data:image/svg+xml;base64,{content}">'
STYLE = "width:100%;height:{height}em;border:1px solid #8886;resize:vertical"
LINES = re.compile(r"<(?:tr|br|p|div|li|h[1-6]|hr)\b", re.IGNORECASE)
MADE_HERE = re.compile("|".join(
    re.escape(form).replace(r"\{style\}", r"[\w:%;# -]*").replace(r"\{content\}", r'[^"<>]*')
    for form in (FRAME, PICTURE)))
HTML_START = re.compile(r"<(?=[A-Za-z/!?])")
SCRIPT_LINK = re.compile(r"(?i)(javascript|vbscript|data)\s*:")


def frame(html: str) -> str | None:
    """HTML in a frame of its own; None where it is too long to be shown."""
    if len(html) > MAX_HTML:
        return None
    height = min(24, 4 + 2 * len(LINES.findall(html)))
    return FRAME.format(style=STYLE.format(height=height), content=escape(HEAD + html))


def picture(svg: str) -> str:
    """A drawing as a picture."""
    return PICTURE.format(content=base64.b64encode(svg.encode()).decode())


def is_inert(html: str) -> bool:
    """Whether this HTML is a frame or a picture that was made here."""
    return MADE_HERE.fullmatch(html) is not None


def markdown(text: str) -> str:
    """Markdown without HTML, pictures from elsewhere, and links that run something."""
    text = HTML_START.sub("&lt;", text).replace("![", "[")
    return SCRIPT_LINK.sub(r"\1&#58;", text)


def as_written(text: str) -> str:
    """What `markdown` was given, but for its pictures; for places where it stands as text."""
    return text.replace("&lt;", "<").replace("&#58;", ":")


def settle_texts(notebook: nbformat.NotebookNode) -> None:
    """Take from the student's own texts what a viewer of the notebook would run or fetch."""
    for cell in notebook.cells:
        if cell.cell_type != "code" and not cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = markdown(cell.source)
