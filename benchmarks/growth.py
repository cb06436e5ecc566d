"""How import and report grow with the listeners: time and memory from 100 to 10 000 participants.

    python benchmarks/growth.py --out docs/growth.md [--participants 100 1000 10000]

Simulated listeners of four languages rate 22 clips on 14 items (eleven emotions, preference, familiarity,
comprehension): a long CSV file. `merlingua import long` and `merlingua agreement --permutations 0`, which
gives every alpha with both intervals by language, run as a user runs them, each in a process of its own,
whose time and peak memory are measured.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from merlingua.surveys.taxonomy import EMOTION_IDS  # noqa: E402

SIZES = (100, 1000, 10_000)
LANGUAGES = ("en", "es", "de", "zh-Hans")
CONTEXT = ("preference", "familiarity", "comprehension")
N_CLIPS = 22
SEED = 5
CLIP_SD = 0.8
HABIT_SD = 0.6
SENSITIVITY_SD = 0.5
"""The population that `planner` draws from, too; with these alpha is about .25."""
THRESHOLDS = (-1.2, -0.4, 0.4, 1.2)
AIM_S = 180.0
AIM_GIB = 4.0

HEAD = """\
# How it grows

{n_clips} clips, 14 items (eleven emotions, preference, familiarity, comprehension), listeners of four
languages, simulated and written as a long CSV file, every answer there. `import` is `merlingua import long`;
`report` is `merlingua agreement --permutations 0`, all of it: every alpha with both intervals by language,
the statistics beside it, splits, figures, report.html and report.pdf. Each ran in a process of its own, whose
whole time, processor time and peak memory these are.

    python benchmarks/growth.py --out docs/growth.md

measures it again (seed {seed}).

| participants | answers | CSV | store | import | CPU | memory | report | CPU | memory | together |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
"""


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    cpu_s: float
    peak_mib: float


@dataclass(frozen=True)
class Size:
    """One row of the table."""

    n_participants: int
    csv_mb: float
    store_mb: float
    imported: Run
    report: Run

    @property
    def seconds(self) -> float:
        """Import and report, one after the other."""
        return self.imported.seconds + self.report.seconds

    def __str__(self) -> str:
        n_answers = self.n_participants * N_CLIPS * len((*EMOTION_IDS, *CONTEXT))
        cells = (
            spaced(self.n_participants),
            spaced(n_answers),
            f"{self.csv_mb:.1f} MB",
            f"{self.store_mb:.1f} MB",
            f"{self.imported.seconds:.1f} s",
            f"{self.imported.cpu_s:.1f} s",
            f"{self.imported.peak_mib:.0f} MiB",
            f"{self.report.seconds:.1f} s",
            f"{self.report.cpu_s:.1f} s",
            f"{self.report.peak_mib:.0f} MiB",
            f"{self.seconds:.1f} s",
        )
        return f"| {' | '.join(cells)} |"


def spaced(number: int) -> str:
    """3080000 as 3 080 000."""
    return f"{number:,}".replace(",", " ")


def write_ratings(file: Path, n_participants: int, *, seed: int = SEED) -> None:
    """A long CSV file: every participant's answers to every item of every clip."""
    rng = np.random.default_rng([seed, n_participants])
    items = (*EMOTION_IDS, *CONTEXT)
    places = CLIP_SD * rng.standard_normal((N_CLIPS, len(items)))
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write("participant,language,clip,item,value\n")
        for person in range(n_participants):
            heard = np.exp(SENSITIVITY_SD * rng.standard_normal()) * places
            heard += HABIT_SD * rng.standard_normal(len(items)) + rng.standard_normal(places.shape)
            values = 1 + np.searchsorted(THRESHOLDS, heard)
            head = f"p{person:05},{LANGUAGES[person % len(LANGUAGES)]}"
            stream.writelines(
                f"{head},clip_{clip + 1:02},{item},{value}\n"
                for clip, row in enumerate(values.tolist())
                for item, value in zip(items, row, strict=True)
            )


def measured(command: Sequence[str]) -> Run:
    """Run a command to its end, quietly.

    Raises
    ------
    SystemExit
        If it fails: then nothing was measured.
    """
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed with {process.returncode}")
    # Linux counts in KiB, macOS in bytes
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    seconds = time.perf_counter() - began
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / unit)


def measure(n_participants: int, folder: Path) -> Size:
    """Import and report of so many participants."""
    merlingua = (sys.executable, "-m", "merlingua.gui")
    table, store, out = folder / "ratings.csv", folder / "ratings.db", folder / "report"
    write_ratings(table, n_participants)
    of_study = ("--study-id", "growth", "--store", str(store))
    imported = measured((*merlingua, "import", "long", str(table), *of_study))
    report = measured((*merlingua, "agreement", *of_study, "--permutations", "0", "--out", str(out)))
    return Size(n_participants, table.stat().st_size / 1e6, store.stat().st_size / 1e6, imported, report)


def page(sizes: Sequence[Size]) -> str:
    """docs/growth.md."""
    largest = sizes[-1]
    peak_gib = max(largest.imported.peak_mib, largest.report.peak_mib) / 1024
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("numpy", "pandas", "scipy")
    )
    lines = [str(size) for size in sizes]
    cpu_s = largest.imported.cpu_s + largest.report.cpu_s
    told = (
        f"{spaced(largest.n_participants)} participants took {largest.seconds:.0f} s, {cpu_s:.0f} s of them "
        f"on a processor, and {peak_gib:.1f} GiB at the peak (aims: {AIM_S:.0f} s, {AIM_GIB:.0f} GiB)."
    )
    load_note = f"load average {os.getloadavg()[1]:.1f} (1.0 is this alone)"
    machine = f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}, {versions}"
    head = HEAD.format(n_clips=N_CLIPS, seed=SEED)
    return head + "\n".join([*lines, "", told, "", f"Measured on {machine}; {load_note}.", ""])


def main() -> None:
    """Measure every size, print it, and write the page."""
    parser = argparse.ArgumentParser(description="Measure how import and report grow.")
    parser.add_argument("--participants", type=int, nargs="+", default=SIZES)
    parser.add_argument("--out", type=Path, help="write the page here (default: print it)")
    arguments = parser.parse_args()
    sizes = []
    for n_participants in sorted(arguments.participants):
        with tempfile.TemporaryDirectory() as folder:
            sizes.append(measure(n_participants, Path(folder)))
        print(sizes[-1], file=sys.stderr, flush=True)
    text = page(sizes)
    if arguments.out is None:
        sys.stdout.write(text)
    else:
        arguments.out.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
