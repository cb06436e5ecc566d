"""The commands ``merlingua store check | info | backup | restore``.

All but ``restore`` only read the store, and so may run beside a window or a simulation. SQLAlchemy is
imported when one of them runs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.merge_commands import add_station_commands

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

    from merlingua.surveys.store import Store


def add_store_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``store`` to the command line."""
    store = subparsers.add_parser(
        "store",
        help="look into the store of answers, and check it",
        description="The store is the one file in which all answers of a station are.",
    )
    commands = store.add_subparsers(title="commands", metavar="COMMAND", required=True)
    check = commands.add_parser(
        "check",
        help="prove the store whole",
        description="Check the file, and that all rows fit together: revisions without gaps, answers that "
        "belong to the pages they were given on, sessions with consent. Nothing is changed.",
    )
    _add_store_option(check)
    check.add_argument("--backups", action="store_true", help="the backups in NAME-backups beside it too")
    check.set_defaults(run=run_check)
    info = commands.add_parser(
        "info",
        help="say what the store holds",
        description="Say where the store is, how it is kept, and how many sessions each study has.",
    )
    _add_store_option(info)
    info.set_defaults(run=run_info)
    backup = commands.add_parser(
        "backup",
        help="copy the store and prove the copy whole",
        description="Copy the store while it is in use, check the copy, and remove older backups: the newest "
        "10 are kept, one a day of 14 days and one a week of 26 weeks.",
    )
    backup.add_argument("store", metavar="URL", help="a file or sqlite:///FILE")
    backup.add_argument(
        "--to", metavar="DIR", type=Path, help="where to (default: NAME-backups beside the store)"
    )
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser(
        "restore",
        help="make a store what a backup is",
        description="Check a backup and put its contents into a store, in one transaction. A store that has "
        "answers which the backup has not is refused.",
    )
    restore.add_argument("backup", metavar="BACKUP", type=Path, help="the backup's file")
    restore.add_argument("--into", metavar="URL", required=True, help="a file or sqlite:///FILE")
    restore.add_argument(
        "--force", metavar="NAME", help="lose the answers of the store whose file has this name"
    )
    restore.set_defaults(run=run_restore)
    add_station_commands(commands)


def run_check(arguments: argparse.Namespace) -> int:
    """``merlingua store check``."""
    from merlingua.surveys.store_check import refuse_if_broken

    with _opened(arguments) as store:
        refuse_if_broken(store)
        n_rows = store.n_rows()
        print(
            f"{store.file}: whole. {n_rows['participant']} participants, {n_rows['session']} sessions, "
            f"{n_rows['answer']} answers"
        )
    return _check_backups(store.file) if arguments.backups and isinstance(store.file, Path) else 0


def run_info(arguments: argparse.Namespace) -> int:
    """``merlingua store info``."""
    with _opened(arguments) as store:
        for line in _info_lines(store):
            print(line)
    return 0


def run_backup(arguments: argparse.Namespace) -> int:
    """``merlingua store backup``."""
    from merlingua.surveys.backup_files import back_up

    print(f"{back_up(arguments.store, arguments.to)}: whole")
    return 0


def run_restore(arguments: argparse.Namespace) -> int:
    """``merlingua store restore``."""
    from merlingua.surveys.backup_files import restore

    n_lost = restore(arguments.backup, arguments.into, force=arguments.force)
    print(f"{arguments.into}: restored from {arguments.backup}; {n_lost} answers lost")
    return 0


def _check_backups(file: Path) -> int:
    """Check each backup of a store; a broken one is said and does not hide the next."""
    from merlingua.surveys.backup_files import backup_folder, backups_of
    from merlingua.surveys.errors import StoreError
    from merlingua.surveys.store import Store
    from merlingua.surveys.store_check import refuse_if_broken

    n_broken = 0
    for _, backup in sorted(backups_of(backup_folder(file), file.stem).items()):
        try:
            with Store.open(backup, create=False, read_only=True) as kept:
                refuse_if_broken(kept)
        except StoreError as error:
            n_broken += 1
            print(error, file=sys.stderr)
        else:
            print(f"{backup}: whole")
    return 1 if n_broken else 0


def _add_store_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--store", metavar="URL", help="a file or sqlite:///FILE (default: the one in your data folder)"
    )


def _opened(arguments: argparse.Namespace) -> Store:
    from merlingua.surveys.store import Store, default_store_path

    return Store.open(arguments.store or default_store_path(), read_only=True)


def _info_lines(store: Store) -> Iterator[str]:
    from merlingua.surveys.schema import REVISIONS
    from merlingua.surveys.stations import station_numbers

    size_mb = store.n_bytes() / 1e6
    yield f"{store.file}: {size_mb:.1f} MB, version {REVISIONS[-1]}"
    station, lowest, highest = station_numbers(store)
    if station:
        yield f"station {station}: participants {lowest} to {highest}"
    yield "rows: " + ", ".join(f"{n} in {table}" for table, n in store.n_rows().items())
    for study_id in store.studies():
        yield f"study {study_id}"
        for language, counts in store.counts(study_id).items():
            last = (
                f"last answer {counts.last_answer:%Y-%m-%d %H:%M} UTC" if counts.last_answer else "no answer"
            )
            numbers = f"{counts.n_started} started, {counts.n_finished} finished, {last}"
            imported = f", {counts.n_imported} imported" if counts.n_imported else ""
            yield f"  {language:8} {numbers}; {counts.n_simulated} simulated{imported}"
