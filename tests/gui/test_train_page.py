"""The Train page: labels first, a run that is seen, cancelled, taken up again; its judgement; bad input."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.study_list import StudyRow
from merlingua.gui.theme import Appearance
from merlingua.gui.train_actions import TrainActions
from merlingua.gui.train_model import LabelTable
from merlingua.gui.translation import Translation
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.emotion_models import load_emotion_model
from merlingua.mer_models.retraining_runs import state_file
from merlingua.surveys.demo_study import install_demo_study
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study
from tests.mer_models.small_predictors import network, predictor

PATIENCE_MS = 120_000
N_LISTENERS = 24


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return load_study(install_demo_study(tmp_path_factory.mktemp("train-page") / "demo"))


@pytest.fixture(scope="module")
def store(study: Study, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("train-store") / "answers.db"
    with Store.open(file) as opened:
        simulate_study(study, opened, n_participants=N_LISTENERS, seed=1)
    return file


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("train-base") / "base.safetensors"
    save_checkpoint(file, network("small-cnn").state_dict(), predictor("small-cnn").model.card)
    return file


@pytest.fixture
def stack(qtbot: QtBot) -> QStackedWidget:
    stack = QStackedWidget()
    stack.addWidget(QWidget())
    stack.resize(1180, 740)
    qtbot.addWidget(stack)
    stack.show()
    return stack


@pytest.fixture
def actions(
    stack: QStackedWidget,
    store: Path,
    appearance: Appearance,
    translation: Translation,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[TrainActions]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "train-cache"))
    made = TrainActions(
        str(store), appearance=appearance, translation=translation, stack=stack, list_models=tuple
    )
    yield made
    made.close()


def row(study: Study) -> StudyRow:
    return StudyRow(study.folder, "Demo", study_id=study.definition.study.id)


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def opened(qtbot: QtBot, actions: TrainActions, study: Study, base: Path, out: Path) -> None:
    """The page with labels of all simulated listeners, a base and a file to write."""
    actions.open(row(study))
    page = actions.page
    assert page is not None
    page.form.has_simulated.click()
    page.form.take_base_file(base)
    page.form.out.setText(str(out))
    qtbot.waitUntil(lambda: page.train.isEnabled(), timeout=PATIENCE_MS)


def test_the_labels_stand_there_before_anything_is_trained(
    qtbot: QtBot, actions: TrainActions, study: Study, base: Path, tmp_path: Path
):
    opened(qtbot, actions, study, base, tmp_path / "new.safetensors")
    page = actions.page
    table: LabelTable = page.labels.labels.table
    assert page.labels.labels.rowCount() == len(table.clips) == 12
    assert page.labels.labels.columnCount() == 4
    assert "Español: 6 listeners" in said(page)
    cell = page.labels.labels.index(0, 0)
    assert f"n = {table.cells[table.clips[0], table.groups[0].name].n_listeners}" in cell.data(3)
    assert page.form.by.currentData() == "language"
    assert page.form.by.count() == len(table.by_choices)


def test_a_run_shows_its_scores_and_ends_with_its_judgement(
    qtbot: QtBot, actions: TrainActions, study: Study, base: Path, tmp_path: Path
):
    out = tmp_path / "new.safetensors"
    opened(qtbot, actions, study, base, out)
    page = actions.page
    page.train.click()
    assert page.is_training
    assert not page.train.isEnabled()
    qtbot.waitUntil(lambda: page.result.isVisible(), timeout=PATIENCE_MS)
    assert not page.is_training
    model = page.result.model
    assert load_emotion_model(out).card.scores["cross_entropy"]["value"] == model.scores["group"].mean
    assert set(page.scores.points) == {"group", "pooled", "prior", "listeners"}
    assert page.scores.points["group"][-1][0] == 1.0
    shown = said(page.result)
    assert str(out) in shown
    assert "1.386" in shown  # a quarter each: ln 4
    assert "12 excerpts can adapt a model" in shown
    with qtbot.waitSignal(actions.inspect_requested) as asked:
        page.result.try_it.click()
    assert asked.args[1] == str(out)
    assert actions.page is None


def test_a_cancelled_run_leaves_no_model_and_is_taken_up_again(
    qtbot: QtBot, actions: TrainActions, study: Study, base: Path, tmp_path: Path
):
    out = tmp_path / "new.safetensors"
    opened(qtbot, actions, study, base, out)
    page = actions.page
    page.train.click()
    qtbot.waitUntil(lambda: bool(page.scores.points), timeout=PATIENCE_MS)
    page.cancel.click()
    # The click itself ends it: nothing is waited for.
    assert not page.is_training
    assert not out.exists()
    assert state_file(out).exists()
    assert page.train.text() == "Go on training"
    page.train.click()
    qtbot.waitUntil(lambda: page.result.isVisible(), timeout=PATIENCE_MS)
    assert out.exists()
    assert page.train.text() == "Train"


def test_a_run_that_the_page_was_left_in_is_offered_when_it_is_opened_again(
    qtbot: QtBot, actions: TrainActions, study: Study, base: Path, tmp_path: Path
):
    out = tmp_path / "new.safetensors"
    opened(qtbot, actions, study, base, out)
    actions.page.train.click()
    qtbot.waitUntil(lambda: bool(actions.page.scores.points), timeout=PATIENCE_MS)
    with qtbot.waitSignal(actions.left):
        actions.page.back_requested.emit()
    assert not out.exists()
    opened(qtbot, actions, study, base, out)
    actions.page.form.out.editingFinished.emit()
    assert actions.page.train.text() == "Go on training"


def test_without_listeners_the_page_says_so_and_trains_nothing(
    qtbot: QtBot,
    stack: QStackedWidget,
    appearance: Appearance,
    translation: Translation,
    study: Study,
    tmp_path: Path,
):
    with Store.open(tmp_path / "empty.db"):
        pass
    actions = TrainActions(
        str(tmp_path / "empty.db"),
        appearance=appearance,
        translation=translation,
        stack=stack,
        list_models=tuple,
    )
    actions.open(row(study))
    page = actions.page
    qtbot.waitUntil(lambda: study.definition.study.id in page.message.text(), timeout=PATIENCE_MS)
    assert not page.train.isEnabled()
    actions.close()


def test_a_base_that_is_no_model_is_said_on_the_page(
    qtbot: QtBot, actions: TrainActions, study: Study, tmp_path: Path
):
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\0" * 64)
    opened(qtbot, actions, study, broken, tmp_path / "new.safetensors")
    page = actions.page
    page.train.click()
    qtbot.waitUntil(lambda: "broken.safetensors" in page.message.text(), timeout=PATIENCE_MS)
    assert page.train.isEnabled()
    assert not page.is_training
