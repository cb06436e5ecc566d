"""What a corpus holds, counted without decoding any sound, and everything of it that cannot be used.

Conventions
-----------
Hours are from the headers of the files, and from a clip's own duration where a table gives one; MIDI has none
before it is rendered. A clip with a label counts for the quadrant of its largest share, in equal parts where
shares tie, as in every confusion matrix of an evaluation.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from merlingua.analysis.progress_line import ProgressLine
from merlingua.mer_models.audio_decoding import FORMATS
from merlingua.mer_models.confusion_scores import plurality
from merlingua.mer_models.corpus import QUADRANTS, Corpus, CorpusClip, CorpusProblem, Split, shares_of
from merlingua.mer_models.corpus_loading import load_corpus, parse_corpus_argument
from merlingua.mer_models.corpus_rows import missing_quadrants
from merlingua.mer_models.errors import CorpusError

FORMAT = "merlingua corpus check"
VERSION = 1
MIDI_SUFFIXES = (".mid", ".midi")
SHORTEST_S = 0.064
"""One frame of the log-mels: in less there is nothing to hear."""
N_LANGUAGES_SHOWN = 4

_PARTS: tuple[Split, ...] = ("train", "validation", "test")


@dataclass(frozen=True)
class CorpusCheck:
    """A corpus whose sound was looked at: ``corpus`` has only clips that can be used, and all problems.

    ``n_midi`` of the clips are MIDI, which has no hours yet.
    """

    corpus: Corpus
    n_hours: float
    n_midi: int

    @property
    def n_groups(self) -> int:
        """Speakers, artists or songs: whoever is never on two sides of a split."""
        return len({clip.group for clip in self.corpus.clips})

    @property
    def clips_of_quadrant(self) -> dict[str, float]:
        """Clips with a label by the quadrant of their largest share."""
        counts = plurality(shares_of(self.corpus.labelled)).sum(axis=0)
        return dict(zip(QUADRANTS, counts.tolist(), strict=True))

    @property
    def has_soft_labels(self) -> bool:
        return bool((shares_of(self.corpus.labelled).max(axis=1, initial=0) < 1).any())

    @property
    def clips_of_part(self) -> dict[str, int]:
        """Clips in each part of the official split; those without a part are not counted."""
        counts = Counter(clip.split for clip in self.corpus.clips)
        return {part: counts[part] for part in _PARTS if counts[part]}

    def to_json(self) -> dict[str, Any]:
        """For `json.dumps`."""
        corpus = self.corpus
        has_labels = bool(corpus.labelled)
        return {
            "format": FORMAT,
            "version": VERSION,
            "name": corpus.name,
            "kind": corpus.kind,
            "folder": str(corpus.folder),
            "language": corpus.language,
            "licence": corpus.licence,
            "n_clips": len(corpus.clips),
            "n_groups": self.n_groups,
            "n_hours": self.n_hours,
            "n_midi": self.n_midi,
            "n_labelled": len(corpus.labelled),
            "has_soft_labels": self.has_soft_labels if has_labels else None,
            "clips_of_quadrant": self.clips_of_quadrant if has_labels else None,
            "official_split": self.clips_of_part or None,
            "n_votes": len(corpus.votes),
            "votes_of_language": dict(Counter(vote.language for vote in corpus.votes).most_common()),
            "problems": [{"thing": each.thing, "reason": each.reason} for each in corpus.problems],
        }


def run_corpus_check(arguments: argparse.Namespace) -> int:
    """``merlingua corpus check``."""
    kind, folder = parse_corpus_argument(arguments.corpus)
    with ProgressLine() as line:
        line("reading the tables", 0, 1)
        corpus = load_corpus(kind, folder, mapping=arguments.mapping)
        check = check_corpus(corpus, on_progress=partial(line, "reading the headers"))
    if arguments.json:
        text = json.dumps(check.to_json(), ensure_ascii=False, allow_nan=False, indent=1)
    else:
        text = "\n".join(check_lines(check, arguments.n_listed))
    sys.stdout.write(text + "\n")
    return 0


def check_corpus(corpus: Corpus, *, on_progress: Callable[[int, int], None] | None = None) -> CorpusCheck:
    """Look at the header of every sound file.

    Raises
    ------
    CorpusError
        If there is no clip whose file is sound.
    """
    clips, problems = [], list(corpus.problems)
    n_seconds, n_midi = 0.0, 0
    n_workers = min(8, 2 * (os.cpu_count() or 1))
    with ThreadPoolExecutor(n_workers, thread_name_prefix="merlingua-headers") as pool:
        for done, (clip, length) in enumerate(
            zip(corpus.clips, pool.map(_length, corpus.clips), strict=True), start=1
        ):
            if isinstance(length, str):
                problems.append(CorpusProblem(clip.clip_id, length))
            else:
                clips.append(clip)
                n_seconds += length or 0.0
                n_midi += length is None
            if on_progress is not None:
                on_progress(done, len(corpus.clips))
    if not clips:
        raise CorpusError(
            f"{corpus.folder}: none of {len(corpus.clips)} clips of {corpus.name} is sound ({problems[-1]})"
        )
    known = {str(problem) for problem in problems}
    problems += [each for each in missing_quadrants(clips) if str(each) not in known]
    problems += _files_of_two_groups(clips)
    usable = replace(corpus, clips=tuple(clips), problems=tuple(problems))
    return CorpusCheck(usable, n_seconds / 3600, n_midi)


def check_lines(check: CorpusCheck, n_listed: int | None = None) -> Iterator[str]:
    """The check as people read it; None lists all problems."""
    corpus = check.corpus
    of_language = f", language {corpus.language}" if corpus.language else ""
    yield f"{corpus.name} ({corpus.kind}{of_language})"
    yield f"  clips      {len(corpus.clips)}{_hours(check)}"
    yield f"  groups     {_groups(check)}"
    yield f"  licence    {corpus.licence}"
    yield f"  labels     {_labels(check)}"
    if corpus.labelled:
        yield f"  quadrants  {_quadrants(check)}"
        yield f"  listeners  {_listeners(check)}"
        yield f"  split      {_split(check)}"
    yield f"  problems   {len(corpus.problems) or 'none'}"
    listed = corpus.problems if n_listed is None else corpus.problems[:n_listed]
    yield from (f"    {problem}" for problem in listed)
    if more := len(corpus.problems) - len(listed):
        yield f"    and {more} more: --list all"


def _hours(check: CorpusCheck) -> str:
    n_clips = len(check.corpus.clips)
    if check.n_midi == n_clips:
        return " of MIDI, which is rendered with fluidsynth when it is used"
    midi = f", and {check.n_midi} of MIDI, to be rendered" if check.n_midi else ""
    return f", {check.n_hours:.2f} hours{midi}"


def _groups(check: CorpusCheck) -> str:
    what = "artists, songs or the like" if check.corpus.labelled else "speakers or the like"
    alone = ": each clip is its own" if check.n_groups == len(check.corpus.clips) else ""
    return f"{check.n_groups} {what}{alone}; a group is never on two sides of a split"


def _labels(check: CorpusCheck) -> str:
    labelled, n_clips = check.corpus.labelled, len(check.corpus.clips)
    if not labelled:
        return "none: to be used as speech, by `merlingua pretrain`"
    kind = "shares of listeners" if check.has_soft_labels else "one quadrant a clip"
    return f"{len(labelled)} of {n_clips} clips, {kind}"


def _quadrants(check: CorpusCheck) -> str:
    n_labelled = len(check.corpus.labelled)
    told = [
        f"{name} {count:.0f}" if abs(count - round(count)) < 1e-9 else f"{name} {count:.1f}"
        for name, count in check.clips_of_quadrant.items()
    ]
    percent = [f"{100 * count / n_labelled:.0f} %" for count in check.clips_of_quadrant.values()]
    largest = " by the largest share" if check.has_soft_labels else ""
    return ", ".join(f"{each} ({part})" for each, part in zip(told, percent, strict=True)) + largest


def _listeners(check: CorpusCheck) -> str:
    votes = check.corpus.votes
    if not votes:
        return "single answers are not known: no evaluation can show one listener against the rest"
    a_clip = np.array(list(Counter(vote.clip_id for vote in votes).values()))
    spread = f"{len(votes)} answers, {a_clip.min()} to {a_clip.max()} a clip (median {np.median(a_clip):.0f})"
    return f"{spread}{_languages([vote.language for vote in votes])}"


def _languages(languages: Sequence[str]) -> str:
    counted = Counter(language for language in languages if language).most_common()
    if not counted:
        return ""
    shown = ", ".join(f"{name} {count}" for name, count in counted[:N_LANGUAGES_SHOWN])
    more = len(counted) - N_LANGUAGES_SHOWN
    return f"; by language {shown}{f' and {more} more' if more > 0 else ''}"


def _split(check: CorpusCheck) -> str:
    parts = check.clips_of_part
    if not parts:
        return "none of its own: a fifth of the clips is kept for the test, by group"
    told = ", ".join(f"{part} {count}" for part, count in parts.items())
    left = len(check.corpus.labelled) - sum(parts.values())
    return f"{told}{f'; {left} in none, so the split is made by group' if left > 0 else ''}"


def _length(clip: CorpusClip) -> float | str | None:
    """Seconds of a clip, None for MIDI, or why it cannot be used."""
    if clip.path.suffix.lower() in MIDI_SUFFIXES:
        return _midi_problem(clip.path) or None
    import soundfile

    try:
        header = soundfile.info(str(clip.path))
    except (soundfile.LibsndfileError, OSError) as error:
        reason = str(getattr(error, "error_string", error)).rstrip(".")
        return f"{clip.path.name} cannot be decoded as audio ({reason}); {FORMATS} can"
    rest = header.frames / header.samplerate - clip.onset_s
    length = rest if clip.duration_s is None else min(rest, clip.duration_s)
    if length <= 0 and clip.onset_s > 0:
        return f"{clip.path.name} holds no sound at {clip.onset_s:g} s"
    if length < SHORTEST_S:
        return f"{clip.path.name} lasts {1000 * length:.3g} ms, too short to hear anything"
    return float(length)


def _files_of_two_groups(clips: Sequence[CorpusClip]) -> Iterator[CorpusProblem]:
    first: dict[Path, CorpusClip] = {}
    for clip in clips:
        other = first.setdefault(clip.path, clip)
        if other.group != clip.group:
            reason = f"lies in the same file as {other.clip_id!r}, of another group: give both the same"
            yield CorpusProblem(clip.clip_id, reason)


def _midi_problem(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            head = stream.read(4)
    except OSError as error:
        return f"{file.name} cannot be read ({error.strerror})"
    return "" if head in (b"MThd", b"RIFF") else f"{file.name} is no MIDI (it has no header MThd)"
