"""The report as a tagged PDF (PDF/UA-1), made from its HTML by WeasyPrint."""

from __future__ import annotations

import logging
from pathlib import Path

from merlingua.analysis.estimates import AnalysisError

VARIANT = "pdf/ua-1"


class PdfError(AnalysisError):
    """No PDF can be made here: a library that WeasyPrint needs is missing."""


def write_pdf(html: str, file: Path) -> None:
    """Write the PDF of a report; its fonts are embedded.

    Raises
    ------
    PdfError
        If WeasyPrint, or a system library that it needs, cannot be loaded.
    """
    # What it says about CSS for screens is no news to a reader.
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise PdfError(
            f"no PDF can be made: {error}. Install Pango (libpango-1.0-0, libharfbuzz-subset0), or leave the "
            "PDF out with --no-pdf."
        ) from error
    # Figures are data within the page: a report is read without a network, and so it is made.
    fetcher = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    file.write_bytes(HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant=VARIANT))
