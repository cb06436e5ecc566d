"""The Agreement page and its dialogs by the keyboard alone, and for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.agreement_model import Selection, StudyChoice
from merlingua.gui.agreement_page import AgreementPage
from merlingua.gui.import_dialog import ImportDialog
from merlingua.gui.import_report_dialog import ImportReportDialog
from merlingua.gui.report_dialog import ReportDialog
from merlingua.gui.theme import Appearance
from merlingua.gui.translation import Formatter
from merlingua.surveys.import_report import ImportReport
from tests.gui.agreement_samples import sample_detail, sample_table

STUDY = StudyChoice("joyful", Path("joyful"), {"en": "Emotions in music"})
SELECTION = Selection("store.db", STUDY)


def sample_report() -> ImportReport:
    report = ImportReport(
        "psytoolkit", "joyful", {"files": 4}, {"participants": 319, "answers that are new": 52793}
    )
    report.doubt("took longer than 2 hours", "data_german.csv, line 16: 6718 min")
    return report


@pytest.fixture
def page(qtbot: QtBot, appearance: Appearance) -> AgreementPage:
    page = AgreementPage(appearance.theme, Formatter("en"))
    qtbot.addWidget(page)
    page.item_requested.connect(lambda item: page.show_detail(sample_detail(item)))
    page.show_selection(SELECTION, stores=["store.db"], studies=[STUDY])
    page.resize(1180, 728)
    page.show()
    page.activateWindow()
    page.show_table(sample_table())
    QApplication.processEvents()
    return page


@pytest.fixture(params=["page", "import", "import report", "report"])
def shown(request: pytest.FixtureRequest, qtbot: QtBot, appearance: Appearance) -> QWidget:
    theme = appearance.theme
    widget: QWidget
    if request.param == "page":
        widget = request.getfixturevalue("page")
    elif request.param == "import":
        widget = ImportDialog(
            store="s.db", has_lock=True, studies=[STUDY], chosen=STUDY, language="en", theme=theme
        )
    elif request.param == "import report":
        widget = ImportReportDialog(sample_report(), theme=theme, formatter=Formatter("en"))
    else:
        widget = ReportDialog(SELECTION, folder=Path("report"), language="en", theme=theme)
    if request.param != "page":
        qtbot.addWidget(widget)
        widget.show()
    widget.activateWindow()
    QApplication.processEvents()
    return widget


def stops(root: QWidget) -> Iterator[QWidget]:
    """What Tab comes to, in its order, once around."""
    widget = root.nextInFocusChain()
    while widget is not None and widget is not root:
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield widget
        widget = widget.nextInFocusChain()


def test_all_that_the_keyboard_comes_to_has_a_name_for_a_screen_reader(shown: QWidget) -> None:
    reached = list(stops(shown))
    assert len(reached) >= 2
    nameless = []
    for widget in reached:
        interface = QAccessible.queryAccessibleInterface(widget)
        if not interface.text(QAccessible.Text.Name):
            nameless.append(repr(widget))
    assert not nameless


def test_tab_comes_to_every_field_and_button_of_the_page(page: AgreementPage) -> None:
    reached = list(stops(page))
    filters = page.filters
    fields = [filters.store, filters.study, filters.participants, filters.by, filters.where, filters.rules]
    for widget in (page.up, page.filters_button, page.report, *fields, *filters.languages, filters.bring):
        assert widget in reached, widget
    assert page.overview.view in reached
    order = [reached.index(field) for field in fields]
    assert order == sorted(order)


@pytest.mark.qt_log_ignore("This plugin does not support")  # grabbing the keyboard: a screen has it
def test_rules_are_chosen_from_their_menu_with_the_keyboard(qtbot: QtBot, page: AgreementPage) -> None:
    rules = page.filters.rules
    rules.setFocus()
    menu = rules.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.connect(lambda: _press_later(qtbot, menu))
    with qtbot.waitSignal(page.selection_changed, timeout=5000) as caught:
        qtbot.keyClick(rules, Qt.Key.Key_Space)
    assert caught.args[0].exclude == ("too_slow",)
    assert rules.text() == "rules: 1"
    assert "longer than two hours" in rules.accessibleName()


def _press_later(qtbot: QtBot, menu: QMenu) -> None:
    def press() -> None:
        for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
            qtbot.keyClick(menu, key)

    QTimer.singleShot(50, menu, press)


def test_simulated_listeners_can_be_counted_beside_people(qtbot: QtBot, page: AgreementPage) -> None:
    with qtbot.waitSignal(page.selection_changed) as caught:
        page.filters.rules.simulated.trigger()
    assert caught.args[0].with_simulated
    page.show_selection(SELECTION, stores=["store.db"], studies=[STUDY])
    assert page.filters.rules.simulated.isChecked()


def test_rules_say_how_many_listeners_each_would_find(page: AgreementPage) -> None:
    page.show_table(replace(sample_table(), rules={"too_slow": 15, "straight_lining": 0}))
    assert page.filters.rules.entries["too_slow"].text() == "longer than two hours (15)"
    assert page.filters.rules.entries["straight_lining"].text() == "the same answer to everything (0)"


def test_whom_the_window_leaves_out_and_why_is_said(page: AgreementPage) -> None:
    page.show_table(replace(sample_table(), left_out={"not_complete": 71, "too_slow": 1500}))
    assert (
        "not counted: 1,571 (not finished 71 and longer than two hours 1,500)" in page._status.counts.text()
    )
