"""What one computed of music before networks: timbre, harmony, rhythm and loudness of a clip as 121 numbers.

A regression on them is what every model here is held against.

Conventions
-----------
A clip is one channel of 16 kHz, divided by its peak. Spectra have windows of 2048 samples (128 ms) every
1024. Of each series over time the mean and the standard deviation are taken, of the MFCC also the root mean
square of the differences from frame to frame. The numbers are librosa's; key strengths are correlations of
the mean chroma with the profiles of Krumhansl and Kessler (1982).

Rows are kept in the user's cache, known by the content of the clip.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.content_keys import FILES_SCHEMA, content_keys
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.feature_cache import BUSY_S, CACHE_VARIABLE, default_cache_dir

VERSION = 1
"""Counts up when the same sound gives other numbers."""
SAMPLE_RATE = 16_000
N_FFT, HOP = 2048, 1024
N_MFCC = 20
N_CONTRAST_BANDS = 5
SHORTEST_S = 1.0
"""Shorter clips are lengthened with silence: a tempo of one sample is no number."""
COMMIT_EVERY = 32

PITCHES = ("c", "c_sharp", "d", "d_sharp", "e", "f", "f_sharp", "g", "g_sharp", "a", "a_sharp", "b")
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
"""Krumhansl and Kessler (1982), ratings of probe tones from the tonic upwards."""

SCHEMA = "CREATE TABLE IF NOT EXISTS descriptors (key TEXT PRIMARY KEY, numbers BLOB NOT NULL);"

_SERIES = (
    *(f"mfcc_{n}" for n in range(1, N_MFCC + 1)),
    *(f"chroma_{pitch}" for pitch in PITCHES),
    *(f"contrast_{n}" for n in range(1, N_CONTRAST_BANDS + 2)),
    *(f"tonnetz_{axis}" for axis in ("fifth_x", "fifth_y", "minor_x", "minor_y", "major_x", "major_y")),
    "centroid_hz",
    "rolloff_hz",
    "flatness",
    "rms",
    "onset_strength",
)
DESCRIPTOR_NAMES: tuple[str, ...] = (
    *(f"{name}_mean" for name in _SERIES),
    *(f"{name}_sd" for name in _SERIES),
    *(f"mfcc_{n}_change" for n in range(1, N_MFCC + 1)),
    "tempo_bpm",
    "key_clarity",
    "major_minus_minor",
)

Floats = NDArray[np.float64]


def classic_descriptors(
    clips: Sequence[CorpusClip],
    cache_dir: Path | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
    n_workers: int | None = None,
) -> FeatureTable:
    """The descriptors of clips, computing those that are not there yet; columns are `DESCRIPTOR_NAMES`.

    A clip that cannot be read has no row: `FeatureTable.of_clips` names it where it is needed.

    Raises
    ------
    FeatureError
        If not one clip can be read, or the cache cannot be written.
    """
    folder = (cache_dir or default_cache_dir()) / "descriptors"
    file = folder / f"{_settings_hash()}.db"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(file, timeout=BUSY_S, isolation_level=None)) as index:
            index.executescript(SCHEMA + FILES_SCHEMA)
            return _table(clips, index, on_progress, n_workers)
    except (OSError, sqlite3.Error) as error:
        raise FeatureError(
            f"the descriptors' cache {file} cannot be used ({error}); free space there, remove it if it is "
            f"damaged, or name another folder with {CACHE_VARIABLE}"
        ) from error


def descriptors_of(samples: NDArray[np.float32]) -> Floats:
    """The descriptors of one sound, shape (121,), in the order of `DESCRIPTOR_NAMES`.

    Parameters
    ----------
    samples : shape (n_samples,)
        One channel of 16 kHz.
    """
    from librosa import feature, onset, power_to_db, stft

    shortest = round(SHORTEST_S * SAMPLE_RATE)
    sound = np.pad(samples, (0, max(0, shortest - len(samples))))
    spectrum = np.abs(stft(sound, n_fft=N_FFT, hop_length=HOP))
    mels = power_to_db(feature.melspectrogram(S=spectrum**2, sr=SAMPLE_RATE))
    # A tuning that is estimated anew moves the pitches of a clip: music here is tuned to 440 Hz.
    chroma = feature.chroma_stft(S=spectrum**2, sr=SAMPLE_RATE, tuning=0.0)
    mfcc = feature.mfcc(S=mels, n_mfcc=N_MFCC)
    strength = onset.onset_strength(S=mels, sr=SAMPLE_RATE)
    series = np.concatenate(
        [
            mfcc,
            chroma,
            feature.spectral_contrast(S=spectrum, sr=SAMPLE_RATE, n_bands=N_CONTRAST_BANDS),
            feature.tonnetz(chroma=chroma),
            feature.spectral_centroid(S=spectrum, sr=SAMPLE_RATE),
            feature.spectral_rolloff(S=spectrum, sr=SAMPLE_RATE),
            feature.spectral_flatness(S=spectrum),
            feature.rms(S=spectrum, frame_length=N_FFT),
            strength[None, : mfcc.shape[1]],
        ]
    ).astype(np.float64)
    tempo = float(feature.tempo(onset_envelope=strength, sr=SAMPLE_RATE, hop_length=HOP)[0])
    change = np.sqrt((np.diff(mfcc.astype(np.float64), axis=1) ** 2).mean(axis=1))
    clarity, mode = key_strengths(chroma.mean(axis=1))
    return np.concatenate([series.mean(axis=1), series.std(axis=1), change, [tempo, clarity, mode]])


def key_strengths(chroma: NDArray[np.floating]) -> tuple[float, float]:
    """(correlation with the best key's profile, best major minus best minor key) of a mean chroma (12,)."""
    centred = np.asarray(chroma, dtype=np.float64) - np.mean(chroma)
    if not centred.any():
        return 0.0, 0.0
    best = []
    for profile in (MAJOR, MINOR):
        keys = np.stack([np.roll(profile, tonic) for tonic in range(12)])
        keys -= keys.mean(axis=1, keepdims=True)
        best.append(float((keys @ centred / (np.linalg.norm(keys, axis=1) * np.linalg.norm(centred))).max()))
    return max(best), best[0] - best[1]


def _table(
    clips: Sequence[CorpusClip],
    index: sqlite3.Connection,
    on_progress: Callable[[int, int], None] | None,
    n_workers: int | None,
) -> FeatureTable:
    keys, problems = content_keys(clips, index)
    rows = _stored(index)
    missing = {key: position for position, key in keys.items() if key not in rows}
    n_done, n_all = len(set(keys.values())) - len(missing), len(set(keys.values()))
    waiting: list[tuple[str, bytes]] = []
    reasons = [problem.reason for problem in problems.values()]
    for key, row in _computed([(key, clips[position]) for key, position in missing.items()], n_workers):
        n_done += 1
        if isinstance(row, str):
            reasons.append(row)
        else:
            rows[key] = row
            waiting.append((key, row.tobytes()))
        if len(waiting) >= COMMIT_EVERY or n_done == n_all:
            index.executemany("INSERT OR REPLACE INTO descriptors VALUES (?, ?)", waiting)
            waiting = []
        if on_progress is not None:
            on_progress(n_done, n_all)
    usable = [position for position in sorted(keys) if keys[position] in rows]
    if not usable:
        why = f" ({reasons[0]})" if reasons else ""
        raise FeatureError(f"none of {len(clips)} clips can be described{why}")
    values = np.stack([rows[keys[position]] for position in usable])
    return FeatureTable(tuple(clips[position].clip_id for position in usable), values)


def _stored(index: sqlite3.Connection) -> dict[str, Floats]:
    """All rows that are whole; others are computed again."""
    rows = {}
    for key, numbers in index.execute("SELECT key, numbers FROM descriptors"):
        if isinstance(numbers, bytes) and len(numbers) == 8 * len(DESCRIPTOR_NAMES):
            row = np.frombuffer(numbers, dtype=np.float64)
            if np.isfinite(row).all():
                rows[key] = row
    return rows


def _computed(
    wanted: Sequence[tuple[str, CorpusClip]], n_workers: int | None
) -> Iterator[tuple[str, Floats | str]]:
    def compute(each: tuple[str, CorpusClip]) -> tuple[str, Floats | str]:
        key, clip = each
        try:
            row = descriptors_of(read_mono(clip, SAMPLE_RATE).samples)
        except FeatureError as error:
            return key, str(error)
        return key, row

    workers = n_workers or os.cpu_count() or 1
    with ThreadPoolExecutor(workers, thread_name_prefix="merlingua-descriptors") as pool:
        yield from pool.map(compute, wanted)


def _settings_hash() -> str:
    written = json.dumps([VERSION, SAMPLE_RATE, N_FFT, HOP, SHORTEST_S, DESCRIPTOR_NAMES])
    return hashlib.sha256(written.encode()).hexdigest()[:16]
