"""``merlingua progress``: how far a study is, what wants a look, and how far listeners agree so far."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers

    from merlingua.analysis.estimates import Estimate
    from merlingua.analysis.ratings_frame import RatingsFrame
    from merlingua.surveys.progress import Progress
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import Study

FORMAT, VERSION = "merlingua-progress", 1
SHORTEST_S = 0.2
CLEAR = "\x1b[2J\x1b[H"
_DEEP_EVERY = 30.0
"""How many times what a reading of all ratings took is let pass before the next, while it is watched."""


def add_progress_command(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``progress`` to the command line."""
    progress = subparsers.add_parser(
        "progress",
        help="how far a study is: languages, quotas, stations, what wants a look",
        description="Count the sessions of a study by language against its quotas, say when each station was "
        "last heard of, whose answers want a look, and how far listeners agree so far. Works beside the "
        "stations, on a file or a server.",
    )
    progress.add_argument("--store", required=True, metavar="URL", help="a file, or a store on a server")
    progress.add_argument("--study", required=True, type=Path, metavar="FOLDER", help="the study")
    progress.add_argument("--simulated", action="store_true", help="simulated listeners in place of people")
    progress.add_argument("--brief", action="store_true", help="counts alone, which takes no time")
    how = progress.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help="as one JSON object")
    how.add_argument(
        "--watch", type=float, metavar="SECONDS", help="again and again, until it is stopped (Ctrl+C)"
    )
    progress.set_defaults(run=run_progress)


def run_progress(arguments: argparse.Namespace) -> int:
    """``merlingua progress``."""
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study

    study = load_study(arguments.study)
    with Store.open(arguments.store, create=False, read_only=True) as store:
        looks = _Looks(store, study, simulated=arguments.simulated, is_brief=arguments.brief)
        if arguments.watch is not None:
            _watch(looks, max(SHORTEST_S, arguments.watch))
            return 0
        if arguments.json:
            json.dump(looks.as_json(), sys.stdout, ensure_ascii=False, indent=1)
            print()
            return 0
        for line in looks.lines():
            print(line)
    return 0


def _watch(looks: _Looks, every_s: float) -> None:
    """Look again and again until Ctrl+C, or until the system asks to end."""
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    while not stop.is_set():
        lines = list(looks.lines())
        print((CLEAR if sys.stdout.isatty() else "") + "\n".join(lines), flush=True)
        stop.wait(every_s)


class _Looks:
    """Counts at every look; reads all ratings only where something was written, and not too often."""

    def __init__(self, store: Store, study: Study, *, simulated: bool, is_brief: bool) -> None:
        self._store, self._study = store, study
        self._is_simulated, self._is_brief = simulated, is_brief
        self._token: object = None
        self._read_at = self._took_s = 0.0
        self._deep: dict[str, Any] = {}

    def lines(self) -> Iterator[str]:
        """The look as text."""
        from merlingua.surveys.progress import read_progress

        progress = read_progress(self._store, self._study.definition, simulated=self._is_simulated)
        deep = self._deeper(progress)
        yield from _count_lines(progress, deep)
        yield from _station_lines(progress)
        yield from _deep_lines(deep)

    def as_json(self) -> dict[str, Any]:
        """The look as data."""
        from merlingua.surveys.progress import read_progress

        progress = read_progress(self._store, self._study.definition, simulated=self._is_simulated)
        told = asdict(progress)
        return {
            "format": FORMAT,
            "version": VERSION,
            **told,
            "at": progress.at.isoformat(),
            "stations": [
                {**asdict(each), "seen_at": each.seen_at and each.seen_at.isoformat()}
                for each in progress.stations
            ],
            **self._deeper(progress),
        }

    def _deeper(self, progress: Progress) -> dict[str, Any]:
        """Flags and agreement, as of the last time that all ratings were read."""
        from merlingua.surveys.store_ratings import change_token

        if self._is_brief or not any(each.n_started for each in progress.languages):
            return {}
        token = change_token(self._store)
        now = time.monotonic()
        if token == self._token or now - self._read_at < _DEEP_EVERY * self._took_s:
            return self._deep
        self._deep = self._measured()
        self._token, self._read_at = token, now
        self._took_s = time.monotonic() - now
        return self._deep

    def _measured(self) -> dict[str, Any]:
        from merlingua.analysis.quality_report import quality_table
        from merlingua.analysis.quality_rules import thresholds, with_session
        from merlingua.analysis.stored_ratings import ratings_of_store
        from merlingua.surveys.session_quality import session_measures

        definition = self._study.definition
        frame = ratings_of_store(self._store, study=self._study, sources=("survey",))
        wanted = frame.participants["is_simulated"].to_numpy(dtype=bool) == self._is_simulated
        frame = frame.select(participants=wanted)
        measures = session_measures(self._store, definition.study.id)
        table = quality_table(
            with_session(frame, measures, definition.quality.checks), thresholds(definition.quality)
        )
        flagged = table.flags.any(axis=1)
        by_language = frame.participants["language"].astype(str)
        found = flagged[flagged].groupby(by_language[flagged]).size()
        return {
            "flags": {
                "by_language": {str(name): int(n) for name, n in found.items()},
                "by_rule": {str(name): int(n) for name, n in table.flags.sum().items() if n},
            },
            "agreement": _agreement(frame),
        }


def _agreement(frame: RatingsFrame) -> dict[str, Any]:
    """Alpha of every emotion and language with its interval for other listeners."""
    from merlingua.analysis.agreement import quick_alphas
    from merlingua.analysis.agreement_results import AgreementOptions

    quick = quick_alphas(frame, AgreementOptions(n_permutations=0, n_bootstrap=0, with_simulated=True))
    return {
        item: {group.id: _cell(quick.estimates[item, group.id]) for group in quick.groups}
        for item in quick.items
    }


def _cell(estimate: Estimate) -> dict[str, Any]:
    interval = estimate.listeners
    return {
        "alpha": estimate.value,
        "low": None if interval is None else interval.lower,
        "high": None if interval is None else interval.upper,
        "n": estimate.n_raters,
    }


def _count_lines(progress: Progress, deep: dict[str, Any]) -> Iterator[str]:
    kind = ", simulated listeners" if progress.is_simulated else ""
    yield f"study {progress.study_id}{kind}, {_clock(progress.at)}"
    flags = deep.get("flags", {}).get("by_language", {})
    yield "language   started  running  open  stopped  finished  wanted  flagged"
    for each in progress.languages:
        wanted = "–" if each.target is None else str(each.target)
        full = "  full" if each.is_full else ""
        flagged = flags.get(each.language, 0) if deep else "–"
        yield (
            f"{each.language:10} {each.n_started:7} {each.n_running:8} {each.n_open:5} {each.n_stopped:8} "
            f"{each.n_finished:9} {wanted:>7} {flagged:>8}{full}"
        )


def _station_lines(progress: Progress) -> Iterator[str]:
    for each in progress.stations:
        seen = "not known" if each.seen_at is None else _clock(each.seen_at)
        running = ", a session runs" if each.is_running else ""
        finished = f"{each.n_finished} of {each.n_sessions} finished"
        yield f"station {each.station}: {finished}; last heard of {seen}{running}"


def _deep_lines(deep: dict[str, Any]) -> Iterator[str]:
    rules = deep.get("flags", {}).get("by_rule", {})
    if rules:
        yield "to look at: " + ", ".join(f"{name} {n}" for name, n in rules.items()) + " (merlingua quality)"
    groups = list(dict.fromkeys(group for row in deep.get("agreement", {}).values() for group in row))
    if groups:
        yield "agreement so far, alpha [95 % interval for other listeners]"
        yield f"{'':14} " + " ".join(f"{group:17}" for group in groups)
    for item, row in deep.get("agreement", {}).items():
        yield f"{item:14} " + " ".join(f"{_alpha(row.get(group)):17}" for group in groups)


def _alpha(cell: dict[str, Any] | None) -> str:
    if cell is None or cell["alpha"] is None:
        return "–"
    if cell["low"] is None:
        return _decimal(cell["alpha"])
    return f"{_decimal(cell['alpha'])} [{_decimal(cell['low'])}, {_decimal(cell['high'])}]"


def _decimal(value: float) -> str:
    """As reports write it: ``.30``, ``-.05``."""
    return f"{round(value, 2) + 0.0:.2f}".replace("0.", ".", 1)


def _clock(moment: datetime) -> str:
    return f"{moment.astimezone():%Y-%m-%d %H:%M:%S}"
