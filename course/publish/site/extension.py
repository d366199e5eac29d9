"""What the site adds to Sphinx: formulas as MathML, and a description for each page.

MathML is drawn by the browser itself, so that formulas need no script from another host.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.application import Sphinx
from sphinx.writers.html5 import HTML5Translator

DESCRIPTION = 160


def setup(app: Sphinx) -> dict[str, bool]:
    """Called by Sphinx, which loads this module as an extension."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("html-page-context", _describe)
    app.connect("html-page-context", _mend, priority=900)  # after furo's own
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _inline(writer: HTML5Translator, node: nodes.Element) -> None:
    writer.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _block(writer: HTML5Translator, node: nodes.Element) -> None:
    formula = tex2mathml(node.astext(), as_block=True)
    writer.body.append(f'<div class="formula">{formula}</div>\n')
    raise nodes.SkipNode


def _describe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the beginning of a page, as much as search engines show, into its head."""
    if doctree is not None:
        text = shortened(" ".join(p.astext() for p in doctree.findall(nodes.paragraph)))
        tag = f'<meta name="description" content="{escape(text)}">\n'
        context["metatags"] = context.get("metatags", "") + tag


def _mend(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Mend what Sphinx and furo write: headings without a level, header cells without a text,
    summaries with another name than they show.
    """
    tree = context.get("furo_navigation_tree", "")
    context["furo_navigation_tree"] = tree.replace(
        'role="heading"', 'role="heading" aria-level="2"')
    body = re.sub(r"<summary aria-label=[^>]*>", "<summary>", context.get("body", ""))
    context["body"] = re.sub(r'<th class="head[^"]*">(<p></p>)?</th>', "<td></td>", body)


def shortened(text: str) -> str:
    """The whole words of a text that fit into a description."""
    words = " ".join(text.split())
    if len(words) <= DESCRIPTION:
        return words
    return words[: DESCRIPTION - 3].rpartition(" ")[0].rstrip(",;:") + " ..."
