"""A model's answers for sound files, whole and second by second.

    from merlingua.mer_models.predictor import Predictor

    predictor = Predictor.load("best")
    print(predictor.predict("song.mp3").quadrant)

Files are read block after block (`sound_blocks`), and what a network makes of them is summed a second
(`second_pooling`), so that hours of sound take no more memory than minutes. Answers are calibrated where the
model's card has a calibration (`model_calibration`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.corpus import QUADRANTS
from merlingua.mer_models.emotion_classifier import EmotionLogits
from merlingua.mer_models.emotion_models import EmotionModel, load_emotion_model
from merlingua.mer_models.ensemble import Ensemble, mean_of
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_calibration import Calibration
from merlingua.mer_models.model_cards import ModelCard
from merlingua.mer_models.predictions import Curve, Flag, Prediction
from merlingua.mer_models.saliency import LONGEST_S, integrated_gradients
from merlingua.mer_models.second_pooling import Moments, TimeMaps, answer_to, bin_moments, time_maps_of
from merlingua.mer_models.shipped_models import model_file
from merlingua.mer_models.small_cnn import SHORTEST_FRAMES
from merlingua.mer_models.sound_blocks import MelBlock, SoundFile, measure, mel_blocks

WINDOW_S = 9
"""Each second's answer is for it and four seconds on either side: about the ten that networks learn from."""
SHORTEST_WINDOW_S = 3
"""The last second may hold less than one step of a network that pools time."""
SHORT_S = 5.0
"""Less than half of what networks learn from at a time."""
QUIET_PEAK = 10 ** (-60 / 20)
"""-60 dB of full scale: of 16 bits six are left."""


@dataclass(frozen=True)
class Predictor:
    """A model that is asked for files."""

    name: str
    model: EmotionModel
    calibration: Calibration | None

    @classmethod
    def load(cls, name: str | Path) -> Predictor:
        """A model that comes with the program ("best"), or a checkpoint's file.

        Raises
        ------
        CheckpointError
            If there is no such model, or the file is damaged or answers nothing.
        FeatureError
            If the model takes no log-mels of sound.
        """
        file = model_file(name)
        model = load_emotion_model(file)
        if model.takes_descriptors:
            raise FeatureError(
                f"{file} takes IS13 descriptors of whole clips: `merlingua evaluate` asks it, predict cannot"
            )
        for member in _members(model.module):
            if time_maps_of(member) is None:
                raise FeatureError(
                    f"{file} takes single patches of a second, as the paper's faithful network does: "
                    "`merlingua evaluate` asks it, predict cannot"
                )
        stored = model.card.calibration
        model.module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return cls(str(name), model, Calibration.from_json(stored) if stored else None)

    @property
    def card(self) -> ModelCard:
        return self.model.card

    @property
    def mels(self) -> LogMelSettings:
        """The log-mels it takes."""
        return self.model.mels

    def predict(self, path: str | Path, *, curve: bool = False, window_s: int = WINDOW_S) -> Prediction:
        """The answer for a file; with ``curve`` one for each second, too.

        Parameters
        ----------
        window_s
            Seconds that each answer of the curve is for; odd, so that its second lies in the middle.

        Raises
        ------
        FeatureError
            In one line, if the file is missing, no audio, broken, shorter than a second, or silent.
        """
        if window_s < SHORTEST_WINDOW_S or window_s % 2 == 0:
            raise ValueError(f"window_s is {window_s}; {SHORTEST_WINDOW_S}, 5, 7, … are due")
        sound = measure(Path(path), self.mels)
        asked = _Asked(_members(self.model.module), sound, self.mels, window_s if curve else None)
        margin = max(member.margin for member in asked.maps)
        for block in mel_blocks(sound, self.mels, margin=margin):
            asked.take(block)
        whole, seconds = asked.answers()
        return Prediction(
            duration_s=sound.duration_s,
            quadrants=self._calibrated(whole)[0],
            credible=()
            if self.calibration is None
            else self.calibration.credible(self._calibrated(whole)[0]),
            flags=self._flags(sound, asked.spectrum),
            curve=None if seconds is None else Curve(asked.times_s(), self._calibrated(seconds)),
            half_widths=None if self.calibration is None else self.calibration.half_widths,
        )

    def saliency(
        self, path: str | Path, quadrant: str | None = None, *, onset_s: float = 0.0
    ) -> NDArray[np.float32]:
        """What speaks for a quadrant, by default the likeliest, in the first minute from ``onset_s``.

        Returns
        -------
        float32, shape (n_frames, n_mels)
            What each frame of 32 ms and band adds to the log-probability (`saliency.integrated_gradients`).

        Raises
        ------
        FeatureError
            As `predict`.
        """
        sound = measure(Path(path), self.mels)
        first, longest = (round(seconds * self.mels.frame_rate) for seconds in (onset_s, LONGEST_S))
        blocks = mel_blocks(sound, self.mels, margin=0)
        mels = np.concatenate([block.mels for block in blocks if block.first < first + longest])
        chosen = mels[first : first + longest]
        if len(chosen) < SHORTEST_FRAMES:
            raise FeatureError(
                f"{path}: nothing to look at from {onset_s:g} s on; it ends at {sound.duration_s:g} s"
            )
        if quadrant is None:
            with torch.inference_mode():
                told = self.model.module(torch.from_numpy(np.ascontiguousarray(chosen.T))[None]).quadrants[0]
            index = int(told.argmax())
        else:
            index = QUADRANTS.index(quadrant)
        return integrated_gradients(self.model.module, chosen, index)

    def _calibrated(self, quadrants: NDArray[np.float64]) -> NDArray[np.float64]:
        return quadrants if self.calibration is None else self.calibration.apply(quadrants)

    def _flags(self, sound: SoundFile, spectrum: NDArray[np.float64]) -> tuple[Flag, ...]:
        flags: list[Flag] = []
        if sound.peak < QUIET_PEAK:
            flags.append("too quiet")
        if sound.duration_s < SHORT_S:
            flags.append("too short")
        if sound.is_clipped:
            flags.append("clipped")
        known = None if self.calibration is None else self.calibration.sound
        if known is not None and known.is_outside(spectrum):
            flags.append("out of range")
        return tuple(flags)


class _Asked:
    """Answers on their way: sums over all of a file, and over the seconds that a window still needs."""

    def __init__(
        self, members: Sequence[nn.Module], sound: SoundFile, settings: LogMelSettings, window_s: int | None
    ) -> None:
        self._members = members
        self.maps = [_maps_of(member) for member in members]
        self._frame_s = settings.hop_length / settings.sample_rate
        self._n_seconds = max(1, math.ceil(sound.duration_s - 0.5))
        self._duration_s = sound.duration_s
        self._half = None if window_s is None else window_s // 2
        self._wholes: list[Moments | None] = [None] * len(members)
        self._lasts: list[list[Tensor] | None] = [None] * len(members)
        self._waiting: list[list[Moments]] = [[] for _ in members]
        self._first_waiting = 0
        self._seconds: list[NDArray[np.float64]] = []
        self._spectrum = np.zeros(settings.n_mels)
        self._n_frames = 0

    @property
    def spectrum(self) -> NDArray[np.float64]:
        """The mean log-mel of all frames, shape (n_mels,)."""
        return np.asarray(self._spectrum / max(self._n_frames, 1))

    def times_s(self) -> NDArray[np.float64]:
        """The middle of each second; of the last, of what it has."""
        times = np.arange(self._n_seconds, dtype=np.float64) + np.float64(0.5)
        times[-1] = (self._n_seconds - 1 + self._duration_s) / 2
        return times

    def take(self, block: MelBlock) -> None:
        """Add a block; answer for the seconds whose windows are complete."""
        own = block.mels[block.before : block.before + block.n]
        self._spectrum += own.sum(axis=0, dtype=np.float64)
        self._n_frames += block.n
        first_bin, n_bins = self._bins_between(block.first, block.n)
        with torch.inference_mode():
            mels = torch.from_numpy(np.ascontiguousarray(block.mels.T))[None]
            for number, maps in enumerate(self.maps):
                self._sum(number, maps, mels, block, first_bin, n_bins)
        if self._half is not None:
            self._answer_seconds(is_end=block.after == 0)

    def answers(self) -> tuple[NDArray[np.float64], NDArray[np.float64] | None]:
        """(1, 4) for all of the file, and (n_seconds, 4) where they were asked for."""
        with torch.inference_mode():
            wholes = [
                answer_to(member, whole)
                for member, whole in zip(self._members, self._wholes, strict=True)
                if whole is not None
            ]
        return _probabilities(mean_of(wholes)), np.concatenate(self._seconds) if self._seconds else None

    def _bins_between(self, first_frame: int, n_frames: int) -> tuple[int, int]:
        first = self._bin_of(first_frame)
        return first, self._bin_of(first_frame + n_frames - 1) - first + 1

    def _bin_of(self, frame: float) -> int:
        return min(int(frame * self._frame_s), self._n_seconds - 1)

    def _sum(
        self, number: int, maps: TimeMaps, mels: Tensor, block: MelBlock, first_bin: int, n_bins: int
    ) -> None:
        drop = block.before // maps.stride
        n_steps = (block.before + block.n + block.after) // maps.stride - drop
        n_steps = min(n_steps, block.n // maps.stride)
        if n_steps == 0:
            return
        parts = [part[:, drop : drop + n_steps] for part in maps(mels)]
        middle = (maps.stride - 1) / 2
        frames = block.first + np.arange(n_steps) * maps.stride + middle
        bins = np.minimum((frames * self._frame_s).astype(np.int64), self._n_seconds - 1) - first_bin
        moments = bin_moments(parts, self._lasts[number], torch.from_numpy(bins), n_bins)
        self._lasts[number] = [part[:, -1].clone() for part in parts]
        total = Moments(
            [sums.sum(dim=0, keepdim=True).double() for sums in moments.sums],
            moments.counts.sum(dim=0, keepdim=True),
        )
        whole = self._wholes[number]
        if whole is None:
            self._wholes[number] = total
        else:
            whole.add(total)
        if self._half is not None:
            self._keep(number, moments, first_bin)

    def _keep(self, number: int, moments: Moments, first_bin: int) -> None:
        """Put a block's seconds behind those that wait; a second that two blocks share is added up."""
        waiting = self._waiting[number]
        for row in range(len(moments.counts)):
            each = Moments([sums[row : row + 1] for sums in moments.sums], moments.counts[row : row + 1])
            place = first_bin + row - self._first_waiting
            if place < len(waiting):
                waiting[place].add(each)
            else:
                waiting.append(each)

    def _answer_seconds(self, *, is_end: bool) -> None:
        """Answer for the seconds that have all of their window, and let go of what no window needs."""
        half = self._half or 0
        n_answered = sum(map(len, self._seconds))
        n_known = self._first_waiting + min(map(len, self._waiting))
        # The last second that is known may still grow.
        n_ready = self._n_seconds if is_end else max(n_known - 1 - half, 0)
        if n_ready <= n_answered:
            return
        first = max(n_answered - half, 0)
        with torch.inference_mode():
            answers = [
                answer_to(
                    member,
                    self._windows(
                        waiting[first - self._first_waiting :], n_answered - first, n_ready - n_answered, half
                    ),
                )
                for member, waiting in zip(self._members, self._waiting, strict=True)
            ]
        self._seconds.append(_probabilities(mean_of(answers)))
        needed = max(n_ready - half, 0)
        self._waiting = [waiting[needed - self._first_waiting :] for waiting in self._waiting]
        self._first_waiting = needed

    @staticmethod
    def _windows(waiting: Sequence[Moments], n_before: int, n: int, half: int) -> Moments:
        """Sums over windows of ``half`` seconds on both sides of ``n`` seconds, the first at ``n_before``."""

        def windowed(values: Tensor) -> Tensor:
            zeros = values.new_zeros((1, *values.shape[1:]))
            running = torch.cat([zeros, values.double().cumsum(dim=0)])
            places = torch.arange(n_before, n_before + n)
            ends = (places + half + 1).clamp_max(len(values))
            return running[ends] - running[(places - half).clamp_min(0)]

        sums = [torch.cat([each.sums[part] for each in waiting]) for part in range(len(waiting[0].sums))]
        return Moments([windowed(part) for part in sums], windowed(torch.cat([w.counts for w in waiting])))


def _members(module: nn.Module) -> list[nn.Module]:
    return list(module.members) if isinstance(module, Ensemble) else [module]


def _maps_of(member: nn.Module) -> TimeMaps:
    maps = time_maps_of(member)
    if maps is None:
        raise FeatureError("a network of single patches has no curve")
    return maps


def _probabilities(logits: EmotionLogits) -> NDArray[np.float64]:
    return np.asarray(logits.quadrants.double().softmax(dim=1).numpy())
