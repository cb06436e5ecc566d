"""One row of an export as a session: the pages of its clips, of the Gold-MSI and of the demographics.

A value that is off its scale is refused. What the export stored of the Gold-MSI is compared with the sums of
the items, which are reversed already in the export: nothing is turned round again.
"""

from __future__ import annotations

from collections.abc import Mapping

from merlingua.surveys import gold_msi
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.psytoolkit_columns import (
    AGE,
    COUNTRY,
    GENDER,
    MOTHER_TONGUE,
    RATED_ITEMS,
    SCORES,
    Layout,
    RatedClip,
)
from merlingua.surveys.psytoolkit_csv import PARTICIPANT, TIME_END, ExportRow
from merlingua.surveys.psytoolkit_people import Genders, demographics, ip_country, number, times, whole_number
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.store_import import ImportedPage, ImportedParticipant, clip_step_id
from merlingua.surveys.taxonomy import EMOTION_IDS

WORDING: gold_msi.Wording = "scored"
"""Of the Gold-MSI: the answers were reversed before."""

_ORIGINALS: Mapping[str, str] = {
    "country": COUNTRY,
    "mother_tongue": MOTHER_TONGUE,
    "age": AGE,
    "gender": GENDER,
}


def participant_of(
    row: ExportRow, layout: Layout, *, language: str, genders: Genders, report: ImportReport
) -> ImportedParticipant:
    """The session of one row; what is odd about it goes into the report."""
    clips = [_clip_page(row, clip, report) for clip in layout.clips]
    for column, reason in layout.refused.items():
        if row.get(column):
            report.refuse(reason, f"{row.place}: {column}")
    n_missing = len(clips) * len(RATED_ITEMS) - sum(len(page.answers) for page in clips)
    has_ended = bool(row.get(TIME_END))
    if has_ended and n_missing:
        reason = "came to the end, but ratings are missing: does not count as complete"
        report.doubt(reason, f"{row.place}: {n_missing} ratings")
    msi = _gold_msi_page(row, layout, report)
    pages = (demographics(row, genders, report), *clips, msi)
    return ImportedParticipant(
        source_id=row.get(PARTICIPANT),
        language=language,
        pages=tuple(page for page in pages if page.answers),
        is_complete=has_ended and not n_missing,
        detail=_detail(row, layout, msi, report),
    )


def n_emotions(participant: ImportedParticipant) -> int:
    """Ratings of the eleven emotions."""
    return sum(item in EMOTION_IDS for page in participant.pages if page.clip_id for item in page.answers)


def _clip_page(row: ExportRow, clip: RatedClip, report: ImportReport) -> ImportedPage:
    written = {item: row.get(column) for item, column in clip.columns.items()}
    answers: dict[str, AnswerValue] = {}
    for item, cell in written.items():
        value = _rating(row, clip, item, cell, report) if cell else None
        if value is not None:
            answers[item] = value
    n_given = sum(map(bool, written.values()))
    if 0 < n_given < len(RATED_ITEMS):
        reason = "a clip's page has some of its answers; PsyToolkit stores all or none"
        report.doubt(reason, f"{row.place}: {n_given} of {len(RATED_ITEMS)} of {clip.id!r}")
    for item in sorted(clip.irrelevant & answers.keys()):
        report.doubt(f"{item!r} of {clip.id!r}: kept, though the study does not ask it of this clip", n=1)
    return ImportedPage(
        step_id=clip_step_id(clip.id, block_id=clip.block_id),
        answers=answers,
        clip_id=clip.id,
        block_id=clip.block_id,
        is_practice=clip.is_practice,
    )


def _rating(row: ExportRow, clip: RatedClip, item: str, cell: str, report: ImportReport) -> int | None:
    value, levels = whole_number(cell), clip.levels.get(item)
    if levels is None:
        report.refuse(f"the study does not ask {item!r}", f"{row.place}: {clip.columns[item]}")
    elif value not in levels:
        reason = f"a rating is not on the scale of {item!r}, which is {', '.join(map(str, levels))}"
        report.refuse(reason, f"{row.place}: {clip.columns[item]} is {cell!r}")
    else:
        return value
    return None


def _gold_msi_page(row: ExportRow, layout: Layout, report: ImportReport) -> ImportedPage:
    answers: dict[str, AnswerValue] = {}
    for question_id, column in layout.gold_msi.items():
        cell = row.get(column)
        if not cell:
            continue
        value = whole_number(cell)
        if question_id == gold_msi.BEST_INSTRUMENT:
            answers |= _best_instrument(row, value, cell, report)
        elif value in gold_msi.STEPS:
            answers[question_id] = value
        else:
            reason = "an answer to the Gold-MSI is not 1 to 7"
            report.refuse(reason, f"{row.place}: {column} is {cell!r}")
    return ImportedPage(f"questionnaire/{gold_msi.INSTRUMENT}/0", answers)


def _best_instrument(
    row: ExportRow, value: int | None, cell: str, report: ImportReport
) -> dict[str, AnswerValue]:
    names = gold_msi.INSTRUMENTS
    if value is None or not 1 <= value <= len(names):
        reason = f"the best instrument is no number from 1 to {len(names)}"
        report.refuse(reason, f"{row.place}: {cell!r}")
        return {}
    # 19 of the 22 complete participants of the reference study with a 1 play no instrument (item 37).
    report.doubt("the best instrument is a number: read in the order of psyquest's choices", n=1)
    return {gold_msi.BEST_INSTRUMENT: names[value - 1]}


def _detail(row: ExportRow, layout: Layout, msi: ImportedPage, report: ImportReport) -> dict[str, object]:
    """What is known beside the answers, as JSON can hold it."""
    originals = {name: row.cells[column] for name, column in _ORIGINALS.items() if column in row.cells}
    instrument = layout.gold_msi.get(gold_msi.BEST_INSTRUMENT, "")
    if row.get(instrument):
        originals[gold_msi.BEST_INSTRUMENT] = row.cells[instrument]
    detail: dict[str, object] = {
        "file": row.file.name,
        "line": row.line,
        "original": originals,
        "times": times(row, report),
        "scales": {item: list(levels) for clip in layout.clips for item, levels in clip.levels.items()},
    }
    country = ip_country(row, report)
    if country is not None:
        detail["ip_country"] = country
    if msi.answers:
        detail["gold_msi_wording"] = WORDING
    stored = _stored_scores(row, report)
    if stored:
        detail["gold_msi_stored"] = stored
        _compare_scores(row, msi, stored, report)
    return detail


def _stored_scores(row: ExportRow, report: ImportReport) -> dict[str, float]:
    scores = {}
    for column, factor in SCORES.items():
        cell = row.get(column)
        value = number(cell)
        if value is not None:
            scores[factor] = value
        elif cell:
            report.doubt("a stored Gold-MSI score is no number", f"{row.place}: {column} is {cell!r}")
    return scores


def _compare_scores(
    row: ExportRow, msi: ImportedPage, stored: Mapping[str, float], report: ImportReport
) -> None:
    answers = {key: value for key, value in msi.answers.items() if key != gold_msi.BEST_INSTRUMENT}
    sums = gold_msi.score(answers, wording=WORDING)
    without = [factor for factor in stored if factor not in sums]
    if without:
        reason = "a Gold-MSI score is stored whose items are not all answered"
        report.doubt(reason, f"{row.place}: {', '.join(without)}")
    differing = [
        f"{factor} {stored[factor]:g} stored, {sums[factor]} summed"
        for factor in stored
        if factor in sums and sums[factor] != stored[factor]
    ]
    if differing:
        reason = "participants whose stored Gold-MSI scores differ from the sums of their items, which count"
        report.doubt(reason, f"{row.get(PARTICIPANT)} ({row.place}): {'; '.join(differing)}")
