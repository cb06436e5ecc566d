"""Keras' LSTM and GRU in PyTorch: one bias a gate."""

from __future__ import annotations

import pytest
import torch

from merlingua.mer_models.recurrent_layers import keras_gru, keras_lstm
from merlingua.mer_models.speech_autoencoder import n_trainable


@pytest.mark.parametrize(("n_inputs", "n_hidden"), [(260, 100), (260, 800), (3, 5)])
def test_layers_have_as_many_trainable_numbers_as_in_keras(n_inputs: int, n_hidden: int):
    a_gate = (n_inputs + n_hidden + 1) * n_hidden
    assert n_trainable(keras_lstm(n_inputs, n_hidden)) == 4 * a_gate
    assert n_trainable(keras_gru(n_inputs, n_hidden)) == 3 * a_gate


def test_only_the_lstms_forget_gate_begins_open():
    lstm = keras_lstm(3, 5)
    assert lstm.bias_ih_l0.tolist() == [0.0] * 5 + [1.0] * 5 + [0.0] * 10
    assert not lstm.bias_hh_l0.any()
    gru = keras_gru(3, 5)
    assert not gru.bias_ih_l0.any()
    assert not gru.bias_hh_l0.any()


def test_the_lstm_is_the_one_of_the_equations():
    # Hochreiter and Schmidhuber (1997) with a forget gate; gates in PyTorch's order
    torch.manual_seed(1)
    lstm = keras_lstm(3, 2)
    inputs = torch.randn(1, 4, 3)
    state, cell = torch.zeros(2), torch.zeros(2)
    for step in range(4):
        gates = lstm.weight_ih_l0 @ inputs[0, step] + lstm.weight_hh_l0 @ state + lstm.bias_ih_l0
        enter, forget, new, leave = gates.split(2)
        cell = forget.sigmoid() * cell + enter.sigmoid() * new.tanh()
        state = leave.sigmoid() * cell.tanh()
    torch.testing.assert_close(lstm(inputs)[0][0, -1], state)
