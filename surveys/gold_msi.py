"""The Goldsmiths Musical Sophistication Index (Gold-MSI): structure and scoring.

The item texts are the authors': they are not part of the program. A researcher imports them
(``surveys.instruments_import``); here stand the items' numbers, what they are answered with, which factor
they belong to, and which of them a wording turns round.

Conventions
-----------
Items have the numbers of version 1.0: 1–31 are statements with seven steps of agreement, 32–38 ask for an
amount in seven steps, 39 is the instrument played best, which no score uses. An answer is 1 to 7.
Whether an item is reversed belongs to its wording, never to its number: the dictionary of psyquest words
item 17 positively, where version 1.0 words it negatively.

References
----------
Müllensiefen et al. (2014), "The musicality of non-musicians", PLoS ONE 9(2) e89642: factors and norms.
Schaal et al. (2014), Diagnostica 60: the German version. Li et al., doi 10.1177/10298649231183264: the
Simplified Chinese version. A Spanish version is in use; no peer-reviewed validation of it is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from merlingua.surveys.errors import InstrumentError, InvalidAnswerError
from merlingua.surveys.questions import Choice, Question, Questionnaire

INSTRUMENT = "gold_msi"
N_SCORED = 38
N_LIKERT = 31
"""Items 1 to 31 are answered by agreement, the others by an amount."""
STEPS = (1, 2, 3, 4, 5, 6, 7)
BEST_INSTRUMENT = "best_instrument"

INSTRUMENTS: tuple[str, ...] = (
    "none", "voice", "piano", "guitar", "drums", "xylophone", "flute", "oboe", "clarinet", "bassoon",
    "trumpet", "trombone", "tuba", "saxophone", "horn", "violin", "cello", "viola", "double_bass", "harp",
    "other",
)  # fmt: skip
"""What item 39 offers, in the order of psyquest's choices 1 to 21."""

WORDING_KEY = f"instrument.{INSTRUMENT}.wording"
"""The key under which a text table says, for each language, which wording its items have."""

Wording = Literal["v1.0", "psyquest", "scored"]
"""``scored`` is not a wording: the answers were reversed before, as in the exports of the reference study."""

REVERSED: Mapping[Wording, frozenset[int]] = {
    "v1.0": frozenset({9, 11, 13, 14, 17, 21, 23, 25, 27}),
    "psyquest": frozenset({9, 11, 13, 14, 21, 23, 25, 27}),
    "scored": frozenset(),
}

ITEM_WORDINGS: tuple[Wording, ...] = ("v1.0", "psyquest")
"""The wordings that imported texts can have."""


@dataclass(frozen=True)
class Item:
    """One item. ``number`` is that of version 1.0; ``id`` is the question's and the store's."""

    number: int

    @property
    def id(self) -> str:
        """``item_01`` to ``item_38``, and ``best_instrument``."""
        return BEST_INSTRUMENT if self.number > N_SCORED else f"item_{self.number:02d}"

    @property
    def label_key(self) -> str:
        return f"question.{INSTRUMENT}.{self.id}.label"

    @property
    def is_likert(self) -> bool:
        return self.number <= N_LIKERT

    @property
    def choices(self) -> tuple[Choice, ...]:
        if self.number > N_SCORED:
            return tuple(Choice(name, self._choice_key(name)) for name in INSTRUMENTS)
        if self.is_likert:
            return tuple(Choice(step, f"scale.{INSTRUMENT}.{step}") for step in STEPS)
        return tuple(Choice(step, self._choice_key(str(step))) for step in STEPS)

    def _choice_key(self, value: str) -> str:
        return f"question.{INSTRUMENT}.{self.id}.choice.{value}"


ITEMS: tuple[Item, ...] = tuple(Item(number) for number in range(1, N_SCORED + 2))


@dataclass(frozen=True)
class Factor:
    """A subscale: its score is the sum of its items. ``norm_mean``: the British sample's."""

    id: str
    items: tuple[int, ...]
    norm_mean: float

    @property
    def minimum(self) -> int:
        return len(self.items) * STEPS[0]

    @property
    def maximum(self) -> int:
        return len(self.items) * STEPS[-1]


FACTORS: tuple[Factor, ...] = (
    Factor("active_engagement", (1, 3, 8, 15, 21, 24, 28, 34, 38), 41.52),
    Factor("perceptual_abilities", (5, 6, 11, 12, 13, 18, 22, 23, 26), 50.20),
    Factor("musical_training", (14, 27, 32, 33, 35, 36, 37), 26.52),
    Factor("emotions", (2, 9, 16, 19, 20, 31), 34.66),
    Factor("singing_abilities", (4, 7, 10, 17, 25, 29, 30), 31.67),
    Factor(
        "general_sophistication",
        (1, 3, 4, 7, 10, 12, 14, 15, 17, 19, 23, 24, 25, 27, 29, 32, 33, 37),
        81.58,
    ),
)


def questionnaire() -> Questionnaire:
    """The 39 items in the order of version 1.0, ten a page."""
    questions = tuple(
        Question(
            id=item.id,
            kind="likert" if item.is_likert else "choice",
            label_key=item.label_key,
            choices=item.choices,
            keys="" if item.number > N_SCORED else "1234567",
            scale=INSTRUMENT if item.is_likert else None,
        )
        for item in ITEMS
    )
    return Questionnaire(INSTRUMENT, questions, page_size=10)


def score(answers: Mapping[str, int | str], *, wording: Wording) -> dict[str, int]:
    """The factors' sums.

    Parameters
    ----------
    answers
        1 to 7 by question id, as the listener gave them; a factor with an unanswered item has no score.
        The best instrument may be among them and is not scored.
    wording
        Of the texts that the listener read: the table's text at ``WORDING_KEY`` in the session's language.

    Returns
    -------
    dict
        The sum by the factor's id, for each factor whose items are all answered.

    Raises
    ------
    InstrumentError
        If the wording is none that is known.
    InvalidAnswerError
        If an answer is not 1 to 7, or belongs to no item.

    References
    ----------
    Müllensiefen et al. (2014), PLoS ONE 9(2) e89642.
    """
    if wording not in REVERSED:
        raise InstrumentError(
            f"Gold-MSI wording {wording!r} is not known; known are {', '.join(REVERSED)}. "
            "Which items are reversed depends on it."
        )
    steps = {
        number: 8 - step if number in REVERSED[wording] else step for number, step in _steps(answers).items()
    }
    return {
        factor.id: sum(steps[number] for number in factor.items)
        for factor in FACTORS
        if all(number in steps for number in factor.items)
    }


def _steps(answers: Mapping[str, int | str]) -> dict[int, int]:
    """The answers by item number, as given."""
    numbers = {item.id: item.number for item in ITEMS}
    steps = {}
    for question_id, step in answers.items():
        if question_id == BEST_INSTRUMENT:
            continue
        if question_id not in numbers:
            raise InvalidAnswerError(
                f"{question_id!r} is no item of the Gold-MSI; items are item_01 to item_38, {BEST_INSTRUMENT}"
            )
        if isinstance(step, bool) or not isinstance(step, int) or step not in STEPS:
            raise InvalidAnswerError(f"{question_id!r} of the Gold-MSI is {step!r}; answers are 1 to 7")
        steps[numbers[question_id]] = step
    return steps
