"""Small models and cards for tests."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from merlingua.mer_models.model_cards import CorpusUse, ModelCard, SplitUse

MELS: dict[str, Any] = {"sample_rate": 16_000, "hop_length": 512, "f_max": None, "log_floor": 1.19e-7}


def card(**changes: Any) -> ModelCard:
    """A card that says a little of everything."""
    values: dict[str, Any] = {
        "network": "scae",
        "settings": {"variant": "repaired", "dropout": 0.25},
        "features": MELS,
        "corpora": (
            CorpusUse(
                name="LibriSpeech",
                kind="librispeech",
                language="en",
                licence="CC BY 4.0",
                n_clips=120,
                n_hours=1.25,
                content_hash="ab12",
            ),
        ),
        "split": SplitUse(
            kind="random", seed=1, counts={"train": 100, "validation": 20}, grouped_by="speaker"
        ),
        "seed": 1,
        "training": {"optimiser": "adam", "learning_rate": 1e-3},
        "scores": {"macro_f1": {"value": 0.5, "low": 0.46, "high": 0.54}, "loss": 1.3},
        "main_score": "macro_f1",
        "licence": "CC BY 4.0",
    }
    return ModelCard(**values | changes)


def weights(seed: int = 1) -> dict[str, Tensor]:
    """Weights of several shapes and dtypes."""
    generator = torch.Generator().manual_seed(seed)
    return {
        "encoder.c1.weight": torch.randn(4, 1, 3, 3, generator=generator),
        "encoder.c1.bias": torch.randn(4, generator=generator),
        "encoder.b1.num_batches_tracked": torch.tensor(7),
        "head.weight": torch.randn(2, 4, generator=generator, dtype=torch.float64),
    }
