"""Log-mels of a file of any length, block after block, in constant memory.

Conventions
-----------
The numbers are those of `audio_decoding.read_mono` and `log_mel`: folded to mono, 16 kHz, divided by the
peak of the whole file. Files up to ``HELD_S`` are decoded once and held; longer ones are decoded twice, for
the peak and for the mels, a stretch at a time. Blocks follow one another without a gap; each brings frames of
its neighbours on both sides, for whatever looks at more than one frame.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from merlingua.mer_models.audio_decoding import (
    CLIPPED_LEVEL,
    CLIPPED_SHARE,
    FORMATS,
    RESAMPLING,
    SILENT_PEAK,
)
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.log_mel import LogMelSettings, log_mel

HELD_S = 600.0
"""38 MB of sound at 16 kHz."""
SHORTEST_S = 1.0
BLOCK_FRAMES = 1024
"""Of 32 ms: 33 s. A spectrum in double precision takes 16 kB a frame."""
STRETCH_S = 30.0
PREROLL_S = 1.0
"""After a seek the first frames of an mp3 are wrong: they are decoded and thrown away."""
CONTEXT_FRAMES = 2
"""Frames of 64 ms reach one hop beyond their own to both sides; one more for safety."""


@dataclass(frozen=True)
class MelBlock:
    """Frames ``first`` to ``first + n`` of a file, with ``before`` and ``after`` more around them.

    ``mels`` has shape (before + n + after, n_mels).
    """

    mels: NDArray[np.float32]
    first: int
    n: int
    before: int
    after: int


@dataclass(frozen=True)
class SoundFile:
    """What was measured of a file before its mels are made. ``n_samples`` are at the models' rate."""

    path: Path
    duration_s: float
    n_channels: int
    sample_rate: int
    n_samples: int
    peak: float
    mono_peak: float
    clipped_share: float
    held: NDArray[np.float32] | None

    @property
    def is_clipped(self) -> bool:
        return self.clipped_share > CLIPPED_SHARE


def measure(path: Path, settings: LogMelSettings, *, held_s: float = HELD_S) -> SoundFile:
    """Decode a file once, and hold its sound where it is short enough.

    Raises
    ------
    FeatureError
        In one line, if the file is missing, no audio, broken, shorter than a second, or silent.
    """
    with _opened(path) as sound:
        rate, n_frames, n_channels = int(sound.samplerate), int(sound.frames), int(sound.channels)
        if n_frames < SHORTEST_S * rate:
            raise FeatureError(
                f"{path}: {n_frames / rate:.3g} s of sound ({n_frames} samples) are too few; "
                f"{SHORTEST_S:g} s is the least"
            )
        is_held = n_frames <= held_s * rate
        peak = mono_peak = 0.0
        n_clipped = n_values = n_samples = 0
        kept: list[NDArray[np.float32]] = []
        resampled = _Resampled(rate, settings.sample_rate)
        for samples, is_last in _stretches(sound, path, n_frames if is_held else None):
            magnitudes = np.abs(samples)
            peak = max(peak, float(magnitudes.max(initial=0.0)))
            n_clipped += int((magnitudes >= CLIPPED_LEVEL).sum())
            n_values += magnitudes.size
            mono = resampled.take(_mono(samples), is_last=is_last)
            mono_peak = max(mono_peak, float(np.abs(mono).max(initial=0.0)))
            n_samples += len(mono)
            if is_held:
                kept.append(mono)
    if mono_peak < SILENT_PEAK:
        raise FeatureError(f"{path}: is silent: there is nothing to hear a feeling in")
    return SoundFile(
        path=path,
        duration_s=n_frames / rate,
        n_channels=n_channels,
        sample_rate=rate,
        n_samples=n_samples,
        peak=peak,
        mono_peak=mono_peak,
        clipped_share=n_clipped / max(n_values, 1),
        held=np.concatenate(kept) if is_held else None,
    )


def mel_blocks(
    sound: SoundFile, settings: LogMelSettings, *, margin: int, block_frames: int = BLOCK_FRAMES
) -> Iterator[MelBlock]:
    """The log-mels of a measured file in blocks, each with up to ``margin`` frames on both sides."""
    n_frames = settings.frames_in(sound.n_samples)
    hop, scale = settings.hop_length, np.float32(sound.mono_peak if settings.peak_normalise else 1.0)
    window = _Window(_samples(sound, settings))
    for first in range(0, n_frames, block_frames):
        n = min(block_frames, n_frames - first)
        before, after = min(margin, first), min(margin, n_frames - first - n)
        begin, end = first - before, first + n + after
        lead = min(CONTEXT_FRAMES, begin)
        is_end = end + CONTEXT_FRAMES >= n_frames
        stop = sound.n_samples if is_end else (end + CONTEXT_FRAMES) * hop
        samples = window.between((begin - lead) * hop, stop) / scale
        with torch.inference_mode():
            mels = log_mel(torch.from_numpy(samples), settings).numpy()
        yield MelBlock(mels[lead : lead + end - begin], first, n, before, after)


class _Window:
    """Samples of a stream between two places that only move on; what lies before them is let go."""

    def __init__(self, stream: Iterator[NDArray[np.float32]]) -> None:
        self._stream = stream
        self._held = np.zeros(0, dtype=np.float32)
        self._first = 0

    def between(self, begin: int, end: int) -> NDArray[np.float32]:
        parts, n_held = [self._held[begin - self._first :]], len(self._held) - (begin - self._first)
        while n_held < end - begin and (more := next(self._stream, None)) is not None:
            parts.append(more)
            n_held += len(more)
        self._held, self._first = np.concatenate(parts) if len(parts) > 1 else parts[0], begin
        return self._held[: end - begin]


class _Resampled:
    """A stream of mono sound at another rate."""

    def __init__(self, rate: int, wanted: int) -> None:
        self._stream: Any = None
        if rate != wanted:
            import soxr

            self._stream = soxr.ResampleStream(rate, wanted, 1, dtype="float32", quality=RESAMPLING)

    def take(self, mono: NDArray[np.float32], *, is_last: bool) -> NDArray[np.float32]:
        if self._stream is None:
            return mono
        return np.asarray(self._stream.resample_chunk(mono, last=is_last), dtype=np.float32)


def _samples(sound: SoundFile, settings: LogMelSettings) -> Iterator[NDArray[np.float32]]:
    if sound.held is not None:
        yield sound.held
        return
    resampled = _Resampled(sound.sample_rate, settings.sample_rate)
    with _opened(sound.path) as stream:
        for samples, is_last in _stretches(stream, sound.path, None):
            yield resampled.take(_mono(samples), is_last=is_last)


def _mono(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.ascontiguousarray(samples.mean(axis=1, dtype=np.float32))


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import soundfile

    if not path.is_file():
        raise FeatureError(f"{path}: is not there" if not path.is_dir() else f"{path}: is a folder, no file")
    try:
        with soundfile.SoundFile(path) as sound:
            yield sound
    except (soundfile.LibsndfileError, OSError) as error:
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        raise FeatureError(f"{path}: cannot be decoded as audio ({reason}); {FORMATS} can") from error


def _stretches(sound: Any, path: Path, n_frames: int | None) -> Iterator[tuple[NDArray[np.float32], bool]]:
    """Decoded samples (n, n_channels), and whether they are the last; all at once with ``n_frames``."""
    if n_frames is not None:
        yield _finite(sound.read(dtype="float32", always_2d=True), path), True
        return
    total, rate = int(sound.frames), int(sound.samplerate)
    length = round(STRETCH_S * rate)
    preroll = round(PREROLL_S * rate) if sound.format == "MP3" else 0
    for first in range(0, total, length):
        lead = min(preroll, first)
        sound.seek(first - lead)
        samples = sound.read(lead + min(length, total - first), dtype="float32", always_2d=True)[lead:]
        yield _finite(samples, path), first + length >= total


def _finite(samples: NDArray[np.float32], path: Path) -> NDArray[np.float32]:
    if not np.isfinite(samples).all():
        raise FeatureError(f"{path}: holds samples that are no numbers; export it again")
    return samples
