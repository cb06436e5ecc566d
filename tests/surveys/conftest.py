"""A small study that is ready, made once and copied for each test that changes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.psytoolkit import import_psytoolkit
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_new import new_study
from tests.psytoolkit_files import FOLDER
from tests.small_study import write_tone, write_tones


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


@pytest.fixture(scope="session")
def two_clips(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """A study of the clips of the made-up exports; ``bright`` has no words."""
    folder = tmp_path_factory.mktemp("psytoolkit")
    lines = ["clip,file,lyrics_language"]
    for clip, language in (("calm", "en"), ("bright", "zxx")):
        write_tone(folder / f"{clip}.wav")
        lines.append(f"{clip},{clip}.wav,{language}")
    (folder / "clips.csv").write_text("\n".join(lines) + "\n", "utf-8")
    new_study(folder / "study", clips=folder / "clips.csv", seed=1)
    return load_study(folder / "study")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "answers.db") as opened:
        yield opened


@pytest.fixture
def bring(store: Store, two_clips: Study) -> Callable[..., ImportReport]:
    """Imports files of ``tests/data/psytoolkit``, or others by their paths."""

    def run(*names: str | Path, **options: object) -> ImportReport:
        files = [FOLDER / name for name in names]
        return import_psytoolkit(files, study=two_clips, store=store, **options)  # type: ignore[arg-type]

    return run
