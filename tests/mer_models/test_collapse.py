"""The alarm: constant answers raise it, working models do not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from merlingua.mer_models.collapse import collapse_alarm
from merlingua.mer_models.confusion_scores import HALVES, scores_of_confusion


@pytest.mark.shared
@pytest.mark.parametrize(
    ("model", "is_raised"), [("eng2eng", False), ("man2eng", False), ("man2man", False), ("eng2man", True)]
)
def test_of_the_published_models_only_the_collapsed_one_raises_the_alarm(
    model: str, is_raised: bool, shared_dir: Path
) -> None:
    # Three of the four runs of eng2man had collapsed; its released report says Q1 for every patch.
    quads = json.loads((shared_dir / "gold" / "quad_pred_reports.json").read_text())["models"][model]["Quads"]
    matrix = np.array(quads["confusion_rows_normalised"]) * np.array(quads["support"])[:, None]
    alarm = collapse_alarm(scores_of_confusion(matrix))
    assert alarm.is_raised is is_raised
    if is_raised:
        assert (alarm.favourite, alarm.favourite_share, len(alarm.reasons)) == ("Q1", 1.0, 2)


@pytest.mark.parametrize("constant", range(4))
def test_any_constant_answer_raises_the_alarm(constant: int) -> None:
    matrix = np.zeros((4, 4))
    matrix[:, constant] = [10, 40, 20, 30]
    alarm = collapse_alarm(scores_of_confusion(matrix))
    assert alarm.is_raised
    assert "it has collapsed" in alarm.reasons[0]
    assert "does not beat" in alarm.reasons[1]


def test_96_of_100_is_a_collapse_and_95_is_none() -> None:
    for n_favourite, is_raised in ((96, True), (95, False)):
        matrix = np.array([[n_favourite - 5, 0], [5, 100 - n_favourite]])
        assert collapse_alarm(scores_of_confusion(matrix, HALVES)).is_raised is is_raised


def test_answers_that_vary_but_are_wrong_raise_the_alarm() -> None:
    matrix = np.roll(np.eye(4) * 25, 1, axis=1)
    alarm = collapse_alarm(scores_of_confusion(matrix))
    assert alarm.favourite_share == 0.25
    assert [reason[:12] for reason in alarm.reasons] == ["its macro-F1"]
