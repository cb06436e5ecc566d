"""A small folder in Emotify's layout: chords whose brightness and roughness go with what listeners ticked."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import soundfile

from merlingua.mer_models.corpus_emotify import CLIP_COLUMNS, GEMS, RATING_COLUMNS

RATE = 16_000
TICKED = {1: ("joyful_activation", "power", "amazement"), 2: ("tension",), 3: ("sadness",), 4: ("calmness",)}
SOUND = {1: (440.0, 1.0, 6.0), 2: (420.0, 0.3, 9.0), 3: (110.0, 0.2, 0.7), 4: (130.0, 1.0, 0.9)}
"""Pitch in Hz, share of octaves over clashing partials, and beats a second of each quadrant."""


def small_emotify(folder: Path, n_artists: int = 8, seconds: float = 2.0, n_raters: int = 6) -> Path:
    """Four clips by each artist, one a quadrant, each rated by ``n_raters``."""
    rng = np.random.default_rng(1)
    (folder / "clips").mkdir(parents=True, exist_ok=True)
    clips, ratings = [], []
    for artist in range(n_artists):
        for quadrant in (1, 2, 3, 4):
            track = str(10 * artist + quadrant)
            file = f"clips/emotify_{int(track):03d}.wav"
            soundfile.write(folder / file, _clip(quadrant, seconds, rng), RATE)
            genre = "rock" if artist % 2 else "classical"
            clips.append([f"emotify_{int(track):03d}", file, track, genre, f"Artist {artist}"])
            for rater in range(n_raters):
                # One in six hears something else.
                heard = quadrant if rater else 1 + quadrant % 4
                ticks = [int(item in TICKED[heard]) for item in GEMS]
                ratings.append([track, genre, *ticks, 20 + rater, rater % 2, ("Dutch", "German")[rater % 2]])
    _write(folder / "clips.csv", CLIP_COLUMNS, clips)
    _write(folder / "ratings.csv", RATING_COLUMNS, ratings)
    return folder


def _clip(quadrant: int, seconds: float, rng: np.random.Generator) -> np.ndarray:
    pitch, clean, beats = SOUND[quadrant]
    t = np.arange(round(seconds * RATE)) / RATE
    pitch *= 2 ** rng.uniform(-0.1, 0.1)
    tones = clean * np.sin(2 * np.pi * 2 * pitch * t) + (1 - clean) * np.sin(2 * np.pi * 1.06 * pitch * t)
    beat = 0.6 + 0.4 * np.sign(np.sin(2 * np.pi * beats * t))
    return 0.3 * (np.sin(2 * np.pi * pitch * t) + tones) * beat + 0.003 * rng.standard_normal(len(t))


def _write(file: Path, header: tuple[str, ...], rows: list[list[object]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table)
        writer.writerow(header)
        writer.writerows(rows)
