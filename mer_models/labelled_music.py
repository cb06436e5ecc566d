"""Music with its labels and its log-mels side by side, and how it is divided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_predictions import ClipLabels
from merlingua.mer_models.corpus import Corpus, CorpusClip, CorpusProblem, extra_target_names, shares_of
from merlingua.mer_models.errors import CorpusError
from merlingua.mer_models.feature_cache import cached_log_mels
from merlingua.mer_models.grouped_splits import check_leaks, grouped_folds, train_validation_split
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.midi_rendering import with_sound
from merlingua.mer_models.music_crops import LabelledMels

N_FOLDS = 5
VALIDATION_SHARE = 0.15


@dataclass(frozen=True)
class LabelledMusic:
    """Clips with a label and sound, in the order of ``data``."""

    corpus: Corpus
    clips: tuple[CorpusClip, ...]
    data: LabelledMels

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(clip.group for clip in self.clips)

    @property
    def problems(self) -> tuple[CorpusProblem, ...]:
        """All that could not be used, and what was used though its sound is silent or clipped."""
        return (*self.corpus.problems, *self.data.mels.problems, *self.data.mels.notes)

    def labels(self, chosen: NDArray[np.int64]) -> ClipLabels:
        """The labels of some clips."""
        return ClipLabels.from_clips([self.clips[index] for index in chosen])


@dataclass(frozen=True)
class ThreeSides:
    """Indices of clips to train on, to choose weights by, and to test on; ``kind`` says how they came."""

    kind: str
    train: NDArray[np.int64]
    validation: NDArray[np.int64]
    test: NDArray[np.int64]


def labelled_music(
    corpus: Corpus,
    settings: LogMelSettings,
    cache_dir: Path | None = None,
    *,
    n_workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> LabelledMusic:
    """Render what is MIDI, compute the log-mels, and put the labels beside them.

    Raises
    ------
    CorpusError, FeatureError
        If no clip has a label, or none of those has usable sound.
    """
    if not corpus.labelled:
        raise CorpusError(f"{corpus.name} ({corpus.folder}) has no labels; music with labels is needed here")
    sounding = with_sound(corpus, cache_dir, n_workers=n_workers, on_progress=on_progress)
    by_id = {clip.clip_id: clip for clip in sounding.labelled}
    mels = cached_log_mels(
        sounding.labelled, settings, cache_dir, n_workers=n_workers, on_progress=on_progress
    )
    clips = tuple(by_id[clip_id] for clip_id in mels.clip_ids)
    names = extra_target_names(clips)
    extra = np.array(
        [[clip.extra_targets.get(name, 0.0) for name in names] for clip in clips], dtype=np.float64
    )
    return LabelledMusic(sounding, clips, LabelledMels(mels, shares_of(clips), extra, names))


def with_clips(music: LabelledMusic, chosen: NDArray[np.int64]) -> LabelledMusic:
    """The same music with these of its clips alone."""
    data = music.data
    mels = replace(
        data.mels,
        clip_ids=tuple(data.mels.clip_ids[index] for index in chosen),
        clip_keys=tuple(data.mels.clip_keys[index] for index in chosen),
        first_frames=data.mels.first_frames[chosen],
        n_frames=data.mels.n_frames[chosen],
    )
    clips = tuple(music.clips[index] for index in chosen)
    return LabelledMusic(
        music.corpus, clips, replace(data, mels=mels, shares=data.shares[chosen], extra=data.extra[chosen])
    )


def official_or_grouped(music: LabelledMusic, seed: int) -> ThreeSides:
    """The corpus' own split where each clip has one; else a fifth of the clips to test, by artist or song."""
    splits = [clip.split for clip in music.clips]
    if None not in splits and {"train", "test"} <= set(splits):
        parts = [
            np.flatnonzero([split == part for split in splits]) for part in ("train", "validation", "test")
        ]
        if len(parts[1]):
            return checked(music, ThreeSides("official", parts[0], parts[1], parts[2]))
        train, validation = _divided(music, parts[0], seed)
        return checked(music, ThreeSides("official", train, validation, parts[2]))
    return grouped_sides(music, fold=0, seed=seed)


def grouped_sides(music: LabelledMusic, *, fold: int, seed: int) -> ThreeSides:
    """One of five folds to test, the rest to train and validate; an artist or song is on one side."""
    folds = grouped_folds(music.groups, music.data.shares, min(N_FOLDS, len(set(music.groups))), seed)
    train, validation = _divided(music, np.flatnonzero(folds != fold), seed)
    sides = ThreeSides(
        f"fold {fold + 1} of {folds.max() + 1}", train, validation, np.flatnonzero(folds == fold)
    )
    return checked(music, sides)


def checked(music: LabelledMusic, sides: ThreeSides) -> ThreeSides:
    """The same sides, once nothing of one is found on another."""
    for one, other in (
        (sides.train, sides.test),
        (sides.train, sides.validation),
        (sides.validation, sides.test),
    ):
        check_leaks([music.clips[index] for index in one], [music.clips[index] for index in other])
    return sides


def _divided(
    music: LabelledMusic, rest: NDArray[np.int64], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    groups = [music.clips[index].group for index in rest]
    train, validation = train_validation_split(groups, music.data.shares[rest], VALIDATION_SHARE, seed)
    return rest[train], rest[validation]
