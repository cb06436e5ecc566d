"""psyquest's dictionary of the Gold-MSI: which of its keys is which text.

psyquest's numbering
--------------------
``TGMS_0001`` to ``TGMS_0039`` are the items in another order than version 1.0 has them: the seven amounts
and the best instrument, which version 1.0 asks last (32–39), stand at 2, 12, 17, 18, 21, 22, 31 and 32, and
the 31 statements fill the other places in the order of version 1.0. Item by item the factors of psyquest's
own scoring are then those of version 1.0. ``TGMS_0040`` (age at the start) and ``TGMS_0041`` (absolute
pitch) belong to no score and are left out.

psyquest words item 17 (``TGMS_0023``) positively and does not reverse it: its wording is not ``v1.0``.

References
----------
psyquest, https://github.com/fmhoeger/psyquest (MIT), ``GMS_item_bank``: factors and reversals.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from merlingua.surveys.errors import InstrumentError
from merlingua.surveys.gold_msi import ITEMS, STEPS, Item
from merlingua.surveys.instrument_files import InstrumentFile
from merlingua.surveys.text_rows import Status

PSYQUEST_AMOUNTS: Mapping[int, int] = {2: 32, 12: 33, 17: 34, 18: 35, 21: 36, 22: 37, 31: 38, 32: 39}
"""psyquest's number of the items that ask for an amount or an instrument → number in version 1.0."""

PSYQUEST_KEY = re.compile(r"TGMS_(\d{4})_(PROMPT|CHOICE(\d+))")

PSYQUEST_STATUS: Mapping[str, Status] = {"en": "official", "de": "official"}
"""The languages whose wording was published with the instrument; psyquest's others are ``reviewed``."""


def psyquest_item(number: int) -> Item | None:
    """The item that psyquest numbers so; None for those that the Gold-MSI does not score nor ask."""
    if number in PSYQUEST_AMOUNTS:
        return ITEMS[PSYQUEST_AMOUNTS[number] - 1]
    if not 1 <= number <= len(ITEMS):
        return None
    return ITEMS[number - sum(amount < number for amount in PSYQUEST_AMOUNTS) - 1]


def table_key(key: str) -> str | None:
    """The text table's key of a file's key; None for one that is not needed.

    Of psyquest's choices of a statement only those of the first are taken: all statements share them.
    """
    match = PSYQUEST_KEY.fullmatch(key)
    if match is None:
        return key
    item = psyquest_item(int(match[1]))
    if item is None:
        return None
    if match[2] == "PROMPT":
        return item.label_key
    step = int(match[3])
    if item.is_likert and item.number != 1:
        return None
    return item.choices[step - 1].key if step <= len(item.choices) else None


def check_order(source: InstrumentFile) -> None:
    """Refuse a dictionary in another order: statements share their choices, amounts have their own."""
    for language in source.languages:
        anchors = _choices(source, 1, language)
        for number in range(2, len(ITEMS) + 1):
            item = psyquest_item(number)
            pairs = zip(anchors, _choices(source, number, language), strict=True)
            both = [(anchor, choice) for anchor, choice in pairs if anchor and choice]
            if item is None or not both:
                continue
            if all(anchor == choice for anchor, choice in both) is not item.is_likert:
                kind = "a statement" if item.is_likert else "an amount"
                raise InstrumentError(
                    f"{source.name}: TGMS_{number:04d} should be {kind}, but its choices in {language!r} say "
                    "otherwise. The items seem to be in another order than psyquest's. Nothing was imported."
                )


def _choices(source: InstrumentFile, number: int, language: str) -> list[str]:
    keys = [f"TGMS_{number:04d}_CHOICE{step}" for step in STEPS]
    found = [source.rows.get(key, {}).get(language) for key in keys]
    return [local.text if local else "" for local in found]
