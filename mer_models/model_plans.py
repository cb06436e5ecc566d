"""Which models come with the program, and how each is made again from an experiment.

A plan is a YAML file, the best model first:

.. code-block:: yaml

    format: merlingua-model-plan
    version: 1
    experiment: ../../docs/experiments/speech-to-music.yaml
    models:
      small-cnn-emotify:
        music: emotify
        members: [{start: small-cnn, seeds: [1, 2, 3, 4]}]
      english-speech-emotify:
        music: emotify
        members: [{start: english, mode: feature-extraction, seeds: [1, 2]}]

Members are rows of the experiment: what they said of clips in its folds gives scores and calibration, and
each is then trained once more, on all of the clips. ``experiment`` is relative to the plan's own folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.experiment_cells import Cell
from merlingua.mer_models.experiment_plan import SMALL_CNN, Name, PlanSection
from merlingua.mer_models.labelled_music import N_FOLDS
from merlingua.surveys.study_files import read_utf8, read_yaml


class MemberPlan(PlanSection):
    """A row of the experiment: how it begins, how it is trained, and with which seeds."""

    start: Name
    mode: Literal["feature-extraction", "full", "scratch"] = "feature-extraction"
    seeds: tuple[int, ...] = Field(min_length=1)


class OneModelPlan(PlanSection):
    """A model: the music it learns from, and its members."""

    music: Name
    members: tuple[MemberPlan, ...] = Field(min_length=1)

    def cells(self, n_folds: int) -> Iterator[tuple[Cell, ...]]:
        """For each network that is to be trained, its cells in the experiment's folds."""
        for member in self.members:
            mode = "scratch" if member.start == SMALL_CNN else member.mode
            for seed in member.seeds:
                yield tuple(Cell(self.music, member.start, mode, seed, fold) for fold in range(n_folds))


class ModelsPlan(PlanSection):
    """The whole plan."""

    format: Literal["merlingua-model-plan"]
    version: Literal[1]
    experiment: str
    models: dict[Name, OneModelPlan] = Field(min_length=1)


def read_model_plan(file: Path) -> ModelsPlan:
    """Read a plan.

    Raises
    ------
    TrainingError
        If the file is missing, no YAML, or has a mistake; every one is named.
    """
    text, problems = read_utf8(file, file.name)
    located, more = read_yaml(text, file.name) if text is not None else (None, [])
    if located is None:
        told = "; ".join(str(problem) for problem in [*problems, *more])
        raise TrainingError(f"the plan {file} cannot be read: {told}")
    try:
        return ModelsPlan.model_validate(located.data)
    except ValidationError as error:
        told = "; ".join(
            f"line {located.line_of(each['loc'])}, {'.'.join(map(str, each['loc'])) or 'the plan'}: "
            f"{each['msg']}"
            for each in error.errors()
        )
        raise TrainingError(f"the plan {file} cannot be used: {told}") from error


def folds_of(split: str) -> int:
    """How many cells a row has in music that is divided so."""
    return N_FOLDS if split == "folds" else 1
