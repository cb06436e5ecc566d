"""Two questions of transfer learning, and answers that do not say more than the clips do.

*Does speech help at all?* The encoder that was pre-trained on speech against the same encoder at random
weights: beating descriptors or a constant says nothing about speech.
*Does the language of the speech matter?* English minus Mandarin speech is no answer: the corpora differ in
speakers, rooms and size too. The answer is the interaction with the language of the music, and it has to be
larger than the same interaction between two English speakers.

Conventions
-----------
Tests are sign flips over clips with runs averaged (`score_bootstrap`), corrected by Holm over the family of
one question; the control is a yardstick and no member. The smallest resolvable difference is what is found in
80 of 100 studies of this size: 2.8 standard errors, of clips and seeds together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from merlingua.analysis.holm import holm_adjusted_of_done
from merlingua.mer_models.clip_metrics import Metric
from merlingua.mer_models.clip_predictions import ClipLabels
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.comparison_words import Verdict, sentence_of, verdict_of
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.score_bootstrap import Pair, Runs, ScoreDifference, contrast

Question = Literal["speech", "speech language", "speakers", "interaction", "control"]

RESOLVABLE_STANDARD_ERRORS = 2.8
"""1.96 + 0.84: two-sided 5 %, power 80 %."""


@dataclass(frozen=True, eq=False)
class MusicResults:
    """What models said of one music corpus; ``runs`` by the name of the start ("librispeech", "random")."""

    name: str
    language: str
    labels: ClipLabels
    runs: Mapping[str, Runs]

    def of_start(self, start: str) -> Runs:
        """The runs of a start.

        Raises
        ------
        EvaluationError
            If there are none.
        """
        if not self.runs.get(start):
            raise EvaluationError(
                f"there are no runs from {start!r} on {self.name}; there are {', '.join(sorted(self.runs))}. "
                "Train them, or leave the comparison out."
            )
        return self.runs[start]


@dataclass(frozen=True)
class Comparison:
    """One contrast, its test within the family, and what may be said of it."""

    question: Question
    name: str
    difference: ScoreDifference
    p_holm: float | None
    smallest_resolvable: float | None
    verdict: Verdict
    sentence: str


def compare_with_random(
    results: Sequence[MusicResults],
    speech: Sequence[str],
    random_weights: str,
    *,
    metric: Metric = "cross_entropy",
    resampling: Resampling | None = None,
) -> tuple[Comparison, ...]:
    """Pre-trained minus random weights, for each start and each music corpus: does speech help at all?

    Raises
    ------
    EvaluationError
        If a corpus lacks the runs of a start.
    """
    found = [
        (f"{start} minus {random_weights} on {music.name}", _difference(music, start, random_weights))
        for music in results
        for start in speech
    ]
    differences = [contrast([pair], metric, resampling) for _, pair in found]
    return _family("speech", [name for name, _ in found], differences)


def compare_speech_languages(
    results: Sequence[MusicResults],
    english: str,
    mandarin: str,
    *,
    second_english: str | None = None,
    metric: Metric = "cross_entropy",
    resampling: Resampling | None = None,
) -> tuple[Comparison, ...]:
    """English minus Mandarin speech on each corpus, its interaction with the music's language, the controls.

    The interaction is the mean of (English − Mandarin) over English corpora minus that over Mandarin ones. In
    the controls a second choice of English speakers stands for the Mandarin ones: on each corpus of music,
    and in the interaction, which comes last.

    Raises
    ------
    EvaluationError
        If a corpus lacks the runs of a start.
    """
    on_each = [(music.name, _of_starts(music, english, mandarin, metric, resampling)) for music in results]
    interaction = _interaction(results, english, mandarin, metric, resampling)
    of_family = _family(
        "speech language",
        [
            *(f"{english} minus {mandarin} on {name}" for name, _ in on_each),
            "interaction with the music's language",
        ],
        [*(difference for _, difference in on_each), interaction],
    )
    control: ScoreDifference | None = None
    yardsticks: tuple[Comparison, ...] = ()
    if second_english is not None:
        control = _interaction(results, english, second_english, metric, resampling)
        speakers = _family(
            "speakers",
            [f"{english} minus {second_english} on {music.name}" for music in results],
            [_of_starts(music, english, second_english, metric, resampling) for music in results],
        )
        of_family = (*map(_beside_speakers, of_family[:-1], speakers), of_family[-1])
        name = f"the same interaction of {english} and {second_english}"
        yardsticks = (*speakers, *_family("control", [name], [control]))
    last = of_family[-1]
    verdict = verdict_of(interaction, last.p_holm, control)
    has_control = control is not None and control.estimate is not None
    answer = replace(
        last,
        question="interaction",
        verdict=verdict,
        sentence=sentence_of(
            "interaction", interaction, verdict, last.smallest_resolvable, has_control=has_control
        ),
    )
    return (*of_family[:-1], *yardsticks, answer)


def smallest_resolvable(difference: ScoreDifference) -> float | None:
    """The difference that a study of these clips and seeds would find in 80 of 100 cases."""
    if difference.standard_error is None:
        return None
    both = np.hypot(difference.standard_error, difference.seed_error or 0.0)
    return float(RESOLVABLE_STANDARD_ERRORS * both)


def _beside_speakers(of_language: Comparison, of_speakers: Comparison) -> Comparison:
    """The same comparison, once it is held against what other speakers of one language change."""
    difference = of_language.difference
    verdict = verdict_of(difference, of_language.p_holm, of_speakers.difference)
    sentence = sentence_of("speech language", difference, verdict, of_language.smallest_resolvable)
    return replace(of_language, verdict=verdict, sentence=sentence)


def _of_starts(
    music: MusicResults, first: str, second: str, metric: Metric, resampling: Resampling | None
) -> ScoreDifference:
    return contrast([_difference(music, first, second)], metric, resampling)


def _difference(music: MusicResults, first: str, second: str, weight: float = 1.0) -> Pair:
    return Pair(music.of_start(first), music.of_start(second), music.labels, weight)


def _interaction(
    results: Sequence[MusicResults],
    first: str,
    second: str,
    metric: Metric,
    resampling: Resampling | None,
) -> ScoreDifference:
    of_english = [music for music in results if music.language.startswith("en")]
    of_mandarin = [music for music in results if music.language.startswith("zh")]
    if not of_english or not of_mandarin:
        return ScoreDifference(metric, None, None, None, None, None, None, 0)
    pairs = [_difference(music, first, second, 1 / len(of_english)) for music in of_english]
    pairs += [_difference(music, first, second, -1 / len(of_mandarin)) for music in of_mandarin]
    return contrast(pairs, metric, resampling)


def _family(
    question: Question, names: Sequence[str], differences: Sequence[ScoreDifference]
) -> tuple[Comparison, ...]:
    found = []
    adjusted = holm_adjusted_of_done(difference.p for difference in differences)
    for name, difference, p_holm in zip(names, differences, adjusted, strict=True):
        verdict = verdict_of(difference, p_holm, None)
        resolvable = smallest_resolvable(difference)
        sentence = sentence_of(question, difference, verdict, resolvable)
        found.append(Comparison(question, name, difference, p_holm, resolvable, verdict, sentence))
    return tuple(found)
