"""Which clips may be judged: those that no model has learnt from, by what the models' cards say.

Conventions
-----------
A card names the corpora by a hash of their content and says how they were divided. Music of the same content
is divided again in the same way, and the test part alone is judged. Where a card keeps the fingerprints of
the clips that were learnt from, these and all clips of their artists or songs are left out, whatever corpus
they are found in. Music of the same kind with other content is refused where not nearly all fingerprints are
found in it: nothing tells which of its clips are known.

The baselines learn from the clips that are not judged; where no model knows any, all clips are judged, and
baselines are cross-validated in folds by artist or song.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_predictions import ClipLabels
from merlingua.mer_models.confusion_scores import plurality
from merlingua.mer_models.corpus import QUADRANTS, CorpusProblem
from merlingua.mer_models.corpus_use import uses_of
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.evaluation_models import LoadedModel
from merlingua.mer_models.grouped_splits import check_leaks, grouped_folds
from merlingua.mer_models.labelled_music import (
    N_FOLDS,
    LabelledMusic,
    ThreeSides,
    grouped_sides,
    official_or_grouped,
)

LEARNT_CLIPS = "learnt_clips"
"""The key in a card's training under which the fingerprints of the clips stand."""
NAMED_BY_FOLDER = ("folder", "store")
"""Kinds of corpora of which there are many: only those of the same name may be the same."""

FOUND_SHARE = 0.9
"""Where so many of the clips that were learnt from are found by content, a few files were taken out or added.
Where fewer are, the files may be the same music in another format."""

_FINGERPRINT_DIGITS = 12
_FOLD = re.compile(r"fold (\d+) of \d+")


@dataclass(frozen=True, eq=False)
class JudgedClips:
    """Indices of the clips to judge and of those for baselines to learn from, with the reasons in words.

    ``folds`` has a fold for each judged clip where there are no clips to learn from beside them; ``sides``
    are those of each model that has learnt from this music, by its file's name.
    """

    judged: NDArray[np.int64]
    learnt: NDArray[np.int64]
    folds: NDArray[np.int64] | None
    words: str
    sides: dict[str, ThreeSides]
    left_out: tuple[CorpusProblem, ...] = ()


def fingerprints(clip_keys: Iterable[str]) -> str:
    """Short hashes of the files that clips lie in, sorted, with spaces between: what a card keeps of them."""
    return " ".join(sorted(set(map(_fingerprint, clip_keys))))


def judged_clips(
    models: Sequence[LoadedModel], music: LabelledMusic, *, described: Set[str], seed: int
) -> JudgedClips:
    """Find the clips that none of the models has learnt from.

    Parameters
    ----------
    described
        Ids of the clips that have all descriptors: rows are judged on the same clips, so others are left out.
    seed
        Of the folds, where no model has learnt from this music.

    Raises
    ------
    EvaluationError
        If a model may know clips and nothing says which, or the models together know all of them, or its
        split cannot be made again.
    """
    is_known, is_leak = (np.zeros(len(music.clips), dtype=bool) for _ in range(2))
    sides: dict[str, ThreeSides] = {}
    for model in models:
        if _is_same_content(model, music):
            sides[str(model.file)] = again = _sides_again(model, music)
            is_known[again.train] = is_known[again.validation] = True
        else:
            is_there = _fingerprinted(model, music)
            _refuse_unknown_overlap(model, music, int(is_there.sum()))
            is_leak |= _with_their_groups(is_there, music)
    is_known |= is_leak
    has_descriptors = np.array([clip.clip_id in described for clip in music.clips], dtype=bool)
    judged, known = np.flatnonzero(~is_known & has_descriptors), np.flatnonzero(is_known & has_descriptors)
    if not len(judged):
        raise EvaluationError(
            f"no clip of {music.corpus.name} is left to judge: of {len(music.clips)} the models have learnt "
            f"from {is_known.sum()}, and {(~has_descriptors).sum()} give no descriptors. Evaluate the models "
            "one by one, or train them with one split."
        )
    left_out = (
        *_named(music, is_leak, "a model has learnt from it, or from its artist or song"),
        *_named(music, ~has_descriptors, "gives no descriptors"),
    )
    if is_known.any():
        check_leaks([music.clips[index] for index in known], [music.clips[index] for index in judged])
        words = _words_of_test(models, music, sides, len(known))
        return JudgedClips(judged, known, None, words, sides, left_out)
    folds = _folds(music, judged, seed)
    words = _words_of_folds(models, int(folds.max()) + 1, seed)
    return JudgedClips(judged, known, folds, words, sides, left_out)


def absent_quadrants(labels: ClipLabels) -> str:
    """A sentence if no clip has a quadrant for its largest share; else nothing."""
    counts = plurality(labels.shares).sum(axis=0)
    absent = [name for name, count in zip(QUADRANTS, counts, strict=True) if count == 0]
    if not absent:
        return ""
    return (
        f"No judged clip has the label {' or '.join(absent)}: it counts as 0 in every mean over the four "
        "classes, so that macro scores stay below 1 and are not to be compared with those on other clips."
    )


def _fingerprint(clip_key: str) -> str:
    return clip_key.partition(":")[0][:_FINGERPRINT_DIGITS]


def _is_same_content(model: LoadedModel, music: LabelledMusic) -> bool:
    (use,) = uses_of([music.corpus], music.clips, music.data.mels)
    return any(each.content_hash == use.content_hash for each in model.card.corpora)


def _sides_again(model: LoadedModel, music: LabelledMusic) -> ThreeSides:
    split = model.card.split
    if split is None or split.seed is None:
        raise EvaluationError(
            f"{model.file} has learnt from {music.corpus.name}, and its card does not say from which clips: "
            "evaluate it on other music"
        )
    fold = _FOLD.fullmatch(split.kind)
    if fold:
        sides = grouped_sides(music, fold=int(fold[1]) - 1, seed=split.seed)
    else:
        sides = official_or_grouped(music, split.seed)
    counts = {part: len(getattr(sides, part)) for part in ("train", "validation", "test")}
    if sides.kind != split.kind or counts != split.counts:
        raise EvaluationError(
            f"{model.file}: the split of its card ({split.kind}, seed {split.seed}) cannot be made again on "
            f"{music.corpus.name}, so nothing says which clips it knows: train it again, or evaluate it on "
            "other music"
        )
    return sides


def _fingerprinted(model: LoadedModel, music: LabelledMusic) -> NDArray[np.bool_]:
    """Which clips lie in files that the card names."""
    learnt = _learnt_by(model)
    return np.array([_fingerprint(key) in learnt for key in music.data.mels.clip_keys], dtype=bool)


def _learnt_by(model: LoadedModel) -> set[str]:
    return set(str(model.card.training.get(LEARNT_CLIPS, "")).split())


def _with_their_groups(is_known: NDArray[np.bool_], music: LabelledMusic) -> NDArray[np.bool_]:
    groups = {clip.group for clip, known in zip(music.clips, is_known, strict=True) if known}
    return np.array([clip.group in groups for clip in music.clips], dtype=bool)


def _refuse_unknown_overlap(model: LoadedModel, music: LabelledMusic, n_found: int) -> None:
    corpus = music.corpus
    n_learnt = len(_learnt_by(model))
    if n_learnt and n_found >= FOUND_SHARE * n_learnt:
        return
    for use in model.card.corpora:
        if use.kind == corpus.kind and (use.kind not in NAMED_BY_FOLDER or use.name == corpus.name):
            raise EvaluationError(
                f"{model.file} has learnt from another copy of {use.name} ({use.n_clips} clips; here are "
                f"{len(music.clips)} that can be used, or others), and nothing says which of these it knows: "
                "give the copy that it was trained on, or other music"
            )


def _named(music: LabelledMusic, is_left_out: NDArray[np.bool_], reason: str) -> list[CorpusProblem]:
    return [CorpusProblem(music.clips[index].clip_id, reason) for index in np.flatnonzero(is_left_out)]


def _folds(music: LabelledMusic, judged: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    groups = [music.groups[index] for index in judged]
    n_groups = len(set(groups))
    if n_groups < 2:
        raise EvaluationError(
            f"all {len(judged)} clips of {music.corpus.name} are of one artist or song ({groups[0]!r}): no "
            "baseline can be learnt from others. Name the artists, or take more."
        )
    return grouped_folds(groups, music.data.shares[judged], min(N_FOLDS, n_groups), seed)


def _words_of_test(
    models: Sequence[LoadedModel],
    music: LabelledMusic,
    sides: dict[str, ThreeSides],
    n_known: int,
) -> str:
    splits = sorted({_split_words(model) for model in models if str(model.file) in sides})
    if splits:
        every = "every model's" if len(splits) > 1 else "the"
        which = f"those of {every} test part ({'; '.join(splits)}), which was made again from the cards"
    else:
        which = "those that no model's card names"
    others = [model.file.name for model in models if str(model.file) not in sides]
    also = f" {', '.join(others)} had none of this corpus to learn from." if others and sides else ""
    return (
        f"They are {which}, of {len(music.clips)} clips in all; no model has learnt from them, or from "
        f"others of their artists or songs. The baselines have learnt from the other {n_known}.{also}"
        f"{_words_of_unknown(models)}"
    )


def _words_of_folds(models: Sequence[LoadedModel], n_folds: int, seed: int) -> str:
    learnt = sorted({use.name for model in models for use in model.card.corpora})
    of_models = f"By the cards the models have learnt from {', '.join(learnt)} alone. " if learnt else ""
    advantage = " That is an advantage over the models, which come from other music." if models else ""
    return (
        f"{of_models}They are all clips that can be used. What the baselines say of a clip they have learnt "
        f"from clips of this same corpus by other artists or songs, in {n_folds} folds (seed {seed})."
        f"{advantage}{_words_of_unknown(models)}"
    )


def _split_words(model: LoadedModel) -> str:
    split = model.card.split
    if split is None:
        return "no split"
    # An official split is the same for every seed, but for the clips to stop training by.
    return split.kind if split.kind == "official" else f"{split.kind}, seed {split.seed}"


def _words_of_unknown(models: Sequence[LoadedModel]) -> str:
    bare = [model.file.name for model in models if not model.card.corpora]
    if not bare:
        return ""
    return (
        f" The card of {', '.join(bare)} does not say what it has learnt from: if clips of this corpus were "
        "among it, its scores are too good."
    )
