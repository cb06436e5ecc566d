"""From written notes to stereo samples: a small notation, a mixing desk and a room.

Notation
--------
``"C5:1 D5:.5 -:.5 C4+E4+G4:2"``: pitches in scientific notation (A4 = 440 Hz, ``#`` and ``b``), a colon, and
the length in beats; ``-`` is a rest, ``+`` joins a chord, ``x`` is a drum's stroke. ``|`` may stand between
bars and means nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from demo_instruments import SAMPLE_RATE, Instrument, Samples, noise, smooth

SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


def frequency_of(pitch: str) -> float:
    """Equal temperament: ``"A4"`` is 440.0."""
    accidentals = pitch[1:].rstrip("0123456789")
    semitone = SEMITONES[pitch[0]] + accidentals.count("#") - accidentals.count("b")
    octave = int(pitch[1 + len(accidentals) :])
    return 440.0 * 2 ** ((semitone - 9) / 12 + octave - 4)


def events(notes: str) -> list[tuple[float, float, list[str]]]:
    """Notes as (start in beats, length in beats, pitches); rests are left out."""
    found = []
    beat = 0.0
    for token in notes.replace("|", " ").split():
        what, _, length = token.partition(":")
        if what != "-":
            found.append((beat, float(length), what.split("+")))
        beat += float(length)
    return found


@dataclass
class Mix:
    """A piece as it grows: parts are added at their beats, and `finished` gives the whole."""

    tempo_bpm: float
    duration_s: float
    human_s: float = 0.004
    """Players are late or early by up to this much, always in the same way."""
    channels: Samples = field(init=False)
    n_notes: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.channels = np.zeros((round((self.duration_s + 4) * SAMPLE_RATE), 2))

    def play(
        self,
        instrument: Instrument,
        notes: str,
        *,
        gain: float,
        at: float = 0.0,
        pan: float = 0.0,
        hold: float = 0.95,
        swell: tuple[float, float] = (1.0, 1.0),
    ) -> None:
        """Add a part from beat ``at``; a note sounds for ``hold`` of its length, louder along ``swell``."""
        part = events(notes)
        last = max((start for start, _, _ in part), default=0.0) or 1.0
        for start, length, pitches in part:
            velocity = swell[0] + (swell[1] - swell[0]) * start / last
            accent = 1.0 if start % 1 == 0 else 0.88
            for pitch in pitches:
                tone = instrument(
                    frequency_of(pitch), hold * self.seconds(length), min(1.0, 0.8 * velocity * accent)
                )
                self._add(tone, self.seconds(at + start) + self._human(), gain, pan)

    def strike(self, drum: Samples, beats: str, *, gain: float, at: float = 0.0, pan: float = 0.0) -> None:
        """Add strokes of one drum; a stroke on the beat is stronger."""
        for start, _, _ in events(beats):
            accent = 1.0 if start % 1 == 0 else 0.72
            self._add(drum, self.seconds(at + start) + self._human(), gain * accent, pan)

    def speak(self, voice: Samples, *, at: float, gain: float) -> None:
        """Add a voice in the middle, and take the music back under it by 5 dB."""
        start = round(self.seconds(at) * SAMPLE_RATE)
        under = np.ones(self.channels.shape[0])
        under[start : start + voice.size] = 10 ** (-5 / 20)
        width = round(0.15 * SAMPLE_RATE)
        under = np.convolve(np.pad(under, width, mode="edge"), np.ones(width) / width, mode="same")[
            width:-width
        ]
        self.channels *= under[:, None]
        self._add(voice, self.seconds(at), gain, 0.0)

    def seconds(self, beats: float) -> float:
        """How long so many beats take."""
        return beats * 60 / self.tempo_bpm

    def finished(
        self, *, room_s: float, wet: float, fade_out_s: float, peak_db: float, drive: float = 0.0
    ) -> Samples:
        """The piece in its room, faded, its highest sample at ``peak_db``: shape (n_frames, 2).

        ``drive`` presses the whole against its ceiling, as loud music is mixed; 0 leaves it as it is.
        """
        n_frames = round(self.duration_s * SAMPLE_RATE)
        whole = (self.channels + wet * _in_room(self.channels, room_s))[:n_frames]
        if drive:
            whole = np.tanh(drive * whole / np.abs(whole).max())
        ramp_in = np.minimum(np.arange(n_frames) / (0.005 * SAMPLE_RATE), 1)
        ramp_out = np.clip((n_frames - 1 - np.arange(n_frames)) / (fade_out_s * SAMPLE_RATE), 0, 1)
        whole = whole * (ramp_in * (0.5 - 0.5 * np.cos(np.pi * ramp_out)))[:, None]
        return whole * (10 ** (peak_db / 20) / np.abs(whole).max())

    def _add(self, sound: Samples, at_s: float, gain: float, pan: float) -> None:
        start = round(max(at_s, 0.0) * SAMPLE_RATE)
        sound = sound[: max(0, self.channels.shape[0] - start)]
        angle = (pan + 1) * np.pi / 4
        self.channels[start : start + sound.size, 0] += gain * np.cos(angle) * sound
        self.channels[start : start + sound.size, 1] += gain * np.sin(angle) * sound

    def _human(self) -> float:
        self.n_notes += 1
        return self.human_s * float(noise(1, seed=self.n_notes)[0])


def _in_room(dry: Samples, room_s: float) -> Samples:
    """Convolution with noise that dies (to −60 dB) in ``room_s``, darker than its source, each side anew."""
    n_room = round(room_s * SAMPLE_RATE)
    t = np.arange(n_room) / SAMPLE_RATE
    n_fft = 1 << (dry.shape[0] + n_room).bit_length()
    sides = []
    for side in (0, 1):
        echo = smooth(noise(n_room, seed=31 + side), 4_500) * np.exp(-6.9 * t / room_s)
        echo[: round(0.012 * SAMPLE_RATE)] = 0
        echo /= np.sqrt(np.sum(echo**2))
        source = 0.7 * dry[:, side] + 0.3 * dry[:, 1 - side]
        wet = np.fft.irfft(np.fft.rfft(source, n_fft) * np.fft.rfft(echo, n_fft), n_fft)
        sides.append(wet[: dry.shape[0]])
    return np.stack(sides, axis=1)
