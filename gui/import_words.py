"""What an import says of itself, in words: counts and stages in the window's language.

Findings about single rows are told as ``merlingua import`` prints them, in English, with names and values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from PySide6.QtCore import QCoreApplication

from merlingua.gui.translation import Formatter
from merlingua.surveys.import_report import Finding, ImportReport


def count_name(name: str) -> str:
    """What was counted."""
    translate = QCoreApplication.translate
    known = {
        "files": translate("Import", "files"),
        "rows": translate("Import", "rows"),
        "rows without an answer": translate("Import", "rows without an answer"),
        "participants": translate("Import", "listeners"),
        "clips": translate("Import", "excerpts"),
        "items": translate("Import", "questions"),
        "ratings": translate("Import", "answers on excerpts"),
        "with ratings": translate("Import", "who rated something"),
        "complete": translate("Import", "who finished"),
        "ratings of emotions": translate("Import", "answers on emotions"),
        "other ratings": translate("Import", "other answers on excerpts"),
        "participants that are new": translate("Import", "new listeners"),
        "answers that are new": translate("Import", "new answers in all"),
    }
    return known.get(name, name)


def import_stage(stage: str, n_done: int, *, formatter: Formatter) -> str:
    """What an import is doing, and how far it is."""
    translate = QCoreApplication.translate
    number = formatter.number(n_done)
    if stage == "rows read":
        return translate("Import", "Rows read: {n}").format(n=number)
    return translate("Import", "Listeners stored: {n}").format(n=number)


def n_findings(findings: Mapping[str, Finding]) -> int:
    """How many cases there are in all."""
    return sum(finding.n for finding in findings.values())


def findings_text(report: ImportReport) -> str:
    """What is refused, then what is doubted, with examples; a line each."""
    translate = QCoreApplication.translate
    parts = (
        (translate("Import", "Refused: not in the store"), report.refused),
        (translate("Import", "Kept, to be looked at"), report.doubtful),
    )
    return "\n\n".join("\n".join(_lines(title, found)) for title, found in parts if found)


def _lines(title: str, findings: Mapping[str, Finding]) -> Iterator[str]:
    yield title
    for reason, found in findings.items():
        yield f"  {found.n} × {reason}"
        yield from (f"      {example}" for example in found.examples)
        if 0 < len(found.examples) < found.n:
            yield f"      … + {found.n - len(found.examples)}"
