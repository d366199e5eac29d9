"""What other packages import though no command uses it, and takes long."""

from __future__ import annotations

import sys
from types import ModuleType

# nbformat imports jsonschema, which knows forms of text that no notebook has. Of web addresses it
# would build a grammar for a second.
FORMS = ("rfc3987_syntax", "isoduration", "rfc3986_validator", "uri_template", "webcolors")
# nbgrader imports setuptools, to unpack archives with it in a command of its own, what it adds to
# JupyterLab, which runs in a process of its own, and what asks JupyterHub for the members of a
# course. nbconvert imports bs4, to put pictures into pages, and a web server, to show them.
EXTENSIONS = ("assignment_list", "course_list", "formgrader", "validate_assignment")
UNUSED = {
    "bs4": ("BeautifulSoup",),
    "nbconvert.postprocessors.serve": ("ServePostProcessor",),
    "nbgrader.auth.jupyterhub": ("JupyterHubAuthPlugin",),
    "setuptools.archive_util": ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),
    **{f"nbgrader.server_extensions.{name}": ("load_jupyter_server_extension",)
       for name in EXTENSIONS},
}


def leave_out_slow_imports() -> None:
    """Let these modules be missing or empty in this process."""
    leave_out_forms()
    for name, names in UNUSED.items():
        if name not in sys.modules:
            sys.modules[name] = ModuleType(name)
            vars(sys.modules[name]).update(dict.fromkeys(names))


def leave_out_forms() -> None:
    """Let the forms of text that jsonschema knows be missing in this process."""
    for name in FORMS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]
