"""Loudness and true peak against the EBU's and ITU's test signals; one loudness for all clips."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from merlingua.surveys.audio_files import AudioExcerpt, as_played, probe, read_clip
from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError
from merlingua.surveys.level_cache import CACHE_FILE, ClipLevel
from merlingua.surveys.loudness import LevelPlan, level_plan, measure_level, study_levels, true_peak_db
from merlingua.surveys.loudness_worker import LoudnessWorker
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import StudyDefinition
from merlingua.surveys.texts import TextTable

RATE = 48_000


def sine(
    hertz: float, level_db: float, duration_s: float, *, rate: int = RATE, phase_degrees: float = 0.0
) -> NDArray[np.float32]:
    """Shape (n_frames, 1); ``level_db`` is the peak's."""
    t = np.arange(round(duration_s * rate)) / rate
    wave = 10 ** (level_db / 20) * np.sin(2 * np.pi * hertz * t + np.deg2rad(phase_degrees))
    return wave.astype(np.float32)[:, np.newaxis]


def in_both_ears(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.repeat(samples, 2, axis=1)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_full_scale_sine_of_997_hz_in_one_channel_reads_minus_3_01(rate: int) -> None:
    # ITU-R BS.1770-4, annex 1: a 0 dB FS sine of 997 Hz in the left, centre or right channel is −3.01 LKFS.
    left = sine(997, 0.0, 10.0, rate=rate)
    one_channel = np.concatenate([left, np.zeros_like(left)], axis=1)
    assert measure_level(one_channel, rate).lufs == pytest.approx(-3.01, abs=0.01)


def test_the_same_sine_in_both_channels_reads_0() -> None:
    # BS.1770-4 sums the channels' powers: 3.01 dB more than one of them.
    assert measure_level(in_both_ears(sine(997, 0.0, 10.0)), RATE).lufs == pytest.approx(0.0, abs=0.01)


def test_a_mono_clip_is_measured_as_it_is_heard_in_both_ears() -> None:
    played = as_played(AudioExcerpt(sine(997, -20.0, 5.0), RATE), RATE, fade_ms=0)
    assert measure_level(played, RATE).lufs == pytest.approx(-20.0, abs=0.02)


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        pytest.param([(-23, 20)], -23.0, id="test 1"),
        pytest.param([(-33, 20)], -33.0, id="test 2"),
        pytest.param([(-36, 10), (-23, 60), (-36, 10)], -23.0, id="test 3"),
        pytest.param([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23.0, id="test 4"),
        pytest.param([(-26, 20), (-20, 20.1), (-26, 20)], -23.0, id="test 5"),
    ],
)
def test_the_ebus_loudness_signals_read_what_the_ebu_expects(
    parts: Sequence[tuple[float, float]], lufs: float
) -> None:
    # EBU Tech 3341, table 1: stereo sines of 1 kHz, in phase; expected ± 0.1 LU.
    signal = np.concatenate([sine(1000, level_db, duration_s) for level_db, duration_s in parts])
    assert measure_level(in_both_ears(signal), RATE).lufs == pytest.approx(lufs, abs=0.1)


@pytest.mark.parametrize(
    ("divisor", "phase_degrees", "amplitude", "expected_db"),
    [
        pytest.param(4, 0.0, 0.50, -6.0, id="test 15"),
        pytest.param(4, 45.0, 0.50, -6.0, id="test 16"),
        pytest.param(6, 60.0, 0.50, -6.0, id="test 17"),
        pytest.param(8, 67.5, 0.50, -6.0, id="test 18"),
        pytest.param(4, 45.0, 1.41, 3.0, id="test 19"),
    ],
)
def test_the_ebus_true_peak_signals_read_what_the_ebu_expects(
    divisor: int, phase_degrees: float, amplitude: float, expected_db: float
) -> None:
    # EBU Tech 3341, table 1: sines of fs/4, fs/6 and fs/8; tolerance +0.2/−0.4 dB. Faded in and out, since a
    # sine that begins at once has a higher peak than its own (the step rings).
    tone = sine(RATE / divisor, 20 * math.log10(amplitude), 2.0, phase_degrees=phase_degrees)
    faded = as_played(AudioExcerpt(tone, RATE), RATE, fade_ms=200)
    assert -0.4 <= true_peak_db(faded, RATE) - expected_db <= 0.2


def test_a_quarter_rate_sine_at_45_degrees_has_its_peak_3_db_above_every_sample() -> None:
    # BS.1770-4, annex 2, attachment 1: samples at ±1/√2 of the peak miss it by 3.01 dB.
    tone = sine(RATE / 4, 0.0, 2.0, phase_degrees=45.0)
    faded = as_played(AudioExcerpt(tone, RATE), RATE, fade_ms=200)
    sample_peak_db = 20 * math.log10(np.abs(faded).max())
    assert sample_peak_db == pytest.approx(-3.01, abs=0.01)
    assert true_peak_db(faded, RATE) - sample_peak_db == pytest.approx(3.01, abs=0.1)


def test_the_louder_ears_true_peak_counts() -> None:
    ears = np.concatenate([sine(997, -20.0, 1.0), sine(997, -6.0, 1.0)], axis=1)
    faded = as_played(AudioExcerpt(ears, RATE), RATE, fade_ms=50)
    assert true_peak_db(faded, RATE) == pytest.approx(-6.0, abs=0.05)


def test_silence_is_refused() -> None:
    with pytest.raises(ClipError, match="is silent"):
        measure_level(np.zeros((RATE, 2), dtype=np.float32), RATE)
    with pytest.raises(ClipError, match="is silent"):
        measure_level(in_both_ears(sine(997, -90.0, 2.0)), RATE)


def test_less_than_a_gating_block_is_refused() -> None:
    with pytest.raises(ClipError, match=r"lasts 0\.399 s; loudness is measured over 0\.4 s at least"):
        measure_level(in_both_ears(sine(997, -20.0, 0.399)), RATE)
    assert measure_level(in_both_ears(sine(997, -20.0, 0.4)), RATE).lufs == pytest.approx(-20, abs=0.5)


levels_of_studies = st.dictionaries(
    st.sampled_from([f"clip_{number}" for number in range(6)]),
    st.builds(lambda lufs, crest_db: ClipLevel(lufs, lufs + crest_db), st.floats(-60, -3), st.floats(3, 40)),
    min_size=1,
)


@given(levels=levels_of_studies, target_lufs=st.floats(-40, -5), true_peak_max_db=st.floats(-9, 0))
def test_all_clips_get_one_loudness_and_none_passes_the_true_peak_limit(
    levels: Mapping[str, ClipLevel], target_lufs: float, true_peak_max_db: float
) -> None:
    plan = level_plan(levels, target_lufs=target_lufs, true_peak_max_db=true_peak_max_db)
    peaks_db = {clip_id: level.true_peak_db + plan.gain_db[clip_id] for clip_id, level in levels.items()}
    for clip_id, level in levels.items():
        assert level.lufs + plan.gain_db[clip_id] == pytest.approx(plan.target_lufs, abs=1e-9)
        assert peaks_db[clip_id] <= true_peak_max_db + 1e-9
    if plan.lowered_by is None:
        assert plan.target_lufs == target_lufs
    else:
        assert plan.target_lufs < target_lufs
        assert peaks_db[plan.lowered_by] == pytest.approx(true_peak_max_db, abs=1e-9)


def test_the_target_is_lowered_for_all_by_the_clip_that_would_clip() -> None:
    levels = {"dense": ClipLevel(-10.0, -1.0), "sparse": ClipLevel(-30.0, -2.0)}
    # The sparse clip's peaks stand 28 dB above its loudness: at most −29 LUFS under −1 dB.
    plan = level_plan(levels, target_lufs=-23.0, true_peak_max_db=-1.0)
    assert plan == LevelPlan(-29.0, {"dense": -19.0, "sparse": 1.0}, lowered_by="sparse")


def study_of(folder: Path, *, fade_ms: float = 10.0, **clips: Clip) -> Study:
    """A study in memory: levels depend on its folder, blocks and clips alone."""
    definition = StudyDefinition.model_validate(
        {
            "schema_version": 1,
            "study": {"id": "s", "version": "1", "languages": ["en"], "default_language": "en"},
            "scales": {"agree5": {"levels": [1, 2, 3, 4, 5], "labels": "agree5"}},
            "blocks": [{"id": "main", "play": {"fade_ms": fade_ms}}],
        }
    )
    return Study(folder, definition, TextTable({}), clips, sha256="")


def clip_file(folder: Path, clip_id: str, level_db: float, seconds: float = 1.0) -> Clip:
    file = folder / f"{clip_id}.wav"
    soundfile.write(file, in_both_ears(sine(997, level_db, seconds)), RATE, subtype="FLOAT")
    return Clip(clip_id, file, 0.0, seconds, "zxx", sha256=f"{clip_id} at {level_db}")


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return study_of(tmp_path, loud=clip_file(tmp_path, "loud", -6.0), soft=clip_file(tmp_path, "soft", -40.0))


def test_a_studys_levels_bring_its_clips_to_its_target(study: Study) -> None:
    seen: list[tuple[int, int]] = []
    plan = study_levels(study, progress=lambda n_known, n_clips: seen.append((n_known, n_clips)))
    assert seen == [(1, 2), (2, 2)]
    assert plan.target_lufs == -23.0
    assert plan.lowered_by is None
    assert plan.gain_db["loud"] == pytest.approx(-17.0, abs=0.1)
    assert plan.gain_db["soft"] == pytest.approx(17.0, abs=0.1)
    for clip_id, clip in study.clips.items():
        played = as_played(read_clip(clip), RATE, fade_ms=10) * np.float32(10 ** (plan.gain_db[clip_id] / 20))
        assert measure_level(played, RATE).lufs == pytest.approx(-23.0, abs=0.01)


def test_known_levels_need_no_audio(study: Study) -> None:
    plan = study_levels(study)
    for clip in study.clips.values():
        clip.file.unlink()
    assert study_levels(study) == plan
    assert [file.name for file in study.folder.iterdir()] == [CACHE_FILE]


def test_a_clip_whose_file_bounds_or_fade_changed_is_measured_again(study: Study, tmp_path: Path) -> None:
    study_levels(study)
    changed = clip_file(tmp_path, "loud", -12.0)
    again = study_levels(study_of(tmp_path, loud=changed, soft=study.clips["soft"]))
    assert again.gain_db["loud"] == pytest.approx(-11.0, abs=0.1)
    faded = study_levels(study_of(tmp_path, fade_ms=500.0, loud=changed, soft=study.clips["soft"]))
    assert faded.gain_db["loud"] > again.gain_db["loud"] + 0.5


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"{}",
        b'{"version": 1}',
        b'{"version": 1, "levels": [1]}',
        b'{"version": 1, "levels": {"k": {"lufs": "loud", "true_peak_db": -1}}}',
        b'{"version": 1, "levels": {"k": {"lufs": NaN, "true_peak_db": -1}}}',
    ],
)
def test_a_broken_cache_is_measured_anew_and_mended(study: Study, content: bytes) -> None:
    plan = study_levels(study)
    cache = study.folder / CACHE_FILE
    whole = cache.read_text(encoding="utf-8")
    cache.write_bytes(content)
    assert study_levels(study) == plan
    assert cache.read_text(encoding="utf-8") == whole


def test_levels_of_another_version_of_the_measurement_are_not_used(study: Study) -> None:
    plan = study_levels(study)
    cache = study.folder / CACHE_FILE
    stored = json.loads(cache.read_text(encoding="utf-8"))
    for level in stored["levels"].values():
        level["lufs"] += 5.0
    cache.write_text(json.dumps(stored), encoding="utf-8")
    assert study_levels(study).gain_db["loud"] == pytest.approx(plan.gain_db["loud"] - 5.0)
    cache.write_text(json.dumps(stored | {"version": 0}), encoding="utf-8")
    assert study_levels(study) == plan


def test_a_folder_that_cannot_be_written_only_costs_time(study: Study) -> None:
    # A folder in the cache's place: unreadable and irreplaceable for root as well, who runs tests on servers.
    (study.folder / CACHE_FILE).mkdir()
    files = {file.name for file in study.folder.iterdir()}
    assert study_levels(study) == study_levels(study)
    assert {file.name for file in study.folder.iterdir()} == files


def test_a_clip_without_a_level_is_named(tmp_path: Path) -> None:
    silent = clip_file(tmp_path, "quiet", -120.0)
    with pytest.raises(ClipError, match=r"'quiet' \(.*quiet\.wav\) is silent"):
        study_levels(study_of(tmp_path, fine=clip_file(tmp_path, "fine", -20.0), quiet=silent))


def test_measuring_leaves_no_thread_behind(study: Study) -> None:
    study_levels(study)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("merlingua")]


@pytest.mark.shared
def test_the_reference_clips_are_levelled_in_seconds(shared_dir: Path, tmp_path: Path) -> None:
    files = sorted((shared_dir / "reference-study" / "clips").glob("*.mp3"))
    clips = {
        file.stem: Clip(file.stem, file, 0.0, probe(file).duration_s, "und", file.stem) for file in files
    }
    study = study_of(tmp_path, **clips)
    started_at = time.monotonic()
    plan = study_levels(study)
    took_s = time.monotonic() - started_at
    assert len(plan.gain_db) == 22
    assert took_s < 60, f"{took_s:.1f} s on this machine; 5 s when it has two idle cores"
    # Commercial recordings are louder than −23 LUFS and peak below full scale: none needs the target lowered.
    assert plan.target_lufs == -23.0
    assert max(plan.gain_db.values()) < 0


def test_a_window_that_measures_clips_keeps_none_of_the_libraries_for_it(tmp_path: Path) -> None:
    # SciPy's filters alone take 100 MB, in a process that a listener sits before for an hour.
    clip_file(tmp_path, "loud", -20.0)
    script = (
        "import sys; from pathlib import Path\n"
        "from merlingua.surveys.clips import Clip\n"
        "from merlingua.surveys.loudness_worker import LoudnessWorker\n"
        f"clip = Clip('loud', Path({str(tmp_path / 'loud.wav')!r}), 0.0, 1.0, 'und', '')\n"
        "with LoudnessWorker() as worker:\n"
        "    print(worker.measure(clip, 10.0).lufs < 0, 'scipy' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_a_worker_that_dies_over_a_clip_says_so(tmp_path: Path) -> None:
    clip = clip_file(tmp_path, "loud", -20.0)
    with LoudnessWorker() as worker:
        worker._process.kill()
        worker._process.wait()
        with pytest.raises(ClipError, match=r"'loud'.*could not be measured: the process .* has ended"):
            worker.measure(clip, 10.0)
