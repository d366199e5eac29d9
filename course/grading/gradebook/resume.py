"""The folder for the results: the secret in it, and its errors as GradingErrors."""

from __future__ import annotations

import errno
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course.grading.submission import GradingError

SECRET_BYTES = 32
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES)


def make_writable(out: Path) -> None:
    """Create the folder for the results. Raises GradingError if nothing can be written there."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        raise GradingError(f"cannot write into {out}: {error.strerror}") from None


def read_secret(out: Path) -> bytes:
    """The secret that seeds the fresh inputs of all runs in this folder; created by the first.

    Raises GradingError if it is not whole: anybody could guess the inputs that it seeds.
    """
    path, half = out / ".secret", out / ".secret.half"
    if not path.exists():
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_bytes(secrets.token_bytes(SECRET_BYTES))
        half.rename(path)
    secret = path.read_bytes()
    if len(secret) < SECRET_BYTES:
        raise GradingError(f"{path} holds {len(secret)} bytes, not {SECRET_BYTES}: it is empty or "
                           "cut off. Put it back from a backup, or delete it; then all inputs "
                           "are drawn anew")
    return secret


@contextmanager
def explained_failures(out: Path) -> Iterator[None]:
    """Turn errors of the disk and the database into GradingErrors; others pass through."""
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        raise GradingError(f"cannot write into {out} ({error.strerror}). Make room. Then run the "
                           "same command to continue") from None
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError  # here, for workers do without it

        if not isinstance(error, SQLAlchemyError):
            raise
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise GradingError(f"{out / 'gradebook.db'} cannot be used ({why}). Close other programs "
                           "that have it open, or make room. Then run the same command; no grade "
                           "is lost") from None
