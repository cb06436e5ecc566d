"""A model of groups answers as the regression it was made of, for each group and for all together."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from merlingua.mer_models.checkpoints import save_checkpoint
from merlingua.mer_models.emotion_models import load_emotion_model, name_of, settings_of
from merlingua.mer_models.errors import CheckpointError
from merlingua.mer_models.group_model import GroupModel, GroupModelSettings
from merlingua.mer_models.group_regression import GroupRegression, Strengths, fit_groups
from merlingua.mer_models.group_validation import clip_space
from merlingua.mer_models.model_cards import ModelCard

NAMES = ("de", "en", "es")
N_CLIPS, N_FEATURES = 20, 7


def fitted(*, has_constant: bool = False) -> tuple[np.ndarray, GroupRegression]:
    """Vectors of clips, and a regression on them whose groups differ."""
    rng = np.random.default_rng(3)
    vectors = rng.normal(size=(N_CLIPS, N_FEATURES)) * 5 + 2
    if has_constant:
        vectors[:, 2] = 4.0
    shares = rng.dirichlet(np.ones(4), size=(len(NAMES), N_CLIPS))
    weights = np.full((len(NAMES), N_CLIPS), 6.0)
    space = clip_space(vectors, n_clips=N_CLIPS)
    return vectors, fit_groups(vectors, shares, weights, Strengths(0.1, 0.1), space=space)


def answers(model: GroupModel, vectors: np.ndarray) -> np.ndarray:
    with torch.inference_mode():
        logits = model(torch.from_numpy(vectors).float()).quadrants
    return np.asarray(logits.double().softmax(dim=1).numpy())


@pytest.mark.parametrize("has_constant", [False, True])
def test_each_group_answers_as_the_regression(has_constant: bool):
    vectors, regression = fitted(has_constant=has_constant)
    model = GroupModel(None, GroupModelSettings(NAMES, N_FEATURES))
    model.set_regression(regression)
    expected = regression.predict(vectors)
    for number, name in enumerate(NAMES):
        model.ask(name)
        # The model counts in 32 bits.
        np.testing.assert_allclose(answers(model, vectors), expected[number], atol=2e-5)
    model.ask(None)
    together = answers(model, vectors)
    np.testing.assert_allclose(together, regression.predict_pooled(vectors), atol=2e-5)
    assert all(np.abs(together - expected[number]).max() > 1e-3 for number in range(len(NAMES)))


def test_an_unknown_group_is_refused_and_the_known_ones_are_named():
    model = GroupModel(None, GroupModelSettings(NAMES, N_FEATURES))
    with pytest.raises(CheckpointError, match=r"'fr'.*de, en, es"):
        model.ask("fr")


def test_groups_of_one_name_or_none_are_refused():
    for groups in (("de", "de"), ()):
        with pytest.raises(ValueError, match="different names"):
            GroupModelSettings(groups, N_FEATURES)


def test_a_saved_model_answers_the_same(tmp_path: Path):
    vectors, regression = fitted()
    model = GroupModel(None, GroupModelSettings(NAMES, N_FEATURES))
    model.set_regression(regression)
    card = ModelCard(
        network=name_of(model),
        settings=settings_of(model),
        features={"embeddings": "table", "n_features": N_FEATURES},
    )
    save_checkpoint(tmp_path / "m.safetensors", model.state_dict(), card)
    loaded = load_emotion_model(tmp_path / "m.safetensors").module
    assert isinstance(loaded, GroupModel)
    for name in (None, *NAMES):
        model.ask(name)
        loaded.ask(name)
        np.testing.assert_array_equal(answers(loaded, vectors), answers(model, vectors))
