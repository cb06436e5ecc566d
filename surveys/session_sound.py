"""What a session writes down of its sound: presentations, plays, and what the checks before the clips play.

A report says what has happened, so it is taken whenever it comes: during a pause, and after the step was left
on which its play began. It is filed with the step it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from merlingua.surveys.errors import StepError
from merlingua.surveys.session_page import Page
from merlingua.surveys.session_plan import block_of
from merlingua.surveys.session_plays import NOT_HEARD, check_report, is_disturbed
from merlingua.surveys.session_record import SessionRecord
from merlingua.surveys.steps import Phase, PlayReport, Step, Trial

if TYPE_CHECKING:
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

PLAY_STARTED = "play_started"
ONSET_AT = "onset_at"
"""In the detail of ``PLAY_STARTED``: when the first frame of the clip was at the converter, ISO 8601."""

SOUND_PHASES = frozenset({Phase.HEADPHONES, Phase.LEVEL, Phase.CLIP})


@dataclass(frozen=True)
class _Playing:
    """A play that sounds: the step it began on, and when."""

    step: Step
    started_at: datetime


class SessionSound:
    """The sound of one session."""

    def __init__(self, study: Study, store: Store, record: SessionRecord, clock: Callable[[], float]) -> None:
        self._study = study
        self._store = store
        self._record = record
        self._clock = clock
        self._playing: _Playing | None = None

    def started(self, page: Page, left: Step | None, *, onset_monotonic: float, started_at: datetime) -> None:
        """A play has begun; if its onset is before the page was shown, on the step that was ``left``.

        ``started_at`` is the time of day now; the onset's is stored, and a monitor on the store draws by it.

        Raises
        ------
        StepError
            If nothing is to be played on the step, or its clip not again.
        """
        is_late = left is not None and onset_monotonic < page.shown_at
        step = left if is_late and left is not None else page.step
        if step.phase not in SOUND_PHASES:
            raise StepError(f"nothing is played on step {step.id!r}")
        if step.trial is not None:
            if step is page.step and not page.may_play:
                raise StepError(page.why_not_play)
            onset_at = started_at - timedelta(seconds=self._clock() - onset_monotonic)
            detail = {"at": step.id, ONSET_AT: onset_at.isoformat()}
            self._store.add_event(self._record.id, PLAY_STARTED, detail)
        if step is page.step and step.trial is not None:
            page.plays = page.plays.begun()
            page.onset_monotonic = onset_monotonic
        self._playing = _Playing(step, started_at)

    def ended(self, page: Page, report: PlayReport, *, ended_at: datetime) -> None:
        """A play has ended. One that was stopped before it began to sound is none.

        Raises
        ------
        StepError
            If the report cannot be, or nothing is to be played on the step.
        """
        check_report(report)
        if self._playing is None and report.frames_played == 0 and not is_disturbed(report):
            return
        playing = self._playing or _Playing(page.step, ended_at)
        step = playing.step
        if step.phase not in SOUND_PHASES:
            raise StepError(f"nothing is played on step {step.id!r}")
        if step.trial is None:
            self._store.add_event(self._record.id, "sound_played", {"at": step.id, **asdict(report)})
        else:
            self._save_play(page, step, step.trial, report, playing.started_at)
        self._playing = None

    def presentation_of(self, step: Step, gain_db: float = 0.0) -> UUID | None:
        """The presentation of a clip's step, stored with its first play or, if that comes before, answer.

        None for other steps. ``gain_db`` is that of the first play; each play has its own besides.
        """
        return None if step.trial is None else self._presentation(step, step.trial, gain_db)

    def _presentation(self, step: Step, trial: Trial, gain_db: float) -> UUID:
        known = self._record.presentations.get(step.id)
        if known is not None:
            return known
        clip = self._study.clips[trial.clip_id]
        added = self._store.add_presentation(self._record.id, step.id, trial, clip.sha256, gain_db)
        self._record.presentations[step.id] = added
        return added

    def _save_play(
        self, page: Page, step: Step, trial: Trial, report: PlayReport, started_at: datetime
    ) -> None:
        presentation_id = self._presentation(step, trial, report.gain_db)
        self._store.add_play(presentation_id, report, started_at)
        rules = block_of(self._study, trial.block_id).play
        plays = self._record.plays.get(step.id, NOT_HEARD).ended(report, rules)
        self._record.plays[step.id] = plays
        if step == page.step:
            page.plays = plays
