"""A report's folder: all of its files at once, or the folder as it was.

Conventions
-----------
A report is made in a hidden folder on the same disk, brought to the disk, and then moved into its place. A
folder is taken for an earlier report's by its ``results.json``, which names the report's files and their
SHA-256; it is the last to be replaced. Files that are not the report's own are never touched. Reports of
another kind have a file of results by another name (`ReportKind`), and do not replace one another.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from merlingua.surveys.errors import MerlinguaError

FORMAT = "merlingua agreement"
"""What ``results.json`` says it is."""
RESULTS = "results.json"


@dataclass(frozen=True)
class ReportKind:
    """By what a report of a kind is known: its file of results, and the "format" that stands in it."""

    format: str
    results: str


AGREEMENT = ReportKind(FORMAT, RESULTS)


class ReportFolderError(MerlinguaError, OSError):
    """A report cannot be written where it was asked for; nothing of it is there."""


def check_report_folder(folder: Path, kind: ReportKind = AGREEMENT) -> None:
    """Refuse a folder in which no report could be written, before anything is computed.

    Raises
    ------
    ReportFolderError
        If it is a file, is in no folder, cannot be written, or holds files that are no report's.
    """
    with _explained(folder):
        _check_place(folder)
        if _is_used(folder):
            files_of_report(folder, kind)
        shutil.rmtree(_workplace(folder))


@contextmanager
def new_report(folder: Path, kind: ReportKind = AGREEMENT) -> Iterator[Path]:
    """A place to write a report's files to; they are in ``folder`` when the block ends, none if it raises.

    What the block raises about files (a full disk) becomes a `ReportFolderError`. The block writes
    ``results.json`` (or what the kind calls it), with the other files as ``files``.
    """
    with _explained(folder):
        _check_place(folder)
        old = files_of_report(folder, kind) if _is_used(folder) else {}
        workplace = _workplace(folder)
        try:
            yield workplace
            _sync(workplace)
            with _no_interrupt():
                _move(workplace, folder, old, kind.results)
        finally:
            shutil.rmtree(workplace, ignore_errors=True)


def files_of_report(folder: Path, kind: ReportKind = AGREEMENT) -> dict[str, str]:
    """The files of the report in this folder, and their SHA-256, its file of results aside.

    Raises
    ------
    ReportFolderError
        If there is no report in it.
    """
    try:
        results = json.loads((folder / kind.results).read_text("utf-8"))
        files = results["files"] if results["format"] == kind.format else None
    except (OSError, ValueError, KeyError, TypeError):
        files = None
    if not isinstance(files, dict):
        raise ReportFolderError(
            f"the folder {folder} holds files that are no report of Merlingua's: name a new or an empty "
            "folder with --out, or that of an earlier report"
        )
    return {str(name): str(sha256) for name, sha256 in files.items() if _is_inside(str(name))}


def file_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every file in a folder and the folders in it, by its name from there."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): _sha256(file) for file in files}


def _check_place(folder: Path) -> None:
    parent = folder.absolute().parent
    if folder.exists() and not folder.is_dir():
        raise ReportFolderError(f"--out {folder} is a file: name a folder, new or empty")
    if not parent.is_dir():
        raise ReportFolderError(f"--out {folder} cannot be made: there is no folder {parent}. Make it first.")


def _is_used(folder: Path) -> bool:
    """Whether anything is in it; hidden files are the system's, or what a killed program left."""
    return folder.is_dir() and any(not file.name.startswith(".") for file in folder.iterdir())


def _workplace(folder: Path) -> Path:
    """In the folder where it is there: it may be a disk of its own, on to which nothing can be renamed."""
    beside = folder if folder.is_dir() else folder.absolute().parent
    return Path(tempfile.mkdtemp(prefix=".report-", dir=beside))


def _sync(workplace: Path) -> None:
    for path in workplace.rglob("*"):
        if path.is_dir():
            path.chmod(0o755)
            continue
        path.chmod(0o644)
        with path.open("rb+") as file:
            os.fsync(file.fileno())


def _move(workplace: Path, folder: Path, old: dict[str, str], results: str) -> None:
    if not folder.exists():
        workplace.chmod(0o755)
        workplace.rename(folder)
        _sync_folder(folder.absolute().parent)
        return
    new = [file for file in sorted(workplace.rglob("*")) if file.is_file()]
    names = [file.relative_to(workplace).as_posix() for file in new]
    for name in names:
        # first, since a new folder is all that a full disk could refuse from here on
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
    for file, name in sorted(zip(new, names, strict=True), key=lambda pair: pair[1] == results):
        file.replace(folder / name)
    for name in set(old).difference(names):
        (folder / name).unlink(missing_ok=True)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """Ctrl+C waits until the files are in their place, which takes milliseconds."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    caught: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if caught:
        raise KeyboardInterrupt


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except MerlinguaError:
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise ReportFolderError(
            f"the report cannot be written to {folder} ({reason}), and nothing of it was: name another "
            "folder with --out, or make room and allow writing there"
        ) from error


def _is_inside(name: str) -> bool:
    path = Path(name)
    return not path.is_absolute() and ".." not in path.parts


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
