"""LSTM and GRU layers that begin as Keras' do, and have as many trainable numbers.

PyTorch adds two bias vectors in each gate, Keras one: the second is kept at zero and is not trained. In the
LSTM both are the same network; PyTorch's GRU resets the state after its matrix, Keras' of 2020 before.
"""

from __future__ import annotations

from typing import TypeVar

from torch import nn

FORGET_GATE = 1
"""Place of the forget gate among the four of PyTorch's LSTM: input, forget, cell, output."""

Layer = TypeVar("Layer", nn.LSTM, nn.GRU)


def keras_lstm(n_inputs: int, n_hidden: int) -> nn.LSTM:
    """An LSTM of (n, n_steps, n_inputs) with 4 (n_inputs + n_hidden + 1) n_hidden trainable numbers."""
    layer = _initialised(nn.LSTM(n_inputs, n_hidden, batch_first=True))
    # Jozefowicz et al. (2015): a forget gate that begins open learns long dependencies.
    forget_gate = slice(FORGET_GATE * n_hidden, (FORGET_GATE + 1) * n_hidden)
    nn.init.ones_(dict(layer.named_parameters())["bias_ih_l0"].detach()[forget_gate])
    return layer


def keras_gru(n_inputs: int, n_hidden: int) -> nn.GRU:
    """A GRU of (n, n_steps, n_inputs) with 3 (n_inputs + n_hidden + 1) n_hidden trainable numbers."""
    return _initialised(nn.GRU(n_inputs, n_hidden, batch_first=True))


def _initialised(layer: Layer) -> Layer:
    # As Keras does, the matrices of all gates are drawn as one.
    parameters = dict(layer.named_parameters())
    nn.init.xavier_uniform_(parameters["weight_ih_l0"])
    nn.init.orthogonal_(parameters["weight_hh_l0"])
    nn.init.zeros_(parameters["bias_ih_l0"])
    nn.init.zeros_(parameters["bias_hh_l0"]).requires_grad_(False)
    return layer
