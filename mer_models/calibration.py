"""Reliability: when a model says .7, do seven of ten listeners agree?

Conventions
-----------
Confidence is the probability of the quadrant that the model names; agreement is the share of listeners who
say that quadrant. Bins hold equally many answers, those of equal confidence together. Runs of a model are
pooled: the table is of its answers, and there are n_clips × n_runs of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_scores import N_CALIBRATION_BINS


@dataclass(frozen=True)
class ReliabilityBin:
    """Answers of like confidence: their number, mean confidence and mean agreement."""

    n_answers: int
    confidence: float
    agreement: float


@dataclass(frozen=True)
class Reliability:
    """The bins from the lowest confidence up."""

    bins: tuple[ReliabilityBin, ...]

    @property
    def expected_calibration_error(self) -> float:
        """Mean over answers of their bin's distance between confidence and agreement."""
        n_answers = sum(of_bin.n_answers for of_bin in self.bins)
        gaps = (of_bin.n_answers * abs(of_bin.confidence - of_bin.agreement) for of_bin in self.bins)
        return sum(gaps) / n_answers


def reliability(
    runs: Sequence[ClipPredictions], labels: ClipLabels, n_bins: int = N_CALIBRATION_BINS
) -> Reliability:
    """The reliability table of a model's answers on the labels' clips."""
    confidences, agreements = [], []
    for run in runs:
        told = run.of_clips(labels.clip_ids).quadrants
        said = told.argmax(axis=1)[:, None]
        confidences.append(np.take_along_axis(told, said, axis=1)[:, 0])
        agreements.append(np.take_along_axis(labels.shares, said, axis=1)[:, 0])
    return reliability_table(np.concatenate(confidences), np.concatenate(agreements), n_bins)


def reliability_table(
    confidence: NDArray[np.float64], agreement: NDArray[np.float64], n_bins: int = N_CALIBRATION_BINS
) -> Reliability:
    """The table of any probabilities, shape (n,), and what came true of them, shape (n,)."""
    order = np.argsort(confidence, kind="stable")
    ranked = confidence[order]
    bin_of_answer = np.searchsorted(ranked, ranked, side="left") * min(n_bins, len(ranked)) // len(ranked)
    bins = []
    for number in np.unique(bin_of_answer):
        is_in = bin_of_answer == number
        bins.append(
            ReliabilityBin(
                int(is_in.sum()), float(ranked[is_in].mean()), float(agreement[order][is_in].mean())
            )
        )
    return Reliability(tuple(bins))
