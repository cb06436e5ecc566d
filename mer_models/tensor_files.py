"""Tensors with a JSON object in one safetensors file: written whole or not at all, read without running code.

The file is a plain safetensors file; the object is in its metadata under the key "merlingua".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save
from torch import Tensor

from merlingua.mer_models.errors import CheckpointError, TrainingError

KEY = "merlingua"
FOREIGN = {
    b"PK\x03\x04": "a PyTorch or zip archive, which can run code when it is opened",
    b"\x80": "a pickle, which can run code when it is opened",
    b"\x89HDF\r\n\x1a\n": "an HDF5 file of Keras: turn it into one with `merlingua models convert`",
}


def write_tensors(file: Path, tensors: Mapping[str, Tensor], stored: Mapping[str, Any]) -> None:
    """Write both and have them on the disk before the file's name leads to them.

    Raises
    ------
    TrainingError
        If the disk is full or the folder cannot be written; what was there before is still there.
    """
    metadata = {KEY: json.dumps(stored, ensure_ascii=False, sort_keys=True, allow_nan=False)}
    packed = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    data = save(packed, metadata)
    temporary = ""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".new")
        with os.fdopen(descriptor, "wb") as written:
            written.write(data)
            written.flush()
            os.fsync(written.fileno())
        Path(temporary).replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            Path(temporary or file.parent / "-").unlink()
        raise TrainingError(
            f"{file} cannot be written ({error.strerror}; it takes {len(data) / 1e6:.1f} MB). "
            "Free space there, or choose another folder, and start the same again: it goes on where it stood"
        ) from error


def read_tensors(file: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The tensors and the stored object.

    Raises
    ------
    CheckpointError
        If the file is missing, something else, damaged, or not from here.
    """
    _refuse_foreign(file)
    try:
        with safe_open(file, framework="pt") as opened:
            metadata = opened.metadata() or {}
            tensors = {name: opened.get_tensor(name) for name in list(opened.keys())}
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(
            f"{file} is damaged or no safetensors file ({error}); copy or train it again"
        ) from error
    if KEY not in metadata:
        raise CheckpointError(
            f"{file} is a safetensors file of another program; Merlingua's say what they hold"
        )
    try:
        stored = json.loads(metadata[KEY])
    except ValueError as error:
        raise CheckpointError(
            f"{file}: what it says of itself is no JSON ({error}); train it again"
        ) from error
    if not isinstance(stored, dict):
        raise CheckpointError(f"{file}: what it says of itself is no JSON object; train it again")
    return tensors, stored


def hash_of_tensors(tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 over names, types, shapes and values, whatever file they stand in."""
    digest = hashlib.sha256()
    for name in sorted(tensors):
        tensor = tensors[name].detach().cpu().contiguous()
        digest.update(f"{name}|{tensor.dtype}|{tuple(tensor.shape)}|".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b"")
    return digest.hexdigest()


def _refuse_foreign(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            beginning = opened.read(8)
    except OSError as error:
        raise CheckpointError(
            f"{file} cannot be read ({error.strerror}); name a .safetensors file"
        ) from error
    for mark, what in FOREIGN.items():
        if beginning.startswith(mark):
            raise CheckpointError(f"{file} is {what}; Merlingua reads its own .safetensors files")
