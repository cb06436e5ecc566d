"""What a monitor says of a session: where it stands, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from merlingua.gui.translation import Formatter
from merlingua.surveys.session_watch import WatchedSession
from merlingua.surveys.steps import Phase, Trial
from merlingua.surveys.store_rows import FINISHED


def who(session: WatchedSession, formatter: Formatter) -> str:
    """The listener by number, language and station; never by more."""
    parts = [
        _tr("listener {n}").format(n=formatter.number(session.number)),
        formatter.language_name(session.language),
        _tr("station {name}").format(name=session.station),
        _tr("since {time}").format(time=formatter.time(session.started_at)),
    ]
    if session.is_simulated:
        parts.append(_tr("simulated"))
    return "  \u00b7  ".join(parts)


def where(session: WatchedSession, formatter: Formatter) -> str:
    """The page that the listener sees."""
    if session.end is not None:
        return _tr("The session is finished") if session.end == FINISHED else _tr("The session was stopped")
    step = session.step
    if step is None:
        return _tr("The study's folder was changed since this session began: its pages are not known here")
    if step.trial is not None and step.phase is Phase.CLIP:
        return _clip(step.trial, formatter)
    return {
        Phase.QUESTIONNAIRE: _tr("Questionnaire"),
        Phase.HEADPHONES: _tr("Headphone check"),
        Phase.LEVEL: _tr("Level"),
        Phase.INSTRUCTIONS: _tr("Instructions"),
        Phase.BLOCK_INTRO: _tr("Introduction to a block"),
        Phase.REVELATION: _tr("What the model heard is shown to the listener"),
        Phase.COMMENT: _tr("Comment"),
        Phase.THANKS: _tr("Thanks"),
    }.get(step.phase, step.id)


def doing(session: WatchedSession, formatter: Formatter, *, sounds: bool) -> str:
    """What happens on that page, and what needs a look."""
    number, parts = formatter.number, []
    if session.is_paused:
        parts.append(_tr("paused"))
    elif session.end is None and sounds:
        parts.append(_tr("the clip plays"))
    if session.n_questions:
        parts.append(
            _tr("{n} of {total} answers").format(
                n=number(session.n_answered), total=number(session.n_questions)
            )
        )
    if session.clip_id is not None and session.end is None:
        parts.append(_tr("plays: {n}").format(n=number(session.n_plays)))
    if session.n_disturbed:
        parts.append(_tr("plays with gaps in the sound: {n}").format(n=number(session.n_disturbed)))
    return "  \u00b7  ".join(parts)


def _clip(trial: Trial, formatter: Formatter) -> str:
    if trial.is_practice:
        return _tr("For practice: {clip}").format(clip=trial.clip_id)
    text = _tr("Heard again, {n} of {total}: {clip}") if trial.is_repeat else _tr("{n} of {total}: {clip}")
    return text.format(
        n=formatter.number(trial.position), total=formatter.number(trial.n_in_block), clip=trial.clip_id
    )


def _tr(text: str) -> str:
    return QCoreApplication.translate("Monitor", text)
