"""The Inspect page with a process that answers at once and a player without sound."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.inspect_actions import InspectActions
from merlingua.gui.inspect_model import ExportQuestion, LoadQuestion, PredictQuestion, SaliencyQuestion
from merlingua.gui.inspect_page import InspectPage
from merlingua.gui.study_list import StudyRow
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import LANGUAGES, Translation
from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.silent_player import SilentPlayer
from tests.gui.inspect_samples import InstantProcess, answer_to, write_clip

SPEED = 10.0

Start = Callable[..., InspectActions]


@pytest.fixture
def processes() -> list[InstantProcess]:
    return []


@pytest.fixture
def start(
    qtbot: QtBot, appearance: Appearance, translation: Translation, processes: list[InstantProcess]
) -> Iterator[Start]:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    stack.addWidget(QWidget())
    started: list[InspectActions] = []

    def make_process() -> InstantProcess:
        processes.append(InstantProcess(answer_to))
        return processes[-1]

    def begin(
        files: list[str] | None = None,
        *,
        models: tuple[str, ...] = ("best", "second"),
        make_player: Callable[[], Any] = lambda: SilentPlayer(speed=SPEED),
        row: StudyRow | None = None,
    ) -> InspectActions:
        actions = InspectActions(
            "no store.db",
            make_player=make_player,
            appearance=appearance,
            translation=translation,
            stack=stack,
            make_process=make_process,
            list_models=lambda: models,
        )
        started.append(actions)
        actions.open(row)
        stack.resize(1180, 700)
        stack.show()
        if files:
            actions.open_places([Path(file) for file in files])
            qtbot.waitUntil(lambda: page_of(actions).file == files[0])
        return actions

    yield begin
    for actions in started:
        actions.close()
    qtbot.waitUntil(lambda: not any(t.name.startswith("merlingua-device") for t in threading.enumerate()))


@pytest.fixture
def clips(tmp_path: Path) -> list[str]:
    return [write_clip(tmp_path / f"{name}.wav", 6.0) for name in ("joy", "anger", "peace")]


def page_of(actions: InspectActions) -> InspectPage:
    assert actions.page is not None
    return actions.page


def all_answered(actions: InspectActions, model: str = "best") -> bool:
    shelf = actions.shelf
    return bool(shelf.files) and all(shelf.answer(file, model) for file in shelf.files)


def test_an_empty_page_says_what_to_do(start: Start, qtbot: QtBot) -> None:
    page = page_of(start())
    assert page.empty.isVisible()
    assert not page.bar.isVisible()


def test_the_demo_s_clips_are_one_click_away(start: Start, qtbot: QtBot) -> None:
    actions = start()
    page_of(actions).empty.demo.click()
    qtbot.waitUntil(lambda: len(actions.shelf.files) == 13)
    assert page_of(actions).list.isVisible()


def test_dropped_folders_and_files_are_opened_and_predicted(
    start: Start, qtbot: QtBot, clips: list[str], tmp_path: Path
) -> None:
    actions = start()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(clips[1]), QUrl.fromLocalFile(str(tmp_path))])
    none = Qt.KeyboardModifier.NoModifier
    drop = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none, QDropEvent.Type.Drop
    )
    page_of(actions).dropEvent(drop)
    qtbot.waitUntil(lambda: all_answered(actions))
    assert actions.shelf.files == [clips[1], clips[0], clips[2]]
    assert page_of(actions).file == clips[1]


def test_clips_that_are_added_are_shown_at_once_and_those_that_are_there_found_again(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start(clips[:1])
    for added in (clips[1:], clips[:1]):
        actions.open_places([Path(file) for file in added])
        qtbot.waitUntil(lambda added=added: page_of(actions).file == added[0])
    assert actions.shelf.files == clips


def test_clips_that_are_read_after_the_page_was_left_are_let_go(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start()
    actions.open_places([Path(file) for file in clips])
    actions.open(None)
    qtbot.wait(100)
    assert actions.shelf.files == []


def test_the_first_clip_is_predicted_first_then_the_others(
    start: Start, qtbot: QtBot, clips: list[str], processes: list[InstantProcess]
) -> None:
    actions = start(clips)
    qtbot.waitUntil(lambda: all_answered(actions))
    asked = [question.file for question in processes[0].asked if isinstance(question, PredictQuestion)]
    assert asked == clips


def test_a_clip_shows_its_answer_its_uncertainty_and_what_else_it_may_be(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    page = page_of(start(clips))
    qtbot.waitUntil(lambda: "±" in page.bar.answer.text())
    text = page.bar.answer.text()
    assert "arousal" in text
    assert "valence" in text
    assert "also possible" in text


def test_a_file_that_cannot_be_used_is_a_line_in_the_list_and_no_dialog(
    start: Start, qtbot: QtBot, clips: list[str], tmp_path: Path
) -> None:
    bad = tmp_path / "bad.wav"
    bad.write_text("no audio")
    actions = start([str(bad), *clips])
    qtbot.waitUntil(lambda: all_answered(actions))
    page = page_of(actions)
    index = page.list.clips.index(0)
    assert "cannot be decoded" in page.list.clips.problem_at(index)
    assert "cannot be decoded" in page.bar.answer.text()
    assert QApplication.activeModalWidget() is None
    assert all(page.list.clips.problem_at(page.list.clips.index(row)) == "" for row in (1, 2, 3))


def test_space_plays_and_stops_wherever_the_keyboard_is_in_the_list_and_the_pictures(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start(clips)
    page, sound = page_of(actions), actions.sound
    assert sound is not None
    for widget in (page.list, page.view.tracks):
        widget.setFocus()
        QTest.keyClick(widget, Qt.Key.Key_Space)
        assert sound.is_playing
        QTest.keyClick(widget, Qt.Key.Key_Space)
        assert not sound.is_playing
        qtbot.waitUntil(lambda: not sound.sound.is_playing)


def test_arrows_go_a_second_and_from_clip_to_clip(start: Start, qtbot: QtBot, clips: list[str]) -> None:
    actions = start(clips)
    page = page_of(actions)
    qtbot.waitUntil(lambda: "±" in page.bar.answer.text())
    QTest.keyClick(page.list, Qt.Key.Key_Right)
    QTest.keyClick(page.view.tracks, Qt.Key.Key_Right)
    assert page.view.tracks.place_s == pytest.approx(2.0)
    QTest.keyClick(page.list, Qt.Key.Key_Left)
    assert page.view.tracks.place_s == pytest.approx(1.0)
    QTest.keyClick(page.view.tracks, Qt.Key.Key_Down)
    assert page.file == clips[1]
    QTest.keyClick(page.list, Qt.Key.Key_Up)
    assert page.file == clips[0]
    assert page.view.tracks.place_s == 0


def test_a_click_is_heard_from_there_and_the_point_and_the_cursor_move_together(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start(clips)
    page = page_of(actions)
    qtbot.waitUntil(lambda: "±" in page.bar.answer.text() and actions.sound is not None)
    before = page.view.circumplex.point()
    tracks = page.view.tracks
    QTest.mouseClick(tracks, Qt.MouseButton.LeftButton, pos=QPointF(tracks.axis.x(4.0), 40).toPoint())
    assert actions.sound is not None
    assert actions.sound.is_playing
    qtbot.waitUntil(lambda: tracks.place_s > 4.2)
    assert page.view.circumplex.point() != before


def test_a_drag_loops_a_region_and_escape_leaves_it_then_the_page(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start(clips)
    page, left = page_of(actions), []
    actions.left.connect(lambda: left.append(True))
    qtbot.waitUntil(lambda: page.view.tracks.axis.duration_s == 6.0)
    tracks = page.view.tracks
    begin, end = (QPointF(tracks.axis.x(at_s), 40).toPoint() for at_s in (2.0, 4.0))
    QTest.mousePress(tracks, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(tracks, end)
    QTest.mouseRelease(tracks, Qt.MouseButton.LeftButton, pos=end)
    assert actions.sound is not None
    assert actions.sound.region == pytest.approx((2.0, 4.0), abs=0.05)
    QTest.keyClick(tracks, Qt.Key.Key_Escape)
    assert actions.sound.region is None
    assert not left
    QTest.keyClick(tracks, Qt.Key.Key_Escape)
    assert left
    assert actions.page is None


def test_a_second_model_is_asked_for_the_clip_and_stands_beside_the_first(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start(clips)
    qtbot.waitUntil(lambda: all_answered(actions))
    page = page_of(actions)
    page.bar.beside_chosen.emit("second")
    qtbot.waitUntil(lambda: all_answered(actions, "second"))
    assert [row.name for row in page.view.shares.rows][:2] == ["\u25cf best", "\u25c7 second"]
    assert page.bar.comparison.isVisible()
    page.bar.comparison_chosen.emit("difference")
    page.bar.model_chosen.emit("second")
    assert [row.name for row in page.view.shares.rows][:1] == ["second"]
    assert not page.bar.comparison.isVisible()


def test_a_model_that_cannot_be_loaded_says_why_and_the_others_still_answer(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start(clips, models=("broken", "best"))
    page = page_of(actions)
    qtbot.waitUntil(lambda: "no such model" in page.bar.answer.text())
    page.bar.model_chosen.emit("best")
    qtbot.waitUntil(lambda: "±" in page.bar.answer.text())


def test_without_any_model_the_clip_is_drawn_and_a_file_is_asked_for(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    actions = start(clips, models=())
    page = page_of(actions)
    qtbot.waitUntil(lambda: clips[0] in actions.shelf.pictures)
    assert "no model yet" in page.bar.answer.text()


def test_listeners_stand_under_the_model_by_language(start: Start, qtbot: QtBot, clips: list[str]) -> None:
    actions = start(clips)
    page = page_of(actions)
    qtbot.waitUntil(lambda: bool(actions.shelf.heard_by))
    assert [row.name for row in page.view.shares.rows] == ["best", "Deutsch"]
    assert page.view.shares.rows[1].detail == "(12)"


def test_a_study_s_clips_are_asked_by_their_ids(
    start: Start, qtbot: QtBot, ready_folder: Path, processes: list[InstantProcess]
) -> None:
    actions = start(row=StudyRow(ready_folder, "Study", study_id="small"))
    qtbot.waitUntil(lambda: bool(actions.shelf.heard_by))
    question = processes[0].asked[-1]
    assert question.study_id == "small"
    assert len(question.clip_ids) == len(question.files) == 6
    assert "wide" in question.clip_ids.values()


def test_without_a_sound_device_all_is_drawn_and_the_foot_says_why_it_is_silent(
    start: Start, qtbot: QtBot, clips: list[str]
) -> None:
    def no_device() -> SilentPlayer:
        raise PlaybackError("there is no sound device")

    actions = start(clips, make_player=no_device)
    page = page_of(actions)
    qtbot.waitUntil(lambda: "±" in page.bar.answer.text())
    qtbot.waitUntil(lambda: len(page.view.waveform.columns(10)) == 10)
    page.bar.play.click()
    assert "there is no sound device" in page.bar.problem.text()
    assert actions.sound is not None
    assert not actions.sound.is_playing


@pytest.mark.parametrize("kind", ["svg", "png", "csv"])
def test_what_is_shown_is_written_out(
    kind: str,
    start: Start,
    qtbot: QtBot,
    clips: list[str],
    tmp_path: Path,
    processes: list[InstantProcess],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = str(tmp_path / f"out.{kind}")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (place, ""))
    actions = start(clips)
    qtbot.waitUntil(lambda: bool(actions.shelf.heard_by))
    processes[0]._answer_to = lambda question: question.place
    page_of(actions).bar.export_requested.emit(kind)
    qtbot.waitUntil(lambda: isinstance(processes[0].asked[-1], ExportQuestion))
    question = processes[0].asked[-1]
    assert (question.kind, question.title, question.models[0].name) == (kind, "joy", "best")
    assert question.heard[0][0] == "Deutsch (12)"


def test_another_theme_keeps_clips_answers_and_place_in_the_list(
    start: Start, qtbot: QtBot, clips: list[str], appearance: Appearance
) -> None:
    actions = start(clips)
    qtbot.waitUntil(lambda: all_answered(actions))
    page_of(actions).list.choose(clips[1])
    old = page_of(actions)
    appearance.set_name("dark")
    try:
        page = page_of(actions)
        assert page is not old
        assert page.file == clips[1]
        assert "±" in page.bar.answer.text()
    finally:
        appearance.set_name("light")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_at_1366_by_768_nothing_is_cut_off(
    language: str,
    scale: float,
    start: Start,
    qtbot: QtBot,
    clips: list[str],
    appearance: Appearance,
    translation: Translation,
) -> None:
    translation.use(language)
    appearance.set_scale(scale)
    try:
        actions = start(clips)
        page = page_of(actions)
        qtbot.waitUntil(lambda: bool(actions.shelf.heard_by))
        page.bar.beside_chosen.emit("second")
        page.show_region((1.0, 2.0))
        stack = page.window()
        stack.resize(1366, 728)
        QApplication.processEvents()
        assert page.minimumSizeHint().width() <= 1366
        assert page.minimumSizeHint().height() <= 728
        for widget in page.bar.findChildren(QWidget):
            if widget.isVisible() and widget.parentWidget() is page.bar:
                assert page.bar.rect().contains(widget.geometry()), widget
                assert widget.width() >= min(widget.sizeHint().width(), page.bar.width()) or not widget.text()
    finally:
        appearance.set_scale(1.0)


def test_after_close_nothing_is_left(start: Start, qtbot: QtBot, clips: list[str]) -> None:
    actions = start(clips)
    actions.close()
    assert actions.page is None
    assert actions.sound is None


def test_what_a_model_looks_at_is_asked_only_when_it_is_wanted_and_of_another_process(
    start: Start, qtbot: QtBot, clips: list[str], processes: list[InstantProcess]
) -> None:
    actions = start(clips)
    page = page_of(actions)
    qtbot.waitUntil(lambda: bool(actions.shelf.heard_by))
    assert len(processes) == 1
    before = page.view.tracks.grab().toImage()
    page.bar.look.setChecked(True)
    qtbot.waitUntil(lambda: page.view.tracks.grab().toImage() != before)
    assert processes[1].asked == [SaliencyQuestion(clips[0], "best", 0.0)]
    page.list.choose(clips[1])
    qtbot.waitUntil(lambda: len(processes[1].asked) == 2)
    page.list.choose(clips[0])
    page.bar.look.setChecked(False)
    qtbot.waitUntil(lambda: page.view.tracks.grab().toImage() == before)
    assert len(processes[1].asked) == 2  # each is asked once


def test_a_folder_without_sound_is_said_on_the_empty_page(start: Start, qtbot: QtBot, tmp_path: Path) -> None:
    actions = start()
    (tmp_path / "notes.txt").write_text("no sound")
    actions.open_places([tmp_path])
    qtbot.waitUntil(lambda: "No sound was found" in page_of(actions).empty.problem.text())
    assert page_of(actions).empty.isVisible()


def test_a_study_that_cannot_be_read_is_said_on_the_empty_page(
    start: Start, qtbot: QtBot, tmp_path: Path
) -> None:
    actions = start(row=StudyRow(tmp_path / "gone", "Gone", study_id="gone"))
    qtbot.waitUntil(lambda: "gone" in page_of(actions).empty.problem.text())


def test_the_model_is_loaded_while_clips_are_still_looked_for(
    start: Start, qtbot: QtBot, processes: list[InstantProcess]
) -> None:
    start()
    qtbot.waitUntil(lambda: processes[0].asked == [LoadQuestion("best")])
