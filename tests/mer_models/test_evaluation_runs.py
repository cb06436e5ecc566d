"""``merlingua evaluate``: whom it judges, beside whom, and one line where it cannot."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
import torch

from merlingua.gui.cli import main
from merlingua.mer_models import evaluation_runs
from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.checkpoints import load_checkpoint, save_checkpoint
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.corpus_loading import load_corpus
from merlingua.mer_models.denoising_autoencoders import DAE_CLASSIFIER, DescriptorAutoencoder
from merlingua.mer_models.evaluation_clips import LEARNT_CLIPS, fingerprints
from merlingua.mer_models.evaluation_models import without_seed
from merlingua.mer_models.feature_cache import cached_log_mels
from merlingua.mer_models.labelled_music import labelled_music, official_or_grouped
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_cards import SplitUse
from merlingua.mer_models.model_files import read_card
from merlingua.mer_models.speech_autoencoder import SpeechAutoencoder, SpeechAutoencoderSettings
from tests.mer_models.sample_models import card
from tests.mer_models.small_emotify import RATE, small_emotify

N_ARTISTS = 10


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(autouse=True)
def quick_descriptors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Band means in place of the descriptors, which have tests of their own."""

    def descriptors(
        clips: Sequence[CorpusClip],
        cache_dir: Path | None = None,
        *,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> FeatureTable:
        mels = cached_log_mels(clips, LogMelSettings(), cache_dir)
        values = [mels.clip(index).mean(axis=0) for index in range(len(mels.clip_ids))]
        return FeatureTable(mels.clip_ids, np.array(values, dtype=np.float64))

    monkeypatch.setattr(evaluation_runs, "classic_descriptors", descriptors)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Music by ten artists, an encoder of speech, and models trained on the music."""
    made = tmp_path_factory.mktemp("evaluated")
    small_emotify(made / "emotify", n_artists=N_ARTISTS, seconds=1.2)
    torch.manual_seed(7)
    network = SpeechAutoencoder(SpeechAutoencoderSettings())
    of_speech = card(network="scae", settings={"variant": "repaired"}, features=LogMelSettings().to_json())
    save_checkpoint(made / "english-s1.safetensors", network.state_dict(), of_speech)
    music = ["--music", f"emotify={made / 'emotify'}", "--cache", str(made / "cache"), "--device", "cpu"]
    for name, start in (
        ("speech-s1", ["--encoder", str(made / "english-s1.safetensors")]),
        ("random-s1", ["--random-encoder"]),
    ):
        assert main(["transfer", *music, *start, "--out", str(made / f"{name}.safetensors")]) == 0
    resaved(made / "speech-s1.safetensors", made / "speech-s2.safetensors", noise=0.01, seed=2)
    return made


def resaved(file: Path, target: Path, *, noise: float = 0.0, **changes: Any) -> Path:
    """The same model with other weights and another card."""
    checkpoint = load_checkpoint(file)
    tensors = dict(checkpoint.tensors)
    if noise:
        weights = tensors["head.quadrants.weight"]
        tensors["head.quadrants.weight"] = weights + noise * torch.randn_like(weights)
    save_checkpoint(target, tensors, checkpoint.card.model_copy(update=changes))
    return target


def evaluate(folder: Path, *options: str, music: str = "") -> int:
    where = music or f"emotify={folder / 'emotify'}"
    return main(["evaluate", "--music", where, "--cache", str(folder / "cache"), "--device", "cpu", *options])


def of_models(folder: Path, *names: str) -> list[str]:
    return [word for name in names for word in ("--model", str(folder / f"{name}.safetensors"))]


def report_of(out: Path) -> dict[str, Any]:
    found = json.loads((out / "report.json").read_text("utf-8"))["music"]
    assert len(found) == 1
    return dict(found[0])


def row_of(report: dict[str, Any], name: str) -> dict[str, Any]:
    return next(dict(row) for row in report["rows"] if row["name"] == name)


def in_one_line(capsys: pytest.CaptureFixture[str], out: Path | None = None) -> str:
    """What is told on stderr; nothing stands on stdout, and no report or part of one was written."""
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1), told.err
    if out is not None:
        assert not out.exists()
        assert [entry.name for entry in out.parent.iterdir() if entry.name.startswith(".")] == []
    return told.err


def test_on_its_own_corpus_a_model_is_judged_by_clips_of_artists_it_has_never_heard(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    assert evaluate(folder, *of_models(folder, "speech-s1"), "--out", str(out)) == 0
    told = capsys.readouterr().out
    assert "test part (fold 1 of 5, seed 1), which was made again from the cards" in told
    assert "report.json, report.md, scores.csv" in told
    report = report_of(out)
    music = labelled_music(
        load_corpus("emotify", folder / "emotify"), LogMelSettings(), folder / "cache", n_workers=1
    )
    sides = official_or_grouped(music, 1)
    assert report["labels"]["clip_ids"] == [music.clips[index].clip_id for index in sides.test]
    learnt = {music.clips[index].group for index in (*sides.train, *sides.validation)}
    assert not learnt & set(report["labels"]["groups"])
    # scored as the card says it was when it was trained
    trained, _ = read_card(folder / "speech-s1.safetensors")
    again = row_of(report, "speech-s1")["over_runs"]["cross_entropy"]["mean"]
    assert again == pytest.approx(trained.scores["cross_entropy"]["value"], abs=1e-6)


def test_every_baseline_stands_beside_the_model_and_the_listeners_too(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    assert evaluate(folder, *of_models(folder, "speech-s1"), "--out", str(out)) == 0
    report = report_of(out)
    names = [row["name"] for row in report["rows"]]
    assert names == ["constant", "prior", "descriptors", "random weights", "speech-s1"]
    assert report["missing"] == [
        "8 clips are few: differences between the rows are mostly chance. Judge "
        "together what was trained with one split, or judge on other music."
    ]
    assert report["human"]["n_votes"] == 8 * 6
    assert {(entry["model"], entry["baseline"]) for entry in report["against_baselines"]} == {
        ("speech-s1", "descriptors"),
        ("speech-s1", "random weights"),
    }
    text = (out / "report.md").read_text("utf-8")
    assert "scae-linear, repaired, from an encoder of speech (english-s1) and emotify (40 clips" in text
    assert "What speech-s1 has from speech is its difference from this row." in text


def test_the_row_with_random_weights_is_what_transfer_makes_with_a_random_encoder(
    folder: Path, tmp_path: Path
) -> None:
    assert evaluate(folder, *of_models(folder, "speech-s1"), "--out", str(tmp_path / "made")) == 0
    both = of_models(folder, "speech-s1", "random-s1")
    assert evaluate(folder, *both, "--out", str(tmp_path / "given")) == 0
    made, given = report_of(tmp_path / "made"), report_of(tmp_path / "given")
    assert "random weights" not in [row["name"] for row in given["rows"]]
    assert row_of(given, "speech-s1")["same_at_random"] == "random-s1"
    loss = row_of(made, "random weights")["over_runs"]["cross_entropy"]["mean"]
    assert loss == pytest.approx(row_of(given, "random-s1")["over_runs"]["cross_entropy"]["mean"], abs=1e-6)


def test_checkpoints_that_differ_by_the_seed_alone_are_one_row_with_several_runs(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report"
    three = of_models(folder, "speech-s1", "random-s1", "speech-s2")
    assert evaluate(folder, *three, "--out", str(out)) == 0
    report = report_of(out)
    assert [row["name"] for row in report["rows"]][3:] == ["speech", "random-s1"]
    row = row_of(report, "speech")
    assert [run["checkpoint"] for run in row["details"]["runs"]] == [
        "speech-s1.safetensors",
        "speech-s2.safetensors",
    ]
    assert len(row["runs"]) == 2
    assert row["over_runs"]["cross_entropy"]["sd"] > 0
    with (out / "scores.csv").open(encoding="utf-8") as table:
        runs = {cells["run"] for cells in csv.DictReader(table) if cells["model"] == "speech"}
    assert runs == {"mean", "1", "2"}


@pytest.mark.parametrize(
    ("name", "without"),
    [
        ("english-s1", "english"),
        ("english_seed12", "english"),
        ("model.run3", "model"),
        ("man2eng", "man2eng"),
        ("emotify-2", "emotify"),
        ("7", "7"),
        ("wav2vec2-base", "wav2vec2-base"),
    ],
)
def test_a_seed_at_the_end_of_a_name_is_no_part_of_it(name: str, without: str) -> None:
    assert without_seed(name) == without


def other_music(folder: Path, quadrants: Sequence[int] = (1, 2, 3, 4), n_artists: int = 6) -> Path:
    """Noise and tones of other artists in a folder with a clips.csv."""
    rng = np.random.default_rng(3)
    folder.mkdir(parents=True)
    rows = [("clip", "quadrant", "artist")]
    for artist in range(n_artists):
        for quadrant in quadrants:
            name = f"a{artist}q{quadrant}"
            t = np.arange(RATE) / RATE
            sound = np.sin(2 * np.pi * 150 * quadrant * t) + 0.1 * rng.standard_normal(RATE)
            soundfile.write(folder / f"{name}.wav", 0.3 * sound, RATE)
            rows.append((name, f"Q{quadrant}", f"someone {artist}"))
    with (folder / "clips.csv").open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(rows)
    return folder


def test_on_other_music_all_clips_are_judged_and_baselines_are_cross_validated(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, music = tmp_path / "report", other_music(tmp_path / "music")
    models = of_models(folder, "speech-s1")
    assert evaluate(folder, *models, "--out", str(out), music=f"folder={music}") == 0
    told = capsys.readouterr().out
    assert "By the cards the models have learnt from emotify alone." in told
    assert "in 5 folds (seed 1). That is an advantage over the models" in told
    report = report_of(out)
    assert report["n_clips"] == 24
    assert [row["name"] for row in report["rows"]] == ["constant", "prior", "descriptors", "speech-s1"]
    assert len(row_of(report, "descriptors")["details"]["strengths"]) == 5
    missing = " ".join(report["missing"])
    assert (
        "Random weights for speech-s1 cannot be tried here, since it has learnt from other music" in missing
    )
    assert "no human row" in missing


def test_a_quadrant_that_no_clip_has_is_told_beside_the_scores(folder: Path, tmp_path: Path) -> None:
    out, music = tmp_path / "report", other_music(tmp_path / "music", quadrants=(1, 2, 4))
    assert evaluate(folder, *of_models(folder, "random-s1"), "--out", str(out), music=f"folder={music}") == 0
    assert "No judged clip has the label Q3: it counts as 0" in " ".join(report_of(out)["missing"])
    assert "Q3,no clip has this label" in (out / "left-out.csv").read_text("utf-8")


def test_silent_short_unreadable_and_missing_files_are_left_out_by_name_or_scored_with_numbers(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, music = tmp_path / "report", other_music(tmp_path / "music")
    soundfile.write(music / "a0q1.wav", np.zeros(RATE), RATE)
    soundfile.write(music / "a0q2.wav", np.ones(1), RATE)
    (music / "a0q3.wav").write_text("no sound at all", "utf-8")
    (music / "a0q4.wav").write_bytes(b"")
    (music / "a1q1.wav").unlink()
    soundfile.write(music / "stray.wav", np.zeros(RATE), RATE)
    assert evaluate(folder, *of_models(folder, "speech-s1"), "--out", str(out), music=f"folder={music}") == 0
    told = capsys.readouterr()
    with (out / "left-out.csv").open(encoding="utf-8") as table:
        left = {row["what"]: row["reason"] for row in csv.DictReader(table)}
    assert {"a0q2", "a0q3", "a0q4", "a1q1", "stray.wav"} <= left.keys()
    assert "cannot be decoded as audio" in left["a0q3"]
    assert "is empty" in left["a0q4"]
    assert "no sound" in left["a1q1"]
    assert "no row in clips.csv" in left["stray.wav"]
    assert "left out: " in told.err
    report = report_of(out)
    assert not {"a0q2", "a0q3", "a0q4", "a1q1"} & set(report["labels"]["clip_ids"])
    assert "a0q1" in report["labels"]["clip_ids"]  # silence is sound that says nothing
    assert "a0q1" not in left
    remark = "Judged though something is wrong with the sound: a0q1 (is silent; it is used)."
    assert remark in report["missing"]
    assert remark in told.out
    for run in row_of(report, "speech-s1")["runs"]:
        assert np.isfinite(run["predictions"]["quadrants"]).all()


def test_clips_that_a_model_knows_are_left_out_of_another_corpus_with_all_of_their_artists(
    folder: Path, tmp_path: Path
) -> None:
    music = other_music(tmp_path / "music")
    known = sorted((folder / "emotify" / "clips").glob("*.wav"))[:2]
    for file, name in zip(known, ("a2q1", "a3q4"), strict=True):
        shutil.copy(file, music / f"{name}.wav")
    mels = cached_log_mels(
        load_corpus("emotify", folder / "emotify").clips, LogMelSettings(), folder / "cache"
    )
    learnt = {LEARNT_CLIPS: fingerprints(mels.clip_keys)}
    trained = read_card(folder / "speech-s1.safetensors")[0].training
    model = resaved(folder / "speech-s1.safetensors", tmp_path / "m.safetensors", training=trained | learnt)
    out = tmp_path / "report"
    assert evaluate(folder, "--model", str(model), "--out", str(out), music=f"folder={music}") == 0
    report = report_of(out)
    assert set(report["labels"]["groups"]) == {f"someone {n}" for n in (0, 1, 4, 5)}
    assert 'a2q3,"a model has learnt from it, or from its artist or song"' in (
        out / "left-out.csv"
    ).read_text("utf-8")
    assert "those that no model's card names, of 24 clips in all" in report["split"]


def test_the_same_corpus_with_a_clip_taken_out_is_judged_by_what_is_left_of_the_test(
    folder: Path, tmp_path: Path
) -> None:
    shutil.copytree(folder / "emotify", tmp_path / "emotify")
    models, out = of_models(folder, "random-s1"), tmp_path / "report"
    assert evaluate(folder, *models, "--out", str(out)) == 0
    whole = report_of(out)["labels"]["clip_ids"]
    (tmp_path / "emotify" / "clips" / f"{whole[0]}.wav").unlink()
    assert evaluate(folder, *models, "--out", str(out), music=f"emotify={tmp_path / 'emotify'}") == 0
    assert report_of(out)["labels"]["clip_ids"] == whole[1:]


def test_another_copy_of_the_corpus_is_refused_since_nothing_says_what_is_known_of_it(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small_emotify(tmp_path / "emotify", n_artists=4, seconds=1.0)
    out = tmp_path / "report"
    music = f"emotify={tmp_path / 'emotify'}"
    training = dict(read_card(folder / "speech-s1.safetensors")[0].training)
    del training[LEARNT_CLIPS]
    without = resaved(folder / "speech-s1.safetensors", tmp_path / "m.safetensors", training=training)
    for model in (folder / "speech-s1.safetensors", without):
        assert evaluate(folder, "--model", str(model), "--out", str(out), music=music) == 1
        assert "has learnt from another copy of emotify (40 clips" in in_one_line(capsys, out)


def test_a_split_that_cannot_be_made_again_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = folder / "speech-s1.safetensors"
    for split, message in (
        (SplitUse(kind="by hand", seed=1), "the split of its card (by hand, seed 1) cannot be made again"),
        (None, "its card does not say from which clips"),
    ):
        model = resaved(source, tmp_path / "m.safetensors", split=split)
        assert evaluate(folder, "--model", str(model)) == 1
        assert message in in_one_line(capsys)


def test_models_that_know_all_clips_together_cannot_be_judged_together(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    music = labelled_music(
        load_corpus("emotify", folder / "emotify"), LogMelSettings(), folder / "cache", n_workers=1
    )
    first = set(official_or_grouped(music, 1).test)
    seed = next(s for s in range(2, 99) if not first & set(official_or_grouped(music, s).test))
    split = read_card(folder / "speech-s1.safetensors")[0].split
    assert split is not None
    other = split.model_copy(
        update={
            "seed": seed,
            "counts": {p: len(getattr(official_or_grouped(music, seed), p)) for p in split.counts},
        }
    )
    model = resaved(folder / "speech-s2.safetensors", tmp_path / "other.safetensors", split=other, seed=seed)
    assert evaluate(folder, *of_models(folder, "speech-s1"), "--model", str(model)) == 1
    assert "no clip of emotify is left to judge" in in_one_line(capsys)


def test_a_model_whose_card_names_no_corpus_is_judged_with_a_warning(folder: Path, tmp_path: Path) -> None:
    changes: dict[str, Any] = {"corpora": (), "split": None}
    model = resaved(folder / "random-s1.safetensors", tmp_path / "released.safetensors", **changes)
    assert evaluate(folder, "--model", str(model), "--out", str(tmp_path / "report")) == 0
    assert "The card of released.safetensors does not say" in report_of(tmp_path / "report")["split"]


def embeddings(folder: Path, target: Path, n_rows: int | None = None) -> Path:
    clips = load_corpus("emotify", folder / "emotify").clips[:n_rows]
    rng = np.random.default_rng(0)
    values = np.array([np.eye(4)[int(clip.clip_id[-1]) - 1] for clip in clips])
    np.save(target, values + 0.1 * rng.standard_normal(values.shape))
    target.with_name(f"{target.stem}.ids.txt").write_text("\n".join(clip.clip_id for clip in clips), "utf-8")
    return target


def test_an_embedding_is_one_more_row_in_the_same_folds(folder: Path, tmp_path: Path) -> None:
    file = embeddings(folder, tmp_path / "muq.npy")
    out = tmp_path / "alone"
    assert evaluate(folder, "--embeddings", str(file), "--out", str(out)) == 0
    report = report_of(out)
    assert report["n_clips"] == 40
    assert [row["name"] for row in report["rows"]] == ["constant", "prior", "descriptors", "muq"]
    losses = {row["name"]: row["over_runs"]["cross_entropy"]["mean"] for row in report["rows"][1:]}
    assert losses["muq"] < losses["prior"]
    beside = tmp_path / "beside"
    models = of_models(folder, "random-s1")
    assert evaluate(folder, *models, "--embeddings", str(file), "--out", str(beside)) == 0
    assert [row["name"] for row in report_of(beside)["rows"]][3:] == ["random-s1", "muq"]
    assert "logistic regression on 4 numbers from elsewhere" in (beside / "report.md").read_text("utf-8")


def test_an_embedding_with_too_few_rows_is_refused_by_the_first_clip_without_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, out = embeddings(folder, tmp_path / "muq.npy", n_rows=30), tmp_path / "report"
    assert evaluate(folder, "--embeddings", str(file), "--out", str(out)) == 1
    told = in_one_line(capsys, out)
    assert "muq.npy, shape (30, 4): 10 of 40 clips have no row, the first is 'emotify_0" in told


def test_two_rows_of_one_name_are_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = embeddings(folder, tmp_path / "random-s1.npy")
    assert evaluate(folder, *of_models(folder, "random-s1"), "--embeddings", str(file)) == 1
    assert "there is another row 'random-s1'; rename the file" in in_one_line(capsys)


def test_the_same_command_gives_the_same_scores_and_replaces_its_report(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "report"
    command = [*of_models(folder, "random-s1"), "--out", str(out), "--seed", "5"]
    assert evaluate(folder, *command) == 0
    scores = (out / "scores.csv").read_bytes()
    assert evaluate(folder, *command) == 0
    assert (out / "scores.csv").read_bytes() == scores
    assert "--seed 5" in (out / "report.md").read_text("utf-8")


def test_without_a_folder_the_scores_are_printed_and_nothing_is_written(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert evaluate(folder, *of_models(folder, "random-s1")) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[3:7]] == ["constant", "prior", "descriptors", "random-s1"]
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_before_anything_is_computed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("two years of work", "utf-8")
    assert evaluate(folder, "--model", "gone.safetensors", "--out", str(tmp_path)) == 1
    assert "holds files that are no report of Merlingua's" in in_one_line(capsys)
    assert [file.name for file in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize(
    ("options", "music", "message"),
    [
        (["--model", "gone.safetensors"], "", "gone.safetensors"),
        (["--model", "{folder}/english-s1.safetensors"], "", "use it as --encoder of `merlingua transfer`"),
        (["--model", "{folder}/emotify/clips.csv"], "", "clips.csv"),
        (["--model", "{folder}/speech-s1.safetensors"] * 2, "", "have the same weights: give one of them"),
        (
            ["--model", "{folder}/speech-s1.safetensors"],
            "emopia={folder}/emotify",
            "is another folder: EMOPIA",
        ),
        (["--model", "{folder}/speech-s1.safetensors"], "emotfy=x", "did you mean 'emotify'"),
        (["--model", "{folder}/speech-s1.safetensors"], "speech-folder={folder}/emotify", "has no labels"),
        (["--embeddings", "gone.npy"], "", "gone.npy cannot be read"),
        (["--model", "{folder}/speech-s1.safetensors", "--mapping", "m.yaml"], "", "takes no mapping file"),
    ],
)
def test_what_cannot_be_evaluated_is_one_line_and_exit_1(
    folder: Path,
    tmp_path: Path,
    options: list[str],
    music: str,
    message: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    written = [option.format(folder=folder) for option in options]
    out = tmp_path / "report"
    assert evaluate(folder, *written, "--out", str(out), music=music.format(folder=folder)) == 1
    assert message in in_one_line(capsys, out)


def test_a_checkpoint_from_other_features_is_refused_with_the_first_difference(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = LogMelSettings(hop_length=256).to_json()
    model = resaved(folder / "speech-s1.safetensors", tmp_path / "m.safetensors", features=other)
    assert evaluate(folder, "--model", str(model)) == 1
    assert "was trained on log-mels with hop_length = 256" in in_one_line(capsys)


def test_music_by_one_artist_alone_has_no_baselines_and_is_refused(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    music = other_music(tmp_path / "music", n_artists=1)
    assert evaluate(folder, *of_models(folder, "speech-s1"), music=f"folder={music}") == 1
    assert "all 4 clips of music are of one artist or song ('someone 0')" in in_one_line(capsys)


def test_nothing_to_score_is_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        evaluate(folder)
    assert left.value.code == 2
    assert "name a model with --model, or --embeddings" in capsys.readouterr().err


def test_a_network_of_is13_descriptors_is_judged_beside_one_of_log_mels_and_its_own_random_weights(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("opensmile")
    network = DescriptorAutoencoder(DAE_CLASSIFIER)
    of_speech = card(network="dae-classifier", settings=DAE_CLASSIFIER.to_json(), features="is13")
    save_checkpoint(tmp_path / "dae.safetensors", network.state_dict(), of_speech)
    music = ["--music", f"emotify={folder / 'emotify'}", "--cache", str(folder / "cache"), "--device", "cpu"]
    out, at_random = tmp_path / "dae-model.safetensors", tmp_path / "dae-random.safetensors"
    for file, start in (
        (out, ["--encoder", str(tmp_path / "dae.safetensors")]),
        (at_random, ["--network", "dae-classifier", "--random-encoder"]),
    ):
        assert main(["transfer", *music, *start, "--epochs", "1", "--out", str(file)]) == 0
    capsys.readouterr()
    models = [*of_models(folder, "random-s1"), "--model", str(out)]
    assert evaluate(folder, *models, "--out", str(tmp_path / "report")) == 0
    assert "audEERING Research License" in capsys.readouterr().err
    report = report_of(tmp_path / "report")
    assert [row["name"] for row in report["rows"]][3:] == ["random-s1", "dae-model"]
    trained, _ = read_card(out)
    again = row_of(report, "dae-model")["over_runs"]["cross_entropy"]["mean"]
    assert again == pytest.approx(trained.scores["cross_entropy"]["value"], abs=1e-6)
    missing = " ".join(report["missing"])
    assert "with --network dae-classifier --random-encoder in place of --encoder" in missing
    # Given what was missing, the report holds the one against the other.
    both = ["--model", str(out), "--model", str(at_random)]
    assert evaluate(folder, *both, "--out", str(tmp_path / "both")) == 0
    report = report_of(tmp_path / "both")
    assert row_of(report, "dae-model")["same_at_random"] == "dae-random"
    against = {(entry["model"], entry["baseline"]) for entry in report["against_baselines"]}
    assert ("dae-model", "dae-random") in against
    assert "--random-encoder" not in " ".join(report["missing"])
