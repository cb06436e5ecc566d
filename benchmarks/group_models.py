"""Do models of groups of listeners say more than one model for all? On a corpus whose listeners are known.

    .venv/bin/python benchmarks/group_models.py --music emotify=DIR --groups English Dutch Russian

Votes of listeners whose mother tongue is one of the groups; clip vectors are the 121 classic descriptors.
Clips are left out in five folds that keep an artist together, listeners are crossed (`group_validation`), and
the groups are tested by exchanging listeners (`group_test`).
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np

from merlingua.analysis.group_labels import fit_strength, prior_means
from merlingua.mer_models.classic_descriptors import classic_descriptors
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.group_test import group_test
from merlingua.mer_models.group_validation import ROWS, GroupedVotes, validate_groups
from merlingua.mer_models.labelled_music import labelled_music
from merlingua.mer_models.log_mel import LogMelSettings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--music", required=True, metavar="NAME=DIR")
    parser.add_argument("--groups", nargs="+", default=["English", "Dutch", "Russian"], metavar="LANGUAGE")
    parser.add_argument("--cache", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    kind, folder = parse_corpus_argument(asked.music)
    music = labelled_music(load_corpus(kind, folder), LogMelSettings(), asked.cache)
    table = classic_descriptors(music.clips, asked.cache)
    row_of = {clip_id: row for row, clip_id in enumerate(table.clip_ids)}
    clips = [clip for clip in music.clips if clip.clip_id in row_of]
    place = {clip.clip_id: number for number, clip in enumerate(clips)}
    given = [vote for vote in music.corpus.votes if vote.language in asked.groups and vote.clip_id in place]
    raters = {rater: number for number, rater in enumerate(dict.fromkeys(vote.rater_id for vote in given))}
    votes = np.full((len(raters), len(clips), 4), np.nan)
    languages = [""] * len(raters)
    for vote in given:
        votes[raters[vote.rater_id], place[vote.clip_id]] = vote.quadrant_shares
        languages[raters[vote.rater_id]] = vote.language
    labels = np.array(languages)
    vectors = table.values[[row_of[clip.clip_id] for clip in clips]]
    print(f"{len(clips)} clips of {len({clip.group for clip in clips})} artists, {len(given)} votes")
    for name in asked.groups:
        n = int((~np.isnan(votes[labels == name, :, 0])).sum())
        print(f"  {name}: {int((labels == name).sum())} listeners, {n / len(clips):.1f} votes a clip")
    counts = [np.nan_to_num(votes[labels == name]).sum(axis=0) for name in asked.groups]
    everybody = np.sum(counts, axis=0)
    overall = everybody.sum(axis=0) / everybody.sum()
    strength, is_at_limit = fit_strength(counts, [prior_means(everybody - own, overall) for own in counts])
    limit = " (the limit: groups do not differ more than chance)" if is_at_limit else ""
    print(f"strength of the labels' prior: {strength:.1f} votes{limit}")
    data = GroupedVotes(vectors, votes, tuple(languages), tuple(clip.group for clip in clips), strength)
    began_at = time.perf_counter()
    result = validate_groups(data, seed=asked.seed)
    took = time.perf_counter() - began_at
    print(f"cross-entropy a vote, by clip, with 95 % intervals over clips ({took:.0f} s, seed {asked.seed}):")
    for row in ROWS:
        mean, low, high = result.means[row]
        print(f"  {row:10s} {mean:.4f} [{low:.4f}, {high:.4f}]")
    for each in result.differences:
        print(
            f"{each.first} minus {each.second}: {each.mean:+.4f} [{each.low:+.4f}, {each.high:+.4f}], "
            f"p {each.p:.4f}, Holm {each.p_holm:.4f}"
        )
    taken = Counter((each.pooled, each.grouped) for each in result.chosen).most_common()
    print("strengths taken (pooled, grouped): " + ", ".join(f"{key} × {n}" for key, n in taken))
    tested = group_test(vectors, votes, labels, result.chosen[0], seed=asked.seed)
    print(f"do groups differ? p {tested.p:.4f}, {tested.n_permutations} exchanges of listeners between them")


if __name__ == "__main__":
    main()
