"""A whole report on the disk: what a reader opens, and the results as numbers."""

from __future__ import annotations

from pathlib import Path

from merlingua.analysis.agreement_results import AgreementResults, Progress
from merlingua.analysis.report_folder import RESULTS, file_hashes, new_report
from merlingua.analysis.results_json import results_json
from merlingua.analysis.results_table import results_csv

RESULTS_TABLE = "results.csv"


def write_agreement(
    results: AgreementResults,
    folder: Path,
    *,
    language: str,
    pdf: bool = True,
    progress: Progress | None = None,
) -> tuple[Path, ...]:
    """Write the report, its figures, ``results.csv`` and ``results.json`` into ``folder``, all or nothing.

    Parameters
    ----------
    folder
        New, empty, or that of an earlier report, whose files are replaced. Its parent must be there.
    language
        Of the report.
    pdf
        Whether ``report.pdf`` is made, too.

    Returns
    -------
    tuple of Path
        The files, by name.

    Raises
    ------
    ReportFolderError
        If they cannot be written; what was in ``folder`` is as it was.
    """
    # matplotlib and WeasyPrint: a second that a command which is refused need not wait
    from merlingua.analysis.report_writing import write_report

    with new_report(folder) as workplace:
        write_report(results, workplace, language=language, pdf=pdf, progress=progress)
        write_text(workplace / RESULTS_TABLE, results_csv(results.rows))
        hashes = file_hashes(workplace)
        write_text(workplace / RESULTS, results_json(results, files=hashes))
    return tuple(folder / name for name in sorted((*hashes, RESULTS)))


def write_text(file: Path, text: str) -> None:
    """Write UTF-8 with ``\\n`` line ends on every system."""
    with file.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
