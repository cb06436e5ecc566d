"""What a monitor says of a session: where it stands, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from merlingua.gui.translation import Formatter
from merlingua.surveys.session_watch import WatchedSession
from merlingua.surveys.steps import Phase, Trial
from merlingua.surveys.store_rows import FINISHED

translate = QCoreApplication.translate


def who(session: WatchedSession, formatter: Formatter) -> str:
    """The listener by number, language and station; never by more."""
    parts = [
        translate("Monitor", "listener {n}").format(n=formatter.number(session.number)),
        formatter.language_name(session.language),
        translate("Monitor", "station {name}").format(name=session.station),
        translate("Monitor", "since {time}").format(time=formatter.time(session.started_at)),
    ]
    if session.is_simulated:
        parts.append(translate("Monitor", "simulated"))
    return "  \u00b7  ".join(parts)


def where(session: WatchedSession, formatter: Formatter) -> str:
    """The page that the listener sees."""
    if session.end is not None:
        return (
            translate("Monitor", "The session is finished")
            if session.end == FINISHED
            else translate("Monitor", "The session was stopped")
        )
    step = session.step
    if step is None:
        return translate(
            "Monitor", "The study's folder was changed since this session began: its pages are not known here"
        )
    if step.trial is not None and step.phase is Phase.CLIP:
        return _clip(step.trial, formatter)
    return {
        Phase.QUESTIONNAIRE: translate("Monitor", "Questionnaire"),
        Phase.HEADPHONES: translate("Monitor", "Headphone check"),
        Phase.LEVEL: translate("Monitor", "Level"),
        Phase.INSTRUCTIONS: translate("Monitor", "Instructions"),
        Phase.BLOCK_INTRO: translate("Monitor", "Introduction to a block"),
        Phase.REVELATION: translate("Monitor", "What the model heard is shown to the listener"),
        Phase.COMMENT: translate("Monitor", "Comment"),
        Phase.THANKS: translate("Monitor", "Thanks"),
    }.get(step.phase, step.id)


def doing(session: WatchedSession, formatter: Formatter, *, sounds: bool) -> str:
    """What happens on that page, and what needs a look."""
    number, parts = formatter.number, []
    if session.is_paused:
        parts.append(translate("Monitor", "paused"))
    elif session.end is None and sounds:
        parts.append(translate("Monitor", "the clip plays"))
    if session.n_questions:
        parts.append(
            translate("Monitor", "{n} of {total} answers").format(
                n=number(session.n_answered), total=number(session.n_questions)
            )
        )
    if session.clip_id is not None and session.end is None:
        parts.append(translate("Monitor", "plays: {n}").format(n=number(session.n_plays)))
    if session.n_disturbed:
        parts.append(
            translate("Monitor", "plays with gaps in the sound: {n}").format(n=number(session.n_disturbed))
        )
    return "  \u00b7  ".join(parts)


def _clip(trial: Trial, formatter: Formatter) -> str:
    if trial.is_practice:
        return translate("Monitor", "For practice: {clip}").format(clip=trial.clip_id)
    text = (
        translate("Monitor", "Heard again, {n} of {total}: {clip}")
        if trial.is_repeat
        else translate("Monitor", "{n} of {total}: {clip}")
    )
    return text.format(
        n=formatter.number(trial.position), total=formatter.number(trial.n_in_block), clip=trial.clip_id
    )
