"""Sessions from elsewhere: kept whole, once, beside the program's own and never mistaken for them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merlingua.surveys.errors import InvalidAnswerError, RatingsFileError, StepError, StoreError
from merlingua.surveys.session import Session
from merlingua.surveys.simulate import simulated_station
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_import import (
    ImportCounts,
    ImportedPage,
    ImportedParticipant,
    ImportOrigin,
    clip_step_id,
    import_order,
    import_participants,
)
from tests.session_study import session_study
from tests.store_samples import begin_with_answers, other_process, small_disk

ORIGIN = ImportOrigin("joyful", "long", "ab" * 32)
STARTED = datetime(2019, 5, 29, 20, 25, tzinfo=UTC)
CHASE = ImportedPage(clip_step_id("chase"), {"anger": 4, "joy": 1}, "chase")
RAIN = ImportedPage(
    clip_step_id("rain"), {"anger": 1, "joy": 2}, "rain", position=7, response_ms={"joy": 812.5}
)
AGE = ImportedPage("questionnaire/demographics/0", {"age": 31, "country": "ES"})


def participant(source_id: str = "p1", *pages: ImportedPage, **changes: Any) -> ImportedParticipant:
    usual = ImportedParticipant(source_id, "en", pages or (AGE, CHASE, RAIN), is_complete=True)
    return replace(usual, **changes)


def bring(store: Store, *participants: ImportedParticipant, **changes: Any) -> ImportCounts:
    return import_participants(store, participants, origin=replace(ORIGIN, **changes))


@pytest.fixture
def store(tmp_path: Path) -> Any:
    with Store.open(tmp_path / "answers.db") as opened:
        yield opened


def test_a_session_from_elsewhere_is_kept_with_all_that_its_source_says(store: Store) -> None:
    spanish = timezone(timedelta(hours=2))
    given_times = {"started_at": STARTED.astimezone(spanish), "finished_at": STARTED + timedelta(minutes=35)}
    counts = bring(store, participant(detail={"row": 3, "mother_tongue": "Español"}, **given_times))
    assert (counts.n_new, counts.n_known, counts.n_answers_new) == (1, 0, 6)
    (summary,) = store.sessions("joyful")
    assert (summary.source, summary.is_finished, summary.number) == ("long", True, 0)
    history = store.history(summary.id)
    assert {key: row.value for key, row in history.newest_answers.items()} == {
        ("questionnaire/demographics/0", "age"): 31,
        ("questionnaire/demographics/0", "country"): "ES",
        ("clip/main/chase", "anger"): 4,
        ("clip/main/chase", "joy"): 1,
        ("clip/main/rain", "anger"): 1,
        ("clip/main/rain", "joy"): 2,
    }
    assert history.newest_answers["clip/main/rain", "joy"].response_ms == 812.5
    assert {row.clip_id: row.position for row in history.presentations} == {"chase": None, "rain": 7}
    assert history.session.started_at == STARTED
    assert [event.kind for event in history.events if event.kind != "finished"] == ["imported"]
    (detail,) = (event.detail for event in history.events if event.kind == "imported")
    assert (detail["row"], detail["mother_tongue"]) == (3, "Español")
    assert detail["source_sha256"] == "ab" * 32
    assert check_store(store) == []


def test_what_the_source_does_not_say_is_null_and_not_made_up(store: Store) -> None:
    bring(store, participant())
    (summary,) = store.sessions("joyful")
    history = store.history(summary.id)
    assert {row.answered_at for row in history.answers} == {None}
    (chase,) = (row for row in history.presentations if row.clip_id == "chase")
    assert (chase.position, chase.gain_db, chase.clip_sha256, chase.shown_at) == (None, None, None, None)
    (detail,) = (event.detail for event in history.events if event.kind == "imported")
    assert (detail["started_at"], detail["finished_at"]) == (None, None)


def test_a_second_import_adds_nothing(store: Store) -> None:
    everybody = [participant(f"p{n}", started_at=STARTED) for n in range(5)]
    bring(store, *everybody)
    before = store.n_rows()
    counts = bring(store, *everybody, source_sha256="cd" * 32)
    assert (counts.n_new, counts.n_known, counts.n_answers_new, counts.n_answers_known) == (0, 5, 0, 30)
    assert counts.conflicts == ()
    assert store.n_rows() == before


def test_a_longer_export_adds_what_is_new(store: Store) -> None:
    bring(store, participant("p1", AGE, CHASE, is_complete=False))
    assert not store.sessions("joyful")[0].is_finished
    counts = bring(store, participant("p1"), participant("p2"))
    assert (counts.n_new, counts.n_known, counts.n_answers_new, counts.n_answers_known) == (1, 1, 8, 4)
    assert [row.is_finished for row in store.sessions("joyful")] == [True, True]
    assert store.n_rows()["event"] == 5
    assert check_store(store) == []


def test_a_value_that_differs_is_a_conflict_and_changes_nothing(store: Store) -> None:
    bring(store, participant())
    changed = replace(CHASE, answers={"anger": 5, "joy": 1})
    counts = bring(store, participant("p1", AGE, changed, RAIN))
    assert counts.n_conflicts == 1
    assert counts.conflicts == (
        "participant 'p1' (en): 'anger' of 'chase' is 5; the store has 4, which was kept",
    )
    assert counts.n_answers_new == 0
    (summary,) = store.sessions("joyful")
    assert store.history(summary.id).newest_answers["clip/main/chase", "anger"].value == 4


def test_one_participant_in_two_pieces_of_one_import_is_one_session(store: Store) -> None:
    counts = bring(store, participant("p1", CHASE), participant("p1", RAIN), participant("p1", CHASE))
    assert (counts.n_participants, counts.n_new, counts.n_answers_new, counts.n_answers_known) == (3, 1, 4, 2)
    assert len(store.sessions("joyful")) == 1


def test_the_same_id_in_another_language_study_or_source_is_another_participant(store: Store) -> None:
    for changes in ({}, {"study_id": "other"}, {"source": "psytoolkit"}):
        assert bring(store, participant(), **changes).n_new == 1
    assert bring(store, participant(language="de")).n_new == 1
    assert store.n_rows()["session"] == 4


def test_a_file_has_the_same_keys_in_every_store(tmp_path: Path) -> None:
    # So that stores of several stations can be merged by key.
    keys = []
    for name in ("first.db", "second.db"):
        with Store.open(tmp_path / name) as store:
            bring(store, participant(started_at=STARTED))
            history = store.history(store.sessions("joyful")[0].id)
            keys.append([row.id for row in (*history.answers, *history.presentations, *history.events)])
            assert {key.version for key in keys[-1]} == {7}
    assert keys[0] == keys[1]


def test_imported_sessions_are_not_the_surveys_own(store: Store) -> None:
    begin_with_answers(store)
    bring(store, participant("p1", CHASE, is_complete=False), participant("p2"))
    assert [row.source for row in store.unfinished_sessions("joyful")] == ["survey"]
    counts = store.counts("joyful")["en"]
    assert (counts.n_started, counts.n_finished, counts.n_simulated, counts.n_imported) == (1, 0, 0, 2)
    # The next listener is the second of this program's survey: orders are balanced by this number.
    assert begin_with_answers(store).number == 2
    assert check_store(store) == []


def test_an_imported_session_cannot_go_on(store: Store) -> None:
    study = session_study()
    origin = ImportOrigin.of_study(study, "long", "ab" * 32)
    import_participants(store, [participant("p1", CHASE, is_complete=False)], origin=origin)
    (summary,) = store.sessions(study.definition.study.id)
    with pytest.raises(StepError, match="was imported from long: it cannot go on"):
        Session.resume(study, store, summary.id, station=simulated_station())


def test_an_import_that_fails_leaves_nothing_behind(store: Store) -> None:
    before = store.n_rows()
    bad = replace(CHASE, answers={"anger": 2**70})
    with pytest.raises(InvalidAnswerError, match="64 bits"):
        bring(store, *(participant(f"p{n}") for n in range(20)), participant("last", bad))
    assert store.n_rows() == before


def test_a_time_without_its_zone_is_refused(store: Store) -> None:
    with pytest.raises(RatingsFileError, match=r"2019-05-29T20:25:00 of participant 'p1' .* zone"):
        bring(store, participant(started_at=STARTED.replace(tzinfo=None)))


def test_an_import_into_a_store_that_is_open_for_reading_alone_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.db"
    Store.open(file).close()
    with Store.open(file, read_only=True) as store, pytest.raises(StoreError, match="read-only"):
        bring(store, participant())


def test_an_import_into_a_locked_store_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db", busy_timeout_ms=50) as store:
        with closing(sqlite3.connect(store.file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="is locked"):
                bring(store, participant())
        assert store.n_rows()["session"] == 0


def test_an_import_that_no_longer_fits_on_the_disk_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 2_048) as disk, Store.open(disk / "answers.db") as store:
        begin_with_answers(store)
        before = store.n_rows()
        long_text = ImportedPage("comment", {"comment": "x" * 4_000})
        with pytest.raises(
            StoreError, match=r"is full: this was not saved, all that was saved before is safe"
        ):
            bring(store, *(participant(f"p{n}", long_text) for n in range(2_000)))
        assert store.n_rows() == before
        assert check_store(store) == []


def test_an_import_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "answers.db"
    Store.open(file).close()
    program = """
import sys, time
from merlingua.surveys.store import Store
from merlingua.surveys.store_import import *
def endless():
    number = 0
    while True:
        number += 1
        pages = tuple(ImportedPage(f"clip/main/{k}", {"joy": 1, "fear": 2}, f"c{k}") for k in range(22))
        yield ImportedParticipant(f"p{number}", "en", pages, is_complete=True)
        if number == 3000:
            print("ready", flush=True)
            time.sleep(60)
with Store.open(sys.argv[1]) as store:
    import_participants(store, endless(), origin=ImportOrigin("joyful", "long", "0" * 64))
"""
    with other_process(program, file) as process:
        process.kill()
        process.wait()
    with Store.open(file) as store:
        assert store.n_rows()["session"] == 0
        assert check_store(store) == []


def test_participants_without_a_time_sort_as_their_keys_do(store: Store) -> None:
    # Rows then go to the end of each table, which keeps the import of millions quick.
    names = sorted((f"p{n}" for n in range(30)), key=lambda name: import_order(ORIGIN, name, "en"))
    bring(store, *(participant(name) for name in names))
    with store.reading() as connection:
        stored = connection.exec_driver_sql("SELECT source_id FROM participant ORDER BY id").scalars().all()
    assert stored == names


pages = st.builds(
    lambda clip, answers, position: ImportedPage(clip_step_id(clip), answers, clip, position=position),
    st.sampled_from(["chase", "rain", "walk"]),
    st.dictionaries(
        st.sampled_from(["anger", "joy", "喜悦"]),
        st.one_of(st.integers(-(2**63), 2**63 - 1), st.text(st.characters(codec="utf-8"))),
        max_size=3,
    ),
    st.none() | st.integers(1, 100),
)


@settings(max_examples=40, deadline=None)
@given(found=st.lists(pages, max_size=4, unique_by=lambda page: page.step_id))
def test_whatever_is_imported_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, found: Sequence[ImportedPage]
) -> None:
    with Store.open(tmp_path_factory.mktemp("stores") / "answers.db") as store:
        bring(store, ImportedParticipant("p1", "en", tuple(found), is_complete=False))
        history = store.history(store.sessions("joyful")[0].id)
        expected = {(page.step_id, name): value for page in found for name, value in page.answers.items()}
        assert {key: row.value for key, row in history.newest_answers.items()} == expected
        assert {row.step_id: row.position for row in history.presentations} == {
            page.step_id: page.position for page in found
        }
        assert check_store(store) == []
