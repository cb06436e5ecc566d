"""Audio files: what they hold, the excerpt of a clip, and that excerpt as a listener hears it.

Conventions
-----------
Samples are float32, full scale ±1, shape (n_frames, n_channels); an excerpt has the file's own sample rate
and one or two channels. What is played always has two: left ear first, the same in both for a mono file.
A file with more than two channels is refused, since no way of folding it down is everybody's.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError

FORMATS = "wav, flac, ogg and mp3"
ROUNDING_S = 0.001
"""An onset or duration may have been rounded to milliseconds: a clip may end this much early."""
RESAMPLING = "VHQ"
"""soxr's very high quality: errors below 24 bits."""


@dataclass(frozen=True)
class AudioInfo:
    """What an audio file's header says."""

    duration_s: float
    sample_rate: int
    n_channels: int
    format: str
    """``WAV``, ``FLAC``, ``OGG``, ``MP3`` or another that libsndfile decodes."""


@dataclass(frozen=True)
class AudioExcerpt:
    """A clip's own samples, shape (n_frames, 1 or 2), before anything was done to them."""

    samples: NDArray[np.float32]
    sample_rate: int


def probe(file: Path) -> AudioInfo:
    """Read an audio file's header.

    Raises
    ------
    ClipError
        If the file is not there or is no audio that can be decoded.
    """
    with _opened(file) as sound:
        return AudioInfo(
            duration_s=sound.frames / sound.samplerate,
            sample_rate=int(sound.samplerate),
            n_channels=int(sound.channels),
            format=str(sound.format),
        )


def read_clip(clip: Clip) -> AudioExcerpt:
    """Decode a clip from its onset for its duration.

    Raises
    ------
    ClipError
        If the file is missing or broken, has more than two channels, ends before the clip does, or holds
        samples that are no numbers.
    """
    with _opened(clip.file) as sound:
        rate = int(sound.samplerate)
        if sound.channels > 2:
            raise ClipError(
                f"clip {clip.id!r}: {clip.file} has {sound.channels} channels; 1 and 2 are allowed. "
                "Mix it down to stereo as it should be heard."
            )
        first, n_frames = round(clip.onset_s * rate), round(clip.duration_s * rate)
        samples = _read(sound, clip, first, n_frames)
    if len(samples) < n_frames - round(ROUNDING_S * rate) or len(samples) == 0:
        ends_at = (first + len(samples)) / rate if len(samples) else probe(clip.file).duration_s
        raise ClipError(
            f"clip {clip.id!r}: {clip.file} ends at {ends_at:.3f} s, but the clip is to start at "
            f"{clip.onset_s:g} s and last {clip.duration_s:g} s. Correct onset_s or duration_s, or the file."
        )
    if not np.isfinite(samples).all():
        raise ClipError(f"clip {clip.id!r}: {clip.file} holds samples that are no numbers; export it again")
    return AudioExcerpt(samples, rate)


def as_played(excerpt: AudioExcerpt, sample_rate: int, *, fade_ms: float) -> NDArray[np.float32]:
    """The excerpt as it goes to a device: at its rate, for two ears, faded in and out; without gain.

    Parameters
    ----------
    sample_rate
        Of the device, Hz.
    fade_ms
        Length of each raised-cosine fade; at most half the clip is used.

    Returns
    -------
    float32, shape (n_frames, 2), C-contiguous
    """
    samples = excerpt.samples
    if excerpt.sample_rate != sample_rate:
        import soxr

        samples = soxr.resample(samples, excerpt.sample_rate, sample_rate, quality=RESAMPLING)
    both_ears = np.array(np.broadcast_to(samples, (len(samples), 2)), dtype=np.float32, order="C")
    return faded(both_ears, round(fade_ms / 1000 * sample_rate))


def faded(samples: NDArray[np.float32], n_fade: int) -> NDArray[np.float32]:
    """``samples`` (n_frames, n_channels) with raised-cosine fades of ``n_fade`` frames, made in place."""
    n_fade = min(n_fade, len(samples) // 2)
    if n_fade > 0:
        rise = 0.5 - 0.5 * np.cos(np.pi * (np.arange(n_fade) + 0.5) / n_fade)
        ramp = rise.astype(np.float32)[:, np.newaxis]
        samples[:n_fade] *= ramp
        samples[-n_fade:] *= ramp[::-1]
    return samples


def _opened(file: Path) -> Any:
    import soundfile

    if not file.is_file():
        raise ClipError(f"{file} is not there; put the audio file in place or correct its name")
    try:
        return soundfile.SoundFile(file)
    except (soundfile.LibsndfileError, OSError) as error:
        raise ClipError(
            f"{file} cannot be decoded as audio ({_reason(error)}); {FORMATS} can. Export it again."
        ) from error


def _read(sound: Any, clip: Clip, first: int, n_frames: int) -> NDArray[np.float32]:
    import soundfile

    if first >= sound.frames:
        return np.zeros((0, sound.channels), dtype=np.float32)
    try:
        # An mp3 frame needs those before it: after a seek (soundfile seeks after every read, too) it starts
        # with silence and errors, so the whole file up to the clip's end is decoded in one read.
        n_before = first if sound.format == "MP3" else 0
        sound.seek(first - n_before)
        samples: NDArray[np.float32] = sound.read(n_before + n_frames, dtype="float32", always_2d=True)
    except soundfile.LibsndfileError as error:
        raise ClipError(
            f"clip {clip.id!r}: {clip.file} breaks off while it is decoded ({_reason(error)}). "
            "Export it again."
        ) from error
    return samples[n_before:]


def _reason(error: Exception) -> str:
    return str(getattr(error, "error_string", error)).rstrip(".")
