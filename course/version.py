"""The version of the installed package."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of


def version() -> str:
    """The package's version, such as `0.1.0`; a sentence if the package is not installed."""
    try:
        return version_of("autograd-course")
    except PackageNotFoundError:
        return "unknown: the package is not installed"
