"""The format ``psytoolkit``: a row a participant and a file a language, as PsyToolkit exports a survey.

Columns are those of the reference study (`psytoolkit_columns`), so that scripts for its files read these,
and ``merlingua import psytoolkit`` takes them back. The layout has one page a clip with the fourteen items,
the demographics and the Gold-MSI, whose reversed items are turned round in it; whatever else the store has is
left out, and the report says what. Where an imported session kept what its source had written, and free text
is asked for, that is written again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from merlingua.surveys import gold_msi
from merlingua.surveys.export_cells import Cell
from merlingua.surveys.export_codebook import write_codebook
from merlingua.surveys.export_columns import Column, Row, SessionRecord
from merlingua.surveys.export_folder import ExportError
from merlingua.surveys.export_run import ExportJob
from merlingua.surveys.export_tables import TableWriter
from merlingua.surveys.gold_msi import REVERSED, WORDING_KEY
from merlingua.surveys.psytoolkit_columns import (
    AGE,
    COUNTRY,
    GENDER,
    IP_COUNTRY,
    MOTHER_TONGUE,
    RATED_ITEMS,
    SCORES,
)
from merlingua.surveys.psytoolkit_csv import PARTICIPANT, TIME_END, TIME_START, TIME_TOTAL
from merlingua.surveys.questions import OTHER
from merlingua.surveys.store_rows import FINISHED, IMPORTED

GENDER_CODES: Mapping[str, int] = {"female": 1, "male": 2, "non_binary": 3, "other": 4, "no_answer": 5}
"""Numbers of the gender question where the source had none: ``--gender 1=female,2=male,…`` reads them."""
IS_SIMULATED = "is_simulated"
_FILE_NAMES = {"en": "english", "es": "spanish", "de": "german", "zh-Hans": "mandarin"}
_GOLD_MSI_PAGES = (10, 10, 11, 1, 1, 1, 1, 1, 1, 1, 1)
_TIME = "%Y-%m-%d-%H-%M"
_DEMOGRAPHICS = {
    "age": AGE, "country": COUNTRY, "mother_tongue": MOTHER_TONGUE, "gender": GENDER,
}  # fmt: skip
_READ_ELSEWHERE = ("other_countries", "other_mother_tongues", "gender_code")


def write(folder: Path, job: ExportJob) -> dict[str, int]:
    """Write a file a language, and the codebook."""
    layout = _Layout(job)
    n_rows = {}
    with ExitStack() as stack:
        writers = {}
        for language in job.languages:
            name = f"data_{_FILE_NAMES.get(language, language)}.csv"
            kinds = {column.name: column.kind for column in layout.columns}
            writer = TableWriter(folder / name, kinds, with_bom=job.options.for_spreadsheet)
            writers[language] = stack.enter_context(writer)
            n_rows[name] = 0
        for record in job.records():
            writers[str(record.participant["language"])].write([layout.row(record)])
        n_rows = {name: writer.n_rows for name, writer in zip(n_rows, writers.values(), strict=True)}
    job.notes += layout.notes()
    write_codebook(folder, job, {"psytoolkit": layout.columns}, layout.variables())
    return n_rows


def read(folder: Path, manifest: dict[str, object]) -> Iterator[SessionRecord]:
    """Refuse: the layout lacks what a session needs, and another importer knows how to fill it."""
    raise ExportError(
        f"{folder} is in the layout of PsyToolkit, which has no times, orders or ids of sessions: import its "
        "files with `merlingua import psytoolkit --study FOLDER --store URL`"
    )


class _Layout:
    """The columns of a study, and the row of each participant."""

    def __init__(self, job: ExportJob) -> None:
        self._job = job
        self._clips = job.clips()
        self._lost: dict[str, int] = {}
        self._rated = {
            (clip, item): f"{clip}:{number}"
            for clip in self._clips
            for number, item in enumerate(RATED_ITEMS, start=1)
        }
        columns = _gold_msi_columns()
        self._gold_msi = columns if columns.keys() & set(job.questions()) else {}
        self.columns = self._columns()

    def _columns(self) -> tuple[Column, ...]:
        text = (PARTICIPANT, COUNTRY, MOTHER_TONGUE, AGE, GENDER)
        return (
            *(Column(name) for name in text),
            *(Column(name, "value") for name in self._rated.values()),
            *(Column(name, "value") for name in self._gold_msi.values()),
            *(Column(name, "number") for name in (SCORES if self._gold_msi else ())),
            *(Column(name) for name in (IP_COUNTRY, TIME_START, TIME_END)),
            Column(TIME_TOTAL, "number", "min"),
            *([Column(IS_SIMULATED, "boolean")] if self._job.has_simulated else []),
        )

    def row(self, record: SessionRecord) -> Row:
        """One participant."""
        row: Row = {column.name: None for column in self.columns}
        answers = {str(each["question"]): each["value"] for each in record.questionnaires}
        detail = _imported_detail(record)
        row[PARTICIPANT] = record.participant["source_id"] or record.participant["session"]
        row |= self._ratings(record)
        row |= self._demographics(answers, detail)
        row |= self._sophistication(record, answers, detail)
        row |= _times(record, detail)
        if self._job.has_simulated:
            row[IS_SIMULATED] = record.participant["is_simulated"]
        known = {*_DEMOGRAPHICS, *_READ_ELSEWHERE, *(item.id for item in gold_msi.ITEMS)}
        for question in answers.keys() - known:
            self._lose(f"answers to {question}")
        return row

    def variables(self) -> dict[str, str]:
        """The item or question of each column."""
        rated = {column: item for (_, item), column in self._rated.items()}
        asked = {column: question for question, column in {**_DEMOGRAPHICS, **self._gold_msi}.items()}
        return {**rated, **asked}

    def notes(self) -> Iterator[str]:
        """What the layout has no place for."""
        if self._lost:
            lost = ", ".join(f"{n} {what}" for what, n in sorted(self._lost.items()))
            yield f"no place in this layout: {lost}"
        genders = ",".join(f"{code}={gender}" for gender, code in GENDER_CODES.items())
        yield f"gender is a number: --gender {genders}"

    def _lose(self, what: str) -> None:
        self._lost[what] = self._lost.get(what, 0) + 1

    def _ratings(self, record: SessionRecord) -> Row:
        """Of each clip the first presentation that is no repeat; one for practice where there is no other."""
        first: dict[object, object] = {}
        for rating in sorted(record.ratings, key=_is_second_choice):
            first.setdefault(rating["clip"], rating["step"])
        row: Row = {}
        for rating in record.ratings:
            column = self._rated.get((str(rating["clip"]), str(rating["item"])))
            if first[rating["clip"]] != rating["step"]:
                self._lose("ratings of repeats")
            elif rating["item"] is not None and column is None:
                self._lose(f"ratings of {rating['item']}")
            elif column is not None:
                row[column] = rating["value"]
        return row

    def _demographics(self, answers: Mapping[str, Cell], detail: Mapping[str, Any]) -> Row:
        original = detail.get("original") or {}
        country = _names(answers, ("country", "other_countries"), _country_name)
        tongue = _names(answers, ("mother_tongue", "other_mother_tongues"), _language_name)
        gender = answers.get("gender_code")
        if gender is None:
            gender = GENDER_CODES.get(str(answers.get("gender")).partition(":")[0])
        return {
            COUNTRY: original.get("country", country),
            MOTHER_TONGUE: original.get("mother_tongue", tongue),
            AGE: original.get("age", answers.get("age")),
            GENDER: original.get("gender", gender),
            IP_COUNTRY: _ip_country(detail.get("ip_country")),
        }

    def _sophistication(
        self, record: SessionRecord, answers: Mapping[str, Cell], detail: Mapping[str, Any]
    ) -> Row:
        given = {key: value for key, value in answers.items() if key in self._gold_msi}
        if not given:
            return {}
        wording: Any = detail.get("gold_msi_wording")
        wording = wording or self._wording(str(record.participant["language"]))
        if wording not in REVERSED:
            self._lose("Gold-MSI of unknown wording")
            return {}
        steps = {
            item.id: 8 - step if item.number in REVERSED[wording] else step
            for item in gold_msi.ITEMS
            if isinstance(step := given.get(item.id), int)
        }
        row: Row = {self._gold_msi[question_id]: step for question_id, step in steps.items()}
        instrument = given.get(gold_msi.BEST_INSTRUMENT)
        if instrument in gold_msi.INSTRUMENTS:
            row[self._gold_msi[gold_msi.BEST_INSTRUMENT]] = gold_msi.INSTRUMENTS.index(str(instrument)) + 1
        sums = detail.get("gold_msi_stored") or gold_msi.score(steps, wording="scored")
        return row | {column: float(sums[factor]) for column, factor in SCORES.items() if factor in sums}

    def _wording(self, language: str) -> str | None:
        study = self._job.study
        if study is None or not study.texts.has(WORDING_KEY, language):
            return None
        return study.texts.text(WORDING_KEY, language)


def _is_second_choice(rating: Row) -> tuple[bool, bool]:
    return bool(rating["is_repeat"]), bool(rating["is_practice"])


def _gold_msi_columns() -> dict[str, str]:
    places = [(page, number) for page, n in enumerate(_GOLD_MSI_PAGES, 1) for number in range(1, n + 1)]
    return {
        item.id: f"goldmsi{page}:{number}"
        for item, (page, number) in zip(gold_msi.ITEMS, places, strict=True)
    }


def _imported_detail(record: SessionRecord) -> dict[str, Any]:
    details = [json.loads(str(row["detail"])) for row in record.events if row["kind"] == IMPORTED]
    return {key: value for detail in details for key, value in detail.items()}


def _times(record: SessionRecord, detail: Mapping[str, Any]) -> Row:
    """Begin, end and the minutes between: as an import had them, else in UTC."""
    said = detail.get("times")
    if said is not None:
        return {TIME_START: said.get("start"), TIME_END: said.get("end"), TIME_TOTAL: said.get("minutes")}
    if record.participant["source"] != "survey":
        begun, ended = detail.get("started_at"), detail.get("finished_at")
    else:
        begun = record.participant["started_at"]
        ended = next((row["happened_at"] for row in record.events if row["kind"] == FINISHED), None)
    start, end = _moment(begun), _moment(ended)
    return {
        TIME_START: _minute(start),
        TIME_END: _minute(end),
        TIME_TOTAL: (end - start).total_seconds() / 60 if start and end else None,
    }


def _minute(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime(_TIME)


def _moment(written: object) -> datetime | None:
    return None if written is None else datetime.fromisoformat(str(written))


def _names(answers: Mapping[str, Cell], questions: tuple[str, str], name: Any) -> str | None:
    codes = [code for question in questions for code in str(answers.get(question) or "").split()]
    named = [name(code) for code in codes if code.partition(":")[0] != OTHER]
    return "/".join(named) or None


@cache
def _country_name(code: str) -> str:
    """The English name, or the code where the name would be read as something else."""
    from babel import Locale

    from merlingua.surveys.named_countries import read_countries

    name = Locale.parse("en").territories.get(code, code)
    return name if read_countries(name).codes == (code,) else code


@cache
def _language_name(code: str) -> str:
    from babel import Locale

    from merlingua.surveys.spoken_languages import read_languages

    name = Locale.parse("en").languages.get(code, code)
    return name if tuple(read_languages(name).codes) == (code,) else code


def _ip_country(code: object) -> str | None:
    from babel import Locale

    return f"{code}, {Locale.parse('en').territories.get(str(code), code)}" if code else None
