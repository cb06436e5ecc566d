"""Corpora by their names: ``emotify=DIR`` on the command line, and the loader that reads it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from pathlib import Path

from merlingua.mer_models.corpus import Corpus
from merlingua.mer_models.corpus_emopia import load_emopia
from merlingua.mer_models.corpus_emotify import load_emotify
from merlingua.mer_models.corpus_speech import (
    load_aishell,
    load_dspspeech,
    load_librispeech,
    load_speaker_folders,
)
from merlingua.mer_models.errors import CorpusError

LOADERS: Mapping[str, Callable[[Path], Corpus]] = {
    "librispeech": load_librispeech,
    "aishell": load_aishell,
    "dspspeech": load_dspspeech,
    "speech-folder": load_speaker_folders,
    "emotify": load_emotify,
    "emopia": load_emopia,
}


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


def load_corpus(kind: str, folder: Path) -> Corpus:
    """Read a corpus of a known kind.

    Raises
    ------
    CorpusError
        If the folder holds something else, or nothing that can be used.
    """
    return LOADERS[kind](folder)
