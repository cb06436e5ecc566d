"""The clips of a folder that could be rated next: each sound once, with an id that is free in a study.

A clip that a study has already is known by its file's content, whatever it is called here, and keeps the
study's id, words and excerpt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.prediction_runs import Refused, sound_files
from merlingua.surveys.audio_files import probe
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError
from merlingua.surveys.study import Study
from merlingua.surveys.study_files import sha256_of_file

MAX_CHANNELS = 2
MAX_ID = 64


@dataclass(frozen=True)
class PoolClip:
    """A clip to choose, ``rated`` where the study has it."""

    id: str
    file: Path
    sha256: str
    rated: Clip | None = None


@dataclass(frozen=True)
class Pool:
    """What a folder has: clips to choose from, clips of the study, copies of others, what cannot be used."""

    clips: tuple[PoolClip, ...]
    in_study: tuple[PoolClip, ...] = ()
    copies: dict[Path, Path] = field(default_factory=dict)
    refused: dict[Path, Refused] = field(default_factory=dict)


def read_pool(folder: Path, study: Study, *, with_rated: bool = False) -> Pool:
    """Look through a folder and its subfolders.

    Raises
    ------
    FeatureError
        If there is no such folder, or no sound in it.
    """
    if not folder.is_dir():
        raise FeatureError(f"--pool {folder}: there is no such folder")
    of_study = {clip.sha256: clip for clip in study.clips.values()}
    taken = {clip_id.casefold() for clip_id in study.clips}
    first: dict[str, Path] = {}
    clips: list[PoolClip] = []
    in_study: list[PoolClip] = []
    copies: dict[Path, Path] = {}
    refused: dict[Path, Refused] = {}
    for file in sound_files([folder]):
        problem, sha256 = _looked_at(file)
        if problem:
            refused[file] = Refused(f"{file}: {problem}")
        elif sha256 in first:
            copies[file] = first[sha256]
        else:
            first[sha256] = file
            rated = of_study.get(sha256)
            clip = PoolClip(rated.id if rated else _free_id(file, taken), file, sha256, rated)
            (in_study if rated and not with_rated else clips).append(clip)
    return Pool(tuple(clips), tuple(in_study), copies, refused)


def _looked_at(file: Path) -> tuple[str, str]:
    """(what is wrong with a file, its hash)."""
    try:
        n_channels = probe(file).n_channels
        if n_channels > MAX_CHANNELS:
            return f"has {n_channels} channels; 1 and 2 are allowed: mix it down to stereo", ""
        return "", sha256_of_file(file)
    except ClipError as error:
        return str(error).removeprefix(f"{file}").lstrip(": ") or "cannot be read", ""
    except OSError as error:
        return f"cannot be read: {error.strerror or error}", ""


def _free_id(file: Path, taken: set[str]) -> str:
    """The stem with ``_`` for what an id may not have, and a number where it is another clip's."""
    stem = unicodedata.normalize("NFC", file.stem)
    plain = re.sub(r"[^\w.-]+", "_", stem).strip("_.-")[:MAX_ID] or "clip"
    found, number = plain, 1
    while found.casefold() in taken:
        number += 1
        found = f"{plain[: MAX_ID - len(str(number)) - 1]}_{number}"
    taken.add(found.casefold())
    return found
