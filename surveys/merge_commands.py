"""The commands ``merlingua merge``, ``store station`` and ``store grant``."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from typing import TYPE_CHECKING

from merlingua.surveys.errors import StoreError

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

SHORTEST_S, LONGEST_S = 1.0, 86_400.0


def add_merge_command(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``merge`` to the command line."""
    merge = subparsers.add_parser(
        "merge",
        help="bring the answers of several stations into one store",
        description="Bring all that is new in stations' stores into one store, a file or a PostgreSQL "
        "database. Said again it adds nothing; broken off, it goes on where it stood. Those who have "
        "withdrawn stay out. With --every it goes on beside the station's window.",
    )
    merge.add_argument("files", nargs="+", metavar="FILE", help="a station's store")
    merge.add_argument(
        "--into",
        required=True,
        metavar="URL",
        help="a file, or postgresql://USER@HOST/DATABASE (with TLS unless it is this computer)",
    )
    merge.add_argument(
        "--clean",
        action="store_true",
        help="take those who have withdrawn elsewhere out of FILE and its backups, too",
    )
    merge.add_argument(
        "--every", type=_seconds, metavar="SECONDS", help="again and again, until it is stopped (Ctrl+C)"
    )
    merge.set_defaults(run=run_merge)


def add_station_commands(commands: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``station`` and ``grant`` to the commands of ``store``."""
    station = commands.add_parser(
        "station",
        help="say which of several stations a store is of",
        description="Several stations that hold sessions of one study each need a number of their own, so "
        "that no two participants get the same number and order, also where the stations have no network.",
    )
    station.add_argument("store", metavar="URL", help="the station's store: a file or sqlite:///FILE")
    station.add_argument("--number", type=int, metavar="K", help="0 to 99; without it, say which it has")
    station.set_defaults(run=run_station)
    grant = commands.add_parser(
        "grant",
        help="let a station's user add to a store on a server, and read nothing",
        description="Give a role of a PostgreSQL server the right to add rows to a store there, and take "
        "every other from it. The role must be there (CREATE ROLE NAME LOGIN PASSWORD …).",
    )
    grant.add_argument("store", metavar="URL", help="postgresql://OWNER@HOST/DATABASE")
    grant.add_argument("--role", required=True, metavar="NAME", help="the station's user on the server")
    grant.set_defaults(run=run_grant)


def run_merge(arguments: argparse.Namespace) -> int:
    """``merlingua merge``."""
    if arguments.every is None:
        return _merged_once(arguments)
    return _merged_again_and_again(arguments)


def run_station(arguments: argparse.Namespace) -> int:
    """``merlingua store station``."""
    from merlingua.surveys.stations import set_station, station_numbers
    from merlingua.surveys.store import Store

    with Store.open(arguments.store, read_only=arguments.number is None) as store:
        if arguments.number is not None:
            set_station(store, arguments.number)
        number, first, last = station_numbers(store)
        print(f"{store.file}: station {number}, participants {first} to {last}")
    return 0


def run_grant(arguments: argparse.Namespace) -> int:
    """``merlingua store grant``."""
    from merlingua.surveys.stations import grant_to_station

    grant_to_station(arguments.store, arguments.role)
    print(f"{arguments.role} may add to this store, and read nothing in it")
    return 0


def _merged_once(arguments: argparse.Namespace, *, is_quiet: bool = False) -> int:
    from merlingua.surveys.merge_run import merging

    n_failed = 0
    with merging(arguments.into) as merge:
        for file in arguments.files:
            try:
                report = merge.take(file, clean=arguments.clean)
            except StoreError as error:
                # One station's broken file does not keep the others out.
                n_failed += 1
                print(f"merlingua: {error}", file=sys.stderr)
                continue
            if report.n_entries or not is_quiet:
                for line in report.lines():
                    print(line, flush=True)
        for line in merge.collisions():
            print(f"merlingua: {line}", file=sys.stderr)
    return 1 if n_failed else 0


def _merged_again_and_again(arguments: argparse.Namespace) -> int:
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    last_error = ""
    while not stop.is_set():
        try:
            _merged_once(arguments, is_quiet=True)
            if last_error:
                print("merged again", flush=True)
            last_error = ""
        except StoreError as error:
            # A network that is down is no reason to end: the answers are in the station's own file.
            if str(error) != last_error:
                print(f"merlingua: {error}", file=sys.stderr, flush=True)
            last_error = str(error)
        stop.wait(arguments.every)
    return 0


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not SHORTEST_S <= seconds <= LONGEST_S:
        raise argparse.ArgumentTypeError(f"{text!r} is no time: {SHORTEST_S:g} to {LONGEST_S:g} seconds")
    return seconds
