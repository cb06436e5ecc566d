"""Time and peak memory of each export of a store with millions of ratings.

    .venv/bin/python benchmarks/exports.py --rows 3000000 --folder /a/folder/with/20/GB

Each export runs in a process of its own, whose peak resident memory is what the system says of it. The store
is made up, and stays in the folder for the next run.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from merlingua.surveys.import_export import import_export
from merlingua.surveys.instruments import ITEMS
from merlingua.surveys.store import Store
from merlingua.surveys.store_import import (
    ImportedPage,
    ImportedParticipant,
    ImportOrigin,
    clip_step_id,
    import_participants,
)

N_CLIPS = 22
FORMATS = ("long", "wide", "psych-ds", "bids", "psytoolkit")
LANGUAGES = ("en", "es", "de", "zh-Hans")
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--formats", nargs="+", default=list(FORMATS))
    parser.add_argument("--again", action="store_true", help="also import the long export into a new store")
    asked = parser.parse_args()
    asked.folder.mkdir(exist_ok=True)
    file = asked.folder / f"ratings-{asked.rows}.db"
    if not file.exists():
        make_store(file, asked.rows)
    for format in asked.formats:
        out = asked.folder / f"out-{format}"
        shutil.rmtree(out, ignore_errors=True)
        command = ["export", "--store", str(file), "--format", format, "--out", str(out)]
        seconds, megabytes = measured(command)
        size = sum(each.stat().st_size for each in out.rglob("*") if each.is_file()) / 1e6
        print(
            f"{format}: {asked.rows} ratings in {seconds:.0f} s, peak {megabytes:.0f} MB, "
            f"{size:.0f} MB on disk",
            flush=True,
        )
        if format == "long" and asked.again:
            began = time.perf_counter()
            with Store.open(asked.folder / "again.db") as store:
                report = import_export(out, store)
            print(f"imported again: {report.n_answers} answers in {time.perf_counter() - began:.0f} s")
        shutil.rmtree(out)


def make_store(file: Path, n_rows: int) -> None:
    """A store with so many ratings of made-up participants."""
    origin = ImportOrigin("large", "long", "0" * 64)
    with Store.open(file) as store:
        import_participants(store, participants(n_rows), origin=origin)


def participants(n_rows: int) -> Iterator[ImportedParticipant]:
    """Participants who rate every item of every clip, until there are enough ratings."""
    rng = Random(1)
    for number in range(-(-n_rows // (N_CLIPS * len(ITEMS)))):
        pages = [
            ImportedPage(
                clip_step_id(f"clip_{clip}"),
                {item: rng.randint(1, 5) for item in ITEMS},
                clip_id=f"clip_{clip}",
                position=clip + 1,
                response_ms={item: 800 + 1000 * rng.random() for item in ITEMS},
            )
            for clip in range(N_CLIPS)
        ]
        about = ImportedPage("questionnaire/demographics/0", {"age": 30, "country": "ES"})
        yield ImportedParticipant(
            source_id=f"p{number}",
            language=LANGUAGES[number % len(LANGUAGES)],
            pages=(about, *pages),
            is_complete=True,
            started_at=_BEGAN + timedelta(minutes=number),
        )


def measured(command: list[str]) -> tuple[float, float]:
    """Seconds, and megabytes of peak resident memory, of one command; never less than this process has."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "merlingua.gui", *command])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()
