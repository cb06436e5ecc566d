"""What can be chosen about an export. Nothing slow is imported here: the command line reads this file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from merlingua.surveys.study import Study

ExportFormat = Literal["long", "wide", "psych-ds", "bids", "sav", "psytoolkit"]
FORMATS: tuple[ExportFormat, ...] = get_args(ExportFormat)


@dataclass(frozen=True)
class ExportOptions:
    """What is exported, and how."""

    study: Study | None = None
    """Its labels and scales go into codebooks and value labels."""
    study_id: str | None = None
    """Which study of the store, where no folder is given; None: the only one."""
    with_free_text: bool = False
    """Whatever people wrote in their own words is left out otherwise."""
    with_practice: bool = True
    with_simulated: bool = True
    """Simulated sessions are marked, in every table that has them."""
    label_language: str = "en"
    """Of the labels in a ``.sav`` and in descriptions that have one language: en, es, de, zh-Hans."""
    for_spreadsheet: bool = False
    """CSV files begin with a byte order mark, by which spreadsheets know UTF-8."""

    def as_json(self) -> dict[str, object]:
        """For the manifest."""
        names = ("with_free_text", "with_practice", "with_simulated", "label_language", "for_spreadsheet")
        return {name: getattr(self, name) for name in names}
