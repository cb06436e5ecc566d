"""The one sound library of this process: which devices there are, and opening a stream on one by its name.

PortAudio lists devices when it starts and never again, so the list is made anew (the library stopped and
started) whenever no stream is open: a device that was plugged in or pulled out is seen before each clip.
``sounddevice`` is imported in here alone, when a device is first needed: without the system's PortAudio the
import itself fails, and the rest of the program must still run.
"""

from __future__ import annotations

import atexit
import sys
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from merlingua.surveys.errors import PlaybackError

LATENCY_S = 0.1
"""Asked of every stream: long enough that a busy window does not starve the device."""

PREFERRED_ALSA_RATE = 48_000
"""ALSA names no rate of its own (PortAudio fills in 44.1 kHz); today's sound servers run at 48 kHz."""

INSTALL_HINT = (
    "The sound library PortAudio is missing, so nothing can be played. Install it and start Merlingua again: "
    "'sudo apt install libportaudio2' on Debian and Ubuntu, 'sudo dnf install portaudio' on Fedora, "
    "'brew install portaudio' on a Mac."
)
NO_DEVICE_HINT = (
    "No sound device that plays stereo was found. Plug headphones in, see that the computer's own sound "
    "settings list them, and try again"
)
LINUX_HINT = " (PulseAudio or PipeWire must run, and its ALSA plugin be installed: libasound2-plugins)"

_lock = threading.RLock()
_streams: set[int] = set()


@dataclass(frozen=True)
class OutputDevice:
    """A device that can play to two ears. ``name`` is unique among the devices of this computer."""

    name: str
    is_default: bool


def output_devices() -> list[OutputDevice]:
    """The devices that can play stereo now, the system's default first.

    Devices that were plugged in or pulled out since the last call are seen, unless a clip plays meanwhile.

    Raises
    ------
    PlaybackError
        If the sound library or any such device is missing; the message says what to install or do.
    """
    with _lock:
        listed = _list_devices(_fresh_sounddevice())
    devices = [OutputDevice(name, is_default) for name, _, is_default in listed]
    return sorted(devices, key=lambda device: not device.is_default)


def find_output_device(name: str | None) -> tuple[str, int]:
    """The name (None: the system's default) and the sample rate in Hz at which the device takes float stereo.

    Raises
    ------
    PlaybackError
        If the device is not there or takes no stereo; the message lists those that are there.
    """
    with _lock:
        sounddevice = _fresh_sounddevice()
        found, index = _find(sounddevice, name)
        default_rate = int(sounddevice.query_devices(index)["default_samplerate"])
        rates = [default_rate]
        if _host_api(sounddevice, index) == "ALSA":
            rates.insert(0, PREFERRED_ALSA_RATE)
        errors = []
        for rate in rates:
            try:
                sounddevice.check_output_settings(device=index, channels=2, dtype="float32", samplerate=rate)
            except sounddevice.PortAudioError as error:
                errors.append(f"{rate} Hz: {error}")
            else:
                return found, rate
    raise PlaybackError(_refusal(found, "; ".join(errors)))


def open_stream(
    device_name: str,
    sample_rate: int,
    *,
    fill: Callable[[Any, int, Any, Any], None],
    on_finished: Callable[[], None],
) -> Any:
    """Find the device again by its name and start a float32 stereo stream on it.

    ``fill`` is the audio callback of sounddevice (outdata, frames, time, status); ``on_finished`` is called
    when the stream ends for whatever reason. End with ``close_stream``.

    Raises
    ------
    PlaybackError
        If the device is gone or refuses.
    """
    with _lock:
        sounddevice = _fresh_sounddevice()
        _, index = _find(sounddevice, device_name)
        stream = None
        try:
            stream = sounddevice.OutputStream(
                device=index,
                samplerate=sample_rate,
                channels=2,
                dtype="float32",
                latency=LATENCY_S,
                callback=fill,
                finished_callback=on_finished,
            )
            stream.start()
        except sounddevice.PortAudioError as error:
            if stream is not None:
                stream.close(ignore_errors=True)
            raise PlaybackError(_refusal(device_name, str(error))) from error
        _streams.add(id(stream))
        return stream


def open_input(
    name: str | None, sample_rate: int, *, take: Callable[[Any, int, Any, Any], None]
) -> tuple[str, Any]:
    """Start a float32 stream of one channel from an input (None: the system's default); its name, and itself.

    ``take`` is the audio callback of sounddevice (indata, frames, time, status). End with ``close_stream``.

    Raises
    ------
    PlaybackError
        If there is no such input, or it refuses.
    """
    with _lock:
        sounddevice = _fresh_sounddevice()
        stream = None
        try:
            found = str(sounddevice.query_devices(name, "input")["name"])
            stream = sounddevice.InputStream(
                device=name, samplerate=sample_rate, channels=1, dtype="float32", callback=take
            )
            stream.start()
        except (sounddevice.PortAudioError, ValueError) as error:
            if stream is not None:
                stream.close(ignore_errors=True)
            wanted = f"the input {name!r}" if name is not None else "an input"
            raise PlaybackError(f"{wanted} to listen with is not there ({error})") from error
        _streams.add(id(stream))
        return found, stream


def close_stream(stream: Any) -> None:
    """Throw away what the device has not played and let go of it; a frozen sound system can block this."""
    stream.abort(ignore_errors=True)
    stream.close(ignore_errors=True)
    with _lock:
        _streams.discard(id(stream))


def abandon_streams() -> None:
    """Do not wait at exit for a sound system that has stopped answering."""
    sounddevice = sys.modules.get("sounddevice")
    if sounddevice is not None:
        atexit.unregister(sounddevice._exit_handler)


def _fresh_sounddevice() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise PlaybackError(INSTALL_HINT) from error
    if not _streams:
        try:
            sounddevice._terminate()
            sounddevice._initialize()
        except sounddevice.PortAudioError as error:
            raise PlaybackError(f"The sound library does not start ({error}). {_no_device()}") from error
    return sounddevice


def _no_device() -> str:
    return NO_DEVICE_HINT + (LINUX_HINT if sys.platform.startswith("linux") else "") + "."


def _host_api(sounddevice: Any, index: int) -> str:
    return str(sounddevice.query_hostapis(sounddevice.query_devices(index)["hostapi"])["name"])


def _list_devices(sounddevice: Any) -> list[tuple[str, int, bool]]:
    """(unique name, PortAudio's index, is default) of each device that plays stereo."""
    apis = sounddevice.query_hostapis()
    # Windows shows each device once an API: only WASAPI gives whole names and the mixer's true rate.
    wasapi = [number for number, api in enumerate(apis) if api["name"] == "Windows WASAPI"]
    devices = [
        (index, device)
        for index, device in enumerate(sounddevice.query_devices())
        if device["max_output_channels"] >= 2 and (not wasapi or device["hostapi"] in wasapi)
    ]
    if not devices:
        raise PlaybackError(_no_device())
    main_api = wasapi[0] if wasapi else sounddevice.default.hostapi
    default_index = apis[main_api]["default_output_device"]
    n_seen: Counter[str] = Counter()
    listed = []
    for index, device in devices:
        name = str(device["name"])
        n_seen[name] += 1
        unique = name if n_seen[name] == 1 else f"{name} #{n_seen[name]}"
        listed.append((unique, index, index == default_index))
    return listed


def _find(sounddevice: Any, name: str | None) -> tuple[str, int]:
    listed = _list_devices(sounddevice)
    for listed_name, index, is_default in listed:
        if listed_name == name or (name is None and is_default):
            return listed_name, index
    there = ", ".join(repr(listed_name) for listed_name, _, _ in listed)
    if name is None:
        raise PlaybackError(
            f"The system names no default sound device; there are {there}. Choose one in the settings."
        )
    raise PlaybackError(
        f"The sound device {name!r} is not there; there are {there}. "
        "Plug it in again, or choose another one in the settings."
    )


def _refusal(device_name: str, reason: str) -> str:
    return (
        f"The sound device {device_name!r} does not take sound ({reason}). "
        "Close other programs that use it, or choose another one in the settings."
    )
