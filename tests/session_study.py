"""A small study without a folder, for tests of sessions: they need its definition and texts, and no audio."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from merlingua.surveys.clips import Clip
from merlingua.surveys.headphones import correct_intervals
from merlingua.surveys.instruments import built_in_texts
from merlingua.surveys.session import Session
from merlingua.surveys.station import StationInfo
from merlingua.surveys.steps import Phase, PlayReport, SessionState
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import StudyDefinition

SAMPLE_RATE = 48_000
DURATION_S = 2.0
STATION = StationInfo("test", "no device", {"merlingua": "test"})

LYRICS = {"a": "en", "b": "zxx", "c": "zh", "d": "und", "p": "zxx"}
"""The study's clips; ``p`` is for practice."""


def session_study(**changes: Any) -> Study:
    """Demographics, headphone check, level, practice, four clips with one repeat, music background.

    ``changes`` take the place of top-level sections; ``play`` is that of the main block.
    """
    play = changes.pop("play", {"min_plays": 1, "max_plays": 2})
    sections: dict[str, Any] = {
        "schema_version": 1,
        "study": {
            "id": "small",
            "version": "1.0",
            "languages": ["en", "es", "de", "zh-Hans"],
            "default_language": "en",
        },
        "devices": {"headphone_check": {"trials": 3, "pass": 3, "attempts": 2}},
        "scales": {"agree5": {"levels": [1, 2, 3, 4, 5], "labels": "agree5", "keys": "12345"}},
        "blocks": [
            {"id": "practice", "practice": True, "clips": ["p"]},
            {
                "id": "main",
                "order": {"kind": "random", "seed": 3},
                "play": play,
                "repeats": {"n": 1, "min_gap": 2},
                "items": [
                    {"ref": "joy", "scale": "agree5"},
                    {"ref": "sadness", "scale": "agree5"},
                    {"ref": "familiarity", "scale": "agree5", "required": False},
                    {
                        "ref": "comprehension",
                        "scale": "agree5",
                        "relevant": "clip.lyrics_language != 'zxx'",
                    },
                ],
            },
        ],
        "questionnaires": [{"ref": "demographics"}, {"ref": "music_background"}],
    }
    definition = StudyDefinition.model_validate({**sections, **changes})
    clips = {
        clip_id: Clip(clip_id, Path(f"{clip_id}.wav"), 0.0, DURATION_S, lyrics, "0" * 64, "Q1")
        for clip_id, lyrics in LYRICS.items()
    }
    sha256 = hashlib.sha256(definition.model_dump_json().encode()).hexdigest()
    return Study(Path("small"), definition, built_in_texts(), clips, sha256)


def balanced_study() -> Study:
    """The same with its four clips in a Williams design, and no repeat: four orders, by number."""
    items = [{"ref": "joy", "scale": "agree5"}, {"ref": "sadness", "scale": "agree5"}]
    main = {"id": "main", "order": {"kind": "williams", "seed": 3}, "items": items}
    return session_study(blocks=[{"id": "practice", "practice": True, "clips": ["p"]}, main])


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.time_s = 1000.0

    def __call__(self) -> float:
        return self.time_s

    def advance(self, seconds: float) -> None:
        self.time_s += seconds


def play_report(share: float = 1.0, *flags: str, underruns: int = 0) -> PlayReport:
    """A play of a clip of which ``share`` reached the device."""
    total = round(DURATION_S * SAMPLE_RATE)
    return PlayReport(1.5, total, round(share * total), SAMPLE_RATE, underruns, -3.0, "no device", flags)


def listen(session: Session, share: float = 1.0, *flags: str) -> SessionState:
    """Play the clip of the page, as far as ``share``."""
    session.play_started(onset_monotonic=session._clock())
    return session.play_ended(play_report(share, *flags))


def right_answers(session: Session) -> dict[str, int | str]:
    """Answers with which the step that is shown can be left."""
    state = session.state
    if state.step.phase is Phase.HEADPHONES:
        intervals = correct_intervals(session._record.headphone_seed, len(state.questions))
        return {question.id: interval for question, interval in zip(state.questions, intervals, strict=True)}
    if state.step.phase is Phase.INSTRUCTIONS:
        return {"understood": "perceived"}
    by_kind: dict[str, int | str] = {"number": -10, "country": "ES", "language": "es", "text": "nice"}
    answers: dict[str, int | str] = {}
    for question in state.questions:
        answers[question.id] = question.choices[0].value if question.choices else by_kind[question.kind]
        if question.kind in ("country", "language"):
            answers[question.id] = by_kind[question.kind]
        if question.id == "age":
            answers[question.id] = 33
    return answers


def fill_in(session: Session) -> SessionState:
    """Hear and answer all of the step that is shown."""
    while not session.state.rating_is_open:
        listen(session)
    for question_id, value in right_answers(session).items():
        if question_id not in session.state.answers:
            session.answer(question_id, value)
    return session.state


def go_to(session: Session, step_id: str) -> SessionState:
    """Take every step before this one."""
    while session.state.step.id != step_id:
        fill_in(session)
        session.next()
    return session.state
