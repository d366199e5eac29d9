"""Looking at a page as a browser would, for tests: what it would run, fetch and open."""

from __future__ import annotations

import base64
import hashlib
from html.parser import HTMLParser
from pathlib import Path

from course.grading.pages import class_report

SCRIPTED = ("script", "object", "embed", "link", "base", "form", "meta")
ADDRESSES = ("src", "href", "action", "data", "srcset", "poster", "xlink:href", "formaction")


class Page(HTMLParser):
    """The tags, addresses, event handlers and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.metas: list[dict[str, str | None]] = []
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.styles: list[str] = []
        self.frames: list[dict[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "meta":
            self.metas.append(dict(attrs))
        if tag == "iframe":
            self.frames.append(dict(attrs))
        for name, value in attrs:
            if name in ADDRESSES:
                self.addresses.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)
            if name == "style":
                self.styles.append(value or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def runs_nothing(page: Page, own_metas: int = 3) -> None:
    """Fail if the page could run, fetch or send anything."""
    assert len(page.metas) == own_metas
    assert not set(page.tags) & (set(SCRIPTED) - {"meta"})
    assert not page.handlers
    assert not any("url(" in style for style in page.styles)
    for address in page.addresses:
        assert address.startswith(("#", "data:image/", "feedback/")), address
    for frame in page.frames:
        assert set(frame) == {"sandbox", "title", "style", "srcdoc"}
        assert frame["sandbox"] == ""
    policy = [m["content"] for m in page.metas if m.get("http-equiv") == "Content-Security-Policy"]
    assert len(policy) == 1
    assert str(policy[0]).startswith("default-src 'none'")


def without_own_script(text: str) -> str:
    """A class report without its last script, the only one that its policy lets run."""
    before, _, rest = text.rpartition("<script>")
    script, _, after = rest.partition("</script>")
    assert script == (Path(class_report.__file__).parent / "class_report.js").read_text()
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'\">" in text
    return before + after
