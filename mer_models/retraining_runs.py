"""What ``merlingua retrain`` does: from a store and a base model to a model of groups with its card."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import Any

from merlingua.analysis.agreement_results import AgreementOptions
from merlingua.analysis.estimates import AnalysisError
from merlingua.analysis.exclusions import Rule
from merlingua.analysis.prepared_ratings import prepared_ratings
from merlingua.analysis.progress_line import ProgressLine
from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.analysis.stored_ratings import ratings_of_store
from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.corpus_store import LICENCE
from merlingua.mer_models.emotion_models import name_of, settings_of
from merlingua.mer_models.evaluation_clips import LEARNT_CLIPS, fingerprints
from merlingua.mer_models.model_building import in_16_bits
from merlingua.mer_models.model_cards import CorpusUse, ModelCard, SplitUse, strictest_licence
from merlingua.mer_models.retraining import Retrained, retrain, told_of
from merlingua.mer_models.retraining_words import sentences, table
from merlingua.mer_models.study_votes import StudyVotes, study_votes
from merlingua.mer_models.training_runs import check_out
from merlingua.mer_models.vector_sources import ClipVectors, VectorSource, vector_source
from merlingua.surveys.store import Store
from merlingua.surveys.study import Study, load_study


def run_retraining(arguments: argparse.Namespace) -> int:
    """``merlingua retrain``."""
    check_out(arguments.out)
    source = vector_source(arguments.base, arguments.embeddings)
    study = load_study(arguments.study)
    by = [name.strip() for name in arguments.by.split(",")]
    frame = _listeners(arguments, study, by[0])
    given = study_votes(study, frame, by)
    with ProgressLine() as line:
        vectors = source.vectors(given.clips, arguments.cache, line)
        retrained = retrain(
            given,
            source,
            vectors,
            seed=arguments.seed,
            state_file=state_file(arguments.out),
            on_progress=line,
        )
    card = model_card(arguments.by, arguments.seed, study, frame, given, source, vectors, retrained)
    save_checkpoint(arguments.out, in_16_bits(retrained.module), card)
    _tell(given, retrained)
    print(arguments.out)
    return 0


def state_file(out: Path) -> Path:
    """Where the finished folds of a run are kept until its model is there."""
    return out.with_name(f".{out.stem}.folds.json")


def _listeners(arguments: argparse.Namespace, study: Study, by: str) -> RatingsFrame:
    with Store.open(arguments.store, create=False, read_only=True) as store:
        frame = ratings_of_store(store, study=study)
    options = AgreementOptions(
        by=by,
        participants=arguments.participants,
        where=arguments.where,
        exclude=tuple(map(Rule.parse, arguments.exclude)),
        with_simulated=arguments.with_simulated,
    )
    prepared = prepared_ratings(frame, options)
    if not len(prepared.frame.participants):
        why = ", ".join(f"{prepared.flow.count(reason)} {reason}" for reason in prepared.flow.reasons)
        raise AnalysisError(f"study {frame.study_id}: no listener is left to learn from ({why})")
    return prepared.frame


def model_card(
    by: str,
    seed: int,
    study: Study,
    frame: RatingsFrame,
    given: StudyVotes,
    source: VectorSource,
    vectors: ClipVectors,
    retrained: Retrained,
) -> ModelCard:
    """All that is known of a retrained model."""
    n_clips = len(given.clips)
    use = CorpusUse(
        name=frame.study_id,
        kind="store",
        licence=LICENCE,
        n_clips=n_clips,
        n_hours=vectors.n_hours,
        content_hash=vectors.content_hash,
    )
    told: dict[str, Any] = {
        "by": by,
        "groups": {
            each.group: {
                "n_listeners": each.agreement.n_raters,
                "agreement": _number(each.agreement.icc),
                "reliability": _number(each.agreement.reliability),
                "pooled": given.pooled.get(each.group, ""),
            }
            for each in given.labels.groups
        },
        "is_simulated": bool(frame.participants["is_simulated"].any()),
        "ratings_sha256": frame.input_sha256,
        "study_sha256": study.sha256,
        "label_strength": given.labels.strength,
        "strengths": vars(retrained.strengths),
        "vectors": {"source": source.name, "weights_sha256": source.weights_sha256},
        "sentences": list(sentences(given, retrained)),
    }
    if vectors.clip_keys:
        told[LEARNT_CLIPS] = fingerprints(vectors.clip_keys)
    judged = told_of(retrained)
    return ModelCard(
        network=name_of(retrained.module),
        settings=settings_of(retrained.module),
        features=source.features,
        corpora=(*source.corpora, use),
        split=SplitUse(
            kind="nested: clips left out, listeners crossed; the model itself learnt from all",
            seed=seed,
            counts={"train": n_clips, "test": n_clips},
            grouped_by="artist" if given.keeps_artists_together else "clip",
        ),
        seed=seed,
        training=told,
        scores={"cross_entropy": judged["group"], "validation": judged},
        main_score="cross_entropy",
        calibration=retrained.calibration.to_json(),
        licence=strictest_licence([source.licence, LICENCE]),
    )


def _number(value: float) -> float | None:
    """JSON has no NaN."""
    return value if math.isfinite(value) else None


def _tell(given: StudyVotes, retrained: Retrained) -> None:
    for each in given.labels.groups:
        pooled = f", pooled: {given.pooled[each.group]}" if each.group in given.pooled else ""
        print(f"{each.group}: {each.agreement.n_raters} listeners{pooled}")
    print("cross-entropy a vote on clips and by listeners not learnt from, with 95 % intervals over clips:")
    for line in (*table(retrained), *sentences(given, retrained)):
        sys.stdout.write(line + "\n")
