"""Pictures of the Inspect page: see make_screenshots.py."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tools.screenshot_camera import Camera

if TYPE_CHECKING:
    from merlingua.gui.app import MainWindow

CLIP = "carnival"
PATIENCE_S = 240.0
"""The first answer waits for PyTorch and for the model."""


def photograph_inspect(window: MainWindow, study: Path, camera: Camera) -> None:
    """Without clips, then the demo's: one that plays, a region, two models, a file that is no sound."""
    from merlingua.gui import main_window
    from merlingua.gui.taggram_view import SECOND_MARK
    from merlingua.mer_models.shipped_models import shipped_models
    from merlingua.surveys.silent_player import SilentPlayer
    from tests.session_walk import pause

    main_window.player_of = lambda _device: SilentPlayer()
    window.home.clips_requested.emit()
    pause(400)
    camera.take("inspect-empty")
    if window.pages.inspect is None or window.pages.inspect.page is None:
        raise RuntimeError("the Inspect page did not open")
    window.pages.inspect.page.back_requested.emit()
    pause(300)
    if not shipped_models():
        print("no pictures of the Inspect page with clips: this checkout has no models")
        return
    window.home.cards[0].inspect_button.click()
    pause(300)
    actions, page = window.pages.inspect, window.pages.inspect.page
    model = shipped_models()[0].name
    wait(lambda: bool(actions.shelf.files))
    wait(lambda: all(actions.shelf.answer(file, model) is not None for file in actions.shelf.files))
    page.list.choose(next(file for file in actions.shelf.files if actions.shelf.name_of(file) == CLIP))
    pause(800)
    page.seek_requested.emit(7.4)
    camera.take("inspect")
    page.region_chosen.emit((4.0, 9.0))
    page.play_toggled.emit()
    pause(2500)
    camera.take("inspect-region")
    page.play_toggled.emit()
    page.region_chosen.emit(None)
    pause(300)
    page.bar.beside_chosen.emit(page.bar.beside.itemData(1))
    wait(lambda: any(row.name.startswith(SECOND_MARK) for row in page.view.shares.rows))
    camera.take("inspect-two-models")
    page.bar.comparison_chosen.emit("difference")
    camera.take("inspect-difference")
    page.bar.beside_chosen.emit("")
    before = page.view.tracks.grab().toImage()
    page.bar.look.setChecked(True)
    wait(lambda: page.view.tracks.grab().toImage() != before)
    camera.take("inspect-look")
    page.bar.look.setChecked(False)
    n_before = len(actions.shelf.files)
    actions.open_places([study / "study.yaml"])
    wait(lambda: len(actions.shelf.files) > n_before)
    page.list.choose(actions.shelf.files[-1])
    pause(1500)
    camera.take("inspect-no-sound")
    page.back_requested.emit()
    pause(300)


def wait(is_done: Callable[[], bool]) -> None:
    """Let the window work until something holds; TimeoutError after some minutes."""
    from tests.session_walk import pause

    deadline = time.monotonic() + PATIENCE_S
    while not is_done():
        if time.monotonic() > deadline:
            raise TimeoutError("the Inspect page did not get there in time")
        pause(20)
