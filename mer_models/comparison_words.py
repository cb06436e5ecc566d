"""What may be said of a difference between models: words that are chosen by rule, so that hope cannot.

A difference counts only if its interval leaves out 0, its corrected p is at most .05, it is more than twice
the standard error of the seeds, and, for a language, it is beyond what two speakers of one differ by.
A difference that does not count is not "no difference": the sentence says how large one would have to be.
"""

from __future__ import annotations

from typing import Literal

from merlingua.mer_models.clip_metrics import LOWER_IS_BETTER
from merlingua.mer_models.score_bootstrap import ScoreDifference

Verdict = Literal["better", "worse", "unresolved", "within seeds", "within speakers", "not tested"]

ALPHA = 0.05
SEED_ERRORS = 2.0

_CLAIMS: dict[str, tuple[str, str, str]] = {
    # question: if better, if worse, what is else not shown
    "speech": (
        "Pre-training on this speech helps",
        "Pre-training on this speech hurts",
        "that pre-training on this speech changes anything",
    ),
    "speech language": (
        "Starting from English speech is better on this corpus; that alone is no effect of language",
        "Starting from Mandarin speech is better on this corpus; that alone is no effect of language",
        "that one of the two speech corpora is the better start here",
    ),
    "speakers": (
        "Speech of many speakers is the better start than that of few, which cannot be language",
        "Speech of few speakers is the better start than that of many, which cannot be language",
        "that other speakers of one language change anything",
    ),
    "interaction": (
        "Speech in the language of the music is the better start",
        "Speech in the other language is the better start",
        "that the language of the speech matters",
    ),
    "control": (
        "Two English speakers differ with the language of the music, which cannot be language",
        "Two English speakers differ with the language of the music, which cannot be language",
        "that two English speakers differ with the language of the music",
    ),
}


def verdict_of(difference: ScoreDifference, p_holm: float | None, control: ScoreDifference | None) -> Verdict:
    """The strongest word that the rules allow."""
    estimate, low, high = difference.estimate, difference.low, difference.high
    if estimate is None or low is None or high is None or p_holm is None:
        return "not tested"
    if p_holm > ALPHA or low <= 0 <= high:
        return "unresolved"
    if difference.seed_error is not None and abs(estimate) <= SEED_ERRORS * difference.seed_error:
        return "within seeds"
    if control is not None and abs(estimate) <= max(abs(control.low or 0), abs(control.high or 0)):
        return "within speakers"
    return "better" if (estimate < 0) == (difference.metric in LOWER_IS_BETTER) else "worse"


def sentence_of(
    question: str,
    difference: ScoreDifference,
    verdict: Verdict,
    resolvable: float | None,
    *,
    has_control: bool = True,
) -> str:
    """The verdict as a sentence, with the numbers it rests on."""
    if_better, if_worse, else_not_shown = _CLAIMS[question]
    if verdict == "not tested":
        return (
            "Not tested: this needs models on music in English and on music in Mandarin."
            if question in ("interaction", "control")
            else "Not tested: the score has no value for one of the models."
        )
    numbers = _numbers(difference)
    if verdict == "unresolved":
        limit = f"; with these {difference.n_clips} clips a difference under {resolvable:.3f} is seldom found"
        return f"No evidence {else_not_shown}: {numbers}{limit if resolvable else ''}."
    if verdict == "within seeds":
        return (
            f"No evidence {else_not_shown}: {numbers}, but seeds alone move it by "
            f"{difference.seed_error or 0:.3f}. Train more seeds."
        )
    if verdict == "within speakers":
        return f"No evidence {else_not_shown}: {numbers}, and other speakers of one language differ as much."
    caveats = []
    if difference.seed_error is None:
        caveats.append("a model has one seed alone, so another may turn it round")
    if question == "interaction" and not has_control:
        caveats.append(
            "no second English speaker was there to compare: it may be the speakers or the recordings"
        )
    claim = if_better if verdict == "better" else if_worse
    return f"{claim}: {numbers}{''.join(f'; {caveat}' for caveat in caveats)}."


def _numbers(difference: ScoreDifference) -> str:
    estimate, low, high = (value or 0.0 for value in (difference.estimate, difference.low, difference.high))
    name = difference.metric.replace("_", " ")
    return f"{name} {estimate:+.3f} [{low:+.3f}, {high:+.3f}]"
