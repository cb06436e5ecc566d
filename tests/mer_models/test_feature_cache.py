"""The cache of log-mels: complete, resumable, and true to the sound's content."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.feature_cache import LogMels, cached_log_mels, gather_patches
from merlingua.mer_models.log_mel import LogMelSettings, log_mel
from tests.mer_models.speech_like import RATE, speech_corpus, voice

SETTINGS = LogMelSettings()
ROOT = Path(__file__).resolve().parents[2]


def direct(clip: CorpusClip) -> np.ndarray:
    return log_mel(torch.from_numpy(read_mono(clip, 16_000).samples), SETTINGS).numpy()


def are_true(mels: LogMels, clips: tuple[CorpusClip, ...]) -> bool:
    """To the rounding of another number of threads; another clip would be off by whole nepers."""
    return all(
        np.allclose(mels.clip(index), direct(clip), rtol=0, atol=1e-5) for index, clip in enumerate(clips)
    )


def test_what_comes_out_is_what_was_computed_in_the_order_asked_for(tmp_path: Path) -> None:
    clips = speech_corpus(tmp_path / "clips", n_clips=6).clips
    asked = (clips[4], clips[0], clips[3])
    first = cached_log_mels(asked, SETTINGS, tmp_path)
    everything = cached_log_mels(clips, SETTINGS, tmp_path)
    assert first.clip_ids == tuple(clip.clip_id for clip in asked)
    assert are_true(first, asked)
    assert are_true(everything, clips)
    assert everything.n_hours == pytest.approx(6 * 3 / 3600)


def test_a_second_run_reads_no_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clips = speech_corpus(tmp_path / "clips", n_clips=4).clips
    before = cached_log_mels(clips, SETTINGS, tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened again")

    monkeypatch.setattr(soundfile, "SoundFile", refuse)
    monkeypatch.setattr("merlingua.mer_models.content_keys.sha256_of_file", refuse)
    assert cached_log_mels(clips, SETTINGS, tmp_path).content_hash == before.content_hash


def test_a_file_with_other_content_gives_other_mels(tmp_path: Path) -> None:
    clips = speech_corpus(tmp_path / "clips", n_clips=2).clips
    before = cached_log_mels(clips, SETTINGS, tmp_path)
    soundfile.write(clips[0].path, voice(3.0, 77), RATE, subtype="FLOAT")
    after = cached_log_mels(clips, SETTINGS, tmp_path)
    assert after.content_hash != before.content_hash
    assert are_true(after, clips)
    other = cached_log_mels(clips, replace(SETTINGS, n_mels=64), tmp_path)
    assert other.frames.shape[1] == 64


def test_unusable_clips_are_listed_by_name_and_the_others_used(tmp_path: Path) -> None:
    good = speech_corpus(tmp_path / "clips", n_clips=2).clips
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "text.wav").write_text("no sound", encoding="utf-8")
    soundfile.write(folder / "one.wav", np.zeros(1), RATE)
    soundfile.write(folder / "nan.wav", np.full(RATE, np.nan, dtype=np.float32), RATE, subtype="FLOAT")
    soundfile.write(folder / "silent.wav", np.zeros(RATE), RATE)
    bad = [
        CorpusClip(name, folder / f"{name}.wav", "x") for name in ("text", "one", "nan", "missing", "silent")
    ]
    mels = cached_log_mels([*good, *bad], SETTINGS, tmp_path)
    reasons = {problem.thing: problem.reason for problem in mels.problems}
    assert set(reasons) == {"text", "one", "nan", "missing"}
    assert "cannot be decoded as audio" in reasons["text"]
    assert "1 samples are too few" in reasons["one"]
    assert "samples that are no numbers" in reasons["nan"]
    assert "cannot be read" in reasons["missing"]
    assert np.isfinite(mels.clip(mels.clip_ids.index("silent"))).all()


def test_silent_and_clipped_clips_are_used_and_noted_by_name_the_second_time_too(tmp_path: Path) -> None:
    good = speech_corpus(tmp_path / "clips", n_clips=1).clips
    loud = np.clip(4 * voice(2.0, 5), -1, 1)
    soundfile.write(tmp_path / "loud.wav", loud, RATE, subtype="PCM_16")
    soundfile.write(tmp_path / "silent.wav", np.zeros(RATE), RATE)
    clips = [*good, *(CorpusClip(name, tmp_path / f"{name}.wav", "x") for name in ("loud", "silent"))]
    share = 100 * (np.abs(loud) >= 0.999).mean()
    for _ in range(2):
        mels = cached_log_mels(clips, SETTINGS, tmp_path)
        assert (len(mels.clip_ids), mels.problems) == (3, ())
        assert [str(note) for note in mels.notes] == [
            f"loud: is clipped: {share:.0f} % of its samples are at full scale; it is used",
            "silent: is silent; it is used",
        ]


def test_no_usable_clip_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    with pytest.raises(FeatureError, match=r"none of 1 clips can be used \(gone: .* cannot be read"):
        cached_log_mels([CorpusClip("gone", tmp_path / "gone.wav", "x")], SETTINGS, tmp_path)


def test_a_killed_run_leaves_only_what_is_whole(tmp_path: Path) -> None:
    clips = speech_corpus(tmp_path / "clips", n_clips=12, seconds=2.0).clips
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from merlingua.mer_models import feature_cache\n"
        "from merlingua.mer_models.log_mel import LogMelSettings\n"
        "from tests.mer_models.speech_like import speech_corpus\n"
        "feature_cache.APPEND_EVERY_S = 0.0\n"
        "folder = Path(sys.argv[1])\n"
        "clips = speech_corpus(folder / 'clips', n_clips=12, seconds=2.0).clips\n"
        "feature_cache.cached_log_mels(clips, LogMelSettings(), folder, n_workers=1,\n"
        "    on_progress=lambda done, total: print(done, flush=True))\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(
        command, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) >= 5:
                process.send_signal(signal.SIGKILL)
                break
    (frames,) = tmp_path.glob("log-mels/*/frames.f32")
    with frames.open("ab") as torn:
        torn.write(b"half a frame")
    assert are_true(cached_log_mels(clips, SETTINGS, tmp_path), clips)


def test_several_at_once_do_not_spoil_each_others_work(tmp_path: Path) -> None:
    clips = speech_corpus(tmp_path / "clips", n_clips=8, seconds=1.5).clips
    halves = (clips[:5], clips[3:], clips)
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda half: cached_log_mels(half, SETTINGS, tmp_path), halves))
    assert all(are_true(mels, half) for mels, half in zip(made, halves, strict=True))


def test_the_training_that_follows_has_as_many_threads_as_before(tmp_path: Path) -> None:
    n_threads = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        cached_log_mels(speech_corpus(tmp_path / "clips", n_clips=2).clips, SETTINGS, tmp_path)
        with ThreadPoolExecutor(1) as another:
            assert (torch.get_num_threads(), another.submit(torch.get_num_threads).result()) == (3, 3)
    finally:
        torch.set_num_threads(n_threads)


def test_a_cache_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    clips = speech_corpus(tmp_path / "clips", n_clips=1).clips
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(FeatureError, match=r"cannot be used .*name another folder with MERLINGUA_CACHE"):
        cached_log_mels(clips, SETTINGS, tmp_path / "file")


def test_patches_are_31_frames_every_15_and_never_of_two_clips(tmp_path: Path) -> None:
    clips = speech_corpus(tmp_path / "clips", n_clips=3).clips
    mels = cached_log_mels(clips, SETTINGS, tmp_path)
    index = mels.patch_index()
    # 3 s are 94 frames: first frames 0, 15, 30, 45, 60.
    assert len(index) == 3 * 5
    gathered = gather_patches(mels.frames, index[:, 1])
    assert gathered.shape == (15, 128, 31)
    for (clip, first), patch in zip(index, gathered, strict=True):
        start = first - mels.first_frames[clip]
        np.testing.assert_array_equal(patch, mels.clip(int(clip))[start : start + 31].T)
