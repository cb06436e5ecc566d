"""Where a store lies: a path or an SQLite URL becomes a file on a local disk.

Files on a network share are refused: SQLite's write-ahead log needs memory that all its readers share, which
no network share offers; answers could be lost without a word (https://www.sqlite.org/wal.html).
"""

from __future__ import annotations

import os
import re
import stat
import sys
from pathlib import Path, PurePosixPath

import platformdirs

from merlingua.surveys.errors import StoreError

APPLICATION = "merlingua"
ALLOWED = "a store is a file: write its path, or sqlite:///FILE (sqlite:////FILE with a path from the root)"
_SCHEMES = ("sqlite", "sqlite+pysqlite")
_IN_MEMORY = ("", ":memory:")
_PASSWORD = re.compile(r"(://[^:/@]*):.*@")
"""In a URL: it is never shown."""

MOUNTS = Path("/proc/self/mounts")
"""Linux's list of file systems."""
NETWORK_FILE_SYSTEMS = frozenset(
    {
        *("afs", "beegfs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4"),
        *("fuse.ceph", "fuse.davfs", "fuse.glusterfs", "fuse.rclone", "fuse.sshfs", "smb2", "smb3", "smbfs"),
    }
)
"""As Linux names them; a virtual machine's view of its host (9p, virtiofs) is not among them."""
_DRIVE_REMOTE = 4
"""What Windows' GetDriveType gives for a share."""


def default_store_path() -> Path:
    """The store of this user, in their data folder."""
    return _data_folder() / "merlingua.db"


def store_file(location: str | Path) -> Path:
    """The file that a path or URL means, as an absolute path; nothing is created.

    Raises
    ------
    StoreError
        If the URL is of another database, or names no file.
    """
    if isinstance(location, str) and ("://" in location or location.startswith("sqlite:")):
        scheme, _, rest = location.partition(":")
        if scheme not in _SCHEMES or not rest.startswith("///"):
            shown = _PASSWORD.sub(r"\1:***@", location)
            raise StoreError(f"{shown!r} cannot be the store: {ALLOWED}.")
        name = rest.removeprefix("///")
        if "?" in name:
            raise StoreError(f"{location!r} has options behind '?', which a store does not take: {ALLOWED}.")
    else:
        name = str(location)
    if "\0" in name:
        raise StoreError(f"{name!r} cannot be the store: no file's name holds the character \\0. {ALLOWED}.")
    if name in _IN_MEMORY:
        raise StoreError(f"{str(location)!r} names no file, and answers must outlive the program: {ALLOWED}.")
    # Through links, so that all who name one store by several paths meet at one lock.
    return Path(os.path.realpath(Path(name).expanduser()))


def check_place(file: Path) -> None:
    """Refuse a place where no store can be; make the user's own data folder if it is missing.

    Raises
    ------
    StoreError
        If what is there is no file, its folder is missing, or it is on a network share.
    """
    if _kind(file) == stat.S_IFDIR:
        raise StoreError(f"{file} is a folder; a store is a file. Name one, such as {file / 'merlingua.db'}")
    if _kind(file) not in (None, stat.S_IFREG):
        raise StoreError(f"{file} is a device or a pipe; a store is a file. Name another with --store.")
    folder = file.parent
    if not folder.is_dir():
        _make_data_folder(file)
    share = network_file_system(folder)
    if share is not None:
        raise StoreError(
            f"{file} is on a network share ({share}), where answers could be lost: name a file on a local "
            "disk with --store. Each station keeps its own store."
        )


def network_file_system(folder: Path) -> str | None:
    """The kind of network share that the folder is on; None where it is local, or this cannot be told."""
    if sys.platform == "win32":
        return _windows_share(folder)
    try:
        mounts = MOUNTS.read_text("utf-8", errors="surrogateescape")
    except OSError:
        return None
    kind = file_system_of(folder.resolve(), mounts)
    return kind if kind in NETWORK_FILE_SYSTEMS else None


def file_system_of(folder: Path, mounts: str) -> str | None:
    """The kind of file system that holds the folder, by the text of ``/proc/self/mounts``."""
    found, kind = PurePosixPath("/"), None
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        place = PurePosixPath(_unescaped(fields[1]))
        is_nearer = len(place.parts) >= len(found.parts)
        if is_nearer and PurePosixPath(folder).is_relative_to(place):
            found, kind = place, fields[2]
    return kind


def _kind(file: Path) -> int | None:
    """What is there, as ``stat.S_IF…``; None where there is nothing."""
    try:
        return stat.S_IFMT(file.stat().st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(
            f"{file} cannot be the store ({error.strerror}): name another file with --store."
        ) from error


def _make_data_folder(file: Path) -> None:
    folder = file.parent
    if folder != _data_folder():
        raise StoreError(
            f"{file} cannot be the store: the folder {folder} is missing. Make it, or name another file."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"the folder {folder} of the store cannot be made ({error.strerror}): name another with --store."
        ) from error


def _data_folder() -> Path:
    return platformdirs.user_data_path(APPLICATION, appauthor=False).absolute()


def _unescaped(place: str) -> str:
    for octal, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        place = place.replace(octal, character)
    return place


def _windows_share(folder: Path) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes

    anchor = folder.resolve().anchor
    is_share = anchor.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(anchor) == _DRIVE_REMOTE
    return f"drive {anchor}" if is_share else None
