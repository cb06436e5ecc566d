"""The alarm for a model that has stopped answering: one class for nearly everything, or no better than that.

Accuracy and weighted F1 hide it: where 48 % of the clips are Q1, always saying Q1 gives an accuracy of .48
and a support-weighted F1 of .31, and only the macro-F1 of .16 tells.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from merlingua.mer_models.confusion_scores import ConfusionScores, best_constant_f1

COLLAPSE_SHARE = 0.95
"""One class for more than this part of the clips is a collapse."""


@dataclass(frozen=True)
class CollapseAlarm:
    """Why a model's scores are not worth reading; ``reasons`` are sentences for the report."""

    favourite: str
    favourite_share: float
    macro_f1: float
    constant_f1: float
    reasons: tuple[str, ...]

    @property
    def is_raised(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.reasons)


def collapse_alarm(scores: ConfusionScores) -> CollapseAlarm:
    """Look at one confusion matrix: the share of the model's favourite class, and its macro-F1.

    The alarm is raised when one class takes over 95 % of the clips, or the macro-F1 is not above that of the
    best constant answer.
    """
    predicted = np.array([of_class.n_predicted for of_class in scores.classes])
    favourite = scores.classes[int(predicted.argmax())].name
    share = float(predicted.max() / scores.n_clips)
    constant_f1 = best_constant_f1(np.array([of_class.support for of_class in scores.classes]))
    reasons = []
    if share > COLLAPSE_SHARE:
        reasons.append(
            f"the model says {favourite} for {share:.1%} of {scores.n_clips:g} clips: it has collapsed"
        )
    if scores.macro_f1 <= constant_f1 + 1e-9:
        reasons.append(
            f"its macro-F1 of {scores.macro_f1:.3f} does not beat the {constant_f1:.3f} of always saying "
            "the most frequent class"
        )
    return CollapseAlarm(favourite, share, scores.macro_f1, constant_f1, tuple(reasons))
