"""What ``merlingua retrain`` does: from a store and a base model to a model of groups with its card."""

from __future__ import annotations

import argparse
import math
import sys
from dataclasses import dataclass
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
from merlingua.mer_models.retraining import Progress, Retrained, retrain, told_of
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
    frame = listeners_of(arguments, study)
    with ProgressLine() as line:
        trained = train_model(
            study,
            frame,
            source,
            by=arguments.by,
            out=arguments.out,
            seed=arguments.seed,
            cache_dir=arguments.cache,
            on_progress=line,
        )
    _tell(trained.given, trained.retrained)
    print(arguments.out)
    return 0


@dataclass(frozen=True, eq=False)
class TrainedModel:
    """What was learnt from, what came of it, and the card that lies beside the model's file."""

    given: StudyVotes
    retrained: Retrained
    card: ModelCard


def train_model(
    study: Study,
    frame: RatingsFrame,
    source: VectorSource,
    *,
    by: str,
    out: Path,
    seed: int = 1,
    cache_dir: Path | None = None,
    on_progress: Progress | None = None,
) -> TrainedModel:
    """Learn from a frame's listeners, and write the model with its card.

    Ended midway it leaves no model, and goes on from the folds that are done when it is called again.

    Raises
    ------
    TrainingError, EvaluationError
        If groups or clips are too few, or a clip cannot be heard.
    """
    given = study_votes(study, frame, [name.strip() for name in by.split(",")])
    vectors = source.vectors(given.clips, cache_dir, on_progress)
    retrained = retrain(
        given, source, vectors, seed=seed, state_file=state_file(out), on_progress=on_progress
    )
    card = model_card(by, seed, study, frame, given, source, vectors, retrained)
    save_checkpoint(out, in_16_bits(retrained.module), card)
    return TrainedModel(given, retrained, card)


def state_file(out: Path) -> Path:
    """Where the finished folds of a run are kept until its model is there."""
    return out.with_name(f".{out.stem}.folds.json")


def listeners_of(arguments: argparse.Namespace, study: Study) -> RatingsFrame:
    """The listeners that the options choose.

    Raises
    ------
    AnalysisError
        If none is left.
    """
    with Store.open(arguments.store, create=False, read_only=True) as store:
        frame = ratings_of_store(store, study=study)
    options = AgreementOptions(
        by=arguments.by.split(",")[0].strip(),
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
