"""``merlingua import psytoolkit``: the exports of PsyToolkit surveys as they are, into a store.

They are those of the reference study's survey (`psytoolkit_columns`), one file a language. Everybody who
began is taken, sessions that were broken off too.

References
----------
Stoet (2017), "PsyToolkit", Teaching of Psychology 44(1). Gómez-Cañón et al. (2020), "Joyful for you and
tender for us", ISMIR: the survey.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.psytoolkit_columns import layout_of
from merlingua.surveys.psytoolkit_csv import TIME_START, Export, read_export
from merlingua.surveys.psytoolkit_language import survey_language
from merlingua.surveys.psytoolkit_people import Genders
from merlingua.surveys.psytoolkit_sessions import n_emotions, participant_of
from merlingua.surveys.store_import import (
    ImportCounts,
    ImportedPage,
    ImportedParticipant,
    ImportOrigin,
    ImportSource,
    import_participants,
    known_languages,
)
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

SOURCE: ImportSource = "psytoolkit"

_Identity = tuple[str, str]
"""Id in the source, and language."""


def import_psytoolkit(
    files: Sequence[Path],
    *,
    study: Study,
    store: Store,
    language: str | None = None,
    genders: Genders | None = None,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """Import exports; what is in the store already is not added again.

    Parameters
    ----------
    language
        Of all surveys; None: each file's name says it (``data_spanish.csv``).
    genders
        What the numbers of the gender question mean, as the export does not say it.
    progress
        Called with the participants that have been stored so far.

    Raises
    ------
    RatingsFileError
        If a file is no export, cannot be trusted, does not belong to the study, or nobody is in it.
    StoreError
        If the store cannot be written; nothing of the files is in it then.
    """
    report = ImportReport(SOURCE, study.definition.study.id)
    exports = _each_once([read_export(file, report) for file in files], report)
    people: dict[_Identity, ImportedParticipant] = {}
    for export in exports:
        spoken = survey_language(
            export.file, language, offered=study.definition.study.languages, report=report
        )
        layout = layout_of(export, study, report)
        report.doubt("a file has no participants", *([] if export.rows else [export.file.name]))
        for row in export.rows:
            found = participant_of(row, layout, language=spoken, genders=genders or {}, report=report)
            _put(people, found, report)
    if not people:
        raise RatingsFileError(_nobody(files, report))
    origin = ImportOrigin.of_study(study, SOURCE, _sha256(exports))
    _check_languages(people, known_languages(store, origin))
    _count(report, exports, people.values())
    counts = import_participants(store, people.values(), origin=origin, progress=progress)
    _note_counts(report, counts)
    return report


def _each_once(exports: Sequence[Export], report: ImportReport) -> list[Export]:
    """Exports without those that are another's copy."""
    first: dict[str, Export] = {}
    for export in exports:
        same = first.setdefault(export.sha256, export)
        if same is not export:
            reason = "the same file once more"
            report.refuse(reason, f"{export.file.name} is {same.file.name} again: {len(export.rows)} rows")
    return list(first.values())


def _nobody(files: Sequence[Path], report: ImportReport) -> str:
    named = ", ".join(map(str, files))
    if not report.refused:
        return f"nobody is in {named}. Nothing was stored."
    return f"no row of {named} could be taken: {report.most_refused()}. Nothing was stored."


def _put(
    people: dict[_Identity, ImportedParticipant], found: ImportedParticipant, report: ImportReport
) -> None:
    """Add a participant; who is there already is made one with them, and the first answer stays."""
    identity = (found.source_id, found.language)
    known = people.setdefault(identity, found)
    if known is found:
        return
    place = f"{found.source_id}: {found.detail['file']}, line {found.detail['line']}"
    if known.pages == found.pages and known.is_complete == found.is_complete:
        report.refuse("the same row once more", place)
        return
    report.doubt("a participant has several rows that differ: they were made one", place)
    pages = {page.step_id: page for page in known.pages}
    for page in found.pages:
        pages[page.step_id] = _merged(pages.get(page.step_id), page, place, report)
    more = known if len(known.pages) > len(found.pages) else found
    people[identity] = replace(
        more, pages=tuple(pages.values()), is_complete=known.is_complete or found.is_complete
    )


def _merged(
    first: ImportedPage | None, second: ImportedPage, place: str, report: ImportReport
) -> ImportedPage:
    if first is None:
        return second
    for question_id in first.answers.keys() & second.answers.keys():
        if first.answers[question_id] != second.answers[question_id]:
            what = f"{question_id!r} of {first.clip_id or first.step_id!r}"
            report.refuse("another answer of the same participant: the first was taken", f"{what}, {place}")
    return replace(first, answers={**second.answers, **first.answers})


def _check_languages(people: Iterable[_Identity], stored: Mapping[str, set[str]]) -> None:
    """Refuse a participant of two languages: a file was given the wrong one.

    Raises
    ------
    RatingsFileError
        Naming the first.
    """
    languages = {source_id: set(known) for source_id, known in stored.items()}
    twice = []
    for source_id, language in people:
        known = languages.setdefault(source_id, set())
        if known - {language}:
            twice.append((source_id, language, min(known - {language})))
        known.add(language)
    if twice:
        source_id, language, other = twice[0]
        raise RatingsFileError(
            f"{len(twice)} participants, the first {source_id!r}, are of the survey in {language!r} here and "
            f"of that in {other!r} in another file or in the store: which is right? Nothing was stored."
        )


def _sha256(exports: Sequence[Export]) -> str:
    digest = hashlib.sha256()
    for export in exports:
        digest.update(export.content)
    return digest.hexdigest()


def _count(report: ImportReport, exports: Sequence[Export], people: Iterable[ImportedParticipant]) -> None:
    """What was read and kept, of all and by language."""
    by_language: dict[str, dict[str, int]] = {}
    for person in people:
        rated = n_emotions(person)
        counts = {
            "participants": 1,
            "with ratings": int(any(page.clip_id for page in person.pages)),
            "complete": int(person.is_complete),
            "ratings of emotions": rated,
            "other ratings": sum(len(page.answers) for page in person.pages if page.clip_id) - rated,
        }
        before = by_language.setdefault(person.language, dict.fromkeys(counts, 0))
        by_language[person.language] = {name: before[name] + n for name, n in counts.items()}
    report.by_language.update(
        (language, by_language[language]) for language in SURVEY_LANGUAGES if language in by_language
    )
    for name in next(iter(by_language.values())):
        report.kept[name] = sum(counts[name] for counts in by_language.values())
    n_times = sum(bool(row.get(TIME_START)) for export in exports for row in export.rows)
    reason = "times have no zone: kept as they are written, and sessions have no moments"
    report.doubt(reason, n=n_times)


def _note_counts(report: ImportReport, counts: ImportCounts) -> None:
    report.kept["participants that are new"] = counts.n_new
    report.kept["answers that are new"] = counts.n_answers_new
    reason = "differs from what the store has, which was kept"
    report.doubt(reason, *counts.conflicts, n=counts.n_conflicts)
