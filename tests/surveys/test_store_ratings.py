"""Ratings as columns say what the store says: newest revisions, whose they are, what they are about."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from merlingua.surveys.errors import StoreError
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.store_import import (
    ImportedPage,
    ImportedParticipant,
    ImportOrigin,
    clip_step_id,
    import_participants,
)
from merlingua.surveys.store_ratings import RatingColumns, change_token, read_ratings
from tests.session_study import session_study
from tests.store_samples import begin_with_answers

ORIGIN = ImportOrigin("joyful", "long", "ab" * 32)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "answers.db") as opened:
        yield opened


def bring(store: Store, source_id: str, *pages: ImportedPage, **changes: Any) -> None:
    given = replace(ImportedParticipant(source_id, "en", pages, is_complete=True), **changes)
    import_participants(store, [given], origin=ORIGIN)


def as_rows(ratings: RatingColumns) -> set[tuple[object, ...]]:
    """Participant's source id, clip, item, value, position, practice, repeat."""
    return {
        (
            ratings.participants[ratings.participant[k]].source_id,
            ratings.clips[ratings.clip[k]],
            ratings.items[ratings.item[k]],
            float(ratings.value[k]),
            int(ratings.position[k]),
            bool(ratings.is_practice[k]),
            bool(ratings.is_repeat[k]),
        )
        for k in range(len(ratings.value))
    }


def test_ratings_of_an_import_are_read_as_they_were(store: Store) -> None:
    again = clip_step_id("chase", occasion=2)
    bring(
        store,
        "p1",
        ImportedPage("questionnaire/demographics/0", {"age": 31}),
        ImportedPage(clip_step_id("rain"), {"joy": 5, "anger": 1}, "rain", position=3),
        ImportedPage(clip_step_id("chase"), {"joy": 2}, "chase", response_ms={"joy": 400.0}),
        ImportedPage(again, {"joy": 3}, "chase", is_repeat=True, is_practice=True),
    )
    bring(store, "p2", ImportedPage(clip_step_id("rain"), {"joy": 4}, "rain"), is_complete=False)
    ratings = read_ratings(store, "joyful")
    assert (ratings.clips, ratings.items) == (("chase", "rain"), ("anger", "joy"))
    assert as_rows(ratings) == {
        ("p1", "rain", "joy", 5.0, 3, False, False),
        ("p1", "rain", "anger", 1.0, 3, False, False),
        ("p1", "chase", "joy", 2.0, 0, False, False),
        ("p1", "chase", "joy", 3.0, 0, True, True),
        ("p2", "rain", "joy", 4.0, 0, False, False),
    }
    measured = ratings.response_ms[~np.isnan(ratings.response_ms)]
    assert measured.tolist() == [400.0]
    by_id = {row.source_id: row for row in ratings.participants}
    assert by_id["p1"].answers == {"age": 31}
    assert (by_id["p1"].is_complete, by_id["p2"].is_complete) == (True, False)
    assert {row.source for row in ratings.participants} == {"long"}


def test_times_and_details_of_an_import_are_its_sources_and_not_those_of_the_import(store: Store) -> None:
    began = datetime(2019, 5, 29, 20, 25, tzinfo=UTC)
    page = ImportedPage(clip_step_id("rain"), {"joy": 5}, "rain")
    bring(store, "p1", page, started_at=began, detail={"row": 17})
    bring(store, "p2", page)
    by_id = {row.source_id: row for row in read_ratings(store, "joyful").participants}
    assert (by_id["p1"].started_at, by_id["p1"].finished_at) == (began, None)
    assert (by_id["p2"].started_at, by_id["p2"].finished_at) == (None, None)
    assert by_id["p1"].detail["row"] == 17


def test_the_newest_revision_holds(store: Store) -> None:
    row = begin_with_answers(store, 3)
    (presentation,) = store.history(row.id).presentations
    for value in (4, 2, 5):
        store.add_answer(row.id, presentation.step_id, "item_1", value, presentation_id=presentation.id)
    store.add_answer(row.id, "questionnaire/demographics/0", "age", 30)
    store.add_answer(row.id, "questionnaire/demographics/0", "age", 31)
    store.add_answer(row.id, "comment", "comment", "very private")
    ratings = read_ratings(store, "joyful")
    values = {ratings.items[item]: value for item, value in zip(ratings.item, ratings.value, strict=True)}
    assert values == {"item_0": 0.0, "item_1": 5.0, "item_2": 2.0}
    assert dict(ratings.participants[0].answers) == {"age": 31}


def test_a_value_with_a_fraction_is_a_number_and_a_word_is_none(store: Store) -> None:
    bring(store, "p1", ImportedPage(clip_step_id("rain"), {"joy": "3.5", "note": "loud"}, "rain"))
    ratings = read_ratings(store, "joyful")
    values = dict(zip((ratings.items[item] for item in ratings.item), ratings.value.tolist(), strict=True))
    assert values["joy"] == 3.5
    assert np.isnan(values["note"])


def test_sources_are_told_apart_on_demand(store: Store) -> None:
    begin_with_answers(store, 2)
    bring(store, "p1", ImportedPage(clip_step_id("rain"), {"joy": 5}, "rain"))
    assert len(read_ratings(store, "joyful").value) == 3
    own = read_ratings(store, "joyful", sources=["survey"])
    assert (len(own.value), own.clips, len(own.participants)) == (2, ("chase",), 1)
    with pytest.raises(StoreError, match=r"no session of study 'joyful' from psytoolkit"):
        read_ratings(store, "joyful", sources=["psytoolkit"])


def test_a_study_that_is_not_there_is_told_with_those_that_are(store: Store) -> None:
    begin_with_answers(store, 2)
    with pytest.raises(StoreError, match=r"no session of study 'joyous'. Studies in it: joyful"):
        read_ratings(store, "joyous")


def test_a_participant_without_ratings_is_among_the_participants(store: Store) -> None:
    bring(store, "p1", ImportedPage("questionnaire/demographics/0", {"age": 31}), is_complete=False)
    ratings = read_ratings(store, "joyful")
    assert len(ratings.participants) == 1
    assert ratings.value.shape == (0,)
    assert (ratings.clips, ratings.items) == ((), ())


def test_simulated_sessions_are_read_as_their_histories_say(store: Store) -> None:
    study = session_study()
    simulate_study(study, store, n_participants=3, seed=5)
    study_id = study.definition.study.id
    ratings = read_ratings(store, study_id)
    expected = []
    for summary in store.sessions(study_id):
        history = store.history(summary.id)
        shown = {row.id: row for row in history.presentations}
        for answer in history.newest_answers.values():
            if answer.presentation_id is not None:
                page = shown[answer.presentation_id]
                expected.append((page.clip_id, answer.question_id, float(answer.value), page.position))
    read = [
        (ratings.clips[clip], ratings.items[item], float(value), int(position))
        for clip, item, value, position in zip(
            ratings.clip, ratings.item, ratings.value, ratings.position, strict=True
        )
    ]
    assert sorted(read) == sorted(expected)
    assert len(read) > 20
    assert all(row.is_simulated and row.is_complete for row in ratings.participants)
    assert (ratings.response_ms[~np.isnan(ratings.response_ms)] >= 0).all()


def test_the_token_changes_with_each_write_of_anybody_and_with_nothing_else(store: Store) -> None:
    row = begin_with_answers(store, 2)
    first = change_token(store)
    read_ratings(store, "joyful")
    assert change_token(store) == first
    store.add_answer(row.id, "clip/main/01", "item_7", 1)
    second = change_token(store)
    assert second != first
    with Store.open(store.file) as other:
        begin_with_answers(other)
    assert change_token(store) not in (first, second)


def test_the_token_is_cheap(store: Store) -> None:
    # Measured: 0.1 ms. The live page asks for it every second.
    began = time.perf_counter()
    for _ in range(20):
        change_token(store)
    assert (time.perf_counter() - began) / 20 < 0.02
