"""What ``merlingua next-clips`` does: from a store, models and a folder of sound to a new study."""

from __future__ import annotations

import argparse
import json
import os
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from merlingua.analysis.progress_line import ProgressLine
from merlingua.analysis.provenance import now, versions
from merlingua.mer_models.clip_selection import Chosen
from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.next_clips_answers import (
    ModelAnswers,
    answers_to,
    common_space,
    heard_by,
    known_vectors,
    load_models,
)
from merlingua.mer_models.next_clips_commands import DEFAULT
from merlingua.mer_models.next_clips_pool import Pool, read_pool
from merlingua.mer_models.next_clips_proposals import Judged, judged, proposals_csv, proposed
from merlingua.mer_models.next_clips_ratings import RELIABILITY, RatingsSoFar, ratings_so_far
from merlingua.mer_models.next_clips_study import write_study
from merlingua.mer_models.prediction_runs import Refused
from merlingua.mer_models.predictor import Predictor
from merlingua.surveys.study import Study, load_study
from merlingua.surveys.study_files import is_file, is_folder

PROPOSALS_FILE = "proposals.csv"
PROVENANCE_FILE = "proposals.json"
FORMAT = "merlingua-proposals"
VERSION = 1
NOT_IN_DEFAULT = (
    "disagreement (groups, models, raters) is no criterion by default: it was not shown to save ratings, and "
    "diversity was (docs/experiments/active-selection.md); ask for it with --criteria"
)


def run_next_clips(arguments: argparse.Namespace) -> int:
    """``merlingua next-clips``."""
    _check_out(arguments.out)
    predictors = load_models(arguments.model)
    study = load_study(arguments.study)
    ratings = ratings_so_far(arguments, study)
    criteria = DEFAULT if arguments.criteria is None else arguments.criteria
    pool = read_pool(arguments.pool, study, with_rated=arguments.with_rated)
    with ProgressLine() as line:
        pool, models = _heard_pool(predictors, pool, arguments.jobs, line)
        _check_criteria(arguments.criteria or (), models, ratings, pool)
        clips = [_corpus_clip(study, clip_id) for clip_id in ratings.clips if clip_id in study.clips]
        known = [known_vectors(each, clips, arguments.cache, line) for each in predictors]
    ratings = _of_clips(ratings, [clip.clip_id for clip in clips])
    space, old = common_space(models, known)
    found = judged(pool.clips, models, ratings, space, old)
    chosen = proposed(found, arguments.n, criteria, arguments.seed)
    files = {
        PROPOSALS_FILE: proposals_csv(found, pool, chosen, criteria, arguments.seed),
        PROVENANCE_FILE: _provenance(arguments, study, predictors, ratings, criteria),
    }
    clips_to_rate = [pool.clips[each.place] for each in chosen]
    new = write_study(arguments.out, clips_to_rate, study, arguments.seed, files)
    _tell(found, pool, chosen, criteria, asked=arguments.criteria, n=arguments.n)
    print(
        f"{arguments.out}: study {new.definition.study.id!r}, {len(new.clips)} clips; why: {PROPOSALS_FILE}"
    )
    for refused in pool.refused.values():
        print(refused.reason, file=sys.stderr)
    return 1 if pool.refused else 0


def _check_out(out: Path) -> None:
    """Before hours of hearing, what would end them."""
    if out.is_dir() and any(out.iterdir()):
        raise FeatureError(f"--out {out} is not empty: name a new folder, or remove what is in it")
    if is_file(out):
        raise FeatureError(f"--out {out} is a file: name a new folder")
    above = next(parent for parent in out.absolute().parents if is_folder(parent) or is_file(parent))
    if not is_folder(above):
        raise FeatureError(f"--out {out}: {above} is a file, and no folder can be made in it")
    if not os.access(above, os.W_OK):
        raise FeatureError(f"--out {out}: nothing may be written in {above}")


def _heard_pool(
    predictors: Sequence[Predictor], pool: Pool, n_jobs: int | None, line: ProgressLine
) -> tuple[Pool, list[ModelAnswers]]:
    """The pool without what a model cannot hear, and the models' answers to what is left."""
    files = [clip.file for clip in pool.clips]
    heard = [heard_by(each, files, n_jobs, line) for each in predictors] if files else []
    refused = dict(pool.refused)
    for outcomes in heard:
        refused |= {
            file: each for file, each in zip(files, outcomes, strict=True) if isinstance(each, Refused)
        }
    kept = [place for place, file in enumerate(files) if file not in refused]
    if not kept:
        raise FeatureError(_nothing_left(pool, refused))
    models = [
        answers_to(predictor, [each for place in kept if not isinstance(each := outcomes[place], Refused)])
        for predictor, outcomes in zip(predictors, heard, strict=True)
    ]
    return replace(pool, clips=tuple(pool.clips[place] for place in kept), refused=refused), models


def _nothing_left(pool: Pool, refused: dict[Path, Refused]) -> str:
    parts = []
    if pool.in_study:
        parts.append(f"{len(pool.in_study)} are in the study already (--with-rated takes them, too)")
    if refused:
        first = next(iter(refused.values())).reason
        parts.append(f"{len(refused)} cannot be used, first {first}")
    return f"no clip of the pool is left to propose: {'; '.join(parts)}"


def _check_criteria(
    asked: Sequence[str], models: Sequence[ModelAnswers], ratings: RatingsSoFar, pool: Pool
) -> None:
    """A criterion that was asked for by name must be able to say something."""
    if "groups" in asked and not any(len(model.groups) > 1 for model in models):
        raise FeatureError("--criteria groups: no model answers for groups; `merlingua retrain` makes one")
    if "models" in asked and len(models) < 2:
        raise FeatureError("--criteria models: one model cannot disagree with itself; name --model twice")
    if "raters" in asked and not any(clip.id in ratings.clips for clip in pool.clips):
        raise FeatureError(
            "--criteria raters: no clip to choose from was rated; --with-rated takes those of the study"
        )


def _corpus_clip(study: Study, clip_id: str) -> CorpusClip:
    clip = study.clips[clip_id]
    return CorpusClip(clip_id, clip.file, clip_id, onset_s=clip.onset_s, duration_s=clip.duration_s)


def _of_clips(ratings: RatingsSoFar, clips: Sequence[str]) -> RatingsSoFar:
    """Without clips that were rated once and are not in the study's folder: where they lie is not known."""
    rows = np.array([ratings.clips.index(clip) for clip in clips], dtype=np.int64)
    return replace(
        ratings,
        clips=tuple(clips),
        counts=ratings.counts[rows],
        votes_of={group: votes[rows] for group, votes in ratings.votes_of.items()},
    )


def _provenance(
    arguments: argparse.Namespace,
    study: Study,
    predictors: Sequence[Predictor],
    ratings: RatingsSoFar,
    criteria: Sequence[str],
) -> str:
    told = {
        "format": FORMAT,
        "version": VERSION,
        "study_id": study.definition.study.id,
        "study_sha256": study.sha256,
        "ratings_sha256": ratings.input_sha256,
        "models": [{"name": each.name, "weights_sha256": each.card.weights_sha256} for each in predictors],
        "criteria": list(criteria),
        "seed": arguments.seed,
        "reliability": RELIABILITY,
        "raters_needed": dict(ratings.needed),
        "n_votes": int(ratings.counts.sum()),
        "command": _command(arguments, criteria),
        "versions": versions(),
        "made_at": now().isoformat(),
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _command(arguments: argparse.Namespace, criteria: Sequence[str]) -> str:
    words = ["merlingua", "next-clips", "--store", str(arguments.store), "--study", str(arguments.study)]
    for model in arguments.model:
        words += ["--model", str(model)]
    words += ["--pool", str(arguments.pool), "--n", str(arguments.n)]
    words += ["--criteria", ",".join(criteria) or "random", "--by", arguments.by]
    words += ["--participants", arguments.participants]
    if arguments.where:
        words += ["--where", arguments.where]
    for rule in arguments.exclude:
        words += ["--exclude", rule]
    if arguments.with_simulated:
        words.append("--with-simulated")
    if arguments.with_rated:
        words.append("--with-rated")
    return shlex.join([*words, "--seed", str(arguments.seed), "--out", str(arguments.out)])


def _tell(
    found: Judged,
    pool: Pool,
    chosen: Sequence[Chosen],
    criteria: Sequence[str],
    *,
    asked: Sequence[str] | None,
    n: int,
) -> None:
    left_out = f", {len(pool.in_study)} that the study has already left out" if pool.in_study else ""
    n_copies = len(pool.copies)
    copies = f", {n_copies} {'copy' if n_copies == 1 else 'copies'} of others left out" if n_copies else ""
    print(f"{len(pool.clips)} clips to choose from{left_out}{copies}")
    if len(chosen) < n:
        print(f"{n} were asked for; there are no more than {len(chosen)}")
    print(f"chosen by {', '.join(criteria) or 'chance'}")
    if asked is None:
        print(NOT_IN_DEFAULT)
    for group, needed in found.ratings.needed.items():
        print(
            f"{group}: "
            + (
                f"{needed} raters a clip make its mean labels {RELIABILITY:g} reliable"
                if needed is not None
                else "its listeners agree no better than chance: no number of raters is enough"
            )
        )
