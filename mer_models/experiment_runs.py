"""What ``merlingua experiment`` does, from parsed arguments to a report's folder."""

from __future__ import annotations

import argparse
import shlex
import sys

from merlingua.analysis.progress_line import ProgressLine
from merlingua.analysis.report_folder import check_report_folder
from merlingua.mer_models.errors import TrainingError
from merlingua.mer_models.experiment_cells import Experiment, cells_of
from merlingua.mer_models.experiment_plan import read_experiment
from merlingua.mer_models.experiment_report import report_experiment
from merlingua.mer_models.model_report import EVALUATION

REPORT = "report"


def run_experiment(arguments: argparse.Namespace) -> int:
    """Do what of a grid is not done, and report all of it; gives the exit code."""
    plan = read_experiment(arguments.plan)
    out = arguments.out if arguments.out is not None else arguments.plan.with_suffix("")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TrainingError(f"--out {out}: the folder cannot be made ({error.strerror})") from error
    check_report_folder(out / REPORT, EVALUATION)
    experiment = Experiment(plan, arguments.corpora, out, arguments.cache)
    with ProgressLine() as progress:
        if not arguments.report_only:
            experiment.run(progress)
        files, comparisons = report_experiment(
            experiment, out / REPORT, command=_command(arguments), on_progress=progress
        )
    cells = cells_of(plan)
    n_done = sum(experiment.file_of(cell).exists() for cell in cells)
    print(f"{n_done} of {len(cells)} cells are done")
    for comparison in comparisons:
        print(f"{comparison.name}: {comparison.sentence}")
    for file in files:
        if file.name.startswith("table2"):
            sys.stdout.write("\n" + file.read_text(encoding="utf-8"))
    print(out / REPORT / "report.md")
    return 0


def _command(arguments: argparse.Namespace) -> str:
    words = ["merlingua", "experiment", str(arguments.plan), "--corpora", "DIR"]
    if arguments.out is not None:
        words += ["--out", str(arguments.out)]
    return shlex.join(words)
