"""A corpus clip as the networks hear it: one channel, 16 kHz, divided by its peak.

Conventions
-----------
Samples are float32 of shape (n_samples,). Any number of channels is folded to their mean: what is measured
here is the mixture, not what a listener hears (`surveys.audio_files` plays).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import FeatureError

FORMATS = "wav, flac, ogg and mp3"
SILENT_PEAK = 1e-5
"""-100 dB of full scale: below it there is nothing but dither."""
CLIPPED_LEVEL = 0.999
CLIPPED_SHARE = 0.01
"""A hundredth of all samples at full scale is no loud passage any more."""
RESAMPLING = "HQ"


@dataclass(frozen=True)
class DecodedClip:
    """Samples with the sample rate in Hz; ``peak`` is the largest magnitude before the division by it."""

    samples: NDArray[np.float32]
    sample_rate: int
    peak: float
    clipped_share: float

    @property
    def is_silent(self) -> bool:
        return self.peak < SILENT_PEAK

    @property
    def is_clipped(self) -> bool:
        return self.clipped_share > CLIPPED_SHARE


def read_mono(clip: CorpusClip, sample_rate: int, *, peak_normalise: bool = True) -> DecodedClip:
    """Decode, fold, resample and scale a clip.

    A silent clip stays zeros: dividing by its peak would make noise or no numbers of it.

    Raises
    ------
    FeatureError
        If the file is missing, empty, no audio, broken, ends before the clip, or holds no numbers.
    """
    samples, rate = _decoded(clip)
    peak = float(np.abs(samples).max(initial=0.0))
    clipped_share = float((np.abs(samples) >= CLIPPED_LEVEL).mean())
    mono = samples.mean(axis=1, dtype=np.float32)
    if rate != sample_rate:
        import soxr

        mono = soxr.resample(mono, rate, sample_rate, quality=RESAMPLING)
    mono = np.ascontiguousarray(mono, dtype=np.float32)
    if peak_normalise:
        highest = float(np.abs(mono).max(initial=0.0))
        if highest >= SILENT_PEAK:
            mono = mono / np.float32(highest)
        else:
            mono = np.zeros_like(mono)
    return DecodedClip(mono, sample_rate, peak, clipped_share)


def _decoded(clip: CorpusClip) -> tuple[NDArray[np.float32], int]:
    import soundfile

    if not clip.path.is_file():
        raise FeatureError(f"clip {clip.clip_id!r}: {clip.path} is not there")
    try:
        with soundfile.SoundFile(clip.path) as sound:
            rate = int(sound.samplerate)
            samples = _read(sound, clip, rate)
    except (soundfile.LibsndfileError, OSError) as error:
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        raise FeatureError(
            f"clip {clip.clip_id!r}: {clip.path} cannot be decoded as audio ({reason}); {FORMATS} can"
        ) from error
    if len(samples) == 0:
        raise FeatureError(f"clip {clip.clip_id!r}: {clip.path} holds no sound at {clip.onset_s:g} s")
    if not np.isfinite(samples).all():
        raise FeatureError(f"clip {clip.clip_id!r}: {clip.path} holds samples that are no numbers")
    return samples, rate


def _read(sound: Any, clip: CorpusClip, rate: int) -> NDArray[np.float32]:
    first = round(clip.onset_s * rate)
    n_frames = -1 if clip.duration_s is None else round(clip.duration_s * rate)
    # After a seek an mp3 starts with silence and errors: it is decoded from its beginning.
    n_before = first if sound.format == "MP3" else 0
    sound.seek(min(first - n_before, sound.frames))
    wanted = -1 if n_frames < 0 else n_before + n_frames
    samples: NDArray[np.float32] = sound.read(wanted, dtype="float32", always_2d=True)
    return samples[n_before:]
