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
from merlingua.mer_models.model_report_words import about_rows, in_short, name_of
from merlingua.mer_models.score_bootstrap import SeedScores

NONE = "–"
HUMAN = "one listener against the rest"
NOTES = (
    "**A score is by clip**: each clip counts once, however long it is.",
    "**Quadrants** are Russell's: Q1 positive arousal and valence (joy, power), Q2 positive arousal and "
    "negative valence (anger, tension), Q3 both negative (sadness), Q4 negative arousal and positive valence "
    "(calm, tenderness). A clip's label is its listeners' shares of the four.",
    "**Cross-entropy** is how surprised a model is by the listeners, in nats: lower is better. Its floor is "
    "the entropy of their shares, below which no model can be; where listeners disagree it is high. The "
    "constant gives no probabilities, and so has none.",
    "**r** is Pearson's correlation over clips of the predicted probability of positive arousal (valence) "
    "with the share of listeners who heard it. A row that says the same of every clip has none.",
    "**Accuracy** and **F1** hold the quadrant with the largest share against the one that the model finds "
    "likeliest. **Macro** is the plain mean over the quadrants, **weighted** the mean by their clips (its "
    "recall is the accuracy): the first falls when a model neglects a quadrant, the second hides it. A "
    "quadrant that a model never names has no precision (–), which counts as 0. Clips whose largest shares "
    "tie count in parts.",
    "**[low, high]** is a 95 % interval for other clips like these with the same runs, not for other seeds. "
    'Where a model has several runs, its score is their mean, and "sd of seeds" their standard deviation.',
    "**One listener against the rest** takes each answer in turn for a prediction of the others' mean. Each "
    "answer counts once, so clips with many listeners count more than in the other rows.",
)
"""How to read the tables, a bullet each."""

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
        f"Intervals: {resampling.level:.0%}, percentiles of {resampling.n_resamples} bootstrap draws of "
        f"{drawn}, seed {resampling.seed}.",
        "",
    ]
    if command:
        lines += ["Made again by:", "", f"    {command}", ""]
    lines += _comparisons(comparisons)
    for of_music in judged:
        lines += _of_music(of_music)
    lines += ["## How to read the tables", "", *(f"- {note}" for note in NOTES)]
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
    if short := list(in_short(judged)):
        yield from ("### In short", "", *short, "")
    if judged.missing:
        yield from ("### Mind", "", *(f"- {sentence}" for sentence in judged.missing), "")
    if about := list(about_rows(judged)):
        yield from ("### The rows", "", *about, "")
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
        "more so the fewer the clips. A model whose mean confidence is above the mean agreement is too sure "
        "of itself. The bins are in report.json."
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
        answers = row.reliability.bins if row.reliability else ()
        n_answers = sum(one.n_answers for one in answers)
        means = [
            sum(one.n_answers * value for one, value in zip(answers, values, strict=True)) / n_answers
            if n_answers
            else None
            for values in ([one.confidence for one in answers], [one.agreement for one in answers])
        ]
        body.append([_named(row), number(brier), *map(number, means), number(ece), *map(number, halves)])
    header = ["", "Brier", "mean confidence", "mean agreement", "ECE", "ECE arousal", "ECE valence"]
    yield from markdown_table(header, body)


def _confusions(judged: JudgedMusic) -> Iterator[str]:
    yield (
        "In rows what listeners said, in columns what the model said; mean over runs. Baselines that always "
        "say the same are left out."
    )
    yield ""
    body = []
    for row in judged.rows:
        if _says_one_thing(row):
            continue
        for k, name in enumerate(QUADRANTS):
            cells = [
                _count(fmean(scores.quadrants.confusion[k][j] for scores in row.of_runs))
                for j in range(len(QUADRANTS))
            ]
            body.append([_named(row) if k == 0 else "", name, *cells])
    header = ["", "listeners said", *(f"model said {name}" for name in QUADRANTS)]
    yield from markdown_table(header, body)


def _says_one_thing(row: ScoredRow) -> bool:
    return row.row.kind == "baseline" and all(
        sum(of_class.n_predicted > 0 for of_class in scores.quadrants.classes) == 1 for scores in row.of_runs
    )


def _count(clips: float) -> str:
    return f"{clips:.0f}" if abs(clips - round(clips)) < 1e-9 else f"{clips:.1f}"


def _named(row: ScoredRow) -> str:
    name = name_of(row)
    return f"{name} (collapsed: {row.n_collapsed} of {len(row.alarms)})" if _is_to_be_told(row) else name


def _is_to_be_told(row: ScoredRow) -> bool:
    return row.row.kind == "model" and row.n_collapsed > 0


def _bounded(value: float | None, low: float | None, high: float | None) -> str:
    if value is None or low is None or high is None:
        return number(value)
    return f"{value:.3f} [{low:.3f}, {high:.3f}]"
