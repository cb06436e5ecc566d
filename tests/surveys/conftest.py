"""A small study that is ready, made once and copied for each test that changes it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from merlingua.surveys.study_new import new_study
from tests.small_study import write_tones


@pytest.fixture(scope="session")
def tones(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six short audio files; not to be changed."""
    return write_tones(tmp_path_factory.mktemp("tones") / "clips")


@pytest.fixture(scope="session")
def ready_study(tones: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of six clips, one for practice, two repeats; not to be changed."""
    folder = tmp_path_factory.mktemp("ready") / "small"
    new_study(folder, clips=tones, seed=7, practice=["wide"], n_repeats=2)
    return folder


@pytest.fixture
def study_folder(ready_study: Path, tmp_path: Path) -> Path:
    """A copy of the ready study, for a test to break."""
    return Path(shutil.copytree(ready_study, tmp_path / "small"))
