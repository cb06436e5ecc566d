"""The steps of a session and what a page needs to draw one: values only, no behaviour.

``surveys.session`` makes them, the window draws them, the store keeps what they lead to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from merlingua.surveys.questions import AnswerValue, Question


class Phase(Enum):
    """What a step is about; sessions pass through them in this order."""

    LANGUAGE = "language"
    CONSENT = "consent"
    QUESTIONNAIRE = "questionnaire"
    HEADPHONES = "headphones"
    LEVEL = "level"
    INSTRUCTIONS = "instructions"
    BLOCK_INTRO = "block_intro"
    CLIP = "clip"
    REVELATION = "revelation"
    COMMENT = "comment"
    THANKS = "thanks"


@dataclass(frozen=True)
class Trial:
    """One clip to be heard and rated. ``position`` counts from 1 within its block, repeats included."""

    block_id: str
    clip_id: str
    position: int
    n_in_block: int
    is_practice: bool = False
    is_repeat: bool = False


@dataclass(frozen=True)
class Step:
    """One page of a session. ``id`` is unique within the session and the same on every machine."""

    id: str
    phase: Phase
    questionnaire: str | None = None
    page: int = 0
    block_id: str | None = None
    trial: Trial | None = None
    revealed: Trial | None = None
    """On a revelation: the trial whose rating was locked, and of which the listener now sees a prediction."""


@dataclass(frozen=True)
class PlayReport:
    """What really reached the sound device in one play of a clip.

    ``flags``: ``underrun``, ``device_lost``, ``stopped`` (by the listener), ``simulated``.
    """

    dac_onset_s: float | None
    """Stream time at which the clip's first sample (after the pre-silence) left the converter."""
    frames_total: int
    """Frames of the clip itself at ``sample_rate``, without the pre-silence."""
    frames_played: int
    sample_rate: int
    underruns: int
    gain_db: float
    device: str
    flags: tuple[str, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Every frame reached the device, and nothing disturbed it."""
        return self.frames_played >= self.frames_total and not self.flags


@dataclass(frozen=True)
class Progress:
    """How far a session is: ``position`` of ``total`` steps; an honest guess of the minutes left."""

    position: int
    total: int
    remaining_min: float | None


@dataclass(frozen=True)
class SessionState:
    """All that a page needs, after each action anew."""

    step: Step
    language: str
    questions: tuple[Question, ...] = ()
    """The rows of this page, in order; irrelevant ones are left out."""
    answers: Mapping[str, AnswerValue] = field(default_factory=dict)
    """Saved answers of this step by question id, the newest revision each."""
    current: str | None = None
    """The first question without an answer, if any."""
    missing: tuple[str, ...] = ()
    """Required questions without an answer: the step cannot be left before."""
    rating_is_open: bool = True
    """False on a clip's page until the required frames have reached the device."""
    plays: int = 0
    max_plays: int | None = None
    may_play: bool = False
    needs_replay: bool = False
    """The last play was disturbed (underrun, device lost): it does not count, and may be repeated."""
    attempt: int = 1
    """Headphone check: which attempt this is."""
    progress: Progress = Progress(1, 1, None)
    is_paused: bool = False
    is_finished: bool = False
    withdrawal_code: str | None = None
    """Shown once, on the last page."""
