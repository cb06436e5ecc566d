"""Real sound without a card: a PulseAudio daemon of one's own with a null sink, and what was played to it.

The daemon has its own home, runtime folder and socket, so it neither finds nor disturbs another one. The
device "default" of ALSA, and so of PortAudio, leads to it wherever ``environment`` is set.

    with PulseNullSink(tmp_path) as sink:
        subprocess.Popen(command, env=os.environ | sink.environment)
        with sink.recording() as recording:
            ...
        recording.samples          # float32, shape (n_frames, 2)
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 48_000
BYTES_A_FRAME = 2 * 4
LEAD_IN_S = 1.0
"""parec loses the beginning of what is played right after its start."""
START_S = 20.0
SINK = ("sink_name=t", f"rate={SAMPLE_RATE}", "format=float32le", "channels=2", "norewinds=1")
"""Without ``norewinds`` the sink takes sound every two seconds only while nobody records it."""
PROGRAMS = ("pulseaudio", "parec", "pactl")

ALSA_CONFIG = """\
</usr/share/alsa/alsa.conf>
pcm.!default { type pulse }
ctl.!default { type pulse }
"""


def missing_programs() -> list[str]:
    """What must be installed for a null sink; empty where all is there."""
    return [program for program in PROGRAMS if shutil.which(program) is None]


class PulseNullSink:
    """A running daemon whose only sink takes float32 stereo at 48 kHz; a context manager."""

    sample_rate = SAMPLE_RATE

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # A socket's path holds 107 bytes at most: pytest's folders may be longer than that.
        self._runtime = Path(f"/tmp/mlp-{os.getpid()}-{id(self):x}")
        self._daemon: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to play to this sink by the device "default"."""
        return {
            "ALSA_CONFIG_PATH": str(self._folder / "asound.conf"),
            "PULSE_SERVER": f"unix:{self._socket}",
            "PULSE_COOKIE": str(self._folder / "cookie"),
            "XDG_RUNTIME_DIR": str(self._runtime),
        }

    def start(self) -> None:
        """Start the daemon and wait until it answers."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._runtime.mkdir(mode=0o700, exist_ok=True)
        (self._folder / "asound.conf").write_text(ALSA_CONFIG, encoding="utf-8")
        self._socket.unlink(missing_ok=True)
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--log-target=stderr"]
        # The kernel kills a process of which a thread with realtime priority works for 200 ms without a
        # pause, as it may after the machine was held up.
        # Sound through the socket: sharing memory by memfd has a bug of its own (pulseaudio issue 824), which
        # fills the log and may end the daemon.
        command += ["--realtime=no", "--disable-shm=yes", "-L", f"module-null-sink {' '.join(SINK)}"]
        command += ["-L", f"module-native-protocol-unix socket={self._socket} auth-anonymous=1"]
        with (self._folder / "pulseaudio.log").open("ab") as log:
            self._daemon = subprocess.Popen(command, env=self._environment_of_tools(), stdout=log, stderr=log)
        deadline = time.monotonic() + START_S
        while self._pactl("info").returncode != 0:
            if time.monotonic() > deadline or self._daemon.poll() is not None:
                reason = self.ending() or f"it did not answer within {START_S:.0f} s"
                self.stop()
                raise RuntimeError(f"pulseaudio did not start: {reason}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the daemon and remove its socket; may be called twice."""
        if self._daemon is not None:
            self._daemon.terminate()
            try:
                self._daemon.wait(5)
            except subprocess.TimeoutExpired:
                self._daemon.kill()
                self._daemon.wait(5)
            self._daemon = None
        shutil.rmtree(self._runtime, ignore_errors=True)

    def ending(self) -> str:
        """How the daemon ended and what it said before; empty while it runs."""
        if self._daemon is None or self._daemon.poll() is None:
            return ""
        log_text = (self._folder / "pulseaudio.log").read_text(encoding="utf-8", errors="replace")
        return f"pulseaudio ended with {self._daemon.returncode}:\n{log_text}"

    def kill(self) -> None:
        """Take the sound system away at once, as if it had crashed."""
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait(5)

    def unplug(self) -> None:
        """Take the sink away while the daemon goes on, as if headphones were pulled out."""
        self._pactl("unload-module", "module-null-sink")

    def plug_in(self) -> None:
        """Bring the sink back after ``unplug``."""
        self._pactl("load-module", "module-null-sink", *SINK)

    def suspend(self, *, is_suspended: bool = True) -> None:
        """Let the sink stop taking sound, without telling anybody."""
        self._pactl("suspend-sink", "t", "1" if is_suspended else "0")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the daemon answer nobody while the context lasts."""
        if self._daemon is None:
            raise RuntimeError("the daemon does not run")
        self._daemon.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._daemon.send_signal(signal.SIGCONT)

    @contextmanager
    def recording(self) -> Iterator[Recording]:
        """Record all that the sink plays while the context lasts, silence between sounds included."""
        command = ["parec", "--device=t.monitor", "--format=float32le", f"--rate={SAMPLE_RATE}"]
        command += ["--channels=2", "--latency-msec=20", "--raw"]
        environment = self._environment_of_tools()
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as parec:
            recording = Recording(parec)
            recording.wait_for(LEAD_IN_S)
            try:
                yield recording
                recording.wait_for(recording.duration_s + 0.3)
            finally:
                parec.terminate()
                recording.finish()

    def __enter__(self) -> PulseNullSink:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def _socket(self) -> Path:
        return self._runtime / "native"

    def _environment_of_tools(self) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("PULSE_")}
        return inherited | self.environment | {"HOME": str(self._folder), "LC_ALL": "C.UTF-8"}

    def _pactl(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = ["pactl", *arguments]
        environment = self._environment_of_tools()
        return subprocess.run(command, env=environment, capture_output=True, timeout=10, check=False)


class Recording:
    """What a sink has played so far, and when each part of it arrived."""

    def __init__(self, parec: subprocess.Popen[bytes]) -> None:
        self._parec = parec
        self._chunks: list[bytes] = []
        self._arrivals: list[tuple[int, float]] = []
        self._n_bytes = 0
        self._reader = threading.Thread(target=self._read, name="parec-reader", daemon=True)
        self._reader.start()

    @property
    def samples(self) -> NDArray[np.float32]:
        """Shape (n_frames, 2), full scale ±1."""
        data = b"".join(self._chunks)
        whole = len(data) - len(data) % BYTES_A_FRAME
        return np.frombuffer(data[:whole], dtype=np.float32).reshape(-1, 2)

    @property
    def duration_s(self) -> float:
        return self._n_bytes / BYTES_A_FRAME / SAMPLE_RATE

    def arrival_of(self, frame: int) -> float:
        """When the frame was read here, on the clock of ``time.monotonic()``: some ms after it sounded."""
        return next(moment for n_frames, moment in self._arrivals if n_frames > frame)

    def wait_for(self, duration_s: float, timeout_s: float = 30.0) -> None:
        """Wait until so much was recorded."""
        deadline = time.monotonic() + timeout_s
        while self.duration_s < duration_s:
            if time.monotonic() > deadline or not self._reader.is_alive():
                raise RuntimeError(f"parec recorded {self.duration_s:.2f} s; {duration_s:.2f} s were wanted")
            time.sleep(0.01)

    def finish(self) -> None:
        """Read what is left once parec has ended."""
        self._reader.join(10)

    def _read(self) -> None:
        stream = self._parec.stdout
        if stream is None:
            raise RuntimeError("parec was started without a pipe")
        with suppress(ValueError):
            while chunk := os.read(stream.fileno(), 1 << 16):
                self._chunks.append(chunk)
                self._n_bytes += len(chunk)
                self._arrivals.append((self._n_bytes // BYTES_A_FRAME, time.monotonic()))


def clip_in_recording(recorded: NDArray[np.float32], played: NDArray[np.float32]) -> tuple[int, float, float]:
    """Where ``played`` stands in a recording, and how well: (lag in frames, correlation, largest difference).

    One lag for the whole clip, found by cross-correlation over all of it (not window by window: quiet
    passages mislead); correlation and difference are of both ears at this lag.
    """
    n_fft = 1 << int(np.ceil(np.log2(len(recorded) + len(played))))
    heard, wanted = np.fft.rfft(recorded, n_fft, axis=0), np.fft.rfft(played, n_fft, axis=0)
    product = (heard * wanted.conj()).sum(axis=1)
    cross = np.fft.irfft(product, n_fft)[: len(recorded) - len(played) + 1]
    lag = int(np.argmax(cross))
    found = recorded[lag : lag + len(played)].astype(np.float64)
    correlation = float(np.corrcoef(found.ravel(), played.ravel())[0, 1])
    return lag, correlation, float(np.abs(found - played).max())
