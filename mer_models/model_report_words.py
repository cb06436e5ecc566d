"""What an evaluation says in sentences: what each row is, and what its numbers come to.

Conventions
-----------
A difference is told as found only where its p after Holm's correction is below .05; else it is told as not
resolved, which is not the same as none. The way from the prior to the floor is what there is to be known of a
clip: 0 % knows nothing of it, 100 % knows its listeners' shares.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from merlingua.mer_models.baselines import CONSTANT, PRIOR
from merlingua.mer_models.evaluated_models import DESCRIPTORS, AgainstBaseline, JudgedMusic, ScoredRow
from merlingua.mer_models.score_bootstrap import SeedScores

SIGNIFICANT = 0.05

_HALVES = ("arousal", "valence")


def in_short(judged: JudgedMusic) -> Iterator[str]:
    """A bullet for each model, and one for the listeners."""
    prior = next((row for row in judged.rows if row.row.name == PRIOR), None)
    for row in judged.rows:
        if row.row.kind == "model" and row.row.has_probabilities:
            against = [entry for entry in judged.against if entry.model == row.row.name]
            sentences = [_of_loss(row, prior), _of_halves(row), *map(_of_difference, against)]
            yield f"- **{row.row.name}**: {' '.join(filter(None, sentences))}"
    human = judged.music.human
    if human is not None:
        bounds = human.intervals.get("accuracy")
        span = f" [{100 * bounds[0]:.0f}, {100 * bounds[1]:.0f}]" if bounds else ""
        yield (
            f"- **One listener** names the quadrant that the others name most in "
            f"{_percent(human.quadrants.accuracy)}{span} of {human.n_votes} answers. Models are "
            "trained on means of many listeners, and can so be nearer to the many than one listener is."
        )


def about_rows(judged: JudgedMusic) -> Iterator[str]:
    """A bullet for each row of which something is known: what it is, and what it has learnt from."""
    for row in judged.rows:
        if about := _about(row):
            yield f"- {name_of(row)}: {about}"


def name_of(row: ScoredRow) -> str:
    """Baselines in italics."""
    return f"*{row.row.name}*" if row.row.kind == "baseline" else row.row.name


def _of_loss(row: ScoredRow, prior: ScoredRow | None) -> str:
    loss = row.over_runs["cross_entropy"]
    runs = f", mean of {len(row.of_runs)} runs" if len(row.of_runs) > 1 else ""
    told = f"cross-entropy {_number(loss)}{runs}"
    if prior is None or loss.mean is None:
        return f"{told}."
    of_prior = prior.over_runs["cross_entropy"].mean
    floor = row.of_runs[0].probabilities.floor
    if of_prior is None or of_prior - floor < 1e-9:
        return f"{told}."
    way = (of_prior - loss.mean) / (of_prior - floor)
    if way <= 0:
        return f"{told}, no better than the prior's {of_prior:.3f}, which knows nothing of the clip."
    return f"{told}, {_percent(way)} of the way from the prior ({of_prior:.3f}) to the floor ({floor:.3f})."


def _of_halves(row: ScoredRow) -> str:
    told, unsure = [], []
    for half in _HALVES:
        score = row.over_runs[f"{half}_r"]  # type: ignore[index]  # both are metrics
        told.append(f"{_number(score)} in {half}")
        if score.low is None or score.high is None or score.low <= 0 <= score.high:
            unsure.append(half)
    doubt = f"; that it hears {' or '.join(unsure)} at all is not shown" if unsure else ""
    return f"It follows the listeners with r {' and '.join(told)}{doubt}."


def _of_difference(entry: AgainstBaseline) -> str:
    baseline = "the descriptors"
    if entry.baseline != DESCRIPTORS:
        baseline = f"the same encoder at random weights ({entry.baseline})"
    difference = entry.difference
    if difference.estimate is None or entry.p_holm is None:
        return f"It could not be held against {baseline}."
    size = f"{abs(difference.estimate):.3f}, p = {entry.p_holm:.3g}"
    if entry.p_holm < SIGNIFICANT:
        return f"It is {'better' if difference.estimate < 0 else 'worse'} than {baseline} by {size}."
    side = "lower" if difference.estimate < 0 else "higher"
    return f"From {baseline} no difference is resolved on these clips ({side} by {size})."


def _about(row: ScoredRow) -> str:
    details, model = row.row.details, row.row
    if model.name == CONSTANT:
        return "the most frequent answer of the clips to learn from, whatever the clip."
    if model.name == PRIOR:
        return "the mean of the listeners' shares over the clips to learn from, whatever the clip."
    if "n_features" in details:
        what = "classic descriptors of sound" if model.name == DESCRIPTORS else "numbers from elsewhere"
        return f"logistic regression on {details['n_features']} {what}, a clip a row."
    if runs := details.get("runs"):
        return _about_checkpoints(runs)
    if model_name := details.get("random_weights_of"):
        return (
            f"the network of {model_name} with an encoder that has learnt nothing, its head fitted to the "
            f"same clips (seeds {_listed(details['seeds'])}). What {model_name} has from speech is its "
            "difference from this row."
        )
    if "members" in details:
        return f"the mean of the answers of {' + '.join(details['members'])}."
    return f"seeds {_listed(details['seeds'])}." if "seeds" in details else ""


def _about_checkpoints(runs: Sequence[Mapping[str, Any]]) -> str:
    first = runs[0]
    learnt = [f"{use['name']} ({use['n_clips']} clips, {use['n_hours']:.1f} h)" for use in first["corpora"]]
    parents = sorted({run["parent"]["name"] for run in runs if run["parent"]})
    start = f"an encoder of speech ({', '.join(parents)})" if parents else "random weights"
    files = ", ".join(f"{run['checkpoint']} (seed {run['seed']})" for run in runs)
    of_music = f" and {', '.join(learnt)}" if learnt else ""
    licence = f" Licence of its data: {first['licence']}." if first["licence"] else ""
    return f"{first['network']}, {first['variant']}, from {start}{of_music}. Files: {files}.{licence}"


def _listed(values: Sequence[object]) -> str:
    return ", ".join(map(str, values))


def _number(score: SeedScores) -> str:
    if score.mean is None:
        return "–"
    return f"{score.mean:.3f}{_span(score.low, score.high)}"


def _span(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" [{low:.3f}, {high:.3f}]"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
