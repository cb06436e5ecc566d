"""Pictures of the Agreement page and of what it asks: see make_screenshots.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tools.screenshot_camera import Camera, close_dialogs

if TYPE_CHECKING:
    from merlingua.gui.app import MainWindow

N_SIMULATED = 90
"""Listeners of the pictures: of each language more than 20."""


def photograph_agreement(window: MainWindow, study: Path, store: Path, camera: Camera) -> None:
    """Without answers, then from all emotions to one excerpt, on simulated listeners."""
    from merlingua.surveys.simulate import simulate_study
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study
    from tests.session_walk import pause, wait_until

    window.home.cards[0].agreement_button.click()
    if window.pages.agreement is None or window.pages.agreement.page is None:
        raise RuntimeError("the Agreement page did not open")
    page = window.pages.agreement.page
    wait_until(lambda: page.table is not None)
    pause(200)
    camera.take("agreement-empty")
    with Store.open(store) as opened:
        simulate_study(load_study(study), opened, n_participants=N_SIMULATED, seed=3)
    wait_until(lambda: page.table is not None and page.table.n_listeners == N_SIMULATED)
    pause(500)
    camera.take("agreement")
    page.show_problem("there is no column 'agee'; did you mean 'age'?", is_condition=True)
    pause(200)
    camera.take("agreement-condition")
    page.filters.show_problem("")
    page.filters_button.setChecked(window.theme.scale == 1)
    page.open_item("tenderness")
    wait_until(lambda: page.item_page.clips_area.isVisible())
    camera.take("agreement-emotion")
    page.open_clip(page.item_page.model.order[0])
    camera.take("agreement-excerpt")
    page.report_requested.emit()
    pause(300)
    camera.take("agreement-report")
    close_dialogs(window)
    page.go_up()
    page.go_up()
    page.filters_button.setChecked(True)
    page.filters.rules.showMenu()
    pause(300)
    camera.take("agreement-rules")
    page.filters.rules.menu().close()
    page.filters.by.setCurrentIndex(page.filters.by.findData("musician"))
    wait_until(lambda: page.table is not None and len(page.table.groups) > 5)
    pause(300)
    camera.take("agreement-groups")
    page.filters_button.setChecked(window.theme.scale == 1)
    pause(200)
    camera.take("agreement-groups-table")
    _photograph_import(window, study, store.parent, camera)
    page.back_requested.emit()
    pause(500)


def _photograph_import(window: MainWindow, study: Path, folder: Path, camera: Camera) -> None:
    """What is asked, what is wrong, and what is told afterwards."""
    from merlingua.gui.import_dialog import ImportDialog
    from merlingua.gui.import_report_dialog import ImportReportDialog
    from merlingua.surveys.study import load_study
    from tests.session_walk import pause, wait_until

    agreement = window.pages.agreement
    if agreement is None or agreement.page is None:
        raise RuntimeError("the Agreement page is not open")
    table = folder / "table.csv"
    clips = list(load_study(study).clips)
    rows = [f"p{i},en,{clip},joy,{(i + len(clip)) % 6},calm" for i in range(8) for clip in clips]
    table.write_text("\n".join(["participant,language,clip,item,value,mood", *rows]) + "\n", "utf-8")
    agreement.page.import_requested.emit()
    pause(300)
    (dialog,) = window.findChildren(ImportDialog)
    camera.take("import")
    dialog.take_files([table])
    dialog.study.setCurrentIndex(dialog.study.count() - 1)
    dialog.accept()
    pause(200)
    camera.take("import-incomplete")
    dialog.study.setCurrentIndex(0)
    dialog.accept()
    wait_until(lambda: any(found.isVisible() for found in window.findChildren(ImportReportDialog)))
    pause(300)
    camera.take("import-report")
    close_dialogs(window)
