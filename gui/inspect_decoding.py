"""A clip as the Inspect page plays and draws it: a stretch of samples at the device's rate, and its peaks.

Runs in a worker, without Qt. What is drawn are the samples that are played; of a clip too long to be held at
once, a stretch is held, and peaks are read block after block.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.audio_files import FORMATS, AudioExcerpt, as_played
from merlingua.surveys.errors import ClipError
from merlingua.surveys.waveform import waveform_peaks

STRETCH_S = 600.0
"""230 MB at 48 kHz."""
BLOCK_S = 20.0
N_PEAKS = 1200
"""As many as a spectrogram has columns: about one a pixel on a wide screen."""


@dataclass(frozen=True, eq=False)
class Stretch:
    """Samples (n_frames, 2) of a file from ``first_s`` on; ``gain_db`` keeps all within full scale."""

    file: str
    first_s: float
    duration_s: float
    """Of the whole file."""
    sample_rate: int
    samples: NDArray[np.float32]
    gain_db: float

    @property
    def end_s(self) -> float:
        return self.first_s + len(self.samples) / self.sample_rate

    @property
    def is_whole(self) -> bool:
        return self.first_s == 0 and self.end_s >= self.duration_s - 0.1

    def holds(self, at_s: float) -> bool:
        """Whether something can be played from there."""
        return self.first_s <= at_s < self.end_s

    def between(self, begin_s: float, end_s: float) -> NDArray[np.float32]:
        """The samples between two moments of the file, as far as they are here; at least one frame."""
        first = min(max(round((begin_s - self.first_s) * self.sample_rate), 0), len(self.samples) - 1)
        last = max(round((end_s - self.first_s) * self.sample_rate), first + 1)
        return self.samples[first:last]


def read_stretch(file: str, sample_rate: int, first_s: float = 0.0) -> Stretch:
    """Decode a file from ``first_s`` on, for ``STRETCH_S`` at the most, folded to two ears.

    Raises
    ------
    ClipError
        In one line, if the file is missing, no audio, broken or empty.
    """
    import soundfile

    if not Path(file).is_file():
        raise ClipError(f"{file} is not there")
    try:
        with soundfile.SoundFile(file) as sound:
            rate, total = int(sound.samplerate), int(sound.frames)
            first = min(round(first_s * rate), max(total - 1, 0))
            # After a seek an mp3 starts with errors: a second before is decoded and thrown away.
            lead = min(first, rate if sound.format == "MP3" else 0)
            sound.seek(first - lead)
            samples = sound.read(lead + round(STRETCH_S * rate), dtype="float32", always_2d=True)[lead:]
    except (soundfile.LibsndfileError, OSError) as error:
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        raise ClipError(f"{file} cannot be decoded as audio ({reason}); {FORMATS} can") from error
    if len(samples) == 0:
        raise ClipError(f"{file} holds no sound")
    if not np.isfinite(samples).all():
        raise ClipError(f"{file} holds samples that are no numbers; export it again")
    if samples.shape[1] > 2:
        samples = samples.mean(axis=1, keepdims=True, dtype=np.float32)
    played = as_played(AudioExcerpt(samples, rate), sample_rate, fade_ms=0)
    peak = float(max(played.max(initial=0.0), -played.min(initial=0.0)))
    gain_db = -20 * math.log10(peak) - 1e-3 if peak > 1 else 0.0
    return Stretch(file, first / rate, total / rate, sample_rate, played, gain_db)


def peaks_of(stretch: Stretch) -> NDArray[np.float32]:
    """Peaks of the whole file, shape (n,), each 0 to 1 of the loudest.

    Raises
    ------
    ClipError
        If the rest of a long file cannot be decoded.
    """
    if stretch.is_whole:
        peaks = waveform_peaks(stretch.samples, min(N_PEAKS, len(stretch.samples)))
    else:
        peaks = _peaks_of_long(stretch.file)
    loudest = float(peaks.max(initial=0.0))
    return np.asarray(peaks / loudest if loudest > 0 else peaks, dtype=np.float32)


def _peaks_of_long(file: str) -> NDArray[np.float32]:
    import soundfile

    peaks = np.zeros(N_PEAKS, dtype=np.float32)
    try:
        with soundfile.SoundFile(file) as sound:
            total, place = int(sound.frames), 0
            block = round(BLOCK_S * sound.samplerate)
            while place < total and len(samples := sound.read(block, dtype="float32", always_2d=True)):
                bins = np.minimum((place + np.arange(len(samples))) * N_PEAKS // total, N_PEAKS - 1)
                np.maximum.at(peaks, bins, np.abs(samples).max(axis=1))
                place += len(samples)
    except (soundfile.LibsndfileError, OSError) as error:
        raise ClipError(f"{file} breaks off while it is decoded ({error})") from error
    return peaks
