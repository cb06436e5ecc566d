"""What the process behind the Agreement page answers: the very numbers of the report, whatever is chosen."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from merlingua.analysis.agreement import agree
from merlingua.analysis.estimates import Estimate
from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.gui.agreement_model import (
    ALL,
    AlphaTable,
    ChangeQuestion,
    ConditionError,
    ContentsQuestion,
    DetailQuestion,
    ItemDetail,
    Question,
    Selection,
    StudyChoice,
    TableQuestion,
)
from merlingua.gui.agreement_tables import options_of
from merlingua.gui.agreement_work import AgreementWork
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study

N_LISTENERS = 48


@pytest.fixture(scope="module")
def store(ready_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("work") / "answers.db"
    with Store.open(store) as opened:
        simulate_study(load_study(ready_folder), opened, n_participants=N_LISTENERS, seed=5)
    return store


@pytest.fixture
def selection(store: Path, ready_folder: Path) -> Selection:
    return Selection(str(store), StudyChoice(load_study(ready_folder).definition.study.id, ready_folder))


@pytest.fixture
def work() -> Any:
    work = AgreementWork()
    yield work
    work.close()


def asked(work: AgreementWork, question: Question) -> Any:
    return work.answer(question, progress=lambda *_: None)


def table(work: AgreementWork, selection: Selection) -> AlphaTable:
    found: AlphaTable = asked(work, TableQuestion(selection))
    return found


CHOICES: list[dict[str, Any]] = [
    {},
    {"by": "musician", "participants": "rated"},
    {"languages": ("en",), "where": "gender == 'female' or gender == 'male'", "by": "gender"},
    {"exclude": ("straight_lining", "fast_answers"), "where": "clip.lyrics_language != 'zxx'"},
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: " ".join(choice) or "plain")
def test_the_page_shows_the_numbers_of_the_report(
    work: AgreementWork, selection: Selection, store: Path, ready_folder: Path, choice: dict[str, Any]
) -> None:
    chosen = replace(selection, **choice)
    shown = table(work, chosen)
    with Store.open(store, read_only=True) as opened:
        frame = ratings_of_store(opened, study=load_study(ready_folder))
    results = agree(frame, replace(options_of(chosen), n_permutations=0))
    rows = {
        (row.item, row.language if row.language != ALL else row.group or ALL): row
        for row in results.rows
        if row.analysis == "agreement" and row.estimator == "krippendorff_alpha" and row.level == "ordinal"
    }
    assert shown.n_listeners == len(results.labels) > 0
    assert dict(shown.estimates) == dict(results.estimates)
    for (item, group), estimate in shown.estimates.items():
        row = rows[item, group]
        assert (row.estimate, row.n_raters, row.n_clips) == (
            estimate.value,
            estimate.n_raters,
            estimate.n_clips,
        )
        assert (row.lower_listeners, row.upper_listeners) == _ends(estimate)


def _ends(estimate: Estimate) -> tuple[float | None, float | None]:
    return (
        (None, None) if estimate.listeners is None else (estimate.listeners.lower, estimate.listeners.upper)
    )


def test_an_emotions_clips_are_of_the_very_listeners_of_the_table(
    work: AgreementWork, selection: Selection
) -> None:
    chosen = replace(selection, by="gender", where="age >= 30")
    shown = table(work, chosen)
    detail: ItemDetail = asked(work, DetailQuestion(chosen, "joy"))
    assert detail.groups == shown.groups
    n_of_group = detail.counts.sum(axis=2).max(axis=1)
    assert n_of_group.tolist() == [group.n_listeners for group in shown.groups]


def test_what_groups_there_can_be_is_told_with_their_names(work: AgreementWork, selection: Selection) -> None:
    shown = table(work, replace(selection, by="gender"))
    assert shown.columns[0] == "language"
    assert {"gender", "musician"} <= set(shown.columns)
    assert shown.name_of("female", "de") == "Weiblich"
    assert shown.n_simulated == N_LISTENERS


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"where": "agee >= 30"}, "did you mean 'age'"),
        ({"where": "age >="}, "cannot be read"),
        ({"where": "age >= 30) or (True"}, "cannot be read"),
        ({"where": "__import__('os')"}, "no comparison"),
        ({"where": "age == 'old'"}, "is a number"),
        ({"by": "shoe_size"}, "which there is not"),
        ({"by": "age"}, "at most 12 groups"),
    ],
)
def test_a_condition_that_cannot_be_used_says_why_in_the_words_of_the_command_line(
    work: AgreementWork, selection: Selection, choice: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConditionError, match=message) as caught:
        table(work, replace(selection, languages=("en", "es"), **choice))
    assert ") and (" not in str(caught.value)  # the window's own, that nobody wrote


def test_a_condition_that_nobody_meets_leaves_nobody_and_says_so(
    work: AgreementWork, selection: Selection
) -> None:
    shown = table(work, replace(selection, where="age > 150"))
    assert shown.n_listeners == 0
    assert shown.left_out == {"where": N_LISTENERS}


def test_a_study_that_is_not_in_the_store_and_a_store_that_is_not_there_have_no_values(
    work: AgreementWork, selection: Selection, tmp_path: Path
) -> None:
    assert table(work, selection.in_study(StudyChoice("other"))).items == ()
    assert table(work, replace(selection, store=str(tmp_path / "none.db"))).items == ()


def test_a_store_that_comes_later_is_seen(
    work: AgreementWork, selection: Selection, store: Path, tmp_path: Path
) -> None:
    later = replace(selection, store=str(tmp_path / "later.db"))
    assert asked(work, ContentsQuestion(later.store)) == ()
    assert table(work, later).items == ()
    assert asked(work, ChangeQuestion()) is False
    (tmp_path / "later.db").write_bytes(store.read_bytes())
    assert asked(work, ChangeQuestion()) is True
    assert table(work, later).n_listeners == N_LISTENERS
    assert asked(work, ChangeQuestion()) is False


def test_answers_that_come_between_the_table_and_an_emotion_are_not_lost(
    work: AgreementWork, selection: Selection, store: Path, ready_folder: Path, tmp_path: Path
) -> None:
    # They once were: the emotion's clips were read anew, and the store then looked unchanged.
    copy = tmp_path / "copy.db"
    copy.write_bytes(store.read_bytes())
    chosen = replace(selection, store=str(copy))
    shown = table(work, chosen)
    with Store.open(copy) as opened:
        simulate_study(load_study(ready_folder), opened, n_participants=4, seed=77)
    detail: ItemDetail = asked(work, DetailQuestion(chosen, "joy"))
    assert detail.groups == shown.groups
    assert asked(work, ChangeQuestion()) is True
    assert table(work, chosen).n_listeners == N_LISTENERS + 4
    assert asked(work, ChangeQuestion()) is False


def test_languages_and_a_condition_are_one_condition_of_the_command_line() -> None:
    selection = Selection("store.db", StudyChoice("s"))
    assert selection.condition == ""
    assert replace(selection, where="age > 3").condition == "age > 3"
    assert replace(selection, languages=("en",)).condition == 'language in ("en",)'
    both = replace(selection, languages=("en", "es"), where="a == 1 or b == 2")
    assert both.condition == 'language in ("en", "es") and (a == 1 or b == 2)'


@pytest.fixture(scope="module")
def reference_store(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A store with the reference exports, and the study they belong to."""
    from merlingua.surveys.psytoolkit import import_psytoolkit
    from merlingua.surveys.study_new import new_study

    folder = tmp_path_factory.mktemp("reference")
    reference = shared_dir / "reference-study"
    study = new_study(folder / "study", clips=reference / "clips.csv", seed=1)
    with Store.open(folder / "answers.db") as store:
        import_psytoolkit(sorted((reference / "ratings").glob("*.csv")), study=study, store=store)
    return folder / "answers.db", folder / "study"


@pytest.mark.shared
def test_the_reference_ratings_give_the_published_table_in_the_window(
    work: AgreementWork, reference_store: tuple[Path, Path], shared_dir: Path
) -> None:
    # ../shared/gold/reference_table2.json: ordinal alpha of 126 complete participants, three decimals.
    store, folder = reference_store
    gold = json.loads((shared_dir / "gold" / "reference_table2.json").read_text("utf-8"))["alpha"]
    choice = StudyChoice(load_study(folder).definition.study.id, folder)
    shown = table(work, Selection(str(store), choice))
    assert shown.n_listeners == 126
    assert shown.left_out == {"not_complete": 71}
    languages = {"english": "en", "spanish": "es", "mandarin": "zh-Hans", "german": "de", "all": ALL}
    emotions = {"bitter": "bitterness", "sad": "sadness", "tender": "tenderness"}
    published = {
        (emotions.get(emotion, emotion), languages[language]): value
        for emotion, row in gold.items()
        for language, value in row.items()
    }
    assert {key: round(one.value or 0.0, 3) for key, one in shown.estimates.items()} == published
    by_training = table(work, Selection(str(store), choice, by="musical_training"))
    assert [group.id for group in by_training.groups] == ["above", "below", ALL]
    assert sum(group.n_listeners for group in by_training.groups[:-1]) == 126
