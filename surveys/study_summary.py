"""A checked study in a few lines, for the person who made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from merlingua.surveys.audio_check import AudioCheck
from merlingua.surveys.fonts import font_file_for
from merlingua.surveys.instruments import required_keys
from merlingua.surveys.study import Study
from merlingua.surveys.study_definition import Block


def summary_lines(study: Study, audio: AudioCheck) -> Iterator[str]:
    """What the study is: languages and their texts, blocks, clips, durations, loudness and levels."""
    section = study.definition.study
    yield f"Study {section.id} {section.version}: complete"
    yield ""
    yield from _text_lines(study)
    yield ""
    yield "Blocks"
    for block in study.definition.blocks:
        yield f"  {_block(study, block)}"
    yield "  questionnaires: " + (", ".join(ref.ref for ref in study.definition.questionnaires) or "none")
    yield ""
    yield from _clip_lines(study, audio)
    yield ""
    yield f"Hash of the study: {study.sha256}"


def _text_lines(study: Study) -> Iterator[str]:
    keys = required_keys(study.definition, study.heard_clips)
    yield f"Texts: {len(keys)} a language"
    n_drafts = 0
    for language in study.definition.study.languages:
        counts = Counter(study.texts.status(key, language) for key in keys)
        n_drafts += counts["machine"]
        font = font_file_for(language)
        yield (
            f"  {language:8}{counts['official']:4} official {counts['reviewed']:4} reviewed "
            f"{counts['machine']:4} machine-made drafts   font: {font.name if font else 'none'}"
        )
    if n_drafts:
        yield "  Drafts are no validated translations: have them reviewed, then set their status there."


def _block(study: Study, block: Block) -> str:
    n_clips = len(study.clips_of(block))
    parts = [f"{n_clips} clip{'s' if n_clips != 1 else ''}", f"{block.order.kind} order"]
    if block.order.kind != "fixed":
        parts.append(f"seed {block.order.seed}")
    if block.order.balance_by:
        parts.append(f"balanced by {block.order.balance_by}")
    if block.repeats:
        parts.append(f"{block.repeats.n} heard again after {block.repeats.min_gap} others or more")
    return f"{block.id}{' (practice)' if block.practice else ''}: {', '.join(parts)}"


def _clip_lines(study: Study, audio: AudioCheck) -> Iterator[str]:
    total_s = sum(clip.duration_s for clip in study.clips.values())
    minutes, seconds = divmod(round(total_s), 60)
    words = Counter(clip.lyrics_language for clip in study.clips.values())
    listed = ", ".join(f"{n} {language}" for language, n in words.most_common())
    yield f"Clips: {len(study.clips)}, {minutes} min {seconds} s; language of the words: {listed}"
    not_heard = sorted(set(study.clips) - {clip.id for clip in study.heard_clips})
    if not_heard:
        yield f"  in no block, so nobody hears them: {', '.join(not_heard)}"
    if audio.plan is not None:
        plan = audio.plan
        lowered = f", lowered for all by the peak of {plan.lowered_by}" if plan.lowered_by else ""
        yield f"  all are played at {plan.target_lufs:.1f} LUFS{lowered}"
    id_width = max(len("clip"), *(len(clip_id) for clip_id in study.clips))
    yield f"  {'clip'.ljust(id_width)}  seconds    LUFS  peak dB  gain dB  file"
    for clip_id, clip in study.clips.items():
        level, info = audio.levels[clip_id], audio.infos[clip_id]
        gain_db = audio.plan.gain_db[clip_id] if audio.plan else 0.0
        channels = "stereo" if info.n_channels == 2 else "mono"
        measured = f"{clip.duration_s:7.2f}  {level.lufs:6.1f}  {level.true_peak_db:7.1f}  {gain_db:+7.1f}"
        file = f"{info.format.lower()} {info.sample_rate} Hz {channels}"
        yield f"  {clip_id.ljust(id_width)}  {measured}  {file}"
