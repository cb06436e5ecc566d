"""Who a participant is, as far as an export says: country, mother tongue, age, gender, times.

Conventions
-----------
What is not understood gives no answer and a doubt; what was written is kept beside the session. Times have no
zone in an export: they are kept as they are written, and are no moments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from merlingua.surveys.errors import InvalidAnswerError
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.language_names import is_country
from merlingua.surveys.named_countries import read_countries
from merlingua.surveys.psytoolkit_columns import AGE, COUNTRY, GENDER, IP_COUNTRY, MOTHER_TONGUE
from merlingua.surveys.psytoolkit_csv import TIME_END, TIME_START, TIME_TOTAL, ExportRow
from merlingua.surveys.questionnaires import QUESTIONNAIRES, check_answer
from merlingua.surveys.questions import AnswerValue
from merlingua.surveys.spoken_languages import read_languages
from merlingua.surveys.store_import import ImportedPage
from merlingua.surveys.written_names import Reading

LONG_MIN = 120.0
"""Minutes. Who took longer did not listen in one sitting (the reference study's median is 35)."""

Genders = Mapping[int, str]
"""What the numbers of the gender question mean: ``female``, ``male``, ``non_binary``, ``other`` …"""

_WHOLE = re.compile(r"(\d{1,6})([.,]0*)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,6}([.,]\d{1,6})?", re.ASCII)
_IP_COUNTRY = re.compile(r"([A-Z]{2}), .+")
_TIME = "%Y-%m-%d-%H-%M"


def whole_number(written: str) -> int | None:
    """43 of ``43``, ``43.0`` and ``43,0``; None of anything else."""
    found = _WHOLE.fullmatch(written)
    return int(found[1]) if found else None


def number(written: str) -> float | None:
    """A number with a point or a comma; None of anything else."""
    return float(written.replace(",", ".")) if _NUMBER.fullmatch(written) else None


def demographics(row: ExportRow, genders: Genders, report: ImportReport) -> ImportedPage:
    """The page of demographics, with the answers that were understood."""
    answers: dict[str, AnswerValue] = {
        **_codes(row, COUNTRY, ("country", "other_countries"), read_countries, report),
        **_codes(row, MOTHER_TONGUE, ("mother_tongue", "other_mother_tongues"), read_languages, report),
        **_age(row, report),
        **_gender(row, genders, report),
    }
    return ImportedPage("questionnaire/demographics/0", answers)


def times(row: ExportRow, report: ImportReport) -> dict[str, object]:
    """Begin and end as they are written, and the minutes between; doubts where those are odd."""
    written = {"start": row.get(TIME_START), "end": row.get(TIME_END)}
    begin, end = (_time(row, cell, report) for cell in written.values())
    between = (end - begin).total_seconds() / 60 if begin and end else None
    stored = number(row.get(TIME_TOTAL))
    if stored is not None and between is not None and abs(stored - between) > 1:
        reason = "the stored duration is not the time from begin to end"
        report.doubt(reason, f"{row.place}: {stored:g} min, and {between:g}")
    minutes = between if stored is None else stored
    if minutes is not None and (minutes > LONG_MIN or minutes < 0):
        reason = f"took longer than {LONG_MIN / 60:g} hours" if minutes > 0 else "ended before it began"
        report.doubt(reason, f"{row.place}: {minutes:g} min")
    found = {key: cell for key, cell in written.items() if cell}
    return {**found, **({} if minutes is None else {"minutes": minutes})}


def ip_country(row: ExportRow, report: ImportReport) -> str | None:
    """The country that PsyToolkit took the address to be in."""
    written = row.get(IP_COUNTRY)
    found = _IP_COUNTRY.fullmatch(written)
    if found and is_country(found[1]):
        return found[1]
    if written:
        report.doubt("the country of the IP address is none", f"{row.place}: {written!r}")
    return None


def _codes(
    row: ExportRow,
    column: str,
    ids: tuple[str, str],
    read: Callable[[str], Reading],
    report: ImportReport,
) -> dict[str, AnswerValue]:
    """The first code and, parted by blanks, the others of a free text."""
    written = row.get(column)
    if not written:
        return {}
    found, what = read(written), ids[0].replace("_", " ")
    if found.doubts:
        read_as = f"read as {' '.join(found.codes)}" if found.codes else "not understood"
        fate = f"{what}: {'to be looked at' if found.codes else 'not understood, no answer was kept'}"
        report.doubt(fate, f"{row.place}: {written!r} {read_as}: {'; '.join(found.doubts)}")
    answers = dict(zip(ids, (found.codes[:1], found.codes[1:]), strict=True))
    return {question_id: " ".join(codes) for question_id, codes in answers.items() if codes}


def _age(row: ExportRow, report: ImportReport) -> dict[str, AnswerValue]:
    written = row.get(AGE)
    if not written:
        return {}
    age = whole_number(written)
    question = next(each for each in QUESTIONNAIRES["demographics"]().questions if each.id == "age")
    try:
        return {"age": check_answer(question, written if age is None else age)}
    except InvalidAnswerError as error:
        report.doubt("age: not understood, no answer was kept", f"{row.place}: {error}")
        return {}


def _gender(row: ExportRow, genders: Genders, report: ImportReport) -> dict[str, AnswerValue]:
    written = row.get(GENDER)
    if not written:
        return {}
    code = whole_number(written)
    if code is None:
        report.doubt("gender: not understood, no answer was kept", f"{row.place}: {written!r}")
        return {}
    if code in genders:
        return {"gender_code": code, "gender": genders[code]}
    if genders:
        report.doubt("gender: a number that --gender does not name", f"{row.place}: {code}")
    else:
        reason = "gender: the export does not say what its numbers mean; --gender 1=female,2=male does"
        report.doubt(reason, n=1)
    return {"gender_code": code}


def _time(row: ExportRow, written: str, report: ImportReport) -> datetime | None:
    if not written:
        return None
    try:
        return datetime.strptime(written, _TIME)
    except ValueError:
        report.doubt("a time is not written as 2019-05-29-20-25", f"{row.place}: {written!r}")
        return None
