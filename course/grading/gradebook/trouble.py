"""What stops a run from outside, told in a sentence: a full disk, a gradebook in use."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from course.grading.submission import GradingError

OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EACCES)


@contextmanager
def told(out: Path) -> Iterator[None]:
    """Turn what a disk or a database cannot do into GradingError; all else goes its way."""
    try:
        yield
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise GradingError(f"{out / 'gradebook.db'} cannot be used ({why}). Close what else has it "
                           "open, or make room, and give the command again; no grade is "
                           "lost") from None
    except OSError as error:
        if error.errno not in OF_THE_DISK:
            raise
        raise GradingError(f"cannot write into {out} ({error.strerror}). Make room and give the "
                           "command again; it goes on where it was") from None
