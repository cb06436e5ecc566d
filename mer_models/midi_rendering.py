"""MIDI as sound: fluidsynth with the FluidR3 General MIDI sound font, kept in the cache.

A file is known by its content, the sound font and the way of rendering, so that a second run renders nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from merlingua.mer_models.corpus import Corpus, CorpusClip, CorpusProblem
from merlingua.mer_models.errors import CorpusError
from merlingua.mer_models.feature_cache import default_cache_dir
from merlingua.surveys.study_files import sha256_of_file

MIDI_SUFFIXES = (".mid", ".midi")
RATE = 16_000
GAIN = 0.6
VERSION = 1
"""Counts up when the same MIDI would sound different."""
SOUND_FONT_VARIABLE = "MERLINGUA_SOUND_FONT"
SOUND_FONTS = (
    "/usr/share/sounds/sf2/FluidR3_GM.sf2",
    "/usr/share/soundfonts/FluidR3_GM.sf2",
    "/opt/homebrew/share/soundfonts/FluidR3_GM.sf2",
)
TIME_LIMIT_S = 300


def with_sound(
    corpus: Corpus,
    cache_dir: Path | None = None,
    *,
    n_workers: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Corpus:
    """The corpus with each MIDI file rendered to 16 kHz mono; clips that cannot be rendered become problems.

    Raises
    ------
    CorpusError
        If MIDI is there and fluidsynth or its sound font is not: the message says what to install.
    """
    to_render = [clip for clip in corpus.clips if clip.path.suffix.lower() in MIDI_SUFFIXES]
    if not to_render:
        return corpus
    program, font = _fluidsynth(), _sound_font()
    folder = (cache_dir or default_cache_dir()) / "rendered"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        font_hash = sha256_of_file(font)
    except OSError as error:
        raise CorpusError(
            f"MIDI cannot be rendered into {folder} ({error.strerror}); name another --cache"
        ) from error

    def render(clip: CorpusClip) -> CorpusClip | CorpusProblem:
        key = f"{VERSION}:{RATE}:{GAIN}:{font_hash}:{sha256_of_file(clip.path)}"
        target = folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.flac"
        reason = "" if target.exists() else _render(program, font, clip.path, target)
        return CorpusProblem(clip.clip_id, reason) if reason else replace(clip, path=target)

    clips: list[CorpusClip] = []
    problems = list(corpus.problems)
    with ThreadPoolExecutor(n_workers or os.cpu_count() or 1, thread_name_prefix="merlingua-midi") as pool:
        rendered = pool.map(render, to_render)
        for done, clip in enumerate(corpus.clips, start=1):
            made = next(rendered) if clip.path.suffix.lower() in MIDI_SUFFIXES else clip
            if isinstance(made, CorpusProblem):
                problems.append(made)
            else:
                clips.append(made)
            if on_progress is not None:
                on_progress(done, len(corpus.clips))
    return replace(corpus, clips=tuple(clips), problems=tuple(problems))


def _render(program: str, font: Path, midi: Path, target: Path) -> str:
    """Render one file; what went wrong, or nothing."""
    import soundfile

    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".rendering-") as work:
            stereo, mono = Path(work) / "stereo.wav", Path(work) / "mono.flac"
            command = [program, "-ni", "-q", "-g", str(GAIN), "-r", str(RATE), "-F", str(stereo)]
            ran = subprocess.run(
                [*command, str(font), str(midi)],
                capture_output=True,
                text=True,
                timeout=TIME_LIMIT_S,
                check=False,
            )
            if ran.returncode != 0 or not stereo.exists():
                return f"fluidsynth cannot render {midi.name} ({(ran.stderr or ran.stdout).strip()[:200]})"
            samples, rate = soundfile.read(stereo, dtype="float32", always_2d=True)
            # The networks hear the mean of both ears: half the disk space.
            soundfile.write(mono, samples.mean(axis=1), rate, subtype="PCM_16")
            mono.replace(target)
    except subprocess.TimeoutExpired:
        return f"fluidsynth takes more than {TIME_LIMIT_S} s for {midi.name}"
    except (OSError, soundfile.LibsndfileError) as error:
        return f"cannot be rendered into {target.parent} ({error})"
    return ""


def _fluidsynth() -> str:
    program = shutil.which("fluidsynth")
    if program is None:
        raise CorpusError(
            "the corpus is MIDI, and fluidsynth, which plays it, is missing: 'sudo apt install fluidsynth "
            "fluid-soundfont-gm' on Debian and Ubuntu, 'brew install fluid-synth' on a Mac"
        )
    return program


def _sound_font() -> Path:
    named = os.environ.get(SOUND_FONT_VARIABLE)
    for candidate in (named,) if named else SOUND_FONTS:
        if Path(candidate).is_file():
            return Path(candidate)
    raise CorpusError(
        f"the sound font {named or 'FluidR3_GM.sf2'} is missing: 'sudo apt install fluid-soundfont-gm' on "
        f"Debian and Ubuntu, or name another one with {SOUND_FONT_VARIABLE}"
    )
