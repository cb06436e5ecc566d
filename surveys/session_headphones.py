"""The headphone check within a session: which trial is due, and what its answers come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from merlingua.surveys.headphones import correct_intervals
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.study_definition import HeadphoneCheck


@dataclass(frozen=True)
class HeadphoneTrial:
    """A trial of the headphone check: where its pitch is, and the seed of its noise."""

    number: int
    """From 1 within the attempt."""
    correct_interval: int
    """1, 2 or 3: for ``surveys.headphones.huggins_trial``."""
    seed: int


@dataclass(frozen=True)
class HeadphoneResult:
    """What an attempt came to."""

    n_correct: int
    n_trials: int
    verdict: Literal["passed", "again", "flagged", "stopped"]


def headphone_trial(questions: Sequence[Question], due: str, *, seed: int) -> HeadphoneTrial:
    """The trial behind the question ``due``; ``seed`` is that of the attempt."""
    index = [question.id for question in questions].index(due)
    return HeadphoneTrial(index + 1, correct_intervals(seed, len(questions))[index], seed + index)


def headphone_result(
    check: HeadphoneCheck,
    questions: Sequence[Question],
    answers: Mapping[str, AnswerValue],
    *,
    seed: int,
    attempt: int,
) -> HeadphoneResult:
    """Count the right answers of an attempt, from 1, and say what follows."""
    intervals = correct_intervals(seed, len(questions))
    pairs = zip(questions, intervals, strict=True)
    n_correct = sum(answers.get(question.id) == interval for question, interval in pairs)
    verdict: Literal["passed", "again", "flagged", "stopped"]
    if n_correct >= check.pass_:
        verdict = "passed"
    elif attempt < check.attempts:
        verdict = "again"
    else:
        verdict = "flagged" if check.on_fail == "flag" else "stopped"
    return HeadphoneResult(n_correct, len(questions), verdict)
