"""Composes the demo's music into surveys/demo: 12 clips to rate, three a quadrant, and one to practise with.

    python tools/make_demo_clips.py            write the clips and their manifest
    python tools/make_demo_clips.py --only polka --wav FOLDER

Everything is synthesised here, words included (espeak-ng), so that the clips belong to the project. The
samples are the same at every run; the files are not, byte by byte, since Ogg draws a serial number.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import demo_pieces_calm as calm
import demo_pieces_lively as lively
import numpy as np
import soundfile
import soxr
from demo_instruments import SAMPLE_RATE, Samples

DEMO = Path(__file__).resolve().parent.parent / "surveys" / "demo"

ARTIST = "Merlingua"

QUALITY = 0.55
"""libsndfile's compression level: 0 is the largest and best Vorbis, 1 the smallest; near 110 kbit/s here."""


@dataclass(frozen=True)
class Words:
    """What is said in a piece: an espeak-ng voice, its speed in words a minute, its pitch from 0 to 99."""

    text: str
    language: str
    voice: str
    speed: int
    pitch: int


@dataclass(frozen=True)
class Piece:
    """A clip of the demo; ``quadrant`` is what it was composed for, None to practise with."""

    id: str
    title: str
    quadrant: str | None
    compose: Callable[[Samples | None], Samples]
    words: Words | None = None


PIECES = (
    Piece("waltz", "A waltz to begin with", None, calm.waltz),
    Piece("polka", "Village polka", "Q1", lively.polka),
    Piece(
        "carnival",
        "Carnival night",
        "Q1",
        lively.carnival,
        Words("¡Vengan todos a bailar! Esta noche es nuestra.", "es", "es-419", 165, 62),
    ),
    Piece("fanfare", "The hero comes home", "Q1", lively.fanfare),
    Piece("metal", "Iron teeth", "Q2", lively.metal),
    Piece("chase", "The chase", "Q2", lively.chase),
    Piece("machine", "Machine hall", "Q2", lively.machine),
    Piece("rain", "Rain on the window", "Q3", calm.rain),
    Piece("lament", "Lament", "Q3", calm.lament),
    Piece(
        "letter",
        "A letter",
        "Q3",
        calm.letter,
        Words(
            "I still keep your letter by the window. The house is quiet now. Every evening, I read it again.",
            "en",
            "en-gb",
            130,
            30,
        ),
    ),
    Piece("lullaby", "Lullaby", "Q4", calm.lullaby),
    Piece("meadow", "Early in the meadow", "Q4", calm.meadow),
    Piece("evening", "Evening", "Q4", calm.evening),
)


def render(piece: Piece) -> Samples:
    """The piece's samples before they are encoded: shape (n_frames, 2), from −1 to 1."""
    return piece.compose(speak(piece.words) if piece.words else None)


def speak(words: Words) -> Samples:
    """The words as espeak-ng says them: mono at `SAMPLE_RATE`, peak 1."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "words.wav"
        options = ["-v", words.voice, "-s", str(words.speed), "-p", str(words.pitch), "-w", str(file)]
        subprocess.run(["espeak-ng", *options, words.text], check=True)
        spoken, rate = soundfile.read(file, dtype="float64")
    loud = np.flatnonzero(np.abs(spoken) > 0.01 * np.abs(spoken).max())
    trimmed = spoken[loud[0] : loud[-1] + 1]
    voice = np.asarray(soxr.resample(trimmed, rate, SAMPLE_RATE, quality="VHQ"))
    return voice / np.abs(voice).max()


def encode(samples: Samples, file: Path) -> None:
    """Write Ogg Vorbis, a second at a time: libsndfile's encoder overruns its stack on one long block."""
    with soundfile.SoundFile(
        file, "w", SAMPLE_RATE, 2, format="OGG", subtype="VORBIS", compression_level=QUALITY
    ) as ogg:
        for start in range(0, len(samples), SAMPLE_RATE):
            ogg.write(samples[start : start + SAMPLE_RATE].astype(np.float32))


def write_manifest(file: Path) -> None:
    """List the clips as ``merlingua study new --clips`` reads them."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(("clip", "file", "lyrics_language", "quadrant", "artist", "title"))
        for piece in PIECES:
            language = piece.words.language if piece.words else "zxx"
            rows.writerow(
                (piece.id, f"clips/{piece.id}.ogg", language, piece.quadrant or "", ARTIST, piece.title)
            )


def main() -> None:
    """Write what was asked for."""
    parser = argparse.ArgumentParser(description="Compose the demo's clips.")
    parser.add_argument("--only", choices=[piece.id for piece in PIECES])
    parser.add_argument("--wav", type=Path, help="write 24-bit WAV files here instead, and no manifest")
    arguments = parser.parse_args()
    (DEMO / "clips").mkdir(parents=True, exist_ok=True)
    for piece in PIECES:
        if arguments.only in (None, piece.id):
            samples = render(piece)
            if arguments.wav:
                soundfile.write(arguments.wav / f"{piece.id}.wav", samples, SAMPLE_RATE, subtype="PCM_24")
            else:
                encode(samples, DEMO / "clips" / f"{piece.id}.ogg")
            print(f"{piece.id}: {len(samples) / SAMPLE_RATE:.1f} s")
    if not arguments.wav:
        write_manifest(DEMO / "clips.csv")


if __name__ == "__main__":
    main()
