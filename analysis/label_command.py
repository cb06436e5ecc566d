"""What ``merlingua labels`` does: from a store to labels, the votes behind them, and what they are worth."""

from __future__ import annotations

import argparse
import csv
import io
import json
import shlex
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from merlingua.analysis.agreement_results import BY_LANGUAGE, AgreementOptions
from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.exclusions import Rule
from merlingua.analysis.group_labels import Bounds, ClipLabelTable, GroupLabels, label_groups
from merlingua.analysis.label_cells import cell_groups, first_of_listeners
from merlingua.analysis.prepared_ratings import PreparedRatings, prepared_ratings
from merlingua.analysis.provenance import now, versions
from merlingua.analysis.quadrant_votes import DEFINITIONS, QuadrantVotes, quadrant_votes
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.analysis.vote_scores import VoteScores, vote_scores
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from merlingua.surveys.study_files import write_atomically

FORMAT = "merlingua-labels"
VERSION = 1
SHARES = tuple(f"{name}_{part}" for name in ("q1", "q2", "q3", "q4") for part in ("share", "lower", "upper"))
COLUMNS = (
    "clip",
    "group",
    "n_raters",
    "is_pooled",
    "reason",
    *SHARES,
    *(f"raw_q{number}" for number in (1, 2, 3, 4)),
    *(f"{axis}{part}" for axis in ("arousal", "valence") for part in ("", "_lower", "_upper", "_score")),
)
VOTE_COLUMNS = ("participant", "clip", "group", "q1", "q2", "q3", "q4")


def run_labels(arguments: argparse.Namespace) -> int:
    """``merlingua labels``."""
    by = [name.strip() for name in arguments.by.split(",")]
    _check_out(arguments.out)
    frame = _read(arguments)
    listeners = first_of_listeners(by) or BY_LANGUAGE
    prepared = prepared_ratings(
        frame,
        AgreementOptions(
            by=listeners,
            participants=arguments.participants,
            where=arguments.where,
            exclude=tuple(map(Rule.parse, arguments.exclude)),
            with_simulated=arguments.with_simulated,
        ),
    )
    used = prepared.frame
    if not len(used.participants):
        why = ", ".join(f"{prepared.flow.count(reason)} {reason}" for reason in prepared.flow.reasons)
        raise AnalysisError(f"study {frame.study_id}: no listener is left to label clips by ({why})")
    groups = cell_groups(used, by)
    votes = {definition: quadrant_votes(used, definition) for definition in DEFINITIONS}
    design = tuple(facts.quadrant for facts in prepared.clip_facts())
    scores = [vote_scores(each, design) for each in votes.values()]
    chosen = votes[arguments.definition]
    table = label_groups(chosen, groups, min_raters=arguments.min_raters)
    told = _json(arguments, frame, prepared, table, scores)
    for file, text in (
        (arguments.out.with_name(f"{arguments.out.stem}.votes.csv"), votes_csv(chosen, groups)),
        (arguments.out.with_suffix(".json"), json.dumps(told, ensure_ascii=False, indent=2) + "\n"),
        (arguments.out, labels_csv(table)),
    ):
        write_atomically(file, text)
    for line in _summary(table, scores, arguments.out):
        sys.stdout.write(line + "\n")
    return 0


def labels_csv(table: ClipLabelTable) -> str:
    """A row a clip and group, ``all`` last."""
    return _csv(COLUMNS, _rows(table))


def votes_csv(votes: QuadrantVotes, groups: Mapping[str, NDArray[np.bool_]]) -> str:
    """A row a vote: who, on which clip, in which group (empty where in none)."""

    def rows() -> Iterator[list[object]]:
        for row, column in zip(*votes.is_there.nonzero(), strict=True):
            group = next((name for name, cells in groups.items() if cells[row, column]), "")
            shares = votes.shares[row, column].tolist()
            yield [votes.raters[row], votes.clips[column], group, *shares]

    return _csv(VOTE_COLUMNS, rows())


def _check_out(out: Path) -> None:
    if out.suffix.lower() != ".csv" or out.is_dir():
        raise AnalysisError(f"--out {out}: name a .csv file, for example labels.csv")
    if not out.parent.is_dir():
        raise AnalysisError(f"--out {out}: there is no folder {out.parent}; make it first")


def _read(arguments: argparse.Namespace) -> RatingsFrame:
    study = None if arguments.study is None else load_study(arguments.study)
    with Store.open(arguments.store, create=False, read_only=True) as store:
        return ratings_of_store(store, arguments.study_id, study=study)


def _rows(table: ClipLabelTable) -> Iterator[list[object]]:
    for number, clip in enumerate(table.clips):
        for labels in (*table.groups, table.everybody):
            yield [
                clip,
                labels.group,
                int(labels.n_raters[number]),
                "yes" if labels.is_pooled[number] else "no",
                labels.reasons[number],
                *(value for share in labels.shares for value in _at(share, number)),
                *(_or_empty(value) for value in labels.raw[number].tolist()),
                *_at(labels.arousal, number),
                _or_empty(labels.scores[number, 0].item()),
                *_at(labels.valence, number),
                _or_empty(labels.scores[number, 1].item()),
            ]


def _at(bounds: Bounds, number: int) -> tuple[float, float, float]:
    return bounds.value[number].item(), bounds.lower[number].item(), bounds.upper[number].item()


def _or_empty(value: float) -> float | str:
    return "" if value != value else value


def _csv(header: tuple[str, ...], rows: Iterator[list[object]]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue()


def _json(
    arguments: argparse.Namespace,
    frame: RatingsFrame,
    prepared: PreparedRatings,
    table: ClipLabelTable,
    scores: list[VoteScores],
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "study_id": frame.study_id,
        "study_sha256": frame.study_sha256,
        "input_sha256": frame.input_sha256,
        "definition": arguments.definition,
        "by": arguments.by,
        "min_raters": arguments.min_raters,
        "n_listeners": len(prepared.frame.participants),
        "left_out": {reason: prepared.flow.count(reason) for reason in prepared.flow.reasons},
        "strength": table.strength,
        "groups_do_not_differ": table.is_at_limit,
        "groups": [_told(labels) for labels in (*table.groups, table.everybody)],
        "votes": [each.to_json() for each in scores],
        "command": _command(arguments),
        "versions": versions(),
        "made_at": now().isoformat(),
    }


def _told(labels: GroupLabels) -> dict[str, Any]:
    agreement = {name: None if value != value else value for name, value in asdict(labels.agreement).items()}
    return {"group": labels.group, "n_pooled": int(labels.is_pooled.sum()), "agreement": agreement}


def _summary(table: ClipLabelTable, scores: list[VoteScores], out: Path) -> Iterator[str]:
    for score in scores:
        designed = (
            ""
            if score.match is None
            else f"{score.match:.3f} for the design's quadrant, plurality {score.plurality_matches} of "
            f"{score.n_designed}, "
        )
        yield (
            f"{score.definition:8s} {score.n_votes} votes: {100 * score.ties:.1f} % tie, {designed}one "
            f"listener against the others {score.ceiling:.3f}, floor of the cross-entropy {score.floor:.3f}"
        )
    shrunk = (
        "groups do not differ more than chance: labels are nearly everybody's"
        if table.is_at_limit
        else f"each group's votes count beside {table.strength:.0f} of all others"
    )
    yield f"strength {table.strength:.1f}: {shrunk}"
    n_clips = len(table.clips)
    for labels in table.groups:
        found = labels.agreement
        interval = "" if found.lower != found.lower else f" [{found.lower:.3f}, {found.upper:.3f}]"
        pooled = int(labels.is_pooled.sum())
        reasons = ", ".join(sorted({reason for reason in labels.reasons if reason}))
        told = f"; {pooled} of {n_clips} clips pooled ({reasons})" if pooled else ""
        yield (
            f"{labels.group:10s} {found.n_raters} listeners, agreement {found.icc:.3f}{interval}, "
            f"reliability {found.reliability:.3f}{told}"
        )
    yield str(out)


def _command(arguments: argparse.Namespace) -> str:
    words = ["merlingua", "labels", "--store", str(arguments.store), "--by", arguments.by]
    if arguments.study is not None:
        words += ["--study", str(arguments.study)]
    elif arguments.study_id is not None:
        words += ["--study-id", arguments.study_id]
    words += ["--definition", arguments.definition, "--participants", arguments.participants]
    if arguments.where:
        words += ["--where", arguments.where]
    for rule in arguments.exclude:
        words += ["--exclude", rule]
    if arguments.with_simulated:
        words.append("--with-simulated")
    words += ["--min-raters", str(arguments.min_raters), "--out", str(arguments.out)]
    return shlex.join(words)
