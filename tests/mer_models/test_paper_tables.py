"""Table II in its own layout: the released models' scores, and what they are by clip."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.collapse import collapse_alarm
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.evaluated_models import ModelRow, judge
from merlingua.mer_models.paper_tables import (
    PaperRow,
    PatchScores,
    honest_table,
    paper_table,
    rows_of,
    table_two,
)
from tests.mer_models.judged_rows import FEW, HeardMusic


def released(shared_dir: Path, model: str) -> PatchScores:
    """A released model's matrices in patches; the supports of arousal and valence are printed exchanged."""
    reports = json.loads((shared_dir / "gold" / "quad_pred_reports.json").read_text("utf-8"))["models"][model]
    support = {"Quads": "Quads", "Arousal": "Valence", "Valence": "Arousal"}
    matrices = [
        np.array(reports[task]["confusion_rows_normalised"]) * np.array(reports[of]["support"])[:, None]
        for task, of in support.items()
    ]
    return PatchScores.of_confusions(*matrices)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("model", "accuracy", "macro", "weighted", "arousal", "valence"),
    [
        # the table "what the published numbers really are": from the released per-model reports
        ("eng2eng", 0.576, 0.577, 0.577, 0.827, 0.671),
        ("man2eng", 0.566, 0.558, 0.558, 0.809, 0.675),
        ("man2man", 0.579, 0.363, 0.513, 0.790, 0.636),
        ("eng2man", 0.476, 0.161, 0.307, 0.633, 0.585),
    ],
)
def test_released_models_score_by_patch_as_their_reports_say(
    shared_dir: Path,
    model: str,
    accuracy: float,
    macro: float,
    weighted: float,
    arousal: float,
    valence: float,
) -> None:
    scores = released(shared_dir, model)
    found = (scores.quadrants.accuracy, scores.quadrants.macro_f1, scores.quadrants.weighted_f1)
    assert tuple(round(score, 3) for score in found) == (accuracy, macro, weighted)
    assert (round(scores.arousal.accuracy, 3), round(scores.valence.accuracy, 3)) == (arousal, valence)
    assert collapse_alarm(scores.quadrants).is_raised == (model == "eng2man")


@pytest.mark.shared
def test_eng2man_stands_in_the_papers_layout_with_the_f_of_a_constant(shared_dir: Path) -> None:
    lines = paper_table([PaperRow("SCAE eng2man", (released(shared_dir, "eng2man"),))])
    # precision .23, recall .48, F .31: what the paper prints for its baseline
    assert lines[2].startswith("| SCAE eng2man | 0.23 | 0.48 | 0.31 |")


def test_patches_have_the_label_of_their_clip() -> None:
    labels = ClipLabels(("a", "b"), np.array([[1.0, 0, 0, 0], [0, 0, 1.0, 0]]), ("x", "y"))
    told = [[0.7, 0.1, 0.1, 0.1], [0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1]]
    patches = ClipPredictions.from_quadrants(("a#0", "a#1", "b#0"), told)
    scores = PatchScores.of_patches(patches, labels, ["a", "a", "b"])
    assert scores.quadrants.confusion == ((1, 1, 0, 0), (0, 0, 0, 0), (0, 0, 1, 0), (0, 0, 0, 0))
    assert scores.arousal.confusion == ((1, 0), (0, 2))
    assert scores.valence.confusion == ((1, 0), (1, 1))
    with pytest.raises(EvaluationError, match="patches of 'c', which has no label"):
        PatchScores.of_patches(patches, labels, ["a", "b", "c"])
    with pytest.raises(EvaluationError, match="2 clips are named for 3 patches"):
        PatchScores.of_patches(patches, labels, ["a", "b"])


def test_both_tables_have_a_row_a_model_and_the_collapse_is_told() -> None:
    heard = HeardMusic()
    stuck = ClipPredictions.from_quadrants(heard.labels.clip_ids, np.tile([0.4, 0.2, 0.2, 0.2], (60, 1)))
    judged = judge(
        heard.music(
            ModelRow("hears", (heard.heard(0.5), heard.heard(0.5))), ModelRow("stuck", (stuck, stuck))
        ),
        FEW,
    )
    rows = rows_of(judged)
    text = table_two(rows)
    assert text.count("| hears |") == text.count("| stuck |") == 2
    assert "- **stuck**: collapsed in 2 of 2 runs;" in text
    assert "**hears**" not in text
    assert "| hears | – |" in text  # its patches are not known
    macro_f1 = judged.rows[0].over_runs["macro_f1"]
    assert f"{macro_f1.mean:.3f} [{macro_f1.low:.3f}, {macro_f1.high:.3f}]" in honest_table(rows)[2]
    widths = {line.count("|") for line in honest_table(rows) if line}
    assert len(widths) == 1
