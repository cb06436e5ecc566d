"""``merlingua quality``: whose answers want a look, and why."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from merlingua.analysis.estimates import AnalysisError

if TYPE_CHECKING:
    # argparse has no public name for what add_subparsers gives.
    from argparse import _SubParsersAction as SubParsers


def add_quality_command(subparsers: SubParsers[argparse.ArgumentParser]) -> None:
    """Add ``quality`` to the command line."""
    quality = subparsers.add_parser(
        "quality",
        help="whose answers want a look: flags, and a page for each listener",
        description="Judge every listener of a study by rules of attention and of the session: too fast, the "
        "same answer to everything, failed checks, pauses, disturbed sound. Thresholds are the study's "
        "(quality: in study.yaml). Nobody is left out of anything by it: `merlingua agreement --exclude` "
        "does that, by name.",
    )
    quality.add_argument("--store", required=True, metavar="URL", help="where the answers are")
    quality.add_argument("--study", required=True, type=Path, metavar="FOLDER", help="the study")
    quality.add_argument(
        "--participant", metavar="ID", help="all measures of this one; its beginning will do"
    )
    quality.add_argument(
        "--out", type=Path, metavar="DIR", help="quality.csv, quality.json and a page for each listener"
    )
    quality.set_defaults(run=run_quality)


def run_quality(arguments: argparse.Namespace) -> int:
    """``merlingua quality``."""
    from merlingua.analysis.quality_report import (
        QUALITY,
        person_lines,
        quality_table,
        summary_lines,
        write_quality,
    )
    from merlingua.analysis.quality_rules import thresholds, with_session
    from merlingua.analysis.report_folder import check_report_folder
    from merlingua.analysis.stored_ratings import ratings_of_store
    from merlingua.surveys.session_quality import session_measures
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study

    study = load_study(arguments.study)
    if arguments.out is not None:
        check_report_folder(arguments.out, QUALITY)
    with Store.open(arguments.store, create=False, read_only=True) as store:
        frame = ratings_of_store(store, study=study)
        measures = session_measures(store, study.definition.study.id)
    rules = study.definition.quality
    table = quality_table(with_session(frame, measures, rules.checks), thresholds(rules))
    if arguments.participant is not None:
        name = _one(arguments.participant, [str(each) for each in frame.participants.index])
        person = frame.participants.loc[name]
        print(f"{name} ({person['language']}, {'finished' if person['is_complete'] else 'not finished'})")
        for line in person_lines(table, name):
            print(line)
    else:
        n_flagged = int(table.flags.any(axis=1).sum())
        print(f"study {frame.study_id}: {n_flagged} of {len(table.flags)} listeners have a flag")
        for line in summary_lines(table):
            print(line)
    if arguments.out is not None:
        write_quality(table, arguments.out)
        print(f"{arguments.out}: quality.csv, quality.json and {len(table.flags)} pages")
    return 0


def _one(asked: str, known: list[str]) -> str:
    found = [name for name in known if name.startswith(asked)]
    if len(found) != 1:
        number = "nobody's id begins" if not found else f"{len(found)} ids begin"
        raise AnalysisError(f"--participant {asked!r}: {number} so in this study")
    return found[0]
