"""The 260 IS13 descriptors, through openSMILE: an optional extra, with a licence of its own.

Conventions
-----------
65 low-level descriptors and their 65 deltas every 10 ms (openSMILE's ComParE_2016 set has the names and the
order of IS13's). Windows of 101 frames follow every 50; a row has the standard deviation (ddof 0) and the
mean of each column over a window, side by side: ``F0final_sma_stddev``, ``F0final_sma_amean``, … A clip of
one window or more has rows, about one every half second.

A delta is openSMILE's own: the slope over five frames. Those of the six descriptors of voice (F0, voicing,
jitter twice, shimmer, HNR) leave unvoiced frames out, and openSMILE divides them by a sum that grows from the
beginning of a file to its end, so that they shrink as a clip goes on. Its manual does not say so, and a
slope would be right; the paper's descriptors have it, as all of IS13's do, and so have these.

Reference: Gómez-Cañón et al. (2020), EUSIPCO, and its released code; Schuller et al. (2013), Interspeech.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.corpus import CorpusClip, CorpusProblem
from merlingua.mer_models.descriptor_cache import DescribedClip, DescriptorKind, cached_rows
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.feature_cache import note_of

VERSION = 1
SAMPLE_RATE = 16_000
FRAMES_A_SECOND = 100
WINDOW_FRAMES = 101
HOP_FRAMES = 50
N_LLDS = 65
N_COLUMNS = 260
LICENCE = (
    "IS13 descriptors are made by openSMILE, copyright audEERING GmbH, under the audEERING Research License "
    "Agreement: non-commercial; no product may hold them or a model of them without a licence from audEERING"
)
KIND = DescriptorKind(
    "is13-descriptors", (VERSION, SAMPLE_RATE, WINDOW_FRAMES, HOP_FRAMES), N_COLUMNS, np.float32
)

Rows = NDArray[np.float32]


@dataclass(frozen=True)
class Is13Rows:
    """Rows of clips, each of shape (n_rows, 260), in the order asked for.

    Clips of ``problems`` are missing; those of ``notes`` are there, though their sound is silent or clipped.
    """

    clip_ids: tuple[str, ...]
    clip_keys: tuple[str, ...]
    rows: tuple[Rows, ...]
    problems: tuple[CorpusProblem, ...] = ()
    notes: tuple[CorpusProblem, ...] = ()

    @property
    def content_hash(self) -> str:
        """Stands for the sound of all clips and for how the rows were made."""
        hashed = "\n".join((*self.clip_keys, KIND.settings_hash))
        return hashlib.sha256(hashed.encode()).hexdigest()

    def clip(self, index: int) -> Rows:
        """Shape (n_rows, 260)."""
        return self.rows[index]

    def hours_of(self, chosen: Sequence[int]) -> float:
        """Hours of sound that the rows of these clips tell of."""
        n_frames = sum((len(self.rows[i]) - 1) * HOP_FRAMES + WINDOW_FRAMES for i in chosen)
        return n_frames / FRAMES_A_SECOND / 3600


def is13_rows(
    clips: Sequence[CorpusClip],
    cache_dir: Path | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    n_workers: int | None = None,
) -> Is13Rows:
    """The rows of clips, computing those that are not there yet.

    Raises
    ------
    FeatureError
        If openSMILE is not installed, no clip can be used, or the cache cannot be written.
    """
    _opensmile()
    found = cached_rows(clips, KIND, _of_clip, cache_dir, on_progress=on_progress, n_workers=n_workers)
    return Is13Rows(found.clip_ids, found.clip_keys, tuple(found.rows), found.problems, found.notes)


def column_names() -> tuple[str, ...]:
    """The 260 columns, in order."""
    smile = _opensmile()
    levels = (smile.FeatureLevel.LowLevelDescriptors, smile.FeatureLevel.LowLevelDescriptors_Deltas)
    names = [name for level in levels for name in _extractor(smile, level).feature_names]
    return tuple(f"{name}_{statistic}" for name in names for statistic in ("stddev", "amean"))


def rows_of_frames(frames: NDArray[np.floating[Any]]) -> Rows:
    """Frames (n_frames, 130) → rows (n_windows, 260).

    Raises
    ------
    FeatureError
        If there are fewer frames than a window has.
    """
    if len(frames) < WINDOW_FRAMES:
        raise FeatureError(
            f"{len(frames)} frames of 10 ms are too few for a window of {WINDOW_FRAMES}: longer clips are due"
        )
    windows = np.lib.stride_tricks.sliding_window_view(frames.astype(np.float64), WINDOW_FRAMES, axis=0)[
        ::HOP_FRAMES
    ]  # (n_windows, 130, 101)
    statistics = np.stack([windows.std(axis=2), windows.mean(axis=2)], axis=2)
    return statistics.reshape(len(windows), -1).astype(np.float32)


def _of_clip(clip: CorpusClip) -> DescribedClip:
    smile = _opensmile()
    sound = read_mono(clip, SAMPLE_RATE)
    samples = sound.samples
    if len(samples) < SAMPLE_RATE // 10:
        raise FeatureError(f"clip {clip.clip_id!r}: {len(samples)} samples are too short for descriptors")
    levels = (smile.FeatureLevel.LowLevelDescriptors, smile.FeatureLevel.LowLevelDescriptors_Deltas)
    with warnings.catch_warnings():
        # openSMILE warns of short ends; what it cannot count is refused below.
        warnings.simplefilter("ignore")
        parts = [_extractor(smile, level).process_signal(samples, SAMPLE_RATE).to_numpy() for level in levels]
    # The deltas go on for two frames more.
    n_frames = min(len(part) for part in parts)
    try:
        rows = rows_of_frames(np.hstack([part[:n_frames] for part in parts]))
    except FeatureError as error:
        raise FeatureError(f"clip {clip.clip_id!r}: {error}") from error
    return DescribedClip(rows, note_of(sound))


def _extractor(smile: Any, level: Any) -> Any:
    return smile.Smile(feature_set=smile.FeatureSet.ComParE_2016, feature_level=level)


def _opensmile() -> Any:
    try:
        import opensmile
    except ImportError as error:
        raise FeatureError(
            'IS13 descriptors need openSMILE, which is not installed: pip install "merlingua[is13]"'
        ) from error
    return opensmile
