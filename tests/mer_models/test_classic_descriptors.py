"""The descriptors of sounds whose tone, beat and key are known, and their cache."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from merlingua.mer_models import classic_descriptors as module
from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.classic_descriptors import (
    DESCRIPTOR_NAMES,
    PITCHES,
    SAMPLE_RATE,
    classic_descriptors,
    descriptors_of,
    key_strengths,
)
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import EvaluationError, FeatureError


def tones(frequencies: Sequence[float], seconds: float = 4.0) -> NDArray[np.float32]:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    waves = np.sin(2 * np.pi * np.outer(frequencies, time)).sum(axis=0)
    return (0.5 * waves / np.abs(waves).max()).astype(np.float32)


def named(samples: NDArray[np.float32]) -> dict[str, float]:
    return dict(zip(DESCRIPTOR_NAMES, descriptors_of(samples).tolist(), strict=True))


def corpus(folder: Path, sounds: dict[str, NDArray[np.float32]]) -> list[CorpusClip]:
    for name, samples in sounds.items():
        soundfile.write(folder / f"{name}.wav", samples, SAMPLE_RATE)
    return [CorpusClip(name, folder / f"{name}.wav", name) for name in sounds]


@pytest.mark.parametrize(("frequency", "pitch"), [(440.0, "a"), (261.63, "c"), (739.99, "f_sharp")])
def test_a_tone_has_its_own_chroma_and_lies_where_it_sounds(frequency: float, pitch: str) -> None:
    found = named(tones([frequency]))
    assert max(PITCHES, key=lambda name: found[f"chroma_{name}_mean"]) == pitch
    # Bins are 7.8 Hz wide, and the window's main lobe is four of them.
    assert found["centroid_hz_mean"] == pytest.approx(frequency, abs=16)


def test_a_click_every_half_second_is_120_beats_a_minute() -> None:
    clicks = np.zeros(12 * SAMPLE_RATE, dtype=np.float32)
    for start in range(0, len(clicks), SAMPLE_RATE // 2):
        clicks[start : start + 200] = np.hanning(200)
    assert named(clicks)["tempo_bpm"] == pytest.approx(120, rel=0.05)


def test_a_major_scale_leans_to_major_and_a_minor_one_to_minor() -> None:
    # Durations weigh the tonic triad, as in Krumhansl and Kessler's probe tones.
    c_major = np.array([3, 0, 1, 0, 2, 1, 0, 2, 0, 1, 0, 1.0])
    c_minor = np.array([3, 0, 1, 2, 0, 1, 0, 2, 1, 0, 1, 0.0])
    assert key_strengths(c_major)[1] > 0.05
    assert key_strengths(c_minor)[1] < -0.05
    for turned in range(12):
        assert key_strengths(np.roll(c_major, turned)) == pytest.approx(key_strengths(c_major))
    assert key_strengths(np.ones(12)) == (0.0, 0.0)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(3 * SAMPLE_RATE, dtype=np.float32),
        np.array([0.5], dtype=np.float32),
        np.sign(np.sin(np.arange(2 * SAMPLE_RATE, dtype=np.float32))),
        np.full(SAMPLE_RATE, 0.3, dtype=np.float32),
    ],
    ids=["silent", "one sample", "clipped", "constant"],
)
def test_a_sound_that_is_no_music_still_has_numbers(samples: NDArray[np.float32]) -> None:
    found = descriptors_of(samples)
    assert found.shape == (len(DESCRIPTOR_NAMES),)
    assert np.isfinite(found).all()


def test_rows_keep_the_order_of_the_clips_and_unreadable_ones_are_named_where_they_are_needed(
    tmp_path: Path,
) -> None:
    clips = corpus(tmp_path, {"b": tones([440.0], 1.5), "a": tones([220.0], 1.5)})
    (tmp_path / "text.wav").write_text("no sound")
    broken = CorpusClip("text", tmp_path / "text.wav", "x")
    told: list[tuple[int, int]] = []
    table = classic_descriptors(
        [clips[0], broken, clips[1]], tmp_path / "cache", on_progress=lambda done, n: told.append((done, n))
    )
    assert table.clip_ids == ("b", "a")
    of_a = descriptors_of(read_mono(clips[1], SAMPLE_RATE).samples)
    np.testing.assert_allclose(table.values[1], of_a, rtol=1e-5, atol=1e-6)
    assert told[-1] == (3, 3)
    with pytest.raises(EvaluationError, match="'text'"):
        table.of_clips(["a", "text"])
    with pytest.raises(FeatureError, match=r"none of 1 clips can be described \(text: clip"):
        classic_descriptors([broken], tmp_path / "cache")


def test_what_was_computed_is_not_computed_again_unless_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clips = corpus(tmp_path, {"a": tones([440.0], 1.5), "b": tones([330.0], 1.5)})
    first = classic_descriptors(clips, tmp_path / "cache")
    computed: list[int] = []

    def counting(samples: NDArray[np.float32]) -> NDArray[np.float64]:
        computed.append(len(samples))
        return descriptors_of(samples)

    monkeypatch.setattr(module, "descriptors_of", counting)
    again = classic_descriptors(clips, tmp_path / "cache")
    np.testing.assert_array_equal(again.values, first.values)
    assert computed == []
    (file,) = (tmp_path / "cache" / "classic-descriptors").glob("*.db")
    with sqlite3.connect(file) as index:
        index.execute("UPDATE descriptors SET numbers = x'00' WHERE rowid = 1")
    index.close()
    mended = classic_descriptors(clips, tmp_path / "cache")
    np.testing.assert_allclose(mended.values, first.values, rtol=1e-5, atol=1e-6)
    assert len(computed) == 1


def test_a_cache_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    clips = corpus(tmp_path, {"a": tones([440.0], 1.5)})
    (tmp_path / "cache").write_text("a file")
    with pytest.raises(FeatureError, match=r"the descriptors' cache .* cannot be used"):
        classic_descriptors(clips, tmp_path / "cache")
