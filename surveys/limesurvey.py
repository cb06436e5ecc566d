"""``merlingua import limesurvey``: responses of a LimeSurvey, with the survey's structure, into a store.

The response export (CSV, question codes as headings) is wide: a row a response, a column a question or
subquestion. The structure (``.lss``) says which of them are rows of a grid. Each grid of a clip becomes that
clip's page, each of its rows an item; the table that results is imported as any other (`import_long`).

References
----------
LimeSurvey manual, "Exporting results" and "Survey structure (.lss)"; tables ``questions``, ``subquestions``,
``answers`` and, since version 4, ``question_l10ns`` and ``answer_l10ns``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_long import import_long
from merlingua.surveys.import_mapping import LongMapping
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.limesurvey_structure import Grid, Structure, folded
from merlingua.surveys.long_study import LongStudy
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

MOST_BYTES = 512_000_000
ID, SUBMITTED, LANGUAGE = "id", "submitdate", "startlanguage"
_OWN = (ID, SUBMITTED, LANGUAGE)
_MISSING = ("", "N/A", "-oth-")
_COLUMN = re.compile(r"^(?P<question>[A-Za-z][A-Za-z0-9]*)(?:\[(?P<row>[^\]]+)\]|_(?P<other>[A-Za-z0-9]+))?")
_COLUMNS = ("participant", "language", "clip", "item", "value", "is_complete")
_LANGUAGES = {"zh-hans": "zh-Hans", "zh-cn": "zh-Hans", "zh": "zh-Hans", "de-informal": "de", "es-mx": "es"}
"""LimeSurvey's names of languages that Merlingua calls otherwise."""


@dataclass
class _Rated:
    """The columns of a response export that are ratings: place, clip, item, grid."""

    places: list[tuple[int, str, str, Grid]] = field(default_factory=list)


def import_limesurvey(
    responses: Path,
    structure: Path,
    store: Store,
    *,
    study: Study,
    mapping: LongMapping | None = None,
    table: Path | None = None,
    progress: Callable[[str, int], None] | None = None,
) -> ImportReport:
    """Import responses; what is in the store already is not added again.

    Parameters
    ----------
    mapping
        ``clips`` by question code, ``items`` by subquestion code, ``values`` by answer code or text,
        ``languages``, and ``participant_columns``: question id → LimeSurvey's code.
    table
        Where the table of ratings that is made of the responses is kept.

    Raises
    ------
    RatingsFileError
        If a file is not what it should be, or no grid in it is of a clip of the study.
    StoreError
        If the store cannot be written; nothing of the responses is in it then.
    """
    mapping = mapping or LongMapping()
    survey = Structure.read(structure)
    made = "".join(_long_lines(responses, survey, study, mapping))
    # In the table that is made, everything has the study's own names.
    own = {question_id: question_id for question_id in mapping.participant_columns}
    renamed = {"clips": {}, "items": {}, "values": {}, "participant_columns": own, "delimiter": ","}
    known = mapping.model_copy(update=renamed)
    with TemporaryDirectory(prefix="merlingua-limesurvey-") as work:
        file = table or Path(work) / f"{responses.stem}.csv"
        try:
            file.write_text(made, "utf-8", newline="")
        except OSError as error:
            raise RatingsFileError(f"{file} cannot be written: {error.strerror or error}") from error
        return import_long(
            file, store, study=LongStudy.of(study), mapping=known, progress=progress, source="limesurvey"
        )


def _long_lines(responses: Path, survey: Structure, study: Study, mapping: LongMapping) -> Iterator[str]:
    rows = _rows(responses)
    header = next(rows, [])
    if ID not in header:
        raise RatingsFileError(
            f"{responses}, line 1: there is no column 'id'. Export responses as CSV with question codes as "
            "headings, and 'Response ID' among the columns"
        )
    rated = _rated(header, survey, study, mapping)
    if not rated.places:
        raise RatingsFileError(_no_grid(responses, survey, study))
    others = {
        question: _place(header, code, responses) for question, code in mapping.participant_columns.items()
    }
    yield _line([*_COLUMNS, *others])
    places = {name: header.index(name) for name in _OWN if name in header}
    for number, row in enumerate(rows, start=2):
        if not any(row):
            continue
        if len(row) != len(header):
            raise RatingsFileError(
                f"{responses}, line {number}: has {len(row)} cells, its first line has {len(header)}: is it "
                "another file's, or was it edited?"
            )
        yield from _of_response(row, places, rated, others, survey, mapping)


def _of_response(
    row: Sequence[str],
    places: Mapping[str, int],
    rated: _Rated,
    others: Mapping[str, int],
    survey: Structure,
    mapping: LongMapping,
) -> Iterator[str]:
    source_id = f"{survey.survey_id}-{row[places[ID]].strip()}"
    written = row[places[LANGUAGE]].strip() if LANGUAGE in places else survey.language
    language = mapping.languages.get(written) or _LANGUAGES.get(written.casefold(), written)
    is_complete = (
        "true" if SUBMITTED in places and row[places[SUBMITTED]].strip() not in _MISSING else "false"
    )
    known = [_cell(row[place]) for place in others.values()]
    for place, clip, item, grid in rated.places:
        cell = row[place].strip()
        if cell in _MISSING:
            continue
        value = mapping.values.get(cell, grid.number_of(cell))
        # What is no answer of the grid is handed on as it is, and refused there with its reason.
        shown = cell if value is None else f"{value:g}"
        yield _line([source_id, language, clip, item, shown, is_complete, *known])


def _rated(header: Sequence[str], survey: Structure, study: Study, mapping: LongMapping) -> _Rated:
    clips = {folded(clip_id): clip_id for clip_id in study.clips}
    items = _item_names(study)
    rated = _Rated()
    for place, name in enumerate(header):
        found = _COLUMN.match(name)
        grid = survey.grids.get(found["question"]) if found else None
        if found is None or grid is None:
            continue
        row = found["row"] or found["other"] or ""
        clip = mapping.clips.get(grid.code) or clips.get(folded(grid.code))
        item = mapping.items.get(row) or items.get(folded(row))
        if item is None:
            texts = [folded(text) for text in grid.rows.get(row, ())]
            item = next((items[text] for text in texts if text in items), None)
        if clip is not None and item is not None:
            rated.places.append((place, clip, item, grid))
    return rated


def _item_names(study: Study) -> dict[str, str]:
    """Ids of the study's items, by what they are called: the id, and the label in each language."""
    names: dict[str, str] = {}
    texts = study.texts
    for item in {item for block in study.definition.blocks for item in _ids(study, block)}:
        names[folded(item)] = item
        key = f"item.{item}.label"
        for language in SURVEY_LANGUAGES:
            if texts.has(key, language):
                names.setdefault(folded(texts.text(key, language)), item)
    return names


def _ids(study: Study, block: object) -> Iterator[str]:
    from merlingua.surveys.instruments import item_ids

    for reference in study.items_of(block):  # type: ignore[arg-type]
        yield from item_ids(reference.ref)


def _place(header: Sequence[str], code: str, responses: Path) -> int:
    for place, name in enumerate(header):
        if name == code or name.partition(".")[0] == code:
            return place
    raise RatingsFileError(f"{responses} has no column {code!r}, which the mapping file names")


def _no_grid(responses: Path, survey: Structure, study: Study) -> str:
    codes = ", ".join(sorted(survey.grids)[:8]) or "none"
    return (
        f"no grid of {responses} is of a clip of the study {study.definition.study.id!r}. Grids of the "
        f"survey: {codes}; clips: {', '.join(list(study.clips)[:8])}. Say in the mapping file which is "
        "which: `clips: {CODE: CLIP}`, `items: {SQ001: joy}`"
    )


def _rows(responses: Path) -> Iterator[list[str]]:
    try:
        if responses.stat().st_size > MOST_BYTES:
            raise RatingsFileError(
                f"{responses} has more than {MOST_BYTES // 1_000_000} MB: export it in parts"
            )
        with responses.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            delimiter = max(",;\t", key=first.count)
            yield from csv.reader(stream, delimiter=delimiter, strict=True)
    except UnicodeDecodeError as error:
        raise RatingsFileError(f"{responses} is not UTF-8: export it again as UTF-8") from error
    except csv.Error as error:
        raise RatingsFileError(f"{responses} is no CSV: {error}") from error
    except OSError as error:
        if isinstance(error, RatingsFileError):
            raise
        raise RatingsFileError(f"{responses} cannot be read: {error.strerror or error}") from error


def _cell(written: str) -> str:
    cell = written.strip()
    return "" if cell in _MISSING else cell


def _line(cells: Sequence[str]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()
