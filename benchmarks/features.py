"""Log-mels of clips by Merlingua and by librosa, the same clips in one run.

    .venv/bin/python benchmarks/features.py
    .venv/bin/python benchmarks/features.py --music emotify=DIR

- the log-mels alone, of samples that are decoded already;
- from files to log-mels: decoding, folding to mono, scaling and, for other rates than 16 kHz, resampling.

librosa has its own definition of the same numbers, one clip after the other; Merlingua takes as many threads
as it takes when it fills its cache. Without ``--music`` the clips are made up: 30 s of noise that swells.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import librosa
import numpy as np
import soundfile
import torch
from numpy.typing import NDArray

from merlingua.mer_models.audio_decoding import read_mono
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.log_mel import LogMelSettings, log_mel

SETTINGS = LogMelSettings()
N_CLIPS, SECONDS = 22, 30.0
N_RUNS = 5

Samples = NDArray[np.float32]


def of_librosa(samples: Samples) -> NDArray[np.floating]:
    mels = librosa.feature.melspectrogram(
        y=samples,
        sr=SETTINGS.sample_rate,
        n_fft=SETTINGS.n_fft,
        win_length=SETTINGS.win_length,
        hop_length=SETTINGS.hop_length,
        n_mels=SETTINGS.n_mels,
        power=1,
        pad_mode="reflect",
    )
    return np.log(mels + SETTINGS.log_floor).T


def of_ours(samples: Samples) -> NDArray[np.float32]:
    with torch.inference_mode():
        return log_mel(torch.from_numpy(samples), SETTINGS).numpy()


def file_by_librosa(clip: CorpusClip) -> NDArray[np.floating]:
    samples, _ = librosa.load(
        clip.path, sr=SETTINGS.sample_rate, offset=clip.onset_s, duration=clip.duration_s
    )
    return of_librosa(samples / max(float(np.abs(samples).max()), 1e-5))


def file_by_ours(clip: CorpusClip) -> NDArray[np.float32]:
    return of_ours(read_mono(clip, SETTINGS.sample_rate).samples)


def made_up(folder: Path) -> list[CorpusClip]:
    rng = np.random.default_rng(1)
    clips = []
    for number in range(N_CLIPS):
        envelope = np.abs(np.sin(np.linspace(0, 40, round(SECONDS * SETTINGS.sample_rate))))
        file = folder / f"{number}.ogg"
        soundfile.write(file, 0.2 * envelope * rng.standard_normal(len(envelope)), SETTINGS.sample_rate)
        clips.append(CorpusClip(str(number), file, str(number)))
    return clips


def best_of(run: Callable[[], object]) -> float:
    """Seconds of the quickest of some runs, one before them to warm up."""
    run()
    taken = []
    for _ in range(N_RUNS):
        started_at = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started_at)
    return min(taken)


def compare(name: str, n_clips: int, ours: Callable[[], object], theirs: Callable[[], object]) -> None:
    of_us, of_them = best_of(ours), best_of(theirs)
    print(
        f"{name:22s} ours {1e3 * of_us / n_clips:.1f} ms a clip, librosa {1e3 * of_them / n_clips:.1f} ms: "
        f"{of_them / of_us:.2f}x  (aim: 2x)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--music", metavar="NAME=DIR", help="clips of a corpus in place of made-up ones")
    asked = parser.parse_args()
    n_threads = os.cpu_count() or 1
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(n_threads, "ours", torch.set_num_threads, (1,)) as pool,
    ):
        clips: Sequence[CorpusClip] = made_up(Path(folder))
        if asked.music:
            kind, place = parse_corpus_argument(asked.music)
            clips = load_corpus(kind, place).clips[:N_CLIPS]
        samples = [read_mono(clip, SETTINGS.sample_rate).samples for clip in clips]
        largest = max(float(np.abs(of_ours(each) - of_librosa(each)).max()) for each in samples)
        print(
            f"{len(clips)} clips, {sum(map(len, samples)) / SETTINGS.sample_rate:.0f} s; {n_threads} threads"
        )
        print(f"largest difference     {largest:.1e} neper")
        compare(
            "log-mels alone",
            len(clips),
            lambda: list(pool.map(of_ours, samples)),
            lambda: [of_librosa(each) for each in samples],
        )
        compare(
            "from files",
            len(clips),
            lambda: list(pool.map(file_by_ours, clips)),
            lambda: [file_by_librosa(clip) for clip in clips],
        )


if __name__ == "__main__":
    main()
