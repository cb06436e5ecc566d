"""``merlingua import long``: anybody's ratings, from a CSV file with a row a rating, into a store.

With a study its clips, items, scales and languages decide what is taken; without one the mapping file does,
or the table itself. Every row is taken, or refused with its reason.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from merlingua.surveys.errors import InvalidAnswerError, RatingsFileError
from merlingua.surveys.import_mapping import LongMapping, ValueRange
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.long_csv import open_long_csv
from merlingua.surveys.long_pages import (
    RatedRows,
    Scale,
    doubt_positions,
    each_once,
    on_scale,
    pages_of,
    rated_rows,
)
from merlingua.surveys.long_study import LongStudy
from merlingua.surveys.long_table import IS_COMPLETE, LongTable, is_true, read_long_table
from merlingua.surveys.questionnaires import QUESTIONNAIRES, check_answer
from merlingua.surveys.questions import AnswerValue, Question
from merlingua.surveys.store_import import (
    ImportCounts,
    ImportedPage,
    ImportedParticipant,
    ImportOrigin,
    ImportSource,
    import_order,
    import_participants,
)
from merlingua.surveys.study_files import sha256_of_file

if TYPE_CHECKING:
    from merlingua.surveys.store import Store

SOURCE: ImportSource = "long"
OWN_QUESTIONS = "questionnaire/table/0"
"""The step of answers that belong to no questionnaire of this program."""

StageProgress = Callable[[str, int], None]
"""Called with what is counted (rows read, participants stored) and how many there are so far."""


@dataclass(frozen=True)
class _Known:
    """A question that the program knows, and the step on which it is asked."""

    question: Question
    step_id: str


def import_long(
    file: Path,
    store: Store,
    *,
    study: LongStudy,
    mapping: LongMapping | None = None,
    language: str | None = None,
    progress: StageProgress | None = None,
    source: ImportSource = SOURCE,
) -> ImportReport:
    """Import a table of ratings; what is in the store already is not added again.

    Parameters
    ----------
    study
        What may be rated: `LongStudy.of` a study folder, or `LongStudy.without_folder`.
    language
        Of all participants, where the table has no column for it.
    source
        Where the table was made of another program's export, that one.

    Raises
    ------
    RatingsFileError
        If the table cannot be read, contradicts itself, or nothing in it can be taken.
    StoreError
        If the store cannot be written; nothing of the table is in it then.
    """
    mapping = mapping or LongMapping()
    tell = progress or _silent
    report = ImportReport(source, study.study_id)
    table = _read(file, mapping, study, report, language, tell)
    scales = [study.scale_of(item, mapping) for item in table.items]
    origin = study.origin(source, sha256_of_file(file))
    names, rank = _ranks(table, origin)
    rows = on_scale(rated_rows(table, rank), list(table.items), scales, report)
    source_ids = [source_id for source_id, _ in names]
    rows = each_once(rows, source_ids, rule=mapping.duplicates, report=report)
    doubt_positions(rows, source_ids, report)
    _count(report, table, rows)
    _doubt_names(report, table)
    if not len(rows):
        raise RatingsFileError(_nothing_taken(file, report, table))
    sessions = _Sessions(table, rows, names, rank, study, report, scales).all()
    counts = import_participants(
        store, sessions, origin=origin, progress=lambda n: tell("participants stored", n)
    )
    _note_counts(report, counts)
    return report


def _silent(what: str, n: int) -> None:
    """Progress that nobody asked for."""


def _read(
    file: Path,
    mapping: LongMapping,
    study: LongStudy,
    report: ImportReport,
    language: str | None,
    tell: StageProgress,
) -> LongTable:
    with open_long_csv(file, mapping, known=[*_known_questions()]) as opened:
        language = (
            None if "language" in opened.columns else study.language(file, language or mapping.language)
        )
        for name in opened.unused:
            report.doubt("a column was not used", name or "(without a name)")
        return read_long_table(
            opened,
            mapping,
            allowed=study.allowed,
            report=report,
            language=language,
            progress=lambda n: tell("rows read", n),
        )


def _ranks(table: LongTable, origin: ImportOrigin) -> tuple[list[tuple[str, str]], NDArray[np.int64]]:
    """Participants in the order in which they go into the store, and the place of each in it."""
    people = list(table.participants)
    keys = [import_order(origin, source_id, language) for source_id, language in people]
    order = sorted(range(len(people)), key=keys.__getitem__)
    rank = np.zeros(len(people), np.int64)
    rank[order] = np.arange(len(people))
    return [people[number] for number in order], rank


class _Sessions:
    """Makes a session of each participant's rows."""

    def __init__(
        self,
        table: LongTable,
        rows: RatedRows,
        names: list[tuple[str, str]],
        rank: NDArray[np.int64],
        study: LongStudy,
        report: ImportReport,
        scales: list[Scale | None],
    ) -> None:
        self._rows = rows
        self._names = names
        self._report = report
        self._clips, self._items = list(table.clips), list(table.items)
        self._person = np.argsort(rank)
        self._answers = table.answers
        self._known = _known_questions()
        self._is_complete = self._complete(table, study)
        self._detail = {"scales": _scales_detail(self._items, scales)}

    def all(self) -> Iterator[ImportedParticipant]:
        """Every participant, those without a rating too."""
        bounds = np.searchsorted(self._rows.rank, np.arange(len(self._names) + 1))
        for number, (source_id, language) in enumerate(self._names):
            mine = self._rows.taken(slice(bounds[number], bounds[number + 1]))
            answers = self._answers.get(int(self._person[number]), {})
            said = answers.get(IS_COMPLETE)
            yield ImportedParticipant(
                source_id=source_id,
                language=language,
                pages=(*self._pages_about(source_id, answers), *pages_of(mine, self._clips, self._items)),
                is_complete=bool(self._is_complete[number]) if said is None else is_true(said),
                detail={**self._detail, **({"original": answers} if answers else {})},
            )

    def _complete(self, table: LongTable, study: LongStudy) -> NDArray[np.bool_]:
        """Who rated every required item of every clip; without a study, all that anybody rated."""
        rows = self._rows
        asked = np.zeros((len(self._clips), len(self._items)), np.bool_)
        if study.required is None:
            asked[rows.clip, rows.item] = True
            n_asked = int(asked.sum())
        else:
            for clip, item in study.required:
                if clip in table.clips and item in table.items:
                    asked[table.clips[clip], table.items[item]] = True
            n_asked = len(study.required)
        counts = asked[rows.clip, rows.item] & (rows.occasion == 1) & ~rows.is_practice
        n_given = np.bincount(rows.rank[counts], minlength=len(self._names))
        is_complete: NDArray[np.bool_] = n_given == n_asked
        if not is_complete.any() and IS_COMPLETE not in {
            key for known in self._answers.values() for key in known
        }:
            reason = "no participant rated everything: analyse with --participants rated"
            self._report.doubt(reason, f"{n_asked} ratings each would be everything")
        return is_complete

    def _pages_about(self, source_id: str, answers: dict[str, str]) -> Iterator[ImportedPage]:
        """What is known of a participant, as answers to the questions that ask for it."""
        pages: dict[str, dict[str, AnswerValue]] = {}
        for question_id, cell in answers.items():
            if question_id == IS_COMPLETE:
                continue
            known = self._known.get(question_id)
            value: AnswerValue = int(cell) if _is_whole(cell) else cell
            try:
                checked = value if known is None else check_answer(known.question, value)
            except InvalidAnswerError as error:
                self._report.doubt(
                    "known of a participant, but not understood: kept as it was written", str(error)
                )
                continue
            pages.setdefault(OWN_QUESTIONS if known is None else known.step_id, {})[question_id] = checked
        for step_id, page in pages.items():
            yield ImportedPage(step_id, page)


def _known_questions() -> dict[str, _Known]:
    """Every question of the program's questionnaires by its id; of two the first."""
    known: dict[str, _Known] = {}
    for name, make in QUESTIONNAIRES.items():
        for question in make().questions:
            known.setdefault(question.id, _Known(question, f"questionnaire/{name}/0"))
    return known


def _is_whole(cell: str) -> bool:
    return cell.removeprefix("-").isdecimal() and cell.isascii() and len(cell) < 18


def _scales_detail(items: list[str], scales: list[Scale | None]) -> dict[str, object]:
    """The scales that were declared, by item, as JSON can hold them; ``*`` is that of all items."""
    written: dict[str, object] = {}
    for item, scale in zip(items, scales, strict=True):
        if isinstance(scale, ValueRange):
            written[item] = {"min": scale.min, "max": scale.max}
        elif scale is not None:
            written[item] = list(scale)
    same = list(written.values())
    if len(same) == len(items) and all(each == same[0] for each in same):
        return {"*": same[0]}
    return written


def _count(report: ImportReport, table: LongTable, rows: RatedRows) -> None:
    report.read["rows"] = table.n_rows
    report.read["rows without an answer"] = table.n_missing
    report.read["participants"] = len(table.participants)
    report.read["clips"] = len(table.clips)
    report.read["items"] = len(table.items)
    report.kept["ratings"] = len(rows)


def _doubt_names(report: ImportReport, table: LongTable) -> None:
    """Tell of names that differ so little that they may be meant to be one."""
    people = dict.fromkeys(source_id for source_id, _ in table.participants)
    for what, names in (("participants", people), ("clips", table.clips), ("items", table.items)):
        alike: dict[str, list[str]] = {}
        for name in names:
            folded = unicodedata.normalize("NFKC", name).casefold()
            alike.setdefault("".join(folded.split()), []).append(name)
        examples = [", ".join(map(repr, same)) for same in alike.values() if len(same) > 1]
        report.doubt(f"{what} that differ in case or blanks alone: are they the same?", *examples)


def _note_counts(report: ImportReport, counts: ImportCounts) -> None:
    report.kept["participants"] = counts.n_participants
    report.kept["participants that are new"] = counts.n_new
    report.kept["answers that are new"] = counts.n_answers_new
    reason = "differs from what the store has, which was kept"
    report.doubt(reason, *counts.conflicts, n=counts.n_conflicts)


def _nothing_taken(file: Path, report: ImportReport, table: LongTable) -> str:
    if not table.n_rows:
        return f"{file} has no ratings: nothing follows its first line"
    if table.n_missing == table.n_rows:
        return f"{file} has no ratings: all of its {table.n_rows} rows are without a value"
    refused = report.most_refused()
    return f"none of the {table.n_rows} rows of {file} could be taken: {refused}. Nothing was stored."
