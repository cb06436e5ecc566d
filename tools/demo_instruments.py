"""The instruments of the demo's pieces, each synthesised from nothing with numpy.

Conventions
-----------
An instrument takes a frequency in Hz, a duration in s and a velocity from 0 to 1, and gives mono samples at
`SAMPLE_RATE` with a peak near the velocity. They ring on after the duration as long as the instrument would.
Noise comes from ``numpy.random.RandomState``, whose stream numpy has promised never to change: the same
samples on every machine, up to the last bits of ``sin`` and ``exp``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
Instrument = Callable[[float, float, float], Samples]

SAMPLE_RATE = 48_000

TOP_HZ = 9_000.0
"""No partial above this: it would only make the files larger and the sound sharper."""


def struck_string(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A piano: slightly inharmonic partials on two strings a little apart; brighter when struck harder."""
    t = _times(duration_s + 0.35)
    sound = np.zeros_like(t)
    for k in _partials(frequency_hz, 24):
        # The partials of a stiff string are stretched; 0.0004 is of the size of a piano's middle register.
        f = k * frequency_hz * np.sqrt((1 + 0.0004 * k * k) / 1.0004)
        level = np.exp(-k * (0.62 - 0.35 * velocity)) * (1 - 0.4 * np.cos(np.pi * k / 7))
        decay_s = 2.6 * (220 / frequency_hz) ** 0.6 / (1 + 0.25 * (k - 1))
        beat = np.sin(2 * np.pi * f * 0.9998 * t) + np.sin(2 * np.pi * f * 1.0002 * t + 0.3)
        sound += 0.5 * level * np.exp(-t / decay_s) * beat
    return _scaled(sound * _gate(t, duration_s, attack_s=0.003, release_s=0.12), velocity)


def plucked_string(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A guitar or harp: a string pulled at a sixth of its length, whose high partials die first."""
    return _plucked(frequency_hz, duration_s, velocity, ring_s=1.6, brightness=0.90)


def plucked_bass(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A bass, dark and round."""
    return _plucked(frequency_hz, duration_s, velocity, ring_s=1.1, brightness=0.70)


def bowed_string(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A cello or viola: a sawtooth softened, with a vibrato that comes in after the attack."""
    t = _times(duration_s + 0.25)
    phase = _vibrato_phase(t, frequency_hz, rate_hz=5.3, depth=0.0045, onset_s=0.35)
    sound = sum(np.sin(k * phase) * k**-1.15 * _body(k * frequency_hz) for k in _partials(frequency_hz, 32))
    sound = sound + 0.02 * smooth(noise(t.size, seed=11), 2_500)
    return _scaled(sound * _gate(t, duration_s, attack_s=0.11, release_s=0.22), velocity)


def short_bow(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """Many strings, short and hard."""
    t = _times(duration_s + 0.1)
    sound = np.zeros_like(t)
    for cents in (-9, 0, 8):
        f = frequency_hz * 2 ** (cents / 1200)
        sound += sum(np.sin(2 * np.pi * k * f * t + k) * k**-0.9 for k in _partials(f, 28))
    sound += 0.5 * noise(t.size, seed=12) * np.exp(-t / 0.012)
    return _scaled(sound * np.exp(-t / 0.16) * _gate(t, duration_s, attack_s=0.004, release_s=0.05), velocity)


def flute(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """Nearly a sine, with breath."""
    t = _times(duration_s + 0.12)
    phase = _vibrato_phase(t, frequency_hz, rate_hz=4.8, depth=0.004, onset_s=0.3)
    sound = sum(a * np.sin(k * phase) for k, a in ((1, 1.0), (2, 0.28), (3, 0.10), (4, 0.04)))
    breath = smooth(noise(t.size, seed=13), 5_000) * (0.05 + 0.15 * np.exp(-t / 0.05))
    return _scaled((sound + breath) * _gate(t, duration_s, attack_s=0.06, release_s=0.11), velocity)


def clarinet(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A cylinder closed at one end: odd partials above all."""
    t = _times(duration_s + 0.08)
    sound = np.zeros_like(t)
    for k in _partials(frequency_hz, 16):
        level = k**-1.2 if k % 2 else 0.12 / k
        sound += level * np.sin(2 * np.pi * k * frequency_hz * t)
    return _scaled(sound * _gate(t, duration_s, attack_s=0.025, release_s=0.06), velocity)


def accordion(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """Two reeds, a few cents apart, that beat against each other."""
    t = _times(duration_s + 0.06)
    sound = np.zeros_like(t)
    for cents in (-5, 6):
        f = frequency_hz * 2 ** (cents / 1200)
        sound += sum(np.sin(2 * np.pi * k * f * t) * k**-0.95 for k in _partials(f, 20))
    return _scaled(sound * _gate(t, duration_s, attack_s=0.015, release_s=0.05), velocity)


def brass(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A trumpet or horn: the louder the moment, the more partials (Risset's rule)."""
    t = _times(duration_s + 0.12)
    loudness = _gate(t, duration_s, attack_s=0.045, release_s=0.09) * (0.8 + 0.2 * np.exp(-t / 0.15))
    fall = 0.16 + 0.55 * (1 - velocity * loudness)
    phase = _vibrato_phase(t, frequency_hz, rate_hz=5.0, depth=0.002, onset_s=0.3)
    sound = sum(np.exp(-fall * (k - 1)) * np.sin(k * phase) for k in _partials(frequency_hz, 20))
    return _scaled(sound * loudness, velocity)


def choir(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """Four voices on "ah", each with a vibrato of its own."""
    t = _times(duration_s + 0.8)
    sound = np.zeros_like(t)
    for voice, (rate_hz, cents) in enumerate(((4.6, -7), (5.1, 3), (5.5, 8), (4.9, -2))):
        f = frequency_hz * 2 ** (cents / 1200)
        phase = _vibrato_phase(t, f, rate_hz=rate_hz, depth=0.004, onset_s=0.2) + voice
        sound += sum(_vowel(k * f) * np.sin(k * phase + voice * k) for k in _partials(f, 30))
    return _scaled(sound * _gate(t, duration_s, attack_s=0.5, release_s=0.75), velocity)


def electric_piano(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """Frequency modulation, 1:1 for the body and 14:1 for the tine (Chowning 1973)."""
    t = _times(duration_s + 0.5)
    body = np.sin(_tone(frequency_hz, t) + 1.1 * velocity * np.exp(-t / 0.9) * np.sin(_tone(frequency_hz, t)))
    tine_hz = min(14 * frequency_hz, TOP_HZ)
    tine = np.sin(_tone(frequency_hz, t) + 0.25 * np.exp(-t / 0.08) * np.sin(_tone(tine_hz, t)))
    sound = (body + 0.4 * tine) * np.exp(-t / 1.6) * (1 + 0.12 * np.sin(_tone(4.2, t)))
    return _scaled(sound * _gate(t, duration_s, attack_s=0.006, release_s=0.4), velocity)


def marimba(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A bar tuned to 1 : 4 : 10, over a tube."""
    return _bar(frequency_hz, duration_s, velocity, ((1, 1.0, 0.35), (4, 0.35, 0.10), (10, 0.12, 0.03)))


def music_box(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A steel tongue: 1 : 6.27 : 17.5 as of a bar clamped at one end, and an octave for warmth."""
    modes = ((1, 1.0, 1.1), (2, 0.25, 0.7), (6.27, 0.16, 0.18), (17.5, 0.03, 0.04))
    return _bar(frequency_hz, duration_s, velocity, modes)


def growl(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """A machine: frequency modulation at an irrational ratio, overdriven."""
    t = _times(duration_s + 0.05)
    index = 5.5 * (0.4 + 0.6 * np.exp(-t / 0.12))
    sound = np.tanh(3.5 * np.sin(_tone(frequency_hz, t) + index * np.sin(_tone(frequency_hz * 1.4142, t))))
    return _scaled(smooth(sound, 6_000) * _gate(t, duration_s, attack_s=0.003, release_s=0.03), velocity)


def power_chord(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """Root, fifth and octave of an electric guitar, driven hard and heard through a cabinet."""
    t = _times(duration_s + 0.05)
    chord = np.zeros_like(t)
    for ratio in (1.0, 1.4983, 2.003):
        f = frequency_hz * ratio
        chord += sum(np.sin(_tone(k * f, t)) * k**-1.0 for k in _partials(f, 30))
    driven = np.tanh(6 * chord * np.exp(-t / (0.25 + duration_s)))
    cabinet = smooth(driven, 4_200) - 0.8 * smooth(driven, 90)
    return _scaled(cabinet * _gate(t, duration_s, attack_s=0.002, release_s=0.02), velocity)


def lead_guitar(frequency_hz: float, duration_s: float, velocity: float) -> Samples:
    """One driven string that slides up to its note and shakes."""
    t = _times(duration_s + 0.06)
    slide = 1 - 0.055 * np.exp(-t / 0.05)
    vibrato = 1 + 0.012 * np.sin(_tone(6.2, t)) * np.minimum(t / 0.3, 1)
    phase = np.cumsum(2 * np.pi * frequency_hz * slide * vibrato) / SAMPLE_RATE
    string = sum(np.sin(k * phase) / k for k in _partials(frequency_hz, 20))
    return _scaled(
        smooth(np.tanh(5 * string), 4_800) * _gate(t, duration_s, attack_s=0.008, release_s=0.05), velocity
    )


def noise(n_frames: int, *, seed: int) -> Samples:
    """White noise from −1 to 1, the same for the same seed."""
    return np.random.RandomState(seed).uniform(-1, 1, n_frames)


def smooth(samples: Samples, cutoff_hz: float) -> Samples:
    """Fourth-order low-pass without phase, by its gain in the spectrum."""
    spectrum = np.fft.rfft(samples)
    frequencies = np.fft.rfftfreq(samples.size, 1 / SAMPLE_RATE)
    return np.fft.irfft(spectrum / (1 + (frequencies / cutoff_hz) ** 4), samples.size)


def _plucked(
    frequency_hz: float, duration_s: float, velocity: float, *, ring_s: float, brightness: float
) -> Samples:
    t = _times(duration_s + 0.3)
    sound = np.zeros_like(t)
    for k in _partials(frequency_hz, 36):
        level = np.sin(np.pi * k / 6.3) / k * (brightness + 0.08 * velocity) ** k
        sound += level * np.exp(-t * (1 + 0.06 * k * k) / ring_s) * np.sin(_tone(k * frequency_hz, t))
    sound += 0.15 * velocity * noise(t.size, seed=14) * np.exp(-t / 0.004)
    return _scaled(sound * _gate(t, duration_s, attack_s=0.002, release_s=0.2), velocity)


def _bar(
    frequency_hz: float, duration_s: float, velocity: float, modes: Sequence[tuple[float, float, float]]
) -> Samples:
    """Modes as (ratio, level, decay in s); what is struck rings as long as it will."""
    t = _times(max(duration_s, 3 * max(decay for _, _, decay in modes)))
    sound = np.zeros_like(t)
    for ratio, level, decay_s in modes:
        if ratio * frequency_hz < 2 * TOP_HZ:
            sound += level * np.exp(-t / decay_s) * np.sin(_tone(ratio * frequency_hz, t))
    return _scaled(sound * _gate(t, t[-1], attack_s=0.002, release_s=0.05), velocity)


def _times(duration_s: float) -> Samples:
    return np.arange(round(duration_s * SAMPLE_RATE)) / SAMPLE_RATE


def _tone(frequency_hz: float, t: Samples) -> Samples:
    return 2 * np.pi * frequency_hz * t


def _partials(frequency_hz: float, at_most: int) -> range:
    return range(1, max(1, min(at_most, int(TOP_HZ / frequency_hz))) + 1)


def _gate(t: Samples, duration_s: float, *, attack_s: float, release_s: float) -> Samples:
    """From 0 to 1 in ``attack_s``, and from ``duration_s`` on back to 0, both along a raised cosine."""
    rise = np.clip(t / attack_s, 0, 1)
    fall = np.clip((t - duration_s) / release_s, 0, 1)
    return (0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 + 0.5 * np.cos(np.pi * fall))


def _vibrato_phase(
    t: Samples, frequency_hz: float, *, rate_hz: float, depth: float, onset_s: float
) -> Samples:
    shake = depth * np.minimum(t / onset_s, 1) * np.sin(_tone(rate_hz, t))
    return np.cumsum(2 * np.pi * frequency_hz * (1 + shake)) / SAMPLE_RATE


def _body(frequency_hz: float) -> float:
    """A wooden body: resonances near 250 and 450 Hz, little above 3 kHz."""
    resonances = sum(np.exp(-(((frequency_hz - f) / 120) ** 2)) for f in (250.0, 450.0))
    return float((0.5 + resonances) / (1 + (frequency_hz / 2_600) ** 2))


def _vowel(frequency_hz: float) -> float:
    """Formants of "ah"."""
    formants = ((650.0, 110.0, 1.0), (1_080.0, 130.0, 0.5), (2_650.0, 200.0, 0.12))
    return 0.03 / (1 + (frequency_hz / 1_200) ** 2) + sum(
        a * float(np.exp(-(((frequency_hz - f) / (1.5 * w)) ** 2))) for f, w, a in formants
    )


def _scaled(sound: Samples, velocity: float) -> Samples:
    return sound * (velocity / max(float(np.abs(sound).max()), 1e-9))
