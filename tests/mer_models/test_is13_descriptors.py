"""The 260 IS13 descriptors, against openSMILE's own frames and statistics computed another way."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import soundfile

from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.is13_descriptors import (
    HOP_FRAMES,
    WINDOW_FRAMES,
    column_names,
    is13_rows,
    rows_of_frames,
)
from tests.mer_models.speech_like import RATE, voice

VOICED = (
    "F0final_sma",
    "voicingFinalUnclipped_sma",
    "jitterLocal_sma",
    "jitterDDP_sma",
    "shimmerLocal_sma",
    "logHNR_sma",
)
"""Columns that are zero where there is no voice."""


def clip(folder: Path, seconds: float, seed: int = 1) -> CorpusClip:
    file = folder / f"{seed}.wav"
    soundfile.write(file, voice(seconds, seed), RATE, subtype="FLOAT")
    return CorpusClip(f"clip{seed}", file, "anna")


def test_the_columns_stand_in_the_authors_order() -> None:
    pytest.importorskip("opensmile")
    names = column_names()
    assert len(names) == len(set(names)) == 260
    assert names[:4] == (
        "F0final_sma_stddev",
        "F0final_sma_amean",
        "voicingFinalUnclipped_sma_stddev",
        "voicingFinalUnclipped_sma_amean",
    )
    # 65 columns and their deltas, each with two statistics.
    assert [name.replace("_sma_de", "_sma") for name in names[130:]] == list(names[:130])


@pytest.fixture(scope="module")
def own_frames(tmp_path_factory: pytest.TempPathFactory) -> tuple[CorpusClip, pd.DataFrame, pd.DataFrame]:
    """A clip, and openSMILE's own frames of it: 65 low-level descriptors, and their deltas."""
    opensmile = pytest.importorskip("opensmile")
    made = clip(tmp_path_factory.mktemp("own"), 3.2)
    samples, _ = soundfile.read(made.path, dtype="float32")
    levels = (opensmile.FeatureLevel.LowLevelDescriptors, opensmile.FeatureLevel.LowLevelDescriptors_Deltas)
    plain, deltas = (
        opensmile.Smile(feature_set=opensmile.FeatureSet.ComParE_2016, feature_level=level).process_signal(
            samples / np.abs(samples).max(), RATE
        )
        for level in levels
    )
    return made, plain, deltas


def test_a_row_is_the_deviation_and_the_mean_over_a_hundred_and_one_frames(
    own_frames: tuple[CorpusClip, pd.DataFrame, pd.DataFrame], tmp_path: Path
) -> None:
    made, plain, deltas = own_frames
    rows = is13_rows([made], tmp_path / "cache").clip(0)
    n_windows = 1 + (len(plain) - WINDOW_FRAMES) // HOP_FRAMES
    assert rows.shape == (n_windows, 260)
    for window in range(n_windows):
        of_window = slice(window * HOP_FRAMES, window * HOP_FRAMES + WINDOW_FRAMES)
        for first, frames in ((0, plain), (130, deltas)):
            part = frames.iloc[of_window]
            told = rows[window, first : first + 130]
            np.testing.assert_allclose(told[::2], part.std(ddof=0), rtol=2e-4, atol=1e-4)
            np.testing.assert_allclose(told[1::2], part.mean(), rtol=2e-4, atol=1e-4)


def test_fifty_nine_deltas_are_the_slope_over_five_frames(
    own_frames: tuple[CorpusClip, pd.DataFrame, pd.DataFrame],
) -> None:
    # The regression of the HTK book, section 5.9, with two frames on either side.
    _, plain, deltas = own_frames
    frames = plain.iloc[:, len(VOICED) :].to_numpy(np.float64)
    slopes = sum(n * (frames[2 + n : len(frames) - 2 + n] - frames[2 - n : -2 - n]) for n in (1, 2)) / 10
    own = deltas.iloc[2 : len(frames) - 2, len(VOICED) :].to_numpy(np.float64)
    scale = np.abs(own).max(axis=0)
    assert (scale > 0).sum() > 50
    np.testing.assert_allclose(slopes / (scale + 1e-12), own / (scale + 1e-12), atol=1e-5)


def test_six_voiced_deltas_are_slopes_within_voice_that_opensmile_divides_by_ever_more(
    own_frames: tuple[CorpusClip, pd.DataFrame, pd.DataFrame],
) -> None:
    # cDeltaRegression with onlyInSegments adds to its norm in each frame and never begins again, for the six
    # columns together (openSMILE 3.0, src/dspcore/deltaRegression.cpp).
    _, plain, deltas = own_frames
    assert tuple(plain.columns[: len(VOICED)]) == VOICED
    frames = plain.iloc[:, : len(VOICED)].to_numpy(np.float64)
    padded = np.pad(frames, ((2, 2), (0, 0)), mode="edge")
    expected, norm = np.zeros_like(frames), 10.0
    for frame, column in np.ndindex(frames.shape):
        slope = 0.0
        for n in (1, 2):
            before, after = padded[frame + 2 - n, column], padded[frame + 2 + n, column]
            if before and after:
                slope += n * (after - before)
                norm += n * n
        expected[frame, column] = slope / norm
    own = deltas.iloc[: len(frames), : len(VOICED)].to_numpy(np.float64)
    scale = np.abs(own).max(axis=0)
    assert (scale > 0).all()
    # openSMILE knows a few frames after the last that it gives.
    np.testing.assert_allclose((expected / scale)[:-3], (own / scale)[:-3], atol=1e-5)


def test_statistics_of_known_frames() -> None:
    frames = np.arange(202.0)[:, None] * np.ones(130)
    rows = rows_of_frames(frames)
    # Windows begin at frames 0, 50 and 100; 0 to 100 has mean 50 and variance (101² - 1) / 12.
    assert rows.shape == (3, 260)
    np.testing.assert_allclose(rows[:, 1], [50, 100, 150])
    np.testing.assert_allclose(rows[:, 0], np.sqrt((101**2 - 1) / 12), rtol=1e-6)


def test_silence_has_rows_and_what_is_too_short_or_no_sound_is_named(tmp_path: Path) -> None:
    pytest.importorskip("opensmile")
    soundfile.write(tmp_path / "silent.wav", np.zeros(2 * RATE), RATE)
    soundfile.write(tmp_path / "short.wav", voice(0.8, 3), RATE)
    soundfile.write(tmp_path / "one.wav", np.ones(1), RATE)
    (tmp_path / "text.wav").write_text("no sound")
    names = ("silent", "short", "one", "text")
    found = is13_rows(
        [CorpusClip(name, tmp_path / f"{name}.wav", name) for name in names], tmp_path / "cache"
    )
    assert found.clip_ids == ("silent",)
    assert np.isfinite(found.clip(0)).all()
    reasons = {problem.thing: problem.reason for problem in found.problems}
    assert set(reasons) == {"short", "one", "text"}
    assert "too few for a window of 101" in reasons["short"]
    assert "too short" in reasons["one"]


def test_silent_and_clipped_sound_is_used_and_named_whenever_the_rows_are_asked_for(tmp_path: Path) -> None:
    pytest.importorskip("opensmile")
    soundfile.write(tmp_path / "silent.wav", np.zeros(2 * RATE), RATE)
    soundfile.write(tmp_path / "clipped.wav", np.clip(4 * voice(2.0, 3), -1, 1), RATE)
    soundfile.write(tmp_path / "sound.wav", voice(2.0, 4), RATE)
    clips = [CorpusClip(name, tmp_path / f"{name}.wav", name) for name in ("silent", "clipped", "sound")]
    for _ in ("computed", "from the cache"):
        found = is13_rows(clips, tmp_path / "cache")
        assert found.clip_ids == ("silent", "clipped", "sound")
        assert found.problems == ()
        told = [str(note) for note in found.notes]
        assert told[0] == "silent: is silent; it is used"
        assert told[1].startswith("clipped: is clipped: ")
        assert told[1].endswith(" % of its samples are at full scale; it is used")
        assert len(told) == 2


def test_without_opensmile_one_line_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported = builtins.__import__

    def refuse(name: str, *rest: Any, **more: Any) -> Any:
        if name == "opensmile":
            raise ImportError(name)
        return imported(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(FeatureError, match=r'pip install "merlingua\[is13\]"'):
        is13_rows([clip(tmp_path, 1.5)], tmp_path / "cache")
