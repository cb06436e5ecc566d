"""``merlingua retrain``: a model of a study's groups with its card, ended runs that go on, bad input."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile
from safetensors.numpy import load_file

from merlingua.mer_models.emotion_models import load_emotion_model
from merlingua.mer_models.model_cards import card_file
from merlingua.mer_models.retraining_runs import state_file
from merlingua.surveys.demo_study import install_demo_study
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from tests.mer_models.small_group_models import group_model_file
from tests.mer_models.small_predictors import made_up_music, network, predictor
from tests.small_study import Run, merlingua

N_LISTENERS = 24


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A study of twelve clips with simulated listeners of four languages, and a model to begin with."""
    from merlingua.mer_models.checkpoints import save_checkpoint

    folder = tmp_path_factory.mktemp("retrain")
    study = install_demo_study(folder / "demo")
    with Store.open(folder / "answers.db") as store:
        simulate_study(load_study(study), store, n_participants=N_LISTENERS, seed=1)
    base = folder / "base.safetensors"
    save_checkpoint(base, network("small-cnn").state_dict(), predictor("small-cnn").model.card)
    return {"study": study, "store": folder / "answers.db", "base": base, "cache": folder / "cache"}


@pytest.fixture(scope="module")
def trained(given: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """A whole run."""
    out = tmp_path_factory.mktemp("out") / "demo.safetensors"
    return out, retrain(given, out)


def words(
    given: dict[str, Path], out: Path, *options: str | Path, base: str | Path | None = None
) -> list[str]:
    source = () if "--embeddings" in options else ("--base", base or given["base"])
    common = ("--store", given["store"], "--study", given["study"], "--cache", given["cache"])
    return [str(word) for word in ("retrain", *common, "--with-simulated", *source, *options, "--out", out)]


def retrain(given: dict[str, Path], out: Path, *options: str | Path, base: str | Path | None = None) -> Run:
    return merlingua(*words(given, out, *options, base=base))


def weights(file: Path) -> dict[str, bytes]:
    return {name: values.tobytes() for name, values in load_file(file).items()}


def embeddings(given: dict[str, Path], folder: Path) -> tuple[Path, list[str]]:
    """A table of vectors of the study's clips, and their ids."""
    ids = sorted(load_study(given["study"]).clips)
    file = folder / "vectors.npy"
    np.save(file, np.random.default_rng(1).normal(size=(len(ids), 5)))
    file.with_suffix(".ids.txt").write_text("\n".join(ids) + "\n", "utf-8")
    return file, ids


def test_the_card_says_what_was_learnt_from_how_it_was_judged_and_what_may_be_written(
    given: dict[str, Path], trained: tuple[Path, Run]
):
    out, run = trained
    assert run.exit_code == 0, run.err
    card = json.loads(card_file(out).read_text("utf-8"))
    told = card["training"]
    assert set(told["groups"]) == {"en", "es", "de", "zh-Hans"}
    assert sum(group["n_listeners"] for group in told["groups"].values()) == N_LISTENERS
    assert told["is_simulated"] is True
    judged = card["scores"]["validation"]
    assert {"group", "pooled", "prior", "uniform", "listeners", "floor", "differences"} <= set(judged)
    # Four classes, a quarter each: ln 4 nats.
    assert judged["uniform"]["value"] == pytest.approx(np.log(4))
    assert judged["group"]["low"] <= judged["group"]["value"] <= judged["group"]["high"]
    assert judged["floor"]["value"] <= judged["listeners"]["value"]
    for sentence in told["sentences"]:
        assert sentence in run.out
    assert any("clips like these" in sentence for sentence in told["sentences"])
    # All of the demo is by Merlingua: its artists cannot be left out one by one.
    assert any("fewer than 4 artists" in sentence for sentence in told["sentences"])
    assert card["split"]["grouped_by"] == "clip"
    assert card["weights_sha256"] == load_emotion_model(out).card.weights_sha256
    assert not state_file(out).exists()


def test_the_same_seed_gives_the_same_weights(
    given: dict[str, Path], trained: tuple[Path, Run], tmp_path: Path
):
    again = tmp_path / "again.safetensors"
    assert retrain(given, again).exit_code == 0
    assert weights(again) == weights(trained[0])


def test_each_group_gets_its_own_answer_and_all_together_theirs(tmp_path: Path):
    # Groups of simulated listeners hear alike: here they have weights of their own.
    model = group_model_file(tmp_path / "groups.safetensors")
    soundfile.write(tmp_path / "song.wav", made_up_music(4), 16_000)
    answers: dict[str, str] = {}
    for group in ("", "en", "zh-Hans"):
        out = tmp_path / f"p{group}.csv"
        options = ("--group", group) if group else ()
        run = merlingua("predict", tmp_path / "song.wav", "--model", model, *options, "--out", out)
        assert run.exit_code == 0, run.err
        answers[group] = out.read_text("utf-8")
    assert len(set(answers.values())) == 3
    run = merlingua(
        "predict", tmp_path / "song.wav", "--model", model, "--group", "dee", "--out", tmp_path / "x.csv"
    )
    assert run.exit_code == 1
    assert "no group 'dee'" in run.err[0]
    assert "'de'" in run.err[0]
    assert not (tmp_path / "x.csv").exists()


def test_a_killed_run_leaves_no_model_and_goes_on_to_the_same_one(
    given: dict[str, Path], trained: tuple[Path, Run], tmp_path: Path
):
    out = tmp_path / "killed.safetensors"
    command = [sys.executable, "-m", "merlingua.gui", *words(given, out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    kept = state_file(out)
    until = time.monotonic() + 120
    while not kept.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert process.returncode == -signal.SIGKILL
    assert not out.exists()
    assert not card_file(out).exists()
    folds = json.loads(kept.read_text("utf-8"))["folds"]
    assert folds
    run = retrain(given, out)
    assert run.exit_code == 0, run.err
    assert weights(out) == weights(trained[0])
    first, again = (json.loads(card_file(file).read_text("utf-8")) for file in (trained[0], out))
    assert again["scores"] == first["scores"]
    assert not kept.exists()


def test_folds_of_other_data_are_not_taken_for_these(
    given: dict[str, Path], trained: tuple[Path, Run], tmp_path: Path
):
    out = tmp_path / "other.safetensors"
    state_file(out).write_text(
        json.dumps({"key": "another", "folds": {"0.0": {"losses": "nonsense"}}}), "utf-8"
    )
    assert retrain(given, out).exit_code == 0
    assert weights(out) == weights(trained[0])


def test_vectors_of_another_network_are_taken_from_a_table(given: dict[str, Path], tmp_path: Path):
    file, _ = embeddings(given, tmp_path)
    out = tmp_path / "embedded.safetensors"
    run = retrain(given, out, "--embeddings", file)
    assert run.exit_code == 0, run.err
    model = load_emotion_model(out)
    assert model.card.training["vectors"] == {
        "source": "vectors",
        "weights_sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }


def test_a_table_that_lacks_a_clip_or_is_none_is_refused_by_name(given: dict[str, Path], tmp_path: Path):
    file, ids = embeddings(given, tmp_path)
    out = tmp_path / "out.safetensors"
    np.save(file, np.zeros((len(ids) - 1, 5)))
    file.with_suffix(".ids.txt").write_text("\n".join(ids[1:]) + "\n", "utf-8")
    without = [retrain(given, out, "--embeddings", file)]
    np.save(file, np.full((len(ids), 5), np.nan))
    file.with_suffix(".ids.txt").write_text("\n".join(ids) + "\n", "utf-8")
    without.append(retrain(given, out, "--embeddings", file))
    file.write_bytes(b"no numbers")
    without.append(retrain(given, out, "--embeddings", file))
    without.append(retrain(given, out, "--embeddings", tmp_path / "nowhere.npy"))
    for run in without:
        assert run.exit_code == 1
        assert len(run.err) == 1, run.err
        assert ".npy" in run.err[0]
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--by", "comprehension"), "comprehension"),
        (("--by", "colour"), "colour"),
        (("--where", 'language == "en"'), "two are due"),
        (("--where", 'language == "en" and language == "es"'), "no listener is left"),
    ],
)
def test_groups_that_cannot_be_learnt_are_one_line(
    given: dict[str, Path], tmp_path: Path, options: tuple[str, ...], named: str
):
    out = tmp_path / "out.safetensors"
    run = retrain(given, out, *options)
    assert run.exit_code == 1
    assert len(run.err) == 1, run.err
    assert named in run.err[0]
    assert not out.exists()


def test_a_base_that_is_no_model_is_one_line(given: dict[str, Path], tmp_path: Path):
    broken = tmp_path / "broken.safetensors"
    broken.write_bytes(b"\0" * 64)
    for base in (broken, tmp_path / "nowhere.safetensors", "unknown"):
        run = retrain(given, tmp_path / "out.safetensors", base=base)
        assert run.exit_code == 1
        assert len(run.err) == 1, run.err
        assert Path(base).name in run.err[0]


def test_a_model_of_groups_can_be_the_base_of_the_next(
    given: dict[str, Path], trained: tuple[Path, Run], tmp_path: Path
):
    # The network under it is the same, so the vectors and what is learnt are.
    out = tmp_path / "next.safetensors"
    run = retrain(given, out, base=trained[0])
    assert run.exit_code == 0, run.err
    assert set(json.loads(card_file(out).read_text("utf-8"))["training"]["groups"]) == {
        "en",
        "es",
        "de",
        "zh-Hans",
    }
