"""What a listener gets to see of a model: logged as an event, and only once a rating is locked.

A revelation is a step of its own (``session_plan``) after a clip's; leaving the clip's page was committed by
then, and no way leads back to it, after a resume either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from merlingua.surveys.errors import StepError
from merlingua.surveys.steps import SessionState

if TYPE_CHECKING:
    from merlingua.surveys.session import Session

PREDICTION_REVEALED = "prediction_revealed"
"""The event of a listener who sees a model's prediction of a clip."""
PREDICTION_MISSING = "prediction_missing"
"""The event of a listener who was to see one, and there was none."""


def log_revelation(session: Session, shown: Mapping[str, object]) -> SessionState:
    """The listener now sees a prediction; ``shown``, fit for JSON, says which, and of what model.

    Raises
    ------
    StepError
        On any step but a revelation: no rating was locked by coming there.
    """
    step = session.state.step
    if step.revealed is None:
        raise StepError(f"nothing may be revealed on step {step.id!r}: no rating was locked by coming here")
    return session.note(PREDICTION_REVEALED, clip_id=step.revealed.clip_id, **shown)


def log_no_revelation(session: Session, why: str) -> SessionState:
    """The listener was to see a prediction, and there is none."""
    return session.note(PREDICTION_MISSING, why=why)
