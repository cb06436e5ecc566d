"""The sound of the Inspect page: any place of a clip, a region again and again, and where it is now.

`SessionSound` talks to the device and tells the playhead from the converter's time; here places of a clip
become plays. A region that loops is laid out several times in one play, so that its seams are not heard as
gaps.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from merlingua.gui.inspect_decoding import Stretch, peaks_of, read_stretch
from merlingua.gui.session_sound import SessionSound
from merlingua.gui.tasks import Task

if TYPE_CHECKING:
    from merlingua.surveys.playback import Player, Playhead, Samples
    from merlingua.surveys.steps import PlayReport

FRAME_MS = 12
"""How often the playhead is asked for: less than a frame of most screens."""
DRAWN_RATE = 48_000
"""Samples are drawn at this rate where no device plays them."""
LOOPED_S = 60.0
"""How long a play of a region is, before it begins anew."""

Region = tuple[float, float]


class InspectSound(QObject):
    """One clip at a time; every slot returns at once, what happened comes by signal."""

    drawn = Signal(str, object)
    """File, and of it (peaks (n,), seconds)."""
    moved = Signal(float)
    """Where the clip sounds now, in seconds."""
    playing_changed = Signal(bool)
    refused = Signal(str, object)
    """File, the error why it cannot be played."""
    failed = Signal(object)
    """The device's error."""

    def __init__(self, make_player: Callable[[], Player], *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sound = SessionSound(make_player, frame_ms=FRAME_MS, parent=self)
        self.sound.opened.connect(self._decode_waiting)
        self.sound.failed.connect(self._fail)
        self.sound.playhead_moved.connect(self._follow)
        self.sound.ended.connect(self._end)
        self._file: str | None = None
        self._stretch: Stretch | None = None
        self._wanted: tuple[str, float] | None = None
        self._decoding: Task | None = None
        self._is_ready = False
        self._place_s = 0.0
        self._region: Region | None = None
        self._play: tuple[float, float] | None = None
        """Where the play that sounds begins, and after how many seconds it is there again."""
        self._next_s: float | None = None
        """Where to go on once what sounds has ended."""
        self._is_playing = False
        self._error: Exception | None = None
        """Why there is no device."""

    @property
    def is_playing(self) -> bool:
        """Whether it sounds, or will as soon as it is decoded."""
        return self._is_playing

    @property
    def place_s(self) -> float:
        """Where the clip is."""
        return self._place_s

    @property
    def minute_s(self) -> float:
        """The begin of the minute that is heard: of no more can be told what a model looks at."""
        return 60.0 * (self._place_s // 60.0)

    @property
    def region(self) -> Region | None:
        """What is heard again and again."""
        return self._region

    def begin(self) -> None:
        """Open the device."""
        self.sound.open()

    def open(self, file: str) -> None:
        """Stop what sounds and decode another clip; ``drawn`` or ``refused`` follows."""
        self.pause()
        self._file, self._stretch, self._region = file, None, None
        self._place_s = 0.0
        self._decode(file, 0.0)

    def toggle(self) -> None:
        """Play from where it is, or stop."""
        self.pause() if self._is_playing else self.play_from(self._place_s)

    def play_from(self, at_s: float) -> None:
        """Play from a place on; within the region where one is chosen."""
        if self._file is None:
            return
        self._place_s = self._allowed(at_s)
        self._next_s = self._place_s
        self._set_playing(True)
        if self.sound.is_playing:
            self.sound.stop()
        else:
            self._start()

    def go_to(self, at_s: float) -> None:
        """Another place: played on from there where it plays, else only shown."""
        if self._is_playing:
            self.play_from(at_s)
        else:
            self._place_s = max(at_s, 0.0)
            self.moved.emit(self._place_s)

    def set_region(self, region: Region | None) -> None:
        """Hear a region again and again, from its beginning; None: the whole clip once."""
        self._region = region
        if region is not None and self._is_playing:
            self.play_from(region[0])
        elif region is not None:
            self.go_to(region[0])
        elif self._is_playing:
            self.play_from(self._place_s)

    def pause(self) -> None:
        """Stop; it goes on from here."""
        self._next_s = None
        self._set_playing(False)
        if self.sound.is_playing:
            self.sound.stop()

    def close(self) -> None:
        """Let go of the device and the samples."""
        self._wanted = None
        if self._decoding is not None:
            self._decoding.cancel()
        self.sound.close()
        self._stretch = None

    # Decoding

    def _decode(self, file: str, first_s: float) -> None:
        self._wanted = (file, first_s)
        if self._is_ready and self._decoding is None:
            self._decode_waiting()

    @Slot()
    def _decode_waiting(self) -> None:
        """Decode what is wanted now; clips that were only passed by are never decoded."""
        self._is_ready = True
        if self._wanted is None or self._decoding is not None:
            return
        (file, first_s), self._wanted = self._wanted, None
        task = Task(
            partial(_decoded, file, self.sound.sample_rate or DRAWN_RATE, first_s, self._wants_peaks(file)),
            parent=self,
        )
        task.succeeded.connect(self._take)
        task.failed.connect(partial(self._refuse, file))
        task.ended.connect(self._go_on)
        self._decoding = task
        task.start()

    def _wants_peaks(self, file: str) -> bool:
        return self._stretch is None or self._stretch.file != file

    @Slot(object)
    def _take(self, found: tuple[Stretch, object]) -> None:
        stretch, peaks = found
        if stretch.file != self._file:
            return
        self._stretch = stretch
        if peaks is not None:
            self.drawn.emit(stretch.file, (peaks, stretch.duration_s))
        if self._is_playing and not self.sound.is_playing:
            self._start()

    def _refuse(self, file: str, error: Exception) -> None:
        if file == self._file:
            self._set_playing(False)
            self.refused.emit(file, error)

    @Slot()
    def _go_on(self) -> None:
        self._decoding = None
        self._decode_waiting()

    # Playing

    def _allowed(self, at_s: float) -> float:
        if self._region is not None and not self._region[0] <= at_s < self._region[1]:
            return self._region[0]
        end_s = self._stretch.duration_s if self._stretch is not None else math.inf
        return 0.0 if at_s >= end_s - 0.05 else max(at_s, 0.0)

    def _start(self) -> None:
        at_s, stretch = self._next_s, self._stretch
        if at_s is None or self._file is None:
            return
        if self.sound.sample_rate is None:
            if self._is_ready and self._decoding is None and stretch is not None:
                self._set_playing(False)
                if self._error is not None:
                    self.failed.emit(self._error)  # who presses play wants to know
            return
        if stretch is None or not stretch.holds(at_s) or stretch.sample_rate != self.sound.sample_rate:
            self._decode(self._file, at_s)
            return
        self._next_s = None
        end_s = min(self._region[1], stretch.end_s) if self._region is not None else stretch.end_s
        part = stretch.between(at_s, end_s)
        if self._region is None:
            self._play = (at_s, math.inf)
            self.sound.play_made(lambda _: part, gain_db=stretch.gain_db)
            return
        begin_s = max(self._region[0], stretch.first_s)
        self._play = (at_s, end_s - begin_s)
        whole = stretch.between(begin_s, end_s)
        self.sound.play_made(partial(_looped, part, whole), gain_db=stretch.gain_db)

    @Slot(object)
    def _follow(self, playhead: Playhead) -> None:
        stretch = self._stretch
        if self._play is None or stretch is None or self._next_s is not None:
            return
        begin_s, again_s = self._play
        at_s = begin_s + playhead.frame / stretch.sample_rate
        if self._region is not None and math.isfinite(again_s):
            at_s = self._region[0] + (at_s - self._region[0]) % again_s
        self._place_s = at_s
        # It is seen until the next frame: on the average half of one later.
        ahead_s = FRAME_MS / 2000 if playhead.is_playing and playhead.frame > 0 else 0.0
        end_s = self._region[1] if self._region is not None else stretch.duration_s
        self.moved.emit(min(at_s + ahead_s, end_s))

    @Slot(object)
    def _end(self, report: PlayReport) -> None:
        if self._next_s is not None:
            self._start()
            return
        if not self._is_playing:
            return
        stretch = self._stretch
        is_cut = "device_lost" in report.flags
        if stretch is None or is_cut:
            self._set_playing(False)
        elif self._region is not None:
            self.play_from(self._region[0])
        elif stretch.end_s < stretch.duration_s - 0.1:
            self.play_from(stretch.end_s)
        else:
            self._set_playing(False)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._next_s = None
        self._set_playing(False)
        self.failed.emit(error)
        if not self._is_ready:
            self._error = error
            self._decode_waiting()  # without a device it is drawn all the same

    def _set_playing(self, is_playing: bool) -> None:
        if is_playing != self._is_playing:
            self._is_playing = is_playing
            self.playing_changed.emit(is_playing)


def _looped(part: Samples, whole: Samples, sample_rate: int) -> Samples:
    n_times = max(1, round(LOOPED_S * sample_rate / len(whole)))
    return np.concatenate([part, np.tile(whole, (n_times, 1))])


def _decoded(file: str, sample_rate: int, first_s: float, wants_peaks: bool) -> tuple[Stretch, object]:
    stretch = read_stretch(file, sample_rate, first_s)
    return stretch, peaks_of(stretch) if wants_peaks else None
