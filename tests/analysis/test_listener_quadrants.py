"""Listeners' quadrants of clips, from their ratings of emotions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from merlingua.analysis.listener_quadrants import clip_shares, shares_of_files
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.store_ratings import ParticipantRow, RatingColumns
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_new import new_study
from tests.small_study import write_tones


def person(language: str, *, is_simulated: bool = False) -> ParticipantRow:
    from uuid import uuid4

    return ParticipantRow(
        uuid4(), None, "survey", language, is_simulated, True, None, None, "s", "", answers={}, detail={}
    )


def columns(
    people: list[ParticipantRow],
    rows: list[tuple[int, str, float]],
    *,
    practice: frozenset[int] = frozenset(),
    repeats: frozenset[int] = frozenset(),
) -> RatingColumns:
    """Ratings of one clip: (participant, emotion, value)."""
    items = tuple(sorted({item for _, item, _ in rows}))
    n = len(rows)
    return RatingColumns(
        study_id="s",
        participants=tuple(people),
        clips=("clip",),
        items=items,
        participant=np.array([row[0] for row in rows], np.int32),
        clip=np.zeros(n, np.int32),
        item=np.array([items.index(row[1]) for row in rows], np.int32),
        value=np.array([row[2] for row in rows], np.float32),
        position=np.ones(n, np.int32),
        is_practice=np.array([i in practice for i in range(n)], np.bool_),
        is_repeat=np.array([i in repeats for i in range(n)], np.bool_),
        response_ms=np.full(n, np.nan, np.float32),
    )


def test_a_listener_names_the_quadrant_rated_highest_on_average() -> None:
    # Q2: anger 5, fear 1, so 3 on average; Q1: joy 4.
    shares = clip_shares(columns([person("de")], [(0, "anger", 5), (0, "fear", 1), (0, "joy", 4)]))["clip"]
    assert shares.rows[0].shares.tolist() == [1, 0, 0, 0]


def test_quadrants_that_tie_share_the_vote() -> None:
    rows = [(0, "joy", 4.0), (0, "sadness", 4.0), (0, "peace", 1.0)]
    assert clip_shares(columns([person("de")], rows))["clip"].rows[0].shares.tolist() == [0.5, 0, 0.5, 0]


def test_languages_stand_apart_the_larger_first() -> None:
    people = [person("es"), person("de"), person("de")]
    rows = [(0, "joy", 5.0), (1, "anger", 5.0), (2, "joy", 3.0)]
    found = clip_shares(columns(people, rows))["clip"].rows
    assert [(row.language, row.n_listeners) for row in found] == [("de", 2), ("es", 1)]
    assert found[0].shares.tolist() == [0.5, 0.5, 0, 0]


def test_practice_and_repeats_do_not_count() -> None:
    rows = [(0, "joy", 5.0), (0, "anger", 5.0), (0, "peace", 5.0)]
    found = clip_shares(columns([person("de")], rows, practice=frozenset({1}), repeats=frozenset({2})))
    assert found["clip"].rows[0].shares.tolist() == [1, 0, 0, 0]


def test_simulated_listeners_count_only_where_there_are_no_people() -> None:
    people = [person("de"), person("de", is_simulated=True)]
    both = clip_shares(columns(people, [(0, "joy", 5.0), (1, "anger", 5.0)]))["clip"]
    alone = clip_shares(columns(people, [(1, "anger", 5.0)]))["clip"]
    assert both.rows[0].n_listeners == 1
    assert not both.is_simulated
    assert alone.is_simulated


def test_a_clip_without_ratings_of_emotions_has_no_shares() -> None:
    assert clip_shares(columns([person("de")], [(0, "familiarity", 5.0)])) == {}


@pytest.fixture(scope="module")
def rated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, Path]:
    """A study whose clips eight simulated listeners have rated."""
    folder = tmp_path_factory.mktemp("rated")
    new_study(folder / "study", clips=write_tones(folder / "tones"), seed=7)
    study, file = load_study(folder / "study"), folder / "store.db"
    with Store.open(file) as store:
        simulate_study(study, store, n_participants=8, seed=1)
    return study, file


def test_a_study_s_clips_are_found_by_their_ids(rated: tuple[Study, Path]) -> None:
    study, store = rated
    ids = {str(clip.file): clip.id for clip in study.clips.values()}
    found = shares_of_files(str(store), list(ids), study_id=study.definition.study.id, clip_ids=ids)
    assert set(found) == set(ids)
    for shares in found.values():
        assert sum(row.n_listeners for row in shares.rows) == 8
        assert all(row.shares.sum() == pytest.approx(1) for row in shares.rows)


def test_a_copy_of_a_clip_is_known_again_by_its_contents(rated: tuple[Study, Path], tmp_path: Path) -> None:
    study, store = rated
    clip = next(iter(study.clips.values()))
    copy, other = tmp_path / "copy.wav", tmp_path / "other.wav"
    copy.write_bytes(clip.file.read_bytes())
    other.write_bytes(b"something else")
    assert set(shares_of_files(str(store), [str(copy), str(other), str(tmp_path / "gone")])) == {str(copy)}


def test_a_store_that_is_not_there_yet_has_no_listeners(tmp_path: Path) -> None:
    assert shares_of_files(str(tmp_path / "none.db"), ["a.wav"]) == {}
