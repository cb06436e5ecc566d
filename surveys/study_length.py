"""How much a study asks of a listener, before anybody has answered: excerpts and minutes, for the consent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from merlingua.surveys.order import presentation_order
from merlingua.surveys.session_plan import session_steps, step_questions
from merlingua.surveys.session_time import Pace, step_time
from merlingua.surveys.study import Study


@dataclass(frozen=True)
class StudyLength:
    """``n_clips`` maps block ids to the excerpts heard in them, repeats included."""

    n_clips: Mapping[str, int]
    minutes: float


def study_length(study: Study) -> StudyLength:
    """The length of a session at the pace that is guessed before the first answer.

    Raises
    ------
    OrderError
        If the study allows no order.
    """
    order = presentation_order(study, number=1, language=study.definition.study.default_language)
    times = [step_time(study, step, step_questions(study, step)) for step in session_steps(study, order)]
    return StudyLength(
        n_clips=dict(Counter(trial.block_id for trial in order)),
        minutes=Pace().remaining_min(times),
    )
