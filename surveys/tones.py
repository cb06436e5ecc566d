"""The tone by which a listener sets the level before the clips."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.audio_files import faded

TONE_HZ = 1000.0
TONE_BELOW_CLIPS_DB = 40.0
"""The tone is set until it can only just be heard, and clips must not be: they play this much above it, about
as far as quiet conversation stands above a quiet room (the project's own choice; the reference study does not
say its own)."""
FADE_S = 0.05


def calibration_tone(sample_rate: int, seconds: float, *, level_lufs: float = -23.0) -> NDArray[np.float32]:
    """A 1 kHz sine, the same in both ears, as loud as clips at ``level_lufs``.

    A sine in both channels whose peaks are at −23 dB of full scale has −23.0 LUFS (EBU Tech 3341, test 1).

    Returns
    -------
    float32, shape (n_frames, 2)
    """
    t = np.arange(round(seconds * sample_rate)) / sample_rate
    sine = 10 ** (level_lufs / 20) * np.sin(2 * np.pi * TONE_HZ * t)
    both_ears = np.repeat(sine.astype(np.float32)[:, np.newaxis], 2, axis=1)
    return faded(both_ears, round(FADE_S * sample_rate))
