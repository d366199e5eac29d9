"""The file system of a sandbox: the system and Python to read, `/scratch` to write, no more."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from glob import glob
from pathlib import Path

from course.grading.sandbox.isolation.linux import checked, libc, on_this_machine

READ_ONLY, NO_SUID, NO_DEVICES, REMOUNT = 1, 2, 4, 32
BIND, RECURSIVE, PRIVATE = 1 << 12, 1 << 14, 1 << 18
DETACH = 2
PIVOT_ROOT = 155, 41
SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/fonts", "/etc/ld.so.cache")
DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")  # /dev/zero gives shared memory
HIDDEN_PACKAGES = ("course", "autograd_ref")
PACKAGE_FOLDERS = ("site-packages", "dist-packages")


def enter_new_root() -> None:
    """Build a root in this process's mount namespace, move there, and unmount the old one."""
    _mount(None, "/", None, RECURSIVE | PRIVATE)
    root = _mount_point()
    _mount("tmpfs", str(root), "tmpfs", NO_SUID | NO_DEVICES, "size=64m,nr_inodes=2000,mode=755")
    (root / "tmp").mkdir()
    _mount_scratch(f"{root}/tmp")
    for path in readable():
        _bind(path, root)
    for folder in hidden():
        _mount("tmpfs", f"{root}{folder}", "tmpfs", READ_ONLY, "size=4k")
    for device in DEVICES:
        _bind(device, root)
    for name in ("proc", "scratch", "old"):
        (root / name).mkdir()
    os.chdir(root)
    libc.syscall(on_this_machine(PIVOT_ROOT), b".", b"old")
    os.chdir("/")
    libc.mount(b"proc", b"/proc", b"proc", NO_SUID | NO_DEVICES, None)
    checked("umount2", libc.umount2(b"/old", DETACH))
    os.rmdir("/old")
    _mount(None, "/", None, REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES)
    _mount_scratch("/scratch")
    os.chdir("/scratch")


@cache
def readable() -> tuple[str, ...]:
    """What a Python process needs to read, without folders that lie inside another one of them."""
    chosen: list[str] = []
    for path in [*SYSTEM, sys.base_prefix, sys.prefix]:
        if os.path.exists(path) and not any(Path(path).is_relative_to(c) for c in chosen):
            chosen.append(path)
    return tuple(chosen)


def hidden() -> Iterator[str]:
    """The folders inside what is readable that hold this project: its checkout, and its package in
    whatever Python it is installed.

    Python needs the packages on its path, but those of no other Python.
    """
    project = Path(__file__).resolve().parents[4]
    if (project / "pyproject.toml").exists() and any(
        project.is_relative_to(path) for path in readable()
    ):
        yield from (str(folder) for folder in project.iterdir()
                    if folder.is_dir() and not Path(sys.prefix).is_relative_to(folder))
    yield from hidden_packages()


@cache
def hidden_packages() -> tuple[str, ...]:
    """The packages of other Pythons, and this project's in those that Python needs."""
    needed = {os.path.realpath(folder) for folder in sys.path}
    environments = [folder for folder in (f"{sys.base_prefix}/envs", f"{sys.base_prefix}/pkgs")
                    if os.path.isdir(folder) and not any(
                        Path(path).is_relative_to(folder) for path in (sys.prefix, *needed))]
    folders = _installed_packages()
    ours = [f"{folder}/{package}" for folder in folders if folder in needed
            for package in HIDDEN_PACKAGES if os.path.isdir(f"{folder}/{package}")]
    return *(folder for folder in folders if folder not in needed), *ours, *environments


def _installed_packages() -> list[str]:
    """The folders below what is readable in which any Python looks for packages."""
    return sorted({
        os.path.realpath(folder) for path in readable() for name in PACKAGE_FOLDERS
        for above in ("", "*/") for folder in glob(f"{path}/{above}lib*/python3*/{name}")})


def _mount_point() -> Path:
    """A folder to build the new root on; nothing readable lies in it, for the root hides it."""
    for folder in ("/mnt", "/media", "/srv", "/tmp"):
        if os.path.isdir(folder) and not any(
            Path(path).is_relative_to(folder) for path in readable()
        ):
            return Path(folder)
    raise OSError("no folder to build a root on")


def make_read_only(path: str) -> None:
    """Make a file or a folder read-only in this mount namespace, for its owner as well."""
    _mount(path, path, None, BIND)
    _mount(None, path, None, BIND | REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES)


def _mount_scratch(folder: str) -> None:
    """Mount a small file system that everybody may write into."""
    _mount("tmpfs", folder, "tmpfs", NO_SUID | NO_DEVICES, "size=32m,nr_inodes=500,mode=777")


def _bind(path: str, root: Path) -> None:
    """Show a file or folder of the host below `root`, read-only unless it is a device."""
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
    if path not in DEVICES:
        _mount(None, str(target), None, BIND | REMOUNT | READ_ONLY | NO_SUID | NO_DEVICES | locked)


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    arguments = [None if text is None else text.encode() for text in (source, target, kind)]
    data = None if options is None else options.encode()
    checked(f"mount {target}", libc.mount(*arguments, flags, data))
