"""What models say of the clips of a pool, group by group, and where these lie among those that are rated."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from merlingua.mer_models.corpus import CorpusClip
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.file_answers import FileAnswers
from merlingua.mer_models.group_model import GroupModel
from merlingua.mer_models.group_regression import ClipSpace, FloatArray
from merlingua.mer_models.prediction_runs import Refused
from merlingua.mer_models.predictor import Predictor
from merlingua.mer_models.second_pooling import pooled_vector
from merlingua.mer_models.sound_blocks import measure, mel_blocks
from merlingua.mer_models.torch_threads import one_thread_each
from merlingua.mer_models.vector_sources import NetworkVectors

N_COMPONENTS = 12
"""Of each model's vectors, as in the simulation (`selection_simulation.Plan`)."""

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, eq=False)
class ModelAnswers:
    """A model's answers to clips, shape (n_groups, n_clips, 4), and their vectors (n_clips, n_features).

    A model without groups has one, "".
    """

    name: str
    groups: tuple[str, ...]
    shares: FloatArray
    vectors: FloatArray


@dataclass(frozen=True, eq=False)
class _Heard:
    vector: Tensor
    shares: FloatArray


class _PooledAnswers(FileAnswers):
    """Answers of which the pooled vector is asked, too."""

    def vector(self) -> Tensor:
        """Shape (1, n_features)."""
        moments = [each for each in self._wholes if each is not None]
        with torch.inference_mode():
            return torch.cat(
                [pooled_vector(member, each) for member, each in zip(self._members, moments, strict=True)],
                dim=1,
            )


def load_models(names: Sequence[str]) -> list[Predictor]:
    """The models that are named.

    Raises
    ------
    CheckpointError, FeatureError
        If there is no such model, it hears no sound itself, or it is named twice.
    """
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise FeatureError(f"--model {twice} is named twice: it would only agree with itself")
    found = []
    for name in names:
        predictor = Predictor.load(name)
        module = predictor.model.module
        if isinstance(module, GroupModel) and module.base is None:
            raise FeatureError(
                f"{name} has learnt from vectors of a table and hears no sound itself: name a model that was "
                "retrained with --base"
            )
        found.append(predictor)
    return found


def heard_by(
    predictor: Predictor,
    files: Sequence[Path],
    n_jobs: int | None = None,
    on_progress: Progress | None = None,
) -> list[_Heard | Refused]:
    """What a model hears in each file, or why it hears nothing."""
    asked = partial(_heard, predictor)
    n_jobs = min(n_jobs or os.cpu_count() or 1, len(files)) or 1
    found: list[_Heard | Refused] = []
    with one_thread_each(), ThreadPoolExecutor(n_jobs, "merlingua-next-clips") as pool:
        for each in pool.map(asked, files):
            found.append(each)
            if on_progress is not None:
                on_progress(f"hearing with {Path(predictor.name).stem}", len(found), len(files))
    return found


def answers_to(predictor: Predictor, heard: Sequence[_Heard]) -> ModelAnswers:
    """The answers of each of a model's groups, calibrated as `merlingua predict` does."""
    module = predictor.model.module
    vectors = torch.cat([each.vector for each in heard])
    groups: tuple[str, ...] = ("",)
    told: list[FloatArray] = []
    if not isinstance(module, GroupModel):
        told.append(np.concatenate([each.shares for each in heard]))
    else:
        groups = module.settings.groups
        for group in groups:
            module.ask(group)
            with torch.inference_mode():
                told.append(module.answer_to_vectors(vectors).quadrants.double().softmax(dim=1).numpy())
        module.ask(None)
    calibration = predictor.calibration
    shares = [each if calibration is None else calibration.apply(each) for each in told]
    return ModelAnswers(predictor.name, groups, np.stack(shares), vectors.double().numpy())


def known_vectors(
    predictor: Predictor, clips: Sequence[CorpusClip], cache: Path | None, on_progress: Progress | None = None
) -> FloatArray:
    """Vectors of clips that were rated, shape (n_clips, n_features).

    Raises
    ------
    TrainingError
        If one has no sound that can be used.
    """
    module = predictor.model.module
    network = module.base if isinstance(module, GroupModel) and module.base is not None else module
    return NetworkVectors(predictor.name, predictor.model, network).vectors(clips, cache, on_progress).values


def common_space(
    models: Sequence[ModelAnswers], known: Sequence[FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Pool and rated clips where all models count alike: shapes (n_clips, n), (n_known, n).

    Of each model the largest principal components of all clips, pool and rated, each feature standardised.
    """
    parts, old = [], []
    for model, vectors in zip(models, known, strict=True):
        space = ClipSpace.of(np.concatenate([model.vectors, vectors]), N_COMPONENTS)
        parts.append(space.components(model.vectors))
        old.append(space.components(vectors))
    scale = np.sqrt(len(models))
    return np.hstack(parts) / scale, np.hstack(old) / scale


def _heard(predictor: Predictor, file: Path) -> _Heard | Refused:
    try:
        sound = measure(file, predictor.mels)
        asked = _PooledAnswers(predictor.model.module, sound, predictor.mels, None)
        for block in mel_blocks(sound, predictor.mels, margin=max(each.margin for each in asked.maps)):
            asked.take(block)
        return _Heard(asked.vector(), asked.answers()[0])
    except FeatureError as error:
        return Refused(str(error))
