"""A study's answers in a store as labels of its clips.

Conventions
-----------
A listener's emotions are averaged in each quadrant (`surveys.taxonomy`); the quadrant with the highest mean
has their vote, and equal ones share it. A clip's label is the mean of its votes. Listeners who did not
finish, answers of practice and repeats are not counted, and simulated listeners only where there is nobody
else: as in the agreement report. Who answered no item of some quadrant has no vote on the clip.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from merlingua.mer_models.corpus import QUADRANTS, Corpus, CorpusClip, CorpusProblem, Shares, Vote
from merlingua.mer_models.corpus_folders import is_empty
from merlingua.mer_models.corpus_rows import missing_quadrants, normalised_name
from merlingua.mer_models.errors import CorpusError
from merlingua.surveys.taxonomy import EMOTIONS

if TYPE_CHECKING:
    from merlingua.analysis.ratings_frame import RatingsFrame
    from merlingua.surveys.clips import Clip

SEPARATOR = ","
EXPECTED = "STUDY_FOLDER, or STUDY_FOLDER,STORE_FILE"
LICENCE = "not known: the study's own music"


def load_study_store(place: Path) -> Corpus:
    """From ``STUDY_FOLDER,STORE_FILE`` as it is written after ``store=``; the user's own store if left out.

    Raises
    ------
    CorpusError
        If nobody's answers give a label, or no labelled clip has sound.
    StudyError, StoreError
        If the study's folder or the store cannot be read.
    """
    from merlingua.surveys.store_place import default_store_path

    written = str(place)
    folder, separator, store = written.rpartition(SEPARATOR)
    if not separator or place.is_dir():
        return load_answers(place, default_store_path())
    if not folder or not store:
        raise CorpusError(f"{written!r} names no study and store: write store={EXPECTED}")
    if store.startswith("sqlite:"):
        raise CorpusError(f"write the store's file itself, not {store!r}: store={EXPECTED}")
    return load_answers(Path(folder), Path(store))


def load_answers(study_folder: Path, store_location: Path | str) -> Corpus:
    """The clips of a study with the answers in a store as labels, and each listener's vote."""
    from merlingua.analysis.stored_ratings import ratings_of_store
    from merlingua.surveys.store import Store
    from merlingua.surveys.study import load_study

    study = load_study(study_folder)
    with Store.open(store_location, create=False, read_only=True) as store:
        frame = ratings_of_store(store, study=study)
    name = study.definition.study.id
    frame, problems = _counted(frame, name)
    votes, vote_problems = votes_of(frame)
    by_clip: defaultdict[str, list[Shares]] = defaultdict(list)
    for vote in votes:
        by_clip[vote.clip_id].append(vote.quadrant_shares)
    clips, clip_problems = _clips(study.clips.values(), by_clip)
    problems += [*vote_problems, *clip_problems]
    if not clips:
        shown = f" ({problems[-1]})" if problems else ""
        raise CorpusError(f"{study_folder}: no clip of study {name!r} has sound and a label{shown}")
    known = {clip.clip_id for clip in clips}
    problems += [
        CorpusProblem(clip_id, "was rated and is no clip of the study")
        for clip_id in sorted(by_clip)
        if clip_id not in study.clips
    ]
    problems += missing_quadrants(clips)
    kept = tuple(vote for vote in votes if vote.clip_id in known)
    return Corpus(name, "store", study_folder, "", LICENCE, clips, kept, tuple(problems))


def votes_of(frame: RatingsFrame) -> tuple[list[Vote], list[CorpusProblem]]:
    """Each listener's vote on each clip, ordered by clip and listener.

    Raises
    ------
    CorpusError
        If nobody was asked for an emotion of some quadrant: no vote could be fair.
    """
    means = _quadrant_means(frame)
    raters, languages = frame.participants.index.tolist(), frame.participants["language"].astype(str).tolist()
    rated = ~np.isnan(means).all(axis=0)
    whole: NDArray[np.bool_] = np.asarray(~np.isnan(means).any(axis=0))
    highest = np.where(whole, np.max(np.nan_to_num(means, nan=-np.inf), axis=0), np.nan)
    # Means of few whole numbers: equal up to the last bits of a division.
    is_highest = np.isclose(means, highest, rtol=0, atol=1e-9)
    shares = is_highest / np.maximum(is_highest.sum(axis=0), 1)
    votes = []
    for column, clip_id in sorted(enumerate(frame.clips.index), key=lambda pair: str(pair[1])):
        for row in np.flatnonzero(whole[:, column]):
            first, second, third, fourth = map(float, shares[:, row, column])
            votes.append(Vote(str(clip_id), str(raters[row]), (first, second, third, fourth), languages[row]))
    partial = rated & ~whole
    problems = [
        CorpusProblem(str(clip_id), f"{n} listener(s) rated no emotion of some quadrant and have no vote")
        for clip_id, n in zip(frame.clips.index, partial.sum(axis=0).tolist(), strict=True)
        if n
    ]
    return votes, problems


def _quadrant_means(frame: RatingsFrame) -> NDArray[np.float64]:
    """Mean answer of each quadrant's emotions, shape (4, n_participants, n_clips); NaN where none is."""
    shape = (len(frame.participants), len(frame.clips))
    means = np.full((len(QUADRANTS), *shape), np.nan)
    for index, name in enumerate(QUADRANTS):
        total, n_answers = np.zeros(shape), np.zeros(shape)
        emotions = [emotion.id for emotion in EMOTIONS if emotion.quadrant.name == name]
        for emotion in [emotion for emotion in emotions if emotion in frame.rated_items]:
            matrix = frame.matrix(emotion)
            is_there = matrix.codes >= 0
            total += np.where(is_there, np.array(matrix.levels)[matrix.codes], 0)
            n_answers += is_there
        if not n_answers.any():
            raise CorpusError(
                f"study {frame.study_id}: nobody rated an emotion of {name} ({', '.join(emotions)}); labels "
                "need at least one of each quadrant"
            )
        np.divide(total, n_answers, out=means[index], where=n_answers > 0)
    return means


def _counted(frame: RatingsFrame, name: str) -> tuple[RatingsFrame, list[CorpusProblem]]:
    """Those whose answers count, and how many others there are."""
    people = frame.participants
    simulated = people["is_simulated"].to_numpy(np.bool_)
    complete = people["is_complete"].to_numpy(np.bool_)
    has_rated = frame.has_rated()
    problems = []
    if simulated.all():
        problems.append(CorpusProblem(name, "all its listeners are simulated: its labels mean nothing"))
        stays = complete & has_rated
    else:
        stays = complete & ~simulated & has_rated
        if n := int((simulated & has_rated).sum()):
            problems.append(CorpusProblem(name, f"{n} simulated listener(s) are not counted"))
    counted_kind = simulated if simulated.all() else ~simulated
    if n := int((has_rated & counted_kind & ~complete).sum()):
        problems.append(CorpusProblem(name, f"{n} listener(s) did not finish and are not counted"))
    if not stays.any():
        raise CorpusError(f"study {name!r}: no listener finished, so there are no labels in this store")
    return frame.select(participants=stays), problems


def _clips(
    known: Iterable[Clip], votes: Mapping[str, Sequence[Shares]]
) -> tuple[tuple[CorpusClip, ...], list[CorpusProblem]]:
    clips, problems = [], []
    for clip in sorted(known, key=lambda clip: clip.id):
        if not clip.file.is_file() or is_empty(clip.file):
            problems.append(CorpusProblem(clip.id, f"its file {clip.file.name} is missing or empty"))
            continue
        if clip.id not in votes:
            problems.append(CorpusProblem(clip.id, "has sound and no vote"))
            continue
        first, second, third, fourth = map(float, np.mean(votes[clip.id], axis=0))
        clips.append(
            CorpusClip(
                clip.id,
                clip.file,
                normalised_name(clip.artist or "") or f"clip {clip.id}",
                onset_s=clip.onset_s,
                duration_s=clip.duration_s,
                quadrant_shares=(first, second, third, fourth),
            )
        )
    return tuple(clips), problems
