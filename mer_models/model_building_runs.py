"""What ``merlingua models build`` does."""

from __future__ import annotations

import argparse

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.experiment_cells import Experiment
from merlingua.mer_models.experiment_plan import read_experiment
from merlingua.mer_models.model_building import build_model
from merlingua.mer_models.model_cards import SUFFIX
from merlingua.mer_models.model_list import score_text
from merlingua.mer_models.model_plans import read_model_plan
from merlingua.surveys.study_problems import suggestion


def run_building(arguments: argparse.Namespace) -> int:
    """Build the models of a plan, in its order; gives the exit code."""
    plan = read_model_plan(arguments.plan)
    chosen = arguments.models or list(plan.models)
    for name in chosen:
        if name not in plan.models:
            raise TrainingError(f"{arguments.plan} has no model {name!r}: {suggestion(name, plan.models)}")
    experiment_file = arguments.plan.parent / plan.experiment
    experiment = Experiment(
        read_experiment(experiment_file), arguments.corpora, experiment_file.with_suffix(""), arguments.cache
    )
    try:
        arguments.out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"--out {arguments.out}: the folder cannot be made ({error.strerror})") from error
    with ProgressLine() as line:
        for name in chosen:
            file = arguments.out / f"{name}{SUFFIX}"
            card = build_model(experiment, name, plan.models[name], file, line)
            print(f"{file}: {file.stat().st_size / 1e6:.1f} MB, {score_text(card)}")
    return 0
