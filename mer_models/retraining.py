"""From the votes of a study's listeners to a model of its groups, and what may be said of it.

Each clip has a vector (`vector_sources`), listeners' votes become shares, and a regression with partial
pooling over groups lies between the two (`group_regression`). Whether groups need models of their own is
judged on clips and listeners that were not learnt from (`group_validation`), and whether they vote otherwise
at all by exchanging listeners (`group_test`). The final model learns from all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from merlingua.mer_models.group_model import GroupModel, GroupModelSettings
from merlingua.mer_models.group_regression import Strengths, effective_listeners, fit_groups
from merlingua.mer_models.group_test import GroupTest, group_test
from merlingua.mer_models.group_validation import (
    GroupedVotes,
    GroupValidation,
    choose_strengths,
    clip_space,
    validate_groups,
)
from merlingua.mer_models.kept_folds import KeptFolds
from merlingua.mer_models.model_calibration import Calibration, calibrated
from merlingua.mer_models.study_votes import StudyVotes
from merlingua.mer_models.vector_sources import ClipVectors, VectorSource

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class Retrained:
    """The model, how it was judged, and the calibration that follows from it."""

    module: GroupModel
    strengths: Strengths
    validation: GroupValidation
    test: GroupTest
    calibration: Calibration


def retrain(
    given: StudyVotes,
    source: VectorSource,
    vectors: ClipVectors,
    *,
    seed: int = 1,
    state_file: Path | None = None,
    on_progress: Progress | None = None,
) -> Retrained:
    """Judge and fit a model of groups.

    Parameters
    ----------
    vectors
        Of the clips of ``given``, in their order, by ``source``.
    state_file
        Where finished folds are kept, so that a run that was ended goes on; removed at the end.

    Raises
    ------
    EvaluationError
        If a group has a single listener, or too few artists are there to leave some out.
    """

    def tell(stage: str) -> Callable[[int, int], None]:
        return lambda done, n: None if on_progress is None else on_progress(stage, done, n)

    shares, groups = given.learnt()
    data = GroupedVotes(vectors.values, shares, groups, given.artists, given.labels.strength)
    kept = KeptFolds(data, seed, state_file)
    validation = validate_groups(data, seed=seed, kept=kept, on_progress=tell("validation"))
    counts = data.counts(np.ones(len(groups), np.bool_))
    strengths = choose_strengths(vectors.values, counts, given.artists, data.strength, seed)
    n_votes = counts.sum(axis=-1)
    plain = counts / np.where(n_votes > 0, n_votes, 1)[..., None]
    fitted = fit_groups(
        vectors.values,
        plain,
        effective_listeners(n_votes, data.strength),
        strengths,
        space=clip_space(vectors.values, n_clips=len(vectors.values)),
    )
    module = GroupModel(source.network, GroupModelSettings(data.names, vectors.values.shape[1]))
    module.set_regression(fitted)
    test = group_test(vectors.values, shares, groups, strengths, seed=seed)
    retrained = Retrained(
        module.eval(), strengths, validation, test, _calibration(given, vectors, validation, data.names)
    )
    kept.forget()
    return retrained


def told_of(retrained: Retrained) -> dict[str, Any]:
    """The judgement, for a card."""
    validation = retrained.validation
    return {
        row: {"value": mean, "low": low, "high": high} for row, (mean, low, high) in validation.means.items()
    } | {
        "differences": [vars(each) for each in validation.differences],
        "groups_differ": {"p": retrained.test.p, "n_permutations": retrained.test.n_permutations},
    }


def _calibration(
    given: StudyVotes, vectors: ClipVectors, validation: GroupValidation, names: tuple[str, ...]
) -> Calibration:
    """By what the groups' answers were to clips that were left out, against the groups' labels."""
    by_name = {each.group: each for each in given.labels.groups}
    truth = np.stack([np.stack([share.value for share in by_name[name].shares], axis=1) for name in names])
    found = calibrated(validation.told.reshape(-1, 4), truth.reshape(-1, 4), spectra=vectors.spectra)
    # Groups' labels of a clip are no clips of their own.
    return replace(found, n_clips=len(given.clips))
