"""The reference study, imported from its raw exports as a user does, once for all tests that need it."""

from __future__ import annotations

from pathlib import Path

import pytest

from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.surveys.psytoolkit import import_psytoolkit
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from merlingua.surveys.study_new import new_study


@pytest.fixture(scope="session")
def reference_frame(shared_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> RatingsFrame:
    """All ratings of the reference study; the test must carry ``pytest.mark.shared``."""
    folder = tmp_path_factory.mktemp("reference-frame")
    reference = shared_dir / "reference-study"
    new_study(folder / "study", clips=reference / "clips.csv", seed=1)
    study = load_study(folder / "study")
    with Store.open(folder / "ratings.db") as store:
        exports = sorted((reference / "ratings").glob("*.csv"))
        import_psytoolkit(exports, study=study, store=store, language=None, progress=None)
        return ratings_of_store(store, study=study)
