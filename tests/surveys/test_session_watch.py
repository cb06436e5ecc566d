"""A session is seen from beside, by the store alone: where it stands, what sounds, when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from merlingua.surveys.errors import StoreError
from merlingua.surveys.session import Session
from merlingua.surveys.session_watch import RUNS_FOR, SessionWatch
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.steps import Phase
from merlingua.surveys.store import Store
from tests.session_study import STATION, Clock, go_to, play_report, right_answers, session_study

STUDY = session_study()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "answers.db") as opened:
        yield opened


@pytest.fixture
def watch(store: Store) -> Iterator[SessionWatch]:
    with SessionWatch(STUDY, store.file) as opened:
        yield opened


def begun(store: Store, clock: Clock | None = None) -> Session:
    return Session.create(STUDY, store, language="es", station=STATION, clock=clock or Clock())


def test_there_is_none_before_consent_and_nothing_new_without_a_write(store: Store, watch: SessionWatch):
    assert watch.look() == ()
    assert watch.look() is None
    session = begun(store)
    (seen,) = watch.look()
    assert (seen.id, seen.number, seen.language, seen.station) == (session.id, 1, "es", "test")
    assert seen.step == session.state.step
    assert (seen.position, seen.n_steps) == (1, len(session.steps))
    assert watch.look() is None


def test_each_answer_and_step_is_seen(store: Store, watch: SessionWatch):
    session = begun(store)
    for question_id, value in right_answers(session).items():
        session.answer(question_id, value)
    (seen,) = watch.look()
    assert seen.n_answered == len(session.state.answers) > 0
    assert seen.n_questions == len(session.state.questions)
    session.next()
    (seen,) = watch.look()
    assert seen.step == session.state.step
    assert seen.position == 2


def test_a_clip_sounds_from_its_onset_to_the_end_of_its_play(store: Store, watch: SessionWatch):
    clock = Clock()
    session = begun(store, clock)
    go_to(session, "clip/main/01")
    (seen,) = watch.look()
    assert seen.clip_id == session.state.step.trial.clip_id
    assert seen.sounds_since is None
    onset = clock()
    clock.advance(0.75)
    before = datetime.now(UTC)
    session.play_started(onset_monotonic=onset)
    (seen,) = watch.look()
    # The onset was 0.75 s before the session heard of it, by its own clock.
    assert timedelta(0) <= seen.sounds_since - (before - timedelta(seconds=0.75)) < timedelta(seconds=5)
    session.play_ended(play_report())
    (seen,) = watch.look()
    assert seen.sounds_since is None
    assert seen.n_plays == 1
    session.play_started(onset_monotonic=clock())
    (seen,) = watch.look()
    assert seen.sounds_since is not None


def test_a_play_whose_end_was_never_written_does_not_sound_on_later_pages(store: Store, watch: SessionWatch):
    session = begun(store)
    go_to(session, "clip/main/01")
    session.play_started(onset_monotonic=session._clock())
    session.play_ended(play_report())
    for question_id, value in right_answers(session).items():
        session.answer(question_id, value)
    session.play_started(onset_monotonic=session._clock())
    session.next()
    (seen,) = watch.look()
    assert seen.sounds_since is None


def test_gaps_in_the_sound_and_pauses_are_seen(store: Store, watch: SessionWatch):
    session = begun(store)
    go_to(session, "clip/main/01")
    session.play_started(onset_monotonic=session._clock())
    session.play_ended(play_report(underruns=2))
    session.pause()
    (seen,) = watch.look()
    assert seen.n_disturbed == 1
    assert seen.n_plays == 0
    assert seen.is_paused
    session.unpause()
    (seen,) = watch.look()
    assert not seen.is_paused
    session.pause()
    Session.resume(STUDY, store, session.id, station=STATION)
    (seen,) = watch.look()
    assert not seen.is_paused


def test_those_that_run_are_there_and_the_last_to_be_heard_of_comes_first(store: Store, watch: SessionWatch):
    first, second = begun(store), begun(store)
    first.answer(*next(iter(right_answers(first).items())))
    assert [seen.id for seen in watch.look()] == [first.id, second.id]
    later = datetime.now(UTC) + RUNS_FOR + timedelta(minutes=1)
    second.pause()
    # After half an hour neither is taken to be running: the latest of all is shown.
    assert [seen.id for seen in watch.look(now=later)] == [second.id]


def test_a_session_that_ended_is_shown_as_ended_until_another_runs(store: Store, watch: SessionWatch):
    simulate_study(STUDY, store, n_participants=2, seed=1)
    (seen,) = watch.look()
    assert (seen.end, seen.number, seen.is_simulated) == ("finished", 2, True)
    assert seen.step.phase is Phase.THANKS
    session = begun(store)
    assert [seen.id for seen in watch.look()] == [session.id]


def test_of_a_study_that_was_changed_the_pages_are_not_told(store: Store):
    session = begun(store)
    changed = replace(STUDY, sha256="f" * 64)
    with SessionWatch(changed, store.file) as watch:
        (seen,) = watch.look()
    assert seen.id == session.id
    assert seen.step is None
    assert (seen.position, seen.n_steps, seen.n_questions) == (0, 0, 0)


def test_a_store_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(StoreError, match=r"there is no store .*none\.db"):
        SessionWatch(STUDY, tmp_path / "none.db")


def test_a_watch_neither_writes_nor_keeps_the_station_from_writing(store: Store, watch: SessionWatch):
    session = begun(store)
    before = store.n_rows()
    for _ in range(3):
        watch.look()
    assert store.n_rows() == before
    session.pause()
    assert len(watch.look()) == 1
