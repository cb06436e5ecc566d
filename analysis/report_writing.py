"""A report's files: the page, the PDF and the figures, in a folder that is empty.

`agreement_files.write_agreement` makes the folder appear whole or not at all.
"""

from __future__ import annotations

from pathlib import Path

from merlingua.analysis.agreement_results import AgreementResults, Progress
from merlingua.analysis.figures_all import draw_all
from merlingua.analysis.figures_drawing import Drawing
from merlingua.analysis.report_html import report_html

HTML_FILE = "report.html"
PDF_FILE = "report.pdf"
FIGURES_FOLDER = "figures"


def write_report(
    results: AgreementResults,
    folder: Path,
    *,
    language: str,
    pdf: bool = True,
    progress: Progress | None = None,
) -> None:
    """Write ``report.html``, ``report.pdf`` and ``figures/`` in one of the program's languages.

    Raises
    ------
    PdfError
        If a PDF was asked for and a library that it needs is missing.
    OSError
        If a file cannot be written.
    """
    tell = progress or (lambda what, done, total: None)
    drawings = draw_all(results, language=language, progress=progress)
    _write_figures(drawings, folder / FIGURES_FOLDER)
    tell("html", 0, 1)
    html = report_html(results, drawings, language=language)
    with (folder / HTML_FILE).open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(html)
    tell("html", 1, 1)
    if pdf:
        # WeasyPrint takes half a second to import.
        from merlingua.analysis.report_pdf import write_pdf

        tell("pdf", 0, 1)
        # WeasyPrint reads the paths of an SVG for seconds each, and pixels at once.
        page = report_html(results, drawings, language=language, picture="png")
        write_pdf(page, folder / PDF_FILE)
        tell("pdf", 1, 1)


def _write_figures(drawings: tuple[Drawing, ...], folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for drawing in drawings:
        (folder / f"{drawing.id}.png").write_bytes(drawing.png)
        for suffix, content in ((".svg", drawing.svg), (".csv", drawing.table_csv)):
            with (folder / f"{drawing.id}{suffix}").open("w", encoding="utf-8", newline="\n") as stream:
                stream.write(content)
