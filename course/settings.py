"""Where this course's repository is: a setting, never a guess.

`course.toml` at the top of a checkout says it, or the environment does, which wins:

    repository = "https://github.com/OWNER/NAME"     # or COURSE_REPOSITORY
    branch = "main"                                   # or COURSE_BRANCH
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from course.errors import CourseError

FILE = "course.toml"
KEYS = ("repository", "branch")


class SettingsError(CourseError):
    """`course.toml` cannot be read; the message says what is wrong in it."""


@dataclass(frozen=True)
class CourseSettings:
    """`repository` is the address of the repository, None if nobody configured one."""

    repository: str | None = None
    branch: str = "main"


def course_settings(root: Path) -> CourseSettings:
    """The settings of the checkout in the folder `root`. Raises SettingsError."""
    values = _read(root / FILE) | _environment()
    address = values.get("repository", "").rstrip("/").removesuffix(".git")
    if address and not address.startswith("https://"):
        raise SettingsError(f"repository is {address!r}; give an address that begins with https://")
    return CourseSettings(address or None, values.get("branch") or "main")


def _read(path: Path) -> dict[str, str]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    for key, value in values.items():
        if key not in KEYS:
            raise SettingsError(f"{path} has the key {key!r}; known are: {', '.join(KEYS)}")
        if not isinstance(value, str):
            raise SettingsError(f"{path}: {key} is {value!r}; write it in quotes")
    return values


def _environment() -> dict[str, str]:
    named = {key: os.environ.get(f"COURSE_{key.upper()}") for key in KEYS}
    return {key: value for key, value in named.items() if value}
