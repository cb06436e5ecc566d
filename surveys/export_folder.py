"""The folder of an export: written whole or not at all, and nothing is ever written outside it.

Conventions
-----------
All files are first written into a folder of their own inside the target, and moved to their places when the
last is done. ``export.json`` names every file with its SHA-256 and comes last: a folder without it, or with
one that says ``is_whole: false``, is no whole export. Only files that an earlier ``export.json`` names are
replaced or removed.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from merlingua.surveys.errors import MerlinguaError
from merlingua.surveys.study_files import sha256_of_file, write_atomically

MANIFEST = "export.json"
MANIFEST_VERSION = 1
_STAGING = ".merlingua-partial-"


class ExportError(MerlinguaError, OSError):
    """An export cannot be written or read."""


@contextmanager
def new_export(folder: Path, facts: Mapping[str, object]) -> Iterator[Path]:
    """A folder to write an export into; at the end what is in it becomes the content of ``folder``.

    Parameters
    ----------
    facts
        What the manifest says beside the files; it may be filled until the end.

    Raises
    ------
    ExportError
        If ``folder`` holds anything but an earlier export, or cannot be written. It is then as it was.
    """
    try:
        old = _old_files(folder)
        is_new = not folder.exists()
        folder.mkdir(exist_ok=True)
        for left_over in folder.glob(f"{_STAGING}*"):
            # Of an export that was killed; rmtree follows no link.
            shutil.rmtree(left_over, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=folder))
        try:
            yield staging
            _move(staging, folder, old, facts)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
            if is_new and not any(folder.iterdir()):
                folder.rmdir()
    except ExportError:
        raise
    except OSError as error:
        if isinstance(error, MerlinguaError):
            raise
        reason = error.strerror or error
        raise ExportError(f"the export {folder} cannot be written: {reason}") from error


def read_manifest(folder: Path, *, check: bool = True) -> dict[str, object]:
    """What an export says of itself; with ``check``, every file must be as it was written.

    Raises
    ------
    ExportError
        If there is no whole export, or a file of it is missing or was changed.
    """
    manifest = _manifest(folder)
    if manifest is None:
        raise ExportError(f"{folder} is no export of Merlingua: it has no {MANIFEST}")
    if not manifest.get("is_whole"):
        raise ExportError(f"the export {folder} was broken off while it was written: export it again")
    if manifest.get("manifest_version") != MANIFEST_VERSION:
        raise ExportError(f"the export {folder} is of another version of Merlingua: export it again")
    if check:
        _check_files(folder, manifest)
    return manifest


def _check_files(folder: Path, manifest: Mapping[str, object]) -> None:
    files = manifest["files"]
    for name, sha256 in files.items() if isinstance(files, dict) else ():
        file = _inside(folder, name)
        if not file.is_file():
            raise ExportError(f"the export {folder} lacks {name}: export it again")
        if sha256_of_file(file) != sha256:
            raise ExportError(
                f"{file} was changed since it was exported: export it again. To take it as it is, read it "
                "with `merlingua import long`."
            )


def _old_files(folder: Path) -> list[str]:
    """The files of the export that is there; refuses any other folder that is not empty."""
    if folder.is_symlink() and not folder.exists():
        raise ExportError(f"--out {folder} is a link to nothing: name a folder")
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"--out {folder} is a file: name a folder")
    if not folder.exists():
        if not folder.absolute().parent.is_dir():
            raise ExportError(f"--out {folder}: the folder {folder.absolute().parent} is not there")
        return []
    there = [entry for entry in folder.iterdir() if not entry.name.startswith(_STAGING)]
    manifest = _manifest(folder)
    if there and manifest is None:
        raise ExportError(
            f"--out {folder} is not empty and holds no export of Merlingua: name a new or an empty folder"
        )
    files = [] if manifest is None else manifest.get("files")
    return [name for name in files if isinstance(name, str)] if isinstance(files, dict | list) else []


def _manifest(folder: Path) -> dict[str, object] | None:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ExportError(f"{folder / MANIFEST} cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError):
        return None
    is_ours = isinstance(manifest, dict) and "merlingua_export" in manifest
    return manifest if is_ours and isinstance(manifest.get("files"), dict) else None


def _move(staging: Path, folder: Path, old: list[str], facts: Mapping[str, object]) -> None:
    files = sorted(file for file in staging.rglob("*") if file.is_file())
    names = [file.relative_to(staging).as_posix() for file in files]
    hashes = {name: sha256_of_file(file) for name, file in zip(names, files, strict=True)}
    targets = [_inside(folder, name) for name in names]
    for name, target in zip(names, targets, strict=True):
        if target.exists() and name not in old:
            raise ExportError(f"{target} is in the way and was not exported: move it away")
    for name in old:
        _inside(folder, name)
    for file in files:
        _sync(file)
    # From here to the last line the folder is no whole export, and says so.
    _write_manifest(folder, facts, dict.fromkeys([*old, *names], ""), is_whole=False)
    for name in set(old) - set(names):
        _remove(folder, name)
    for file, target in zip(files, targets, strict=True):
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)
    _write_manifest(folder, facts, hashes, is_whole=True)


def _write_manifest(
    folder: Path, facts: Mapping[str, object], files: Mapping[str, str], *, is_whole: bool
) -> None:
    manifest = {
        "merlingua_export": facts.get("format"),
        "manifest_version": MANIFEST_VERSION,
        "is_whole": is_whole,
        **facts,
        "files": files,
    }
    write_atomically(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")


def _remove(folder: Path, name: str) -> None:
    """Remove a file of an earlier export, and its folder where that is empty then."""
    file = _inside(folder, name)
    if file.is_dir() and not file.is_symlink():
        return
    file.unlink(missing_ok=True)
    for parent in file.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()


def _inside(folder: Path, name: str) -> Path:
    """The file of this name, which no link and no dots lead out of the folder."""
    path = PurePosixPath(name)
    is_plain = bool(path.parts) and not path.is_absolute() and not {"..", "", "."} & set(path.parts)
    file = folder.joinpath(*path.parts)
    # The last part may be a link: it is replaced itself, not what it leads to.
    if not is_plain or "\\" in name or "\0" in name or not _leads_inside(folder, file.parent):
        raise ExportError(f"{name!r} would lead out of {folder}: nothing is written or removed there")
    return file


def _leads_inside(folder: Path, parent: Path) -> bool:
    try:
        return parent.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _sync(file: Path) -> None:
    with file.open("rb") as stream:
        os.fsync(stream.fileno())
