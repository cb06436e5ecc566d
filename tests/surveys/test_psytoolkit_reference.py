"""The reference study's four exports as they are, against what was published about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.psytoolkit import import_psytoolkit
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_new import new_study
from merlingua.surveys.taxonomy import EMOTION_IDS
from tests.psytoolkit_files import stored

pytestmark = pytest.mark.shared

# ../shared/reference-study/README.md: rows, rated at least one clip, complete, ratings of emotions
PUBLISHED = {
    "en": (54, 33, 26, 7029),
    "es": (101, 77, 56, 15565),
    "zh-Hans": (128, 63, 27, 9240),
    "de": (36, 24, 17, 4884),
}


@pytest.fixture(scope="module")
def study(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("reference") / "study"
    new_study(folder, clips=shared_dir / "reference-study" / "clips.csv", seed=1)
    return load_study(folder)


def import_reference(shared_dir: Path, study: Study, store: Store) -> ImportReport:
    files = sorted((shared_dir / "reference-study" / "ratings").glob("data_*.csv"))
    assert len(files) == 4
    return import_psytoolkit(files, study=study, store=store)


def test_the_reference_exports_give_the_published_participants_and_ratings_and_a_second_import_nothing(
    shared_dir: Path, study: Study, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        report = import_reference(shared_dir, study, store)
        read = stored(store, study)
        n_rows = store.n_rows()
        again = import_reference(shared_dir, study, store)
        assert store.n_rows() == n_rows
    languages = np.array([person.language for person in read.participants])
    is_complete = np.array([person.is_complete for person in read.participants])
    is_emotion = np.isin(read.item, [read.items.index(item) for item in EMOTION_IDS])
    found = {
        language: (
            int((languages == language).sum()),
            len(np.unique(read.participant[languages[read.participant] == language])),
            int(is_complete[languages == language].sum()),
            int(is_emotion[languages[read.participant] == language].sum()),
        )
        for language in PUBLISHED
    }
    assert found == PUBLISHED
    assert [sum(column) for column in zip(*found.values(), strict=True)] == [319, 197, 126, 36_718]
    # A clip's page is atomic: fourteen answers or none.
    assert len(read.value) == 36_718 // 11 * 14
    assert report.refused == {}
    assert again.kept["participants that are new"] == again.kept["answers that are new"] == 0


def test_the_two_participants_whose_stored_gold_msi_scores_are_not_the_sums_are_named(
    shared_dir: Path, study: Study, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        report = import_reference(shared_dir, study, store)
    (named,) = [found for reason, found in report.doubtful.items() if "stored Gold-MSI scores" in reason]
    assert named.n == 2
    assert ["be22f28f" in named.examples[0], "ffd6506f" in named.examples[1]] == [True, True]
    assert named.examples[0].endswith("active_engagement 47 stored, 48 summed")


def test_every_mother_tongue_and_country_of_the_reference_is_understood_or_listed(
    shared_dir: Path, study: Study, tmp_path: Path
) -> None:
    with Store.open(tmp_path / "answers.db") as store:
        report = import_reference(shared_dir, study, store)
        people = stored(store, study).participants
    for question in ("mother_tongue", "country"):
        written = [p for p in people if p.detail["original"].get(question, "").strip()]  # type: ignore[attr-defined]
        missing = [p for p in written if question not in p.answers]
        listed = next(
            found.n
            for reason, found in report.doubtful.items()
            if reason.startswith(f"{question.replace('_', ' ')}: not understood")
        )
        assert len(written) > 250
        assert len(missing) == listed == 4
    native = {p.source_id for p in people if p.is_complete and p.language == "en"}
    english = [p for p in people if p.source_id in native and p.answers.get("mother_tongue") == "en"]
    # ../shared/reference-study/README.md: 10 of the 26 in the English survey are native
    assert (len(english), len(native)) == (10, 26)
