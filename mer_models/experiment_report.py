"""An experiment's cells as one report: every row on the same clips, beside its baselines and the human row.

A grid that is not done yet is reported as far as it goes: a row has the seeds of which every fold is there,
and what is missing is said.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from merlingua.mer_models.baselines import (
    CONSTANT,
    BaselineAnswers,
    FeatureTable,
    baselines_in_folds,
    baselines_of_split,
)
from merlingua.mer_models.classic_descriptors import classic_descriptors
from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.evaluated_models import DESCRIPTORS, ModelRow, MusicToJudge, judge
from merlingua.mer_models.experiment_cells import Cell, Experiment, Progress, cells_of
from merlingua.mer_models.experiment_plan import RANDOM, SMALL_CNN
from merlingua.mer_models.human_ceiling import human_ceiling
from merlingua.mer_models.labelled_music import LabelledMusic
from merlingua.mer_models.model_cards import ModelCard
from merlingua.mer_models.model_comparisons import (
    Comparison,
    MusicResults,
    compare_speech_languages,
    compare_with_random,
)
from merlingua.mer_models.model_report import write_model_report
from merlingua.mer_models.modulation_descriptors import dsm_table
from merlingua.mer_models.paper_tables import PatchScores, rows_of, table_two

WITH_MODULATION = "descriptors and modulation"
"""Row of the descriptors beside statistics of the mel bands and their modulation spectrum."""
HUMAN_SEED = 1


@dataclass(frozen=True)
class FinishedRow:
    """A way to begin and a mode: what its seeds said of all test clips, and of their patches."""

    name: str
    start: str
    seeds: tuple[int, ...]
    runs: tuple[ClipPredictions, ...]
    by_patch: tuple[PatchScores, ...]


@dataclass(frozen=True, eq=False)
class FinishedMusic:
    """A corpus of music with all of its rows that are done."""

    name: str
    music: LabelledMusic
    labels: ClipLabels
    rows: tuple[FinishedRow, ...]
    baselines: Mapping[str, BaselineAnswers]
    n_cells: int
    n_done: int


def report_experiment(
    experiment: Experiment,
    folder: Path,
    *,
    resampling: Resampling | None = None,
    command: str = "",
    on_progress: Progress | None = None,
) -> tuple[tuple[Path, ...], tuple[Comparison, ...]]:
    """Write the report of all that is done; gives its files and what it says about speech.

    Raises
    ------
    EvaluationError
        If not one row is done.
    ReportFolderError
        If the report cannot be written.
    """
    settings = resampling or Resampling()
    finished = [_finished(experiment, name, on_progress) for name in experiment.plan.music]
    if not any(music.rows for music in finished):
        raise EvaluationError(
            f"no row of the experiment is done in {experiment.out}: let it go on until a seed is whole"
        )
    judged = [judge(_to_judge(experiment, music), settings, _named(on_progress, music)) for music in finished]
    comparisons = compared(experiment, finished, settings)
    tables = {
        f"table2-{of_music.music.name}.md": table_two(rows_of(of_music, _patches_of(music)))
        for of_music, music in zip(judged, finished, strict=True)
    }
    files = write_model_report(
        judged,
        folder,
        resampling=settings,
        command=command,
        comparisons=comparisons,
        more_files=tables | {"encoders.csv": encoders_csv(cards_of(experiment))},
    )
    return files, comparisons


def compared(
    experiment: Experiment, finished: Sequence[FinishedMusic], resampling: Resampling
) -> tuple[Comparison, ...]:
    """The answers about speech and its language, a family for each mode of transfer."""
    found: list[Comparison] = []
    asked = experiment.plan.languages
    for mode in experiment.plan.modes:
        results = [
            MusicResults(music.name, music.music.corpus.language, music.labels, _runs_of(music))
            for music in finished
            if all(row_name(start, mode) in _runs_of(music) for start in experiment.plan.starts)
        ]
        if not results or not experiment.plan.speech:
            continue
        speech = [row_name(start, mode) for start in experiment.plan.speech]
        found += compare_with_random(results, speech, row_name(RANDOM, mode), resampling=resampling)
        if asked is not None:
            second = asked.second_english
            found += compare_speech_languages(
                results,
                row_name(asked.english, mode),
                row_name(asked.mandarin, mode),
                second_english=row_name(second, mode) if second else None,
                resampling=resampling,
            )
    return tuple(found)


def row_name(start: str, mode: str) -> str:
    """How a row is called in reports and in the plan's ensembles."""
    return "small CNN" if start == SMALL_CNN else f"{start}, {mode.replace('-', ' ')}"


def cards_of(experiment: Experiment) -> dict[str, ModelCard]:
    """The encoders' cards by name, those of an encoder whose weights are no longer there included."""
    files = sorted((experiment.out / "cards").glob("*.json"))
    return {file.stem: ModelCard.from_text(file.read_text(encoding="utf-8")) for file in files}


def encoders_csv(cards: Mapping[str, ModelCard]) -> str:
    """One line an encoder: what it learnt from, for how long, how well it restores unheard speech."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ["encoder", "seed", "corpora", "hours", "clips", "patches", "validation_loss", "weights_sha256"]
    )
    for name, card in cards.items():
        writer.writerow(
            [
                name,
                card.seed,
                " + ".join(use.name for use in card.corpora),
                repr(card.n_hours),
                sum(use.n_clips for use in card.corpora),
                card.training["n_examples"],
                repr(card.scores["validation_loss"]),
                card.weights_sha256,
            ]
        )
    return stream.getvalue()


def _finished(experiment: Experiment, name: str, on_progress: Progress | None) -> FinishedMusic:
    cells = [cell for cell in cells_of(experiment.plan) if cell.music == name]
    done = {cell: read_cell(experiment.file_of(cell)) for cell in cells if experiment.file_of(cell).exists()}
    music = experiment.music(name)
    folds = {cell.fold: experiment.sides(cell) for cell in cells}
    tested = np.sort(np.concatenate([sides.test for sides in folds.values()]))
    labels = music.labels(tested)
    ways = dict.fromkeys((cell.start, cell.mode) for cell in cells)
    rows = [_row(start, mode, cells, done, labels) for start, mode in ways]
    features = _features(experiment, music, _step(on_progress, f"descriptors of {name}"))
    if len(folds) > 1:
        fold_of_clip = np.zeros(len(tested), dtype=np.int64)
        for fold, sides in folds.items():
            fold_of_clip[np.searchsorted(tested, sides.test)] = fold
        baselines = baselines_in_folds(
            labels, fold_of_clip, features, seed=experiment.plan.music[name].split_seed
        )
    else:
        (sides,) = folds.values()
        known = music.labels(np.sort(np.concatenate([sides.train, sides.validation])))
        seed = experiment.plan.music[name].split_seed
        baselines = baselines_of_split(known, labels.clip_ids, features, seed=seed)
    whole = tuple(row for row in rows if row.runs)
    return FinishedMusic(name, music, labels, whole, baselines, len(cells), len(done))


def _features(
    experiment: Experiment, music: LabelledMusic, on_progress: Callable[[int, int], None] | None
) -> dict[str, FeatureTable]:
    descriptors = classic_descriptors(music.clips, experiment.cache_dir, on_progress=on_progress)
    return {DESCRIPTORS: descriptors, WITH_MODULATION: dsm_table(descriptors, music.data.mels)}


def _row(
    start: str, mode: str, cells: Sequence[Cell], done: Mapping[Cell, dict[str, Any]], labels: ClipLabels
) -> FinishedRow:
    seeds, runs, patches = [], [], []
    for seed in dict.fromkeys(cell.seed for cell in cells):
        of_seed = [cell for cell in cells if (cell.start, cell.mode, cell.seed) == (start, mode, seed)]
        if not of_seed or any(cell not in done for cell in of_seed):
            continue
        contents = [done[cell] for cell in of_seed]
        seeds.append(seed)
        runs.append(joined([ClipPredictions.from_json(each["predictions"]) for each in contents], labels))
        if all(each["patches"] for each in contents):
            counts = {
                task: np.sum([each["patches"][task] for each in contents], axis=0)
                for task in contents[0]["patches"]
            }
            patches.append(PatchScores.of_confusions(**counts))
    return FinishedRow(row_name(start, mode), start, tuple(seeds), tuple(runs), tuple(patches))


def joined(parts: Sequence[ClipPredictions], labels: ClipLabels) -> ClipPredictions:
    """The folds' predictions as one of all clips, in the labels' order."""
    together = ClipPredictions(
        tuple(clip_id for part in parts for clip_id in part.clip_ids),
        np.concatenate([part.quadrants for part in parts]),
        np.concatenate([part.arousal for part in parts]),
        np.concatenate([part.valence for part in parts]),
    )
    return together.of_clips(labels.clip_ids)


def _to_judge(experiment: Experiment, finished: FinishedMusic) -> MusicToJudge:
    asked = experiment.plan.music[finished.name]
    names = {row.name for row in finished.rows}
    baselines = [
        ModelRow(
            name,
            (answers.predictions,),
            "baseline",
            has_probabilities=name != CONSTANT,
            details={"strengths": list(answers.strengths)},
        )
        for name, answers in finished.baselines.items()
    ]
    models = []
    for row in finished.rows:
        mode = row.name.removeprefix(row.start)
        at_random = f"{RANDOM}{mode}" if row.start in experiment.plan.speech else None
        models.append(
            ModelRow(
                row.name,
                row.runs,
                is_pretrained=row.start in experiment.plan.speech,
                same_at_random=at_random if at_random in names else None,
                details={"seeds": list(row.seeds)},
            )
        )
    models += _ensembles(experiment, [*baselines, *models])
    music = finished.music
    used = np.flatnonzero(np.isin(music.data.mels.clip_ids, finished.labels.clip_ids))
    how = (
        f"The split of its authors: {len(finished.labels)} test clips."
        if asked.split == "official"
        else f"Each of the {len(finished.labels)} clips predicted once, by models of the other folds; an "
        f"artist or song is in one fold (seed {asked.split_seed})."
    )
    if finished.n_done < finished.n_cells:
        how += f" Not finished: {finished.n_done} of {finished.n_cells} cells are done."
    votes = music.corpus.votes
    return MusicToJudge(
        finished.name,
        finished.labels,
        music.data.mels.hours_of(used.tolist()),
        how,
        (*baselines, *models),
        human_ceiling(votes, seed=HUMAN_SEED) if votes else None,
    )


def _ensembles(experiment: Experiment, rows: Sequence[ModelRow]) -> list[ModelRow]:
    """Means of the members' probabilities, seed by seed; one that has a single run stands in all."""
    by_name = {row.name: row for row in rows}
    found = []
    for name, members in experiment.plan.ensembles.items():
        there = [by_name[member] for member in members if member in by_name]
        if len(there) < len(members):
            continue
        n_runs = min([len(row.runs) for row in there if len(row.runs) > 1], default=1)
        runs = tuple(_mean_of([row.runs[run % len(row.runs)] for row in there]) for run in range(n_runs))
        found.append(ModelRow(name, runs, details={"members": list(members)}))
    return found


def _mean_of(runs: Sequence[ClipPredictions]) -> ClipPredictions:
    return ClipPredictions(
        runs[0].clip_ids,
        np.mean([run.quadrants for run in runs], axis=0),
        np.mean([run.arousal for run in runs], axis=0),
        np.mean([run.valence for run in runs], axis=0),
    )


def read_cell(file: Path) -> dict[str, Any]:
    """What a cell's file holds.

    Raises
    ------
    EvaluationError
        If it is damaged, or no cell of an experiment.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        is_cell = content["format"] == "merlingua-experiment-cell" and content["version"] == 1
        if not (is_cell and {"predictions", "patches"} <= content.keys()):
            raise KeyError("format")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"{file} is no finished cell of an experiment ({type(error).__name__}: {error}). Remove it, and "
            "the experiment does it again."
        ) from error
    return dict(content)


def _runs_of(music: FinishedMusic) -> dict[str, tuple[ClipPredictions, ...]]:
    return {row.name: row.runs for row in music.rows}


def _patches_of(music: FinishedMusic) -> dict[str, tuple[PatchScores, ...]]:
    return {row.name: row.by_patch for row in music.rows if row.by_patch}


def _named(on_progress: Progress | None, music: FinishedMusic) -> Callable[[int, int], None] | None:
    return _step(on_progress, f"scores on {music.name}")


def _step(on_progress: Progress | None, step: str) -> Callable[[int, int], None] | None:
    if on_progress is None:
        return None
    return lambda done, n_all: on_progress(step, done, n_all)
