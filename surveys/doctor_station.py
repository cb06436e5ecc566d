"""Looks at what a session needs from a computer: sound, fonts, a store that saves, room, versions.

Every look gives findings and raises nothing that a person can mend.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

from merlingua.surveys.doctor_findings import Finding, State
from merlingua.surveys.errors import MerlinguaError, PlaybackError, StoreError
from merlingua.surveys.fonts import font_file_for, missing_glyphs
from merlingua.surveys.instruments import built_in_texts
from merlingua.surveys.station import installed_versions
from merlingua.surveys.store import Store
from merlingua.surveys.store_check import check_store
from merlingua.surveys.store_place import store_file
from merlingua.surveys.study_definition import SURVEY_LANGUAGES

N_WRITES = 50
SLOW_MS = 20.0
"""A durable write that takes longer at the median would be felt at every answer."""
LITTLE_ROOM_GB, NO_ROOM_GB = 5.0, 0.5
LATE_MS, UNSTEADY_MS = 50.0, 5.0
"""Response times are counted from the onset: that much error is as large as what is measured."""


def look_at_sound(device: str | None = None) -> Iterator[Finding]:
    """Which device a session would play to, and how."""
    from merlingua.surveys.portaudio import find_output_device, output_devices

    try:
        name, rate = find_output_device(device)
        others = [each.name for each in output_devices() if each.name != name]
    except PlaybackError as error:
        yield Finding("sound", State.RED, _one_line(error))
        return
    beside = f"; others: {', '.join(others)}" if others else ""
    yield Finding("sound", State.GREEN, f"{name}, {rate} Hz, stereo{beside}", numbers={"rate_hz": rate})


def listen(device: str | None = None, source: str | None = None) -> Iterator[Finding]:
    """Play clicks and record them: do they come when the program says so?"""
    from merlingua.surveys.loopback import listen_to_itself

    try:
        heard = listen_to_itself(device, source)
    except PlaybackError as error:
        yield Finding(
            "loopback",
            State.YELLOW,
            _one_line(error),
            "Without it nobody has shown when sound really begins on this computer.",
        )
        return
    numbers = {
        "n_played": heard.n_played,
        "n_heard": heard.n_heard,
        "lag_ms": heard.lag_ms,
        "jitter_ms": heard.jitter_ms,
        "underruns": heard.underruns,
    }
    found = (
        f"{heard.n_heard} of {heard.n_played} clicks from {heard.output} heard by {heard.input}; lag "
        f"{heard.lag_ms:+.1f} ms, jitter {heard.jitter_ms:.1f} ms, {heard.underruns} underruns"
    )
    is_good = heard.n_heard == heard.n_played and not heard.underruns
    is_timely = abs(heard.lag_ms) <= LATE_MS and heard.jitter_ms <= UNSTEADY_MS
    if is_good and is_timely:
        yield Finding("loopback", State.GREEN, found, numbers=numbers)
    else:
        advice = "Close other programs that use sound, and take a wired device" if not is_good else ""
        late = f"Response times are off by the lag: allowed are {LATE_MS:g} ms, jitter {UNSTEADY_MS:g} ms"
        yield Finding("loopback", State.YELLOW, found, advice or late, numbers)


def look_at_fonts() -> Iterator[Finding]:
    """Whether each language's built-in texts can be shown to the last character."""
    texts = built_in_texts()
    for language in SURVEY_LANGUAGES:
        font = font_file_for(language)
        missing = missing_glyphs(texts.selected(texts.keys, [language]).as_csv(), language)
        name = f"{language}: {font.name if font is not None else 'no font'}"
        if missing:
            some = "".join(sorted(missing)[:5])
            advice = "Install one, such as fonts-noto-core and fonts-noto-cjk"
            yield Finding("fonts", State.RED, f"{name}, lacks {len(missing)} characters ({some})", advice)
        else:
            yield Finding("fonts", State.GREEN, name)


def look_at_store(location: str | Path) -> Iterator[Finding]:
    """Whether the store is whole, and how quickly its disk saves."""
    try:
        file = store_file(location)
    except StoreError as error:
        yield Finding("store", State.RED, _one_line(error))
        return
    if file.exists():
        yield from _whole(file)
    elif file.parent.is_dir():
        yield Finding("store", State.GREEN, f"{file}: not there yet, the first session makes it")
    else:
        yield Finding(
            "store", State.RED, f"the folder {file.parent} is missing", "Make it, or name another store"
        )
        return
    yield from _disk(file.parent)


def look_at_versions() -> Iterator[Finding]:
    """What is installed, for a report of a fault."""
    versions = {**installed_versions(), "SQLite": sqlite3.sqlite_version}
    for package in ("PySide6-Essentials", "torch", "numba"):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    yield Finding(
        "versions",
        State.GREEN,
        ", ".join(f"{name} {version}" for name, version in versions.items()),
        numbers=dict(versions),
    )


def write_times_ms(folder: Path, *, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """How long each of some small writes took until it was on the disk; the file is removed again."""
    file = folder / f".merlingua-doctor-{os.getpid()}"
    times = []
    try:
        with file.open("wb") as stream:
            for _ in range(N_WRITES):
                began = clock()
                stream.write(b"x" * 4096)
                stream.flush()
                os.fsync(stream.fileno())
                times.append(1000 * (clock() - began))
    finally:
        file.unlink(missing_ok=True)
    return times


def _whole(file: Path) -> Iterator[Finding]:
    try:
        with Store.open(file, create=False, read_only=True) as store:
            problems = check_store(store)
            n_sessions = store.n_rows()["session"]
    except MerlinguaError as error:
        yield Finding("store", State.RED, _one_line(error))
        return
    if problems:
        more = f" and {len(problems) - 1} more" if len(problems) > 1 else ""
        advice = "Copy it to a safe place; `merlingua store check` says all of it"
        yield Finding("store", State.RED, f"{file}: {problems[0]}{more}", advice)
    else:
        yield Finding("store", State.GREEN, f"{file}: whole, {n_sessions} sessions")


def _disk(folder: Path) -> Iterator[Finding]:
    free_gb = shutil.disk_usage(folder).free / 1e9
    try:
        times_ms = write_times_ms(folder)
    except OSError as error:
        reason = f"{folder} cannot be written ({error.strerror})"
        yield Finding("disk", State.RED, reason, "Allow it, or name another store")
        return
    median, slowest = statistics.median(times_ms), max(times_ms)
    found = f"{free_gb:.1f} GB free; a durable write takes {median:.2f} ms, at most {slowest:.1f} ms"
    numbers = {"free_gb": free_gb, "write_median_ms": median, "write_slowest_ms": slowest}
    if free_gb < NO_ROOM_GB:
        yield Finding("disk", State.RED, found, "Free some space before the next session", numbers)
    elif free_gb < LITTLE_ROOM_GB or median > SLOW_MS:
        advice = (
            "Free some space" if free_gb < LITTLE_ROOM_GB else "Answers would be felt to hang: take an SSD"
        )
        yield Finding("disk", State.YELLOW, found, advice, numbers)
    else:
        yield Finding("disk", State.GREEN, found, numbers=numbers)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()).rstrip(".")
