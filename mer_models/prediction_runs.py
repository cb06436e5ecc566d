"""What ``merlingua predict`` does: from files and folders to a table, on one machine or many."""

from __future__ import annotations

import argparse
import csv
import io
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.audio_decoding import FORMATS
from merlingua.mer_models.distributed_prediction import distributed
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.predictions import Prediction
from merlingua.mer_models.predictor import SHORTEST_WINDOW_S, Predictor
from merlingua.mer_models.torch_threads import one_thread_each
from merlingua.surveys.study_files import write_atomically

SUFFIXES = (".wav", ".flac", ".ogg", ".oga", ".mp3")
COLUMNS = (
    "file",
    "time_s",
    "duration_s",
    "quadrant",
    "p_q1",
    "p_q2",
    "p_q3",
    "p_q4",
    "arousal",
    "valence",
    "credible",
    "half_width_quadrant",
    "half_width_arousal",
    "half_width_valence",
    "flags",
)


@dataclass(frozen=True)
class Refused:
    """A file that cannot be used, and why, in one line."""

    reason: str


Outcome = Prediction | Refused


def run_prediction(arguments: argparse.Namespace) -> int:
    """``merlingua predict``."""
    if arguments.window < SHORTEST_WINDOW_S or arguments.window % 2 == 0:
        raise FeatureError(f"--window {arguments.window}: {SHORTEST_WINDOW_S}, 5, 7, … seconds are due")
    if arguments.out is not None and arguments.out.is_dir():
        raise FeatureError(f"--out {arguments.out} is a folder; name a file, for example predictions.csv")
    if arguments.out is not None and not arguments.out.parent.is_dir():
        raise FeatureError(f"--out {arguments.out}: there is no folder {arguments.out.parent}; make it first")
    files = sound_files(arguments.files)
    predictor = Predictor.load(arguments.model, arguments.group)
    with ProgressLine() as line:
        if arguments.scheduler is not None:
            outcomes = distributed(
                arguments.scheduler, predictor, files, curve=arguments.curve, window_s=arguments.window
            )
        else:
            outcomes = predicted(
                predictor, files, curve=arguments.curve, window_s=arguments.window, n_jobs=arguments.jobs
            )
        all_outcomes = []
        for outcome in outcomes:
            all_outcomes.append(outcome)
            line("predicting", len(all_outcomes), len(files))
    table = table_of(files, all_outcomes)
    if arguments.out is None:
        sys.stdout.write(table)
    else:
        write_atomically(arguments.out, table)
    refused = [outcome for outcome in all_outcomes if isinstance(outcome, Refused)]
    for outcome in refused:
        print(outcome.reason, file=sys.stderr)
    n_good = len(files) - len(refused)
    told = f"{n_good} of {len(files)} files" if refused else f"{n_good} file{'s' if n_good != 1 else ''}"
    print(f"{told} by {predictor.name}" + (f": {arguments.out}" if arguments.out else ""), file=sys.stderr)
    return 1 if refused else 0


def sound_files(given: Sequence[Path]) -> list[Path]:
    """The files themselves, and those of folders and their subfolders, sorted; each once.

    Raises
    ------
    FeatureError
        If a folder holds no sound.
    """
    files: dict[Path, None] = {}
    for path in given:
        if not path.is_dir():
            files.setdefault(path)
            continue
        inside = [
            file for file in sorted(path.rglob("*")) if file.suffix.lower() in SUFFIXES and file.is_file()
        ]
        if not inside:
            raise FeatureError(f"{path}: no {FORMATS} file is in this folder")
        files.update(dict.fromkeys(inside))
    return list(files)


def predicted(
    predictor: Predictor, files: Sequence[Path], *, curve: bool, window_s: int, n_jobs: int | None = None
) -> Iterator[Outcome]:
    """The outcomes for files, in order, several at once."""
    n_jobs = min(n_jobs or os.cpu_count() or 1, len(files))
    asked = partial(outcome_of, predictor, curve=curve, window_s=window_s)
    if n_jobs == 1:
        yield from map(asked, files)
        return
    with one_thread_each(), ThreadPoolExecutor(n_jobs, "merlingua-predict") as pool:
        yield from pool.map(asked, files)


def outcome_of(predictor: Predictor, file: Path, *, curve: bool, window_s: int) -> Outcome:
    """The prediction for a file, or why there is none."""
    try:
        return predictor.predict(file, curve=curve, window_s=window_s)
    except FeatureError as error:
        return Refused(str(error))


def table_of(files: Sequence[Path], outcomes: Sequence[Outcome]) -> str:
    """CSV with a header: a row a file (``time_s`` empty), each followed by its curve's where there is one."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for file, outcome in zip(files, outcomes, strict=True):
        if isinstance(outcome, Prediction):
            writer.writerows(_rows(file, outcome))
    return stream.getvalue()


def _rows(file: Path, prediction: Prediction) -> Iterator[list[object]]:
    widths = prediction.half_widths
    yield [
        file,
        "",
        prediction.duration_s,
        prediction.quadrant,
        *prediction.quadrants.tolist(),
        prediction.arousal,
        prediction.valence,
        " ".join(prediction.credible),
        *(("", "", "") if widths is None else (widths.quadrant, widths.arousal, widths.valence)),
        "; ".join(prediction.flags),
    ]
    curve = prediction.curve
    if curve is None:
        return
    arousal, valence = curve.arousal, curve.valence
    for second in range(len(curve)):
        shares = curve.quadrants[second]
        yield [
            file,
            curve.times_s[second].item(),
            prediction.duration_s,
            f"Q{int(shares.argmax()) + 1}",
            *shares.tolist(),
            arousal[second].item(),
            valence[second].item(),
            *("",) * 5,
        ]
