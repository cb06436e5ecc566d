"""The sentences of an evaluation say no more than its numbers."""

from __future__ import annotations

import numpy as np
import pytest

from merlingua.mer_models.clip_predictions import ClipPredictions
from merlingua.mer_models.corpus import Vote
from merlingua.mer_models.evaluated_models import ModelRow, judge
from merlingua.mer_models.human_ceiling import human_ceiling
from merlingua.mer_models.model_report_text import report_text
from merlingua.mer_models.model_report_words import about_rows, in_short
from tests.mer_models.judged_rows import FEW, HeardMusic


def sentences(heard: HeardMusic, *rows: ModelRow) -> list[str]:
    return list(in_short(judge(heard.music(heard.constant_row(), heard.prior_row(), *rows), FEW)))


def test_the_way_from_the_prior_to_the_floor_is_told_in_per_cent() -> None:
    heard = HeardMusic()
    everything = ClipPredictions.from_quadrants(heard.labels.clip_ids, heard.labels.shares)
    (told,) = sentences(heard, ModelRow("all-knowing", (everything,)))
    assert "100 % of the way from the prior" in told
    assert "with r 1.000 [1.000, 1.000] in arousal" in told


def test_a_model_that_is_no_better_than_the_prior_is_told_so() -> None:
    heard = HeardMusic()
    wrong = ClipPredictions.from_quadrants(heard.labels.clip_ids, heard.labels.shares[::-1])
    (told,) = sentences(heard, ModelRow("wrong", (wrong, wrong)))
    assert "mean of 2 runs, no better than the prior's" in told
    assert "that it hears arousal or valence at all is not shown" in told


def test_a_difference_is_found_better_worse_or_not_resolved() -> None:
    heard = HeardMusic(120)
    good = heard.heard(0.2)
    descriptors = ModelRow("descriptors", (heard.heard(1.5),), "baseline")
    better, same = sentences(
        heard, descriptors, ModelRow("good", (good,)), ModelRow("same", (descriptors.runs[0],))
    )
    assert "It is better than the descriptors by 0." in better
    assert "From the descriptors no difference is resolved on these clips" in same
    (worse,) = sentences(
        heard, ModelRow("descriptors", (good,), "baseline"), ModelRow("bad", (heard.heard(2),))
    )
    assert "It is worse than the descriptors by 0." in worse


def test_one_listener_is_told_in_per_cent_of_answers() -> None:
    heard = HeardMusic(30)
    votes = [
        Vote(clip_id, f"rater {n}", (1.0, 0.0, 0.0, 0.0))
        for clip_id in heard.labels.clip_ids
        for n in range(3)
    ]
    music = heard.music(heard.prior_row(), human=human_ceiling(votes, seed=0, n_replicates=50))
    (told,) = in_short(judge(music, FEW))
    assert "names the quadrant that the others name most in 100 % [100, 100] of 90 answers" in told


def test_rows_say_what_they_are_by_what_is_known_of_them() -> None:
    heard = HeardMusic(30)
    run = heard.heard(0.5)
    checkpoint = {
        "checkpoint": "m-s1.safetensors",
        "network": "scae-linear",
        "variant": "repaired",
        "seed": 1,
        "parent": {"name": "english-s1"},
        "corpora": [{"name": "emotify", "n_clips": 301, "n_hours": 2.5}],
        "licence": "research only",
    }
    rows = (
        ModelRow("descriptors", (run,), "baseline", details={"n_features": 121}),
        ModelRow("random weights", (run,), "baseline", details={"random_weights_of": "m", "seeds": [1, 2]}),
        ModelRow("m", (run,), details={"runs": [checkpoint]}),
        ModelRow("grid", (run,), details={"seeds": [1, 2]}),
        ModelRow("both", (run,), details={"members": ["m", "grid"]}),
        ModelRow("unknown", (run,)),
    )
    told = list(about_rows(judge(heard.music(heard.constant_row(), *rows), FEW)))
    assert told[1:] == [
        "- *descriptors*: logistic regression on 121 classic descriptors of sound, a clip a row.",
        "- *random weights*: the network of m with an encoder that has learnt nothing, its head fitted to "
        "the same clips (seeds 1, 2). What m has from speech is its difference from this row.",
        "- m: scae-linear, repaired, from an encoder of speech (english-s1) and emotify (301 clips, 2.5 h). "
        "Files: m-s1.safetensors (seed 1). Licence of its data: research only.",
        "- grid: seeds 1, 2.",
        "- both: the mean of the answers of m + grid.",
    ]


@pytest.mark.parametrize("title", ["In short", "Mind", "The rows", "Confusion in clips"])
def test_the_report_has_the_sections_in_which_they_stand(title: str) -> None:
    heard = HeardMusic(30)
    music = heard.music(heard.constant_row(), heard.prior_row(), ModelRow("m", (heard.heard(0.5),)))
    text = report_text([judge(music, FEW)], FEW)
    assert text.count(f"### {title}\n") == 1
    assert text.index("### In short") < text.index("### Quadrants") < text.index("## How to read the tables")
    confusion = text.split("### Confusion in clips", 1)[1].split("## How to read", 1)[0]
    assert "| m | Q1 |" in confusion
    assert "*constant*" not in confusion


def test_numbers_are_never_nan_where_nothing_varies() -> None:
    heard = HeardMusic(30)
    stuck = ClipPredictions.from_quadrants(heard.labels.clip_ids, np.tile([0.4, 0.2, 0.2, 0.2], (30, 1)))
    (told,) = sentences(heard, ModelRow("stuck", (stuck,)))
    assert (
        "with r – in arousal and – in valence; that it hears arousal or valence at all is not shown" in told
    )
