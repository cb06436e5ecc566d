"""Measures clips in a process of its own, so that a window neither waits for it nor keeps its memory.

The filters of the loudness measurement load 100 MB of libraries that a session never needs again.

    python -m merlingua.surveys.loudness_worker

reads one clip a line on standard input and writes its level, or what is wrong with it, a line each on
standard output, both as JSON; it ends when its input ends. ``LoudnessWorker`` is the other end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from types import TracebackType

from merlingua.surveys.clips import Clip
from merlingua.surveys.errors import ClipError
from merlingua.surveys.level_cache import ClipLevel


class LoudnessWorker:
    """A running process that measures one clip after another; a context manager."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            # -P: a researcher's folder may hold a file that is called like a library.
            [sys.executable, "-P", "-m", "merlingua.surveys.loudness_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )

    def measure(self, clip: Clip, fade_ms: float) -> ClipLevel:
        """The level of a clip as it is played.

        Raises
        ------
        ClipError
            If it cannot be decoded or measured, or the process has died over it.
        """
        question = {"id": clip.id, "file": str(clip.file), "onset_s": clip.onset_s}
        question |= {"duration_s": clip.duration_s, "fade_ms": fade_ms}
        answer = self._ask(json.dumps(question))
        if not answer:
            raise ClipError(
                f"clip {clip.id!r} ({clip.file}) could not be measured: the process that does it has ended "
                f"(exit code {self._process.wait()}). Is there enough memory?"
            )
        told = json.loads(answer)
        if "error" in told:
            raise ClipError(told["error"])
        return ClipLevel(told["lufs"], told["true_peak_db"])

    def _ask(self, line: str) -> str:
        reader, writer = self._process.stdout, self._process.stdin
        if reader is None or writer is None:
            raise RuntimeError("the process was started without pipes")
        try:
            writer.write(line + "\n")
            writer.flush()
        except BrokenPipeError:
            return ""
        return reader.readline()

    def __enter__(self) -> LoudnessWorker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process; what it is measuring is thrown away."""
        self._process.kill()
        self._process.communicate()


def main() -> None:
    """Measure what standard input names, to its end."""
    from merlingua.surveys.loudness import measure_clip

    for line in sys.stdin:
        asked = json.loads(line)
        clip = Clip(asked["id"], Path(asked["file"]), asked["onset_s"], asked["duration_s"], "und", "")
        told: dict[str, object]
        try:
            level = measure_clip(clip, fade_ms=asked["fade_ms"])
            told = {"lufs": level.lufs, "true_peak_db": level.true_peak_db}
        except ClipError as error:
            told = {"error": str(error)}
        print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
