"""Corpora by their names: ``emotify=DIR`` on the command line, and the loader that reads it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path

from merlingua.mer_models.corpus import Corpus
from merlingua.mer_models.corpus_emopia import load_emopia
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.corpus_quadrants import load_4q_emotion, load_ch818
from merlingua.mer_models.corpus_speech import (
    load_aishell,
    load_dspspeech,
    load_librispeech,
    load_speaker_folders,
)
from merlingua.mer_models.corpus_store import load_study_store
from merlingua.mer_models.corpus_tables import load_clip_table
from merlingua.mer_models.errors import CorpusError

LOADERS: Mapping[str, Callable[[Path], Corpus]] = {
    "librispeech": load_librispeech,
    "aishell": load_aishell,
    "dspspeech": load_dspspeech,
    "speech-folder": load_speaker_folders,
    "emotify": load_emotify,
    "emopia": load_emopia,
    "4q-emotion": load_4q_emotion,
    "ch818": load_ch818,
    "folder": load_clip_table,
    "store": load_study_store,
}
MAPPED_LOADERS = {"4q-emotion": load_4q_emotion, "ch818": load_ch818}
"""Those that take a mapping file for other layouts."""
CORPUS_KINDS = tuple(LOADERS)


def parse_corpus_argument(written: str) -> tuple[str, Path]:
    """Kind and folder from ``NAME=DIR``.

    Raises
    ------
    CorpusError
        If there is no "=", or the name is unknown; the message lists those that are known.
    """
    kind, separator, folder = written.partition("=")
    if not separator or not folder:
        raise CorpusError(f"{written!r} names no folder: write NAME=DIR, such as emotify=/data/emotify")
    if kind not in LOADERS:
        near = difflib.get_close_matches(kind, LOADERS, 1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise CorpusError(f"there is no corpus {kind!r}; {hint}known are {', '.join(LOADERS)}")
    return kind, Path(folder)


def load_corpus(kind: str, folder: Path, *, mapping: Path | None = None) -> Corpus:
    """Read a corpus of a known kind, with a mapping file if its kind takes one.

    Raises
    ------
    CorpusError
        If the folder holds something else, or nothing that can be used; if a mapping file is given for a
        corpus that has one layout.
    """
    if mapping is None:
        return LOADERS[kind](folder)
    if kind not in MAPPED_LOADERS:
        takers = ", ".join(MAPPED_LOADERS)
        raise CorpusError(f"{kind} takes no mapping file ({mapping}); those that do: {takers}")
    return MAPPED_LOADERS[kind](folder, mapping=mapping)
