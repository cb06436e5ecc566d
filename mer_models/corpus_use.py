"""What of each corpus was used, for a model's card."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

from merlingua.mer_models.corpus import Corpus, CorpusClip
from merlingua.mer_models.model_cards import CorpusUse


class ClipFeatures(Protocol):
    """Features of clips: log-mels or rows of descriptors."""

    @property
    def clip_ids(self) -> tuple[str, ...]: ...

    @property
    def clip_keys(self) -> tuple[str, ...]: ...

    def hours_of(self, chosen: Sequence[int]) -> float:
        """Hours of sound in these clips."""
        ...


def uses_of(
    corpora: Sequence[Corpus], clips: Sequence[CorpusClip], features: ClipFeatures
) -> tuple[CorpusUse, ...]:
    """One entry a corpus: clips and hours that could be used, and a hash of their content.

    ``clips`` are those that were asked for; a corpus' share of ``features`` is found by the clips' ids.
    """
    asked_for = {clip.clip_id for clip in clips}
    position = {clip_id: index for index, clip_id in enumerate(features.clip_ids)}
    uses = []
    for corpus in corpora:
        wanted = [clip.clip_id for clip in corpus.clips if clip.clip_id in asked_for]
        used = [position[clip_id] for clip_id in wanted if clip_id in position]
        hashed = "\n".join(features.clip_keys[index] for index in sorted(used))
        uses.append(
            CorpusUse(
                name=corpus.name,
                kind=corpus.kind,
                language=corpus.language,
                licence=corpus.licence,
                n_clips=len(used),
                n_hours=features.hours_of(used),
                content_hash=hashlib.sha256(hashed.encode()).hexdigest(),
            )
        )
    return tuple(uses)
