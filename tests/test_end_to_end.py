"""One listener, start to end: a real window, real keys, real sound, and every answer in the store."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from merlingua.surveys.audio_files import as_played, read_clip
from merlingua.surveys.order import presentation_order
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.taxonomy import EMOTION_IDS
from tests import pulse, virtual_screen
from tests.keyboard_listener import KeyboardListener, wait_for

SIX_CLIPS = ("anger_2", "joy_1", "peace_2", "sad_2", "fear_1", "transcendence_1")
"""Every quadrant; English, Spanish and no words; 22.05 and 32 kHz."""

pytestmark = [pytest.mark.shared, pytest.mark.display, pytest.mark.sound, pytest.mark.timeout(900)]


def merlingua(*arguments: str | Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "merlingua.gui", *map(str, arguments)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def manifest_of_six(shared_dir: Path, folder: Path) -> Path:
    """A manifest of six of the reference clips, where they are."""
    source = shared_dir / "reference-study"
    with (source / "clips.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["clip"] in SIX_CLIPS]
    manifest = folder / "six.csv"
    with manifest.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(row | {"file": str(source / row["file"])} for row in rows)
    return manifest


@contextmanager
def running_window(arguments: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    """The program, ended at the end of the context."""
    command = [sys.executable, "-m", "merlingua.gui", *arguments]
    with log.open("wb") as file:
        window = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
        try:
            yield
        finally:
            window.terminate()
            window.wait(20)


def questions_of(study: Study, clip_id: str) -> list[str]:
    """The rows that a clip's page must have: comprehension where there are words."""
    asked = [*EMOTION_IDS, "preference", "familiarity"]
    return asked if study.clips[clip_id].lyrics_language == "zxx" else [*asked, "comprehension"]


@pytest.fixture(autouse=True)
def needed_programs() -> None:
    missing = virtual_screen.missing_programs() + pulse.missing_programs()
    if missing:
        pytest.skip(f"needs {', '.join(missing)}; make test installs them")


def test_a_listener_takes_six_clips_by_keyboard_and_each_is_played_to_the_sample(
    tmp_path: Path, shared_dir: Path
) -> None:
    folder, store = tmp_path / "müller" / "李" / "six", tmp_path / "müller" / "李" / "answers.db"
    folder.parent.mkdir(parents=True)
    with (
        pulse.PulseNullSink(tmp_path / "pulse") as sink,
        virtual_screen.VirtualScreen(log=tmp_path / "screen.log") as screen,
    ):
        homes = {name: str(tmp_path / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "HOME")}
        environment = screen.environment | sink.environment | homes
        made = merlingua(
            *("study", "new", folder, "--clips", manifest_of_six(shared_dir, tmp_path)),
            environment=environment | {"QT_QPA_PLATFORM": "offscreen"},
        )
        assert made.returncode == 0, made.stderr
        study = load_study(folder)
        listener = KeyboardListener(screen, store, study.definition.study.id)
        arguments = ["--study", str(folder), "--store", str(store), "--language", "en"]
        with running_window(arguments, environment, tmp_path / "window.log"):
            try:
                take_session(listener, study, sink)
            except TimeoutError as error:
                screen.screenshot(tmp_path / "stuck.png")
                log = (tmp_path / "window.log").read_text("utf-8", errors="replace")
                pytest.fail(f"{error}; the screen is in {tmp_path / 'stuck.png'}; the window said: {log}")
        history = wait_for(listener.history, "the session")

    assert [event.kind for event in history.events][-1] == "finished"
    number, language = history.session.number, history.session.language
    assert (number, language) == (1, "en")
    trials = presentation_order(study, number=1, language="en")
    assert history.session.order == trials
    assert sorted(trial.clip_id for trial in trials) == sorted(SIX_CLIPS)
    newest = {key: row.value for key, row in history.newest_answers.items()}
    assert {key: newest[key] for key in listener.pressed} == listener.pressed
    assert sum(step.startswith("clip/") for step, _ in newest) == len(listener.pressed) == 4 * 14 + 2 * 13
    assert newest["questionnaire/demographics/0", "country"] == "DE"
    assert newest["questionnaire/demographics/0", "mother_tongue"] == "es"
    assert newest["questionnaire/demographics/0", "age"] == 34
    assert newest["comment", "comment"] == "Ol grun"
    for play in history.plays:
        assert play.report.is_complete, play
        assert play.report.underruns == 0
        assert play.report.dac_onset_s is not None
    rated = [row for row in history.answers if row.step_id.startswith("clip/")]
    assert all(row.response_ms is not None and row.response_ms > 25_000 for row in rated), (
        "answers to clips of 30 s were timed from the onset of the audio"
    )


def take_session(listener: KeyboardListener, study: Study, sink: pulse.PulseNullSink) -> None:
    """From the list of studies to the last page; every clip is compared with what reached the sink."""
    listener.begin("1")
    listener.fill_demographics()
    check = study.definition.devices.headphone_check
    if check is not None:
        listener.pass_headphone_check(check.trials)
    listener.set_level()
    step = listener.wait_for_step("instructions")
    listener.press("1")
    step = listener.go_on_from(step, "Return")
    if step.startswith("intro/"):
        step = listener.go_on_from(step, "Return")
    for trial in presentation_order(study, number=1, language="en"):
        assert step == f"clip/{trial.block_id}/{trial.position:02d}"
        with sink.recording() as recording:
            listener.hear_clip(step)
        assert_played_to_the_sample(listener, study, trial.clip_id, step, recording.samples)
        listener.rate(step, questions_of(study, trial.clip_id))
        step = listener.go_on_from(step, "Return")
    for page in range(2):
        assert step == f"questionnaire/music_background/{page}"
        listener.press(*"1111")
        wait_for(lambda at=step: len(listener.answers_of(at)) == 4 or None, f"four answers of {step}")
        step = listener.go_on_from(step, "Return")
    assert step == "comment"
    listener.type_text("Ol grun")
    step = listener.go_on_from(step, "Tab", "Return")
    assert step == "thanks"


def assert_played_to_the_sample(
    listener: KeyboardListener, study: Study, clip_id: str, step: str, recorded: np.ndarray
) -> None:
    """The sink got the clip's own samples, at the gain that was stored, at one fixed lag."""
    history = listener.history()
    assert history is not None
    presentation = next(row for row in history.presentations if row.step_id == step)
    assert presentation.clip_id == clip_id
    plays = [row.report for row in history.plays if row.presentation_id == presentation.id]
    assert len(plays) == 1
    rules = study.definition.blocks[0].play
    samples = as_played(read_clip(study.clips[clip_id]), plays[0].sample_rate, fade_ms=rules.fade_ms)
    assert plays[0].sample_rate == pulse.PulseNullSink.sample_rate
    expected = samples * np.float32(10 ** (plays[0].gain_db / 20))
    lag, correlation, difference = pulse.clip_in_recording(recorded, expected)
    assert lag > 0
    assert correlation > 0.999
    # float32 all the way: 24 bits of mantissa, one rounding by the gain and one by the sink's format.
    assert difference < 1e-5
