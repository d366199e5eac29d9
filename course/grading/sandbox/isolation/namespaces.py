"""Shutting a process in: namespaces of its own, a file system of its own, limits.

Linux only. Each wall can be left out; what could not be built is told, never passed over.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from course.grading.sandbox.isolation.landlock import fence

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PIDS, NEW_NETWORK = (
    0x00020000, 0x08000000, 0x10000000, 0x20000000, 0x40000000)
READ_ONLY, NO_SUID, NO_DEVICES, REMOUNT = 1, 2, 4, 32
BIND, RECURSIVE, PRIVATE = 1 << 12, 1 << 14, 1 << 18
DETACH = 2
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
CAPSET = {"x86_64": 126, "aarch64": 91}
CAPABILITY_VERSION = 0x20080522
CLONE = {"x86_64": 56, "aarch64": 220}
NO_NEW_PRIVILEGES, DROP_BOUNDING, KEEP_CAPABILITIES, DEATH_SIGNAL = 38, 24, 8, 1
READ_EVERYTHING = 2
INSIDE_ID = 1000
OUTSIDE_ID = 65534
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/etc/ld.so.cache")
DEVICES = ("null", "zero", "random", "urandom")
HIDDEN_PACKAGES = ("course", "autograd_ref")

libc = ctypes.CDLL(None, use_errno=True)
held = ctypes.PyDLL(None, use_errno=True)  # calls without letting go of Python's lock


@dataclass(frozen=True)
class Walls:
    """Which walls to build, and the limits: bytes, seconds, counts."""

    namespaces: bool = True
    files: bool = True
    network: bool = True
    calls: bool = True
    memory: int = 2 * 2**30
    memory_together: int = 3 * 2**30
    processes: int = 64
    file_size: int = 32 * 2**20
    open_files: int = 256
    cpu_seconds: int = 120


def fork_apart(walls: Walls) -> int:
    """As `os.fork`, into namespaces of its own, in which the child is the first process.

    Raises OSError where this host builds none. The child has no name until `map_ids`.
    """
    flags = NEW_USER | NEW_PIDS | NEW_IPC | NEW_MOUNTS | (NEW_NETWORK if walls.network else 0)
    python = ctypes.pythonapi
    python.PyOS_BeforeFork()
    child = int(held.syscall(CLONE[platform.machine()], flags | signal.SIGCHLD, 0, 0, 0, 0))
    number = ctypes.get_errno()
    if child == 0:
        python.PyOS_AfterFork_Child()
        return 0
    python.PyOS_AfterFork_Parent()
    if child < 0:
        raise OSError(number, f"clone: {os.strerror(number)}")
    return child


def map_ids(pid: int) -> None:
    """Give the users inside a name outside: from outside, as only a parent may."""
    process = Path("/proc") / str(pid)
    if os.getuid() == 0:
        users = groups = f"0 0 1\n{INSIDE_ID} {OUTSIDE_ID} 1\n"
    else:
        users, groups = f"{INSIDE_ID} {os.getuid()} 1\n", f"{INSIDE_ID} {os.getgid()} 1\n"
        (process / "setgroups").write_text("deny")
    (process / "uid_map").write_text(users)
    (process / "gid_map").write_text(groups)


def build_file_system(walls: Walls) -> None:
    """A root of its own: the system and Python to read, `/scratch` to write, nothing else."""
    _mount(None, "/", None, RECURSIVE | PRIVATE)
    root = _building_site()
    _mount("tmpfs", str(root), "tmpfs", NO_SUID | NO_DEVICES, "size=64m,nr_inodes=2000,mode=755")
    (root / "tmp").mkdir()
    _mount_scratch(f"{root}/tmp")
    for path in _readable():
        _bind(path, root)
    for package in _hidden():
        _mount("tmpfs", f"{root}{package}", "tmpfs", READ_ONLY, "size=4k")
    for name in DEVICES:
        _bind(f"/dev/{name}", root)
    for folder in ("proc", "scratch", "old"):
        (root / folder).mkdir()
    os.chdir(root)
    libc.syscall(PIVOT_ROOT[platform.machine()], b".", b"old")
    os.chdir("/")
    libc.mount(b"proc", b"/proc", b"proc", NO_SUID | NO_DEVICES, None)
    _call("umount2", libc.umount2(b"/old", DETACH))
    os.rmdir("/old")
    _mount(None, "/", None, REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES)
    _mount_scratch("/scratch")
    os.chdir("/scratch")


def drop_rights(user: int = INSIDE_ID, capability: int | None = None) -> None:
    """Become an ordinary user without any capability, or with a single one, for good."""
    if os.getuid() == 0:
        libc.prctl(KEEP_CAPABILITIES, capability is not None, 0, 0, 0)
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
    for number in range(64):
        libc.prctl(DROP_BOUNDING, number, 0, 0, 0)
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    kept = 0 if capability is None else 1 << capability
    libc.syscall(CAPSET[platform.machine()], header, (ctypes.c_uint32 * 6)(kept, kept))
    _call("prctl", libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))


def fence_in(scratch: str) -> None:
    """The next best without namespaces: a fence around the same files, and no rights.

    Root keeps the right to read what lies behind the fence: Python may lie in root's own folder.
    Raises OSError where the kernel has no Landlock; then rights are dropped all the same.
    """
    kept = READ_EVERYTHING if os.getuid() == 0 else None
    try:
        fence(_readable(), _hidden(), [scratch, *(f"/dev/{name}" for name in DEVICES)])
    except OSError:
        drop_rights(OUTSIDE_ID)
        raise
    drop_rights(OUTSIDE_ID, kept)


def die_with_parent() -> None:
    """Be killed when the warm process is; it kills this one when the judge has gone."""
    _call("prctl", libc.prctl(DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0))


def set_limits(walls: Walls) -> None:
    """Limits on memory, processes, files and processor time; they cannot be raised again."""
    for kind, value in (
        (resource.RLIMIT_AS, walls.memory),
        (resource.RLIMIT_NPROC, walls.processes),
        (resource.RLIMIT_FSIZE, walls.file_size),
        (resource.RLIMIT_NOFILE, walls.open_files),
        (resource.RLIMIT_CPU, walls.cpu_seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))


def _building_site() -> Path:
    """A folder to build the new root on: one that hides nothing that goes into it."""
    for folder in ("/mnt", "/media", "/srv", "/tmp"):
        if os.path.isdir(folder) and not any(
            Path(path).is_relative_to(folder) for path in _readable()
        ):
            return Path(folder)
    raise OSError("no folder to build a root on")


def _mount_scratch(folder: str) -> None:
    """A small file system that everybody may write into."""
    _mount("tmpfs", folder, "tmpfs", NO_SUID | NO_DEVICES, "size=32m,nr_inodes=500,mode=777")


def _readable() -> list[str]:
    """What a Python process needs to read; a folder inside another one of them is left out."""
    chosen: list[str] = []
    for path in [*SYSTEM, sys.base_prefix, sys.prefix]:
        if os.path.exists(path) and not any(Path(path).is_relative_to(c) for c in chosen):
            chosen.append(path)
    return chosen


def _hidden() -> Iterable[str]:
    """The project's own packages and folders, where they lie among what is readable."""
    project = Path(__file__).resolve().parents[4]
    if (project / "pyproject.toml").exists() and any(
        project.is_relative_to(path) for path in _readable()
    ):
        yield from (str(folder) for folder in project.iterdir()
                    if folder.is_dir() and not Path(sys.prefix).is_relative_to(folder))
    for folder in sys.path:
        if Path(folder).is_relative_to(sys.prefix):
            for package in HIDDEN_PACKAGES:
                if (Path(folder) / package).is_dir():
                    yield str(Path(folder) / package)


def _bind(path: str, root: Path) -> None:
    target = Path(f"{root}{path}")
    target.parent.mkdir(parents=True, exist_ok=True)
    if os.path.islink(path):
        target.symlink_to(os.readlink(path))
        return
    if os.path.isdir(path):
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    _mount(path, str(target), None, BIND | RECURSIVE)
    locked = os.statvfs(path).f_flag & (os.ST_NOSUID | os.ST_NODEV | os.ST_NOEXEC | os.ST_NOATIME)
    if not path.startswith("/dev/"):
        _mount(None, str(target), None, BIND | REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES | locked)


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    arguments = [None if text is None else text.encode() for text in (source, target, kind)]
    data = None if options is None else options.encode()
    _call(f"mount {target}", libc.mount(*arguments, flags, data))


def _call(name: str, result: int) -> None:
    if result:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
