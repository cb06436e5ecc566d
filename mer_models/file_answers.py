"""A network's answers for one file on their way, as its blocks come in."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.clip_vectors import members_of
from merlingua.mer_models.emotion_classifier import EmotionLogits
from merlingua.mer_models.ensemble import mean_of
from merlingua.mer_models.errors import FeatureError
from merlingua.mer_models.group_model import GroupModel
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.second_pooling import (
    Moments,
    TimeMaps,
    answer_to,
    bin_moments,
    pooled_vector,
    time_maps_of,
)
from merlingua.mer_models.sound_blocks import MelBlock, SoundFile


class FileAnswers:
    """Answers on their way: sums over all of a file, and over the seconds that a window still needs."""

    def __init__(
        self, module: nn.Module, sound: SoundFile, settings: LogMelSettings, window_s: int | None
    ) -> None:
        self._module = module
        self._members = parts_of(module)
        self.maps = [_maps_of(member) for member in self._members]
        self._frame_s = settings.hop_length / settings.sample_rate
        self._n_seconds = max(1, math.ceil(sound.duration_s - 0.5))
        self._duration_s = sound.duration_s
        self._half = None if window_s is None else window_s // 2
        self._wholes: list[Moments | None] = [None] * len(self._members)
        self._lasts: list[list[Tensor] | None] = [None] * len(self._members)
        self._waiting: list[list[Moments]] = [[] for _ in self._members]
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
            whole = self._combined([each for each in self._wholes if each is not None])
        return _probabilities(whole), np.concatenate(self._seconds) if self._seconds else None

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
            answers = self._combined(
                [
                    self._windows(
                        waiting[first - self._first_waiting :],
                        n_answered - first,
                        n_ready - n_answered,
                        half,
                    )
                    for waiting in self._waiting
                ]
            )
        self._seconds.append(_probabilities(answers))
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

    def _combined(self, moments: Sequence[Moments]) -> EmotionLogits:
        """The answer to what was summed for each part."""
        parts = list(zip(self._members, moments, strict=True))
        if isinstance(self._module, GroupModel):
            return self._module.answer_to_vectors(
                torch.cat([pooled_vector(member, each) for member, each in parts], dim=1)
            )
        return mean_of([answer_to(member, each) for member, each in parts])


def parts_of(module: nn.Module) -> Sequence[nn.Module]:
    """The networks that look at the sound, each with sums of its own."""
    return module.members if isinstance(module, GroupModel) else members_of(module)


def _maps_of(member: nn.Module) -> TimeMaps:
    maps = time_maps_of(member)
    if maps is None:
        raise FeatureError("a network of single patches has no curve")
    return maps


def _probabilities(logits: EmotionLogits) -> NDArray[np.float64]:
    return np.asarray(logits.quadrants.double().softmax(dim=1).numpy())
