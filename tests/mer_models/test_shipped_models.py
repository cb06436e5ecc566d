"""The models that come with the program: what is promised of each, and that it can be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from merlingua.mer_models.evaluation_clips import LEARNT_CLIPS
from merlingua.mer_models.experiment_plan import read_experiment
from merlingua.mer_models.model_plans import read_model_plan
from merlingua.mer_models.predictor import Predictor
from merlingua.mer_models.shipped_models import BEST, FOLDER, model_file, shipped_models
from merlingua.surveys.demo_study import MANIFEST

CLIP = MANIFEST.with_name("clips") / "chase.ogg"
MOST_BYTES = 25_000_000
MODELS = {model.name: model for model in shipped_models()}


@pytest.fixture(scope="module")
def licence() -> str:
    return (FOLDER / "LICENSE").read_text("utf-8")


def test_there_are_at_least_four_in_25_mb_and_one_of_them_has_not_learnt_from_emotify():
    assert len(MODELS) >= 4
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < MOST_BYTES
    assert [name for name, model in MODELS.items() if {use.kind for use in model.card.corpora} == {"emopia"}]


def test_speech_of_both_languages_has_its_model():
    parents = {
        name: [member["encoder"]["name"] for member in model.card.training["members"] if member["encoder"]]
        for name, model in MODELS.items()
    }
    assert any(parent and parent[0].startswith("english-") for parent in parents.values())
    assert any(parent and parent[0].startswith("mandarin-") for parent in parents.values())


def test_the_plan_beside_them_makes_these_and_no_others(repository: Path):
    folder = repository / "mer_models" / "pretrained"  # an installed wheel has no experiments beside it
    plan = read_model_plan(folder / "models.yaml")
    assert list(plan.models) == list(MODELS)
    read_experiment((folder / plan.experiment).resolve())
    for name, model in MODELS.items():
        assert model.card.training["plan"] == plan.models[name].model_dump(mode="json")


@pytest.mark.parametrize("name", MODELS)
def test_a_card_tells_data_licence_scores_with_intervals_and_calibration(name: str, licence: str):
    card = MODELS[name].card
    assert card.corpora
    assert all(use.n_hours > 0 and use.licence for use in card.corpora)
    assert card.licence
    assert name in licence
    score = card.scores["cross_entropy"]
    assert score["low"] < score["value"] < score["high"]
    prior = card.scores["prior"]["cross_entropy"]
    # Whatever else it does, a model that is shipped beats the prior on clips that it had not heard.
    assert score["value"] < prior["value"]
    assert card.calibration
    assert card.training[LEARNT_CLIPS]


@pytest.mark.parametrize("name", [BEST, *MODELS])
def test_a_model_answers_by_its_name(name: str):
    predictor = Predictor.load(name)
    prediction = predictor.predict(CLIP, curve=True)
    assert prediction.quadrants.sum() == pytest.approx(1)
    assert prediction.curve is not None
    assert len(prediction.curve) >= int(prediction.duration_s)
    assert prediction.credible


def test_the_first_is_the_best_by_the_score_on_the_music_that_most_learnt_from():
    assert model_file(BEST) == next(iter(MODELS.values())).file
    of_emotify = {
        name: model.card.scores["cross_entropy"]["value"]
        for name, model in MODELS.items()
        if {use.kind for use in model.card.corpora} == {"emotify"}
    }
    assert min(of_emotify, key=of_emotify.__getitem__) == next(iter(MODELS))


def test_a_model_that_is_not_there_is_named_with_those_that_are():
    with pytest.raises(Exception, match="there is no model 'emotfy': did you mean 'emotify'"):
        model_file("emotfy")
    assert model_file(Path("other.safetensors")) == Path("other.safetensors")
