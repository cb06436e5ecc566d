"""What an experiment asks for: which speech, which music, which ways of transfer, which seeds.

A plan is a YAML file:

.. code-block:: yaml

    format: merlingua-experiment
    version: 1
    seeds: [1, 2, 3, 4]
    speech:                         # one encoder each, for each seed
      english: {corpora: [librispeech=librispeech]}
      mandarin: {corpora: [aishell=aishell, dspspeech=dspspeech]}
      english-2: {corpora: [librispeech=librispeech], speakers: 2}
    pretraining: {max_patches: 60000}
    music:
      emotify: {corpus: emotify=emotify, split: folds}
      emopia: {corpus: emopia=emopia, split: official}
    modes: [feature-extraction, full]
    small_cnn: true
    languages: {english: english, mandarin: mandarin, second_english: english-2}
    ensembles:
      best of all: [small CNN, descriptors and modulation, "random, feature extraction"]

Folders of corpora are relative to ``--corpora DIR``. Beside each kind of speech there is always ``random``:
the same encoder with random weights. ``languages`` names the rows that are compared to learn whether the
language of the speech matters; an ensemble is the mean of rows of the report.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from merlingua.mer_models.errors import TrainingError
from merlingua.surveys.study_files import read_utf8, read_yaml

RANDOM = "random"
SMALL_CNN = "small-cnn"

Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]


class PlanSection(BaseModel):
    """A part of a plan: immutable, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SpeechPlan(PlanSection):
    """Corpora that one encoder learns from, each ``KIND=FOLDER``."""

    corpora: tuple[str, ...] = Field(min_length=1)
    speakers: int | None = Field(default=None, ge=1)


class PretrainingBudget(PlanSection):
    """How long each encoder learns."""

    max_patches: int = Field(default=60_000, ge=1)
    batch_size: int = Field(default=32, ge=2)
    learning_rate: float = Field(default=1e-3, gt=0)


class MusicPlan(PlanSection):
    """A corpus of music, and how it is divided: its authors' split, or five folds by artist or song."""

    corpus: str
    split: Literal["folds", "official"] = "folds"
    split_seed: int = Field(default=1, ge=0)


class FullTransfer(PlanSection):
    """How long everything is trained together, a random crop a clip and epoch.

    ``max_crops`` ends it earlier, in the middle of an epoch if need be: so large a corpus costs no more than
    a small one. None does not.
    """

    epochs: int = Field(default=15, ge=1, le=1000)
    max_crops: int | None = Field(default=None, ge=1)
    batch_size: int = Field(default=16, ge=2)
    learning_rate: float = Field(default=5e-4, gt=0)
    patience: int | None = Field(default=4, ge=1)


class LanguagePlan(PlanSection):
    """Which speech stands for English and for Mandarin, and a choice of English speakers as the control."""

    english: str
    mandarin: str
    second_english: str | None = None


class ExperimentPlan(PlanSection):
    """The whole plan."""

    format: Literal["merlingua-experiment"]
    version: Literal[1]
    seeds: tuple[int, ...] = Field(min_length=1)
    speech: dict[Name, SpeechPlan]
    pretraining: PretrainingBudget = PretrainingBudget()
    music: dict[Name, MusicPlan] = Field(min_length=1)
    modes: tuple[Literal["feature-extraction", "full"], ...] = ("feature-extraction",)
    full: FullTransfer = FullTransfer()
    small_cnn: bool = False
    languages: LanguagePlan | None = None
    ensembles: dict[str, Annotated[tuple[str, ...], Field(min_length=2)]] = {}

    @model_validator(mode="after")
    def _names_are_free(self) -> ExperimentPlan:
        if RANDOM in self.speech:
            raise ValueError(f"speech cannot be called {RANDOM!r}: that is the row with random weights")
        if len(set(self.seeds)) != len(self.seeds) or min(self.seeds) < 0:
            raise ValueError(f"seeds {list(self.seeds)} must differ and be 0 or more")
        named = self.languages.model_dump(exclude_none=True) if self.languages else {}
        for role, start in named.items():
            if start not in self.speech:
                raise ValueError(
                    f"languages.{role} is {start!r}; speech has {', '.join(self.speech) or 'none'}"
                )
        return self

    @property
    def starts(self) -> tuple[str, ...]:
        """What an encoder may begin with, random weights first."""
        return (RANDOM, *self.speech)


def read_experiment(file: Path) -> ExperimentPlan:
    """Read a plan.

    Raises
    ------
    TrainingError
        If the file is missing, no YAML, or asks for something that is not there; every mistake is named.
    """
    text, problems = read_utf8(file, file.name)
    located, more = read_yaml(text, file.name) if text is not None else (None, [])
    if located is None:
        told = "; ".join(str(problem) for problem in [*problems, *more])
        raise TrainingError(f"the experiment {file} cannot be read: {told}")
    try:
        return ExperimentPlan.model_validate(located.data)
    except ValidationError as error:
        told = "; ".join(
            f"line {located.line_of(each['loc'])}, {'.'.join(map(str, each['loc'])) or 'the plan'}: "
            f"{each['msg']}"
            for each in error.errors()
        )
        raise TrainingError(f"the experiment {file} cannot be run: {told}") from error
