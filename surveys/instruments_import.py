"""Importing an instrument's texts that are the authors' and not the program's: the Gold-MSI.

A researcher's file is read (``surveys.instrument_files``), its keys are turned into those of the text table
(``surveys.psyquest`` where they are psyquest's), and the languages that are complete are written into a
study's ``texts.csv`` or into the user's instrument folder.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from merlingua.surveys import gold_msi
from merlingua.surveys.errors import InstrumentError
from merlingua.surveys.gold_msi import ITEM_WORDINGS, ITEMS, Wording
from merlingua.surveys.instrument_files import InstrumentFile, read_instrument_file
from merlingua.surveys.instruments import built_in_texts, imported_keys, missing_imported
from merlingua.surveys.psyquest import PSYQUEST_KEY, PSYQUEST_STATUS, check_order, table_key
from merlingua.surveys.study_definition import SURVEY_LANGUAGES, StudySection
from merlingua.surveys.text_rows import LocalText
from merlingua.surveys.texts import TextTable

DEFAULT_TEXTS: str = StudySection.model_fields["texts"].default

VALIDATION: Mapping[str, str] = {
    "en": "English: Müllensiefen et al. (2014), PLoS ONE 9(2) e89642",
    "de": "German: validated by Schaal et al. (2014)",
    "zh-Hans": "Simplified Chinese: validated by Li et al., doi 10.1177/10298649231183264",
    "es": "Spanish: in use, no peer-reviewed validation is known",
}


@dataclass(frozen=True)
class ImportReport:
    """What an import has done."""

    instrument: str
    written_to: Path
    languages: tuple[str, ...]
    """Complete and written."""
    wordings: Mapping[str, str]
    """By language: which items are reversed depends on it."""
    incomplete: Mapping[str, tuple[str, ...]]
    """Languages with a part of the texts, which were not written, and the keys they lack."""
    absent: tuple[str, ...]
    """Languages that neither the file nor the target has."""
    other_columns: tuple[str, ...]
    """Columns of the file that were left out."""
    n_keys: int
    """How many texts a complete language has."""

    def lines(self) -> list[str]:
        """The report for a person, a line a fact."""
        said = [f"{self.instrument}: {self.n_keys} texts a language, written to {self.written_to}"]
        for language in self.languages:
            said.append(
                f"  {language}: complete (wording {self.wordings[language]}). {VALIDATION[language]}."
            )
        for language, missing in self.incomplete.items():
            said.append(
                f"  {language}: not written, {len(missing)} of {self.n_keys} missing: {_some(missing)}"
            )
        said += [f"  {language}: no texts" for language in self.absent]
        if self.other_columns:
            said.append(f"  columns left out: {', '.join(self.other_columns)}")
        return said


def import_instrument(
    name: str,
    file: Path,
    *,
    into: Path | None = None,
    user_folder: Path | None = None,
    languages: Sequence[str] | None = None,
    wording: Wording | None = None,
) -> ImportReport:
    """Take an instrument's texts from a researcher's file.

    Parameters
    ----------
    name
        ``gold_msi``.
    file
        A CSV file, or a folder of one a language; keys are psyquest's or those of the text table.
    into
        A study folder, whose texts are added to. They are part of its hash: import before its first session.
    user_folder
        Without a study: the folder that gets ``<name>.csv``; the user's instrument folder by default.
    languages
        Those to take, each of which must then be complete; else those that are, of the study's languages.
    wording
        Which items are negatively worded. Not needed for psyquest's keys, nor where the file has a row
        ``instrument.gold_msi.wording``.

    Raises
    ------
    InstrumentError
        If the instrument or the study is unknown, the file is none, or no language (or one of ``languages``)
        is complete. Nothing is written then.
    StudyError
        If the study's own text table cannot be read.
    """
    keys = imported_keys(name)
    target = _target_file(name, into, user_folder)
    before = TextTable.read(target) if target.exists() else None
    wanted = _wanted_languages(languages, before)
    source = read_instrument_file(file)
    given = _given_texts(source, wanted, wording)
    together = before.merged(given) if before else given
    missing = {language: missing_imported(keys, together, language) for language in wanted}
    brought = [language for language in wanted if any(language in texts for texts in given.rows.values())]
    complete = tuple(language for language in brought if not missing[language])
    _refuse_incomplete(name, file, [*languages] if languages else [], brought, missing, complete)
    _write(_combined(name, before, given.selected(keys, complete)), target)
    return ImportReport(
        instrument=name,
        written_to=target,
        languages=complete,
        wordings={language: together.text(gold_msi.WORDING_KEY, language) for language in complete},
        incomplete={language: tuple(missing[language]) for language in brought if missing[language]},
        absent=tuple(x for x in wanted if x not in brought and missing[x]),
        other_columns=source.other_columns,
        n_keys=len(keys),
    )


def user_instruments_folder() -> Path:
    """Where imported texts are kept for all of a user's studies."""
    return user_data_path("merlingua", appauthor=False) / "instruments"


def imported_texts(name: str, folder: Path | None = None) -> TextTable | None:
    """The texts that were imported into the user's instrument folder; None if there are none.

    Raises
    ------
    StudyError
        If the file was damaged.
    """
    path = (folder or user_instruments_folder()) / f"{name}.csv"
    return TextTable.read(path) if path.exists() else None


def _given_texts(source: InstrumentFile, wanted: Sequence[str], wording: Wording | None) -> TextTable:
    """The file's texts under the table's keys, with the wording of each language."""
    is_psyquest = any(PSYQUEST_KEY.fullmatch(key) for key in source.rows)
    if is_psyquest:
        check_order(source)
    rows: dict[str, dict[str, LocalText]] = {}
    for key, texts in source.rows.items():
        renamed = gold_msi.WORDING_KEY if key == "wording" else table_key(key)
        if renamed is not None:
            rows[renamed] = {
                language: LocalText(local.text, PSYQUEST_STATUS.get(language, "reviewed"))
                if is_psyquest
                else local
                for language, local in texts.items()
                if language in wanted
            }
    said = rows.get(gold_msi.WORDING_KEY, {})
    chosen: str | None = wording or ("psyquest" if is_psyquest else None)
    if chosen is not None:
        has = {language for texts in rows.values() for language in texts}
        said = {language: LocalText(chosen, "official") for language in wanted if language in has}
    for language, local in said.items():
        if local.text not in ITEM_WORDINGS:
            raise InstrumentError(
                f"{source.name}: the wording of {language!r} is {local.text!r}; known are "
                f"{', '.join(ITEM_WORDINGS)}. It says which items are negatively worded."
            )
    rows[gold_msi.WORDING_KEY] = said
    return TextTable(rows, tuple(wanted))


def _wanted_languages(languages: Sequence[str] | None, before: TextTable | None) -> list[str]:
    offered = before.languages if before else SURVEY_LANGUAGES
    for language in languages or ():
        if language not in SURVEY_LANGUAGES:
            raise InstrumentError(
                f"{language!r} is no survey language; languages are {', '.join(SURVEY_LANGUAGES)}."
            )
    return [language for language in SURVEY_LANGUAGES if language in (languages or offered)]


def _refuse_incomplete(
    name: str,
    file: Path,
    asked: Sequence[str],
    brought: Sequence[str],
    missing: Mapping[str, Sequence[str]],
    complete: Sequence[str],
) -> None:
    for language in asked:
        if language not in brought:
            raise InstrumentError(f"{file}: there are no texts of {name!r} in {language!r}.")
        if missing[language]:
            raise _incomplete(name, file, language, missing[language])
    if not brought:
        raise InstrumentError(
            f"{file}: there are no texts of {name!r} in {', '.join(missing)}. Keys are psyquest's "
            f"(TGMS_0001_PROMPT) or the text table's ({ITEMS[0].label_key})."
        )
    if not complete:
        raise _incomplete(name, file, brought[0], missing[brought[0]])


def _incomplete(name: str, file: Path, language: str, missing: Sequence[str]) -> InstrumentError:
    if list(missing) == [gold_msi.WORDING_KEY]:
        return InstrumentError(
            f"{file}: say which wording the items have in {language!r}: add a row {gold_msi.WORDING_KEY!r} "
            f"with {' or '.join(ITEM_WORDINGS)}. Item 17 is negative in 'v1.0' and positive in 'psyquest'."
        )
    return InstrumentError(
        f"{file}: {name!r} is incomplete in {language!r}, {len(missing)} text(s) are missing: "
        f"{_some(missing)}. Nothing was imported."
    )


def _some(keys: Sequence[str]) -> str:
    more = len(keys) - 5
    return ", ".join(keys[:5]) + (f" and {more} more" if more > 0 else "")


def _combined(name: str, before: TextTable | None, given: TextTable) -> TextTable:
    """The target's texts with those that were imported, and with a title and introduction if it has none."""
    frame_keys = [f"questionnaire.{name}.title", f"questionnaire.{name}.intro"]
    if before is None:
        return built_in_texts().selected(frame_keys, given.languages).merged(given)
    lacking = [key for key in frame_keys if key not in before.rows]
    frame = built_in_texts().selected(lacking, before.languages)
    return before.merged(frame).merged(given)


def _target_file(name: str, study: Path | None, user_folder: Path | None) -> Path:
    """The text table of a study folder; ``<name>.csv`` of the user's instruments without one."""
    if study is None:
        return (user_folder or user_instruments_folder()) / f"{name}.csv"
    definition = study / "study.yaml"
    if not definition.is_file():
        raise InstrumentError(
            f"{study}: there is no study.yaml in this folder. Name a study folder, or none to import the "
            "texts for all your studies."
        )
    try:
        content = YAML(typ="safe").load(definition.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        raise InstrumentError(
            f"{definition}: cannot be read; run 'merlingua study check {study}'."
        ) from error
    section = content.get("study") if isinstance(content, dict) else None
    texts = section.get("texts", DEFAULT_TEXTS) if isinstance(section, dict) else DEFAULT_TEXTS
    return study / str(texts)


def _write(table: TextTable, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        table.write(target)
    except OSError as error:
        raise InstrumentError(
            f"{target}: cannot be written: {error.strerror or error}. Nothing was imported."
        ) from error
