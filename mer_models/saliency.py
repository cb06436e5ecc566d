"""What in a spectrogram speaks for a quadrant: integrated gradients.

Conventions
-----------
The path runs from music's mean log-mel, the value that the network's own scaler makes zero, to the sound.
What the frames and bands are given adds up to the difference of the log-probability between the two ends, but
for the error of the sum over ``n_steps`` (the axiom of completeness).

Reference: Sundararajan, Taly, Yan (2017), "Axiomatic attribution for deep networks", ICML.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from merlingua.mer_models.speech_autoencoder import BandScaler

N_STEPS = 24
LONGEST_S = 60.0
"""Gradients need all feature maps of what they are of."""


def integrated_gradients(
    module: nn.Module, mels: NDArray[np.float32], quadrant: int, n_steps: int = N_STEPS
) -> NDArray[np.float32]:
    """What each frame and band adds to the log-probability of a quadrant.

    Parameters
    ----------
    mels : shape (n_frames, n_mels), in neper
    quadrant
        0 to 3.

    Returns
    -------
    float32, shape (n_frames, n_mels)
    """
    sound = torch.from_numpy(np.ascontiguousarray(mels.T))[None]
    start = baseline(module)[None, :, None].expand_as(sound)
    gradients = torch.zeros_like(sound)
    for step in range(n_steps):
        # The middle of each part of the path: the error falls with the square of their number.
        point = (start + (step + 0.5) / n_steps * (sound - start)).requires_grad_()
        with torch.enable_grad():
            told = module(point).quadrants.log_softmax(dim=1)[0, quadrant]
            (gradient,) = torch.autograd.grad(told, point)
        gradients += gradient
    attributed = (sound - start) * gradients / n_steps
    return np.ascontiguousarray(attributed[0].T.detach().numpy())


def baseline(module: nn.Module) -> Tensor:
    """The mean log-mel of the music that a network learnt from, shape (n_mels,); of several, their mean."""
    means = [part.mean for part in module.modules() if isinstance(part, BandScaler)]
    return torch.stack(means).mean(dim=0)
