"""Drums for the demo's pieces: mono samples with a peak of 1, the same at every call."""

from __future__ import annotations

import numpy as np
from demo_instruments import SAMPLE_RATE, Samples, noise, smooth


def kick() -> Samples:
    """A sine that falls from 140 to 48 Hz, and a click."""
    t = _times(0.25)
    phase = np.cumsum(2 * np.pi * (48 + 92 * np.exp(-t / 0.035))) / SAMPLE_RATE
    return _peak_one(np.sin(phase) * np.exp(-t / 0.07) + 0.35 * noise(t.size, seed=21) * np.exp(-t / 0.003))


def snare() -> Samples:
    """A skin at 190 Hz, and wires."""
    t = _times(0.28)
    wires = noise(t.size, seed=22)
    wires = wires - smooth(wires, 1_400)
    return _peak_one(0.6 * np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.05) + wires * np.exp(-t / 0.075))


def hat() -> Samples:
    """A closed pair of cymbals."""
    return _hiss(0.09, decay_s=0.022, above_hz=6_500, seed=23)


def shaker() -> Samples:
    """Seeds in a tube: they need a moment to arrive."""
    t = _times(0.1)
    return _peak_one(_hiss(0.1, decay_s=0.05, above_hz=4_500, seed=24) * np.minimum(t / 0.02, 1))


def clap() -> Samples:
    """Several hands, not quite together."""
    t = _times(0.2)
    hands = sum(np.exp(-np.maximum(t - at, 0) / 0.008) * (t >= at) for at in (0.0, 0.011, 0.023))
    band = noise(t.size, seed=25)
    band = smooth(band, 2_600) - smooth(band, 900)
    return _peak_one(band * (hands + 0.6 * np.exp(-t / 0.07)))


def crash() -> Samples:
    """A large cymbal."""
    return _hiss(1.8, decay_s=0.55, above_hz=3_200, seed=26)


def tom(frequency_hz: float) -> Samples:
    """A drum with a tone that falls by a third as it dies."""
    t = _times(0.7)
    phase = np.cumsum(2 * np.pi * frequency_hz * (1 + 0.35 * np.exp(-t / 0.05))) / SAMPLE_RATE
    skin = np.sin(phase) * np.exp(-t / 0.2) + 0.4 * np.sin(1.59 * phase) * np.exp(-t / 0.08)
    return _peak_one(skin + 0.2 * smooth(noise(t.size, seed=27), 2_000) * np.exp(-t / 0.02))


def timpani(frequency_hz: float) -> Samples:
    """A kettledrum: the modes that one hears stand as 1 : 1.5 : 1.99 : 2.44."""
    t = _times(1.6)
    modes = ((1, 1.0, 0.6), (1.5, 0.6, 0.5), (1.99, 0.35, 0.35), (2.44, 0.2, 0.25))
    sound = sum(a * np.sin(2 * np.pi * frequency_hz * r * t) * np.exp(-t / d) for r, a, d in modes)
    return _peak_one(sound + 0.15 * smooth(noise(t.size, seed=28), 1_200) * np.exp(-t / 0.03))


def anvil() -> Samples:
    """Struck iron: partials in no order at all."""
    t = _times(0.6)
    rings = ((1_187.0, 0.14), (1_731.0, 0.18), (2_503.0, 0.10), (3_890.0, 0.07), (5_311.0, 0.05))
    return _peak_one(sum(np.sin(2 * np.pi * f * t) * np.exp(-t / d) for f, d in rings))


def wood_block() -> Samples:
    """Two short tones."""
    t = _times(0.12)
    return _peak_one((np.sin(2 * np.pi * 820 * t) + 0.5 * np.sin(2 * np.pi * 1_430 * t)) * np.exp(-t / 0.02))


def _hiss(duration_s: float, *, decay_s: float, above_hz: float, seed: int) -> Samples:
    t = _times(duration_s)
    white = noise(t.size, seed=seed)
    return _peak_one((white - smooth(white, above_hz)) * np.exp(-t / decay_s))


def _times(duration_s: float) -> Samples:
    return np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE


def _peak_one(sound: Samples) -> Samples:
    # The last 5 ms go to silence, or a long ring would end in a click.
    n_fade = min(240, sound.size)
    faded = sound.copy()
    faded[-n_fade:] *= np.linspace(1, 0, n_fade)
    return faded / float(np.abs(faded).max())
