"""Every export is noted in the store: who withdraws later is told which folders still hold them.

The store is only read by an export; the note is a short transaction of its own, before the first file is in
its place. A note of an export that then failed does no harm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from merlingua.surveys.audit_chain import Head, driver_values
from merlingua.surveys.errors import StoreError
from merlingua.surveys.row_keys import KeyMaker
from merlingua.surveys.store import Store
from merlingua.surveys.store_statements import INSERTS


def register_export(
    location: str | Path,
    study_id: str,
    format_: str,
    folder: Path,
    ends: Sequence[Head],
    *,
    with_simulated: bool,
) -> list[str]:
    """Note an export in the store; a line for the person who exports where that is not possible."""
    values = {
        "id": KeyMaker()(),
        "study_id": study_id,
        "format": format_,
        "folder": str(folder.absolute()),
        "exported_at": datetime.now(UTC),
        "with_simulated": with_simulated,
        "heads": {head.chain_id.hex(): head.number for head in ends},
    }
    try:
        with (
            Store.open(location, create=False) as store,
            store.one_transaction(),
            store.reading() as connection,
        ):
            connection.execute(INSERTS["export_record"], values)
            store.audit.note(None, "export_record", driver_values("export_record", values))
    except StoreError as error:
        told = "a later withdrawal will not tell of it"
        return [f"this export could not be noted in the store ({error}): {told}"]
    return []
