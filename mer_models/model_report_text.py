"""The tables of an evaluation as Markdown: what was measured, how sure it is, and what it does not say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import fmean

from merlingua.mer_models.clip_metrics import Metric
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.confusion_scores import ConfusionScores
from merlingua.mer_models.corpus import QUADRANTS
from merlingua.mer_models.evaluated_models import COMPARED_BY, JudgedMusic, ScoredRow
from merlingua.mer_models.human_ceiling import HumanCeiling
from merlingua.mer_models.model_comparisons import Comparison
from merlingua.mer_models.score_bootstrap import SeedScores

NONE = "–"
HUMAN = "one listener against the rest"
NOTES = """\
Every score is by clip. Macro is the plain mean over classes, weighted the mean by the listeners' clips of \
each class (its recall is the accuracy). A class that a model never names has no precision; it counts as 0. \
Cross-entropy is in nats against the listeners' shares; its floor is their entropy, which no model can be \
below. r is Pearson's correlation of predicted positive arousal (valence) with the listeners' share of it. \
The constant gives no probabilities, so it has no cross-entropy. Where a model has several runs (seeds), a \
score is their mean, and "sd of seeds" their standard deviation; an interval is for other clips with the \
same runs, not for other seeds."""

_MAIN: tuple[tuple[str, Metric], ...] = (
    ("cross-entropy", "cross_entropy"),
    ("macro-F1", "macro_f1"),
    ("weighted F1", "weighted_f1"),
    ("accuracy", "accuracy"),
)
_HALVES: tuple[tuple[str, Metric], ...] = (
    ("r arousal", "arousal_r"),
    ("arousal accuracy", "arousal_accuracy"),
    ("arousal macro-F1", "arousal_macro_f1"),
    ("r valence", "valence_r"),
    ("valence accuracy", "valence_accuracy"),
    ("valence macro-F1", "valence_macro_f1"),
)


def report_text(
    judged: Sequence[JudgedMusic],
    resampling: Resampling,
    command: str = "",
    comparisons: Sequence[Comparison] = (),
) -> str:
    """The whole report; answers about speech and its language stand before the tables."""
    drawn = "clips" if resampling.unit == "clip" else "artists or songs with all their clips"
    lines = [
        "# How well the models do",
        "",
        NOTES,
        "",
        f"Intervals: {resampling.level:.0%}, percentiles of {resampling.n_resamples} bootstrap draws of "
        f"{drawn}, seed {resampling.seed}.",
        "",
    ]
    if command:
        lines += ["Made again by:", "", f"    {command}", ""]
    lines += _comparisons(comparisons)
    for of_music in judged:
        lines += _of_music(of_music)
    return "\n".join(lines).rstrip() + "\n"


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table whose first column is text and whose others are numbers, and an empty line after it."""
    escaped = [[cell.replace("|", "\\|") for cell in row] for row in (header, *rows)]
    marks = ["---", *("--:" for _ in header[1:])]
    head, *body = [f"| {' | '.join(row)} |" for row in escaped]
    return [head, f"| {' | '.join(marks)} |", *body, ""]


def number(value: float | None, digits: int = 3) -> str:
    """Rounded for reading; a dash where there is no value."""
    return NONE if value is None else f"{value:.{digits}f}"


def with_interval(score: SeedScores) -> str:
    """The mean over runs and its interval."""
    return _bounded(score.mean, score.low, score.high)


def _comparisons(comparisons: Sequence[Comparison]) -> Iterator[str]:
    if not comparisons:
        return
    yield from ("## What the speech did", "", *(f"- {entry.sentence}" for entry in comparisons), "")
    rows = []
    for entry in comparisons:
        told = entry.difference
        rows.append(
            [
                entry.name,
                _bounded(told.estimate, told.low, told.high),
                number(told.seed_error),
                number(told.p, 4),
                number(entry.p_holm, 4),
                number(entry.smallest_resolvable),
            ]
        )
    header = ["", "difference", "error of seeds", "p", "p (Holm)", "smallest that would have been seen"]
    yield from markdown_table(header, rows)


def _of_music(judged: JudgedMusic) -> Iterator[str]:
    music = judged.music
    floor = judged.rows[0].of_runs[0].probabilities.floor if judged.rows else None
    yield from (
        f"## {music.name}",
        "",
        f"{len(music.labels)} clips ({music.n_hours:.2f} h) of {len(set(music.labels.groups))} artists or "
        f"songs. {music.split} Floor of the cross-entropy: {number(floor)}.",
        "",
    )
    if alarms := list(_alarms(judged.rows)):
        yield from ("### Alarm", "", *alarms, "")
    if judged.missing:
        yield from (*(f"- {sentence}" for sentence in judged.missing), "")
    yield from ("### Quadrants", "", *_scores_table(judged, _MAIN))
    yield from ("### Arousal and valence", "", *_scores_table(judged, _HALVES))
    yield from ("### Precision and recall of the quadrants", "", *_precision_table(judged))
    if judged.against:
        yield from ("### Against the baselines", "", *_against(judged))
    yield from ("### Calibration", "", *_calibration(judged.rows))
    yield from ("### Confusion in clips", "", *_confusions(judged))


def _alarms(rows: Sequence[ScoredRow]) -> Iterator[str]:
    for row in rows:
        if row.row.kind != "model":
            continue
        for number_of_run, alarm in enumerate(row.alarms, start=1):
            if alarm.is_raised:
                run = f", run {number_of_run} of {len(row.alarms)}" if len(row.alarms) > 1 else ""
                yield f"- **{row.row.name}**{run}: {'; '.join(alarm.reasons)}."


def _scores_table(judged: JudgedMusic, columns: Sequence[tuple[str, Metric]]) -> list[str]:
    has_runs = any(len(row.of_runs) > 1 for row in judged.rows)
    header = ["", *(title for title, _ in columns)]
    if has_runs:
        header += ["runs", f"sd of seeds ({columns[0][0]})"]
    body = []
    for row in judged.rows:
        cells = [
            NONE if not row.row.has_probabilities and metric == "cross_entropy" else with_interval(score)
            for metric, score in ((metric, row.over_runs[metric]) for _, metric in columns)
        ]
        if has_runs:
            cells += [str(len(row.of_runs)), number(row.over_runs[columns[0][1]].sd)]
        body.append([_named(row), *cells])
    if judged.music.human is not None:
        cells = [_human_cell(judged.music.human, metric) for _, metric in columns]
        body.append([HUMAN, *cells, *([NONE] * (len(header) - 1 - len(cells)))])
    return markdown_table(header, body)


def _human_cell(human: HumanCeiling, metric: Metric) -> str:
    values: dict[str, float | None] = {
        "cross_entropy": human.cross_entropy,
        "accuracy": human.quadrants.accuracy,
        "macro_f1": human.quadrants.macro_f1,
        "weighted_f1": human.quadrants.weighted_f1,
        "arousal_r": human.arousal_r,
        "valence_r": human.valence_r,
    }
    return _bounded(values.get(metric), *human.intervals.get(metric, (None, None)))


def _precision_table(judged: JudgedMusic) -> list[str]:
    columns: tuple[tuple[str, Callable[[ConfusionScores], float]], ...] = (
        ("macro precision", lambda scores: scores.macro_precision),
        ("macro recall", lambda scores: scores.macro_recall),
        ("macro F1", lambda scores: scores.macro_f1),
        ("weighted precision", lambda scores: scores.weighted_precision),
        ("weighted recall", lambda scores: scores.weighted_recall),
        ("weighted F1", lambda scores: scores.weighted_f1),
    )
    body = []
    for row in judged.rows:
        of_runs = [scores.quadrants for scores in row.of_runs]
        means = [number(fmean(value(scores) for scores in of_runs)) for _, value in columns]
        body.append([_named(row), *means, *(_class_cell(of_runs, k) for k in range(len(QUADRANTS)))])
    if judged.music.human is not None:
        human = judged.music.human.quadrants
        body.append(
            [HUMAN, *(number(value(human)) for _, value in columns)]
            + [_class_cell([human], k) for k in range(len(QUADRANTS))]
        )
    header = ["", *(title for title, _ in columns), *(f"{name} P / R / F1" for name in QUADRANTS)]
    return markdown_table(header, body)


def _class_cell(of_runs: Sequence[ConfusionScores], k: int) -> str:
    classes = [scores.classes[k] for scores in of_runs]
    never = all(of_class.n_predicted == 0 for of_class in classes)
    precision = NONE if never else number(fmean(of_class.precision for of_class in classes), 2)
    recall = number(fmean(of_class.recall for of_class in classes), 2)
    return f"{precision} / {recall} / {number(fmean(of_class.f1 for of_class in classes), 2)}"


def _against(judged: JudgedMusic) -> Iterator[str]:
    yield (
        f"Differences of {COMPARED_BY.replace('_', '-')}, model minus baseline on the same clips (below 0 "
        "the model is better); p by exchanging the two models' answers clip by clip, corrected by Holm over "
        "this table. The error of seeds is the standard error of the difference that other seeds would make."
    )
    yield ""
    rows = []
    for entry in judged.against:
        told = entry.difference
        rows.append(
            [
                f"{entry.model} − {entry.baseline}",
                _bounded(told.estimate, told.low, told.high),
                number(told.seed_error),
                number(told.p, 4),
                number(entry.p_holm, 4),
            ]
        )
    yield from markdown_table(["", "difference", "error of seeds", "p", "p (Holm)"], rows)


def _calibration(rows: Sequence[ScoredRow]) -> Iterator[str]:
    yield (
        "Brier is the expected squared error against one listener's answer. ECE compares confidence with "
        "the share of listeners who agree, in ten bins of equal mass; it is above 0 by chance alone, the "
        "more so the fewer the clips. Bins: confidence → agreement."
    )
    yield ""
    body = []
    for row in rows:
        if not row.row.has_probabilities:
            continue
        brier = fmean(scores.probabilities.brier for scores in row.of_runs)
        ece = fmean(scores.probabilities.ece for scores in row.of_runs)
        halves = [
            fmean(half.probabilities.ece for half in of_runs)
            for of_runs in zip(*((scores.arousal, scores.valence) for scores in row.of_runs), strict=True)
        ]
        bins = row.reliability.bins if row.reliability else ()
        told = ", ".join(f"{one.confidence:.2f}→{one.agreement:.2f}" for one in bins)
        body.append([_named(row), number(brier), number(ece), *map(number, halves), told])
    yield from markdown_table(["", "Brier", "ECE", "ECE arousal", "ECE valence", "bins"], body)


def _confusions(judged: JudgedMusic) -> Iterator[str]:
    yield "Rows: what listeners said; columns: what the model said; mean over runs. Ties count in parts."
    yield ""
    body = []
    for row in judged.rows:
        for k, name in enumerate(QUADRANTS):
            cells = [
                _count(fmean(scores.quadrants.confusion[k][j] for scores in row.of_runs))
                for j in range(len(QUADRANTS))
            ]
            body.append([f"{_named(row)}: {name}", *cells])
    yield from markdown_table(["", *QUADRANTS], body)


def _count(clips: float) -> str:
    return f"{clips:.0f}" if abs(clips - round(clips)) < 1e-9 else f"{clips:.1f}"


def _named(row: ScoredRow) -> str:
    name = f"*{row.row.name}*" if row.row.kind == "baseline" else row.row.name
    return f"{name} (collapsed: {row.n_collapsed} of {len(row.alarms)})" if _is_to_be_told(row) else name


def _is_to_be_told(row: ScoredRow) -> bool:
    return row.row.kind == "model" and row.n_collapsed > 0


def _bounded(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return number(value)
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"
