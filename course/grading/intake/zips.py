"""Read zip files that strangers made: write nothing, and limit everything."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from course.grading.submission import GradingError

MAX_BYTES = 20 * 2**20
MAX_ENTRIES, MAX_INNER_ENTRIES = 20_000, 500
MAX_TOTAL = 4 * 2**30
MAX_RATIO, SMALL = 200, 2**20
DIRECTORY_BYTES_PER_ENTRY = 400
END, END_BYTES, COMMENT_BYTES = b"PK\x05\x06", 22, 2**16
LARGE_END, IN_LARGE_RECORD = b"PK\x06\x06", 2**32 - 1
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError,
          NotImplementedError, RuntimeError, OSError, ValueError, OverflowError, IndexError)


class Refused(Exception):
    """We do not unpack a file or a whole zip; the message says why, without its name."""


@dataclass
class Entry:
    """A file in a zip. `refusal` says why we do not unpack it, or is ""."""

    path: str
    size: int
    refusal: str
    _info: zipfile.ZipInfo = field(repr=False)
    _archive: zipfile.ZipFile = field(repr=False)

    @property
    def time(self) -> str:
        """When it was changed or packed: of two of one person, the later one sorts behind."""
        year, *rest = self._info.date_time
        return f"{year}-" + "-".join(f"{part:02}" for part in rest)

    def read(self) -> bytes:
        """The content. Raises Refused if it is too large, refused or damaged."""
        if self.refusal:
            raise Refused(self.refusal)
        try:
            with self._archive.open(self._info) as stream:
                content = stream.read(MAX_BYTES + 1)
        except BROKEN as error:
            raise Refused(f"cannot be unpacked ({str(error) or type(error).__name__})") from None
        if len(content) > MAX_BYTES:
            raise Refused(_too_large(len(content)))
        return content


class Download:
    """The zip file of an LMS, open for reading.

    Raises GradingError if it is no zip file, is cut off, or holds more than the limits allow.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = path.open("rb")
        except IsADirectoryError:
            raise GradingError(f"{path} is a folder; grade it with --submitted") from None
        except OSError as error:
            raise GradingError(f"cannot read {path}: {error.strerror}") from None
        try:
            self.entries = _entries(self._file, MAX_ENTRIES)
        except Refused as refusal:
            self._file.close()
            raise GradingError(f"{path} {refusal}") from None
        total = sum(entry.size for entry in self.entries if not entry.refusal)
        if total > MAX_TOTAL:
            self._file.close()
            raise GradingError(f"{path} would unpack to {total / 2**30:.0f} GB; the limit is "
                               f"{MAX_TOTAL / 2**30:.0f} GB. Download the class in parts")

    def __enter__(self) -> Download:
        return self

    def __exit__(self, *error: object) -> None:
        self._file.close()


def inner_entries(content: bytes) -> list[Entry]:
    """The files of a zip that a student handed in. Raises Refused."""
    return _entries(io.BytesIO(content), MAX_INNER_ENTRIES)


def _entries(stream: IO[bytes], most: int) -> list[Entry]:
    begins_as_zip = stream.read(4) == b"PK\x03\x04"
    if _directory_bytes(stream) > most * DIRECTORY_BYTES_PER_ENTRY:
        raise Refused(f"holds more than {most:,} files")
    try:
        archive = zipfile.ZipFile(stream)
        infos = archive.infolist()
    except BROKEN:
        raise Refused("starts as a zip file but is cut off or damaged; was the download stopped?"
                      if begins_as_zip else "is not a zip file") from None
    if len(infos) > most:
        raise Refused(f"holds {len(infos):,} files; the limit is {most:,}")
    return list(_described(archive, infos))


def _directory_bytes(stream: IO[bytes]) -> int:
    """The size of a zip's list of files according to its last record, without reading the list."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - END_BYTES - COMMENT_BYTES))
    tail = stream.read()
    stream.seek(0)
    record = tail[-END_BYTES:]
    if record[:4] != END or record[-2:] != b"\0\0":
        record = tail[max(0, tail.rfind(END)):]
    claimed = int.from_bytes(record[12:16], "little") if record[:4] == END else 0
    return _large_directory_bytes(tail) if claimed == IN_LARGE_RECORD else claimed


def _large_directory_bytes(tail: bytes) -> int:
    """The size of the list of files in a zip of over 4 GB: a longer record before the last one."""
    record = tail[max(0, tail.rfind(LARGE_END)):]
    return int.from_bytes(record[40:48], "little") if record[:4] == LARGE_END else IN_LARGE_RECORD


def _described(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> Iterator[Entry]:
    for info in infos:
        path = _path(info)
        if path and not path.endswith("/"):  # a folder's entry, or one without a name, is no file
            yield Entry(path, info.file_size, _refusal(info), info, archive)


def _path(info: zipfile.ZipInfo) -> str:
    """The path, with `/` between its parts; UTF-8 also if the zip fails to declare it."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            name = info.filename
    return name.replace("\\", "/")


def _refusal(info: zipfile.ZipInfo) -> str:
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, not a file"
    if info.flag_bits & 1:
        return "is encrypted with a password"
    if info.file_size > MAX_BYTES:
        return _too_large(info.file_size)
    if info.file_size > SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1):
        return f"unpacks to more than {MAX_RATIO} times its size, as zip bombs do"
    return ""


def _too_large(size: int) -> str:
    return f"has {size / 2**20:.0f} MB; the limit is {MAX_BYTES / 2**20:.0f} MB"
