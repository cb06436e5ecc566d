"""Where the vectors of clips come from that a model of groups learns from.

================== ================================================================================
a model            what its network pools of a clip (`clip_vectors`); the new model hears sound itself
is13               mean and spread of a clip's 260 IS13 descriptors: 520 numbers
embeddings         rows of a table that another network made (`embedding_tables`)
================== ================================================================================

A network's vectors are kept beside the log-mels, by its weights and the clip's content: what ends a run
loses one clip's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from merlingua.mer_models.baselines import FeatureTable
from merlingua.mer_models.clip_vectors import clip_vector
from merlingua.mer_models.corpus import CorpusClip, CorpusProblem
from merlingua.mer_models.descriptor_cache import DescribedClip, DescriptorKind, cached_rows
from merlingua.mer_models.embedding_tables import check_embeddings, read_embeddings
from merlingua.mer_models.emotion_models import EmotionModel, load_emotion_model
from merlingua.mer_models.errors import CheckpointError, TrainingError
from merlingua.mer_models.feature_cache import LogMels, cached_log_mels
from merlingua.mer_models.group_model import GroupModel
from merlingua.mer_models.is13_descriptors import LICENCE, Is13Rows, is13_rows
from merlingua.mer_models.latents import as_batch
from merlingua.mer_models.model_cards import IS13, CorpusUse
from merlingua.mer_models.shipped_models import model_file

VERSION = 1
"""Counts up when the same network and clip give other vectors."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class ClipVectors:
    """Vectors of clips in the order asked for, shape (n_clips, n_features).

    ``content_hash`` stands for what they were made of, ``clip_keys`` for each clip's sound (none for a
    table), ``spectra`` are mean log-mel spectra, shape (n_clips, n_mels), where the sound was heard.
    """

    values: NDArray[np.float64]
    content_hash: str
    n_hours: float = 0.0
    clip_keys: tuple[str, ...] = ()
    spectra: NDArray[np.float64] | None = None


class VectorSource(Protocol):
    """What makes vectors; the other attributes go into the new model and its card."""

    @property
    def name(self) -> str: ...
    @property
    def network(self) -> nn.Module | None:
        """What the new model hears sound with; None where it takes vectors."""

    @property
    def features(self) -> Literal["is13"] | dict[str, Any]: ...
    @property
    def corpora(self) -> tuple[CorpusUse, ...]:
        """What it has learnt from itself."""

    @property
    def licence(self) -> str: ...
    @property
    def weights_sha256(self) -> str: ...
    def vectors(
        self, clips: Sequence[CorpusClip], cache_dir: Path | None, on_progress: Progress | None = None
    ) -> ClipVectors:
        """Raises TrainingError where a clip has none."""


def vector_source(base: str | None, embeddings: Path | None) -> VectorSource:
    """A model by its name or file, "is13", or a table of embeddings.

    Raises
    ------
    CheckpointError, FeatureError
        If there is no such model, it takes no log-mels or no whole clips, or the table cannot be read.
    """
    if embeddings is not None:
        return EmbeddingVectors.read(embeddings)
    if base is None:
        raise CheckpointError("name a model with --base, or a table with --embeddings")
    return DescriptorVectors() if base == IS13 else NetworkVectors.load(base)


@dataclass(frozen=True)
class NetworkVectors:
    """A frozen network's."""

    name: str
    model: EmotionModel
    network: nn.Module

    @property
    def corpora(self) -> tuple[CorpusUse, ...]:
        return self.model.card.corpora

    @property
    def licence(self) -> str:
        return self.model.card.licence

    @property
    def weights_sha256(self) -> str:
        return self.model.card.weights_sha256

    @classmethod
    def load(cls, name: str) -> NetworkVectors:
        """Raises CheckpointError for a model that takes no log-mels."""
        file = model_file(name)
        model = load_emotion_model(file)
        # Retrained again: the network under it is the same.
        network = model.module.base if isinstance(model.module, GroupModel) else model.module
        if network is None or model.takes_descriptors:
            raise CheckpointError(f"{file} hears no sound itself: choose a model of log-mels as --base")
        return cls(name, model, network)

    @property
    def features(self) -> dict[str, Any]:
        return self.model.mels.to_json()

    def vectors(
        self, clips: Sequence[CorpusClip], cache_dir: Path | None, on_progress: Progress | None = None
    ) -> ClipVectors:
        mels = cached_log_mels(clips, self.model.mels, cache_dir, on_progress=_stage("log-mels", on_progress))
        _refuse(mels.problems)
        places = {clip_id: place for place, clip_id in enumerate(mels.clip_ids)}

        def one(clip: CorpusClip) -> DescribedClip:
            return DescribedClip(self._of_mels(mels, places[clip.clip_id]))

        kind = DescriptorKind(
            "clip-vectors",
            (VERSION, self.weights_sha256, self.model.mels.to_json()),
            self._of_mels(mels, 0).shape[1],
            np.float32,
        )
        found = cached_rows(
            clips, kind, one, cache_dir, on_progress=_stage("clip vectors", on_progress), n_workers=1
        )
        _refuse(found.problems)
        return ClipVectors(
            np.concatenate(found.rows).astype(np.float64),
            mels.content_hash,
            mels.n_hours,
            mels.clip_keys,
            np.stack([mels.clip(clip).mean(axis=0, dtype=np.float64) for clip in range(len(clips))]),
        )

    def _of_mels(self, mels: LogMels, clip: int) -> NDArray[np.float32]:
        """Shape (1, n_features)."""
        with torch.inference_mode():
            batch = as_batch(mels.clip(clip), next(self.network.parameters()).device)
            return np.asarray(clip_vector(self.network, batch).numpy())


@dataclass(frozen=True)
class DescriptorVectors:
    """Means and spreads of IS13 descriptors."""

    name: str = IS13
    network: None = None
    features: Literal["is13"] = IS13
    corpora: tuple[CorpusUse, ...] = ()
    licence: str = LICENCE
    weights_sha256: str = ""

    def vectors(
        self, clips: Sequence[CorpusClip], cache_dir: Path | None, on_progress: Progress | None = None
    ) -> ClipVectors:
        found = is13_rows(clips, cache_dir, on_progress=_stage("descriptors", on_progress))
        _refuse(found.problems)
        return ClipVectors(
            vectors_of_rows(found),
            found.content_hash,
            found.hours_of(range(len(clips))),
            found.clip_keys,
        )


@dataclass(frozen=True, eq=False)
class EmbeddingVectors:
    """Rows of a table from elsewhere: of a foundation model, say."""

    file: Path
    table: FeatureTable
    name: str
    weights_sha256: str
    network: None = None
    corpora: tuple[CorpusUse, ...] = ()
    licence: str = "unknown: that of the network that made the embeddings"

    @classmethod
    def read(cls, file: Path) -> EmbeddingVectors:
        """Raises FeatureError as `read_embeddings`."""
        table = read_embeddings(file)
        return cls(file, table, file.stem, hashlib.sha256(file.read_bytes()).hexdigest())

    @property
    def features(self) -> dict[str, Any]:
        return {"embeddings": self.name, "n_features": int(self.table.values.shape[1])}

    def vectors(
        self, clips: Sequence[CorpusClip], cache_dir: Path | None, on_progress: Progress | None = None
    ) -> ClipVectors:
        wanted = [clip.clip_id for clip in clips]
        check_embeddings(self.file, self.table, wanted)
        return ClipVectors(self.table.of_clips(wanted), self.weights_sha256)


def vectors_of_rows(described: Is13Rows) -> NDArray[np.float64]:
    """Mean and spread of each clip's rows, shape (n_clips, 520)."""
    return np.array(
        [np.concatenate([rows.mean(axis=0), rows.std(axis=0)]) for rows in described.rows], dtype=np.float64
    )


def _refuse(problems: Sequence[CorpusProblem]) -> None:
    if problems:
        raise TrainingError(f"{problems[0]}; a clip that was rated must be heard: mend it, or leave it out")


def _stage(name: str, on_progress: Progress | None) -> Callable[[int, int], None] | None:
    return None if on_progress is None else lambda done, n: on_progress(name, done, n)
