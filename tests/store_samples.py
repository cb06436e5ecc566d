"""What tests put into a store, and who else may stand in its way: another process, a small disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from merlingua.surveys.steps import PlayReport, Trial
from merlingua.surveys.store import Store
from merlingua.surveys.store_rows import NewSession, SessionRow

ORDER = (Trial("main", "chase", 1, 2), Trial("main", "rain", 2, 2, is_repeat=True))
STEPS = ("clip/main/01", "clip/main/02")
REPORT = PlayReport(
    dac_onset_s=1.25,
    frames_total=48_000,
    frames_played=48_000,
    sample_rate=48_000,
    underruns=0,
    gain_db=-6.5,
    device="null sink",
)
SHA256 = "0123456789abcdef" * 4
NOBODY = 65534
"""The user who owns nothing, on Linux."""


def new_session(**changes: Any) -> NewSession:
    """A session of study ``joyful`` in English, with these fields changed."""
    usual = NewSession(
        study_id="joyful",
        study_version="1.0",
        study_sha256=SHA256,
        seed=7,
        language="en",
        station="booth-1",
        device="null sink",
        versions={"python": "3.11"},
        withdrawal_code_sha256=SHA256,
        order=lambda number: ORDER,
    )
    return replace(usual, **changes)


def begin_with_answers(store: Store, n_answers: int = 3, **changes: Any) -> SessionRow:
    """A session with one clip shown and played, and answers 0, 1, 2, … to ``item_0``, ``item_1``, …"""
    row = store.begin_session(new_session(**changes))
    presentation = store.add_presentation(row.id, STEPS[0], ORDER[0], SHA256, -6.5)
    store.add_play(presentation, REPORT, row.started_at)
    for number in range(n_answers):
        store.add_answer(row.id, STEPS[0], f"item_{number}", number, presentation_id=presentation)
    return row


def answers_of(store: Store, row: SessionRow) -> dict[str, int | str]:
    """The answers that hold, by question."""
    return {question: answer.value for (_, question), answer in store.history(row.id).newest_answers.items()}


@contextmanager
def other_process(program: str, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A Python program beside this one that has printed ``ready``; it is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A disk of its own at ``folder``, which must be empty; the test is skipped where none can be mounted."""
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("needs Linux and root, to mount a small disk")
    folder.mkdir(exist_ok=True)
    size = f"size={kilobytes}k,mode=777"
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def make_read_only(disk: Path) -> None:
    """Let nobody, not even root, write to a `small_disk`."""
    subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
