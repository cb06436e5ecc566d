"""What ``study.yaml`` may say: one pydantic model a section, unknown keys refused.

Names follow the field: ``min_plays``, ``max_plays``, ``pre_silence`` (Web Audio Evaluation Tool),
``required``, ``relevant``, ``choices`` (XLSForm), Protocol > Activity > Item (ReproSchema).
Paths are relative to the study folder; durations are seconds or milliseconds as their names say.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION = 1

SurveyLanguage = Literal["en", "es", "de", "zh-Hans"]
SURVEY_LANGUAGES: tuple[SurveyLanguage, ...] = ("en", "es", "de", "zh-Hans")

Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=64)]
"""Letters, digits, ``_``, ``.`` and ``-``: fit for a column name and a file name."""


class Section(BaseModel):
    """A section of the definition: immutable, and unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class StudySection(Section):
    """Which study this is, and in which languages it is offered."""

    id: Identifier
    version: str = Field(min_length=1, max_length=32)
    languages: tuple[SurveyLanguage, ...] = Field(min_length=1)
    default_language: SurveyLanguage
    texts: str = "texts.csv"

    @model_validator(mode="after")
    def _default_is_offered(self) -> StudySection:
        if self.default_language not in self.languages:
            raise ValueError(
                f"default_language {self.default_language!r} is not among languages {list(self.languages)}"
            )
        if len(set(self.languages)) != len(self.languages):
            raise ValueError(f"languages {list(self.languages)} names a language twice")
        return self


class Consent(Section):
    """The information page; ``text`` is the prefix of its keys in the text table."""

    text: Identifier = "consent"
    must_agree: bool = True


class HeadphoneCheck(Section):
    """Huggins-pitch headphone check (Milne et al. 2021, Behav. Res. Methods 53).

    A listener who has fewer than ``pass`` of ``trials`` right may try again ``attempts`` times in all and
    is then flagged, or refused where ``on_fail`` is ``stop``.
    """

    kind: Literal["huggins"] = "huggins"
    trials: int = Field(6, ge=1, le=12)
    pass_: int = Field(5, ge=1, le=12, alias="pass")
    attempts: int = Field(2, ge=1, le=5)
    on_fail: Literal["flag", "stop"] = "flag"

    @model_validator(mode="after")
    def _can_pass(self) -> HeadphoneCheck:
        if self.pass_ > self.trials:
            raise ValueError(f"pass {self.pass_} is more than trials {self.trials}: nobody could pass")
        return self


class Level(Section):
    """How loud clips are played: one loudness for all, lowered where a true peak would pass the limit."""

    calibrate: Literal["tone_1k", "none"] = "tone_1k"
    target_lufs: float = Field(-23.0, ge=-60, le=-5)
    true_peak_max_db: float = Field(-1.0, ge=-20, le=0)


class Devices(Section):
    """What is checked about the sound before the clips."""

    headphone_check: HeadphoneCheck | None = None
    level: Level = Level()


class ScaleDefinition(Section):
    """A scale: its levels, the prefix of its anchors in the text table, the keys that give each level."""

    levels: tuple[int, ...] = Field(min_length=2, max_length=11)
    labels: Identifier
    keys: str = ""
    measure: Literal["nominal", "ordinal", "interval"] = "ordinal"

    @model_validator(mode="after")
    def _levels_rise_and_have_keys(self) -> ScaleDefinition:
        if list(self.levels) != sorted(set(self.levels)):
            raise ValueError(f"levels {list(self.levels)} must rise, each once")
        if self.keys and (len(self.keys) != len(self.levels) or len(set(self.keys)) != len(self.keys)):
            raise ValueError(f"keys {self.keys!r} must name {len(self.levels)} different keys, one a level")
        return self


class ClipsSection(Section):
    """Where the clips are listed."""

    manifest: str = "clips.csv"


class Order(Section):
    """In which order a block's clips are heard; the same on every machine for the same seed."""

    kind: Literal["fixed", "random", "williams"] = "random"
    seed: int = Field(1, ge=0, lt=2**63)
    balance_by: Literal["language"] | None = None
    fixed_first: tuple[str, ...] = ()


class PlayRules(Section):
    """How often a clip may be heard, and when it may be rated."""

    min_plays: int = Field(1, ge=0, le=20)
    max_plays: int | None = Field(3, ge=1, le=100)
    full_before_rating: bool = True
    pre_silence_s: float = Field(0.5, ge=0, le=10)
    fade_ms: float = Field(10.0, ge=0, le=2000)

    @model_validator(mode="after")
    def _plays_are_possible(self) -> PlayRules:
        if self.max_plays is not None and self.min_plays > self.max_plays:
            raise ValueError(f"min_plays {self.min_plays} is more than max_plays {self.max_plays}")
        return self


class Repeats(Section):
    """Test–retest: ``n`` clips are heard again, at least ``min_gap`` other clips later."""

    n: int = Field(ge=1)
    min_gap: int = Field(5, ge=0)


class ItemReference(Section):
    """Items to rate: a group (``emotions11``), a built-in item, or one of the study's own text table."""

    ref: Identifier
    scale: Identifier
    required: bool = True
    relevant: str | None = None


class Block(Section):
    """Clips that are heard in one stretch. Without ``clips``: all that no other block names."""

    id: Identifier
    practice: bool = False
    clips: tuple[str, ...] | None = None
    order: Order = Order()
    play: PlayRules = PlayRules()
    repeats: Repeats | None = None
    items: tuple[ItemReference, ...] = ()
    """Empty in a practice block: it then asks what the first other block asks."""


class QuestionnaireReference(Section):
    """A questionnaire and where it stands: before the clips or after them."""

    ref: Identifier
    form: Literal["full"] = "full"
    at: Literal["start", "end"] | None = None
    """None: demographics at the start, all others at the end."""

    @property
    def is_at_start(self) -> bool:
        return self.at == "start" if self.at else self.ref == "demographics"


class Quota(Section):
    """How many finished listeners are wanted in each group."""

    by: Literal["language"] = "language"
    target: int = Field(ge=1)


class QualityCheck(Section):
    """A question, of a clip's page or of a questionnaire, that asks for a certain answer."""

    question: Identifier
    answer: int | str


class Quality(Section):
    """Thresholds beyond which a listener is flagged (`merlingua quality`); None: the usual one."""

    checks: tuple[QualityCheck, ...] = ()
    too_fast: float | None = None
    """Minutes of the session beyond those that the clips last."""
    too_slow: float | None = Field(None, ge=0)
    """Minutes of the session."""
    fast_answers: float | None = Field(None, ge=0)
    """Milliseconds from one answer of a page to the next, median."""
    straight_lining: float | None = Field(None, ge=0, le=1)
    """Share of pages with one and the same answer to all items."""
    failed_checks: float | None = Field(None, ge=0)
    inconsistent_repeats: float | None = Field(None, ge=0)
    """Steps of the scale between two ratings of a clip, mean."""
    long_string: float | None = Field(None, ge=1)
    """Answers in a row that are alike."""
    long_gap: float | None = Field(None, ge=0)
    """Minutes between two answers."""
    disturbed_plays: float | None = Field(None, ge=0)
    incomplete_plays: float | None = Field(None, ge=0)
    failed_instructions: float | None = Field(None, ge=0)


class Predictions(Section):
    """Who may see a model's predictions, and when."""

    participant: Literal["never", "after_rating"] = "never"
    researcher: Literal["live", "never"] = "live"


class Privacy(Section):
    """What people are promised about their answers: it goes onto the information sheet."""

    retention_months: int | None = Field(None, ge=1, le=1200)
    """Answers are deleted so long after their session (`merlingua withdraw --expired`)."""
    contact: str = Field("", max_length=1000)
    """Who is asked: name and address of those responsible."""


class StudyDefinition(Section):
    """The whole of ``study.yaml``."""

    schema_version: Literal[1]
    study: StudySection
    consent: Consent = Consent()
    devices: Devices = Devices()
    scales: dict[Identifier, ScaleDefinition] = Field(min_length=1)
    clips: ClipsSection = ClipsSection()
    blocks: tuple[Block, ...] = Field(min_length=1)
    questionnaires: tuple[QuestionnaireReference, ...] = ()
    quotas: tuple[Quota, ...] = ()
    predictions: Predictions = Predictions()
    privacy: Privacy = Privacy()
    quality: Quality = Quality()
