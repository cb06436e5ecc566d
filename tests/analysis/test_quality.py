"""Flags: each rule finds whom it says, judges nobody of whom it knows nothing, and leaves nobody out."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from uuid import UUID, uuid4

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from merlingua.analysis.exclusions import RULES
from merlingua.analysis.quality_report import participant_page, quality_csv, quality_table
from merlingua.analysis.quality_rules import ALL_RULES, thresholds, with_session
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.ratings_table import frame_of_table
from merlingua.surveys.session_quality import SessionMeasures, session_measures
from merlingua.surveys.store import Store
from merlingua.surveys.study_definition import Quality, QualityCheck
from merlingua.surveys.study_new import new_study
from tests.small_study import merlingua, write_tones
from tests.store_samples import ORDER, REPORT, SHA256, STEPS, new_session

ITEMS = ("joy", "fear", "anger")


@pytest.fixture(scope="module")
def ready_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of six clips of a second."""
    folder = tmp_path_factory.mktemp("quality")
    new_study(folder / "small", clips=write_tones(folder / "clips"), seed=7)
    return folder / "small"


USUAL = thresholds(Quality())


def frame_of(answers: dict[str, list[list[float]]], *, placed: bool = True) -> RatingsFrame:
    """Ratings by participant: a list a clip, in the order in which they were heard, with a value an item."""
    rows = [
        {
            "participant": who,
            "language": "en",
            "clip": f"clip{place}",
            "item": item,
            "value": value,
            "position": place + 1 if placed else 0,
        }
        for who, clips in answers.items()
        for place, values in enumerate(clips)
        for item, value in zip(ITEMS, values, strict=True)
    ]
    return frame_of_table(pd.DataFrame(rows), scales=dict.fromkeys(ITEMS, (1.0, 2.0, 3.0, 4.0, 5.0)))


def test_the_studys_thresholds_are_those_of_all_rules() -> None:
    assert set(Quality.model_fields) - {"checks"} == set(ALL_RULES)
    assert thresholds(Quality(straight_lining=0.9))["straight_lining"] == 0.9
    assert USUAL["straight_lining"] == RULES["straight_lining"].default


@given(st.lists(st.lists(st.integers(1, 3), min_size=3, max_size=3), min_size=1, max_size=6), st.booleans())
def test_the_longest_string_is_that_of_the_answers_in_their_order(
    pages: list[list[int]], has_other: bool
) -> None:
    given_pages = [[float(value) for value in page] for page in pages]
    people = {"a": given_pages, **({"b": [[1.0, 1.0, 1.0]]} if has_other else {})}
    frame = frame_of(people)
    # The frame's items are in the order of the taxonomy: anger, fear, joy.
    place = {item: ITEMS.index(item) for item in frame.rated_items}
    in_order = [page[place[item]] for page in given_pages for item in frame.rated_items]
    expected = max(len(list(run)) for _, run in groupby(in_order))
    measured = ALL_RULES["long_string"].measure(frame)
    assert measured["a"] == expected
    if has_other:
        assert measured["b"] == 3


def test_without_an_order_of_pages_nobody_has_a_long_string() -> None:
    frame = frame_of({"a": [[1.0, 1.0, 1.0]] * 20}, placed=False)
    assert ALL_RULES["long_string"].measure(frame).isna().all()


def test_answers_that_were_asked_for_are_counted_where_they_differ() -> None:
    frame = frame_of({"a": [[1, 2, 5], [1, 2, 4]], "b": [[1, 2, 4], [1, 2, 4]]})
    frame = replace(frame, participants=frame.participants.assign(colour=["red", None]))
    checks = (QualityCheck(question="anger", answer=4), QualityCheck(question="colour", answer="red"))
    failed = with_session(frame, {}, checks).participants["n_failed_instructions"]
    assert failed.to_dict() == {"a": 1.0, "b": 0.0}
    nobody_asked = with_session(frame, {}, (QualityCheck(question="other", answer=1),))
    assert nobody_asked.participants["n_failed_instructions"].isna().all()


def test_what_is_not_known_is_judged_by_no_rule() -> None:
    frame = with_session(frame_of({"a": [[1.0, 2.0, 3.0]]}), {})
    table = quality_table(frame, USUAL)
    for name in ("long_gap", "disturbed_plays", "incomplete_plays", "failed_instructions", "too_slow"):
        assert np.isnan(table.values.loc["a", name])
        assert not table.flags.loc["a", name]


def test_flags_leave_nobody_out() -> None:
    frame = with_session(frame_of({"a": [[1.0, 1.0, 1.0]] * 12, "b": [[1.0, 2.0, 3.0]] * 12}), {})
    table = quality_table(frame, USUAL)
    assert table.flags_of("a") == ["long_string"]
    assert table.flags_of("b") == []
    assert len(table.frame.participants) == 2
    assert len(table.frame.ratings) == 2 * 12 * 3


def test_pauses_and_plays_are_read_from_the_store(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        row = store.begin_session(new_session())
        at = row.started_at
        page = store.add_presentation(row.id, STEPS[0], ORDER[0], SHA256, -6.5)
        store.add_play(page, REPORT, at)
        store.add_play(page, replace(REPORT, underruns=2), at)
        store.add_play(page, replace(REPORT, frames_played=10), at)
        for number, minutes in enumerate((1, 2, 20, 21)):
            when = at + timedelta(minutes=minutes)
            store.add_answer(row.id, STEPS[0], f"item_{number}", 1, presentation_id=page, at=when)
        silent = store.begin_session(new_session())
        found = session_measures(store, "joyful")
    assert found[row.participant_id] == SessionMeasures(18.0, 3, 1, 1)
    assert found[silent.participant_id] == SessionMeasures()


def test_each_participants_gap_is_their_own(tmp_path: Path) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        rows = [store.begin_session(new_session()) for _ in range(3)]
        for number, row in enumerate(rows):
            for minutes in (0, number + 1):
                when = rows[0].started_at + timedelta(minutes=minutes)
                store.add_answer(row.id, "questions", f"q{minutes}", 1, at=when)
        found = session_measures(store, "joyful")
    assert [found[row.participant_id].longest_gap_min for row in rows] == [1.0, 2.0, 3.0]


def test_a_page_escapes_whatever_a_participant_or_study_is_called() -> None:
    frame = frame_of({"<script>x</script>": [[1.0, 2.0, 3.0]]})
    frame = replace(
        frame, participants=frame.participants.assign(station="<b>", is_simulated=False, is_complete=True)
    )
    table = quality_table(with_session(frame, {}), USUAL)
    page = participant_page(table, "<script>x</script>")
    assert "<script>" not in page
    assert "&lt;b&gt;" in page


def test_the_table_has_every_measure_in_full(tmp_path: Path) -> None:
    name = str(uuid4())
    frame = frame_of({name: [[1.0, 1.0, 1.0]] * 9})
    frame = replace(
        frame, participants=frame.participants.assign(station="booth", is_simulated=False, is_complete=True)
    )
    measures = {UUID(name): SessionMeasures(1 / 3, 9, 0, 0)}
    table = quality_table(with_session(frame, measures), USUAL)
    (row,) = csv.DictReader(quality_csv(table).splitlines())
    assert row["participant"] == name
    assert float(row["long_gap"]) == 1 / 3
    assert (row["n_flags"], row["flags"]) == ("1", "long_string")
    assert row["too_slow"] == ""


def test_the_command_flags_and_writes_a_page_for_each(ready_study: Path, tmp_path: Path) -> None:
    store, out = tmp_path / "answers.db", tmp_path / "quality"
    done = merlingua("study", "simulate", ready_study, "--store", store, "--participants", "4")
    assert done.exit_code == 0, done.err
    done = merlingua("quality", "--store", store, "--study", ready_study, "--out", out)
    assert done.exit_code == 0, done.err
    # Simulated listeners need no time: that much a rule must see.
    assert "study small: 4 of 4 listeners have a flag" in done.out[0]
    assert any(line.split()[:4] == ["too_fast", "4", "of", "4"] for line in done.out)
    told = json.loads((out / "quality.json").read_text("utf-8"))
    names = next(rule["found"] for rule in told["rules"] if rule["rule"] == "too_fast")
    assert sorted(page.stem for page in (out / "participants").iterdir()) == sorted(names)
    one = merlingua("quality", "--store", store, "--study", ready_study, "--participant", names[0])
    assert one.out[0].startswith(names[0])
    assert any(line.startswith("too_fast") and line.endswith("FLAG") for line in one.out)
    refused = merlingua("quality", "--store", store, "--study", ready_study, "--participant", "x")
    assert refused.err == ["merlingua: --participant 'x': nobody's id begins so in this study"]
    refused = merlingua("quality", "--store", store, "--study", ready_study, "--out", tmp_path)
    assert refused.exit_code == 1
    assert "holds files that are no report" in refused.err[0]


@pytest.mark.parametrize("written", ["straight_lining: 2", "too_slo: 5", "checks: [{question: joy}]"])
def test_a_threshold_that_cannot_be_is_told_with_its_line(
    written: str, ready_study: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(ready_study, tmp_path / "study"))
    with (folder / "study.yaml").open("a", encoding="utf-8") as file:
        file.write(f"\nquality: {{{written}}}\n")
    done = merlingua("study", "check", folder)
    assert done.exit_code == 1
    assert "study.yaml:" in done.err[0]
    assert "quality" in done.err[0]
