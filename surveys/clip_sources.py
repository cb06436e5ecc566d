"""The clips a researcher has, before they are a study's: a manifest of their own, or a folder of audio."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from merlingua.surveys.audio_files import FORMATS, probe
from merlingua.surveys.errors import ClipError, Problem
from merlingua.surveys.lyrics_languages import UNKNOWN, LyricsLanguageError, lyrics_language_tag
from merlingua.surveys.manifest import Row, clip_id_problem, quadrant_problem, read_table, seconds
from merlingua.surveys.study_files import read_utf8

AUDIO_SUFFIXES = frozenset({".wav", ".flac", ".ogg", ".oga", ".mp3", ".aif", ".aiff"})


@dataclass(frozen=True)
class ClipSource:
    """A clip to be copied; ``duration_s`` None is the rest of the file from ``onset_s`` on."""

    id: str
    file: Path
    onset_s: float = 0.0
    duration_s: float | None = None
    lyrics_language: str = UNKNOWN
    quadrant: str | None = None
    artist: str | None = None
    title: str | None = None


def clip_sources(place: Path) -> tuple[list[ClipSource], list[Problem]]:
    """The clips of a manifest (``.csv``) or of a folder of audio files, and what is wrong with them.

    Ids must differ in more than capitals: they name files, and some systems do not tell ``A`` from ``a``.
    """
    try:
        if place.is_dir():
            sources, problems = _from_folder(place)
        elif place.is_file():
            sources, problems = _from_manifest(place)
        else:
            message = "is not there: name a CSV manifest of clips or a folder of audio files"
            return [], [Problem(str(place), 0, message)]
    except OSError as error:
        return [], [Problem(str(place), 0, f"cannot be read: {error.strerror or error}")]
    return sources, sorted(problems)


def _from_folder(folder: Path) -> tuple[list[ClipSource], list[Problem]]:
    files = sorted(
        (file for file in folder.iterdir() if _is_audio(file)), key=lambda file: _natural(file.name)
    )
    if not files:
        return [], [Problem(str(folder), 0, f"has no audio files: {FORMATS} are read")]
    sources: dict[str, ClipSource] = {}
    problems = []
    for file in files:
        source = ClipSource(_id_of(file), file)
        found = clip_id_problem(source.id) or _audio_problem(source)
        same = sources.get(source.id.casefold())
        if found is None and same is not None:
            found = f"makes the id {source.id!r}, as {same.file.name} does: rename one"
        if found is not None:
            problems.append(Problem(str(file), 0, found))
        else:
            sources[source.id.casefold()] = source
    return list(sources.values()), problems


def _from_manifest(manifest: Path) -> tuple[list[ClipSource], list[Problem]]:
    name = str(manifest)
    text, problems = read_utf8(manifest, name)
    if text is None:
        return [], problems
    table = read_table(text, name, required=("file",), allowed=None)
    if table.problems:
        return [], table.problems
    if not table.rows:
        return [], [Problem(name, 0, "lists no clips")]
    sources: list[ClipSource] = []
    lines: dict[str, int] = {}
    for row in table.rows:
        source, messages = _source(row, manifest.parent)
        first = lines.setdefault(source.id.casefold(), row.line)
        if first != row.line:
            messages.append(f"clip {source.id!r} stands twice, first in line {first}: ids must differ")
        problems += [Problem(name, row.line, message) for message in messages]
        sources.append(source)
    return sources, problems


def _source(row: Row, folder: Path) -> tuple[ClipSource, list[str]]:
    cells: Mapping[str, str] = row.cells
    file = folder / cells["file"]
    clip_id = cells.get("clip") or _id_of(file)
    onset_s, duration_s = seconds(cells.get("onset_s") or "0"), cells.get("duration_s") or ""
    messages = [
        found for found in (clip_id_problem(clip_id), quadrant_problem(cells.get("quadrant", ""))) if found
    ]
    if onset_s is None:
        messages.append(f"onset_s of clip {clip_id!r} is {cells['onset_s']!r}: it must be seconds, 0 or more")
    if duration_s and not seconds(duration_s):
        messages.append(f"duration_s of clip {clip_id!r} is {duration_s!r}: it must be seconds, above 0")
    language = UNKNOWN
    try:
        language = lyrics_language_tag(cells.get("lyrics_language", ""))
    except LyricsLanguageError as error:
        messages.append(f"clip {clip_id!r}: {error}")
    source = ClipSource(
        id=clip_id,
        file=file,
        onset_s=onset_s or 0.0,
        duration_s=seconds(duration_s) if duration_s else None,
        lyrics_language=language,
        quadrant=cells.get("quadrant") or None,
        artist=cells.get("artist") or None,
        title=cells.get("title") or None,
    )
    audio_problem = _audio_problem(source)
    return source, [*messages, audio_problem] if audio_problem else messages


def _audio_problem(source: ClipSource) -> str | None:
    try:
        info = probe(source.file)
    except ClipError as error:
        return str(error)
    except OSError as error:
        return f"{source.file} cannot be read: {error.strerror or error}"
    if info.n_channels > 2:
        return f"{source.file} has {info.n_channels} channels; 1 and 2 are allowed: mix it down to stereo"
    ends_s = source.onset_s + (source.duration_s or 0.0)
    if source.onset_s >= info.duration_s or ends_s > info.duration_s + 0.001:
        return f"clip {source.id!r} ends at {ends_s:g} s, but {source.file} has {info.duration_s:.3f} s"
    return None


def _is_audio(file: Path) -> bool:
    return file.is_file() and file.suffix.lower() in AUDIO_SUFFIXES and not file.name.startswith(".")


def _id_of(file: Path) -> str:
    """The file's stem with ``_`` for every character that an id may not have."""
    # Composed, as people type it: macOS may give ü as u and two dots.
    stem = unicodedata.normalize("NFC", file.stem)
    return re.sub(r"[^\w.-]+", "_", stem).strip("_.-")[:64]


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sorts ``clip2`` before ``clip10``."""
    return [
        (0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name.lower())
    ]
