"""Markdown that a student wrote: kept if all that it renders to is allowed, else shown as a text.

What counts is the page that formgrader makes of it, not how it is spelt: nbconvert renders the
text, bleach parses the result as a browser does, and nothing may be in it that the lists here lack.
JupyterLab renders with another parser. So no text keeps HTML, or pictures that are not seen here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from functools import lru_cache
from html import unescape
from html.parser import HTMLParser

import bleach
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from course.grading.sanitising.mathematics import is_harmless

# Characters: a longer text is not rendered, nor is what goes beyond the notebook's sum.
MAX_RENDERED, MAX_NOTEBOOK_RENDERED = 20_000, 100_000
# Runs of signs for emphasis: of hundreds of long ones mistune compares each with each.
LONG_RUN, MAX_LONG_RUNS = re.compile(r"(?<![*_])[*_]{20,}+(?=\S)"), 20
HTML_START = re.compile(r"<(?=[A-Za-z/!?])")
NOTE = "*The grader shows the source: what it renders to is not allowed, or too long.*\n\n"
SOURCE = NOTE + '<pre style="white-space:pre-wrap">\n{}</pre>'
SIGN = re.compile(r"[!-+:<-@\[-`{-~/-]")  # ASCII but letters, digits, spaces and .,;

NAMES = (
    "a blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr img input li ol p pre span "
    "strong table tbody td th thead tr ul")
TAGS = frozenset(NAMES.split())
VALUES = {
    ("a", "href"): r"(?:https?://|mailto:|#)\S*",
    ("a", "class"): "anchor-link",
    ("img", "src"): r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]*",
    ("img", "alt"): ".*",
    ("ol", "start"): r"\d{1,9}",
    ("input", "type"): "checkbox",
    ("input", "disabled"): "",
    ("input", "checked"): "",
    ("input", "class"): "task-list-item-checkbox",
    ("li", "class"): "task-list-item",
    ("td", "style"): r"text-align:(?:left|center|right)",
    ("th", "style"): r"text-align:(?:left|center|right)",
    ("code", "class"): r"language-\w+",
    ("div", "class"): "highlight",
    ("span", "class"): r"[a-z]{1,2}[0-9a-z]?",
    **{(tag, "title"): ".*" for tag in ("a", "img")},
    **{(f"h{level}", "id"): ".*" for level in range(1, 7)},
}
PROTOCOLS = frozenset({"http", "https", "mailto", "data"})


class MarkdownSanitiser:
    """Sanitises the texts of one notebook; those beyond its limit are shown as their source."""

    def __init__(self, taken: Set[str] = frozenset()) -> None:
        """`taken` are ids of the page that shows the texts: no heading may have one of them."""
        self._taken = frozenset(taken)
        self._room = MAX_NOTEBOOK_RENDERED

    def sanitise(
        self, text: str, attachments: Mapping[str, Mapping[str, str]] | None = None
    ) -> str:
        """The text, its HTML as words, if all that it renders to is allowed; else its source.

        `attachments` are the pictures that belong to it, by name and kind.
        """
        self._room -= len(text)
        if self._room < 0 or len(text) > MAX_RENDERED or (
                len(LONG_RUN.findall(text)) > MAX_LONG_RUNS):
            return as_source(text)
        if attachments:
            return _sanitised(text, attachments, self._taken)
        return _sanitised_alone(text, self._taken)


@lru_cache(maxsize=512)
def _sanitised_alone(text: str, taken: frozenset[str]) -> str:
    """What a page shows of a text without pictures. Most are the assignment's own."""
    return _sanitised(text, {}, taken)


def _sanitised(
    text: str, attachments: Mapping[str, Mapping[str, str]], taken: frozenset[str]
) -> str:
    words = HTML_START.sub("&lt;", text)
    return words if _is_harmless(words, attachments, taken) else as_source(text)


def as_source(text: str) -> str:
    """A text that renders to itself, in a fixed pitch: no sign in it is left to any parser."""
    return SOURCE.format(SIGN.sub(lambda sign: f"&#{ord(sign[0])};", text))


def original_markdown(text: str) -> str:
    """Sanitised Markdown as the student wrote it; to be shown as text."""
    before, after = SOURCE.split("{}")
    if text.startswith(before) and text.endswith(after):
        return unescape(text[len(before):-len(after)])
    return text.replace("&lt;", "<")


def _is_harmless(
    text: str, attachments: Mapping[str, Mapping[str, str]], taken: Set[str]
) -> bool:
    try:
        renderer = IPythonRenderer(escape=False, attachments=dict(attachments))
        page = str(MarkdownWithMath(renderer=renderer).render(text))
    except Exception:  # such as a picture that is not there, or RecursionError
        return False
    all_seen = text.count("![") == page.count("<img ")
    return all_seen and is_harmless(unescape(page)) and _is_allowed(page, taken)


def _is_allowed(page: str, taken: Set[str]) -> bool:
    """Whether the page is what is left of it when all that is not allowed is taken out."""
    def is_allowed(tag: str, name: str, value: str) -> bool:
        pattern = VALUES.get((tag, name))
        return pattern is not None and not (name == "id" and unescape(value) in taken) and (
            re.fullmatch(pattern, value, re.DOTALL) is not None)

    cleaned = bleach.clean(page, tags=TAGS, attributes=is_allowed, protocols=PROTOCOLS)
    return Elements(page).found == Elements(cleaned).found


class Elements(HTMLParser):
    """The elements of a page, each with the names of its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, list[str]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted(name for name, _ in attrs)))
