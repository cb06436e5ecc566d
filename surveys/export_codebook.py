"""The codebook beside an export: what each table, column, item and value means, in four languages.

``codebook.json`` has all languages in one; ``codebook.<language>.html`` is a page to read that needs nothing
else.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.export_columns import Column
from merlingua.surveys.export_labels import ByLanguage, Labels, Variable, export_texts
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

if TYPE_CHECKING:
    from merlingua.surveys.export_run import ExportJob

Described = Mapping[str, Sequence[Column]]
"""Columns by table."""

ITEM_PARTS = ("response_ms", "revision", "answered_at")
"""What a wide table has of each item beside its value: columns ``<item>_response_ms`` and so on."""

_STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}"
    "table{border-collapse:collapse;width:100%}td,th{border-bottom:1px solid #ccc;padding:.3em .6em;"
    "text-align:left;vertical-align:top}code{font-size:.95em}"
)


def write_codebook(
    folder: Path, job: ExportJob, tables: Described, variables: Mapping[str, str] | None = None
) -> None:
    """Write the codebook of an export.

    Parameters
    ----------
    variables
        The item or question of each column that is one.
    """
    items = variables or {}
    folder.mkdir(parents=True, exist_ok=True)
    book = codebook(job, tables, items)
    text = json.dumps(book, ensure_ascii=False, indent=2) + "\n"
    (folder / "codebook.json").write_text(text, encoding="utf-8", newline="\n")
    for language in SURVEY_LANGUAGES:
        page = "\n".join(_page(job, tables, items, language)) + "\n"
        (folder / f"codebook.{language}.html").write_text(page, encoding="utf-8", newline="\n")


def codebook(job: ExportJob, tables: Described, items: Mapping[str, str]) -> dict[str, object]:
    """The codebook as JSON holds it; every text by language."""
    labels = Labels(job.study)
    return {
        "study": job.study_id,
        "conventions": _texts("codebook.conventions"),
        "with_free_text": job.options.with_free_text,
        "tables": {
            name: {
                "description": _texts(f"table.{name}"),
                "columns": [
                    {
                        "name": column.name,
                        "type": column.kind,
                        "unit": column.unit,
                        "description": column_description(name, column.name, items, labels),
                    }
                    for column in columns
                ],
            }
            for name, columns in tables.items()
        },
        "items": [_variable(item) for item in labels.items(job.items)],
        "questions": [_variable(question) for question in labels.questions()],
    }


def column_description(table: str, column: str, items: Mapping[str, str], labels: Labels) -> dict[str, str]:
    """What a column holds, by language; ``items`` are those that are columns, by column."""
    if column in items:
        return {language: labels.variable(items[column]).text(language) for language in SURVEY_LANGUAGES}
    plain = column.replace(":", ".")
    for key in (f"column.{table}.{plain}", f"column.{plain}"):
        if key in export_texts().rows:
            return _texts(key)
    for part in ITEM_PARTS:
        item = column.removesuffix(f"_{part}")
        if item in items and item != column:
            return {
                language: f"{labels.variable(items[item]).text(language)} – {text}"
                for language, text in _texts(f"column.{part}").items()
            }
    return dict.fromkeys(SURVEY_LANGUAGES, column)


def _texts(key: str) -> dict[str, str]:
    return {language: local.text for language, local in export_texts().rows[key].items()}


def _variable(variable: Variable) -> dict[str, object]:
    return {
        "id": variable.id,
        "label": dict(variable.label),
        "gloss": dict(variable.gloss),
        "status": dict(variable.status),
        "measure": variable.measure,
        "levels": [{"value": level.value, "label": dict(level.label)} for level in variable.levels],
    }


def _page(job: ExportJob, tables: Described, items: Mapping[str, str], language: str) -> Iterator[str]:
    def text(key: str) -> str:
        return html.escape(export_texts().text(f"codebook.{key}", language, study=job.study_id))

    labels = Labels(job.study)
    yield f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
    yield f"<title>{text('title')}</title><style>{_STYLE}</style></head><body>"
    yield f"<h1>{text('title')}</h1><p>{text('conventions')}</p>"
    if not job.options.with_free_text:
        yield f"<p>{text('free_text_left_out')}</p>"
    yield f"<h2>{text('tables')}</h2>"
    for name, columns in tables.items():
        yield f"<h3>{html.escape(name)}</h3><p>{html.escape(_texts(f'table.{name}')[language])}</p>"
        rows = [
            (
                _code(column.name),
                _code(column.kind),
                html.escape(column.unit or ""),
                html.escape(column_description(name, column.name, items, labels)[language]),
            )
            for column in columns
        ]
        yield from _table([text(key) for key in ("column", "type", "unit", "meaning")], rows)
    for title, variables in (("items", labels.items(job.items)), ("questions", labels.questions())):
        yield f"<h2>{text(title)}</h2>"
        rows = [
            (
                _code(variable.id),
                html.escape(variable.text(language)),
                "<br>".join(_level(level.value, level.label, language) for level in variable.levels),
                text(f"status.{variable.status[language]}") if language in variable.status else "",
            )
            for variable in variables
        ]
        yield from _table([text(key) for key in ("column", "meaning", "values", "status")], rows)
    yield "</body></html>"


def _table(titles: Iterable[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "<table><tr>" + "".join(f"<th>{title}</th>" for title in titles) + "</tr>"
    for cells in rows:
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</table>"


def _code(text: str) -> str:
    return f"<code>{html.escape(text)}</code>"


def _level(value: object, label: ByLanguage, language: str) -> str:
    return f"{_code(str(value))} {html.escape(label.get(language, ''))}"
