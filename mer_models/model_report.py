"""An evaluation on the disk: ``report.md`` to read, ``scores.csv`` and ``report.json`` to compute with.

Conventions
-----------
``report.json`` has everything in full precision, the labels and each run's answers included, so that whoever
doubts a score can compute it. ``scores.csv`` is tidy: one score a line; ``run`` is ``mean`` for the mean over
runs, which has the interval, or the number of the run from 1.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import fmean
from typing import Any

from merlingua.analysis.provenance import now, versions
from merlingua.analysis.report_folder import ReportKind, file_hashes, new_report
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.evaluated_models import JudgedMusic, ScoredRow
from merlingua.mer_models.human_ceiling import HumanCeiling
from merlingua.mer_models.model_cards import checked_json
from merlingua.mer_models.model_comparisons import Comparison
from merlingua.mer_models.model_report_text import report_text

EVALUATION = ReportKind("merlingua evaluation", "report.json")
VERSION = 1
TEXT = "report.md"
TABLE = "scores.csv"
COLUMNS = ("music", "model", "kind", "run", "score", "value", "low", "high", "sd_of_seeds")

_SECTIONS = ("quadrants", "decisions", "probabilities")
_OF_PROBABILITIES = ("cross_entropy", "floor", "brier", "ece")


def write_model_report(
    judged: Sequence[JudgedMusic],
    folder: Path,
    *,
    resampling: Resampling,
    command: str = "",
    comparisons: Sequence[Comparison] = (),
    more_files: Mapping[str, str] | None = None,
) -> tuple[Path, ...]:
    """Write a report of all music into ``folder``, all of it or nothing.

    Parameters
    ----------
    folder
        New, empty, or that of an earlier evaluation, whose files are replaced. Its parent must be there.
    resampling
        What the scores were made with.
    command
        The command line that makes the report again.
    comparisons
        Answers about speech and its language (`model_comparisons`).
    more_files
        Further texts by name, such as the paper's table.

    Returns
    -------
    tuple of Path
        The files, by name.

    Raises
    ------
    ReportFolderError
        If they cannot be written; what was in ``folder`` is as it was.
    """
    with new_report(folder, EVALUATION) as workplace:
        _write(workplace / TEXT, report_text(judged, resampling, command, comparisons))
        _write(workplace / TABLE, scores_csv(judged))
        for name, text in (more_files or {}).items():
            _write(workplace / name, text)
        hashes = file_hashes(workplace)
        content = report_json(
            judged, resampling=resampling, command=command, comparisons=comparisons, files=hashes
        )
        _write(
            workplace / EVALUATION.results,
            json.dumps(content, allow_nan=False, ensure_ascii=False, indent=1) + "\n",
        )
    return tuple(folder / name for name in sorted((*hashes, EVALUATION.results)))


def report_json(
    judged: Sequence[JudgedMusic],
    *,
    resampling: Resampling,
    command: str = "",
    comparisons: Sequence[Comparison] = (),
    files: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What stands in ``report.json``."""
    content = {
        "format": EVALUATION.format,
        "version": VERSION,
        "made_at": now().isoformat(),
        "versions": versions(),
        "command": command,
        "resampling": asdict(resampling),
        "comparisons": [asdict(entry) for entry in comparisons],
        "music": [_music_json(of_music) for of_music in judged],
        "files": dict(files or {}),
    }
    return dict(checked_json(content))


def scores_csv(judged: Sequence[JudgedMusic]) -> str:
    """The tidy table."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for of_music in judged:
        for row in of_music.rows:
            for cells in _csv_rows(row):
                writer.writerow([of_music.music.name, row.row.name, row.row.kind, *cells])
        if of_music.music.human is not None:
            for cells in _human_rows(of_music.music.human):
                writer.writerow([of_music.music.name, "one listener", "human", "mean", *cells])
    return stream.getvalue()


def _csv_rows(row: ScoredRow) -> Iterator[list[object]]:
    of_runs = [dict(_flat(scores.to_json())) for scores in row.of_runs]
    for name in of_runs[0]:
        if not _is_known(row, name):
            continue
        values = [scores[name] for scores in of_runs]
        over_runs = row.over_runs.get(name)  # type: ignore[call-overload]  # only some scores are metrics
        if over_runs is None:
            known = [value for value in values if value is not None]
            yield ["mean", name, _cell(fmean(known) if len(known) == len(values) else None), "", "", ""]
        else:
            told = (over_runs.mean, over_runs.low, over_runs.high, over_runs.sd)
            yield ["mean", name, *map(_cell, told)]
        for number, value in enumerate(values, start=1):
            yield [number, name, _cell(value), "", "", ""]


def _human_rows(human: HumanCeiling) -> Iterator[list[object]]:
    values = {
        "cross_entropy": human.cross_entropy,
        "accuracy": human.quadrants.accuracy,
        "macro_precision": human.quadrants.macro_precision,
        "macro_recall": human.quadrants.macro_recall,
        "macro_f1": human.quadrants.macro_f1,
        "arousal_r": human.arousal_r,
        "valence_r": human.valence_r,
    }
    for name, value in values.items():
        low, high = human.intervals.get(name, (None, None))
        yield [name, _cell(value), _cell(low), _cell(high), ""]


def _is_known(row: ScoredRow, name: str) -> bool:
    return row.row.has_probabilities or not name.endswith(_OF_PROBABILITIES)


def _flat(data: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, float | None]]:
    """(name, value) of every number, named as the metrics are; confusion matrices stand in the JSON."""
    for key, value in data.items():
        if key == "classes":
            for of_class in value:
                numbers = {f"{of_class['name']}_{k}": v for k, v in of_class.items() if k != "name"}
                yield from _flat(numbers, path)
        elif isinstance(value, Mapping):
            yield from _flat(value, path if key in _SECTIONS else f"{path}{key}_")
        elif value is None or isinstance(value, int | float):
            yield f"{path}{'r' if key == 'pearson_r' else key}", value


def _cell(value: float | None) -> str:
    return "" if value is None else repr(value)


def _music_json(judged: JudgedMusic) -> dict[str, Any]:
    music = judged.music
    return {
        "name": music.name,
        "n_clips": len(music.labels),
        "n_hours": music.n_hours,
        "n_groups": len(set(music.labels.groups)),
        "split": music.split,
        "missing": judged.missing,
        "labels": {
            "clip_ids": music.labels.clip_ids,
            "shares": music.labels.shares.tolist(),
            "groups": music.labels.groups,
        },
        "rows": [_row_json(row) for row in judged.rows],
        "human": None if music.human is None else asdict(music.human),
        "against_baselines": [asdict(entry) for entry in judged.against],
    }


def _row_json(row: ScoredRow) -> dict[str, Any]:
    model = row.row
    over_runs = {name: asdict(score) for name, score in row.over_runs.items() if _is_known(row, name)}
    return {
        "name": model.name,
        "kind": model.kind,
        "has_probabilities": model.has_probabilities,
        "is_pretrained": model.is_pretrained,
        "same_at_random": model.same_at_random,
        "details": model.details,
        "over_runs": over_runs,
        "runs": [
            {
                "scores": scores.to_json(),
                "alarm": asdict(alarm) | {"is_raised": alarm.is_raised},
                "predictions": run.to_json(),
            }
            for scores, alarm, run in zip(row.of_runs, row.alarms, model.runs, strict=True)
        ],
        "reliability": None if row.reliability is None else asdict(row.reliability)["bins"],
    }


def _write(file: Path, text: str) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
