"""What ``merlingua agreement`` does: from a store to a report's folder."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from merlingua.analysis.agreement import agree
from merlingua.analysis.agreement_files import write_agreement
from merlingua.analysis.agreement_results import ALL, AgreementOptions, AgreementResults
from merlingua.analysis.agreement_summary import summary_lines
from merlingua.analysis.alpha import krippendorff_alpha
from merlingua.analysis.estimates import MIN_RATERS, AnalysisError, UndefinedError
from merlingua.analysis.exclusions import Rule
from merlingua.analysis.progress_line import ProgressLine
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.report_folder import check_report_folder
from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study


def run_agreement(arguments: argparse.Namespace) -> int:
    """``merlingua agreement``."""
    options = options_of(arguments)
    check_report_folder(arguments.out)
    with ProgressLine() as line:
        line("read", 0, 1)
        frame = _read_ratings(arguments)
        results = agree(frame, options, line)
        refuse_if_all_undefined(results)
        results = _with_command(results, arguments)
        files = write_agreement(
            results,
            arguments.out,
            language=arguments.report_language,
            pdf=not arguments.no_pdf,
            progress=line,
        )
    for text in (*summary_lines(results), "", _files_line(arguments.out, files)):
        sys.stdout.write(text + "\n")
    return 0


def options_of(arguments: argparse.Namespace) -> AgreementOptions:
    """What is asked, from the parsed arguments.

    Raises
    ------
    AnalysisError
        If there is no such rule of exclusion, or one is given twice.
    """
    rules = tuple(map(Rule.parse, arguments.exclude))
    names = [rule.name for rule in rules]
    if twice := {name for name in names if names.count(name) > 1}:
        raise AnalysisError(f"--exclude {twice.pop()} is given more than once: each rule has one threshold")
    return AgreementOptions(
        by=arguments.by,
        participants=arguments.participants,
        where=arguments.where,
        neutral=arguments.neutral,
        n_permutations=arguments.permutations,
        seed=arguments.seed,
        exclude=rules,
        n_bootstrap=arguments.bootstrap,
        with_simulated=arguments.with_simulated,
    )


def command_line(arguments: argparse.Namespace, study_id: str) -> str:
    """The command that makes the same report again, with what was left to defaults written out."""
    return shlex.join(("merlingua", "agreement", *_words(arguments, study_id)))


def refuse_if_all_undefined(results: AgreementResults) -> None:
    """Refuse to write a report in which no alpha has a value: it would only say so eleven times.

    Raises
    ------
    AnalysisError
        With the reason for the first item, as that of the others mostly is the same.
    """
    if any(estimate.is_defined for estimate in results.estimates.values()):
        return
    if not results.items:
        raise AnalysisError(f"study {results.study_id}: nobody rated an emotion, so there is no agreement")
    why = _why(results, results.items[0])
    raise AnalysisError(f"study {results.study_id} has no agreement that is defined: {why}")


def _why(results: AgreementResults, item: str) -> str:
    try:
        krippendorff_alpha(results.matrices[item], level=results.options.level)
    except UndefinedError as error:
        return str(error)
    n_raters = results.estimates[item, ALL].n_raters
    return (
        f"{item!r} was rated by {n_raters} listener(s); agreement is given from {MIN_RATERS} listeners on. "
        "Were they left out by --participants, --where or --exclude?"
    )


def _read_ratings(arguments: argparse.Namespace) -> RatingsFrame:
    study = None if arguments.study is None else load_study(arguments.study)
    with Store.open(arguments.store, read_only=True) as store:
        return ratings_of_store(store, arguments.study_id, study=study)


def _with_command(results: AgreementResults, arguments: argparse.Namespace) -> AgreementResults:
    if results.provenance is None:
        return results
    command = command_line(arguments, results.study_id)
    return replace(results, provenance=replace(results.provenance, command=command))


def _words(arguments: argparse.Namespace, study_id: str) -> Iterator[str]:
    yield from ("--store", str(arguments.store))
    if arguments.study is not None:
        yield from ("--study", str(arguments.study))
    else:
        yield from ("--study-id", study_id)
    yield from ("--by", arguments.by, "--participants", arguments.participants)
    if arguments.where:
        yield from ("--where", arguments.where)
    yield from ("--neutral", arguments.neutral)
    for rule in arguments.exclude:
        yield from ("--exclude", rule)
    if arguments.with_simulated:
        yield "--with-simulated"
    yield from ("--permutations", str(arguments.permutations))
    if arguments.bootstrap:
        yield from ("--bootstrap", str(arguments.bootstrap))
    yield from ("--seed", str(arguments.seed), "--report-language", arguments.report_language)
    if arguments.no_pdf:
        yield "--no-pdf"
    yield from ("--out", str(arguments.out))


def _files_line(folder: Path, files: tuple[Path, ...]) -> str:
    top = [file.name for file in files if file.parent == folder]
    n_others = len(files) - len(top)
    others = f" and {n_others} files of figures" if n_others else ""
    return f"{folder}: {', '.join(top)}{others}"
