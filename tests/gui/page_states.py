"""States as a session hands them to pages, made of the project's own instrument; not a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from merlingua.gui.page import Page, PageContext
from merlingua.gui.theme import Appearance, set_kind
from merlingua.gui.translation import Formatter
from merlingua.surveys.clips import Clip
from merlingua.surveys.instruments import built_in_texts, item_questions
from merlingua.surveys.questionnaires import questionnaire
from merlingua.surveys.questions import AnswerValue, Choice, Question
from merlingua.surveys.steps import Phase, Progress, SessionState, Step, Trial
from merlingua.surveys.study_definition import QuestionnaireReference, StudyDefinition

ITEMS = ("emotions11", "preference", "familiarity", "comprehension")
DEFINITION = StudyDefinition.model_validate(
    {
        "schema_version": 1,
        "study": {
            "id": "test",
            "version": "1",
            "languages": ["en", "es", "de", "zh-Hans"],
            "default_language": "en",
        },
        "devices": {"headphone_check": {"kind": "huggins"}},
        "scales": {"agree5": {"levels": [1, 2, 3, 4, 5], "labels": "agree5", "keys": "12345"}},
        "blocks": [
            {"id": "practice", "practice": True, "clips": ["p1"]},
            {"id": "main", "items": [{"ref": item, "scale": "agree5"} for item in ITEMS]},
        ],
        "questionnaires": [{"ref": "demographics"}, {"ref": "music_background"}],
    }
)
CLIP = Clip("c1", Path("c1.wav"), 0.0, 30.0, "en", "0" * 64)
ROWS = item_questions(DEFINITION.blocks[1].items, DEFINITION.scales, CLIP)
ROW_IDS = [question.id for question in ROWS]
SAMPLE_RATE = 8_000
CODE = "K7QM-4XZP-9RTD"

WIDTH, HEIGHT = 1366, 768
HEADER_AT_100 = 80
"""What a session's window puts over the page, in px at 100 % (``SessionHeader``)."""


@cache
def clip_samples(clip_id: str) -> NDArray[np.float32]:
    """Half a minute of a tone that swells, shape (n_frames, 2)."""
    time_s = np.arange(30 * SAMPLE_RATE) / SAMPLE_RATE
    mono = np.sin(2 * np.pi * 220 * time_s) * (0.05 + 0.4 * time_s / 30)
    return np.stack([mono, mono], axis=1).astype(np.float32)


def context(appearance: Appearance, language: str = "en") -> PageContext:
    """What pages share, in a language and the theme that is worn now."""
    return PageContext(
        texts=built_in_texts(),
        language=language,
        definition=DEFINITION,
        theme=appearance.theme,
        formatter=Formatter(language),
        clip_samples=clip_samples,
        sample_rate=SAMPLE_RATE,
        n_clips={"practice": 1, "main": 22},
        minutes=24.0,
    )


def rating_state(
    *,
    answers: Mapping[str, AnswerValue] | None = None,
    is_open: bool = True,
    plays: int = 1,
    max_plays: int | None = 3,
    needs_replay: bool = False,
    language: str = "en",
) -> SessionState:
    """The fifth of 22 clips."""
    given = dict(answers or {})
    missing = tuple(row for row in ROW_IDS if row not in given)
    trial = Trial("main", CLIP.id, 5, 22)
    return SessionState(
        step=Step("clip/main/05", Phase.CLIP, block_id="main", trial=trial),
        language=language,
        questions=ROWS,
        answers=given,
        current=missing[0] if missing else None,
        missing=missing,
        rating_is_open=is_open,
        plays=plays,
        max_plays=max_plays,
        may_play=max_plays is None or plays < max_plays,
        needs_replay=needs_replay,
        progress=Progress(9, 30, 14.0),
    )


def plain_state(
    phase: Phase, *, language: str = "en", block_id: str | None = None, code: str | None = None
) -> SessionState:
    """A step without questions."""
    return SessionState(
        step=Step(phase.value, phase, block_id=block_id),
        language=language,
        withdrawal_code=code,
        is_finished=code is not None,
    )


def asking(
    step: Step,
    questions: tuple[Question, ...],
    answers: Mapping[str, AnswerValue] | None = None,
    *,
    language: str = "en",
    attempt: int = 1,
) -> SessionState:
    """A step with questions, each of them required that says so."""
    given = dict(answers or {})
    open_ids = [question.id for question in questions if question.id not in given]
    required = {question.id for question in questions if question.is_required}
    return SessionState(
        step=step,
        language=language,
        questions=questions,
        answers=given,
        current=open_ids[0] if open_ids else None,
        missing=tuple(question_id for question_id in open_ids if question_id in required),
        may_play=True,
        attempt=attempt,
    )


def questions_state(
    name: str, page: int = 0, answers: Mapping[str, AnswerValue] | None = None, *, language: str = "en"
) -> SessionState:
    """A page of a built-in questionnaire."""
    asked = questionnaire(QuestionnaireReference(ref=name))
    rows = asked.questions[page * asked.page_size : (page + 1) * asked.page_size]
    step = Step(f"questionnaire/{name}/{page}", Phase.QUESTIONNAIRE, questionnaire=name, page=page)
    return asking(step, rows, answers, language=language)


def headphones_state(
    answers: Mapping[str, AnswerValue] | None = None, *, attempt: int = 1, language: str = "en"
) -> SessionState:
    """Six trials of the headphone check."""
    choices = tuple(Choice(value, f"headphones.choice_{value}") for value in (1, 2, 3))
    trials = tuple(
        Question(f"trial_{n}", "choice", "headphones.question", choices=choices, keys="123")
        for n in range(1, 7)
    )
    step = Step(f"headphones/{attempt}", Phase.HEADPHONES)
    return asking(step, trials, answers, language=language, attempt=attempt)


def level_state(answers: Mapping[str, AnswerValue] | None = None, *, language: str = "en") -> SessionState:
    """The volume."""
    question = Question("volume_db", "number", "level.confirm", minimum=-40, maximum=0)
    return asking(Step("level", Phase.LEVEL), (question,), answers, language=language)


def instructions_state(answer: str | None = None, *, language: str = "en") -> SessionState:
    """The question about perceived and felt emotion; a wrong answer leaves it missing."""
    choices = (
        Choice("perceived", "instructions.choice_perceived"),
        Choice("induced", "instructions.choice_induced"),
    )
    question = Question("understood", "choice", "instructions.question", choices=choices, keys="12")
    is_right = answer == "perceived"
    return SessionState(
        step=Step("instructions", Phase.INSTRUCTIONS),
        language=language,
        questions=(question,),
        answers={} if answer is None else {"understood": answer},
        current=None if answer else "understood",
        missing=() if is_right else ("understood",),
    )


def comment_state(*, language: str = "en") -> SessionState:
    """The optional comment."""
    question = Question("comment", "text", "comment.label", is_required=False)
    return asking(Step("comment", Phase.COMMENT), (question,), language=language)


@dataclass
class Shown:
    """A page within a window of a small laptop's screen."""

    window: QWidget
    page: Page


def shown(qtbot: QtBot, page: Page, *, height: int = HEIGHT) -> Shown:
    """Show a page as a session's window does: under a head, on 1366 × 768."""
    window = QWidget()
    set_kind(window, "page")
    window.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    column = QVBoxLayout(window)
    column.setContentsMargins(0, page.theme.px(HEADER_AT_100), 0, 0)
    column.addWidget(page)
    window.resize(WIDTH, height)
    # Nobody else holds the window's Python object; without one Qt would delete window and page.
    page.__dict__["window_of_test"] = window
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitExposed(window)
    page.focus_first()
    qtbot.wait(1)
    QApplication.processEvents()
    return Shown(window, page)
