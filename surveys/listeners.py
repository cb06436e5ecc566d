"""Simulated listeners: how they rate a clip, fill in a questionnaire, and how long they take.

A rating is the sum of what the clip expresses (its quadrant, and traits of its own that all listeners hear),
what the listener's language group hears differently, the listener's leniency and taste, and noise of the
moment; the sum is rounded to the scale. The sizes are set so that the ratings are spread and shared as those
of the reference study are (128 listeners with all 22 clips: mean rating of the emotions 2.4 of 5, spread 1.3
levels, listeners' means 0.4 levels apart, two listeners correlate by 0.36 on average). They are no finding,
and no such answer may pass for one.

Everything is a function of the seed, the listener's number, the clip and the occasion: the same seed gives
the same answers. ``random.Random.random`` is the one generator (its stream is kept by Python); normal
deviates are its inverse distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from statistics import NormalDist

from merlingua.surveys.clips import Clip
from merlingua.surveys.questions import OTHER, AnswerValue, Question
from merlingua.surveys.taxonomy import EMOTIONS, Quadrant

MIDDLE = 0.34
"""Where ratings of emotions lie on average, as a share of the scale; 0.5 is "neither agree or disagree"."""
QUADRANT_WEIGHT = 0.31
"""Share of the scale by which full agreement of quadrants lifts a rating."""
CLIP_SD = 0.12
LANGUAGE_SD = 0.05
TASTE_SD = 0.18
LENIENCY_SD = 0.13
NOISE_MEAN = 0.22
"""Standard deviations as shares of the scale: 0.25 is one level of five."""
SECONDS_PER_ANSWER = 2.6
RIGHT_TRIAL = 0.96
"""Probability of a right answer in the headphone check."""
RIGHT_AT_ONCE = 0.9
"""Probability of telling perceived from induced at the first try."""

COUNTRIES: Mapping[str, tuple[str, ...]] = {
    "en": ("GB", "US", "IE", "AU"),
    "es": ("ES", "MX", "AR", "CO"),
    "de": ("DE", "AT", "CH"),
    "zh-Hans": ("CN", "SG", "MY"),
}
COMMENTS: Mapping[str, str] = {
    "en": "Simulated listener: no comment.",
    "es": "Oyente simulado: sin comentarios.",
    "de": "Simulierte Person: kein Kommentar.",
    "zh-Hans": "模拟听众：无意见。",
}

_NORMAL = NormalDist()
_EMOTION_QUADRANTS = {emotion.id: emotion.quadrant for emotion in EMOTIONS}


@dataclass(frozen=True)
class Listener:
    """One simulated listener of a simulation with ``seed``; ``number`` counts from 1."""

    seed: int
    number: int
    language: str
    leniency: float
    """What is added to every rating, as a share of the scale."""
    noise: float
    """Standard deviation of the noise of the moment."""
    pace: float
    """Seconds an answer takes."""
    musicality: float
    """0 to 1: where the answers about music lie."""

    @classmethod
    def of(cls, seed: int, number: int, language: str) -> Listener:
        """The listener of this number."""
        rng = _generator("listener", seed, number)
        return cls(
            seed=seed,
            number=number,
            language=language,
            leniency=LENIENCY_SD * _normal(rng),
            noise=NOISE_MEAN * (0.5 + rng.random()),
            pace=SECONDS_PER_ANSWER * (0.5 + rng.random()),
            musicality=min(max(0.45 + 0.2 * _normal(rng), 0.0), 1.0),
        )

    def moment(self, occasion: str) -> Random:
        """The chances of one page; ``occasion`` names it."""
        return _generator("moment", self.seed, self.number, occasion)

    def rating(self, question: Question, clip: Clip, rng: Random) -> AnswerValue:
        """The level that this listener gives a clip on one item."""
        share = self.leniency + self._heard(question.id, clip) + self.noise * _normal(rng)
        share += TASTE_SD * _trait("taste", self.seed, self.number, clip.id, question.id)
        return _level(question, share)

    def answer(self, question: Question, rng: Random) -> AnswerValue:
        """An answer to a question that is not about a clip."""
        if question.kind == "number":
            return self._number(question, rng)
        if question.kind == "country":
            countries = COUNTRIES[self.language]
            return countries[int(rng.random() * len(countries))]
        if question.kind == "language":
            return self.language.partition("-")[0]
        if question.kind == "text":
            return COMMENTS[self.language]
        if question.kind == "likert":
            return _level(question, self.musicality + 0.2 * _normal(rng))
        named = [choice.value for choice in question.choices if choice.value != OTHER]
        return named[int(rng.random() * len(named))]

    def _heard(self, item_id: str, clip: Clip) -> float:
        """What listeners of this language have in common about an item of a clip, as a share of the scale."""
        if item_id == "comprehension":
            return self._understood(clip)
        if item_id == "familiarity":
            return 0.15
        quadrant = _EMOTION_QUADRANTS.get(item_id)
        shared = CLIP_SD * _trait("clip", self.seed, clip.id, item_id)
        shared += LANGUAGE_SD * _trait("language", self.seed, self.language, item_id)
        if quadrant is None:
            return 0.5 + shared
        of_clip = _quadrant(clip)
        match = (quadrant.arousal * of_clip.arousal + quadrant.valence * of_clip.valence) / 2
        return MIDDLE + shared + QUADRANT_WEIGHT * match

    def _understood(self, clip: Clip) -> float:
        spoken, own = clip.lyrics_language.partition("-")[0], self.language.partition("-")[0]
        if spoken == own:
            return 0.85
        return 0.6 if spoken == "en" else 0.1

    @staticmethod
    def _number(question: Question, rng: Random) -> int:
        """Skewed to the lower half, as ages are."""
        low = 0 if question.minimum is None else question.minimum
        high = low + 100 if question.maximum is None else question.maximum
        return low + int((high - low) * (0.08 + 0.5 * rng.random() ** 2))


def _generator(*key: object) -> Random:
    return Random("/".join(str(part) for part in ("merlingua-listeners-1", *key)))


def _normal(rng: Random) -> float:
    """A standard normal deviate, within ±4."""
    return _NORMAL.inv_cdf(min(max(rng.random(), 3.2e-5), 1 - 3.2e-5))


@lru_cache(maxsize=65_536)
def _trait(*key: object) -> float:
    """A standard normal deviate that belongs to its key."""
    return _normal(_generator("trait", *key))


@lru_cache(maxsize=4096)
def _quadrant(clip: Clip) -> Quadrant:
    """What the clip was chosen for; drawn from its id where the manifest does not say."""
    if clip.quadrant is not None and clip.quadrant in Quadrant.__members__:
        return Quadrant[clip.quadrant]
    return list(Quadrant)[int(_generator("quadrant", clip.id).random() * 4)]


def _level(question: Question, share: float) -> AnswerValue:
    """The choice at a share of the scale, 0 its first and 1 its last."""
    n = len(question.choices)
    index = round(share * (n - 1))
    return question.choices[min(max(index, 0), n - 1)].value
