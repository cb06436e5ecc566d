"""``merlingua predict``: tables, folders, bad files, several at once, a cluster."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from merlingua.gui.cli import main
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.model_calibration import calibrated
from merlingua.mer_models.prediction_runs import COLUMNS, Refused, predicted, sound_files
from tests.mer_models.small_predictors import made_up_music, predictor

LENGTHS_S = {"a.wav": 3.0, "b.flac": 6.2, "c.ogg": 5.0, "d.mp3": 4.0}


@pytest.fixture
def music(tmp_path: Path) -> Path:
    folder = tmp_path / "müller" / "李"
    folder.mkdir(parents=True)
    for seed, (name, seconds) in enumerate(LENGTHS_S.items()):
        soundfile.write(folder / name, made_up_music(seconds, 44_100, seed=seed), 44_100)
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    asked = predictor()
    rng = np.random.default_rng(1)
    calibration = calibrated(rng.dirichlet(np.ones(4), 50), rng.dirichlet(np.ones(4), 50))
    card = asked.card.model_copy(update={"calibration": calibration.to_json()})
    file = tmp_path / "model.safetensors"
    save_checkpoint(file, asked.model.module.state_dict(), card)
    return file


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_folder_becomes_a_table_with_a_row_a_file(music: Path, model: Path, tmp_path: Path):
    out = tmp_path / "predictions.csv"
    assert main(["predict", str(music), "--model", str(model), "--out", str(out)]) == 0
    text = out.read_text(encoding="utf-8")
    assert text.splitlines()[0] == ",".join(COLUMNS)
    rows = rows_of(text)
    assert [Path(row["file"]).name for row in rows] == list(LENGTHS_S)
    for row, seconds in zip(rows, LENGTHS_S.values(), strict=True):
        shares = np.array([float(row[f"p_q{number}"]) for number in (1, 2, 3, 4)])
        assert shares.sum() == pytest.approx(1, abs=1e-9)
        assert row["quadrant"] == f"Q{shares.argmax() + 1}"
        assert float(row["arousal"]) == pytest.approx(2 * (shares[0] + shares[1]) - 1, abs=1e-9)
        assert float(row["valence"]) == pytest.approx(2 * (shares[0] + shares[3]) - 1, abs=1e-9)
        assert float(row["duration_s"]) == pytest.approx(seconds, abs=0.06)  # mp3 is padded to whole frames
        assert row["credible"].split()[0] == row["quadrant"]
        assert 0 < float(row["half_width_valence"]) <= 2
        assert row["flags"] == ("too short" if seconds < 5 else "")
        assert row["time_s"] == ""


def test_with_curve_each_second_is_a_row_behind_its_file(music: Path, model: Path, capsys):
    assert main(["predict", str(music), "--model", str(model), "--curve"]) == 0
    rows = rows_of(capsys.readouterr().out)
    for name, seconds in LENGTHS_S.items():
        own = [row for row in rows if row["file"].endswith(name)]
        times = [float(row["time_s"]) for row in own[1:]]
        assert own[0]["time_s"] == ""
        assert len(times) == round(seconds)
        assert times == sorted(times)
        assert all(row["credible"] == "" for row in own[1:])


def test_bad_files_are_listed_at_the_end_and_the_good_ones_are_written(
    music: Path, model: Path, tmp_path: Path, capsys
):
    (music / "text.wav").write_text("no sound")
    soundfile.write(music / "zero.wav", np.zeros(32_000), 16_000)
    out = tmp_path / "p.csv"
    arguments = ["predict", str(music), str(music / "gone.mp3"), "--model", str(model), "--out", str(out)]
    assert main(arguments) == 1
    assert len(rows_of(out.read_text(encoding="utf-8"))) == len(LENGTHS_S)
    told = capsys.readouterr().err.splitlines()
    reasons = [line for line in told if "music" not in line and str(music) in line]
    assert len(reasons) == 3
    assert "text.wav: cannot be decoded as audio" in reasons[0]
    assert "zero.wav: is silent" in reasons[1]
    assert "gone.mp3: is not there" in reasons[2]
    assert told[-1].startswith("4 of 7 files by ")


def test_several_at_once_give_what_one_after_the_other_gives(music: Path):
    asked, files = predictor("scae-linear"), sound_files([music, music / "gone.wav"])
    one, three = (list(predicted(asked, files, curve=True, window_s=5, n_jobs=n)) for n in (1, 3))
    assert isinstance(one[-1], Refused)
    assert one[-1] == three[-1]
    for single, parallel in zip(one[:-1], three[:-1], strict=True):
        np.testing.assert_allclose(parallel.quadrants, single.quadrants, atol=1e-6)
        np.testing.assert_allclose(parallel.curve.quadrants, single.curve.quadrants, atol=1e-6)


def test_what_cannot_be_done_is_said_before_any_file_is_read(
    music: Path, model: Path, tmp_path: Path, capsys
):
    (tmp_path / "empty").mkdir()
    for arguments, reason in (
        ([str(music), "--model", "bset"], "there is no model 'bset'"),
        ([str(music), "--model", str(model), "--window", "4"], "--window 4: 3, 5, 7"),
        ([str(music), "--model", str(model), "--out", str(tmp_path)], "is a folder; name a file"),
        ([str(music), "--model", str(model), "--out", str(tmp_path / "no" / "p.csv")], "there is no folder"),
        (
            [str(tmp_path / "empty"), "--model", str(model)],
            "no wav, flac, ogg and mp3 file is in this folder",
        ),
    ):
        assert main(["predict", *arguments]) == 1
        captured = capsys.readouterr()
        assert reason in captured.err
        assert len(captured.err.splitlines()) == 1
        assert captured.out == ""


@pytest.mark.parametrize("is_installed", [True, False])
def test_a_cluster_that_cannot_be_asked_is_named(
    music: Path, model: Path, is_installed: bool, monkeypatch: pytest.MonkeyPatch, capsys
):
    if is_installed:
        pytest.importorskip("distributed")
    else:
        monkeypatch.setitem(sys.modules, "distributed", None)
    assert main(["predict", str(music), "--model", str(model), "--scheduler", "nonsense"]) == 1
    reason = "no scheduler answers there" if is_installed else "pip install 'merlingua[dask]' brings it"
    captured = capsys.readouterr()
    assert reason in captured.err
    assert len(captured.err.splitlines()) == 1
    assert captured.out == ""


def test_a_cluster_of_two_workers_gives_the_same_table(music: Path, model: Path, tmp_path: Path):
    distributed = pytest.importorskip("distributed")
    (music / "text.wav").write_text("no sound")
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    common = ["predict", str(music), "--model", str(model), "--curve"]
    assert main([*common, "--jobs", "1", "--out", str(here)]) == 1
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1"
    ) as cluster:
        assert main([*common, "--scheduler", cluster.scheduler_address, "--out", str(there)]) == 1
    one, two = (rows_of(file.read_text(encoding="utf-8")) for file in (here, there))
    assert [row["file"] for row in one] == [row["file"] for row in two]
    for mine, other in zip(one, two, strict=True):
        for column in COLUMNS:
            if column.startswith("p_q"):
                assert float(mine[column]) == pytest.approx(float(other[column]), abs=1e-6)
            elif column not in ("arousal", "valence"):
                assert mine[column] == other[column]
