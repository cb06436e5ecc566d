"""What is said of transfer: an effect that is there is found, one that is not is not claimed."""

from __future__ import annotations

import numpy as np
import pytest

from merlingua.mer_models.clip_predictions import ClipLabels, ClipPredictions
from merlingua.mer_models.clip_resamples import Resampling
from merlingua.mer_models.errors import EvaluationError
from merlingua.mer_models.model_comparisons import (
    Comparison,
    MusicResults,
    compare_speech_languages,
    compare_with_random,
)

QUICK = Resampling(n_resamples=600, n_flips=999)
SKILLS_ALIKE = {"en": 0.3, "zh": 0.3, "en2": 0.3}


def music(
    language: str, skills: dict[str, float], *, n_clips: int = 150, n_seeds: int = 3, seed_sd: float = 0.0
) -> MusicResults:
    """Models that mix the truth with one noise of the corpus and a little of their own."""
    rng = np.random.default_rng([len(language), ord(language[0])])
    shares = rng.dirichlet(np.ones(4), n_clips)
    ids = tuple(f"{language} {n}" for n in range(n_clips))
    noise = rng.dirichlet(np.full(4, 4.0), n_clips)
    runs: dict[str, list[ClipPredictions]] = {}
    for start, skill in skills.items():
        runs[start] = []
        for n in range(n_seeds):
            rest = 0.7 * noise + 0.3 * rng.dirichlet(np.full(4, 4.0), n_clips)
            own_skill = skill + seed_sd * (n - (n_seeds - 1) / 2)
            runs[start].append(
                ClipPredictions.from_quadrants(ids, own_skill * shares + (1 - own_skill) * rest)
            )
    return MusicResults(f"{language} songs", language, ClipLabels(ids, shares, ids), runs)


def languages(english: dict[str, float], mandarin: dict[str, float]) -> list[Comparison]:
    results = [music("en", english), music("zh-Hans", mandarin)]
    control = {"second_english": "en2"} if "en2" in english else {}
    return list(compare_speech_languages(results, "en", "zh", resampling=QUICK, **control))


def test_speech_that_helps_is_found_and_speech_that_does_nothing_is_not_claimed() -> None:
    results = [music("en", {"speech": 0.5, "other speech": 0.2, "random": 0.2})]
    helps, nothing = compare_with_random(results, ["speech", "other speech"], "random", resampling=QUICK)
    assert (helps.verdict, nothing.verdict) == ("better", "unresolved")
    assert helps.sentence.startswith("Pre-training on this speech helps: cross entropy -0.")
    assert nothing.sentence.startswith("No evidence that pre-training on this speech changes anything")
    assert "with these 150 clips a difference under 0.0" in nothing.sentence
    assert helps.name == "speech minus random on en songs"


def test_speech_that_hurts_is_said_to_hurt_whichever_way_the_score_runs() -> None:
    results = [music("en", {"speech": 0.1, "random": 0.5})]
    for metric in ("cross_entropy", "arousal_r"):
        (found,) = compare_with_random(results, ["speech"], "random", metric=metric, resampling=QUICK)
        assert found.verdict == "worse"


def test_the_tests_of_a_question_are_one_family() -> None:
    starts = {f"speech {n}": 0.3 for n in range(5)} | {"random": 0.3}
    found = compare_with_random([music("en", starts)], list(starts)[:5], "random", resampling=QUICK)
    smallest = min(found, key=lambda comparison: comparison.difference.p or 1)
    assert smallest.p_holm == pytest.approx(min(1, 5 * (smallest.difference.p or 1)))


def test_a_matching_language_that_helps_is_found_beyond_the_control() -> None:
    found = languages({"en": 0.5, "zh": 0.2, "en2": 0.5}, {"en": 0.2, "zh": 0.5, "en2": 0.2})
    assert [comparison.question for comparison in found] == [
        "speech language",
        "speech language",
        "speakers",
        "speakers",
        "control",
        "interaction",
    ]
    assert [found[n].verdict for n in (0, 1, 4, 5)] == ["better", "worse", "unresolved", "better"]
    assert found[-1].sentence.startswith("Speech in the language of the music is the better start")
    assert found[-1].difference.n_clips == 300


def test_english_speech_that_is_better_for_all_music_is_no_effect_of_language() -> None:
    alike = {"en": 0.5, "zh": 0.2, "en2": 0.5}
    found = languages(alike, alike)
    assert [comparison.verdict for comparison in found[:2]] == ["better", "better"]
    assert "that alone is no effect of language" in found[0].sentence
    assert found[-1].verdict == "unresolved"


def test_a_better_start_that_other_speakers_of_one_language_explain_is_not_claimed() -> None:
    few_are_as_bad = {"en": 0.5, "zh": 0.3, "en2": 0.2}
    found = languages(few_are_as_bad, few_are_as_bad)
    assert [comparison.verdict for comparison in found[:4]] == ["within speakers"] * 2 + ["better"] * 2
    assert "Speech of many speakers is the better start" in found[2].sentence


def test_an_effect_that_two_english_speakers_show_too_is_no_effect_of_language() -> None:
    found = languages({"en": 0.5, "zh": 0.3, "en2": 0.3}, {"en": 0.3, "zh": 0.5, "en2": 0.5})
    assert found[-1].verdict == "within speakers"
    assert found[-1].sentence.endswith("other speakers of one language differ as much.")
    assert found[4].verdict == "better"


def test_without_a_control_the_sentence_says_what_else_it_may_be() -> None:
    found = languages({"en": 0.5, "zh": 0.2}, {"en": 0.2, "zh": 0.5})
    assert found[-1].verdict == "better"
    assert "it may be the speakers or the recordings" in found[-1].sentence


def test_music_in_one_language_cannot_answer_the_question() -> None:
    found = compare_speech_languages(
        [music("en", SKILLS_ALIKE)], "en", "zh", second_english="en2", resampling=QUICK
    )
    assert [comparison.verdict for comparison in found[2:]] == ["not tested", "not tested"]
    assert found[-1].difference.p is None
    assert "music in Mandarin" in found[-1].sentence


def test_a_difference_that_seeds_alone_make_is_not_claimed() -> None:
    results = [music("en", {"speech": 0.55, "random": 0.45}, n_seeds=4, seed_sd=0.2, n_clips=400)]
    (found,) = compare_with_random(results, ["speech"], "random", resampling=QUICK)
    assert found.verdict == "within seeds"
    assert found.sentence.endswith("Train more seeds.")


def test_one_seed_alone_is_said_to_be_one() -> None:
    results = [music("en", {"speech": 0.6, "random": 0.2}, n_seeds=1)]
    (found,) = compare_with_random(results, ["speech"], "random", resampling=QUICK)
    assert "a model has one seed alone" in found.sentence
    error = found.difference.standard_error
    assert error is not None
    assert found.smallest_resolvable == pytest.approx(2.8 * error)


def test_a_start_that_was_not_trained_is_named() -> None:
    with pytest.raises(EvaluationError, match="no runs from 'aishell' on en songs; there are en, en2, zh"):
        compare_with_random([music("en", SKILLS_ALIKE)], ["aishell"], "en")
