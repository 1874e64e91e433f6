"""A gated recurrent unit over a sequence, forward and backward, gradients of weights and inputs included."""

import torch
from torch import nn


def sequence(module, steps, batch, inputs, hidden):
    x = torch.randn(steps, batch, inputs, requires_grad=True)
    seed = torch.randn(steps, batch, hidden)
    sources = [x, *module.parameters()]

    def run():
        torch.autograd.grad(module(x)[0], sources, seed)

    return {"nn": run}


def gru(steps=60, batch=20, inputs=88, hidden=600):
    return sequence(nn.GRU(inputs, hidden), steps, batch, inputs, hidden)


def lstm(steps=60, batch=20, inputs=88, hidden=600):
    return sequence(nn.LSTM(inputs, hidden), steps, batch, inputs, hidden)


CASES = {"gru": gru, "lstm": lstm}
