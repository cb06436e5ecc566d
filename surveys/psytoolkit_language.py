"""In which language a survey was held, from the name of its export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from merlingua.surveys.errors import RatingsFileError
from merlingua.surveys.import_report import ImportReport
from merlingua.surveys.study_definition import SURVEY_LANGUAGES
from merlingua.surveys.study_problems import nearest
from merlingua.surveys.written_names import folded

_FURTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "en": ("eng",),
    "es": ("spa", "castellano"),
    "de": ("deu", "ger"),
    "zh-Hans": ("zh", "zho", "cmn", "mandarin", "putonghua", "汉语"),
}


def survey_language(file: Path, given: str | None, *, offered: tuple[str, ...], report: ImportReport) -> str:
    """The language of one export: the one that was given, else the one that the file's name has.

    Parameters
    ----------
    given
        Of ``--language``; None: look at the name.
    offered
        The study's languages.

    Raises
    ------
    RatingsFileError
        If the name has no language or several, or the study does not offer it.
    """
    words = [folded(word) for word in re.split(r"[\W_\d]+", file.stem) if word]
    found = dict.fromkeys(_names()[word] for word in words if word in _names())
    if given is None and len(found) != 1:
        raise RatingsFileError(_nothing_found(file, words, tuple(found)))
    language = next(iter(found)) if given is None else given
    if found and language not in found:
        report.doubt(f"the file's name says another language than --language {language}", file.name)
    if language not in offered:
        raise RatingsFileError(
            f"{file} is of the survey in {language!r}, which the study does not offer (it has "
            f"{', '.join(offered)}): name another with --language, or take the study it belongs to"
        )
    return language


@cache
def _names() -> Mapping[str, str]:
    """Folded words that name a survey language."""
    from babel import Locale

    names = {}
    for language in SURVEY_LANGUAGES:
        code = language.split("-")[0]
        named = [Locale.parse(one, sep="-").languages[code] for one in SURVEY_LANGUAGES]
        for name in (code, *named, *_FURTHER_NAMES[language]):
            names[folded(name)] = language
    return names


def _nothing_found(file: Path, words: list[str], found: tuple[str, ...]) -> str:
    how = f"say it with --language ({', '.join(SURVEY_LANGUAGES)})"
    if found:
        return f"{file}: its name has several languages ({', '.join(found)}); {how}"
    near = next(filter(None, (nearest(word, _names()) for word in words if len(word) > 3)), None)
    hint = f" (did you mean {near!r}?)" if near else ""
    return f"{file}: its name does not say in which language the survey was held{hint}; {how}"
