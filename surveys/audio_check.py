"""Whether the clips of a study are the files that were sealed, and can be played as the study asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field

from merlingua.surveys.audio_files import AudioInfo, as_played, probe, read_clip
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError, Problem
from merlingua.surveys.level_cache import ClipLevel, LevelCache
from merlingua.surveys.loudness import MEASURED_AT_HZ, LevelPlan, level_plan, measure_level
from merlingua.surveys.manifest import RESEAL
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import Level
from merlingua.surveys.study_files import sha256_of_file

Progress = Callable[[int, int], None]
"""Called with how many clips are done, of how many."""

MAX_THREADS = 8


@dataclass(frozen=True)
class AudioCheck:
    """What was found in the audio; ``plan`` is None unless every clip could be measured."""

    problems: tuple[Problem, ...] = ()
    infos: Mapping[str, AudioInfo] = field(default_factory=dict)
    levels: Mapping[str, ClipLevel] = field(default_factory=dict)
    plan: LevelPlan | None = None


@dataclass
class _ClipCheck:
    clip: Clip
    fade_ms: float
    is_sealed: bool = False
    messages: list[str] = field(default_factory=list)
    info: AudioInfo | None = None
    level: ClipLevel | None = None


def check_audio(study: Study, *, progress: Progress | None = None) -> AudioCheck:
    """Hash, decode and measure every clip of the study.

    What is measured is kept in the study's cache of levels, so that a session opens at once. ``progress`` is
    called in the caller's thread with how many clips are done, of how many.
    """
    blocks = reversed(study.definition.blocks)
    return check_clips(
        study.clips,
        lines=study.clip_lines,
        name=study.definition.clips.manifest,
        level=study.definition.devices.level,
        fades_ms={clip.id: block.play.fade_ms for block in blocks for clip in study.clips_of(block)},
        cache=LevelCache.read(study.folder),
        progress=progress,
    )


def check_clips(
    clips: Mapping[str, Clip],
    *,
    lines: Mapping[str, int],
    name: str = "clips.csv",
    level: Level | None = None,
    fades_ms: Mapping[str, float] | None = None,
    cache: LevelCache | None = None,
    progress: Progress | None = None,
) -> AudioCheck:
    """As `check_audio`, for clips of a study that cannot be read; ``lines`` are theirs in ``name``."""
    level, fades_ms = level or Level(), fades_ms or {}
    checks = {clip.id: _ClipCheck(clip, fades_ms.get(clip.id, 0.0)) for clip in clips.values()}
    with ThreadPoolExecutor(min(MAX_THREADS, os.cpu_count() or 1), "merlingua-check") as pool:
        tasks = [pool.submit(_look_at, check, cache) for check in checks.values()]
        for n_done, task in enumerate(as_completed(tasks), start=1):
            task.result()
            if progress is not None:
                progress(n_done, len(tasks))
    problems = tuple(
        Problem(name, lines.get(clip_id, 0), message)
        for clip_id, check in checks.items()
        for message in check.messages
    )
    infos = {clip_id: check.info for clip_id, check in checks.items() if check.info is not None}
    levels = {clip_id: check.level for clip_id, check in checks.items() if check.level is not None}
    if cache is not None:
        for check in checks.values():
            if check.level is not None and check.is_sealed:
                cache.put(check.clip, check.fade_ms, check.level)
        cache.write()
    plan = None
    if levels and len(levels) == len(clips):
        plan = level_plan(levels, target_lufs=level.target_lufs, true_peak_max_db=level.true_peak_max_db)
    return AudioCheck(problems, infos, levels, plan)


def _look_at(check: _ClipCheck, cache: LevelCache | None) -> None:
    """Fill in what the file shows. A level is taken from the cache only for the file that was sealed."""
    clip = check.clip
    try:
        sha256 = sha256_of_file(clip.file)
        check.is_sealed = sha256 == clip.sha256
        if not check.is_sealed:
            check.messages.append(
                f"{clip.file.name} of clip {clip.id!r} is not the file that was sealed: its sha256 begins "
                f"with {sha256[:12]}, in the manifest with {clip.sha256[:12]}. If it was changed on purpose, "
                f"{RESEAL}"
            )
        check.info = probe(clip.file)
        excerpt = read_clip(clip)
        known = cache.get(clip, check.fade_ms) if cache is not None and check.is_sealed else None
        check.level = known or measure_level(
            as_played(excerpt, MEASURED_AT_HZ, fade_ms=check.fade_ms), MEASURED_AT_HZ
        )
    except OSError as error:
        check.messages.append(f"{clip.file} of clip {clip.id!r} cannot be read: {error.strerror or error}")
    except ClipError as error:
        message = str(error)
        check.messages.append(message if repr(clip.id) in message else f"clip {clip.id!r}: {message}")
