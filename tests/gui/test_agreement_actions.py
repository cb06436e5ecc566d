"""The Agreement page on a real store, computed by a real process, while answers arrive."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.agreement_actions import AgreementActions
from merlingua.gui.agreement_model import AlphaTable, Selection, StudyChoice
from merlingua.gui.agreement_page import AgreementPage
from merlingua.gui.import_model import ImportWish
from merlingua.gui.study_list import StudyRow
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study

PATIENCE_MS = 60_000
N_LISTENERS = 24


def simulate(folder: Path, store: Path, *, n: int, seed: int = 1) -> None:
    with Store.open(store) as opened:
        simulate_study(load_study(folder), opened, n_participants=n, seed=seed)


def row_of(folder: Path) -> StudyRow:
    study = load_study(folder)
    return StudyRow(folder, "A study", study.definition.study.id, titles={"en": "A study"})


@pytest.fixture(scope="module")
def rated_store(ready_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("rated") / "rated.db"
    simulate(ready_folder, store, n=N_LISTENERS)
    return store


@pytest.fixture
def stack(qtbot: QtBot) -> QStackedWidget:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    stack.addWidget(QWidget())
    stack.resize(1180, 728)
    stack.show()
    return stack


@pytest.fixture
def store(rated_store: Path, tmp_path: Path) -> Path:
    """A copy that a test may write into."""
    copy = tmp_path / "answers.db"
    copy.write_bytes(rated_store.read_bytes())
    return copy


@pytest.fixture
def actions(
    store: Path, ready_folder: Path, stack: QStackedWidget, appearance: Appearance, translation: Translation
) -> Iterator[AgreementActions]:
    actions = AgreementActions(
        str(store),
        folders=lambda: [ready_folder],
        appearance=appearance,
        translation=translation,
        stack=stack,
    )
    yield actions
    actions.close()


def table_of(actions: AgreementActions) -> AlphaTable | None:
    return actions.page.overview.model.table if actions.page is not None else None


def open_page(qtbot: QtBot, actions: AgreementActions, folder: Path) -> AgreementPage:
    with qtbot.waitSignal(actions.computed, timeout=PATIENCE_MS):
        actions.open(row_of(folder))
    assert actions.page is not None
    return actions.page


def test_agreement_of_every_emotion_and_language_appears_and_grows_as_answers_arrive(
    qtbot: QtBot, actions: AgreementActions, ready_folder: Path, store: Path
) -> None:
    page = open_page(qtbot, actions, ready_folder)
    table = table_of(actions)
    assert table is not None
    assert len(table.items) == 11
    assert [group.id for group in table.groups] == ["en", "es", "de", "zh-Hans", "all"]
    assert (table.n_listeners, table.n_simulated) == (N_LISTENERS, N_LISTENERS)
    page.open_item("joy")
    qtbot.waitUntil(page.item_page.clips_area.isVisible, timeout=PATIENCE_MS)
    detail = page.item_page.model.detail
    assert detail is not None
    assert detail.counts_of_all().sum(axis=1).tolist() == [N_LISTENERS] * len(detail.clips)
    simulate(ready_folder, store, n=4, seed=2)
    with qtbot.waitSignal(actions.computed, timeout=PATIENCE_MS) as caught:
        pass
    assert caught.args[0].n_listeners == N_LISTENERS + 4
    assert page.item == "joy"


def test_the_window_never_stands_still_while_the_process_works(
    qtbot: QtBot, actions: AgreementActions, ready_folder: Path
) -> None:
    # Aim: 50 ms on a quiet machine (measured: 20 to 35); the bound leaves room for a busy one.
    beats: list[float] = []
    timer = QTimer(interval=2)
    timer.timeout.connect(lambda: beats.append(time.perf_counter()))
    timer.start()
    open_page(qtbot, actions, ready_folder)
    timer.stop()
    longest = max(after - before for before, after in pairwise(beats))
    assert longest < 0.3, longest


def test_answers_of_another_process_appear_while_it_writes_them(
    qtbot: QtBot, actions: AgreementActions, ready_folder: Path, store: Path
) -> None:
    page = open_page(qtbot, actions, ready_folder)
    page.open_item("joy")
    seen: list[int] = []
    actions.computed.connect(lambda table: seen.append(table.n_listeners))
    command = [sys.executable, "-m", "merlingua.gui", "study", "simulate", ready_folder, "--store", store]
    with subprocess.Popen([*command, "--participants", "12", "--seed", "9"]) as other:
        qtbot.waitUntil(lambda: N_LISTENERS + 12 in seen, timeout=PATIENCE_MS)
        assert other.wait(PATIENCE_MS / 1000) == 0
    assert seen == sorted(seen)
    assert page.item == "joy"
    qtbot.waitUntil(lambda: actions._detail is not None and _n_of(actions) == N_LISTENERS + 12)


def _n_of(actions: AgreementActions) -> int:
    assert actions._detail is not None
    return int(actions._detail.counts_of_all()[0].sum())


def test_answers_brought_in_from_a_file_appear_on_the_page(
    qtbot: QtBot, actions: AgreementActions, ready_folder: Path, store: Path, tmp_path: Path
) -> None:
    # Simulated listeners and people in one store: people alone count, and the others are told.
    page = open_page(qtbot, actions, ready_folder)
    study = load_study(ready_folder)
    clips = [
        clip.id for block in study.definition.blocks if not block.practice for clip in study.clips_of(block)
    ]
    rows = [
        f"p{i},en,{clip},{item},{1 + (i * len(clip)) % 5}"
        for i in range(6)
        for clip in clips
        for item in ("joy", "fear")
    ]
    table = tmp_path / "table.csv"
    table.write_text("\n".join(["participant,language,clip,item,value", *rows]) + "\n", "utf-8")
    page.filters.participants.setCurrentIndex(page.filters.participants.findData("rated"))
    wish = ImportWish(store=str(store), kind="long", files=(table,), study_folder=ready_folder, has_lock=True)
    with qtbot.waitSignal(actions.imports.brought_in, timeout=PATIENCE_MS):
        actions.imports.bring_in(wish)
    qtbot.waitUntil(lambda: page.table is not None and page.table.n_listeners == 6, timeout=PATIENCE_MS)
    assert page.table is not None
    assert page.table.left_out == {"simulated": N_LISTENERS}
    assert page.table.n_simulated == 0
    for dialog in page.window().findChildren(QDialog):
        dialog.close()


def test_to_look_at_another_store_does_not_wait_for_the_first_to_be_read(
    qtbot: QtBot, actions: AgreementActions, ready_folder: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    simulate(ready_folder, other, n=8, seed=5)
    actions.open(row_of(ready_folder))
    assert actions.page is not None
    assert actions._process is not None
    qtbot.waitUntil(lambda: actions._process is not None and actions._process._process is not None)
    first = actions._process._process
    assert first is not None
    choice = StudyChoice(row_of(ready_folder).study_id, ready_folder)
    actions._stores.append(str(other))
    with qtbot.waitSignal(actions.computed, timeout=PATIENCE_MS) as caught:
        actions._select(Selection(str(other), choice))
    assert caught.args[0].n_listeners == 8
    assert first.poll() is not None


def test_to_leave_ends_the_process_and_shows_the_studies(
    qtbot: QtBot, actions: AgreementActions, ready_folder: Path, stack: QStackedWidget
) -> None:
    page = open_page(qtbot, actions, ready_folder)
    assert actions._process is not None
    process = actions._process._process
    assert process is not None
    with qtbot.waitSignal(actions.left):
        page.back_requested.emit()
    assert process.wait(timeout=5) != 0
    assert stack.currentIndex() == 0
    assert actions.page is None


def test_a_study_without_answers_says_what_to_do_first(
    qtbot: QtBot,
    ready_folder: Path,
    tmp_path: Path,
    stack: QStackedWidget,
    appearance: Appearance,
    translation: Translation,
) -> None:
    actions = AgreementActions(
        str(tmp_path / "none.db"),
        folders=lambda: [ready_folder],
        appearance=appearance,
        translation=translation,
        stack=stack,
    )
    page = open_page(qtbot, actions, ready_folder)
    assert page._message.isVisible()
    assert page._message.title.text() == "No answers yet"
    actions.close()


def test_another_store_is_read_with_its_own_studies(
    qtbot: QtBot,
    actions: AgreementActions,
    ready_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = tmp_path / "other.db"
    simulate(ready_folder, other, n=8, seed=5)
    page = open_page(qtbot, actions, ready_folder)
    monkeypatch.setattr(
        "merlingua.gui.agreement_actions.QFileDialog.getOpenFileName", lambda *_: (str(other), "")
    )
    with qtbot.waitSignal(actions.computed, timeout=PATIENCE_MS) as caught:
        page.store_requested.emit()
    assert caught.args[0].n_listeners == 8
    assert page.filters.store.currentText() == "other.db"


def test_a_store_that_is_none_is_said_and_the_first_can_be_chosen_again(
    qtbot: QtBot,
    actions: AgreementActions,
    ready_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = tmp_path / "letter.db"
    other.write_text("Dear Sir or Madam, " * 100)
    page = open_page(qtbot, actions, ready_folder)
    monkeypatch.setattr(
        "merlingua.gui.agreement_actions.QFileDialog.getOpenFileName", lambda *_: (str(other), "")
    )
    page.store_requested.emit()
    qtbot.waitUntil(lambda: "letter.db" in page._message.body.text(), timeout=PATIENCE_MS)
    with qtbot.waitSignal(actions.computed, timeout=PATIENCE_MS) as caught:
        page.filters.store.setCurrentIndex(0)
        page.filters.store.activated.emit(0)
    assert caught.args[0].n_listeners == N_LISTENERS


def test_a_page_in_another_theme_shows_the_same_at_once(
    qtbot: QtBot, actions: AgreementActions, ready_folder: Path, appearance: Appearance
) -> None:
    before = open_page(qtbot, actions, ready_folder)
    before.open_item("joy")
    appearance.set_name("dark")
    try:
        assert actions.page is not before
        assert actions.page is not None
        assert actions.page.item == "joy"
    finally:
        appearance.set_name("light")
