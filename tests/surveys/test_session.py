"""The state machine of a session, on a real store: order of steps, hearing before rating, revisions, ends."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from merlingua.surveys.errors import InvalidAnswerError, StepError, StoreError
from merlingua.surveys.headphones import correct_intervals
from merlingua.surveys.session import Session
from merlingua.surveys.steps import Phase, SessionState
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study
from merlingua.surveys.withdrawal import ALPHABET, new_withdrawal_code, withdrawal_code_sha256
from tests.session_study import (
    DURATION_S,
    STATION,
    Clock,
    fill_in,
    go_to,
    listen,
    play_report,
    right_answers,
    session_study,
)

FIRST_CLIP = "clip/main/01"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def session(store: Store, clock: Clock) -> Session:
    return begin(store, clock)


def begin(store: Store, clock: Clock, study: Study | None = None, **changes: Any) -> Session:
    study = study or session_study(**changes)
    return Session.create(study, store, language="en", station=STATION, clock=clock)


def stored(store: Store, session: Session) -> list[tuple[str, str, int | str, int]]:
    return [
        (row.step_id, row.question_id, row.value, row.revision) for row in store.history(session.id).answers
    ]


def kinds(store: Store, session: Session) -> list[str]:
    return [event.kind for event in store.history(session.id).events]


# The way through


def test_a_session_takes_every_step_in_the_order_of_the_survey(store: Store, clock: Clock) -> None:
    session = begin(store, clock)
    seen = [session.state.step]
    while not session.state.is_finished:
        fill_in(session)
        seen.append(session.next().step)
    assert [step.id for step in seen] == [
        "questionnaire/demographics/0",
        "headphones/1",
        "level",
        "instructions",
        "intro/practice",
        "clip/practice/01",
        "intro/main",
        "clip/main/01",
        "clip/main/02",
        "clip/main/03",
        "clip/main/04",
        "clip/main/05",
        "questionnaire/music_background/0",
        "questionnaire/music_background/1",
        "comment",
        "thanks",
    ]
    assert tuple(seen) == session.steps
    assert [step.trial for step in seen if step.trial] == list(session.order)


def test_a_study_without_checks_and_questionnaires_has_no_steps_for_them(store: Store, clock: Clock) -> None:
    session = begin(store, clock, devices={"level": {"calibrate": "none"}}, questionnaires=[])
    assert [step.id for step in session.steps[:2]] == ["instructions", "intro/practice"]
    assert [step.id for step in session.steps[-2:]] == ["comment", "thanks"]


def test_nothing_is_stored_without_consent(store: Store, clock: Clock) -> None:
    with pytest.raises(StepError, match="begins with consent"):
        Session.create(session_study(), store, language="en", station=STATION, consented=False, clock=clock)
    assert store.sessions("small") == []


def test_a_language_that_the_study_does_not_offer_is_refused(store: Store, clock: Clock) -> None:
    with pytest.raises(StepError, match=r"'fr' is not offered; the study has en, es, de, zh-Hans"):
        Session.create(session_study(), store, language="fr", station=STATION, clock=clock)
    assert store.sessions("small") == []


def test_participants_are_numbered_in_turn_and_each_has_the_order_of_their_number(
    store: Store, clock: Clock
) -> None:
    from merlingua.surveys.order import presentation_order

    study = session_study()
    sessions = [begin(store, clock, study) for _ in range(3)]
    assert [session.number for session in sessions] == [1, 2, 3]
    for session in sessions:
        assert session.order == presentation_order(study, number=session.number, language="en")


def test_what_is_stored_of_the_beginning_says_study_station_and_consent(store: Store, clock: Clock) -> None:
    study = session_study()
    session = begin(store, clock, study)
    history = store.history(session.id)
    assert (history.session.study_id, history.session.study_version) == ("small", "1.0")
    assert history.session.study_sha256 == study.sha256
    assert (history.session.station, history.session.device) == ("test", "no device")
    assert not history.session.is_simulated
    assert history.session.seed == 3
    assert kinds(store, session) == ["consent"]


# Leaving a step


def test_a_step_is_not_left_while_answers_are_missing_and_the_message_names_them(session: Session) -> None:
    session.answer("age", 30)
    with pytest.raises(
        StepError, match=r"demographics/0' cannot be left yet: gender, country, mother_tongue"
    ):
        session.next()
    assert session.state.missing == ("gender", "country", "mother_tongue")
    assert session.state.step.id == "questionnaire/demographics/0"


def test_an_optional_answer_may_stay_away(session: Session) -> None:
    state = go_to(session, FIRST_CLIP)
    listen(session)
    for question in state.questions:
        if question.is_required:
            session.answer(question.id, 3)
    assert session.state.missing == ()
    assert session.state.current == "familiarity"
    assert session.next().step.id == "clip/main/02"


def test_a_question_of_another_step_is_refused_and_the_message_says_what_is_asked(
    store: Store, session: Session
) -> None:
    with pytest.raises(StepError, match="does not ask 'joy'; it asks age, gender, country, mother_tongue"):
        session.answer("joy", 3)
    assert stored(store, session) == []


def test_a_wrong_value_is_refused_and_changes_nothing(store: Store, session: Session) -> None:
    before = session.state
    with pytest.raises(InvalidAnswerError, match="age"):
        session.answer("age", 7)
    assert session.state == before
    assert stored(store, session) == []


def test_the_question_about_perceived_and_induced_is_asked_until_it_is_right(
    store: Store, session: Session
) -> None:
    go_to(session, "instructions")
    state = session.answer("understood", "induced")
    assert state.answers == {"understood": "induced"}
    assert state.missing == ("understood",)
    assert state.current == "understood"
    with pytest.raises(StepError, match="'understood' is 'induced'; 'perceived' is right"):
        session.next()
    session.answer("understood", "perceived")
    assert session.next().step.id == "intro/practice"
    assert [row for row in stored(store, session) if row[1] == "understood"] == [
        ("instructions", "understood", "induced", 1),
        ("instructions", "understood", "perceived", 2),
    ]


def test_items_that_do_not_concern_a_clip_are_not_asked(session: Session) -> None:
    asked = {}
    while not session.state.is_finished:
        if session.state.step.trial:
            asked[session.state.step.trial.clip_id] = [question.id for question in session.state.questions]
        fill_in(session)
        session.next()
    assert asked["b"] == asked["p"] == ["joy", "sadness", "familiarity"]
    assert asked["a"] == asked["c"] == asked["d"] == ["joy", "sadness", "familiarity", "comprehension"]


# Revising and going back


def test_every_revision_is_kept_and_the_newest_holds(store: Store, session: Session) -> None:
    for age in (30, 31, 31):
        session.answer("age", age)
    assert session.state.answers["age"] == 31
    assert stored(store, session) == [
        ("questionnaire/demographics/0", "age", 30, 1),
        ("questionnaire/demographics/0", "age", 31, 2),
        ("questionnaire/demographics/0", "age", 31, 3),
    ]


def test_an_answer_of_a_step_that_was_left_cannot_be_revised(session: Session) -> None:
    go_to(session, "headphones/1")
    with pytest.raises(StepError, match="does not ask 'age'"):
        session.answer("age", 40)


def test_pages_of_one_questionnaire_can_be_gone_back_to_and_revised(store: Store, session: Session) -> None:
    go_to(session, "questionnaire/music_background/1")
    state = session.back()
    assert state.step.id == "questionnaire/music_background/0"
    assert state.answers["musician"] == "none"
    session.answer("musician", "student")
    assert session.next().step.id == "questionnaire/music_background/1"
    assert [row[2:] for row in stored(store, session) if row[1] == "musician"] == [
        ("none", 1),
        ("student", 2),
    ]


@pytest.mark.parametrize(
    "step_id",
    ["questionnaire/demographics/0", "level", FIRST_CLIP, "questionnaire/music_background/0", "comment"],
)
def test_there_is_no_other_way_back(session: Session, step_id: str) -> None:
    go_to(session, step_id)
    with pytest.raises(StepError, match="no way back"):
        session.back()
    assert session.state.step.id == step_id


# Hearing before rating


def test_a_rating_before_the_clip_was_heard_is_refused(store: Store, session: Session) -> None:
    go_to(session, FIRST_CLIP)
    n_answers = len(stored(store, session))
    assert not session.state.rating_is_open
    with pytest.raises(
        StepError, match=r"'joy' of step 'clip/main/01' cannot be answered yet: .* heard 0 of 1"
    ):
        session.answer("joy", 3)
    session.play_started(onset_monotonic=1000.0)
    with pytest.raises(StepError, match="cannot be answered yet"):
        session.answer("joy", 3)
    assert len(stored(store, session)) == n_answers
    assert session.play_ended(play_report()).rating_is_open
    assert session.answer("joy", 3).answers["joy"] == 3


def test_one_frame_too_few_does_not_open_the_rating(session: Session) -> None:
    go_to(session, FIRST_CLIP)
    session.play_started(onset_monotonic=1000.0)
    report = play_report()
    state = session.play_ended(replace(report, frames_played=report.frames_total - 1, flags=("stopped",)))
    assert not state.rating_is_open
    assert state.plays == 0
    assert state.may_play


@pytest.mark.parametrize(
    ("flags", "underruns"),
    [(("underrun",), 1), ((), 2), (("device_lost",), 0), (("device_lost", "stopped"), 0)],
)
def test_a_disturbed_play_is_stored_does_not_count_and_may_be_repeated(
    store: Store, session: Session, flags: tuple[str, ...], underruns: int
) -> None:
    go_to(session, FIRST_CLIP)
    session.play_started(onset_monotonic=1000.0)
    state = session.play_ended(play_report(1.0, *flags, underruns=underruns))
    assert (state.plays, state.rating_is_open, state.needs_replay, state.may_play) == (0, False, True, True)
    state = listen(session)
    assert (state.plays, state.rating_is_open, state.needs_replay) == (1, True, False)
    history = store.history(session.id)
    (presentation,) = [row for row in history.presentations if row.step_id == FIRST_CLIP]
    plays = [play for play in history.plays if play.presentation_id == presentation.id]
    assert [(play.report.flags, play.report.underruns) for play in plays] == [(flags, underruns), ((), 0)]


def test_the_mark_of_a_simulated_play_disturbs_nothing(session: Session) -> None:
    go_to(session, FIRST_CLIP)
    assert listen(session, 1.0, "simulated").rating_is_open


def test_a_clip_is_not_played_more_often_than_the_study_allows(store: Store, session: Session) -> None:
    go_to(session, FIRST_CLIP)
    listen(session)
    state = listen(session)
    assert (state.plays, state.max_plays, state.may_play) == (2, 2, False)
    with pytest.raises(StepError, match="was played 2 times; allowed are 2"):
        session.play_started(onset_monotonic=1000.0)
    n_plays = len(store.history(session.id).plays)
    assert n_plays == 3  # one of the practice clip


def test_stopping_a_clip_again_and_again_is_no_way_around_the_limit(session: Session) -> None:
    go_to(session, FIRST_CLIP)
    for _ in range(5):
        assert listen(session, 0.9, "stopped").may_play  # nobody is left with a clip that cannot be rated
    listen(session)
    state = listen(session, 0.9, "stopped")
    assert (state.plays, state.may_play) == (2, False)


def test_a_study_may_ask_for_several_full_plays(store: Store, clock: Clock) -> None:
    session = begin(store, clock, play={"min_plays": 2, "max_plays": None})
    go_to(session, FIRST_CLIP)
    assert not listen(session).rating_is_open
    state = listen(session)
    assert (state.rating_is_open, state.may_play, state.max_plays) == (True, True, None)


def test_a_study_may_let_listeners_rate_while_the_clip_sounds(store: Store, clock: Clock) -> None:
    session = begin(store, clock, play={"full_before_rating": False})
    go_to(session, FIRST_CLIP)
    assert not session.state.rating_is_open
    assert session.play_started(onset_monotonic=1000.0).rating_is_open
    session.answer("joy", 4)
    state = session.play_ended(play_report(0.3, "stopped"))
    assert (state.rating_is_open, state.plays) == (True, 1)


def test_a_study_may_let_listeners_rate_without_hearing(store: Store, clock: Clock) -> None:
    session = begin(store, clock, play={"min_plays": 0, "max_plays": 1})
    go_to(session, FIRST_CLIP)
    session.answer("joy", 4)
    history = store.history(session.id)
    (presentation,) = [row for row in history.presentations if row.step_id == FIRST_CLIP]
    assert history.newest_answers[FIRST_CLIP, "joy"].presentation_id == presentation.id
    listen(session)
    history = store.history(session.id)
    assert len([row for row in history.presentations if row.step_id == FIRST_CLIP]) == 1


def test_one_play_has_to_end_before_the_next_begins(session: Session) -> None:
    go_to(session, FIRST_CLIP)
    session.play_started(onset_monotonic=1000.0)
    assert not session.state.may_play
    with pytest.raises(StepError, match=r"a play .* is under way"):
        session.play_started(onset_monotonic=1001.0)


def test_nothing_is_played_on_a_page_of_questions(session: Session) -> None:
    with pytest.raises(StepError, match="nothing is played on step 'questionnaire/demographics/0'"):
        session.play_started(onset_monotonic=1000.0)
    with pytest.raises(StepError, match="nothing is played"):
        session.play_ended(play_report())


@pytest.mark.parametrize(
    "wrong", [{"frames_played": 96_001}, {"frames_played": -1}, {"frames_total": 0}, {"sample_rate": 0}]
)
def test_a_report_that_no_play_can_have_is_refused(
    store: Store, session: Session, wrong: dict[str, int]
) -> None:
    go_to(session, FIRST_CLIP)
    n_plays = len(store.history(session.id).plays)
    with pytest.raises(StepError, match="was reported"):
        session.play_ended(replace(play_report(), **wrong))
    assert len(store.history(session.id).plays) == n_plays


def test_a_device_that_is_lost_before_the_first_frame_is_stored_and_told(
    store: Store, session: Session
) -> None:
    go_to(session, FIRST_CLIP)
    state = session.play_ended(play_report(0.0, "device_lost"))
    assert (state.needs_replay, state.may_play, state.plays) == (True, True, 0)
    assert store.history(session.id).plays[-1].report.flags == ("device_lost",)


def test_a_report_that_comes_after_its_step_was_left_is_stored_with_it(
    store: Store, session: Session, clock: Clock
) -> None:
    go_to(session, FIRST_CLIP)
    fill_in(session)
    session.play_started(onset_monotonic=clock())
    session.next()
    state = session.play_ended(play_report(0.2, "stopped"))
    assert state.step.id == "clip/main/02"
    assert (state.plays, state.rating_is_open, state.may_play) == (0, False, True)
    history = store.history(session.id)
    (presentation,) = [row for row in history.presentations if row.id == history.plays[-1].presentation_id]
    assert presentation.step_id == FIRST_CLIP


def test_an_onset_from_before_the_page_was_shown_belongs_to_the_step_before(
    store: Store, session: Session, clock: Clock
) -> None:
    go_to(session, FIRST_CLIP)
    fill_in(session)
    onset = clock()
    clock.advance(0.1)
    session.next()
    state = session.play_started(onset_monotonic=onset)
    assert state.may_play
    session.play_ended(play_report(0.1, "stopped"))
    history = store.history(session.id)
    assert {row.step_id for row in history.presentations} == {"clip/practice/01", FIRST_CLIP}


def test_a_presentation_holds_the_clip_its_place_and_what_the_device_reported(
    store: Store, session: Session
) -> None:
    go_to(session, "clip/main/05")
    listen(session)
    history = store.history(session.id)
    presentation, play = history.presentations[-1], history.plays[-1]
    trial = session.order[-1]
    assert (presentation.clip_id, presentation.position) == (trial.clip_id, 5)
    assert presentation.is_repeat == trial.is_repeat
    assert not presentation.is_practice
    assert presentation.gain_db == -3.0
    assert play.report == play_report()


# Times


def test_response_times_count_from_the_onset_of_the_last_play_and_from_the_page_otherwise(
    store: Store, session: Session, clock: Clock
) -> None:
    clock.advance(4.0)
    session.answer("age", 30)
    clock.advance(1.0)
    session.answer("gender", "female", answered_at=clock() - 0.25)
    go_to(session, FIRST_CLIP)
    for onset in (clock() + 0.5, clock() + 10.5):
        session.play_started(onset_monotonic=onset)
        session.play_ended(play_report())
    session.answer("joy", 2, answered_at=clock() + 12.0)
    session.answer("sadness", 2, answered_at=clock() + 10.0)  # before the onset: as soon as can be
    times = {(row.step_id, row.question_id): row.response_ms for row in store.history(session.id).answers}
    assert times["questionnaire/demographics/0", "age"] == 4000
    assert times["questionnaire/demographics/0", "gender"] == 4750
    assert times[FIRST_CLIP, "joy"] == 1500
    assert times[FIRST_CLIP, "sadness"] == 0


def test_the_progress_counts_steps_and_the_minutes_left_fall_where_pages_take_as_long_as_guessed(
    session: Session, clock: Clock
) -> None:
    places, minutes = [], []
    while not session.state.is_finished:
        progress = session.state.progress
        places.append(progress.position)
        minutes.append(progress.remaining_min)
        guess = session._page.time
        clock.advance(guess.sound_s + guess.answering_s)
        fill_in(session)
        session.next()
    assert places == list(range(1, len(session.steps)))
    assert minutes == sorted(minutes, reverse=True)
    assert session.state.progress.remaining_min == 0
    assert {progress.total} == {len(session.steps)}


def test_a_slow_listener_is_told_more_minutes_than_a_quick_one(store: Store, clock: Clock) -> None:
    minutes = {}
    for seconds in (5.0, 120.0):
        session = begin(store, clock)
        while session.state.step.id != FIRST_CLIP:
            clock.advance(seconds)
            fill_in(session)
            session.next()
        minutes[seconds] = session.state.progress.remaining_min
    assert minutes[120.0] > 1.5 * minutes[5.0]


def test_a_pause_is_not_taken_for_slowness(store: Store, clock: Clock) -> None:
    minutes = []
    for pause_s in (0.0, 3600.0):
        session = begin(store, clock)
        clock.advance(20.0)
        session.pause()
        clock.advance(pause_s)
        session.unpause()
        fill_in(session)
        minutes.append(session.next().progress.remaining_min)
    assert minutes[0] == minutes[1]


def test_the_minutes_left_hold_at_least_the_sound_that_must_be_heard(session: Session) -> None:
    go_to(session, "intro/main")
    least = 5 * (DURATION_S + 0.5) / 60
    assert session.state.progress.remaining_min > least


# Pausing, notes


def test_a_paused_session_takes_no_answers_and_goes_on_where_it_was(store: Store, session: Session) -> None:
    session.answer("age", 30)
    assert session.pause().is_paused
    for action in (
        lambda: session.answer("gender", "female"),
        session.next,
        session.back,
        session.pause,
    ):
        with pytest.raises(StepError, match="is paused"):
            action()
    state = session.unpause()
    assert (state.is_paused, state.answers) == (False, {"age": 30})
    assert kinds(store, session) == ["consent", "paused", "unpaused"]
    with pytest.raises(StepError, match="is not paused"):
        session.unpause()


def test_a_play_that_the_pause_has_stopped_is_stored(store: Store, session: Session) -> None:
    go_to(session, FIRST_CLIP)
    session.play_started(onset_monotonic=1000.0)
    session.pause()
    assert not session.play_ended(play_report(0.4, "stopped")).may_play
    assert store.history(session.id).plays[-1].report.flags == ("stopped",)
    assert session.unpause().may_play


def test_a_note_is_logged_with_the_step_and_cannot_move_the_session(store: Store, session: Session) -> None:
    session.note("device_changed", device="other")
    event = store.history(session.id).events[-1]
    assert (event.kind, event.detail) == (
        "device_changed",
        {"at": "questionnaire/demographics/0", "device": "other"},
    )
    for kind in ("step", "finished", "stopped", "headphone_check"):
        with pytest.raises(StepError, match=f"{kind!r} moves a session"):
            session.note(kind)


# Headphone check


def fail_headphones(session: Session) -> SessionState:
    for question_id, right in right_answers(session).items():
        session.answer(question_id, int(right) % 3 + 1)
    return session.next()


def test_a_failed_headphone_check_is_tried_again_with_other_trials_and_then_flagged(
    store: Store, session: Session
) -> None:
    go_to(session, "headphones/1")
    first = session.headphone_trial
    assert first is not None
    assert first.number == 1
    state = fail_headphones(session)
    assert (state.step.id, state.attempt, state.answers) == ("headphones/2", 2, {})
    again = session.headphone_trial
    assert again is not None
    assert again.seed != first.seed
    assert fail_headphones(session).step.id == "level"
    checks = [event.detail for event in store.history(session.id).events if event.kind == "headphone_check"]
    assert [(check["attempt"], check["n_correct"], check["verdict"]) for check in checks] == [
        (1, 0, "again"),
        (2, 0, "flagged"),
    ]


def test_a_passed_headphone_check_leads_on(store: Store, session: Session) -> None:
    go_to(session, "level")
    (check,) = [event.detail for event in store.history(session.id).events if event.kind == "headphone_check"]
    assert (check["n_correct"], check["n_trials"], check["verdict"]) == (3, 3, "passed")


def test_a_study_may_end_where_the_headphone_check_is_failed(store: Store, clock: Clock) -> None:
    check = {"trials": 3, "pass": 3, "attempts": 1, "on_fail": "stop"}
    session = begin(store, clock, devices={"headphone_check": check})
    go_to(session, "headphones/1")
    state = fail_headphones(session)
    assert (state.is_finished, state.step.phase, state.withdrawal_code) == (True, Phase.HEADPHONES, None)
    with pytest.raises(StepError, match="has ended"):
        session.next()
    with pytest.raises(StepError, match="has ended"):
        Session.resume(session_study(devices={"headphone_check": check}), store, session.id, station=STATION)


def test_headphone_trials_are_answered_in_turn(session: Session) -> None:
    go_to(session, "headphones/1")
    with pytest.raises(StepError, match="'trial_2' cannot be answered yet: 'trial_1' comes first"):
        session.answer("trial_2", 1)
    trial = session.headphone_trial
    assert trial is not None
    session.answer("trial_1", trial.correct_interval)
    due = session.headphone_trial
    assert due is not None
    assert (due.number, due.seed) == (2, trial.seed + 1)


def test_participants_get_different_headphone_trials(store: Store, clock: Clock) -> None:
    seeds = set()
    for _ in range(20):
        session = begin(store, clock)
        go_to(session, "headphones/1")
        seeds.add(session._record.headphone_seed)
    assert len(seeds) == 20
    assert len({correct_intervals(seed, 3) for seed in seeds}) > 1


def test_what_the_checks_play_is_logged(store: Store, session: Session) -> None:
    go_to(session, "headphones/1")
    session.play_started(onset_monotonic=1000.0)
    session.play_ended(play_report(1.0, "underrun", underruns=1))
    event = store.history(session.id).events[-1]
    assert event.kind == "sound_played"
    assert (event.detail["at"], event.detail["underruns"]) == ("headphones/1", 1)


def test_the_level_that_was_set_is_known_from_then_on(session: Session) -> None:
    go_to(session, "level")
    assert session.volume_db == 0
    session.answer("volume_db", -17)
    assert session.volume_db == -17
    with pytest.raises(InvalidAnswerError, match="volume_db"):
        session.answer("volume_db", 3)


def test_the_clip_to_decode_next_is_known_in_time(session: Session) -> None:
    trials = iter(session.order)
    upcoming = next(trials)
    while not session.state.is_finished:
        if session.state.step.trial is not None:
            assert session.state.step.trial == upcoming
            upcoming = next(trials, None)
        assert session.upcoming == upcoming
        fill_in(session)
        session.next()


# The end


def test_the_last_step_shows_a_code_of_which_only_the_hash_is_stored(
    store: Store, session: Session, tmp_path: Path
) -> None:
    state = go_to(session, "thanks")
    code = state.withdrawal_code
    assert code is not None
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{2}}[{ALPHABET}]{{4}}", code)
    end = store.history(session.id).events[-1]
    assert end.kind == "finished"
    assert end.detail["withdrawal_code_sha256"] == withdrawal_code_sha256(code)
    store.close()
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert code.encode() not in content
        assert code.replace("-", "").encode() not in content


def test_a_withdrawal_code_is_known_however_it_is_typed() -> None:
    code = new_withdrawal_code()
    typed = (code.lower(), code.replace("-", " "), f" {code.replace('-', '')}\n")
    assert {withdrawal_code_sha256(one) for one in typed} == {withdrawal_code_sha256(code)}
    assert withdrawal_code_sha256(new_withdrawal_code()) != withdrawal_code_sha256(code)
    assert not set("0O1ILU") & set(ALPHABET)


def test_a_finished_session_takes_nothing_more(session: Session) -> None:
    go_to(session, "thanks")
    assert session.state.is_finished
    for action in (session.next, session.back, session.pause, lambda: session.answer("comment", "more")):
        with pytest.raises(StepError, match="has ended"):
            action()


def test_a_comment_may_be_empty(session: Session) -> None:
    go_to(session, "comment")
    assert session.answer("comment", "").answers == {"comment": ""}
    assert session.next().is_finished


# All or nothing


def test_what_the_store_cannot_write_has_not_happened_and_goes_on_when_it_can(
    store: Store, session: Session, tmp_path: Path
) -> None:
    go_to(session, FIRST_CLIP)
    listen(session)
    before = session.state
    n_plays = len(store.history(session.id).plays)
    tables = ("presentation", "play", "answer", "event")
    with closing(sqlite3.connect(tmp_path / "store.db")) as other:
        for table in tables:
            other.execute(
                f"CREATE TRIGGER stop_{table} BEFORE INSERT ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'nothing goes in'); END"
            )
        for action in (
            lambda: session.answer("joy", 3),
            lambda: session.play_started(onset_monotonic=2000.0),
            lambda: session.play_ended(play_report()),
            session.pause,
            lambda: session.note("x"),
        ):
            with pytest.raises(StoreError):
                action()
            assert session.state == before
        for table in tables:
            other.execute(f"DROP TRIGGER stop_{table}")
    assert len(store.history(session.id).plays) == n_plays
    fill_in(session)
    assert session.next().step.id == "clip/main/02"


def test_a_state_cannot_be_changed_from_outside(session: Session) -> None:
    state = session.answer("age", 30)
    with pytest.raises(TypeError):
        state.answers["age"] = 31  # type: ignore[index]
    session.answer("age", 32)
    assert state.answers["age"] == 30
