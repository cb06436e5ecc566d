"""The commands ``merlingua withdraw`` and ``merlingua audit verify``; what is slow is imported by them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.surveys.errors import StoreError

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

    from merlingua.surveys.tombstones import Person
    from merlingua.surveys.withdrawal_run import WithdrawalReport


def add_withdrawal_commands(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``withdraw`` and ``audit`` to the command line."""
    withdraw = subparsers.add_parser(
        "withdraw",
        help="take a listener's answers out of a store and its backups, for good",
        description="Delete all answers of the listener with this code: from the store, its log and its "
        "backups. A tombstone stays, so that no import or restored backup brings them back; exports that "
        "hold them are named. Said again, it finishes what was broken off.",
    )
    who = withdraw.add_mutually_exclusive_group(required=True)
    who.add_argument("code", nargs="?", metavar="CODE", help="as the listener's last page showed it")
    who.add_argument("--imported", metavar="ID", help="an id that imported ratings have, in place of a code")
    who.add_argument(
        "--expired",
        action="store_true",
        help="all whose sessions are older than the study allows (privacy: retention_months)",
    )
    withdraw.add_argument("--study", type=Path, metavar="FOLDER", help="the study that --expired means")
    withdraw.add_argument(
        "--store", required=True, metavar="URL", help="where the answers are: a file or sqlite:///FILE"
    )
    withdraw.add_argument("--study-id", metavar="ID", help="whose study --imported means")
    withdraw.add_argument(
        "--backups",
        action="append",
        type=Path,
        default=[],
        metavar="DIR",
        help="a further folder with backups of this store (NAME-backups beside it is looked at anyway)",
    )
    withdraw.add_argument("--yes", action="store_true", help="do not ask")
    withdraw.set_defaults(run=run_withdraw)
    audit = subparsers.add_parser(
        "audit",
        help="prove that a store holds what was written into it",
        description="Every row of a store is in a chain of hashes, which any change breaks.",
    )
    commands = audit.add_subparsers(title="commands", metavar="COMMAND", required=True)
    verify = commands.add_parser(
        "verify",
        help="find any row that was changed, removed or written past the log",
        description="Check every row and every link, and print the chains' ends: noted elsewhere, they prove "
        "later that nobody who can write the file has written it anew. An export notes them in export.json.",
    )
    verify.add_argument(
        "--store", required=True, metavar="URL", help="where the answers are: a file or sqlite:///FILE"
    )
    verify.add_argument(
        "--head",
        action="append",
        default=[],
        metavar="LINK",
        help="a chain's end that was noted earlier; may be repeated",
    )
    verify.set_defaults(run=run_verify)


def run_withdraw(arguments: argparse.Namespace) -> int:
    """``merlingua withdraw``."""
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study
    from merlingua.surveys.withdrawal_run import expired, find_person, withdraw

    for folder in arguments.backups:
        if not folder.is_dir():
            raise StoreError(f"--backups {folder}: there is no such folder")
    if arguments.expired and arguments.study is None:
        raise StoreError("--expired asks how long a study keeps answers: say --study FOLDER")
    with Store.open(arguments.store, create=False) as store:
        if arguments.expired:
            people = expired(store, load_study(arguments.study))
        else:
            found = find_person(
                store,
                code=arguments.code or "",
                source_id=arguments.imported or "",
                study_id=arguments.study_id,
            )
            people = [found]
    if not people:
        print("nobody's answers are older than the study allows")
        return 0
    if (
        any(person.withdrawn_at is None for person in people)
        and not arguments.yes
        and not _is_confirmed(people)
    ):
        print("nothing was deleted")
        return 1
    reports = withdraw(arguments.store, *people, backups=arguments.backups)
    for line in _told(reports):
        print(line)
    for line in reports[0].failed:
        print(f"merlingua: {line}", file=sys.stderr)
    return 1 if reports[0].failed else 0


def run_verify(arguments: argparse.Namespace) -> int:
    """``merlingua audit verify``."""
    from merlingua.surveys.audit_verify import read_head, verify
    from merlingua.surveys.store import Store

    noted = [read_head(text) for text in arguments.head]
    with Store.open(arguments.store, create=False, read_only=True) as store:
        report = verify(store, noted)
    for problem in report.problems:
        print(f"merlingua: {store.file}: {problem}", file=sys.stderr)
    if report.problems:
        return 1
    emptied = f", {report.n_emptied} of them emptied by withdrawals" if report.n_emptied else ""
    print(f"{store.file}: {report.n_rows} rows in {report.n_entries} entries{emptied}: as they were written")
    for head in report.heads:
        print(f"end: {head.text}")
    return 0


def _told(reports: Sequence[WithdrawalReport]) -> Iterator[str]:
    """What was done for each, and what concerns all of them once."""
    for report in reports:
        yield from report.lines()
    yield from (f"{backup}: written anew without them" for backup in reports[0].backups)
    exports = dict.fromkeys(line for report in reports for line in report.export_lines())
    yield from exports
    if exports:
        yield "Export again, and delete these folders and every copy of them that was passed on."


def _is_confirmed(people: Sequence[Person]) -> bool:
    for person in people:
        who = (
            f"participant {person.number} ({person.language})" if person.number else "an imported participant"
        )
        n_sessions = len(person.session_ids)
        print(f"{who} of study {person.study_id}: {n_sessions} sessions, {person.n_answers} answers")
    if not sys.stdin.isatty():
        raise StoreError("deleting answers is to be confirmed: say --yes where nobody can be asked")
    return input("Delete them for good? Type yes: ").strip().lower() == "yes"
