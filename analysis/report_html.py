"""The whole report as one HTML document that needs nothing beside it.

No script runs and nothing is fetched: style and figures are within. It is read by screen readers (language,
landmarks, headings in order, names of tables and figures), in light and dark, on paper and on small screens.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from merlingua.analysis import report_agreement, report_listeners, report_methods, report_ratings
from merlingua.analysis.agreement_results import AgreementResults
from merlingua.analysis.figures_drawing import Drawing
from merlingua.analysis.report_elements import (
    Html,
    Picture,
    Pieces,
    bullets,
    element,
    joined,
    paragraph,
    text,
)
from merlingua.analysis.report_words import ReportWords

STYLE = Path(__file__).with_name("built_in") / "report.css"


def report_html(
    results: AgreementResults, drawings: Iterable[Drawing], *, language: str, picture: Picture = "svg"
) -> str:
    """The report in one of the program's languages; the same results give the same text."""
    words = ReportWords(results, language)
    pieces = Pieces(words, drawings, picture=picture)
    sections = [(name, words.say(f"{name}.heading"), body) for name, body in _bodies(results, words, pieces)]
    written = [
        joined([element("h2", text(heading), id=name), body]) for name, heading, body in sections if body
    ]
    contents = [
        element("li", element("a", text(heading), href=f"#{name}"))
        for name, heading, body in sections
        if body
    ]
    title = words.say("report.title", study=words.study)
    main = joined(element("section", section) for section in written)
    body = joined(
        [
            element("a", text(words.say("report.skip")), class_="skip", href="#short"),
            element("header", joined([element("h1", text(title)), _made(results, words)])),
            element(
                "nav",
                joined([element("b", text(words.say("report.contents"))), element("ol", joined(contents))]),
                aria_label=words.say("report.contents"),
            ),
            _notes(results, words),
            element("main", main),
            element("footer", paragraph(words.say("report.machine"))),
        ]
    )
    head = joined(
        [
            Html('<meta charset="utf-8">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            element("title", text(title)),
            Html(f"<style>\n{STYLE.read_text('utf-8')}</style>"),
        ]
    )
    page = element("html", joined([element("head", head), element("body", body)]), lang=language)
    return f"<!DOCTYPE html>\n{page}\n"


def _bodies(results: AgreementResults, words: ReportWords, pieces: Pieces) -> list[tuple[str, Html]]:
    """Each section's name and content, in their order: tables and figures are numbered on the way."""
    return [
        ("short", report_agreement.in_short(results, words)),
        ("listeners", report_listeners.listeners(results, words, pieces)),
        ("agreement", report_agreement.agreement(results, words, pieces)),
        ("differences", report_agreement.differences(results, words, pieces)),
        ("level", report_ratings.level_and_profile(results, words, pieces)),
        ("mean_label", report_ratings.mean_labels(results, words, pieces)),
        ("answers", report_ratings.answers(pieces)),
        ("clips", report_ratings.clips(words, pieces)),
        ("influence", report_ratings.influence(words, pieces)),
        ("splits", report_listeners.splits(results, words, pieces)),
        ("gold_msi", report_listeners.gold_msi(results, words, pieces)),
        ("secondary", report_ratings.other_measures(results, words, pieces)),
        ("planning", report_methods.planning(pieces)),
        ("methods", report_methods.methods(words)),
        ("provenance", report_methods.provenance(results, words, pieces)),
    ]


def _made(results: AgreementResults, words: ReportWords) -> Html:
    source = results.provenance
    if source is None:
        return Html("")
    version = source.versions.get("merlingua", "")
    return paragraph(words.say("report.made", version=version, date=words.moment(source.made_at)))


def _notes(results: AgreementResults, words: ReportWords) -> Html:
    if not results.notes:
        return Html("")
    heading = element("b", text(words.say("report.notes")))
    return element("aside", joined([heading, bullets(words.say(note) for note in results.notes)]))
