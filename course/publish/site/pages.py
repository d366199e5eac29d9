"""The static pages: home, docs and executed lessons, made by Sphinx with myst-nb and furo."""

from __future__ import annotations

import io
import shutil
import tempfile
from pathlib import Path
from typing import Any

from course.errors import CourseError
from course.publish.site.links import Links
from course.publish.site.sources import write_sources

NAME = "autograd-course"
BLUE, LIGHT_BLUE = "#005a8e", "#7cc4f0"


class PagesError(CourseError):
    """Sphinx could not make the pages, or warned of something; the message has its words."""


def build_pages(out: Path, links: Links) -> None:
    """Write the pages into the folder `out`. Raises PagesError."""
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    said = io.StringIO()
    with tempfile.TemporaryDirectory() as scratch, patch_docutils(), docutils_namespace():
        sources = Path(scratch) / "sources"
        sources.mkdir()
        write_sources(sources, links)
        try:
            app = Sphinx(sources, None, out, Path(scratch) / "doctrees", "html",
                         confoverrides=configuration(), status=None, warning=said)
            app.build(force_all=True)
        except SphinxError as error:
            raise PagesError(f"{error}\n{said.getvalue()}".strip()) from error
    if said.getvalue():
        raise PagesError(said.getvalue().strip())
    shutil.rmtree(out / "_sources", ignore_errors=True)  # empty


def configuration() -> dict[str, Any]:
    """What a conf.py would say."""
    return {
        "project": NAME,
        "extensions": ["myst_nb", "course.publish.site.extension"],
        "nb_execution_mode": "off",
        "nb_code_prompt_show": "Show what it prints",
        "nb_code_prompt_hide": "Hide what it prints",
        "myst_enable_extensions": ["dollarmath", "html_image"],
        "myst_heading_anchors": 4,
        "myst_update_mathjax": False,
        "html_math_renderer": "mathml",
        "highlight_language": "text",
        "html_theme": "furo",
        "html_title": NAME,
        "html_favicon": "_static/favicon.svg",
        "html_logo": "_static/favicon.svg",
        "html_static_path": ["_static"],
        "templates_path": ["_templates"],
        "html_css_files": ["site.css"],
        "html_js_files": [("site.js", {"defer": "defer"})],
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_show_copyright": False,
        "html_use_index": False,
        "html_domain_indices": False,
        "html_theme_options": {
            "top_of_page_buttons": [],
            "light_css_variables": _colours(BLUE),
            "dark_css_variables": _colours(LIGHT_BLUE),
        },
    }


def _colours(brand: str) -> dict[str, str]:
    return {"color-brand-primary": brand, "color-brand-content": brand,
            "color-brand-visited": brand}
