"""The sheet that people get before they take part: a draft in each language of a study, to be completed.

What the study's folder says goes in: title, what it is about (the consent's own text), how long answers are
kept, whom to ask.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from merlingua.surveys.errors import Problem, StudyError
from merlingua.surveys.study import Study
from merlingua.surveys.study_files import write_atomically
from merlingua.surveys.study_length import study_length
from merlingua.surveys.texts import TextTable

TABLE = "information_sheet.csv"


@lru_cache(maxsize=1)
def sheet_texts() -> TextTable:
    """The sheet's own text, with the status of each string."""
    return TextTable.read(Path(str(files("merlingua.surveys") / "built_in" / TABLE)), name=TABLE)


def information_sheet(study: Study, language: str) -> str:
    """The sheet of a study in one of its languages, in Markdown."""
    texts, privacy = sheet_texts(), study.definition.privacy
    prefix = study.definition.consent.text
    title = study.texts.text("study.title", language) if study.texts.has("study.title", language) else ""
    parts = [f"# {texts.text('sheet.title', language, title=title or study.definition.study.id)}"]
    parts.append(f"*{texts.text('sheet.draft', language)}*")
    if texts.status("sheet.kept.body", language) == "machine":
        parts.append(f"*{texts.text('sheet.machine', language)}*")
    length = study_length(study)
    main = [block.id for block in study.definition.blocks if not block.practice]
    n_clips = sum(length.n_clips.get(block_id, 0) for block_id in main)
    minutes = max(1, round(length.minutes))
    parts.append(study.texts.text(f"{prefix}.body", language, n_clips=n_clips, minutes=minutes).strip())
    for name in ("kept", "withdraw"):
        parts.append(f"## {texts.text(f'sheet.{name}.title', language)}")
        parts.append(texts.text(f"sheet.{name}.body", language))
    parts.append(f"## {texts.text('sheet.retention.title', language)}")
    months = privacy.retention_months
    parts.append(
        texts.text("sheet.retention.open", language)
        if months is None
        else texts.text("sheet.retention.body", language, months=months)
    )
    parts.append(f"## {texts.text('sheet.contact.title', language)}")
    parts.append(privacy.contact.strip() or texts.text("sheet.contact.open", language))
    return "\n\n".join(parts) + "\n"


def write_sheets(study: Study, folder: Path) -> list[Path]:
    """Write the sheet in every language of a study: ``information-LANGUAGE.md``; none is replaced.

    Raises
    ------
    StudyError
        If a sheet is there already (somebody may have completed it), or the folder cannot be written.
    """
    sheets = {
        folder / f"information-{language}.md": information_sheet(study, language)
        for language in study.definition.study.languages
    }
    for file in sheets:
        if file.exists():
            raise StudyError(
                study.folder,
                [
                    Problem(
                        str(file), 0, "it is there already, and may have been completed: name another folder"
                    )
                ],
            )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in sheets.items():
            write_atomically(file, text)
    except OSError as error:
        raise StudyError(
            study.folder, [Problem(str(folder), 0, f"it cannot be written: {error.strerror}")]
        ) from error
    return list(sheets)
