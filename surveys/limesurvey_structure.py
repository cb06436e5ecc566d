"""The structure of a LimeSurvey, from its ``.lss`` file: its grids, their rows and answers."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from merlingua.surveys.errors import RatingsFileError

MOST_BYTES = 64_000_000
ARRAYS = frozenset("ABCEFH1:;")
"""LimeSurvey's types of questions that are grids."""
POINTS = {"A": 5, "B": 10}
"""Grids of numbers from 1."""
_MARKUP = re.compile(r"<[^>]*>")
_NO_WORD = re.compile(r"[\W_]+")
_LAST_NUMBER = re.compile(r"(\d+)$")


@dataclass
class Grid:
    """A question with rows that all take one of the same answers."""

    code: str
    rows: dict[str, list[str]] = field(default_factory=dict)
    """Texts by code of the subquestion, in every language."""
    answers: dict[str, list[str]] = field(default_factory=dict)
    """The same of the answers, in their order."""
    n_points: int | None = None

    def number_of(self, cell: str) -> float | None:
        """An answer's number: what its code ends with, or its place; None: it is no answer of the grid."""
        if self.n_points is not None or not self.answers:
            return _whole(cell)
        codes = list(self.answers)
        code = cell if cell in self.answers else self._by_text(cell)
        if code is None:
            return None
        numbers = [_LAST_NUMBER.search(each) for each in codes]
        if all(numbers) and len({each[1] for each in numbers if each}) == len(codes):
            found = _LAST_NUMBER.search(code)
            return None if found is None else float(found[1])
        return float(1 + codes.index(code))

    def _by_text(self, cell: str) -> str | None:
        wanted = folded(cell)
        return next((code for code, texts in self.answers.items() if wanted in map(folded, texts)), None)


@dataclass(frozen=True)
class Structure:
    """What a survey asks, as far as its grids go."""

    survey_id: str
    language: str
    grids: Mapping[str, Grid]
    """By code."""

    @classmethod
    def read(cls, file: Path) -> Structure:
        """Read an ``.lss`` file.

        Raises
        ------
        RatingsFileError
            If it is missing, no structure of a survey, too large, or has a document type of its own, by which
            XML brings in other files and grows without end.
        """
        try:
            with file.open("rb") as stream:
                content = stream.read(MOST_BYTES + 1)
        except OSError as error:
            raise RatingsFileError(f"{file} cannot be read: {error.strerror or error}") from error
        if len(content) > MOST_BYTES:
            raise RatingsFileError(
                f"{file} has more than {MOST_BYTES // 1_000_000} MB, and is no survey's structure"
            )
        if re.search(rb"<!(DOCTYPE|ENTITY)", content, re.IGNORECASE) or b"\x00" in content:
            raise RatingsFileError(
                f"{file} declares a document type or entities, which no export of LimeSurvey does"
            )
        try:
            root = ElementTree.fromstring(content)
        except (ElementTree.ParseError, ValueError, LookupError) as error:
            raise RatingsFileError(f"{file} is no XML: {error}") from error
        if root.tag != "document" or (root.findtext("LimeSurveyDocType") or "").strip() != "Survey":
            raise RatingsFileError(
                f"{file} is no structure of a LimeSurvey: export it there as 'Survey structure (.lss)'"
            )
        return _structure(root)


def folded(written: str) -> str:
    """Text without markup, case, blanks and signs, as codes and labels are compared."""
    plain = html.unescape(_MARKUP.sub("", written))
    return _NO_WORD.sub("", unicodedata.normalize("NFKC", plain).casefold())


def _structure(root: ElementTree.Element) -> Structure:
    texts: dict[tuple[str, str], list[str]] = {}
    for row in _rows(root, "question_l10ns"):
        texts.setdefault(("question", row.get("qid", "")), []).append(row.get("question", ""))
    for row in _rows(root, "answer_l10ns"):
        texts.setdefault(("answer", row.get("aid", "")), []).append(row.get("answer", ""))
    grids: dict[str, Grid] = {}
    for row in _rows(root, "questions"):
        kind = row.get("type", "")
        if kind in ARRAYS and row.get("parent_qid", "0") in ("", "0"):
            grids.setdefault(row.get("qid", ""), Grid(row.get("title", ""), n_points=POINTS.get(kind)))
    for row in _rows(root, "subquestions"):
        grid = grids.get(row.get("parent_qid", ""))
        if grid is not None:
            told = [row.get("question", ""), *texts.get(("question", row.get("qid", "")), [])]
            grid.rows.setdefault(row.get("title", ""), []).extend(text for text in told if text)
    answers = sorted(_rows(root, "answers"), key=lambda row: _whole(row.get("sortorder", "")) or 0.0)
    for row in answers:
        grid = grids.get(row.get("qid", ""))
        if grid is not None:
            told = [row.get("answer", ""), *texts.get(("answer", row.get("aid", "")), [])]
            grid.answers.setdefault(row.get("code", ""), []).extend(text for text in told if text)
    survey = next(iter(_rows(root, "surveys")), {})
    return Structure(
        survey_id=survey.get("sid", "") or "limesurvey",
        language=survey.get("language", ""),
        grids={grid.code: grid for grid in grids.values()},
    )


def _rows(root: ElementTree.Element, section: str) -> list[dict[str, str]]:
    return [
        {cell.tag: (cell.text or "").strip() for cell in row} for row in root.iterfind(f"{section}/rows/row")
    ]


def _whole(written: str) -> float | None:
    return float(written) if written.isascii() and written.isdecimal() else None
