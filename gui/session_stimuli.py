"""The sounds of a session that are made, not decoded; in a worker, since making them takes a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from merlingua.surveys.playback import Samples

TONE_S = 30.0
"""Length of the calibration tone; it begins again until the listener stops it or goes on."""


def tone(sample_rate: int, *, target_lufs: float) -> Samples:
    """The calibration tone of a study whose clips play at ``target_lufs``."""
    from merlingua.surveys.tones import TONE_BELOW_CLIPS_DB, calibration_tone

    return calibration_tone(sample_rate, TONE_S, level_lufs=target_lufs - TONE_BELOW_CLIPS_DB)


def huggins(sample_rate: int, *, correct_interval: int, seed: int) -> Samples:
    """A trial of the headphone check."""
    from merlingua.surveys.headphones import huggins_trial

    return huggins_trial(sample_rate, correct_interval, seed=seed)
