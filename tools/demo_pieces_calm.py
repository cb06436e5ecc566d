"""The demo's calm pieces: three dark and minor (Q3), three soft and major (Q4), and one to practise with."""

from __future__ import annotations

import demo_drums as drums
from demo_instruments import (
    Samples,
    bowed_string,
    choir,
    clarinet,
    electric_piano,
    flute,
    music_box,
    plucked_bass,
    plucked_string,
    struck_string,
)
from demo_score import Mix


def rain(_voice: Samples | None) -> Samples:
    """A minor: a piano alone in a large dark room."""
    mix = Mix(tempo_bpm=54, duration_s=14.6, human_s=0.012)
    left = (
        "A2:.5 E3:.5 A3:.5 C4:.5 E3:.5 A3:.5 | F2:.5 C3:.5 F3:.5 A3:.5 C3:.5 F3:.5 |"
        "D2:.5 A2:.5 D3:.5 F3:.5 A2:.5 D3:.5 | E2:.5 B2:.5 E3:.5 G#3:.5 A2:1"
    )
    mix.play(struck_string, left, gain=0.34, pan=-0.2, hold=1.8, swell=(0.42, 0.36))
    right = "E4:1.5 D4:.5 C4:1 | A4:1.5 G4:.5 E4:1 | F4:1 E4:.5 D4:.5 C4:.5 A3:.5 | B3:1.5 C4:.25 B3:.25 A3:1"
    mix.play(struck_string, right, gain=0.52, pan=0.15, hold=1.1, swell=(0.55, 0.45))
    return mix.finished(room_s=2.6, wet=0.30, fade_out_s=1.4, peak_db=-10.0)


def lament(_voice: Samples | None) -> Samples:
    """D minor: a cello over the bass that walks down by half-tones, as laments have done since 1600."""
    mix = Mix(tempo_bpm=50, duration_s=14.8, human_s=0.015)
    mix.play(
        bowed_string, "D3:1.5 C#3:1.5 C3:1.5 B2:1.5 Bb2:1.5 A2:1.5 D2:2.5", gain=0.26, pan=-0.3, hold=1.0
    )
    inner = "F3+A3:1.5 E3+A3:1.5 F3+A3:1.5 F3+G3:1.5 D3+G3:1.5 E3+G3:1.5 F3+A3:2.5"
    mix.play(bowed_string, inner, gain=0.11, pan=0.35, hold=1.0)
    song = (
        "A3:1 D4:.5 | C#4:1 E4:.5 | F4:1 Eb4:.5 | D4:1 G3:.5 |"
        "Bb3:.75 D4:.25 C4:.25 Bb3:.25 | A3:.75 G3:.25 C#4:.5 | D4:2.5"
    )
    mix.play(bowed_string, song, gain=0.46, pan=0.05, hold=0.98, swell=(0.9, 0.75))
    return mix.finished(room_s=2.2, wet=0.26, fade_out_s=1.3, peak_db=-12.5)


def letter(voice: Samples | None) -> Samples:
    """E minor: a guitar, and an English voice that reads from a letter."""
    mix = Mix(tempo_bpm=60, duration_s=14.8, human_s=0.012)
    shapes = ("E2 B2 E3 G3 B3", "C3 G3 C4 E4 G3", "A2 E3 A3 C4 E3", "B2 F#3 A3 D#4 F#3")
    for bar, shape in enumerate(shapes):
        a, b, c, d, e = shape.split()
        mix.play(
            plucked_string, f"{a}:.5 {b}:.5 {c}:.5 {d}:.5 {e}:.5 {c}:.5", at=3 * bar, gain=0.36, hold=1.6,
            pan=-0.15, swell=(0.6, 0.5),
        )  # fmt: skip
    mix.play(plucked_string, "E2:2 ", at=12, gain=0.36, hold=1.6)
    mix.play(plucked_string, "E3+G3+B3:2 ", at=12.08, gain=0.22, hold=1.6)
    mix.play(bowed_string, "G3:3 E3:3 C3:3 D#3:3 G3:2", gain=0.12, pan=0.4, hold=1.0)
    if voice is not None:
        mix.speak(voice, at=1.6, gain=0.42)
    return mix.finished(room_s=1.8, wet=0.24, fade_out_s=1.4, peak_db=-9.0)


def lullaby(_voice: Samples | None) -> Samples:
    """F major, 6/8: a music box and a choir a long way off."""
    mix = Mix(tempo_bpm=120, duration_s=14.9, human_s=0.006)
    song = (
        "C5:2 A4:1 F5:2 C5:1 | D5:1 Bb4:1 D5:1 C5:3 | Bb4:2 G4:1 E5:2 Bb4:1 |"
        "A4:1 Bb4:1 C5:1 F5:2 E5:.5 D5:.5 | C5:2 G4:1 F4:1"
    )
    mix.play(music_box, song, gain=0.40, pan=0.1, swell=(0.75, 0.6))
    rocking = (
        "F3:1 C4:1 A3:1 " * 2
        + "Bb3:1 F4:1 D4:1 A3:1 C4:1 F4:1 "
        + "C3:1 G3:1 Bb3:1 " * 2
        + "F3:1 C4:1 A3:1 " * 2
    )
    mix.play(
        electric_piano, rocking + "C3:1 E4:1 Bb3:1 F3:1", gain=0.20, pan=-0.2, hold=1.5, swell=(0.5, 0.4)
    )
    mix.play(
        choir,
        "F3+A3+C4:6 F3+Bb3+D4:3 F3+A3+C4:3 E3+G3+C4:6 F3+A3+C4:6 E3+G3+Bb3:3 F3+A3+C4:2",
        gain=0.06,
        hold=1.0,
    )
    return mix.finished(room_s=2.4, wet=0.26, fade_out_s=1.5, peak_db=-14.0)


def meadow(_voice: Samples | None) -> Samples:
    """D major: a flute over a harp, early in the day."""
    mix = Mix(tempo_bpm=60, duration_s=14.8, human_s=0.012)
    shapes = ("D3 A3 D4 F#4 A4 D5", "G2 D3 B3 D4 G4 B4", "A2 E3 A3 C#4 E4 A4", "D3 A3 D4 F#4 A4 F#4")
    for bar, shape in enumerate(shapes):
        notes = " ".join(f"{pitch}:.5" for pitch in shape.split())
        mix.play(plucked_string, notes, at=3 * bar, gain=0.24, pan=-0.3, hold=2.0, swell=(0.5, 0.42))
    mix.play(plucked_string, "D3+A3+D4+F#4:2", at=12, gain=0.18, pan=-0.3, hold=1.5)
    song = (
        "F#5:1.5 E5:.5 D5:1 | B4:1 D5:.5 E5:.5 G5:1 |"
        "E5:1.5 F#5:.25 E5:.25 C#5:1 | D5:.75 E5:.25 F#5:1 A5:1 | F#5:2"
    )
    mix.play(flute, song, gain=0.34, pan=0.15, hold=0.97, swell=(0.7, 0.6))
    mix.play(choir, "D3+A3:3 D3+G3:3 E3+A3:3 D3+A3:5", gain=0.05, pan=0.2, hold=1.0)
    return mix.finished(room_s=2.0, wet=0.28, fade_out_s=1.5, peak_db=-14.0)


def evening(_voice: Samples | None) -> Samples:
    """E flat major: a choir on long chords, an electric piano now and then."""
    mix = Mix(tempo_bpm=52, duration_s=14.8, human_s=0.012)
    mix.play(choir, "Eb3+Bb3+G4:3 Ab2+Eb3+C4+G4:3 Bb2+F3+D4+F4:3 Eb3+Bb3+Eb4+G4:3", gain=0.20, hold=1.0)
    drops = (
        "-:1 Bb4:.5 G5:.5 F5:1 | -:1 C5:.5 Eb5:.5 G5:1 | -:.5 F5:.5 D5:.5 Bb4:.5 Ab4:1 | G4:.5 Bb4:.5 Eb5:2"
    )
    mix.play(electric_piano, drops, gain=0.28, pan=0.25, hold=1.4, swell=(0.55, 0.45))
    mix.play(electric_piano, "Eb2:3 Ab2:3 Bb2:3 Eb2:3", gain=0.22, pan=-0.2, hold=1.0, swell=(0.5, 0.45))
    return mix.finished(room_s=2.8, wet=0.30, fade_out_s=1.8, peak_db=-14.0)


def waltz(_voice: Samples | None) -> Samples:
    """C major, neither fast nor slow: to try the page with before it counts."""
    mix = Mix(tempo_bpm=116, duration_s=13.8)
    song = (
        "E4:1 G4:1 C5:1 | B4:2 G4:1 | A4:1 F4:1 A4:1 | G4:3 |"
        "F4:1 A4:1 D5:1 | C5:1 B4:1 A4:1 | G4:1 B4:1 D5:1 | C5:2"
    )
    mix.play(clarinet, song, gain=0.32, pan=0.15, hold=0.92, swell=(0.75, 0.7))
    bass = "C3:3 G2:3 F2:3 C3:3 D3:3 F2:3 G2:3 C3:2"
    mix.play(plucked_bass, bass, gain=0.36, hold=0.4)
    chords = ("E3+G3", "D3+G3", "C3+F3", "E3+G3", "F3+A3", "C3+F3", "F3+B3", "E3+G3")
    for bar, above in enumerate(chords):
        mix.play(plucked_string, f"-:1 {above}:1 {above}:1", at=3 * bar, gain=0.24, pan=-0.3, hold=0.7)
    mix.strike(drums.shaker(), "-:1 x:1 x:1 " * 8, gain=0.07, pan=0.3)
    return mix.finished(room_s=1.0, wet=0.2, fade_out_s=1.0, peak_db=-8.5)
