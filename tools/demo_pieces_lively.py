"""The demo's six lively pieces: three bright and major (Q1), three dissonant and driven (Q2)."""

from __future__ import annotations

import demo_drums as drums
from demo_instruments import (
    Samples,
    accordion,
    brass,
    clarinet,
    growl,
    lead_guitar,
    marimba,
    plucked_bass,
    plucked_string,
    power_chord,
    short_bow,
)
from demo_score import Mix


def polka(_voice: Samples | None) -> Samples:
    """G major, 2/4: accordion and clarinet over the oom-pah of a village band."""
    mix = Mix(tempo_bpm=152, duration_s=14.0)
    melody = (
        "D5:.5 B4:.5 G4:.5 B4:.5 | D5:.5 E5:.5 D5:1 | C5:.5 A4:.5 F#4:.5 A4:.5 | C5:.5 D5:.5 C5:1 |"
        "F#4:.5 A4:.5 C5:.5 E5:.5 | D5:.5 C5:.5 A4:1 | G4:.5 B4:.5 D5:.5 F#5:.5 | G5:1 D5:1 |"
        "E5:.5 C5:.5 E5:.5 G5:.5 | F#5:.5 E5:.5 D5:1 | D5:.5 B4:.5 D5:.5 F#5:.5 | E5:.5 D5:.5 B4:1 |"
        "C5:.5 E5:.5 D5:.5 C5:.5 | B4:.5 D5:.5 G5:1 | F#5:.5 E5:.5 C5:.5 A4:.5 | G4:.5 B4:.5 G5:1"
    )
    mix.play(accordion, melody, gain=0.30, pan=-0.25, hold=0.8)
    second_half = (
        "G5:.5 E5:.5 G5:.5 C6:.5 | A5:.5 G5:.5 F#5:1 | B5:.5 G5:.5 B5:.5 D6:.5 | G5:.5 F#5:.5 E5:1 |"
    )
    second_half += "A5:.5 G5:.5 F#5:.5 E5:.5 | D5:.5 G5:.5 B5:1 | A5:.5 G5:.5 F#5:.5 C5:.5 | B4:.5 D5:.5 B5:1"
    mix.play(clarinet, second_half, at=16, gain=0.16, pan=0.35, hold=0.75)
    chords = {"G": "G2 D2 B3+D4+G4", "D7": "D2 A2 C4+D4+F#4", "C": "C3 G2 C4+E4+G4", "Em": "E2 B2 B3+E4+G4"}
    chords["Am"] = "A2 E2 A3+C4+E4"
    progression = "G G D7 D7 D7 D7 G G C G G Em Am G D7 G"
    for bar, name in enumerate(progression.split()):
        low, other, above = chords[name].split()
        mix.play(plucked_bass, f"{low}:1 {other}:1", at=2 * bar, gain=0.30, hold=0.6)
        mix.play(plucked_string, f"-:.5 {above}:.5 -:.5 {above}:.5", at=2 * bar, gain=0.22, pan=0.3, hold=0.4)
    mix.strike(drums.kick(), "x:1 " * 32, gain=0.16)
    mix.strike(drums.snare(), "-:.5 x:.5 " * 32, gain=0.12, pan=0.1)
    mix.strike(drums.hat(), "x:.25 " * 128, gain=0.08, pan=-0.3)
    return mix.finished(room_s=0.7, wet=0.18, fade_out_s=0.5, peak_db=-4.0)


def carnival(voice: Samples | None) -> Samples:
    """D major, a samba of marimba, guitar and hand drums; a voice calls to the dance in Spanish."""
    mix = Mix(tempo_bpm=138, duration_s=14.4)
    melody = (
        "F#5:.5 A5:.75 F#5:.25 D5:.5 E5:.5 F#5:.5 D5:1 | -:.5 B4:.5 D5:.5 F#5:.75 E5:.25 D5:.5 B4:1 |"
        "B4:.5 D5:.75 B4:.25 G4:.5 A4:.5 B4:.5 D5:1 | C#5:.5 E5:.5 G5:.5 E5:.75 C#5:.25 E5:.5 A4:1 |"
        "F#5:.5 A5:.75 F#5:.25 D5:.5 E5:.5 F#5:.5 A5:1 | -:.5 B5:.5 A5:.5 F#5:.75 E5:.25 D5:.5 F#5:1 |"
        "G5:.5 F#5:.5 E5:.5 D5:.75 E5:.25 B4:.5 E5:1 | C#5:.5 E5:.5 A5:.5 G5:.5 F#5:.5 E5:.5 D5:1"
    )
    mix.play(marimba, melody, gain=0.40, pan=-0.2)
    roots = (("D", "F#3+A3+D4"), ("B", "F#3+B3+D4"), ("G", "G3+B3+D4"), ("A", "G3+C#4+E4"))
    for bar in range(8):
        root, above = roots[bar % 4]
        octave = 1 if root in "AB" else 2
        mix.play(
            plucked_bass, f"{root}{octave}:1.5 {root}{octave + 1}:.5 " * 2, at=4 * bar, gain=0.30, hold=0.7
        )
        strum = f"{above}:.75 {above}:.5 -:.25 {above}:.5 " * 2
        mix.play(plucked_string, strum, at=4 * bar, gain=0.20, pan=0.35, hold=0.5)
    mix.strike(drums.shaker(), "x:.25 " * 128, gain=0.10, pan=0.45)
    mix.strike(drums.tom(110), "-:1 x:.75 x:.25 " * 16, gain=0.18, pan=-0.1)
    mix.strike(drums.tom(215), "-:.5 x:.75 x:.5 -:.25 " * 16, gain=0.13, pan=-0.4)
    mix.strike(drums.wood_block(), "x:.75 x:.75 x:1 x:.5 x:1 " * 8, gain=0.14, pan=0.2)
    mix.strike(drums.clap(), "-:1 x:1 " * 8, at=16, gain=0.14)
    if voice is not None:
        mix.speak(voice, at=8.5, gain=0.8)
    return mix.finished(room_s=0.6, wet=0.14, fade_out_s=0.6, peak_db=-4.0)


def fanfare(_voice: Samples | None) -> Samples:
    """B flat major: trumpets, horns and kettledrums, as for a hero who comes home."""
    mix = Mix(tempo_bpm=132, duration_s=13.8)
    first = (
        "F4:.5 F4:.5 | Bb4:1.5 F4:.25 Bb4:.25 D5:1 Bb4:.5 D5:.5 | F5:2 Eb5:.5 D5:.5 C5:.5 D5:.5 |"
        "Eb5:1 C5:.5 Eb5:.5 G5:1 F5:.5 Eb5:.5 | D5:1 F5:.5 F5:.25 F5:.25 F5:1 D5:.5 F5:.5 |"
        "G5:1.5 F5:.5 Eb5:.5 G5:.5 Bb5:1 | A5:1 F5:.5 G5:.5 A5:.5 F5:.5 A5:.5 C6:.5 | Bb5:3"
    )
    second = (
        "F4:.5 F4:.5 | F4:1.5 D4:.25 F4:.25 F4:1 F4:.5 F4:.5 | Bb4:2 G4:.5 F4:.5 F4:.5 F4:.5 |"
        "G4:1 G4:.5 G4:.5 C5:1 C5:.5 C5:.5 | Bb4:1 Bb4:.5 Bb4:.25 Bb4:.25 Bb4:1 Bb4:.5 D5:.5 |"
        "Eb5:1.5 D5:.5 C5:.5 Eb5:.5 G5:1 | F5:1 C5:.5 Eb5:.5 F5:.5 C5:.5 F5:.5 Eb5:.5 | D5:3"
    )
    mix.play(brass, first, gain=0.36, pan=-0.3, hold=0.88, swell=(0.95, 1.2))
    mix.play(brass, second, gain=0.30, pan=0.3, hold=0.88, swell=(0.9, 1.15))
    horns = (
        "Bb3+D4:2 Bb3+F4:2 | Bb3+D4:2 Bb3+F4:2 | C4+G4:2 C4+Eb4:2 | D4+F4:2 Bb3+F4:2 | Eb4+G4:4 | F4+A4:4 |"
    )
    mix.play(brass, horns + "D4+F4:3", at=1, gain=0.17, swell=(0.7, 0.8))
    low = "Bb2:2 D3:2 | Bb2:2 D3:2 | C3:2 C3:2 | D3:2 Bb2:2 | Eb3:2 Eb2:2 | F2:2 F2:2 | Bb2:3"
    mix.play(brass, low, at=1, gain=0.30, swell=(0.8, 0.9))
    mix.play(short_bow, "Bb4:.25 D5:.25 F5:.25 D5:.25 " * 8, at=1, gain=0.10, pan=0.5)
    mix.play(
        short_bow, "Eb5:.25 G5:.25 C5:.25 G5:.25 " * 4 + "D5:.25 F5:.25 Bb4:.25 F5:.25 " * 4, at=9, gain=0.10
    )
    mix.play(
        short_bow, "Eb5:.25 G5:.25 Bb4:.25 G5:.25 " * 4 + "F5:.25 A5:.25 C5:.25 A5:.25 " * 4, at=17, gain=0.11
    )
    mix.strike(drums.timpani(116.5), "x:1.5 x:.5 x:1 -:1 " * 4, at=1, gain=0.42)
    mix.strike(drums.timpani(87.3), "x:.5 " * 8, at=21, gain=0.45)
    mix.strike(drums.timpani(116.5), "x:1", at=25, gain=0.65)
    mix.strike(
        drums.snare(), "x:.5 x:.25 x:.25 x:1 x:.5 x:.25 x:.25 x:.5 x:.5 " * 6, at=1, gain=0.14, pan=0.2
    )
    mix.strike(drums.crash(), "x:8 x:8 x:8 x:1", at=1, gain=0.20, pan=-0.2)
    return mix.finished(room_s=1.6, wet=0.25, fade_out_s=0.7, peak_db=-4.0)


def metal(_voice: Samples | None) -> Samples:
    """E phrygian: driven guitars, double kick, and a solo on the tritone."""
    mix = Mix(tempo_bpm=176, duration_s=13.4, human_s=0.002)
    riff = "E2:.25 E2:.25 F2:.5 E2:.25 E2:.25 Bb2:.5 | E2:.25 E2:.25 A2:.5 G2:.25 F2:.25 F2:.5"
    turn = "G2:.5 F2:.25 F2:.25 Bb2:.5 A2:.5 | F2:.25 F2:.25 F2:.5 E2:1"
    for start in range(0, 36, 12):
        mix.play(power_chord, f"{riff} {riff} {turn}", at=start, gain=0.30, pan=-0.7, hold=0.85)
        mix.play(power_chord, f"{riff} {riff} {turn}", at=start, gain=0.30, pan=0.7, hold=0.8)
        mix.play(growl, "E1:4 E1:4 G1:2 F1:2", at=start, gain=0.14, hold=0.9)
    mix.play(lead_guitar, "Bb4:1.5 B4:.5 Bb4:.5 F4:.5 E4:1 | F5:.5 E5:.5 Bb4:.5 F5:.5 E5:2", at=12, gain=0.22)
    mix.play(lead_guitar, "E5:.25 F5:.25 G5:.25 F5:.25 E5:.25 F5:.25 Bb5:.5 B5:2", at=24, gain=0.22)
    mix.play(lead_guitar, "Bb5:.25 F5:.25 E5:.25 Bb4:.25 F5:.25 E5:.25 Bb4:.25 F4:.25 E4:2", at=30, gain=0.22)
    mix.strike(drums.kick(), "x:.25 " * 144, gain=0.22)
    mix.strike(drums.snare(), "-:1 x:1 " * 18, gain=0.48)
    mix.strike(drums.hat(), "x:.5 " * 72, gain=0.18, pan=0.3)
    mix.strike(drums.crash(), "x:12 x:12 x:12 x:1", gain=0.30, pan=-0.3)
    mix.play(power_chord, "E2:3", at=36, gain=0.40)
    return mix.finished(room_s=0.5, wet=0.10, fade_out_s=0.5, peak_db=-4.0, drive=2.2)


def chase(_voice: Samples | None) -> Samples:
    """C minor with a flat second, 7/8: strings run, brass clusters close in, drums come nearer."""
    mix = Mix(tempo_bpm=196, duration_s=14.2)
    low = "C3:.5 C3:.5 Db3:.5 C3:.5 Eb3:.5 Db3:.5 Gb3:.5 | C3:.5 C3:.5 Db3:.5 C3:.5 G3:.5 Gb3:.5 Db3:.5"
    high = "C5:.25 Db5:.25 C5:.25 B4:.25 C5:.5 Eb5:.25 D5:.25 Db5:.25 C5:.25 Gb5:.5 F5:.25 E5:.25"
    for pair in range(6):
        grown = 0.75 + 0.09 * pair
        mix.play(short_bow, low, at=7 * pair, gain=0.42, pan=-0.3, swell=(grown, grown))
        if pair >= 1:
            mix.play(short_bow, f"{high} {high}", at=7 * pair, gain=0.06 + 0.04 * pair, pan=0.4)
        if pair >= 2:
            mix.play(
                brass,
                "C4+Db4+Gb4:.5 -:2 B3+C4+F4:1 | C4+Db4+G4:.5 -:3",
                at=7 * pair,
                gain=0.10 + 0.035 * pair,
            )
        mix.strike(drums.tom(82), "x:1 x:1 x:.75 x:.75 " * 2, at=7 * pair, gain=0.22 + 0.04 * pair, pan=-0.2)
        mix.strike(drums.tom(61), "x:2 x:1.5 " * 2, at=7 * pair, gain=0.26, pan=0.2)
        mix.strike(drums.snare(), "-:2.5 x:.5 x:.25 x:.25 " * 2, at=7 * pair, gain=0.04 * pair)
    mix.play(brass, "C2:3.5 Db2:3.5 C2:3.5 Gb2:3.5", at=14, gain=0.34, swell=(0.9, 1.2))
    mix.play(brass, "C2+C3+Db4+Gb4+G4:1.5", at=42, gain=0.32, swell=(1.25, 1.25))
    mix.strike(drums.crash(), "x:1", at=42, gain=0.35)
    return mix.finished(room_s=1.3, wet=0.18, fade_out_s=0.5, peak_db=-4.0, drive=2.5)


def machine(_voice: Samples | None) -> Samples:
    """A factory at night: overdriven bass on a tritone, struck iron, a cluster that rises."""
    mix = Mix(tempo_bpm=142, duration_s=14.0, human_s=0.0)
    bass = (
        "C2:.25 C2:.25 -:.25 C2:.25 Gb2:.5 C2:.25 Db2:.25 | C2:.25 C2:.25 -:.25 Gb2:.25 F2:.25 Gb2:.25 Db2:.5"
    )
    for bar in range(8):
        mix.play(growl, bass, at=4 * bar, gain=0.44, hold=0.8)
        mix.strike(
            drums.anvil(), "-:.75 x:.75 x:1 -:.5 x:1", at=4 * bar, gain=0.22, pan=0.5 if bar % 2 else -0.5
        )
    for beat, cluster in ((8, "C5+Db5:8"), (16, "Db5+D5+Gb5:8"), (24, "D5+Eb5+G5+Ab5:7")):
        mix.play(lead_guitar, cluster, at=beat, gain=0.05 + beat / 400, pan=0.2)
    mix.play(power_chord, "C2:2 -:2 Db2:2 -:2 Gb2:2 -:2 Db2:2 C2:2", at=16, gain=0.30, pan=-0.3)
    mix.strike(drums.kick(), "x:1 " * 31, gain=0.45)
    mix.strike(drums.snare(), "-:1 x:1 " * 16, gain=0.40)
    mix.strike(drums.hat(), "x:.25 " * 124, gain=0.10, pan=-0.4)
    mix.strike(drums.clap(), "-:3.5 x:.25 x:.25 " * 8, gain=0.3, pan=0.4)
    mix.strike(drums.crash(), "x:8 " * 4, gain=0.2)
    return mix.finished(room_s=0.6, wet=0.12, fade_out_s=0.4, peak_db=-4.0, drive=2.2)
