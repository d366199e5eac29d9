"""The folder of the host in which a sandbox without namespaces works: opened, measured, deleted.

Code can nest folders deeper than paths, open files and recursion go, and close them to others. So
each is opened from the one above it, and nothing is named by its path.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from course.grading.sandbox.process_tree import BLOCK, nameless

MAX_NESTED = 50  # folders in one another; what is deeper counts as full


class Full(Exception):
    """A folder holds more than it may."""


@dataclass
class Room:
    """The bytes and the names that a folder may still hold."""

    disk: int
    names: int

    def take(self, entry: os.DirEntry[str]) -> None:
        """Take what a file or a folder needs. Raises Full."""
        self.names -= 1
        with contextlib.suppress(OSError):
            self.disk -= BLOCK * entry.stat(follow_symlinks=False).st_blocks
        if self.disk < 0 or self.names < 0:
            raise Full


def use_scratch(folder: str, user: int) -> None:
    """Work in a folder of the host, open to the user that this process becomes, and to no other."""
    if os.getuid() == 0:
        os.chown(folder, -1, user)  # it stays root's, so that nobody removes root's files in it
    os.chmod(folder, 0o770)
    os.chdir(folder)
    tempfile.tempdir = None  # it looks at the environment again
    os.environ.update(dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), folder))


def fills(folder: str, processes: Collection[int], disk: int, names: int) -> bool:
    """Whether a folder has more than so many names, or it and what processes have open more bytes.

    A file that is open takes room though it has no name any more.
    """
    room = Room(disk - nameless(processes), names)
    try:
        with contextlib.suppress(OSError), _opened(folder) as top:
            _take(top, room, MAX_NESTED)
    except Full:
        return True
    return room.disk < 0


def _take(folder: int, room: Room, nested: int) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            room.take(entry)
            if entry.is_dir(follow_symlinks=False):
                if not nested:
                    raise Full
                with contextlib.suppress(OSError), _opened(entry.name, folder) as inner:
                    _take(inner, room, nested - 1)


def delete_scratch(folder: str | None) -> None:
    """Delete a folder and all in it. What lies in an inner folder first moves up to the top."""
    if folder is None:
        return
    with contextlib.suppress(OSError), _opened(folder) as top:
        there, before = set(os.listdir(top)), set[str]()
        while there - before:
            for name in there:
                with contextlib.suppress(OSError):
                    _delete_or_empty(name, top)
            there, before = set(os.listdir(top)), there
    with contextlib.suppress(OSError):
        os.rmdir(folder)


def _delete_or_empty(name: str, top: int) -> None:
    """Delete a file; of a folder, move what it holds up, under new names, and delete it."""
    try:
        os.unlink(name, dir_fd=top)
        return
    except IsADirectoryError:
        pass
    with _opened(name, top) as folder:
        for inner in os.listdir(folder):
            with contextlib.suppress(OSError), _opened(inner, folder):
                pass  # a folder that its owner closed cannot move
            os.rename(inner, uuid.uuid4().hex, src_dir_fd=folder, dst_dir_fd=top)
    os.rmdir(name, dir_fd=top)


@contextlib.contextmanager
def _opened(name: str, above: int | None = None) -> Iterator[int]:
    """An open folder, in the open one above it, also if its owner, this user, closed it.

    Follows no link. Raises OSError.
    """
    place = os.open(name, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=above)
    try:
        path = f"/proc/self/fd/{place}"
        if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
            os.chmod(path, 0o700)
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        os.close(place)
    try:
        yield folder
    finally:
        os.close(folder)
