"""Predictions for a folder of clips, against vibenet and against the plain patch-by-patch way, in one run.

    python3 -m venv /tmp/vibenet && /tmp/vibenet/bin/pip install vibenet
    .venv/bin/python benchmarks/predict.py DIR --model best --vibenet /tmp/vibenet/bin/python

- seconds a clip, decode included, on the same files and cores; rounds of the three take turns;
- the plain way: librosa's load and log-mel, the paper's patches of a second one after the other through the
  same networks;
- the share of the machine's matrix products that is reached, counted over the whole way from file to answer;
- memory for one file of two hours, in a process of its own.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import librosa
import numpy as np
import soundfile
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from merlingua.mer_models.log_mel import PATCH_FRAMES, PATCH_HOP_FRAMES, LogMelSettings, patch_starts
from merlingua.mer_models.prediction_runs import predicted, sound_files
from merlingua.mer_models.predictions import Prediction
from merlingua.mer_models.predictor import Predictor

SETTINGS = LogMelSettings()
GEMM_SIZE = 2048
HOURS = 2
OF_VIBENET = """
import sys, time
from vibenet import load_model
model = load_model()
files = sys.stdin.readline().rstrip("\\n").split("\\t")
model.predict(files[0])
for line in sys.stdin:
    began_at = time.perf_counter()
    for file in files:
        model.predict(file)
    print(time.perf_counter() - began_at, flush=True)
"""


class Vibenet:
    """vibenet in an environment of its own, with its model loaded."""

    def __init__(self, python: str, files: Sequence[Path]) -> None:
        self._process = subprocess.Popen(
            [python, "-c", OF_VIBENET], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._ask("\t".join(str(file.resolve()) for file in files))

    def round(self) -> float:
        """Seconds for all files."""
        self._ask("go")
        assert self._process.stdout is not None  # noqa: S101
        return float(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.close()
        self._process.wait()

    def _ask(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


def timed(run: Callable[[], object]) -> float:
    began_at = time.perf_counter()
    run()
    return time.perf_counter() - began_at


def plainly(modules: Sequence[nn.Module], files: Sequence[Path]) -> None:
    """Decode, log-mel and patches as most scripts do it."""
    for file in files:
        samples, _ = librosa.load(file, sr=SETTINGS.sample_rate)
        mels = librosa.feature.melspectrogram(
            y=samples / max(float(np.abs(samples).max()), 1e-5),
            sr=SETTINGS.sample_rate,
            n_fft=SETTINGS.n_fft,
            win_length=SETTINGS.win_length,
            hop_length=SETTINGS.hop_length,
            power=1,
        )
        log_mels = torch.from_numpy(np.log(mels + SETTINGS.log_floor).astype(np.float32))
        with torch.no_grad():
            for module in modules:
                answers = [
                    # A network that halves the time four times needs one frame more than a patch.
                    module(log_mels[None, :, start : start + PATCH_FRAMES + 1])
                    for start in patch_starts(log_mels.shape[1] - 1, PATCH_HOP_FRAMES)
                ]
                torch.cat([answer.quadrants for answer in answers]).softmax(dim=1).mean(dim=0)


def gemm_peak() -> float:
    """GFLOP a second of the best of some fp32 matrix products, on all cores."""
    left, right = torch.randn(2, GEMM_SIZE, GEMM_SIZE)
    _ = left @ right
    return 2 * GEMM_SIZE**3 / 1e9 / min(timed(lambda: left @ right) for _ in range(15))


def gflop_of(modules: Sequence[nn.Module], predictions: Sequence[Prediction]) -> float:
    """Of the networks alone, for all files."""
    total = 0.0
    for prediction in predictions:
        n_frames = SETTINGS.frames_in(round(prediction.duration_s * SETTINGS.sample_rate))
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            for module in modules:
                module(torch.zeros(1, SETTINGS.n_mels, n_frames))
        total += counter.get_total_flops() / 1e9
    return total


def memory_of_hours(model: str, clip: Path) -> None:
    """Say what a process that predicts one long file takes."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "hours.flac"
        samples, rate = soundfile.read(clip, always_2d=True, dtype="int16")
        with soundfile.SoundFile(file, "w", rate, samples.shape[1]) as out:
            for _ in range(round(HOURS * 3600 * rate / len(samples))):
                out.write(samples)
        done = subprocess.run(
            [sys.executable, __file__, "--hours-of", str(file), "--model", model],
            capture_output=True,
            text=True,
            check=True,
        )
    print(done.stdout.rstrip())


def tell_hours(model: str, file: Path) -> None:
    began_at = time.perf_counter()
    prediction = Predictor.load(model).predict(file, curve=True)
    seconds = time.perf_counter() - began_at
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"a file of {prediction.duration_s / 3600:.2f} hours    {seconds:.0f} s with its curve, "
        f"{peak:.0f} MiB at the most  (aim: 500)"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, help="clips")
    parser.add_argument("--model", default="best")
    parser.add_argument("--vibenet", metavar="PYTHON", help="an interpreter that has vibenet")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--hours-of", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.hours_of is not None:
        tell_hours(asked.model, asked.hours_of)
        return
    files = sound_files([asked.folder])
    predictor = Predictor.load(asked.model)
    modules = [predictor.model.module]
    predictions: list[Prediction] = []

    def ours() -> None:
        outcomes = predicted(predictor, files, curve=True, window_s=9)
        predictions[:] = [each for each in outcomes if isinstance(each, Prediction)]

    vibenet = Vibenet(asked.vibenet, files) if asked.vibenet else None
    ours()
    rounds: dict[str, list[float]] = {"ours": [], "vibenet": [], "plain": []}
    for _ in range(asked.rounds):
        rounds["ours"].append(timed(ours))
        if vibenet is not None:
            rounds["vibenet"].append(vibenet.round())
        rounds["plain"].append(timed(lambda: plainly(modules, files)))
    if vibenet is not None:
        vibenet.close()
    peak = gemm_peak()
    total_s = sum(prediction.duration_s for prediction in predictions)
    print(f"{len(files)} clips, {total_s:.0f} s of sound; {os.cpu_count()} processors; model {asked.model}")
    of_us = statistics.median(rounds["ours"])
    for name, aim in (("ours", ""), ("vibenet", "  (aim: 2x)"), ("plain", "  (aim: 4x)")):
        if taken := rounds[name]:
            middle = statistics.median(taken)
            ratio = "" if name == "ours" else f", {middle / of_us:.2f}x ours{aim}"
            best = 1e3 * min(taken) / len(files)
            print(f"{name:8s} {1e3 * middle / len(files):6.1f} ms a clip (best {best:.1f}){ratio}")
    reached = gflop_of(modules, predictions) / of_us
    share = 100 * reached / peak
    print(f"of the GEMM peak, decoding included: {reached:.0f} of {peak:.0f} GFLOP/s, {share:.0f} %")
    memory_of_hours(asked.model, files[0])


if __name__ == "__main__":
    main()
