"""Small corpora of made-up speech: gliding harmonics under an envelope of syllables, one voice a speaker."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from merlingua.mer_models.corpus import Corpus, CorpusClip

RATE = 16_000


def voice(seconds: float, seed: int) -> NDArray[np.float32]:
    """Mono at 16 kHz, full scale ±.5."""
    rng = np.random.default_rng(seed)
    t = np.arange(round(seconds * RATE)) / RATE
    pitch = rng.uniform(90, 240) * 2 ** (0.2 * np.sin(2 * np.pi * rng.uniform(0.3, 1) * t))
    phase = 2 * np.pi * np.cumsum(pitch) / RATE
    sound = sum(np.sin(k * phase) / k for k in range(1, 9))
    envelope = np.clip(np.sin(2 * np.pi * rng.uniform(2, 5) * t + rng.uniform(0, 6)), 0, None)
    samples = sound * envelope + 0.01 * rng.standard_normal(len(t))
    return (0.5 * samples / np.abs(samples).max()).astype(np.float32)


def speech_corpus(folder: Path, n_clips: int = 8, seconds: float = 3.0, n_speakers: int = 4) -> Corpus:
    """Clips in ``folder``, a speaker each for every ``n_clips / n_speakers`` of them."""
    folder.mkdir(parents=True, exist_ok=True)
    clips = []
    for number in range(n_clips):
        file = folder / f"clip{number:02d}.wav"
        # Another process may be reading what is there.
        if not file.exists():
            soundfile.write(file, voice(seconds, number), RATE, subtype="FLOAT")
        clips.append(CorpusClip(f"{folder.name}-{number:02d}", file, f"speaker{number % n_speakers}"))
    return Corpus(folder.name, "speech-folder", folder, "en", "made up for tests", tuple(clips))
