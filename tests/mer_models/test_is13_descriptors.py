"""The 260 IS13 descriptors, against openSMILE's own frames and statistics computed another way."""

from __future__ import annotations

import builtins
from pathlib import Path
from typing import Any

import numpy as np
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


def test_a_row_is_the_deviation_and_the_mean_over_a_hundred_and_one_frames(tmp_path: Path) -> None:
    opensmile = pytest.importorskip("opensmile")
    made = clip(tmp_path, 3.2)
    rows = is13_rows([made], tmp_path / "cache").clip(0)
    samples, _ = soundfile.read(made.path, dtype="float32")
    frames = opensmile.Smile(
        feature_set=opensmile.FeatureSet.ComParE_2016,
        feature_level=opensmile.FeatureLevel.LowLevelDescriptors,
    ).process_signal(samples / np.abs(samples).max(), RATE)
    n_windows = 1 + (len(frames) - WINDOW_FRAMES) // HOP_FRAMES
    assert rows.shape == (n_windows, 260)
    for window in range(n_windows):
        part = frames.iloc[window * HOP_FRAMES : window * HOP_FRAMES + WINDOW_FRAMES]
        np.testing.assert_allclose(rows[window, 0:130:2], part.std(ddof=0), rtol=2e-4, atol=1e-4)
        np.testing.assert_allclose(rows[window, 1:130:2], part.mean(), rtol=2e-4, atol=1e-4)


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
