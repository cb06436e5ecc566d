"""What every player asks of samples, and what is said where there is no sound."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.playback import Player, amplified
from merlingua.surveys.silent_player import SilentPlayer

MAKE_A_PLAYER = """\
from merlingua.surveys.errors import PlaybackError
from merlingua.surveys.playback import output_devices
from merlingua.surveys.sound_device_player import SoundDevicePlayer

for ask in (output_devices, SoundDevicePlayer, lambda: SoundDevicePlayer("Headphones")):
    try:
        ask()
    except PlaybackError as error:
        print(error)
"""
EVERYTHING_TO_PULSEAUDIO = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
pcm.!hw { type pulse }
"""
WITHOUT_PORTAUDIO = """\
import ctypes.util
import sys

ctypes.util.find_library = lambda name: None
sys.platform = "linux"
"""


def said_by(program: str, environment: dict[str, str] | None = None) -> list[str]:
    """What a fresh interpreter prints, line by line."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env=os.environ | (environment or {}), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="PortAudio comes with sounddevice elsewhere")
def test_without_the_portaudio_library_it_is_said_what_to_install() -> None:
    # sounddevice asks find_library for PortAudio and raises OSError on import where it gets None.
    lines = said_by(WITHOUT_PORTAUDIO + MAKE_A_PLAYER)
    assert len(lines) == 3
    assert all("sudo apt install libportaudio2" in line for line in lines)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="takes ALSA away")
def test_without_a_device_it_is_said_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "asound.conf").write_text(EVERYTHING_TO_PULSEAUDIO, encoding="utf-8")
    nobody = {"PULSE_SERVER": f"unix:{tmp_path}/nobody", "ALSA_CONFIG_PATH": str(tmp_path / "asound.conf")}
    lines = said_by(MAKE_A_PLAYER, nobody)
    assert len(lines) == 3
    assert all("No sound device that plays stereo was found. Plug headphones in" in line for line in lines)


def test_the_players_module_loads_no_sound_library() -> None:
    program = "import sys, merlingua.surveys.sound_device_player; print('sounddevice' in sys.modules)"
    assert said_by(program) == ["False"]


def test_gain_is_applied_in_decibels_to_a_copy() -> None:
    samples = np.array([[0.25, -0.5]], dtype=np.float32)
    louder = amplified(samples, 20 * np.log10(2))
    assert louder.dtype == np.float32
    assert louder == pytest.approx(np.array([[0.5, -1.0]]))
    assert samples.tolist() == [[0.25, -0.5]]
    assert np.array_equal(amplified(samples, 0.0), samples)


@pytest.mark.parametrize(("peak", "gain_db"), [(0.9, 1.0), (-0.9, 1.0), (1.01, 0.0), (np.nan, 0.0)])
def test_what_would_be_cut_off_at_full_scale_is_never_played(peak: float, gain_db: float) -> None:
    samples = np.array([[0.0, peak]], dtype=np.float32)
    with pytest.raises(PlaybackError, match=r"at most 1 is allowed, or it would be cut off\. Lower the gain"):
        amplified(samples, gain_db)


@pytest.mark.parametrize("shape", [(0, 2), (10,), (10, 1), (10, 3)])
def test_only_samples_for_two_ears_are_played(shape: tuple[int, ...]) -> None:
    player: Player = SilentPlayer()
    with pytest.raises(PlaybackError, match=r"takes \(n_frames, 2\)"):
        player.play(np.zeros(shape, dtype=np.float32))
    player.close()
