"""How long a session still takes: what is to be heard, and how fast this listener answers.

The sound takes its time. Reading and answering are guessed for each page and scaled by the listener's own
pace: the time they took for it so far, over the guess. At first the guess weighs as much as ``PRIOR_S`` of
answering, so that one quick page says little; a page counts with at most ``MAX_RATIO`` times its guess, so
that a cup of tea is not taken for slowness.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from merlingua.surveys.questions import Question, QuestionKind
from merlingua.surveys.session_plan import block_of
from merlingua.surveys.steps import Phase, Step
from merlingua.surveys.study import Study

PRIOR_S = 60.0
MAX_RATIO = 4.0

READING_S: Mapping[Phase, float] = {
    Phase.QUESTIONNAIRE: 8.0,
    Phase.HEADPHONES: 15.0,
    Phase.LEVEL: 25.0,
    Phase.INSTRUCTIONS: 40.0,
    Phase.BLOCK_INTRO: 12.0,
    Phase.CLIP: 3.0,
    Phase.REVELATION: 8.0,
    Phase.COMMENT: 15.0,
    Phase.THANKS: 0.0,
}
"""What a page takes before its first answer, seconds; a guess that the listener's pace corrects."""
ANSWERING_S: Mapping[QuestionKind, float] = {
    "likert": 2.5,
    "choice": 6.0,
    "number": 5.0,
    "country": 10.0,
    "language": 10.0,
    "text": 10.0,
}
"""What one answer takes, seconds; likewise."""
HEADPHONE_TRIAL_S = 4.0
"""Three seconds of noise and two pauses of half a second."""


@dataclass(frozen=True)
class StepTime:
    """The seconds of one step: of sound, and of reading and answering as guessed."""

    sound_s: float
    answering_s: float


def step_time(study: Study, step: Step, questions: Sequence[Question]) -> StepTime:
    """The guess for a step with these questions."""
    sound_s = 0.0
    if step.trial is not None:
        rules = block_of(study, step.trial.block_id).play
        clip = study.clips[step.trial.clip_id]
        sound_s = max(rules.min_plays, 1) * (rules.pre_silence_s + clip.duration_s)
    elif step.phase is Phase.HEADPHONES:
        sound_s = HEADPHONE_TRIAL_S * len(questions)
    answering_s = READING_S[step.phase] + sum(ANSWERING_S[question.kind] for question in questions)
    return StepTime(sound_s, answering_s)


class Pace:
    """How fast a listener answers: 1 is as guessed, 2 takes twice the time."""

    def __init__(self) -> None:
        self._taken_s = PRIOR_S
        self._guessed_s = PRIOR_S

    @property
    def ratio(self) -> float:
        """The time taken over the time guessed."""
        return self._taken_s / self._guessed_s

    def note(self, time: StepTime, spent_s: float) -> None:
        """A step was left after ``spent_s`` seconds, pauses not counted."""
        answering_s = min(max(spent_s - time.sound_s, 0.0), MAX_RATIO * time.answering_s)
        self._taken_s += answering_s
        self._guessed_s += time.answering_s

    def remaining_min(self, times: Sequence[StepTime]) -> float:
        """The minutes that these steps will take."""
        sound_s = sum(time.sound_s for time in times)
        answering_s = sum(time.answering_s for time in times)
        return (sound_s + self.ratio * answering_s) / 60
