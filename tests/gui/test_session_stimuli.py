"""The sounds that a session makes."""

from __future__ import annotations

import pytest

from merlingua.gui.session_stimuli import tone
from merlingua.surveys.loudness import measure_level


def test_the_calibration_tone_lies_40_db_under_the_clips() -> None:
    # A listener who can only just hear it must hear the clips well.
    assert measure_level(tone(48_000, target_lufs=-20.0), 48_000).lufs == pytest.approx(-60.0, abs=0.1)
