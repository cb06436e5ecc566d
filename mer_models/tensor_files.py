"""Files of tensors in the safetensors layout: read without trust, written whole or not at all.

Conventions
-----------
A file is eight bytes (the header's length, little-endian), a JSON header, and the tensors' bytes. The header
names each tensor's dtype, shape and offsets; its ``__metadata__`` maps text to text. A seal, the SHA-256 of
the document in the metadata and of all tensors with their names, dtypes and shapes, tells damaged files.

A file is written beside its place, synced, and moved there by one rename: a kill at any moment leaves the old
one or the new one.

Reference: https://huggingface.co/docs/safetensors, "Format".
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import math
import os
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from merlingua.mer_models.errors import CheckpointError, TrainingError
from merlingua.mer_models.model_cards import read_json

MAX_HEADER_BYTES = 100_000_000
"""As in the safetensors library: more is no header but damage."""
BYTES_OF = {
    "BOOL": 1,
    "U8": 1,
    "I8": 1,
    "F8_E4M3": 1,
    "F8_E5M2": 1,
    "I16": 2,
    "U16": 2,
    "F16": 2,
    "BF16": 2,
    "I32": 4,
    "U32": 4,
    "F32": 4,
    "F64": 8,
    "I64": 8,
    "U64": 8,
    "C64": 8,
}
LEFTOVER_S = 3600.0
"""A half-written file this old is of a run that was killed."""

_PARTIAL = ".partial"
_DISK_FULL = (errno.ENOSPC, errno.EDQUOT)
_KINDS = (
    (b"\x89HDF\r\n\x1a\n", "an HDF5 file, which 'merlingua models convert FILE --out NEW.safetensors' reads"),
    (b"PK\x03\x04", "a zip archive (such as PyTorch's .pt), which may run code: such are never read"),
    (b"\x80", "a Python pickle, which may run code: such are never read"),
    (b"\x1f\x8b", "a gzip archive: unpack it"),
)


@dataclass(frozen=True)
class RawTensor:
    """A tensor as it lies in the file."""

    dtype: str
    shape: tuple[int, ...]
    data: memoryview


@dataclass(frozen=True)
class TensorFile:
    """A file's metadata and tensors, by name in alphabetical order; ``data`` is the whole file."""

    metadata: dict[str, str]
    tensors: dict[str, RawTensor]
    data: bytes


def read_tensor_file(path: Path) -> TensorFile:
    """Read a file and check its structure to the last byte.

    Raises
    ------
    CheckpointError
        In one line that says what the file is instead.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CheckpointError(f"{path} does not exist: 'merlingua models' lists what there is") from error
    except IsADirectoryError as error:
        raise CheckpointError(f"{path} is a folder; a model is one .safetensors file in it") from error
    except (OSError, ValueError) as error:
        raise CheckpointError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or error}"
        ) from error
    try:
        return parse_tensor_file(data)
    except CheckpointError as error:
        raise CheckpointError(f"{path} {error}") from error


def parse_tensor_file(data: bytes) -> TensorFile:
    """The content of a file's bytes. Raises CheckpointError without the file's name."""
    if len(data) < 9 or data[8:9] != b"{":
        raise CheckpointError(f"is {_what_it_is(data)}")
    n_header = int.from_bytes(data[:8], "little")
    if n_header > MAX_HEADER_BYTES:
        raise CheckpointError(f"is {_what_it_is(data)}")
    if 8 + n_header > len(data):
        raise CheckpointError(f"is cut short: its header has {n_header} bytes, {len(data) - 8} are there")
    try:
        text = data[8 : 8 + n_header].decode()
    except UnicodeDecodeError as error:
        raise CheckpointError("is damaged: its header is not UTF-8") from error
    header = read_json(text, "is damaged: its header")
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise CheckpointError("is damaged: its metadata is not text")
    body = memoryview(data)[8 + n_header :]
    tensors, end = {}, 0
    for name, entry in sorted(header.items(), key=_first_byte):
        dtype, shape, start, stop = _checked_entry(name, entry)
        if start != end:
            raise CheckpointError(f"is damaged: tensor {name!r} begins at byte {start}, {end} is due")
        end = stop
        tensors[name] = RawTensor(dtype, shape, body[start:stop])
    if end != len(body):
        state = "is cut short" if end > len(body) else "has bytes too many"
        raise CheckpointError(f"{state}: its tensors have {end} bytes, {len(body)} are there")
    return TensorFile(metadata, dict(sorted(tensors.items())), data)


def fingerprint(tensors: Mapping[str, RawTensor]) -> str:
    """SHA-256 of all tensors with their names, dtypes and shapes, in alphabetical order."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        tensor = tensors[name]
        digest.update(json.dumps([name, tensor.dtype, list(tensor.shape)]).encode())
        digest.update(tensor.data)
    return digest.hexdigest()


def seal_of(document: str, weights_sha256: str) -> str:
    """SHA-256 of the document in the metadata and the tensors' fingerprint."""
    return hashlib.sha256(f"{weights_sha256}\n{document}".encode()).hexdigest()


def with_metadata(data: bytes, metadata: Mapping[str, str]) -> tuple[bytes, memoryview]:
    """The header and the body of a file of the same tensors with this metadata: the same bytes each time."""
    n_header = int.from_bytes(data[:8], "little")
    header = json.loads(data[8 : 8 + n_header])
    header["__metadata__"] = dict(metadata)
    text = json.dumps(header, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    # The tensors begin at a multiple of eight bytes, as the layout recommends.
    text += b" " * (-len(text) % 8)
    return len(text).to_bytes(8, "little") + text, memoryview(data)[8 + n_header :]


def replace_files(contents: Mapping[Path, tuple[bytes | memoryview, ...]]) -> None:
    """Write files beside their places, and move them there only when all are whole and on the disk.

    Folders that are missing are made.

    Raises
    ------
    TrainingError
        If the disk is full or the folder cannot be written; nothing is changed then.
    """
    try:
        _replace(contents)
    except OSError as error:
        raise _write_error(error, contents) from error


def _replace(contents: Mapping[Path, tuple[bytes | memoryview, ...]]) -> None:
    partials: dict[Path, Path] = {}
    try:
        for path, parts in contents.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            _remove_leftovers(path)
            partials[path] = path.with_name(f".{path.name}.{secrets.token_hex(4)}{_PARTIAL}")
            _write_synced(partials[path], parts)
        for path, partial in partials.items():
            os.replace(partial, path)  # noqa: PTH105
        for folder in {path.parent for path in contents}:
            _sync_folder(folder)
    finally:
        for partial in partials.values():
            # What cannot be removed must not hide why it could not be written.
            with contextlib.suppress(OSError):
                partial.unlink()


def _write_synced(path: Path, parts: tuple[bytes | memoryview, ...]) -> None:
    with path.open("xb") as stream:
        for part in parts:
            stream.write(part)
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _remove_leftovers(path: Path) -> None:
    """Remove what killed runs have left half-written for this place."""
    oldest = time.time() - LEFTOVER_S
    prefix = f".{path.name}."
    for file in path.parent.iterdir():
        if file.name.startswith(prefix) and file.name.endswith(_PARTIAL) and file.stat().st_mtime < oldest:
            file.unlink(missing_ok=True)


def _write_error(error: OSError, contents: Mapping[Path, tuple[bytes | memoryview, ...]]) -> TrainingError:
    path = next(iter(contents))
    if error.errno not in _DISK_FULL:
        return TrainingError(f"{path} cannot be written: {error.strerror or error}")
    n_bytes = sum(len(part) for parts in contents.values() for part in parts)
    try:
        free = f", {_megabytes(shutil.disk_usage(path.parent).free)} are free"
    except OSError:
        free = ""
    return TrainingError(
        f"the disk is full: {path.name} needs {_megabytes(n_bytes)} in {path.parent}{free}; "
        "what was saved before is as it was: make space and go on"
    )


def _megabytes(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB"


def _what_it_is(data: bytes) -> str:
    if not data:
        return "empty: was its download or copy cut short?"
    for magic, kind in _KINDS:
        if data.startswith(magic):
            return kind
    try:
        data[:256].decode()
    except UnicodeDecodeError as error:
        is_text = error.start > 252 and error.start > 0
    else:
        is_text = b"\x00" not in data[:256]
    kind = "a text file" if is_text else "no safetensors file"
    return f"{kind}; a model of Merlingua is a .safetensors file"


def _first_byte(item: tuple[str, Any]) -> tuple[Any, ...]:
    """Where a tensor begins and ends (empty ones come before what begins at the same byte), then its name."""
    name, entry = item
    offsets = entry.get("data_offsets") if isinstance(entry, dict) else None
    if not isinstance(offsets, list) or len(offsets) != 2 or not all(type(each) is int for each in offsets):
        raise CheckpointError(f"is damaged: its header does not say where tensor {name!r} lies")
    return (*offsets, name)


def _checked_entry(name: str, entry: dict[str, Any]) -> tuple[str, tuple[int, ...], int, int]:
    dtype, shape = entry.get("dtype"), entry.get("shape")
    if not isinstance(dtype, str) or dtype not in BYTES_OF:
        raise CheckpointError(f"has tensor {name!r} of dtype {dtype!r}, which is not known here")
    if not isinstance(shape, list) or not all(type(size) is int and size >= 0 for size in shape):
        raise CheckpointError(f"is damaged: tensor {name!r} has the shape {shape!r}")
    start, stop = entry["data_offsets"]
    if stop - start != math.prod(shape) * BYTES_OF[dtype] or start < 0:
        raise CheckpointError(
            f"is damaged: tensor {name!r} of shape {shape} and dtype {dtype} lies in {stop - start} bytes"
        )
    return dtype, tuple(shape), start, stop
