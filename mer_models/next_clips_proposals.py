"""What each criterion says of the clips of a pool, which are proposed, and why, in words.

Conventions
-----------
Importance is the sum of the disagreements that are asked for, in nats, times the part of the raters that is
still due where precision is asked for. Raters' disagreement is known of rated clips alone; others count as
the mean of these. With precision, clips that have their raters are not proposed. Diversity is coverage
(`clip_selection`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from merlingua.mer_models.clip_selection import (
    Chosen,
    Consensus,
    choose,
    consensus,
    disagreement,
    rater_entropy,
)
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.group_regression import FloatArray
from merlingua.mer_models.next_clips_answers import ModelAnswers
from merlingua.mer_models.next_clips_pool import Pool, PoolClip
from merlingua.mer_models.next_clips_ratings import RatingsSoFar

COLUMNS = (
    "rank",
    "clip",
    "file",
    "groups_nats",
    "models_nats",
    "raters_nats",
    "n_raters",
    "raters_due",
    "distance",
    "nearest",
    "gain",
    "p_q1",
    "p_q2",
    "p_q3",
    "p_q4",
    "why",
)


@dataclass(frozen=True, eq=False)
class Judged:
    """What the criteria say of each clip of a pool, in its order."""

    clips: tuple[PoolClip, ...]
    models: tuple[ModelAnswers, ...]
    consensus: Consensus
    raters: FloatArray  # NaN where fewer than two have voted
    ratings: RatingsSoFar
    space: FloatArray
    known: FloatArray
    distance: FloatArray  # to the nearest rated clip, NaN without any
    nearest: tuple[str, ...]

    @property
    def shares(self) -> FloatArray:
        """The mean of all models and groups, shape (n_clips, 4)."""
        return np.asarray(np.mean([model.shares.mean(axis=0) for model in self.models], axis=0))

    @property
    def part_due(self) -> FloatArray:
        return np.array([self.ratings.part_due(clip.id) for clip in self.clips])


def judged(
    clips: Sequence[PoolClip],
    models: Sequence[ModelAnswers],
    ratings: RatingsSoFar,
    space: FloatArray,
    known: FloatArray,
) -> Judged:
    """Judge clips; ``known`` are the vectors of ``ratings.clips``."""
    counts = np.array([ratings.counts_of(clip.id) for clip in clips]).reshape(-1, 4)
    distance, nearest = np.full(len(clips), np.nan), [""] * len(clips)
    for place, clip in enumerate(clips):
        others = [row for row, name in enumerate(ratings.clips) if name != clip.id]
        if others:
            away = np.linalg.norm(known[others] - space[place], axis=1)
            distance[place], nearest[place] = away.min(), ratings.clips[others[int(away.argmin())]]
    return Judged(
        tuple(clips),
        tuple(models),
        consensus([model.shares for model in models]),
        rater_entropy(counts),
        ratings,
        space,
        known,
        distance,
        tuple(nearest),
    )


def proposed(found: Judged, n: int, criteria: Sequence[str], seed: int) -> list[Chosen]:
    """The clips to rate next, the first first.

    Raises
    ------
    FeatureError
        If precision is a criterion and every clip has the raters that it needs.
    """
    kept = np.flatnonzero(found.part_due > 0) if "precision" in criteria else np.arange(len(found.clips))
    if not len(kept):
        raise FeatureError(
            "every clip to choose from has the raters that its labels need: choose without precision in "
            "--criteria, or from other clips"
        )
    chosen = choose(
        [found.clips[place].id for place in kept],
        n,
        importance=importance(found, criteria)[kept],
        vectors=found.space[kept],
        known=found.known,
        diversity="coverage" if "diversity" in criteria else "none",
        seed=seed,
    )
    return [
        replace(
            each,
            place=int(kept[each.place]),
            nearest=each.nearest if each.nearest is None or each.nearest < 0 else int(kept[each.nearest]),
        )
        for each in chosen
    ]


def importance(found: Judged, criteria: Sequence[str]) -> FloatArray:
    """Shape (n_clips,); all alike where no criterion says otherwise."""
    parts = []
    if "groups" in criteria:
        parts.append(found.consensus.groups)
    if "models" in criteria:
        parts.append(found.consensus.models)
    if "raters" in criteria and not np.isnan(found.raters).all():
        parts.append(np.where(np.isnan(found.raters), np.nanmean(found.raters), found.raters))
    told = np.sum(parts, axis=0) if parts else np.ones(len(found.clips))
    return np.asarray(told * found.part_due if "precision" in criteria else told)


def proposals_csv(
    found: Judged, pool: Pool, chosen: Sequence[Chosen], criteria: Sequence[str], seed: int
) -> str:
    """A row a file of the pool: the proposed in order, the others, and those that are no choice."""
    stream = io.StringIO()
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for rank, each in enumerate(chosen, start=1):
        why = _why(found, chosen, rank, criteria, seed)
        writer.writerow(_row(found, each.place) | {"rank": rank, "gain": each.gain, "why": why})
    taken, part_due = {each.place for each in chosen}, found.part_due
    for place in range(len(found.clips)):
        if place not in taken:
            is_done = "precision" in criteria and part_due[place] <= 0
            why = "has the raters that it needs" if is_done else f"not among the first {len(chosen)}"
            writer.writerow(_row(found, place) | {"why": why})
    for clip in pool.in_study:
        writer.writerow({"clip": clip.id, "file": clip.file, "why": "the study has it already"})
    for file, same in pool.copies.items():
        writer.writerow({"file": file, "why": f"the same sound as {same}"})
    for file, refused in pool.refused.items():
        reason = refused.reason.removeprefix(f"{file}").lstrip(": ")
        writer.writerow({"file": file, "why": f"cannot be used: {reason}"})
    return stream.getvalue()


def _row(found: Judged, place: int) -> dict[str, object]:
    clip = found.clips[place]
    due = found.ratings.due_for(clip.id)
    shares = dict(zip(COLUMNS[-5:-1], found.shares[place].tolist(), strict=True))
    return {
        "clip": clip.id,
        "file": clip.file,
        "groups_nats": found.consensus.groups[place].item() if _has_groups(found) else "",
        "models_nats": found.consensus.models[place].item() if len(found.models) > 1 else "",
        "raters_nats": "" if np.isnan(found.raters[place]) else found.raters[place].item(),
        "n_raters": round(found.ratings.counts_of(clip.id).sum()),
        "raters_due": " ".join(f"{group}:{n}" for group, n in due.items()),
        "distance": "" if np.isnan(found.distance[place]) else found.distance[place].item(),
        "nearest": found.nearest[place],
        **shares,
    }


def _why(found: Judged, chosen: Sequence[Chosen], rank: int, criteria: Sequence[str], seed: int) -> str:
    each = chosen[rank - 1]
    place, words = each.place, []
    if "diversity" in criteria:
        words.append(_of_diversity(found, each))
    if "groups" in criteria:
        told = f"groups differ by {found.consensus.groups[place]:.3f} nats"
        pair = _most_different_groups(found, place)
        words.append(f"{told}, {pair} most" if pair else told)
    if "models" in criteria:
        words.append(f"models differ by {found.consensus.models[place]:.3f} nats")
    if "raters" in criteria and not np.isnan(found.raters[place]):
        words.append(f"its raters' votes have an entropy of {found.raters[place]:.2f} nats")
    if "diversity" not in criteria and np.ptp([other.gain for other in chosen]) <= 0:
        words.append(f"no criterion tells it from others: drawn at random, seed {seed}")
    if "precision" in criteria:
        words.append(_of_precision(found.ratings.due_for(found.clips[place].id)))
    return "; ".join(word for word in words if word)


def _of_diversity(found: Judged, each: Chosen) -> str:
    lies = "brings most of the pool nearer to a clip that is rated"
    if each.distance is None:
        return "lies in the middle of the pool"
    if each.nearest is None or each.nearest < 0:
        near = f"the rated clip {found.nearest[each.place]}"
    else:
        near = f"{found.clips[each.nearest].id}, proposed before it"
    return f"{lies}; {each.distance:.2f} from {near}"


def _of_precision(due: Mapping[str, int]) -> str:
    if not due:
        return ""
    return "raters due: " + ", ".join(f"{n} of {group}" for group, n in due.items() if n)


def _most_different_groups(found: Judged, place: int) -> str:
    """The two groups of one model that differ most on a clip."""
    pairs = [
        (
            float(disagreement(model.shares[[one, other], place][:, None])[0]),
            f"{model.groups[one]} (Q{model.shares[one, place].argmax() + 1} likeliest) and "
            f"{model.groups[other]} (Q{model.shares[other, place].argmax() + 1})",
        )
        for model in found.models
        for one in range(len(model.groups))
        for other in range(one)
    ]
    return max(pairs)[1] if pairs else ""


def _has_groups(found: Judged) -> bool:
    return any(len(model.groups) > 1 for model in found.models)
