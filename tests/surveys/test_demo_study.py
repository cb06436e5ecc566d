"""The demo study: complete, and its music what each quadrant asks for, measured on the files themselves."""

from __future__ import annotations

import csv
import itertools
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from merlingua.surveys.audio_files import read_clip
from merlingua.surveys.demo_study import MANIFEST, PRACTICE_CLIP, install_demo_study
from merlingua.surveys.errors import StudyError
from merlingua.surveys.loudness import measure_level
from merlingua.surveys.order import presentation_order
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_check import check_study
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
"""Key profiles of Krumhansl & Kessler (1982), Psychological Review 89, from the tonic upwards."""


@dataclass(frozen=True)
class Heard:
    """What is measured of a clip."""

    quadrant: str
    lufs: float
    true_peak_db: float
    onsets_per_s: float
    centroid_hz: float
    major_minus_minor: float


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return load_study(install_demo_study(tmp_path_factory.mktemp("data") / "müller" / "演示"))


@pytest.fixture(scope="module")
def heard(demo: Study) -> dict[str, Heard]:
    return {clip_id: measure(demo, clip_id) for clip_id in demo.clips}


def test_the_demo_study_passes_the_deep_check_in_all_four_languages(demo: Study) -> None:
    assert demo.definition.study.languages == SURVEY_LANGUAGES
    assert check_study(demo) == []


def test_there_are_three_clips_a_quadrant_and_one_to_practise_with(demo: Study) -> None:
    quadrants = [clip.quadrant for clip in demo.clips.values() if clip.id != PRACTICE_CLIP]
    assert sorted(filter(None, quadrants)) == sorted(["Q1", "Q2", "Q3", "Q4"] * 3)
    assert demo.clips[PRACTICE_CLIP].quadrant is None


def test_every_clip_lasts_twelve_to_fifteen_seconds(demo: Study) -> None:
    durations = {clip.id: clip.duration_s for clip in demo.clips.values()}
    assert all(12 <= duration <= 15 for duration in durations.values()), durations


def test_comprehension_is_asked_for_the_clips_with_words_alone(demo: Study) -> None:
    words = {clip.id: clip.lyrics_language for clip in demo.clips.values() if clip.lyrics_language != "zxx"}
    assert sorted(words.values()) == ["en", "es"]


def test_a_listener_practises_first_and_hears_one_clip_again(demo: Study) -> None:
    trials = presentation_order(demo, number=1, language="de")
    assert [trial.clip_id for trial in trials if trial.is_practice] == [PRACTICE_CLIP] == [trials[0].clip_id]
    assert len(trials) == 1 + 12 + 1
    assert sum(trial.is_repeat for trial in trials) == 1


def test_installing_twice_leaves_the_study_as_it_was(demo: Study) -> None:
    before = load_study(demo.folder).sha256
    assert load_study(install_demo_study(demo.folder)).sha256 == before


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", "utf-8")
    with pytest.raises(StudyError, match=r"empty"):
        install_demo_study(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


def test_all_clips_together_stay_under_four_megabytes() -> None:
    assert sum(file.stat().st_size for file in MANIFEST.parent.rglob("*.ogg")) < 4_000_000


def test_no_clip_clips_nor_begins_or_ends_with_a_click(demo: Study, heard: dict[str, Heard]) -> None:
    assert max(measured.true_peak_db for measured in heard.values()) < -1
    for clip in demo.clips.values():
        samples = read_clip(clip).samples
        edges = np.abs(np.concatenate([samples[:24], samples[-480:]]))
        assert edges.max() < 0.05 * np.abs(samples).max(), clip.id


def test_the_quadrants_differ_in_loudness_as_they_are_mixed(heard: dict[str, Heard]) -> None:
    lufs = {quadrant: of(heard, quadrant, "lufs") for quadrant in ("Q1", "Q2", "Q3", "Q4")}
    assert min(lufs["Q2"]) > max(lufs["Q1"]) + 2
    assert min(lufs["Q1"]) > max(lufs["Q3"] + lufs["Q4"]) + 4


def test_lively_quadrants_have_more_notes_a_second_and_a_brighter_sound(heard: dict[str, Heard]) -> None:
    # Arousal goes with tempo and brightness (Juslin & Laukka 2003, Psychological Bulletin 129).
    onsets = {quadrant: np.mean(of(heard, quadrant, "onsets_per_s")) for quadrant in ("Q1", "Q2", "Q3", "Q4")}
    assert min(onsets["Q1"], onsets["Q2"]) > 2 * max(onsets["Q3"], onsets["Q4"])
    lively = of(heard, "Q1", "centroid_hz") + of(heard, "Q2", "centroid_hz")
    calm = of(heard, "Q3", "centroid_hz") + of(heard, "Q4", "centroid_hz")
    assert min(lively) > 2 * max(calm)


def test_pleasant_quadrants_are_in_major_and_the_others_are_not(heard: dict[str, Heard]) -> None:
    assert min(of(heard, "Q1", "major_minus_minor") + of(heard, "Q4", "major_minus_minor")) > 0
    assert max(of(heard, "Q2", "major_minus_minor") + of(heard, "Q3", "major_minus_minor")) < 0


@pytest.mark.parametrize("clip_id", ["rain", "meadow", "polka"])
def test_composing_a_clip_again_gives_the_samples_that_were_encoded(
    repository: Path, tmp_path: Path, clip_id: str
) -> None:
    again = compose(repository, tmp_path, clip_id)
    encoded, rate = soundfile.read(MANIFEST.parent / "clips" / f"{clip_id}.ogg", dtype="float64")
    assert rate == 48_000
    assert again.shape == encoded.shape
    # Vorbis at this quality leaves noise 17 to 31 dB under the music: another tune would leave 0 dB or more.
    noise_db = 10 * np.log10(np.sum((again - encoded) ** 2) / np.sum(again**2))
    assert noise_db < -12


def test_composing_twice_gives_equal_samples_to_the_last_bit(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (compose(repository, tmp_path / name, "rain") for name in "ab")
    np.testing.assert_array_equal(first, second)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_the_words_are_spoken_where_the_manifest_says_so(repository: Path) -> None:
    program = (
        "import make_demo_clips as m\n"
        "for piece in m.PIECES:\n"
        "    if piece.words:\n"
        "        print(piece.id, piece.words.language, len(m.speak(piece.words)) / m.SAMPLE_RATE)"
    )
    tools = repository / "tools"
    result = subprocess.run([sys.executable, "-c", program], cwd=tools, capture_output=True, text=True)
    spoken = [line.split() for line in result.stdout.splitlines()]
    with MANIFEST.open(encoding="utf-8", newline="") as stream:
        said = {row["clip"]: row["lyrics_language"] for row in csv.DictReader(stream)}
    assert {clip_id: said[clip_id] for clip_id, _, _ in spoken} == {c: language for c, language, _ in spoken}
    assert all(2 < float(duration_s) < 10 for _, _, duration_s in spoken)


def compose(repository: Path, folder: Path, clip_id: str) -> NDArray[np.float64]:
    script = repository / "tools" / "make_demo_clips.py"
    result = subprocess.run(
        [sys.executable, str(script), "--only", clip_id, "--wav", str(folder)], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    return soundfile.read(folder / f"{clip_id}.wav", dtype="float64")[0]


def of(heard: dict[str, Heard], quadrant: str, name: str) -> list[float]:
    return [getattr(measured, name) for measured in heard.values() if measured.quadrant == quadrant]


def measure(study: Study, clip_id: str) -> Heard:
    clip = study.clips[clip_id]
    excerpt = read_clip(clip)
    stereo = np.ascontiguousarray(np.broadcast_to(excerpt.samples, (excerpt.samples.shape[0], 2)))
    level = measure_level(stereo, excerpt.sample_rate)
    mono = excerpt.samples.mean(axis=1).astype(np.float64)
    return Heard(
        quadrant=clip.quadrant or "",
        lufs=level.lufs,
        true_peak_db=level.true_peak_db,
        onsets_per_s=onsets_per_s(mono, excerpt.sample_rate),
        centroid_hz=centroid_hz(mono, excerpt.sample_rate),
        major_minus_minor=major_minus_minor(mono, excerpt.sample_rate),
    )


def onsets_per_s(mono: NDArray[np.float64], sample_rate: int) -> float:
    """Peaks of the spectral flux in 40 bands, vibrato taken out as in SuperFlux (Böck & Widmer 2013)."""
    magnitude, frequencies = spectrogram(mono, sample_rate, n_window=2048, hop_length=480)
    edges = np.geomspace(60, 12_000, 41)
    inside = [(frequencies >= low) & (frequencies < high) for low, high in itertools.pairwise(edges)]
    bands = np.stack([magnitude[:, band].sum(axis=1) for band in inside], axis=1)
    level_db = 20 * np.log10(bands / bands.max() + 1e-3)
    before = np.maximum(level_db, np.maximum(np.roll(level_db, 1, axis=1), np.roll(level_db, -1, axis=1)))
    flux = np.maximum(level_db[3:] - before[:-3], 0).mean(axis=1)
    peaks = [i for i in range(5, flux.size - 5) if flux[i] > 1.5 and flux[i] == flux[i - 5 : i + 6].max()]
    return len(peaks) * sample_rate / mono.size


def centroid_hz(mono: NDArray[np.float64], sample_rate: int) -> float:
    magnitude, frequencies = spectrogram(mono, sample_rate, n_window=4096, hop_length=1024)
    return float((magnitude * frequencies).sum() / magnitude.sum())


def major_minus_minor(mono: NDArray[np.float64], sample_rate: int) -> float:
    """How much better the best major key's profile fits the pitch classes than the best minor key's."""
    magnitude, frequencies = spectrogram(mono, sample_rate, n_window=16_384, hop_length=4096)
    tonal = (frequencies > 120) & (frequencies < 1_500)
    pitch_class = np.round(69 + 12 * np.log2(frequencies[tonal] / 440)).astype(int) % 12
    power = magnitude[:, tonal] ** 2
    chroma = [np.sqrt(power[:, pitch_class == k].sum(axis=1)).sum() for k in range(12)]
    major, minor = (
        max(np.corrcoef(np.roll(profile, key), chroma)[0, 1] for key in range(12))
        for profile in (MAJOR, MINOR)
    )
    return float(major - minor)


def spectrogram(
    mono: NDArray[np.float64], sample_rate: int, *, n_window: int, hop_length: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    frames = np.lib.stride_tricks.sliding_window_view(mono, n_window)[::hop_length]
    magnitude = np.abs(np.fft.rfft(frames * np.hanning(n_window), axis=1))
    return magnitude, np.fft.rfftfreq(n_window, 1 / sample_rate)
