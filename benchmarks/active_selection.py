"""How many ratings does choosing clips save? On a corpus whose ratings are all known.

    .venv/bin/python benchmarks/active_selection.py --music emotify=DIR --groups English Dutch Russian

Votes of listeners whose mother tongue is one of the groups; clip vectors are the 121 classic descriptors.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from merlingua.analysis.group_labels import fit_strength, prior_means
from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.classic_descriptors import classic_descriptors
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.labelled_music import labelled_music
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.selection_simulation import (
    RANDOM,
    STRENGTHS,
    WAYS,
    Plan,
    RatedPool,
    Saving,
    savings,
    simulate,
)

PARTS = (0.25, 0.5, 0.75)
MAIN_PART = 0.5
DIVERSE, BOTH = "coverage", "groups + models, coverage"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--music", required=True, metavar="NAME=DIR")
    parser.add_argument("--groups", nargs="+", default=["English", "Dutch", "Russian"], metavar="LANGUAGE")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--draws", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--ways", nargs="+", choices=list(WAYS), default=list(WAYS), metavar="WAY")
    parser.add_argument("--components", type=int, default=Plan.n_components, help="of the clips' vectors")
    parser.add_argument("--pooled", type=float, default=STRENGTHS.pooled, help="strength of the penalty")
    parser.add_argument("--curves", type=Path, metavar="FILE.npz", help="keep the curves here")
    asked = parser.parse_args()
    pool = rated_pool(asked.music, asked.groups, asked.cache)
    n_votes = int(pool.counts.sum())
    print(f"{len(pool.vectors)} clips of {len(set(pool.artists))} artists, {n_votes} votes")
    began_at = time.perf_counter()
    with ProgressLine() as line:
        curves = simulate(
            pool,
            asked.draws,
            ways={name: WAYS[name] for name in asked.ways},
            plan=Plan(n_components=asked.components, strengths=replace(STRENGTHS, pooled=asked.pooled)),
            seed=asked.seed,
            on_progress=lambda done, n: line("draws", done, n),
        )
    took = time.perf_counter() - began_at
    if asked.curves is not None:
        np.savez(asked.curves, votes=curves.votes, **curves.errors)
    print(f"{asked.draws} draws of five folds ({took:.0f} s, seed {asked.seed})")
    print("label error, nats a vote, on clips of artists not learnt from:")
    places = np.linspace(0, len(curves.votes) - 1, 6).round().astype(int)
    print("  votes " + " " * 20 + " ".join(f"{curves.votes[place]:6.0f}" for place in places))
    for name, errors in curves.errors.items():
        mean = errors.mean(axis=0)
        print(f"  {name:25s} " + " ".join(f"{mean[place]:.4f}" for place in places))
    for part in PARTS:
        found = savings(curves, part, seed=asked.seed)
        main_one = " (the one that decides)" if part == MAIN_PART else ""
        print(
            f"saved against {RANDOM} at its error after {found[0].votes:.0f} votes, {found[0].error:.4f}"
            f"{main_one}:"
        )
        for each in found:
            _tell(each)
    if {DIVERSE, BOTH} <= set(asked.ways):
        print(f"saved by disagreement beside coverage, against {DIVERSE!r} alone after as many votes:")
        _tell(savings(curves, MAIN_PART, against=DIVERSE, ways=[BOTH], seed=asked.seed)[0])


def _tell(found: Saving) -> None:
    at_most = "" if found.is_bounded else "at most "
    told = "saves" if found.does_save else "saves none that could be shown"
    print(
        f"  {found.way:25s} {at_most}{100 * found.saved:+.0f} % [{100 * found.low:+.0f}, "
        f"{100 * found.high:+.0f}]: {told}"
    )


def rated_pool(music: str, groups: list[str], cache: Path | None) -> RatedPool:
    """The clips that those groups voted on."""
    kind, folder = parse_corpus_argument(music)
    loaded = labelled_music(load_corpus(kind, folder), LogMelSettings(), cache)
    table = classic_descriptors(loaded.clips, cache)
    row_of = {clip_id: row for row, clip_id in enumerate(table.clip_ids)}
    clips = [clip for clip in loaded.clips if clip.clip_id in row_of]
    place = {clip.clip_id: number for number, clip in enumerate(clips)}
    counts = np.zeros((len(groups), len(clips), 4))
    for vote in loaded.corpus.votes:
        if vote.language in groups and vote.clip_id in place:
            counts[groups.index(vote.language), place[vote.clip_id]] += vote.quadrant_shares
    used = np.flatnonzero(counts.sum(axis=(0, 2)) > 0)
    counts = counts[:, used]
    everybody = counts.sum(axis=0)
    overall = everybody.sum(axis=0) / everybody.sum()
    strength, _ = fit_strength(list(counts), [prior_means(everybody - own, overall) for own in counts])
    vectors = table.values[[row_of[clips[number].clip_id] for number in used]]
    return RatedPool(vectors, counts, tuple(clips[number].group for number in used), strength)


if __name__ == "__main__":
    main()
