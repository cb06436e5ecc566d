"""The doctor says what is well, what is not, and what to do; and hears whether sound comes when it should."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from pathlib import Path

import numpy as np
import pytest

from merlingua.surveys import doctor_station, loopback
from merlingua.surveys.doctor_findings import Finding, State
from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.loopback import N_CLICKS, SPACING_S, click_offsets, clicks
from merlingua.surveys.store import Store
from tests.pulse import PulseNullSink, missing_programs
from tests.small_study import merlingua
from tests.store_samples import begin_with_answers

RATE = 48_000
Usage = namedtuple("Usage", "total used free")


def one(findings: object) -> Finding:
    (found,) = findings  # type: ignore[misc]
    return found  # type: ignore[no-any-return]


@pytest.mark.parametrize("lag_ms", [-20.0, 0.0, 3.5, 80.0])
def test_the_lag_of_clicks_is_found_to_a_frame(lag_ms: float) -> None:
    rng = np.random.default_rng(1)
    silence = rng.uniform(-0.001, 0.001, 2 * RATE)
    played = clicks(RATE)[:, 0]
    recorded = np.concatenate([silence, 0.3 * played, silence]).astype(np.float32)
    # Its first frame was at the converter at 100 s, the clicks said that they would begin lag_ms earlier.
    offsets_s = click_offsets(recorded, 100.0, RATE, 102.0 - lag_ms / 1000)
    assert len(offsets_s) == N_CLICKS
    np.testing.assert_allclose(1000 * offsets_s, lag_ms, atol=1000 / RATE)


def test_clicks_that_wander_are_jitter() -> None:
    recorded = np.zeros(round((N_CLICKS + 2) * SPACING_S * RATE), np.float32)
    for number in range(N_CLICKS):
        recorded[round((0.5 + number * SPACING_S) * RATE) + number * 24] = 0.4
    offsets_s = click_offsets(recorded, 0.0, RATE, 0.5)
    assert 1000 * np.ptp(offsets_s) == pytest.approx(1000 * (N_CLICKS - 1) * 24 / RATE)


def test_silence_and_a_recording_of_nothing_are_said() -> None:
    for recorded in (np.zeros(RATE, np.float32), np.zeros(0, np.float32)):
        with pytest.raises(PlaybackError, match="nothing that was played was heard"):
            click_offsets(recorded, 0.0, RATE, 0.1)


@pytest.mark.sound
@pytest.mark.skipif(missing_programs() != [], reason="needs PulseAudio")
def test_a_null_sink_hears_every_click_within_milliseconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with PulseNullSink(tmp_path / "pulse") as sink:
        for name, value in sink.environment.items():
            monkeypatch.setenv(name, value)
        for _ in range(3):  # a busy machine may starve the daemon, and the finding then says so
            found = one(doctor_station.listen())
            if found.state is State.GREEN:
                break
        assert found.state is State.GREEN, found.line()
        assert found.numbers["n_heard"] == N_CLICKS
        assert "from default heard by" in found.found
        assert one(doctor_station.look_at_sound()).state is State.GREEN
        assert one(doctor_station.listen(source="none such")).state is State.YELLOW
    found = one(doctor_station.look_at_sound("no such device"))
    assert found.state is State.RED


def test_an_unsteady_device_wants_a_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def heard(device: str | None, source: str | None) -> loopback.Loopback:
        return loopback.Loopback("out", "in", N_CLICKS, N_CLICKS, lag_ms=12.0, jitter_ms=31.0, underruns=0)

    monkeypatch.setattr(loopback, "listen_to_itself", heard)
    found = one(doctor_station.listen())
    assert found.state is State.YELLOW
    assert "jitter 31.0 ms" in found.found
    assert "Response times are off" in found.advice


def test_a_whole_store_is_well_and_a_damaged_one_is_to_be_mended(tmp_path: Path) -> None:
    file = tmp_path / "answers.db"
    store, disk = doctor_station.look_at_store(file)
    assert (store.state, disk.state) == (State.GREEN, disk.state)
    assert "not there yet" in store.found
    with Store.open(file) as opened:
        begin_with_answers(opened)
    store, _ = doctor_station.look_at_store(file)
    assert "whole, 1 sessions" in store.found
    with file.open("r+b") as raw:
        raw.seek(8192)
        raw.write(b"\xff" * 8192)
    store, _ = doctor_station.look_at_store(file)
    assert store.state is State.RED
    assert one(doctor_station.look_at_store(tmp_path / "none" / "answers.db")).state is State.RED


@pytest.mark.parametrize(("free_gb", "state"), [(0.1, State.RED), (2.0, State.YELLOW), (100.0, State.GREEN)])
def test_room_on_the_disk_is_looked_at(
    free_gb: float, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1e12, 0, free_gb * 1e9))
    monkeypatch.setattr(doctor_station, "write_times_ms", lambda folder: [1.0, 2.0])
    _, disk = doctor_station.look_at_store(tmp_path / "answers.db")
    assert disk.state is state
    assert disk.numbers["free_gb"] == free_gb


def test_a_slow_disk_wants_a_look_and_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(10_000))
    times = doctor_station.write_times_ms(tmp_path, clock=lambda: next(ticks) * 0.05)
    assert times == pytest.approx([50.0] * doctor_station.N_WRITES)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(1e12, 0, 1e12))
    monkeypatch.setattr(doctor_station, "write_times_ms", lambda folder: times)
    _, disk = doctor_station.look_at_store(tmp_path / "answers.db")
    assert (disk.state, "take an SSD" in disk.advice) == (State.YELLOW, True)


def test_a_language_without_glyphs_names_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert {found.state for found in doctor_station.look_at_fonts()} == {State.GREEN}
    monkeypatch.setattr(
        doctor_station,
        "missing_glyphs",
        lambda text, language: {"愤"} & set(text) if language == "zh-Hans" else set(),
    )
    states = {found.found.partition(":")[0]: found for found in doctor_station.look_at_fonts()}
    assert states["zh-Hans"].state is State.RED
    assert "lacks 1 characters (愤)" in states["zh-Hans"].found
    assert states["en"].state is State.GREEN


def test_the_command_tells_all_and_its_json_says_the_same(
    study_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    arguments = ("doctor", "--store", tmp_path / "answers.db", "--study", study_folder)
    told = merlingua(*arguments)
    checks = [line.split()[1] for line in told.out[:-1]]
    assert list(dict.fromkeys(checks)) == [
        *("versions", "screen", "fonts", "sound", "loopback", "store", "disk", "models", "study")
    ]
    answer = json.loads("\n".join(merlingua(*arguments, "--json").out))
    assert (answer["format"], answer["version"]) == ("merlingua-doctor", 1)
    assert [found["check"] for found in answer["findings"]] == checks
    is_fit = all(found["state"] != "mend" for found in answer["findings"])
    assert (answer["fit"], told.exit_code) == (is_fit, 0 if is_fit else 1)
    (study_folder / "texts.csv").unlink()
    told = merlingua(*arguments)
    assert told.exit_code == 1
    (line,) = [line for line in told.out if line.split()[1] == "study"]
    assert line.startswith("mend")
    assert "texts.csv" in line
    assert "merlingua study check" in line
