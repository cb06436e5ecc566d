"""Networks with made-up weights, as models that can be asked for files."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from merlingua.mer_models.emotion_classifier import paper_classifier
from merlingua.mer_models.emotion_models import EmotionModel, name_of, settings_of
from merlingua.mer_models.ensemble import Ensemble
from merlingua.mer_models.linear_head import LinearHead, LinearHeadSettings, ProbedEncoder
from merlingua.mer_models.log_mel import LogMelSettings, log_mel
from merlingua.mer_models.model_calibration import Calibration
from merlingua.mer_models.model_cards import ModelCard
from merlingua.mer_models.predictor import Predictor
from merlingua.mer_models.small_cnn import SmallCnn
from merlingua.mer_models.speech_autoencoder import BandScaler, SpeechEncoder

MEL_MEAN, MEL_SD = -6.0, 3.0


def network(name: str, seed: int = 1) -> nn.Module:
    """One that has seen "music": its statistics are those of ordinary sound, so that it hears differences."""
    torch.manual_seed(seed)
    if name == "ensemble":
        return Ensemble([network("small-cnn", 2), network("scae-linear", 3)]).eval()
    module: nn.Module
    if name == "small-cnn":
        module = SmallCnn()
    elif name == "scae-classifier":
        module = paper_classifier()
    else:
        module = ProbedEncoder(SpeechEncoder(), LinearHead(LinearHeadSettings("all")))
    for label, part in module.named_modules():
        if label.endswith("quadrants"):
            # Fresh weights answer nearly the same to everything.
            nn.init.normal_(part.weight, std=0.3 if name == "scae-linear" else 3)
        if isinstance(part, BandScaler):
            part.set_statistics(torch.full((128,), MEL_MEAN), torch.full((128,), MEL_SD))
        if isinstance(part, nn.BatchNorm2d):
            part.momentum = None
    with torch.no_grad():
        module.train()(_sounds())
    return module.eval()


def _sounds() -> torch.Tensor:
    """Log-mels (2, 128, n_frames) of music and of a tone."""
    tone = 0.5 * np.sin(2 * np.pi * 220 * np.arange(4 * 16_000) / 16_000)
    samples = torch.from_numpy(np.stack([made_up_music(4), tone])).float()
    return log_mel(samples, LogMelSettings()).transpose(1, 2)


def predictor(name: str = "small-cnn", calibration: Calibration | None = None) -> Predictor:
    """A model of that network."""
    module = network(name)
    card = ModelCard(
        network=name_of(module), settings=settings_of(module), features=LogMelSettings().to_json()
    )
    return Predictor(name, EmotionModel(module, card), calibration)


def made_up_music(seconds: float, rate: int = 16_000, *, seed: int = 1) -> np.ndarray:
    """Notes that change, with noise that swells; shape (n_samples,), float64, within ±1."""
    rng = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    pitches = 110 * 2 ** (rng.integers(0, 36, int(np.ceil(seconds * 2)) + 1) / 12)
    tones = np.sin(2 * np.pi * pitches[(time * 2).astype(int)] * time)
    noise = rng.standard_normal(len(time)) * np.abs(np.sin(2 * np.pi * time / 13))
    sound = 0.5 * tones + 0.2 * noise
    return sound / np.abs(sound).max() * 0.9
