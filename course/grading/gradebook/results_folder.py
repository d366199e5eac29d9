"""The folder for the results: the secret in it, and its errors as GradingErrors."""

from __future__ import annotations

import errno
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course.errors import writing_into
from course.grading.judging.secret import SECRET_BYTES
from course.grading.submission import GradingError, Result

NAME_GRADES = "use --grades to name the folder that course grade wrote"
MAKE_ROOM = "Make room"
GIVE_RIGHT = "Give yourself the right to write there"
MOUNT_WRITABLE = "Mount the file system so that you can write to it"
CHECK_DISK = "Check the disk"
MOVE_AWAY = "Move away what has this name"
ADVICE = {
    errno.ENOSPC: MAKE_ROOM,
    errno.EDQUOT: MAKE_ROOM,
    errno.EFBIG: "Raise the limit for the size of a file",
    errno.EIO: CHECK_DISK,
    errno.EROFS: MOUNT_WRITABLE,
    errno.EACCES: GIVE_RIGHT,
    errno.EPERM: GIVE_RIGHT,
    errno.EISDIR: MOVE_AWAY,
    errno.ENOTDIR: MOVE_AWAY,
    errno.EEXIST: MOVE_AWAY,
}
DATABASE_ADVICE = {
    sqlite3.SQLITE_FULL: MAKE_ROOM,
    sqlite3.SQLITE_IOERR: CHECK_DISK,
    sqlite3.SQLITE_READONLY: GIVE_RIGHT,
    sqlite3.SQLITE_CANTOPEN: GIVE_RIGHT,
    sqlite3.SQLITE_PERM: GIVE_RIGHT,
    sqlite3.SQLITE_NOTADB: "Put it back from a backup, or move it away",
    sqlite3.SQLITE_CORRUPT: "Put it back from a backup, or move it away",
}
# What a run writes for people, and what it leaves as a mark of its own.
WRITTEN = ("grades.csv", "changes.csv", "report.html", "feedback", "autograded")
MARKS = (".secret", ".done", ".published", ".lms", "gradebook.db")
LOCK = ".lock"
PRIMARY_CODE = 0xFF  # of an SQLite code, whose upper bits say more

_locked: tuple[Path, int] | None = None  # the folder that this process writes into, and the lock


def is_graded(out: Path) -> bool:
    """Whether a run has written into the folder, or a command before the first run."""
    return any((out / name).exists() for name in MARKS)


def need_gradebook(out: Path) -> None:
    """Raise GradingError if the folder has no gradebook."""
    if not (out / "gradebook.db").is_file():
        raise GradingError(f"no gradebook.db in {out}; {NAME_GRADES}")


def executed_path(out: Path, result: Result) -> Path:
    """Where the notebook of a submission stands, as it ran."""
    return out / "autograded" / result.student / result.assignment / f"{result.assignment}.ipynb"


def page_path(out: Path, student: str, assignment: str) -> Path:
    """Where a feedback page stands."""
    return out / "feedback" / student / assignment / f"{assignment}.html"


def make_writable(out: Path) -> None:
    """Create the folder for the results, and let no other process write there while this one does.

    Raises GradingError if nothing can be written there, if it holds something else under a name
    that a run would write, or if another process is writing there.
    """
    foreign = [name for name in WRITTEN if (out / name).exists()]
    if foreign and not is_graded(out):
        raise GradingError(f"{out} holds {', '.join(foreign)}, which course grade did not write. "
                           "Name a new folder with --out")
    with writing_into(out, GradingError):
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.write_text("")
        probe.unlink()
        _lock(out)


def _lock(out: Path) -> None:
    """Lock the folder until this process ends, however it ends, or writes into another folder.

    A lock of this kind is the process's own, so no worker that outlives it holds it. Where the
    file system has no locks, there is none.
    """
    global _locked
    if _locked is not None and _locked[0] == out:
        return
    if _locked is not None:
        os.close(_locked[1])
    _locked = None
    try:
        import fcntl
    except ImportError:  # on Windows, where nothing is graded
        return
    file = os.open(out / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(file)
        if error.errno in (errno.EACCES, errno.EAGAIN):
            raise GradingError(f"another course command is writing into {out}. Wait until it "
                               "ends, or use another folder") from None
    else:
        _locked = out, file


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
                           "cut off. Put it back from a backup, or delete it and grade everybody "
                           "with --again, by inputs that are drawn anew")
    return secret


@contextmanager
def explained_failures(out: Path) -> Iterator[None]:
    """Turn errors of the disk and the database into GradingErrors; others pass through."""
    try:
        yield
    except OSError as error:
        if error.errno not in ADVICE:
            raise
        advice = ADVICE[error.errno]
        if advice is MOVE_AWAY:
            advice += f": {_in_the_way(Path(error.filename2 or error.filename))}"
        raise GradingError(f"cannot write into {out} ({error.strerror}). {advice}. Then run the "
                           "same command to continue") from None
    except Exception as error:
        from nbgrader.api import InvalidEntry  # here, for workers do without them
        from sqlalchemy.exc import SQLAlchemyError

        if isinstance(error, InvalidEntry) and isinstance(error.__context__, Exception):
            error = error.__context__  # what the database said
        if not isinstance(error, (SQLAlchemyError, sqlite3.Error)):
            raise
        cause = getattr(error, "orig", None) or error
        why = str(cause).splitlines()[0]
        code = getattr(cause, "sqlite_errorcode", 0) & PRIMARY_CODE
        advice = DATABASE_ADVICE.get(code, "Close other programs that have it open")
        if (out / "gradebook.db").is_dir():
            why, advice = "it is a folder", MOVE_AWAY
        raise GradingError(f"{out / 'gradebook.db'} cannot be used ({why}). {advice}. Then run "
                           "the same command; no grade is lost") from None


def _in_the_way(path: Path) -> Path:
    """The file that stands where a folder is needed, or the path itself."""
    return next((above for above in reversed(path.parents) if above.is_file()), path)
