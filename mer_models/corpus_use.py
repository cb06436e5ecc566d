"""What of each corpus was used, for a model's card."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from merlingua.mer_models.corpus import Corpus, CorpusClip
from merlingua.mer_models.feature_cache import LogMels
from merlingua.mer_models.model_cards import CorpusUse


def uses_of(corpora: Sequence[Corpus], clips: Sequence[CorpusClip], mels: LogMels) -> tuple[CorpusUse, ...]:
    """One entry a corpus: clips and hours that could be used, and a hash of their content.

    ``clips`` are those that were asked for; a corpus' share of ``mels`` is found by the clips' ids.
    """
    asked_for = {clip.clip_id for clip in clips}
    position = {clip_id: index for index, clip_id in enumerate(mels.clip_ids)}
    uses = []
    for corpus in corpora:
        wanted = [clip.clip_id for clip in corpus.clips if clip.clip_id in asked_for]
        used = [position[clip_id] for clip_id in wanted if clip_id in position]
        n_frames = int(mels.n_frames[used].sum())
        hashed = "\n".join(mels.clip_keys[index] for index in sorted(used))
        uses.append(
            CorpusUse(
                name=corpus.name,
                kind=corpus.kind,
                language=corpus.language,
                licence=corpus.licence,
                n_clips=len(used),
                n_hours=n_frames / mels.settings.frame_rate / 3600,
                content_hash=hashlib.sha256(hashed.encode()).hexdigest(),
            )
        )
    return tuple(uses)
