"""Where the site's links lead: to a page, into the lab, to the repository, or to Colab."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

from course.publish.source import LESSONS, ROOT
from course.settings import CourseSettings

DOCS = ROOT / "docs"
# Code comes first: what it holds is no link.
LINK = re.compile(
    r"(?P<code>^(?P<fence>```+|~~~+).*?^(?P=fence)|`[^`\n]+`)"
    r"|(?P<picture>!)?\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\])*)\]\((?P<target>[^)\s]+)\)",
    re.DOTALL | re.MULTILINE)
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|#")


@dataclass(frozen=True)
class Links:
    """What the site's links can lead to: `lab` says whether the lab is part of the site."""

    settings: CourseSettings
    lab: bool

    def of_doc(self, text: str) -> str:
        """A page of `docs/` with its links changed to those of the site."""
        def link(match: re.Match[str]) -> str:
            target, _, anchor = match["target"].partition("#")
            found = self._from_docs((DOCS / target).resolve(), anchor)
            return f"{match['picture'] or ''}[{match['text']}]({found})" if found else match["text"]
        return _with_links(text, link)

    def of_lesson(self, text: str) -> str:
        """A text of a lesson with its links to assignments, `../NN-slug.ipynb`, changed."""
        def link(match: re.Match[str]) -> str:
            name = PurePosixPath(match["target"]).name
            if self.lab:
                return f'<a href="../{self.in_lab(name)}">{escape(match["text"])}</a>'
            slug = name.removesuffix(".ipynb")
            address = self.in_repository(f"exercises/{slug}/{name}")
            return f"[{match['text']}]({address})" if address else match["text"]
        return _with_links(text, link)

    def in_lab(self, notebook: str) -> str:
        """The address of a notebook in the lab, from the top of the site."""
        return f"lab/notebooks/index.html?path={quote(notebook)}"

    def in_colab(self, path: str) -> str | None:
        """The address that opens a notebook of the repository in Colab, if that is on GitHub."""
        repository = urlsplit(self.settings.repository or "")
        name = repository.path.strip("/")
        if repository.hostname not in ("github.com", "www.github.com") or name.count("/") != 1:
            return None
        branch = quote(self.settings.branch)
        return f"https://colab.research.google.com/github/{name}/blob/{branch}/{quote(path)}"

    def in_repository(self, path: str, anchor: str = "") -> str | None:
        """The address of a file or folder in the repository, if one is configured."""
        if self.settings.repository is None:
            return None
        kind = "tree" if (ROOT / path).is_dir() else "blob"
        address = f"{self.settings.repository}/{kind}/{quote(self.settings.branch)}/{quote(path)}"
        return f"{address}#{anchor}" if anchor else address

    def _from_docs(self, target: Path, anchor: str) -> str | None:
        if target.is_relative_to(DOCS):
            found = target.relative_to(DOCS).as_posix()
        elif target.parent == LESSONS and target.suffix == ".ipynb":
            found = f"../lessons/{target.name}"
        elif target == ROOT / "README.md":
            found = "../index.md"
        else:
            return self.in_repository(os.path.relpath(target, ROOT), anchor)
        return f"{found}#{anchor}" if anchor else found


def targets(text: str) -> list[str]:
    """Where the links of a Markdown text lead, in order."""
    return [match["target"] for match in LINK.finditer(text) if match["target"]]


def _with_links(text: str, changed: Callable[[re.Match[str]], str]) -> str:
    """The text with each relative link replaced by what `changed` makes of it."""
    def replace(match: re.Match[str]) -> str:
        kept = match["code"] or ABSOLUTE.match(match["target"])
        return match[0] if kept else changed(match)
    return LINK.sub(replace, text)
