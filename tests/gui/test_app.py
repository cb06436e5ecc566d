"""The application: starts fast, shows the studies, starts sessions, remembers its settings."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui import main_window as main_window_module
from merlingua.gui.app import BugHook
from merlingua.gui.dialogs import ErrorDialog, MessageDialog, WaitDialog
from merlingua.gui.kiosk import hash_pin
from merlingua.gui.main_window import MainWindow
from merlingua.gui.new_study_dialog import NewStudyDialog
from merlingua.gui.resume_dialog import ResumeDialog
from merlingua.gui.session_launcher import SILENT_DEVICE
from merlingua.gui.settings import Settings, SettingsError, read_settings, write_settings
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Translation
from merlingua.surveys import silent_player
from merlingua.surveys.demo_study import install_demo_study
from merlingua.surveys.steps import Phase
from tests.small_study import write_tones

SLOW_TO_IMPORT = (
    "numpy",
    "scipy",
    "sounddevice",
    "soundfile",
    "pyloudnorm",
    "sqlalchemy",
    "alembic",
    "pydantic",
    "babel",
    "argon2",
    "torch",
)

Open = Callable[..., MainWindow]


@pytest.fixture
def open_main(
    qtbot: QtBot,
    appearance: Appearance,
    translation: Translation,
    settings_of_its_own: Path,
    tmp_path: Path,
) -> Iterator[Open]:
    opened: list[MainWindow] = []

    def open_(settings: Settings | None = None, **options: object) -> MainWindow:
        window = MainWindow(
            settings or Settings(),
            settings_file=settings_of_its_own,
            appearance=appearance,
            translation=translation,
            store=tmp_path / "merlingua.db",
            device=SILENT_DEVICE,
            **options,
        )
        opened.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.begin()
        return window

    yield open_
    for window in opened:
        if window.launcher.window is not None:
            window.launcher.window._leave()
        window.end()
        window.close()
        window.deleteLater()
    appearance.set_name("light")
    appearance.set_scale(1.0)
    appearance.set_language("en")


def said(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def click(widget: QWidget, text: str) -> None:
    next(b for b in widget.findChildren(QPushButton) if b.text() == text and b.isVisible()).click()


def shown(window: QWidget, kind: type[QWidget]) -> QWidget | None:
    return next((widget for widget in window.findChildren(kind) if widget.isVisible()), None)


def test_nothing_slow_is_imported_before_the_first_window_is_painted():
    # Issue: first painted window under 1.5 s from the command.
    code = (
        "import sys\n"
        "from PySide6.QtCore import QEvent, QObject\n"
        "from PySide6.QtWidgets import QApplication\n"
        "from merlingua.gui.app import WindowOptions, make_window\n"
        "class Look(QObject):\n"
        "    imported = None\n"
        "    def eventFilter(self, watched, event):\n"
        # At the first painting itself: pages are loaded in a thread right after it.
        "        if event.type() is QEvent.Type.Paint and self.imported is None:\n"
        f"            self.imported = [name for name in {SLOW_TO_IMPORT!r} if name in sys.modules]\n"
        "        return False\n"
        "app = QApplication([])\n"
        "window, look = make_window(app, WindowOptions()), Look()\n"
        "window.installEventFilter(look)\n"
        "window.painted.connect(app.quit)\n"
        "window.show()\n"
        "app.exec()\n"
        "print(look.imported)\n"
        "window.end()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_first_start_shows_what_to_do_first_and_where_the_answers_will_be(
    qtbot: QtBot, open_main: Open, tmp_path: Path
):
    window = open_main()
    qtbot.waitUntil(lambda: "No study yet" in said(window))
    assert str(tmp_path / "merlingua.db") in said(window)


def test_a_study_on_the_command_line_heads_the_list_and_is_remembered(
    qtbot: QtBot, open_main: Open, ready_folder: Path, settings_of_its_own: Path
):
    window = open_main(study=ready_folder)
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    assert window.home.cards[0].row.problem is None
    assert [count.language for count in window.home.cards[0].row.counts] == ["en", "es", "de", "zh-Hans"]
    assert read_settings(settings_of_its_own).studies == (str(ready_folder),)


def test_a_broken_study_is_listed_with_its_first_problem(qtbot: QtBot, open_main: Open, tmp_path: Path):
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "study.yaml").write_text("schema_version: 1\nstudy: {idd: x}\n", encoding="utf-8")
    window = open_main(study=folder)
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    assert "is missing from" in said(window.home.cards[0])


def test_start_checks_the_study_and_opens_its_session_in_full_screen(
    qtbot: QtBot, open_main: Open, ready_folder: Path
):
    window = open_main(study=ready_folder)
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    click(window, "Start session")
    assert shown(window, WaitDialog) is not None
    qtbot.waitUntil(lambda: window.launcher.window is not None, timeout=10_000)
    session = window.launcher.window
    qtbot.waitUntil(lambda: session.state is not None)
    assert session.isFullScreen()
    assert not window.isVisible()
    assert session.state.step.phase is Phase.LANGUAGE
    session.close()
    shown(session, MessageDialog).accept_button.click()
    qtbot.waitUntil(window.isVisible)
    assert window.launcher.window is None


def test_a_session_that_was_left_is_offered_and_resumed(qtbot: QtBot, open_main: Open, ready_folder: Path):
    window = open_main(study=ready_folder)
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    click(window, "Start session")
    qtbot.waitUntil(lambda: window.launcher.model is not None, timeout=10_000)
    model = window.launcher.model
    model.choose_language("de")
    model.give_consent()
    qtbot.waitUntil(lambda: model.state.step.phase is Phase.QUESTIONNAIRE, timeout=5000)
    window.launcher.window._leave()
    qtbot.waitUntil(lambda: bool(window.home.cards) and window.home.cards[0].row.n_unfinished == 1)
    click(window, "Resume unfinished (1)")
    qtbot.waitUntil(lambda: shown(window, ResumeDialog) is not None)
    dialog = shown(window, ResumeDialog)
    assert "Deutsch" in dialog.list.item(0).text()
    dialog.go_on.click()
    qtbot.waitUntil(
        lambda: window.launcher.model is not None and window.launcher.model.state is not None, timeout=10_000
    )
    assert window.launcher.model.state.step.phase is Phase.QUESTIONNAIRE
    assert window.launcher.model.state.language == "de"


def test_a_changed_sound_file_keeps_the_session_from_starting(qtbot: QtBot, open_main: Open, tmp_path: Path):
    # survey.md, ground rule 4: a session does not start if a clip's hash differs.
    from merlingua.surveys.study_new import new_study

    new_study(tmp_path / "s", clips=write_tones(tmp_path / "clips"), seed=1)
    file = next((tmp_path / "s" / "clips").iterdir())
    file.write_bytes(file.read_bytes()[:-2] + b"\x01\x01")
    window = open_main(study=tmp_path / "s")
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    click(window, "Start session")
    qtbot.waitUntil(lambda: shown(window, ErrorDialog) is not None, timeout=10_000)
    assert file.name in shown(window, ErrorDialog).details.toPlainText()
    assert window.launcher.window is None
    shown(window, ErrorDialog).accept()


def test_a_kiosk_without_a_pin_asks_for_one_first(qtbot: QtBot, open_main: Open, ready_folder: Path):
    window = open_main(study=ready_folder, is_kiosk=True)
    dialog = shown(window, MessageDialog)
    assert "PIN" in said(dialog)
    dialog.accept()
    assert window.settings_page is not None
    assert window.launcher.window is None


def test_a_kiosk_with_a_pin_goes_straight_to_the_first_listener(
    qtbot: QtBot, open_main: Open, ready_folder: Path
):
    window = open_main(Settings(pin_hash=hash_pin("2468")), study=ready_folder, is_kiosk=True)
    qtbot.waitUntil(lambda: window.launcher.window is not None, timeout=10_000)
    session = window.launcher.window
    assert not session.close()
    assert session.isVisible()
    assert not window.isVisible()


def test_the_check_of_a_ready_study_says_so(qtbot: QtBot, open_main: Open, ready_folder: Path):
    window = open_main(study=ready_folder)
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    click(window, "Check")
    qtbot.waitUntil(lambda: shown(window, MessageDialog) is not None, timeout=10_000)
    assert "is ready" in said(shown(window, MessageDialog))
    shown(window, MessageDialog).accept()


def test_a_new_study_is_made_and_heads_the_list(qtbot: QtBot, open_main: Open, tmp_path: Path):
    window = open_main()
    qtbot.waitUntil(lambda: "No study yet" in said(window))
    click(window, "New study…")
    dialog = shown(window, NewStudyDialog)
    dialog.make.click()
    assert "clips are not there" in said(dialog)
    dialog.clips.setText(str(write_tones(tmp_path / "clips")))
    dialog.folder.setText(str(tmp_path))
    dialog.make.click()
    assert "does not exist yet" in said(dialog)
    dialog.folder.setText(str(tmp_path / "mine"))
    dialog.make.click()
    qtbot.waitUntil(lambda: len(window.home.cards) == 1, timeout=10_000)
    assert (tmp_path / "mine" / "study.yaml").is_file()


def test_the_demo_is_one_click_away(
    qtbot: QtBot, open_main: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    window = open_main()
    qtbot.waitUntil(lambda: "No study yet" in said(window))
    click(window, "Try the demo")
    qtbot.waitUntil(lambda: len(window.home.cards) == 1, timeout=10_000)
    assert window.home.cards[0].row.n_clips == 13
    assert window.home.cards[0].row.problem is None


def test_removing_a_study_from_the_list_leaves_its_folder_alone(
    qtbot: QtBot, open_main: Open, tmp_path: Path
):
    folder = install_demo_study(tmp_path / "demo")
    window = open_main(study=folder)
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    click(window, "Remove from list")
    qtbot.waitUntil(lambda: "No study yet" in said(window))
    assert (folder / "study.yaml").is_file()


def test_a_second_window_on_the_same_store_says_so(qtbot: QtBot, open_main: Open, ready_folder: Path):
    first = open_main(study=ready_folder)
    qtbot.waitUntil(lambda: len(first.home.cards) == 1)
    second = open_main(study=ready_folder)
    qtbot.waitUntil(lambda: "another window" in said(second.home))


def test_settings_take_effect_at_once_and_are_kept(
    qtbot: QtBot, open_main: Open, appearance: Appearance, settings_of_its_own: Path
):
    window = open_main()
    click(window, "Settings")
    page = window.settings_page
    page.theme_name.setCurrentIndex(page.theme_name.findData("dark"))
    assert appearance.theme.is_dark
    page = window.settings_page
    page.font_scale.setCurrentIndex(page.font_scale.findData(1.5))
    assert appearance.theme.scale == 1.5
    page = window.settings_page
    page.language.setCurrentIndex(page.language.findData("de"))
    kept = read_settings(settings_of_its_own)
    assert (kept.theme, kept.font_scale, kept.language) == ("dark", 1.5, "de")


def test_a_new_pin_is_hashed_and_kept(qtbot: QtBot, open_main: Open, settings_of_its_own: Path):
    window = open_main()
    click(window, "Settings")
    page = window.settings_page
    page.pin.setText("123")
    qtbot.keyClick(page.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "at least 4" in said(page))
    page.pin.setText("2468")
    qtbot.keyClick(page.pin, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "A PIN is set." in said(page))
    assert read_settings(settings_of_its_own).pin_hash.startswith("$argon2id$")
    click(page, "Remove PIN")
    assert read_settings(settings_of_its_own).pin_hash is None


def test_settings_survive_a_round_trip(tmp_path: Path):
    settings = Settings("zh-Hans", 1.75, "dark", "Lautsprecher (USB)", "$argon2id$x", ("/home/müller/李",))
    write_settings(settings, tmp_path / "new" / "settings.json")
    assert read_settings(tmp_path / "new" / "settings.json") == settings


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"font_scale": 3}',
        '{"language": "fr"}',
        '{"colour": 1}',
        '{"studies": "x"}',
        '{"device": 1}',
    ],
)
def test_broken_settings_are_set_aside_and_named(tmp_path: Path, content: str):
    file = tmp_path / "settings.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"settings\.broken\.json"):
        read_settings(file)
    assert (tmp_path / "settings.broken.json").read_text(encoding="utf-8") == content
    assert read_settings(file) == Settings()


def test_settings_are_readable_json(tmp_path: Path):
    write_settings(Settings(studies=("/home/müller/李",)), tmp_path / "settings.json")
    text = (tmp_path / "settings.json").read_text(encoding="utf-8")
    assert "/home/müller/李" in text
    assert json.loads(text)["font_scale"] == 1.0


def test_a_bug_is_shown_calmly_and_printed_with_its_traceback(
    qtbot: QtBot, qapp: QApplication, open_main: Open, capsys: pytest.CaptureFixture[str]
):
    window = open_main()
    hook = BugHook(window)
    try:
        raise ZeroDivisionError("division by zero")
    except ZeroDivisionError as error:
        hook(type(error), error, error.__traceback__)
        hook(type(error), error, error.__traceback__)
    assert capsys.readouterr().err.count("ZeroDivisionError: division by zero") == 2
    dialogs = window.findChildren(ErrorDialog)
    assert len(dialogs) == 1
    dialogs[0].accept()


def test_the_silent_player_is_taken_by_its_name_alone():
    # Never silence that looks like sound: it has to be asked for by the name that the store will say.
    assert silent_player.SILENT_DEVICE == SILENT_DEVICE


def test_the_main_window_does_not_close_while_a_session_runs(
    qtbot: QtBot, open_main: Open, ready_folder: Path
):
    window = open_main(study=ready_folder)
    qtbot.waitUntil(lambda: len(window.home.cards) == 1)
    click(window, "Start session")
    qtbot.waitUntil(lambda: window.launcher.window is not None, timeout=10_000)
    assert not window.close()
    assert main_window_module.MainWindow is type(window)


def test_a_study_s_clips_are_inspected_from_its_row_and_others_from_the_head(
    open_main: Open, qtbot: QtBot, ready_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from merlingua.gui.inspect_actions import InspectActions
    from tests.gui.inspect_samples import InstantProcess

    defaults = InspectActions.__init__.__kwdefaults__
    monkeypatch.setitem(defaults, "make_process", InstantProcess)
    monkeypatch.setitem(defaults, "list_models", lambda: ("best",))
    window = open_main(Settings().with_study(ready_folder))
    qtbot.waitUntil(lambda: bool(window.home.cards))
    window.home.cards[0].inspect_button.click()
    inspect = window.pages.inspect
    assert inspect is not None
    qtbot.waitUntil(lambda: len(inspect.shelf.files) == 6 and bool(inspect.shelf.heard_by))
    assert inspect.page is not None
    inspect.page.back_requested.emit()
    assert window.home.isVisible()
    assert inspect.page is None
    window.home.clips_requested.emit()
    assert inspect.page is not None
    assert inspect.page.empty.isVisible()
