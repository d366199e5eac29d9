"""The secret that seeds the fresh inputs of all submissions."""

from __future__ import annotations

from course.grading.submission import GradingError

SECRET_BYTES = 32


def need_long(secret: bytes, source: object) -> None:
    """Raise GradingError, which names its source, if the secret is too short."""
    if len(secret) < SECRET_BYTES:
        raise GradingError(f"the secret in {source} has {len(secret)} bytes; use at least "
                           f"{SECRET_BYTES}, or anybody could guess the inputs that it seeds")
