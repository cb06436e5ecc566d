"""How loud clips are, and the gain that makes them equally loud without clipping one.

Conventions
-----------
Loudness is integrated and gated, in LUFS (ITU-R BS.1770-4, EBU R 128), measured on the excerpt as played:
cut, at 48 kHz, for two ears (mono in both), faded. True peak is the highest value of the waveform between
samples too, in dB of full scale, by four-fold oversampling (BS.1770-4, annex 2).
All clips of a study get one loudness. Where that would push a true peak over the study's limit, the loudness
of all is lowered: a limiter would change the clip, and a single softer clip would be rated otherwise.

References
----------
ITU-R BS.1770-4; EBU Tech 3341. De Man (2018), "Evaluation of implementations of the EBU R128 loudness
measurement", AES 145: the filter coefficients that read −3.01 LUFS where 997 Hz stands at full scale.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.audio_files import RESAMPLING, as_played, read_clip
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError
from merlingua.surveys.level_cache import ClipLevel, LevelCache
from merlingua.surveys.loudness_worker import LoudnessWorker

if TYPE_CHECKING:
    from merlingua.surveys.study import Study

MEASURED_AT_HZ = 48_000
"""The device's rate is not known when a study is checked, and changes a level by less than 0.1 dB."""
OVERSAMPLING = 4
MIN_DURATION_S = 0.4
"""One gating block."""
MAX_WORKERS = 4


@dataclass(frozen=True)
class LevelPlan:
    """One loudness for all clips, and the gain in dB that brings each clip there."""

    target_lufs: float
    """As it is reached; lower than the study asks where ``lowered_by`` names a clip."""
    gain_db: Mapping[str, float]
    lowered_by: str | None = None
    """The clip whose true peak would otherwise pass the limit."""


def measure_level(samples: NDArray[np.float32], sample_rate: int) -> ClipLevel:
    """Loudness and true peak of samples, shape (n_frames, 2).

    Raises
    ------
    ClipError
        If they last less than 0.4 s, or hold nothing above −70 LUFS.
    """
    import pyloudnorm

    duration_s = len(samples) / sample_rate
    if duration_s < MIN_DURATION_S:
        raise ClipError(
            f"lasts {duration_s:.3f} s; loudness is measured over {MIN_DURATION_S} s at least. "
            "Give it a longer duration_s."
        )
    meter = pyloudnorm.Meter(sample_rate, filter_class="DeMan")
    lufs = float(meter.integrated_loudness(samples.astype(np.float64)))
    if not math.isfinite(lufs):
        raise ClipError("is silent (nothing in it is above −70 LUFS). Correct onset_s, or the file.")
    return ClipLevel(lufs, true_peak_db(samples, sample_rate))


def true_peak_db(samples: NDArray[np.float32], sample_rate: int) -> float:
    """The highest value of the waveform, between samples too, in dB of full scale; −inf for silence."""
    import soxr

    between = soxr.resample(samples, sample_rate, OVERSAMPLING * sample_rate, quality=RESAMPLING)
    peak = max(float(np.abs(samples).max()), float(np.abs(between).max()))
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def measure_clip(clip: Clip, *, fade_ms: float) -> ClipLevel:
    """Decode and measure one clip as it is played.

    Raises
    ------
    ClipError
        If it cannot be decoded or measured; the clip is named.
    """
    samples = as_played(read_clip(clip), MEASURED_AT_HZ, fade_ms=fade_ms)
    try:
        return measure_level(samples, MEASURED_AT_HZ)
    except ClipError as error:
        raise ClipError(f"clip {clip.id!r} ({clip.file}) {error}") from error


def level_plan(levels: Mapping[str, ClipLevel], *, target_lufs: float, true_peak_max_db: float) -> LevelPlan:
    """One loudness for all: the target, or what the clip with the highest peak for its loudness allows."""
    reachable_lufs = {
        clip_id: true_peak_max_db - (level.true_peak_db - level.lufs) for clip_id, level in levels.items()
    }
    lowered_by = None
    for clip_id, lufs in reachable_lufs.items():
        if lufs < target_lufs:
            target_lufs, lowered_by = lufs, clip_id
    gain_db = {clip_id: target_lufs - level.lufs for clip_id, level in levels.items()}
    return LevelPlan(target_lufs, gain_db, lowered_by)


def study_levels(study: Study, *, progress: Callable[[int, int], None] | None = None) -> LevelPlan:
    """The gains of all clips that a study's blocks play.

    Levels are kept in the study folder's ``.levels.json``, so only clips that are new or changed are
    measured, in processes of their own; where the folder cannot be written they are measured each time.

    Parameters
    ----------
    progress
        Called with (clips that are known, clips in all) as they become known, on the calling thread.

    Raises
    ------
    ClipError
        If a clip cannot be decoded or measured.
    """
    fades_ms = {
        clip.id: block.play.fade_ms
        for block in reversed(study.definition.blocks)
        for clip in study.clips_of(block)
    }
    cache = LevelCache.read(study.folder)
    clips = [study.clips[clip_id] for clip_id in fades_ms]
    known = {clip.id: cache.get(clip, fades_ms[clip.id]) for clip in clips}
    levels = {clip_id: level for clip_id, level in known.items() if level is not None}
    if progress is not None and levels:
        progress(len(levels), len(clips))
    for clip, level in _measured([clip for clip in clips if clip.id not in levels], fades_ms):
        levels[clip.id] = level
        cache.put(clip, fades_ms[clip.id], level)
        if progress is not None:
            progress(len(levels), len(clips))
    cache.write()
    wanted = study.definition.devices.level
    levels = {clip.id: levels[clip.id] for clip in clips}
    return level_plan(levels, target_lufs=wanted.target_lufs, true_peak_max_db=wanted.true_peak_max_db)


def _measured(clips: Sequence[Clip], fades_ms: Mapping[str, float]) -> Iterator[tuple[Clip, ClipLevel]]:
    """Each clip with its level, in order, as they become known; several processes share the work."""
    n_workers = min(MAX_WORKERS, os.cpu_count() or 1, len(clips))
    if n_workers == 0:
        return
    with ExitStack() as stack:
        idle: SimpleQueue[LoudnessWorker] = SimpleQueue()
        for _ in range(n_workers):
            idle.put(stack.enter_context(LoudnessWorker()))

        def measure(clip: Clip) -> ClipLevel:
            worker = idle.get()
            try:
                return worker.measure(clip, fades_ms[clip.id])
            finally:
                idle.put(worker)

        with ThreadPoolExecutor(n_workers, "merlingua-loudness") as pool:
            try:
                yield from zip(clips, pool.map(measure, clips), strict=True)
            finally:
                pool.shutdown(cancel_futures=True)
