"""Small studies for tests: clips of a second, made here, and the command line run in this process."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile

from merlingua.gui.cli import main

SAMPLE_RATE = 16_000

CLIP_SECONDS = {"calm": 1.0, "bright": 1.25, "dark": 1.5, "tense": 1.0, "warm": 1.1, "wide": 0.8}
"""The clips of the small study; each its own length."""


@dataclass(frozen=True)
class Run:
    """What a command did: its exit code, and the lines on stdout and stderr."""

    exit_code: int
    out: list[str]
    err: list[str]


def merlingua(*arguments: str | Path) -> Run:
    """Run ``merlingua`` with these arguments, as the shell would."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            exit_code = main([str(argument) for argument in arguments])
        except SystemExit as usage:
            # argparse ends the process after wrong usage.
            exit_code = int(usage.code or 0)
    return Run(exit_code, out.getvalue().splitlines(), err.getvalue().splitlines())


def write_tone(file: Path, *, seconds: float = 1.0, hz: float = 440.0, n_channels: int = 1) -> Path:
    """A quiet tone as an audio file; its suffix says the format."""
    time_s = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = (0.2 * np.sin(2 * np.pi * hz * time_s)).astype(np.float32)
    soundfile.write(file, np.tile(tone[:, np.newaxis], (1, n_channels)), SAMPLE_RATE)
    return file


def write_tones(folder: Path) -> Path:
    """The clips of ``CLIP_SECONDS`` as wav files in a new folder."""
    folder.mkdir(parents=True)
    for number, (clip_id, seconds) in enumerate(CLIP_SECONDS.items()):
        write_tone(folder / f"{clip_id}.wav", seconds=seconds, hz=300.0 + 60 * number)
    return folder


def line_with(file: Path, words: str) -> int:
    """The number of the one line of ``file`` that has ``words``, from 1."""
    found = [n for n, line in enumerate(file.read_text("utf-8").splitlines(), start=1) if words in line]
    if len(found) != 1:
        raise ValueError(f"{words!r} is in the lines {found} of {file}: a test needs it in one")
    return found[0]
