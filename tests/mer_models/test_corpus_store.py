"""A study's answers as labels of its clips."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from merlingua.analysis.ratings_frame import RatingsFrame
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.corpus_store import load_answers, votes_of
from merlingua.mer_models.errors import CorpusError
from merlingua.surveys.demo_study import install_demo_study
from merlingua.surveys.errors import StoreError, StudyError
from merlingua.surveys.simulate import simulate_study
from merlingua.surveys.store import Store
from merlingua.surveys.study import load_study
from merlingua.surveys.taxonomy import EMOTION_IDS, EMOTIONS
from tests.analysis.reference_exports import complete_ratings


def frame_of(answers: dict[tuple[str, str], dict[str, float]]) -> RatingsFrame:
    rows = [
        (rater, "en", clip, item, value)
        for (rater, clip), values in answers.items()
        for item, value in values.items()
    ]
    ratings = pd.DataFrame(rows, columns=["participant", "language", "clip", "item", "value"])
    for column in ("participant", "language", "clip", "item"):
        ratings[column] = ratings[column].astype("category")
    ratings["is_repeat"] = False
    people = pd.DataFrame(
        {"language": pd.Categorical(["en"] * ratings["participant"].nunique())},
        index=pd.Index(ratings["participant"].cat.categories, dtype=object, name="participant"),
    )
    clips = pd.DataFrame(index=pd.Index(ratings["clip"].cat.categories, dtype=object, name="clip"))
    scale = (1.0, 2.0, 3.0, 4.0, 5.0)
    return RatingsFrame("s", ratings, people, clips, dict.fromkeys(EMOTION_IDS, scale), "")


def page(**higher: float) -> dict[str, float]:
    """Ones for every emotion but those that are named."""
    return dict.fromkeys(EMOTION_IDS, 1.0) | higher


def test_the_quadrant_with_the_highest_mean_has_the_vote_and_ties_share_it() -> None:
    quadrant_3 = [emotion.id for emotion in EMOTIONS if emotion.quadrant.name == "Q3"]
    answers = {
        ("ann", "a"): page(joy=4, power=4, surprise=4),
        ("bob", "a"): page(**dict.fromkeys(quadrant_3, 3.0), peace=3, tenderness=3, transcendence=3),
        ("cyd", "a"): page(),
    }
    votes, problems = votes_of(frame_of(answers))
    assert [vote.rater_id for vote in votes] == ["ann", "bob", "cyd"]
    assert [vote.quadrant_shares for vote in votes] == [(1, 0, 0, 0), (0, 0, 0.5, 0.5), (0.25,) * 4]
    assert problems == []


def test_means_that_differ_in_their_last_bits_are_ties() -> None:
    # A mean of three of 1, 1, 2 and one of two of 1, 5/3: both 4/3, though not to the last bit.
    answers = {("ann", "a"): page(joy=2, bitterness=5 / 3)}
    frame = frame_of(answers)
    levels = dict.fromkeys(EMOTION_IDS, (1.0, 5 / 3, 2.0))
    frame = RatingsFrame("s", frame.ratings, frame.participants, frame.clips, levels, "")
    (vote,) = votes_of(frame)[0]
    assert vote.quadrant_shares == (0.5, 0, 0.5, 0)


def test_a_listener_without_an_answer_in_some_quadrant_has_no_vote() -> None:
    answers = {("ann", "a"): page(joy=5), ("bob", "a"): {"joy": 5.0, "anger": 1.0}}
    votes, problems = votes_of(frame_of(answers))
    assert [vote.rater_id for vote in votes] == ["ann"]
    assert "1 listener(s) rated no emotion of some quadrant" in str(problems[0])


def test_a_study_that_asks_nothing_of_a_quadrant_gives_no_labels() -> None:
    with pytest.raises(CorpusError, match=r"nobody rated an emotion of Q3 \(bitterness, sadness\)"):
        votes_of(frame_of({("ann", "a"): {"joy": 5.0, "anger": 1.0, "peace": 2.0}}))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("store")
    folder, file = install_demo_study(place / "study"), place / "answers.db"
    with Store.open(file) as store:
        simulate_study(load_study(folder), store, n_participants=4, seed=1)
    return folder, file


def test_the_demo_study_becomes_a_corpus(simulated: tuple[Path, Path]) -> None:
    folder, file = simulated
    corpus = load_corpus(*parse_corpus_argument(f"store={folder},{file}"))
    study = load_study(folder)
    assert {clip.clip_id for clip in corpus.clips} <= set(study.clips)
    assert len(corpus.clips) == len({vote.clip_id for vote in corpus.votes})
    assert len({vote.rater_id for vote in corpus.votes}) == 4
    for clip in corpus.clips:
        votes = [vote.quadrant_shares for vote in corpus.votes if vote.clip_id == clip.clip_id]
        assert np.allclose(np.mean(votes, axis=0), clip.quadrant_shares)
        assert (clip.onset_s, clip.duration_s) == (
            study.clips[clip.clip_id].onset_s,
            study.clips[clip.clip_id].duration_s,
        )
    assert any("simulated: its labels mean nothing" in problem.reason for problem in corpus.problems)


def test_a_study_or_store_that_is_not_there_is_refused(simulated: tuple[Path, Path]) -> None:
    with pytest.raises(StudyError):
        load_answers(simulated[0].parent / "gone", simulated[1])
    with pytest.raises(StoreError):
        load_answers(simulated[0], simulated[1].parent / "gone.db")


@pytest.mark.parametrize("written", [",answers.db", "study,"])
def test_half_a_place_is_refused(written: str) -> None:
    with pytest.raises(CorpusError, match="write store=STUDY_FOLDER"):
        load_corpus("store", Path(written))


@pytest.mark.shared
def test_votes_of_the_reference_study_agree_with_the_measured_ones(shared_dir: Path) -> None:
    # Measured on the raw exports: 11.4 % of the answers tie, 17 pluralities are the design quadrant.
    matrices, languages = complete_ratings(shared_dir)
    first = matrices[EMOTION_IDS[0]]
    answers = {
        (rater, clip): {item: matrix.levels[matrix.codes[row, column]] for item, matrix in matrices.items()}
        for row, rater in enumerate(first.raters)
        for column, clip in enumerate(first.clips)
    }
    votes, _ = votes_of(frame_of(answers))
    shares = np.array([vote.quadrant_shares for vote in votes])
    assert len(votes) == len(languages) * 22
    assert (shares.max(axis=1) < 1).mean() == pytest.approx(0.114, abs=0.0005)
    design = pd.read_csv(shared_dir / "reference-study" / "clips.csv").set_index("clip")["quadrant"]
    means = pd.DataFrame(shares).groupby([vote.clip_id for vote in votes]).mean()
    plurality = [f"Q{q + 1}" for q in means.to_numpy().argmax(axis=1)]
    assert sum(design[clip] == name for clip, name in zip(means.index, plurality, strict=True)) == 17
