"""What a run tells while it learns: JSON lines for the window and for plots, and curves for the terminal.

One JSON object a line, in the order of the steps: ``{"event": "epoch", "step": 304, "epoch": 0, …}``. A run
that goes on after a kill takes back the lines behind the state it starts from: no step is told twice.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from merlingua.mer_models.errors import TrainingError

ERASE = "\r\x1b[K"
INTERVAL_S = 0.2
BARS = "▁▂▃▄▅▆▇█"
CURVE_WIDTH = 30


class TrainingLog:
    """Called with the loop's events; writes lines to ``file`` and shows the curves on ``stream``.

    Raises
    ------
    TrainingError
        If the file cannot be written, at once or later.
    """

    def __init__(self, file: Path | None = None, *, title: str = "", stream: TextIO | None = None) -> None:
        self._file, self._title = file, title
        self._stream = sys.stderr if stream is None else stream
        self._is_live = self._stream.isatty()
        self._epochs: list[Mapping[str, Any]] = []
        self._n_examples = self._all_examples = 0
        self._began = (time.monotonic(), 0)
        self._shown_at = 0.0
        # Before features are computed, not at the first step.
        with self._told():
            if file is not None:
                file.open("a", encoding="utf-8").close()

    def __call__(self, event: Mapping[str, Any]) -> None:
        """Take one event of `training_loop.train`."""
        with self._told():
            if event["event"] == "started":
                self._take_back_from(int(event["step"]))
            self._write(event)
        self._show(event)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or error
            raise TrainingError(f"the log {self._file} cannot be written ({reason})") from error

    def _take_back_from(self, step: int) -> None:
        if self._file is None or not self._file.exists():
            return
        kept = []
        for line in self._file.read_text(encoding="utf-8").splitlines():
            try:
                told = json.loads(line)
            except ValueError:
                break
            if told.get("step", 0) > step:
                break
            kept.append(line)
            if told.get("event") == "epoch":
                self._epochs.append(told)
        self._file.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")

    def _write(self, event: Mapping[str, Any]) -> None:
        if self._file is None:
            return
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(event, allow_nan=False) + "\n")

    def _show(self, event: Mapping[str, Any]) -> None:
        kind = event["event"]
        if kind == "started":
            self._began = (time.monotonic(), 0)
        elif kind == "step" and self._is_live and time.monotonic() - self._shown_at > INTERVAL_S:
            self._shown_at = time.monotonic()
            pace = event["n_examples"] / max(1e-9, time.monotonic() - self._began[0])
            self._print(
                f"{ERASE}{self._title} epoch {len(self._epochs) + 1}: loss {event['train']:.4f}, "
                f"{event['n_examples']} examples, {pace:.0f} a second"
            )
        elif kind == "epoch":
            self._epochs.append(event)
            curve = sparkline([float(epoch["validation"]) for epoch in self._epochs])
            mark = " *" if event["is_best"] else ""
            erase = ERASE if self._is_live else ""
            self._print(
                f"{erase}{self._title} epoch {event['epoch'] + 1:3d}  train {event['train']:.4f}  "
                f"validation {event['validation']:.4f}{mark}  {curve}\n"
            )

    def _print(self, text: str) -> None:
        print(text, end="", file=self._stream, flush=True)


def sparkline(values: list[float], width: int = CURVE_WIDTH) -> str:
    """The last values as a curve of bars, from their smallest to their largest; one alone is a low bar."""
    shown = values[-width:]
    low, high = min(shown), max(shown)
    span = (high - low) or 1.0
    return "".join(BARS[round((value - low) / span * (len(BARS) - 1))] for value in shown)
