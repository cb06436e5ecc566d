"""Bad files, labels, checkpoints and disks in training: one message, and nothing half-written."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from merlingua.gui.cli import main
from merlingua.mer_models.checkpoints import load_checkpoint, save_checkpoint
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.errors import DivergedError
from merlingua.mer_models.labelled_music import grouped_sides, labelled_music
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_files import read_card
from merlingua.mer_models.training_settings import TrainingSettings
from merlingua.mer_models.transfer import Sides, TransferPlan, fit
from tests.mer_models.small_emotify import small_emotify
from tests.mer_models.speech_like import RATE, speech_corpus, voice
from tests.store_samples import make_read_only, small_disk

Captured = pytest.CaptureFixture[str]
SMALL_CNN = ("--network", "small-cnn", "--epochs", "1", "--batch-size", "8")


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Two test processes with two threads each would wait for each other."""
    n_threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(n_threads)


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def speech(tmp_path: Path) -> Path:
    """Six clips by three speakers."""
    for clip in speech_corpus(tmp_path / "flat", n_clips=6, seconds=1.5, n_speakers=3).clips:
        speaker = tmp_path / "speech" / clip.group
        speaker.mkdir(parents=True, exist_ok=True)
        clip.path.rename(speaker / clip.path.name)
    return tmp_path / "speech"


@pytest.fixture
def music(tmp_path: Path) -> Path:
    return small_emotify(tmp_path / "emotify", n_artists=6, seconds=1.0)


def pretrain(speech: Path, out: Path, cache: Path, *more: str) -> int:
    command = ["pretrain", "scae", "--speech", f"speech-folder={speech}", "--out", str(out), "--epochs", "1"]
    return main([*command, "--batch-size", "4", "--cache", str(cache), "--device", "cpu", *more])


def transfer(music: str, out: Path, cache: Path, *more: str) -> int:
    command = ["transfer", "--music", music, "--out", str(out), "--cache", str(cache), "--device", "cpu"]
    return main([*command, *more])


def spoil(folder: Path, files: tuple[str, ...]) -> None:
    """Files of this name become what their stem says."""
    for name in files:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.stem.startswith("text"):
            file.write_text("no sound", encoding="utf-8")
        elif file.stem.startswith("cut"):
            file.write_bytes(b"RIFF\x00\x00")
        elif file.stem.startswith("one"):
            soundfile.write(file, np.zeros(1), RATE)
        elif file.stem.startswith("nan"):
            soundfile.write(file, np.full(RATE, np.nan, dtype=np.float32), RATE, subtype="FLOAT")
        elif file.stem.startswith("silent"):
            soundfile.write(file, np.zeros(2 * RATE), RATE)
        else:
            soundfile.write(file, np.clip(4 * voice(1.5, 9), -1, 1), RATE)


BAD = {
    "text": "cannot be decoded as audio",
    "cut": "cannot be decoded as audio",
    "one": "1 samples are too few",
    "nan": "samples that are no numbers",
    "silent": "is silent; it is used",
    "clipped": "of its samples are at full scale; it is used",
}
N_USED_ALL_THE_SAME = 2


def named(lines: str, thing: str, reason: str) -> bool:
    return any(thing in line and reason in line for line in lines.splitlines())


def test_bad_files_among_speech_are_listed_by_name_and_the_rest_is_used(
    speech: Path, tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    spoil(speech, tuple(f"speaker9/{name}.wav" for name in BAD))
    assert pretrain(speech, tmp_path / "scae.safetensors", cache) == 0
    told = capsys.readouterr()
    for name, reason in BAD.items():
        assert named(told.err, name, reason), told.err
    assert f"speech-folder: {6 + N_USED_ALL_THE_SAME} clips" in told.out
    assert read_card(tmp_path / "scae.safetensors")[0].corpora[0].n_clips == 6 + N_USED_ALL_THE_SAME


def test_bad_files_among_speech_for_descriptors_are_listed_by_name_too(
    tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    pytest.importorskip("opensmile")
    speech = tmp_path / "speech"
    for speaker in range(4):
        (speech / f"s{speaker}").mkdir(parents=True)
        # A sequence is five seconds.
        soundfile.write(speech / f"s{speaker}" / f"talk{speaker}.wav", voice(6.0, speaker), RATE)
    spoil(speech, tuple(f"speaker9/{name}.wav" for name in BAD))
    out = str(tmp_path / "dae.safetensors")
    command = ["pretrain", "dae-classifier", "--speech", f"speech-folder={speech}", "--out", out]
    assert main([*command, "--epochs", "1", "--cache", str(cache), "--device", "cpu"]) == 0
    told = capsys.readouterr().err
    for name, reason in (BAD | {"one": "1 samples are too short"}).items():
        assert named(told, f"problem: speech-folder/{name}", reason), told


def test_bad_files_among_music_are_listed_by_name_and_the_rest_is_used(
    music: Path, tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    sounds = sorted((music / "clips").iterdir())
    for file, name in zip(sounds, BAD, strict=False):
        spoil(music, (f"clips/{name}.wav",))
        (music / "clips" / f"{name}.wav").rename(file)
    assert transfer(f"emotify={music}", tmp_path / "model.safetensors", cache, *SMALL_CNN) == 0
    told = capsys.readouterr()
    for file, reason in zip(sounds, BAD.values(), strict=False):
        assert named(told.err, file.stem, reason), told.err
    n_used = len(sounds) - len(BAD) + N_USED_ALL_THE_SAME
    assert f"emotify: {n_used} clips" in told.out
    assert np.isfinite(read_card(tmp_path / "model.safetensors")[0].scores["cross_entropy"]["value"])


def test_a_corpus_of_which_no_file_can_be_used_is_one_line(
    tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    spoil(tmp_path / "speech", ("a/text.wav", "b/one.wav"))
    assert pretrain(tmp_path / "speech", tmp_path / "scae.safetensors", cache) == 1
    assert_one_line(capsys, "none of 2 clips can be used (speech-folder/text: ")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["speech"]


def test_a_corpus_in_the_wrong_folder_is_told_what_is_expected_and_what_is_there(
    speech: Path, music: Path, tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    assert transfer(f"emotify={speech}", tmp_path / "m.safetensors", cache, *SMALL_CNN) == 1
    assert_one_line(capsys, "is another folder: Emotify", "and there is speaker0/, speaker1/, speaker2/")
    command = [
        "pretrain",
        "scae",
        "--speech",
        f"librispeech={music}",
        "--out",
        str(tmp_path / "x.safetensors"),
    ]
    assert main(command) == 1
    assert_one_line(capsys, "is another folder: LibriSpeech", "clips.csv")
    assert transfer(f"emotify={tmp_path / 'gone'}", tmp_path / "m.safetensors", cache, *SMALL_CNN) == 1
    assert_one_line(capsys, "gone is not there; Emotify")
    assert not list(tmp_path.glob("*.safetensors"))


def test_labels_without_sound_and_sound_without_labels_are_named(
    music: Path, tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    (music / "clips" / "emotify_001.wav").rename(music / "clips" / "stray.wav")
    kept = [row for row in rows_of(music / "ratings.csv") if row[0] != "12"]
    write_rows(music / "ratings.csv", kept)
    assert transfer(f"emotify={music}", tmp_path / "model.safetensors", cache, *SMALL_CNN) == 0
    told = capsys.readouterr()
    assert named(told.err, "emotify_001", "has a label and no sound")
    assert named(told.err, "stray.wav", "has no row in clips.csv")
    assert named(told.err, "emotify_012", "has sound and no rating")
    assert "emotify: 22 clips" in told.out


def test_music_without_one_quadrant_is_said_and_still_scored(
    music: Path, tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    rows = [["clip", "file", "quadrant", "artist"]]
    for name, file, track, _, artist in rows_of(music / "clips.csv")[1:]:
        if int(track) % 10 != 3:
            rows.append([name, file, f"Q{int(track) % 10}", artist])
    write_rows(music / "clips.csv", rows)
    model = tmp_path / "model.safetensors"
    assert transfer(f"folder={music}", model, cache, *SMALL_CNN) == 0
    told = capsys.readouterr()
    assert named(told.err, "problem: no clip to train on is in Q3", "cannot have learnt it"), told.err
    scores = read_card(model)[0].scores
    assert np.isfinite(scores["cross_entropy"]["value"])
    assert np.isfinite(scores["prior"]["cross_entropy"]["value"])


def test_a_checkpoint_from_other_features_is_refused_by_what_differs(
    speech: Path, music: Path, tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    encoder, model = tmp_path / "scae.safetensors", tmp_path / "model.safetensors"
    assert pretrain(speech, encoder, cache) == 0
    made = load_checkpoint(encoder)
    other = LogMelSettings(win_length=800).to_json()
    save_checkpoint(encoder, made.tensors, made.card.model_copy(update={"features": other}))
    capsys.readouterr()
    assert transfer(f"emotify={music}", model, cache, "--encoder", str(encoder)) == 1
    assert_one_line(capsys, "scae.safetensors", "win_length", "800")
    # Nor is a model of music an encoder, nor a text file either.
    assert transfer(f"emotify={music}", model, cache, *SMALL_CNN) == 0
    capsys.readouterr()
    (tmp_path / "text.safetensors").write_text("words", encoding="utf-8")
    for file in (model, tmp_path / "text.safetensors"):
        before = file.read_bytes()
        assert transfer(f"emotify={music}", tmp_path / "new.safetensors", cache, "--encoder", str(file)) == 1
        assert_one_line(capsys, file.name)
        assert file.read_bytes() == before
    assert not (tmp_path / "new.safetensors").exists()


@pytest.mark.parametrize("network", ["small-cnn", "scae"])
def test_a_batch_with_no_numbers_stops_the_transfer_and_names_the_clip(
    music: Path, cache: Path, network: str
) -> None:
    corpus = labelled_music(load_emotify(music), LogMelSettings(), cache)
    three = grouped_sides(corpus, fold=0, seed=1)
    spoilt = int(three.train[2])
    mels = corpus.data.mels
    frames = mels.frames.copy()
    frames[mels.first_frames[spoilt] + 7] = np.nan
    training = TrainingSettings(batch_size=len(three.train), n_epochs=1, patience=None)
    plan = TransferPlan(network, "scratch", crop_frames=32, training=training)  # type: ignore[arg-type]
    sides = Sides(three.train, three.validation, corpus.groups)
    with pytest.raises(DivergedError, match=rf"is nan; the batch holds parts of .*{mels.clip_ids[spoilt]}"):
        fit(plan, replace(corpus.data, mels=replace(mels, frames=frames)), sides)


def test_a_disk_that_fills_in_an_epoch_is_one_line_and_the_run_goes_on_with_the_same_result(
    speech: Path, tmp_path: Path, cache: Path, capsys: Captured
) -> None:
    whole = tmp_path / "whole.safetensors"
    assert pretrain(speech, whole, cache, "--epochs", "3") == 0
    with small_disk(tmp_path / "disk", 40_000) as disk:
        broken, ballast = disk / "broken.safetensors", disk / "ballast"
        # Room for the state after the first epoch, and not for the next one beside it.
        ballast.write_bytes(bytes(23_000_000))
        capsys.readouterr()
        assert pretrain(speech, broken, cache, "--epochs", "3") == 1
        told = capsys.readouterr()
        message = told.err.splitlines()[-1]
        assert message.startswith("merlingua: the disk is full: .broken.safetensors.state needs 11.5 MB in")
        assert message.endswith("what was saved before is as it was: make space and go on")
        assert "Traceback" not in told.err
        assert sorted(each.name for each in disk.iterdir()) == [".broken.safetensors.state", "ballast"]
        ballast.unlink()
        assert pretrain(speech, broken, cache, "--epochs", "3") == 0
        assert "epoch   1" not in capsys.readouterr().err
        assert [each.name for each in sorted(disk.glob("*broken*"))] == ["broken.json", "broken.safetensors"]
        one, two = (read_card(file)[0] for file in (whole, broken))
        assert one.weights_sha256 == two.weights_sha256


def test_a_place_that_cannot_be_written_is_refused_before_any_work(
    speech: Path, music: Path, tmp_path: Path, capsys: Captured
) -> None:
    cache = tmp_path / "cache"
    log = ("--log", str(tmp_path / "gone" / "log.jsonl"))
    out, folder = tmp_path / "m.safetensors", tmp_path / "folder.safetensors"
    folder.mkdir()
    assert pretrain(speech, folder, cache) == 1
    assert_one_line(capsys, f"--out {folder} is a folder")
    with small_disk(tmp_path / "disk", 64) as disk:
        make_read_only(disk)
        for code in (
            pretrain(speech, disk / "x.safetensors", cache),
            transfer(f"emotify={music}", disk / "x.safetensors", cache, *SMALL_CNN),
        ):
            assert code == 1
        lines = capsys.readouterr().err.splitlines()
        assert len(lines) == 2
        assert all("its folder cannot be written (Read-only file system)" in line for line in lines)
    for code in (
        pretrain(speech, out, cache, *log),
        transfer(f"emotify={music}", out, cache, *SMALL_CNN, *log),
    ):
        assert code == 1
        lines = capsys.readouterr().err.splitlines()
        assert all("log.jsonl cannot be written (No such file or directory)" in line for line in lines)
    # No feature was computed.
    assert not cache.exists()


def assert_one_line(capsys: Captured, *words: str) -> None:
    told = capsys.readouterr().err
    assert told.count("\n") == 1, told
    for each in words:
        assert each in told


def rows_of(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as rows:
        return list(csv.reader(rows))


def write_rows(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as table:
        csv.writer(table).writerows(rows)
