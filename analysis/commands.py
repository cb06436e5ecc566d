"""The commands ``merlingua agreement`` and ``merlingua agreement plan``.

Here are the parsers alone: what computes is imported when one of them runs, so that ``merlingua --help``
stays quick.
"""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

N_PERMUTATIONS = 9999
"""With fewer, the smallest p that Holm's correction can leave over 66 pairs is .033."""
MAX_PERMUTATIONS = 10_000_000
SEED = 1
BY_HELP = (
    "whose agreement is compared: language (default), another column of the participants, such as gender, or "
    "a factor of the Gold-MSI, such as musical_training (above and below the norm)"
)


def add_agreement_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``agreement`` to the command line."""
    agreement = subparsers.add_parser(
        "agreement",
        help="how far listeners agree, as a report",
        usage="merlingua agreement --store URL --out DIR [OPTIONS]\n"
        "       merlingua agreement plan --alpha A --raters N --clips N",
        description="Compute how far listeners agree on each emotion and whether languages differ, and write "
        "a report: report.html, report.pdf, results.csv, results.json, and every figure as SVG, PNG and CSV. "
        "The same ratings, options and seed give the same results.",
    )
    add_rating_options(agreement)
    add_listener_options(agreement, by_help=BY_HELP)
    _add_analysis(agreement)
    _add_report(agreement)
    agreement.set_defaults(run=partial(_run_agreement, agreement))
    _add_plan(agreement.add_subparsers(title="commands", metavar="COMMAND", prog="merlingua agreement"))


def add_rating_options(parser: argparse.ArgumentParser, *, is_store_required: bool = False) -> None:
    """Whose ratings are read. Not "required" by agreement: argparse would ask `agreement plan`, too."""
    ratings = parser.add_argument_group("ratings")
    ratings.add_argument(
        "--store", metavar="URL", required=is_store_required, help="the store: a file or sqlite:///FILE"
    )
    of_study = ratings.add_mutually_exclusive_group()
    of_study.add_argument(
        "--study",
        type=Path,
        metavar="FOLDER",
        help="the study's folder, for its scales, clips and texts (default: the only study in the store)",
    )
    of_study.add_argument("--study-id", metavar="ID", help="the study's id, where there is no folder")


def add_listener_options(parser: argparse.ArgumentParser, *, by_help: str) -> None:
    """Which listeners are taken, and in which groups."""
    listeners = parser.add_argument_group("listeners")
    listeners.add_argument("--by", default="language", metavar="COLUMN", help=by_help)
    listeners.add_argument(
        "--participants",
        choices=("complete", "rated"),
        default="complete",
        help="those who finished (default), or all who rated anything",
    )
    listeners.add_argument(
        "--where",
        default="",
        metavar="CONDITION",
        help='only these participants and clips: \'age >= 18 and clip.quadrant in ("Q1", "Q2")\'',
    )
    listeners.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="RULE[=VALUE]",
        help="leave out whom this rule finds: too_fast, too_slow, fast_answers, straight_lining, "
        "failed_checks, inconsistent_repeats; may be repeated. What each would find is told either way",
    )
    listeners.add_argument(
        "--with-simulated",
        action="store_true",
        help="count simulated listeners beside people (where there are no people, they are counted)",
    )


def _add_analysis(agreement: argparse.ArgumentParser) -> None:
    analysis = agreement.add_argument_group("analysis")
    analysis.add_argument(
        "--neutral",
        choices=("drop", "keep"),
        default="drop",
        help="in splits by preference, familiarity and comprehension, answers in the middle of the scale are "
        "left out and counted (default), or kept on both sides",
    )
    analysis.add_argument(
        "--permutations",
        type=partial(whole, at_most=MAX_PERMUTATIONS),
        default=N_PERMUTATIONS,
        metavar="N",
        help=f"of each test (default: {N_PERMUTATIONS}; 0: no tests by permutation)",
    )
    analysis.add_argument(
        "--bootstrap",
        type=partial(whole, at_most=MAX_PERMUTATIONS),
        default=0,
        metavar="N",
        help="replicates of a bootstrap over listeners beside the jackknife (default: 0, none)",
    )
    _add_seed(analysis)


def _add_report(agreement: argparse.ArgumentParser) -> None:
    report = agreement.add_argument_group("report")
    report.add_argument(
        "--report-language",
        choices=SURVEY_LANGUAGES,
        default="en",
        help="the language that the report is written in (default: en)",
    )
    report.add_argument("--no-pdf", action="store_true", help="without report.pdf")
    report.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="the report's folder: new, empty, or that of an earlier report, which is replaced",
    )


def _add_plan(commands: SubParsers[argparse.ArgumentParser]) -> None:
    plan = commands.add_parser(
        "plan",
        help="how many listeners and clips a study needs",
        description="Say how well an alpha will be known with so many listeners of one language and so many "
        "clips, how reliable the clips' mean labels will be, and what more listeners or clips would give. "
        "Nothing is tabulated: such studies are simulated.",
    )
    plan.add_argument(
        "--alpha",
        type=_number,
        required=True,
        metavar="A",
        help="the alpha that is expected: .2 to .4 is usual",
    )
    plan.add_argument("--raters", type=whole, required=True, metavar="N", help="listeners of one language")
    plan.add_argument("--clips", type=whole, required=True, metavar="N", help="that each of them rates")
    _add_seed(plan)
    plan.set_defaults(run=_run_plan)


def _add_seed(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--seed",
        type=partial(whole, at_most=2**63 - 1),
        default=SEED,
        metavar="N",
        help=f"of all that is random (default: {SEED})",
    )


def _run_agreement(parser: argparse.ArgumentParser, arguments: argparse.Namespace) -> int:
    missing = [f"--{name}" for name in ("store", "out") if not getattr(arguments, name)]
    if missing:
        parser.error(f"the following arguments are required: {', '.join(missing)}")
    from merlingua.analysis.agreement_command import run_agreement

    return run_agreement(arguments)


def _run_plan(arguments: argparse.Namespace) -> int:
    from merlingua.analysis.planner import plan_text

    text = plan_text(
        alpha=arguments.alpha, n_raters=arguments.raters, n_clips=arguments.clips, seed=arguments.seed
    )
    sys.stdout.write(text.rstrip() + "\n")
    return 0


def _number(written: str) -> float:
    try:
        return float(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no number, such as .3") from None


def whole(written: str, *, at_most: int = 1_000_000) -> int:
    """A whole number from 0."""
    try:
        number = int(written)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{written!r} is no whole number") from None
    if not 0 <= number <= at_most:
        raise argparse.ArgumentTypeError(f"{written} is out of range: 0 to {at_most}")
    return number
