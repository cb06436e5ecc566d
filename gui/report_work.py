"""Writes a report of agreement as ``merlingua agreement`` does; runs in a process without Qt."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

from merlingua.gui.agreement_model import ReportError, ReportWish, WrittenReport

Progress = Callable[..., None]

HTML, PDF = "report.html", "report.pdf"


def write_report(wish: ReportWish, *, progress: Progress) -> WrittenReport:
    """The whole report in its folder, or the folder as it was.

    Where no PDF can be made on this computer, the rest is written, and the answer says why.

    Raises
    ------
    ReportError
        If its files cannot be written.
    MerlinguaError
        As ``merlingua agreement`` tells it.
    """
    from merlingua.analysis.report_folder import ReportFolderError

    try:
        return _written(wish, progress)
    except ReportFolderError as error:
        raise ReportError(str(error)) from error


def _written(wish: ReportWish, progress: Progress) -> WrittenReport:
    from merlingua.analysis.agreement import agree
    from merlingua.analysis.agreement_command import command_line, options_of, refuse_if_all_undefined
    from merlingua.analysis.agreement_files import write_agreement
    from merlingua.analysis.report_folder import check_report_folder
    from merlingua.analysis.stored_ratings import ratings_of_store
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study

    check_report_folder(wish.folder)
    no_pdf = _why_no_pdf() if wish.has_pdf else ""
    arguments = arguments_of(wish, has_pdf=wish.has_pdf and not no_pdf)
    progress("read", 0, 1)
    study = load_study(wish.selection.study.folder) if wish.selection.study.folder is not None else None
    with Store.open(wish.selection.store, create=False, read_only=True) as store:
        frame = ratings_of_store(store, wish.selection.study.study_id, study=study)
    results = agree(frame, options_of(arguments), progress)
    refuse_if_all_undefined(results)
    if results.provenance is not None:
        command = command_line(arguments, results.study_id)
        results = replace(results, provenance=replace(results.provenance, command=command))
    files = write_agreement(
        results, wish.folder, language=wish.language, pdf=not arguments.no_pdf, progress=progress
    )
    pdf = wish.folder / PDF
    return WrittenReport(wish.folder / HTML, pdf if pdf in files else None, no_pdf)


def arguments_of(wish: ReportWish, *, has_pdf: bool) -> argparse.Namespace:
    """What the command line would have been told; its own parser fills in what the window does not ask."""
    from merlingua.analysis.commands import add_agreement_commands

    selection = wish.selection
    words = ["agreement", "--store", selection.store, "--out", str(wish.folder), "--seed", str(wish.seed)]
    if selection.study.folder is not None:
        words += ["--study", str(selection.study.folder)]
    else:
        words += ["--study-id", selection.study.study_id]
    words += [f"--by={selection.by}", "--participants", selection.participants]
    if selection.condition:
        words.append(f"--where={selection.condition}")  # it may begin with a minus
    for rule in selection.exclude:
        words += ["--exclude", rule]
    if selection.with_simulated:
        words.append("--with-simulated")
    words += ["--permutations", str(wish.n_permutations), "--report-language", wish.language]
    if not has_pdf:
        words.append("--no-pdf")
    parser = argparse.ArgumentParser()
    add_agreement_commands(parser.add_subparsers())
    return parser.parse_args(words)


def _why_no_pdf() -> str:
    """Why WeasyPrint cannot be used here; empty where it can."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:  # pango is the system's, and may not be there
        return f"{str(error).splitlines()[0]}\n\nInstall Pango: libpango-1.0-0, libharfbuzz-subset0."
    return ""
