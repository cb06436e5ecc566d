"""A model's answers for sound files, whole and second by second.

    from merlingua.mer_models.predictor import Predictor

    predictor = Predictor.load("best")
    print(predictor.predict("song.mp3").quadrant)

Files are read block after block (`sound_blocks`), and what a network makes of them is summed a second
(`second_pooling`), so that hours of sound take no more memory than minutes. Answers are calibrated where the
model's card has a calibration (`model_calibration`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from merlingua.mer_models.corpus import QUADRANTS
from merlingua.mer_models.emotion_models import EmotionModel, load_emotion_model
from merlingua.mer_models.errors import CheckpointError, FeatureError
from merlingua.mer_models.file_answers import FileAnswers, parts_of
from merlingua.mer_models.group_model import GroupModel
from merlingua.mer_models.log_mel import LogMelSettings
from merlingua.mer_models.model_calibration import Calibration
from merlingua.mer_models.model_cards import ModelCard
from merlingua.mer_models.predictions import Curve, Flag, Prediction
from merlingua.mer_models.saliency import LONGEST_S, integrated_gradients
from merlingua.mer_models.second_pooling import time_maps_of
from merlingua.mer_models.shipped_models import model_file
from merlingua.mer_models.small_cnn import SHORTEST_FRAMES
from merlingua.mer_models.sound_blocks import SoundFile, measure, mel_blocks

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
    group: str | None = None

    @classmethod
    def load(cls, name: str | Path, group: str | None = None) -> Predictor:
        """A model that comes with the program ("best"), or a checkpoint's file.

        Parameters
        ----------
        group
            Of a model of groups (`merlingua retrain`), whose listeners it answers for; None: for all.

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
        for member in parts_of(model.module):
            if time_maps_of(member) is None:
                raise FeatureError(
                    f"{file} takes single patches of a second, as the paper's faithful network does: "
                    "`merlingua evaluate` asks it, predict cannot"
                )
        if isinstance(model.module, GroupModel):
            model.module.ask(group)
        elif group is not None:
            raise CheckpointError(f"{file} has no groups: it answers for all listeners alike")
        stored = model.card.calibration
        model.module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return cls(str(name), model, Calibration.from_json(stored) if stored else None, group)

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
        asked = FileAnswers(self.model.module, sound, self.mels, window_s if curve else None)
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
