"""How far a study is: every session is counted once, where it belongs, and watching costs next to nothing."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from merlingua.surveys.progress import Progress, read_progress
from merlingua.surveys.store import Store
from merlingua.surveys.study_new import new_study
from tests.session_study import session_study
from tests.small_study import merlingua, write_tones
from tests.store_samples import begin_with_answers

STUDY = session_study(quotas=[{"by": "language", "target": 2}]).definition


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with simulated listeners in ``answers.db`` beside it."""
    place = tmp_path_factory.mktemp("progress")
    new_study(place / "small", clips=write_tones(place / "clips"), seed=7)
    command = ("study", "simulate", place / "small", "--store", place / "answers.db", "--participants", "8")
    assert merlingua(*command).exit_code == 0
    return place


def look(store: Store, minutes_later: float = 1, *, simulated: bool = False) -> Progress:
    latest = max(row.started_at for row in store.sessions("small"))
    return read_progress(store, STUDY, simulated=simulated, now=latest + timedelta(minutes=minutes_later))


def test_each_session_is_counted_once_where_it_belongs(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        rows = [begin_with_answers(store, study_id="small", station=f"booth-{n % 2}") for n in range(5)]
        begin_with_answers(store, study_id="small", language="de")
        begin_with_answers(store, study_id="small", language="de", is_simulated=True)
        begin_with_answers(store, study_id="other")
        for row in rows[:2]:
            store.add_event(row.id, "finished")
        store.add_event(rows[2].id, "stopped")
        seen, later = look(store), look(store, minutes_later=31)
        simulated = look(store, simulated=True)
    english, german = seen.languages[0], seen.languages[2]
    assert [each.language for each in seen.languages] == ["en", "es", "de", "zh-Hans"]
    assert (english.n_started, english.n_finished, english.n_stopped) == (5, 2, 1)
    assert (english.n_running, english.n_open, english.is_full) == (2, 0, True)
    assert (german.n_started, german.n_running, german.is_full) == (1, 1, False)
    # What was not heard of for half an hour does not run, and can go on.
    assert (later.languages[0].n_running, later.languages[0].n_open) == (0, 2)
    assert [(each.station, each.n_sessions, each.n_finished) for each in seen.stations] == [
        ("booth-0", 3, 1),
        ("booth-1", 3, 1),
    ]
    assert all(each.is_running for each in seen.stations)
    assert not any(each.is_running for each in later.stations)
    assert sum(each.n_started for each in simulated.languages) == 1


def test_a_stations_last_sign_of_life_is_its_latest_answer_or_event(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        row = begin_with_answers(store, study_id="small")
        at = row.started_at + timedelta(minutes=7)
        store.add_answer(row.id, "questions", "age", 30, at=at)
        (station,) = look(store).stations
    assert station.seen_at == at


def test_the_command_shows_flags_and_agreement_and_its_json_the_same(folder: Path) -> None:
    where = ("progress", "--store", folder / "answers.db", "--study", folder / "small", "--simulated")
    told = merlingua(*where)
    assert told.exit_code == 0, told.err
    assert told.out[0].startswith("study small, simulated listeners, ")
    english = next(line.split() for line in told.out if line.startswith("en "))
    assert english == ["en", "2", "0", "0", "0", "2", "–", "2"]
    assert any(line.startswith("to look at: too_fast 8") for line in told.out)
    answer = json.loads("\n".join(merlingua(*where, "--json").out))
    assert (answer["format"], answer["version"]) == ("merlingua-progress", 1)
    assert answer["flags"]["by_rule"]["too_fast"] == 8
    joy = answer["agreement"]["joy"]["all"]
    (line,) = [line for line in told.out if line.startswith("joy ")]
    assert f"{joy['alpha']:.2f}".replace("0.", ".", 1) in line
    brief = merlingua(*where, "--brief")
    assert not any("agreement" in line for line in brief.out)
    people = merlingua("progress", "--store", folder / "answers.db", "--study", folder / "small")
    assert next(line.split() for line in people.out if line.startswith("en "))[1:6] == ["0"] * 5


def test_it_can_be_watched_until_it_is_stopped(folder: Path) -> None:
    command = [sys.executable, "-m", "merlingua.gui", "progress", "--store", str(folder / "answers.db")]
    command += ["--study", str(folder / "small"), "--simulated", "--brief", "--watch", "0.2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(14)]
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert sum(line.startswith("study small") for line in seen) >= 2
    assert process.returncode == 0
    assert "Traceback" not in errors
