"""What ``merlingua evaluate`` does: from checkpoints and labelled music to a report's folder."""

from __future__ import annotations

import argparse
import csv
import io
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from merlingua.analysis.progress_line import ProgressLine
from merlingua.analysis.report_folder import check_report_folder
from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.classic_descriptors import classic_descriptors
from merlingua.mer_models.clip_metrics import Metric
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.corpus import CorpusProblem
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.embedding_tables import check_embeddings, read_embeddings
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.evaluated_models import DESCRIPTORS, JudgedMusic, MusicToJudge, judge
from merlingua.mer_models.evaluation_clips import JudgedClips, absent_quadrants, judged_clips
from merlingua.mer_models.evaluation_models import LoadedModel, ModelGroup, grouped_by_seed, load_models
from merlingua.mer_models.evaluation_rows import (
    LINEAR,
    Inputs,
    baseline_rows,
    can_be_randomised,
    human_row,
    model_rows,
    random_start,
)
from merlingua.mer_models.is13_descriptors import LICENCE, is13_rows
from merlingua.mer_models.labelled_music import LabelledMusic, labelled_music
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_report import EVALUATION, write_model_report
from merlingua.mer_models.model_report_text import number, with_interval
from merlingua.mer_models.training_processes import started_processes

LEFT_OUT = "left-out.csv"
N_PROBLEMS_SHOWN = 5
FEW_CLIPS = 40
"""Below it a macro-F1 has an interval of ± .12 or more."""
SHOWN: tuple[tuple[str, Metric], ...] = (
    ("cross-entropy", "cross_entropy"),
    ("macro-F1", "macro_f1"),
    ("r arousal", "arousal_r"),
    ("r valence", "valence_r"),
)


def run_evaluation(arguments: argparse.Namespace) -> int:
    """``merlingua evaluate``."""
    if arguments.out is not None:
        check_report_folder(arguments.out, EVALUATION)
    groups = grouped_by_seed(load_models(arguments.models))
    tables = _embeddings(arguments.embeddings, [group.name for group in groups])
    kind, folder = parse_corpus_argument(arguments.music)
    corpus = load_corpus(kind, folder, mapping=arguments.mapping)
    resampling = Resampling(seed=arguments.seed)
    with started_processes(arguments.device) as processes, ProgressLine() as line:
        music = labelled_music(
            corpus, LogMelSettings(), arguments.cache, on_progress=partial(line, "log-mels")
        )
        descriptors = classic_descriptors(
            music.clips, arguments.cache, on_progress=partial(line, "descriptors")
        )
        models = [model for group in groups for model in group.runs]
        inputs, described = _inputs(models, music, arguments.cache, partial(line, "IS13 descriptors"))
        described &= set(descriptors.clip_ids)
        clips = judged_clips(models, music, described=described, seed=arguments.seed)
        labels = music.labels(clips.judged)
        for file, table in zip(arguments.embeddings, tables.values(), strict=True):
            check_embeddings(file, table, [*labels.clip_ids, *music.labels(clips.learnt).clip_ids])
        line("baselines", 0, 1)
        regressions = {DESCRIPTORS: descriptors, **tables}
        baselines = baseline_rows(labels, music.labels(clips.learnt), clips, regressions, seed=arguments.seed)
        rows = [row for row in baselines if row.kind == "baseline"]
        rows += model_rows(groups, music, clips, inputs, processes.device, line)
        rows += [row for row in baselines if row.kind == "model"]
        human = human_row(music.corpus, labels, arguments.seed)
        problems = [*music.corpus.problems, *music.data.mels.problems, *clips.left_out]
        to_judge = MusicToJudge(
            corpus.name, labels, _hours(music, clips), _words(clips, problems), tuple(rows), human
        )
        judged = judge(to_judge, resampling, partial(line, "intervals and tests"))
        remarks = (*_remarks(judged, groups, clips), *_remark_on_sound(music, clips))
        judged = replace(judged, missing=(*judged.missing, *remarks))
        files: tuple[Path, ...] = ()
        if arguments.out is not None:
            files = write_model_report(
                [judged],
                arguments.out,
                resampling=resampling,
                command=command_line(arguments),
                more_files={LEFT_OUT: _left_out_csv(problems)} if problems else None,
            )
    _tell_problems(problems)
    sys.stdout.write("\n".join([*_summary(judged), *_files_line(arguments.out, files)]) + "\n")
    return 0


def command_line(arguments: argparse.Namespace) -> str:
    """The command that makes the same report again, with what was left to defaults written out."""
    words = ["merlingua", "evaluate"]
    for file in arguments.models:
        words += ["--model", str(file)]
    words += ["--music", arguments.music]
    if arguments.mapping is not None:
        words += ["--mapping", str(arguments.mapping)]
    for file in arguments.embeddings:
        words += ["--embeddings", str(file)]
    words += ["--seed", str(arguments.seed)]
    if arguments.out is not None:
        words += ["--out", str(arguments.out)]
    return shlex.join(words)


def _embeddings(files: Sequence[Path], taken: Sequence[str]) -> dict[str, FeatureTable]:
    tables: dict[str, FeatureTable] = {}
    for file in files:
        if file.stem in tables or file.stem in taken:
            raise EvaluationError(f"{file}: there is another row {file.stem!r}; rename the file")
        tables[file.stem] = read_embeddings(file)
    return tables


def _inputs(
    models: Sequence[LoadedModel],
    music: LabelledMusic,
    cache_dir: Path | None,
    on_progress: Callable[[int, int], None],
) -> tuple[Inputs, set[str]]:
    """What the networks take of clips, and the ids of those that have all of it."""
    ids = [clip.clip_id for clip in music.clips]
    if not any(model.model.takes_descriptors for model in models):
        return Inputs(music.data.mels.clip), set(ids)
    print(LICENCE, file=sys.stderr)
    rows = is13_rows(music.clips, cache_dir, on_progress=on_progress)
    row_of = {clip_id: row for row, clip_id in enumerate(rows.clip_ids)}
    return Inputs(music.data.mels.clip, lambda index: rows.clip(row_of[ids[index]])), set(row_of)


def _hours(music: LabelledMusic, clips: JudgedClips) -> float:
    return music.data.mels.hours_of(clips.judged.tolist())


def _words(clips: JudgedClips, problems: Sequence[CorpusProblem]) -> str:
    if not problems:
        return clips.words
    return f"{clips.words} What was left out, and why, is in {LEFT_OUT}: {len(problems)} lines."


def _remarks(judged: JudgedMusic, groups: Sequence[ModelGroup], clips: JudgedClips) -> Iterator[str]:
    if len(clips.judged) < FEW_CLIPS:
        yield (
            f"{len(clips.judged)} clips are few: differences between the rows are mostly chance. Judge "
            "together what was trained with one split, or judge on other music."
        )
    if absent := absent_quadrants(judged.music.labels):
        yield absent
    for group in groups:
        if not group.is_pretrained or group.same_at_random or can_be_randomised(group, clips):
            continue
        why = "has learnt from other music" if group.card.network == LINEAR else "takes long to train"
        yield (
            f"Random weights for {group.name} cannot be tried here, since it {why}: train it by the same "
            f"`merlingua transfer` command with {random_start(group)} in place of --encoder, and give the "
            "file as one more --model."
        )


def _remark_on_sound(music: LabelledMusic, clips: JudgedClips) -> Iterator[str]:
    """Clips that are judged though they are silent or clipped: they are not left out."""
    judged = {music.clips[index].clip_id for index in clips.judged}
    told = [f"{note.thing} ({note.reason})" for note in music.data.mels.notes if note.thing in judged]
    if told:
        more = f" and {len(told) - N_PROBLEMS_SHOWN} more" if len(told) > N_PROBLEMS_SHOWN else ""
        shown = ", ".join(told[:N_PROBLEMS_SHOWN])
        yield f"Judged though something is wrong with the sound: {shown}{more}."


def _left_out_csv(problems: Sequence[CorpusProblem]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(("what", "reason"))
    writer.writerows((problem.thing, problem.reason) for problem in problems)
    return stream.getvalue()


def _summary(judged: JudgedMusic) -> Iterator[str]:
    music = judged.music
    yield (
        f"{music.name}: {len(music.labels)} clips, {music.n_hours:.2f} hours, "
        f"{len(set(music.labels.groups))} artists or songs"
    )
    yield music.split
    names = [row.row.name for row in judged.rows]
    width = max(map(len, names))
    yield " ".join([" " * width, *(f"{title:>22}" for title, _ in SHOWN), "  runs"])
    for row in judged.rows:
        cells = [
            number(None)
            if metric == "cross_entropy" and not row.row.has_probabilities
            else with_interval(row.over_runs[metric])
            for _, metric in SHOWN
        ]
        yield " ".join(
            [f"{row.row.name:<{width}}", *(f"{cell:>22}" for cell in cells), f"{len(row.of_runs):>6}"]
        )
    for row in judged.rows:
        if row.row.kind == "model" and row.n_collapsed:
            reason = next(alarm for alarm in row.alarms if alarm.is_raised).reasons[0]
            yield f"ALARM {row.row.name}, {row.n_collapsed} of {len(row.alarms)} runs: {reason}"
    yield from judged.missing


def _tell_problems(problems: Sequence[CorpusProblem]) -> None:
    for problem in problems[:N_PROBLEMS_SHOWN]:
        print(f"left out: {problem}", file=sys.stderr)
    if len(problems) > N_PROBLEMS_SHOWN:
        print(f"and {len(problems) - N_PROBLEMS_SHOWN} more", file=sys.stderr)


def _files_line(out: Path | None, files: Sequence[Path]) -> list[str]:
    return [] if out is None else [f"{out}: {', '.join(file.name for file in files)}"]
