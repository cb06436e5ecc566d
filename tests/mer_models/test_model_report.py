"""Reports of models: baselines beside them, what is missing, and files that are whole or not there."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from merlingua.analysis.holm import holm_adjusted
from merlingua.analysis.report_folder import ReportFolderError, check_report_folder
from merlingua.mer_models.clip_predictions import ClipPredictions
from merlingua.mer_models.clip_scores import score_clips
from merlingua.mer_models.corpus import Vote
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.evaluated_models import JudgedMusic, ModelRow, judge
from merlingua.mer_models.human_ceiling import human_ceiling
from merlingua.mer_models.model_comparisons import MusicResults, compare_with_random
from merlingua.mer_models.model_report import EVALUATION, report_json, scores_csv, write_model_report
from merlingua.mer_models.model_report_text import HUMAN, report_text
from tests.mer_models.judged_rows import FEW, HeardMusic


@pytest.fixture(scope="module")
def judged() -> JudgedMusic:
    heard = HeardMusic()
    rng = np.random.default_rng(1)
    votes = [
        Vote(clip_id, f"rater {n}", tuple(np.eye(4)[rng.choice(4, p=share / share.sum())].tolist()))
        for clip_id, share in zip(heard.labels.clip_ids, heard.labels.shares, strict=True)
        for n in range(8)
    ]
    stuck = ClipPredictions.from_quadrants(heard.labels.clip_ids, np.tile([0.4, 0.2, 0.2, 0.2], (60, 1)))
    return judge(
        heard.music(
            heard.constant_row(),
            heard.prior_row(),
            ModelRow("descriptors", (heard.heard(1.0),), "baseline"),
            ModelRow("random", (heard.heard(0.8), heard.heard(0.8)), "baseline"),
            ModelRow(
                "speech, full",
                (heard.heard(0.4), heard.heard(0.4)),
                is_pretrained=True,
                same_at_random="random",
                details={"checkpoint": "speech.safetensors"},
            ),
            ModelRow("stuck", (heard.heard(0.4), stuck)),
            human=human_ceiling(votes, seed=0, n_replicates=100),
        ),
        FEW,
    )


def table_of(text: str, title: str) -> dict[str, list[str]]:
    """The rows of the table under a title, by their first cell."""
    lines = text.split(f"### {title}\n", 1)[1].split("\n### ", 1)[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("|")]
    return {row[0].strip(): row[1:] for row in rows[2:]}


@pytest.mark.parametrize(
    "title", ["Quadrants", "Arousal and valence", "Precision and recall of the quadrants"]
)
def test_every_table_of_scores_has_all_baselines_and_the_human(judged: JudgedMusic, title: str) -> None:
    rows = table_of(report_text([judged], FEW), title)
    assert list(rows) == [
        "*constant*",
        "*prior*",
        "*descriptors*",
        "*random*",
        "speech, full",
        "stuck (collapsed: 1 of 2)",
        HUMAN,
    ]
    assert len({len(row) for row in rows.values()}) == 1


def test_a_constant_has_no_cross_entropy_and_a_prior_has(judged: JudgedMusic) -> None:
    rows = table_of(report_text([judged], FEW), "Quadrants")
    assert rows["*constant*"][0] == "–"
    assert rows["*prior*"][0].startswith("1.")
    assert "*constant*" not in table_of(report_text([judged], FEW), "Calibration")
    of_constant = [
        row for row in csv.DictReader(io.StringIO(scores_csv([judged]))) if row["model"] == "constant"
    ]
    assert not {row["score"] for row in of_constant} & {"cross_entropy", "brier", "arousal_ece"}


def test_the_run_that_collapsed_is_named_with_the_reason(judged: JudgedMusic) -> None:
    text = report_text([judged], FEW)
    assert "- **stuck**, run 2 of 2: the model says Q1 for 100.0% of 60 clips: it has collapsed" in text
    assert "- **stuck**, run 1" not in text
    assert "**constant**" not in text  # a baseline is no surprise


def test_models_are_held_against_descriptors_and_their_own_encoder_at_random_weights(
    judged: JudgedMusic,
) -> None:
    pairs = [(entry.model, entry.baseline) for entry in judged.against]
    assert pairs == [("speech, full", "descriptors"), ("speech, full", "random"), ("stuck", "descriptors")]
    p = [entry.difference.p for entry in judged.against]
    adjusted = holm_adjusted([value for value in p if value is not None])
    assert [entry.p_holm for entry in judged.against] == pytest.approx(adjusted.tolist())
    assert judged.against[1].difference.estimate is not None
    assert judged.against[1].difference.estimate < 0  # the one that hears better has the lower loss


def test_what_is_missing_is_said_and_nothing_when_all_is_there(judged: JudgedMusic) -> None:
    assert judged.missing == ()
    heard = HeardMusic(12)
    bare = judge(heard.music(ModelRow("speech", (heard.heard(0.4),), is_pretrained=True)), FEW)
    text = report_text([bare], FEW)
    for row in ("constant", "prior", "descriptors"):
        assert f"There is no row '{row}'" in text
    assert "random weights for speech: nothing here says whether pre-training helped" in text
    assert "no human row" in text
    assert not bare.against


def test_the_json_has_what_the_scores_can_be_computed_from(judged: JudgedMusic, tmp_path: Path) -> None:
    files = write_model_report([judged], tmp_path / "report", resampling=FEW, command="merlingua evaluate …")
    assert [file.name for file in files] == ["report.json", "report.md", "scores.csv"]
    data = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))
    assert (data["format"], data["version"]) == ("merlingua evaluation", 1)
    music = data["music"][0]
    assert (music["n_clips"], music["n_hours"], music["n_groups"]) == (60, 0.5, 20)
    speech = next(row for row in music["rows"] if row["name"] == "speech, full")
    assert speech["details"] == {"checkpoint": "speech.safetensors"}
    again = ClipPredictions.from_json(speech["runs"][1]["predictions"])
    scores = score_clips(again, judged.music.labels)
    assert scores.probabilities.cross_entropy == speech["runs"][1]["scores"]["probabilities"]["cross_entropy"]


def test_the_table_is_tidy_and_exact(judged: JudgedMusic) -> None:
    rows = list(csv.DictReader(io.StringIO(scores_csv([judged]))))
    found = {(row["model"], row["run"], row["score"]): row for row in rows}
    assert len(found) == len(rows)
    mean = judged.rows[4].over_runs["macro_f1"]
    told = found["speech, full", "mean", "macro_f1"]
    assert [float(told[name]) for name in ("value", "low", "high", "sd_of_seeds")] == [
        mean.mean,
        mean.low,
        mean.high,
        mean.sd,
    ]
    for run, value in enumerate(mean.values, start=1):
        assert float(found["speech, full", str(run), "macro_f1"]["value"]) == pytest.approx(value, abs=1e-12)
    assert ("one listener", "mean", "accuracy") in found
    assert found["prior", "mean", "arousal_r"]["value"] == ""
    assert float(found["prior", "mean", "Q1_support"]["value"]) > 0


def test_an_earlier_evaluation_is_replaced_and_another_report_is_not(
    judged: JudgedMusic, tmp_path: Path
) -> None:
    folder = tmp_path / "report"
    write_model_report([judged], folder, resampling=FEW, more_files={"table2.md": "old"})
    write_model_report([judged], folder, resampling=FEW)
    assert sorted(file.name for file in folder.iterdir()) == ["report.json", "report.md", "scores.csv"]
    other = tmp_path / "agreement"
    other.mkdir()
    (other / "results.json").write_text('{"format": "merlingua agreement", "files": {}}', "utf-8")
    with pytest.raises(ReportFolderError, match="no report of Merlingua's"):
        check_report_folder(other, EVALUATION)
    with pytest.raises(ReportFolderError):
        write_model_report([judged], other, resampling=FEW)
    assert [file.name for file in other.iterdir()] == ["results.json"]


def test_the_answer_about_speech_stands_before_the_tables(judged: JudgedMusic) -> None:
    rows = {row.row.name: row.row.runs for row in judged.rows}
    music = MusicResults("heard", "en", judged.music.labels, {"speech": rows["speech, full"]} | rows)
    answers = compare_with_random([music], ["speech"], "random", resampling=FEW)
    text = report_text([judged], FEW, comparisons=answers)
    assert text.index(answers[0].sentence) < text.index("## heard")
    assert "| speech minus random on heard | -" in text
    content = report_json([judged], resampling=FEW, comparisons=answers)
    assert content["comparisons"][0]["verdict"] == answers[0].verdict


def test_a_bar_in_a_name_does_not_break_the_table() -> None:
    heard = HeardMusic(12)
    text = report_text([judge(heard.music(ModelRow("a|b", (heard.heard(0.5),))), FEW)], FEW)
    assert "| a\\|b | " in text


def test_rows_that_cannot_be_told_apart_or_scored_are_refused() -> None:
    heard = HeardMusic(12)
    row = ModelRow("a", (heard.heard(0.5),))
    with pytest.raises(EvaluationError, match="two rows of heard are called 'a'"):
        heard.music(row, row)
    with pytest.raises(EvaluationError, match="'b' on heard has no run"):
        heard.music(ModelRow("b", ()))
    with pytest.raises(EvaluationError, match="names 'z' as the same encoder"):
        heard.music(ModelRow("b", row.runs, same_at_random="z"))
    short = row.runs[0].of_clips(heard.labels.clip_ids[:-1])
    with pytest.raises(EvaluationError, match="'clip 11'"):
        judge(heard.music(ModelRow("b", (short,))), FEW)
