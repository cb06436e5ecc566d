"""Whether a folder is a data set by Psych-DS 1.5: every rule of its published schema, by its code.

Conventions
-----------
`check_psych_ds` gives findings with the schema's own codes and levels; a data set is valid where no finding
is an error. JSON-LD is read as far as the schema's rules need it: one context, schema.org's.

References
----------
Psych-DS, https://psych-ds.github.io; schema 1.5.0: rules/files, rules/compiled_metadata, rules/csv_data,
rules/errors.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path
from typing import Any, Literal

RuleLevel = Literal["error", "warning"]

RULES: Mapping[str, RuleLevel] = {
    "MISSING_DATASET_DESCRIPTION": "error",
    "MISSING_README_DOC": "warning",
    "MISSING_CHANGES_DOC": "warning",
    "MISSING_DATA_DIRECTORY": "error",
    "MISSING_ANALYSIS_DIRECTORY": "warning",
    "MISSING_RESULTS_DIRECTORY": "warning",
    "MISSING_MATERIALS_DIRECTORY": "warning",
    "MISSING_DOCUMENTATION_DIRECTORY": "warning",
    "MISSING_PSYCHDSIGNORE": "warning",
    "MISSING_DATAFILE": "error",
    "MISSING_DIRECTORY_METADATA": "warning",
    "MISSING_SIDECAR_METADATA": "warning",
    "JSON_INVALID": "error",
    "FILE_NOT_READ": "error",
    "FILE_EMPTY": "warning",
    "JSON_ENCODING_ERROR": "error",
    "JSON_KEY_REQUIRED": "error",
    "JSON_KEY_RECOMMENDED": "warning",
    "CSV_COLUMN_MISSING_FROM_METADATA": "error",
    "VARIABLE_MISSING_FROM_CSV_COLUMNS": "error",
    "FILE_NOT_CHECKED": "warning",
    "MISSING_REQUIRED_ELEMENT": "error",
    "CSV_HEADER_MISSING": "error",
    "CSV_FORMATTING_ERROR": "error",
    "CSV_HEADER_LENGTH_MISMATCH": "error",
    "ROWID_VALUES_NOT_UNIQUE": "error",
    "WRONG_METADATA_LOCATION": "warning",
    "FILENAME_KEYWORD_FORMATTING_ERROR": "error",
    "FILENAME_UNOFFICIAL_KEYWORD_WARNING": "warning",
    "FILENAME_UNOFFICIAL_KEYWORD_ERROR": "error",
    "INVALID_JSON_FORMATTING": "error",
    "INVALID_JSONLD_FORMATTING": "error",
    "INCORRECT_DATASET_TYPE": "error",
    "MISSING_DATASET_TYPE": "error",
    "UNKNOWN_NAMESPACE": "warning",
    "OBJECT_TYPE_MISSING": "warning",
    "INVALID_SCHEMAORG_PROPERTY": "warning",
    "INVALID_OBJECT_TYPE": "warning",
    "EXTENSION_MISMATCH": "error",
    "CSV_HEADER_REPEATED": "error",
}
"""Every code and its level. ``FILENAME_UNOFFICIAL_KEYWORD_ERROR`` never comes: data files may have others."""

DESCRIPTION = "dataset_description.json"
IGNORE = ".psychds-ignore"
_FILE_NAME = re.compile(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv")
_KEYWORDS = frozenset(
    ["study", "site", "subject", "session", "task", "condition", "trial", "stimulus", "description"]
)
_REQUIRED = ("name", "description", "variableMeasured")
_RECOMMENDED = (
    "author", "citation", "license", "funder", "url", "identifier", "privacyPolicy", "keywords",
)  # fmt: skip
_DIRECTORIES = ("analysis", "results", "materials", "documentation")
_SCHEMA_ORG = re.compile(r"https?://schema\.org/?")
_DATASET_TERMS = frozenset(
    {*_REQUIRED, *_RECOMMENDED, "schemaVersion", "usageInfo", "creator", "version", "dateCreated",
     "datePublished", "dateModified", "temporalCoverage", "spatialCoverage", "distribution", "sameAs",
     "inLanguage", "publisher", "isAccessibleForFree", "measurementTechnique", "alternateName"}
    - {"privacyPolicy"}
)  # fmt: skip
_PROPERTY_TERMS = frozenset(
    {"name", "description", "unitText", "unitCode", "minValue", "maxValue", "value", "valueReference",
     "measurementTechnique", "propertyID", "alternateName", "identifier", "url"}
)  # fmt: skip
_VARIABLE_TYPES = frozenset({"PropertyValue", "Property", "StatisticalVariable"})


@dataclass(frozen=True)
class PsychDsFinding:
    """A rule that a data set does not keep, or a recommendation that it does not follow."""

    code: str
    place: str

    @property
    def is_error(self) -> bool:
        return RULES[self.code] == "error"

    def __str__(self) -> str:
        return f"{RULES[self.code]} {self.code}: {self.place}"


def check_psych_ds(folder: Path) -> list[PsychDsFinding]:
    """Every rule that a folder breaks, and every recommendation that it leaves out."""
    checking = _Checking(folder)
    checking.files()
    checking.metadata()
    checking.data()
    checking.variables()
    return checking.findings


@dataclass
class _Checking:
    """One data set on its way through the rules."""

    folder: Path
    findings: list[PsychDsFinding] = field(default_factory=list)
    columns: dict[str, set[str]] = field(default_factory=dict)
    """Of each valid data file."""
    described: dict[str, Any] | None = None

    def note(self, code: str, place: object) -> None:
        """Add a finding."""
        self.findings.append(PsychDsFinding(code, str(place)))

    def files(self) -> None:
        """What must or should be at the top, and what nobody asks for."""
        there = self.folder
        for stem, code in (("README", "MISSING_README_DOC"), ("CHANGES", "MISSING_CHANGES_DOC")):
            if not any((there / f"{stem}{ending}").is_file() for ending in (".md", ".txt")):
                self.note(code, stem)
        for name in _DIRECTORIES:
            if not (there / name).is_dir():
                self.note(f"MISSING_{name.upper()}_DIRECTORY", name)
        if not (there / IGNORE).is_file():
            self.note("MISSING_PSYCHDSIGNORE", IGNORE)
        if not (there / "data").is_dir():
            self.note("MISSING_DATA_DIRECTORY", "data")
            self.note("MISSING_REQUIRED_ELEMENT", "data")
        ignored = self._ignored()
        for file in sorted(there.rglob("*")):
            name = file.relative_to(there).as_posix()
            if file.is_file() and not any(fnmatch(name, pattern) for pattern in ignored):
                self._file(file, name)

    def _ignored(self) -> list[str]:
        file = self.folder / IGNORE
        lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
        return [line.strip().strip("/") for line in lines if line.strip() and not line.startswith("#")]

    def _file(self, file: Path, name: str) -> None:
        if not file.stat().st_size:
            self.note("FILE_EMPTY", name)
        if file.name == DESCRIPTION and name != DESCRIPTION:
            self.note("WRONG_METADATA_LOCATION", name)
        top = name.split("/")[0]
        is_known = name in (DESCRIPTION, IGNORE) or top in _DIRECTORIES
        is_known |= file.stem in ("README", "CHANGES") and file.suffix in (".md", ".txt") and "/" not in name
        is_known |= top == "data" and (file.suffix == ".csv" or file.name == "file_metadata.json")
        is_known |= top == "data" and file.name.endswith("_data.json")
        if top == "data" and file.stem.endswith("_data") and file.suffix not in (".csv", ".json"):
            self.note("EXTENSION_MISMATCH", name)
        elif not is_known:
            self.note("FILE_NOT_CHECKED", name)

    def metadata(self) -> None:
        """The description of the whole, and those within ``data``."""
        file = self.folder / DESCRIPTION
        if not file.is_file():
            self.note("MISSING_DATASET_DESCRIPTION", DESCRIPTION)
            self.note("MISSING_REQUIRED_ELEMENT", DESCRIPTION)
            return
        described = self._json(file)
        if described is None:
            return
        self.described = described
        self._json_ld(described)
        if not (self.folder / "data" / "file_metadata.json").is_file():
            self.note("MISSING_DIRECTORY_METADATA", "data/file_metadata.json")

    def _json(self, file: Path) -> dict[str, Any] | None:
        name = file.relative_to(self.folder).as_posix()
        try:
            found = json.loads(file.read_bytes().decode("utf-8"))
        except UnicodeDecodeError:
            self.note("JSON_ENCODING_ERROR", name)
        except (ValueError, RecursionError):
            self.note("JSON_INVALID", name)
            self.note("INVALID_JSON_FORMATTING", name)
        except OSError:
            self.note("FILE_NOT_READ", name)
        else:
            if isinstance(found, dict):
                return found
            self.note("INVALID_JSONLD_FORMATTING", name)
        return None

    def _json_ld(self, described: dict[str, Any]) -> None:
        context = described.get("@context")
        known = _is_schema_org(context)
        if context is not None and not isinstance(context, str | list | dict):
            self.note("INVALID_JSONLD_FORMATTING", "@context")
        elif not known:
            self.note("UNKNOWN_NAMESPACE", f"@context {context!r:.60}")
        kind = described.get("@type", described.get("type"))
        if kind is None:
            self.note("MISSING_DATASET_TYPE", DESCRIPTION)
        elif str(kind).removeprefix("schema:").rsplit("/", 1)[-1] != "Dataset":
            self.note("INCORRECT_DATASET_TYPE", f"@type {kind!r:.60}")
        # Without schema.org's context a name is not schema.org's, whatever it is called.
        for key in _REQUIRED:
            if not known or not described.get(key):
                self.note("JSON_KEY_REQUIRED", key)
        for key in _RECOMMENDED:
            if not described.get(key):
                self.note("JSON_KEY_RECOMMENDED", key)
        for key, value in described.items():
            if not key.startswith("@") and key != "type" and key not in _DATASET_TERMS:
                self.note("INVALID_SCHEMAORG_PROPERTY", key)
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, dict):
                    self._object(key, each)

    def _object(self, key: str, found: dict[str, Any]) -> None:
        kind = found.get("@type")
        if kind is None:
            self.note("OBJECT_TYPE_MISSING", key)
        elif key == "variableMeasured" and kind not in _VARIABLE_TYPES:
            self.note("INVALID_OBJECT_TYPE", f"{key}: {kind}")
        if kind == "PropertyValue":
            for term in found:
                if not term.startswith("@") and term not in _PROPERTY_TERMS:
                    self.note("INVALID_SCHEMAORG_PROPERTY", f"{key}: {term}")

    def data(self) -> None:
        """Names and tables of the data files."""
        data = self.folder / "data"
        files = sorted(data.rglob("*.csv")) if data.is_dir() else []
        for file in files:
            name = file.relative_to(self.folder).as_posix()
            if not _FILE_NAME.fullmatch(file.name):
                self.note("FILENAME_KEYWORD_FORMATTING_ERROR", name)
                continue
            keywords = {part.split("-")[0] for part in file.stem.removesuffix("_data").split("_")}
            if keywords - _KEYWORDS:
                self.note("FILENAME_UNOFFICIAL_KEYWORD_WARNING", name)
            if not file.with_suffix(".json").is_file():
                self.note("MISSING_SIDECAR_METADATA", name)
            columns = self._table(file, name)
            if columns is not None:
                self.columns[name] = columns
        if data.is_dir() and not self.columns:
            self.note("MISSING_DATAFILE", "data")

    def _table(self, file: Path, name: str) -> set[str] | None:
        seen: set[str] = set()
        limit = csv.field_size_limit(2**24)
        try:
            with file.open(encoding="utf-8", newline="") as stream:
                rows = csv.reader(stream, strict=True)
                header = next(rows, [])
                if not any(header):
                    self.note("CSV_HEADER_MISSING", name)
                    return None
                if len(set(header)) < len(header):
                    self.note("CSV_HEADER_REPEATED", name)
                    return None
                place = header.index("row_id") if "row_id" in header else None
                for cells in rows:
                    if len(cells) != len(header):
                        self.note("CSV_HEADER_LENGTH_MISMATCH", f"{name}, line {rows.line_num}")
                        return None
                    if place is not None and cells[place] in seen:
                        self.note("ROWID_VALUES_NOT_UNIQUE", f"{name}, line {rows.line_num}")
                        return None
                    if place is not None:
                        seen.add(cells[place])
        except (csv.Error, UnicodeDecodeError) as error:
            self.note("CSV_FORMATTING_ERROR", f"{name}: {error}")
            return None
        except OSError as error:
            self.note("FILE_NOT_READ", f"{name}: {error}")
            return None
        finally:
            csv.field_size_limit(limit)
        return set(header)

    def variables(self) -> None:
        """Every column is described, and nothing is described that is no column."""
        if self.described is None:
            return
        common = _variables(self.described)
        used: set[str] = set()
        for name, columns in self.columns.items():
            described = self._described_for(name) or common
            used |= columns
            for column in sorted(columns - described):
                self.note("CSV_COLUMN_MISSING_FROM_METADATA", f"{name}: {column}")
        for variable in sorted(common - used):
            self.note("VARIABLE_MISSING_FROM_CSV_COLUMNS", variable)

    def _described_for(self, name: str) -> set[str] | None:
        """What a sidecar, or else the file of a directory, says in place of the whole's description."""
        file = self.folder / name
        nearer = [file.with_suffix(".json"), *(folder / "file_metadata.json" for folder in file.parents)]
        for other in nearer:
            if other.is_relative_to(self.folder) and other.is_file():
                found = self._json(other)
                if found and "variableMeasured" in found:
                    return _variables(found)
        return None


def _is_schema_org(context: object) -> bool:
    if isinstance(context, str):
        return bool(_SCHEMA_ORG.fullmatch(context))
    if isinstance(context, dict):
        return _is_schema_org(context.get("@vocab"))
    return isinstance(context, list) and any(map(_is_schema_org, context))


def _variables(described: Mapping[str, Any]) -> set[str]:
    found = described.get("variableMeasured")
    names = (each.get("name") if isinstance(each, dict) else each for each in found or [])
    return {name for name in names if isinstance(name, str)}
