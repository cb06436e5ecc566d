"""The sound of a session: one player, the clips' samples prepared one ahead, the playhead for drawing.

Two threads beside the GUI's: one talks to the device, one decodes, so that pressing play never waits for a
decoder. The playhead comes from the player, which knows the converter's time; the timer here only asks for
it. The samples that are drawn are the samples that are played: there is one array a clip.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from merlingua.gui.tasks import Task
from merlingua.surveys.clips import Clip

if TYPE_CHECKING:
    from merlingua.surveys.playback import Player, Samples
    from merlingua.surveys.steps import PlayReport

FRAME_MS = 33
"""How often the playhead is drawn."""
N_KEPT = 2
"""Clips whose samples are kept: the one on the page and the next."""


class SessionSound(QObject):
    """Plays and prepares; every slot returns at once, what happened comes by signal."""

    opened = Signal(int)
    """The player is there; its sample rate in Hz."""
    clip_prepared = Signal(str)
    started = Signal(float)
    """The onset at the converter is known, as ``time.monotonic()``; once a play, before ``ended``."""
    playhead_moved = Signal(object)
    ended = Signal(object)
    """The PlayReport of a play, also of one that was stopped."""
    failed = Signal(object)
    """A PlaybackError or ClipError."""

    _over = Signal(int, object)

    def __init__(
        self, make_player: Callable[[], Player], *, frame_ms: int = FRAME_MS, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._make_player = make_player
        self._device_thread = ThreadPoolExecutor(1, thread_name_prefix="merlingua-device")
        self._decode_thread = ThreadPoolExecutor(1, thread_name_prefix="merlingua-decode")
        self._player: Player | None = None
        self._samples: dict[str, Samples] = {}
        self._under_way: dict[str, Task] = {}
        self._n_plays = 0
        self._is_playing = False
        self._is_closed = False
        self._has_started = False
        self._timer = QTimer(self)
        self._timer.setInterval(frame_ms)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._ask)
        self._over.connect(self._end, Qt.ConnectionType.QueuedConnection)

    @property
    def is_playing(self) -> bool:
        """Whether a play was asked for and has not ended."""
        return self._is_playing

    @property
    def sample_rate(self) -> int | None:
        """Hz; None until the player is open."""
        return self._player.sample_rate if self._player is not None else None

    @property
    def device_name(self) -> str | None:
        """The device's name; None until the player is open."""
        return self._player.device_name if self._player is not None else None

    def open(self) -> None:
        """Open the device; ``opened`` or ``failed`` follows."""
        task = Task(self._make_player, parent=self)
        task.succeeded.connect(self._take_player)
        task.failed.connect(self.failed)
        task.start(self._device_thread)

    def samples(self, clip_id: str) -> Samples | None:
        """What is played for a clip, shape (n_frames, 2); None while it is not prepared."""
        return self._samples.get(clip_id)

    def prepare(self, clip: Clip, *, fade_ms: float) -> None:
        """Decode a clip as it will be played; ``clip_prepared`` follows, at once where it is there."""
        if clip.id in self._samples:
            self._samples[clip.id] = self._samples.pop(clip.id)
            self.clip_prepared.emit(clip.id)
            return
        if clip.id in self._under_way or self._player is None:
            return
        task = Task(partial(_decoded, clip, self._player.sample_rate, fade_ms), parent=self)
        task.succeeded.connect(self._keep)
        task.failed.connect(self.failed)
        task.ended.connect(partial(self._under_way.pop, clip.id, None))
        self._under_way[clip.id] = task
        task.start(self._decode_thread)

    def play_clip(self, clip_id: str, *, gain_db: float, pre_silence_s: float) -> None:
        """Play a prepared clip; a clip that is not prepared is not played."""
        samples = self._samples.get(clip_id)
        if samples is not None:
            self._play(lambda: samples, gain_db, pre_silence_s)

    def play_made(self, make: Callable[[int], Samples], *, gain_db: float) -> None:
        """Play a tone or a trial that ``make(sample_rate)`` makes."""
        player = self._player
        if player is not None:
            self._play(lambda: make(player.sample_rate), gain_db, 0.0)

    def set_gain_db(self, gain_db: float) -> None:
        """Make what plays louder or softer."""
        if self._player is not None and self._is_playing:
            self._device_thread.submit(self._player.set_gain_db, gain_db)

    def stop(self) -> None:
        """End the play; ``ended`` follows with its report."""
        if self._player is not None and self._is_playing:
            self._device_thread.submit(self._player.stop)

    def close(self) -> None:
        """Let go of the device and end both threads, without waiting for either."""
        self._is_closed = True
        self._timer.stop()
        for task in self._under_way.values():
            task.cancel()
        self._decode_thread.shutdown(wait=False, cancel_futures=True)
        if self._player is not None:
            self._device_thread.submit(self._player.close)
        self._device_thread.shutdown(wait=False)
        self._samples.clear()

    def _play(self, samples: Callable[[], Samples], gain_db: float, pre_silence_s: float) -> None:
        if self._is_playing or self._player is None or self._is_closed:
            return
        self._is_playing = True
        self._has_started = False
        self._n_plays += 1
        start = partial(
            _start, self._player, samples, gain_db, pre_silence_s, partial(self._hand_over, self._n_plays)
        )
        task = Task(start, parent=self)
        task.failed.connect(self._refuse)
        task.start(self._device_thread)
        self._timer.start()

    def _hand_over(self, play: int, report: PlayReport) -> None:
        # Called on the player's thread.
        if shiboken6.isValid(self):
            self._over.emit(play, report)

    @Slot(object)
    def _take_player(self, player: Player) -> None:
        if self._is_closed:
            player.close()
            return
        self._player = player
        self.opened.emit(player.sample_rate)

    @Slot(object)
    def _keep(self, decoded: tuple[str, Samples]) -> None:
        clip_id, samples = decoded
        self._samples[clip_id] = samples
        while len(self._samples) > N_KEPT:
            del self._samples[next(iter(self._samples))]
        self.clip_prepared.emit(clip_id)

    @Slot(object)
    def _refuse(self, error: Exception) -> None:
        self._is_playing = False
        self._timer.stop()
        self.failed.emit(error)

    @Slot()
    def _ask(self) -> None:
        if self._player is None:
            return
        playhead = self._player.position()
        if not playhead.is_playing:
            return  # Not begun yet: this is where the last play ended.
        if playhead.onset_monotonic is not None:
            self._start_once(playhead.onset_monotonic)
        self.playhead_moved.emit(playhead)

    @Slot(int, object)
    def _end(self, play: int, report: PlayReport) -> None:
        if play != self._n_plays or self._player is None or self._is_closed:
            return
        self._timer.stop()
        self._is_playing = False
        playhead = self._player.position()
        if playhead.onset_monotonic is not None:
            self._start_once(playhead.onset_monotonic)
        self.playhead_moved.emit(playhead)
        self.ended.emit(report)

    def _start_once(self, onset_monotonic: float) -> None:
        if not self._has_started:
            self._has_started = True
            self.started.emit(onset_monotonic)


def _decoded(clip: Clip, sample_rate: int, fade_ms: float) -> tuple[str, Samples]:
    from merlingua.surveys.audio_files import as_played, read_clip

    return clip.id, as_played(read_clip(clip), sample_rate, fade_ms=fade_ms)


def _start(
    player: Player,
    samples: Callable[[], Samples],
    gain_db: float,
    pre_silence_s: float,
    on_end: Callable[[PlayReport], None],
) -> None:
    player.play(samples(), gain_db=gain_db, pre_silence_s=pre_silence_s, on_end=on_end)
