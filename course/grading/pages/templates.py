"""The templates of the pages."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, Template, select_autoescape
from markupsafe import Markup

from course.checks.check_report import with_code


@cache
def template(name: str) -> Template:
    """A template of this folder; it escapes everything that is put into it."""
    environment = Environment(
        loader=PackageLoader("course.grading.pages", "."),
        autoescape=select_autoescape(default=True), trim_blocks=True, lstrip_blocks=True,
    )
    environment.filters["with_code"] = lambda text: Markup(with_code(text))
    return environment.get_template(name)
