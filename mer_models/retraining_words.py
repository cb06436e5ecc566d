"""What may be said of a model of groups, in a sentence each: no more than the clips show."""

from __future__ import annotations

from collections.abc import Iterator

from merlingua.mer_models.group_validation import ROWS, Difference
from merlingua.mer_models.retraining import Retrained
from merlingua.mer_models.study_votes import FEWEST_ARTISTS, StudyVotes

LEVEL = 0.05
ROW_WORDS = {
    "group": "model of groups",
    "pooled": "one model for all",
    "prior": "prior",
    "uniform": "a quarter each",
    "listeners": "as many other listeners",
    "floor": "floor",
}
FEW_CLIPS = 40


def sentences(given: StudyVotes, retrained: Retrained) -> Iterator[str]:
    """The judgement in words."""
    found = {(each.first, each.second): each for each in retrained.validation.differences}
    n_clips = len(retrained.validation.by_clip["group"])
    yield _of_difference(found["group", "prior"], "the model of groups", "the prior")
    yield _of_difference(found["group", "pooled"], "the model of groups", "one model for all")
    p, names = retrained.test.p, ", ".join(given.names)
    if p <= LEVEL:
        yield (
            f"Listeners of {names} vote differently on these clips (p = {p:.4f}, listeners exchanged between "
            "groups)."
        )
    else:
        yield (f"No difference between votes of {names} was detected (p = {p:.4f}); there may still be one.")
    if not given.keeps_artists_together:
        yield (
            f"The clips are of fewer than {FEWEST_ARTISTS} artists, so that single clips were left out: what "
            "was learnt of an artist may have helped with the artist's other clips."
        )
    if n_clips < FEW_CLIPS:
        yield (
            f"{n_clips} clips can adapt a network to listeners, and cannot show what it would say of other "
            "music: the intervals are for clips like these."
        )


def table(retrained: Retrained) -> Iterator[str]:
    """Cross-entropies a vote with their intervals, a line a row."""
    for row in ROWS:
        mean, low, high = retrained.validation.means[row]
        yield f"  {ROW_WORDS[row]:24s} {mean:.3f} [{low:.3f}, {high:.3f}]"


def _of_difference(found: Difference, first: str, second: str) -> str:
    interval = f"{found.mean:+.3f} nats a vote [{found.low:+.3f}, {found.high:+.3f}]"
    if found.p_holm <= LEVEL:
        verb = "foretells votes better than" if found.mean < 0 else "foretells votes worse than"
        return (
            f"On clips and by listeners it had not learnt from, {first} {verb} {second}: {interval}, "
            f"Holm's p = {found.p_holm:.4f}."
        )
    return (
        f"No difference between {first} and {second} was detected: {interval}, Holm's p = {found.p_holm:.4f}."
    )
